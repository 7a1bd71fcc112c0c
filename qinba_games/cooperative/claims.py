"""The claims problem: more is owed than there is."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _exact, _tolerance
from ..common.show import many
from ..types import Array, ArrayLike, Number, fill, frozen


@frozen
class ClaimsProblem:
    """An estate to be divided among claimants whose claims exceed it.

    Parameters
    ----------
    estate : Number
        What there is, between 0 and the sum of the claims.
    claims : array_like, shape (n,)
        What each claimant is owed; non-negative.
    players : sequence of str, optional
        One name per claimant.

    Attributes
    ----------
    n_players : int
    exact : bool
        True if estate and claims are all rational.

    Raises
    ------
    RangeError
        If a claim is negative, or the estate is negative or more than all claims.
    ShapeError, NotFiniteError, EmptyGameError

    Examples
    --------
    >>> from qinba_games.cooperative import ClaimsProblem
    >>> ClaimsProblem(200, [100, 200, 300])
    ClaimsProblem(200 among 3 claimants, exact)

    References
    ----------
    B. O'Neill (1982), "A problem of rights arbitration from the Talmud", Mathematical Social
    Sciences 2, 345-371.
    """

    estate: Number
    claims: Array
    players: tuple[str, ...]

    def __init__(self, estate: Number, claims: ArrayLike, *, players: Any = None) -> None:
        owed = _check.array("ClaimsProblem", "claims", claims, shape=(None,), low=0, names=players)
        _check.some("ClaimsProblem", "claims", claims, len(owed), "claim", "claimant")
        owed = _exact.summable(owed, len(owed))
        # A sum of floats may be a rounding short of the same number written as one.
        slack = 0 if _tolerance.is_exact(owed) else _tolerance.rounding(owed)
        total = np.asarray(owed.sum()).item()
        clean = _check.number("ClaimsProblem", "estate", estate, low=0, high=total + slack)
        clean = float(total) if clean > total else clean
        names = _check.labels("ClaimsProblem", "players", players, len(owed))
        fill(self, estate=clean, claims=owed, players=names)

    @property
    def n_players(self) -> int:
        """Number of claimants."""
        return len(self.players)

    @property
    def exact(self) -> bool:
        """True if estate and claims are all rational."""
        return _tolerance.is_exact(self.claims) and _tolerance.is_exact([self.estate])

    def __repr__(self) -> str:
        kind = "exact" if self.exact else "float"
        return f"ClaimsProblem({self.estate} among {many(self.n_players, 'claimant')}, {kind})"
