"""Repeated games with benefit sharing and withdrawal, with and without a coordinator.

When does a weak cooperation network between governments become a strong one? A tour:

>>> import numpy as np, qinba_games as qg
>>> dilemma = qg.prisoners_dilemma(reward=2, sucker=-1, temptation=3, punishment=0)
>>> qg.critical_discount(dilemma).delta  # how patient must both be?
Fraction(1, 3)
>>> qg.critical_discount(qg.RepeatedGame(dilemma, outside=[1, 1])).delta  # a good life outside
Fraction(1, 2)
>>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]  # unequal, growing with trust
>>> pair = qg.Partnership(benefit, cost=1, promotion=0.6, friction=0.05)
>>> qg.evolve(pair, delta=0.7).classes[0]  # left alone
'isolated'
>>> qg.evolve(pair, delta=0.7, coordinator=qg.Coordinator(sharing=True)).classes[0]
'strong'
>>> qg.pivotal_window(pair, qg.Coordinator(sharing=True))
PivotalWindow(Coordinator(sharing=True) is pivotal on [0.673094, 0.747347))

Games are frozen values, questions are functions, answers carry their solution concept and a
certificate. Solvers can be imported one by one from `qinba_games.solvers`.
"""

from typing import TYPE_CHECKING

from . import agreements, cooperative, errors, paper, symbolic, third_parties
from .games.cooperative import TUGame
from .games.monitoring import PerfectMonitoring
from .games.repeated import RepeatedGame
from .games.stage import StageGame
from .games.stochastic import StochasticGame
from .interop import from_nashpy, to_nashpy
from .models.coordinator import Coordinator
from .models.dilemmas import (
    commons,
    prisoners_dilemma,
    public_good,
    resource_exchange,
    stag_hunt,
)
from .models.partnership import Partnership
from .questions.attribution import attribute
from .questions.coordination import pivotal_window
from .questions.core import core
from .questions.correlated import correlated
from .questions.evolution import evolve, evolve_many
from .questions.evolving import evolving
from .questions.nash import nash
from .questions.nucleolus import nucleolus
from .questions.patience import critical_discount, discount_table
from .questions.sharing import share
from .questions.solve import solve
from .questions.values import shapley
from .sweep import sweep
from .verify import verify

__all__ = [
    "Coordinator",
    "Partnership",
    "PerfectMonitoring",
    "RepeatedGame",
    "StageGame",
    "StochasticGame",
    "TUGame",
    "agreements",
    "attribute",
    "commons",
    "cooperative",
    "core",
    "correlated",
    "critical_discount",
    "discount_table",
    "errors",
    "evolve",
    "evolve_many",
    "evolving",
    "from_nashpy",
    "nash",
    "nucleolus",
    "paper",
    "pivotal_window",
    "prisoners_dilemma",
    "public_good",
    "resource_exchange",
    "shapley",
    "share",
    "solve",
    "stag_hunt",
    "sweep",
    "symbolic",
    "third_parties",
    "to_nashpy",
    "verify",
]


if TYPE_CHECKING:
    __version__: str
else:

    def __getattr__(name):
        # The version is written in pyproject.toml only; reading it costs time few callers need.
        if name == "__version__":
            from importlib.metadata import version

            return version("qinba-games")
        raise AttributeError(f"module 'qinba_games' has no attribute '{name}'")
