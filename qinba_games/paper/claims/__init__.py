"""The paper's arguments as claims that solvers judge.

>>> from qinba_games.paper import claims
>>> claims.c49(delta=0.5)
Claim(C49 holds: holds if protection alone brings more than 4)
"""

from .catalogue import CLAIMS, all_claims, table
from .claim import Claim
from .section1 import c01, c02, c04
from .section2 import c06, c12
from .section2_contracts import c11
from .section2_relations import c08, c10
from .section2_river import c17
from .section2_sharing import c13, c16
from .section2_third_party import c14, c15
from .section3 import c20, c21
from .section3_issues import c19, c23
from .section4 import c28, c31, c32, c33
from .section4_coordinator import c34, c35
from .section4_national import c41, c43
from .section4_trust import c30
from .section5 import c48, c49, c50
from .section5_plan import c45, c46

__all__ = [
    "CLAIMS",
    "Claim",
    "all_claims",
    "c01",
    "c02",
    "c04",
    "c06",
    "c08",
    "c10",
    "c11",
    "c12",
    "c13",
    "c14",
    "c15",
    "c16",
    "c17",
    "c19",
    "c20",
    "c21",
    "c23",
    "c28",
    "c30",
    "c31",
    "c32",
    "c33",
    "c34",
    "c35",
    "c41",
    "c43",
    "c45",
    "c46",
    "c48",
    "c49",
    "c50",
    "table",
]
