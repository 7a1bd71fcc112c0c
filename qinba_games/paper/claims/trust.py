"""What makes relations last: patience, common rules and trust."""

from __future__ import annotations

import math
from typing import Any

from ... import _exact, _tolerance
from ...common.result import show
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import Evolution
from ...partnership.results.evolution_batch import EvolutionBatch
from ...repeated.results.patience import CriticalDiscount
from ...stage.correlated import correlated
from ...stage.results import CorrelatedEquilibrium, NashResult
from .argument import ALIKE, Columns, Instance, trusted
from .judging import claim
from .parameters import ParameterSetting
from .search import NOWHERE, Turning, asking, patient
from .worlds import pairs, relations
from .worlds.alone import best, most


def _remembering(p: ParameterSetting) -> Partnership:
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
def long_dealings(_: ParameterSetting, evolution: Evolution | EvolutionBatch) -> Any:
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
    return relations.cooperates(evolution)


def _by_memory(p: ParameterSetting, deltas: list[Any]) -> Columns:
    def periods(memory: int) -> list[float]:
        longer = p.but(memory=memory)
        return relations.lifetimes(
            relations.varied(_remembering, longer, "delta", deltas, founding=memory)
        )

    memories = sorted({1, 2, 4, p.memory})
    return {f"periods, memory {m}": lambda _, m=m: periods(m) for m in memories}


def _between_temptations(case: Instance) -> str:
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
        "equilibria without a relation": lambda q, _: len(pairs.one_shot(q).equilibria),
        "it lasts": lambda q, threshold: patient(q.delta, threshold.delta),
        "benefit at least": lambda q, threshold: _benefit(q, threshold, best),
        "benefit at most": lambda q, threshold: _benefit(q, threshold, pairs.least),
    },
    others=lambda case: [
        {"temptation": case.p.reward + pairs.scale(case.p) / 2, "delta": 0.9},
    ],
)
def stable_relations(p: ParameterSetting, threshold: CriticalDiscount) -> bool:
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
    return _at_stake(p) and patient(p.delta, threshold.delta)


def _at_stake(q: ParameterSetting) -> bool:
    """Whether members know what they would have without a relation, and that it is less."""
    alone = pairs.one_shot(q)
    tie = _tolerance.tie(alone.game.payoffs)
    spread = alone.payoffs.max(axis=0) - alone.payoffs.min(axis=0)
    better = alone.game.payoffs[pairs.TOGETHER].sum() > best(alone) + tie
    return bool(spread.max() <= tie and better)


def _benefit(q: ParameterSetting, threshold: CriticalDiscount, of: Any) -> float:
    """How many times as much as some equilibrium alone; infinite if there is nothing to compare."""
    alone = pairs.one_shot(q)
    lasting = patient(q.delta, threshold.delta)
    related = alone.game.payoffs[pairs.TOGETHER].sum() if lasting else pairs.least(alone)
    return float(related) / float(of(alone)) if of(alone) > 0 else math.inf


def _recommendation(p: ParameterSetting) -> CorrelatedEquilibrium:
    # As fractions: rounding would blur who obeys where temptation is close to nothing.
    exact = p.but(**{name: _exact.fraction(value) for name, value in p.items()})
    return trusted(correlated(pairs.game(exact)))


def _indifferent(case: Instance) -> Turning:
    """The same for a rule that names one profile, obeyed exactly when it is an equilibrium."""
    question = asking(lambda q: _reaches(q, best(pairs.one_shot(q))), case.p, "temptation")
    return pairs.indifference(question, case.p)


@claim(
    "C10",
    "2 (2)",
    "A network gives its members aims and rules in common.",
    kind="by assumption",
    world=pairs.world(_recommendation, '"correlated equilibrium" of the game played once'),
    parameters={"temptation": 2, "reward": 3, "sucker": 0, "punishment": 1},
    turns={"temptation": _indifferent},
    picture=("temptation", "largest joint payoff", "with a rule", "without a rule"),
    condition=(
        "holds if the temptation to break the rule is at most {edge}, what keeping it is worth; "
        "beyond that a rule has to be enforced, and talk does not"
    ),
    never="fails at every temptation: members do the best they can without any rule",
    values=lambda case: (
        case.p.reward - pairs.scale(case.p),
        case.p.reward + pairs.scale(case.p),
        7,
    ),
    columns={
        "largest joint payoff": lambda q, _: most(pairs.game(q)),
        "with a rule": lambda _, equilibrium: float(equilibrium.payoffs.sum()),
        "without a rule": lambda q, _: pairs.least(pairs.one_shot(q)),
        "patience to enforce it": lambda q, _: pairs.bond(q).delta,
    },
    others=lambda case: [{"sucker": case.p.punishment - 1, "temptation": case.p.reward}],
)
def common_rules(p: ParameterSetting, equilibrium: CorrelatedEquilibrium) -> bool:
    """Does talking in a network lead to aims and rules that all have in common?

    Payoffs as for `c08`, played once, after somebody has said what the rule is: the best that a
    mediator can recommend, such that everybody obeys if all others do. Holds exactly when that
    reaches the largest joint payoff and there is a worse equilibrium, so that a rule is needed: an
    assurance game, T <= R and P > S. In a dilemma talk changes nothing; rules then have to be
    enforced.

    References
    ----------
    Aumann, R. J. (1974), Journal of Mathematical Economics 1, 67-96, for what can be recommended.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c10(temptation=2).verdict, claims.c10(temptation=4).verdict
    ('holds', 'fails')
    """
    return _reaches(p, equilibrium.payoffs.sum())


def _reaches(p: ParameterSetting, joint: Any) -> bool:
    """Whether `joint` is the largest joint payoff, and more than members may end up with."""
    alone = pairs.one_shot(p)
    wanted = most(alone.game) - _tolerance.tie(alone.game.payoffs)
    return bool(pairs.least(alone) < wanted <= joint)


@claim(
    "C30",
    "4.2",
    "Members who do not trust each other have no rules in common.",
    world=pairs.world(
        pairs.outcomes, '"Nash equilibrium" of the Bayesian game between the two strategies'
    ),
    parameters={"prior": 0.2, "delta": 0.7, **pairs.PAYOFFS},
    turns={
        "prior": 8,
        "delta": lambda case: case.of_parts(
            "delta", _sure, lambda p: pairs.dare(pairs.outcomes(p)), pieces=16
        ),
    },
    picture=("prior", "worth of trying", "worth of refusing"),
    condition="holds if trust, the prior, is below {edge}",
    never=lambda case: _at_no_prior(case.p),
    values=(0, 1, 11),
    columns={
        "worth of trying": lambda _, equilibria: equilibria.game.payoffs[0, 0, 0],
        "worth of refusing": lambda _, equilibria: equilibria.game.payoffs[1, 0, 0],
    },
    others=[{"prior": 0, "delta": 0.9}],
)
def no_rules_without_trust(p: ParameterSetting, equilibria: NashResult) -> bool:
    """Are there no rules in common where there is no trust?

    Two members play the game of `c08` for ever. Each believes with probability mu that the other
    one can be won, and that it never contributes otherwise. A rule in common is that who can be won
    contributes, and goes on as long as the other one does. It is an equilibrium exactly when trying
    is as good as never contributing,
    mu R + (1 - mu) ((1 - delta) S + delta P) >= mu ((1 - delta) T + delta P) + (1 - mu) P, that is
    from mu* = (1 - delta)(P - S)/((1 - delta)(P - S) + R - (1 - delta) T - delta P) on. Holds
    exactly when mu < mu* and full trust would do: below delta* = (T - R)/(T - P) it is patience
    that is missing.

    Nothing else does better against the two strategies: who was let down does not contribute again,
    and whoever would break the rule later would, if it is patient, not break it at all.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c30(prior=0.2).verdict, claims.c30(prior=0.4).verdict, claims.c30(delta=0.4).verdict
    ('holds', 'fails', 'fails')
    """
    return _sure(p) and not pairs.dare(equilibria)


def _sure(p: ParameterSetting) -> bool:
    """Whether full trust would do."""
    return pairs.dare(pairs.outcomes(p.but(prior=1)))


def _at_no_prior(p: ParameterSetting) -> str:
    if pairs.dare(pairs.outcomes(p.but(prior=0))):
        return "fails at every prior: nobody has anything to fear"
    return f"fails at every prior: at delta {show(p.delta)} not even full trust would do"
