"""From weak to strong: one tie looked at closely, and all of them over time."""

from __future__ import annotations

from .. import stairs
from ..material import Material
from ..numbers import listed, percent, two
from ..page import Part, part
from ..svg import Drawing, Drawings
from ..words import ORDER


def evolution_drawings(it: Material) -> dict[str, Drawing]:
    """Stairs and curves of the chosen tie, and how many ties are in each class by period."""
    found: dict[str, Drawing] = {}
    sides = ("without a coordinator", "with a coordinator")
    if it.chosen is not None:
        one = it.chosen
        for side, (name, words) in enumerate(
            zip(("stairs_without", "stairs_with"), sides, strict=True)
        ):
            levels = ", ".join(f"trust {k} {c}" for k, c in enumerate(one.classes[side]))
            found[name] = stairs.stairs(
                name.replace("_", "-"),
                f"{one.name} {words}, by trust",
                f"{levels}; {one.outlooks[side]}.",
                one.classes[side],
                one.moves[side],
            )
        last = len(one.curves[0].values) - 1
        told = "; ".join(f"{c.name} {percent(c.values[-1])}" for c in one.curves)
        found["curves"] = stairs.curves(
            "curves",
            "How soon a tie is strong",
            f"Probability after {last} periods: {told}.",
            one.curves,
        )
    if it.paths is not None:
        for side, (name, words) in enumerate(
            zip(("path_without", "path_with"), sides, strict=True)
        ):
            values = it.paths[side]
            told = listed([f"{n:.1f} {c}" for n, c in zip(values[-1], ORDER, strict=True)])
            found[name] = stairs.areas(
                name.replace("_", "-"),
                f"Expected ties in each class {words}, by period",
                f"After {len(values) - 1} periods: {told}.",
                ORDER,
                values,
            )
    return found


def evolution_part(it: Material, drawings: Drawings, *, opening: str = "") -> Part | None:
    """From weak to strong: one tie, and all of them."""
    if it.chosen is None and it.paths is None:
        return None
    ends = [] if it.paths is None else [values[-1, :2].sum() for values in it.paths]
    return part(
        "evolution",
        "From weak to strong",
        _evolution_heading(it),
        opening=opening,
        one=it.chosen,
        drawn=drawings,
        in_the_end=[f"{two(kept)} kept in the end" for kept in ends],
        ties=len(it.ties),
    )


def _evolution_heading(it: Material) -> str:
    started = sum(tie.probability[0] <= 0 < tie.probability[1] for tie in it.ties)
    faster = [tie for tie in it.ties if tie.probability[0] > 0]
    soon = sum(tie.time[1] < tie.time[0] for tie in faster)
    if started > soon:
        return "From weak to strong: a coordinator starts what time would not"
    if faster and soon > len(faster) / 2:
        return "From weak to strong: a coordinator makes it sooner"
    return "From weak to strong"
