"""One tie looked at closely: how it goes without and with the coordinator, and why."""

from __future__ import annotations

import math

import numpy as np

from ...partnership.results.evolution import Evolution, level_moves
from .facts import Curve, FocalTie
from .numbers import percent, plain, two

#: Periods that a curve shows at least, and at most.
_FEW, _MANY = 12, 40
Sides = tuple[Evolution, Evolution]


def strong_by(evolution: Evolution, periods: int) -> list[float]:
    """Probability that a strong level has been reached by the start of period 0, ..., `periods`."""
    levels, conditions = evolution.choice.shape
    strong = np.append(np.repeat(np.array(evolution.classes) == "strong", conditions), False)
    chain = np.where(strong[:, None], np.eye(levels * conditions + 1), evolution.chain)
    now, reached = evolution.initial, []
    for _ in range(periods + 1):
        reached.append(min(float(now[strong].sum()), 1.0))
        now = now @ chain
    return reached


def outlook(result: Evolution) -> str:
    """How it goes, in few words."""
    probability, time = result.probability_strong, result.time_to_strong
    if probability <= 0:
        first = result.classes[result.founding]
        return "both leave at once" if first == "isolated" else f"stays {first}, never strong"
    if time <= 0:
        return "strong at once"
    if probability > 1 - 1e-9:
        return f"strong after {two(time)} periods, on average"
    return f"strong with {percent(probability)}, then after {two(time)} periods"


def look_at(
    name: str,
    sides: Sides,
    gains: tuple[str, float, float],
    other: tuple[str, Sides] | None = None,
) -> FocalTie:
    """Stairs, curves and what to read from them."""
    # `gains`: the member that gains least at the founding trust, how much, and what contributing
    # costs; `other`: a tie that becomes strong without help, to compare.
    drawn = [(name, "", sides), *([(other[0], "other ", other[1])] if other else [])]
    last = _periods([result for _, _, both in drawn for result in both])
    curves = tuple(
        Curve(f"{label}, {word}{_early(result)}", f"{kind}{word}", strong_by(result, last))
        for label, kind, both in drawn
        for word, result in zip(("without", "with"), both, strict=True)
    )
    reading = [_compared(*other)] if other else []
    return FocalTie(
        name=name,
        outlooks=(outlook(sides[0]), outlook(sides[1])),
        classes=(tuple(map(str, sides[0].classes)), tuple(map(str, sides[1].classes))),
        moves=(level_moves(sides[0]), level_moves(sides[1])),
        curves=curves,
        reading=(*reading, _why(name, sides, gains)),
    )


def _periods(results: list[Evolution]) -> int:
    times = [r.time_to_strong for r in results if r.probability_strong > 0]
    return min(max(_FEW, math.ceil(1.6 * max(times, default=0.0))), _MANY)


def _early(result: Evolution) -> str:
    if result.probability_strong <= 0:
        return ": never"
    return ": at once" if result.time_to_strong <= 0 else ""


def _compared(name: str, sides: Sides) -> str:
    alone, helped = sides
    text = f"{name} grows strong by itself, but it takes {two(alone.time_to_strong)} periods."
    if helped.probability_strong > 0:
        soon = helped.time_to_strong
        when = "at once" if soon <= 0 else f"after {two(soon)}"
        text += f" With the coordinator it is strong {when}."
    return text


def _why(name: str, sides: Sides, gains: tuple[str, float, float]) -> str:
    """Why a gain above the cost is not enough, said once."""
    who, gain, cost = gains
    terms = f"{who} gains {two(gain, 3)} for a cost of {plain(cost)}"
    first = sides[0].classes[sides[0].founding]
    if first in ("weak", "strong"):
        return f"{name} is {first} from the start without help: {terms}."
    start = f"{name} is {first} without help. {terms[0].upper()}{terms[1:]}"
    if gain > cost:
        return (
            f"{start}, and that is not enough: the gain comes from what the other one does, and it "
            "would receive it this period even if it did not contribute. Only the loss of later "
            "periods holds it, and these count less."
        )
    return f"{start}: contributing costs it more than it receives, as long as nobody shares."
