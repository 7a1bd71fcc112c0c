"""When a third party can be believed: honesty, law merchant, guild, guards."""

from . import checks  # noqa: F401 (they register what they do)
from .honesty import credible_deposit, honesty, workable_stakes
from .irrigation import Irrigation
from .law_merchant import LawMerchant, MerchantGuild
from .trade import honest_trade, inspection, protected_trade

__all__ = [
    "Irrigation",
    "LawMerchant",
    "MerchantGuild",
    "credible_deposit",
    "honest_trade",
    "honesty",
    "inspection",
    "protected_trade",
    "workable_stakes",
]
