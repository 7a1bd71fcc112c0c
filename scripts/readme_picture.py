"""Draw the picture of the README from the package: `python scripts/readme_picture.py`."""

import sys
from pathlib import Path

import qinba_games as qg
from qinba_games.region.report import maps
from qinba_games.region.report.svg import beside
from qinba_games.region.tie import short_name

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
    return beside(panels, maps.legend())


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(draw())
    print(target.name)
