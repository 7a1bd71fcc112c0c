"""Repeated games and agreements as they are when a third party is at work."""

from __future__ import annotations

from typing import Any

from .. import _tolerance
from ..types import Array, Number, frozen
from .agreement import Agreement
from .repeated import RepeatedGame
from .symmetric_agreement import SymmetricAgreement


@frozen
class GovernedGame:
    """A repeated game with deposits, subsidies, a rent, and members who cannot leave.

    Made by `Coordinator.applied_to`; `critical_discount` and `pivotal_window` know what to do with
    it. Whatever is agreed is one profile, played for ever.

    Attributes
    ----------
    game : RepeatedGame
    sharing : str
        "voluntary" if members can pay each other, else "none".
    deposit : array, shape (n,)
        Lost by whoever breaks the agreement, a lump in payoff units.
    subsidy : Number
        Paid to each member in every period in which the agreed profile is played.
    stake : Number
        Part that the third party takes of the joint surplus over the outside values (without them:
        over what members revert to) in these periods, from each in proportion to his own surplus.
    mandate : tuple of str
        Members who cannot leave.
    """

    game: RepeatedGame
    sharing: str
    deposit: Array
    subsidy: Number
    stake: Number
    mandate: tuple[str, ...]

    @property
    def n_players(self) -> int:
        """Number of players."""
        return self.game.n_players

    @property
    def exact(self) -> bool:
        """True if every number is rational."""
        terms = [self.deposit, self.subsidy, self.stake]
        return self.game.exact and all(map(_tolerance.is_exact, terms))

    def __repr__(self) -> str:
        terms: dict[str, Any] = {"sharing": self.sharing}
        for name in ("deposit", "subsidy", "stake"):
            value = getattr(self, name)
            if (value != 0).any() if name == "deposit" else value != 0:
                terms[name] = value.tolist() if name == "deposit" else value
        if self.mandate:
            terms["mandate"] = self.mandate
        shown = ", ".join(f"{name}={value!r}" for name, value in terms.items())
        return f"GovernedGame({self.game!r}, {shown})"


@frozen
class GovernedAgreement:
    """An agreement whose signatories a third party helps.

    Made by `Coordinator.applied_to`; `pivotal_window` knows what to do with it. To ask something
    else, pass on its parts: `stable_agreements(governed.agreement, transfers=governed.transfers)`.

    Attributes
    ----------
    agreement : Agreement or SymmetricAgreement
        With the subsidy in what signatories get.
    transfers : bool
        Whether signatories share so that everybody stays.
    """

    agreement: Agreement | SymmetricAgreement
    transfers: bool

    def __repr__(self) -> str:
        return f"GovernedAgreement({self.agreement!r}, transfers={self.transfers})"
