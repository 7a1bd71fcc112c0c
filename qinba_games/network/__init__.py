"""Ties that depend on each other: who holds a network together, and who leaves it."""

from . import checks  # noqa: F401 (they register what they do)
from .members import evolve_members

__all__ = ["evolve_members"]
