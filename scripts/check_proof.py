"""Check the proof of an answer with nothing but Python: `python check_proof.py proof.json`.

It holds the game as given, the answer, and the record that nothing is better. All is computed once
more: exactly, or of floats (in hexadecimal) up to 10^-8 of what meets in a comparison at most.
What would take longer than some minutes is refused before it is begun.
"""

import bisect
import hashlib
import itertools
import json
import math
import operator
import re
import sys
from fractions import Fraction
from pathlib import Path

#: Numbers that may be met in all, bytes of a file, lists within lists, and members of a division.
MOST, BYTES, DEEP, MEMBERS = 10**8, 10**8, 500, 16
#: What a proof of a partnership says beside the model that it is about.
ANSWER = {"delta", "values", "held", "punishments", "policy", "record", "bounds", "branches"}
ANSWER |= {"at", "classes", "founding value", "digest"}
#: A whole number or a fraction, and a float in hexadecimal.
PLAIN = re.compile("-?[0-9]{1,4300}(/[0-9]{1,4300})?|-?0x[01][.][0-9a-f]{1,13}p[+-][0-9]{1,4}")


def need(holds, what):
    if not holds:
        raise ValueError(what)


def numbers(value):
    if isinstance(value, list):
        return [*map(numbers, value)]
    text = str(value)
    need(PLAIN.fullmatch(text), "a number is neither a fraction nor a float in hexadecimal")
    return Fraction(float.fromhex(text) if "x" in text else text)


def read(path):
    """What a file says, unless it is longer or deeper than any proof."""
    with Path(path).open("rb") as file:
        text = file.read(BYTES + 1)
    need(len(text) <= BYTES, "the file is too long")
    brackets = itertools.accumulate((b in b"[{") - (b in b"]}") for b in text)
    need(max(brackets, default=0) <= DEEP, "the file is too deep")
    return json.loads(text)


def allowance(told, *reached):
    """How far terms that meet may be apart and count as equal, as sums of what is `reached`."""
    level, whole = numbers(told["tolerance"]), sum(map(abs, reached))
    need(0 <= level <= Fraction(1, 10**8), "the tolerance is none")
    return lambda *terms, paid=(): (
        level * (sum(map(abs, terms)) + (whole + sum(map(abs, paid))) / Fraction(10**6))
    )


def beyond(table, base):
    """A table of payoffs counted from those of `base`."""
    return [[v - b for v, b in zip(row, base, strict=True)] for row in table]


class Game:
    """Rows: a state, what it pays to members, moves [(state, chance)], and replies (pay, moves).

    A table says by state to what each can be held, hopes of each (unless `pooled`), and of all.
    All payoffs count from those of `base`, so that a constant has no tolerance.
    """

    def __init__(self, told, rows, pooled, starts, ranks, base):
        self.state, pays, self.moves, self.replies = zip(*rows, strict=True)
        self.pays, self.n = [[*row, sum(row)] for row in pays], len(pays[0])
        self.delta, self.told = numbers(told["delta"]), told
        self.base = [*base, *(() if pooled else base), sum(base)]
        self.pooled, self.starts, self.ranks, self.played = pooled, starts, ranks, set()
        self.hopes = [self.n] if pooled else range(self.n + 1)
        self.rows = {r for r, replies in enumerate(self.replies) if replies}
        replies = itertools.chain(*(itertools.chain(*mine) for mine in self.replies))
        replies = [*replies]
        self.feared = {y for _, moves in replies for y, _ in moves}.union(*starts)
        self.cost = sum(len(moves) for moves in (*self.moves, *(moves for _, moves in replies)))
        self.met = 0
        for _, p in (zip(*row, strict=True) for row in self.moves):
            near = allowance(told)(1)
            need(min(p) >= 0 and abs(sum(p) - 1) <= near and 0 <= self.delta < 1, "chances")

    def near(self, table):
        """What is rounding where values of a table meet: what is never reached decides nothing."""
        return allowance(self.told, max(abs(v) for row in table for v in row), *self.base)

    def same(self, found, told, near, what):
        need(abs(found - told) <= near(found, told), f"{what} is {float(found)}")

    def worth(self, r, i, later):
        follows = sum(p * later[y][i - self.n - 1] for y, p in self.moves[r])
        return (1 - self.delta) * self.pays[r][i] + self.delta * follows

    def best(self, r, i, later):
        after = [(now, sum(p * later[y][i] for y, p in moves)) for now, moves in self.replies[r][i]]
        return max((1 - self.delta) * now + self.delta * follows for now, follows in after)

    def lacks(self, r, later, near):
        """What members want more than they have, together or each, and what is rounding."""
        wants = {i: self.best(r, i, later) for i in range(self.n) if self.replies[r][i]}
        for i in self.hopes if self.pooled else wants:
            has, due = self.worth(r, i, later), wants.values() if self.pooled else [wants[i]]
            yield sum(due) - has, near(*due, has, paid=self.pays[r])

    def plays(self, played, later, punished=None):
        """Refuse rows that somebody would not keep, or that are not worth what is told."""
        near = self.near(later)
        for x, r in played:
            need(r in self.rows and self.state[r] == x, "something is played that is not there")
            kept = (gap <= slack for gap, slack in self.lacks(r, later, near))
            need(all(kept), "somebody would deviate")
            if punished is not None:
                self.same(self.best(r, punished, later), later[x][punished], near, "a punishment")
            for i in self.hopes if punished is None else ():
                told = later[x][i - self.n - 1]
                self.same(self.worth(r, i, later), told, near, f"a value of {x}")
            self.played.add(r)

    def check(self, told, values):
        """What is agreed on is kept, punishments are as harsh as told, and nothing is better."""
        self.plays(zip(range(self.state[-1]), told["policy"], strict=True), values)
        states, n = [x for start in self.starts for x in start], self.n
        asked = itertools.product(range(n), self.starts)
        for (i, start), (rows, worth) in zip(asked, told["punishments"], strict=True):
            later, once = [*values], i if self.pooled else None  # for one period, or for ever
            for x, own in () if self.pooled else zip(states, numbers(worth), strict=True):
                later[x] = [*later[x][:n], *own, sum(own)]
            self.plays(zip(states, rows, strict=True), later, once)
            for x in () if self.pooled else start:
                self.same(later[x][n + i], later[x][i], self.near(later), "a punishment")
        self.nothing_better(told, self.rows, values, self.played)

    def nothing_better(self, node, left, values, played):
        """Rows fall under bounds, and those of the rest are reached; else state by state.

        Nothing that is `played` falls, and what falls lacks something. In floats it lacks more than
        the bounds are off: inequalities off by some e make bounds that are off by e / (1 - delta).
        """
        self.met += self.cost * (1 + len(node["record"]))
        need(self.met <= MOST, "the record is too long")
        for later, fell in [*node["record"], (node["bounds"], [])]:
            later, fell, off = beyond(numbers(later), self.base), left & set(fell), 0
            near = self.near(later)
            for r in left:
                x, paid = later[self.state[r]], self.pays[r]
                for i in self.hopes:
                    v, most = self.worth(r, i, later), x[i - self.n - 1]
                    off = max(off, v - most)
                    need(v <= most + near(v, most, paid=[paid[i]]), "more could be hoped for")
                for i in range(self.n) if self.state[r] in self.feared else ():
                    v = self.best(r, i, later)
                    off = max(off, x[i] - v)
                    need(v >= x[i] - near(v, x[i], paid=[paid[i]]), "less could be feared")
            off *= self.delta * (self.n + 1) / (1 - self.delta)
            for r in fell:
                lost = (gap > off + slack / 10**6 for gap, slack in self.lacks(r, later, near))
                need(any(lost) and r not in played, "what falls is kept")
            left = left - fell
            if {self.state[r] for r in left} != set(self.state):
                return
        for x, i in itertools.product(self.feared if self.pooled else (), range(self.n)):
            need(later[x][i] >= values[x][i] - near(values[x][i]), "less can be feared")
        near = self.near(values)
        for rank in self.ranks:
            most, told = (sum(p * table[x][-1] for x, p in rank) for table in (later, values))
            if most > told + near(most, told):
                here = {r for r in left if self.state[r] == node["at"]}
                need(here, "more could be had")
                for r in here:
                    self.nothing_better(node["branches"][str(r)], left - here | {r}, values, ())
            if abs(most - told) > near(most, told):
                return


def check_game(told):
    """The best that members enforce, and the harshest punishments; who leaves ends all."""
    pays, w, end = numbers(told["payoffs"]), numbers(told["outside"]), max(told["state"]) + 1
    n, gone, lines, rows = len(pays[0]), [(end, 1)], {}, []
    base = [sorted(own)[(len(own) - 1) // 2] for own in zip(*pays, strict=True)]
    rule = told["sharing"]
    if rule == "equal" or isinstance(rule, list):  # who gets what depends on a member's constant
        base = [min(base) if rule == "equal" else 0] * n
    pays, w = beyond(pays, base), w and beyond([w], base)[0]
    leave = [[(v, gone)] for v in w] or [[] for _ in range(n)]
    profiles = {}
    for x, a in zip(told["state"], told["action"], strict=True):
        profiles.setdefault(x, []).extend([(*a,)] if a else [])
    need(len(profiles) == end, "a state is missing")
    for here in profiles.values():
        whole = math.prod(len(set(own)) for own in zip(*here, strict=True))
        need(here and whole == len(here) == len(set(here)), "a profile is missing")
    for x, a, pay, moves in zip(told["state"], told["action"], pays, told["moves"], strict=True):
        need(x >= 0 and (len(a) == n or (w and not a and pay == w)), "a profile is none")
        need(all(0 <= y < end for y, _ in moves), "a state is none")
        moves = [(y, numbers(p)) for y, p in moves]
        mine = [lines.setdefault((i, x, *a[:i], *a[i + 1 :]), [*leave[i]]) for i in range(n)]
        for line, now in zip(mine, pay, strict=True):
            line.append((now, gone if w else moves))
        rows.append((x, pay, moves, mine))
    ends = w or [-b for b in base]
    rows.append((end, ends, gone, leave))
    game = Game(told, rows, True, [] if w else [range(end)], [[(x, 1)] for x in range(end)], base)
    joint, held, path = (numbers(told[k]) for k in ("joint", "punishment", "payoffs on the path"))
    need(len(held) == len(path) == end and {n} == {*map(len, held + path)}, "payoffs")
    values = beyond([[*low, v] for low, v in zip(held, joint, strict=True)], game.base)
    if rule != "voluntary":
        return check_shares(told, rows[:-1], w, *values, *beyond(path, base), base)
    values.append([*ends, sum(ends)])
    need(not w or values[0][:n] == w, "punishments")
    near = game.near(values[:end])
    for (*low, most), paid in zip(values, beyond(path, base)):
        game.same(sum(paid), most, near, "what all are paid")
        need(all(a >= b - near(a, b) for a, b in zip(paid, low)), "less than in punishment")
    return game.check(told, values)


def check_shares(told, rows, w, value, path, base):
    """The best of what is kept, at shares or without any; the worst without follows a breach."""
    near, delta, (chosen,) = allowance(told, *base), numbers(told["delta"]), told["policy"]
    *held, joint = value
    best = [[max(now for now, _ in mine) for mine in replies] for *_, replies in rows]
    lows, pays = [*map(min, zip(*best))], [own for _, own, *_ in rows]
    gaps = [[d - v - near(d - low) for d, v, low in zip(*both, lows)] for both in zip(best, pays)]
    calm = [max(gap) <= 0 and not (w and a) for gap, a in zip(gaps, told["action"])]
    w = w or [*map(min, zip(*itertools.compress(pays, calm)))]
    threat = all(abs(a - b) <= near(a, b) for a, b in zip(held, w, strict=True))
    need(threat and 0 <= chosen < len(rows), "a punishment, or what is played, is not there")
    for r, (own, d) in enumerate(zip(pays, best)):
        d, total = [*map(max, d, w)], sum(own)
        x = shared(told["sharing"], own, d, w, None)
        kept = all((1 - delta) * a + delta * b <= v + near(a, b, v) for a, b, v in zip(d, w, x))
        offers = [x] * kept + [own] * calm[r]
        need(not offers or total <= joint + near(total, joint), "more could be had")
        same = any(all(abs(a - b) <= near(*own, *w) for a, b in zip(x, path)) for x in offers)
        need(r != chosen or (same and abs(total - joint) <= near(*own)), "somebody would deviate")


def shared(rule, own, alone, w, cost):
    """What members get of what they earn together, each of whom would get `alone` by idling."""
    ones, over = [Fraction(1)] * len(own), [max(d - v, 0) for d, v in zip(alone, w)]
    known = dict.fromkeys(("none", "voluntary", "equal", "surplus"), ones)
    known |= {"proportional": cost, "optimal": over if any(over) else ones}
    weights = numbers(rule) if isinstance(rule, list) else known[rule]
    need(str(rule) in known or abs(sum(weights) - 1) < Fraction(1, 10**8), "fractions")
    least = {"none": own, "voluntary": own, "surplus": w, "optimal": w}.get(str(rule), [0] * len(w))
    spare = (sum(own) - sum(least)) / sum(weights)
    return [v + spare * weight for v, weight in zip(least, weights, strict=True)]


def relation(told, exits=None):
    """A partnership as a game, and the values told of its states; `exits` pay those who end it.

    States are (trust, times); where somebody cannot leave the same after a breach; the end.
    """
    keys = "cost friction bad_times benefit outside deposit promotion detection subsidy stake"
    *lists, rise, q, subsidy, stake = (numbers(told[key]) for key in keys.split())
    (cost, friction, bad, benefit, w, deposit), pooled = lists, told["sharing"] == "voluntary"
    n, count, times, held = len(w), len(benefit), len(bad) + 1, bool(told["mandate"])
    free = [i for i in range(n) if i not in told["mandate"]]
    each = [cost, deposit, *(more for _, more in bad)]
    least = min(q, stake, subsidy, told["founding"], (told["drop"] or 1) - 1, *map(min, each))
    drop = -2 * count if told["drop"] is None else told["drop"]  # down, or to the end
    need(drop and least >= 0 and max(q, stake) <= 1 and len(free + told["mandate"]) == n, "given")
    need(all([*b] == sorted(b) for b in zip(*(itertools.chain(*k) for k in benefit))), "a fall")
    need(not any(row[i] or len(row) != n for k in benefit for i, row in enumerate(k)), "own gains")
    drawn = [*enumerate([max(1 - sum(p for p, _ in bad), 0), *(p for p, _ in bad)])]
    hard = [cost, *([c + h for c, h in zip(cost, more)] for _, more in bad)]
    end = (1 + held) * count * times
    met = end * (2**n if pooled and n < 30 else 2) * n * (n + times)
    need(met <= MOST // 10 and (n < 30 or not pooled), "there are too many choices")
    acts = [*itertools.product((1, 0), repeat=n)] if pooled else [(1,) * n, (0,) * n]
    gone, rows = [(end, 1)], []

    def leads(b, steps):
        return [(min((j + b * count) * times + t, end), p * z) for j, p in steps for t, z in drawn]

    for x, (b, k, t) in enumerate(itertools.product(range(1 + held), range(count), range(times))):
        back, up, on = max(k - drop, 0), min(k + 1, count - 1), 1 - friction[k]
        steps = [(back, 1)], [(back, friction[k]), (up, on * rise), (k, on * (1 - rise))]
        broken = [leads(1, step) if held else gone for step in steps]
        for who in acts:
            alone = [sum(v for v, a in zip(row, who) if a) for row in benefit[k]]
            own = pays = [d - a * c for d, a, c in zip(alone, who, hard[t])]
            if all(who):
                own = shared(told["sharing"], own, alone, w, cost)
                own = [v - stake * (v - u) for v, u in zip(own, w)] if sum(own) > sum(w) else own
                every = pays = [v + (0 if b else subsidy) for v in own]
            saved = [a * (d - v) for a, d, v in zip(who, alone, own)]
            replies = [[(w[i], gone)] if i in free else [] for i in range(n)]
            for i, mine in enumerate(replies):
                mine += [(pays[i], broken[all(who)])] * (pooled or b > 0)
                mine += [(every[i], broken[1])] * (pooled and sum(who) == n - 1 and not who[i])
                if who[i] and q:
                    mine.append((own[i] + saved[i] / q - (not b) * deposit[i], broken[0]))
            seen = replies if q or max(saved) <= 0 else ()
            rows.append((x, pays, leads(b, steps[all(who)]), seen))
        leave = [[(v, gone), (0, broken[0])][: 1 + ([i] == free)] for i, v in enumerate(w)]
        rows.append((x, exits[x] if exits else w, gone, leave if free else ()))
    rows.append((end, w, gone, [[(v, gone)] for v in w]))
    starts = [range(x, x + times) for x in range(count * times, end, times)]
    ranks = [[(k * times + t, p) for t, p in drawn] for k in range(count)]
    starts = [range(count * times, end)] * held if pooled else starts
    game = Game(told, rows, pooled, starts, ranks, [0] * n)
    worth, values = [*numbers(told["values"]), w], []
    lows = [*(numbers(told["held"]) * 2 or [w] * end), w]  # the same before a breach
    need({n} == {*map(len, each + benefit + worth + lows)} and len(friction) == count, "sizes")
    near = game.near(worth)
    for low, own in zip(lows, worth, strict=True):
        values.append([*low, *(() if pooled else own), sum(own)])
        for v, least in zip(own, low) if pooled else ():
            game.same(v, least + (sum(own) - sum(low)) / n, near, "a share of the surplus")
    game.check(told, values)
    return game, values


def check_partnership(told):
    """What is agreed on at every trust, the classes, and the value at the founding."""
    game, values = relation(told)
    size, near = game.state.count(0), game.near(values)
    for rank, name in zip(game.ranks, told["classes"], strict=True):
        made = {told["policy"][x] % size for x, p in rank if p > 0}
        lesser = "weak" if 0 in made else "isolated" if made == {size - 1} else "nominal"
        need(name == ("strong" if made == {0} else lesser), "a class")
    found = sum(p * values[x][-1] for x, p in game.ranks[told["founding"]])
    game.same(found, numbers(told["founding value"]), near, "the value at the founding")


def check_members(told):
    """Every set of several members, small ones first: where it ends, a smaller one goes on."""
    w, delta, n = numbers(told["outside"]), numbers(told["delta"]), len(told["outside"])
    surplus, held, near = numbers(told["surplus"]), told["values"], allowance(told, *w)
    need(n <= MEMBERS and not numbers(told["stake"]), "members")
    need((held is None) == (told["sharing"] == "voluntary"), "values of members")
    held, both = held and numbers(held), (told["staying"], told["acting"])
    levels, times = len(told["benefit"]), 1 + len(told["bad_times"])
    states = [*itertools.product(range(levels), range(times))]
    need(0 <= told["founding"] < levels, "the founding")
    each = [told["cost"], told["deposit"], *(more for _, more in told["bad_times"])]
    each += [*told["benefit"], *itertools.chain(*told["benefit"])]
    each += [told["sharing"]] * isinstance(told["sharing"], list)
    each += [own for rows in held or () for row in rows for own in row]
    need({n} == {*map(len, each)}, "sizes")
    for part in (surplus, *both, *([held] if held else [])):
        sizes = {(len(part), len(rows), len(row)) for rows in part for row in rows}
        need(sizes == {(2**n, levels, times)}, "sizes")
    for mask in sorted(range(2**n), key=int.bit_count):
        who, exits, own, acts = [i for i in range(n) if mask >> i & 1], [], [], []
        if len(who) < 2:
            alone = [[part[mask][k][t] for part in (surplus, *both)] for k, t in states]
            need(alone == [[0, 0, -1]] * len(states), "one alone goes on")
            need(not held or all(held[mask][k][t] == w for k, t in states), "one alone")
            continue
        smaller = [mask - (1 << i) for i in who]
        for k, t in states:
            more, (stay, act) = surplus[mask][k][t], (does[mask][k][t] for does in both)
            below = [(surplus[one][k][t], told["staying"][one][k][t]) for one in smaller]
            best = max([0, *(value for value, _ in below)])
            first = [one for v, one in below if one and v > near(best) and v >= best - near(v)]
            to = max(first, key=lambda one: (one.bit_count(), -one), default=0)
            if act < 0:
                need(act == -1 and stay & ~mask == 0 and stay != mask, "who goes on")
                fine = near(best) if not stay else near(best) + surplus[stay][k][t]
                need(best <= fine and (not stay or told["staying"][stay][k][t] == stay), "an exit")
                to = stay
            need(act < 0 or (stay == mask and act & ~mask == 0), "who contributes")
            out = [held[mask][k][t][i] for i in range(n) if not mask >> i & 1] if held else []
            need(out == [w[i] for i in range(n) if not mask >> i & 1] * bool(held), "outside")
            each = [held[mask][k][t][i] for i in who] if held else []
            total = sum(each) - sum(w[i] for i in who) if held else more
            need(abs(total - more) <= near(total, more), "a surplus")
            gain = [best * (i == who[0]) for i in who]
            gain = [held[to][k][t][i] - w[i] for i in who] if held else gain
            exits.append([w[i] + over / (1 - delta) for i, over in zip(who, gain)])
            own.append(each or [w[i] + more / len(who) for i in who])
            acts.append(tuple(act >> i & 1 for i in who) if act >= 0 else None)
        part = {"benefit": [[[row[j] for j in who] for row in of(b, who)] for b in told["benefit"]]}
        part |= {key: of(told[key], who) for key in ("cost", "outside", "deposit")}
        part["bad_times"] = [[p, of(extra, who)] for p, extra in told["bad_times"]]
        if isinstance(told["sharing"], list):
            rule = numbers(of(told["sharing"], who))
            rule = rule if any(rule) else [1] * len(who)
            part["sharing"] = [str(Fraction(one) / sum(rule)) for one in rule]
        part |= {"values": [[*map(str, row)] for row in own], "held": [], "punishments": []}
        shown = told["sets"][str(mask)]
        need({*shown} <= {"policy", "record", "bounds", "at", "branches"}, "another game")
        part |= {"founding": 0, "mandate": []} | shown
        relation(told | part, exits)
        modes = [*itertools.product((1, 0), repeat=len(who))]
        modes = [*(modes if held is None else (modes[0], modes[-1])), None]
        played = [modes[row % len(modes)] for row in part["policy"]]
        need(played == acts, "who contributes")
    chances = [p for p, _ in told["bad_times"]]
    chances = [max(1 - sum(numbers(chances)), 0), *numbers(chances)]
    found = sum(map(operator.mul, chances, surplus[-1][told["founding"]])) + sum(w)
    need(abs(found - numbers(told["founding value"])) <= near(found), "the value at the founding")


def of(row, who):
    return [row[i] for i in who]


def beside(basis, vector):
    """What is left of a vector beside the span of a basis in echelon form."""
    for at, row in basis.items():
        vector = [a - vector[at] / row[at] * b for a, b in zip(vector, row, strict=True)]
    return vector


def check_division(told):
    """Level by level: nothing open is more aggrieved, and nobody on the level can be less so."""
    values, x = numbers(told["values"]), numbers(told["payoffs"])
    near, n, most = allowance(told, *x), len(x), []
    need(n <= MEMBERS and len(values) == 2**n and len(told["levels"]) <= n, "sizes")
    members = [[Fraction(mask >> i & 1) for i in range(n)] for mask in range(2**n)]
    grief = [v - sum(a * p for a, p in zip(row, x)) for v, row in zip(values, members, strict=True)]
    grief = [g / max(sum(row) * told["per_capita"], 1) for g, row in zip(grief, members)]
    singles = {1 << i for i in range(n) if told["floors"]}
    slack = [near(v, *(a * p for a, p in zip(row, x))) for v, row in zip(values, members)]
    over = [grief[m] <= slack[m] for m in singles]
    need(values[0] == 0 and all(over) and abs(grief[-1]) <= slack[-1], "sums")
    basis = {0: members[-1]}
    for level in told["levels"]:
        open_ = [m for m in range(1, 2**n - 1) if any(beside(basis, members[m]))]
        top = max(open_, key=grief.__getitem__)
        most, total, wider = [*most, grief[top]], [0] * n, basis
        for mask, weight in level:
            g, weight = grief[mask], numbers(weight)
            tied = abs(g - most[-1]) <= slack[mask] + slack[top]
            tied = tied or (mask in singles and abs(g) <= slack[mask])
            need(tied and weight > 0 and 0 < mask < 2**n - 1, "a coalition is not on its level")
            total = [a + weight * b for a, b in zip(total, members[mask])]
            rest = beside(wider, members[mask])
            wider = wider | next(({k: rest} for k, entry in enumerate(rest) if entry), {})
        need(level and all(abs(a) <= near(*total) for a in beside(basis, total)), "no balance")
        basis = wider
    if told["kind"] == "nucleolus":
        need(len(basis) == n and told["per_capita"] <= told["floors"], "several are left")
    else:
        least, slack, first = numbers(told["least"]), numbers(told["slack"]), (most or [0])[0]
        need(slack in (0, least) and told["empty"] == (least > slack + near(least, *x)), "the core")
        need((most or n == 1) and abs(least - first) <= near(least, *x), "the least largest excess")
        need(not (singles or told["per_capita"]), "the core is of excesses as they are")


def pools_of(told, ends, kept):
    """The pool of each tie whose slack is added up with that of others; None where it is not."""
    regime, code = told["regime"], told["jurisdictions"]
    if regime == "coordinator":
        return [code[a] if code[a] == code[b] >= 0 else None for a, b in ends]
    label = list(range(len(code)))
    for _ in label if regime == "multilateral+sharing" else ():
        for a, b in itertools.compress(ends, kept):
            label[a] = label[b] = min(label[a], label[b])
    return [label[a] if regime == "multilateral+sharing" else None for a, _ in ends]


def holds(told, ends, slack, kept, room):
    """Whether nobody ends ties: slack of what is kept is not negative, added up pool by pool."""
    sums, regime = {}, told["regime"]
    for e, pool in enumerate(pools_of(told, ends, kept)):
        places = [(pool,)] * 2 if pool is not None else [(e, 0), (e, 1)]
        if regime in ("multilateral", "bilateral+sharing"):
            places = [(a,) for a in ends[e]] if regime == "multilateral" else [(e,)] * 2
        for place, own, part in zip(places, slack[e], room[e]):
            sums[place] = sums.get(place, 0) + kept[e] * (own + part)
    return min(sums.values(), default=0) >= 0


def bought(told, ends, slack, room, each, price):
    """What a tie adds if slack is bought and sold at the prices; None if it cannot hold alone."""
    found, whole = [], pools_of(told, ends, [True] * len(ends))
    rates = {pool: price[a] for (a, _), pool in zip(ends, whole)}
    for e, pool in enumerate(whole):
        rate = [rates[pool]] * 2 if pool is not None else [price[a] for a in ends[e]]
        own = each[e] + sum(p * (m + r) for p, m, r in zip(rate, slack[e], room[e]))
        if pool is None and told["regime"] != "multilateral":  # by itself, or not at all
            alone = holds(told, [ends[e]], [slack[e]], [True], [room[e]])
            own = each[e] if alone else None
        found.append(own)
    return found


def check_ties(told):
    """What holds is worth what is said; at the prices of slack no other set that holds is more."""
    ends, kept, regime = told["ends"], told["sustained"], told["regime"]
    keys = ("value", "temptation", "outside", "price", "delta", "worth", "jurisdictions")
    x, d, w, price, delta, worth, code = (numbers(told[key]) for key in keys)
    count, n, near = len(ends), len(code), allowance(told)
    weight, friction = (numbers(told[key] or [0] * count) for key in ("weight", "friction"))
    sizes = {*map(len, (x, d, w, kept, weight, friction)), count}
    need(len(sizes) == 1 and len(price) == n and count * n <= MOST // 100, "sizes")
    need(all(0 <= a < n and 0 <= b < n and a != b for a, b in ends), "ends")
    need(0 <= delta < 1 and min(price, default=0) >= 0 and {*kept} <= {True, False}, "numbers")
    apart = ("bilateral", "bilateral+sharing")
    need(regime in (*apart, "multilateral", "multilateral+sharing", "coordinator"), "the regime")
    need(regime in apart or not any(friction), "pooled ties that end by chance")
    slack, room = [], []
    for e in range(count):
        rho, rows = delta * (1 - friction[e]), [*zip(x[e], d[e], w[e], strict=True)]
        slack.append([rho * (a - c) - (1 - rho) * (max(a, b, c) - a) for a, b, c in rows])
        room.append([near(a, b, c) for a, b, c in rows])
    each = weight if told["weight"] else [sum(a) - sum(b) for a, b in zip(x, w)]
    close = near(*each, *itertools.chain(*x, *w))
    total = sum(itertools.compress(each, kept))
    need(abs(total - worth) <= close and holds(told, ends, slack, kept, room), "what holds")
    gains = bought(told, ends, slack, room, each, price)
    gap = sum(max(own or 0, 0) for own in gains) - worth
    sets = [(0, [(own or 0) > 0 for own in gains])] if gap > close else []
    for e, own in enumerate(gains):
        few = [one for one in sets if own is not None and one[0] + abs(own) <= gap + close]
        sets += [(lost + abs(own), [*y[:e], not y[e], *y[e + 1 :]]) for lost, y in few]
        need(len(sets) <= 5000, "the prices leave too much open")
    for _, other in sets:
        more = sum(itertools.compress(each, other)) > worth + close
        need(not (more and holds(told, ends, slack, other, [[0, 0]] * count)), "more would hold")


def check_edges(told):
    """Beside every edge, on both sides, an answer about one model is of the class claimed there."""
    sides, rows, step = told["claims"], told["rows"], numbers(told["edges up to"])
    need(rows and all(len(row) == len(sides) for row in rows), "an answer is missing")
    need(0 < step <= Fraction(1, 10**6) and len(sides) <= 2, "the edges are not narrow")
    for side, answers in zip(sides, zip(*rows)):
        model = [{k: v for k, v in one.items() if k not in ANSWER} for one in answers]
        need(all(one == model[0] for one in model), "the answers are about several models")
        spans = sorted((*numbers(span), names) for names, some in side for span in some)
        edges = [low for low, *_ in spans] + [1]
        whole = all(high == edge for (_, high, _), edge in zip(spans, edges[1:]))
        need(whole and edges[0] == 0 and edges == sorted({*edges}), "claims overlap or leave a gap")
        at = [numbers(one["delta"]) for one in answers]
        for edge in edges[1:-1]:
            need(any(0 < edge - d <= 16 * step for d in at), "nothing is shown below an edge")
            need(any(0 <= d - edge <= 16 * step for d in at), "nothing is shown above an edge")
        for delta, one in zip(at, answers):
            need(one["kind"] == "partnership", "an answer of another kind")
            check(one)
            if all(abs(delta - edge) > 4 * step for edge in edges[1:-1]):
                (names,) = (names for low, high, names in spans if low <= delta < high)
                need(one["classes"][one["founding"]] in names, "another class than is claimed")


def paid(points, cost):
    """The most that a list brings for so much money; nothing if it has nothing so cheap."""
    place = bisect.bisect_right(points, cost, key=lambda point: point[0])
    return points[place - 1][1] if place else None


def follows(before, after):
    """The list after dominates every point before, and has no other."""
    rises = all(c < d and v < w for (c, v), (d, w) in itertools.pairwise(after))
    need(after and rises, "a list does not rise")
    known = {tuple(point) for point in after}
    for cost, value in before:
        best = paid(after, cost)
        need(best is not None and best >= value, "a point is not dominated")
        known.discard((cost, value))
    need(not known, "nothing reaches a point")


class Ties:
    """What each tie costs and is worth, by its own help and that of what is above it."""

    def __init__(self, told):
        rows, self.fees = told["ties"], told["offices"]
        self.prices = [[0, *row["prices"]] for row in rows]
        self.values = [{tuple(help_): v for help_, v in row["values"]} for row in rows]
        self.above, self.met = [row["above"] for row in rows], 0
        self.below = [[j for j, over in enumerate(self.above) if over == k] for k in self.some()]
        self.needs = [{name for name in row["offices"] if self.fees[name]} for row in rows]
        need(all(type(v) is int for row in self.values for v in row.values()), "a value")
        money = [*itertools.chain(*self.prices), *self.fees.values()]
        need(all(p is None or (type(p) is int and p >= 0) for p in money), "a price")

    def some(self):
        return range(len(self.above))

    def options(self, k, offices):
        able = self.needs[k] <= offices
        return [o for o, p in enumerate(self.prices[k]) if o == 0 or (able and p is not None)]

    def blocks(self):
        """Ties that hang together by offices or by what is above them, the first tie first."""
        left, found = [*self.some()], []
        while left:
            block = {left[0]}
            while True:
                names = set().union(*(self.needs[k] for k in block))
                more = {k for k in left if self.needs[k] & names or self.above[k] in block}
                more |= {self.above[k] for k in block if self.above[k] is not None}
                if more <= block:
                    break
                block |= more
            found.append((sorted(block), names))
            left = [k for k in left if k not in block]
        return found

    def added(self, before, steps, ties, above, offices):
        """The list after these ties are added one after another."""
        need([step["tie"] for step in steps] == ties, "a tie is missing")
        for step in steps:
            self.item(step, above, offices)
            self.met += len(before) * len(step["points"])
            need(self.met <= MOST // 10, "the lists are too long")
            sums = ((c + d, v + w) for c, v in before for d, w in step["points"])
            follows(sums, step["after"])
            before = step["after"]
        return before

    def item(self, step, above, offices):
        """The list of a tie: its options, each with what is below it then."""
        k, ends, ways = step["tie"], [], dict(step["ways"])
        need({*ways} <= {*self.options(k, offices)} and len(ways) == len(step["ways"]), "an option")
        for option in self.options(k, offices):
            start = [[self.prices[k][option], self.values[k][*above, option]]]
            steps = ways.get(option, [])
            ends += self.added(start, steps, self.below[k], (*above, option), offices)
        follows(ends, step["points"])


def check_plan(told):
    """List after list nothing is left out; the plan is possible, and on the last list the best."""
    ties, before = Ties(told), [[0, 0]]
    blocks = ties.blocks()
    need(len(blocks) == len(told["blocks"]), "a block is missing")
    for (some, names), stage in zip(blocks, told["blocks"]):
        roots, ends = [k for k in some if ties.above[k] is None], []
        need(len(names) <= MEMBERS, "too many offices hang together")
        sets = {frozenset(one["offices"]): one["steps"] for one in stage["openings"]}
        need(len(sets) == 2 ** len(names) and all(one <= names for one in sets), "an opening")
        for offices, steps in sets.items():
            fee = sum(ties.fees[name] for name in offices)
            start = [[cost + fee, value] for cost, value in before]
            ends += ties.added(start, steps, roots, (), offices)
        follows(ends, stage["points"])
        before = stage["points"]
    plan, parts = told["plan"], told["unit of cost"]
    need(len(plan) == len(ties.above), "the plan")
    opened = {name for k, o in enumerate(plan) if o for name in ties.needs[k]}
    cost, value = sum(ties.fees[name] for name in opened), 0
    for k, option in enumerate(plan):
        need(option in ties.options(k, opened), "a tie has what is not to be had")
        line, over = [option], ties.above[k]
        while over is not None:
            line, over = [plan[over], *line], ties.above[over]
        cost, value = cost + ties.prices[k][option], value + ties.values[k][tuple(line)]
    budget, near = numbers(told["budget"]) * parts, max(told["unit of value"], abs(value)) // 10**9
    need(cost <= budget and paid(before, budget) <= value + near, "a plan that brings more")
    need((paid(before, cost - 1) or 0) < value - near or not cost, "a plan that costs less")
    sums = (cost, parts), (value, told["unit of value"])
    for name, rounded, units in zip(("cost", "value"), told["rounded"], sums, strict=True):
        rest = Fraction(len(plan) + len(opened), units[1]) * rounded
        room = rest + allowance(told)(Fraction(*units)) * rounded
        need(abs(numbers(told[name]) - Fraction(*units)) <= room, f"the {name} of the plan")
    frontier = [before[0]]
    for point in before:
        slack = max(told["unit of value"], abs(point[1])) // 10**9
        frontier += [point] if point[1] > frontier[-1][1] + slack else []
    need(told["frontier"] == frontier, "the frontier")


def check(told):
    text = json.dumps({k: v for k, v in told.items() if k != "digest"}, sort_keys=True)
    need(hashlib.sha256(text.encode()).hexdigest() == told["digest"], "something was changed")
    need(told["format"] == "qinba_games proof 4", "the format is another one")
    kinds = {"game": check_game, "partnership": check_partnership, "core": check_division}
    kinds |= {"edges": check_edges, "ties": check_ties, "plan": check_plan}
    kinds |= {"members": check_members}
    (kinds | {"nucleolus": check_division})[told["kind"]](told)


if __name__ == "__main__":
    for path in sys.argv[1:]:
        try:
            check(read(path))
        except Exception as error:  # noqa: BLE001 (whatever fails is no proof)
            sys.exit(f"{path}: refused: {error}")
        print(f"{path}: accepted")
