"""What an estimate says of each pair: how long it stands, and what trust it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..common.register import finds
from ..types import Array, FloatArray
from .likelihood import Records, cells_for, plays_of, rows_of, weights_of
from .panel import ENDED
from .parameters import complete, fits
from .results import Calibration
from .solvers.trust_filter import STANDS

_OWNER = "Calibration.predict"


@finds(Calibration, "survival")
def survival(found: Calibration) -> FloatArray:
    """The chance that each pair stands for 1, 2, ... years, before anything is seen of it."""
    known, panel = dict(found.parameters), found.panel
    records = Records.of(_OWNER, panel, found.observed)
    years = int((panel.until - panel.start).max()) + 1
    cells = cells_for(records, known, found.sharing)
    chances = np.empty((len(panel), years))
    kind, founding, _ = records.groups
    for year in range(years):
        stands = np.full((len(kind), year + 1), STANDS)
        so_far = records._replace(groups=(kind, founding, stands))
        rows = rows_of(so_far, cells, known)
        pair, row, weight = weights_of(so_far, cells, rows, known)
        chances[:, year] = np.bincount(pair, weight * np.exp(rows.loglik[row]))
    return chances


@finds(Calibration, "predict")
def predict(found: Calibration, parameters: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The columns of a forecast."""
    known = complete(_OWNER, {**dict(found.parameters), **parameters})
    fits(_OWNER, known["levels"], found.panel.founding)
    records = Records.of(_OWNER, found.panel, found.observed)
    cells = cells_for(records, known, found.sharing)
    rows = rows_of(records, cells, known)
    pair, row, weight = weights_of(records, cells, rows, known)
    with np.errstate(divide="ignore"):
        terms = np.log(weight) + rows.loglik[row]
    most = np.full(len(found.panel), -np.inf)
    np.maximum.at(most, pair, terms)
    share = np.exp(terms - np.where(np.isfinite(most), most, 0)[pair])
    share /= np.bincount(pair, share)[pair]
    plays = plays_of(cells, records.kinds, known)
    of_cell = rows.cell[row]
    trust = rows.trust[:, row]
    leaves = np.ones_like(trust)
    leaves[:-1] -= (plays.contribute + plays.idle)[:, of_cell]
    out = known["outside_end"]
    strong = plays.contribute > 1 - 1e-12
    ever = _ever(plays.contribute, plays.idle, plays.friction, strong, known)
    by_row = {
        "ends_next": out + (1 - out) * (trust * leaves).sum(axis=0),
        "strong_now": (trust[:-1] * strong[:, of_cell]).sum(axis=0),
        "strong_ever": (trust[:-1] * ever[:, of_cell]).sum(axis=0),
        **{f"trust_{k}": trust[k] for k in range(len(trust) - 1)},
    }
    stands = ~(found.panel.history == ENDED).any(axis=1)
    columns = {
        name: np.clip(np.bincount(pair, share * each), 0, 1) for name, each in by_row.items()
    }
    return {
        "a": list(found.panel.a),
        "b": list(found.panel.b),
        "stands": stands.tolist(),
        **{name: np.where(stands, of, np.nan).tolist() for name, of in columns.items()},
    }


def _ever(
    contribute: FloatArray,
    idle: FloatArray,
    friction: FloatArray,
    strong: Array,
    known: Mapping[str, Any],
) -> FloatArray:
    """The chance of ever being at a strong level, from every level in every cell."""
    levels, count = contribute.shape
    move = np.zeros((count, levels, levels))
    stays = 1 - known["outside_end"]
    for k in range(levels):
        fall, rise = contribute[k] * friction + idle[k], contribute[k] * (1 - friction)
        if known["drop"] is not None:
            move[:, k, max(0, k - known["drop"])] += stays * fall
        move[:, k, min(k + 1, levels - 1)] += stays * rise * known["promotion"]
        move[:, k, k] += stays * rise * (1 - known["promotion"])
    there = strong.T
    move[there] = 0
    # A level that is never left for a strong one, nor ended, has no other solution than 0.
    matrix = np.eye(levels) - move * (1 - 1e-15)
    found = np.linalg.solve(matrix, there[..., None].astype(float))[..., 0]
    return np.asarray(np.clip(found, 0, 1).T)
