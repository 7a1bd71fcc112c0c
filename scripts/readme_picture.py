"""Draw the picture of the README from the package: `python scripts/readme_picture.py`."""

import sys
from collections.abc import Mapping
from pathlib import Path

import qinba_games as qg
from qinba_games.region.report import maps
from qinba_games.region.report.svg import Drawing, at, line, standalone_rules, text
from qinba_games.region.report.words import ORDER
from qinba_games.region.tables.records import short_name

PICTURE = Path(__file__).parents[1] / "docs" / "_static" / "qinba_ties.svg"


def draw() -> bytes:
    """The ties of the Qinba case without and with a coordinator, as SVG."""
    case = qg.paper.case()
    who = case.governments
    number = {name: k for k, name in enumerate(who["name"])}
    where = maps.plan(
        [short_name(name) for name in who["name"]],
        who["lat"].to_numpy(float),
        who["lon"].to_numpy(float),
        list(who["group"]),
        [(number[a], number[b]) for a, b in (tie.members for tie in case.all_ties)],
    )
    panels = {}
    for title, coordinator in (
        ("Without a coordinator", None),
        ("With a coordinator", case.coordinator),
    ):
        found = [
            qg.evolve(case.model(tie), case.delta, founding=tie.founding, coordinator=coordinator)
            for tie in case.all_ties
        ]
        classes = [str(result.classes[result.founding]) for result in found]
        name = title.split()[0].lower()
        panels[title] = maps.draw(where, name, title, classes)
    return beside(panels)


def beside(drawings: Mapping[str, Drawing], gap: float = 12) -> bytes:
    """Drawings side by side in one file, each under its title, with the classes below."""
    parts, left, tallest = [], 0.0, max(each.box[3] for each in drawings.values())
    for title, each in drawings.items():
        parts.append(text(left + 30, 12, title, "big"))
        place = f'x="{at(left)}" y="16" width="{at(each.box[2])}" height="{at(each.box[3])}" '
        parts.append(f'<svg {place}class="{each.kind}" {each.markup()}</svg>')
        left += each.box[2] + gap
    width, height = left - gap, 16 + tallest + 22
    legend = [
        line([(95 * k, -3), (95 * k + 34, -3)], f"t {each}") + text(95 * k + 40, 0, each, "key")
        for k, each in enumerate(ORDER)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {at(width)} {at(height)}" '
        f'width="{at(2 * width)}" height="{at(2 * height)}">'
        f"<style>svg{{background:#fbfaf6}}{standalone_rules()}</style>{''.join(parts)}"
        f'<g transform="translate(30 {at(height - 8)})">{"".join(legend)}</g></svg>\n'
    ).encode()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(draw())
    print(target.name)
