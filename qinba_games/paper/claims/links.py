"""Exchange between equals, link by link."""

from __future__ import annotations

from typing import Any

from ... import _tolerance
from ...common.result import Table
from ...network.network import Network
from ...network.results.sustained import Sustained
from ...network.sustain import sustain
from .argument import Case, World, trusted
from .judging import claim
from .parameters import Setting
from .search import Turning


def _links(p: Setting) -> Network:
    """Equals on a circle, each with links to the m next on either side."""
    n = p.members
    pairs = [
        (i, j) for i in range(n) for j in range(i + 1, n) if min(j - i, n - j + i) <= p.neighbours
    ]
    kept, broken = p.benefit - p.cost - p.link_cost, p.benefit - p.link_cost
    columns = {"value_a": kept, "value_b": kept, "temptation_a": broken, "temptation_b": broken}
    ends = {"a": [i for i, _ in pairs], "b": [j for _, j in pairs]}
    return Network(list(range(n)), {**ends, **{k: [v] * len(pairs) for k, v in columns.items()}})


def _most(p: Setting) -> Any:
    """What all would have if every two of them exchanged."""
    return p.members * (p.members - 1) * max(0, p.benefit - p.cost - p.link_cost)


def _efficiency(p: Setting, found: Sustained) -> float:
    return float(found.value / _most(p)) if _most(p) > 0 else 0.0


def _over_patience(case: Case) -> Turning:
    least = case.found.threshold
    return case.among("delta", {float(edge) for edge in least} if least is not None else ())


def _whatever_links_cost(case: Case) -> str:
    p = case.p
    if p.neighbours >= p.members // 2:
        return f"{case.verdict} whatever links cost"
    return f"fails whatever links cost: with {p.neighbours} on each side some are missing"


def _by_neighbours(case: Case) -> Table:
    rows = case.answers("neighbours", range(1, max(1, case.p.members // 2) + 1))
    return {
        "neighbours on each side": [q.neighbours for q, _ in rows],
        "links": [len(found.sustained) for _, found in rows],
        "efficiency": [_efficiency(q, found) for q, found in rows],
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
    turns={"link_cost": 8, "delta": _over_patience},
    picture=("link_cost", "efficiency"),
    over={"link_cost": (0, 1)},
    condition="holds if every two have a link and it costs each at most {edge}",
    never=_whatever_links_cost,
    values=(0, 1, 11),
    columns={"efficiency": _efficiency, "links kept": lambda _, found: int(found.sustained.sum())},
    further={"sparse and complete": _by_neighbours},
    others=[{"neighbours": 4}, {"neighbours": 4, "link_cost": 0, "delta": 0.9}],
)
def exchange_of_equals(p: Setting, found: Sustained) -> bool:
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
    return _efficiency(p, found) >= 1 - _tolerance.PROBABILITY
