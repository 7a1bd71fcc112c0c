"""Who joins by itself, whom to help until the others follow, and what to pay?"""

from __future__ import annotations

import dataclasses
import time
from typing import Any

import numpy as np

from .. import _check, _exact, _sizes, _tolerance
from ..common.progress import telling
from ..types import Array, ArrayLike, read_only
from ..verify.door import certified
from .checks.tipping import seed_search
from .components import names_of
from .membership import Membership
from .results.tipping import KeyProjects, MembershipEquilibria, Subsidies
from .solvers.best_replies import Numbers, after_exits, ascent, numbers
from .solvers.few_seeds import few_seeds
from .solvers.first_joiner import first_joiner
from .solvers.forest_seeds import forest_seeds
from .solvers.hitting_set import Seeds, greedy_seeds, hitting_set
from .solvers.joining_order import costs_of_sets
from .solvers.unicyclic_seeds import unicyclic_seeds

#: Branches after which the exact search stops unless it has a time limit: about a minute.
_NODES = 12_000
#: Up to so many seeds, as greed finds them, are improved by swaps; most steps in which the bound
#: rises.
_FEW, _STEPS = 12, 8
#: Most governments for which `cheapest_subsidies` tries all sets.
_LARGEST = _sizes.TIPPING


def membership_equilibria(membership: Membership) -> MembershipEquilibria:
    """Find the least and the greatest set of members that nobody wants to change.

    Parameters
    ----------
    membership : Membership

    Returns
    -------
    MembershipEquilibria

    Raises
    ------
    InputTypeError

    Notes
    -----
    Best replies rise with the set of members, so that they lead from nobody up to the least and
    from everybody down to the greatest equilibrium (Tarski 1955).

    Examples
    --------
    >>> import qinba_games as qg
    >>> ring = qg.Membership(["a", "b", "c"], [[0, 0, 1], [1, 0, 0], [0, 1, 0]], [1, 1, 1])
    >>> found = qg.membership_equilibria(ring)
    >>> found.least.tolist(), found.greatest.tolist(), found.rounds
    ([False, False, False], [True, True, True], (0, 0))

    References
    ----------
    M. Granovetter (1978), "Threshold models of collective behavior", American Journal of Sociology
    83, 1420-1443; P. Milgrom and J. Roberts (1990), "Rationalizability, learning, and equilibrium
    in games with strategic complementarities", Econometrica 58, 1255-1277.
    """
    model = _check.instance("membership_equilibria", "membership", membership, Membership)
    given = numbers(model.influence, model.threshold)
    least, up = ascent(given, np.zeros(len(model.threshold), dtype=bool))
    greatest, down = after_exits(given)
    terms: Any = {"membership": model, "least": least, "greatest": greatest, "rounds": (up, down)}
    return certified(MembershipEquilibria(**terms, exact=model.exact))


def key_projects(
    membership: Membership,
    prices: ArrayLike | None = None,
    *,
    method: str = "exact",
    time_limit: Any = None,
) -> KeyProjects:
    """Find the cheapest seeds from which the greatest equilibrium is reached.

    Seeds are held in until everybody in that equilibrium has joined; they need no help after it.

    Parameters
    ----------
    membership : Membership
    prices : number, or array_like of shape (n,), optional
        What it costs to hold each in; 1 each by default.
    method : {"exact", "greedy"}
        "greedy": whoever brings most others in per cost, again and again. The greedy
        answer comes with a lower bound of this instance and no guarantee.
    time_limit : Number, optional
        Seconds for the exact search; then the best seeds so far, with the bound so far. By default
        the search stops after so many branches, which take a minute or two, so that an answer
        repeats. Trees and circles need no search.

    Returns
    -------
    KeyProjects

    Raises
    ------
    RangeError
        If a price is negative.
    ShapeError, NotFiniteError, UnknownNameError, InputTypeError

    Notes
    -----
    Seeds work exactly when they meet every group that resists: each of it stays out while only the
    others are in. Some groups are found from seeds that fail, and a search for cheaper seeds that
    meet them ends without any. Where no component of ties has two circles, one pass from the leaves
    is enough, and at one price it finds disjoint groups of a forest that need as many seeds.
    The problem has no approximation by a constant factor (Chen 2009).

    Examples
    --------
    >>> import qinba_games as qg
    >>> ring = qg.Membership(["a", "b", "c"], [[0, 0, 1], [1, 0, 0], [0, 1, 0]], [1, 1, 1])
    >>> qg.key_projects(ring, [3, 1, 2])
    KeyProjects(b; cost 1, cheapest)

    References
    ----------
    N. Chen (2009), "On the approximability of influence in social networks", SIAM Journal on
    Discrete Mathematics 23, 1400-1415; S. Raghavan and R. Zhang (2019), "A branch-and-cut approach
    for the weighted target set selection problem on social networks", INFORMS Journal on
    Optimization 1, 304-322.
    """
    owner = "key_projects"
    model = _check.instance(owner, "membership", membership, Membership)
    n = len(model.governments)
    costs = _prices(owner, prices, model.governments)
    way = _check.choice(owner, "method", method, ("exact", "greedy"))
    deadline = None
    if time_limit is not None:
        limit = _check.number(owner, "time_limit", time_limit, low=0)
        deadline = time.monotonic() + float(limit)
    given = numbers(model.influence, model.threshold)
    start, _ = ascent(given, np.zeros(n, dtype=bool))
    goal, _ = after_exits(given)
    counts, unit = _whole(costs)
    with telling("key_projects"):
        seeds = _seeds(given, goal, start, counts, way, deadline)
    exact = _tolerance.is_exact(costs)
    answer = KeyProjects(
        membership=model,
        prices=costs,
        least=start,
        greatest=goal,
        seeds=names_of(model.governments, seeds.chosen),
        bound=0,
        rounds=(),
        resisting=tuple(names_of(model.governments, group) for group in seeds.resisting),
        exact=model.exact and exact,
        notes=("seeds need help only until the greatest equilibrium is reached",),
    )
    least = answer.cost if seeds.proven else _group_bound(seeds.resisting, costs, exact)
    if least < answer.cost:
        first = first_joiner(given, goal, start, counts)
        least = max(least, _exact.fraction(first) / unit if exact else float(first))
    rounds = list[Any]()
    if way == "exact":
        with telling("key_projects"):
            answer, rounds = _search_rounds(answer, least, deadline)
    bound = min(max([least, *rounds]), answer.cost)
    proven = bool(answer.cost <= bound)
    return certified(dataclasses.replace(answer, bound=bound, rounds=tuple(rounds), proven=proven))


def _seeds(
    given: Numbers, goal: Array, start: Array, cost: Array, way: str, deadline: float | None
) -> Seeds:
    """Seeds and groups: of trees and circles, by swaps where few will do, or round by round."""
    if way == "greedy":
        return hitting_set(given, goal, start, cost, time.monotonic())
    forest = forest_seeds(given, goal, start, cost)
    if forest is not None:
        return Seeds(forest[0], (), tuple(forest[1]), True)
    circles = unicyclic_seeds(given, goal, start, cost)
    if circles is not None:
        return Seeds(circles, (), (), True)
    greedy = greedy_seeds(given, goal, start, cost)
    if greedy.sum() <= _FEW:
        few = few_seeds(given, goal, start, cost, greedy, deadline)
        return Seeds(few.chosen, (), tuple(few.resisting), False)
    seeds = hitting_set(given, goal, start, cost, deadline, _NODES if deadline is None else None)
    dearer = cost[greedy].sum() < cost[seeds.chosen].sum()
    return seeds._replace(chosen=greedy if dearer else seeds.chosen, proven=False)


def _search_rounds(
    answer: KeyProjects, least: Any, deadline: float | None
) -> tuple[KeyProjects, list[Any]]:
    """The same, or the cheaper seeds that searches find; and the bounds that they show."""
    rounds = []
    dear = answer.prices[answer.prices > 0].tolist()
    step = max(min(dear, default=0), (answer.cost - least) / _STEPS)
    while least < answer.cost:
        most = min(least + step, answer.cost)
        search = seed_search(answer, most, deadline)
        if search.seeds is not None:
            seeds = names_of(answer.membership.governments, search.seeds)
            answer = dataclasses.replace(answer, seeds=seeds)
        elif not search.finished:
            break
        else:
            least = most
            rounds.append(most)
    return answer, rounds


def _prices(owner: str, prices: Any, names: tuple[Any, ...]) -> Array:
    n = len(names)
    if prices is None:
        return np.ones(n, dtype=np.int64)
    return _check.each(owner, "prices", prices, n, low=0, names=names)


def _whole(costs: Array) -> tuple[Array, int]:
    if not _tolerance.is_exact(costs):
        return costs, 1
    return _exact.over_common_denominator(_exact.fractions(costs), len(costs))


def _group_bound(resisting: tuple[Array, ...], costs: Array, exact: bool) -> Any:
    """A lower bound that needs no search: groups that share nobody need a seed each."""
    union = np.zeros(len(costs), dtype=bool)
    total: Any = _exact.fraction(0) if exact else 0.0
    for group in sorted(resisting, key=lambda group: int(group.sum())):
        if not (group & union).any():
            union |= group
            least = costs[group].min()
            total = total + (_exact.fraction(least) if exact else float(least))
    return total


def cheapest_subsidies(membership: Membership) -> Subsidies:
    """Find the cheapest payments by which everybody joins, in the order that makes them cheapest.

    In that order everybody is willing, given its payment and those who joined before:
    the minimum over orders of the sum of max(0, threshold - influence of those before).

    Parameters
    ----------
    membership : Membership
        Of at most 20 governments.

    Returns
    -------
    Subsidies

    Raises
    ------
    RangeError
        If there are more than 20 governments.
    InputTypeError

    Notes
    -----
    Payments are made whatever the others do, so that joining is the only answer: divide and
    conquer. The cost is the infimum, as who is indifferent joins.

    Examples
    --------
    >>> import qinba_games as qg
    >>> pair = qg.Membership(["Bazhong", "Hanzhong"], [[0, 2], [1, 0]], [2, 3])
    >>> found = qg.cheapest_subsidies(pair)
    >>> found.order, found.payments.tolist(), found.cost
    (('Hanzhong', 'Bazhong'), [Fraction(0, 1), Fraction(3, 1)], Fraction(3, 1))

    References
    ----------
    S. Bernstein and E. Winter (2012), "Contracting with heterogeneous externalities", American
    Economic Journal: Microeconomics 4, 50-76.
    """
    model = _check.instance("cheapest_subsidies", "membership", membership, Membership)
    n = len(model.governments)
    remedy = f"Pass at most {_LARGEST} governments, or ask key_projects"
    _sizes.fits("cheapest_subsidies", "membership", n, n, _LARGEST, "governments", remedy)
    given = numbers(model.influence, model.threshold)
    with telling("cheapest_subsidies"):
        costs, order = costs_of_sets(_others(given.influence), given.threshold)
    names, witness = tuple(model.governments[i] for i in order), read_only(costs)
    return certified(Subsidies(membership=model, order=names, exact=model.exact, witness=witness))


def _others(influence: Array) -> Array:
    """Nobody is there before it has joined."""
    others = influence.copy()
    np.fill_diagonal(others, 0 * others[0, 0])
    return others
