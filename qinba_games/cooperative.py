"""Cooperative games: who gets how much of what a coalition can reach.

>>> from qinba_games import cooperative
>>> problem = cooperative.ClaimsProblem(200, [100, 200, 300])
>>> cooperative.nucleolus(cooperative.claims_game(problem))
Allocation(nucleolus: 1 50, 2 75, 3 75)
"""

from .games.bargaining import BargainingProblem
from .games.claims import ClaimsProblem
from .games.cooperative import TUGame
from .games.relation import Relation
from .models.classic_games import (
    airport_game,
    claims_game,
    glove_game,
    network_game,
    voting_game,
)
from .models.river import River
from .questions.coalitions import characteristic_function
from .questions.core import core, least_core
from .questions.fairness import fairness
from .questions.game_properties import properties
from .questions.nucleolus import nucleolus, per_capita_nucleolus, prenucleolus
from .questions.shares_path import shares_path
from .questions.sharing import share
from .questions.values import (
    banzhaf,
    dividends,
    myerson_value,
    owen_value,
    shapley,
    tau_value,
)

__all__ = [
    "BargainingProblem",
    "ClaimsProblem",
    "Relation",
    "River",
    "TUGame",
    "airport_game",
    "banzhaf",
    "characteristic_function",
    "claims_game",
    "core",
    "dividends",
    "fairness",
    "glove_game",
    "least_core",
    "myerson_value",
    "network_game",
    "nucleolus",
    "owen_value",
    "per_capita_nucleolus",
    "prenucleolus",
    "properties",
    "shapley",
    "share",
    "shares_path",
    "tau_value",
    "voting_game",
]
