"""How a weak partnership becomes a strong one: `Partnership`, `evolve`, `evolve_many`."""

from .batch import EvolutionBatch, evolve_many
from .classes import CLASSES, CONCEPTS, COOPERATING
from .evolution import Evolution
from .evolve import evolve, variant
from .partnership import Partnership
from .patience import CriticalDiscount, founding_classes, least_patience
from .shares import RULES

__all__ = [
    "CLASSES",
    "CONCEPTS",
    "COOPERATING",
    "RULES",
    "CriticalDiscount",
    "Evolution",
    "EvolutionBatch",
    "Partnership",
    "evolve",
    "evolve_many",
    "founding_classes",
    "least_patience",
    "variant",
]
