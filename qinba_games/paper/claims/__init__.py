"""The paper's arguments as claims that solvers judge.

Each is a function named by its argument, with an alias by its number in the paper.

>>> from qinba_games.paper import claims
>>> claims.protection(delta=0.5)
Claim(C49 holds: holds if protection alone brings more than 4)
>>> claims.c49 is claims.protection
True
"""

from .argument import CLAIMS
from .catalogue import all_claims, table
from .claim import Claim
from .commons import beyond_a_single_government, shared_problems, tragedy_of_the_commons
from .contracts import agreements_not_orders, signed_and_idle
from .coordinator import fast_with_a_coordinator, willing_and_able
from .divisions import divisions_at_risk, equal_standing
from .growth import calm_surroundings, friction_scatters, weak_grows_strong
from .lasting import frequent_meetings, long_dealings, stable_relations
from .levels import superiors_first
from .national import direct_power, national_coordinator
from .openness import exchange_of_officials, protection
from .participation import few_participants, withdrawals
from .plans import plans_in_advance, projects_that_follow
from .river import river_basin
from .third_party import no_stake, third_party_needed
from .topics import one_agency, too_few_topics, topic_by_topic
from .trust import common_rules, no_rules_without_trust

c01, c02, c04 = shared_problems, tragedy_of_the_commons, beyond_a_single_government
c06, c08, c10 = long_dealings, stable_relations, common_rules
c11, c12, c13 = agreements_not_orders, frequent_meetings, divisions_at_risk
c14, c15, c16, c17 = third_party_needed, no_stake, equal_standing, river_basin
c19, c20, c21, c23 = topic_by_topic, signed_and_idle, few_participants, too_few_topics
c28, c30, c31 = calm_surroundings, no_rules_without_trust, withdrawals
c32, c33, c34 = weak_grows_strong, friction_scatters, fast_with_a_coordinator
c35, c38, c41 = willing_and_able, superiors_first, national_coordinator
c43 = direct_power
c45, c46, c48 = plans_in_advance, one_agency, projects_that_follow
c49, c50 = protection, exchange_of_officials

__all__ = ["CLAIMS", "Claim", "all_claims", "table"]
__all__ += ["c01", "c02", "c04", "c06", "c08", "c10", "c11", "c12", "c13", "c14", "c15", "c16"]
__all__ += ["c17", "c19", "c20", "c21", "c23", "c28", "c30", "c31", "c32", "c33", "c34", "c35"]
__all__ += ["c38", "c41", "c43", "c45", "c46", "c48", "c49", "c50"]
__all__ += ["agreements_not_orders", "beyond_a_single_government", "calm_surroundings"]
__all__ += ["common_rules", "direct_power", "divisions_at_risk", "equal_standing"]
__all__ += ["exchange_of_officials", "fast_with_a_coordinator", "few_participants"]
__all__ += ["frequent_meetings", "friction_scatters", "long_dealings", "national_coordinator"]
__all__ += ["no_rules_without_trust", "no_stake", "one_agency", "plans_in_advance"]
__all__ += ["projects_that_follow", "protection", "river_basin", "shared_problems"]
__all__ += ["signed_and_idle", "stable_relations", "superiors_first", "third_party_needed"]
__all__ += ["too_few_topics", "topic_by_topic", "tragedy_of_the_commons", "weak_grows_strong"]
__all__ += ["willing_and_able", "withdrawals"]
