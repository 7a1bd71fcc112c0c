"""Where a choice would be better than a policy, at which patience between two: all of them at once.

Payoffs count above what everybody gets for ever after a breach, and not per period; leaving brings
nothing above that.
"""

from __future__ import annotations

import numpy as np

from ... import _tolerance
from ...types import Array, BoolArray
from ...verify import linear
from ..trust_game import MODES, TrustGame

#: Changes are located up to this; nearer to an edge nothing is claimed.
NOISE = 1e-8


def better_between(
    game: TrustGame, policy: Array, some: BoolArray, low: float, high: float
) -> list[float]:
    """Patiences between two at which some of the choices (L, T, Q) would be better than a policy.

    Parameters
    ----------
    game : TrustGame
        Of one partnership.
    policy : int array, shape (L, T)
    some : bool array, shape (L, T, Q)
    low, high : float
    """
    now, move = chosen(game, policy)
    others = np.arange(some.shape[-1]) != policy[..., None]
    rows = np.argwhere(some & others)
    if not len(rows):
        return []
    level, times, choice = rows.T
    pay, step = everything(game)
    own = policy[level, times]
    more = pay[level, times, choice] - pay[level, times, own]
    turn = step[level, choice] - step[level, own]
    at = _roots(now, move, more, turn, low, high)
    ends = np.unique(np.concatenate([[low], at, [high]]))
    middle = (ends[1:] + ends[:-1]) / 2
    gains, near = _gains(now, move, more, turn, middle)
    return [float(delta) for delta in middle[(gains > near).any(axis=-1)]]


def everything(game: TrustGame) -> tuple[Array, Array]:
    """Joint payoff of every choice above the outside values, (L, T, Q), and its moves (L, Q, L)."""
    n, leave = len(game.members), np.zeros((*game.flow.shape[1:3], 1))
    full = np.asarray(game.contributes.all(axis=1))
    paid = (game.flow[0] - game.outside[0]).sum(axis=-1) + n * game.subsidy[0] * full
    step = game.move[0, np.where(full, 0, 1)][..., :-1].swapaxes(0, 1)
    gone = np.zeros((len(step), 1, len(step)))
    return np.concatenate([paid, leave], axis=-1), np.concatenate([step, gone], axis=1)


def best_either_way(game: TrustGame, values: Array, largest: Array) -> tuple[Array, Array]:
    """The best choices, (..., L, T), of values (..., L, T, Q): the preferred of few and many ties.

    Values of all levels are found together, so that rounding is that of the `largest`, (...).
    """
    order = np.array([c for mode in MODES for c, name in enumerate(game.modes) if name == mode])
    top, largest = values.max(axis=-1, keepdims=True), largest[..., None, None, None]
    one, other = (
        order[(values >= top - near)[..., order].argmax(axis=-1)]
        for level in (_tolerance.STEP, 2 * _tolerance.TIE)
        for near in [_tolerance.meeting(level, top, largest)]
    )
    return one, other


def chosen(game: TrustGame, policy: Array) -> tuple[Array, Array]:
    """What a policy pays in a period and where it leads, by trust level."""
    pay, step = everything(game)
    levels, times = np.indices(policy.shape)
    now = (game.chance[0] * pay[levels, times, policy]).sum(axis=-1)
    move = (game.chance[0][:, None] * step[levels, policy]).sum(axis=1)
    return now, move


def _roots(now: Array, move: Array, more: Array, turn: Array, low: float, high: float) -> Array:
    """Where gains over a policy may change their sign.

    Roots of the determinant of

        [ 1 - delta P   r ]
        [  - delta p    m ],

    which is that of 1 - delta P times the gain m + delta p (1 - delta P)^-1 r.
    """
    size, middle = len(now), (low + high) / 2
    first, second = np.zeros((2, len(more), size + 1, size + 1))
    first[:, :size, :size], first[:, :size, size] = np.eye(size), now
    first[:, size, size] = more
    second[:, :size, :size], second[:, size, :size] = move, turn
    gains, near = _gains(now, move, more, turn, np.array([middle]))
    # What gains nothing in the middle mostly gains nothing anywhere; other points see to it.
    shifted = np.where(abs(gains[0]) > near[0], middle, low + 0.61803398875 * (high - low))
    matrix = first - shifted[:, None, None] * second
    scale = abs(matrix).max(axis=2, keepdims=True)
    matrix, second = (part / np.where(scale > 0, scale, 1) for part in (matrix, second))
    # Where a choice gains nothing at any patience the system has no solution, and no root matters.
    system = np.linalg.solve(matrix + 1e-13 * np.eye(size + 1), second)
    found = np.linalg.eigvals(system[np.isfinite(system).all(axis=(1, 2))])
    shifted = shifted[np.isfinite(system).all(axis=(1, 2))]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        roots = (shifted[:, None] + 1 / found).ravel()
    real = roots.real[abs(roots.imag) <= 1e-6]
    return np.unique(np.round(real[(real > low + NOISE) & (real < high - NOISE)], 9))


def _gains(now: Array, move: Array, more: Array, turn: Array, deltas: Array) -> tuple[Array, Array]:
    """What each choice gains over a policy at some patiences, (deltas, choices); and rounding."""
    d = deltas[:, None, None]
    system = np.eye(len(now)) - d * move
    right = np.broadcast_to(now[:, None], (len(deltas), len(now), 1))
    worth = linear.solve(system, right)[..., 0]
    near = _tolerance.meeting(_tolerance.TIE, abs(worth).max(axis=-1)[:, None], abs(more))
    return more + deltas[:, None] * (worth @ turn.T), near
