"""A pair in its environment as a plain stochastic game, for other solvers and for doubts."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from .. import errors
from ..partnership.partnership import Partnership
from ..stochastic.stochastic_game import StochasticGame
from ..types import Array


def flat_game(
    model: Partnership, labels: tuple[Any, ...], friction: Array, chain: Array
) -> StochasticGame:
    """The stochastic game on (trust, environment, conditions) and "dissolved"."""
    # `friction`, (Z,), is what is left of it; the environment moves by `chain`, (Z, Z); without
    # superiors it has no `labels`.
    _check_plain(model)
    around = labels or ((),)
    burdens = [model.cost, *(model.cost + extra for _, extra in model.bad_times)]
    bad = [probability for probability, _ in model.bad_times]
    chance = [1 - sum(bad), *bad]
    trusts = range(model.levels)
    states = [*itertools.product(trusts, around, range(len(chance))), "dissolved"]
    place = {label: z for z, label in enumerate(around)}

    def actions(state: Any) -> list[list[str]]:
        here = ["out"] if state == "dissolved" else ["contribute", "idle", "leave"]
        return [here, here]

    def payoffs(state: Any, profile: tuple[str, ...]) -> list[Any]:
        if state == "dissolved" or "leave" in profile:
            return list(model.outside)
        trust, _, conditions = state
        acts = [action == "contribute" for action in profile]
        got = [model.benefit[trust, i, 1 - i] if acts[1 - i] else 0 for i in (0, 1)]
        return [got[i] - (burdens[conditions][i] if acts[i] else 0) for i in (0, 1)]

    def transitions(state: Any, profile: tuple[str, ...]) -> dict[Any, Any]:
        if state == "dissolved" or "leave" in profile:
            return {"dissolved": 1}
        trust, label, _ = state
        after: dict[Any, Any] = {}
        for level, part in _trust(model, trust, friction[place[label]], profile).items():
            if level == "dissolved":
                after["dissolved"] = part
                continue
            for z, t in itertools.product(range(len(around)), range(len(chance))):
                weight = part * chain[place[label], z] * chance[t]
                if weight > 0:
                    after[level, around[z], t] = weight
        return after

    return StochasticGame.from_functions(
        states, actions, payoffs, transitions, players=model.members
    )


def _trust(
    model: Partnership, trust: int, friction: Any, profile: tuple[str, ...]
) -> dict[Any, Any]:
    """Chance of every trust next period; "dissolved" where the relation ends."""
    fallen: Any = "dissolved" if model.drop is None else max(0, trust - model.drop)
    if set(profile) != {"contribute"}:
        return {fallen: 1}
    smooth, after = 1 - friction, dict[Any, Any]()
    risen = min(trust + 1, model.levels - 1)
    moves = (
        (fallen, friction),
        (risen, smooth * model.promotion),
        (trust, smooth * (1 - model.promotion)),
    )
    for level, part in moves:
        if part > 0:
            after[level] = after.get(level, 0) + part
    return after


def _check_plain(model: Partnership) -> None:
    shared = not isinstance(model.sharing, str) or model.sharing not in ("none", "voluntary")
    plain = model.detection == 1 and model.subsidy == 0 and not np.any(model.deposit != 0)
    if shared or not plain or model.stake != 0:
        rule = "payoffs must depend on actions alone: detection 1, no deposit, subsidy or rule"
        remedy = "Use stabilise, which knows what was agreed"
        raise errors.NotApplicableError("Levels.flat", "a", model.sharing, rule, remedy)
