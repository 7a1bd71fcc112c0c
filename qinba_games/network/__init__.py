"""Ties that depend on each other: who enforces what, what an exit sets off, and who leaves."""

from . import checks  # noqa: F401 (they register what they do)
from .cascade import cascade
from .members import evolve_members
from .membership import Membership
from .network import Network
from .strength import strength
from .sustain import sustain
from .tipping import key_projects, membership_equilibria, subsidies

__all__ = [
    "Membership",
    "Network",
    "cascade",
    "evolve_members",
    "key_projects",
    "membership_equilibria",
    "strength",
    "subsidies",
    "sustain",
]
