"""Nothing better exists in a repeated game with voluntary transfers.

Whatever is enforced at a discount factor are profiles up to some liquidity requirement l, with the
largest joint payoff U(l) and the harshest punishments v(l) among them, and

    (1 - delta) l <= delta (U(l) - sum v(l)).

So something better than an agreement with U and v is enforced only from the least of
l / (l + U(l) - sum v(l)) on, over the profiles that are better in one of these: a larger joint
payoff, or a harsher punishment. Mostly there are few, and only these are looked at closely.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...types import Array
from .round import Round


class Lines(NamedTuple):
    """All profiles of a game in one line; integers over `unit` if exact, else floats.

    Attributes
    ----------
    joint, need : arrays, shape (profiles,)
        G and L.
    kept : array, shape (n, profiles)
        c_i, or what i takes by leaving if that is more.
    outside : array, shape (n,), or None
    unit : int
    exact : bool
    base : array, shape (n,)
        The least of `kept`, from which floats count.
    """

    joint: Array
    need: Array
    kept: Array
    outside: Any
    unit: int
    exact: bool
    base: Array

    def near(self, *sums: Any) -> Any:
        """What may be rounding of sums over members."""
        if self.exact:
            return 0
        base = self.base.sum()
        met = (value - base for value in sums)
        return _tolerance.meeting(_tolerance.TIE, *met, floor=abs(self.base).sum())


def lines(case: Round) -> Lines:
    """Every profile of a game."""
    flat, unit = case.payoffs.ravel(), 1
    if case.outside is not None:
        flat = np.concatenate([flat, case.outside])
    if case.exact:
        flat, unit = _exact.over_common_denominator(flat, 4 * case.n)
    g, w = flat[: case.payoffs.size].reshape(case.payoffs.shape), flat[case.payoffs.size :]
    shape = g.shape[:-1]
    kept = [
        np.broadcast_to(g[..., i].max(axis=i, keepdims=True), shape).ravel() for i in range(case.n)
    ]
    best = np.stack(kept)
    joint = g.sum(axis=-1).ravel()
    if case.outside is None:
        return Lines(
            joint, best.sum(axis=0) - joint, best, None, unit, case.exact, best.min(axis=1)
        )
    best = np.maximum(best, w[:, None])
    need = best.sum(axis=0) - joint
    return Lines(joint, need, best, w, unit, case.exact, np.asarray(w))


class Better(NamedTuple):
    """What would be better than an agreement, by rising requirement.

    Attributes
    ----------
    need, room : arrays
        l, and U(l) - sum v(l).
    gain : array
        By how much U(l) exceeds the joint payoff of the agreement.
    """

    need: Array
    room: Array
    gain: Array


def better(game: Lines, joint: Any, v: Any) -> Better:
    """What is better than joint payoff `joint` and punishments `v`, in units of the lines.

    None of both: what there is at all.
    """
    at = np.arange(len(game.joint))
    known = joint is not None
    if known:
        above = game.joint > joint + game.near(joint)
        if game.outside is None:
            for i, held in enumerate(v):
                near = 0 if game.exact else _below(game, i, held)
                above |= game.kept[i] < held - near
        at = np.flatnonzero(above)
    at = at[np.argsort(game.need[at], kind="stable")]
    need = np.maximum(game.need[at], 0)
    most = np.maximum.accumulate(game.joint[at])
    if known:
        most = np.maximum(most, joint)
    if game.outside is not None:
        held = game.outside.sum() + 0 * most
    else:
        least = np.minimum.accumulate(game.kept[:, at], axis=1)
        held = (np.minimum(least, np.asarray(v)[:, None]) if known else least).sum(axis=0)
    return Better(need, most - held, most - (joint if known else most))


def _below(game: Lines, i: int, held: Any) -> Any:
    base = game.base[i]
    return _tolerance.meeting(_tolerance.TIE, held - base, floor=abs(base))


def enforced(game: Lines, found: Better, delta: Any, *, also_at: bool) -> tuple[bool, Any]:
    """Whether something better is enforced below `delta` (or also at it), and what might be.

    Returns
    -------
    certainly : bool
    gap : Number
        By how much what is within rounding of being enforced is better; 0 if there is no such.
    """
    if not len(found.need):
        return False, 0
    need, room = found.need.astype(float), found.room.astype(float)
    total = need + np.maximum(room, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        least = np.where(
            room <= 0, np.where(need > 0, np.inf, 0.0), need / np.where(total > 0, total, 1)
        )
    far = float(delta)
    if not game.exact:
        near = np.broadcast_to(game.near(game.base.sum() + need + abs(room)), need.shape)
        slack = _tolerance.CHECK + near / np.where(total > 0, total, 1)
        # What is worth no more than it leaves is enforced at no patience.
        real = room > near
        sure = real & (least < far - slack)
        maybe = real & ~sure & (least < far + (slack if also_at else -slack))
        return bool(sure.any()), max(float(found.gain[maybe].max(initial=0)), 0)
    top, bottom = delta.as_integer_ratio()
    close = np.flatnonzero(least < far + 1e-6)
    pairs = zip(found.need[close].tolist(), found.room[close].tolist(), strict=True)
    if top == bottom:
        return any(room_ > 0 for _, room_ in pairs), 0
    if also_at:
        return any((bottom - top) * l <= top * r for l, r in pairs), 0
    return any((bottom - top) * l < top * r for l, r in pairs), 0


def units(game: Lines, values: Any) -> Any:
    """Payoffs in units of the lines."""
    if not game.exact:
        return np.asarray(values, dtype=float)
    return np.array([int(value * game.unit) for value in np.ravel(values)], dtype=object)
