"""The case, the claims and the scenarios: how each is called properly."""

import qinba_games as qg
from qinba_games.paper import claims, scenarios
from qinba_games.region.settings import SETTINGS

from .defects import Public

SMALL = qg.paper.case(levels=1)
C49 = claims.c49


def anything(call, proper, name, arguments=()):
    """A row for which the list of wrong values is enough."""
    return Public(call, proper, name, **{argument: [] for argument in arguments})


_OF_TIES = ("qinba_levels", "yangtze", "five_year_terms", "mountain_floods")
ALL_SETTINGS = tuple(setting.name for setting in SETTINGS)
ROWS = {
    "paper.case (every setting)": (qg.paper.case, {}, ALL_SETTINGS),
    "paper.hierarchy": (qg.paper.hierarchy, {}, ("levels", "friction")),
    "paper.study": (qg.paper.study, {"case": SMALL, "tie": SMALL.all_ties[0]}),
    "Region.uncertain_levels": (
        SMALL.uncertain_levels,
        {"regimes": ("none",), "build": qg.paper.hierarchy, "draws": 1, "rng": 1},
    ),
    **{
        f"scenarios.{name}": (call, {}, ("levels",) * (name in _OF_TIES))
        for name, call in scenarios.SCENARIOS.items()
    },
    **{f"claims.{name.lower()}": (judge, {}) for name, judge in claims.CLAIMS.items()},
    "claims.c49.explain": (C49.explain, {}, ("delta",)),
    "claims.c49.where": (C49.where, {"name": "delta"}, ("temptation",)),
    "claims.c49.map": (C49.map, {"x": "temptation", "y": "delta", "steps": 2}, ("reward",)),
    "claims.c49.uncertain": (C49.uncertain, {"draws": 2, "rng": 1}, ("reward",)),
}
CALLABLES = {name: anything(*row[:2], name, *row[2:]) for name, row in ROWS.items()}
