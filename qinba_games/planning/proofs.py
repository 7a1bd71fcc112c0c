"""The proof of a plan as plain numbers: prices and values as given, and the lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..common.register import proves
from .lists import Item, Points, Step
from .programme import written
from .results import Plan


@proves(Plan)
def parts_of(result: Plan) -> dict[str, Any]:
    """Prices and values in whole units, the lists after each tie, the plan and the frontier."""
    programme = result.programme
    money, gain = programme.money.whole, programme.gain.whole
    return {
        "unit of cost": programme.money.parts,
        "unit of value": programme.gain.parts,
        "rounded": [not programme.money.exact, not programme.gain.exact],
        "bundles": programme.bundles,
        "offices": {name: money(price) for name, price in programme.offices.items()},
        "ties": [
            {
                "pair": [str(name) for name in pair],
                "above": programme.above[k],
                "offices": programme.needs[k],
                "prices": [None if p is None else money(p) for p in programme.prices[k]],
                "values": [[help_, gain(v)] for help_, v in programme.values[k].items()],
            }
            for k, pair in enumerate(programme.ties)
        ],
        "blocks": [
            {
                "openings": [
                    {"offices": sorted(one.offices), "steps": _steps(one.steps)}
                    for one in stage.openings
                ],
                "points": _points(stage.points),
            }
            for stage in result.witness
        ],
        "budget": written(result.budget),
        "plan": result.choice,
        "cost": written(result.cost),
        "value": result.value,
        "frontier": result.corners,
    }


def _steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """What is added, with the lists of what is below it, and the list after it."""
    return [{**_item(step.item), "after": _points(step.points)} for step in steps]


def _item(item: Item) -> dict[str, Any]:
    ways = [[way.option, _steps(way.steps)] for way in item.ways if way.steps]
    return {"tie": item.tie, "ways": ways, "points": _points(item.points)}


def _points(points: Points) -> list[list[int]]:
    return [[*pair] for pair in zip(*(part.tolist() for part in points), strict=True)]
