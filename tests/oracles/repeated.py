"""Repeated games with perfect monitoring, straight from the definitions.

Input: ``payoffs[a_1, ..., a_n, i]``; ``outside`` None or one number per player (any member can
leave at the start of any period, and every member then gets its w_i from that period on); a profile
is a tuple of action indices, and ``None`` stands for "all leave".

``equilibrium_at(payoffs, delta, outside)``
    what survives deletion at one discount factor: None, or a Record with ``joint_payoff`` U,
    ``punishment_payoffs`` v (list), ``profiles`` (the set of enforceable profiles).
``thresholds(payoffs, outside)``
    [(δ, U, v)] ascending: every δ at which U or some v_i changes, found by deleting just below
    the previous δ, from 1 downwards; each entry holds from its δ on. Empty: no pure equilibrium.
``critical_discount(payoffs, profile, outside)``
    least δ at which `profile` played in every period is an equilibrium, inf if there is none;
    profile None: the least over the profiles with the largest joint payoff.
``fixed_sharing_critical(payoffs, profile, shares, outside)``
    Record(delta, binding, shares): least δ < 1 with x_i >= (1-δ) d_i + δ w_i for every i. `shares`
    is "none", "equal", "surplus", "optimal" or fractions that sum to 1; binding = the members
    whose inequality fails just below δ (at every δ < 1 if delta is inf; () if delta is 0).
``simple_strategy_gain(payoffs, delta, agreed, punishments, compliance, deviation, outside)``
    every single deviation of a strategy in phases, see ``oracles.simple_strategy``;
    ``simple_strategy_ok`` (same arguments) judges it.
"""

import math

from ._exact import Record
from ._stage import read, temptation
from .simple_strategy import simple_strategy_gain, simple_strategy_ok

__all__ = [
    "critical_discount",
    "equilibrium_at",
    "fixed_sharing_critical",
    "simple_strategy_gain",
    "simple_strategy_ok",
    "thresholds",
    "worst_stage_equilibrium",
]


def _paths(table, counts, w):
    """[(profile, G, d, L)] for every profile and, with an outside option, for "all leave"."""
    paths = []
    for a, g in table.items():
        d = temptation(table, counts, w, a)
        paths.append((a, sum(g), d, sum(d) - sum(g)))
    if w is not None:
        paths.append((None, sum(w), w, 0))
    return paths


def _delete(paths, holds):
    """Delete what `holds(L, U - Σv)` rejects until nothing changes; None if nothing is left."""
    while paths:
        joint = max(G for _, G, _, _ in paths)
        worst = [min(column) for column in zip(*(d for _, _, d, _ in paths), strict=True)]
        kept = [path for path in paths if holds(path[3], joint - sum(worst))]
        if len(kept) == len(paths):
            return Record(
                joint_payoff=joint,
                punishment_payoffs=worst,
                profiles={path[0] for path in paths},
                liquidities=[path[3] for path in paths],
            )
        paths = kept
    return None


def equilibrium_at(payoffs, delta, outside=None):
    table, counts, w, tol = read(payoffs, outside, delta)
    return _delete(
        _paths(table, counts, w), lambda need, room: (1 - delta) * need <= delta * room + tol
    )


def _pieces(payoffs, outside):
    """[(low, high, equilibrium)] descending: the same deletion result on all of [low, high)."""
    table, counts, w, tol = read(payoffs, outside)
    paths, pieces, high = _paths(table, counts, w), [], 1

    def holds_just_below(need, room):
        # need <= t (need + room) for all t < high close to high
        if need <= tol:
            return room >= -tol
        return need < high * (need + room) - tol

    while True:
        found = _delete(paths, holds_just_below)
        if found is None:
            return pieces
        room = found.joint_payoff - sum(found.punishment_payoffs)
        low = max([0] + [need / (need + room) for need in found.liquidities if need > tol])
        pieces.append((low, high, found))
        if low <= 0:
            return pieces
        high = low


def thresholds(payoffs, outside=None):
    *_, tol = read(payoffs, outside)
    rows = []
    for low, _, found in _pieces(payoffs, outside):
        values = [found.joint_payoff, *found.punishment_payoffs]
        if rows and all(abs(x - y) <= tol for x, y in zip(rows[-1][1], values, strict=True)):
            rows.pop()  # the set of profiles changed, what it is worth did not
        rows.append((low, values))
    return [(low, values[0], values[1:]) for low, values in reversed(rows)]


def critical_discount(payoffs, profile=None, outside=None):
    table, counts, w, tol = read(payoffs, outside)
    if profile is None:
        top = max(sum(g) for g in table.values())
        best = [a for a, g in table.items() if sum(g) >= top - tol]
        return min(critical_discount(payoffs, a, outside) for a in best)
    joint = sum(table[profile])
    need = sum(temptation(table, counts, w, profile)) - joint
    answer = math.inf
    for low, high, found in _pieces(payoffs, outside):
        room = joint - sum(found.punishment_payoffs)
        if need <= tol:
            start = 0 if room >= -tol else math.inf
        else:
            start = need / (need + room) if room > tol else math.inf
        if max(start, low) < high:
            answer = min(answer, max(start, low))
    return answer


def worst_stage_equilibrium(payoffs):
    """Each player's worst payoff among the pure stage equilibria; None if there is none."""
    table, counts, _, tol = read(payoffs, None)
    nash = [g for _, g in _nash(table, counts, tol)]
    return [min(column) for column in zip(*nash, strict=True)] if nash else None


def _nash(table, counts, tol):
    for a, g in table.items():
        best = temptation(table, counts, None, a)
        if all(c <= x + tol for c, x in zip(best, g, strict=True)):
            yield a, g


def fixed_sharing_critical(payoffs, profile, shares="none", outside=None):
    fractions = [] if isinstance(shares, str) else [shares]
    table, counts, w, tol = read(payoffs, outside, *fractions)
    if w is None:
        w = worst_stage_equilibrium(payoffs)
        if w is None:
            raise ValueError("no pure stage equilibrium: give outside")
    g, n = table[profile], len(counts)
    d = temptation(table, counts, w, profile)
    if isinstance(shares, str) and shares == "optimal":
        return _optimal(sum(g), d, w, tol)
    x = (
        {
            "none": lambda: g,
            "equal": lambda: [sum(g) / n] * n,
            "surplus": lambda: [o + (sum(g) - sum(w)) / n for o in w],
        }[shares]()
        if isinstance(shares, str)
        else [f * sum(g) for f in shares]
    )

    def slack(i, delta):
        return x[i] - (1 - delta) * d[i] - delta * w[i]

    own = [_first_root(slack(i, 0), slack(i, 1), tol) for i in range(n)]
    delta = next(
        (t for t in sorted({0, *own} - {math.inf}) if all(slack(i, t) >= -tol for i in range(n))),
        math.inf,
    )
    binding = tuple(i for i in range(n) if delta > 0 and own[i] >= delta - tol)
    return Record(delta=delta, binding=binding, shares=x)


def _first_root(at_zero, at_one, tol):
    """Least δ in [0, 1) from which a slack that is linear in δ is non-negative, inf if none."""
    if at_zero >= -tol:
        return 0 if at_one >= -tol else math.inf
    return -at_zero / (at_one - at_zero) if at_one > tol else math.inf


def _optimal(joint, d, w, tol):
    """The least δ at which shares exist that give everybody (1-δ) d_i + δ w_i, and such shares."""
    delta = _first_root(joint - sum(d), joint - sum(w), tol)
    if delta == math.inf:
        return Record(delta=delta, binding=(), shares=None)
    return Record(
        delta=delta,
        binding=tuple(range(len(d))) if delta > 0 else (),
        shares=[(1 - delta) * c + delta * o for c, o in zip(d, w, strict=True)],
    )
