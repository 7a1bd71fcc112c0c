"""Payoffs without transfers in two-player games with states, from the definition.

From the box of all payoffs: sums of all corners, cut by two lines, hulls, again and again.
"""

import itertools

import numpy as np


def hull(points):
    points = sorted({(round(x, 13), round(y, 13)) for x, y in points})
    if len(points) < 3:
        return points

    def half(ordered):
        kept = []
        for p in ordered:
            while len(kept) > 1:
                (ax, ay), (bx, by) = kept[-2:]
                if (bx - ax) * (p[1] - ay) - (by - ay) * (p[0] - ax) > 0:
                    break
                kept.pop()
            kept.append(p)
        return kept

    return sharp(half(points)[:-1] + half(points[::-1])[:-1])


def sharp(polygon, flat=3e-9):
    """Without corners that stand out by rounding only; all of them would be too many."""
    kept = list(polygon)
    k = 0
    while len(kept) > 2 and k < len(kept):
        (ax, ay), (bx, by), (cx, cy) = kept[k - 1], kept[k], kept[(k + 1) % len(kept)]
        height = abs((cx - ax) * (by - ay) - (cy - ay) * (bx - ax))
        ahead = (bx - ax) * (cx - ax) + (by - ay) * (cy - ay)
        length = (cx - ax) ** 2 + (cy - ay) ** 2
        if height <= flat * length**0.5 and 0 <= ahead <= length:
            del kept[k]
            k = max(k - 1, 0)
        else:
            k += 1
    return kept


def cut(polygon, axis, least):
    kept = []
    for k, p in enumerate(polygon):
        q = polygon[(k + 1) % len(polygon)]
        if p[axis] >= least:
            kept.append(p)
        if (p[axis] - least) * (q[axis] - least) < 0:
            share = (least - p[axis]) / (q[axis] - p[axis])
            kept.append(tuple(a + share * (b - a) for a, b in zip(p, q, strict=True)))
    return kept


def generated(payoffs, transitions, delta, sets, slack=1e-12):
    """payoffs[x][a, b, i], transitions[x][a, b, y], sets[x] a list of corners."""
    least = [[min(p[i] for p in own) for i in (0, 1)] for own in sets]
    found = []
    for g, move in zip(payoffs, transitions, strict=True):
        value = [
            (1 - delta) * g[..., i] + delta * move @ np.array([u[i] for u in least]) for i in (0, 1)
        ]
        points = []
        for a, b in itertools.product(*map(range, g.shape[:2])):
            follows = [(0.0, 0.0)]
            for p, own in zip(move[a, b], sets, strict=True):
                if p > 0:
                    follows = hull(
                        [(x + p * z[0], y + p * z[1]) for (x, y) in follows for z in own]
                    )
            now = [tuple((1 - delta) * g[a, b, i] + delta * w[i] for i in (0, 1)) for w in follows]
            for i, needed in enumerate((value[0][:, b].max(), value[1][a, :].max())):
                now = cut(now, i, needed - slack)
            points += now
        found.append(hull(points))
    return found


def payoff_sets(payoffs, transitions, delta, change=1e-8):
    """The sets in the limit; an empty list where a state has no equilibrium."""
    low = [min(g[..., i].min() for g in payoffs) for i in (0, 1)]
    high = [max(g[..., i].max() for g in payoffs) for i in (0, 1)]
    sets = [hull(itertools.product(*zip(low, high, strict=True))) for _ in payoffs]
    while True:
        after = generated(payoffs, transitions, delta, sets)
        if not all(after):
            return []
        turns = np.linspace(0, 2 * np.pi, 60)
        rays = np.stack([np.cos(turns), np.sin(turns)])
        moved = max(
            np.abs((np.array(old) @ rays).max(axis=0) - (np.array(new) @ rays).max(axis=0)).max()
            for old, new in zip(sets, after, strict=True)
        )
        sets = after
        if moved < change:
            return sets
