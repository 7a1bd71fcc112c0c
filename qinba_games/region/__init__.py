"""Anybody's own governments, ties and agreements: what holds, how sure, and what to do first."""

from . import checks  # noqa: F401 (they register what they do)
from .region import Region
from .sobol import sobol
from .statistics import agreements_from_incidence
from .templates import write_templates

__all__ = ["Region", "agreements_from_incidence", "sobol", "write_templates"]
