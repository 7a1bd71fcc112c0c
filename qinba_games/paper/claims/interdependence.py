"""Contributions that are worth more the more others contribute: who joins, and who has to lead."""

from __future__ import annotations

from typing import Any

from ... import _tolerance
from ...common.result import FrameColumns
from ...common.show import many
from ...network.membership import Membership
from ...network.network import Network
from ...network.results.sustained import Sustained
from ...network.results.tipping import KeyProjects, MembershipEquilibria
from ...network.sustain import sustain
from ...network.tipping import key_projects, membership_equilibria
from ...patience.critical_discount import critical_discount
from ...stage.stage_game import StageGame
from .argument import Instance, World, trusted
from .judging import claim
from .parameters import ParameterSetting
from .search import Turning, asking, turning
from .worlds import money
from .worlds.alone import contributing

_DEFAULTS = {"members": 4, "benefit": 0.6, "cost": 1}
_CONCEPT = '"Nash equilibrium of a game with strategic complements"'


def _most(p: ParameterSetting) -> float:
    """More than what others have to add before any of them joins."""
    return max(1.0, 2 * float(p.cost))


def _joining(p: ParameterSetting, insiders: int = 0) -> Membership:
    """Who contributes if g (number of others who do) is at least c; some are held in anyway."""
    n = p.members
    influence = [[0 if i == j else p.complement for j in range(n)] for i in range(n)]
    limits = [0 if i < insiders else p.cost for i in range(n)]
    return Membership([str(i + 1) for i in range(n)], influence, limits)


def _ends(p: ParameterSetting) -> MembershipEquilibria:
    return trusted(membership_equilibria(_joining(p)))


def _stage(p: ParameterSetting) -> StageGame:
    """The game of one period, in which a contribution brings b to each of the others anyway."""
    return contributing(p.members, lambda own, n: n * p.benefit + own * (n * p.complement - p.cost))


@claim(
    "C25",
    "4.1",
    "Issues and regions depend on each other, so that they have to be dealt with together.",
    kind="by assumption",
    world=World(_ends, _CONCEPT),
    parameters={"complement": 0.5, **_DEFAULTS},
    turns={"complement": lambda case: case.turning("complement", 0, _most(case.p), 8)},
    picture=("complement", "patience needed", "share who join at least", "share who join at most"),
    over={"complement": (0, 1)},
    condition=(
        "holds if what others do adds at least {edge} each to a contribution: then the problem is "
        "coordination, below it enforcement"
    ),
    never="{verdict} at every complementarity",
    values=(0, 1, 11),
    columns={
        "patience needed": lambda q, _: float(
            trusted(critical_discount(_stage(q), (1,) * q.members)).delta
        ),
        "share who join at least": lambda _, equilibria: float(equilibria.least.mean()),
        "share who join at most": lambda _, equilibria: float(equilibria.greatest.mean()),
    },
    others=[{"cost": 0}, {"cost": 1}],
)
def mutual_dependence(_: ParameterSetting, equilibria: MembershipEquilibria) -> bool:
    """Do regions depend on each other so much that the problem is to begin together?

    A contribution costs c, brings b to each of the n - 1 others, and g more to its author for every
    other one that contributes. Best replies rise with each other; holds exactly when both nobody
    and everybody is an equilibrium, for c > 0: g >= g* = c/(n - 1). Below it contributing is a
    dilemma, and takes patience of (c - (n - 1) g)/((n - 1) b) to be enforced; from g* on it takes
    none, only that members expect it of each other.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c25(complement=0.5).verdict, claims.c25(complement=0.2).verdict
    ('holds', 'fails')
    """
    return bool(equilibria.greatest.all() and not equilibria.least.any())


def _tips(p: ParameterSetting, solution: KeyProjects) -> bool:
    return bool(solution.greatest.all() and 0 < len(solution.seeds) <= p.projects)


def _lead(case: Instance) -> Turning:
    """Where holding k members in, or nobody, begins to bring everybody in; all are alike."""
    ends: list[Any] = []
    for insiders in (0, case.p.projects):

        def tipped(q: ParameterSetting, insiders: int = insiders) -> bool:
            return bool(trusted(membership_equilibria(_joining(q, insiders))).least.all())

        question = asking(tipped, case.p, "complement")
        ends += turning(question, 0, _most(case.p), start=8, parts=2).points
    stays = asking(lambda q: bool(_ends(q).greatest.all()), case.p, "complement")
    ends += turning(stays, 0, _most(case.p), start=8, parts=2).points
    return case.among("complement", ends, 0, _most(case.p))


def _by_number(case: Instance) -> FrameColumns:
    rows = case.answers("projects", range(1, case.p.members + 1))
    return {
        "projects": [q.projects for q, _ in rows],
        "everybody joins": [_tips(q, solution) for q, solution in rows],
    }


@claim(
    "C47",
    "5.3",
    "Key projects can lead the way into cooperation.",
    kind="by assumption",
    world=World(
        lambda p: trusted(key_projects(_joining(p))),
        '"cheapest seeds of best-reply dynamics"',
        fixed=("projects",),
    ),
    parameters={"complement": 0.5, "projects": 2, **_DEFAULTS},
    turns={"complement": _lead},
    picture=("complement", "projects needed"),
    over={"complement": (0, 1)},
    condition=lambda case: (
        case.words(
            f"holds with {many(case.p.projects, 'project')} if what others do adds at least "
            "{edge} each to a contribution; in a dilemma nobody stays once the project is over"
        )
        + f"; {money.leading()}"
    ),
    never=lambda case: (
        case.words(f"{{verdict}} at every complementarity with {many(case.p.projects, 'project')}")
        + f"; {money.leading()}"
    ),
    values=(0, 1, 6),
    columns={
        "projects needed": lambda _, solution: (  # infinite if nobody stays
            float(len(solution.seeds)) if solution.greatest.any() else float("inf")
        ),
        "who stays": lambda _, solution: int(solution.greatest.sum()),
    },
    further={"number of projects": _by_number},
    others=lambda case: [
        {"projects": 1},
        {"projects": max(1, case.p.members - 1)},
        {"complement": 1, "cost": 1},
    ],
)
def key_projects_lead(p: ParameterSetting, solution: KeyProjects) -> bool:
    """Do key projects tip a network into cooperation?

    Members as for `c25`. Key projects hold some of them in until the others have joined. Holds
    exactly when k projects are enough to bring everybody in, and at least one is needed, for c > 0:
    from g* = c/min(k, n - 1) on. Where contributing is a dilemma, g < c/(n - 1), nobody stays once
    a project is over: what is led by finitely many projects unravels.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c47(projects=2).verdict, claims.c47(projects=1).verdict
    ('holds', 'fails')
    """
    return _tips(p, solution)


def _links(p: ParameterSetting) -> Network:
    """Equals on a circle, each with links to the m next on either side."""
    n = p.members
    pairs = [
        (i, j) for i in range(n) for j in range(i + 1, n) if min(j - i, n - j + i) <= p.neighbours
    ]
    value, broken = p.benefit - p.cost - p.link_cost, p.benefit - p.link_cost
    columns = {"value_a": value, "value_b": value, "temptation_a": broken, "temptation_b": broken}
    ends = {"a": [i for i, _ in pairs], "b": [j for _, j in pairs]}
    return Network(list(range(n)), {**ends, **{k: [v] * len(pairs) for k, v in columns.items()}})


def _best(p: ParameterSetting) -> Any:
    """What all would have if every two of them exchanged."""
    return p.members * (p.members - 1) * max(0, p.benefit - p.cost - p.link_cost)


def _efficiency(p: ParameterSetting, links: Sustained) -> float:
    return float(links.value / _best(p)) if _best(p) > 0 else 0.0


def _over_patience(case: Instance) -> Turning:
    least = case.found.threshold
    return case.among("delta", {float(edge) for edge in least} if least is not None else ())


def _whatever_links_cost(case: Instance) -> str:
    p = case.p
    if p.neighbours >= p.members // 2:
        return f"{case.predicate} whatever links cost"
    return f"fails whatever links cost: with {p.neighbours} on each side some are missing"


def _by_neighbours(case: Instance) -> FrameColumns:
    rows = case.answers("neighbours", range(1, max(1, case.p.members // 2) + 1))
    return {
        "neighbours on each side": [q.neighbours for q, _ in rows],
        "links": [len(links.sustained) for _, links in rows],
        "efficiency": [_efficiency(q, links) for q, links in rows],
    }


@claim(
    "C26",
    "4.1",
    "Exchange between equals leads to the best allocation of resources.",
    world=World(
        lambda p: trusted(sustain(_links(p), p.delta, "bilateral")),
        '"best separable SPE": every link stands for itself',
    ),
    parameters={
        "link_cost": 0.1,
        "neighbours": 3,
        "members": 6,
        "delta": 0.7,
        "benefit": 2,
        "cost": 1,
    },
    turns={
        "link_cost": lambda case: case.turning("link_cost", 0, max(1.0, float(case.p.benefit)), 8),
        "delta": _over_patience,
    },
    picture=("link_cost", "efficiency"),
    over={"link_cost": (0, 1)},
    condition="holds if every two have a link and it costs each at most {edge}",
    never=_whatever_links_cost,
    values=(0, 1, 11),
    columns={"efficiency": _efficiency, "links kept": lambda _, links: int(links.sustained.sum())},
    further={"sparse and complete": _by_neighbours},
    others=[{"neighbours": 4}, {"neighbours": 4, "link_cost": 0, "delta": 0.9}],
)
def exchange_of_equals(p: ParameterSetting, links: Sustained) -> bool:
    """Does exchange between equals lead to the best allocation?

    n equals on a circle have links with the m next on either side. Over a link each gives what
    costs it c and is worth b to the other, and pays k for the link. A link is kept exactly when
    delta (b - k) >= c. Holds exactly when what is kept is worth what every two of them could
    exchange, and that is something: the links are complete (m >= n/2, rounded down) and cost at
    most k* = b - c/delta. Links that are missing lose what they would carry, however patient all
    are.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c26(link_cost=0.1).verdict, claims.c26(link_cost=0.6).verdict
    ('holds', 'fails')
    >>> claims.c26(neighbours=1).verdict
    'fails'
    """
    return _efficiency(p, links) >= 1 - _tolerance.PROBABILITY
