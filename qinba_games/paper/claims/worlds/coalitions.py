"""How many governments it takes: the smallest coalition that is worth anything."""

from __future__ import annotations

import math

import numpy as np

from .... import _tolerance
from ....cooperative.coalitions import coalition_sizes
from ....cooperative.results import Dividends
from ....cooperative.tu_game import TUGame
from ....cooperative.values import dividends
from ..argument import trusted


def added(game: TUGame) -> Dividends:
    """What each coalition adds to all that its parts can do; certified."""
    return trusted(dividends(game))


def smallest(found: Dividends) -> float:
    """Members of the smallest coalition that adds anything; infinite if none does."""
    # Where no worth is negative that is the smallest coalition that is worth anything: it adds all
    # of its worth, and its parts add nothing.
    something = abs(found.values) > _tolerance.tie(found.game.values)
    sizes = coalition_sizes(found.game.n_players)[something.astype(bool)]
    return int(np.min(sizes)) if sizes.size else math.inf
