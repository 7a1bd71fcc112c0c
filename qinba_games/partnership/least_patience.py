"""Least patience at which the founding level of a partnership cooperates, and who binds it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import _check, _tolerance
from ..algorithms.elimination import policy_of, replies
from ..algorithms.values import Problem
from ..common.spans import Spans
from ..game.table import Table, by_segment
from ..game.witness import Play, Regimes
from ..repeated.results.patience import CriticalDiscount
from ..types import Array
from ..verify.door import certified, certified_all
from .compile import table_of
from .critical_discount import Classes, cooperating, everywhere_many, probes
from .evolve import evolve_each
from .partnership import RULES, Partnership
from .results.evolution import Evolution
from .selection import TOLERANCE
from .trust_game import shape_of

#: How much less patience shows whose constraint binds.
_LESS = 1e-6


def critical_discount_partnership(
    model: Partnership, sharing: Any, *, founding: int | None = None
) -> CriticalDiscount:
    """Least patience at which the founding level of a partnership is weak or strong."""
    if isinstance(sharing, str):
        _check.choice("critical_discount", "sharing", sharing, RULES)
    if sharing is not None:
        model = dataclasses.replace(model, sharing=sharing)
    founding = _check.founding_trust("critical_discount", model, founding)
    return certified(_answers([model], [founding])[0])


def critical_discounts(
    models: Sequence[Partnership], founding: Sequence[int]
) -> list[CriticalDiscount]:
    """The same of many partnerships under their own rules; those of one shape together."""
    shapes: dict[Any, list[int]] = {}
    for k, model in enumerate(models):
        shapes.setdefault(shape_of(model), []).append(k)
    thresholds: dict[int, CriticalDiscount] = {}
    for rows in shapes.values():
        answers = _answers([models[k] for k in rows], [founding[k] for k in rows])
        thresholds |= dict(zip(rows, certified_all(answers), strict=True))
    return [thresholds[k] for k in range(len(models))]


def _answers(models: Sequence[Partnership], founding: Sequence[int]) -> list[CriticalDiscount]:
    """Partnerships of one shape, not checked yet."""
    classes, selected = zip(*everywhere_many(models, founding), strict=True)
    edges = [_edges(cooperating(one)) for one in classes]
    rows = zip(models, edges, founding, strict=True)
    answers = iter(evolve_each([(model, at, trust) for model, some, trust in rows for at in some]))
    witness = [[(at, next(answers)) for at in some] for some in edges]
    return [_answer(*one) for one in zip(models, classes, selected, witness, strict=True)]


def _edges(intervals: Spans) -> list[float]:
    """Where a partnership is shown: where it begins to cooperate, and beside every change."""
    first = intervals.least if intervals else 0.0
    return [first, *probes([*intervals, *intervals.complement()])]


def _answer(
    model: Partnership,
    classes: Classes,
    selected: Regimes | None,
    witness: list[tuple[float, Evolution]],
) -> CriticalDiscount:
    intervals, evolution = cooperating(classes), witness[0][1]
    return CriticalDiscount(
        game=model,
        sharing=model.sharing,
        profile=evolution.profiles if intervals else None,
        binding=_binding(evolution) if intervals and not evolution.game.voluntary else None,
        intervals=intervals,
        exact=False,
        proven=False,
        tolerance=TOLERANCE,
        notes=("scanned on a grid of 1/400, every change refined by bisection",),
        witness=tuple(witness),
        regimes=selected,
    )


def _binding(evolution: Evolution) -> tuple[str, ...] | None:
    """The member whose constraint binds: who gains most by a breach if all are less patient."""
    game, delta = evolution.game.as_floats(), np.array([float(evolution.delta) - _LESS])
    if delta[0] < 0:
        return None
    most = _largest_gains(
        table_of(game, delta), evolution.witness[0], evolution.choice.size, game.detection
    )
    near = float(_tolerance.tie(evolution.values.astype(float), game.outside))
    if max(most) <= near:
        return None
    # Members who are equally tempted are told apart by their order, not by rounding.
    first = next(i for i, gain in enumerate(most) if gain >= max(most) - near)
    return (game.members[first],)


def _largest_gains(table: Table, play: Play, size: int, found_out: Array) -> list[float]:
    """What each member gains most in any state by breaking what is agreed, (n,)."""
    rows, n = play.rows[:size, 0], table.pools.size
    problem, known = Problem(table, table.sums), play.punishment.astype(float)
    worth = problem.worth(policy_of(problem, play.rows).starts)[rows, :n, 0]
    each, breach = replies(table, known)[:, 0], table.replies.waits
    best = [
        by_segment(np.maximum, np.where(some, each, -np.inf), table.first)[table.menu[rows]]
        for some in (~breach, breach)
    ]
    leave, idle = (np.where(table.menu[rows] >= 0, one - worth, -np.inf) for one in best)
    stays = table.rows.waits[rows, None]
    # The table counts a breach as if it were always found out, its gain so much larger.
    idle = np.where(stays & (idle > -np.inf), found_out * np.maximum(idle, -1e300), -np.inf)
    return [*np.maximum(leave, idle).max(axis=0).tolist()]
