"""Two kinds of agreements read in the same way, one number at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _tolerance
from ..agreement import Agreement
from ..symmetric_agreement import SymmetricAgreement


class _ByMember:
    """A key is a mask of signatories; `weigh` adds one value for each of them up."""

    def __init__(self, agreement: Agreement) -> None:
        tables = [agreement.payoffs] + ([] if agreement.breach is None else [agreement.breach])
        if not agreement.exact:  # a large constant would hide differences
            tables = list(_tolerance.centred(np.stack(tables).astype(float))[0])
        self.payoffs, self.n = tables[0], agreement.n_members
        self.breach = tables[1] if len(tables) > 1 else None

    def near(self, key: int, rest: Any, *, sums: bool = False) -> Any:
        """What is allowed where this set is judged: numbers of one member that meet there.

        What is far below the others tempts nobody, and counts only in sums.
        """
        if self.payoffs.dtype.kind != "f":
            return 0
        met = []
        for i in range(self.n):
            other = key ^ (1 << i)
            here, alone = self.signs(key, i), self.stays_out(0, i)
            away = [self.payoffs[other, i], self.payoffs[rest[other], i]]
            if self.breach is not None and key >> i & 1:
                away.append(self.breach[key, i])
            if not sums:
                away = [max(value, min(here, alone)) for value in away]
            met.append(sum(map(abs, (here, alone, *away))))
        return _tolerance.CHECK * max(met)

    def size(self, key: int) -> int:
        return key.bit_count()

    def signatories(self, key: int) -> list[int]:
        return [i for i in range(self.n) if key >> i & 1]

    def outsiders(self, key: int) -> list[int]:
        return [i for i in range(self.n) if not key >> i & 1]

    def left(self, key: int, i: int) -> int:
        """The set without i."""
        return key - (1 << i)

    def joined(self, key: int, i: int) -> int:
        """The set with i."""
        return key + (1 << i)

    def signs(self, key: int, i: int) -> Any:
        return _number(self.payoffs[key, i])

    def stays_out(self, key: int, i: int) -> Any:
        return _number(self.payoffs[key, i])

    def breaks(self, key: int, i: int) -> Any:
        """Payoff of a signatory that breaks its word while the others keep theirs."""
        assert self.breach is not None
        return _number(self.breach[key, i])

    def weigh(self, key: int, values: list[Any]) -> Any:  # noqa: ARG002 (as for numbers)
        return sum(values)


class _ByNumber:
    """A key is a number of signatories, of whom one stands for all; it and an outsider are 0."""

    def __init__(self, agreement: SymmetricAgreement) -> None:
        self.inside, self.outside = agreement.signatory, agreement.outsider
        self.payoffs = np.concatenate([self.inside, self.outside])
        self.breach, self.n = agreement.breach, agreement.n_members

    def near(self, key: int, rest: Any, *, sums: bool = False) -> Any:  # noqa: ARG002
        """What is allowed where numbers of signatories are judged."""
        return _tolerance.check(self.payoffs, *([] if self.breach is None else [self.breach]))

    def size(self, key: int) -> int:
        return key

    def signatories(self, key: int) -> list[int]:
        return [0] if key else []

    def outsiders(self, key: int) -> list[int]:
        return [0] if key < self.n else []

    def left(self, key: int, i: int) -> int:
        return key - 1 + i

    def joined(self, key: int, i: int) -> int:
        return key + 1 + i

    def signs(self, key: int, i: int) -> Any:
        return _number(self.inside[key + i])

    def stays_out(self, key: int, i: int) -> Any:
        return _number(self.outside[key + i])

    def breaks(self, key: int, i: int) -> Any:
        assert self.breach is not None
        return _number(self.breach[key + i])

    def weigh(self, key: int, values: list[Any]) -> Any:
        return key * sum(values)


View = _ByMember | _ByNumber


def view(agreement: Agreement | SymmetricAgreement) -> View:
    """The agreement as loops read it."""
    return _ByMember(agreement) if isinstance(agreement, Agreement) else _ByNumber(agreement)


def _number(value: Any) -> Any:
    """A plain number, without numpy: int, `Fraction` or float."""
    return value.item() if isinstance(value, np.generic) else value
