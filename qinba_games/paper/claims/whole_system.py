"""All instruments of the paper's system at once, and every part of them."""

from __future__ import annotations

import functools
import itertools
from typing import Any

from ...common.result import FrameColumns, show
from ...coordinator import Coordinator
from ...hierarchy.hierarchy import Hierarchy
from ...hierarchy.results import Levels
from ...hierarchy.stabilise import stabilise
from ...hierarchy.thresholds import pair_thresholds
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import COOPERATING
from ..hierarchy import LEVELS, hierarchy
from .argument import Instance, World, trusted
from .judging import claim
from .parameters import ParameterSetting
from .worlds import relations
from .worlds.superiors import PAIRS, PARENTS

INSTRUMENTS = ("sharing", "mediation", "monitoring", "deposit", "subsidy")
_ON, _OFF = True, False
_ALL = (_ON,) * len(INSTRUMENTS)
_NAMES = (
    "benefits",
    "costs",
    "friction",
    "detection",
    "mediation",
    "monitoring",
    "deposit",
    "subsidy",
)


def _pair(p: ParameterSetting, on: tuple[bool, ...]) -> Partnership:
    """Two members with some of the instruments; friction or a breach found out ends it."""
    alone = Partnership(
        [list(p.benefits)],
        list(p.costs),
        promotion=0,
        friction=p.friction,
        drop=None,
        detection=p.detection,
    )
    strength = {name: p[name] for name in INSTRUMENTS[1:]}
    chosen = {
        name: strength.get(name, True) for name, yes in zip(INSTRUMENTS, on, strict=True) if yes
    }
    return Coordinator(**chosen).applied_to(alone) if any(on) else alone


def _combinations() -> list[tuple[bool, ...]]:
    return list(itertools.product((_OFF, _ON), repeat=len(INSTRUMENTS)))


def least_patience(p: ParameterSetting) -> dict[tuple[bool, ...], float]:
    """The least patience with each combination of instruments; infinite where nothing helps."""
    return dict(zip(_combinations(), _least_patience(*(p[name] for name in _NAMES)), strict=True))


@functools.lru_cache(maxsize=256)
def _least_patience(*values: Any) -> tuple[float, ...]:
    p = ParameterSetting(zip(_NAMES, values, strict=True))
    patience: dict[tuple[bool, ...], float] = {}
    # Those who share and those who do not are solved in one batch each.
    for sharing in (_OFF, _ON):
        group = [on for on in _combinations() if on[0] == sharing]
        least = relations.least_patience([_pair(p, on) for on in group])
        patience |= dict(zip(group, least.tolist(), strict=True))
    return tuple(patience[on] for on in _combinations())


#: Coordination on every level, with agencies that bridge borders.
_SYSTEM = "three-level"


def _office(p: ParameterSetting) -> Coordinator:
    """What coordinates on each level: all instruments."""
    return Coordinator(sharing=True, **{name: p[name] for name in INSTRUMENTS[1:]})


def _tree(p: ParameterSetting) -> Hierarchy:
    """Two provinces, and prefectures under one of them and on both sides of their border."""
    alike = dict.fromkeys(PAIRS, _pair(p, (_OFF,) * len(INSTRUMENTS)))
    return Hierarchy(PARENTS, alike, inside=p.friction, border=[p.friction] * 2)


def _system(p: ParameterSetting) -> Levels:
    return trusted(stabilise(_tree(p), p.delta, _SYSTEM, coordinator=_office(p)))


def _edges(case: Instance) -> list[Any]:
    """Where the pairs of each kind begin and cease to work together."""
    tree, office = _tree(case.p), _office(case.p)
    return [
        edge
        for pair in PAIRS
        for edge in pair_thresholds(
            tree, *pair, case.p.delta, _SYSTEM, "delta", coordinator=office
        ).edges
    ]


def _cooperating(levels: Levels, level: str | None = None) -> int:
    """How many pairs work together from their founding on."""
    pairs = [one for one in levels.pairs if level in (None, one.level)]
    return sum(one.founding_class in COOPERATING for one in pairs)


@functools.lru_cache(maxsize=16)
def _of_case(delta: float, office: Coordinator) -> FrameColumns:
    """The pairs of the case that work together with nobody, and with the whole system."""
    case = hierarchy()
    alone, system = (
        trusted(stabilise(case, delta, regime, coordinator=office)) for regime in ("none", _SYSTEM)
    )
    levels = list(LEVELS)
    return {
        "level": levels,
        "pairs": [sum(alone.counts(level).values()) for level in levels],
        "with nobody": [_cooperating(alone, level) for level in levels],
        "with the whole system": [_cooperating(system, level) for level in levels],
    }


def _the_case(case: Instance) -> FrameColumns:
    return _of_case(float(case.p.delta), _office(case.p))


def _with_what_binds(case: Instance) -> str:
    edge, least = case.edge("delta"), least_patience(case.p)
    condition = f"{case.predicate} at every delta"
    if edge is not None:
        condition = f"holds if delta is at least {show(edge)}"
        if least[_ALL] < edge:
            condition += f", where one pair by itself needs {show(least[_ALL])}"
    if binding := _binding(least, _ALL):
        condition += f"; of its instruments {binding} saves a pair most patience"
    totals = {name: sum(column) for name, column in _the_case(case).items() if name != "level"}
    return (
        f"{condition}; of the {totals['pairs']} pairs of the case it keeps "
        f"{totals['with the whole system']} at delta {show(case.p.delta)}, and nobody keeps "
        f"{totals['with nobody']}"
    )


@claim(
    "C51",
    "6",
    "The whole system of instruments is enough for cooperation that lasts.",
    world=World(_system, '"voluntary-transfers SPE" of every pair that is coordinated'),
    parameters={
        "delta": 0.7,
        "benefits": (2.4, 1.6),
        "costs": (1, 1),
        "friction": 0.1,
        "detection": 0.6,
        "mediation": 0.5,
        "monitoring": 0.5,
        "deposit": 0.2,
        "subsidy": 0.1,
    },
    turns={"delta": lambda case: case.among("delta", _edges(case))},
    picture=("delta", "pairs that work together"),
    condition=_with_what_binds,
    values=(0.3, 0.95, 14),
    columns={
        "pairs that work together": lambda _, levels: _cooperating(levels),
        "of pairs": lambda _, levels: len(levels.pairs),
        "combinations enough for one pair": lambda q, _: _enough(q, (_OFF, _ON)),
        "of those without sharing": lambda q, _: _enough(q, (_OFF,)),
    },
    further={
        "every combination": lambda case: _factorial(case.p),
        "the case": _the_case,
    },
    others=[{"delta": 0.99}, {"delta": 0}, {"delta": 0.9, "friction": 0}],
)
def all_instruments(_: ParameterSetting, levels: Levels) -> bool:
    """Is the whole system of instruments enough?

    Two provinces under a nation, two prefectures under one of them and two on both sides of their
    border. Of each pair one gains b_i from the other at a cost of c_i; friction eps, or a breach,
    found out with probability q, ends it. Coordinators on all levels settle shares, resolve the
    part a of friction, find out the part m of hidden breaches, hold deposits of B and pay s to each
    while both keep the agreement; agencies of provinces that are together do so across the border.
    Holds exactly when every pair works together. With q' = 1 - (1 - q)(1 - m),
    L = sum max(0, c_i/q' - s - B) and G = sum (b_i - c_i) a pair with a superior needs
    delta >= L/((L + G + 2 s)(1 - eps (1 - a))). Across the border coordination lasts as long as
    what is between the provinces, so that the factor 1 - eps (1 - a) stands there twice.

    Every combination of the instruments has a threshold of its own for one pair; the instrument
    that binds is the one whose absence, or presence, moves it most. `.further` also has the whole
    system in the case, where payoffs are those of the case.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> found = claims.c51()
    >>> found.verdict, round(found.threshold["delta"], 6), claims.c51(delta=0.4).verdict
    ('holds', 0.513479, 'fails')
    >>> len(found.further["every combination"]["patience needed"])
    32
    """
    return _cooperating(levels) == len(levels.pairs)


def _enough(p: ParameterSetting, sharing: tuple[bool, ...]) -> int:
    """How many combinations, of those that share or not, are enough."""
    return sum(on[0] in sharing and delta <= p.delta for on, delta in least_patience(p).items())


def _binding(least: dict[tuple[bool, ...], float], on: tuple[bool, ...]) -> str:
    """The instrument whose switch moves the threshold most: off if it is on, on if it is off."""
    moves = {}
    for k, name in enumerate(INSTRUMENTS):
        other = (*on[:k], not on[k], *on[k + 1 :])
        step = (least[other] - least[on]) * (1 if on[k] else -1)
        moves[name] = step if step == step else 0.0
    best = max(moves, key=lambda name: moves[name])
    return best if moves[best] > 0 else ""


def _factorial(p: ParameterSetting) -> FrameColumns:
    """One row per combination: what is on, what it takes, and the instrument that binds."""
    least = least_patience(p)
    table: FrameColumns = {name: [on[k] for on in least] for k, name in enumerate(INSTRUMENTS)}
    return {
        **table,
        "patience needed": list(least.values()),
        "enough": [bool(delta <= p.delta) for delta in least.values()],
        "binding": [_binding(least, on) for on in least],
    }
