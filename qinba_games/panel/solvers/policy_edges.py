"""Where between two gains a policy stops being an equilibrium, or is overtaken by another.

Values of a fixed policy are linear in gains, and so are its incentive constraints: an edge is a
root of one that changes its sign. With voluntary sharing constraints have kinks, and an edge is a
first approximation.
"""

from __future__ import annotations

import numpy as np

from ...partnership.pair_terms import PairTerms
from ...partnership.solvers.pair_blocks import PairBlock, after, pairs_of
from ...partnership.solvers.pair_choices import picked, with_future
from ...partnership.solvers.pairs_in_blocks import CHOICE, needs_of, own_choices, paid_in, starts
from ...types import FloatArray, IntArray

__all__ = ["edge_between"]

#: Differences below this part of the largest are rounding.
_TINY = 1e-10


def edge_between(low: PairTerms, high: PairTerms, first: IntArray, second: IntArray) -> FloatArray:
    """Where one policy takes the place of another, as a share of the way between two gains.

    Parameters
    ----------
    low, high : PairTerms
        The same n pairs at a lower and at a higher gain.
    first, second : int array, shape (n, K + 1, conditions)
        What is agreed on at either.

    Returns
    -------
    array, shape (n,)
        In [0, 1]: where the second becomes better, but not before it is an equilibrium, nor after
        the first ceases to be one.
    """
    plays = [np.moveaxis(acts, 0, -1) for acts in (first, second)]
    ends = [pairs_of(terms) for terms in (low, high)]
    found = [[_looked_at(pairs, acts, low.voluntary) for pairs in ends] for acts in plays]
    (slack, worth), (slack_high, worth_high) = found[0]
    ceases = _first_root(slack, slack_high)
    (slack, other), (slack_high, other_high) = found[1]
    begins = 1 - _first_root(slack_high, slack)
    ahead = worth - other
    better = _first_root(ahead, worth_high - other_high)
    # Which is better all along if neither overtakes.
    most = np.take_along_axis(ahead, abs(ahead).argmax(axis=0)[None], axis=0)[0]
    better = np.where((better == 1) & (most <= 0), 0.0, better)
    return np.minimum(np.maximum(better, begins), ceases)


def _first_root(at_low: FloatArray, at_high: FloatArray) -> FloatArray:
    """Where on the way the first of what is positive becomes negative; 1 where nothing does."""
    large = _TINY * np.maximum(abs(at_low), abs(at_high)).max(initial=0)
    turns = (at_low > large) & (at_high < -large)
    gap = np.where(turns, at_low - at_high, 1)
    return np.asarray(np.where(turns, at_low / gap, 1.0).min(axis=0))


def _looked_at(pairs: PairBlock, acts: IntArray, voluntary: bool) -> tuple[FloatArray, FloatArray]:
    """Slacks of all constraints of a policy, (constraints, n), and its joint values, (L, n)."""
    start = starts(pairs, acts, voluntary=voluntary)
    if voluntary:
        return _of_pool(pairs, acts, start), start[0]
    own, policy = own_choices(pairs), CHOICE[acts][None]
    kept, fallen = after(pairs, start, own.end)
    worths = picked(with_future(pairs, own, kept, fallen), policy)
    stays = worths - own.end[:, None, None]
    assert own.breach is not None
    future = pairs.delta * pairs.detection * (kept - pairs.outside[:, None])
    keeps = np.where(policy == 0, future[:, :, None] - own.breach, 1.0)
    slack = np.stack([np.where(policy == 2, 1.0, stays), keeps])
    return slack.reshape(-1, slack.shape[-1]), start.sum(axis=0)


def _of_pool(pairs: PairBlock, acts: IntArray, start: FloatArray) -> FloatArray:
    """Surplus that follows, less what is needed."""
    end = pairs.outside.sum(axis=0)[None]
    required = (1 - pairs.delta) * needs_of(pairs, paid_in(pairs))
    kept, fallen = (pairs.delta * (worth - end[0]) for worth in after(pairs, start, end))
    ready = np.stack([kept, fallen, fallen, fallen])[:, 0][:, :, None]
    slack = np.concatenate([ready - required, np.ones_like(required[:1])])
    found = picked(slack[None], acts[None])[0]
    return np.asarray(found.reshape(-1, found.shape[-1]))
