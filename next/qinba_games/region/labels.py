"""Where names stand on a map: beside their dots, off each other, rather off lines.

Each name in turn takes its cheapest place given the others, until none moves; the best of some
starts is used.
"""

from collections.abc import Sequence

import numpy as np

from ..core.numbers import Numbers

#: Directions in the order of preference, and distances from the dot.
_WAYS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
_FAR = (0, 3, 7)
#: Width and height of a letter in parts of its size; space between a dot and its name.
_WIDTH, _HEIGHT, _GAP = 0.62, 1.05, 4.0
#: What it costs to stand outside the frame, on a dot or a name, on a line, and far away.
_OUTSIDE, _COVER, _LINE, _AWAY = 900, 14, 0.55, 1.6
_STARTS, _ROUNDS = 6, 12


def places(
    dots: Numbers, texts: Sequence[str], lines: Numbers, size: float, frame: tuple[float, float]
) -> Numbers:
    """A box (x and y of its middle, width, height) for each text, in the unit of the dots.

    Dots are (n, 2), lines (m, 2, 2) and the frame its width and height from 0 on.
    """
    half = np.array([[_WIDTH * size * len(text), _HEIGHT * size] for text in texts]) / 2
    steps = np.array([(way, far) for far in range(len(_FAR)) for way in range(len(_WAYS))])
    away = np.array(_WAYS)[steps[:, 0]]
    far = _GAP + np.array(_FAR)[steps[:, 1], None]
    middle = dots[:, None] + away * (far + half[:, None])
    low, high = middle - half[:, None], middle + half[:, None]
    beyond = (low < 0).any(axis=2) | (high > np.array(frame)).any(axis=2)
    along = np.linspace(0, 1, 40)[:, None]
    points = np.concatenate([a + (b - a) * along for a, b in lines])
    own = _AWAY * (steps[:, 1] + steps[:, 0] / 2) + _OUTSIDE * beyond
    own = own + _LINE * _inside(low, high, points) + _COVER * size * _inside(low, high, dots)
    chosen = _cheapest(own, _COVER * _overlaps(low, high))
    return np.concatenate([middle[np.arange(len(dots)), chosen], 2 * half], axis=1)


def _inside(low: Numbers, high: Numbers, points: Numbers) -> Numbers:
    """How many points lie in each box, (n, places)."""
    inside = (points >= low[:, :, None]) & (points <= high[:, :, None])
    return np.asarray(inside.all(axis=3).sum(axis=2))


def _overlaps(low: Numbers, high: Numbers) -> Numbers:
    """How much each box covers of each box of others, in heights of a letter, (n, p, n, p)."""
    span = np.minimum(high[:, :, None, None], high) - np.maximum(low[:, :, None, None], low)
    cover = np.maximum(span, 0).prod(axis=-1) / (high - low)[..., 1].mean()
    each = np.arange(len(low))
    cover[each, :, each] = 0
    return np.asarray(cover)


def _cheapest(own: Numbers, overlap: Numbers) -> Numbers:
    rng, each = np.random.default_rng(0), np.arange(len(own))
    starts = (_settled(own, overlap, rng) for _ in range(_STARTS))

    def cost(chosen: Numbers) -> float:
        pairs = overlap[each[:, None], chosen[:, None], each, chosen]
        return float(own[each, chosen].sum() + pairs.sum() / 2)

    return min(starts, key=cost)


def _settled(own: Numbers, overlap: Numbers, rng: np.random.Generator) -> Numbers:
    """A choice from which no name alone wants to move, or the last one tried."""
    each = np.arange(len(own))
    chosen = rng.integers(0, len(_WAYS), len(own))
    for _ in range(_ROUNDS):
        before = chosen.copy()
        for i in rng.permutation(len(own)):
            chosen[i] = (own[i] + overlap[i][:, each, chosen].sum(axis=1)).argmin()
        if (chosen == before).all():
            break
    return chosen
