"""The trust game: what a partnership plays, as arrays, for one or for many partnerships at once.

Trust k = 0..K, conditions t (0 = good) drawn publicly every period, profiles of who contributes,
and the option to leave. All arrays carry a leading axis N over partnerships of one shape, so that a
whole grid of parameters is solved in one go; a single partnership has N = 1.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from .. import _exact, _tolerance, errors
from ..common.show import many
from ..repeated.solvers.shares import less_stake, shares
from ..types import Array, BoolArray, FloatArray, IntArray, fill, frozen, make, sealed

#: Modes in the order in which equal values are resolved.
MODES = ("contribute", "leave", "mixed", "idle")
#: Arrays that all partnerships of a batch have in common.
_COMMON = ("contributes", "mandated")
#: What partnerships say that is found again in it, and what else decides it.
_KEPT = ("outside", "detection", "deposit", "subsidy")
_NUMBERS = (*_KEPT, "benefit", "cost", "friction", "promotion")
#: Choices of all states times games that are solved at once: they stay in the cache of a processor.
_AT_ONCE = 240_000
#: Entries of their matrices of moves between levels: many levels take most of the memory.
_MOVES = 2_000_000


def games_at_once(levels: int, conditions: int, choices: int) -> int:
    """How many games of that size are solved together."""
    most = min(_AT_ONCE // (levels * conditions * choices), _MOVES // levels**2)
    return max(1, most)


@frozen
class TrustGame:
    """N games of n members, L levels, T conditions: payoffs, moves, consequences of breaches."""

    members: tuple[str, ...]
    contributes: BoolArray  #: (P, n): the first profile is all, the last nobody; choice P: leave
    flow: Array  #: (N, L, T, P, n): payoff in a period, shares paid, subsidy not counted
    temptation: Array  #: (N, L, T, P, n): what a contributor gains at once by idling
    move: Array  #: (N, 2, L, L + 1): after all contributed (0) or not (1); last column: the end
    chance: Array  #: (N, T): of each of the conditions
    outside: Array  #: (N, n): payoff per period once the relation has ended
    detection: Array  #: (N,), or (N, L) where it depends on the level
    deposit: Array  #: (N, n) or (N, L, n): lost by whoever is found out
    subsidy: Array  #: (N,): paid to each member in periods when all contribute
    voluntary: bool  #: members may share by transfers; else `flow` is what they get
    mandated: BoolArray  #: (n,): members who cannot leave; the same in the whole batch

    def __post_init__(self) -> None:
        fill(self, **vars(self))

    @property
    def n_games(self) -> int:
        """Number of partnerships in the batch."""
        return int(self.flow.shape[0])

    @property
    def levels(self) -> int:
        """Number of trust levels, K + 1."""
        return int(self.flow.shape[1])

    @property
    def conditions(self) -> int:
        """Number of conditions; the first are good."""
        return int(self.flow.shape[2])

    @property
    def modes(self) -> tuple[str, ...]:
        """Mode of every choice: the profiles in order, then "leave"."""
        return modes_of(self.contributes)

    @property
    def kind(self) -> Array:
        """Which `move` a profile causes: 0 when all contribute, 1 otherwise; shape (P,)."""
        return np.where(self.contributes.all(axis=1), 0, 1)

    def take(self, rows: Any) -> TrustGame:
        """The partnerships `rows` of the batch."""
        batched: dict[str, Any] = {
            name: value[rows]
            for name, value in self.__dict__.items()
            if isinstance(value, np.ndarray) and name not in _COMMON
        }
        return sealed(make(TrustGame, **{**vars(self), **batched}))

    def as_floats(self) -> TrustGame:
        """The same games with every number as a float."""
        arrays: dict[str, Any] = {
            name: value.astype(float)
            for name, value in self.__dict__.items()
            if isinstance(value, np.ndarray) and value.dtype == object
        }
        return dataclasses.replace(self, **arrays) if arrays else self

    def __repr__(self) -> str:
        size = f"{self.levels} trust levels, {many(self.conditions, 'condition')}"
        count = many(self.n_games, "partnership")
        return f"TrustGame({count}, {many(len(self.members), 'member')}, {size})"


def modes_of(contributes: BoolArray) -> tuple[str, ...]:
    """Mode of every profile, and last "leave"."""
    every, some = contributes.all(axis=1), contributes.any(axis=1)
    kinds = np.where(every, "contribute", np.where(some, "mixed", "idle"))
    return (*kinds.tolist(), "leave")


def compile_partnerships(models: Sequence[Any]) -> TrustGame:
    """From the parameters of partnerships of one shape to the arrays of one batch."""
    # Compiled together, a grid of parameters costs little more than one point of it.
    first = models[0]
    _check_shapes(models)
    exact = all(model.exact for model in models)
    stacked = partial(_exact.as_numbers, exact=exact)
    n, rule = len(first.members), first.sharing
    voluntary = isinstance(rule, str) and rule == "voluntary"
    # Every combination, or under fixed shares all or nobody.
    profiles = itertools.product([True, False], repeat=n) if voluntary else ((True,), (False,))
    contributes = np.array([who * (n // len(who)) for who in profiles])
    of = {name: stacked([getattr(m, name) for m in models]) for name in _NUMBERS}
    cost, outside = of["cost"], of["outside"]
    bad = [stacked([m.bad_times[t][0] for m in models]) for t in range(len(first.bad_times))]
    extra = [stacked([m.bad_times[t][1] for m in models]) for t in range(len(bad))]
    received = (of["benefit"] @ contributes.T.astype(int)).swapaxes(-1, -2)[:, :, None]  # N L 1 P n
    costs = np.stack([cost, *(cost + more for more in extra)], axis=1)  # N T n
    spent = np.where(contributes, costs[:, None, :, None, :], 0)  # N 1 T P n
    flow = received - spent
    temptation = np.broadcast_to(spent, flow.shape)
    if not voluntary:
        gross = np.broadcast_to(received[..., 0, :], flow[..., 0, :].shape)
        own = flow[..., 0, :]
        if not isinstance(rule, str):
            rule = stacked([m.sharing for m in models])
        if not isinstance(rule, str) or rule != "none":
            own = agreed_shares(rule, own, gross, outside, cost)
        temptation = np.stack([gross - own, 0 * own], axis=-2)
        flow = np.stack([own, flow[..., 1, :]], axis=-2)
    if any(m.stake != 0 for m in models):
        stake = stacked([m.stake for m in models])[:, None, None, None]
        rest = less_stake(flow[..., 0, :], outside[:, None, None, :], stake)
        taken = np.stack([flow[..., 0, :] - rest, *[0 * rest] * (len(contributes) - 1)], axis=-2)
        flow, temptation = flow - taken, temptation + taken  # who breaches pays nothing
    good = np.maximum(1 - sum(bad, 0 * stacked([0] * len(models))), 0)
    return TrustGame(
        members=_names(models),
        contributes=contributes,
        flow=flow,
        temptation=temptation,
        move=trust_moves(of["friction"], of["promotion"], first.drop),
        chance=np.stack([good, *bad], axis=1),
        voluntary=voluntary,
        mandated=np.array([name in first.mandate for name in first.members]),
        **{name: of[name] for name in _KEPT},
    )


def shape_of(model: Any) -> tuple[Any, ...]:
    """What partnerships of one batch have in common; the fourth is the kind of sharing rule."""
    rule = model.sharing if isinstance(model.sharing, str) else "fractions"
    drawn = len(model.bad_times)
    bound = model.mandate and tuple(name in model.mandate for name in model.members)
    return model.benefit.shape, drawn, model.drop, rule, bound


def _check_shapes(models: Sequence[Any]) -> None:
    shapes = set(map(shape_of, models))
    if len(shapes) > 1:
        rule = "all must have as many members, trust levels and conditions, one drop, rule, mandate"
        remedy = "Group them by shape and pass each group on its own"
        examples = sorted(map(str, shapes))[:3]
        raise errors.ShapeError("evolve_many", "partnerships", examples, rule, remedy)


def _names(models: Sequence[Any]) -> tuple[str, ...]:
    """The names of the members if all have the same, else "1", "2", ..."""
    first: tuple[str, ...] = models[0].members
    same = all(model.members == first for model in models)
    return first if same else tuple(str(i + 1) for i in range(len(first)))


def trust_moves(friction: Array, promotion: Array, drop: int | None) -> Array:
    """Chance of every next trust level after full contribution (0) and otherwise (1)."""
    count, levels = friction.shape
    move = np.zeros((count, 2, levels, levels + 1), dtype=int).astype(friction.dtype)
    for k in range(levels):
        below = levels if drop is None else max(0, k - drop)
        rise = (1 - friction[:, k]) * promotion
        move[:, 0, k, below] += friction[:, k]
        move[:, 0, k, min(k + 1, levels - 1)] += rise
        move[:, 0, k, k] += (1 - friction[:, k]) - rise
        move[:, 1, k, below] += 1
    return move


def needs_a_cost(function: str, rule: Any, total: Array) -> None:
    """Refuse shares in proportion to cost where nobody has any; `total` is that of all members."""
    if isinstance(rule, str) and rule == "proportional" and not np.all(total > 0):
        need = "shares in proportion to cost need a positive cost"
        remedy = "Give a member a positive cost, or use sharing='equal'"
        raise errors.NotApplicableError(function, "sharing", "proportional", need, remedy)


def agreed_shares(rule: Any, merit: Array, received: Array, outside: Array, cost: Array) -> Array:
    """What each member gets when all contribute, under a fixed rule; (N, L, T, n)."""
    needs_a_cost("Partnership", rule, cost.sum(axis=-1))
    w, c = outside[:, None, None, :], cost[:, None, None, :]
    best = np.maximum(received, w)
    by_member = partial(np.moveaxis, source=-1, destination=0)
    if not isinstance(rule, str):
        rule = by_member(rule[:, None, None, :])
    terms = {"tempted": by_member(best - w), "best": by_member(best), "cost": by_member(c)}
    parts, divisor = shares(rule, by_member(merit), by_member(w), **terms)
    return np.stack([part / divisor for part in parts], axis=-1)


def slack(game: TrustGame) -> Array:
    """Largest difference that counts as a tie if all payoffs of a partnership meet, shape (N,)."""
    everyone = np.asarray(game.contributes.all(axis=1))[:, None]
    paid = game.flow + everyone * game.subsidy[:, None, None, None, None]
    return np.asarray(_tolerance.tie_rows(paid, game.outside))


# --- where choices lead, and what they are worth ---------------------------------------------


def choices_of(game: TrustGame, rows: IntArray) -> IntArray:
    """Choices in every state, (N, L, T), from numbers of rows of their table, (states, N)."""
    states = game.levels * game.conditions
    own = rows[:states].T - np.arange(states) * (len(game.contributes) + (not game.mandated.all()))
    return np.asarray(own.reshape(-1, game.levels, game.conditions))


def classify(game: TrustGame, choice: Array) -> Array:
    """Class of every trust level, shape (N, L): strong, weak, nominal or isolated."""
    never = np.asarray(game.chance == 0)[:, None]
    return classes_where(choice == 0, choice == len(game.contributes), never)


def classes_where(contribute: BoolArray, leave: BoolArray, never: BoolArray) -> Array:
    """Classes, from where all contribute and where they leave; conditions are the last axis."""
    # Conditions that are never drawn decide nothing.
    strong, isolated = ((mode | never).all(axis=-1) for mode in (contribute, leave))
    weak = (contribute & ~never).any(axis=-1)
    return np.select([strong, weak, isolated], ["strong", "weak", "isolated"], default="nominal")


def state_chain(game: TrustGame, choice: Array) -> FloatArray:
    """Moves between states and "dissolved", the last, shape (N, states + 1, states + 1)."""
    n, levels, conditions = choice.shape
    rows, states = _moves(game, choice, game.move.astype(float)), levels * conditions
    spread = rows[..., :-1, None] * game.chance.astype(float)[:, None, None, None]
    chain = np.zeros((n, states + 1, states + 1))
    chain[:, :-1, :-1] = spread.reshape(n, states, states)
    chain[:, :-1, -1], chain[:, -1, -1] = rows[..., -1].reshape(n, states), 1
    return chain


def level_chain(game: TrustGame, choice: Array) -> FloatArray:
    """Moves between trust levels under the agreed choices, shape (N, L, L + 1); last: dissolved."""
    chance = game.chance.astype(float)[:, None, :, None]
    return np.asarray((chance * _moves(game, choice, game.move.astype(float))).sum(axis=2))


def worth_in_states(game: TrustGame, delta: Any, choice: Array, start: Array) -> Array:
    """What choices in one partnership are worth in every state, (states, c).

    `start`: what every level is worth before conditions are known, and last the end; to each
    member, or all together in one column.
    """
    stays = choice < len(game.contributes)
    level, times = np.indices(choice.shape)
    paid = game.flow[0, level, times, np.where(stays, choice, 0)]
    paid = paid + (choice == 0)[..., None] * game.subsidy[0]
    if start.shape[1] == 1:
        paid = paid.sum(axis=-1, keepdims=True)
    later = _moves(game, choice[None], game.move)[0] @ start[[*range(game.levels), -1]]
    worth = np.where(stays[..., None], (1 - delta) * paid + delta * later, start[-1])
    return np.asarray(worth.reshape(-1, start.shape[1]))


def worth_of_subsidies(game: TrustGame, delta: Any, choice: Array) -> Array:
    """What subsidies bring one partnership per period, by level of trust before conditions."""
    moves = (game.chance[0][:, None] * _moves(game, choice[None], game.move)[0]).sum(axis=1)
    paid = (choice == 0) @ game.chance[0] * game.subsidy[0] * len(game.members)
    own = np.eye(game.levels, dtype=int) - delta * moves[:, :-1]
    return _exact.solve(own, (1 - delta) * paid[:, None])[:, 0]


def _moves(game: TrustGame, choice: Array, move: Array) -> Array:
    """Chances of the next trust level in every state, shape (N, L, T, L + 1)."""
    n, levels, _ = choice.shape
    leave = len(game.contributes)
    kind = game.kind[np.minimum(choice, leave - 1)]
    rows = move[np.arange(n)[:, None, None], kind, np.arange(levels)[None, :, None]]
    return np.where((choice < leave)[..., None], rows, np.eye(levels + 1, dtype=int)[-1])
