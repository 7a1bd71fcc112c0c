"""How benefits are divided: one agreement, a game, a partnership over time."""

from . import checks  # noqa: F401 (they register what they do)
from .fairness import fairness
from .share import share
from .shares_path import shares_path
from .worths_from_play import characteristic_function

__all__ = ["characteristic_function", "fairness", "share", "shares_path"]
