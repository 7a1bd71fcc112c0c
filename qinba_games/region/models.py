"""The governments of a region above each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import errors
from ..hierarchy.hierarchy import Hierarchy
from ..partnership.partnership import Partnership
from .tables.records import Records

#: The name of the root where several governments have no parent.
ROOT = "(all)"


def hierarchy_of(
    records: Records,
    settings: Mapping[str, Any],
    models: Mapping[tuple[str, str], Partnership],
    founding: Mapping[tuple[str, str], int],
) -> Hierarchy:
    """The hierarchy that the parents of a region make."""
    if not any(records.parents):
        rule = "the table of governments names no parents"
        remedy = "Add the column 'parent' with the name of the government above each"
        raise errors.NotApplicableError("Region.hierarchy", "parent", None, rule, remedy)
    parents: dict[Any, Any] = dict(zip(records.names, records.parents, strict=True))
    if sum(parent is None for parent in parents.values()) > 1:
        parents = {name: parent or ROOT for name, parent in parents.items()} | {ROOT: None}
    top, out, inside = settings["levels"], settings["barrier"], settings["friction"]
    step = (out - inside) / (top + 1)
    level = {pair: model for pair, model in models.items() if not _vertical(parents, *pair)}
    return Hierarchy(
        parents,
        level,
        inside=inside,
        border=[out - step * (m + 1) for m in range(top + 1)] + [out],
        founding={pair: founding[pair] for pair in level},
    )


def _vertical(parents: Mapping[Any, Any], a: Any, b: Any) -> bool:
    """Whether one of two governments stands above the other."""
    for low, high in ((a, b), (b, a)):
        while low is not None:
            low = parents[low]
            if low == high:
                return True
    return False
