"""What no model can settle: what follows for each value of what nobody has measured.

`doubt` is how large the unknown may be. The claim holds if it does for every value up to there,
fails if it does for none, and is empirical if that depends on the value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...common.result import Table, show
from ...coordinator import Coordinator
from ...partnership.results.evolution import Evolution, EvolutionBatch
from ...stage.dilemmas import public_good
from ...stage.results import NashResult
from ...stage.stage_game import StageGame
from ...third_parties.results.window import PivotalWindow
from ...third_parties.window import pivotal_window
from .. import facts
from .argument import GRIM, Case, Told, World, trusted
from .judging import claim
from .parameters import Setting
from .search import Turning
from .worlds import relations, ties, windows
from .worlds.alone import choices, most, stage_equilibria

_EMPIRICAL = "empirical"
_YANGTZE = 11


def settled(holds: Callable[[Any], bool], doubt: Any) -> bool | str:
    """The verdict if the unknown is anything from 0 to `doubt` and matters in one direction."""
    ends = {holds(0), holds(doubt)}
    return _EMPIRICAL if len(ends) > 1 else ends.pop()


def _displaced(p: Setting, displacement: Any) -> StageGame:
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


def _alone(p: Setting) -> NashResult:
    return stage_equilibria(_displaced(p, p.doubt))


def _gains(p: Setting, displacement: Any) -> Any:
    """What coordination, the largest joint payoff, brings each over the best stage equilibrium."""
    stage = _displaced(p, displacement)
    apart = trusted(stage_equilibria(stage)).payoffs
    before = apart[int(np.argmax(apart.sum(axis=1)))]
    profiles = stage.payoffs.reshape(-1, 3)
    return profiles[int(np.argmax(profiles.sum(axis=1)))] - before


def _nobody_loses(p: Setting, displacement: Any) -> bool:
    gains = _gains(p, displacement)
    return bool(gains.sum() > 0 and gains.min() >= 0)


def _tolerable(case: Case) -> Turning:
    return case.turning("doubt", 0, 1, 8)


@claim(
    "C03",
    "1",
    "Coordination improved the environment of Beijing, Tianjin and Hebei.",
    world=World(_alone, '"Nash equilibrium" of the stage game, against the joint optimum'),
    parameters={"doubt": 0.55, "benefit": 1.6, "cost": 1, "spillover": 0.6, "harm": 1},
    turns={"doubt": _tolerable},
    picture=("doubt", "gain of all", "gain of the strong", "gain of the weakest"),
)
def coordinated_capital(p: Setting, _: NashResult) -> bool | str:
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
    return settled(lambda x: _nobody_loses(p, x), p.doubt)


@coordinated_capital.tells
def _on_displacement(case: Case) -> Told:
    p, edge = case.p, case.edge("doubt")
    condition = f"is {case.verdict} for every displacement"
    if edge is not None:
        condition = (
            f"holds if at most {show(edge)} of what the strong gave up moved to the weakest; "
            "beyond that all together can gain while it loses. Emissions by city and firm, before "
            "and after, with moves of plants, would settle it"
        )

    def column(pick: Callable[[Any], Any]) -> Callable[[Setting, Any], float]:
        return lambda q, _: float(pick(_gains(q, q.doubt)))

    columns = {
        "gain of all": column(np.sum),
        "gain of the strong": column(lambda gains: gains[0]),
        "gain of the weakest": column(lambda gains: gains[-1]),
    }
    others: list[dict[str, Any]] = [{"doubt": 0}, {"doubt": 0, "harm": p.benefit}]
    further = {"the record": record("Beijing-Tianjin-Hebei")}
    return Told(condition, case.along((0, 1, 6), columns), further, others)


def record(case: str) -> Table:
    """What is on record for a case outside the area, with its source."""
    rows = [row for row in facts.table("records") if row["case"] == case]
    return {
        name: [row[name] for row in rows]
        for name in ("what", "before", "after", "period", "source")
    }


def _speed(found: Evolution | EvolutionBatch) -> Any:
    """One over the time in which a weak network becomes strong; 0 if it never does."""
    return np.where(np.isfinite(found.time_to_strong), 1 / np.maximum(found.time_to_strong, 1), 0)


def _learning(p: Setting) -> Evolution:
    return relations.evolution(relations.strained, p)


@claim(
    "C07",
    "2",
    "Members of a network adapt faster to change than others.",
    world=World(_learning, relations.JOINT_MODES, fixed=("doubt",)),
    parameters={"doubt": 1, "delta": 0.8, "friction": 0.05, **relations.STRAINED},
    turns={"doubt": lambda case: case.among("doubt", [float(_speed(case.found))])},
    picture=("doubt", "speed of the network"),
)
def faster_adaptation(p: Setting, found: Evolution) -> bool | str:
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
    return settled(lambda x: bool(_speed(found) > x), p.doubt)


@faster_adaptation.tells
def _on_speed(case: Case) -> Told:
    edge = case.edge("doubt")
    condition = f"is {case.verdict} however fast others adapt"
    if edge is not None:
        condition = (
            f"holds if others adapt at a speed below {show(edge)} a period. How long members and "
            "others took to answer the same change, a flood or a new rule, would settle it"
        )
    columns = {"speed of the network": lambda _, found: float(_speed(found))}
    others: list[dict[str, Any]] = [{"doubt": 0.1}, {"doubt": 0, "delta": 0.8}]
    return Told(condition, case.along((0, 1, 11), columns), others=others)


def _office(p: Setting) -> PivotalWindow:
    """Eleven provinces and a public good, with and without an office that settles shares."""
    n = _YANGTZE
    parts = [1 + p.spread * (n - 1 - 2 * i) / (n - 1) for i in range(n)]
    stage = public_good(n, benefits=[p.multiplier * part / n for part in parts])
    return trusted(pivotal_window(stage, Coordinator(sharing=True)))


def _could(p: Setting, found: PivotalWindow) -> tuple[bool, bool]:
    """Whether provinces could keep it up without the office, and with it."""
    alone, helped = windows.kept(found, p.delta)
    return alone, helped


@claim(
    "C18",
    "2",
    "The office for the Yangtze belt explains what was achieved there.",
    world=World(
        _office, f'"voluntary-transfers SPE" with the office; without it {GRIM}', fixed=("delta",)
    ),
    parameters={"delta": 0.8, "multiplier": 1.6, "spread": 0.2},
    turns={"delta": lambda case: windows.edges(case.found)},
    picture=("delta", "least part explained", "most explained"),
)
def yangtze_office(p: Setting, found: PivotalWindow) -> bool | str:
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
    alone, helped = _could(p, found)
    return _EMPIRICAL if alone else helped


@yangtze_office.tells
def _on_office(case: Case) -> Told:
    p, found = case.p, case.found
    condition = f"is {case.verdict}: at no delta does an office that settles shares decide"
    if found.intervals:
        condition = (
            f"holds for delta {windows.spans(found.intervals)}; more patient provinces could have "
            "done it all without the office. Wharves closed before it and in basins without one, "
            "and water by section and season, would settle it"
        )

    def part(end: int) -> Callable[[Setting, Any], float]:
        """The least or the most of the record that the office can explain; nan: none fits."""

        def of(q: Setting, window: PivotalWindow) -> float:
            alone, helped = _could(q, window)
            return float(end or not alone) if helped else float("nan")

        return of

    columns = {"least part explained": part(0), "most explained": part(1)}
    worth = (0.0, most(public_good(_YANGTZE, p.multiplier)))
    evidence = case.along((0.4, 0.95, 12), {**columns, **windows.joint_payoffs(worth, "with it")})
    further = {
        "effects of the office that fit the record": _effects(p, found),
        "the record": record("Yangtze"),
    }
    others: list[dict[str, Any]] = [
        {"delta": 0.7},
        {"delta": 0.7, "multiplier": 1.6, "spread": 0.2},
    ]
    return Told(condition, evidence, further, others)


def _effects(p: Setting, found: PivotalWindow) -> Table:
    """Intervals of effects for the wharves, and for the sections with good water."""
    alone, helped = _could(p, found)
    rows = [row for row in facts.table("records") if row["case"] == "Yangtze"]
    change = [round(float(row["after"]) - float(row["before"]), 6) for row in rows]
    wharves = sum(c for c, row in zip(change, rows, strict=True) if "wharves" in row["what"])
    amounts = [wharves, change[-1]]
    none = float("nan")
    return {
        "what": ["wharves demolished or rectified", "points of sections with good water"],
        "on record": amounts,
        "least": [none if not helped else 0.0 if alone else amount for amount in amounts],
        "most": [amount if helped else none for amount in amounts],
    }


def _area(p: Setting) -> EvolutionBatch:
    return ties.solved(float(p.delta))


def _efficiency(found: EvolutionBatch) -> float:
    """What the neighbours have over what all would have if strong at full trust."""
    models = ties.neighbours()
    now = ties.values(float(found.delta[0]))
    return float(now.sum() / sum(ties.full(model) for model in models.models))


@claim(
    "C39",
    "4.2",
    "The weakness of its networks explains the poor results of the Qinba area.",
    world=World(_area, relations.JOINT_MODES, fixed=("doubt",)),
    parameters={"doubt": 1, "delta": 0.7},
    turns={"doubt": lambda case: case.among("doubt", [1 - _efficiency(case.found)])},
    picture=("doubt", "loss by weakness"),
)
def weakness_explains(p: Setting, found: EvolutionBatch) -> bool | str:
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
    return settled(lambda x: 1 - _efficiency(found) > x, p.doubt)


@weakness_explains.tells
def _on_weakness(case: Case) -> Told:
    p, edge = case.p, case.edge("doubt")
    condition = f"is {case.verdict} whatever other causes cost"
    if edge is not None:
        condition = (
            f"holds if all other causes together cost less than {show(edge)} of what strong "
            "networks would bring. Outcomes of pairs with alike terrain and income, with and "
            "without agreements, would settle it"
        )
    columns = {"loss by weakness": lambda _, found: 1 - _efficiency(found)}
    others: list[dict[str, Any]] = [{"doubt": 0.01}, {"doubt": 0}]
    return Told(condition, case.along((0, 1, 11), columns), {"by patience": _ratios(p)}, others)


def _ratios(p: Setting) -> Table:
    deltas = sorted({0.5, 0.6, 0.7, 0.8, 0.9, float(p.delta)})
    return {"delta": deltas, "efficiency": [_efficiency(ties.solved(delta)) for delta in deltas]}
