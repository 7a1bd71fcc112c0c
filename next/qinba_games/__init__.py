"""Repeated games with benefit sharing and withdrawal, with and without a coordinator.

>>> import numpy as np, qinba_games as qg
>>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]  # unequal, growing with trust
>>> pair = qg.Partnership(benefit, cost=1, promotion=0.6, friction=0.05)
>>> qg.evolve(pair, delta=0.7).classes[0]  # left alone
'isolated'
"""

from .cooperative import TUGame, share
from .coordinator import Coordinator, attribute, pivotal_window
from .core import errors
from .core.verbs import critical_discount, solve
from .games import StageGame, nash, prisoners_dilemma, public_good, stag_hunt
from .partnership import Partnership, evolve, evolve_many
from .region import Region
from .table import StochasticGame

__version__ = "2.0.0.dev0"
__all__ = [
    "Coordinator",
    "Partnership",
    "Region",
    "StageGame",
    "StochasticGame",
    "TUGame",
    "attribute",
    "critical_discount",
    "errors",
    "evolve",
    "evolve_many",
    "nash",
    "pivotal_window",
    "prisoners_dilemma",
    "public_good",
    "share",
    "solve",
    "stag_hunt",
]
