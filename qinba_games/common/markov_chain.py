r"""Finite Markov chains: what is reached, when, and what is left in the long run.

`P[x, y]` is the probability of going from state x to state y; rows sum to one. A set of states is
given by indices or by a boolean mask. States that the graph of the chain leaves open are eliminated
one by one, and nothing is simulated: states from which the target is out of reach have probability
exactly 0, those that cannot miss it exactly 1, and rare moves count as exactly as others.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..types import ArrayLike, BoolArray, FloatArray

#: What is over with at least that chance is known well enough by an ordinary solve.
_SOON = 1e-4
#: From so many states on systems are solved one by one.
_LARGE = 16
#: Up to so many periods a distribution is followed step by step.
_FEW = 1000


def hitting_probability(P: FloatArray, targets: ArrayLike, *, before: ArrayLike = ()) -> FloatArray:
    r"""Probability of ever being in `targets`, and of being there before `before`, by first state.

    The least solution of h = 1 on `targets`, h = 0 on `before`, h = Ph elsewhere.

    Parameters
    ----------
    P : array, shape (states, states)
        Transition probabilities.
    targets : indices or boolean mask
        Where to get to.
    before : indices or boolean mask
        States in which the race is lost; a state in both sets counts as reached.

    Returns
    -------
    array, shape (states,)

    Examples
    --------
    The gambler's ruin with fair coins: from 1 unit to 3 before 0.

    >>> import numpy as np
    >>> from qinba_games.common.markov_chain import hitting_probability
    >>> P = np.array([[1, 0, 0, 0], [0.5, 0, 0.5, 0], [0, 0.5, 0, 0.5], [0, 0, 0, 1]])
    >>> hitting_probability(P, [3]).round(6).tolist()
    [0.0, 0.333333, 0.666667, 1.0]

    References
    ----------
    J. R. Norris, *Markov Chains*, Cambridge University Press 1997, Theorem 1.3.2.
    """
    hit = _mask(P, targets)
    lost = _mask(P, before) & ~hit
    can_hit = _leads_to(P, hit, blocked=lost)
    can_miss = _leads_to(P, ~can_hit, blocked=hit)
    h = np.where(can_hit, 1.0, 0.0)
    open_ = can_hit & can_miss
    h[open_] = _race(P, open_, ~can_hit, can_hit & ~open_)[0]
    return h


def expected_hitting_time(
    P: FloatArray, targets: ArrayLike, *, before: ArrayLike = ()
) -> FloatArray:
    r"""Expected number of periods until `targets`, given that it is reached, by first state.

    E[T; T < ∞] solves e = h + Pe off the target, with h the hitting probability; the conditional
    expectation is e/h. It is 0 in the target and infinite where the target cannot be reached.

    Parameters
    ----------
    P, targets, before
        As for `hitting_probability`.

    Returns
    -------
    array, shape (states,)

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.common.markov_chain import expected_hitting_time
    >>> P = np.array([[0.75, 0.25, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> expected_hitting_time(P, [1]).tolist()
    [4.0, 0.0, inf]

    References
    ----------
    J. R. Norris, *Markov Chains*, Cambridge University Press 1997, Theorem 1.3.5, applied to the
    chain conditioned on reaching the target.
    """
    hit = _mask(P, targets)
    h = hitting_probability(P, hit, before=before)
    waiting = (h > 0) & ~hit
    times = np.where(hit, 0.0, np.inf)
    times[waiting] = _race(P, waiting, h == 0, hit)[1]
    return times


def _race(P: FloatArray, on: BoolArray, lost: BoolArray, won: BoolArray) -> FloatArray:
    """Probability and time of `race` in the states in which it is on."""
    parts = P[np.ix_(on, on)], P[np.ix_(on, lost)].sum(axis=1), P[np.ix_(on, won)].sum(axis=1)
    return np.concatenate(race(*(part[None] for part in parts)))


def race(moves: FloatArray, lost: FloatArray, won: FloatArray) -> tuple[FloatArray, FloatArray]:
    r"""Probability of winning a race, and expected periods until then given that; many chains.

    States are eliminated one by one, and nothing is ever subtracted: what happens once in 10¹⁵
    periods counts as exactly as anything else.

    Parameters
    ----------
    moves : array, shape (N, states, states)
        Transition probabilities between states in which the race is on.
    lost, won : arrays, shape (N, states)
        What remains of every row.

    Returns
    -------
    probability, time : arrays, shape (N, states)
        The time is infinite where the probability is 0.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.common.markov_chain import race
    >>> rare = 2.0**-60
    >>> probability, time = race(np.array([[[1 - 2 * rare]]]), np.full((1, 1), rare), [[rare]])
    >>> probability.tolist(), (time * rare).tolist()
    ([[0.5]], [[0.5]])

    References
    ----------
    W. K. Grassmann, M. I. Taksar and D. P. Heyman (1985), Regenerative analysis and steady state
    distributions for Markov chains, Operations Research 33, 1107-1116.
    """
    rest = _StateReduction(moves, np.asarray(lost + np.asarray(won)))
    chance = np.minimum(rest.earned(np.asarray(won)[..., None])[..., 0], 1.0)
    steps = rest.earned(chance[..., None])[..., 0]
    return chance, np.where(chance > 0, steps / np.where(chance > 0, chance, 1), np.inf)


def reach(chain: FloatArray, strong: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Chance of ever being at a strong level, and expected periods until then given that.

    Parameters
    ----------
    chain : array, shape (N, L, L + 1)
    strong : bool array, shape (N, L)

    Returns
    -------
    probability, time : arrays, shape (N, L)
        By trust level at the start; the time is inf where the probability is 0.
    """
    inner = np.where(strong[..., None], 0, chain)
    rising = np.where(strong, 1, (inner[..., :-1] * strong[:, None]).sum(axis=-1))
    chance, time = race(np.where(strong[:, None], 0, inner[..., :-1]), inner[..., -1], rising)
    return chance, np.where(strong, 0, time)


def total_reward(moves: FloatArray, over: FloatArray, reward: FloatArray) -> FloatArray:
    """What is earned until it is over, (..., states, columns), a period bringing `reward`.

    `moves`, shape (..., states, states), are chances of going on, discounted or not; `over`, shape
    (..., states), is what remains of every row, known as exactly as it is small.
    """
    if over.min() <= _SOON:
        return _StateReduction(moves, over).earned(reward)
    # Transposed no pivot is moved, so that what cannot be reached leaves no rounding behind.
    system = np.subtract(np.eye(moves.shape[-1]), moves, order="C")
    if len(system.T) >= _LARGE:
        return _one_by_one(system, reward)
    each = np.linalg.inv(np.swapaxes(system, -1, -2))
    return np.asarray(np.swapaxes(each, -1, -2) @ reward)


def _one_by_one(systems: FloatArray, right: FloatArray) -> FloatArray:
    """Solutions of large systems, (..., states, columns), without an inverse of any."""
    from scipy.linalg.lapack import dgetrf, dgetrs

    solutions = np.empty(right.shape)
    for k in np.ndindex(*systems.shape[:-2]):
        factors, pivots, _ = dgetrf(systems[k].T, overwrite_a=True)
        # Several columns at once are shared among processors, whose threads wait for each other.
        for column, of in zip(solutions[k].T, right[k].T, strict=True):
            column[:], _ = dgetrs(factors, pivots, of, trans=1)
    return solutions


class _StateReduction:
    """A chain that may last very long, whose states are eliminated one by one."""

    def __init__(self, moves: FloatArray, over: FloatArray) -> None:
        size, rows = moves.shape[-1], np.concatenate([moves, over[..., None]], axis=-1)
        self.rows: FloatArray = rows
        self.leaves: FloatArray = np.empty(moves.shape[:-1])
        for k in reversed(range(size)):
            row = rows[..., k, :].copy()
            row[..., k:size] = 0  # what is eliminated, and what stays
            leaves = row.sum(axis=-1)
            row[..., size] += leaves == 0  # whoever never leaves is as good as lost
            self.leaves[..., k] = np.where(leaves == 0, 1, leaves)
            row /= self.leaves[..., k, None]
            rows[..., k, :k], rows[..., k, -1] = row[..., :k], row[..., -1]
            rows[..., :k, :k] += rows[..., :k, k, None] * row[..., None, :k]
            rows[..., :k, -1] += rows[..., :k, k] * row[..., -1:]

    def earned(self, reward: FloatArray) -> FloatArray:
        """What is earned until it is over, (..., states, columns)."""
        rows, value = self.rows, reward.copy()
        for k in reversed(range(self.leaves.shape[-1])):
            value[..., k, :] /= self.leaves[..., k, None]
            value[..., :k, :] += rows[..., :k, k, None] * value[..., None, k, :]
        for k in range(self.leaves.shape[-1]):
            value[..., k, :] += (rows[..., k, :k, None] * value[..., :k, :]).sum(axis=-2)
        return value


def long_run_shares(P: FloatArray, start: int | ArrayLike) -> FloatArray:
    r"""Share of periods spent in each state in the long run (Cesàro limit) from `start`.

    Each recurrent class has one stationary distribution; the share is that distribution times the
    probability of ending up in the class. Periodic chains have Cesàro limits too.

    Parameters
    ----------
    P : array, shape (states, states)
        Transition probabilities.
    start : int or array, shape (states,)
        First state, or a distribution over first states.

    Returns
    -------
    array, shape (states,)
        Non-negative, summing to one.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.common.markov_chain import long_run_shares
    >>> long_run_shares(np.array([[0.0, 0.5, 0.5], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]), 0).tolist()
    [0.0, 0.5, 0.5]

    References
    ----------
    J. R. Norris, *Markov Chains*, Cambridge University Press 1997, Theorem 1.10.2.
    """
    first = _distribution(P, start)
    shares = np.zeros(len(P))
    for members in _recurrent_classes(P):
        reached = first @ hitting_probability(P, members)
        if reached > 0:
            shares[members] = reached * _stationary(P[np.ix_(members, members)])
    return np.asarray(shares / shares.sum())


def _stationary(P: FloatArray) -> FloatArray:
    """The distribution that stays as it is, states eliminated one by one as in `race`."""
    chain, share = P.copy(), np.ones(len(P))
    for k in reversed(range(1, len(P))):
        chain[:k, k] /= chain[k, :k].sum()
        chain[:k, :k] += np.outer(chain[:k, k], chain[k, :k])
    for k in range(1, len(P)):
        share[k] = share[:k] @ chain[:k, k]
    return np.asarray(share / share.sum())


def after(P: FloatArray, now: FloatArray, periods: int) -> FloatArray:
    """Distribution over the states `periods` periods from `now`; many by powers of the matrix.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.common.markov_chain import after
    >>> after(np.array([[0.5, 0.5], [0.0, 1.0]]), np.array([1.0, 0.0]), 10**8).tolist()
    [0.0, 1.0]
    """
    if periods <= _FEW:
        for _ in range(periods):
            now = now @ P
        return now
    while periods:
        if periods % 2:
            now = now @ P
        P, periods = P @ P, periods // 2
        P = P / P.sum(axis=1, keepdims=True)  # or rounding grows with every square
    return now


def survival(P: FloatArray, start: int | ArrayLike, ending: ArrayLike, periods: int) -> float:
    r"""Probability that none of the first `periods` periods is spent in `ending`.

    The mass that is left of the chain restricted to the other states, by a matrix power: `periods`
    can be large. Zero periods are survived with certainty.

    Parameters
    ----------
    P : array, shape (states, states)
        Transition probabilities.
    start : int or array, shape (states,)
        State of period 0, or a distribution over it.
    ending : indices or boolean mask
        States that must not be met.
    periods : int
        Periods 0, ..., `periods` - 1 count.

    Returns
    -------
    float

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.common.markov_chain import survival
    >>> [survival(np.array([[0.5, 0.5], [0.0, 1.0]]), 0, [1], t) for t in (0, 1, 2, 3)]
    [1.0, 1.0, 0.5, 0.25]
    """
    if periods == 0:
        return 1.0
    alive = ~_mask(P, ending)
    Q = P[np.ix_(alive, alive)]
    return float((_distribution(P, start)[alive] @ np.linalg.matrix_power(Q, periods - 1)).sum())


def _mask(P: FloatArray, chosen: ArrayLike) -> BoolArray:
    given = np.asarray(chosen)
    mask = np.zeros(len(P), dtype=bool)
    mask[given if given.dtype == bool else given.astype(np.intp)] = True
    return mask


def _distribution(P: FloatArray, start: int | ArrayLike) -> FloatArray:
    given = np.asarray(start)
    return np.eye(len(P))[int(given)] if given.ndim == 0 else given.astype(float)


def _leads_to(P: FloatArray, goal: BoolArray, *, blocked: BoolArray) -> BoolArray:
    """States with a path into `goal` that does not leave a `blocked` state."""
    return _onward((P > 0).T & ~blocked, goal)


def _onward(moves: BoolArray, start: BoolArray) -> BoolArray:
    """States to which a path leads from those at the start, and these."""
    visited = new = start
    while new.any():
        new = moves[new].any(axis=0) & ~visited
        visited = visited | new
    return visited


def _recurrent_classes(P: FloatArray) -> Iterator[BoolArray]:
    """Masks of the closed communicating classes."""
    moves, open_ = P > 0, np.ones(len(P), dtype=bool)
    while open_.any():
        here = np.arange(len(P)) == open_.argmax()
        ahead = _onward(moves, here)
        while True:  # on to where no way leads back from
            behind = _onward(moves.T, here)
            if not (ahead & ~behind).any():
                break
            here = np.arange(len(P)) == (ahead & ~behind).argmax()
            ahead = _onward(moves, here)
        yield ahead
        open_ = open_ & ~behind
