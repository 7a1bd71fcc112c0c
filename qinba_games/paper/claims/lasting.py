"""What makes relations of governments last, and what they gain in the long run."""

from __future__ import annotations

import math
from typing import Any

from ... import _tolerance
from ...common.result import show
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import Evolution, EvolutionBatch
from ...repeated.results.patience import CriticalDiscount
from .argument import ALIKE, Case, Columns
from .judging import claim
from .parameters import Setting
from .search import NOWHERE, patient
from .worlds import pairs, relations
from .worlds.alone import best


def _remembering(p: Setting) -> Partnership:
    gains = [[0, 0], *[[p.benefit] * 2] * p.memory]
    return Partnership(gains, p.cost, promotion=0, friction=p.friction, drop=1)


@claim(
    "C06",
    "2",
    "The longer members expect to deal with each other, the longer their network lasts.",
    world=relations.world(_remembering, founding=lambda p: int(p.memory)),
    parameters={"delta": 0.8, "friction": 0.05, "benefit": 1.6, "cost": 1, "memory": 1},
    turns={"delta": 64},
    picture=("delta",),
    condition="holds if delta is at least {edge}",
    never="fails at every delta: keeping the agreement is not worth its cost",
    values=(0.1, 0.9, 9),
    columns=lambda case, deltas: _by_memory(case.p, deltas),
)
def long_dealings(_: Setting, found: Evolution | EvolutionBatch) -> Any:
    """Does dealing with each other for long make a network last?

    Two equals gain b from each other's contribution at a cost of c; friction strikes a kept period
    with probability eps and costs one of m levels of trust, which do not grow back; at the bottom
    the relation is over. With m = 1 that is the relation of one level that friction ends. Holds
    exactly when members contribute, delta >= delta* = (c/b)/(1 - eps); then they last m/eps
    periods.

    References
    ----------
    Axelrod, R. (1984), The Evolution of Cooperation.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c06(delta=0.8).verdict, claims.c06(delta=0.6).verdict
    ('holds', 'fails')
    """
    return relations.cooperates(found)


def _by_memory(p: Setting, deltas: list[Any]) -> Columns:
    def periods(memory: int) -> list[float]:
        longer = p.but(memory=memory)
        return relations.lifetimes(
            relations.varied(_remembering, longer, "delta", deltas, founding=memory)
        )

    memories = sorted({1, 2, 4, p.memory})
    return {f"periods, memory {m}": lambda _, m=m: periods(m) for m in memories}


def _between_temptations(case: Case) -> str:
    points = case.turns["temptation"].points
    if len(points) < 2:
        none = f"at delta {show(case.p.delta)} no relation is worth more"
        return f"fails at every temptation: {none} than the one equilibrium without any"
    above, upto = map(show, points[:2])
    return (
        f"holds if the temptation exceeds {above}, up to which members can have several "
        f"equilibria without any relation, and is at most {upto}, beyond which none lasts"
    )


@claim(
    "C08",
    "2",
    "How stable their relations are decides what members gain in the long run.",
    world=pairs.world(
        pairs.bond, f"{ALIKE}. Without a relation: pure Nash equilibria of the stage game", "delta"
    ),
    parameters={"temptation": 5, "delta": 0.7, "reward": 3, "sucker": 0, "punishment": 1},
    turns={
        "temptation": lambda case: pairs.temptation_turning(case.holds_over("temptation"), case.p),
        "delta": lambda case: pairs.patience_turning(case.found) if _at_stake(case.p) else NOWHERE,
    },
    picture=("temptation", "benefit at least", "benefit at most"),
    condition=_between_temptations,
    values=lambda case: (*pairs.temptations(case.p), 12),
    columns={
        "equilibria without a relation": lambda q, _: len(pairs.apart(q).equilibria),
        "it lasts": lambda q, found: patient(q.delta, found.delta),
        "benefit at least": lambda q, found: _benefit(q, found, best),
        "benefit at most": lambda q, found: _benefit(q, found, pairs.least),
    },
    others=lambda case: [
        {"temptation": case.p.reward + pairs.scale(case.p) / 2, "delta": 0.9},
    ],
)
def stable_relations(p: Setting, found: CriticalDiscount) -> bool:
    """Does it depend on the stability of relations what members gain in the long run?

    Two equals get R each if they work together and P each if not; who lets the other one down gets
    T and leaves it S. The benefit of their relation is the joint payoff while it lasts over what
    they have without one, 2R to the payoffs of the stage equilibria. Holds exactly when that is one
    number, larger than 1: there is only one stage equilibrium, which is worse, and the relation
    lasts. That is a dilemma between patient members, delta >= delta* = (T - R)/(T - P): for
    R < T <= T* = (R - delta P)/(1 - delta). For T <= R working together is a stage equilibrium
    too, one of several. Members can have the same without any relation, or much less.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> [claims.c08(temptation=t).verdict for t in (2, 5, 8)]
    ['fails', 'holds', 'fails']
    """
    return _at_stake(p) and patient(p.delta, found.delta)


def _at_stake(q: Setting) -> bool:
    """Whether members know what they would have without a relation, and that it is less."""
    alone = pairs.apart(q)
    tie = _tolerance.tie(alone.game.payoffs)
    spread = alone.payoffs.max(axis=0) - alone.payoffs.min(axis=0)
    better = alone.game.payoffs[pairs.TOGETHER].sum() > best(alone) + tie
    return bool(spread.max() <= tie and better)


def _benefit(q: Setting, found: CriticalDiscount, of: Any) -> float:
    """How many times as much as some equilibrium alone; infinite if there is nothing to compare."""
    alone = pairs.apart(q)
    lasting = patient(q.delta, found.delta)
    related = alone.game.payoffs[pairs.TOGETHER].sum() if lasting else pairs.least(alone)
    return float(related) / float(of(alone)) if of(alone) > 0 else math.inf
