"""What is agreed in trust games as a `Play` over (trust, conditions), and every deviation from it.

Many games at once: arrays have a leading axis N over games, then S = levels x conditions states and
n members. What follows a breach is worth `worst` to whoever breaks the agreement: what it is held
to where somebody cannot leave, and else (None) the outside value, since the relation is dissolved.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...types import Array, BoolArray
from ...verify.play import Deviation, Play
from ..trust_game import TrustGame

_NEVER = -np.inf


class Agreed(NamedTuple):
    """Agreed choices, what they pay and where they lead.

    Attributes
    ----------
    delta : array, shape (N, 1, 1)
    stays, everyone : bool array, shape (N, S)
        Whether nobody leaves, and whether all contribute.
    who : bool array, shape (N, S, n)
        Who contributes.
    flow, saved, payoff : array, shape (N, S, n)
        What a period pays without the subsidy, what a contributor saves in it by idling, and what
        it pays in all.
    chain : array, shape (N, S, S + 1)
        Moves; the last column is the end of the relation.
    values : array, shape (N, S, n)
    """

    game: TrustGame
    delta: Array
    stays: BoolArray
    who: BoolArray
    everyone: BoolArray
    flow: Array
    saved: Array
    payoff: Array
    chain: Array
    values: Array

    def worth(self, payoff: Array) -> Array:
        """Values in every state if a period pays this."""
        ended = self.delta * self.chain[..., -1:] * self.game.outside[:, None, :]
        reward = (1 - self.delta) * payoff + ended
        return Play(reward, self.delta * self.chain[..., :-1]).values()

    def future(self, values: Array, outside: Array) -> Array:
        """Expected values of the next state."""
        return np.asarray(self.chain[..., :-1] @ values + self.chain[..., -1:] * outside)

    def after(self, kind: int, worst: Array | None) -> Array:
        """The same after a deviation that moves trust as when all contribute (0), or not (1)."""
        game, w = self.game, self.game.outside[:, None, :]
        if worst is None:
            return w
        by_level = worst.reshape(*game.flow.shape[:3], -1) * game.chance[:, None, :, None]
        move = game.move[:, kind]
        later = move[..., :-1] @ by_level.sum(axis=2) + move[..., -1:] * w
        return np.repeat(later, game.times, axis=1)


def unroll(game: TrustGame, delta: Array, choice: Array) -> Agreed:
    """What choices, shape (N, levels, conditions), pay and lead to."""
    count, levels, times = choice.shape
    size, leave = levels * times, len(game.contributes)
    index = choice.reshape(count, size)
    stays, kept = index < leave, np.minimum(index, leave - 1)
    who = game.contributes[kept] & stays[..., None]
    everyone = np.asarray(who.all(axis=-1))

    def chosen(values: Array) -> Array:
        by_state = values.reshape(count, size, leave, -1)
        return np.take_along_axis(by_state, kept[..., None, None], axis=2)[:, :, 0]

    flow = chosen(game.flow)
    paid = flow + (everyone * game.subsidy[:, None])[..., None]
    level = np.repeat(np.arange(levels), times)
    move = game.move[np.arange(count)[:, None], np.where(everyone, 0, 1), level]
    onward = (move[..., :-1, None] * game.chance[:, None, None, :]).reshape(count, size, size)
    ends = np.where(stays, move[..., -1], 1)[..., None]
    agreed = Agreed(
        game=game,
        delta=delta[:, None, None],
        stays=stays,
        who=who,
        everyone=everyone,
        flow=flow,
        saved=chosen(game.temptation),
        payoff=np.where(stays[..., None], paid, game.outside[:, None, :]),
        chain=np.concatenate([np.where(stays[..., None], onward, 0), ends], axis=-1),
        values=flow,
    )
    return agreed._replace(values=agreed.worth(agreed.payoff))


def deviations(agreed: Agreed, worst: Array | None, division: Array | None) -> list[Deviation]:
    """Everything that members can do instead of what is agreed, with what it brings them.

    Parameters
    ----------
    agreed : Agreed
    worst : array, shape (N, S, n), or None
        What whoever breaks the agreement is held to; None: the outside value.
    division : array, shape (N, S, n), or None
        Under voluntary sharing: the parts in which the surplus of the next period is promised;
        None: as well as it can be.
    """
    if agreed.game.voluntary:
        return _with_transfers(agreed, worst, division)
    return _with_fixed_shares(agreed, worst)


def options(agreed: Agreed, worst: Array | None) -> dict[str, Array]:
    """Value of everything a member can do under voluntary sharing, each shape (N, S, n).

    A breach that is found out with probability q costs the future that rarely, so that its gain
    counts 1/q times.
    """
    game, d, q = agreed.game, agreed.delta, agreed.game.detection[:, None, None]
    w, free, stays = game.outside[:, None, :], ~game.mandated, agreed.stays[..., None]
    kept, broken = agreed.after(0, worst), agreed.after(1, worst)
    comply = (1 - d) * agreed.payoff + d * np.where(agreed.everyone[..., None], kept, broken)
    gain = agreed.flow + agreed.saved / np.where(q == 0, 1, q) - game.deposit[:, None, :]
    hidden = np.where(agreed.saved > 0, np.inf, _NEVER)
    idle = np.where(q == 0, hidden, (1 - d) * gain + d * broken)
    # The only one who is to idle can make it full contribution, which is subsidised.
    alone = (agreed.who.sum(axis=-1) == len(free) - 1)[..., None] & ~agreed.who
    all_in = game.flow[:, :, :, 0].reshape(agreed.flow.shape) + game.subsidy[:, None, None]
    return {
        "comply": np.where(stays, comply, _NEVER),
        "leave": np.where(~stays | free, w, _NEVER),
        "idle": np.where(agreed.who, idle, _NEVER),
        "contribute": np.where(alone & stays, (1 - d) * all_in + d * kept, _NEVER),
        "stay": np.where(~stays & free & (free.sum() == 1), d * broken, _NEVER),
    }


def together(agreed: Agreed, joint: Array) -> Array:
    """Joint value of what is agreed now if `joint`, shape (N, S), is what comes later."""
    d, w = agreed.delta[..., 0], agreed.game.outside.sum(axis=-1)[:, None, None]
    later = agreed.future(joint[..., None], w)[..., 0]
    return np.asarray((1 - d) * agreed.payoff.sum(axis=-1) + d * later)


@np.errstate(invalid="ignore")
def _with_transfers(agreed: Agreed, worst: Array | None, division: Array | None) -> list[Deviation]:
    """Deviations after transfers were paid, and the refusal to pay them."""
    game, stays, joint = agreed.game, agreed.stays, agreed.values.sum(axis=-1)
    able, total = options(agreed, worst), together(agreed, joint)
    w = game.outside[:, None, :]
    least = (w if worst is None else worst).sum(axis=-1)
    found = [Deviation(None, "refuse to pay", least - joint)]
    if division is None:
        best = np.max(list(able.values()), axis=0).sum(axis=-1)
        found.append(Deviation(None, "any", np.where(stays, best - total, _NEVER)))
        promised = np.full(agreed.flow.shape, np.inf)
    else:
        comply = able["comply"]
        promised = comply + division * (total - comply.sum(axis=-1))[..., None]
    if worst is None:
        del able["comply"]  # paid what is due or not: the refusal is priced above
        if division is None:
            return found
    left = np.where(game.mandated.all(), _NEVER, w)
    base = np.where(stays[..., None], promised, left)
    return found + _by_member(game, {name: value - base for name, value in able.items()})


def _with_fixed_shares(agreed: Agreed, worst: Array | None) -> list[Deviation]:
    """No member gains by leaving, or by a breach that may be found out."""
    game, d, values = agreed.game, agreed.delta, agreed.values
    w, q, free = game.outside[:, None, :], game.detection[:, None, None], ~game.mandated
    lost = game.deposit[:, None, :] + (agreed.everyone * game.subsidy[:, None])[..., None]
    broken = agreed.after(1, worst)
    later = q * broken + (1 - q) * agreed.future(values, w)
    breach = (1 - d) * (agreed.payoff + agreed.saved - q * lost) + d * later
    gains = {"leave": np.where(free, w - values, _NEVER)}
    if worst is not None:
        alone = np.where(free, d * broken - w, 0) if free.sum() == 1 else 0
        instead = alone if free.any() else np.inf
        gains["stay"] = np.where(agreed.stays[..., None], _NEVER, instead + 0 * w)
    gains["idle"] = np.where(agreed.who, breach - values, _NEVER)
    return _by_member(game, gains)


def _by_member(game: TrustGame, gains: dict[str, Any]) -> list[Deviation]:
    return [
        Deviation(name, action, gain[..., i])
        for i, name in enumerate(game.members)
        for action, gain in gains.items()
    ]
