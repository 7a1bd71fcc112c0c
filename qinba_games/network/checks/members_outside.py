"""Nothing better exists for any set of members, given what smaller sets do.

A set that is looked at after all that are smaller is one decision problem on trust levels whose
exit brings what the best smaller set brings from this very period on. So what bounds a partnership
bounds it, with that exit in place of the outside values.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...partnership.checks.outside import Case, case_between, judged
from ...partnership.partnership import Partnership
from ...partnership.trust_game import TrustGame
from ...types import Array, Certificate, IntArray
from ..results.members import MembersEvolution


def of_some(model: Partnership, who: IntArray) -> Partnership:
    """The partnership of some of the members alone."""
    some, rule = who.tolist(), model.sharing
    if not isinstance(rule, str):
        part = [
            _exact.fraction(one) if _tolerance.is_exact(rule) else float(one) for one in rule[some]
        ]
        part = part if any(part) else [1 + one for one in part]
        rule = [one / sum(part) for one in part]
    return dataclasses.replace(
        model,
        benefit=model.benefit[np.ix_(range(model.levels), some, some)],
        cost=model.cost[some],
        members=tuple(str(i) for i in some),
        outside=model.outside[some],
        bad_times=tuple((p, extra[some]) for p, extra in model.bad_times),
        sharing=rule,
        deposit=model.deposit[some],
    )


def with_outside(certificate: Certificate, sides: list[tuple[bool, Any]]) -> Certificate:
    """The same with what is proved of better equilibria of the sets of each size."""
    better, gap = any(side for side, _ in sides), max(gap for _, gap in sides)
    outside = False if better else None if gap > 0 else True
    return dataclasses.replace(certificate, outside=outside, gap=gap, proven=not gap > 0)


def outside_of(
    result: MembersEvolution, delta: Any, groups: IntArray, game: TrustGame
) -> tuple[bool, Any]:
    """Whether something better is proved to exist for a set of one size, and what is open."""
    case = _of_groups(result, delta, groups, game)
    found = judged(case, _choices(result, case, groups))
    return bool(found.better.any()), found.gap.max()


def _of_groups(result: MembersEvolution, delta: Any, groups: IntArray, game: TrustGame) -> Case:
    """All sets of one size as decision problems."""
    case = case_between(game, np.array([delta] * len(groups)), None)
    target, best = _exits(result, groups)
    if result.values is None:
        exits = case.exits.copy()
        exits[..., 0] += best
        return dataclasses.replace(case, exits=exits)
    level, conditions = np.ogrid[: target.shape[1], : target.shape[2]]
    after = result.values[target, level, conditions]  # N L T and all members
    exits = np.take_along_axis(after, groups[:, None, None], axis=-1)
    return dataclasses.replace(case, exits=exits)


def _exits(result: MembersEvolution, groups: IntArray) -> tuple[IntArray, Array]:
    """The smaller set that goes on and brings most, then the largest, and what it brings."""
    masks = (1 << groups).sum(axis=1)
    smaller = masks[:, None] & ~(1 << groups)
    worth, target = result.surplus[smaller], result.staying[smaller]  # N s L T
    best = np.maximum(worth.max(axis=1), 0 * worth.max(axis=1))
    near: Any = 0 if result.exact else _tolerance.tie(result.surplus) or _tolerance.TIE
    equal = (worth >= best[:, None] - near) & (target > 0) & (best > near)[:, None]
    sizes = np.vectorize(int.bit_count, otypes=[int])(target)
    rank = np.where(equal, sizes * (1 << len(result.members)) * 2 - target, -1)
    first = rank.argmax(axis=1)[:, None]
    chosen = np.take_along_axis(target, first, axis=1)[:, 0]
    return np.where(equal.any(axis=1), chosen, 0), best


def _choices(result: MembersEvolution, case: Case, groups: IntArray) -> IntArray:
    """Number of what each set does in every state; the last one is an exit."""
    who = (case.game.contributes[:, None] * (1 << groups)).sum(axis=-1)  # P N
    acting = result.acting[(1 << groups).sum(axis=1)]
    same = np.asarray(who.T[:, None, None] == acting[..., None])
    return np.where(same.any(axis=-1), same.argmax(axis=-1), len(who))
