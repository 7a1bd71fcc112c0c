"""Repeated games in which only noisy public signals are seen."""

from . import checks  # noqa: F401 (they register what they do)
from .noisy_dilemma import noisy_prisoners_dilemma
from .public_monitoring import public_monitoring

__all__ = ["noisy_prisoners_dilemma", "public_monitoring"]
