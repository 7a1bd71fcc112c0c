"""What can coalitions reach, and how do members divide it?"""

from .allocation import Allocation
from .claims import ClaimsProblem, claims_game
from .dividends import Dividends, dividends
from .share import share
from .tau import tau_value
from .tu_game import TUGame
from .unions import owen_value
from .values import banzhaf, shapley

__all__ = [
    "Allocation",
    "ClaimsProblem",
    "Dividends",
    "TUGame",
    "banzhaf",
    "claims_game",
    "dividends",
    "owen_value",
    "shapley",
    "share",
    "tau_value",
]
