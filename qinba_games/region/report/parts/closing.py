"""The end of the page: every assumption, and how to make it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..markup import Raw, escape, fold, paragraph, section
from ..material import Material
from ..page import Part
from ..words import said


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
            Raw(_link(f"{name}.csv")),
            Raw(_link(f"{name}.tex")),
        ]
        for name, title in tables.items()
    ]
    files = ", ".join(map(_link, drawings))
    body = section(
        "reproduce",
        "Reproduce this report",
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


def _link(name: str) -> str:
    """A file of the report; long names may break after an underscore, as phones are narrow."""
    return f'<a href="{name}">{name.replace("_", "_<wbr>")}</a>'
