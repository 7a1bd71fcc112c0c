"""What a budget buys at assumed prices, when help may end, and the part of the page about it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ...common.show import many
from ...planning.arguments import read_bundles
from ...planning.endings.results import VERDICTS
from ...planning.programme import totals
from ...types import Number
from . import drawing
from .facts import ALONE, Budget, BudgetPlan, Facts, HandedOver, nine_of_ten
from .page import PagePart, part
from .svg import Drawing, Drawings
from .words import FEW, listed, plain, span_words

#: The assumed price of one capacity on a tie, and of each further one.
FIRST, FURTHER = 2, 1
#: Draws in which plans are counted: as many as a share asks for.
_DRAWS = FEW
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
    plan = region.plan(0, **options)
    if len(plan.frontier) < 2:
        return None
    frontier = [*zip(plan.frontier["budget"], plan.frontier["value"], strict=True)]
    budgets = [next(b for b, _ in frontier if b >= part * frontier[-1][0]) for part in _PARTS]
    drawn = None if uncertain is None else region.plan(0, **options, draws=_DRAWS, rng=0)
    programme = plan.programme
    return Budget(
        prices=prices,
        frontier=tuple(frontier),
        plans=tuple(_bought(plan.at(budget), drawn) for budget in dict.fromkeys(budgets)),
        price=tuple(min(_keeping(programme, k), default=None) for k in range(len(programme.ties))),
        draws=0 if drawn is None else _DRAWS,
        order_loss=plan.order_loss,
    )


def _keeping(programme: Any, k: int) -> list[Number]:
    """Prices of what keeps a tie; nothing is free."""
    return [programme.price(k, o) for (o,), value in programme.values[k].items() if value]


def _bought(plan: Any, drawn: Any) -> BudgetPlan:
    programme, choice = plan.programme, plan.choice
    interval = adds = None
    if drawn is not None:
        both, alone = (totals(drawn.values_by_draw, one) for one in (choice, (0,) * len(choice)))
        interval, adds = nine_of_ten(both), nine_of_ten(both - alone)
    return BudgetPlan(
        budget=plan.cost,
        kept=plan.value,
        helped={
            k: (programme.bundles[o - 1], programme.price(k, o)) for k, o in enumerate(choice) if o
        },
        classes=tuple(str(plan.answers.sides[o].founding_class[k]) for k, o in enumerate(choice)),
        more=plan.next,
        range=interval,
        adds=adds,
    )


def ends_of(study: Any, uncertain: Any) -> HandedOver | None:
    """When help may end; None of many ties, or where there is nobody who helps."""
    if len(study.pivotal) > MOST or not study.coordinator.capacities:
        return None
    hand_over = study.region.hand_over(study.delta, study.coordinator)
    few = uncertain is None or len(uncertain.drawn) < FEW
    drawn = None if few else uncertain.endings
    needs, verdicts = study.needs_coordinator, hand_over.verdicts
    begin = [name for name, need in zip(verdicts, needs, strict=True) if need in ALONE]
    return HandedOver(
        counts=hand_over.counts,
        turns={name: begin.count(name) for name in VERDICTS},
        ranges=None if drawn is None else {name: drawn.range(name) for name in VERDICTS},
        draws=0 if drawn is None else len(drawn.draws),
    )


def budget_drawings(facts: Facts) -> dict[str, Drawing]:
    """How many ties every budget keeps."""
    if facts.budget is None:
        return {}
    budget, count = facts.budget.all
    return {
        "frontier": drawing.chart(
            "frontier",
            "Ties kept by budget",
            f"From {facts.budget.without} for nothing to {count} for {plain(budget)}.",
            drawing.draw_budgets(facts.budget.frontier, [one.budget for one in facts.budget.plans]),
        )
    }


def budget_part(facts: Facts, drawings: Drawings) -> PagePart | None:
    """What three budgets buy, on the map and as a table, and what one of them buys tie by tie."""
    budget = facts.budget
    if budget is None:
        return None
    middle = budget.middle
    return part(
        "budget",
        "With a budget",
        f"What to do with a budget: one of {plain(middle.budget)} keeps {middle.kept} of "
        f"{many(len(facts.ties), 'tie')}, {budget.without} of them for nothing",
        facts=facts,
        prices=listed([f"{name} {plain(price)}" for name, price in budget.prices.items()]),
        middle=middle,
        left=_rest(facts, budget, middle),
        sure=_sure(budget, middle),
        order=_order(budget),
        rows=[(_row(one), one) for one in budget.plans],
        bought=[
            (facts.ties[k].name, bundle, plain(price))
            for k, (bundle, price) in middle.helped.items()
        ],
        titles=[f"A budget of {plain(one.budget)}" for one in budget.plans],
        remarks=[f"{one.kept} kept, {len(one.helped)} helped" for one in budget.plans],
        drawn=[drawings[f"budget_{k + 1}"] for k in range(len(budget.plans))],
        frontier=drawings["frontier"],
    )


def _row(one: BudgetPlan) -> str:
    """What is bought, by bundle."""
    counted = Counter(bundle for bundle, _ in one.helped.values())
    return listed([f"{name} on {many(count, 'tie')}" for name, count in counted.items()])


def _rest(facts: Facts, budget: Budget, middle: BudgetPlan) -> str:
    """What a plan does not buy, and why."""
    survivors = {k for k, name in enumerate(middle.classes) if name in ("weak", "strong")}
    later = sum(price is not None and k not in survivors for k, price in enumerate(budget.price))
    never = len(facts.ties) - len(survivors) - later
    parts = [f"{many(later, 'tie')} for which there is no money left"] if later else []
    parts += [f"{many(never, 'tie')} that no help at these prices keeps"] if never else []
    return f"Not bought: {listed(parts)}." if parts else "Nothing is left out."


def _sure(budget: Budget, middle: BudgetPlan) -> str:
    if middle.range is None or middle.adds is None:
        return "How sure that is was not asked: it was computed for one set of assumptions."
    total, adds = (span_words(each[0], each[2]) for each in (middle.range, middle.adds))
    return (
        f"How sure: in nine of ten of {budget.draws} draws of the assumptions this plan keeps "
        f"{many(total, 'tie')}, {adds} more than without help."
    )


def _order(budget: Budget) -> str:
    """Whether what gains most for its price can be done first."""
    if budget.order_loss:
        lost = many(int(budget.order_loss), "tie")
        return f"Whoever does first what keeps most for its price loses at most {lost} by that."
    return "Whoever does first what keeps most for its price loses nothing by that."
