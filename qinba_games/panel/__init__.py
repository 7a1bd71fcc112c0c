"""What records of agreements tell: patience that kept promises reveal, parameters, forecasts."""

from . import (  # noqa: F401 (they register what they do)
    agreements,
    checks,
    forecasts,
    less_risky,
    likelihood,
    regions,
    stakes,
    tables,
)
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

__all__ = [
    "AgreementRecords",
    "Panel",
    "Promises",
    "calibrate",
    "invented_extract",
    "read_goldfish",
    "read_huggo",
    "read_ieadb",
    "read_tfdd",
    "read_urbact",
    "revealed_patience",
    "simulate_panel",
]
