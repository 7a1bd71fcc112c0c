"""Anybody's own governments, ties and agreements: what holds, how sure, and what to do first."""

from . import checks, endings  # noqa: F401 (they register what they do)
from .region import Region
from .study import any_equilibrium  # noqa: F401 (it registers what it finds)
from .tables.exports import agreements_from_incidence
from .tables.templates import write_templates
from .uncertain.sobol import sobol

__all__ = ["Region", "agreements_from_incidence", "sobol", "write_templates"]
