"""Networks whose payoffs are too far apart for floats: the decimals that these stand for."""

from __future__ import annotations

from typing import Any

from .. import _exact, _sizes
from ..types import fill
from .network import Network

#: Up to so many ties are solved in fractions where floats are near the edge, which takes them some
#: five seconds; and up to so many where they would be refused, in less than a minute.
QUICK, MOST = 20_000, 100_000
_COLUMNS = ("value", "temptation", "outside", "weight", "friction")


def is_far_apart(network: Network, delta: Any) -> bool:
    """Whether rounding could decide in floats, so that fractions have to."""
    # If delta is a float, so are the sums in which ints and fractions meet it.
    size = len(network.ends)
    if size > MOST or (network.exact and _exact.is_rational(delta)):
        return False
    return _sizes.is_far(network) if size <= QUICK else _sizes.is_too_far(network)


def in_decimals(network: Network) -> Network:
    """The same network in fractions."""
    table = network.columns()
    for name, column in table.items():
        if name.startswith(_COLUMNS):
            table[name] = [_exact.decimals(number) for number in column]
    made = Network(network.governments, table)
    fill(made, partnerships=network.partnerships, trust=network.trust)
    return made
