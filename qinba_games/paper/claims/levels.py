"""What superiors do for a pair that a provincial border separates."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable
from typing import Any

import numpy as np

from ...hierarchy.hierarchy import Hierarchy
from ...partnership.evolve_many import evolve_many
from ...partnership.results.evolution import COOPERATING, EvolutionBatch
from ...types import Array
from ..hierarchy import hierarchy
from .argument import Case, Told, World, claim, trusted
from .parameters import Setting
from .worlds import windows

#: Bazhong in Sichuan and Hanzhong in Shaanxi.
PAIR = ("511900", "610700")


@functools.cache
def _case() -> Hierarchy:
    return hierarchy()


def _both(p: Setting, name: str, values: Iterable[Any]) -> EvolutionBatch:
    """The pair in each setting, first without its superiors, then with superiors that are strong.

    Friction stays what it is for ever, as if nobody expected the superiors to change.
    """
    levels, cases = _case(), p.varied(name, values)
    pair = levels.partnerships[levels.key(*PAIR, function="claims.c38")]
    ends = (levels.border[-1], levels.border[levels.top])
    relations = [
        dataclasses.replace(pair, friction=friction, drop=q.drop, sharing=q.sharing)
        for friction in ends
        for q in cases
    ]
    deltas = np.array([float(q.delta) for q in cases] * 2)
    return trusted(evolve_many(relations, deltas, founding=levels.top))


def _halves(values: Any) -> Array:
    """What was found without superiors, and with strong ones."""
    return np.asarray(values).reshape(2, -1)


@claim(
    "C38",
    "4.2",
    "Bazhong and Hanzhong can work together only once Sichuan and Shaanxi do.",
    world=World(
        lambda p: _both(p, "delta", [p.delta]),
        '"Markov SPE, joint modes", or "voluntary-transfers SPE" if sharing is voluntary',
        many=_both,
    ),
    parameters={"delta": 0.7, "drop": 1, "sharing": "none"},
    turns={"delta": 198},
    picture=("delta", "value without superiors", "value with strong superiors"),
    over={"delta": (0, 0.99)},
)
def superiors_first(_: Setting, found: EvolutionBatch) -> Any:
    """Does the pair of the paper's second figure need its provinces to come first?

    The pair as in `paper.hierarchy`, founded with full trust, at the friction of a border whose
    provinces have no relation, and of one whose provinces trust each other fully, both for ever.
    Holds iff it works together, at least in good times, only with the latter.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c38().verdict, claims.c38(delta=0.5).verdict
    ('fails', 'holds')
    >>> claims.c38(delta=0.6, drop=None).verdict
    'holds'
    """
    without, strong = _halves(np.isin(found.founding_class, COOPERATING))
    holds = ~without & strong
    return holds if len(holds) > 1 else bool(holds[0])


@superiors_first.tells
def _on_superiors(case: Case) -> Told:
    points = case.turns["delta"].points
    condition = "fails at every delta: superiors do not decide whether the pair works together"
    if points:
        pieces = zip(points[::2], points[1::2], strict=False)
        condition = f"holds for delta {windows.spans(pieces)}; the more patient need no superiors"
    columns = {
        "without superiors": lambda batch: _halves(batch.founding_class)[0],
        "with strong superiors": lambda batch: _halves(batch.founding_class)[1],
        "value without superiors": lambda batch: _halves(batch.founding_value)[0],
        "value with strong superiors": lambda batch: _halves(batch.founding_value)[1],
    }
    return Told(condition, case.along((0.4, 0.8, 17), columns))
