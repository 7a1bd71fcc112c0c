"""Values of cooperative games by their first definitions: every order of arrival, every subset."""

from fractions import Fraction
from itertools import combinations, permutations


def subsets(members):
    """All coalitions of some members."""
    members = tuple(members)
    return [set(c) for size in range(len(members) + 1) for c in combinations(members, size)]


def mask(coalition):
    return sum(1 << i for i in coalition)


def over_orders(values, allowed=lambda order: True):
    """What members add on average when they arrive in the orders that are allowed."""
    n = len(values).bit_length() - 1
    orders = [order for order in permutations(range(n)) if allowed(order)]
    gains = [Fraction(0)] * n
    for order in orders:
        for k, i in enumerate(order):
            before = mask(order[:k])
            gains[i] += Fraction(values[before | 1 << i]) - Fraction(values[before])
    return [gain / len(orders) for gain in gains]


def weighted_shapley(values, weights):
    """Members leave one by one, the next with a probability proportional to its weight."""
    n = len(values).bit_length() - 1
    gains = [Fraction(0)] * n
    for order in permutations(range(n)):
        rest, chance = set(range(n)), Fraction(1)
        for i in order:
            chance *= Fraction(weights[i]) / sum(Fraction(weights[j]) for j in rest)
            rest.discard(i)
        rest = set(range(n))
        for i in order:
            whole = mask(rest)
            rest.discard(i)
            gains[i] += chance * (Fraction(values[whole]) - Fraction(values[mask(rest)]))
    return gains


def banzhaf(values):
    n = len(values).bit_length() - 1
    result = []
    for i in range(n):
        others = subsets(set(range(n)) - {i})
        gains = [Fraction(values[mask(c) | 1 << i]) - Fraction(values[mask(c)]) for c in others]
        result.append(sum(gains) / len(others))
    return result


def dividends(values):
    """By inclusion and exclusion."""
    n = len(values).bit_length() - 1
    result = [Fraction(0)] * len(values)
    for whole in subsets(range(n)):
        for part in subsets(whole):
            sign = (-1) ** (len(whole) - len(part))
            result[mask(whole)] += sign * Fraction(values[mask(part)])
    return result
