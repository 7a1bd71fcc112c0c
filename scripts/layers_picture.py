"""Draw who may import whom out of setup.cfg: `python scripts/layers_picture.py`."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "explanation" / "layers.svg"
#: Left edge, width, height of a box, and what lies between two.
LEFT, WIDE, TALL, GAP = 50, 690, 30, 10

HEAD = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {size}" width="760" \
height="{size}" font-family="sans-serif" font-size="14" role="img" aria-label="The chapters of the \
package, floor by floor; imports point down only">
  <style>
    rect {{ fill: #f4f1ea; stroke: #5b6f5d; rx: 5px }}
    .level {{ fill: #5b6f5d; font-weight: bold; font-size: 15px }}
    text {{ text-anchor: middle; fill: #222 }}
  </style>
  <rect x="0" y="0" width="760" height="{size}" style="fill: #fff; stroke: none"/>
"""


def floors() -> list[list[str]]:
    """Chapters by floor from the top; chapters to come, in parentheses, are left out."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = contracts["importlinter:contract:floors"]["layers"].split("\n")
    found = [[room.strip() for room in re.split(r"[|:]", line)] for line in lines]
    kept = [[room for room in floor if room and not room.startswith("(")] for floor in found]
    return [floor for floor in kept if floor]


def picture() -> str:
    """The whole drawing."""
    rows = floors()
    parts = [HEAD.format(size=(TALL + GAP) * len(rows) + 2 * GAP)]
    for k, rooms in enumerate(rows):
        top = GAP + (TALL + GAP) * k
        parts.append(f'  <text class="level" x="24" y="{top + 20}">{len(rows) - 1 - k}</text>\n')
        width = (WIDE - GAP * (len(rooms) - 1)) / len(rooms)
        for place, room in enumerate(rooms):
            x = LEFT + place * (width + GAP)
            parts.append(
                f'  <rect x="{x:g}" y="{top}" width="{width:g}" height="{TALL}"/>'
                f'<text x="{x + width / 2:g}" y="{top + 20}">{room}</text>\n'
            )
    return "".join([*parts, "</svg>\n"])


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
