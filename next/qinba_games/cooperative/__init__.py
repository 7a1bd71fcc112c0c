"""What can coalitions reach, and how do members divide it?"""

from .allocation import Allocation
from .tu_game import TUGame
from .values import shapley

__all__ = ["Allocation", "TUGame", "shapley"]
