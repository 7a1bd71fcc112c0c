"""All instruments of the paper's system at once, and every part of them."""

from __future__ import annotations

import functools
import itertools
from typing import Any

from ...common.result import Table, show
from ...coordinator import Coordinator
from ...partnership.evolve import evolve
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import COOPERATING, Evolution
from .argument import Case, World, trusted
from .judging import claim
from .parameters import Setting
from .worlds import relations

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


def _pair(p: Setting, on: tuple[bool, ...]) -> Partnership:
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


def needed(p: Setting) -> dict[tuple[bool, ...], float]:
    """The least patience with each combination of instruments; infinite where nothing helps."""
    return dict(zip(_combinations(), _needed(*(p[name] for name in _NAMES)), strict=True))


@functools.lru_cache(maxsize=256)
def _needed(*values: Any) -> tuple[float, ...]:
    p = Setting(zip(_NAMES, values, strict=True))
    found: dict[tuple[bool, ...], float] = {}
    # Those who share and those who do not are solved in one batch each.
    for sharing in (_OFF, _ON):
        group = [on for on in _combinations() if on[0] == sharing]
        least = relations.least_patience([_pair(p, on) for on in group])
        found |= dict(zip(group, least.tolist(), strict=True))
    return tuple(found[on] for on in _combinations())


def _with_what_binds(case: Case) -> str:
    edge = case.edge("delta")
    condition = f"{case.verdict} at every delta"
    if edge is not None:
        condition = f"holds if delta is at least {show(edge)}"
    binding = _binding(needed(case.p), _ALL)
    return condition + (f"; without {binding} most patience would be needed" if binding else "")


@claim(
    "C51",
    "6",
    "The whole system of instruments is enough for cooperation that lasts.",
    world=World(
        lambda p: trusted(evolve(_pair(p, _ALL), p.delta)),
        '"voluntary-transfers SPE" with sharing, else "Markov SPE, joint modes"',
    ),
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
    turns={"delta": lambda case: case.among("delta", [needed(case.p)[_ALL]])},
    picture=("delta", "combinations that are enough", "of those without sharing"),
    condition=_with_what_binds,
    values=(0.3, 0.95, 14),
    columns={
        "combinations that are enough": lambda q, _: _enough(q, (_OFF, _ON)),
        "of those without sharing": lambda q, _: _enough(q, (_OFF,)),
    },
    further={"every combination": lambda case: _factorial(case.p)},
    others=[{"delta": 0.99}, {"delta": 0}, {"delta": 0.9, "friction": 0}],
)
def all_instruments(_: Setting, found: Evolution) -> bool:
    """Is the whole system of instruments enough?

    Two members gain b_i from each other at a cost of c_i; friction eps, or a breach, found out with
    probability q, ends it. A coordinator settles shares, resolves the part a of friction, finds out
    the part m of hidden breaches, holds deposits of B and pays s to each while both keep the
    agreement. Holds exactly when members work together with all of these: with q' = 1 - (1 - q)(1 -
    m), L = sum max(0, c_i/q' - s - B) and G = sum (b_i - c_i) that is
    delta >= L/((L + G + 2 s)(1 - eps (1 - a))). Every combination of the instruments has a
    threshold of its own; the instrument that binds is the one whose absence, or presence, moves it
    most.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> found = claims.c51()
    >>> found.verdict, round(found.threshold["delta"], 6), claims.c51(delta=0.4).verdict
    ('holds', 0.487805, 'fails')
    >>> len(found.further["every combination"]["patience needed"])
    32
    """
    return bool(found.classes[found.founding] in COOPERATING)


def _enough(p: Setting, sharing: tuple[bool, ...]) -> int:
    """How many combinations, of those that share or not, are enough."""
    return sum(on[0] in sharing and delta <= p.delta for on, delta in needed(p).items())


def _binding(least: dict[tuple[bool, ...], float], on: tuple[bool, ...]) -> str:
    """The instrument whose switch moves the threshold most: off if it is on, on if it is off."""
    moves = {}
    for k, name in enumerate(INSTRUMENTS):
        other = (*on[:k], not on[k], *on[k + 1 :])
        step = (least[other] - least[on]) * (1 if on[k] else -1)
        moves[name] = step if step == step else 0.0
    best = max(moves, key=lambda name: moves[name])
    return best if moves[best] > 0 else ""


def _factorial(p: Setting) -> Table:
    """One row per combination: what is on, what it takes, and the instrument that binds."""
    least = needed(p)
    table: Table = {name: [on[k] for on in least] for k, name in enumerate(INSTRUMENTS)}
    return {
        **table,
        "patience needed": list(least.values()),
        "enough": [bool(delta <= p.delta) for delta in least.values()],
        "binding": [_binding(least, on) for on in least],
    }
