"""The bargaining problem: what can be agreed on, and what happens if nothing is."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _tolerance
from ..common.show import many
from ..types import Array, ArrayLike, fill, frozen


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
        owner = "BargainingProblem"
        points = _check.array(
            owner, "agreements", agreements, shape=(None, None), names={1: players}
        )
        shape, each = points.shape, "agreement, with a column per member"
        _check.some(owner, "agreements", shape, points.size, "row", each)
        threat = _check.array(owner, "disagreement", disagreement, shape=shape[1:], names=players)
        if not (_tolerance.is_exact(points) and _tolerance.is_exact(threat)):
            points, threat = points.astype(float), threat.astype(float)
        hull = _check.flag(owner, "lotteries", lotteries)
        names = _check.labels(owner, "players", players, shape[1])
        fill(self, agreements=points, disagreement=threat, lotteries=hull, players=names)

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
        m = many(len(np.asarray(self.agreements)), "agreement")
        return f"BargainingProblem({many(self.n_players, 'player')}, {m}{hull}, {kind})"
