"""Ties that depend on each other: who enforces what, what an exit sets off, and who leaves."""

from . import checks  # noqa: F401 (they register what they do)
from .cascade import cascade
from .members import evolve_members
from .membership import Membership
from .network import Network
from .network_measures import network_measures
from .sustain import sustain
from .tipping import cheapest_subsidies, key_projects, membership_equilibria

__all__ = [
    "Membership",
    "Network",
    "cascade",
    "cheapest_subsidies",
    "evolve_members",
    "key_projects",
    "membership_equilibria",
    "network_measures",
    "sustain",
]
