"""A partnership as a plain stochastic game."""

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core import numbers
from ..core.errors import NotApplicableError
from ..core.numbers import Numbers
from .compile import trust_of
from .partnership import Partnership
from .terms import stack

if TYPE_CHECKING:
    from ..table import StochasticGame


def as_stochastic(model: Partnership) -> "StochasticGame":
    """States (trust, times) and "dissolved"; actions contribute, idle and leave."""
    from ..table import StochasticGame

    _actions_alone(model)
    chances = [1 - sum(chance for chance, _ in model.bad_times), *(c for c, _ in model.bad_times)]
    extra = [0 * model.cost, *(more for _, more in model.bad_times)]
    trust, names = trust_of(stack([model])), range(model.n_members)
    living = list(itertools.product(range(model.levels), range(len(chances))))

    def actions(state: Any) -> list[list[str]]:
        if state == "dissolved":
            return [["out"]] * model.n_members
        free = (name not in model.mandate for name in model.members)
        return [["contribute", "idle", *(["leave"] if each else [])] for each in free]

    def payoffs(state: Any, profile: tuple[str, ...]) -> list[Any]:
        if state == "dissolved" or "leave" in profile:
            return list(model.outside)
        level, times = state
        here = np.array([act == "contribute" for act in profile])
        own = model.benefit[level] @ here.astype(int) - here * (model.cost + extra[times])
        return list(_after_stake(model, own) if here.all() else own)

    def transitions(state: Any, profile: tuple[str, ...]) -> dict[Any, Any]:
        if state == "dissolved" or "leave" in profile:
            return {"dissolved": 1}
        idle = any(profile[i] == "idle" for i in names)
        moves: dict[Any, Any] = {}
        for to, odd in zip(
            trust.to[state[0], int(idle)], trust.odds[state[0], int(idle)], strict=True
        ):
            nexts = [((to, t), chance) for t, chance in enumerate(chances)]
            for key, chance in [("dissolved", 1)] if to == model.levels else nexts:
                moves[key] = moves.get(key, 0) + odd[0] * chance
        return {key: chance for key, chance in moves.items() if chance != 0}

    states = [*living, "dissolved"]
    return StochasticGame.from_functions(
        states, actions, payoffs, transitions, players=model.members
    )


def _after_stake(model: Partnership, own: Numbers) -> Numbers:
    surplus = own - model.outside
    some = numbers.positive(surplus.sum(), abs(own).sum() + abs(model.outside).sum())
    return own - model.stake * surplus if some else own


def _actions_alone(model: Partnership) -> None:
    """Refuse what makes payoffs depend on what was agreed."""
    rule = "must let payoffs depend on actions alone"
    fixed = not isinstance(model.sharing, str) or model.sharing not in ("none", "voluntary")
    hidden = model.detection != 1 or model.subsidy != 0 or (model.deposit != 0).any()
    for wrong, name in ((fixed, "sharing"), (hidden, "detection")):
        if wrong:
            value, remedy = getattr(model, name), "Use evolve, which knows what was agreed."
            raise NotApplicableError("Partnership.to_game", name, value, rule, remedy)
