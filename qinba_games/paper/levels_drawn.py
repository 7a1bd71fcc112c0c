"""How sure it is which level reaches the cities: the levels solved again in many draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..region.uncertain.results import Uncertain
from .case import Case
from .hierarchy import LEVELS
from .levels import on_levels, solve_levels
from .tie_study import kept

#: Nobody, a national office, linked agencies.
ASKED = ("none", "national", "three-level")
#: One draw in so many is solved on its levels too.
_ONE_IN = 10


def taken(uncertain: Uncertain) -> list[dict[str, Any]]:
    """The settings of some draws, taken evenly from those of `uncertain`."""
    count = len(uncertain.drawn)
    rows = np.linspace(0, count - 1, max(count // _ONE_IN, 1)).astype(int)
    return list(uncertain.settings.iloc[rows].to_dict("records"))


def cities_kept(case: Case, settings: Mapping[str, Any]) -> tuple[int, ...]:
    """Ties of cities across a provincial border that are kept, under each of `ASKED`."""
    drawn = case.replaced(**settings)
    # Superiors are solved first, and without regard to those below: counties change nothing.
    levels = on_levels(drawn, [level for level in LEVELS if level != "county"])
    found = (solve_levels(drawn, levels, regime) for regime in ASKED)
    return tuple(kept(each.counts("prefecture", crosses=True)) for each in found)
