"""What the least coordinator costs who makes a partnership strong."""

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

import numpy as np

from ...common import proof as proving
from ...common.register import LATER, PROOFS
from ...common.result import FrameColumns, Result, show
from ...common.rounded import derived
from ...coordinator import Coordinator
from ...game.witness import Part, Tree
from ...partnership.partnership import Partnership
from ...types import Array, Status, frozen
from ..drawing import draw_costs
from .window import ACTING_TOGETHER

#: Classes that count as reached.
GOALS = {"strong": ("strong",), "cooperation": ("weak", "strong")}
#: What `CheapestCoordinator.need` says.
_SENTENCES = {
    "no": "To cooperate at all they do not need it: they do so by themselves, acting together",
    ACTING_TOGETHER: "To cooperate at all they need it if they act together; in some equilibrium "
    "without it somebody contributes, as by turns",
    "in both readings": "To cooperate at all they need it in both readings: without it nobody "
    "contributes in any equilibrium",
    "not settled": "To cooperate at all they need it if they act together; whether somebody "
    "contributes in some equilibrium without it is not settled",
    "not even with it": "Nobody cooperates, with what has a price or without it",
}


#: How often the range of a level is halved; its error, as a part of that range.
HALVINGS = 34
TOLERANCE = 2.0**-HALVINGS


def unbearable(model: Partnership) -> float:
    """A deposit or subsidy whose loss outweighs any cost of contributing."""
    burden = max((np.max(model.cost + extra) for _, extra in model.bad_times), default=0)
    weight = max(float(np.max(model.cost)), float(burden)) + float(np.max(np.abs(model.outside)))
    return 2 * weight / max(float(model.detection), 1e-3) or 1.0


@frozen
class Bundle:
    """One bundle of capacities at the cheapest levels that do.

    Attributes
    ----------
    capacities : tuple of str
    levels : dict of str to Number
        Level of each capacity of the bundle; empty if no levels do.
    cost : Number
        Infinite if no levels within the limits do.
    """

    capacities: tuple[str, ...]
    levels: dict[str, Any]
    cost: Any

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={show(level)}" for name, level in self.levels.items())
        return f"Bundle({inside or 'none of ' + str(self.capacities)}: cost {show(self.cost)})"


class Exclusion(NamedTuple):
    """Levels of capacities at which a goal cannot be reached: so it cannot at any lower ones.

    Attributes
    ----------
    levels : array, shape (N, capacities)
    tree : Tree or None
        How rows fall at each of the N levels; None where the goal is reached instead.
    """

    levels: Array
    tree: Tree | None


class BundleWitness(NamedTuple):
    """What shows that a bundle of capacities reaches a goal at no lower levels.

    Attributes
    ----------
    lower : Exclusion or None
        Levels that are excluded; None where that is not shown.
    least : bool
        True: they cover all levels below those of the bundle. False: all that cost less than the
        cheapest bundle.
    play : Part or None
        What is played at the levels of the bundle; None where there are none, or several graded
        capacities.
    """

    lower: Exclusion | None
    least: bool
    play: Part | None


@frozen
class CheapestCoordinator(Result):
    """The least-cost bundle of capacities that reaches a goal.

    Levels are found by search, and `proven` is False; that nothing cheaper does is what `guarantee`
    says, and of which other bundles levels are not shown to be the least; `certificate.proven` has
    it for each. Levels of a bundle with one graded capacity are known up to the part `tolerance` of
    its limit. The `witness` is the partnership with that coordinator, or alone.

    Attributes
    ----------
    model : Partnership
    delta : Number
    founding : int
    goal : str
        "strong" or "cooperation", of the founding level.
    prices : dict of str to (Number, Number)
        Fixed cost and cost per unit of every capacity.
    credibility : Number
        Of the coordinator.
    bundles : tuple of Bundle
        The best levels of every bundle, cheapest first.
    record : tuple
        For each of them what shows that lower levels do not reach the goal.
    """

    _sources = ("abreu1988",)
    _full = Status.OPTIMAL

    model: Any
    delta: Any
    founding: int
    goal: str
    prices: dict[str, tuple[Any, Any]]
    credibility: Any
    bundles: tuple[Bundle, ...]
    record: tuple[BundleWitness, ...] = ()
    tolerance = TOLERANCE

    @property
    def concept(self) -> str:
        """The solution concept of the equilibrium that reaches the goal."""
        return str(self.witness.concept)

    @property
    def open(self) -> tuple[str, ...]:
        """Bundles that may do with less."""
        names = [" + ".join(one.capacities) or "no capacity" for one in self.bundles]
        proven: Any = self.certificate and self.certificate.proven  # of each bundle
        unsure = () if proven is None else np.flatnonzero(~proven).tolist()
        return tuple(f"levels of {names[k]}" for k in unsure)

    @derived
    def coordinator(self) -> Coordinator | None:
        """The cheapest coordinator; None if no bundle does."""
        if self.cost == math.inf:
            return None
        return Coordinator(credibility=self.credibility, **self.bundles[0].levels)

    @property
    def cost(self) -> Any:
        """What the cheapest coordinator costs; infinite if no bundle does."""
        return self.bundles[0].cost

    @functools.cached_property
    def needs_coordinator(self) -> str:
        """By which baseline members need this coordinator to cooperate; found when it is asked.

        What is cheapest does not depend on it. "no": members who act together cooperate without it.
        "acting together": these do not, but somebody contributes in some equilibrium without
        payments. "in both readings": nobody does. "not even with it": nobody cooperates with it
        either. "not settled": not "no", and too close to a threshold to say more.

        Raises
        ------
        NotApplicableError
            If members do not cooperate acting together, and any equilibrium is not known: of more
            than two members, or of those who share, or have a deposit or subsidy of their own.

        Examples
        --------
        >>> import qinba_games as qg
        >>> from qinba_games.third_parties import cheapest_coordinator
        >>> pair = qg.Partnership([[2.4, 1.6]], 1, promotion=0, friction=0)
        >>> [cheapest_coordinator(pair, d, {"sharing": 1}).needs_coordinator for d in (0.52, 0.6)]
        ['in both readings', 'acting together']
        """
        return str(LATER[CheapestCoordinator, "needs_coordinator"](self))

    @property
    def need(self) -> str:
        """Say in a sentence what `needs_coordinator` says.

        Examples
        --------
        >>> import qinba_games as qg
        >>> from qinba_games.third_parties import cheapest_coordinator
        >>> pair = qg.Partnership([[2.4, 1.6]], 1, promotion=0, friction=0)
        >>> cheapest_coordinator(pair, 0.7, {"sharing": 1}, goal="cooperation").need
        'To cooperate at all they do not need it: they do so by themselves, acting together'
        """
        return _SENTENCES[self.needs_coordinator]

    def proof(self, path: Any = None) -> dict[str, Any]:
        """Return what anybody needs to check by hand that nothing cheaper does.

        `scripts/check_proof.py`, with `check_purchases.py` beside it, reads it and needs nothing
        but Python. Of each bundle it has levels of capacities at which the goal cannot be reached,
        below one of which lies whatever costs less, and how choices fall there; and the proof of
        the equilibrium that reaches the goal.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.

        Raises
        ------
        NotApplicableError
            If it is not proven that nothing cheaper does.

        Examples
        --------
        >>> import qinba_games as qg
        >>> from qinba_games.third_parties import cheapest_coordinator
        >>> pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, detection=0.5)
        >>> found = cheapest_coordinator(pair, 0.4, {"deposit": 3, "sharing": 1})
        >>> [row["capacities"] for row in found.proof()["bundles"] if row["least"]]
        [['deposit'], ['sharing', 'deposit'], [], ['sharing']]
        """
        return proving.proof_of(self, "coordinator", PROOFS[CheapestCoordinator](self), path)

    plot = draw_costs

    def _table(self) -> FrameColumns:
        names = list(self.prices)
        return {
            "bundle": [" + ".join(b.capacities) or "none" for b in self.bundles],
            **{name: [b.levels.get(name) for b in self.bundles] for name in names},
            "cost": [b.cost for b in self.bundles],
        }

    def __repr__(self) -> str:
        if self.coordinator is None:
            return f"CheapestCoordinator(no bundle of {', '.join(self.prices)} does)"
        return f"CheapestCoordinator({self.coordinator!r} costs {show(self.cost)})"


@frozen
class SubsidyBudget(Result):
    """The least conditional subsidy that reaches a goal, and what it costs.

    The `witness` is the partnership with that subsidy.

    Attributes
    ----------
    model : Partnership
    delta : Number
    founding : int
    goal : str
    subsidy : Number
        Least subsidy per member, in periods in which all contribute; infinite if none does.
    record : Exclusion, optional
        What shows that smaller ones do not reach the goal.
    """

    _sources = ("abreu1988",)
    _full = Status.OPTIMAL

    model: Any
    delta: Any
    founding: int
    goal: str
    subsidy: Any
    record: Exclusion | None = None

    @property
    def concept(self) -> str:
        """The solution concept of the equilibrium that reaches the goal."""
        return str(self.witness.concept)

    @property
    def tolerance(self) -> float:
        """Possible error of the subsidy: a part of what no member could bear."""
        return unbearable(self.model) * TOLERANCE

    @property
    def per_period(self) -> Any:
        """Budget for a period in which all contribute, n times the subsidy."""
        return self.model.n_members * self.subsidy

    @property
    def expected(self) -> float:
        """Average discounted outlay per period from the founding on."""
        evolution = self.witness
        if self.subsidy == math.inf:
            return math.inf
        return float(evolution.founding_value - evolution.founding_value_net)

    def proof(self, path: Any = None) -> dict[str, Any]:
        """Return what anybody needs to check by hand that no smaller subsidy does.

        As `CheapestCoordinator.proof`.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.

        Raises
        ------
        NotApplicableError
            If it is not proven that no smaller one does.

        Examples
        --------
        >>> import qinba_games as qg
        >>> from qinba_games.third_parties import subsidy_budget
        >>> pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, drop=None)
        >>> len(subsidy_budget(pair, 0.4).proof()["bundles"])
        2
        """
        return proving.proof_of(self, "coordinator", PROOFS[SubsidyBudget](self), path)

    def _table(self) -> FrameColumns:
        return {
            "subsidy per member": [self.subsidy],
            "budget per period": [self.per_period],
            "expected outlay per period": [self.expected],
        }

    def __repr__(self) -> str:
        if self.subsidy == math.inf:
            return "SubsidyBudget(no subsidy is enough)"
        paid = f"{show(self.per_period)} in all, {show(self.expected)} expected"
        return f"SubsidyBudget({show(self.subsidy)} per member and period: {paid})"
