"""Fixed shares: pairs whose joint optimum is no equilibrium branch on a state, all together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...types import Array, BoolArray, FloatArray
from .pair_blocks import LEAVE, Pairs
from .pair_choices import Choices, value_of
from .pair_joint_modes import ORDER, candidate, pruned

#: The place of each mode in the order of preference.
_RANK = np.argsort(ORDER)
#: Branches examined for one pair before the best modes found so far are returned as such.
NODES = 20_000
#: Nodes that are looked at together.
_AT_ONCE = 64


def branched(pairs: Pairs, own: Choices, allowed: BoolArray) -> tuple[Array, BoolArray]:
    """Branch and bound, depth first, for all pairs at once; of few pairs several nodes."""
    count = allowed.shape[-1]
    best = np.full((*allowed.shape[1:3], count), LEAVE)
    value = value_of(pairs, own, best[None]).sum(axis=0)
    stacks = [[allowed[..., n]] for n in range(count)]
    nodes = 0
    while nodes < NODES and (rows := [n for n in range(count) if stacks[n]]):
        turns = max(1, _AT_ONCE // len(rows))
        popped = [(k, n, stacks[n].pop()) for k in range(turns) for n in rows if stacks[n]]
        turn, who = (np.array(part) for part in list(zip(*popped, strict=True))[:2])
        nodes += 1 + int(turn.max())
        node = np.stack([node for _, _, node in popped], axis=-1)
        open_ = pruned(pairs.take(who), own.take(who), node)
        alive = np.asarray(open_.any(axis=0)).all(axis=(0, 1))
        turn, who, open_ = turn[alive], who[alive], open_[..., alive]
        if not len(who):
            continue
        policy, start, fine = candidate(pairs.take(who), own.take(who), open_)
        for k in np.unique(turn).tolist():
            here = np.flatnonzero(turn == k)
            mine = who[here]
            now = policy[..., here], start[..., here], best[..., mine], value[..., mine]
            better = _improves(pairs.near[mine], *now)
            won = here[better & fine[here]]
            best[..., who[won]], value[..., who[won]] = policy[..., won], start[..., won]
            for place in here[better & ~fine[here]].tolist():
                stacks[who[place]] += _branches(open_[..., place])
    return best, np.array([not stack for stack in stacks])


def _branches(open_: BoolArray) -> Iterator[BoolArray]:
    """One node for each mode of the first state that has several, the preferred one last."""
    several = np.argwhere(open_.sum(axis=0) > 1)
    for mode in reversed(ORDER) if len(several) else ():
        level, time = several[0]
        if open_[mode, level, time]:
            branch = open_.copy()
            branch[:, level, time] = np.arange(3) == mode
            yield branch


def _improves(
    near: FloatArray, policy: Array, start: FloatArray, best: Array, value: FloatArray
) -> BoolArray:
    """Larger at the first trust level that differs, or tied with a preferred policy."""
    gap = start - value
    differs = abs(gap) > near
    first = differs.argmax(axis=0)
    larger = np.take_along_axis(gap, first[None], axis=0)[0] > 0
    ranks = (_RANK[best] - _RANK[policy]).reshape(-1, gap.shape[-1])
    place = (ranks != 0).argmax(axis=0)
    preferred = np.take_along_axis(ranks, place[None], axis=0)[0] > 0
    return np.asarray(np.where(differs.any(axis=0), larger, preferred))
