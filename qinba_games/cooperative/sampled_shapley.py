"""The Shapley value of many members: an approximation, and how far off it may be."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check
from ..common.progress import telling
from ..types import read_only
from ..verify.door import certified
from .results import SampledShapley
from .solvers.sampled_orders import mean_contributions
from .tu_game import TUGame


def sampled_shapley(game: TUGame, *, orders: int = 50, rng: Any = None) -> SampledShapley:
    r"""Estimate the Shapley value from random orders, where there are too many for all of them.

    In the n rotations of one order every member arrives once at every place. So what it adds is
    sampled in strata, the numbers of those before it: :math:`\hat\varphi_i` is its mean over all m
    orders, and its standard error comes from the m means over rotations, which are independent.

    Parameters
    ----------
    game : TUGame
        Any; n (n - 1) of its worths are looked at in each order, and again for the certificate.
    orders : int
        At least 2; the standard error falls with the root of it. With few of them `interval` relies
        on means over rotations being normal.
    rng : None, int or numpy.random.Generator

    Returns
    -------
    SampledShapley
        The certificate is about the means and errors of these orders. It does not say that the
        Shapley value lies within any distance of them.

    Raises
    ------
    RangeError, InputTypeError

    References
    ----------
    J. Castro, D. Gomez, E. Molina and J. Tejada (2017), "Improving polynomial estimation of the
    Shapley value by stratified random sampling with optimum allocation", Computers and Operations
    Research 82, 180-188 (the strata; they do not rotate orders).

    Examples
    --------
    Thirty members, of whom the k-th brings 1 to every coalition of at least k:

    >>> from qinba_games.cooperative import TUGame, sampled_shapley
    >>> def worth(members):
    ...     return sum(int(name) <= len(members) for name in members)
    >>> found = sampled_shapley(TUGame(worth=worth, members=30), orders=20, rng=1)
    >>> found.concept
    'approximation of the Shapley value by stratified sampling'
    >>> print(found.payoffs.sum().round(9), (found.standard_error < 0.1).all())
    30.0 True
    """
    owner = "sampled_shapley"
    _check.instance(owner, "game", game, TUGame)
    count = _check.integer(owner, "orders", orders, low=2)
    generator = _check.generator(owner, "rng", rng)
    drawn = np.array([generator.permutation(game.n_players) for _ in range(count)])
    with telling(owner):
        means = np.array([mean_contributions(game.worths, order) for order in drawn])
    estimate = SampledShapley(
        game=game,
        orders=read_only(drawn),
        payoffs=read_only(means.mean(axis=0)),
        standard_error=read_only(means.std(axis=0, ddof=1) / np.sqrt(count)),
        exact=False,
        notes=(f"an approximation from {count} random orders and their rotations",),
    )
    return certified(estimate)
