"""Play a strategy, period by period."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _sizes
from ..types import read_only
from .automaton import Automaton
from .results import PlayedPath


def play(automaton: Automaton, periods: int, *, rng: Any = None) -> PlayedPath:
    """Play a strategy from its start while everybody complies.

    Parameters
    ----------
    automaton : Automaton
    periods : int
        At least 1.
    rng : int or Generator, optional
        Draws the public signals.

    Returns
    -------
    PlayedPath

    Raises
    ------
    InputTypeError, RangeError
        If `automaton` is none, or `periods` no positive integer.

    Examples
    --------
    >>> import qinba_games as qg
    >>> found = qg.payoff_set(qg.prisoners_dilemma(9, 1, 10, 3), 0.75)
    >>> qg.play(found.strategy([9, 9]), 3).profiles
    ((0, 0), (0, 0), (0, 0))
    """
    _check.instance("play", "automaton", automaton, Automaton)
    count = _check.integer("play", "periods", periods, low=1, high=_sizes.PATH)
    draws = _check.generator("play", "rng", rng).random(count)
    first, moves = (
        np.cumsum(np.asarray(chances, dtype=float), axis=-1)
        for chances in (automaton.initial, automaton.after)
    )
    states = np.empty(count, dtype=int)
    last, state = len(first) - 1, 0
    for t, draw in enumerate(draws.tolist()):
        chances = first if t == 0 else moves[state]
        if t == 0 or automaton.profile[state] is not None:
            state = min(int(np.searchsorted(chances, draw, side="right")), last)
        states[t] = state
    played = tuple(automaton.profile[x] for x in states.tolist())
    stage = automaton.game.stage.payoffs
    paid = [automaton.game.outside if a is None else stage[a] for a in played]
    return PlayedPath(
        states=read_only(states),
        profiles=played,
        payoffs=read_only(np.stack(paid)),
        members=automaton.game.stage.players,
    )
