"""What a coordinator does to a weak network, and whether it would."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...common.result import FrameColumns, show
from ...common.spans import Spans
from ...coordinator import Coordinator
from ...institutions.honesty import honesty
from ...institutions.results import Honesty
from ...partnership.results.evolution import Evolution
from ...partnership.results.evolution_batch import EvolutionBatch
from ...third_parties.attribution import attribute
from ...third_parties.results.window import ACTING_TOGETHER
from ...third_parties.taking_turns import begun
from ...third_parties.window import pivotal_window
from .argument import HOLDS, INCONSISTENT, Columns, Instance, World, trusted, word
from .judging import claim
from .parameters import ParameterSetting
from .search import Turning, asking, first_turning
from .worlds import relations, risk, windows

_HELPER = {"mediation": 0.5, "deposit": 0.2, "subsidy": 0.05, "friction": 0.05}
_OFFICE = {"income": 0.2, "stake": 0.3, "effort": 0.4, "deposit": 1}


def _helper(p: ParameterSetting) -> Coordinator:
    return Coordinator(mediation=p.mediation, deposit=p.deposit, subsidy=p.subsidy)


def _near_the_window(case: Instance) -> str:
    where = windows.where(case)
    condition = "fails at every delta: it does not make it that much faster"
    if where:
        condition = f"holds {windows.over_delta(where)}"
    return f"{condition}; to begin at all they need it {windows.over_delta(_window(case.p))}"


def _window(p: ParameterSetting) -> Spans:
    """Where members begin with the coordinator, and not by themselves."""
    relation = relations.under_strain(p)
    window: Spans = trusted(pivotal_window(relation, _helper(p))).intervals
    if p.baseline == ACTING_TOGETHER:
        return window
    return window.minus(span for low, high in window for span in begun(relation, 0, low, high))


@claim(
    "C34",
    "4.2",
    "A coordinator turns a weak network into a strong one fast.",
    world=relations.world(lambda p: _helper(p).applied_to(relations.under_strain(p))),
    parameters={"delta": 0.75, "factor": 2, **_HELPER, **relations.STRAINED, **relations.BASELINE},
    turns={"delta": relations.turns("delta", relations.under_strain)},
    picture=("delta", "speed with it", "speed without"),
    condition=_near_the_window,
    values=(0.6, 0.9, 13),
    columns=lambda case, deltas: _comparison(case.p, deltas),
    further={
        "speed by capacity": lambda case: _by_capacity(case.p),
        risk.THIRD: lambda _: risk.third_party(),
    },
    others=[{"factor": 1}],
)
def fast_with_a_coordinator(p: ParameterSetting, evolution: Evolution | EvolutionBatch) -> Any:
    """Does a coordinator turn a weak network into a strong one fast?

    The relation of `c32`, without and with a coordinator that resolves the part a of friction,
    holds deposits B and pays a subsidy s to each member while all keep the agreement. Speed is one
    over the expected number of periods until it is strong: 0 if it never is, and 1 if it is from
    the start. Holds exactly when the coordinator makes it m times as fast or more. Where members
    need it to become strong at all, the ratio is infinite: that is near the pivotal window, in
    which they need it to begin: [.6420, .7203) with the defaults, by either baseline, as taking
    turns brings nothing to these equals. The baseline is as for `c32`; with the coordinator members
    act together. Where they do so alone too, `.further` says what each capacity adds to the speed
    (its Shapley value).

    Where members insure each other against disasters, a third party that takes a part of the income
    of whoever leaves lets them insure all with less patience. `.further` has the window by part.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> [claims.c34(delta=delta).verdict for delta in (0.65, 0.75, 0.85)]
    ['fails', 'holds', 'fails']
    """
    before, after = (
        _speed(relations.beside(relations.under_strain, p, evolution)),
        _speed(evolution),
    )
    return (after > 0) & (after >= p.factor * before)


def _comparison(p: ParameterSetting, deltas: list[Any]) -> Columns:
    before = relations.each(relations.under_strain, p, "delta", deltas)
    return {
        "periods without": lambda _: before.time_to_strong,
        "periods with it": lambda after: after.time_to_strong,
        "speed without": lambda _: _speed(before),
        "speed with it": _speed,
    }


def _speed(evolution: relations.Evolutions) -> Any:
    """One over the expected time; strong from the start counts as one period."""
    return 1 / np.maximum(evolution.time_to_strong, 1)


def _by_capacity(p: ParameterSetting) -> FrameColumns:
    if p.baseline != ACTING_TOGETHER:
        return {}
    attribution = trusted(
        attribute(relations.under_strain(p), _helper(p), of="speed", delta=p.delta)
    )
    alone = [float(attribution.measures[1 << j]) for j in range(len(attribution.capacities))]
    return {
        "capacity": list(attribution.capacities),
        "adds to the speed": attribution.values.tolist(),
        "periods with it alone": [1 / speed if speed > 0 else math.inf for speed in alone],
    }


def _office(p: ParameterSetting, stake: Any) -> Honesty:
    """What the office is worth to it, and whether a false verdict would be worth more."""
    income = p.income + stake * p.surplus
    return trusted(honesty(income, p.delta, p.deposit, stake=stake, gain=p.favour, effort=p.effort))


def _enough(p: ParameterSetting, stake: Any) -> Turning:
    """The income from which on it is willing and able with this stake."""
    credible = asking(lambda q: _office(q, stake).credible, p, "income")
    return first_turning(credible, 0.0, float(p.effort + p.deposit) or 1.0)


def _from_what_income(case: Instance) -> str:
    p = case.p
    edge, less = case.turns["income"].nearest(0), _enough(p, p.stake).nearest(0)
    if edge is None and _office(p, 0).credible:
        return "holds at every income: the work costs nothing, and nothing depends on it"
    condition = "fails without a stake at every income: it is too impatient to be believed"
    if edge is not None:
        condition = f"holds if it has {show(edge)} per period or more for its work"
    if not case.found.credible if less is None else edge is not None and less >= edge:
        return condition
    least = "with less" if less is None else f"from {show(less)} on"
    return (
        f"{condition}; {least} its stake makes up for it, inconsistent with 2 (5) where that asks "
        "for one without a stake (C15)"
    )


@claim(
    "C35",
    "4.2",
    "The government above them is willing and able to coordinate its members.",
    world=World(
        lambda p: _office(p, p.stake), "of honest verdicts that are a subgame-perfect equilibrium"
    ),
    parameters={**_OFFICE, "surplus": 4, "favour": 2, "delta": 0.8},
    turns={"income": lambda case: _enough(case.p, 0)},
    picture=("income", "without a stake", "with its stake"),
    condition=_from_what_income,
    values=lambda case: (0, 1.5 * float(case.edge("income") or case.p.income) or 1.0, 11),
    columns={
        "without a stake": lambda q, _: _office(q, 0).slack.item(),
        "with its stake": lambda _, answer: answer.slack.item(),
        "willing without a stake": lambda q, _: _office(q, 0).willing,
    },
    others=lambda case: [{"income": case.p.effort + 1, "deposit": 0}],
    over={"income": (0, 1)},  # what the work is paid has to reach what it costs
)
def willing_and_able(p: ParameterSetting, answer: Honesty) -> str:
    """Is the government above them willing and able to coordinate?

    It has F per period for an effort of e, and a stake sigma in the surplus G of the network below
    it. Nobody could replace it: after a false verdict the network is over, and all of this lost.
    With I = F + sigma G it is willing exactly when I >= e, and able, that is believed, exactly when
    (1 - delta)(B + sigma g) <= delta (I - e), B being the deposits it decides about and g what a
    false verdict is worth to the one it favours. Holds exactly when it is both without its stake,
    from F* = e + (1 - delta) B/delta on. If it is both only because of its stake, that is
    "inconsistent" with section 2 (5) of the paper as far as that asks for a third party without any
    (see `c15`, which says what else that section allows).

    References
    ----------
    Yuan, Wen and Zhang (2020), sections 4.2 and, against stakes, 2 (5). Milgrom, P. R., North,
    D. C. and Weingast, B. R. (1990), Economics and Politics 2, 1-23.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c35(income=0.2).verdict, claims.c35(income=0.8).verdict
    ('inconsistent', 'holds')
    >>> claims.c35(income=0.2, stake=0).verdict
    'fails'
    """
    if _office(p, 0).credible:
        return HOLDS
    return INCONSISTENT if answer.credible else word(False)
