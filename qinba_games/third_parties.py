"""What a third party can do, when it matters, and when to believe it."""

from .games.monitoring import PublicMonitoring
from .models.audit import audited
from .models.coordinator import Coordinator
from .models.credibility import LawMerchant, MerchantGuild
from .models.irrigation import Irrigation
from .models.noisy_dilemma import noisy_prisoners_dilemma
from .models.tripartite import watershed_game
from .questions.adoption import adoption
from .questions.attribution import attribute
from .questions.cheapest import cheapest_coordinator, subsidy_budget
from .questions.coordination import pivotal_window
from .questions.correlated import correlated
from .questions.credibility import credible_deposit, honesty, workable_stakes
from .questions.harm import when_it_hurts
from .questions.institutions import honest_trade, inspection, protected_trade
from .questions.monitoring_window import monitoring_window
from .questions.public_monitoring import public_monitoring

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
