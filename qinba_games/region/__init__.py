"""Anybody's own governments, ties and agreements: what holds, how sure, and what to do first."""

from . import checks  # noqa: F401 (they register what they do)
from .region import Region
from .sobol import sobol
from .statistics import Siena, agreements_from_incidence
from .study import Study
from .templates import write_templates
from .tie import Tie
from .uncertain import Uncertain

__all__ = [
    "Region",
    "Siena",
    "Study",
    "Tie",
    "Uncertain",
    "agreements_from_incidence",
    "sobol",
    "write_templates",
]
