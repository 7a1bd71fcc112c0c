"""Networks whose payoffs are too far apart for floats: the decimals that these stand for."""

from __future__ import annotations

from .. import _exact, _sizes
from .network import Network

#: Up to so many ties are solved in fractions, which takes some five seconds.
MOST = 20_000
_COLUMNS = ("value", "temptation", "outside", "weight", "friction")


def is_far_apart(network: Network) -> bool:
    """Whether rounding could decide in floats, and fractions take no long time."""
    few = len(network.ends) <= MOST
    return few and not network.exact and _sizes.is_far(network)


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
