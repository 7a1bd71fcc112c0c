"""The paper's arguments as claims that solvers judge.

>>> from qinba_games.paper import claims
>>> claims.c49(delta=0.5)
Claim(C49 holds: holds if protection alone brings more than 4)
"""

from .catalogue import CLAIMS, all_claims, table
from .claim import Claim
from .section1 import c01, c02
from .section2 import c06, c12
from .section3 import c20
from .section4 import c28, c31, c32, c33
from .section5 import c48, c49, c50

__all__ = [
    "CLAIMS",
    "Claim",
    "all_claims",
    "c01",
    "c02",
    "c06",
    "c12",
    "c20",
    "c28",
    "c31",
    "c32",
    "c33",
    "c48",
    "c49",
    "c50",
    "table",
]
