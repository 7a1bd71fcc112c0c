"""What is the least that a third party has to do? The cheapest bundle of capacities."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import _check, errors
from ..common.progress import telling
from ..coordinator import Coordinator
from ..partnership.evolve import evolve
from ..partnership.partnership import Partnership
from ..types import Array, FloatArray, Number
from ..verify.door import certified
from .capacities import CHANCES, GRADED, Capacities
from .goal import GoalClass, witness
from .results.cheapest import (
    GOALS,
    Bundle,
    BundleWitness,
    CheapestCoordinator,
    SubsidyBudget,
    unbearable,
)
from .solvers.cheapest_levels import cheaper_levels, cheapest_levels, least_scale

_PRICED = ("sharing", *GRADED)
_NOTE = (
    "every bundle searched; levels by bisection, the direction among two or more graded "
    "capacities by differential evolution"
)


#: By what is switched on the cheapest parts of the largest levels, of every set of capacities.
LevelsBySwitch = dict[tuple[str, ...], dict[tuple[int, ...], FloatArray | None]]


class _PricedCapacities(NamedTuple):
    """Capacities that can be had, at which prices, and up to which levels."""

    wanted: GoalClass
    prices: dict[str, tuple[Any, Any]]
    limits: dict[str, float]

    @property
    def graded(self) -> list[str]:
        """Those that have levels."""
        return [name for name in self.prices if name in GRADED]

    @property
    def most(self) -> list[float]:
        """Their largest levels; a search knows levels as parts of these."""
        return [self.limits[name] for name in self.graded]

    @property
    def unit(self) -> FloatArray:
        """What the largest levels cost."""
        rates = [float(self.prices[name][1]) for name in self.graded]
        return np.array(rates) * self.most

    def coordinator(self, levels: Mapping[str, Any]) -> Coordinator:
        """The coordinator with these levels."""
        return Coordinator(credibility=self.wanted.credibility, **levels)

    def levels(self, on: tuple[str, ...], parts: Sequence[float]) -> dict[str, Any]:
        """Levels by name, beside what is switched on."""
        rows = zip(self.graded, self.most, parts, strict=True)
        return dict.fromkeys(on, True) | {name: most * part for name, most, part in rows}

    def reached(self, on: tuple[str, ...]) -> Callable[[FloatArray], Array]:
        """Whether parts of the largest levels, (S, d), reach the goal, beside what is on."""

        def enough(parts: FloatArray) -> Array:
            rows = [self.levels(on, row) for row in parts.tolist()]
            return self.wanted.reached([self.coordinator(row) for row in rows])

        return enough

    def cheapest(self) -> tuple[list[Bundle], tuple[BundleWitness, ...]]:
        """Every bundle at its cheapest levels, cheapest first; what shows that lower ones fail."""
        switches = [(), ("sharing",)] if "sharing" in self.prices else [()]
        search = {on: cheapest_levels(self.unit, self.reached(on)) for on in switches}
        costs = list[Any]()
        while True:
            bundles = self.bundles(search)
            record = witness(self.wanted, bundles, self.prices)
            lower = [(b, one.lower) for b, one in zip(bundles, record, strict=True)]
            missed = [(b, one.levels[0]) for b, one in lower if one and one.tree is None]
            before, costs = costs, [bundle.cost for bundle in bundles]
            if not missed or costs == before:
                return bundles, record
            for bundle, levels in missed:
                self.improve(search, bundle, levels.tolist())

    def improve(self, search: LevelsBySwitch, bundle: Bundle, levels: Sequence[float]) -> None:
        """Search once more from levels of a bundle that reach the goal and were missed."""
        on = tuple(name for name in bundle.capacities if name not in GRADED)
        known = dict(zip(Capacities.of(bundle, self.prices).names, levels, strict=True))
        chosen = tuple(j for j, name in enumerate(self.graded) if name in known)
        parts = np.array([known.get(name, 0) / (self.limits[name] or 1) for name in self.graded])
        search[on] = cheaper_levels(search[on], chosen, parts, self.unit, self.reached(on))

    def bundles(self, search: LevelsBySwitch) -> list[Bundle]:
        """Bundles with the levels that were found, cheapest first."""
        bundles = []
        for on, cheapest in search.items():
            for chosen, parts in cheapest.items():
                names = (*on, *(self.graded[j] for j in chosen))
                given = {} if parts is None else self.levels(on, parts.tolist())
                amounts = {name: level for name, level in given.items() if name in names}
                cost: Any = math.inf if parts is None else 0
                for name, level in amounts.items():
                    fixed, unit = self.prices[name]
                    cost += fixed + unit * level
                bundles.append(Bundle(capacities=names, levels=amounts, cost=cost))
        return sorted(bundles, key=lambda bundle: (bundle.cost, len(bundle.capacities)))


def cheapest_coordinator(
    model: Partnership,
    delta: Number,
    prices: Mapping[str, Any],
    *,
    goal: Any = "strong",
    founding: int | None = None,
    credibility: Number = 1,
    limits: dict[str, Any] | None = None,
) -> CheapestCoordinator:
    r"""Find the least-cost bundle of capacities that makes a partnership strong.

    Minimise Σ_j (fixed_j + unit_j · level_j) over bundles of capacities and their levels, subject
    to the founding level being strong at the given patience.

    Parameters
    ----------
    model : Partnership
    delta : Number
        Discount factor in [0, 1).
    prices : mapping
        Capacity -> price per unit of its level, or (fixed cost, price per unit). Capacities are
        "sharing" (a switch: one unit), "monitoring", "mediation" (levels up to 1), "deposit" and
        "subsidy" (payoff units per member). Capacities that are not named are not to be had.
    goal : {"strong", "cooperation"}
        What the founding level is to be; "cooperation" is weak or strong.
    founding : int, optional
        Trust at the start, in place of the partnership's own.
    credibility : Number
        Of the coordinator, in [0, 1].
    limits : dict, optional
        Largest level of "monitoring", "mediation", "deposit" or "subsidy". By default 1 for the
        first two, and for the others enough to outweigh any cost of contributing.

    Returns
    -------
    CheapestCoordinator
        `.coordinator`, `.cost`, and every bundle with its best levels. `.guarantee` says
        how much cheaper others could be.

    Raises
    ------
    UnknownNameError, RangeError, DiscountError, NotFiniteError
    NotApplicableError
        If the partnership itself has what a priced capacity would bring.

    Notes
    -----
    Seconds for two graded capacities, half a minute for all four with sharing. More of a capacity
    hardly ever hurts (see the theory page on coordinators; mediation without sharing can), so along
    any mix of graded capacities there is a least scale at which the goal is reached, found by
    bisection; for the exceptions: one such scale. Markov SPE in joint modes, or
    voluntary-transfers SPE for bundles with sharing.

    Examples
    --------
    Half of all breaches go unnoticed. Full inspection and a small deposit do, and cost least:

    >>> import qinba_games as qg
    >>> from qinba_games.third_parties import cheapest_coordinator
    >>> pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, detection=0.5)
    >>> found = cheapest_coordinator(pair, 0.4, {"monitoring": 1, "deposit": 3, "sharing": 1})
    >>> found.coordinator.capacities, round(found.cost, 6)
    (('monitoring', 'deposit'), 2.0)
    """
    owner = "cheapest_coordinator"
    wanted = _goal(owner, model, delta, goal, founding)
    credibility = _check.probability(owner, "credibility", credibility)
    wanted = wanted._replace(credibility=credibility)
    costs = _prices(prices)
    priced = _PricedCapacities(wanted, costs, _limits(model, limits, credibility))
    every = dict(zip(priced.graded, priced.most, strict=True)) | {"sharing": "sharing" in costs}
    priced.coordinator(every).applied_to(model)  # refuses what it has itself
    with telling(owner):
        bundles, record = priced.cheapest()
    best = bundles[0]
    helper = priced.coordinator(best.levels) if best.cost < math.inf else None
    evolution = evolve(model, delta, founding=wanted.founding, coordinator=helper)
    answer = CheapestCoordinator(
        model=model,
        delta=delta,
        founding=wanted.founding,
        goal=goal,
        prices=costs,
        credibility=credibility,
        bundles=tuple(bundles),
        record=record,
        exact=False,
        proven=False,
        notes=(_NOTE,),
        witness=evolution,
    )
    return certified(answer)


def subsidy_budget(
    model: Partnership,
    delta: Number,
    *,
    goal: Any = "strong",
    founding: int | None = None,
    coordinator: Coordinator | None = None,
) -> SubsidyBudget:
    r"""Find the least budget of conditional subsidies that makes a partnership strong.

    The subsidy is paid to every member in periods in which all contribute, and is lost by a member
    that is found out. B* = n s* per such period, s* the least subsidy with which the founding level
    is strong.

    Parameters
    ----------
    model : Partnership
        Without a subsidy of its own.
    delta : Number
        Discount factor in [0, 1).
    goal : {"strong", "cooperation"}
        What the founding level is to be; "cooperation" is weak or strong.
    founding : int, optional
        Trust at the start, in place of the partnership's own.
    coordinator : Coordinator, optional
        Other capacities at work besides, without a subsidy.

    Returns
    -------
    SubsidyBudget
        `.subsidy`, `.per_period` and the `.expected` outlay; found by bisection.

    Raises
    ------
    DiscountError, UnknownNameError, NotApplicableError

    Examples
    --------
    For one relation of equals, s* = c - ρ b with ρ = delta (1 - friction):

    >>> import qinba_games as qg
    >>> from qinba_games.third_parties import subsidy_budget
    >>> pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, drop=None)
    >>> subsidy_budget(pair, 0.4)
    SubsidyBudget(0.2 per member and period: 0.4 in all, 0.4 expected)
    """
    owner = "subsidy_budget"
    wanted = _goal(owner, model, delta, goal, founding)
    _check.optional(owner, "coordinator", coordinator, Coordinator)
    if coordinator is not None:
        if coordinator.subsidy != 0:
            rule = "has a subsidy of its own, and the least one is asked for"
            remedy = "Leave the subsidy out of the coordinator"
            raise errors.NotApplicableError(owner, "coordinator", coordinator, rule, remedy)
        model = coordinator.applied_to(model)
    wanted, most = wanted._replace(model=model), unbearable(model)

    def reached(levels: FloatArray) -> Array:
        return wanted.reached([Coordinator(subsidy=z * most) for (z,) in levels.tolist()])

    level = float(least_scale(np.ones((1, 1)), reached)[0])
    subsidy = level * most
    # No unpaid subsidy is left where none is needed, and none helps where it is not enough.
    helper = Coordinator(subsidy=subsidy if level < math.inf else 0)
    evolution = evolve(model, delta, founding=wanted.founding, coordinator=helper)
    given = Capacities(False, ("subsidy",), np.array([float(model.n_members)]))
    budget = SubsidyBudget(
        model=model,
        delta=delta,
        founding=wanted.founding,
        goal=goal,
        subsidy=subsidy,
        record=wanted.below(given, model.n_members * subsidy, np.array([subsidy])),
        exact=False,
        proven=evolution.proven,
        notes=("by bisection: more of a subsidy never hurts while it is below what members bear",),
        witness=evolution,
    )
    return certified(budget)


def _goal(owner: str, model: Any, delta: Any, goal: Any, founding: Any) -> GoalClass:
    """What is asked, all of it checked."""
    _check.instance(owner, "model", model, Partnership)
    _check.discount(owner, delta, exact=False)
    _check.choice(owner, "goal", goal, tuple(GOALS))
    founding = _check.founding_trust(owner, model, founding)
    return GoalClass(model, delta, founding, goal)


def _prices(given: Any) -> dict[str, tuple[Any, Any]]:
    owner, prices = "cheapest_coordinator", {}
    if not isinstance(given, Mapping) or not given:
        rule = "must be a mapping from capacities to prices, with at least one entry"
        remedy = "Pass for example {'sharing': 0.2, 'monitoring': (0.1, 1)}"
        raise errors.InputTypeError(owner, "prices", given, rule, remedy)
    for name, price in given.items():
        _check.choice(owner, "prices", name, _PRICED)
        pair = tuple(price) if isinstance(price, (tuple, list)) else (0, price)
        if len(pair) != 2:
            rule = "a capacity has one price, or a fixed cost and a price per unit"
            remedy = f"Pass a number or a pair for {name!r}"
            raise errors.ShapeError(owner, "prices", price, rule, remedy)
        fixed, unit = (_check.number(owner, "prices", part, low=0) for part in pair)
        prices[name] = fixed, unit
    return prices


def _limits(model: Partnership, limits: Any, credibility: Number = 1) -> dict[str, float]:
    """Largest level of each graded capacity."""
    owner = "cheapest_coordinator"
    enough = unbearable(model)
    bounds = {"monitoring": 1.0, "mediation": 1.0, "deposit": enough, "subsidy": enough}
    if credibility > 0:  # of a deposit no more than that part is ever lost
        bounds["deposit"] /= float(credibility)
    remedy = "Pass for example {'deposit': 2}"
    given = _check.mapping(owner, "limits", limits, "capacities to numbers", remedy, default={})
    for name, limit in given.items():
        _check.choice(owner, "limits", name, GRADED)
        high = 1 if name in CHANCES else None
        bounds[name] = float(_check.number(owner, "limits", limit, low=0, high=high))
    return bounds
