"""Vertices of best-response polytopes, exact: the double description method on whole numbers.

Floats are read as decimals of 12 digits, so that ties of the modeller are ties.
"""

import math
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ..core.numbers import Numbers


class Vertices(NamedTuple):
    """Vertices of {x >= 0, rows x <= 1} but 0: mixed strategies, and what binds at each.

    Bit j of `labels` says that action j is not used, bit len(x) + k that row k is binding: the
    opponent's action k is a best reply.
    """

    strategies: list[list[Fraction]]
    labels: Numbers


def in_integers(payoffs: Numbers) -> list[list[int]]:
    """A matrix times a positive number, plus a number: whole, and 1 or more."""
    exact = [[_decimal(x) for x in row] for row in payoffs.tolist()]
    scale = math.lcm(*(x.denominator for row in exact for x in row))
    least = min(x for row in exact for x in row)
    return [[int((x - least) * scale) + 1 for x in row] for row in exact]


def _decimal(number: Any) -> Fraction:
    return number if isinstance(number, Fraction) else Fraction(f"{number:.12g}")


def vertices(rows: list[list[int]]) -> Vertices:
    """The vertices of {x >= 0, rows x <= 1} but 0; all numbers in rows are above 0.

    Rays (x, t) of the cone {x >= 0, t >= 0, rows x <= t} are found inequality by inequality: those
    that break one are replaced by where edges to those that keep it cross its plane.

    References
    ----------
    Fukuda, K. and Prodon, A. (1996). Double description method revisited. In Combinatorics and
    Computer Science, LNCS 1120, 91-111. Springer.
    """
    size = len(rows[0])
    rays = [[int(j == k) for j in range(size + 1)] for k in range(size + 1)]
    tight = [sum(1 << j for j in range(size + 1) if j != k) for k in range(size + 1)]
    for k, row in enumerate(rows):
        rays, tight = _cut(rays, tight, [*(-x for x in row), 1], 1 << (size + 1 + k))
    ends = [(ray, bits) for ray, bits in zip(rays, tight, strict=True) if any(ray[:-1])]
    mixed = [[Fraction(x, sum(ray[:-1])) for x in ray[:-1]] for ray, _ in ends]
    low = (1 << size) - 1
    return Vertices(mixed, np.array([(b & low) | (b >> (size + 1) << size) for _, b in ends]))


def _cut(
    rays: list[list[int]], tight: list[int], plane: list[int], bit: int
) -> tuple[list[list[int]], list[int]]:
    """The extreme rays of a cone on one side of a plane, and what binds at each."""
    sides = [sum(a * x for a, x in zip(plane, ray, strict=True)) for ray in rays]
    below = [k for k, side in enumerate(sides) if side < 0]
    above = [k for k, side in enumerate(sides) if side > 0]
    inside = [ray for ray, side in zip(rays, sides, strict=True) if side >= 0]
    binding = [b | bit * (s == 0) for b, s in zip(tight, sides, strict=True) if s >= 0]
    all_bits = np.array(tight)
    for p in above:
        for q in below:
            common = tight[p] & tight[q]
            if common.bit_count() >= len(plane) - 2 and ((all_bits & common) == common).sum() == 2:
                cross = [sides[p] * y - sides[q] * x for x, y in zip(rays[p], rays[q], strict=True)]
                shared = math.gcd(*cross)
                inside.append([x // shared for x in cross])
                binding.append(common | bit)
    return inside, binding
