"""The paper's arguments as claims that solvers judge.

Each is a function named by its argument, with an alias by its number in the paper.

>>> from qinba_games.paper import claims
>>> claims.protection(delta=0.5)
Claim(C49 holds: holds if protection alone brings more than 4)
>>> claims.c49 is claims.protection
True
"""

from .catalogue import all_claims, disagreements, table
from .claim import Claim
from .commons import beyond_a_single_government, shared_problems, tragedy_of_the_commons
from .contracts import agreements_not_orders, divisions_at_risk, equal_standing, signed_and_idle
from .coordinator import fast_with_a_coordinator, willing_and_able
from .development import conflict_of_aims, only_a_network, similar_fields
from .empirical import (
    coordinated_capital,
    faster_adaptation,
    no_cooperation_at_first,
    weakness_explains,
    yangtze_office,
)
from .growth import calm_surroundings, friction_scatters, need_keeps_weak, weak_grows_strong
from .interdependence import exchange_of_equals, key_projects_lead, mutual_dependence
from .judging import CLAIMS
from .levels import only_from_above, superiors_first
from .meetings import frequent_meetings, meetings_in_the_area
from .national import direct_power, national_coordinator
from .participation import few_participants, low_signatories, withdrawals
from .plans import exchange_of_officials, plans_in_advance, projects_that_follow, protection
from .regions import Share, VerdictMap
from .third_party import no_stake, river_basin, third_party_needed
from .three_levels import bridges, built_from_above, harder_across
from .topics import one_agency, too_few_topics, topic_by_topic
from .trust import common_rules, long_dealings, no_rules_without_trust, stable_relations
from .whole_system import all_instruments

c01, c02, c03, c04, c05, c06, c07, c08, c09, c10, *_later = CLAIMS.values()
c11, c12, c13, c14, c15, c16, c17, c18, c19, c20, *_later = _later
c21, c22, c23, c24, c25, c26, c27, c28, c29, c30, *_later = _later
c31, c32, c33, c34, c35, c36, c37, c38, c39, c40, *_later = _later
c41, c42, c43, c44, c45, c46, c47, c48, c49, c50, c51 = _later

__all__ = ["CLAIMS", "Claim", "Share", "VerdictMap", "all_claims", "disagreements", "table"]
__all__ += [f"c{number:02}" for number in range(1, 52)]
__all__ += ["agreements_not_orders", "all_instruments", "beyond_a_single_government", "bridges"]
__all__ += ["built_from_above", "calm_surroundings", "common_rules", "conflict_of_aims"]
__all__ += ["coordinated_capital", "direct_power", "divisions_at_risk", "equal_standing"]
__all__ += ["exchange_of_equals", "exchange_of_officials", "fast_with_a_coordinator"]
__all__ += ["faster_adaptation", "few_participants", "frequent_meetings", "friction_scatters"]
__all__ += ["harder_across", "key_projects_lead", "long_dealings", "low_signatories"]
__all__ += ["meetings_in_the_area", "mutual_dependence", "national_coordinator", "need_keeps_weak"]
__all__ += ["no_cooperation_at_first", "no_rules_without_trust", "no_stake", "one_agency"]
__all__ += ["only_a_network", "only_from_above", "plans_in_advance", "projects_that_follow"]
__all__ += ["protection", "river_basin", "shared_problems", "signed_and_idle", "similar_fields"]
__all__ += ["stable_relations", "superiors_first", "third_party_needed", "too_few_topics"]
__all__ += ["topic_by_topic", "tragedy_of_the_commons", "weak_grows_strong", "weakness_explains"]
__all__ += ["willing_and_able", "withdrawals", "yangtze_office"]
