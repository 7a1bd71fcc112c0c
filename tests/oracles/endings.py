"""Help that ends, by enumeration of every policy; what is promised is split by linear programmes.

``alone`` and ``helped`` are parameters as for ``oracles.partnership``; with them δ.

``alone_sets(alone, delta)``
    {state: (U, l)}: what members can get without help, all together and each at least, in every
    state (trust, times); a point where they do not pay each other.
``date(alone, helped, delta, periods)``
    Record: ``values[k]``, ``classes[k]`` at founding with so many helped periods.
``mark(alone, helped, delta, trust)``
    The same with help until trust has reached a mark, for levels below it; ``reached[k]``, the
    probability of the mark.
"""

from itertools import product

import numpy as np
from scipy.optimize import linprog

from ._exact import Record
from ._partnership_model import CONTRIBUTE, IDLE, RANK, _read, _stage_payoff, model_of
from .partnership import best_equilibrium, classes_of

TOL = 1e-9


class _Period:
    def __init__(self, params, delta):
        self.model, self.p, self.delta = model_of(params, exact=False), _read(params, False), delta
        self.w, self.S = self.model.outside.astype(float), len(self.model.states)
        self.acts, self.seen = range(len(self.model.profiles)), {}

    def leaves(self, a):
        return self.model.modes[a] == "leave"

    def deviations(self, x, a, i):
        """[(constant, part of what i is promised that it keeps)] of everything else i can do."""
        p, d, profile = self.p, self.delta, self.model.profiles[a]
        k, t = self.model.states[x]
        hard, every = p.times[t][1], IDLE not in profile
        found = [(self.w[i], 0.0)]
        if profile[i] == CONTRIBUTE:
            own = _stage_payoff(p, k, hard, profile, i) + p.cost[i] + hard[i]
            now = own + every * (1 - p.detection) * p.subsidy - p.detection * p.deposit[i]
            kept = d * (1 - p.detection)
            found.append(((1 - d) * now + d * p.detection * self.w[i], kept))
        elif self.model.voluntary and profile.count(CONTRIBUTE) == self.model.n - 1:
            now = _stage_payoff(p, k, hard, (CONTRIBUTE,) * self.model.n, i) + p.subsidy
            found.append(((1 - d) * now + d * self.w[i], 0.0))
        return found

    def joint(self, x, a, after):
        """What all get together if a is played in x and U of the next states is `after`."""
        if self.leaves(a):
            return self.w.sum()
        later = self.model.move[x, a] @ after + self.model.lost[x, a] * self.w.sum()
        return (1 - self.delta) * self.model.pay[x, a].sum() + self.delta * later

    def carried(self, x, a, after, least):
        """Whether promises exist at which nobody deviates from a in x."""
        if self.leaves(a):
            return True
        key = (x, a, after.round(12).tobytes(), least.round(12).tobytes())
        if key not in self.seen:
            self.seen[key] = self._carried(x, a, after, least)
        return self.seen[key]

    def _carried(self, x, a, after, least):
        if self.joint(x, a, after) < self.w.sum() - TOL:
            return False
        move, n, d = self.model.move[x, a], self.model.n, self.delta
        to = np.flatnonzero(move > 0)
        rows, right = [], []
        for i in range(n):
            own = (1 - d) * self.model.pay[x, a, i]
            for constant, keeps in self.deviations(x, a, i):
                row = np.zeros((n, len(to)))
                row[i] = -(d - keeps) * move[to]
                lost = (d - keeps) * self.model.lost[x, a] * self.w[i]
                rows.append(row.ravel())
                right.append(own + lost - constant + TOL)
        sums = np.tile(np.eye(len(to)), (1, n))
        bounds = [(least[i, y] - TOL, None) for i in range(n) for y in to]
        if not len(to):
            return bool(min(right) >= 0)
        found = linprog(
            np.zeros(n * len(to)),
            A_ub=np.array(rows),
            b_ub=right,
            A_eq=sums,
            b_eq=after[to],
            bounds=bounds,
        )
        return found.status == 0

    def each(self, x, a, values):
        """What each gets without payments if a is played in x and V of the next states follows."""
        if self.leaves(a):
            return self.w
        later = values @ self.model.move[x, a] + self.model.lost[x, a] * self.w
        return (1 - self.delta) * self.model.pay[x, a] + self.delta * later

    def tempted(self, x, a, values):
        """Whether somebody deviates without payments."""
        if self.leaves(a):
            return False
        own = self.each(x, a, values)
        later = values @ self.model.move[x, a] + self.model.lost[x, a] * self.w
        if self.model.modes[a] == "idle":
            return bool((own < self.w - TOL).any())
        return any(
            constant + keeps * later[i] > own[i] + TOL
            for i in range(self.model.n)
            for constant, keeps in self.deviations(x, a, i)
        )

    def first(self, best):
        """Of equally good policies the first: contribute, leave, mixed, idle, state by state."""
        return min(best, key=lambda acts: [(RANK[self.model.modes[a]], a) for a in acts])

    def record(self, joint, policy, **more):
        weights = np.array([weight for weight, _ in self.model.times])
        values = (np.reshape(joint, (-1, len(weights))) @ weights).tolist()
        modes = dict(zip(self.model.states, (self.model.modes[a] for a in policy), strict=False))
        return Record(values=values, classes=classes_of(modes), **more)


def alone_sets(alone, delta):
    period, best = _Period(alone, delta), best_equilibrium(alone, delta)
    states = period.model.states
    joint = np.array([best.joint[x] for x in states])
    if best.values is None:
        return joint, np.tile(period.w[:, None], len(states))
    return joint, np.array([best.values[x] for x in states]).T


def date(alone, helped, delta, periods):
    period, (joint, least) = _Period(helped, delta), alone_sets(alone, delta)
    if not period.model.voluntary:
        for _ in range(periods):
            policy = [_greatest(period, x, least) for x in range(period.S)]
            least = np.array([period.each(x, a, least) for x, a in enumerate(policy)]).T
        return period.record(least.sum(axis=0), policy)
    found = [*_calendars(period, joint, least, periods)]
    best = np.max([now for now, _ in found], axis=0)
    greatest = [policy for now, policy in found if (now >= best - TOL).all()]
    assert greatest  # one is greatest in every state
    return period.record(best, period.first(greatest))


def _calendars(period, joint, least, periods):
    """(U, acts of the first period) of every calendar that is carried."""
    open_ = [
        [a for a in period.acts if period.carried(x, a, joint, least)] for x in range(period.S)
    ]
    for policy in product(*open_):
        now = np.array([period.joint(x, a, joint) for x, a in enumerate(policy)])
        if periods == 1:
            yield now, policy
        else:
            own = np.tile(period.w[:, None], period.S)
            yield from _calendars(period, now, own, periods - 1)


def _greatest(period, x, values):
    """Without payments: of what nobody deviates from in one period what is worth most."""
    kept = {
        a: period.each(x, a, values).sum() for a in period.acts if not period.tempted(x, a, values)
    }
    most = max(kept.values())
    return period.first([(a,) for a, worth in kept.items() if worth >= most - TOL])[0]


def mark(alone, helped, delta, trust):
    period, (joint, least) = _Period(helped, delta), alone_sets(alone, delta)
    below = [x for x, (k, _) in enumerate(period.model.states) if k < trust]
    size, times = len(below), len(period.model.times)
    kept = []
    for policy in product(period.acts, repeat=size):
        move = np.array([period.model.move[x, a] for x, a in zip(below, policy, strict=True)])
        lost = np.array([period.model.lost[x, a] for x, a in zip(below, policy, strict=True)])
        pay = np.array([period.model.pay[x, a] for x, a in zip(below, policy, strict=True)])
        out = np.array([period.leaves(a) for a in policy])
        right = (1 - delta) * pay + delta * (
            move[:, size:] @ _spread(joint, least)[:, size:].T + lost[:, None] * period.w
        )
        matrix = np.where(out[:, None], 0, delta * move[:, :size])
        right[out] = period.w
        values = np.linalg.solve(np.eye(size) - matrix, right).T
        whole = np.concatenate([values, _spread(joint, least)[:, size:]], axis=1)
        if not period.model.voluntary:
            fine = not any(period.tempted(x, a, whole) for x, a in zip(below, policy, strict=True))
        else:
            after = whole.sum(axis=0)
            lowest = np.where(np.arange(period.S) < size, period.w[:, None], least)
            fine = all(
                period.carried(x, a, after, lowest) for x, a in zip(below, policy, strict=True)
            )
        if fine:
            kept.append((values.sum(axis=0), policy))
    best = _selected(kept, np.array([weight for weight, _ in period.model.times]))
    policy = period.first([policy for now, policy in kept if np.allclose(now, best, atol=TOL)])
    return period.record(best, policy, reached=_reached(period, below, policy, times))


def _spread(joint, least):
    """Some values that are possible alone: what is over the least of each, in equal parts."""
    return least + (joint - least.sum(axis=0)) / len(least)


def _selected(kept, weights):
    values = np.array([now for now, _ in kept])
    most = values.max(axis=0)
    if (values >= most - TOL).all(axis=1).any():
        return most
    by_trust = values.reshape(len(values), -1, len(weights)) @ weights
    rows = np.arange(len(values))
    for k in range(by_trust.shape[1]):
        rows = rows[by_trust[rows, k] >= by_trust[rows, k].max() - TOL]
    return values[rows[0]]


def _reached(period, below, policy, times):
    """The chance that trust gets to the mark, from each level below it."""
    size = len(below)
    chain = np.zeros((size + 2, size + 2))
    chain[-1, -1] = chain[-2, -2] = 1
    for x, a in zip(below, policy, strict=True):
        if period.leaves(a):
            chain[x, -1] = 1
            continue
        chain[x, :size] = period.model.move[x, a][:size]
        chain[x, -2] = period.model.move[x, a][size:].sum()
        chain[x, -1] = period.model.lost[x, a]
    for _ in range(60):
        chain = chain @ chain
        chain /= chain.sum(axis=1, keepdims=True)
    weights = np.array([weight for weight, _ in period.model.times])
    return (chain[:size, -2].reshape(-1, times) @ weights).tolist()
