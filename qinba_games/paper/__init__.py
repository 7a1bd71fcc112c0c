"""The Qinba case of Yuan, Wen and Zhang (2020): data, the case, its report, the claims.

The paper gives no payoffs. Every payoff here is illustrative, and labelled so wherever it is shown.
"""

from ..region.region import Region as Case  # noqa: F401 (what a case is called in 0.1)
from ..region.tables.records import Tie
from . import claims, scenarios
from .case import case
from .hierarchy import hierarchy
from .report import reproduce
from .solving import study
from .study import Study, Variant
from .tie_study import TieStudy

__all__ = [
    "Study",
    "Tie",
    "TieStudy",
    "Variant",
    "case",
    "claims",
    "hierarchy",
    "reproduce",
    "scenarios",
    "study",
]
