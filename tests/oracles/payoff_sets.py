"""Sets of equilibrium payoffs by their definition: B applied again and again, in plain floats."""

from collections.abc import Sequence

Point = tuple[float, float]


def hull(points: Sequence[Point]) -> list[Point]:
    """Corners of the hull, counter-clockwise from the left."""
    chains = []
    # Nearly vertical edges: what is equal but for rounding has to be equal.
    ordered = sorted({(round(x, 10), round(y, 10)) for x, y in points})
    if len(ordered) < 3:
        return ordered
    for order in (ordered, ordered[::-1]):
        chain: list[Point] = []
        for p in order:
            while len(chain) > 1:
                (ax, ay), (bx, by) = chain[-2:]
                if (bx - ax) * (p[1] - ay) - (by - ay) * (p[0] - ax) > 0:
                    break
                chain.pop()
            chain.append(p)
        chains.append(chain[:-1])
    return chains[0] + chains[1]


def at_least(corners: Sequence[Point], axis: int, level: float) -> list[Point]:
    """What of a polygon has a coordinate of at least a level."""
    found = []
    for p, q in zip(corners, [*corners[1:], corners[0]], strict=True):
        if p[axis] >= level:
            found.append(p)
        if (p[axis] - level) * (q[axis] - level) < 0:
            s = (level - p[axis]) / (q[axis] - p[axis])
            found.append((p[0] + s * (q[0] - p[0]), p[1] + s * (q[1] - p[1])))
    return found


def payoff_set(payoffs: Sequence, delta: float, rounds: int = 400) -> list[Point]:
    """Corners after some rounds of B from the feasible set; empty if nothing is left.

    `payoffs[a][b]` are what both get; deviations up to 1e-9 bring nothing.
    """
    rows, columns = len(payoffs), len(payoffs[0])
    everything = [(a, b) for a in range(rows) for b in range(columns)]
    g = {(a, b): tuple(map(float, payoffs[a][b])) for a, b in everything}
    best = {
        (a, b): (max(g[k, b][0] for k in range(rows)), max(g[a, k][1] for k in range(columns)))
        for a, b in everything
    }
    corners = hull(list(g.values()))
    for _ in range(rounds):
        u = [min(c[i] for c in corners) for i in (0, 1)]
        found = []
        for a in everything:
            kept = list(corners)
            for i in (0, 1):
                need = u[i] + (1 - delta) / delta * (best[a][i] - g[a][i]) - 1e-9
                kept = at_least(kept, i, need) if kept else kept
            found += [tuple((1 - delta) * g[a][i] + delta * w[i] for i in (0, 1)) for w in kept]
        if not found:
            return []
        corners = hull(found)
    return corners
