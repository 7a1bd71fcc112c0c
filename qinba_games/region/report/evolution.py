"""From weak to strong: one tie looked at closely, and all of them over time."""

from __future__ import annotations

import math

import numpy as np

from ...common.show import many
from ...partnership.results.evolution import Evolution, level_moves
from . import drawing
from .facts import Curve, Facts, FocalTie
from .page import PagePart, part
from .svg import Drawing, Drawings
from .words import ORDER, percent, plain, spoken, two

#: Periods that a curve shows at least, and at most.
_FEW, _MANY = 12, 40
BothSides = tuple[Evolution, Evolution]


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
    sides: BothSides,
    gains: tuple[str, float, float],
    other: tuple[str, BothSides] | None = None,
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
    reading = [_comparison(*other)] if other else []
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


def _comparison(name: str, sides: BothSides) -> str:
    alone, with_help = sides
    text = f"{name} grows strong by itself, but it takes {two(alone.time_to_strong)} periods."
    if with_help.probability_strong > 0:
        soon = with_help.time_to_strong
        when = "at once" if soon <= 0 else f"after {two(soon)}"
        part = with_help.probability_strong
        sure = "" if part > 1 - 1e-9 else f"with probability {percent(part)}, and then "
        text += f" With the coordinator it is strong {sure}{when}."
    return text


def _why(name: str, sides: BothSides, gains: tuple[str, float, float]) -> str:
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


def evolution_drawings(facts: Facts) -> dict[str, Drawing]:
    """Stairs and curves of the chosen tie, and how many ties are in each class by period."""
    drawings: dict[str, Drawing] = {}
    one, paths = facts.focal_tie, facts.paths
    for side, word in enumerate(("without", "with")):
        if one is not None:
            levels = ", ".join(f"trust {k} {c}" for k, c in enumerate(one.classes[side]))
            drawings[f"stairs_{word}"] = drawing.chart(
                f"stairs-{word}",
                f"{one.name} {word} a coordinator, by trust",
                f"{levels}; {one.outlooks[side]}.",
                drawing.draw_steps(one.classes[side], one.moves[side]),
            )
        if paths is not None:
            last = dict(zip(ORDER, (f"{n:.1f}" for n in paths[side][-1]), strict=True))
            drawings[f"path_{word}"] = drawing.chart(
                f"path-{word}",
                f"Expected ties in each class {word} a coordinator, by period",
                f"After {len(paths[side]) - 1} periods: {spoken(last)}.",
                drawing.draw_areas(paths[side]),
            )
    if one is not None:
        text = "; ".join(f"{c.name} {percent(c.values[-1])}" for c in one.curves)
        drawings["curves"] = drawing.chart(
            "curves",
            "How soon a tie is strong",
            f"Probability after {len(one.curves[0].values) - 1} periods: {text}.",
            drawing.draw_curves(one.curves),
        )
    order = ("stairs_without", "stairs_with", "curves", "path_without", "path_with")
    return {name: drawings[name] for name in order if name in drawings}


def evolution_part(facts: Facts, drawings: Drawings, *, opening: str = "") -> PagePart | None:
    """From weak to strong: one tie, and all of them."""
    if facts.focal_tie is None and facts.paths is None:
        return None
    ends = [] if facts.paths is None else [values[-1, :2].sum() for values in facts.paths]
    return part(
        "evolution",
        "From weak to strong",
        _evolution_heading(facts),
        opening=opening,
        one=facts.focal_tie,
        drawn=drawings,
        in_the_end=[f"{two(count)} kept in the end" for count in ends],
        ties=len(facts.ties),
    )


def _evolution_heading(facts: Facts) -> str:
    title, total = "From weak to strong", many(len(facts.ties), "tie")
    started = sum(tie.probability[0] <= 0 < tie.probability[1] for tie in facts.ties)
    able = [tie for tie in facts.ties if tie.probability[0] > 0]
    soon = sum(tie.time[1] < tie.time[0] for tie in able)
    if started > soon:
        return f"{title}: {started} of {total} can become so only with the coordinator"
    if soon:
        return f"{title}: {soon} of {total} become so sooner with the coordinator"
    return title
