"""Partnerships that some members cannot leave, by enumeration of every policy.

``params`` as for ``oracles.partnership``, with ``mandate`` (indices of members who cannot leave)
and ``stake`` (part of the joint surplus that a third party takes when all contribute).

``best_equilibrium(params, delta)``
    Record: ``modes`` {(trust, times): ...}, ``classes``, ``founding_values[k]``, ``greatest``,
    ``held_to[i][k]``: what i can be held to once the agreement is broken, before times are known.

The agreement ends with the first breach, and deposits and subsidies with it. What follows is
found by deletion: with voluntary sharing profiles that do not cover the sum of the best deviations,
under fixed shares policies at which somebody gains by a deviation.
"""

from itertools import product

import numpy as np

from ._exact import Record
from ._partnership_model import (
    CONTRIBUTE,
    IDLE,
    LEAVE,
    RANK,
    _read,
    _stage_payoff,
    mode_of,
    model_of,
)
from .partnership import classes_of

TOL = 1e-9


class _Bound:
    """One relation, with (`bare=False`) or without deposits and subsidies."""

    def __init__(self, params, delta, bare):
        plain = {**params, "deposit": 0, "subsidy": 0} if bare else dict(params)
        self.model = model_of(plain, exact=False)
        self.p = _read(plain, False)
        self.delta, self.w, self.n = delta, self.model.outside, self.model.n
        self.mandate, self.stake = set(params.get("mandate", ())), params.get("stake", 0)
        self.free = [i for i in range(self.n) if i not in self.mandate]
        self.pay = self.model.pay.astype(float).copy()
        self.taken = np.zeros((len(self.model.states), self.n))
        every = self.model.profiles.index((CONTRIBUTE,) * self.n)
        for x in range(len(self.model.states)):
            own = self.pay[x, every] - self.p.subsidy - self.w
            if own.sum() > 0:
                self.taken[x] = self.stake * own
                self.pay[x, every] -= self.taken[x]
        self.choices = [
            a for a, mode in enumerate(self.model.modes) if mode != "leave" or self.free
        ]
        self.weights = np.array([weight for weight, _ in self.model.times])

    def row(self, x, a):
        return self.model.move[x, a], self.model.lost[x, a]

    def idle_row(self, x):
        return self.row(x, self.model.profiles.index((IDLE,) * self.n))

    def replies(self, x, a, i):
        """[(payoff, next states, chance of the end)] of what i can do, a punishment after it."""
        profile, p = self.model.profiles[a], self.p
        k, t = self.model.states[x]
        hardship, gone = self.p.times[t][1], np.zeros(len(self.model.states))
        leave = (self.w[i], gone, 1.0)
        if LEAVE in profile:
            stay = (0.0, *self.idle_row(x))
            return [leave, stay] if self.free == [i] else [leave]
        found = [(self.pay[x, a, i], *self.row(x, a))]
        if i in self.free:
            found.append(leave)
        if profile[i] == CONTRIBUTE:
            gross = _stage_payoff(p, k, hardship, profile, i) + p.cost[i] + hardship[i]
            kept = self.pay[x, a, i] - (p.subsidy if IDLE not in profile else 0)
            gain = gross - kept
            if p.detection > 0:
                now = kept + gain / p.detection - p.deposit[i]
                found.append((now, *self.idle_row(x)))
            elif gain > 0:
                found.append((np.inf, *self.idle_row(x)))
        elif profile.count(CONTRIBUTE) == self.n - 1:
            all_in = self.model.profiles.index((CONTRIBUTE,) * self.n)
            found.append((self.pay[x, all_in, i], *self.row(x, all_in)))
        return found

    def worth(self, reply, i, v):
        now, row, end = reply
        return (1 - self.delta) * now + self.delta * (row @ v + end * self.w[i])

    def values(self, policy):
        """Value of each member in each state."""
        x = np.arange(len(policy))
        move, lost = self.model.move[x, policy], self.model.lost[x, policy]
        right = (1 - self.delta) * self.pay[x, policy] + self.delta * lost[:, None] * self.w
        return np.linalg.solve(np.eye(len(x)) - self.delta * move, right)

    def best(self, allowed):
        """Largest joint value in every state over all policies."""
        return np.max([self.values(list(p)).sum(axis=1) for p in product(*allowed)], axis=0)

    def agreed(self, x, a, joint):
        row, end = self.row(x, a)
        now = (1 - self.delta) * self.pay[x, a].sum()
        return now + self.delta * (row @ joint + end * self.w.sum())

    def covered(self, x, a, joint, v):
        best = [max(self.worth(r, i, v[i]) for r in self.replies(x, a, i)) for i in range(self.n)]
        return sum(best) <= self.agreed(x, a, joint) + TOL

    def held_to(self, allowed, i):
        """min over policies of the max over replies: a contraction, iterated to rest."""
        v = np.zeros(len(allowed))
        while True:
            new = np.array(
                [
                    min(max(self.worth(r, i, v) for r in self.replies(x, a, i)) for a in here)
                    for x, here in enumerate(allowed)
                ]
            )
            if abs(new - v).max() < 1e-13:
                return new
            v = new

    def before_times(self, values):
        return np.asarray(values).reshape(-1, len(self.weights)) @ self.weights


def _worst_voluntary(bare):
    allowed = [list(bare.choices) for _ in bare.model.states]
    while True:
        joint = bare.best(allowed)
        v = [bare.held_to(allowed, i) for i in range(bare.n)]
        kept = [[a for a in here if bare.covered(x, a, joint, v)] for x, here in enumerate(allowed)]
        if kept == allowed:
            return v
        allowed = kept


def _accepted(bound, policy, values, v):
    """Whether nobody gains by one deviation from a policy in joint modes."""
    model, delta, q = bound.model, bound.delta, bound.p.detection
    for x, a in enumerate(policy):
        mode = model.modes[a]
        row, end = bound.row(x, a)
        idle, over = bound.idle_row(x)
        for i in range(bound.n):
            if i in bound.free and values[x, i] < bound.w[i] - TOL:
                return False
            punished = idle @ v[i] + over * bound.w[i]
            if mode == "leave" and bound.free == [i] and delta * punished > bound.w[i] + TOL:
                return False
            if mode == "contribute":
                now = model.breach_now[x, a, i]
                kept = row @ values[:, i] + end * bound.w[i]
                breach = (1 - delta) * now + delta * (q * punished + (1 - q) * kept)
                if breach > values[x, i] + TOL:
                    return False
    return True


def _worst_fixed(bare):
    """The worst Markov equilibrium for each member and each trust level where it begins."""
    every = [list(p) for p in product(bare.choices, repeat=len(bare.model.states))]
    every = [(policy, bare.values(policy)) for policy in every]
    times = len(bare.weights)
    while True:
        v = []
        for i in range(bare.n):
            starts = [bare.before_times(values[:, i]) for _, values in every]
            v.append(np.repeat(np.min(starts, axis=0), times))
        kept = [one for one in every if _accepted(bare, *one, v)]
        if len(kept) == len(every):
            return v
        every = kept


def best_equilibrium(params, delta):
    bare, bound = _Bound(params, delta, True), _Bound(params, delta, False)
    model = bound.model
    if model.voluntary:
        v = _worst_voluntary(bare)
        allowed = [list(bound.choices) for _ in model.states]
        while True:
            joint = bound.best(allowed)
            kept = [
                [a for a in here if bound.covered(x, a, joint, v)] for x, here in enumerate(allowed)
            ]
            if kept == allowed:
                break
            allowed = kept
        found = [list(p) for p in product(*allowed)]
    else:
        v = _worst_fixed(bare)
        found = [list(p) for p in product(bound.choices, repeat=len(model.states))]
        found = [p for p in found if _accepted(bound, p, bound.values(p), v)]
    joint = np.array([bound.values(p).sum(axis=1) for p in found])
    chosen = np.arange(len(found))
    greatest = np.all(joint >= joint.max(axis=0) - TOL, axis=1)
    if greatest.any():
        chosen = chosen[greatest]
    else:
        for k in range(model.top + 1):
            value = np.array([bound.before_times(joint[e])[k] for e in chosen])
            chosen = chosen[value >= value.max() - TOL]
    ranks = [[RANK[model.modes[a]] for a in found[e]] for e in chosen]
    best = chosen[min(range(len(chosen)), key=lambda e: (ranks[e], found[chosen[e]]))]
    modes = {x: mode_of(model.profiles[a]) for x, a in zip(model.states, found[best], strict=True)}
    return Record(
        modes=modes,
        classes=classes_of(modes),
        founding_values=bound.before_times(joint[best]).tolist(),
        greatest=bool(greatest.any()),
        held_to=[bare.before_times(values).tolist() for values in v],
    )
