"""What repeating an agreement adds."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from ... import _check, _exact, _tolerance
from ...common.result import Result, Table, show
from ...types import Array, IntArray, Status, frozen, read_only
from ..drawing import draw_kept
from .agreement import AnyAgreement


@frozen
class RepeatedAgreement(Result):
    """From which patience on signatories keep an agreement that is repeated.

    Attributes
    ----------
    agreement : Agreement or SymmetricAgreement
    breach : str
        "announced" or "hidden".
    transfers : bool
    threshold : array
        By mask, or by number of signatories: the least discount factor; infinite if none suffices.
    """

    _sources = ("barrett1999", "froyn2008")
    _full = Status.EDGES

    agreement: AnyAgreement
    breach: str
    transfers: bool
    threshold: Array

    @property
    def concept(self) -> str:
        """The solution concept."""
        return f"{'voluntary-transfers ' * self.transfers}SPE (grim)"

    @functools.cached_property
    def _steps(self) -> list[tuple[Any, int, int]]:
        """Patience at which the number of signatories rises, that number, and which set it is."""
        least, number = self.threshold, self.agreement.sizes
        same = 0 if _tolerance.is_exact(least[:1]) else _tolerance.DISCOUNT
        # The first of the largest sets at each patience.
        order = np.lexsort((np.arange(len(number)), -number, least.astype(float)))
        found, start = [(least[0], 0, 0)], least[0]
        for key in order.tolist():
            delta, size = least[key], int(number[key])
            if delta < 1 and size > max(found[-1][1], 1):
                if delta - start <= same:
                    found.pop()
                else:
                    start = delta
                found.append((delta, size, key))
        return found

    @functools.cached_property
    def delta(self) -> Array:
        """Where the number of signatories rises; from 0. Floats up to 1e-10 apart are one step."""
        return read_only(_exact.as_numbers([delta for delta, _, _ in self._steps], self.exact))

    @functools.cached_property
    def size(self) -> IntArray:
        """The most signatories from there on; 0 is no agreement."""
        return read_only([size for _, size, _ in self._steps])

    @functools.cached_property
    def keys(self) -> IntArray:
        """Mask, or number of signatories, of an agreement of that size that holds from there on."""
        return read_only([key for _, _, key in self._steps])

    def at(self, delta: Any) -> int:
        """Return the most governments that keep an agreement at this discount factor."""
        patience = _check.discount("RepeatedAgreement.at", delta)
        slack = _tolerance.patience(self.exact, patience)
        return int(self.size[self.delta <= patience + slack][-1])

    def needed(self, coalition: Any) -> Any:
        """Return the least discount factor at which these signatories keep their agreement.

        They are given by names or indices; a number, for identical members, is how many they are.
        """
        key = self.agreement.key(coalition, function="RepeatedAgreement.needed")
        return self.threshold[key : key + 1].tolist()[0]

    plot = draw_kept

    def _table(self) -> Table:
        return {
            "delta": self.delta.tolist(),
            "signatories": self.size.tolist(),
            "coalition": [self.agreement.coalition(key) for key in self.keys.tolist()],
            "joint payoff of all": self.agreement.total[self.keys].tolist(),
        }

    def __repr__(self) -> str:
        rows = zip(self.delta.tolist(), self.size.tolist(), strict=True)
        shown = ", ".join(f"{size} from {show(delta)}" for delta, size in list(rows)[:8])
        return f"RepeatedAgreement({self.agreement!r}: {shown})"
