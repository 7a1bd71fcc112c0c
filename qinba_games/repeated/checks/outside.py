"""Nothing better exists in a repeated game with voluntary transfers.

Whatever is enforced at a discount factor are profiles up to some liquidity requirement l, with the
largest joint payoff U(l) and the harshest punishments v(l) among them, and

    (1 - delta) l <= delta (U(l) - sum v(l)).

So something better than an agreement with U and v is enforced only from the least of
l / (l + U(l) - sum v(l)) on, over the profiles that are better in one of these: a larger joint
payoff, or a harsher punishment. U and v change at few l, and only there anything need be compared,
for many agreements at once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...types import Array
from .round import Round

#: Far more than may be rounding of a discount factor.
_MARGIN = 1e-6
#: So many profiles are sorted in no time.
_FEW = 1000


class Lines(NamedTuple):
    """All profiles of a game; integers over `unit` if exact, else floats."""

    joint: Array  #: G, in the shape of the game
    need: Array  #: L, likewise
    kept: tuple[Array, ...]  #: c_i, or what i takes by leaving if that is more; axis i has length 1
    outside: Any  #: shape (n,)
    unit: int
    exact: bool
    base: Array  #: shape (n,): the least of `kept`, from which floats count

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
    own = _exact.by_member(g)
    kept = [_exact.highest(own[i], i) for i in range(case.n)]
    if case.outside is not None:
        kept = [np.maximum(c, w[i]) for i, c in enumerate(kept)]
    joint = _exact.added(list(own))
    need = _exact.added(kept) - joint
    least = np.array([c.min() for c in kept], dtype=g.dtype) if case.outside is None else w
    outside = None if case.outside is None else w
    return Lines(joint, need, tuple(kept), outside, unit, case.exact, least)


class Better(NamedTuple):
    """What would be better than each of some agreements, by rising requirement."""

    need: Array  #: shape (steps,): l
    room: Array  #: shape (agreements, steps): U(l) - sum v(l)
    #: shape (agreements, steps): by how much U(l) exceeds the joint payoff of the agreement
    gain: Array
    real: Array  #: shape (agreements, steps): whether anything up to there is better


def better(game: Lines, joint: Array, v: Array, deltas: Any) -> Better:
    """What is better than agreements with these joint payoffs and punishments.

    `joint`, shape (agreements,), and `v`, shape (agreements, n), are in units of the lines;
    `deltas` say up to where it could be enforced, one for each agreement.
    """
    none, ends = [joint.min(), *(-v.max(axis=0))], np.array([float(d) for d in deltas])
    # At little patience hardly anything asks for so little; beyond, hardly anything is better.
    half = len(ends) // 2
    some = _worth_more(game, joint[half:].min(), v[half:].max(axis=0))
    if half:
        less = _asking_less(game, ends[:half].max())
        pairs = zip(some, less, strict=True)
        some = [(np.append(a, c), np.append(b, d)) for (a, b), (c, d) in pairs]
    levels, most, held = _together(game, some, none)
    over = np.maximum(joint[:, None], most)
    real = most > (joint + game.near(joint))[:, None]
    if game.outside is not None:
        return Better(levels, over - held.sum(axis=0), over - joint[:, None], np.asarray(real))
    for i in range(len(held)):
        near = 0 if game.exact else _below(game, i, v[:, i])
        real = real | (held[i] < (v[:, i] - near)[:, None])
    room = over - np.minimum(v[:, :, None], held).sum(axis=1)
    return Better(levels, room, over - joint[:, None], np.asarray(real))


def anything(game: Lines, delta: Any) -> Better:
    """What there is at all, as far as it could be enforced below `delta`."""
    some = _asking_less(game, float(delta))
    levels, most, held = _together(game, some, [0] * len(some))
    gap = (most - held.sum(axis=0))[None]
    return Better(levels, gap, 0 * gap, np.ones(gap.shape, dtype=bool))


def _asking_less(game: Lines, delta: float) -> list[tuple[Array, Array]]:
    """Requirements of what could be enforced below `delta`; joint payoffs, and less of what kept.

    One pair for all together, and one for each member where these can be punished.
    """
    room = float(game.joint.max() - game.base.sum() + game.near(game.need.max()))
    far = delta + _MARGIN
    at = _where(game.need < (room * far / (1 - far) if far < 1 else np.inf))
    need, alone = game.need[at], game.kept if game.outside is None else ()
    kept = [c[(*at[:i], 0 * at[i], *at[i + 1 :])] for i, c in enumerate(alone)]
    return [(need, game.joint[at]), *((need, -own) for own in kept)]


def _worth_more(game: Lines, joint: Any, v: Array) -> list[tuple[Array, Array]]:
    """The same of whatever is worth more together, or keeps a member at less."""
    at = _where(game.joint > joint)
    found = [(game.need[at], game.joint[at])]
    for i, kept in enumerate(game.kept if game.outside is None else ()):
        low = np.nonzero(kept < v[i])
        found.append((_least(game, i, low), -kept[low]))
    return found


def _where(chosen: Any) -> tuple[Array, ...]:
    """`numpy.nonzero`, which is slow where there are many axes."""
    return np.unravel_index(np.flatnonzero(chosen), chosen.shape)


def _least(game: Lines, i: int, lines: tuple[Array, ...]) -> Array:
    """The least requirement over what i does where the others do this."""
    own = np.arange(game.need.shape[i])
    if len(lines[i]) * len(own) > game.need.size / 20:  # to look at all is quicker
        return np.asarray(_exact.lowest(game.need, i)[lines])
    at = (axis[:, None] + own * (j == i) for j, axis in enumerate(lines))
    return np.asarray(game.need[tuple(at)].min(axis=1))


def _together(game: Lines, some: list[Any], none: list[Any]) -> tuple[Array, Array, Array]:
    """All requirements at which anything grows; the joint payoff and what members get there."""
    steps = [_steps(need, value) for need, value in some]
    levels = np.unique(np.concatenate([need for need, _ in steps]))
    most, *least = (
        np.append(np.array([first], dtype=best.dtype), best)[np.searchsorted(need, levels, "right")]
        for (need, best), first in zip(steps, none, strict=False)
    )
    held = -np.array(least) if least else np.repeat(game.outside[:, None], len(levels), axis=1)
    return levels, most, held


def _steps(need: Array, value: Array) -> tuple[Array, Array]:
    """Where the largest value grows as the requirement rises: the requirements and the values."""
    need, value = _thinned(need, value)
    order = np.argsort(need, kind="stable")
    need, best = np.maximum(need[order], 0), np.maximum.accumulate(value[order])
    grows = np.append(np.ones(min(len(best), 1), dtype=bool), best[1:] > best[:-1])
    return need[grows], best[grows]


def _thinned(need: Array, value: Array) -> tuple[Array, Array]:
    """Without most of what asks for more and is worth less than something else."""
    for weight in (1, 4, 0.25) if len(need) > _FEW else ():
        best = int((value.astype(float) - weight * need.astype(float)).argmax())
        kept = np.asarray((need < need[best]) | (value > value[best]), dtype=bool)
        kept[best] = True
        need, value = need[kept], value[kept]
    return need, value


def _below(game: Lines, i: int, held: Any) -> Any:
    base = game.base[i]
    return _tolerance.meeting(_tolerance.TIE, held - base, floor=abs(base))


def enforced(game: Lines, found: Better, deltas: Any, *, also_at: bool) -> tuple[bool, Any]:
    """Whether something better is for certain enforced below its `delta` (or also at it); a gap.

    The gap is by how much what is within rounding of being enforced is better; 0 if there is no
    such.
    """
    need, room = found.need.astype(float), found.room.astype(float)
    total, far = need + np.maximum(room, 0), np.array([float(d) for d in deltas])[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        least = np.where(
            room <= 0, np.where(need > 0, np.inf, 0.0), need / np.where(total > 0, total, 1)
        )
    if game.exact:
        return _exactly(found, least < far + 1e-6, deltas, also_at=also_at), 0
    near = game.near(game.base.sum() + need + abs(room))
    slack = _tolerance.CHECK + near / np.where(total > 0, total, 1)
    # What is worth no more than it leaves is enforced at no patience.
    real = found.real & (room > near)
    sure = real & (least < far - slack)
    maybe = real & ~sure & (least < far + (slack if also_at else -slack))
    return bool(sure.any()), max(float(found.gain[maybe].max(initial=0)), 0)


def _exactly(found: Better, close: Array, deltas: Any, *, also_at: bool) -> bool:
    """The same in integers, for what is close to be decided."""
    for row, step in np.argwhere(found.real & close):
        top, bottom = deltas[row].as_integer_ratio()
        need, room = map(_exact.fraction, (found.need[step], found.room[row, step]))
        if top == bottom:
            held = room > 0
        else:
            here, there = (bottom - top) * need, top * room
            held = here <= there if also_at else here < there
        if held:
            return True
    return False


def units(game: Lines, values: Any) -> Any:
    """Payoffs in units of the lines."""
    if not game.exact:
        return np.asarray(values, dtype=float)
    return np.asarray(_exact.fractions(values) * game.unit, dtype=object)
