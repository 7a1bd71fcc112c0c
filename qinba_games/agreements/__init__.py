"""Agreements that nobody enforces: which coalitions last, which issues to link, who may punish.

>>> from qinba_games import agreements
>>> pact = agreements.linear_quadratic(20)
>>> agreements.stable_agreements(pact).sizes
(2, 3)
>>> agreements.farsighted_agreements(pact).sizes
(2, 3, 5, 8, 12, 18)
"""

from . import checks, governed  # noqa: F401 (they register what they do)
from .abatement import AbatementEconomy
from .agreement import Agreement
from .agreement_sharing import almost_ideal_sharing, chander_tulkens, gamma_core
from .critical_turnover import critical_turnover
from .examples import barrett_leader, diamantoudi_sartzetakis, linear_quadratic, modest_agreement
from .insurance import Insurance
from .insure import insure, loss_window
from .intervals_over_patience import plot_intervals
from .issues import Issues
from .link_issues import issues_from_games, link_issues
from .negotiation import all_negotiated, negotiated
from .renegotiation import renegotiation_proof
from .stability import (
    farsighted_agreements,
    minimum_participation,
    repeated_agreement,
    stable_agreements,
)
from .symmetric_agreement import SymmetricAgreement

__all__ = [
    "AbatementEconomy",
    "Agreement",
    "Insurance",
    "Issues",
    "SymmetricAgreement",
    "all_negotiated",
    "almost_ideal_sharing",
    "barrett_leader",
    "chander_tulkens",
    "critical_turnover",
    "diamantoudi_sartzetakis",
    "farsighted_agreements",
    "gamma_core",
    "insure",
    "issues_from_games",
    "linear_quadratic",
    "link_issues",
    "loss_window",
    "minimum_participation",
    "modest_agreement",
    "negotiated",
    "plot_intervals",
    "renegotiation_proof",
    "repeated_agreement",
    "stable_agreements",
]
