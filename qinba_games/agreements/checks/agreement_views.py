"""Two kinds of agreements read in the same way, one number at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ... import _tolerance
from ..agreement import Agreement
from ..symmetric_agreement import SymmetricAgreement


class View:
    """An agreement as loops read it: a key is a mask of signatories, or their number if alike."""

    # Of identical members one stands for all; it and an outsider are member 0. A large constant in
    # floats, in which differences would drown, is left out unless payoffs are asked for `as_given`.
    def __init__(
        self, agreement: Agreement | SymmetricAgreement, *, as_given: bool = False
    ) -> None:
        self.n, self.alike = agreement.n_members, isinstance(agreement, SymmetricAgreement)
        if isinstance(agreement, SymmetricAgreement):
            tables = [t[:, None] for t in (agreement.signatory, agreement.outsider)]
            every = np.concatenate(tables)
            if not (as_given or _tolerance.is_exact(every)):
                base = _tolerance.centred(every.astype(float))[2]
                tables = [table.astype(float) - base for table in tables]
            self.inside, self.outside = tables
            self.payoffs = np.concatenate(tables)
        else:
            every = agreement.payoffs
            if not (as_given or agreement.exact):
                every = _tolerance.centred(every.astype(float))[0]
            self.payoffs = self.inside = self.outside = every

    def near(self, key: int, rest: Any, *, sums: bool = False) -> Any:
        """What is allowed where this set is judged: numbers of one member that meet there."""
        # What is far below what a member has anyway decides nothing, but where values are summed.
        if self.payoffs.dtype.kind != "f":
            return 0
        if self.alike:
            after = [self.stays_out(min(k, self.n - 1), 0) for k in (0, key, rest[max(key - 1, 0)])]
            most = [self.signs(k, 0) for k in (key, min(key + 1, self.n))]
            return _tolerance.CHECK * sum(map(abs, (*after, *most)))
        met = []
        for i in range(self.n):
            other = key ^ (1 << i)
            here, alone = self.signs(key, i), self.stays_out(0, i)
            away = [self.payoffs[other, i], self.payoffs[rest[other], i]]
            if not sums:
                away = [max(value, min(here, alone)) for value in away]
            met.append(sum(map(abs, (here, alone, *away))))
        return _tolerance.CHECK * max(met)

    def size(self, key: int) -> int:
        """How many sign."""
        return key if self.alike else key.bit_count()

    def signatories(self, key: int) -> list[int]:
        """Who signs."""
        return [0] * (key > 0) if self.alike else [i for i in range(self.n) if key >> i & 1]

    def outsiders(self, key: int) -> list[int]:
        """Who does not."""
        if self.alike:
            return [0] * (key < self.n)
        return [i for i in range(self.n) if not key >> i & 1]

    def without(self, key: int, i: int) -> int:
        """The set without i."""
        return key - (1 << i)

    def joined(self, key: int, i: int) -> int:
        """The set with i."""
        return key + (1 << i)

    def signs(self, key: int, i: int) -> Any:
        """Payoff of a signatory."""
        return _number(self.inside[key, i])

    def stays_out(self, key: int, i: int) -> Any:
        """Payoff of an outsider."""
        return _number(self.outside[key, i])

    def weigh(self, key: int, values: Iterable[Any]) -> Any:
        """One value for each signatory, added up."""
        return (key if self.alike else 1) * sum(values)


def _number(value: Any) -> Any:
    """A plain number, without numpy: int, `Fraction` or float."""
    return value.item() if isinstance(value, np.generic) else value
