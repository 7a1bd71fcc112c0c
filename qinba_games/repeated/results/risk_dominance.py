"""From which patience on cooperation is the less risky of two equilibria."""

from __future__ import annotations

from typing import Any, ClassVar

from ... import _check
from ...common.register import LATER
from ...common.result import FrameColumns, Result, few, show
from ...types import Number, Profile, Status, frozen


@frozen
class RiskDominantDiscount(Result):
    """What `risk_dominant_discount` returns.

    Attributes
    ----------
    game : RepeatedGame
    profile : tuple of int
        C..C, the actions of those who cooperate.
    belief : str
        "independent" or "together".
    delta : Number
        The least discount factor at which grim risk-dominates always defecting; infinite if there
        is none.
    least : Number
        The least discount factor at which all members playing grim is an equilibrium.
    """

    concept = "risk dominance of grim"
    _sources: ClassVar[tuple[str, ...]] = ("harsanyi1988", "blonski2015", "boczon2025")
    _full = Status.COMPUTED

    game: Any
    profile: Profile
    belief: str
    delta: Number
    least: Number

    def basin(self, delta: Number) -> Number:
        """The largest belief in grim at which some member does as well by always defecting.

        The less it is, the safer is cooperation. Two members who are alike: at most 1/2 from
        `.delta` on.

        Parameters
        ----------
        delta : Number
            In [0, 1).

        Returns
        -------
        Number
            In [0, 1]; 1 below `.least`. Three and more members who believe independently: a float.

        Examples
        --------
        >>> import qinba_games as qg
        >>> game = qg.prisoners_dilemma(40, 12, 50, 25)
        >>> qg.risk_dominant_discount(game).basin(0.75)
        0.2708333333333333
        """
        clean = _check.discount("RiskDominantDiscount.basin", delta)
        belief: Number = LATER[RiskDominantDiscount, "basin"](self, clean)
        return belief

    def _table(self) -> FrameColumns:
        return {
            "delta": [self.delta],
            "least": [self.least],
            "profile": [self.profile],
            "belief": [self.belief],
        }

    def __repr__(self) -> str:
        thresholds = f"delta {show(self.delta)}, an equilibrium from {show(self.least)}"
        return f"RiskDominantDiscount({thresholds}, profile {few(self.profile)})"
