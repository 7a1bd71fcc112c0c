"""Decision problems of many pairs: policy iteration over what is still allowed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...game.table import of_games
from ...game.witness import Bounds, Part, Play, Round, Tree
from ...types import Array, BoolArray, FloatArray, IntArray
from .pair_blocks import PairBlock, after, evaluate


class PairDecisions(NamedTuple):
    """A batch of decision problems: what every choice brings now, and which kind of period it is.

    Attributes
    ----------
    now : array, shape (R, Q, L, T, n)
        (1 - delta) times the payoff; the last choice, leaving, brings `end`.
    end : array, shape (R, n)
    breach : array, shape (R, L, T, n), or None
        Under fixed shares: what idling while the other contributes brings at once.
    shared : bool
        One problem of all together: what each gets stands by itself, their sum counts.
    """

    now: FloatArray
    end: FloatArray
    breach: FloatArray | None = None
    shared: bool = False

    def take(self, rows: Array) -> PairDecisions:
        """The problems of some pairs."""
        breach = None if self.breach is None else self.breach[..., rows]
        return PairDecisions(self.now[..., rows], self.end[..., rows], breach, self.shared)


def worths_of(pairs: PairBlock, choices: PairDecisions, start: FloatArray) -> FloatArray:
    """Value of every choice, (R, Q, L, T, n); the first is kept, the last leaves."""
    worths = with_future(pairs, choices, *after(pairs, start, choices.end))
    return worths.sum(axis=0, keepdims=True) if choices.shared else worths


def with_future(
    pairs: PairBlock, choices: PairDecisions, kept: FloatArray, fallen: FloatArray
) -> FloatArray:
    """The same, if what follows a kept period and a fall is known."""
    worths = choices.now.copy()
    worths[:, 0] += (pairs.delta * kept)[:, :, None]
    if worths.shape[1] > 2:
        worths[:, 1:-1] += (pairs.delta * fallen)[:, None, :, None]
    return worths


def value_of(pairs: PairBlock, choices: PairDecisions, policy: Array) -> FloatArray:
    """Value of playing `policy` (R or 1, L, T, n) for ever, (R, L, n)."""
    last = choices.now.shape[1] - 1
    chance = pairs.chance
    now = picked(choices.now, policy)
    kept = ((policy == 0) * chance).sum(axis=-2)
    idle = ((policy > 0) & (policy < last)) * chance
    return evaluate(pairs, pairs.expected(now), kept, idle.sum(axis=-2), choices.end)


def optimise(
    pairs: PairBlock, choices: PairDecisions, allowed: BoolArray, before: Array | None = None
) -> tuple[Array, FloatArray, FloatArray]:
    """Policy iteration (Howard 1960): policy, start, and the value of every allowed choice.

    `before` (R, L, T, n), which is allowed, is where it begins.
    """
    last = choices.now.shape[1] - 1
    hopeful = np.where(allowed[0], np.int8(0), np.int8(last))  # most who can cooperate should
    policy = hopeful[None] if before is None else before
    while True:
        start = value_of(pairs, choices, policy)
        policy = np.broadcast_to(policy, (1 if choices.shared else len(start), *hopeful.shape))
        worths = np.where(allowed, worths_of(pairs, choices, start), -np.inf)
        best, most = best_of(worths)
        better = most > picked(worths, policy) + pairs.near
        if not better.any():
            return policy, start, worths
        policy = np.where(better, best, policy)
        few = np.flatnonzero(better.any(axis=(0, 1, 2)))
        if 2 * len(few) < better.shape[-1]:
            mine = choices.take(few)
            found = optimise(pairs.take(few), mine, allowed[..., few], policy[..., few])
            policy[..., few], start[..., few], worths[..., few] = found
            return policy, start, worths


def allowed_still(policy: Array, worths: FloatArray, allowed: BoolArray) -> Array:
    """A policy, and the best of what is still allowed where that is forbidden now."""
    able = picked(allowed[None], policy)
    return np.where(able, policy, best_of(np.where(allowed, worths, -np.inf))[0])


def preferred(pairs: PairBlock, worths: FloatArray, order: list[int]) -> Array:
    """Of the best choices the first in the order of preference, (1, L, T, n)."""
    enough = worths.max(axis=1) - pairs.near
    found = np.full(enough.shape, order[-1], dtype=np.int8)
    for choice in order[-2::-1]:
        np.copyto(found, choice, where=worths[:, choice] >= enough)
    return found


def picked(values: Array, policy: Array) -> Array:
    """What `policy` (R or 1, L, T, n) picks from values (R, Q, L, T, n)."""
    found = np.where(policy == 0, values[:, 0], values[:, -1])
    for choice in range(1, values.shape[1] - 1):
        np.copyto(found, values[:, choice], where=policy == choice)
    return found


def best_of(worths: FloatArray) -> tuple[Array, FloatArray]:
    """The first of the best choices, and what it is worth, (R, L, T, n)."""
    most = worths[:, 0]
    found = np.zeros(most.shape, dtype=np.int8)
    for choice in range(1, worths.shape[1]):
        np.copyto(found, choice, where=worths[:, choice] > most)
        most = np.maximum(most, worths[:, choice])
    return found, most


class Fall(NamedTuple):
    """Some of the first q choices fall, (q, L, T, n), under bounds of pools, (R, L, n)."""

    # Under fixed shares two fall: to contribute, and to idle. Leaving never does.
    pairs: IntArray  #: the n pairs of the block that are meant
    bounds: FloatArray
    gone: BoolArray


class PairAgreements(NamedTuple):
    """What pairs agree on, and what it rests on."""

    acts: Array  #: (L, T, n): 0 both contribute, 1 and 2 one alone, 3 nobody, 4 they leave
    joint: FloatArray  #: (L, n): joint value at the start of a period
    settled: BoolArray  #: (n,): where it is the selected equilibrium
    rounds: tuple[Fall, ...]
    bounds: FloatArray  #: (pools, L, n): of what is left for each pool, and last for all together


def part_of(pairs: PairBlock, policy: IntArray, start: FloatArray, found: PairAgreements) -> Part:
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
