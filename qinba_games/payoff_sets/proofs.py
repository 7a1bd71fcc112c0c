"""The proof of a set of payoffs as plain text in fractions, for whoever trusts no package."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _exact
from ..common import proof as proving
from ..types import Array, Profile


def proof(
    game: Any, delta: Any, inner: Array, outer: Array, played: Any, exclusion: Any
) -> dict[str, Any]:
    """What `scripts/check_payoff_set.py` reads; `played` at each corner of `inner`."""
    # `inner` and `outer`, (m, 2), are in units of payoffs; half-planes, growth and multipliers of
    # `exclusion` in units of each member's range.
    columns = game.stage.shape[1]
    multipliers = [
        [e, [a // columns, a % columns], f, _text(alpha), *map(_text, beta)]
        for (e, a), (f, alpha, beta) in (exclusion.chosen or {}).items()
    ]
    body = {
        "payoffs": _texts(game.stage.payoffs),
        "outside": None if game.outside is None else _texts(game.outside),
        "delta": _text(delta),
        "inner": _texts(inner),
        "outer": _texts(outer),
        "play": [None if a is None else list(a) for a in played],
        "rounds": [
            {"normals": _texts(after.normals), "levels": _texts(after.levels)}
            for after in exclusion.levels
        ],
        "units": [_texts(part) for part in exclusion.units],
        "normals": _texts(exclusion.sides.normals),
        "levels": _texts(exclusion.sides.levels),
        "growth": None if exclusion.growth is None else [_text(s) for s in exclusion.growth],
        "multipliers": multipliers,
    }
    return {**body, "sha256": proving.digest(body)}


def for_ever(game: Any, corners: Array) -> list[Profile | None]:
    """What is played for ever at corners that need nothing else; None: all leave."""
    g = _exact.fractions(game.stage.payoffs)
    best = _exact.best_replies(g)
    w = None if game.outside is None else _exact.fractions(game.outside)
    profiles: list[Profile | None] = []
    for corner in _exact.fractions(corners):
        same = np.argwhere((g == corner).all(axis=-1)).tolist()
        leaves = not same or (w is not None and (w == corner).all())
        tempts = [max(best[tuple(a)] - corner) for a in same]
        # Of several profiles that bring the same the one that tempts least.
        profiles.append(None if leaves else tuple(same[tempts.index(min(tempts))]))
    return profiles


def _texts(values: Array) -> Any:
    return proving.plain(_exact.fractions(values))


def _text(value: Any) -> Any:
    return proving.plain(_exact.fraction(value))
