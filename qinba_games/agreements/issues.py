"""Several issues on which the same governments can agree, one by one or in one plan."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _exact, _tolerance
from ..common import html
from ..types import Array, ArrayLike, fill, frozen

_OWNER = "Issues"


@frozen
class Issues:
    r"""What an agreement on each issue gives every member, and what breaking it would.

    On issue k member i gets g_ki per period while the agreement holds, d_ki in the period in which
    it breaks it, and w_ki per period once it is over. Payoffs of different issues add up. A member
    who has no part in an issue gets the same in all three cases.

    Parameters
    ----------
    agreed : array_like, shape (issues, n)
        g_ki.
    deviation : array_like, shape (issues, n)
        The most that i can get in one period by breaking agreement k. As nobody has to break it,
        and anybody can leave at once, max(d_ki, g_ki, w_ki) is what counts.
    outside : number, or array_like of shape (issues, n)
        w_ki.
    names : sequence of str, optional
        One name per issue; "issue 1", "issue 2", ... by default.
    members : sequence of str, optional
        One name per member; "1", "2", ... by default.

    Attributes
    ----------
    exact : bool
        True if all payoffs are rational.

    Raises
    ------
    ShapeError
        If the three arrays differ in shape, or names are missing.
    EmptyGameError
        If there is no issue or no member.
    NotFiniteError

    Examples
    --------
    Water, where keeping the agreement is hard for the first member, and roads, where it is not:

    >>> from qinba_games.agreements import Issues
    >>> plan = Issues(
    ...     [[2, 2], [3, 3]], [[5, 3], [3, 4]], [[0, 0], [0, 0]], names=["water", "roads"]
    ... )
    >>> plan
    Issues(2 issues, 2 members, exact)
    >>> [str(x) for x in plan.liquidity], [str(x) for x in plan.surplus]
    (['4', '1'], ['4', '6'])
    """

    agreed: Array
    deviation: Array
    outside: Array
    names: tuple[str, ...]
    members: tuple[str, ...]

    def __init__(
        self,
        agreed: ArrayLike,
        deviation: ArrayLike,
        outside: ArrayLike,
        *,
        names: Any = None,
        members: Any = None,
    ) -> None:
        labels = {0: names, 1: members}
        g = _check.array(_OWNER, "agreed", agreed, shape=(None, None), names=labels)
        _check.some(_OWNER, "agreed", g.shape, g.size, "row", "issue, with a column per member")
        d = _check.array(_OWNER, "deviation", deviation, shape=g.shape, names=labels)
        w = _check.each(_OWNER, "outside", outside, *g.shape, names=labels)
        topics = [f"issue {k + 1}" for k in range(len(g))]
        titles = _check.labels(_OWNER, "names", names, topics)
        members = _check.labels(_OWNER, "members", members, g.shape[1])
        fill(self, agreed=g, deviation=d, outside=w, names=titles, members=members)

    @property
    def exact(self) -> bool:
        """True if all payoffs are rational numbers held exactly."""
        return all(map(_tolerance.is_exact, (self.agreed, self.deviation, self.outside)))

    @property
    def temptation(self) -> Array:
        """What breaking agreement k brings i once, max(d, g, w) - g; shape (issues, n)."""
        g, d, w = self._numbers()
        return np.asarray(np.maximum(np.maximum(d, g), w) - g)

    @property
    def benefit(self) -> Array:
        """What keeping agreement k is worth to i per period, g - w; shape (issues, n)."""
        g, _, w = self._numbers()
        return np.asarray(g - w)

    @property
    def liquidity(self) -> Array:
        """L_k, the sum of what members would gain once by breaking agreement k."""
        return np.asarray(self.temptation.sum(axis=1))

    @property
    def surplus(self) -> Array:
        """S_k, what agreement k is worth to all per period."""
        return np.asarray(self.benefit.sum(axis=1))

    def _numbers(self) -> list[Array]:
        return _exact.alike(self.agreed, self.deviation, self.outside)

    def _repr_html_(self) -> str:
        columns: dict[str, list[Any]] = {"issue": list(self.names)}
        for field in ("agreed", "deviation", "outside"):
            for i, name in enumerate(self.members):
                columns[f"{name}, {field}"] = getattr(self, field)[:, i].tolist()
        return html.table(repr(self), columns)

    def __repr__(self) -> str:
        kind = "exact" if self.exact else "float"
        issues, members = self.agreed.shape
        counts = f"{issues} issue{'s' * (issues > 1)}, {members} member{'s' * (members > 1)}"
        return f"Issues({counts}, {kind})"
