"""Self-enforcing agreements by the book: loops over sets of signatories and their members.

`payoffs[mask][i]`, bit i = member i signs. Ties are exact: give ints or Fractions. Sets of fewer
than two are no agreement.
"""

import itertools
from fractions import Fraction


def members(mask, n):
    return [i for i in range(n) if mask >> i & 1]


def falls_to(payoffs, mask, n, memo):
    """Where a set falls to if the one who gains most leaves, one after the other."""
    if mask.bit_count() < 2:
        return 0
    if mask not in memo:
        gains = []
        for i in members(mask, n):
            rest = falls_to(payoffs, mask - (1 << i), n, memo)
            gains.append((payoffs[rest][i] - payoffs[mask][i], -i, rest))
        most = max(gains)
        memo[mask] = most[2] if most[0] > 0 else mask
    return memo[mask]


def claim(payoffs, mask, i, n, response, memo):
    rest = mask - (1 << i)
    if response == "dissolve":
        rest = 0
    elif response == "next stable":
        rest = falls_to(payoffs, rest, n, memo)
    return payoffs[rest][i]


def surplus(payoffs, mask, n, response="stay", memo=None):
    memo = {} if memo is None else memo
    return sum(
        payoffs[mask][i] - claim(payoffs, mask, i, n, response, memo) for i in members(mask, n)
    )


def stable(payoffs, n, response="stay", strict=False, transfers=False):
    """Pairs (internal, external) by mask."""
    memo = {}

    def internal(mask):
        if transfers:
            return surplus(payoffs, mask, n) >= 0
        return all(
            claim(payoffs, mask, i, n, response, memo) <= payoffs[mask][i] for i in members(mask, n)
        )

    def stays_out(mask, j):
        larger = mask + (1 << j)
        if response == "next stable" and not internal(larger):
            return True
        gain = surplus(payoffs, larger, n) if transfers else payoffs[larger][j] - payoffs[mask][j]
        return gain < 0 if strict else gain <= 0

    return [
        (internal(s), all(stays_out(s, j) for j in range(n) if not s >> j & 1))
        for s in range(1 << n)
    ]


def stable_under_a_minimum(payoffs, n, m):
    """Sets in force and stable, from the payoffs that hold if m have to sign."""
    ruled = [payoffs[s] if s.bit_count() >= m else payoffs[0] for s in range(1 << n)]
    both = stable(ruled, n)
    return {s for s in range(1 << n) if s.bit_count() >= m and all(both[s])}


def repeated_threshold(payoffs, mask, n, breach=None, transfers=False):
    """Least patience of the signatories; None if none suffices."""
    rows = []
    for i in members(mask, n):
        x, w = payoffs[mask][i], payoffs[0][i]
        d = payoffs[mask - (1 << i)][i] if breach is None else max(breach[mask][i], x)
        rows.append((max(d, w) if transfers and breach is None else d, x, w))
    if transfers:
        rows = [tuple(map(sum, zip(*rows, strict=True)))]
    least = Fraction(0)
    for d, x, w in rows:
        if x < w or (x == w and d > x):
            return None
        if d > x:
            least = max(least, Fraction(d - x, d - w))
    return least


def consistent(payoffs, n, exclusive=False):
    """The largest consistent set by trying every subset of states, the larger ones first."""
    states = [s for s in range(1 << n) if s.bit_count() != 1]

    def groups(s, t):
        """Who can make t of s: s is also ended by all but one, as nobody agrees with itself."""
        if t == 0:
            everybody = members(s, n)
            return [everybody, *itertools.combinations(everybody, len(everybody) - 1)]
        acting = s ^ t
        if exclusive and t & ~s:
            acting |= s & t
        return [members(acting, n)]

    def all_gain(who, s, v):
        return all(payoffs[v][i] > payoffs[s][i] for i in who)

    def leads(s, v, seen):
        """Whether wanted moves lead from s to v, by trying every path without a circle."""
        for t in states:
            if t == s or t in seen or not any(all_gain(who, s, v) for who in groups(s, t)):
                continue
            if t == v or leads(t, v, seen | {t}):
                return True
        return False

    follows = {t: [v for v in states if v == t or leads(t, v, {t})] for t in states}
    for size in range(len(states), 0, -1):
        for chosen in itertools.combinations(states, size):
            held = {
                s
                for s in states
                if all(
                    any(v in chosen and not all_gain(who, s, v) for v in follows[t])
                    for t in states
                    if t != s
                    for who in groups(s, t)
                )
            }
            if held == set(chosen):
                return sorted(chosen)
    return []
