"""Partnerships with members who cannot leave: the worst equilibrium that can befall each of them.

A breach ends the agreement, its deposits and its subsidies, but not the relation: those who cannot
leave go on in the bare game, in the equilibrium that is worst for the culprit. With voluntary
sharing it is found by policy elimination on the bare game (Goldluecke and Kranz 2018); what it is
worth then decides, by one more elimination, what can be agreed on.

With fixed shares, what a member can be held to if only its own incentives count is a bound. Where
the policy behind it is an equilibrium for all it is the answer: thus "all idle for ever" whenever
benefits are not negative, trust survives idling and nobody can leave. Elsewhere all policies of the
modes that are left are compared one by one, if they are not too many.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ... import _tolerance
from ...types import Array, BoolArray
from ..trust_game import TrustGame
from .deviations import all_accept, held_to, member_options, possible_choices, worth
from .trust_values import (
    action_values,
    eliminate,
    expectation,
    joint_problem,
    member_problem,
    optimise,
    played,
    state_values,
    ties,
)

#: Policies in joint modes that are compared one by one where no bound settles which is worst.
POLICIES = 4096


class Worst(NamedTuple):
    """The worst equilibrium for each member."""

    value: Array  #: shape (N, n, L, T): v_i when the punishment begins in a state
    start: Array  #: shape (N, n, L): the same before conditions are known
    leave: BoolArray  #: shape (N, L): where those who are free to leave can agree on leaving
    #: Shape (N, phases, L, T): what the bare game is played by. With voluntary sharing: the
    #: agreement that follows a punishment, then what is played against each member. Under fixed
    #: shares: one policy for each member and each trust level at which its punishment begins.
    policy: Array
    proven: BoolArray  #: shape (N,): False where a worse equilibrium may exist

    def take(self, chosen: Array) -> Worst:
        """The part of the batch that `chosen` picks."""
        return Worst(*(array[chosen] for array in self))


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
    return (_voluntary if game.voluntary else _joint_modes)(bare, delta)


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
    each = [
        worth(member_problem(game, delta, i), member_options(game, delta, i), worst[:, i])
        for i in range(len(game.members))
    ]
    agreed = action_values(joint, start) + ties(joint, (policy, start), *each)
    return np.asarray(sum(each) <= agreed, dtype=bool)


def best_enforceable(game: TrustGame, delta: Array, worst: Worst) -> tuple[BoolArray, Array, Array]:
    """Choices that are upheld by the worst equilibria, a best policy of them and its value."""

    def upheld(active: Array, policy: Array, start: Array) -> BoolArray:
        return enforceable(game.take(active), delta[active], policy, start, worst.start[active])

    return eliminate(joint_problem(game, delta), possible_choices(game), upheld)


def _held(
    game: TrustGame, delta: Array, upheld: Callable[[BoolArray, Array], BoolArray]
) -> tuple[BoolArray, Array, Array, Array]:
    """The choices that are left when all others are deleted, and to what they hold each member.

    `upheld(allowed, start)` says which choices are if `start` follows a deviation. The rest is that
    at the end, the values by state, and what is played against each member.
    """
    members, allowed = range(len(game.members)), possible_choices(game)
    options = [member_options(game, delta, i) for i in members]
    while True:
        held = [held_to(game, delta, i, options[i], allowed) for i in members]
        start, value, against = (np.stack(part, axis=1) for part in zip(*held, strict=True))
        kept = allowed & upheld(allowed, start)
        if (kept == allowed).all():
            return allowed, start, value, against
        allowed = kept


def _voluntary(game: TrustGame, delta: Array) -> Worst:
    """Policy elimination on the bare game."""
    joint = joint_problem(game, delta)

    def upheld(allowed: BoolArray, start: Array) -> BoolArray:
        return enforceable(game, delta, *optimise(joint, allowed), start)

    allowed, start, value, against = _held(game, delta, upheld)
    policy = np.concatenate([optimise(joint, allowed)[0][:, None], against], axis=1)
    leave, proven = np.asarray(allowed[..., -1].all(axis=-1)), np.ones(game.n_games, dtype=bool)
    return Worst(value, start, leave, policy, proven)


def _joint_modes(game: TrustGame, delta: Array) -> Worst:
    """Least value to which each member can be held by a Markov equilibrium in joint modes."""
    members = range(len(game.members))
    problems = [member_problem(game, delta, i) for i in members]

    def upheld(allowed: BoolArray, start: Array) -> BoolArray:
        # Every member hopes that its own best future follows.
        return all_accept(game, delta, [optimise(p, allowed) for p in problems], start)

    allowed, start, value, policy = _held(game, delta, upheld)
    sound = [_joint_modes_hold(game, delta, policy[:, i], start) for i in members]
    proven = np.asarray(np.all(sound, axis=0))
    policy = np.repeat(policy, game.levels, axis=1)
    for n in np.flatnonzero(~proven):
        one = np.array([n])
        found = _compared(game.take(one), delta[one], allowed[n])
        start[n], value[n], policy[n], proven[n] = found
    return Worst(value, start, _leaving(game, delta, start), policy, proven)


def _joint_modes_hold(game: TrustGame, delta: Array, policy: Array, worst: Array) -> BoolArray:
    """Whether a policy in joint modes is an equilibrium if deviations lead to `worst`, (N,)."""
    fine = all_accept(game, delta, played(game, delta, policy), worst)
    return np.asarray(np.take_along_axis(fine, policy[..., None], axis=-1).all(axis=(1, 2, 3)))


def _leaving(game: TrustGame, delta: Array, start: Array) -> BoolArray:
    """Where leaving is an equilibrium of those who can."""
    free = np.flatnonzero(~game.mandated)
    if len(free) != 1:
        return np.full(start.shape[::2], len(free) > 0)
    i = int(free[0])
    problem = member_problem(game, delta, i)
    stays = delta[:, None] * expectation(problem, start[:, i])[:, 1]
    w = game.outside[:, i, None]
    return np.asarray(stays <= w + _tolerance.meeting(_tolerance.TIE, stays, w), dtype=bool)


def _compared(
    game: TrustGame, delta: Array, allowed: BoolArray
) -> tuple[Array, Array, Array, bool]:
    """Worst equilibria of one partnership among policies compared one by one."""
    candidates, whole = _candidates(game, allowed)
    every = np.zeros(len(candidates), dtype=int)
    many, patience = game.take(every), delta[every]
    starts = np.stack([start for _, start in played(many, patience, candidates)], axis=1)
    left = np.arange(len(candidates))
    while True:
        # What is no equilibrium goes; then the worst is less bad, and more may have to go.
        at = left[starts[left].argmin(axis=0)]  # (n, L)
        start = np.take_along_axis(starts, at[None], axis=0)
        after = np.repeat(start, len(left), axis=0)
        held = _joint_modes_hold(many.take(left), patience[left], candidates[left], after)
        if held.all() or not held.any():
            break
        left = left[held]
    levels = np.arange(game.levels)
    few, soon = game.take(0 * levels), delta[0 * levels]
    each = [state_values(member_problem(few, soon, i), candidates[j]) for i, j in enumerate(at)]
    value = np.stack([own.reshape(-1, *candidates.shape[1:])[levels, levels] for own in each])
    sound = whole and bool(held.all())  # where none holds, the check of the answer will say so
    return start[0], value, candidates[at].reshape(-1, *candidates.shape[1:]), sound


def _candidates(game: TrustGame, allowed: BoolArray) -> tuple[Array, bool]:
    """All policies of allowed modes if they are few, else those that never change mode."""
    shape = game.flow.shape[1:3]
    modes = [np.flatnonzero(here).tolist() for here in allowed.reshape(-1, allowed.shape[-1])]
    if np.prod([float(len(here)) for here in modes]) <= POLICIES:
        found = np.array(list(itertools.product(*modes)))
        return found.reshape(-1, *shape), True
    steady = [m for m in range(allowed.shape[-1]) if all(m in here for here in modes)]
    return np.array([np.full(shape, m) for m in steady]), False
