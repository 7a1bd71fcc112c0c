"""What a budget buys at assumed prices, and when help may end: for the pages of a report."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...planning.arguments import read_bundles
from ...planning.endings.results import VERDICTS
from ...planning.worst import totals
from ...types import Number
from .budget_facts import Bought, Budget, HandedOver, Range
from .facts import ALONE
from .numbers import FEW

#: The assumed price of one capacity on a tie, and of each further one.
FIRST, FURTHER = 2, 1
#: Draws in which plans are counted: as many as a share asks for.
DRAWS = FEW
#: Parts of the least cost of all that can be bought.
_PARTS = (0.25, 0.5, 1)
#: Of more ties nothing is said of money.
MOST = 200


def budget_of(study: Any, uncertain: Any) -> Budget | None:
    """What budgets buy; None where nothing can be bought, or of many ties."""
    if len(study.pivotal) > MOST or not study.coordinator.capacities:
        return None
    bundles = read_bundles("report", None, study.coordinator)
    prices = {name: FIRST + FURTHER * name.count("+") for name in bundles}
    region = study.region.replaced(delta=study.delta)
    options: dict[str, Any] = {"prices": prices, "bundles": bundles}
    found = region.plan(0, **options)
    if len(found.frontier) < 2:
        return None
    frontier = [*zip(found.frontier["budget"], found.frontier["value"], strict=True)]
    budgets = [next(b for b, _ in frontier if b >= part * frontier[-1][0]) for part in _PARTS]
    drawn = None if uncertain is None else region.plan(0, **options, draws=DRAWS, rng=0)
    programme = found.programme
    return Budget(
        prices=prices,
        frontier=tuple(frontier),
        plans=tuple(_bought(found.at(budget), drawn) for budget in dict.fromkeys(budgets)),
        price=tuple(min(_keeping(programme, k), default=None) for k in range(len(programme.ties))),
        draws=0 if drawn is None else DRAWS,
        order_loss=found.order_loss,
    )


def _keeping(programme: Any, k: int) -> list[Number]:
    """Prices of what keeps a tie; nothing is free."""
    return [programme.price(k, o) for (o,), kept in programme.values[k].items() if kept]


def _bought(found: Any, drawn: Any) -> Bought:
    programme, choice = found.programme, found.choice
    kept = adds = None
    if drawn is not None:
        both, alone = (totals(drawn.values_by_draw, one) for one in (choice, (0,) * len(choice)))
        kept, adds = _range(both), _range(both - alone)
    return Bought(
        budget=found.cost,
        kept=found.value,
        helped={
            k: (programme.bundles[o - 1], programme.price(k, o)) for k, o in enumerate(choice) if o
        },
        classes=tuple(str(found.evidence.sides[o].founding_class[k]) for k, o in enumerate(choice)),
        more=found.next,
        range=kept,
        adds=adds,
    )


def _range(counts: Any) -> Range:
    low, middle, high = np.quantile(counts, (0.05, 0.5, 0.95), method="inverted_cdf").tolist()
    return low, middle, high


def ends_of(study: Any, uncertain: Any) -> HandedOver | None:
    """When help may end; None of many ties, or where there is nobody who helps."""
    if len(study.pivotal) > MOST or not study.coordinator.capacities:
        return None
    found = study.region.hand_over(study.delta, study.coordinator)
    few = uncertain is None or len(uncertain.drawn) < FEW
    drawn = None if few else uncertain.endings
    needs, verdicts = study.needs_coordinator, found.verdicts
    begin = [name for name, need in zip(verdicts, needs, strict=True) if need in ALONE]
    return HandedOver(
        counts=found.counts,
        turns={name: begin.count(name) for name in VERDICTS},
        ranges=None if drawn is None else {name: drawn.range(name) for name in VERDICTS},
        draws=0 if drawn is None else len(drawn.draws),
    )
