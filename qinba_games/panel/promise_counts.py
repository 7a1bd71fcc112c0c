"""How many promises count at every patience, and how many of these cannot be explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ..types import BoolArray, FloatArray, IntArray

__all__ = ["Counts", "counts_of", "pieces_of"]

Intervals = Sequence[tuple[Any, Any]]


class Counts(NamedTuple):
    """Of every piece of patience, in order.

    Attributes
    ----------
    rows, hits : int array
        Promises that count, and those of them that went against what is expected there.
    units : int array
        Units with such promises.
    sums : float array
        The sum over units of the share of their promises that did.
    whole : bool array
        Whether no unit has two promises that count.
    """

    rows: IntArray
    hits: IntArray
    units: IntArray
    sums: FloatArray
    whole: BoolArray


def pieces_of(support: Sequence[Intervals]) -> list[Any]:
    """The ends of all intervals in [0, 1), 0 first and 1 last: nothing changes between two.

    Parameters
    ----------
    support : sequence of sequences of (low, high)
        For each promise, half-open intervals of patience, ascending.

    Returns
    -------
    list of numbers

    Examples
    --------
    >>> pieces_of([[(0.5, 1)], [(0.2, 0.5), (0.7, 1)]])
    [0, 0.2, 0.5, 0.7, 1]
    """
    return sorted({0, 1, *(end for spans in support for pair in spans for end in pair)})


def counts_of(
    support: Sequence[Intervals],
    hit: Sequence[bool],
    unit: Sequence[Any],
    edges: Sequence[Any],
    *,
    inside: bool,
    every: bool = False,
) -> Counts:
    """Count, piece by piece, promises whose support holds the piece, or does not.

    Parameters
    ----------
    support : sequence of sequences of (low, high)
        For each promise.
    hit : sequence of bool
        Whether a promise went against what is expected where it counts.
    unit : sequence
        To which unit each belongs.
    edges : sequence of numbers
        Of `pieces_of`.
    inside : bool
        Whether a promise counts where its support holds the piece; False: where it does not.
    every : bool
        Whether all promises count everywhere, and these are the hits among them.

    Returns
    -------
    Counts

    Notes
    -----
    One pass over the edges: at each only the promises change whose support begins or ends there.

    Examples
    --------
    >>> counts_of([[(0.5, 1)]], [True], ["a"], [0, 0.5, 1], inside=False).hits.tolist()
    [1, 0]
    """
    place = {edge: k for k, edge in enumerate(edges)}
    turns: list[list[tuple[int, bool]]] = [[] for _ in edges]
    for row, spans in enumerate(support):
        starts = {place[low] for low, _ in spans}
        ends = {place[high] for _, high in spans}
        if (0 in starts) == inside:
            turns[0].append((row, True))
        for k in sorted((starts ^ ends) - {0}):
            turns[k].append((row, (k in starts) == inside))
    counted, missed = dict.fromkeys(unit, 0), dict.fromkeys(unit, 0)
    rows = hits = units = several = 0
    if every:
        counted = dict(Counter(unit))
        rows, units = len(unit), len(counted)
        several = sum(size > 1 for size in counted.values())
    sums = Fraction(0)
    pieces = []
    for some in turns[:-1]:
        for row, now in some:
            one, step = unit[row], 1 if now else -1
            before, wrong = counted[one], missed[one]
            sums -= Fraction(wrong, before) if before else 0
            counted[one] = after = before if every else before + step
            missed[one] = wrong = wrong + step * hit[row]
            sums += Fraction(wrong, after) if after else 0
            rows, hits = rows + after - before, hits + step * hit[row]
            units += (after > 0) - (before > 0)
            several += (after > 1) - (before > 1)
        pieces.append((rows, hits, units, float(sums), several == 0))
    columns = (np.array(column) for column in zip(*pieces, strict=True))
    return Counts(*columns)
