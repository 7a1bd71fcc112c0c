"""Why a tie is helped or not: what is lost otherwise, and at what price it would be."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

from .. import errors
from ..common.register import finds
from ..partnership.evolve import evolve
from ..types import Number
from .arguments import TiesByName, model_of
from .checks import Lists
from .programme import BlockStage, Programme, fraction, near, total
from .results import Plan, TieReason
from .solvers.undominated_lists import best_of, lists_of


@finds(Plan, "why")
def why(plan: Plan, a: Any, b: Any) -> TieReason:
    """Why a tie is helped or not."""
    programme = plan.programme
    k = TiesByName("Plan.why", programme.ties).place("a", (a, b))
    every, option = programme.options(k, frozenset(programme.offices)), plan.choice[k]
    others = [0] if option else every[1:]
    best = _best(_only(programme, k, others), plan.budget)
    nobody = (0,) * len(plan.choice)
    return TieReason(
        tie=programme.ties[k],
        helped=option > 0,
        bundle=_name(programme, option),
        price=programme.price(k, option),
        gain=programme.value(k, plan.choice) - programme.value(k, nobody),
        loss=math.inf if best is None else total([plan.value, -programme.worth(best)]),
        instead=()
        if best is None
        else tuple(
            (*programme.ties[j], _name(programme, now), _name(programme, then))
            for j, (now, then) in enumerate(zip(plan.choice, best, strict=True))
            if now != then
        ),
        entry_price={
            _name(programme, o): _entry_price(programme, plan.budget, k, o) for o in every[1:]
        },
        binding=_binding(plan, k),
    )


def _name(programme: Programme, option: int) -> str:
    return programme.bundles[option - 1] if option else ""


def _only(programme: Programme, k: int, options: Sequence[int]) -> Programme:
    """The same with some options of one tie alone."""
    return dataclasses.replace(programme, only={k: tuple(options)})


def _lists(programme: Programme) -> tuple[BlockStage, ...]:
    lists = lists_of(programme)
    if not Lists(programme).hold(lists):
        raise errors.CertificateError("Plan.why: the lists do not follow from each other")
    return lists


def _best(programme: Programme, budget: Number) -> tuple[int, ...] | None:
    """The best plan; None if the budget pays none."""
    lists = _lists(programme)
    if not _affordable(programme, lists, budget):
        return None
    return best_of(programme, lists, budget)


def _affordable(programme: Programme, lists: Sequence[BlockStage], budget: Number) -> int:
    """How many points of the last list a budget pays."""
    return int((lists[-1].points.cost <= programme.payable(budget)).sum())


def _entry_price(programme: Programme, budget: Number, k: int, option: int) -> float:
    """What the rest of the budget leaves where the others are worth as much as without it."""
    every = programme.options(k, frozenset(programme.offices))
    other = _only(programme, k, [o for o in every if o != option])
    lists = _lists(other)
    level = int(lists[-1].points.value[_affordable(other, lists, budget) - 1])
    prices = [list(row) for row in programme.prices]
    prices[k][option - 1] = 0
    free = dataclasses.replace(programme, prices=tuple(map(tuple, prices)))
    last = _lists(_only(free, k, [option]))[-1].points
    level = round(level * free.gain.parts / other.gain.parts)
    reached = last.value >= level - near(free, level)
    if not reached.any():
        return math.nan
    cost = int(last.cost[int(reached.argmax())]) / free.money.parts
    rest = float(fraction(budget)) - cost
    return rest if rest >= 0 else math.nan


def _binding(plan: Plan, k: int) -> tuple[Any, Number] | None:
    """Who gains most by a deviation if both contributed everywhere without a coordinator."""
    model = model_of(plan.model)
    if model.partnership is None:
        return None
    pair, founding = model.partnership(k)
    binding = evolve(pair, plan.delta, founding=founding).binding
    return None if binding is None else (binding.member, binding.gain)
