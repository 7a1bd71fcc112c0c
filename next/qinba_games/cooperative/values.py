"""What is each member worth to the others? The values of Shapley and Banzhaf."""

import math
from fractions import Fraction
from typing import Any

import numpy as np

from ..core import read
from ..core.errors import RangeError
from ..core.numbers import Numbers, alike, is_exact
from .allocation import Allocation, allocate, beside, defines
from .coalitions import by_size, in_integers, near, sizes, sums_over, with_each
from .dividends import divided, divided_by_size, in_proportion
from .tu_game import TUGame, with_table


def shapley(game: TUGame, *, weights: Any = None) -> Allocation:
    r"""Divide by the Shapley value: the average of what a member adds, over all orders of arrival.

    φ_i = Σ_{S without i} s! (n - s - 1)! / n! · (v(S + i) - v(S)), s the size of S.

    Parameters
    ----------
    game : TUGame
        Up to 20 members; any worths, positive or negative.
    weights : array_like, shape (n,), positive
        With weights the potential of the game is weighted: every coalition's dividend is divided in
        proportion to them. Without, equally.

    Returns
    -------
    Allocation
        In units of the worths; adds up to the worth of all.

    Raises
    ------
    InputTypeError, ShapeError, RangeError
        If `game` is no TUGame, or the weights are not n positive numbers.
    NotApplicableError
        If there is no table of all worths.

    Examples
    --------
    Whoever has the only left glove gets most, but not all:

    >>> from qinba_games.cooperative import TUGame, shapley
    >>> shapley(TUGame([0, 0, 0, 1, 0, 1, 0, 1]))
    Allocation(shapley: 1 2/3, 2 1/6, 3 1/6)

    References
    ----------
    L. S. Shapley (1953), A value for n-person games, Contributions to the Theory of Games II,
    307-317; weights: E. Kalai and D. Samet (1987), International Journal of Game Theory
    16, 205-222.
    """
    values = with_table("shapley", game).values
    if weights is None:
        return allocate(game, "shapley", average_gains(values, orders(game.n_players)))
    given = read.array("shapley", "weights", weights, (game.n_players,))
    if (given <= 0).any():
        raise RangeError("shapley", "weights", weights, "must be above 0")
    values, given = alike(values, given)
    return allocate(game, "weighted shapley", _by_potential(values, given), weights=given)


def orders(n: int) -> list[Fraction]:
    """How often, of all orders, a member joins a certain coalition of size 0, ..., n - 1."""
    return [Fraction(1, n * math.comb(n - 1, size)) for size in range(n)]


def average_gains(values: Numbers, joins: list[Fraction]) -> Numbers:
    """What members add to coalitions of the others, weighted by the size of these."""
    n = len(joins)
    whole, scale = in_integers(values) if is_exact(values) else (values, 1)
    together = by_size(whole)
    own = np.array([by_size(np.where(inside, whole, 0)) for inside in with_each(n)])
    if is_exact(values):
        together, own = together.astype(object), own.astype(object)
    parts = np.array(joins, dtype=object) / scale
    parts = parts if is_exact(values) else parts.astype(float)
    return np.asarray(own[:, 1:] @ parts - (together - own)[:, :-1] @ parts)


def potential(values: Numbers, weights: Numbers) -> Numbers:
    """P with v(S) = Σ_{i in S} w_i (P(S) - P(S without i)) for every coalition S; P(nobody) = 0."""
    n = len(weights)
    levels, counts, whole = 0 * values, sizes(n), values.dtype.kind in "iO"
    for size in range(1, n + 1):
        masks = np.flatnonzero(counts == size)
        sums, heavy = values[masks], 0 * values[masks]
        for i, weight in enumerate(weights):
            inside = masks >> i & 1
            sums = sums + inside * weight * levels[masks & ~(1 << i)]
            heavy = heavy + inside * weight
        exact = whole and isinstance(weights[0], (int, np.integer))
        levels[masks] = sums // heavy if exact else sums / heavy
    return levels


def _by_potential(values: Numbers, weights: Numbers) -> Numbers:
    levels, last = potential(values, weights), len(values) - 1
    others = levels[last & ~(1 << np.arange(len(weights)))]
    return np.asarray(weights * (levels[-1] - others))


@defines("shapley")
def _shapley(allocation: Allocation) -> tuple[Any, Any, Any]:
    """By the potential: Hart and Mas-Colell (1989), Econometrica 57, 589-614, theorem A."""
    values, n = allocation.game.values, len(allocation)
    if not is_exact(values):
        return beside(allocation, _by_potential(values, np.ones(n)), near(values))
    whole, scale = in_integers(values, math.lcm(*range(1, n + 1)))
    payoffs = _by_potential(whole, np.ones(n, dtype=int)).astype(object)
    return beside(allocation, payoffs * Fraction(1, scale), 0)


@defines("weighted shapley")
def _weighted(allocation: Allocation) -> tuple[Any, Any, Any]:
    """Every member has of every dividend the part that its weight is of the coalition's."""
    values, weights = alike(allocation.game.values, allocation.parameters["weights"])
    parts = in_proportion(weights, sums_over(weights))
    payoffs, allowed = divided(values, parts)
    return beside(allocation, payoffs, allowed)


def banzhaf(game: TUGame) -> Allocation:
    r"""Measure power by the Banzhaf value: what a member adds to a random coalition of the others.

    β_i = 2^(1-n) Σ_{S without i} (v(S + i) - v(S)), not normalised: it need not add up to v(N), so
    that it measures power and divides nothing.

    Parameters
    ----------
    game : TUGame

    Returns
    -------
    Allocation

    Raises
    ------
    InputTypeError, NotApplicableError
        If there is no table of all worths.

    Examples
    --------
    >>> from qinba_games.cooperative import TUGame, banzhaf
    >>> banzhaf(TUGame([0, 0, 0, 1, 0, 1, 0, 1]))
    Allocation(banzhaf: 1 3/4, 2 1/4, 3 1/4)

    References
    ----------
    J. F. Banzhaf (1965), Weighted voting doesn't work, Rutgers Law Review 19, 317-343; G. Owen
    (1975), Naval Research Logistics Quarterly 22, 741-750.
    """
    values, n = with_table("banzhaf", game).values, game.n_players
    return allocate(game, "banzhaf", average_gains(values, [Fraction(1, 2 ** (n - 1))] * n))


@defines("banzhaf")
def _banzhaf(allocation: Allocation) -> tuple[Any, Any, Any]:
    """A member has 2^(1-s) of the dividend of a coalition of s: Owen (1975)."""
    values, n = allocation.game.values, len(allocation)
    parts = [Fraction(2) ** (1 - size) for size in range(n + 1)]
    return beside(allocation, divided_by_size(values, parts), near(values) * 2**n)
