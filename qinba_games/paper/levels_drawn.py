"""How sure it is which level reaches the cities: the levels solved again in many draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..hierarchy.hierarchy import Hierarchy
from ..region.uncertain.results import Uncertain
from .case import Case
from .levels import on_three_levels, solve_levels
from .tie_study import kept

#: Nobody, a national office, linked agencies.
ASKED = ("none", "national", "three-level")
#: One draw in so many is solved on its levels too.
_ONE_IN = 10


def tasks(case: Case, uncertain: Uncertain) -> list[dict[str, Any]]:
    """What is asked, draw by draw; draws are taken evenly from those of `uncertain`."""
    count = len(uncertain.drawn)
    taken = np.linspace(0, count - 1, max(count // _ONE_IN, 1)).astype(int)
    rows = uncertain.settings.iloc[taken].to_dict("records")
    return [{"case": case, "settings": row} for row in rows]


def cities_kept(case: Case, settings: Mapping[str, Any]) -> tuple[int, ...]:
    """Ties of cities across a provincial border that are kept, under each of `ASKED`."""
    drawn = case.replaced(**settings)
    levels = _without_counties(on_three_levels(drawn))
    found = (solve_levels(drawn, levels, regime) for regime in ASKED)
    return tuple(kept(each.counts("prefecture", crosses=True)) for each in found)


def _without_counties(levels: Hierarchy) -> Hierarchy:
    """Superiors are solved first, and without regard to those below: nothing else changes."""
    pairs = [pair for pair in levels.pairs if levels.levels[pair] != "county"]
    return Hierarchy(
        levels.parents,
        {pair: levels.partnerships[pair] for pair in pairs},
        inside=levels.inside,
        border=levels.border,
        root=levels.root,
        founding={pair: levels.founding[pair] for pair in pairs},
        levels={pair: levels.levels[pair] for pair in pairs},
    )
