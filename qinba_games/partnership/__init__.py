"""Partnerships whose trust grows with kept promises: who cooperates, and where that leads."""

from . import checks  # noqa: F401 (they register what they do)
from .evolve import evolve
from .evolve_arrays import evolve_arrays
from .evolve_many import evolve_many
from .evolving import evolving
from .partnership import Partnership
from .phase_diagram import phase_diagram

__all__ = ["Partnership", "evolve", "evolve_arrays", "evolve_many", "evolving", "phase_diagram"]
