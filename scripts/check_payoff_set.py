"""Check the proof of a set of equilibrium payoffs with nothing but Python: `PayoffSet.proof(path)`.

    python scripts/check_payoff_set.py proof.json

Everything is a fraction. INSIDE: each corner of the inner set is (1 - delta) g(a) + delta w with w
in the inner set and delta w_i >= delta u_i + (1 - delta) h_i(a). OUTSIDE: rounds of half-planes,
each shown from the one before by cutting polygons, and then multipliers n_e = alpha n_f - beta for
a family of sets that grows by t s_e (the theory page on payoff sets has the argument).
"""

import hashlib
import json
import re
import sys
from fractions import Fraction as F
from pathlib import Path

#: Bytes of a file, and bounds that are shown one from another: more take more than some minutes.
BYTES, MOST = 10**8, 10**6


def numbers(value):
    if isinstance(value, list):
        return [numbers(entry) for entry in value]
    if isinstance(value, str):
        plain = re.fullmatch("-?[0-9]{1,4300}(/[0-9]{1,4300})?", value)
        require(plain, "a number is no fraction")
        return F(value)
    return value


def dot(n, x):
    return n[0] * x[0] + n[1] * x[1]


def require(holds, what):
    if not holds:
        raise ValueError(what)


def clip(corners, n, level):
    found = []
    for j, p in enumerate(corners):
        q = corners[(j + 1) % len(corners)]
        over, after = dot(n, p) - level, dot(n, q) - level
        if over <= 0:
            found.append(p)
        if over < 0 < after or after < 0 < over:
            s = over / (over - after)
            found.append([p[0] + s * (q[0] - p[0]), p[1] + s * (q[1] - p[1])])
    return [p for j, p in enumerate(found) if j == 0 or p != found[j - 1]]


def within(corners, x):
    if len(corners) == 1:
        return x == corners[0]
    pairs = list(zip(corners, corners[1:] + corners[:1]))
    if any((q[0] - p[0]) * (x[1] - p[1]) < (q[1] - p[1]) * (x[0] - p[0]) for p, q in pairs):
        return False
    span = [sorted(c[i] for c in corners) for i in (0, 1)]
    return all(low[0] <= x[i] <= low[-1] for i, low in enumerate(span))


class Game:
    def __init__(self, told):
        payoffs, self.w = numbers(told["payoffs"]), numbers(told["outside"])
        self.delta = numbers(str(told["delta"]))
        require(0 <= self.delta < 1, "delta")
        self.g, self.h = {}, {}
        for i, row in enumerate(payoffs):
            for j, now in enumerate(row):
                c = [max(other[j][0] for other in payoffs), max(other[1] for other in row)]
                c = [max(pair) for pair in zip(c, self.w)] if self.w else c
                self.g[i, j], self.h[i, j] = now, [a - b for a, b in zip(c, now)]

    def scaled(self, low, unit):
        require(min(unit) > 0, "units")

        def of(x):
            return [(x[i] - low[i]) / unit[i] for i in (0, 1)]

        self.g = {a: of(x) for a, x in self.g.items()}
        self.h = {a: [x[i] / unit[i] for i in (0, 1)] for a, x in self.h.items()}
        self.w = of(self.w) if self.w else None
        return of

    def least(self, a, u):
        return [self.delta * u[i] + (1 - self.delta) * self.h[a][i] for i in (0, 1)]

    def bound(self, a, n, kept):
        now = dot(n, self.g[a])
        later = max(dot(n, x) for x in kept)
        return min(now, (1 - self.delta) * now + self.delta * later)

    def with_transfers(self):
        live = kept = set(self.g)
        while kept:
            live = kept
            best = [[self.g[a][i] + self.h[a][i] for a in live] for i in (0, 1)]
            u = self.w or [min(c) for c in best]
            tops = [self.g[a] for a in live] + ([self.w] if self.w else [])
            most = [max(x[i] for x in tops) for i in (0, 1)]
            room = self.delta * (max(sum(self.g[a]) for a in live) - sum(u))
            kept = {a for a in live if (1 - self.delta) * sum(self.h[a]) <= room}
            kept -= {a for a in live for i in (0, 1) if self.least(a, u)[i] > self.delta * most[i]}
            if kept == live:
                return live, u, most
        require(self.w, "no equilibrium, but payoffs are claimed")
        return kept, self.w, self.w

    def promises(self, live, corners, floor):
        """The promises out of a polygon that keep everybody to each profile that has any."""
        u = self.w or [max(floor[i], min(c[i] for c in corners)) for i in (0, 1)]
        found = {}
        for a in live:
            least = self.least(a, u)
            kept = clip(corners, [-self.delta, F(0)], -least[0])
            kept = clip(kept, [F(0), -self.delta], -least[1]) if kept else kept
            if kept:
                found[a] = kept
        return found


def check_inside(game, corners, profiles):
    u = game.w or [min(c[i] for c in corners) for i in (0, 1)]
    require(len(profiles) == len(corners), "a profile for each corner")
    require(all(c[i] >= u[i] for c in corners for i in (0, 1)), "threat")
    for corner, a in zip(corners, profiles):
        if a is None:
            require(game.w is not None and corner == game.w, "leaving")
            continue
        a, d = tuple(a), game.delta
        promised = [corner[i] - (1 - d) * game.g[a][i] for i in (0, 1)]
        require(all(x >= y for x, y in zip(promised, game.least(a, u))), f"{a} is not kept")
        fits = within(corners, [x / d for x in promised]) if d else promised == [0, 0]
        require(fits, f"the promise of {a}")


def check_rounds(game, rounds):
    """The last polygon that holds all equilibrium payoffs, and the promises that are left."""
    live, floor, most = game.with_transfers()
    square = [floor, [most[0], floor[1]], most, [floor[0], most[1]]]
    corners, promises = square, game.promises(live, square, floor)
    for told in rounds:
        new = square
        for n, level in zip(numbers(told["normals"]), numbers(told["levels"])):
            if max(dot(n, c) for c in corners) > level:
                shown = [game.bound(a, n, kept) for a, kept in promises.items()]
                shown += [dot(n, game.w)] if game.w else []
                require(max(shown) <= level, "a half-plane of a round")
            new = clip(new, n, level)
        corners = new
        require(corners, "no equilibrium is left, but payoffs are claimed")
        promises = game.promises(promises, corners, floor)
    return corners, promises


def check_outside(game, told, outer):
    if not game.delta:
        still = [game.g[a] for a in game.g if max(game.h[a]) <= 0] + ([game.w] if game.w else [])
        return require(all(within(outer, x) for x in still), "a stage equilibrium is missing")
    corners, promises = check_rounds(game, told["rounds"])
    n, b = numbers(told["normals"]), numbers(told["levels"])
    around = corners
    for normal, level in zip(n, b):
        around = clip(around, normal, level)
    require(all(within(outer, x) for x in around), "the outer set is not that of the half-planes")
    if told["growth"] is None:
        return require(all(dot(m, c) <= v for m, v in zip(n, b) for c in corners), "the last round")
    s, d = numbers(told["growth"]), game.delta
    require(n[0] == [-1, 0] and n[1] == [0, -1] and min(s) > 0, "threats and growth")
    u = game.w or [-b[0], -b[1]]
    given = {(e, tuple(a)): rest for e, a, *rest in numbers(told["multipliers"])}
    for e, (normal, level) in enumerate(zip(n, b)):
        require(not game.w or dot(normal, game.w) <= level, "leaving is outside")
        for a, kept in promises.items():
            if game.bound(a, normal, kept) <= level:
                continue
            require((e, a) in given, f"no multipliers for {a}")
            f, alpha, *beta = given[e, a]
            side = n[f] if f >= 0 else [F(0), F(0)]
            rest = [alpha * side[i] - beta[i] for i in (0, 1)]
            require(min(alpha, *beta) >= 0 and rest == normal, f"multipliers of {a}")
            at = alpha * (b[f] if f >= 0 else 0) * d - dot(beta, game.least(a, u))
            require((1 - d) * dot(normal, game.g[a]) + at <= level, f"the bound of {a}")
            grows = alpha * (s[f] if f >= 0 else 0) + (0 if game.w else dot(beta, s[:2]))
            require(d * grows < s[e], f"the growth of the bound of {a}")
    return None


def check(told):
    text = json.dumps({k: v for k, v in told.items() if k != "sha256"}, sort_keys=True).encode()
    require(hashlib.sha256(text).hexdigest() == told["sha256"], "a digit was changed")
    shown = sum(len(one["normals"]) for one in told["rounds"]) + len(told["normals"])
    met = sum(map(len, told["payoffs"])) * (shown + len(told["inner"]))
    require(met * (len(told["normals"]) + 4) <= MOST * 100, "there is too much to be shown")
    game = Game(told)
    check_inside(game, numbers(told["inner"]), told["play"])
    of = game.scaled(*numbers(told["units"]))
    check_outside(game, told, [of(x) for x in numbers(told["outer"])])


if __name__ == "__main__":
    try:
        with Path(sys.argv[1]).open("rb") as file:
            text = file.read(BYTES + 1)
        require(len(text) <= BYTES, "the file is too long")
        told = json.loads(text)
        check(told)
    except (ValueError, LookupError, TypeError, ArithmeticError, OSError, RecursionError) as error:
        sys.exit(f"REFUSED: {error}")
    print(f"PROVED: {len(told['inner'])} corners inside, {len(told['outer'])} outside")
