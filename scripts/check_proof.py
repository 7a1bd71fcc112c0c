"""Check the proof of an answer with nothing but Python: `python check_proof.py proof.json`.

It holds the game as given, the answer, and the record that nothing is better; all is computed once
more, exactly or up to 10^-8 of what meets, but for paths and what holds between edges: both floats.
What money buys, in a plan or from a coordinator, is read by `check_purchases.py` beside this file.
"""

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
#: What is given of a partnership, and what an answer brings; who coordinates between governments.
GIVEN = "cost friction bad_times benefit outside deposit promotion detection subsidy stake"
BROUGHT = {"policy", "values", "held", "punishments", "record", "bounds", "at", "branches"}
REGIMES = ("none", "provinces", "bottom-up", "national", "three-level")
COOPERATING, CONSTANT = ("weak", "strong"), [[(0, 1)]]
HELP = "credibility mediation monitoring deposit subsidy"
#: A whole number or a fraction, and a float in hexadecimal.
PLAIN = re.compile("-?[0-9]{1,4300}(/[0-9]{1,4300})?|-?0x[01][.][0-9a-f]{1,13}p[+-][0-9]{1,4}")


def need(holds, what):
    if not holds:
        raise ValueError(what)


def numbers(value):
    if isinstance(value, (list, tuple)):
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
    less = level / 10**6
    return lambda *terms, paid=(): level * sum(map(abs, terms)) + less * sum(map(abs, paid), whole)


def same(found, told, near, what):
    need(abs(found - told) <= near(found, told), what)


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
        self.pooled, self.starts, self.ranks = pooled, starts, ranks
        self.played, self.met = set(), 0
        self.hopes = [self.n] if pooled else range(self.n + 1)
        self.rows = {r for r, replies in enumerate(self.replies) if replies}
        replies = [reply for menus in self.replies for menu in menus for reply in menu]
        self.feared = {y for _, moves in replies for y, _ in moves}.union(*starts)
        self.cost = sum(len(moves) for moves in (*self.moves, *(moves for _, moves in replies)))
        for _, p in (zip(*row, strict=True) for row in self.moves):
            near = allowance(told)(1)
            need(min(p) >= 0 and abs(sum(p) - 1) <= near and 0 <= self.delta < 1, "chances")

    def near(self, table):
        """What is rounding where values of a table meet: what is never reached decides nothing."""
        return allowance(self.told, max(abs(v) for row in table for v in row), *self.base)

    def after(self, now, moves, later, i):
        return (1 - self.delta) * now + self.delta * sum(p * later[y][i] for y, p in moves)

    def worth(self, r, i, later):
        return self.after(self.pays[r][i], self.moves[r], later, i - self.n - 1)

    def best(self, r, i, later):
        return max(self.after(*reply, later, i) for reply in self.replies[r][i])

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
                same(self.best(r, punished, later), later[x][punished], near, "a punishment")
            for i in self.hopes if punished is None else ():
                same(self.worth(r, i, later), later[x][i - self.n - 1], near, f"a value of {x}")
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
                same(later[x][n + i], later[x][i], self.near(later), "a punishment")
        self.nothing_better(told, self.rows, values, self.played)

    def nothing_better(self, node, left, values, played):
        """Rows fall under bounds, and those of the rest are reached; else state by state."""
        left, later = self.falls(node, left, played)
        if {self.state[r] for r in left} != set(self.state):
            return
        near = self.near(later)
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

    def falls(self, node, left, played):
        """Rows of a record fall under bounds, some after others: what is left, and its bounds."""
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
            # Inequalities off by e make bounds off by e / (1 - delta): what falls lacks more.
            off *= self.delta * (self.n + 1) / (1 - self.delta)
            for r in fell:
                lost = (gap > off + slack / 10**6 for gap, slack in self.lacks(r, later, near))
                need(any(lost) and r not in played, "what falls is kept")
            left = left - fell
            if {self.state[r] for r in left} != set(self.state):
                break
        return left, later


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
    values, near = [*values, [*ends, sum(ends)]], game.near(values)
    need(all(abs(a - b) <= near(a, b) for a, b in zip(values[0], w)), "punishments")
    for (*low, most), paid in zip(values, beyond(path, base)):
        same(sum(paid), most, near, "what all are paid")
        need(all(a >= b - near(a, b) for a, b in zip(paid, low)), "less than in punishment")
    return game.check(told, values)


def check_shares(told, rows, w, value, path, base):
    """The best of what is kept, at shares or without any; the worst without follows a breach."""
    near, delta, (chosen,) = allowance(told, *base), numbers(told["delta"]), told["policy"]
    best = [[max(now for now, _ in mine) for mine in replies] for *_, replies in rows]
    (*held, joint), lows, pays = value, [*map(min, zip(*best))], [own for _, own, *_ in rows]
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


def game_of(told, exits=None, places=(None,), around=CONSTANT):
    """A partnership as a game; `exits` pay those who end it.

    States are (trust, place, times); where one cannot leave the same after a breach; the end. Each
    place has frictions by trust, detection and deposits of its own, and others follow it.
    """
    *lists, rise, q, subsidy, stake = (numbers(told[key]) for key in GIVEN.split())
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
    size = count * len(places) * times
    end = (1 + held) * size
    given, gone, rows = (friction, q, deposit), [(end, 1)], []
    met = end * (2**n if pooled and n < 30 else 2) * n * (n + times * len(places))
    need(met <= MOST // 10 and (n < 30 or not pooled), "there are too many choices")
    acts = [*itertools.product((1, 0), repeat=n)] if pooled else [(1,) * n, (0,) * n]

    def leads(b, steps, here):
        ways = itertools.product(steps, around[here], drawn)
        ways = [(b * count + j, y, t, p * on * z) for (j, p), (y, on), (t, z) in ways]
        return [(min((k * len(places) + y) * times + t, end), p) for k, y, t, p in ways]

    nodes = itertools.product(range(1 + held), range(count), range(len(places)), range(times))
    for x, (b, k, here, t) in enumerate(nodes):
        friction, q, deposit = places[here] or given
        back, up, on = max(k - drop, 0), min(k + 1, count - 1), 1 - friction[k]
        steps = [(back, 1)], [(back, friction[k]), (up, on * rise), (k, on * (1 - rise))]
        onward = [leads(b, step, here) for step in steps]
        broken = [leads(1, step, here) if held else gone for step in steps]
        for who in acts:
            alone = [sum(v for v, a in zip(row, who) if a) for row in benefit[k]]
            own = pays = [d - a * c for d, a, c in zip(alone, who, hard[t])]
            if all(who):
                own = shared(told["sharing"], own, alone, w, cost)
                over = sum(own) > sum(w)
                own = [v - stake * (v - u) * over for v, u in zip(own, w)]
                every = pays = [v + (0 if b else subsidy) for v in own]
            saved = [a * (d - v) for a, d, v in zip(who, alone, own)]
            replies = [[(w[i], gone)] if i in free else [] for i in range(n)]
            for i, mine in enumerate(replies):
                mine += [(pays[i], broken[all(who)])] * (pooled or b > 0)
                mine += [(every[i], broken[1])] * (pooled and sum(who) == n - 1 and not who[i])
                if who[i] and q:
                    mine.append((own[i] + saved[i] / q - (not b) * deposit[i], broken[0]))
            seen = replies if q or max(saved) <= 0 else ()
            rows.append((x, pays, onward[all(who)], seen))
        leave = [[(v, gone), (0, broken[0])][: 1 + ([i] == free)] for i, v in enumerate(w)]
        rows.append((x, exits[x] if exits else w, gone, leave if free else ()))
    rows.append((end, w, gone, [[(v, gone)] for v in w]))
    step = size if pooled else times  # punishments begin anywhere, or at every node of their own
    starts = [range(x, x + step) for x in range(size, end, step)]
    ranks = [[(x + t, p) for t, p in drawn] for x in range(0, size, times)]
    need({n} == {*map(len, each + benefit)} and len(given[0]) == count, "sizes")
    return Game(told, rows, pooled, starts, ranks, [0] * n)


def relation(told, *surroundings):
    """The same, what is agreed on in it, and values of its states."""
    game, values = game_of(told, *surroundings), []
    (*w, _), end, n = game.pays[-1], game.state[-1], game.n
    worth = [*numbers(told["values"]), w]
    lows = [*(numbers(told["held"]) * 2 or [w] * end), w]  # the same before a breach
    need(told["mandate"] or not told["held"], "nobody is held")
    need({n} == {*map(len, worth + lows)}, "sizes")
    near = game.near(worth)
    for low, own in zip(lows, worth, strict=True):
        values.append([*low, *(() if game.pooled else own), sum(own)])
        for v, least in zip(own, low) if game.pooled else ():
            same(v, least + (sum(own) - sum(low)) / n, near, "a share of the surplus")
    game.check(told, values)
    return game, values


def check_partnership(told, places=(None,), around=CONSTANT, start=0, said=True):
    """What is agreed on at every node, (trust, place); classes and the value if they are `said`."""
    game, values = relation(told, None, places, around)
    size, times, near = game.state.count(0), len(game.ranks[0]), game.near(values)
    classes, moves = [], []
    for rank in game.ranks:
        played, onward = [(told["policy"][x], p) for x, p in rank if p > 0], {}
        made = {r % size for r, _ in played}
        lesser = "weak" if 0 in made else "isolated" if made == {size - 1} else "nominal"
        classes.append("strong" if made == {0} else lesser)
        for y, p in ((y // times, p * on) for r, p in played for y, on in game.moves[r]):
            onward[y] = onward.get(y, 0) + p
        moves.append([*onward.items()])
    first = told["founding"] * len(places) + start
    if said:
        value = sum(p * values[x][-1] for x, p in game.ranks[first])
        need(classes == told["classes"], "a class")
        same(value, numbers(told["founding value"]), near, "the founding value")
    return classes[first], [*moves, [(len(classes), 1)]], first, len(places)


def check_levels(told):
    """Pair after pair, each after those whose trust surrounds it; then in constant environments."""
    lines, stands, known, pairs = {}, {}, {}, told["pairs"]
    for one, other in (pair["lines"] for pair in pairs):  # from the root down to either end
        common, sizes = sum(a == b for a, b in zip(one, other)), (len(one), len(other))
        need(0 < common < min(sizes) and max(sizes) <= DEEP, "one is above the other")
        ups = [line[:k] for line in (one, other) for k in range(1, len(line) + 1)]
        need(all(lines.setdefault(up[-1], up) == up for up in ups), "a government has two lines")
        up = frozenset(line[-2 if len(line) == max(sizes) else -1] for line in (one, other))
        up = up if len(up) > 1 else None
        stands[frozenset((one[-1], other[-1]))] = up, common == 1, min(sizes) - common
    need(len(stands) == len(pairs) and told["regime"] in REGIMES, "the pairs, or the regime")
    for pair, (ends, stand) in zip(pairs, stands.items()):
        source = [one for one in stands if one == stand[0]]
        if told["regime"] == "bottom-up":  # the most valuable one below that cooperates
            below = [one for one, (up, *_) in stands.items() if up == ends and stand[1]]
            able = [one for one in below if known[one][0] in COOPERATING]
            source = sorted(able, key=lambda one: known[one][-1])[:1]
        above = known[source[0]] if source else None
        here = surrounded(told, pair, stand, "here", above)
        known[ends] = (*here, (-numbers(pair["founding value"]), sorted(ends)))
        needs = matters = None
        if stand[0]:
            apart = here if above is None else surrounded(told, pair, stand, "apart")
            low, high = apart[0], surrounded(told, pair, stand, "together")[0]
            needs, matters = high in COOPERATING and low not in COOPERATING, high != low
        need([pair["needs"], pair["matters"]] == [needs, matters], "who needs superiors")


def surrounded(told, pair, stand, kind, above=None):
    """A pair where it is, or nothing changes: its class and node at the start, and how it moves."""
    (over, outer, far), regime, count = stand, REGIMES.index(told["regime"]), len(pair["benefit"])
    border, inside, root = (numbers(told[key]) for key in ("border", "inside", "root friction"))
    given, keeps = told["coordinator"], 1 - numbers(told["control loss"])
    trust, mediation, monitoring, deposit, subsidy = (numbers(given[key]) for key in HELP.split())
    shares = [*border, inside, root, keeps, trust, mediation, monitoring]
    need(0 <= min(shares) and max(shares) <= 1 and min(*deposit, subsidy) >= 0, "a coordinator")
    helps = regime > 0 and (not outer or (not over and regime > 2))
    bridge = outer and regime == 4 and (above[0] in COOPERATING if above else kind == "together")
    near = trust * keeps ** (far - 1) * helps
    joined = trust * keeps if bridge else near
    alone = (border[-1] if over or above else (inside, root)[outer]), near
    around, moves, start = [(border[-2], joined) if kind == "together" else alone], CONSTANT, 0
    if above:
        _, moves, start, size, _ = above
        around = [(border[m], joined) for m in range(count) for _ in range(size)] + around
    q, own, places = numbers(pair["detection"]), numbers(pair["deposit"]), []
    for friction, believed in around:
        left, missed = friction * (1 - mediation * believed), (1 - q) * (1 - monitoring * believed)
        lodged = [mine + believed * more for mine, more in zip(own, deposit, strict=True)]
        places.append(([left] * count, 1 - missed, lodged))
    shown = pair["answers"][kind]
    need({*shown} <= BROUGHT and len(border) == count + 1, "another game")
    part = pair | shown | {"delta": told["delta"], "tolerance": told["tolerance"], "mandate": []}
    if helps or bridge:
        part["sharing"] = "voluntary" if given["sharing"] else pair["sharing"]
        part["subsidy"] = str(numbers(pair["subsidy"]) + subsidy)
    moves = [[(y, 1)] for y in range(len(places))] if told["frozen"] else moves
    return check_partnership(part, places, moves, start, kind == "here")


def check_members(told):
    """Every set of several members, small ones first: where it ends, a smaller one goes on."""
    n, levels, times = len(told["outside"]), len(told["benefit"]), 1 + len(told["bad_times"])
    each = [told["cost"], told["deposit"], *told["benefit"], *itertools.chain(*told["benefit"])]
    each += [more for _, more in told["bad_times"]]
    each += [told["sharing"]] * isinstance(told["sharing"], list)
    need(1 < n <= MEMBERS and not numbers(told["stake"]) and {n} == {*map(len, each)}, "members")
    keys = ("staying", "acting", "surplus", "values")
    flat = [[[*itertools.chain(*rows)] for rows in told[key]] for key in keys]
    need({(len(a), len(b)) for a in flat for b in a} == {(2**n, levels * times)}, "sizes")
    w, delta = numbers(told["outside"]), numbers(told["delta"])
    (staying, acting), (surplus, values), near = flat[:2], numbers(flat[2:]), allowance(told, *w)
    for mask in sorted(range(2**n), key=int.bit_count):
        who, exits, acts = [i for i in range(n) if mask >> i & 1], [], []
        for x, (more, stay, act) in enumerate(zip(surplus[mask], staying[mask], acting[mask])):
            below = [(surplus[one][x], staying[one][x]) for one in (mask - (1 << i) for i in who)]
            best = max([0, *(value for value, _ in below)])
            first = [one for v, one in below if one and v > near(best) and v >= best - near(v)]
            to = max(first, key=lambda one: (one.bit_count(), -one), default=0)
            if act < 0:
                to, over = stay, (0, 0) if not stay else (surplus[stay][x], staying[stay][x])
                need(best <= near(best) + over[0] and over[1] == stay, "an exit")
                need(act == -1 and stay & ~mask == 0 and (stay != mask or not mask), "who goes on")
            need(act < 0 or (stay == mask and act & ~mask == 0), "who contributes")
            need(len(who) > 1 or (more, act) == (0, -1), "one alone goes on")
            each, gain = ([v - u for v, u in zip(values[s][x], w, strict=True)] for s in (mask, to))
            same(sum(each), more, near, "a surplus")
            need(all(i in who or abs(v) <= near(w[i]) for i, v in enumerate(each)), "outside")
            exits.append([w[i] + gain[i] / (1 - delta) for i in who])
            acts.append(tuple(act >> i & 1 for i in who) if act >= 0 else None)
        if len(who) < 2:
            continue
        of, shown = operator.itemgetter(*who), told["sets"][str(mask)]
        part = {key: of(told[key]) for key in ("cost", "outside", "deposit")}
        part["benefit"] = [[of(row) for row in of(level)] for level in told["benefit"]]
        part["bad_times"] = [[p, of(extra)] for p, extra in told["bad_times"]]
        if isinstance(told["sharing"], list):
            rule = numbers(of(told["sharing"]))
            rule = rule if any(rule) else [Fraction(1)] * len(rule)
            part["sharing"] = [str(a / sum(rule)) for a in rule]
        part["values"] = [[str(own[i]) for i in who] for own in values[mask]]
        part |= {"held": [], "punishments": [], "mandate": []}
        need({*shown} <= BROUGHT, "another game")
        game, worth = relation(told | shown | part, exits)
        modes = [*itertools.product((1, 0), repeat=len(who)), None]
        modes = modes if told["sharing"] == "voluntary" else [modes[0], *modes[-2:]]
        need([modes[r % len(modes)] for r in shown["policy"]] == acts, "who contributes")
    found = sum(p * worth[x][-1] for x, p in game.ranks[told["founding"]])
    same(found, numbers(told["founding value"]), near, "the founding value")


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


def purses(told, ends, kept):
    """Where both ends of each tie put their slack: together with others, or each tie by itself."""
    regime, code, label = told["regime"], told["jurisdictions"], ()
    if regime == "multilateral+sharing":  # all that hang together have the label of the first
        label = [*range(len(code))]
        for a, b in [*itertools.compress(ends, kept)] * len(code):
            label[a] = label[b] = min(label[a], label[b])
    for e, (a, b) in enumerate(ends):
        if label or regime == "multilateral":
            yield (label[a], label[a]) if label else (a, b)
        elif regime == "coordinator" and code[a] == code[b] >= 0:
            yield code[a], code[a]
        else:
            yield (e, 0), (e, 0 if regime == "bilateral+sharing" else 1)


def holds(told, ends, slack, kept):
    """Whether nobody ends ties: slack of what is kept is not negative, added up purse by purse."""
    sums = {}
    for e, both in enumerate(purses(told, ends, kept)):
        for purse, own in zip(both, slack[e]):
            sums[purse] = sums.get(purse, 0) + kept[e] * own
    return min(sums.values(), default=0) >= 0


def check_ties(told):
    """What holds is worth what is said; at the prices of slack no other set that holds is more."""
    ends, kept, regime = told["ends"], told["sustained"], told["regime"]
    keys = ("value", "temptation", "outside", "price", "delta", "worth", "jurisdictions")
    x, d, w, price, delta, worth, code = (numbers(told[key]) for key in keys)
    count, n, near = len(ends), len(code), allowance(told)
    weight, friction = (numbers(told[key] or [0] * count) for key in ("weight", "friction"))
    sizes = {*map(len, (x, d, w, kept, weight, friction))} <= {count} and len(price) == n
    need(sizes and count * n <= MOST // 100, "sizes")
    need(all(0 <= a < n and 0 <= b < n and a != b for a, b in ends), "ends")
    need(0 <= delta < 1 and min(price, default=0) >= 0 and {*kept} <= {True, False}, "numbers")
    apart = ("bilateral", "bilateral+sharing")
    need(regime in (*apart, "multilateral", "multilateral+sharing", "coordinator"), "the regime")
    need(regime in apart or not any(friction), "pooled ties that end by chance")
    slack, loose = [], []
    for e in range(count):
        rho, rows = delta * (1 - friction[e]), [*zip(x[e], d[e], w[e], strict=True)]
        slack.append([rho * (a - c) - (1 - rho) * (max(a, b, c) - a) for a, b, c in rows])
        loose.append([own + near(*row) for own, row in zip(slack[e], rows)])
    each = weight if told["weight"] else [sum(a) - sum(b) for a, b in zip(x, w)]
    close = near(*each, *itertools.chain(*x, *w))
    total = sum(itertools.compress(each, kept))
    need(abs(total - worth) <= close and holds(told, ends, loose, kept), "what holds")
    whole, gains = [*purses(told, ends, [True] * count)], []
    rates = {purse: price[a] for both, pair in zip(whole, ends) for purse, a in zip(both, pair)}
    for end, both, own, value in zip(ends, whole, loose, each):  # slack is bought and sold
        gain = value + sum(rates[purse] * part for purse, part in zip(both, own))
        if isinstance(both[0], tuple):  # by itself, or not at all
            gain = value if holds(told, [end], [own], [True]) else None
        gains.append(gain)
    gap = sum(max(own or 0, 0) for own in gains) - worth
    sets = [(0, [(own or 0) > 0 for own in gains])] if gap > close else []
    for e, own in enumerate(gains):
        few = [one for one in sets if own is not None and one[0] + abs(own) <= gap + close]
        sets += [(lost + abs(own), [*y[:e], not y[e], *y[e + 1 :]]) for lost, y in few]
        need(len(sets) <= 5000, "the prices leave too much open")
    for _, other in sets:
        more = sum(itertools.compress(each, other)) > worth + close
        need(not (more and holds(told, ends, slack, other)), "more would hold")


def check_edges(told):
    """Beside every edge, on both sides, an answer about one model is of the class claimed there."""
    sides, rows, step = told["claims"], told["rows"], numbers(told["edges up to"])
    need(rows and all(len(row) == len(sides) for row in rows), "an answer is missing")
    need(0 < step <= Fraction(1, 10**6) and len(sides) <= 2, "the edges are not narrow")
    for side, answers in zip(sides, zip(*rows)):
        keys = [*GIVEN.split(), "sharing", "drop", "mandate", "founding", "tolerance"]
        model = [[one[key] for key in keys] for one in answers]
        need(all(one == model[0] for one in model), "the answers are about several models")
        spans = sorted((*numbers(span), names) for names, some in side for span in some)
        edges = [low for low, *_ in spans] + [1]
        need([0, *(high for _, high, _ in spans)] == edges == sorted({*edges}), "claims with a gap")
        at = [numbers(one["delta"]) for one in answers]
        for edge in edges[1:-1]:
            need(any(0 < edge - d <= 16 * step for d in at), "nothing is shown below an edge")
            need(any(0 <= d - edge <= 16 * step for d in at), "nothing is shown above an edge")
        for delta, one in zip(at, answers):
            check(one, "partnership")
            if all(abs(delta - edge) > 4 * step for edge in edges[1:-1]):
                (names,) = (names for low, high, names in spans if low <= delta < high)
                need(one["classes"][one["founding"]] in names, "another class than is claimed")


def check(told, kind=None):
    text = json.dumps({k: v for k, v in told.items() if k != "digest"}, sort_keys=True)
    need(told.get("format") == "qinba_games proof 4", "the format is another one")
    need(hashlib.sha256(text.encode()).hexdigest() == told["digest"], "something was changed")
    kinds = dict.fromkeys(("core", "nucleolus"), check_division)
    kinds |= {"game": check_game, "partnership": check_partnership, "members": check_members}
    kinds |= {"levels": check_levels, "edges": check_edges, "ties": check_ties}
    if (kind or told["kind"]) in ("plan", "coordinator"):
        sys.path.append(str(Path(__file__).parent))
        from check_purchases import check_coordinator, check_plan

        kinds |= {"plan": check_plan, "coordinator": check_coordinator}
    kinds[kind or told["kind"]](told)


if __name__ == "__main__":
    for path in sys.argv[1:]:
        try:
            check(read(path))
        except Exception as error:  # noqa: BLE001 (whatever fails is no proof)
            sys.exit(f"{path}: refused: {error}")
        print(f"{path}: accepted")
