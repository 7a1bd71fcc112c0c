"""What a third party can do, when it matters, and when to believe it."""

from ..coordinator import Coordinator
from ..dynamics.adoption import adoption
from ..dynamics.tripartite import watershed_game
from ..institutions.honesty import credible_deposit, honesty, workable_stakes
from ..institutions.irrigation import Irrigation
from ..institutions.law_merchant import LawMerchant, MerchantGuild
from ..institutions.trade import honest_trade, inspection, protected_trade
from ..monitoring.noisy_dilemma import noisy_prisoners_dilemma
from ..monitoring.public_monitoring import public_monitoring
from ..repeated.audit import audited
from ..repeated.monitoring import PublicMonitoring
from ..stage.correlated import correlated
from . import checks, needs  # noqa: F401 (they register what they do)
from .attribution import attribute
from .cheapest import cheapest_coordinator, subsidy_budget
from .harm import when_it_hurts
from .monitoring_window import monitoring_window
from .window import pivotal_window

__all__ = [
    "Coordinator",
    "Irrigation",
    "LawMerchant",
    "MerchantGuild",
    "PublicMonitoring",
    "adoption",
    "attribute",
    "audited",
    "cheapest_coordinator",
    "correlated",
    "credible_deposit",
    "honest_trade",
    "honesty",
    "inspection",
    "monitoring_window",
    "noisy_prisoners_dilemma",
    "pivotal_window",
    "protected_trade",
    "public_monitoring",
    "subsidy_budget",
    "watershed_game",
    "when_it_hurts",
    "workable_stakes",
]
