"""What no model can settle: what follows for each value of what nobody has measured.

`doubt` is how large the unknown may be. The claim holds if it does for every value up to there,
fails if it does for none, and is empirical if that depends on the value.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from ...common.result import FrameColumns
from ...partnership.results.evolution import Evolution
from ...partnership.results.evolution_batch import EvolutionBatch
from ...stage.dilemmas import public_good
from ...stage.results import NashResult
from ...stage.stage_game import StageGame
from ...third_parties.results.window import PivotalWindow
from .. import facts
from .argument import EMPIRICAL, GRIM, Columns, Instance, Recorded, World, trusted
from .judging import claim
from .parameters import ParameterSetting
from .search import Turning
from .worlds import relations, ties, windows
from .worlds.alone import choices, most, stage_equilibria

_YANGTZE = 11


def _verdict_of(holds: Callable[[Any], bool], doubt: Any) -> bool | str:
    """The verdict if the unknown is anything from 0 to `doubt` and matters in one direction."""
    ends = {holds(0), holds(doubt)}
    return EMPIRICAL if len(ends) > 1 else ends.pop()


def _up_to(doubt: float) -> Turning:
    """Where doubt becomes too large, if any is small enough; all of it, 1, may just be that."""
    return Turning((doubt,) if doubt > 0 else (), 0, 1)


def _abatement(p: ParameterSetting, displacement: Any) -> StageGame:
    """Two strong governments can abate; part of what they give up moves to a third, weak one."""
    acts = choices(2)
    both = acts.sum(axis=-1)
    share = p.spillover * p.benefit / 2
    own = [
        acts[..., i] * ((1 - p.spillover) * p.benefit - p.cost) + acts[..., 1 - i] * share
        for i in (0, 1)
    ]
    weak = both * (share - p.harm * displacement)
    return StageGame(np.stack([*own, weak], axis=-1)[:, :, None, :])


def _gains(p: ParameterSetting, displacement: Any) -> Any:
    """What coordination, the largest joint payoff, brings each over the best stage equilibrium."""
    stage = _abatement(p, displacement)
    payoffs = trusted(stage_equilibria(stage)).payoffs
    before = payoffs[int(np.argmax(payoffs.sum(axis=1)))]
    profiles = stage.payoffs.reshape(-1, 3)
    return profiles[int(np.argmax(profiles.sum(axis=1)))] - before


def _nobody_loses(p: ParameterSetting, displacement: Any) -> bool:
    gains = _gains(p, displacement)
    return bool(gains.sum() > 0 and gains.min() >= 0)


@claim(
    "C03",
    "1",
    "Coordination improved the environment of Beijing, Tianjin and Hebei.",
    kind="data needed",
    world=World(
        lambda p: stage_equilibria(_abatement(p, p.doubt)),
        '"Nash equilibrium" of the stage game, against the joint optimum',
    ),
    parameters={"doubt": 0.55, "benefit": 1.6, "cost": 1, "spillover": 0.6, "harm": 1},
    turns={"doubt": lambda case: case.turning("doubt", 0, 1, 8)},
    picture=("doubt", "gain of all", "gain of the strong", "gain of the weakest"),
    condition=(
        "holds if at most {edge} of what the strong gave up moved to the weakest; beyond that all "
        "together can gain while it loses. Emissions by city and firm, before and after, with "
        "moves of plants, would settle it"
    ),
    never="{verdict} for every displacement",
    values=(0, 1, 6),
    columns={
        "gain of all": lambda q, _: float(_gains(q, q.doubt).sum()),
        "gain of the strong": lambda q, _: float(_gains(q, q.doubt)[0]),
        "gain of the weakest": lambda q, _: float(_gains(q, q.doubt)[-1]),
    },
    further={"the record": lambda _: _record("Beijing-Tianjin-Hebei")},
    others=lambda case: [{"doubt": 0}, {"doubt": 0, "harm": case.p.benefit}],
)
def coordinated_capital(p: ParameterSetting, _: NashResult) -> bool | str:
    """Did coordination improve the environment for all who were coordinated?

    Two strong governments can each abate at a cost of c; that is worth b, the part s of it to the
    other two in equal parts, as in `c01`. Part x of what is given up moves to the third, weakest
    one, and does harm of h per unit. Coordination does what is best for all together. With x
    anything up to `doubt`, the claim holds if nobody loses, x <= s b/(2 h), and is empirical if the
    weakest may: then all together can gain while it loses.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c03().verdict, claims.c03(doubt=0.3).verdict
    ('empirical', 'holds')
    """
    return _verdict_of(lambda x: _nobody_loses(p, x), p.doubt)


def _record(case: str) -> FrameColumns:
    """What is on record for a case outside the area, with its source."""
    rows = [row for row in facts.table("records") if row["case"] == case]
    return {
        name: [row[name] for row in rows]
        for name in ("what", "before", "after", "period", "source")
    }


def _speed(growth: Evolution | EvolutionBatch) -> Any:
    """One over the time in which a weak network becomes strong; 0 if it never does."""
    return np.where(np.isfinite(growth.time_to_strong), 1 / np.maximum(growth.time_to_strong, 1), 0)


@claim(
    "C07",
    "2",
    "Members of a network adapt faster to change than others.",
    kind="data needed",
    world=World(
        lambda p: relations.evolution(relations.under_strain, p),
        relations.JOINT_MODES,
        fixed=("doubt",),
    ),
    parameters={"doubt": 1, "delta": 0.8, "friction": 0.05, **relations.STRAINED},
    turns={"doubt": lambda case: _up_to(float(_speed(case.found)))},
    picture=("doubt", "speed of the network"),
    condition=(
        "holds if others adapt at a speed below {edge} a period. How long members and others took "
        "to answer the same change, a flood or a new rule, would settle it"
    ),
    never="{verdict} however fast others adapt",
    values=(0, 1, 11),
    columns={"speed of the network": lambda _, evolution: float(_speed(evolution))},
    others=[{"doubt": 0.1}, {"doubt": 0, "delta": 0.8}],
)
def faster_adaptation(p: ParameterSetting, evolution: Evolution) -> bool | str:
    """Do members of a network adapt faster than governments outside of one?

    The speed of a network is one over the periods in which the relation of `c32`, founded weak,
    becomes proof against bad times. How fast a government adapts alone, x, is not in any of these
    games. With x anything up to `doubt` the claim holds if the network is faster in any case, and
    is empirical else. With one step from weak to strong the speed is (1 - pi)(1 - eps) p.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c07().verdict, claims.c07(doubt=0.4).verdict
    ('empirical', 'holds')
    """
    return _verdict_of(lambda x: bool(_speed(evolution) > x), p.doubt)


@claim(
    "C18",
    "2",
    "The office for the Yangtze belt explains what was achieved there.",
    world=World(
        lambda p: windows.of_provinces(p.but(members=_YANGTZE)),
        f'"voluntary-transfers SPE" with the office; without it {GRIM}',
        fixed=("delta",),
    ),
    parameters={"delta": 0.8, "multiplier": 1.6, "spread": 0.2},
    turns={"delta": lambda case: windows.edges(case.found)},
    picture=("delta", "least part explained", "most explained"),
    condition=windows.words(
        "{verdict}: at no delta does an office that settles shares decide",
        above="more patient provinces could have done it all without the office",
        rest=". Wharves closed before it and in basins without one, and water by section and "
        "season, would settle it",
    ),
    values=(0.4, 0.95, 12),
    columns=lambda case, _: _explanation(case.p),
    further={
        "effects of the office that fit the record": lambda case: _effects(case.p, case.found),
        "the record": lambda _: _record("Yangtze"),
    },
    others=[{"delta": 0.7}, {"delta": 0.7, "multiplier": 1.6, "spread": 0.2}],
)
def yangtze_office(p: ParameterSetting, window: PivotalWindow) -> bool | str:
    """Does the national office explain the results in the Yangtze belt?

    The public good of `c41` among eleven provinces. Without the office they may do nothing, which
    is always an equilibrium, or all that is on record if they are patient enough to keep it up; the
    office's effect is what is on record less that. In the pivotal window of discount factors
    only zero is possible without it, and the office explains everything: the claim holds. More
    patient provinces may have done all of it themselves, so that its effect is anything between
    nothing and everything: empirical. Less patient ones would not follow an office either.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c18().verdict, claims.c18(delta=0.7).verdict
    ('empirical', 'holds')
    >>> effects = claims.c18().further["effects of the office that fit the record"]
    >>> effects["on record"], effects["least"], effects["most"]
    ([1361.0, 3.0], [0.0, 0.0], [1361.0, 3.0])
    """
    alone, with_office = windows.cooperates(window, p.delta)
    return EMPIRICAL if alone else with_office


def _explanation(p: ParameterSetting) -> Columns:
    """The least and the most of the record that the office can explain; nan: none fits."""

    def part(q: ParameterSetting, window: PivotalWindow, end: int) -> float:
        alone, with_office = windows.cooperates(window, q.delta)
        return float(end or not alone) if with_office else float("nan")

    return {
        "least part explained": partial(part, end=0),
        "most explained": partial(part, end=1),
        **windows.joint_payoffs((0.0, most(public_good(_YANGTZE, p.multiplier))), "with it"),
    }


def _effects(p: ParameterSetting, window: PivotalWindow) -> FrameColumns:
    """Intervals of effects for the wharves, and for the sections with good water."""
    alone, with_office = windows.cooperates(window, p.delta)
    rows = [row for row in facts.table("records") if row["case"] == "Yangtze"]
    change = [round(float(row["after"]) - float(row["before"]), 6) for row in rows]
    wharves = sum(c for c, row in zip(change, rows, strict=True) if "wharves" in row["what"])
    amounts = [wharves, change[-1]]
    none = float("nan")
    return {
        "what": ["wharves demolished or rectified", "points of sections with good water"],
        "on record": amounts,
        "least": [none if not with_office else 0.0 if alone else amount for amount in amounts],
        "most": [amount if with_office else none for amount in amounts],
    }


def _efficiency(batch: EvolutionBatch) -> float:
    """What the neighbours have over what all would have if strong at full trust."""
    models = ties.neighbours()
    now = ties.values(float(batch.delta[0]))
    return float(now.sum() / sum(ties.full(model) for model in models.models))


@claim(
    "C39",
    "4.2",
    "The weakness of its networks explains the poor results of the Qinba area.",
    kind="data needed",
    world=World(lambda p: ties.evolution(float(p.delta)), relations.JOINT_MODES, fixed=("doubt",)),
    parameters={"doubt": 1, "delta": 0.7},
    turns={"doubt": lambda case: _up_to(1 - _efficiency(case.found))},
    picture=("doubt", "loss by weakness"),
    condition=(
        "holds if all other causes together cost less than {edge} of what strong networks would "
        "bring. Outcomes of pairs with alike terrain and income, with and without agreements, "
        "would settle it"
    ),
    never="{verdict} whatever other causes cost",
    values=(0, 1, 11),
    columns={"loss by weakness": lambda _, batch: 1 - _efficiency(batch)},
    further={"by patience": lambda case: _ratios(case.p)},
    others=[{"doubt": 0.01}, {"doubt": 0}],
)
def weakness_explains(p: ParameterSetting, batch: EvolutionBatch) -> bool | str:
    """Do weak networks explain the results of the area?

    The neighbours of the case as they are founded, against what they would have if all were strong
    at full trust: one minus that ratio is the loss by weakness. What mountains, distance and
    poverty cost besides, x, is not in the case. With x anything up to `doubt`, in the same
    unit, the claim holds if weakness costs more in any case, and is empirical else.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c39().verdict, claims.c39(doubt=0.1).verdict
    ('empirical', 'holds')
    """
    return _verdict_of(lambda x: 1 - _efficiency(batch) > x, p.doubt)


def _ratios(p: ParameterSetting) -> FrameColumns:
    deltas = sorted({0.5, 0.6, 0.7, 0.8, 0.9, float(p.delta)})
    return {"delta": deltas, "efficiency": [_efficiency(ties.evolution(delta)) for delta in deltas]}


def _the_case(case: Instance) -> FrameColumns:
    """Neighbours of the case that work together with the trust of the record."""
    years = sorted({1980.0, *(float(row["year"]) for row in facts.agreements())})
    solved = ties.evolution(float(case.p.delta))
    trust = [ties.trust(year) for year in years]
    return {
        "year": [int(year) for year in years],
        "neighbours with an agreement": [sum(k > 0 for k in each) for each in trust],
        "who work together": [int(ties.cooperates(solved, each).sum()) for each in trust],
    }


@claim(
    "C29",
    "4.2",
    "At first governments of the area do not cooperate.",
    kind="record",
    world=World(
        lambda p: Recorded(tuple(ties.signatories(float(p.year)))), "none: the record decides"
    ),
    parameters={"year": 2012, "delta": 0.7},
    turns={
        "year": lambda case: case.among("year", [int(row["year"]) for row in facts.agreements()])
    },
    picture=("year", "agreements so far", "neighbours with one"),
    condition=lambda case: (
        f"holds only before {int(case.edge('year'))}: economic zones across the provincial "
        "borders of the area are recorded since then, by the paper itself"
    ),
    never="holds: no agreement is recorded",
    values=(1980, 2020, 9),
    columns={
        "agreements so far": lambda _, history: len(history.value),
        "neighbours with one": lambda q, _: sum(k > 0 for k in ties.trust(float(q.year))),
    },
    further={
        "recorded agreements": lambda _: _agreements(),
        "what the payoffs of the case say": _the_case,
    },
    others=[{"year": 1980}],
)
def no_cooperation_at_first(_: ParameterSetting, history: Recorded) -> bool:
    """Was there no cooperation in the area when the story of the paper begins?

    The record of the paper's own agreements between governments, as of a year: by default that of
    the national plan. Holds exactly when there was none. No equilibrium decides, so that there is
    no certificate. What is not on record is not known: `.further` says how many neighbours of the
    case would work together with as much trust as agreements that both belonged to by then, and
    some of them need no agreement (payoffs are illustrative).

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c29().verdict, claims.c29(year=1985).verdict
    ('fails', 'holds')
    """
    return not history.value


def _agreements() -> FrameColumns:
    rows = [row for row in facts.agreements() if row["kind"] == "agreement"]
    rows.sort(key=lambda row: row["year"])
    return {
        "year": [int(row["year"]) for row in rows],
        "agreement": [row["name"] for row in rows],
        "who says so": ["the paper" if row["status"] == "paper" else row["status"] for row in rows],
    }
