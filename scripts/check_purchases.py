"""Proofs about what money buys: plans, and the cheapest coordinator; `check_proof.py` calls it.

Nothing that costs less does: of plans lists that leave no way out say so, and of coordinators some
levels of capacities at which a goal cannot be reached, if all that costs less lies below one.
"""

import bisect
import itertools
import math
import operator
from fractions import Fraction

from check_proof import GIVEN, MOST, allowance, check, game_of, need, numbers, relation

#: What capacities have levels, and those whose level is a chance.
GRADED, CHANCES = ("monitoring", "mediation", "deposit", "subsidy"), ("monitoring", "mediation")
GOALS = {"strong": ("strong",), "cooperation": ("weak", "strong")}
#: Levels at which a goal is just reached are so far from those at which that can be told.
EDGE, SAVED = Fraction(1, 10**7), Fraction(1, 10**6)


def paid(points, cost):
    """The most that a list brings for so much money; less than all if it has nothing so cheap."""
    place = bisect.bisect_right(points, cost, key=operator.itemgetter(0))
    return points[place - 1][1] if place else -math.inf


def follows(before, after):
    """The list after dominates every point before, and has no other."""
    rises = all(c < d and v < w for (c, v), (d, w) in itertools.pairwise(after))
    need(after and rises, "a list does not rise")
    known = {*map(tuple, after)}
    for cost, value in before:
        need(paid(after, cost) >= value, "a point is not dominated")
        known.discard((cost, value))
    need(not known, "nothing reaches a point")


class Ties:
    """What each tie costs and is worth, by its own help and that of what is above it."""

    def __init__(self, told):
        rows, self.fees, self.met = told["ties"], told["offices"], 0
        self.prices = [[0, *row["prices"]] for row in rows]
        self.values = [{tuple(help_): v for help_, v in row["values"]} for row in rows]
        self.above = [row["above"] for row in rows]
        self.needs = [{name for name in row["offices"] if self.fees[name]} for row in rows]
        money = [p for p in itertools.chain(*self.prices, self.fees.values()) if p is not None]
        whole = [*money, *itertools.chain(*(row.values() for row in self.values))]
        need(all(type(v) is int for v in whole), "a price or a value")
        need(min([*money, *(over or 0 for over in self.above)], default=0) >= 0, "a price or a tie")

    def line(self, k):  # a tie and all above it, the last one first
        return [*(self.line(self.above[k]) if self.above[k] is not None else []), k]

    def added(self, before, steps, ties, above, offices):
        """The list after ties are added one after another: by option, with what is below it."""
        need([step["tie"] for step in steps] == ties, "a tie is missing")
        for step in steps:
            k, ends, ways = step["tie"], [], dict(step["ways"])
            below = [j for j, over in enumerate(self.above) if over == k]
            for option, price in enumerate(self.prices[k]):
                if option == 0 or (price is not None and self.needs[k] <= offices):
                    start, line = [[price, self.values[k][*above, option]]], (*above, option)
                    ends += self.added(start, ways.get(option, []), below, line, offices)
            follows(ends, step["points"])
            self.met += len(before) * len(step["points"]) + len(self.above)
            need(self.met <= MOST // 10, "the lists are too long")
            sums = ((c + d, v + w) for c, v in before for d, w in step["points"])
            follows(sums, step["after"])
            before = step["after"]
        return before


def check_plan(told):
    """List after list nothing is left out; the plan is possible, and on the last list the best."""
    ties, before, known, block = Ties(told), [[0, 0]], frozenset(), []
    for stage in told["blocks"]:
        sets, ends = {frozenset(one["offices"]): one["steps"] for one in stage["openings"]}, []
        names, roots = frozenset().union(*sets), [one["tie"] for one in sets[frozenset()]]
        need(len(sets) == 2 ** len(names) and not names & known, "the openings of a block")
        for offices, steps in sets.items():
            fee = sum(ties.fees[name] for name in offices)
            start = [[cost + fee, value] for cost, value in before]
            ends += ties.added(start, steps, roots, (), offices)
        follows(ends, stage["points"])
        before, known = stage["points"], known | names
        block += [(k, names) for k in roots]
    lines = [ties.line(k) for k in range(len(ties.above))]
    need(sorted(k for k, _ in block) == [k for k, *below in lines if not below], "a tie is missing")
    inside = [dict(block)[line[0]] for line in lines]
    need(all(map(operator.le, ties.needs, inside)), "an office is missing")
    plan, parts, unit = told["plan"], told["unit of cost"], told["unit of value"]
    opened = {name for k, option in enumerate(plan) if option for name in ties.needs[k]}
    cost, value = sum(ties.fees[name] for name in opened), 0
    for line, option in zip(lines, plan, strict=True):
        price = ties.prices[line[-1]][option]
        need(option >= 0 and price is not None, "a tie has what is not to be had")
        cost, value = cost + price, value + ties.values[line[-1]][*(plan[k] for k in line)]
    budget, near = numbers(told["budget"]) * parts, max(unit, abs(value)) // 10**9
    need(cost <= budget and paid(before, budget) <= value + near, "a plan that brings more")
    need(paid(before, cost - 1) < value - near or not cost, "a plan that costs less")
    sums = (cost, parts), (value, unit)
    for name, rounded, of in zip(("cost", "value"), told["rounded"], sums, strict=True):
        room = (Fraction(len(plan) + len(opened), of[1]) + allowance(told)(Fraction(*of))) * rounded
        need(abs(numbers(told[name]) - Fraction(*of)) <= room, f"the {name} of the plan")
    frontier = [before[0]]
    for point in before:
        slack = max(unit, abs(point[1])) // 10**9
        frontier += [point] if point[1] > frontier[-1][1] + slack else []
    need(told["frontier"] == frontier, "the frontier")


def helped(told, names, levels):
    """The relation with a coordinator who has these capacities, those with levels at these."""
    believed, own = numbers(told["credibility"]), dict.fromkeys(GRADED, 0)
    own |= dict(zip([name for name in GRADED if name in names], levels, strict=True))
    need(0 <= believed <= 1 and min(own.values()) >= 0, "a level or the credibility is none")
    need(max(own[name] for name in CHANCES) <= 1, "a chance is none")
    friction, q, lodged, paid = (
        numbers(told[key]) for key in ("friction", "detection", "deposit", "subsidy")
    )
    return {
        **{key: told[key] for key in [*GIVEN.split(), "mandate", "drop", "founding", "delta"]},
        "tolerance": told["tolerance"],
        "friction": [str(eps * (1 - believed * own["mediation"])) for eps in friction],
        "detection": str(1 - (1 - q) * (1 - believed * own["monitoring"])),
        "deposit": [str(mine + believed * own["deposit"]) for mine in lodged],
        "subsidy": str(paid + own["subsidy"]),
        "sharing": "voluntary" if "sharing" in names else told["sharing"],
    }


def alike(one, other, near):
    """Whether both are the same, numbers up to rounding."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other, [near] * len(one)))
    if one == other:
        return True
    a, b = numbers(one), numbers(other)
    return abs(a - b) <= near(a, b)


def spare(cost):
    """How much less than this other levels may cost without being noticed."""
    return SAVED * max(1, cost) if cost < math.inf else SAVED


def covered(levels, most, unit, budget):
    """Whether whatever costs less than a budget is at or below some of these levels."""
    least = [(-1,) * len(most)]  # the least of what is above all levels so far, in some capacity
    for level in levels:
        below = [one for one in least if all(map(operator.lt, one, level))]
        above = {(*one[:j], v, *one[j + 1 :]) for one in below for j, v in enumerate(level)}
        cost = {one: sum(max(v, 0) * c for v, c in zip(one, unit)) for one in above}
        above = [o for o in above if cost[o] < budget and all(map(operator.lt, o, most))]
        rest = [one for one in least if one not in below]
        every = rest + above
        least = rest + [o for o in above if sum(all(map(operator.ge, o, e)) for e in every) == 1]
    return not least


def goal_rows(game, told):
    """Rows at which all contribute at the founding, by the times that come."""
    (times,) = {len(rank) for rank in game.ranks}
    first = [game.state.index(told["founding"] * times + t) for t in range(times)]
    return [row for row, (_, p) in zip(first, game.ranks[0]) if p > 0]


def excluded(told, names, places):
    """Refuse levels at which a goal can be reached, there or where there is less of a capacity."""
    met = 0
    for levels, record in places:
        game = game_of(helped(told, names, numbers(levels)))
        left, _ = game.falls(record, game.rows, ())
        met += game.met
        need(met <= MOST, "the records are too long")
        for later, fell in record["record"] if "mediation" in names else ():
            fine = not fell or grows(game, numbers(later), told["drop"] is None)
            need(fine, "less mediation may help")
        still = [row in left for row in goal_rows(game, told)]
        lasts = {game.state[r] for r in left} == set(game.state)
        holds = all(still) if told["goal"] == "strong" else any(still)
        need(not (lasts and holds), "it may do with less")


def grows(game, later, ends):
    """Whether nobody hopes for less at higher trust, and all fear the same after any breach.

    If an accident `ends` all, nobody may hope for more then, or fear less.
    """
    *nodes, last = later
    fears = {tuple(nodes[x][: game.n]) for start in game.starts for x in start if x < len(nodes)}
    fine = len(fears) < 2 and all(a <= b for one in fears for a, b in zip(one, last) if ends)
    for i in (i - game.n - 1 for i in game.hopes):
        hopes = [last[i]] * ends + [sum(p * later[x][i] for x, p in rank) for rank in game.ranks]
        slack = max(map(abs, hopes)) / 10**12
        fine = fine and all(a <= b + slack for a, b in itertools.pairwise(hopes))
    return fine


def check_coordinator(told):
    """What it costs adds up, the cheapest one does, and none that costs less; others as claimed."""
    prices = {name: numbers(pair) for name, pair in told["prices"].items()}
    names, near = [frozenset(one["capacities"]) for one in told["bundles"]], allowance(told)
    need(frozenset().union(*names) <= {*prices} <= {"sharing", *GRADED}, "a capacity is none")
    need(len({*names}) == len(names) == 2 ** len(prices), "a bundle is missing")
    need(min(itertools.chain(*prices.values())) >= 0, "a price")
    costs = [math.inf if one["cost"] is None else numbers(one["cost"]) for one in told["bundles"]]
    answer, cost, goal = told["answer"], costs[0], GOALS[told["goal"]]
    for k, (one, own, at) in enumerate(zip(told["bundles"], costs, names)):
        graded = [name for name in GRADED if name in at]
        unit, levels = [prices[name][1] for name in graded], numbers(one["levels"])
        most = [1 if name in CHANCES else math.inf for name in graded]
        base = sum(prices[name][0] + prices[name][1] * (name == "sharing") for name in at)
        spent = sum(map(operator.mul, unit, levels)) if own < math.inf else math.inf
        need(len(levels) == len(graded) * (own < math.inf), "a level is missing")
        need(own == math.inf or abs(base + spent - own) <= near(1, own), "what a bundle costs")
        need(cost <= own + near(1, own), "another bundle is cheaper")
        least = (own == math.inf or len(graded) < 2) and one["below its own"]
        budget = spent - spare(spent) if least else cost - spare(cost) - base
        places = one["excluded"] if budget > 0 else []
        known = [numbers(place) for place, _ in places]
        need(budget <= 0 or covered(known, most, unit, budget), "something cheaper is left out")
        excluded(told, at, places)
        if k == 0:
            given = helped(told, at, levels) if own < math.inf else helped(told, (), ())
            del given["tolerance"]  # an exact answer has none
            check(answer, "partnership")
            need(all(alike(answer[key], given[key], near) for key in given), "another relation")
            need((answer["classes"][told["founding"]] in goal) == (own < math.inf), "the goal")
        elif one["least"] and own < math.inf:
            need(least, "lower levels of a bundle are left out")
            above = [min(level + EDGE, top) for level, top in zip(levels, most)]
            game, _ = relation(helped(told, at, above) | one["play"])
            rows = [row in game.played for row in goal_rows(game, told)]
            need(all(rows) if told["goal"] == "strong" else any(rows), "a bundle does not do")
        else:
            need(least or not one["least"], "lower levels of a bundle are left out")
