"""Plans by enumeration, from the definition: every choice of bundles is looked at."""

import itertools
from fractions import Fraction


def best_plan(prices, value, offices, needs, budget):
    """Value, cost and choice of the best plan; of the best the cheapest, of these the first.

    `prices[k][o]` is what bundle o + 1 costs on tie k (None: not to be had), `value(choice)` what
    all ties are worth, `offices` what each office costs, `needs[k]` those of tie k.
    """
    best = None
    for choice in choices(prices):
        spent = cost(prices, offices, needs, choice)
        if spent > budget:
            continue
        key = (value(choice), -spent)
        if best is None or key > best[0]:
            best = key, choice
    (worth, spent), choice = best
    return worth, -spent, choice


def worst_mean(rows, choice, share):
    """The mean of the worst draws of a plan; `rows[s][k][o]`: what tie k is worth in draw s."""
    worth = sorted(sum(row[k][o] for k, o in enumerate(choice)) for row in rows)
    left, total = share * len(rows), 0
    for one in worth:
        part = min(max(left, 0), 1)
        total, left = total + part * one, left - part
    return total / (share * len(rows))


def choices(prices):
    """Every choice: bundles in their order, no help last."""
    options = [[o + 1 for o, p in enumerate(row) if p is not None] + [0] for row in prices]
    return itertools.product(*options)


def number_of_plans(prices, value, offices, needs, worth, spent):
    """How many plans bring and cost so much."""
    every = ((value(one), cost(prices, offices, needs, one)) for one in choices(prices))
    return sum(one == (worth, spent) for one in every)


def cost(prices, offices, needs, choice):
    """What a plan costs; every office once."""
    opened = {name for k, option in enumerate(choice) if option for name in needs[k]}
    paid = sum(prices[k][option - 1] for k, option in enumerate(choice) if option)
    return paid + sum(offices[name] for name in opened)


def frontier(prices, value, offices, needs):
    """Every undominated (cost, value)."""
    points = {(cost(prices, offices, needs, choice), value(choice)) for choice in choices(prices)}
    found = []
    for spent, worth in sorted(points, key=lambda point: (point[0], -point[1])):
        if not found or worth > found[-1][1]:
            found.append((spent, worth))
    return found


def tree_value(above, worth, choice):
    """What a forest is worth: each tie by its own help and that of all above it."""

    def help_of(k):
        line = () if above[k] is None else help_of(above[k])
        return (*line, choice[k])

    return sum(worth[k][help_of(k)] for k in range(len(above)))


def random_knapsack(rng):
    """Ties with prices in whole numbers or tenths, values in eighths, and some offices."""
    ties, bundles = int(rng.integers(2, 6)), int(rng.integers(1, 4))
    unit = Fraction(1, int(rng.choice([1, 1, 10])))
    prices = [
        [None if rng.random() < 0.15 else int(rng.integers(0, 7)) * unit for _ in range(bundles)]
        for _ in range(ties)
    ]
    worth = [
        {(o,): Fraction(int(rng.integers(0, 9)), 8) for o in range(bundles + 1)}
        for _ in range(ties)
    ]
    names = [f"office {j}" for j in range(int(rng.integers(0, 4)))]
    offices = {name: int(rng.integers(0, 6)) for name in names}
    needs = [tuple(name for name in names if rng.random() < 0.5) for _ in range(ties)]
    return prices, worth, [None] * ties, offices, needs


def random_forest(rng):
    """Ties below others, what each is worth by all help above it; sometimes offices."""
    ties, bundles = int(rng.integers(2, 6)), int(rng.integers(1, 3))
    above = [None if k == 0 or rng.random() < 0.3 else int(rng.integers(0, k)) for k in range(ties)]

    def depth(k):
        return 1 if above[k] is None else 1 + depth(above[k])

    prices, _, _, offices, needs = random_knapsack(rng)
    prices = [
        [None if rng.random() < 0.1 else int(rng.integers(0, 7)) for _ in range(bundles)]
        for _ in range(ties)
    ]
    worth = [
        {
            line: Fraction(int(rng.integers(-4, 9)), 4)
            for line in itertools.product(range(bundles + 1), repeat=depth(k))
        }
        for k in range(ties)
    ]
    needs = [needs[k % len(needs)] if rng.random() < 0.5 else () for k in range(ties)]
    used = {name for names in needs for name in names}
    return prices, worth, above, {n: p for n, p in offices.items() if n in used}, needs
