"""Linked issues by the book: every division into bundles, every member, one inequality at a time.

g, d, w are lists of rows, one per issue, with one Fraction per member.
"""

from fractions import Fraction


def partitions(items):
    """All divisions of a list into non-empty groups."""
    if not items:
        yield []
        return
    first, *rest = items
    for division in partitions(rest):
        yield [[first], *division]
        for k, group in enumerate(division):
            yield [*division[:k], [first, *group], *division[k + 1 :]]


def sustained(bundle, g, d, w, delta, transfers):
    """Whether nobody (or with transfers: all together) gains by breaking the bundle once."""
    slack = [
        sum(
            delta * (g[k][i] - w[k][i]) - (1 - delta) * (max(d[k][i], g[k][i], w[k][i]) - g[k][i])
            for k in bundle
        )
        for i in range(len(g[0]))
    ]
    return sum(slack) >= 0 if transfers else min(slack) >= 0


def worth(bundle, g, w):
    return sum(a - b for k in bundle for a, b in zip(g[k], w[k], strict=True))


def best(g, d, w, delta, transfers, objective):
    """Largest (value, other value, number of bundles) of all divisions; what fails earns w."""
    found = []
    for division in partitions(list(range(len(g)))):
        held = [b for b in division if sustained(b, g, d, w, delta, transfers)]
        total = sum((worth(b, g, w) for b in held), Fraction(0))
        count = sum(len(b) for b in held)
        values = (total, count) if objective == "surplus" else (count, total)
        found.append((*values, len(held)))
    return max(found)


def separate(g, d, w, delta, transfers):
    held = [k for k in range(len(g)) if sustained([k], g, d, w, delta, transfers)]
    return worth(held, g, w)
