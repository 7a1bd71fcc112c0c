"""The bargaining problem: what can be agreed on, and what happens if nothing is."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _tolerance, errors
from ..types import Array, ArrayLike, frozen, read_only


@frozen
class BargainingProblem:
    """A finite set of agreements, or all lotteries over them, and a point of disagreement.

    Parameters
    ----------
    agreements : array_like, shape (m, n)
        `agreements[k, i]`: what member i gets at agreement k.
    disagreement : array_like, shape (n,)
        What each member gets if there is no agreement.
    lotteries : bool
        True: members may also agree on chances, so that the feasible set is the convex hull of the
        agreements. False: one of the agreements has to be chosen.
    players : sequence of str, optional

    Attributes
    ----------
    n_players : int
    exact : bool
        True if all payoffs are rational.

    Raises
    ------
    ShapeError
        If the disagreement does not have one entry per member.
    EmptyGameError
        If there is no agreement, or nobody to agree.
    NotFiniteError

    Examples
    --------
    >>> from qinba_games.cooperative import BargainingProblem
    >>> BargainingProblem([[4, 0], [3, 2], [0, 3]], [0, 0])
    BargainingProblem(2 players, 3 agreements and their lotteries, exact)

    References
    ----------
    J. F. Nash (1950), "The bargaining problem", Econometrica 18, 155-162.
    """

    agreements: Array
    disagreement: Array
    lotteries: bool
    players: tuple[str, ...]

    def __init__(
        self,
        agreements: ArrayLike,
        disagreement: ArrayLike,
        *,
        lotteries: bool = True,
        players: Any = None,
    ) -> None:
        points = _check.array("BargainingProblem", "agreements", agreements)
        points = _check.array("BargainingProblem", "agreements", points, shape=(None, None))
        if points.size == 0:
            rule = "there must be at least one agreement and one member"
            remedy = "Pass agreements of shape (m, n) with m and n at least 1"
            raise errors.EmptyGameError(
                "BargainingProblem", "agreements", points.shape, rule, remedy
            )
        n = points.shape[1]
        threat = _check.array("BargainingProblem", "disagreement", disagreement, shape=(n,))
        names = _check.labels(
            "BargainingProblem", "players", players, [str(i + 1) for i in range(n)]
        )
        object.__setattr__(self, "agreements", read_only(points))
        object.__setattr__(self, "disagreement", read_only(threat))
        object.__setattr__(
            self, "lotteries", _check.flag("BargainingProblem", "lotteries", lotteries)
        )
        object.__setattr__(self, "players", names)

    @property
    def n_players(self) -> int:
        """Number of members."""
        return len(self.players)

    @property
    def exact(self) -> bool:
        """True if all payoffs are rational."""
        return all(_tolerance.is_exact(a) for a in (self.agreements, self.disagreement))

    def __repr__(self) -> str:
        kind = "exact" if self.exact else "float"
        hull = " and their lotteries" if self.lotteries else ""
        m = len(np.asarray(self.agreements))
        return f"BargainingProblem({self.n_players} players, {m} agreements{hull}, {kind})"
