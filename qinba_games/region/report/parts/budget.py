"""What to do with a budget: what is bought, for how much, what is not, and how sure that is."""

from __future__ import annotations

from collections import Counter

from .. import drawing
from ..budget_facts import Bought, Budget
from ..facts import Facts
from ..numbers import listed, many, plain, span_words
from ..page import Part, part
from ..svg import Drawing, Drawings


def budget_drawings(facts: Facts) -> dict[str, Drawing]:
    """How many ties every budget keeps."""
    if facts.budget is None:
        return {}
    budget, kept = facts.budget.all
    return {
        "frontier": drawing.chart(
            "frontier",
            "Ties kept by budget",
            f"From {facts.budget.without} for nothing to {kept} for {plain(budget)}.",
            drawing.draw_budgets(facts.budget.frontier, [one.budget for one in facts.budget.plans]),
        )
    }


def budget_part(facts: Facts, drawings: Drawings) -> Part | None:
    """What three budgets buy, on the map and as a table, and what one of them buys tie by tie."""
    found = facts.budget
    if found is None:
        return None
    middle = found.middle
    return part(
        "budget",
        "With a budget",
        f"What to do with a budget: {plain(middle.budget)} keep {middle.kept} of "
        f"{many(len(facts.ties), 'tie')}, {found.without} of them for nothing",
        facts=facts,
        prices=listed([f"{name} {plain(price)}" for name, price in found.prices.items()]),
        middle=middle,
        left=_left(facts, found, middle),
        sure=_sure(found, middle),
        order=_order(found),
        rows=[(_row(one), one) for one in found.plans],
        bought=[
            (facts.ties[k].name, bundle, plain(price))
            for k, (bundle, price) in middle.helped.items()
        ],
        titles=[f"A budget of {plain(one.budget)}" for one in found.plans],
        remarks=[f"{one.kept} kept, {len(one.helped)} helped" for one in found.plans],
        drawn=[drawings[f"budget_{k + 1}"] for k in range(len(found.plans))],
        frontier=drawings["frontier"],
    )


def _row(one: Bought) -> str:
    """What is bought, by bundle."""
    counted = Counter(bundle for bundle, _ in one.helped.values())
    return listed([f"{name} on {many(count, 'tie')}" for name, count in counted.items()])


def _left(facts: Facts, found: Budget, middle: Bought) -> str:
    """What a plan does not buy, and why."""
    kept = {k for k, name in enumerate(middle.classes) if name in ("weak", "strong")}
    later = sum(price is not None and k not in kept for k, price in enumerate(found.price))
    never = len(facts.ties) - len(kept) - later
    parts = [f"{many(later, 'tie')} for which there is no money left"] if later else []
    parts += [f"{many(never, 'tie')} that no help at these prices keeps"] if never else []
    return f"Not bought: {listed(parts)}." if parts else "Nothing is left out."


def _sure(found: Budget, middle: Bought) -> str:
    if middle.range is None or middle.adds is None:
        return "How sure that is was not asked: it was computed for one set of assumptions."
    kept, adds = (span_words(each[0], each[2]) for each in (middle.range, middle.adds))
    return (
        f"How sure: in nine of ten of {found.draws} draws of the assumptions this plan keeps "
        f"{kept} ties, {adds} more than without help."
    )


def _order(found: Budget) -> str:
    """Whether what gains most for its price can be done first."""
    if found.order_loss:
        lost = many(int(found.order_loss), "tie")
        return f"Whoever does first what keeps most for its price loses at most {lost} by that."
    return "Whoever does first what keeps most for its price loses nothing by that."
