"""The Qinba mountains with nobody above, with provinces, with the nation, and with all three."""

from __future__ import annotations

from typing import Any

from ...common.result import Table
from ...hierarchy.stabilise import stabilise
from ...types import Number
from ..hierarchy import hierarchy
from .scenario import Scenario, backed, recorded

_REGIMES = ("none", "provinces", "national", "three-level")
_CLASSES = ("strong", "weak", "nominal", "isolated")


def qinba_levels(*, delta: Number = 0.7, **settings: Any) -> Scenario:
    """Ask which level of government makes the ties of the Qinba mountains strong.

    Parameters
    ----------
    delta : Number
        Patience of all.
    **settings
        As for `paper.hierarchy`.

    Returns
    -------
    Scenario
        One row for each regime: how many pairs of provinces, prefectures and counties are in each
        class, and how many prefecture and county pairs are strong.

    Raises
    ------
    DiscountError, UnknownNameError, RangeError, InputTypeError

    Examples
    --------
    >>> from qinba_games.paper import scenarios
    >>> levels = scenarios.qinba_levels()
    >>> levels.to_frame()["regime"].tolist()
    ['none', 'provinces', 'national', 'three-level']
    """
    case = hierarchy(**settings)
    found = {regime: stabilise(case, delta, regime) for regime in _REGIMES}
    counts = {regime: _counts(levels) for regime, levels in found.items()}
    rows: Table = {
        "regime": list(found),
        **{name: [counts[regime][name] for regime in found] for name in _CLASSES},
        "strong below the provinces": [_below(levels) for levels in found.values()],
    }
    below = dict(zip(found, rows["strong below the provinces"], strict=True))
    return Scenario(
        name="qinba_levels",
        question="Which level of government makes the ties of the Qinba mountains strong?",
        finding=(
            f"Of {sum(counts['none'].values())} pairs {counts['none']['strong']} are strong with "
            f"nobody above and {counts['three-level']['strong']} with three levels. Below the "
            f"provinces {below['none']} are strong with nobody, {below['provinces']} if provinces "
            f"help the pairs inside them, {below['national']} if the nation helps the provinces as "
            f"well, and {below['three-level']} with three levels."
        ),
        rows=rows,
        assumed={
            "payoffs": "those of the case; every one is illustrative",
            "patience": f"{float(delta):g}",
            "friction at a border": f"{_range(case.border)}, by the trust of those above",
        },
        facts=recorded("qinba_levels"),
        picture=("regime", *_CLASSES),
        **backed(list(found.values())),
    )


def _range(values: Any) -> str:
    low, high = float(min(values)), float(max(values))
    return f"{low:.2g} to {high:.2g}"


def _counts(levels: Any) -> dict[str, int]:
    classes = [levels.pair(a, b).founding_class for a, b in levels.hierarchy.pairs]
    return {name: classes.count(name) for name in _CLASSES}


def _below(levels: Any) -> int:
    """Pairs of prefectures or counties that are strong at founding."""
    case = levels.hierarchy
    pairs = [pair for pair in case.pairs if case.levels[pair] != "province"]
    return sum(levels.pair(a, b).founding_class == "strong" for a, b in pairs)
