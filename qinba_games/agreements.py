"""Agreements that nobody enforces: which coalitions last, which issues to link, who may punish.

>>> from qinba_games import agreements
>>> pact = agreements.linear_quadratic(20)
>>> agreements.stable_agreements(pact).sizes
(2, 3)
>>> agreements.farsighted_agreements(pact).sizes
(2, 3, 5, 8, 12, 18)
"""

from .games.agreement import Agreement
from .games.symmetric_agreement import SymmetricAgreement
from .models.abatement import AbatementEconomy
from .models.agreements import (
    barrett_leader,
    diamantoudi_sartzetakis,
    linear_quadratic,
    modest_agreement,
)
from .models.issues import Issues
from .questions.agreement_sharing import almost_ideal_sharing, chander_tulkens, gamma_core
from .questions.agreements import (
    farsighted_agreements,
    minimum_participation,
    repeated_agreement,
    stable_agreements,
)
from .questions.issues import issues_from_games, link_issues
from .questions.renegotiation import renegotiation_proof

__all__ = [
    "AbatementEconomy",
    "Agreement",
    "Issues",
    "SymmetricAgreement",
    "almost_ideal_sharing",
    "barrett_leader",
    "chander_tulkens",
    "diamantoudi_sartzetakis",
    "farsighted_agreements",
    "gamma_core",
    "issues_from_games",
    "linear_quadratic",
    "link_issues",
    "minimum_participation",
    "modest_agreement",
    "renegotiation_proof",
    "repeated_agreement",
    "stable_agreements",
]
