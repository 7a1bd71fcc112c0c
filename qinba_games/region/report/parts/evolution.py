"""From weak to strong: one tie looked at closely, and all of them over time."""

from __future__ import annotations

from .. import drawing
from ..facts import Facts
from ..numbers import many, percent, two
from ..page import Part, part
from ..svg import Drawing, Drawings
from ..words import ORDER, spoken


def evolution_drawings(facts: Facts) -> dict[str, Drawing]:
    """Stairs and curves of the chosen tie, and how many ties are in each class by period."""
    found: dict[str, Drawing] = {}
    one, paths = facts.focal_tie, facts.paths
    for side, word in enumerate(("without", "with")):
        if one is not None:
            levels = ", ".join(f"trust {k} {c}" for k, c in enumerate(one.classes[side]))
            found[f"stairs_{word}"] = drawing.chart(
                f"stairs-{word}",
                f"{one.name} {word} a coordinator, by trust",
                f"{levels}; {one.outlooks[side]}.",
                drawing.draw_steps(one.classes[side], one.moves[side]),
            )
        if paths is not None:
            last = dict(zip(ORDER, (f"{n:.1f}" for n in paths[side][-1]), strict=True))
            found[f"path_{word}"] = drawing.chart(
                f"path-{word}",
                f"Expected ties in each class {word} a coordinator, by period",
                f"After {len(paths[side]) - 1} periods: {spoken(last)}.",
                drawing.draw_areas(paths[side]),
            )
    if one is not None:
        told = "; ".join(f"{c.name} {percent(c.values[-1])}" for c in one.curves)
        found["curves"] = drawing.chart(
            "curves",
            "How soon a tie is strong",
            f"Probability after {len(one.curves[0].values) - 1} periods: {told}.",
            drawing.draw_curves(one.curves),
        )
    order = ("stairs_without", "stairs_with", "curves", "path_without", "path_with")
    return {name: found[name] for name in order if name in found}


def evolution_part(facts: Facts, drawings: Drawings, *, opening: str = "") -> Part | None:
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
        in_the_end=[f"{two(kept)} kept in the end" for kept in ends],
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
