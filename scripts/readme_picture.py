"""Draw the picture of the README from the package: `python scripts/readme_picture.py`."""

import sys
from pathlib import Path

import qinba_games as qg
from qinba_games.paper import figures

PICTURE = Path(__file__).parents[1] / "docs" / "_static" / "qinba_ties.svg"


def draw() -> bytes:
    """The ties of the Qinba case without and with a coordinator, as SVG."""
    case = qg.paper.case()
    panels = []
    for title, coordinator in (
        ("Without a coordinator", None),
        ("With a coordinator", case.coordinator),
    ):
        found = [
            qg.evolve(case.model(tie), case.delta, founding=tie.founding, coordinator=coordinator)
            for tie in case.all_ties
        ]
        panels.append((title, [result.classes[result.founding] for result in found]))
    with figures.theme():
        return figures.as_svg(figures.map_figure(case, panels))


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(draw())
    print(target.name)
