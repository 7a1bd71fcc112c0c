"""Three levels of government: what those above can do for those below."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from ...common.result import FrameColumns, show
from ...hierarchy.results import Levels
from ...hierarchy.stabilise import stabilise
from ...region.settings import complete
from .argument import CertifiedAnswer, Columns, Instance, World, trusted
from .judging import claim
from .parameters import LONGEST, ParameterSetting
from .search import Turning
from .worlds import money, relations, superiors, windows
from .worlds.superiors import ACROSS, INSIDE, REGIMES

_CONCEPT = (
    '"voluntary-transfers SPE" for pairs that are coordinated, else "Markov SPE, joint modes"'
)
_PAIRS = {"benefit": 1.8, "cost": 1, "spread": 0.1, "barrier": 0.3, "friction": 0.25}
_STANDARD = {"delta": 0.7, "mediation": 0.5, "control_loss": 0, **_PAIRS}
_WHY = ", because agencies of the provinces bridge the border: their trust alone changes less"
#: Just above a threshold, as far as solvers resolve it.
_ABOVE = 1e-9


def _inside(p: ParameterSetting) -> CertifiedAnswer:
    """All pairs at the least patience that is enough under a common superior."""
    spans = superiors.spans(p, INSIDE, "provinces")
    least = min(spans[0][0] + _ABOVE, LONGEST) if spans else LONGEST
    return CertifiedAnswer(superiors.stable(p.but(delta=least), "provinces", alone=True), least)


def _border_friction(case: Instance) -> Turning:
    """The friction up to which a pair across the border is as patient as is enough inside."""
    p = case.p.but(delta=case.found.value)
    spans = superiors.spans(p, ACROSS, "provinces", "friction", alone=True)
    return case.among("barrier", spans.edges)


@claim(
    "C36",
    "4.2",
    "Working together is harder across jurisdictions.",
    kind="by assumption",
    world=World(_inside, _CONCEPT),
    parameters={
        "barrier": 0.25,
        "friction": 0.25,
        "mediation": 0.5,
        "benefit": 2,
        "cost": 1,
        "spread": 0,
    },
    turns={"barrier": _border_friction},
    picture=("barrier", "patience across the border", "patience under one superior"),
    condition=lambda case: (
        case.words(
            "holds if friction across the border is above {edge}, with {friction} under a common "
            "superior that settles shares and mediates"
        )
        + _at_equal_friction(case)
    ),
    never=lambda case: (
        case.words("{verdict} whatever the friction across the border") + _at_equal_friction(case)
    ),
    values=(0, 0.4, 5),
    columns=lambda case, frictions: _by_friction(case.p, frictions),
    others=[
        {"barrier": 0, "spread": 0},
        {"barrier": 1},
        {"benefit": 2, "cost": 1, "barrier": 0.9},
    ],
)
def harder_across(_: ParameterSetting, point: CertifiedAnswer) -> bool:
    """Is it harder to work together across jurisdictions than inside one?

    Two prefectures under one province suffer friction eps, two on both sides of a border eps_out;
    friction or a breach ends the relation. The first gain b (1 + s), the others b (1 - s), at a
    cost of c. The common superior of the former settles shares and resolves the part a of friction;
    nobody does so across the border. Holds exactly when the pair across needs more patience than
    the pair inside, (c/b)/(1 - eps (1 - a)) against (c/(b (1 - s)))/(1 - eps_out): for
    eps_out > 1 - (1 - eps (1 - a))/(1 - s). Without inequality that is eps_out > eps (1 - a):
    where friction is the same, the superior that mediates is the whole difference.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c36(barrier=0.25).verdict, claims.c36(barrier=0.1).verdict
    ('holds', 'fails')
    """
    return superiors.together(point.answer, INSIDE) and not superiors.together(point.answer, ACROSS)


def _by_friction(p: ParameterSetting, frictions: list[float]) -> Columns:
    """Least patience of the pair across the border at each friction, and of the pair inside."""
    needed = dict(zip(frictions, _alone(p, frictions), strict=True))
    (inside,) = _alone(p, [p.friction])
    return {
        "patience across the border": lambda q, _: needed[q.barrier],
        "patience under one superior": lambda _, point: point.value,
        "inside, if it did nothing": lambda *_: inside,
    }


def _alone(p: ParameterSetting, frictions: list[float]) -> list[float]:
    """Least patience of a pair that no superior helps, at each friction."""
    pair = superiors.tree(p, ACROSS).partnerships[ACROSS]
    alike = [dataclasses.replace(pair, friction=np.array([friction])) for friction in frictions]
    return [float(least) for least in relations.least_patience(alike)]


def _at_equal_friction(case: Instance) -> str:
    """What is left of the difference where friction is the same: the superior's doing."""
    (least,) = _alone(case.p, [case.p.friction])
    with_superior = case.found.value
    if not (least < 1 and with_superior < least):
        return ""
    return (
        f"; at equal friction the difference is the superior alone: {show(least)} is the patience "
        f"that a pair needs without it, on a border or not, and {show(with_superior)} with it"
    )


_BRIDGES = World(lambda p: superiors.stable(p, "three-level"), _CONCEPT)


def _over_loss(case: Instance) -> Turning:
    spans = superiors.spans(case.p, ACROSS, "three-level", "control_loss")
    return case.among("control_loss", spans.edges)


def _over_delta(case: Instance) -> Turning:
    by_regime = (superiors.spans(case.p, ACROSS, regime) for regime in ("national", "three-level"))
    return case.among("delta", [edge for spans in by_regime for edge in spans.edges])


#: The level whose pairs need a bridge across the border.
_BELOW = "prefecture"


@functools.cache
def of_case() -> FrameColumns:
    """Classes of the pairs of the case across provincial borders, by regime and control loss."""
    case, rows, delta = money.of_levels(), [], complete({})["delta"]
    for regime, loss in [
        *((regime, 0) for regime in REGIMES[:4]),
        (REGIMES[3], 0.5),
        (REGIMES[3], 1),
    ]:
        levels = trusted(stabilise(case, delta, regime, control_loss=loss))
        rows += [
            {"regime": regime, "control loss": loss, "level": level}
            | levels.counts(level, crosses=True)
            for level in ("province", _BELOW)
        ]
    return {name: [row[name] for row in rows] for name in rows[0]}


@claim(
    "C42",
    "4.3",
    "Three levels of coordination, built from above, stabilise cooperation.",
    see="C44 asks which connection between levels does it",
    world=_BRIDGES,
    parameters={"control_loss": 0, "delta": 0.7, "mediation": 0.5, **_PAIRS},
    turns={"control_loss": _over_loss, "delta": _over_delta},
    picture=("control_loss", *(f"strong pairs, {regime}" for regime in REGIMES)),
    condition=lambda case: (
        case.words("holds in this example if control loss is at most {edge} a level" + _WHY)
        + f"; {_in_the_case()}; {money.each_level()}"
    ),
    never=lambda case: (
        case.words("{verdict} in this example at every control loss" + _WHY)
        + f"; {_in_the_case()}; {money.each_level()}"
    ),
    values=(0, 1, 4),
    columns={
        f"strong pairs, {regime}": lambda q, _, regime=regime: int(
            superiors.stable(q, regime).counts()["strong"]
        )
        for regime in REGIMES
    },
    further={
        "the case, provinces and prefectures": lambda _: of_case(),
        money.TITLE: money.table,
    },
    others=[{"delta": 0.99}, _STANDARD],
)
def built_from_above(p: ParameterSetting, levels: Levels) -> bool:
    """Do three levels of coordination bring more than fewer, or than building from below?

    Two provinces with prefectures below: one pair across the border, one under one province, and
    the provinces themselves, who forgive friction. Prefectures gain b (1 + s) and b (1 - s) at a
    cost of c, and friction, eps <= eps_out while the provinces are together, eps_out else, ends
    what is between them. A coordinator settles shares and resolves the part a of friction, less the
    part lambda of it for every level in between. "National": it coordinates the provinces only, and
    below a border nothing but their trust helps. "Three-level": the agencies of provinces that are
    together also bridge the border. Holds exactly when three levels found more strong pairs than
    each of none, provinces, national and bottom-up. The bridge works exactly when
    delta (1 - eps (1 - a (1 - lambda))) >= c/b, trust from above alone exactly when
    delta (1 - eps) >= c/(b (1 - s)).

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c42(control_loss=0).verdict, claims.c42(delta=0.9).verdict
    ('holds', 'fails')
    """
    strong = levels.counts()["strong"]
    fewer = (superiors.stable(p, regime) for regime in REGIMES if regime != levels.regime)
    return all(other.counts()["strong"] < strong for other in fewer)


def _in_the_case() -> str:
    """Whether control loss matters in the case as well, with its numbers."""
    table = of_case()
    columns = (table[name] for name in ("level", "regime", "control loss", "strong"))
    below = [row[1:] for row in zip(*columns, strict=True) if row[0] == _BELOW]
    (national,) = (strong for regime, _, strong in below if regime == "national")
    three = {loss: strong for regime, loss, strong in below if regime == "three-level"}
    counts = ", ".join(f"{strong} at a loss of {show(loss)}" for loss, strong in three.items())
    if len({*three.values()}) == 1:
        counts = f"{three[0]} at every loss tried, up to {show(max(three))}"
    return (
        f"of the prefectures of the case across a border {national} are strong with a national "
        f"office, and with three levels {counts}"
    )


@claim(
    "C44",
    "4.3 (2-3)",
    "Agencies of coordination also have to connect to their counterparts elsewhere.",
    see="C42 asks whether all three levels together stabilise cooperation",
    kind="by assumption",
    world=_BRIDGES,
    parameters=_STANDARD,
    turns={"delta": _over_delta},
    picture=("delta", "value with bridges", "value without bridges"),
    condition=lambda case: (
        f"holds {windows.over_delta(windows.where(case))}; {money.bridge_worth()}"
    ),
    never=lambda _: f"fails at every delta: bridges make no difference; {money.bridge_worth()}",
    values=(0.5, 0.9, 5),
    columns={
        "value with bridges": lambda _, levels: _across(levels),
        "value without bridges": lambda q, _: _across(superiors.stable(q, "national")),
    },
    further={money.TITLE: money.table},
    others=[_STANDARD, {"delta": 0.99}],
)
def bridges(p: ParameterSetting, levels: Levels) -> bool:
    """Does it take agencies that connect across the border?

    The levels of `c42`. "Three-level" with its bridges, and "national", which coordinates the same
    provinces without them. Holds exactly when the pair across the border works together only with
    the bridge: (c/b)/(1 - eps (1 - a (1 - lambda))) <= delta < (c/(b (1 - s)))/(1 - eps). Without
    bridges coordination of the provinces helps those below a border through less friction alone.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c44(delta=0.7).verdict, claims.c44(delta=0.9).verdict
    ('holds', 'fails')
    """
    without = superiors.stable(p, "national")
    return superiors.together(levels, ACROSS) and not superiors.together(without, ACROSS)


def _across(levels: Levels) -> float:
    return float(superiors.one(levels, ACROSS).founding_value)
