"""What records of agreements tell: patience that kept promises reveal, parameters, forecasts."""

from . import agreements, checks, likelihood, stakes, tables  # noqa: F401 (they register)
from .calibrate import calibrate
from .panel import Panel
from .promises import Promises
from .records import (
    AgreementRecords,
    invented_extract,
    read_goldfish,
    read_huggo,
    read_ieadb,
    read_tfdd,
    read_urbact,
)
from .revealed_patience import revealed_patience
from .simulate_panel import simulate_panel

__all__ = ["AgreementRecords", "Panel", "Promises", "calibrate", "invented_extract"]
__all__ += ["read_goldfish", "read_huggo", "read_ieadb", "read_tfdd", "read_urbact"]
__all__ += ["revealed_patience", "simulate_panel"]
