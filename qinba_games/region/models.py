"""A region as other models: each tie as a partnership, all as a network or as a hierarchy."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from .. import _check, errors
from ..hierarchy.hierarchy import Hierarchy
from ..network.network import Network
from ..partnership.partnership import Partnership
from . import partnerships
from .tables.records import Tie

#: The name of the root where several governments have no parent.
_ROOT = "(all)"


def partnership(self: Any, a: str, b: str) -> Partnership:
    """The partnership of two governments, without a coordinator.

    Parameters
    ----------
    a, b : str
        Names, in either order; members keep the order of the tie.

    Raises
    ------
    UnknownNameError, NotApplicableError
        As for `tie`.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    >>> region = qg.Region.from_matrix(gains, cost=1)
    >>> region.partnership("B", "A").members
    ('A', 'B')
    """
    return model(self, self.tie(a, b))


def model(self: Any, tie: Tie) -> Partnership:
    """The partnership of a tie, without a coordinator."""
    _check.instance("Region.model", "tie", tie, Tie)
    return partnerships.partnership(self.records, self.settings, tie.number)


def network(self: Any, trust: int | None = None) -> Network:
    """The ties as a `Network`, in which they depend on each other by what is threatened.

    Parameters
    ----------
    trust : int, optional
        The level at which all are held; None: each at its founding trust.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    >>> region = qg.Region.from_matrix(gains, cost=1)
    >>> region.network(trust=1)
    Network(2 governments, 1 tie, float)
    """
    models = {tie.members: self.model(tie) for tie in self.all_ties}
    if trust is None:
        # One level is left, so that trust does not move.
        for tie in self.all_ties:
            one, level = models[tie.members], [tie.founding]
            fields = {name: getattr(one, name)[level] for name in ("benefit", "friction")}
            models[tie.members] = dataclasses.replace(one, founding=0, **fields)
    return Network.from_partnerships(models, trust=0 if trust is None else trust)


def hierarchy(self: Any) -> Hierarchy:
    """The ties as a `Hierarchy`: the trust of superiors sets the friction of those below.

    Friction across a border falls with the trust of the superior pair, from `barrier` to
    `friction`.

    Raises
    ------
    NotApplicableError
        If the table of governments names no parents, or every tie joins a government and one
        above it.

    Notes
    -----
    Where several governments have no parent, a root named "(all)" stands above them. A tie
    between a government and one above it is not part of the hierarchy.
    """
    if not any(self.records.parents):
        rule = "the table of governments names no parents"
        remedy = "Add the column 'parent' with the name of the government above each"
        raise errors.NotApplicableError("Region.hierarchy", "parent", None, rule, remedy)
    parents: dict[Any, Any] = dict(zip(self.records.names, self.records.parents, strict=True))
    if sum(parent is None for parent in parents.values()) > 1:
        parents = {name: parent or _ROOT for name, parent in parents.items()} | {_ROOT: None}
    top, out, inside = (self.settings[name] for name in ("levels", "barrier", "friction"))
    step = (out - inside) / (top + 1)
    ties = [tie for tie in self.all_ties if not _vertical(parents, *tie.members)]
    if not ties:
        rule = "every tie joins a government and one above it, which are no pair of a hierarchy"
        remedy = "Add a tie between two of which neither stands above the other"
        raise errors.NotApplicableError("Region.hierarchy", "ties", None, rule, remedy)
    return Hierarchy(
        parents,
        {tie.members: self.model(tie) for tie in ties},
        inside=inside,
        border=[out - step * (m + 1) for m in range(top + 1)] + [out],
        aliases=partnerships.aliases(self.records),
    )


def _vertical(parents: Mapping[Any, Any], a: Any, b: Any) -> bool:
    """Whether one of two governments stands above the other."""
    for low, high in ((a, b), (b, a)):
        while low is not None:
            low = parents[low]
            if low == high:
                return True
    return False
