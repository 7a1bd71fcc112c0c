"""What many pairs agree on, and the record that nothing better exists, as its check reads it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...game.table import of_games
from ...game.witness import Bounds, Part, Play, Round, Tree
from ...types import Array, BoolArray, FloatArray, IntArray
from .pair_blocks import Pairs


class Fall(NamedTuple):
    """Some of the first q choices fall, (q, L, T, n), under bounds of pools, (R, L, n)."""

    # Under fixed shares two fall: to contribute, and to idle. Leaving never does.
    pairs: IntArray  #: the n pairs of the block that are meant
    bounds: FloatArray
    gone: BoolArray


class Found(NamedTuple):
    """What pairs agree on, and what it rests on."""

    acts: Array  #: (L, T, n): 0 both contribute, 1 and 2 one alone, 3 nobody, 4 they leave
    joint: FloatArray  #: (L, n): joint value at the start of a period
    settled: BoolArray  #: (n,): where it is the selected equilibrium
    rounds: tuple[Fall, ...]
    bounds: FloatArray  #: (pools, L, n): of what is left for each pool, and last for all together


def part_of(pairs: Pairs, policy: IntArray, start: FloatArray, found: Found) -> Part:
    """The witness of those that are settled, in the numbers of a table with a row for every choice.

    `policy`, (L, T, n), are the choices, `start`, (R, L, n), what they are worth to each pool.
    """
    levels, times, count = policy.shape
    choices, places = (5 if len(start) == 1 else 3), np.arange(levels * times)[:, None]
    end = pairs.outside.sum(axis=0)[None]
    if len(start) > 1:
        end = np.concatenate([pairs.outside, end])
    rows = places * choices + policy.reshape(-1, count)
    rows = np.concatenate([rows, np.full((1, count), places.size * choices)])
    known = np.zeros((levels + 1, len(pairs.outside), count))
    known[-1] = pairs.outside
    bounds, rounds = _at_nodes(found.bounds, end), list[Round]()
    for fall in found.rounds:
        worth, gone = bounds.copy(), np.zeros((places.size * choices + 1, count), dtype=bool)
        worth[..., fall.pairs] = _at_nodes(fall.bounds, end[:, fall.pairs])
        cells = gone[:-1].reshape(levels, times, choices, count)[:, :, : len(fall.gone)]
        cells[..., fall.pairs] = fall.gone.transpose(1, 2, 0, 3)
        rounds.append(Round(Bounds(worth, known), gone))
    games = np.flatnonzero(found.settled)
    play = Play(rows, _at_nodes(start, end), known)
    play, last, each = of_games((play, Bounds(bounds, known), tuple(rounds)), games)
    tree = Tree(tuple(one for one in each if one.eliminated.any()), last)
    return Part(games, play, tree, None)


def _at_nodes(values: FloatArray, end: FloatArray) -> FloatArray:
    """Values of pools, and of all if these are missing, at every level and the end."""
    if len(values) < len(end):
        values = np.concatenate([values, values.sum(axis=0, keepdims=True)])
    return np.concatenate([values.swapaxes(0, 1), end[None]])
