"""Nothing better exists: the record of a policy elimination, re-checked without the solver.

A round bounds what the profiles that are left can reach: the joint value from above, and from below
that to which each member can be held. A bound needs no solving to be checked. What satisfies

    U(x) >= (1 - delta) G(x, a) + delta E[U | x, a]   for all a that are left

is at least the joint value of all policies made of these, and what satisfies

    v_i(x) <= max_b { (1 - delta) g_i(x, b, a_-i) + delta E[v_i | x, b, a_-i] }   for all a left

is at most what a punishment made of them leaves i. A profile falls where even these do not let
it be enforced; so no equilibrium ever uses it, and the next round has fewer. In the last nothing
falls, what is played is left in every state, and its bounds are what the result reports.

What lacks nothing does not fall. Inequalities that floats miss by up to e make bounds that are off
by up to e / (1 - delta): what falls and does not lack more than these together is left open.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _tolerance
from ...repeated.results.equilibrium import Deleted
from ...types import Array, BoolArray, IntArray
from ...verify.findings import Finding, claim
from .case import Case


def recorded(
    case: Case, record: tuple[Deleted, ...], played: IntArray
) -> tuple[list[Finding], bool]:
    """Whether every bound is one, and what fell, nothing `played`, breaks a constraint under it.

    And whether rounding leaves open that something fell which is kept.
    """
    game = case.game
    rows, shape = len(game.payoffs), (len(game.states), game.n_players)
    if not record or any(one.punishment.shape != shape for one in record):
        return [claim(False, "record of deletions")], False
    left, groups = np.ones(rows, dtype=bool), [_groups(case, i) for i in range(shape[1])]
    findings, open_ = [], False
    for number, one in enumerate(record):
        fell = np.zeros(rows, dtype=bool)
        fell[one.rows] = True
        if (fell & ~left).any() or (fell.any() == (number == len(record) - 1)):
            return [claim(False, "record of deletions", state=f"round {number}")], False
        agreed, best, near, doubt = _met(case, one, groups)
        bound, off = _bounds(case, one, left, agreed, best, number)
        findings.append(bound)
        doubt = doubt + case.patience * (shape[1] + 1) * off / (1 - case.patience)
        lacking = (sum(best) - agreed - near)[fell].min(initial=np.inf)
        findings.append(claim(lacking > -doubt, "deleted", state=f"round {number}"))
        open_ |= bool(lacking <= doubt)
        left &= ~fell
    return [*findings, claim(left[played].all(), "deleted what is played")], open_


def reached(case: Case, last: Deleted, joint: Array, v: Array) -> Any:
    """By how much the bounds of the last round are better than what is reported; 0: not at all."""
    own = [case.near(0, v[:, i], of=i) for i in range(v.shape[1])]
    near = case.near(abs(joint - case.base.sum()).max(), joint)
    over = (last.joint - joint) - near
    under = np.stack(
        [(v[:, i] - last.punishment[:, i]) - own[i] - near for i in range(v.shape[1])], axis=1
    )
    return max(over.max(), under.max())


def _of(near: Any, row: int) -> Any:
    return near[row] if isinstance(near, np.ndarray) else near


def _groups(case: Case, i: int) -> tuple[IntArray, IntArray, IntArray]:
    """Rows that differ in what i does only: group of each, rows in order, where groups begin."""
    game = case.game
    _, group = np.unique(
        np.column_stack([game.state, np.delete(game.action, i, axis=1)]),
        axis=0,
        return_inverse=True,
    )
    group = group.ravel()
    order = np.argsort(group, kind="stable")
    size = np.bincount(group)
    return group, order, np.cumsum(size) - size


def _met(case: Case, one: Deleted, groups: Any) -> tuple[Array, list[Array], Any, Any]:
    """Joint value of every row, best deviations of each member from it, ties and rounding."""
    agreed = case.reward.sum(axis=1) + case.after(one.joint)
    best = []
    for i, (group, order, first) in enumerate(groups):
        alone = case.reward[:, i] + case.after(one.punishment[:, i])
        best.append(np.maximum.reduceat(alone[order], first)[group])
    if case.exact:
        return agreed, best, 0, 0
    base = case.base
    met = (b - base[i] for i, b in enumerate(best))
    held = abs(one.punishment - base).max(axis=0).sum() + abs(one.joint - base.sum()).max()
    floor = abs(base).sum() + abs(agreed).min() + held
    near = _tolerance.meeting(_tolerance.STEP, agreed - base.sum(), *met)
    return agreed, best, near, _tolerance.meeting(0.0, floor=floor)


def _bounds(
    case: Case, one: Deleted, left: BoolArray, agreed: Array, best: list[Array], number: int
) -> tuple[Finding, Any]:
    """What is left must reach no more together, and hold nobody to less; the most it is off."""
    state = case.game.state
    above = np.where(left, agreed - one.joint[state], -np.inf)
    near = case.near(abs(one.joint - case.base.sum()), one.joint)
    found: list[tuple[Array, Any, str | None]] = [(above, near, None)]
    for i, most in enumerate(best):
        held = one.punishment[:, i]
        near = case.near(abs(held - case.base[i]), held, of=i)
        name = case.game.players[i]
        found.append((np.where(left, held[state] - most, -np.inf), near, name))
    findings = []
    # A bound near zero can be the remainder of payoffs of its own row, or of bounds elsewhere.
    reached = abs(one.joint).max() + abs(one.punishment).max(axis=0).sum()
    parts = [abs(case.reward).sum(axis=-1), *abs(np.moveaxis(case.reward, -1, 0))]
    for (off, near, member), part in zip(found, parts, strict=True):
        slack = near[state] if isinstance(near, np.ndarray) else near
        if not case.exact:
            slack = slack + _tolerance.meeting(0.0, 0.0, floor=part + reached)
        row = int(np.argmax(off - slack if isinstance(slack, np.ndarray) else off))
        findings.append(
            Finding(off[row], _of(slack, row), member, f"round {number}", "bound of the record")
        )
    worst = max(findings, key=lambda finding: finding.gain - finding.allowed)
    return worst, max(0, *(off.max() for off, _, _ in found))
