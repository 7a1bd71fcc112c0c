"""The best self-enforcing agreement of a game at one discount factor."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...common import concepts
from ...common import proof as proving
from ...common.result import FrameColumns, Result, few, show
from ...types import Array, IntArray, Status, frozen
from .. import proofs
from ..drawing import draw_equilibrium


class Deleted(NamedTuple):
    """One round of a policy elimination."""

    joint: Array  #: shape (states,): what profiles not deleted before reach together at most
    punishment: Array  #: shape (states, n): to what they can hold each member at least
    rows: IntArray  #: the profiles that nobody could enforce even so, by their row in the game


@frozen
class Equilibrium(Result):
    """What `solve` returns: the agreement with the largest joint payoff, and what upholds it.

    The concept is "voluntary-transfers SPE" or "fixed-sharing SPE (grim)".

    Attributes
    ----------
    game : RepeatedGame or StochasticGame
    delta : Number
        The discount factor.
    sharing : str or tuple
        "voluntary", the name of a fixed rule, or the fractions of the joint payoff.
    joint_payoff : Number, or array of shape (states,)
        Largest joint payoff per period, by starting state for a stochastic game.
    punishment_payoff : array, shape (n,) or (states, n)
        The lowest payoff each member can be held to (the outside value where members can leave).
    payoffs : array, shape (n,) or (states, n)
        What each member gets on the path, transfers included; with voluntary transfers any other
        division of `joint_payoff` with nobody below `punishment_payoff` is an equilibrium too.
    policy : tuple, or dict of state to tuple
        The agreed profile (None: all leave): action indices for a repeated game; action labels by
        state for a stochastic game.
    punishments : tuple
        One such profile (or dict) per member, played to punish that member; empty where leaving or
        a stage equilibrium is the punishment.
    transfers : Transfers or None
        The payments that carry a voluntary agreement of a repeated game.
    record : tuple of Deleted
        Of a stochastic game: what was deleted round by round, which proves that nothing better
        exists. The last round deletes nothing, and its bounds are reached.
    """

    _sources = ("abreu1988", "goldluecke2012")
    _unsure = Status.AT_A_THRESHOLD

    game: Any
    delta: Any
    sharing: Any
    joint_payoff: Any
    punishment_payoff: Array
    payoffs: Array
    policy: Any
    punishments: tuple[Any, ...] = ()
    transfers: Transfers | None = None
    record: tuple[Deleted, ...] = ()

    @property
    def concept(self) -> str:
        """The solution concept."""
        voluntary = isinstance(self.sharing, str) and self.sharing == "voluntary"
        return concepts.VOLUNTARY if voluntary else concepts.GRIM

    def proof(self, path: Any = None) -> dict[str, Any]:
        """Return what anybody needs to check the answer by hand.

        `scripts/check_proof.py` reads it, computes it once more and needs nothing but Python.
        Numbers are fractions, or floats in hexadecimal where the answer was found in floats.
        Profiles are rows of the game; a repeated game has one state.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.

        Raises
        ------
        NotApplicableError
            If floats leave open whether something better is upheld.

        Examples
        --------
        >>> from fractions import Fraction
        >>> import qinba_games as qg
        >>> found = qg.solve(qg.prisoners_dilemma(9, 1, 10, 3), Fraction(1, 7))
        >>> found.proof()["joint"]
        ['18']
        """
        if isinstance(self.in_fractions, Equilibrium):  # of what was found in fractions
            return self.in_fractions.proof(path)
        if getattr(self.certificate, "outside", 0) is None:
            rule = f"has no proof: {self.guarantee}"
            raise proving.without_proof(self, rule, "Give payoffs and delta as ints or Fractions")
        rows = proofs.by_state if isinstance(self.policy, dict) else proofs.of_one_state
        parts = {"delta": self.delta, "sharing": self.sharing, **rows(self)}
        return proving.proof_of(self, "game", parts, path)

    plot = draw_equilibrium

    def _table(self) -> FrameColumns:
        if isinstance(self.policy, dict):
            states = list(self.policy)
            return {
                "state": states,
                "profile": [self.policy[s] for s in states],
                "joint payoff": list(self.joint_payoff),
                "payoffs": [tuple(row) for row in self.payoffs],
                "punishment payoffs": [tuple(row) for row in self.punishment_payoff],
            }
        return {
            "player": list(self.game.stage.players),
            "payoff": list(self.payoffs),
            "punishment payoff": list(self.punishment_payoff),
        }

    def __repr__(self) -> str:
        where = "" if isinstance(self.policy, dict) else f", profile {self.policy}"
        worth = f"joint payoff {few(self.joint_payoff)}{where}"
        return f"Equilibrium({self.concept}, delta {show(self.delta)}, {worth})"


@frozen
class Transfers:
    """Payments after play that make the agreed profile self-enforcing (positive: pays).

    Row 0 is the agreed phase, row 1 + i the punishment of member i.

    Attributes
    ----------
    compliance : array, shape (phases, n)
        What each member pays after everybody complied; rows add up to zero.
    deviation : array, shape (phases, n)
        What member i pays after its own deviation in that phase.
    """

    compliance: Array
    deviation: Array

    def __repr__(self) -> str:
        return f"Transfers({len(self.compliance)} phases)"
