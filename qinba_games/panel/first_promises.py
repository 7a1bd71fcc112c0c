"""Whether revealed patience refuses what a likelihood finds: the first promise of every pair.

An estimate rests on the best equilibrium; what kept promises refuse rests on none. Where the two
disagree, it is the selection of equilibria, or the errors of the model, that made the estimate.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from .kinds import Cells
from .likelihood import Records, rows_of, weights_of
from .panel import Panel
from .solvers.trust_filter import IMPLEMENTED
from .solvers.uncertain_gains import p_values


class First(NamedTuple):
    """What pairs did in their first year."""

    kept: int  #: pairs that implemented what they agreed on
    pairs: int
    p: float  #: bound of the probability of so many if keeping rarely is an equilibrium


def first_promises(
    panel: Panel, records: Records, cells: Cells, parameters: Mapping[str, Any]
) -> First | None:
    """The promises of first years at these parameters; None where that shows nothing.

    A pair promises with the trust with which it is founded, and gains are known up to `spread`. A
    record is wrong at the rate `noise`. Keeping is an equilibrium where the best one has it, if
    outside values are not negative, or if no promise is kept at a joint loss.
    """
    if panel.observed == "spells":
        return None
    rows = rows_of(records, cells, parameters)
    pair, row, weight = weights_of(records, cells, rows, parameters)
    founding = panel.founding[pair]
    contributes = (cells.acts[rows.cell[row], founding] == 0).any(axis=1)
    chance = np.bincount(pair, weight * contributes, len(panel)).clip(0, 1)
    kept = panel.history[:, 0] == IMPLEMENTED
    one = np.ones(len(panel), dtype=int)
    (p,) = p_values(chance[None], one, kept.astype(int), np.array(parameters["noise"]))
    return First(int(kept.sum()), len(panel), float(p))
