"""Stability against fairness, and the shares that hold as patience changes."""

from __future__ import annotations

import itertools
import math
import textwrap
from typing import Any

import numpy as np

from .. import _check
from ..plotting.charts import key, labelled, named, plain
from ..plotting.figures import axes, drawing
from ..plotting.palette import MAIN, MUTED, SERIES

#: Letters of a line of names, and patience that is shown at the least.
_WIDE, _LEAST = 30, 0.1
_FAIR = {"shapley": "the Shapley value", "equality": "equal shares", "core": "the core"}


@drawing
def draw_rules(fairness: Any, ax: Any = None, *, against: str = "shapley", **style: Any) -> Any:
    """Draw every rule as a point: its distance from what is fair, and the patience it needs.

    Rules at one point share a label; those that never hold are named in the title.

    Parameters
    ----------
    against : {"shapley", "equality", "core"}
        What the distance is measured from.
    """
    fair = _FAIR[_check.choice("Fairness.plot", "against", against, tuple(_FAIR))]
    points: dict[tuple[float, float], list[str]] = {}
    for row in fairness.rows:
        if row.delta < math.inf:
            distance = float(getattr(row, f"from_{against}"))
            points.setdefault((round(distance, 9), round(float(row.delta), 9)), []).append(row.rule)
    never = [row.rule for row in fairness.rows if row.delta == math.inf]
    ax = axes(ax)
    ax.scatter(*np.reshape(list(points), (-1, 2)).T, **{"color": MAIN, "zorder": 3, **style})
    if fairness.delta_opt < math.inf:
        look = {"color": MUTED, "linestyle": "--", "linewidth": 1}
        ax.axhline(float(fairness.delta_opt), **look, label="best shares")
    missing = f"at no patience: {plain(', '.join(never))}" if never else None
    ax.margins(0.2)
    low, high = ax.get_ylim()
    if high - low < _LEAST:  # no picture of rounding
        ax.set_ylim((low + high - _LEAST) / 2, (low + high + _LEAST) / 2)
    named(ax, f"distance from {fair} (payoff per period)", "least discount factor")
    if never or fairness.delta_opt < math.inf:
        key(ax, title=missing)
    _label(ax, points)
    return ax


def _label(ax: Any, points: dict[tuple[float, float], list[str]]) -> None:
    """Write names beside points, as near as leaves other names and points uncovered."""
    ax.autoscale_view()
    at = {p: ax.transData.transform(p) * 72 / ax.figure.dpi for p in points}
    taken = [(x - 4, y - 4, x + 4, y + 4) for x, y in at.values()]  # left, bottom, right, top
    (first, low), (last, high) = ax.transAxes.transform([(0, 0), (1, 1)]) * 72 / ax.figure.dpi
    for point, names in sorted(points.items()):
        lines = textwrap.wrap(", ".join(names), min(_WIDE, int((last - first) / 11)))
        (x, y), width = at[point], 5 * max(map(len, lines))
        tried = (5, -11, 16, -22, 27, -33, -5 * len(lines))
        for shift, side in itertools.product(tried, ("left", "right")):
            left = x + 5 if side == "left" else x - 5 - width
            box = (left, y + shift - 2, left + width, y + shift - 2 + 10 * len(lines))
            inside = first < left and box[2] < last and low < box[1] and box[3] < high
            if inside and all(_disjoint(box, other) for other in taken):
                break
        taken.append(box)
        offset, look = (5 if side == "left" else -5, shift), {"textcoords": "offset points"}
        text = plain("\n".join(lines))
        ax.annotate(text, point, offset, fontsize="small", ha=side, va="bottom", **look)


def _disjoint(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]


@drawing
def draw_bands(path: Any, ax: Any = None, **style: Any) -> Any:
    """Draw one band per member from its least to its most share where there are any."""
    ax = axes(ax)
    given = (path.deltas, path.least, path.most, path.optimal)
    deltas, least, most, optimal = (values.astype(float) for values in given)
    best = float(path.delta_opt)
    # Members with one band have one colour.
    bands: dict[tuple[bytes, ...], list[int]] = {}
    for i in range(least.shape[1]):
        bands.setdefault((least[:, i].tobytes(), most[:, i].tobytes()), []).append(i)
    looks = zip(SERIES, itertools.cycle(("", "//", "\\\\")), strict=False)
    for (colour, hatch), alike in zip(itertools.cycle(looks), bands.values(), strict=False):
        i, name = alike[0], ", ".join(plain(path.relation.members[k]) for k in alike)
        there = most[:, i] >= least[:, i]
        band = {"facecolor": (colour, 0.15), "edgecolor": colour, "hatch": hatch, **style}
        ax.fill_between(deltas, least[:, i], most[:, i], where=there, label=name, **band)
        if best < math.inf:
            starts = [best, deltas.max(initial=best)]
            ax.plot(starts, [optimal[i]] * 2, color=colour, linestyle="--", linewidth=1)
    if best < math.inf:
        ax.axvline(best, color=MUTED, linestyle=":", linewidth=1)
    across = "discount factor; dashed: the shares that hold longest"
    return labelled(ax, across, "share per period")
