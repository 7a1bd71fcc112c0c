"""The parts of the page that every region has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from . import maps, stairs, svg, tracks
from .bars import keys
from .first import ranked_ties, ranked_what_if
from .markup import (
    MEANING,
    ORDER,
    Raw,
    chip,
    escape,
    figure,
    fold,
    pair,
    paragraph,
    section,
    small,
)
from .material import Material, TieFacts, WhatIf
from .numbers import NARROW, listed, patience, percent, periods, plain, span, two
from .page import Part
from .svg import Drawing
from .words import said, subject

_CURVES = "Probability that the tie has become strong."
#: Words by which the table of ties is filtered.
FILTERS = {"across": "across a border", "own": "the coordinator decides", "open": "unsure"}
#: A page shows so many ties; of more, those that come first.
MOST = 500
#: What files there are of a drawing.
Drawings = Mapping[str, Drawing]


def map_drawings(it: Material) -> dict[str, Drawing]:
    """The map without and with, everything at the same place in both."""
    where = maps.plan(it.names, it.latitude, it.longitude, it.groups, it.pairs)
    found = {}
    for side, (name, title) in enumerate(
        (("map_without", "without a coordinator"), ("map_with", "with a coordinator"))
    ):
        known = [tie.sure[side] for tie in it.ties if tie.sure is not None]
        found[name] = maps.draw(
            where,
            name.replace("_", "-"),
            f"Map: the {len(it.ties)} ties {title}",
            [tie.classes[side] for tie in it.ties],
            sure=np.array(known) if len(known) == len(it.ties) else None,
            hot=[k for k, tie in enumerate(it.ties) if side and (tie.decided or 0) >= maps.SURE],
            more=f"{_held(it, side)} The table of ties lists each one.",
        )
    return found


def map_part(it: Material, drawings: Drawings) -> Part:
    """Where ties are kept, without and with the coordinator."""
    drawn = pair(
        *(
            (title, f"{kept} kept", drawings[name].inline())
            for title, kept, name in zip(
                ("Without a coordinator", "With a coordinator"),
                it.kept,
                ("map_without", "map_with"),
                strict=True,
            )
        )
    )
    known = bool(np.isfinite(it.latitude).all())
    caption = "Dots are seats of government." if known else "Governments that have ties lie close."
    if known and len(set(it.groups)) > 1:
        caption += (
            " Soft areas group the members of a province that have ties; they are not borders."
        )
    if it.draws is not None:
        caption += f" How sure: share of {it.draws.count:,} draws with the class shown."
    body = section(
        "map",
        _map_heading(it),
        paragraph(f"{_held(it, 0)} {_gained(it)}"),
        _legend(it),
        figure(drawn, caption, "bleed"),
    )
    return Part(name="map", link="Map", body=body)


def _map_heading(it: Material) -> str:
    """The edges and the middle, where the distances bear it."""
    neutral = "Where ties are kept without a coordinator, and where with one"
    if not np.isfinite(it.latitude).all():
        return neutral
    at = np.column_stack([it.longitude * np.cos(np.radians(it.latitude.mean())), it.latitude])
    middles = np.array([(at[i] + at[j]) / 2 for i, j in it.pairs])
    far = np.hypot(*(middles - at.mean(axis=0)).T)
    kept = np.array([tie.classes[0] in ("weak", "strong") for tie in it.ties])
    added = np.array([tie.added for tie in it.ties])
    if kept.any() and added.any() and far[added].mean() > 1.05 * far[kept].mean():
        return "The coordinator reaches the edges; the middle holds by itself"
    return neutral


def _held(it: Material, side: int) -> str:
    """Who has the most ties that are kept."""
    counted: Counter[str] = Counter()
    for tie, ends in zip(it.ties, it.pairs, strict=True):
        if tie.classes[side] in ("weak", "strong"):
            counted.update(it.names[end] for end in ends)
    how = "With one" if side else "Without a coordinator"
    if not counted:
        return f"{how}, no tie is kept."
    return f"{how}, most ties are kept by {_leading(counted)}."


def _leading(counted: Counter[str]) -> str:
    return listed([f"{name} ({number})" for name, number in counted.most_common(3)])


def _gained(it: Material) -> str:
    counted: Counter[str] = Counter()
    for tie, ends in zip(it.ties, it.pairs, strict=True):
        if tie.added:
            counted.update(it.names[end] for end in ends)
    if not counted:
        return "The coordinator adds none."
    return f"The coordinator adds most for {_leading(counted)}."


def _legend(it: Material) -> str:
    items = "".join(
        f"<div>{_sample(name)}<p><strong>{name}</strong> {MEANING[name]}</p></div>"
        for name in ORDER
    )
    told = ""
    if it.draws is not None:
        steps = zip(
            ("", " s2", " s1"), ("9 draws of 10 or more", "5 to 9", "fewer than 5"), strict=True
        )
        told = "".join(f"<span>{_sample('strong', step)} in {text}</span>" for step, text in steps)
        if any((tie.decided or 0) >= maps.SURE for tie in it.ties):
            told += (
                '<span><i class="key-halo" aria-hidden="true"></i>only a coordinator keeps it, in '
                f"over 90{NARROW}% of draws</span>"
            )
        told = f'<p class="sure">The fainter a line, the less sure its class: {told}</p>'
    return f'<div class="legend">{items}</div>{told}'


def _sample(name: str, step: str = "") -> str:
    return (
        '<svg class="sample" viewBox="0 0 46 10" width="46" height="10" aria-hidden="true">'
        f"{svg.line([(3, 5), (43, 5)], f't {name}{step}')}</svg>"
    )


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


def what_if_part(it: Material) -> Part | None:
    """Which assumption decides, moved alone."""
    if not it.what_if:
        return None
    ranked = ranked_what_if(it)
    total = len(it.ties)
    without, helped = it.kept
    rows = [_what_if_row(total, each) for each in ranked]
    body = section(
        "whatif",
        _what_if_heading(ranked),
        paragraph(
            "Each assumption alone moved to a lower and a higher value. Bars: ties kept without "
            f"(grey) and with a coordinator (blue); lines mark {without} and {helped}. Read it "
            "before quoting a count: counts are answers to assumptions, not measurements."
        ),
        fold(
            "variants",
            "Ties kept while one assumption moves",
            ["Assumption", tracks.axis("0", "ties kept", str(total)), "without", "with", "added"],
            rows,
            summary=f"Show all {len(rows)} assumptions",
            kind="narrow what",
            numbers=(2, 3, 4),
            optional=(2, 3),
            track=1,
        ),
    )
    return Part(name="whatif", link="Which assumptions decide", body=body)


def _what_if_row(total: int, each: WhatIf) -> list[Any]:
    tried = f"<small><code>{each.setting}</code> {escape(each.tried)}</small>"
    name = f"{escape(said(each.setting))}{tried}"
    added = Raw(f"<b>{span((each.added.low, each.added.high))}</b>")
    return [
        Raw(name),
        tracks.what_if(total, each.without, each.helped),
        span((each.without.low, each.without.high)),
        span((each.helped.low, each.helped.high)),
        added,
    ]


def _what_if_heading(ranked: Sequence[WhatIf]) -> str:
    widths = [each.added.high - each.added.low for each in ranked]
    if len(ranked) < 3 or widths[1] <= widths[2]:
        return "Which assumptions decide"
    names = f"{subject(ranked[0].setting)} and {subject(ranked[1].setting)} matter most"
    return names[0].upper() + names[1:]


def windows_part(it: Material) -> Part:
    """When the coordinator decides: classes over patience, tie by tie."""
    ties = sorted(
        it.ties, key=lambda tie: (not tie.added, not tie.window, tie.window[:1], tie.name)
    )
    inside = sum(tie.added for tie in it.ties)
    above = sum(tie.classes[0] in ("weak", "strong") for tie in it.ties)
    line = f"the assumed patience of {plain(it.delta)}"
    body = section(
        "windows",
        f"At {line}, the coordinator decides {inside} of {len(it.ties)} ties",
        paragraph(
            Raw(
                f"{above} ties can do without it there, and {len(it.ties) - inside - above} need "
                "more patience than that even with it. A tie’s <em>window</em> is the patience at "
                "which it is kept with the coordinator and not without, at its founding trust."
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
            summary=_all(len(ties)),
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


def ties_part(it: Material) -> Part:
    """Each tie, those first that the coordinator decides most surely."""
    ties = ranked_ties(it)
    drawn = it.draws is not None
    filters = {"": "all", **FILTERS}
    if not drawn:
        filters.pop("open")
    title = "those that a coordinator decides first" if any(t.added for t in ties) else "one by one"
    body = section(
        "ties",
        f"All {len(ties)} ties, {title}",
        fold(
            "all-ties",
            "Each tie without and with the coordinator",
            [
                *("Tie", "without", "with", "coordinator decides", "class with is sure"),
                *("strong after, periods", "why"),
            ],
            [_tie_row(tie) for tie in ties[:MOST]],
            summary=f"{_all(len(ties))}, with a filter",
            filters=filters,
            kind="each-tie",
            numbers=(3, 4, 5),
            optional=(4, 5) if drawn else (3, 4, 5),
            marks=[_marks(tie) for tie in ties[:MOST]],
            anchors=[f"tie-{k}" for k in range(1, min(len(ties), MOST) + 1)],
        ),
    )
    return Part(name="ties", link="All ties", body=body)


def _all(count: int) -> str:
    """What opens a table of ties."""
    return f"Show all {count} ties" if count <= MOST else f"Show {MOST} of {count} ties"


def _tie_row(tie: TieFacts) -> list[Any]:
    name = f"{escape(tie.name)}{small(f'{tie.where}, founding trust {tie.trust}'.lstrip(', '))}"
    return [
        Raw(name),
        chip(tie.classes[0]),
        chip(tie.classes[1]),
        "–" if tie.decided is None else percent(tie.decided),
        "–" if tie.sure is None else percent(tie.sure[1]),
        periods(tie.time[1], tie.probability[1]),
        Raw(f'<span class="why">{escape(tie.why)}</span>'),
    ]


def _marks(tie: TieFacts) -> str:
    unsure = tie.sure is not None and min(tie.sure) < maps.SURE
    told = {"across": tie.across, "own": tie.added, "open": unsure}
    return " ".join(word for word, true in told.items() if true)


def settings_part(it: Material, *more: str) -> Part:
    """Every setting, in words, and that all are illustrative."""
    rows = [
        [
            Raw(f"{escape(said(row['setting']))}<small><code>{row['setting']}</code></small>"),
            row["value"],
            row["meaning"],
        ]
        for row in it.settings
    ]
    body = section(
        "assumptions",
        "Every assumption, and that all are illustrative",
        paragraph(
            Raw(
                "Nobody has measured these payoffs: they are <strong>illustrative</strong>. At "
                "trust <i>k</i> a member gains <code>benefit</code> × √(size of the other / mean "
                "size) × exp(−distance / <code>reach</code>) + <code>learning</code> × <i>k</i> "
                "per period from the other’s contribution, unless its gains are given, and pays "
                "<code>cost</code> for its own, <code>hardship</code> more in bad times."
            )
        ),
        fold(
            "settings",
            "Settings",
            ["Assumption", "value", "meaning"],
            rows,
            summary=f"Show all {len(rows)} settings",
            kind="narrow",
            numbers=(1,),
        ),
        *more,
    )
    return Part(name="assumptions", link="Assumptions", body=body)


def again_part(
    it: Material, command: str, tables: Mapping[str, str], drawings: Sequence[str]
) -> Part:
    """The command that makes this page, its files, and the solution concepts."""
    rows = [
        [
            title,
            Raw(f'<a href="{name}.csv">{name}.csv</a>'),
            Raw(f'<a href="{name}.tex">{name}.tex</a>'),
        ]
        for name, title in tables.items()
    ]
    files = ", ".join(f'<a href="{name}">{name}</a>' for name in drawings)
    body = section(
        "reproduce",
        "Do it again",
        f"<pre><code>{escape(command)}</code></pre>" if command else "",
        paragraph(
            Raw(
                f"Solution concept: without a coordinator {escape(it.concepts[0])}, with one "
                f"{escape(it.concepts[1])}; of several equilibria the one with the greatest joint "
                "value. Each answer was checked by code that shares nothing with its solver: no "
                'single deviation pays. <a href="report.json">report.json</a> lists versions, '
                "settings, seeds and checksums."
            )
        ),
        fold(
            "files",
            "Tables as files",
            ["table", "CSV", "LaTeX"],
            rows,
            summary=f"Show all {len(rows)} tables",
            kind="narrow",
        ),
        paragraph(Raw(f"Drawings: {files}.")),
    )
    return Part(name="reproduce", link="Reproduce", body=body)
