"""What repeating an agreement adds."""

from __future__ import annotations

from typing import Any

from ... import _check, _tolerance
from ...common.result import Result, Table, show
from ...types import Array, IntArray, Status, frozen
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
    delta : array, shape (m,)
        Where the number of signatories rises; starts at 0. Floats up to 1e-10 apart are one step.
    size : array of int, shape (m,)
        The most signatories from there on; 0 is no agreement.
    keys : array of int, shape (m,)
        Mask, or number of signatories, of an agreement of that size that holds from there on.
    """

    _sources = ("barrett1999", "froyn2008")
    _full = Status.EDGES

    agreement: AnyAgreement
    breach: str
    transfers: bool
    threshold: Array
    delta: Array
    size: IntArray
    keys: IntArray

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
