"""Cooperative games: who gets how much of what a coalition can reach.

>>> from qinba_games import cooperative
>>> problem = cooperative.ClaimsProblem(200, [100, 200, 300])
>>> cooperative.nucleolus(cooperative.claims_game(problem))
Allocation(nucleolus: 1 50, 2 75, 3 75)
"""

from . import checks  # noqa: F401 (they register what they do)
from .bargaining import BargainingProblem
from .claims import ClaimsProblem
from .classic_games import (
    airport_game,
    claims_game,
    glove_game,
    network_game,
    tree_game,
    voting_game,
)
from .core import core, least_core
from .nucleolus import nucleolus, per_capita_nucleolus, prenucleolus
from .properties import properties
from .published_costs import skane, tennessee_valley
from .river import River
from .sampled_shapley import sampled_shapley
from .separable_costs import alternate_cost_avoided, scrb
from .tu_game import TUGame
from .values import banzhaf, dividends, myerson_value, owen_value, shapley, tau_value

__all__ = [
    "BargainingProblem",
    "ClaimsProblem",
    "River",
    "TUGame",
    "airport_game",
    "alternate_cost_avoided",
    "banzhaf",
    "claims_game",
    "core",
    "dividends",
    "glove_game",
    "least_core",
    "myerson_value",
    "network_game",
    "nucleolus",
    "owen_value",
    "per_capita_nucleolus",
    "prenucleolus",
    "properties",
    "sampled_shapley",
    "scrb",
    "shapley",
    "skane",
    "tau_value",
    "tennessee_valley",
    "tree_game",
    "voting_game",
]
