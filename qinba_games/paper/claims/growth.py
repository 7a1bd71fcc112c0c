"""How a network comes into being and grows strong, and what friction does to it."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...common.result import show
from ...common.show import many
from ...partnership.results.evolution import Evolution
from ...partnership.results.evolution_batch import EvolutionBatch
from .argument import FAILS, HOLDS, INCONSISTENT, Columns, Instance
from .judging import claim
from .parameters import ParameterSetting
from .worlds import money, relations, risk, turnover, windows

_FROM_WEAK_TO_STRONG: Columns = {
    "founded": lambda batch: batch.founding_class,
    "probability": lambda batch: batch.probability_strong,
    "periods": lambda batch: batch.time_to_strong,
}


@claim(
    "C28",
    "4.1",
    "Where the surroundings are calm, cooperation that worked is repeated and deepens.",
    see="C33 is the opposite, by the same computation",
    world=relations.world(relations.growing),
    parameters={"friction": 0.05, "delta": 0.8, **relations.GROWING},
    turns={"friction": 64},
    picture=("friction", "periods"),
    condition="holds if friction is at most {edge}",
    never="fails at every friction: keeping the agreement is not worth its cost",
    values=(0, 0.5, 11),
    columns={
        "class": lambda batch: batch.founding_class,
        "periods": relations.lifetimes,
        "reaches full trust": relations.chances_of_full_trust,
    },
    further={risk.CALM: lambda _: risk.by_calm()},
)
def calm_surroundings(_: ParameterSetting, evolution: Evolution | EvolutionBatch) -> Any:
    """Is cooperation repeated and deepened where the surroundings are calm?

    Two equals gain b + beta k from each other at trust k and pay c; a kept period raises trust with
    probability p, and friction ends the relation with probability eps. Holds exactly when members
    contribute from the start. Without learning (beta = 0) that is eps <= 1 - (c/b)/delta.

    Where members insure each other against disasters it can be the other way round: in the example
    of `.further`, the calmer it is, the more patience that needs.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c28(friction=0.05).verdict, claims.c28(friction=0.5).verdict
    ('holds', 'fails')
    """
    return relations.cooperates(evolution)


def _by_itself(case: Instance) -> str:
    where = windows.where(case)
    if not where:
        return "fails at every delta: no patience leads from weak to strong"
    return f"holds {windows.over_delta(where)}"


@claim(
    "C32",
    "4.2",
    "A network that starts weak can grow strong by itself, though it takes time.",
    see="C40 asks of the same relation whether it stays weak",
    world=relations.by_themselves(relations.under_strain),
    parameters={"delta": 0.8, "friction": 0.05, **relations.STRAINED, **relations.BASELINE},
    turns={"delta": relations.turns("delta")},
    picture=("delta", "periods"),
    condition=_by_itself,
    values=(0.6, 0.95, 15),
    columns=_FROM_WEAK_TO_STRONG,
    further={
        turnover.TITLE: lambda case: turnover.unless_far(
            lambda p: turnover.weak_to_strong(relations.under_strain(p), p.delta), case.p
        )
    },
)
def weak_grows_strong(_: ParameterSetting, evolution: relations.Evolutions) -> Any:
    """Can a weak network become strong by itself, and how long does it take?

    Two equals gain b + beta k from each other at trust k and pay c, in bad times h more. A kept
    period raises trust with probability p unless friction (eps) or a period of idling lowers it.
    Holds exactly when the relation is founded below strong, with no trust, and reaches a strong
    level with positive probability. That is an interval of discount factors: the less patient do
    not start, or never withstand bad times; the more patient are strong from the start.

    By default members act together. With `baseline="any equilibrium"` they play the best of all
    equilibria without payments (`payoff_set`): a level is then strong if somebody contributes in
    all conditions. With the default payoffs that changes nothing; where bad times ask too much of
    two and not of one, members take turns in them.

    If every new government negotiates again and forgives, too much turnover keeps the network weak.
    `.further` has class, probability and time by turnover for equals that pay each other: by
    themselves, with a clause that ends the agreement where one contributes alone, and with a
    coordinator that resolves half of friction.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c32().verdict, claims.c32(delta=0.75).verdict
    ('holds', 'fails')
    >>> paths = claims.c32(delta=0.8).to_frame().set_index("delta")
    >>> round(float(paths.periods[0.8]), 4)
    2.3392
    """
    return (relations.classes(evolution) != "strong") & (evolution.probability_strong > 0)


def _up_to_a_friction(case: Instance) -> str:
    drop, edge = case.p.drop, case.edge("friction")
    kind = "ends the relation"
    if drop:
        most = f"{many(min(drop, case.p.levels), 'level')} of trust"
        kind = f"costs {most if case.p.levels else 'no trust, as there is none'}"
    if edge is None:
        return f"{case.predicate} at every friction if friction {kind}"
    return f"fails if friction is at most {show(edge)} where it {kind}"


@claim(
    "C33",
    "4.2",
    "As long as there is friction between governments, their network stays scattered.",
    see="C28 is the opposite, by the same computation",
    world=relations.by_themselves(relations.growing),
    parameters={
        "friction": 0.05,
        "drop": None,
        "delta": 0.8,
        **relations.GROWING,
        **relations.BASELINE,
    },
    turns={"friction": relations.turns("friction")},
    picture=("friction", "value if it ends the relation", "value if trust only falls"),
    condition=_up_to_a_friction,
    values=(0, 0.5, 11),
    columns=lambda case, frictions: _forgiving_or_not(case.p, frictions),
    others=lambda case: [{"drop": 1 if case.p.drop is None else None}],
)
def friction_scatters(_: ParameterSetting, evolution: relations.Evolutions) -> Any:
    """Does friction always keep governments scattered?

    The relation of `c28`; friction ends it (drop None: unforgiving) or throws trust back by `drop`
    levels (forgiving). Holds at eps exactly when members never start. Unforgiving and without
    learning that is eps > 1 - (c/b)/delta; where trust only falls, any friction can be borne by the
    patient. The baseline says what members can do; to equals in calm surroundings turns bring
    nothing, so that both say the same.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c33(friction=0.05).verdict, claims.c33(friction=0.5).verdict
    ('fails', 'holds')
    >>> claims.c33(friction=0.5, drop=1).verdict
    'fails'
    """
    return relations.classes(evolution) == "isolated"


def _forgiving_or_not(p: ParameterSetting, frictions: list[Any]) -> Columns:
    ends, trust_falls = (
        relations.each(relations.growing, p.but(drop=drop), "friction", frictions)
        for drop in (None, p.drop or 1)
    )
    return {
        "if it ends the relation": lambda _: ends.founding_class,
        "if trust only falls": lambda _: trust_falls.founding_class,
        "value if it ends the relation": lambda _: ends.founding_value,
        "value if trust only falls": lambda _: trust_falls.founding_value,
    }


def _without_a_coordinator(case: Instance) -> str:
    delta, chance = show(case.p.delta), show(float(case.found.probability_strong))
    return (
        f"holds {windows.over_delta(windows.where(case))}; at delta {delta} the probability of "
        f"becoming strong without a coordinator is {chance}, which 4.2 (C32) argues too; "
        f"{money.by_themselves()}"
    )


@claim(
    "C40",
    "4.3",
    "Networks that form where there is a need for them stay weak.",
    see="C32 asks of the same relation whether it can grow strong",
    world=relations.by_themselves(relations.under_strain),
    parameters={"delta": 0.8, "friction": 0.05, **relations.STRAINED, **relations.BASELINE},
    turns={"delta": relations.turns("delta")},
    picture=("delta", "probability"),
    condition=_without_a_coordinator,
    never=lambda _: f"fails at every delta: none stays weak; {money.by_themselves()}",
    values=(0.6, 0.95, 15),
    columns=_FROM_WEAK_TO_STRONG,
    further={money.TITLE: money.table},
    others=[{"hardship": 1.5}, {"learning": 0}],
)
def need_keeps_weak(_: ParameterSetting, evolution: relations.Evolutions) -> Any:
    """Does a network that nobody coordinates stay weak?

    The relation of `c32`, which nobody coordinates and members form because it pays. Holds exactly
    when it is founded weak and reaches no strong level; inconsistent, with `c32`, if it is founded
    weak and becomes strong with positive probability. In the range of discount factors where
    networks are weak, the less patient members stay so: they never withstand bad times. The
    baseline is as for `c32`.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c40().verdict, claims.c40(delta=0.75).verdict
    ('inconsistent', 'holds')
    """
    weak = relations.classes(evolution) == "weak"
    grows = evolution.probability_strong > 0
    verdicts = np.where(weak & grows, INCONSISTENT, np.where(weak, HOLDS, FAILS))
    return verdicts if verdicts.ndim else str(verdicts)
