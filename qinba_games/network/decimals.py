"""Networks whose payoffs are too far apart for floats: the decimals that these stand for."""

from __future__ import annotations

import dataclasses
from typing import Any

from .. import _exact, _sizes
from ..types import read_only
from .network import Network
from .results.sustained import Sustained
from .solvers.enforcement import FIRST

#: Up to so many times most of the payoffs floats are good for the largest; and tables of ties.
_SPAN = 1e6
_COLUMNS = ("value", "temptation", "outside", "weight", "friction")
_ROUNDED = ("slack", "transfers", "payments", "price")


def is_far_apart(network: Network) -> bool:
    """Whether rounding could decide in floats, and fractions take no long time."""
    few = len(network.ends) <= FIRST
    return few and not network.exact and _sizes.far(network) > _SPAN


def in_decimals(network: Network) -> Network:
    """The same network in fractions.

    Parameters
    ----------
    network : Network
    """
    table = network.columns()
    for name, column in table.items():
        if name.startswith(_COLUMNS):
            table[name] = [_exact.decimals(number) for number in column]
    return Network(network.governments, table)


def rounded(found: Sustained, network: Network, delta: Any) -> Sustained:
    """The answer about a network in floats that fractions give; they are its evidence.

    Parameters
    ----------
    found : Sustained
        In fractions, with its certificate.
    network : Network
    delta : Number
    """
    numbers: dict[str, Any] = {
        name: read_only(getattr(found, name).astype(float)) for name in _ROUNDED
    }
    return dataclasses.replace(
        found,
        network=network,
        delta=delta,
        value=float(found.value),
        bound=float(found.bound),
        **numbers,
        exact=False,
        certificate=None,
        evidence=found,
        notes=(*found.notes, "payoffs are far apart: solved in fractions, and rounded"),
    )
