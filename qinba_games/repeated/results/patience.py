"""How patient members must be: for one agreement, and for all of them at once."""

from __future__ import annotations

import dataclasses
import math
from typing import Any, NamedTuple

from ... import _check, _tolerance
from ...common import concepts
from ...common import proof as proving
from ...common.register import PROOFS
from ...common.result import FrameColumns, Result, few, plain, show
from ...common.spans import Spans
from ...errors import NoEquilibriumError
from ...types import Array, Profile, Status, frozen
from ..drawing import draw_patience, draw_table
from .equilibrium import Equilibrium

_REMEDY = "give members an outside value, or use mixed actions"


def none_below(deltas: Array, delta: Any, remedy: str) -> str:
    """The message that a table has no row for `delta`; the remedy is for one without any row."""
    if len(deltas):
        cure = f"The table starts at delta = {show(deltas[0])}: ask there or above"
    else:
        cure = f"There is none at any delta: {remedy}"
    return f"no pure-strategy equilibrium with transfers at delta = {show(delta)}. {cure}."


@frozen
class DiscountRow:
    """One row of a `DiscountTable`: what is self-enforcing from `delta` up to the next row.

    Attributes
    ----------
    delta : Number
        The discount factor from which the row holds (it holds there).
    joint_payoff : Number
        Largest joint payoff per period.
    punishment_payoff : array, shape (n,)
        The lowest payoff each member can be held to.
    liquidity : Number
        The largest liquidity requirement among the profiles of the row.
    profile : tuple of int or None
        The agreed profile; None: all leave.
    punishment_profile : tuple of tuple of int
        What is played to punish each member; empty where members can leave.
    """

    delta: Any
    joint_payoff: Any
    punishment_payoff: Array
    liquidity: Any
    profile: Profile | None
    punishment_profile: tuple[Profile, ...]

    def __repr__(self) -> str:
        worth, punishment = show(self.joint_payoff), show(self.punishment_payoff)
        what = f"joint payoff {worth}, punishment payoffs {punishment}, profile {self.profile}"
        return f"DiscountRow(from delta {show(self.delta)}: {what})"


@frozen
class DiscountTable(Result):
    """What `discount_table` returns: every discount factor at which a better agreement holds.

    Rows ascend in `delta`, and each holds from its own `delta` (included) up to the next one. The
    concept is "voluntary-transfers SPE".

    Attributes
    ----------
    game : RepeatedGame
    delta : array, shape (rows,)
    joint_payoff : array, shape (rows,)
    punishment_payoff : array, shape (rows, n)
    liquidity : array, shape (rows,)
    profile : tuple of tuple of int
        The agreed profile of each row as action indices; None: all leave.
    punishment_profile : tuple of tuple of tuple of int
        For each row one profile per member; empty tuples where members can leave.
    """

    concept = concepts.VOLUNTARY
    _sources = ("goldluecke2012", "abreu1988")
    _alike = (
        ("delta", "joint_payoff", "punishment_payoff", "liquidity", "profile"),
        ("delta", "punishment_profile"),
    )
    _full = Status.EDGES

    game: Any
    delta: Array
    joint_payoff: Array
    punishment_payoff: Array
    liquidity: Array
    profile: tuple[Profile | None, ...]
    punishment_profile: tuple[tuple[Profile, ...], ...]

    def at(self, delta: Any) -> DiscountRow:
        """Return the row that holds at `delta`.

        Parameters
        ----------
        delta : Number
            In [0, 1). A float that misses a row by rounding counts as at it.

        Raises
        ------
        DiscountError
            If `delta` is no discount factor.
        NoEquilibriumError
            If there is no pure-strategy equilibrium at `delta`.

        Examples
        --------
        >>> import qinba_games as qg
        >>> dilemma = qg.StageGame.from_bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
        >>> qg.discount_table(dilemma).at(0.5)
        DiscountRow(from delta 1/7: joint payoff 18, punishment payoffs (3, 3), profile (0, 0))
        """
        value = _check.discount("DiscountTable.at", delta)
        r = _tolerance.last_reached(self.delta, value, exact=self.exact)
        if r is None:
            raise NoEquilibriumError(none_below(self.delta, value, _REMEDY))
        names = [field.name for field in dataclasses.fields(DiscountRow)]
        row = {name: getattr(self, name)[r] for name in names}
        numbers = ("delta", "joint_payoff", "liquidity")
        return DiscountRow(**row | {name: plain(row[name]) for name in numbers})

    plot = draw_table

    def _table(self) -> FrameColumns:
        label = self.game.stage.label
        return {
            "delta": list(self.delta),
            "joint payoff": list(self.joint_payoff),
            "punishment payoffs": [tuple(row) for row in self.punishment_payoff],
            "liquidity": list(self.liquidity),
            "profile": ["all leave" if a is None else label(a) for a in self.profile],
        }

    def __repr__(self) -> str:
        if not len(self.delta):
            return "DiscountTable(no pure-strategy equilibrium at any delta)"
        best = show(self.joint_payoff[-1])
        return f"DiscountTable(delta {few(self.delta)}, joint payoff up to {best})"


@frozen
class CriticalDiscount(Result):
    """What `critical_discount` returns: the least patience that sustains an agreement.

    The ends of `intervals` are known up to `tolerance`. The `witness` of a partnership is
    (delta, Evolution) at the threshold and then just beside the ends of all intervals, that of a
    stochastic game one entry for each interval; a closed form has none.

    Attributes
    ----------
    game : RepeatedGame, StochasticGame or Partnership
    sharing : str or tuple
        "voluntary", the name of a fixed rule, or the fractions of the joint payoff.
    profile : tuple, dict of state to tuple, or None
        The agreement: action indices for a repeated game, action labels by state for a stochastic
        game, None where the model has no such thing.
    binding : tuple of str or None
        The members whose incentive fails first; None with voluntary transfers, where patience
        is a matter of the group.
    shares : array, shape (n,), or None
        What each member receives per period under a fixed rule.
    intervals : Spans
        The discount factors that sustain the agreement, each as [low, high).
    price_of_fairness : Number or None
        Excess of `delta` over what the stability-optimal shares need; None with voluntary
        transfers, and where no shares whatever would do.
    regimes : Regimes or None
        Of a partnership: what is selected at both ends of patience and beside every change, with
        the record of it, from which `verify` reads what is selected in between.
    """

    _sources = ("abreu1988", "friedman1971", "goldluecke2012")
    _once = ("binding",)
    _full = Status.EDGES

    game: Any
    sharing: Any
    profile: Any
    binding: tuple[str, ...] | None = None
    shares: Array | None = None
    intervals: Spans
    price_of_fairness: Any = None
    regimes: Any = None
    tolerance: Any = 0

    @property
    def concept(self) -> str:
        """The solution concept."""
        free = isinstance(self.sharing, str) and self.sharing == "voluntary"
        return concepts.VOLUNTARY if free else str(self.game._unshared)  # noqa: SLF001

    @property
    def open(self) -> tuple[str, ...]:
        """Of a stochastic game, where patience rests on the scan."""
        if not isinstance(self.witness, tuple) or not {*map(type, self.witness)} <= _ENDS:
            return ()
        whole = self.certificate and self.certificate.outside
        return ("patience within the intervals" if whole else "patience between the ends",)

    @property
    def delta(self) -> Any:
        """The least discount factor at which the agreement is an equilibrium.

        Infinite if there is none, or if those that sustain it are not one interval up to 1.
        """
        return self.intervals.threshold

    def proof(self, path: Any = None) -> dict[str, Any]:
        """Return what anybody needs to check the edges by hand; of partnerships.

        `scripts/check_proof.py` reads it and needs nothing but Python. Beside every edge, on both
        sides, it has the answer that was found there with the proof that nothing better exists
        (see `Evolution.proof`). What is claimed between these answers is left to `verify`.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.

        Raises
        ------
        NotApplicableError
            If the model is no partnership, or if an answer has no proof.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0)
        >>> found = qg.critical_discount(pair, sharing="none")
        >>> len(found.proof()["rows"])
        3
        """
        return proving.proof_of(self, "edges", PROOFS[CriticalDiscount](self), path)

    plot = draw_patience

    def _table(self) -> FrameColumns:
        return {
            "delta": [self.delta],
            "profile": [plain(self.profile)],
            "sharing": [self.sharing],
            "binding": [self.binding],
            "shares": [None if self.shares is None else tuple(self.shares)],
            "intervals": [self.intervals],
            "price of fairness": [self.price_of_fairness],
        }

    def __repr__(self) -> str:
        if self.delta == math.inf and self.intervals:
            least = f"sustained for delta in {self.intervals}"
        elif self.delta == math.inf:
            least = "never sustained"
        else:
            least = f"delta {show(self.delta)}"
        who = f", binding {', '.join(self.binding)}" if self.binding else ""
        what = f"profile {few(self.profile)}, sharing {few(self.sharing)}"
        return f"CriticalDiscount({least}, {what}{who})"


class Threshold(NamedTuple):
    """A discount factor at which a policy of a stochastic game begins to be self-enforcing."""

    delta: float
    behind: Equilibrium  #: the best one there, whose punishments a deviation from the policy meets
    policy: dict[Any, tuple[Any, ...]]  #: what is played for ever, by state
    first_best: bool  #: whether no policy whatever is worth more; False where that was not asked
    #: The best one at a little less patience, whose punishments do not uphold the policy; None
    #: where there is none, or no less patience.
    below: Equilibrium | None = None


class Reverting(NamedTuple):
    """A discount factor at which a policy begins to be kept without transfers."""

    delta: float
    policy: dict[Any, tuple[Any, ...]]  #: what is played for ever, by state
    #: Markov perfect equilibria to one of which a deviation leads, the worst for the deviator.
    reversion: tuple[dict[Any, tuple[Any, ...]], ...]
    first_best: bool  #: whether no policy whatever is worth more; False where that was not asked


#: What shows where the policy of a stochastic game begins to be kept.
_ENDS = {Threshold, Reverting}
