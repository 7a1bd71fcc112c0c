"""The map: where ties are kept, without the coordinator and with it, and how sure."""

from __future__ import annotations

from collections import Counter

import numpy as np

from .. import maps
from ..context import Material
from ..numbers import listed
from ..page import Part, part
from ..svg import Drawing, Drawings


def map_drawings(it: Material) -> dict[str, Drawing]:
    """The map without and with, everything at the same place in both."""
    shown = _with_ties(it)
    number = {k: place for place, k in enumerate(shown)}
    where = maps.plan(
        [it.names[k] for k in shown],
        it.latitude[shown],
        it.longitude[shown],
        [it.groups[k] for k in shown],
        [(number[a], number[b]) for a, b in it.pairs],
    )
    tops = [place for place, k in enumerate(shown) if it.above[k]]
    which = f"the {len(it.ties)} ties" if len(it.ties) > 1 else "the tie"
    found = {}
    for side, (name, title) in enumerate(
        (("map_without", "without a coordinator"), ("map_with", "with a coordinator"))
    ):
        known = [tie.sure[side] for tie in it.ties if tie.sure is not None]
        found[name] = maps.draw(
            where,
            name.replace("_", "-"),
            f"Map: {which} {title}",
            [tie.classes[side] for tie in it.ties],
            sure=np.array(known) if len(known) == len(it.ties) else None,
            hot=[k for k, tie in enumerate(it.ties) if side and (tie.decided or 0) >= maps.SURE],
            tops=tops,
            more=f"{_held(it, side)} The table of ties lists each one.",
        )
    return found


def _with_ties(it: Material) -> list[int]:
    """The governments that a map shows."""
    return sorted({end for ends in it.pairs for end in ends})


def _known(it: Material) -> bool:
    """Whether a map can show where they are."""
    return bool(np.isfinite(it.latitude[_with_ties(it)]).all())


def map_part(it: Material, drawings: Drawings) -> Part:
    """Where ties are kept, without and with the coordinator."""
    known, shown = _known(it), _with_ties(it)
    return part(
        "map",
        "Map",
        _map_heading(it),
        it=it,
        drawn=[drawings["map_without"], drawings["map_with"]],
        most_kept=_held(it, 0),
        most_added=_gained(it),
        only_a_coordinator=any((tie.decided or 0) >= maps.SURE for tie in it.ties),
        known=known,
        squares=any(it.above[k] for k in shown),
        left_out=len(it.names) - len(shown),
        areas=known and len(set(it.groups)) > 1,
    )


def _map_heading(it: Material) -> str:
    """The edges and the middle, where the distances bear it."""
    neutral = "Where ties are kept without a coordinator, and where with one"
    if not _known(it):
        return neutral
    shown = _with_ties(it)
    narrow = np.cos(np.radians(it.latitude[shown].mean()))
    at = np.column_stack([it.longitude * narrow, it.latitude])
    middles = np.array([(at[i] + at[j]) / 2 for i, j in it.pairs])
    far = np.hypot(*(middles - at[shown].mean(axis=0)).T)
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
