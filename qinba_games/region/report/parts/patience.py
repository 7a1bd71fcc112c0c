"""How patient governments have to be: classes of each tie over patience."""

from __future__ import annotations

from collections.abc import Sequence

from .. import tracks
from ..bars import keys
from ..facts import TieFacts
from ..markup import Raw, escape, fold, paragraph, section, small
from ..material import Material
from ..numbers import many, patience, plain
from ..page import Part
from .each_tie import MOST, show_all


def windows_part(it: Material) -> Part:
    """When the coordinator decides: classes over patience, tie by tie."""
    ties = sorted(
        it.ties, key=lambda tie: (not tie.added, not tie.window, tie.window[:1], tie.name)
    )
    inside = sum(tie.added for tie in it.ties)
    above = sum(tie.classes[0] in ("weak", "strong") for tie in it.ties)
    left = len(it.ties) - inside - above
    line = f"the assumed patience of {plain(it.delta)}"
    body = section(
        "windows",
        f"At {line}, the coordinator decides {inside} of {many(len(it.ties), 'tie')}",
        paragraph(
            Raw(
                f"{many(above, 'tie')} can do without it there, and {left} "
                f"{'needs' if left == 1 else 'need'} more patience than that even with it. A tie’s "
                "<em>window</em> is the patience at which it is kept with the coordinator and not "
                "without, at its founding trust. "
                "Ends of windows are exact to ten digits; one narrower than "
                f"1/{it.steps} of the scale can be missed."
            )
        ),
        _key_strip(it, ties),
        fold(
            "strips",
            "Classes of each tie over patience",
            ["Tie", tracks.axis("0", "patience", "1"), "window"],
            [
                [
                    Raw(f"{escape(tie.name)}{small(f'founding trust {tie.trust}')}"),
                    tracks.strip(*tie.strips, tie.window, it.delta),
                    patience(tie.window),
                ]
                for tie in ties[:MOST]
            ],
            summary=show_all(len(ties)),
            kind="narrow",
            numbers=(2,),
            track=1,
        ),
    )
    return Part(name="windows", link="How patient", body=body)


def _key_strip(it: Material, ties: Sequence[TieFacts]) -> str:
    """One strip with words: how to read the others."""
    if not ties or not ties[0].window:
        return ""
    one = max(ties, key=lambda tie: len({each[2] for side in tie.strips for each in side}))
    drawn = tracks.strip(*one.strips, one.window, it.delta)
    return (
        f'<div class="keystrip">{drawn}<ol><li>upper half: {escape(one.name)} without the '
        "coordinator; lower half: with it; patience from 0 to 1</li>"
        "<li>frame: its window; red line: the patience assumed</li></ol>"
        f"{keys()}</div>"
    )
