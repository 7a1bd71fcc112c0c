r"""Grim against always defecting: from which patience on cooperation is the safer of the two.

Member i gains x s_i - a_i by grim where all others play it, in units of x = delta / (1 - delta),
with a_i = g_i(D, C..C) - g_i(C..C) and s_i = g_i(C..C) - g_i(D..D). It loses
b_i = g_i(D, D) - g_i(C, D) where the other of two always defects. Two members: grim risk-dominates
from the least x on with x s_i >= a_i and

    (x s_1 - a_1)(x s_2 - a_2) >= b_1 b_2    [HarsanyiSelten1988]_, [BlonskiSpagnolo2015]_.

More members: each answers the belief that every other plays grim with chance 1/2
[BoczonEtAl2025]_.

References
----------
.. [HarsanyiSelten1988] J. C. Harsanyi and R. Selten (1988), A General Theory of Equilibrium
   Selection in Games, MIT Press, chapter 3.
.. [BlonskiSpagnolo2015] M. Blonski and G. Spagnolo (2015), "Prisoners' other dilemma",
   International Journal of Game Theory 44, 61-81.
.. [BoczonEtAl2025] M. Boczoń, E. Vespa, T. Weidman and A. J. Wilson (2025), "Testing models of
   strategic uncertainty: equilibrium selection in repeated games", Journal of the European
   Economic Association.
"""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ...types import Array, Profile

__all__ = ["Incentives", "basin", "incentives", "least_grim", "of_many", "of_two"]

_HALF = Fraction(1, 2)


class Incentives(NamedTuple):
    """What one member gains by defecting once, and loses ever after."""

    gain: tuple[Any, ...]  #: by defecting once, by how many of the others cooperate, 0 first
    loss: Any  #: per period, where all defect instead of all cooperating


def incentives(payoffs: Array, profile: Profile) -> tuple[Incentives, ...]:
    """What every member gains and loses, the mean over which of the others cooperate.

    Parameters
    ----------
    payoffs : array, shape (2, ..., 2, n)
        Of Fractions.
    profile : tuple of int
        C..C; the other action of each is D.

    Returns
    -------
    tuple of Incentives

    Examples
    --------
    >>> import numpy as np
    >>> dilemma = np.array([[[2, 2], [-1, 3]], [[3, -1], [0, 0]]], dtype=object)
    >>> incentives(dilemma, (0, 0))[0]
    Incentives(gain=(Fraction(1, 1), Fraction(1, 1)), loss=2)
    """
    n = len(profile)
    rows = []
    for i in range(n):
        gain = [Fraction(0)] * n
        for others in itertools.product((False, True), repeat=n - 1):
            mine = [
                payoffs[_profile(profile, (*others[:i], here, *others[i:]))][i]
                for here in (False, True)
            ]
            gain[sum(others)] += (mine[0] - mine[1]) / Fraction(math.comb(n - 1, sum(others)))
        both = (payoffs[_profile(profile, [all_in] * n)][i] for all_in in (True, False))
        rows.append(Incentives(tuple(gain), next(both) - next(both)))
    return tuple(rows)


def _profile(profile: Profile, cooperates: Any) -> Profile:
    return tuple(a if c else 1 - a for a, c in zip(profile, cooperates, strict=True))


def _patience(need: Any, loss: Any) -> Any:
    """The least patience at which the future makes up for what defecting brings now."""
    if need <= 0:
        return Fraction(0)
    return need / (need + loss) if loss > 0 else math.inf


def least_grim(of: tuple[Incentives, ...]) -> Any:
    """The least patience at which all members playing grim is an equilibrium."""
    if any(one.loss < 0 for one in of):
        return math.inf
    return max(_patience(one.gain[-1], one.loss) for one in of)


def of_two(of: tuple[Incentives, ...]) -> Any:
    """The least patience at which grim risk-dominates always defecting, of two members.

    A Fraction, or a float if it is none; infinite if there is none at all.

    Examples
    --------
    >>> one = Incentives((1, 1), 2)
    >>> of_two((one, one))
    Fraction(1, 2)
    """
    least = least_grim(of)
    if least == math.inf:
        return least
    (b, a), (d, c) = ((Fraction(x) for x in one.gain) for one in of)
    s, t = (Fraction(one.loss) for one in of)
    if s and t:
        root, exact = _root((a * t - c * s) ** 2 + 4 * s * t * b * d)
        x = (a * t + c * s + root) / (2 * s * t)
        delta = x / (1 + x) if x > 0 else Fraction(0)
        return max(least, delta if exact else float(delta))
    # One member loses nothing: its gain by grim is the same at every patience.
    if s or t:
        fixed, need, loss, other = (a, c, t, b * d) if t else (c, a, s, b * d)
        if not other:
            return least
        return max(least, _patience(need + other / -fixed, loss)) if fixed < 0 else math.inf
    return least if a * c >= b * d else math.inf


def _root(square: Fraction) -> tuple[Fraction, bool]:
    """The square root up to 64 binary digits, and whether it is that fraction."""
    top, bottom = square.numerator, square.denominator
    root = math.isqrt(top * bottom << 128)
    return Fraction(root, bottom << 64), root * root == top * bottom << 128


def of_many(of: tuple[Incentives, ...], *, together: bool) -> Any:
    """The same of three and more, who believe that every other plays grim with chance 1/2.

    Examples
    --------
    >>> one = Incentives((1, 1, 1), 2)
    >>> of_many((one, one, one), together=False)
    Fraction(2, 3)
    """
    least = least_grim(of)
    if least == math.inf:
        return least
    weights = _weights(len(of) - 1, _HALF, together=together)
    needs = [sum(w * gain for w, gain in zip(weights, one.gain, strict=True)) for one in of]
    deltas = (_patience(need, weights[-1] * one.loss) for need, one in zip(needs, of, strict=True))
    return max(least, *deltas)


def _weights(others: int, chance: Any, *, together: bool) -> list[Any]:
    """How likely it is that 0, 1, ... of the others play grim."""
    if together:
        return [1 - chance, *[0 * chance] * (others - 1), chance]
    return [
        math.comb(others, k) * chance**k * (1 - chance) ** (others - k) for k in range(others + 1)
    ]


def basin(of: tuple[Incentives, ...], delta: Any, *, together: bool) -> Any:
    """The largest chance of grim among the others at which some member does as well without it.

    Examples
    --------
    >>> one = Incentives((1, 1), 2)
    >>> basin((one, one), Fraction(1, 2), together=False)
    Fraction(1, 2)
    """
    return max(_indifferent(one, delta, together=together) for one in of)


def _indifferent(one: Incentives, delta: Any, *, together: bool) -> Any:
    others = len(one.gain) - 1
    low, high = ((1 - delta) * -one.gain[k] for k in (0, -1))
    high += delta * one.loss  # what grim is worth more if all play it, `low` if nobody does
    if high <= 0:
        return high * 0 + 1
    if others == 1 or together:
        return -low / (high - low)
    # Bernstein polynomials of the chance: their sum as one in its powers.
    worth = [*(float((1 - delta) * -gain) for gain in one.gain[:-1]), float(high)]
    chance = np.polynomial.Polynomial([0, 1])
    weights = _weights(others, chance, together=False)
    roots = sum(w * x for w, x in zip(weights, worth, strict=True)).roots()
    real = roots.real[(abs(roots.imag) < 1e-9) & (roots.real >= 0) & (roots.real <= 1)]
    return float(real.max(initial=0.0))
