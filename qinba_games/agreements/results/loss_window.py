"""At which patience a third party that makes leaving costlier lets members insure each other."""

from __future__ import annotations

from typing import Any

from ... import _check
from ...common import concepts
from ...common.result import FrameColumns, Result, show
from ...common.spans import Spans
from ...repeated.results.patience import CriticalDiscount
from ...types import Status, frozen
from ..insurance import Insurance
from ..risk import least_shares


@frozen
class LossWindow(Result):
    """Where a loss of those that leave is pivotal for first best.

    Attributes
    ----------
    insurance : Insurance
        Of members that lose nothing.
    loss : float
        The part of income that every member loses when it is alone.
    alone, helped : CriticalDiscount
        From which patience on all risk is shared, without the loss and with it.
    """

    concept = concepts.COMMITMENT
    _sources = ("ligon2002", "kocherlakota1996")
    _full = Status.EDGES

    insurance: Insurance
    loss: float
    alone: CriticalDiscount
    helped: CriticalDiscount

    @property
    def intervals(self) -> Spans:
        """Patience at which members share all risk with the loss, and not without it."""
        return self.helped.intervals.minus(self.alone.intervals)

    def least(self, delta: Any) -> float:
        """Find the least loss with which members share all risk at a patience.

        1 - 1/Σ θ, θ the shares that keep members that lose nothing: whoever loses a part of its
        income stays for a share that is less by that part.

        Raises
        ------
        DiscountError
            If it is no discount factor.
        """
        point = float(_check.patience("LossWindow.least", delta, exact=False))
        return max(0.0, 1 - 1 / float(least_shares(self.insurance, point).sum()))

    def _table(self) -> FrameColumns:
        ends = list(self.intervals)
        return {"from": [low for low, _ in ends], "below": [high for _, high in ends]}

    def __repr__(self) -> str:
        where = f"pivotal on {self.intervals.words(6)}" if self.intervals else "never pivotal"
        return f"LossWindow(a loss of {show(self.loss)} is {where})"
