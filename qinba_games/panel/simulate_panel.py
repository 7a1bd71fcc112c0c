"""What records would be like, `simulate_panel`, and what an estimate says of each pair."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import _check, errors
from ..common.register import finds
from ..partnership.evolve_arrays import best_acts
from ..types import Array, FloatArray, IntArray
from .kinds import pair_terms_of
from .likelihood import PanelRecords, cells_for, plays_of, rows_of, weights_of
from .panel import ENDED, Panel
from .parameters import complete, fits
from .results.calibration import Calibration
from .solvers.trust_filter import STANDS
from .stakes import RULES
from .tables import read_pairs

_OWNER = "simulate_panel"
_IMPLEMENTED, _FORUM = range(2)


def simulate_panel(
    pairs: Any, years: int, *, sharing: str = "none", rng: Any = None, **parameters: Any
) -> Panel:
    """Draw records of pairs that play the equilibrium which is selected at their gains.

    Parameters
    ----------
    pairs : frame, mapping of columns, or path of a CSV file
        As for `Panel.from_records`.
    years : int
        From the earliest `start` on.
    sharing : {"none", "voluntary"}
        Whether members can pay each other.
    rng : None, int or numpy.random.Generator
    **parameters
        Settings of a region, and `spread` (standard deviation of log gains, .3), `noise`
        (probability that a year is recorded wrongly, .02) and `outside_end` (probability that
        something else ends the relation, .01).

    Returns
    -------
    Panel
        With `.truth`: gains, trust and states that nobody could see.

    Raises
    ------
    InvalidInputError
        For pairs that `Panel.from_records` refuses, parameters out of range, and founding trust
        above `levels`.

    Notes
    -----
    The model is that of `calibrate`. One seed gives the same panel, byte by byte.

    Examples
    --------
    >>> import qinba_games as qg
    >>> pairs = {"a": ["A", "A"], "b": ["B", "C"], "gain_a": [1, 0.3], "gain_b": [1, 0.4]}
    >>> panel = qg.simulate_panel({**pairs, "start": [1, 1]}, 5, rng=1, delta=0.8)
    >>> panel.records["state"].tolist()[:5]
    ['implemented', 'implemented', 'implemented', 'implemented', 'implemented']
    """
    fields, _ = read_pairs(_OWNER, pairs)
    years = _check.integer(_OWNER, "years", years, low=1, high=9999)
    _check.choice(_OWNER, "sharing", sharing, RULES)
    generator = _check.generator(_OWNER, "rng", rng)
    known = complete(_OWNER, parameters)
    fits(_OWNER, known["levels"], fields["founding"])
    start = fields["start"]
    lasting = int(start.min()) + years - start
    for k in np.flatnonzero(lasting < 1)[:1].tolist():
        rule, remedy = f"ends before {start[k]}, when a pair could first agree", "Choose more years"
        raise errors.RangeError(_OWNER, "years", years, rule, remedy)
    drawn = generator.normal(0, float(known["spread"]), len(start))
    acts = _acts(fields, drawn, known, sharing)
    history, trust, states = _histories(fields, acts, lasting, known, generator)
    pair, year = np.nonzero(history >= 0)
    hidden = {
        "a": [fields["a"][k] for k in pair],
        "b": [fields["b"][k] for k in pair],
        "year": (start[pair] + year).tolist(),
        "u": drawn[pair].tolist(),
        "trust": trust[pair, year].tolist(),
        "state": [("implemented", "forum", "", "ended")[code] for code in states[pair, year]],
    }
    return Panel(
        **{**fields, "until": int(start.min()) + years - 1},
        history=history[:, : int((history >= 0).any(axis=0).sum())],
        observed="modes",
        hidden=tuple((name, tuple(values)) for name, values in hidden.items()),
    )


def _acts(fields: dict[str, Any], drawn: Array, known: dict[str, Any], sharing: str) -> IntArray:
    """What every pair agrees on at its gains, (pairs, K + 1, conditions)."""
    gains = known["benefit"] * np.exp(drawn)[:, None] * fields["gains"]
    friction = np.where(fields["across"], known["barrier"], known["friction"])
    outside = np.where(fields["founding"] > 0, known["outside_signed"], known["outside"])
    return best_acts(pair_terms_of(gains.T, friction, outside, known, sharing))[0]


def _histories(
    fields: dict[str, Any],
    acts: IntArray,
    lasting: IntArray,
    known: dict[str, Any],
    generator: np.random.Generator,
) -> tuple[IntArray, IntArray, IntArray]:
    """What is recorded, trust before, and what was, (pairs, years); -1 after the end."""
    friction = np.where(fields["across"], known["barrier"], known["friction"])
    top, drop, everyone = known["levels"], known["drop"], np.arange(len(lasting))
    record = np.full((len(lasting), int(lasting.max())), -1)
    before, was = record.copy(), record.copy()
    trust, there, over = fields["founding"].copy(), lasting > 0, lasting < 0
    for year in range(record.shape[1]):
        chance = generator.random((5, len(lasting)))
        there &= year < lasting
        bad = (chance[0] < known["bad_times"]).astype(int) % acts.shape[2]
        act = acts[everyone, trust, bad]
        ends = (chance[1] < known["outside_end"]) | (act == 4) | over
        state = np.where(ends, ENDED, np.where(act == 0, _IMPLEMENTED, _FORUM))
        wrong = (chance[2] < known["noise"]) & ~ends
        record[there, year] = np.where(wrong, 1 - state, state)[there]
        before[there, year], was[there, year] = trust[there], state[there]
        there &= ~ends
        falls = (state == _FORUM) | (chance[3] < friction)
        rises = ~falls & (chance[4] < known["promotion"])
        over = falls if drop is None else over
        trust = np.where(rises, np.minimum(trust + 1, top), trust)
        trust = trust if drop is None else np.where(falls, np.maximum(trust - drop, 0), trust)
    return record, before, was


_PREDICTS = "Calibration.predict"


@finds(Calibration, "survival")
def _survival(calibration: Calibration) -> FloatArray:
    """The chance that each pair stands for 1, 2, ... years, before anything is seen of it."""
    known, panel = dict(calibration.parameters), calibration.panel
    records = PanelRecords.of(_PREDICTS, panel, calibration.observed)
    years = int((panel.until - panel.start).max()) + 1
    cells = cells_for(records, known, calibration.sharing)
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
def _predict(calibration: Calibration, parameters: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The columns of a forecast."""
    known = complete(_PREDICTS, {**dict(calibration.parameters), **parameters})
    fits(_PREDICTS, known["levels"], calibration.panel.founding)
    records = PanelRecords.of(_PREDICTS, calibration.panel, calibration.observed)
    cells = cells_for(records, known, calibration.sharing)
    rows = rows_of(records, cells, known)
    pair, row, weight = weights_of(records, cells, rows, known)
    with np.errstate(divide="ignore"):
        terms = np.log(weight) + rows.loglik[row]
    most = np.full(len(calibration.panel), -np.inf)
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
    stands = ~(calibration.panel.history == ENDED).any(axis=1)
    columns = {
        name: np.clip(np.bincount(pair, share * each), 0, 1) for name, each in by_row.items()
    }
    return {
        "a": list(calibration.panel.a),
        "b": list(calibration.panel.b),
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
    chances = np.linalg.solve(matrix, there[..., None].astype(float))[..., 0]
    return np.asarray(np.clip(chances, 0, 1).T)
