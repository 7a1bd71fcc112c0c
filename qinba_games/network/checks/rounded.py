"""Certificates of networks whose payoffs are far apart: those of the same ones in decimals."""

from __future__ import annotations

import dataclasses
from typing import Any

from ...types import Certificate
from ...verify.rounded import as_in_fractions
from ..network import Network
from ..results.cascade import Cascade
from ..results.members import MembersEvolution
from ..results.strength import Strength
from ..results.sustained import Sustained

_NUMBERS = ("value", "bound", "slack", "transfers", "payments", "price")
_TIES = (
    *("governments", "ends", "value", "temptation", "outside", "weight", "friction"),
    *("partnerships", "trust"),
)
_WORDS = ("regime", "jurisdictions", "sustained", "unique", "concept", "proven", "tolerance")
_SAID = (
    *("founding", "coordinator", "staying", "acting", "states", "concept", "proven"),
    *("tolerance", "chain", "probability_strong", "time_to_strong"),
)
_MEASURED = ("in_core", "objecting", "density", "largest_cascade", "concept", "proven")
_MEASURES = (
    *("surplus", "trust", "fairness", "from_shapley"),
    *("connectivity", "resilience", "resiliences"),
)
_SEEN = ("exits", "rounds", "followers", "stranded", "remaining", "concept", "proven")
_EARNED = ("surplus", "values", "founding_value")


def certify_rounded(result: Sustained, policy: Any) -> Certificate:
    """Whether ties are those that fractions say are sustained.

    Parameters
    ----------
    result : Sustained
    policy : bool array, optional
    """
    one, other = result.network, result.evidence.network
    assert isinstance(other, Network)
    about = [(name, getattr(one, name), getattr(other, name)) for name in _TIES]
    about.append(("delta", result.delta, result.evidence.delta))
    return as_in_fractions(result, policy, given=about, words=_WORDS, numbers=_NUMBERS)


def certify_rounded_strength(result: Strength) -> Certificate:
    """Whether the strength of ties is what fractions say that it is.

    Parameters
    ----------
    result : Strength
    """
    about = [("sustained", result.sustained.evidence, result.evidence.sustained)]
    return as_in_fractions(result, None, given=about, words=_MEASURED, numbers=_MEASURES)


def certify_rounded_cascade(result: Cascade) -> Certificate:
    """Whether what exits and shocks set off is what fractions say.

    Parameters
    ----------
    result : Cascade
    """
    other = result.evidence
    about = [
        ("before", result.before.evidence, other.before),
        ("shocks", result.shocks, other.shocks),
    ]
    return as_in_fractions(result, None, given=about, words=_SEEN, numbers=("value", "salvage"))


def certify_rounded_members(result: MembersEvolution) -> Certificate:
    """Whether sets of members do what fractions say that they do.

    Parameters
    ----------
    result : MembersEvolution
    """
    one, other = result.partnership, result.evidence.partnership
    names = [field.name for field in dataclasses.fields(one)]
    about = [(name, getattr(one, name), getattr(other, name)) for name in names]
    about.append(("delta", result.delta, result.evidence.delta))
    return as_in_fractions(result, None, given=about, words=_SAID, numbers=_EARNED)
