"""Behaviour that is no equilibrium: who adopts what, and where that settles."""

from . import checks  # noqa: F401 (they register what they do)
from .adoption import adoption
from .tripartite import watershed_game

__all__ = ["adoption", "watershed_game"]
