"""Networks that shrink, once more: loops over sets, trust and conditions, values by iteration.

Written from the definition alone. A set goes on if every member of it names exactly it; whoever
breaks what was settled ends the network for all. Voluntary sharing: the greatest joint value that
can be upheld, by striking out what fails and iterating values. Fixed rules: every policy of a set
is tried.
"""

import itertools
import math


def subsets(members):
    return [
        frozenset(c) for r in range(len(members) + 1) for c in itertools.combinations(members, r)
    ]


class Network:
    """Plain numbers; `benefit[k][i][j]`, `extra[t][i]` with extra[0] = 0, `chance[t]`."""

    def __init__(
        self,
        benefit,
        cost,
        outside,
        promotion,
        friction,
        drop,
        detection,
        chance,
        extra,
        deposit,
        subsidy,
        delta,
        sharing,
    ):
        self.benefit, self.cost, self.outside = benefit, cost, outside
        self.promotion, self.friction, self.drop, self.q = promotion, friction, drop, detection
        self.chance, self.extra, self.deposit, self.s = chance, extra, deposit, subsidy
        self.delta, self.sharing = delta, sharing
        self.n, self.levels, self.times = len(cost), len(benefit), len(chance)
        self.states = [(k, t) for k in range(self.levels) for t in range(self.times)]

    def flow(self, S, A, k, t):
        """What each member of S gets if A contributes, subsidy and shares included."""
        got = {i: sum(self.benefit[k][i][j] for j in A if j != i) for i in S}
        own = {i: got[i] - (self.cost[i] + self.extra[t][i] if i in A else 0) for i in S}
        if A != S:
            return own
        if self.sharing == "equal":
            whole = sum(own.values())
            own = {i: whole / len(S) for i in S}
        elif self.sharing == "surplus":
            whole = sum(own.values()) - sum(self.outside[i] for i in S)
            own = {i: self.outside[i] + whole / len(S) for i in S}
        return {i: own[i] + self.s for i in S}

    def moves(self, full, k):
        """(next trust or None, probability) pairs."""
        below = None if self.drop is None else max(0, k - self.drop)
        if not full:
            return [(below, 1.0)]
        e = self.friction[k]
        up = min(k + 1, self.levels - 1)
        return [(below, e), (up, (1 - e) * self.promotion), (k, (1 - e) * (1 - self.promotion))]

    def mean(self, values, k):
        return sum(self.chance[t] * values[k, t] for t in range(self.times))

    def after(self, values, full, k, end):
        return sum(p * (end if l is None else self.mean(values, l)) for l, p in self.moves(full, k))


def solve(net):
    """{S: {(k, t): (who goes on, who contributes, values)}}, values joint or by member."""
    everybody = range(net.n)
    answer = {}
    for S in sorted(subsets(everybody), key=len):
        if len(S) < 2:
            lone = {i: net.outside[i] for i in S}
            answer[S] = {x: (frozenset(), None, lone) for x in net.states}
        elif net.sharing == "voluntary":
            answer[S] = voluntary(net, S, answer)
        else:
            answer[S] = joint_modes(net, S, answer)
    return answer


def worth(net, S, values):
    return sum(values.values()) - sum(net.outside[i] for i in S)


def best_exit(net, S, answer, x):
    """The subset that stays together at x and brings S most; ties: largest, smallest mask."""
    found, top = frozenset(), 0.0
    for T in sorted(subsets(S), key=lambda T: (-len(T), sum(1 << i for i in T))):
        if len(T) < 2 or T == S or answer[T][x][0] != T:
            continue
        here = answer[T][x][2]
        value = here if net.sharing == "voluntary" else worth(net, T, here)
        if value > top + 1e-9:
            found, top = T, value
    return found, top


def voluntary(net, S, answer):
    exits = {x: best_exit(net, S, answer, x) for x in net.states}
    w = sum(net.outside[i] for i in S)
    acts = subsets(S)

    def need(A, k, t):
        flow, total = net.flow(S, A, k, t), 0.0
        for i in S:
            least = max(0.0, net.outside[i] - flow[i])
            burden = net.cost[i] + net.extra[t][i]
            if i in A:
                saved = burden / net.q if net.q > 0 else (math.inf if burden > 0 else 0.0)
                least = max(least, saved - net.deposit[i] - (net.s if A == S else 0))
            elif A == S - {i}:
                least = max(least, net.s - burden)
            total += least
        return total

    allowed = {(A, x) for A in acts for x in net.states}
    while True:
        Z = dict.fromkeys(net.states, 0.0)
        for _ in range(100_000):
            new = {}
            for x in net.states:
                options = [exits[x][1]]
                for A in acts:
                    if (A, x) in allowed:
                        now = sum(net.flow(S, A, *x).values()) - w
                        options.append(
                            (1 - net.delta) * now + net.delta * net.after(Z, A == S, x[0], 0.0)
                        )
                new[x] = max(options)
            gap = max(abs(new[x] - Z[x]) for x in net.states)
            Z = new
            if gap < 1e-13:
                break
        fails = {
            (A, x)
            for A, x in allowed
            if (1 - net.delta) * need(A, *x) > net.delta * net.after(Z, A == S, x[0], 0.0) + 1e-9
        }
        if not fails:
            break
        allowed -= fails
    found = {}
    for x in net.states:
        values = {}
        for A in acts:
            if (A, x) in allowed:
                now = sum(net.flow(S, A, *x).values()) - w
                values[A] = (1 - net.delta) * now + net.delta * net.after(Z, A == S, x[0], 0.0)
        if values.get(S, -math.inf) >= Z[x] - 1e-9:
            found[x] = (S, S, Z[x])
        elif exits[x][1] >= Z[x] - 1e-9:
            found[x] = (exits[x][0], None, Z[x])
        else:
            A = max(values, key=values.get)
            found[x] = (S, A, Z[x])
    return found


def joint_modes(net, S, answer):
    """Every assignment of contribute, exit, idle to the states of S; the best equilibrium."""
    exits = {x: best_exit(net, S, answer, x)[0] for x in net.states}
    best = None
    for policy in itertools.product(("contribute", "exit", "idle"), repeat=len(net.states)):
        plan = dict(zip(net.states, policy, strict=True))
        values = {i: evaluate(net, S, plan, exits, answer, i) for i in S}
        if not all(accepts(net, S, plan, values, i) for i in S):
            continue
        joint = {x: sum(values[i][x] for i in S) for x in net.states}
        starts = [net.mean(joint, k) for k in range(net.levels)]
        ranks = [("contribute", "exit", "idle").index(mode) for mode in policy]
        if best is None or better(starts, ranks, best[0], best[1]):
            best = (starts, ranks, plan, values)
    _, _, plan, values = best
    found = {}
    for x in net.states:
        here = {i: values[i][x] for i in S}
        stay = exits[x] if plan[x] == "exit" else S
        act = {"contribute": S, "idle": frozenset(), "exit": None}[plan[x]]
        found[x] = (stay, act, here)
    return found


def better(starts, ranks, old, old_ranks):
    for a, b in zip(starts, old, strict=True):
        if abs(a - b) > 1e-9:
            return a > b
    return ranks < old_ranks


def evaluate(net, S, plan, exits, answer, i):
    w = net.outside[i]
    V = dict.fromkeys(net.states, w)
    for _ in range(100_000):
        new = {}
        for x in net.states:
            if plan[x] == "exit":
                T = exits[x]
                new[x] = answer[T][x][2][i] if i in T else w
            else:
                A = S if plan[x] == "contribute" else frozenset()
                now = net.flow(S, A, *x)[i]
                new[x] = (1 - net.delta) * now + net.delta * net.after(V, A == S, x[0], w)
        gap = max(abs(new[x] - V[x]) for x in net.states)
        V = new
        if gap < 1e-13:
            break
    return V


def accepts(net, S, plan, values, i):
    w, V = net.outside[i], values[i]
    for x in net.states:
        if V[x] < w - 1e-9:
            return False
        if plan[x] == "contribute":
            got = sum(net.benefit[x[0]][i][j] for j in S if j != i)
            now = got + (1 - net.q) * net.s - net.q * net.deposit[i]
            later = net.q * w + (1 - net.q) * net.after(V, True, x[0], w)
            if V[x] < (1 - net.delta) * now + net.delta * later - 1e-9:
                return False
    return True
