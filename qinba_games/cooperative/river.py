"""A river shared by the governments along it: water can be passed on, but only downstream."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import _check, errors
from ..common.show import many
from ..types import Array, ArrayLike, FloatArray, fill, frozen
from .tu_game import TUGame, check_size

_OWNER = "River"


@frozen
class River:
    r"""Governments along a river, from the source to the mouth, and what water is worth to them.

    Member i gets b_i(x) = weight_i x^exponent from using x. A coalition of neighbours shares the
    water that rises on its territory as well as it can: its worth is max Σ b_i(x_i) subject to
    Σ_{k <= j} x_k <= Σ_{k <= j} inflow_k for each j in it. Members who are not neighbours cannot
    pass water on past others, so such a coalition is worth the sum of its connected parts.

    Parameters
    ----------
    inflow : array_like, shape (n,)
        Water that rises on each territory, upstream first; non-negative.
    weight : array_like, shape (n,)
        How much each member makes of water; non-negative.
    exponent : float
        Curvature of the benefit, strictly between 0 and 1.
    players : sequence of str, optional

    Raises
    ------
    RangeError
        If an inflow or a weight is negative, or the exponent is not strictly between 0 and 1.
    ShapeError, NotFiniteError, EmptyGameError

    Examples
    --------
    All the water rises in the first of three provinces, which makes least of it:

    >>> from qinba_games.cooperative import River
    >>> river = River([9, 0, 0], [1, 2, 2])
    >>> river
    River(3 members)
    >>> river.to_game().worth(["1", "2", "3"])
    9.0

    References
    ----------
    S. Ambec and Y. Sprumont (2002), "Sharing a river", Journal of Economic Theory 107, 453-462.
    """

    inflow: Array
    weight: Array
    exponent: float
    players: tuple[str, ...]

    def __init__(
        self, inflow: ArrayLike, weight: ArrayLike, *, exponent: float = 0.5, players: Any = None
    ) -> None:
        water = _check.array(_OWNER, "inflow", inflow, shape=(None,), low=0, names=players)
        _check.some(_OWNER, "inflow", inflow, len(water), "inflow", "government at the river")
        use = _check.array(_OWNER, "weight", weight, shape=water.shape, low=0, names=players)
        curvature = float(_check.number(_OWNER, "exponent", exponent))
        if not 0 < curvature < 1:
            rule = "must lie strictly between 0 and 1, so that more water helps less and less"
            remedy = "Choose for example 0.5, benefits that grow like square roots"
            raise errors.RangeError(_OWNER, "exponent", exponent, rule, remedy)
        names = _check.labels(_OWNER, "players", players, len(water))
        fill(self, inflow=water, weight=use, exponent=curvature, players=names)

    def to_game(self) -> TUGame:
        """Return the cooperative game: what every coalition makes of its own water."""
        n = len(self.inflow)
        check_size("River.to_game", "inflow", n)
        values = np.zeros(1 << n)
        inflow, weight = self.inflow.astype(float), self.weight.astype(float)
        for last in range(n):
            for first in range(last + 1):
                # These coalitions end with the stretch first..last; upstream of a gap, anybody.
                stretch = (1 << last + 1) - (1 << first)
                others, own = 1 << max(first - 1, 0), slice(first, last + 1)
                worth = _best_use(inflow[own], weight[own], self.exponent)
                values[stretch : stretch + others] = values[:others] + worth
        return TUGame(values, players=self.players)

    def __repr__(self) -> str:
        return f"River({many(len(self.inflow), 'member')})"


def _best_use(inflow: FloatArray, weight: FloatArray, exponent: float) -> float:
    """The most that neighbours can make of their water."""
    # Neighbours who share all their water make of it what one of weight (Σ weight_i^p)^(1/p) would,
    # p = 1/(1 - exponent): a pool. One with the lower marginal benefit passes water on to the next,
    # and they become one pool.
    pools: list[tuple[float, float]] = []
    for pool in zip(inflow.tolist(), weight.tolist(), strict=True):
        pools.append(pool)
        while len(pools) > 1 and _passes_on(pools[-2], pools[-1], 1 - exponent):
            below, above = pools.pop(), pools.pop()
            joint = _joint_weight(above[1], below[1], 1 - exponent)
            pools.append((above[0] + below[0], joint))
    return math.fsum(need * water**exponent for water, need in pools)


def _passes_on(above: tuple[float, float], below: tuple[float, float], root: float) -> bool:
    """Whether water is worth more to the lower of two pools, each its water and its weight."""
    # Through a pool with neither, water passes on to the next.
    dry = (0, 0) in (above, below)
    return dry or bool(below[1] * above[0] ** root > above[1] * below[0] ** root)


def _joint_weight(one: float, other: float, root: float) -> float:
    """(one^(1/root) + other^(1/root))^root, in which no power overflows."""
    most = max(one, other)
    return most and most * (1 + (min(one, other) / most) ** (1 / root)) ** root
