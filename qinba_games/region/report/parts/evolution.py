"""From weak to strong: one tie looked at closely, and all of them over time."""

from __future__ import annotations

from .. import stairs
from ..bars import keys
from ..markup import ORDER, Raw, escape, figure, pair, paragraph, section
from ..material import Material
from ..numbers import listed, percent, two
from ..page import Part
from ..svg import Drawing, Drawings

_CURVES = "Probability that the tie has become strong."


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
    blocks = []
    if it.chosen is not None:
        one = it.chosen
        titles = ("Without a coordinator", "With a coordinator")
        drawn = pair(
            *(
                (title, one.outlooks[side], drawings[name].inline())
                for side, (title, name) in enumerate(
                    zip(titles, ("stairs_without", "stairs_with"), strict=True)
                )
            )
        )
        reading = "".join(paragraph(text) for text in one.reading)
        blocks += [
            figure(
                drawn,
                f"{one.name}. Height: level of trust. Solid arrows: chance per period to rise. "
                "Dotted arrows: chance to fall.",
            ),
            (
                f'<div class="two">{figure(drawings["curves"].inline(), _CURVES)}'
                f"<div><h3>What to read from it</h3>{reading}</div></div>"
            ),
        ]
    if it.paths is not None:
        after = [it.paths[side][-1] for side in (0, 1)]
        drawn = pair(
            *(
                (title, f"{two(values[:2].sum())} kept in the end", drawings[name].inline())
                for title, values, name in zip(
                    ("All ties, without", "All ties, with"),
                    after,
                    ("path_without", "path_with"),
                    strict=True,
                )
            )
        )
        blocks += [
            figure(drawn, f"Expected number of ties in each class by period, of {len(it.ties)}."),
            keys(),
        ]
    if not blocks:
        return None
    intro = (
        "<em>Founding trust</em> is the number of agreements that both have signed. Every kept "
        "promise may raise trust by a level, every accident may cost some."
    )
    body = section(
        "evolution",
        _evolution_heading(it),
        paragraph(Raw(f"{escape(opening)} {intro}".strip())),
        *blocks,
    )
    return Part(name="evolution", link="From weak to strong", body=body)


def _evolution_heading(it: Material) -> str:
    started = sum(tie.probability[0] <= 0 < tie.probability[1] for tie in it.ties)
    faster = [tie for tie in it.ties if tie.probability[0] > 0]
    soon = sum(tie.time[1] < tie.time[0] for tie in faster)
    if started > soon:
        return "From weak to strong: a coordinator starts what time would not"
    if faster and soon > len(faster) / 2:
        return "From weak to strong: a coordinator makes it sooner"
    return "From weak to strong"
