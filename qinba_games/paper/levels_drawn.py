"""How sure it is which level reaches the cities: the levels solved again in many draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..hierarchy.stabilise import stabilised
from ..hierarchy.worlds import World
from ..region.uncertain.results import Uncertain
from .case import Case
from .hierarchy import LEVELS
from .levels import on_levels
from .tie_study import kept

#: Nobody, a national office, linked agencies.
ASKED = ("none", "national", "three-level")
#: One draw in so many is solved on its levels too.
_ONE_IN = 10
#: So many draws are solved together: more of them are no faster.
_TOGETHER = 10


def sample(uncertain: Uncertain) -> list[dict[str, Any]]:
    """The settings of some draws, taken evenly from those of `uncertain`."""
    count = len(uncertain.drawn)
    rows = np.linspace(0, count - 1, max(count // _ONE_IN, 1)).astype(int)
    return list(uncertain.settings.iloc[rows].to_dict("records"))


def in_batches(rows: Sequence[Mapping[str, Any]]) -> list[Sequence[Mapping[str, Any]]]:
    """Draws in batches that are solved at once."""
    return [rows[k : k + _TOGETHER] for k in range(0, len(rows), _TOGETHER)]


def cities_kept(case: Case, rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, ...]]:
    """Ties of cities across a provincial border that are kept, under each of `ASKED`, by draw."""
    worlds: list[World] = []
    for settings in rows:
        drawn = case.replaced(**settings)
        # Superiors are solved first, and without regard to those below: counties change nothing,
        # and pairs under one province change none across its border.
        levels = on_levels(drawn, [level for level in LEVELS if level != "county"], inside=False)
        worlds += [World(levels, drawn.delta, of, drawn.coordinator, 0, False) for of in ASKED]
    found = [kept(each.counts("prefecture", crosses=True)) for each in stabilised(worlds)]
    return [tuple(found[k : k + len(ASKED)]) for k in range(0, len(found), len(ASKED))]
