"""Claims at random settings."""

from typing import Any

import numpy as np

from qinba_games import errors
from qinba_games.paper.claims import regions
from qinba_games.paper.claims.argument import Argument
from qinba_games.paper.claims.parameters import ParameterSetting, checked

#: What a parameter may be instead of a number.
NAMED: dict[str, list[Any]] = {
    "division": ["optimal", "equal", "surplus", "none"],
    "sharing": ["none", "voluntary"],
    "drop": [None, 1, 2],
}


def drawn(argument: Argument, rng: np.random.Generator) -> ParameterSetting:
    """A random setting that makes sense."""
    while True:
        p = dict(argument.parameters)
        p |= {name: regions._number(name, ends, rng) for name, ends in argument.ranges.items()}
        for name in NAMED.keys() & p.keys():
            if rng.random() < 0.7:
                p[name] = NAMED[name][rng.integers(len(NAMED[name]))]
        try:
            setting = checked("", p)
            if argument.world.check is not None:
                argument.world.check("", setting)
            argument.verdict(setting)
        except errors.InvalidInputError:
            continue
        return setting
