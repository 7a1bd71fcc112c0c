"""What one round tempts members to do: g, c, G, C, L of every profile, minmax, equilibria.

For a pure profile a, g_i(a) is i's payoff and c_i(a) = max_b g_i(b, a_-i) its best deviation; where
members can leave, a deviator may also take w_i, so that c_i(a) becomes max(c_i(a), w_i). G and C
are their sums, L = C - G >= 0 is the liquidity requirement.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...types import Array, Profile


class StageQuantities(NamedTuple):
    """One-round quantities of all profiles of a game."""

    payoffs: Array  #: shape (m_1, ..., m_n, n): g, in units of 1/`denominator`
    outside: Any  #: shape (n,): w in the same units
    leaving: tuple[bool, ...]  #: Players who can take w_i instead; nobody without outside values
    #: C_i; it does not depend on what i does, so that axis i of `best[i]` has length 1.
    best: tuple[Array, ...]
    #: Shape (m_1, ..., m_n): G and L; an L that only rounding keeps from 0 is 0.
    joint: Array
    liquidity: Array
    denominator: int | None  #: Integers are exact over it; None: floats
    #: Pure minmax of each player: payoffs count from there where floats are compared, so that no
    #: constant matters. Empty if exact.
    anchor: tuple[float, ...]

    @property
    def exact(self) -> bool:
        """True if everything is integer over the denominator."""
        return self.denominator is not None

    def near(self, *sums: Any, of: int | None = None) -> Any:
        """Slack of a comparison in which sums over all players, or payoffs `of` one, meet.

        0 if everything is exact; arrays give arrays.
        """
        if self.exact:
            return 0
        base, floor = self.origin(of)
        return _tolerance.meeting(_tolerance.TIE, *(s - base for s in sums), floor=floor)

    def origin(self, of: int | None = None) -> tuple[float, float]:
        """Where payoffs of one player, or of all together, count from; and the size of that."""
        anchors = self.anchor if of is None else self.anchor[of : of + 1]
        return sum(anchors), sum(map(abs, anchors))

    @property
    def top(self) -> Array:
        """Every profile with the largest joint payoff, one a row."""
        most = self.joint.max()
        return np.argwhere(self.joint >= most - self.near(most))

    def deviations(self, profile: Profile) -> list[Any]:
        """c_i at one profile, in units of 1/`denominator`."""
        # Axis i of best[i] has length 1, whatever i does.
        return [c[tuple(np.minimum(profile, np.array(c.shape) - 1))] for c in self.best]

    def number(self, value: Any) -> Any:
        """A value in units of 1/`denominator` as a `Fraction` (a float if not exact)."""
        if self.denominator is None:
            return float(value)
        return _exact.fraction(value) / self.denominator

    def numbers(self, values: Any) -> Array:
        """An array of such values."""
        if self.denominator is None:
            return np.asarray(values, dtype=float)
        flat = [self.number(v) for v in np.asarray(values).ravel()]
        return np.array(flat, dtype=object).reshape(np.shape(values))


def stage_quantities(
    payoffs: Array,  # shape (m_1, ..., m_n, n)
    outside: Array | None = None,  # shape (n,): what a member can take instead by leaving
    leaving: Any = None,  # shape (n,): players who are free to leave; everybody by default
) -> StageQuantities:
    """Compute g, c, G and L of all pure profiles at once.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.stage.solvers.minmax import stage_quantities
    >>> dilemma = np.array([[[9, 9], [1, 10]], [[10, 1], [3, 3]]])
    >>> stage_quantities(dilemma).liquidity.tolist()
    [[2, 2], [2, 0]]
    """
    g, w, denominator = _units(payoffs, outside)
    own = _exact.by_member(g)
    best = [_exact.highest(gi, i) for i, gi in enumerate(own)]
    free = [w is not None] * len(best) if leaving is None else np.asarray(leaving).tolist()
    if w is not None:
        best = [np.maximum(c, w[i]) if free[i] else c for i, c in enumerate(best)]
    joint = _exact.sum_of(list(own))
    liquidity = _exact.sum_of(best) - joint
    if denominator is not None:
        return StageQuantities(g, w, tuple(free), tuple(best), joint, liquidity, denominator, ())
    anchor = tuple(float(c.min()) for c in best)
    stage = StageQuantities(g, w, tuple(free), tuple(best), joint, liquidity, None, anchor)
    small = liquidity <= _tolerance.tie(g)  # few: only these are looked at closely
    near = stage.near(joint[small] + liquidity[small], joint[small])
    liquidity[small] = np.where(liquidity[small] <= near, 0.0, liquidity[small])
    return stage


def pure_minmax(payoffs: Array) -> Array:
    """Lowest payoff that the others can hold each player to by pure actions: min_a c_i(a).

    Shape (n,), of payoffs of shape (m_1, ..., m_n, n).

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.stage.solvers.minmax import pure_minmax
    >>> pure_minmax(np.array([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])).tolist()
    [1, 1]
    """
    least = [np.min(payoffs[..., i].max(axis=i)) for i in range(payoffs.shape[-1])]
    return np.array(least, dtype=payoffs.dtype)


def pure_equilibria(payoffs: Array) -> list[Profile]:
    """All pure Nash equilibria of `payoffs[a_1, ..., a_n, i]`, in index order."""
    stable = np.ones(payoffs.shape[:-1], dtype=bool)
    for i in range(payoffs.shape[-1]):
        own = payoffs[..., i]
        best = _exact.highest(own, i)
        near: Any = 0
        if own.dtype.kind == "f":
            least = best.min()
            near = _tolerance.meeting(_tolerance.TIE, best - least, own - least, floor=abs(least))
        stable &= np.asarray(best - own <= near, dtype=bool)
    return [tuple(int(a) for a in profile) for profile in np.argwhere(stable)]


def _units(payoffs: Array, outside: Array | None) -> tuple[Array, Array | None, int | None]:
    """Payoffs and outside values as integers over one denominator, or both as floats."""
    n = payoffs.shape[-1]
    parts = [payoffs.ravel()] if outside is None else [payoffs.ravel(), outside]
    exact, denominator = all(map(_tolerance.is_exact, parts)), None
    if not exact:
        parts = [part.astype(float, copy=False) for part in parts]
    together = parts[0] if outside is None else np.concatenate(parts)
    if exact:
        together, denominator = _exact.over_common_denominator(together, 2 * n)
    g = together[: payoffs.size].reshape(payoffs.shape)
    return g, None if outside is None else together[payoffs.size :], denominator
