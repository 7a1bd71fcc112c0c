"""What records would be like: the verb `simulate_panel`."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, errors
from ..partnership.evolve_arrays import best_acts
from ..types import Array, IntArray
from .kinds import pair_terms_of
from .panel import ENDED, Panel
from .parameters import complete, fits
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
    sharing : str
        Whether members can pay each other: "none" or "voluntary".
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
    history, trust, states = _lived(fields, acts, lasting, known, generator)
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


def _lived(
    fields: dict[str, Any],
    acts: IntArray,
    lasting: IntArray,
    known: dict[str, Any],
    generator: np.random.Generator,
) -> tuple[IntArray, IntArray, IntArray]:
    """What is recorded, trust before, and what was, (pairs, years); -1 after the end."""
    friction = np.where(fields["across"], known["barrier"], known["friction"])
    top, drop, everyone = known["levels"], known["drop"], np.arange(len(lasting))
    seen = np.full((len(lasting), int(lasting.max())), -1)
    before, was = seen.copy(), seen.copy()
    trust, there, over = fields["founding"].copy(), lasting > 0, lasting < 0
    for year in range(seen.shape[1]):
        chance = generator.random((5, len(lasting)))
        there &= year < lasting
        bad = (chance[0] < known["bad_times"]).astype(int) % acts.shape[2]
        act = acts[everyone, trust, bad]
        ends = (chance[1] < known["outside_end"]) | (act == 4) | over
        state = np.where(ends, ENDED, np.where(act == 0, _IMPLEMENTED, _FORUM))
        wrong = (chance[2] < known["noise"]) & ~ends
        seen[there, year] = np.where(wrong, 1 - state, state)[there]
        before[there, year], was[there, year] = trust[there], state[there]
        there &= ~ends
        falls = (state == _FORUM) | (chance[3] < friction)
        rises = ~falls & (chance[4] < known["promotion"])
        over = falls if drop is None else over
        trust = np.where(rises, np.minimum(trust + 1, top), trust)
        trust = trust if drop is None else np.where(falls, np.maximum(trust - drop, 0), trust)
    return seen, before, was
