"""What members of a partnership can do where they pay each other, and refusals to pay."""

from __future__ import annotations

import numpy as np

from ...types import Array
from ...verify.findings import Deviation
from .trust_play import NEVER, Agreed, by_member


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
    hidden = np.where(agreed.saved > 0, np.inf, NEVER)
    idle = np.where(q == 0, hidden, (1 - d) * gain + d * broken)
    # The only one who is to idle can make it full contribution, which is subsidised.
    alone = (agreed.who.sum(axis=-1) == len(free) - 1)[..., None] & ~agreed.who
    all_in = game.flow[:, :, :, 0].reshape(agreed.flow.shape) + game.subsidy[:, None, None]
    return {
        "comply": np.where(stays, comply, NEVER),
        "leave": np.where(~stays | free, w, NEVER),
        "idle": np.where(agreed.who, idle, NEVER),
        "contribute": np.where(alone & stays, (1 - d) * all_in + d * kept, NEVER),
        "stay": np.where(~stays & free & (free.sum() == 1), d * broken, NEVER),
    }


def together(agreed: Agreed, joint: Array) -> Array:
    """Joint value of what is agreed now if `joint`, shape (N, S), is what comes later."""
    d, w = agreed.delta[..., 0], agreed.game.outside.sum(axis=-1)[:, None, None]
    later = agreed.future(joint[..., None], w)[..., 0]
    return np.asarray((1 - d) * agreed.payoff.sum(axis=-1) + d * later)


@np.errstate(invalid="ignore")
def with_transfers(agreed: Agreed, worst: Array | None, division: Array | None) -> list[Deviation]:
    """Deviations after transfers were paid, and the refusal to pay them.

    `worst` is as for `with_fixed_shares`; `division`, shape (N, S, n), are the parts in which the
    surplus of the next period is promised; None: as well as can be.
    """
    game, stays, joint = agreed.game, agreed.stays, agreed.values.sum(axis=-1)
    able, total = options(agreed, worst), together(agreed, joint)
    w = game.outside[:, None, :]
    least = (w if worst is None else worst).sum(axis=-1)
    each = w if worst is None else worst
    near = agreed.near_together(each + 0 * agreed.values, agreed.values)
    found = [Deviation(None, "refuse to pay", least - joint, near)]
    if division is None:
        best = np.max(list(able.values()), axis=0)
        near = agreed.near_together(best, agreed.values)
        gain = np.where(stays, best.sum(axis=-1) - total, NEVER)
        found.append(Deviation(None, "any", gain, near))
        promised = np.full(agreed.flow.shape, np.inf)
    else:
        comply = able["comply"]
        promised = comply + division * (total - comply.sum(axis=-1))[..., None]
    if worst is None:
        del able["comply"]  # paid what is due or not: the refusal is priced above
        if division is None:
            return found
    left = np.where(game.mandated.all(), NEVER, w)
    base = np.where(stays[..., None], promised, left)
    gains = {name: value - base for name, value in able.items()}
    # What is promised is a part of what there is for all.
    whole = abs(agreed.values).sum(axis=-1, keepdims=True)
    near = {name: agreed.near(value, base, whole) for name, value in able.items()}
    return found + by_member(game, gains, near)
