"""What one equilibrium of a partnership is worth, and where it leads, as an `Evolution`."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ..common.markov_chain import long_run_shares
from ..types import Array, read_only
from .partnership import Partnership
from .results.evolution import Evolution
from .results.punishment import Punishment
from .solvers.deviations import member_options, worth
from .solvers.trust_paths import level_chain, reach
from .solvers.trust_values import action_values, evaluate, joint_problem, member_problem
from .solvers.voluntary_modes import member_needs
from .solvers.worst_joint_modes import Worst
from .trust_game import TrustGame

_MANDATED = (
    "a breach ends agreement, deposits and subsidies; a member who cannot leave is then held to "
    "the equilibrium that is worst for it in what is left"
)


def describe(
    model: Partnership,
    game: TrustGame,
    asked: Any,
    choice: Array,
    worst: Worst | None,
    *,
    founding: int,
    coordinator: Any,
    classes: tuple[str, ...],
    concept: str,
    proven: bool,
) -> Evolution:
    """Everything about one equilibrium of one partnership.

    Parameters
    ----------
    model : Partnership
    game : TrustGame
        A batch of one.
    asked : Number
        The discount factor.
    choice : int array, shape (K + 1, conditions)
    worst : Worst or None
        What follows a breach where somebody cannot leave.
    founding : int
    coordinator : Coordinator or None
    classes : tuple of str
        Of each trust level.
    concept : str
    proven : bool
        Whether it is proven to be the selected equilibrium.
    """
    delta = np.array([asked], dtype=game.flow.dtype)
    punished = None if worst is None else punishment(worst.value[0], worst.policy[0])
    chain = _chain(game, choice)
    initial = np.zeros(len(chain))
    times = game.times
    initial[founding * times : (founding + 1) * times] = game.chance[0].astype(float)
    strong = np.array(classes) == "strong"
    probability, time = reach(level_chain(game, choice[None]), strong[None])
    start = evaluate(joint_problem(game, delta), choice[None])[0]
    return Evolution(
        partnership=model,
        game=game,
        delta=asked,
        founding=founding,
        coordinator=coordinator,
        concept=concept,
        exact=game.flow.dtype == object,
        proven=proven,
        choice=choice,
        values=_values(game, delta, choice, punished),
        division=_division(game, delta, choice, worst) if game.voluntary else None,
        classes=classes,
        founding_value=_plain(start[founding]),
        founding_value_net=_plain(_net_value(game, delta, choice)[founding]),
        probability_strong=float(probability[0, founding]),
        time_to_strong=float(time[0, founding]),
        long_run=_long_run(chain, initial, classes, times),
        chain=chain,
        initial=initial,
        punishment=punished,
        notes=() if punished is None else (_MANDATED,),
    )


def punishment(value: Array, policy: Array) -> Punishment:
    """The worst equilibria of one partnership, members last; `value` is (n, L, T)."""
    values = value.reshape(len(value), -1).T
    return Punishment(values=read_only(values), policies=read_only(policy))


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, np.floating) else value


def _chosen(values: Array, choice: Array) -> Array:
    """The entry of each state's choice, flattened over states; `values` is (1, L, T, Q)."""
    return np.take_along_axis(values[0], choice[..., None], axis=-1)[..., 0].ravel()


def _values(game: TrustGame, delta: Array, choice: Array, punished: Punishment | None) -> Array:
    if game.voluntary:
        problem = joint_problem(game, delta)
        joint = _chosen(action_values(problem, evaluate(problem, choice[None])), choice)
        least = game.outside if punished is None else punished.values
        surplus = joint - least.sum(axis=-1)
        return np.asarray(least + surplus[:, None] / len(game.members))
    columns = []
    for i in range(len(game.members)):
        problem = member_problem(game, delta, i)
        columns.append(_chosen(action_values(problem, evaluate(problem, choice[None])), choice))
    return np.stack(columns, axis=-1)


def _division(game: TrustGame, delta: Array, choice: Array, worst: Worst | None) -> Array:
    """Parts of the next surplus in proportion to what members need; equal where nobody needs."""
    n = len(game.members)
    needs = member_needs(game)[0] if worst is None else _needs(game, delta, worst)
    index = np.minimum(choice, len(game.contributes) - 1)[..., None, None]
    chosen = np.take_along_axis(needs, index, axis=2)[:, :, 0].reshape(-1, n)
    chosen = np.where(choice.ravel()[:, None] == len(game.contributes), 0 * chosen, chosen)
    total = chosen.sum(axis=-1, keepdims=True)
    needy = total > 0
    return np.asarray(np.where(needy, chosen, 1) / np.where(needy, total, n))


def _needs(game: TrustGame, delta: Array, worst: Worst) -> Array:
    """What each member must expect above its punishment so as to comply, shape (L, T, P, n)."""
    needs = []
    for i in range(len(game.members)):
        problem = member_problem(game, delta, i)
        held = action_values(problem, worst.start[:, i])
        best = worth(problem, member_options(game, delta, i), worst.start[:, i])
        needs.append((best - held)[0, ..., :-1])
    return np.stack(needs, axis=-1)


def _net_value(game: TrustGame, delta: Array, choice: Array) -> Array:
    unpaid = dataclasses.replace(game, subsidy=game.subsidy * 0)
    return np.asarray(evaluate(joint_problem(unpaid, delta), choice[None])[0])


def _chain(game: TrustGame, choice: Array) -> Array:
    """Transition matrix over (trust, conditions) and "dissolved" under the agreed choices."""
    levels, times = choice.shape
    move, chance = game.move[0].astype(float), game.chance[0].astype(float)
    stays = choice < len(game.contributes)
    kind = game.kind[np.minimum(choice, len(game.contributes) - 1)]
    rows = move[kind, np.arange(levels)[:, None]]  # (L, T, L + 1)
    chain = np.zeros((levels * times + 1,) * 2)
    spread = rows[..., :-1, None] * chance
    chain[:-1, :-1] = (stays[..., None, None] * spread).reshape(levels * times, levels * times)
    chain[:-1, -1] = np.where(stays, rows[..., -1], 1).ravel()
    chain[-1, -1] = 1
    return chain


def _long_run(
    chain: Array, initial: Array, classes: tuple[str, ...], times: int
) -> dict[str, float]:
    shares = long_run_shares(chain, initial)
    by_level = shares[:-1].reshape(len(classes), times).sum(axis=1)
    names = np.array(classes)
    per_class = {
        name: float(by_level[names == name].sum())
        for name in ("isolated", "nominal", "weak", "strong")
    }
    return {**per_class, "dissolved": float(shares[-1])}
