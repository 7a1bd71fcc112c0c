"""Partnerships with members who cannot leave: the worst equilibrium that can befall each of them.

A breach ends the agreement, its deposits and its subsidies, but not the relation: those who cannot
leave go on in the bare game, in the equilibrium that is worst for the culprit. With voluntary
sharing it is found by policy elimination on the bare game (Goldluecke and Kranz 2018); what it is
worth then decides, by one more elimination, what can be agreed on.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ... import _tolerance
from ...types import Array, BoolArray
from ..trust_game import TrustGame
from .deviations import held_to, member_options, possible_choices, worth
from .trust_values import (
    action_values,
    floor,
    joint_problem,
    member_problem,
    optimise,
    rows,
    sizes,
)
from .worst_joint_modes import Worst, worst_joint_modes


def worst_equilibrium(game: TrustGame, delta: Array) -> Worst:
    """Least value to which each member can be held once the agreement is broken.

    Parameters
    ----------
    game : TrustGame
        With somebody mandated.
    delta : array, shape (N,)
        One discount factor per partnership.
    """
    bare = dataclasses.replace(game, deposit=0 * game.deposit, subsidy=0 * game.subsidy)
    if game.voluntary:
        return _voluntary(bare, delta)
    return worst_joint_modes(bare, delta)


def enforceable(
    game: TrustGame, delta: Array, policy: Array, start: Array, worst: Array
) -> BoolArray:
    """Choices whose joint value covers what members would get by their best deviations.

    Parameters
    ----------
    game : TrustGame
    delta : array, shape (N,)
    policy, start : arrays, shapes (N, L, T) and (N, L)
        What follows compliance, and its joint value.
    worst : array, shape (N, n, L)
        What follows a deviation of each member.
    """
    joint = joint_problem(game, delta)
    agreed = action_values(joint, start)
    each = [
        worth(member_problem(game, delta, i), member_options(game, delta, i), worst[:, i])
        for i in range(len(game.members))
    ]
    margin: Any = 0
    if joint.size is not None:
        scale = np.asarray(floor(joint, policy))[:, None, None, None]
        margin = _tolerance.meeting(_tolerance.TIE, sizes(joint, start), *each, floor=scale)
    return np.asarray(sum(each) <= agreed + margin, dtype=bool)


def best_enforceable(game: TrustGame, delta: Array, worst: Worst) -> tuple[BoolArray, Array, Array]:
    """Choices that are upheld by the worst equilibria, a best policy of them and its value."""
    joint = joint_problem(game, delta)
    allowed = possible_choices(game)
    policy, start = optimise(joint, allowed)
    active = np.arange(game.n_games)
    while len(active):
        part = game.take(active)
        kept = allowed[active] & enforceable(
            part, delta[active], policy[active], start[active], worst.start[active]
        )
        hit = np.asarray((kept != allowed[active]).any(axis=(1, 2, 3)))
        active, kept = active[hit], kept[hit]
        allowed[active] = kept
        if len(active):
            policy[active], start[active] = optimise(rows(joint, active), kept)
    return allowed, policy, start


def _voluntary(game: TrustGame, delta: Array) -> Worst:
    """Policy elimination on the bare game."""
    joint = joint_problem(game, delta)
    members = range(len(game.members))
    options = [member_options(game, delta, i) for i in members]
    allowed = possible_choices(game)
    while True:
        policy, start = optimise(joint, allowed)
        held = [held_to(game, delta, i, options[i], allowed) for i in members]
        least = np.stack([first for first, _, _ in held], axis=1)
        kept = allowed & enforceable(game, delta, policy, start, least)
        if (kept == allowed).all():
            break
        allowed = kept
    return Worst(
        value=np.stack([value for _, value, _ in held], axis=1),
        start=least,
        leave=np.asarray(allowed[..., -1].all(axis=-1)),
        policy=np.stack([policy, *(chosen for _, _, chosen in held)], axis=1),
        proven=np.ones(game.n_games, dtype=bool),
    )
