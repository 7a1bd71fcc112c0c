"""Check the proof of an answer with nothing but Python: `python check_proof.py proof.json`.

A proof holds the game as given, the answer, and where one is needed the record that shows it.
Numbers are fractions, or floats in hexadecimal, which are fractions too. What is said is computed
once more from the game: exactly, or where the answer was found in floats up to the tolerance that
the proof states, at most one part in 10^8 of the terms that meet in a comparison. A digest tells
whether anything was changed since. Prints "accepted" or what is wrong, and exits with 0 or 1.
"""

import hashlib
import itertools
import json
import sys
from fractions import Fraction
from pathlib import Path

LARGEST = Fraction(1, 10**8)
#: Chances and times of a path are floats in every answer; and a time so long that nothing is left.
PATH, EVER = Fraction(1, 10**7), 1 - Fraction(1, 10**40)
NAMES = ("strong", "weak", "nominal", "isolated", "dissolved")


class RefusedError(Exception):
    """What is wrong with a proof."""


def need(holds, what):
    """Refuse a proof of which something does not hold."""
    if not holds:
        raise RefusedError(what)


def numbers(value):
    """The fractions in nested lists."""
    if isinstance(value, list):
        return [numbers(entry) for entry in value]
    text = isinstance(value, str)
    return Fraction(float.fromhex(value) if "x" in value else value) if text else value


def places(value):
    """Whole numbers in nested lists."""
    if isinstance(value, list):
        return [places(entry) for entry in value]
    need(Fraction(value).denominator == 1 and Fraction(value) >= 0, "a number of something is none")
    return int(Fraction(value))


def allowance(told, largest=0):
    """How far terms that meet may be apart and count as equal; they are sums of up to `largest`."""
    level = numbers(told["tolerance"])
    need(0 <= level <= LARGEST, "the tolerance is none")
    return lambda *terms: level * (sum(map(abs, terms)) + Fraction(max(largest, 0), 10**4))


class Game:
    """Rows of states: what each pays to every member and, last, to all together; where it leads."""

    def __init__(self, told, state, pays, moves):
        self.delta, self.w = numbers(told["delta"]), numbers(told["outside"])
        self.near = allowance(told, max(map(max, pays)))
        self.pays, self.n = [[*row, sum(row)] for row in pays], len(pays[0])
        self.state, self.moves = state, moves
        self.hope, self.held, self.rows = (self.n,), range(self.n), set(range(len(state)))
        need(0 <= self.delta < 1, "the discount factor is none")
        for row in moves:
            need(abs(sum(p for _, p in row) - 1) <= self.near(1), "moves are no chances")
            need(all(p >= 0 for _, p in row), "moves are no chances")

    def worth(self, r, i, later):
        """What a row is worth to a member if `later` is what the states are worth."""
        follows = sum(p * later[y][i] for y, p in self.moves[r])
        return (1 - self.delta) * self.pays[r][i] + self.delta * follows

    def best(self, r, i, later):
        """What a member can make of a row by itself."""
        found = max(self.worth(b, i, later) for b in self.replies[r][i])
        return found if self.w is None else max(found, self.w[i])

    def lacks(self, r, later):
        """What is missing where a row is agreed on, beside the terms that meet there."""
        wants, has = [self.best(r, i, later) for i in range(self.n)], self.worth(r, self.n, later)
        return [(sum(wants) - has, *wants, has, *self.pays[r])]

    def keeps(self, r, x, later):
        """Refuse a row that is not in its state, or that somebody would not keep."""
        need(self.state[r] == x and r in self.rows, "something is played that is not there")
        held = all(gap <= self.near(*terms) for gap, *terms in self.lacks(r, later))
        need(held, "somebody gains by a deviation")

    def reaches(self, x, found, told):
        """Refuse what a state is said to be worth if that is not so."""
        need(abs(found - told) <= self.near(found, told), f"a value in state {x} is {found}")

    def bounds(self, left, later, members):
        """Refuse as bounds what rows could still exceed."""
        for r in left:
            x = later[self.state[r]]
            for i in members:
                v = self.worth(r, i, later)
                need(v <= x[i] + self.near(v, x[i], self.pays[r][i]), "more could be hoped for")
            for i in self.held:
                v = self.best(r, i, later)
                need(v >= x[i] - self.near(v, x[i], self.pays[r][i]), "less could be feared")

    def ranked(self, values):
        """What all have together, in the order in which answers are compared."""
        return [row[-1] for row in values]

    def nothing_better(self, node, left, values):
        """Rows fall under bounds, and those of the rest are reached; else state by state."""
        for later, fell in node["record"]:
            later, fell = numbers(later), set(places(fell)) & left
            self.bounds(left, later, self.hope)
            for r in fell:
                gone = any(gap > -self.near(*terms) for gap, *terms in self.lacks(r, later))
                need(gone, "what was deleted can be enforced")
            left = left - fell
        if {self.state[r] for r in left} != set(self.state):
            return
        later = numbers(node["bounds"])
        self.bounds(left, later, (self.n,))
        pairs = list(zip(self.ranked(later), self.ranked(values), strict=True))
        over = next((a > b for a, b in pairs if abs(a - b) > self.near(a, b)), False)
        for least, told in zip(later, values, strict=True):
            held = all(least[i] >= told[i] - self.near(told[i]) for i in self.held)
            need(held, "somebody can be held to less")
        if over:
            here = {r for r in left if self.state[r] == places(node["at"])}
            for r in here:
                self.nothing_better(node["branches"][str(r)], left - here | {r}, values)


def check_game(told):
    """The best that members enforce, and the harshest punishments."""
    moves = [[(places(y), numbers(p)) for y, p in row] for row in told["moves"]]
    game, lines = Game(told, places(told["state"]), numbers(told["payoffs"]), moves), {}
    game.replies = [[] for _ in game.rows]
    for r, (x, a) in enumerate(zip(game.state, places(told["action"]), strict=True)):
        for i in range(game.n):
            line = lines.setdefault((i, x, *a[:i], None, *a[i + 1 :]), [])
            line.append(r)
            game.replies[r].append(line)
    for x in set(game.state):
        here = [a for y, a in zip(game.state, places(told["action"]), strict=True) if y == x and a]
        whole = set(itertools.product(*map(set, zip(*here, strict=True))))
        need(len(here) == len(whole) and {*map(tuple, here)} == whole, "a profile is missing")
    joint, held = numbers(told["joint"]), numbers(told["punishment"])
    values = [[*v, u] for v, u in zip(held, joint, strict=True)]
    phases = places([told["policy"], *told["punishments"]])
    need(len(phases) == game.n + 1 if game.w is None else held == [game.w], "punishments")
    need({len(phase) for phase in phases} == {len(values)} == {max(game.state) + 1}, "states")
    for (k, phase), x in itertools.product(enumerate(phases), range(len(values))):
        game.keeps(phase[x], x, values)  # last, at place -1, is what all have together
        found = game.best(phase[x], k - 1, values) if k else game.worth(phase[x], game.n, values)
        game.reaches(x, found, values[x][k - 1])
    for x, paid in enumerate(numbers(told["payoffs on the path"])):
        game.reaches(x, sum(paid), joint[x])
        fine = all(a >= b - game.near(a, b) for a, b in zip(paid, held[x], strict=True))
        need(fine, "somebody would rather be punished")
    game.nothing_better(told, game.rows, values)


def shared(rule, own, alone, w, cost):
    """What members get of what they earn together, each of whom would get `alone` by idling."""
    if isinstance(rule, list):
        return [part * sum(own) for part in numbers(rule)]
    over = [max(d - v, 0) for d, v in zip(alone, w, strict=True)]
    equal = rule != "optimal" or not sum(over)
    parts = [Fraction(1, len(own)) if equal else t / sum(over) for t in over]
    if rule in ("surplus", "optimal"):
        return [v + part * (sum(own) - sum(w)) for v, part in zip(w, parts, strict=True)]
    if rule == "proportional":
        return [sum(own) * c / sum(cost) for c in cost]
    return [sum(own) * part for part in parts] if rule == "equal" else own


class Trust(Game):
    """A partnership: its states are (trust, times), and last its end."""

    def __init__(self, told):
        keys = "cost friction bad_times benefit outside deposit promotion detection subsidy stake"
        *lists, rise, self.q, self.s, stake = (numbers(told[key]) for key in keys.split())
        (cost, friction, bad, benefit, w, deposit), s = lists, self.s
        n, count, drop = len(w), len(benefit), told["drop"]
        self.chance = [max(1 - sum(p for p, _ in bad), 0), *(p for p, _ in bad)]
        self.times, self.lost = len(bad) + 1, [b + s for b in deposit]
        self.voluntary = told["sharing"] == "voluntary"
        acts = [*itertools.product((1, 0), repeat=n)]
        self.acts, end = acts if self.voluntary else [acts[0], acts[-1]], count * self.times
        state, pays, moves, self.breach, never = [], [], [], [], set()
        rows = itertools.product(range(count), range(self.times), range(len(self.acts) + 1))
        for r, (k, t, c) in enumerate(rows):
            who, leave = [*self.acts, acts[-1]][c], c == len(self.acts)
            spent = [x + h for x, h in zip(cost, bad[t - 1][1] if t else [0] * n, strict=True)]
            alone = [sum(b for b, a in zip(row, who, strict=True) if a) for row in benefit[k]]
            own = [d - a * x for d, a, x in zip(alone, who, spent, strict=True)]
            back, up = count if drop is None else max(k - places(drop), 0), min(k + 1, count - 1)
            steps = [(count if leave else back, Fraction(1))]
            if c == 0:
                own = shared(told["sharing"], own, alone, w, cost)
                taken = stake if sum(own) > sum(w) else 0
                own = [x - taken * (x - v) for x, v in zip(own, w, strict=True)]
                smooth = 1 - friction[k]
                steps = [(back, friction[k]), (up, smooth * rise), (k, smooth * (1 - rise))]
            pays.append(w if leave else [x + s for x in own] if c == 0 else own)
            saved = [a * (d - x) for a, d, x in zip(who, alone, own, strict=True)]
            never |= {r} if self.voluntary and self.q == 0 and any(x > 0 for x in saved) else set()
            self.breach.append([alone[i] + s for i in range(n)])
            for i in range(n) if self.voluntary else ():
                joins = sum(who) == n - 1 and not who[i] and not leave
                idles = own[i] + saved[i] / (self.q or 1) - deposit[i] if who[i] else pays[r][i]
                self.breach[r][i] = max(idles, pays[r][i], pays[r - c][i] if joins else idles)
            state.append(k * self.times + t)
            drawn = list(enumerate(self.chance))
            kept = [(j * self.times + u, p * z) for j, p in steps if j < count for u, z in drawn]
            moves.append(kept + [(end, p) for j, p in steps if j == count])
        super().__init__(told, [*state, end], [*pays, w], [*moves, [(end, Fraction(1))]])
        self.rows, self.breach = self.rows - never, [*self.breach, w]
        self.hope, self.held = ((n,), range(n)) if self.voluntary else (range(n), ())

    def best(self, r, i, _):
        """What a member can make of a row by paying nothing, or by a breach: then it has w."""
        if r % (len(self.acts) + 1) == len(self.acts) or r == len(self.state) - 1:
            return self.w[i]
        return max((1 - self.delta) * self.breach[r][i] + self.delta * self.w[i], self.w[i])

    def lacks(self, r, later):
        """With fixed shares every member has to be content by itself."""
        if self.voluntary:
            return super().lacks(r, later)
        found, d, q = [], self.delta, self.q
        for i, w in enumerate(self.w):
            has, now = self.worth(r, i, later), self.breach[r][i] - q * self.lost[i]
            kept = has - (1 - d) * self.pays[r][i]
            found.append((w - has, w, has, self.pays[r][i]))
            if r % 3 == 0 and r < len(self.state) - 1:  # all contribute
                after = (1 - d) * now + d * q * w + (1 - q) * kept
                found.append((after - has, after, has, now))
        return found

    def ranked(self, values):
        """Joint values by trust, before times are known."""
        rows = [values[k : k + self.times] for k in range(0, len(values) - 1, self.times)]
        return [sum(p * row[-1] for p, row in zip(self.chance, part, strict=True)) for part in rows]


def solved(chain, right, factor):
    """The x with x = right + factor * chain x."""
    size = range(len(right))
    rows = [[(i == j) - factor * chain[i][j] for j in size] + [right[i]] for i in size]
    for i in size:
        rows[i] = [entry / rows[i][i] for entry in rows[i]]
        for r in size:
            if r != i and rows[r][i]:
                rows[r] = [a - rows[r][i] * b for a, b in zip(rows[r], rows[i], strict=True)]
    return [row[-1] for row in rows]


def check_partnership(told):
    """What members agree on at every trust, that nothing is better, and where it leads."""
    game, given, choice = Trust(told), numbers(told["values"]), places(told["choice"])
    w, n, k, count, leave = game.w, game.n, places(told["founding"]), len(choice), len(game.acts)
    chosen = enumerate(itertools.chain(*choice))
    played = [*(x * (leave + 1) + c for x, c in chosen), len(game.state) - 1]
    values = [[*(w if game.voluntary else row), sum(row)] for row in [*given, w]]
    for x, r in enumerate(played):
        game.keeps(r, x, values)
        for i in {*game.hope, n}:
            game.reaches(x, game.worth(r, i, values), values[x][i])
        for i in range(n) if game.voluntary and x < len(given) else ():
            game.reaches(x, w[i] + (values[x][-1] - sum(w)) / n, given[x][i])
    game.nothing_better(told, game.rows, values)
    game.reaches(k, game.ranked(values)[k], numbers(told["founding value"]))
    classes, move = [], [[Fraction(0)] * (count + 1) for _ in range(count + 1)]
    paid = [Fraction(0)] * (count + 1)
    for x, (r, row) in enumerate(zip(played, numbers(told["chain"]), strict=True)):
        often = [*game.chance * count, 1][x]
        unpaid = game.s * n if x < len(given) and r % (leave + 1) == 0 else 0
        paid[x // game.times] += (1 - game.delta) * often * (game.pays[r][n] - unpaid)
        for y, p in game.moves[r]:
            move[x // game.times][y // game.times] += p * often
            row[y] -= p
        need(len(row) == len(played) and all(abs(off) <= PATH for off in row), "the chain")
    game.reaches(k, solved(move, paid, game.delta)[k], numbers(told["founding value, net"]))
    for row in choice:
        drawn = [c for c, p in zip(row, game.chance, strict=True) if p > 0]
        full, left = drawn.count(0), drawn.count(leave)
        part = "weak" if full else "isolated" if left == len(drawn) else "nominal"
        classes.append("strong" if full == len(drawn) else part)
    need(told["classes"] == classes, f"the classes are {classes}")
    open_ = [name != "strong" for name in classes] + [True]
    before = [[p * stays for p in row] for row, stays in zip(move, open_, strict=True)]
    hit = solved(before, [Fraction(not stays) for stays in open_], EVER)
    time = solved(before, [p * stays for p, stays in zip(hit, open_, strict=True)], EVER)[k]
    chance, after = numbers(told["probability strong"]), numbers(told["time to strong"])
    never = hit[k] <= 10 * PATH and after is None
    need(never or abs(after - time / hit[k]) <= PATH * (1 + after), "the time to strong")
    shares = numbers([told["long run"][name] for name in NAMES])
    found = [[Fraction(own == name) for own in [*classes, NAMES[-1]]] for name in NAMES]
    found = [solved(move, own, EVER)[k] * (1 - EVER) for own in found]
    for a, b in zip([chance, *shares], [hit[k], *found], strict=True):
        need(abs(a - b) <= PATH, f"a chance or share of time is {float(b)}")


def beside(basis, vector):
    """What is left of a vector beside the span of a basis in echelon form."""
    for at, row in basis.items():
        factor = vector[at] / row[at]
        vector = [a - factor * b for a, b in zip(vector, row, strict=True)]
    return vector


def extended(basis, vector):
    """A basis in echelon form of the span and one vector more."""
    rest = beside(basis, vector)
    at = next((k for k, entry in enumerate(rest) if entry), None)
    return basis if at is None else {**basis, at: rest}


def check_division(told):
    """Level by level: nothing open is more aggrieved, and nobody on the level can be less so."""
    values, x = numbers(told["values"]), numbers(told["payoffs"])
    near = allowance(told, max(values))
    n, floors, each, basis = len(x), told["floors"], told["per_capita"], {0: [1] * len(x)}

    def row(mask):
        return [Fraction(mask >> i & 1) for i in range(n)]

    def grievance(mask):
        mine = values[mask] - sum(p * a for p, a in zip(x, row(mask), strict=True))
        return mine / (mask.bit_count() if each else 1)

    def same(a, b, what):
        need(abs(a - b) <= near(a, b, *x), what)

    need(len(values) == 2**n and values[0] == 0, "a coalition is missing")
    same(grievance(2**n - 1), 0, "the division does not add up")
    need(not floors or all(grievance(1 << i) <= near(*x) for i in range(n)), "less than alone")
    for level in told["levels"]:
        open_ = [m for m in range(1, 2**n - 1) if any(beside(basis, row(m)))]
        most, total, size, spanned = numbers(level["excess"]), [Fraction(0)] * n, 0, basis
        need(open_, "a level too many")
        same(max(map(grievance, open_)), most, "the largest grievance that is left")
        for k, (mask, weight) in enumerate(level["coalitions"] + level["floor"]):
            mask, weight, bound = places(mask), numbers(weight), k >= len(level["coalitions"])
            need(weight > 0 and 0 < mask < 2**n - 1, "weights")
            need(not bound or (floors and mask.bit_count() == 1), "a floor")
            same(grievance(mask), 0 if bound else most, "a coalition is not on its level")
            total = [a + weight * b for a, b in zip(total, row(mask), strict=True)]
            size, spanned = size + weight, extended(spanned, row(mask))
        off, basis = beside(basis, total), spanned
        need(size and all(abs(a) <= near(size) for a in off), "the level is not balanced")
    if told["kind"] == "nucleolus":
        need(len(basis) == n or n == 1, "more than one division is left")
        return
    slack, least = numbers(told["slack"]), numbers(told["levels"][0]["excess"])
    need(slack in (0, least), "the slack")
    need(told["empty"] == (least > slack + near(least, *x)), "whether there is such a division")


KINDS = {"game": check_game, "partnership": check_partnership}
KINDS |= {"core": check_division, "nucleolus": check_division}
WRONG = (RefusedError, ArithmeticError, LookupError, TypeError, ValueError, OSError)


def check(told):
    """Raise an error unless a proof holds."""
    plain = {key: value for key, value in told.items() if key != "digest"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    need(told.get("digest") == hashlib.sha256(text.encode()).hexdigest(), "something was changed")
    need(told.get("format") == "qinba_games proof 2", "the format is another one")
    KINDS[told["kind"]](told)


def main(paths):
    """Check the files named on the command line."""
    failed = False
    for path in paths:
        try:
            check(json.loads(Path(path).read_text(encoding="utf-8")))
            print(f"{path}: accepted")
        except WRONG as error:
            failed = True
            print(f"{path}: refused: {error}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
