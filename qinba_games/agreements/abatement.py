"""An environmental economy of different governments: linear benefits, quadratic costs."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _exact, _tolerance, errors
from ..common.show import many
from ..cooperative.coalitions import coalition_sums
from ..types import Array, ArrayLike, fill, frozen
from .agreement import Agreement, check_signatories

_OWNER = "AbatementEconomy"


@frozen
class AbatementEconomy:
    r"""Governments that abate pollution which harms all of them, each in its own measure.

    π_i = d_i Q - c_i q_i²/2 with Q = Σ q. Outsiders abate d_i/c_i, signatories S abate d(S)/c_i
    with d(S) = Σ_{j in S} d_j: what is best for them together. Benefits are linear, so what some do
    does not change what others want to do.

    Parameters
    ----------
    benefit : array_like, shape (n,)
        d_i: what a unit of abatement, wherever it is made, is worth to i; non-negative, some
        positive.
    cost : number or array_like, shape (n,)
        c_i, positive.
    members : sequence of str, optional

    Attributes
    ----------
    n_members : int
    exact : bool
        True if all parameters are rational.

    Raises
    ------
    RangeError
        If a benefit is negative, none is positive, or a cost is not positive.
    ShapeError, NotFiniteError, EmptyGameError

    Examples
    --------
    >>> from qinba_games.agreements import AbatementEconomy
    >>> economy = AbatementEconomy([1, 2, 3])
    >>> economy
    AbatementEconomy(3 members, exact)
    >>> economy.to_agreement().payoffs[0].astype(float).tolist()
    [5.5, 10.0, 13.5]

    References
    ----------
    P. Chander and H. Tulkens (1995), "A core-theoretic solution for the design of cooperative
    agreements on transfrontier pollution", International Tax and Public Finance 2, 279-293.
    """

    benefit: Array
    cost: Array
    members: tuple[str, ...]

    def __init__(self, benefit: ArrayLike, cost: ArrayLike = 1, *, members: Any = None) -> None:
        worth = _check.array(_OWNER, "benefit", benefit, shape=(None,), low=0, names=members)
        _check.some(_OWNER, "benefit", benefit, len(worth), "benefit", "government")
        price = _check.each(_OWNER, "cost", cost, len(worth), names=members)
        for argument, lowest in (("benefit", worth.max()), ("cost", price.min())):
            if not lowest > 0:
                rule = "somebody must benefit, and abatement must cost everybody something"
                remedy = "Choose non-negative benefits, not all 0, and costs above 0"
                raise errors.RangeError(_OWNER, argument, lowest, rule, remedy)
        worth, price = _exact.alike(worth, price)
        names = _check.labels(_OWNER, "members", members, len(worth))
        fill(self, benefit=worth, cost=price, members=names)

    @property
    def n_members(self) -> int:
        """Number of governments."""
        return len(self.members)

    @property
    def exact(self) -> bool:
        """True if all parameters are rational."""
        return _tolerance.is_exact(self.benefit)

    def to_agreement(self) -> Agreement:
        """Return what everybody gets for every set of signatories; with `breach`."""
        n, d, c = self.n_members, self.benefit, self.cost
        check_signatories(f"{_OWNER}.to_agreement", "benefit", n)
        joint = coalition_sums(d)
        total = joint * coalition_sums(1 / c) + (d / c).sum() - coalition_sums(d / c)
        payoffs = d * total[:, None] - d * d / c / 2
        breach = payoffs.copy()
        for i in range(n):
            signs = (np.arange(1 << n) >> i & 1).astype(bool)
            effort = joint[signs]
            # What its own abatement beyond d_i / c_i costs, and what it brings i.
            payoffs[signs, i] -= (effort * effort - d[i] * d[i]) / c[i] / 2
            breach[signs, i] -= d[i] * (effort - d[i]) / c[i]
        return Agreement(payoffs, members=self.members, breach=breach)

    def __repr__(self) -> str:
        return f"{_OWNER}({many(self.n_members, 'member')}, {'exact' if self.exact else 'float'})"
