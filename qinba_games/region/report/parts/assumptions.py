"""The end of the page: every assumption, and how to make it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..context import Material
from ..page import Part, part


def settings_part(it: Material, **more: Any) -> Part:
    """Every setting, in words, and that all are illustrative."""
    title = "Every assumption, and that all are illustrative"
    return part("assumptions", "Assumptions", title, settings=it.settings, **more)


def again_part(
    it: Material, command: str, tables: Mapping[str, str], drawings: Iterable[str]
) -> Part:
    """The command that makes this page, its files, and the solution concepts."""
    told: dict[str, Any] = {"command": command, "tables": tables, "drawings": drawings}
    return part("reproduce", "Reproduce", "Reproduce this report", it=it, **told)
