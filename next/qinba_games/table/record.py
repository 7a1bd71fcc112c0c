"""What is played on a table as plain numbers, for `scripts/check_equilibrium.py`."""

from fractions import Fraction
from typing import Any

import numpy as np

from ..core.numbers import Numbers
from .solver import Play
from .table import Table

#: Which file this is.
FORMAT = "qinba_games equilibrium 1"


def record(table: Table, play: Play, kind: str) -> dict[str, Any]:
    """One game (N = 1) and its play: lists of decimals or fractions, null where nothing is there.

    Axes as in `Table` without that of games; codes name member, node (null: every node) and rows
    from node `feared` on.
    """
    numbers = ("delta", "chance", "odds", "pays", "reply", "size")
    parts = {name: _written(getattr(table, name)[..., 0]) for name in numbers}
    whole = {name: getattr(table, name).tolist() for name in ("to", "kind", "leads", "pools")}
    codes = [
        {"member": code.member, "node": code.node, "rows": code.rows[..., 0].tolist()}
        for code in play.codes
    ]
    return {
        "format": FORMAT,
        "kind": kind,
        **parts,
        **whole,
        "open": table.open[..., 0].tolist(),
        "feared": table.feared,
        "rows": play.rows[..., 0].tolist(),
        "low": _written(play.low[..., 0]),
        "codes": codes,
    }


def _written(parts: Numbers) -> Any:
    """Numbers as text that any language reads without rounding."""
    if np.ndim(parts):
        return [_written(part) for part in parts]
    if isinstance(parts, Fraction):
        return str(parts)
    return None if parts == -np.inf else str(Fraction(float(parts)))
