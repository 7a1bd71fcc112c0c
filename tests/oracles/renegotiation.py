"""Punishments of a linear public good, played out period by period.

A phase is "go" or the name of the member being punished. Values by following the path from each
phase until it is back at "go", whose value is that of going on for ever.
"""

from fractions import Fraction


def punishers_of(j, k, m):
    """The m members before j, in a circle: any choice will do as long as each member has m."""
    return {(j - s) % k for s in range(1, m + 1)}


def acts(phase, k, m, groups=None):
    """Who contributes."""
    if phase == "go":
        return set(range(k))
    if groups is not None:
        own = next(group for group in groups if phase in group)
        return set(range(k)) - (set(own) - {phase})
    return set(range(k)) - punishers_of(phase, k, m)


def pay(contributors, i, b, c):
    return b * len(contributors) - (c if i in contributors else 0)


def flaws(k, m, b, c, delta, groups=None):
    """Largest gain of a one-shot deviation, and whether some phase is strictly worse for all."""
    b, c, delta = Fraction(b), Fraction(c), Fraction(delta)
    phases = ["go", *range(k)]
    value = {("go", i): pay(acts("go", k, m, groups), i, b, c) for i in range(k)}
    for j in range(k):
        for i in range(k):
            now = pay(acts(j, k, m, groups), i, b, c)
            value[j, i] = (1 - delta) * now + delta * value["go", i]
    gain = max(
        (1 - delta) * pay(acts(p, k, m, groups) ^ {i}, i, b, c) + delta * value[i, i] - value[p, i]
        for p in phases
        for i in range(k)
    )
    ranked = any(all(value[q, i] > value[p, i] for i in range(k)) for p in phases for q in phases)
    return gain, ranked


def holds(k, m, b, c, delta, groups=None):
    gain, ranked = flaws(k, m, b, c, delta, groups)
    return gain <= 0 and not ranked
