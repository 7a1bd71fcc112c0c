"""Governments that join if enough others have."""

from __future__ import annotations

from typing import Any

from .. import _check, _tolerance
from ..common import html
from ..types import Array, ArrayLike, fill, frozen
from . import tables

_OWNER = "Membership"


@frozen
class Membership:
    r"""Who is in depends on who else is.

    Government i is in exactly when :math:`\sum_{j\ in} b_{ij} \ge \theta_i`.
    For contributors to a public good under grim trigger, :math:`\theta_i = w_i + c_i/\delta`.

    Parameters
    ----------
    governments : sequence of str or int
        Names, each once.
    influence : array_like, shape (n, n)
        :math:`b_{ij} \ge 0`: what i gets of j being in. An entry b_ii counts once i is in.
    threshold : array_like, shape (n,)
        :math:`\theta_i`; who is indifferent is in.

    Attributes
    ----------
    exact : bool
        True if all numbers are rational.

    Raises
    ------
    RangeError
        If an influence is negative: then there need not be a least or a greatest equilibrium.
    ShapeError, NotFiniteError, InputTypeError, EmptyGameError

    Examples
    --------
    >>> import qinba_games as qg
    >>> qg.Membership(["a", "b", "c"], [[0, 1, 0], [0, 0, 1], [1, 0, 0]], [1, 1, 1])
    Membership(3 governments, exact)
    """

    governments: tuple[tables.Name, ...]
    influence: Array
    threshold: Array

    def __init__(self, governments: Any, influence: ArrayLike, threshold: ArrayLike) -> None:
        names = tables.names(_OWNER, "governments", governments)
        n = len(names)
        given = _check.array(_OWNER, "influence", influence, shape=(n, n), low=0, names=names)
        limits = _check.array(_OWNER, "threshold", threshold, shape=(n,), names=names)
        fill(self, governments=names, influence=given, threshold=limits)

    @property
    def exact(self) -> bool:
        """True if all numbers are rational and held exactly."""
        return _tolerance.is_exact(self.influence) and _tolerance.is_exact(self.threshold)

    def _repr_html_(self) -> str:
        columns = {
            "government": [str(name) for name in self.governments],
            "threshold": self.threshold.tolist(),
            "influence of all": self.influence.sum(axis=1).tolist(),
        }
        return html.table(repr(self), columns)

    def __repr__(self) -> str:
        n, kind = len(self.governments), "exact" if self.exact else "float"
        return f"Membership({n} government{'s' * (n != 1)}, {kind})"
