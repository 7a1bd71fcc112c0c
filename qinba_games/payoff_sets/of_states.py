"""`payoff_set` where the state moves: two-player stochastic games and partnerships of two."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .. import errors
from ..common.result import show
from ..partnership.partnership import Partnership
from ..stochastic.solvers.policy_elimination import policy_elimination, replies_of
from ..stochastic.stochastic_game import StochasticGame
from ..types import Array, BoolArray, Number
from ..verify.door import certified
from . import polygons
from .by_state import StatePayoffSets, joined
from .checks.state_sets import bounded, moves_of
from .results import CONCEPT
from .solvers.state_sets import MARGIN, Outer, Rows, farthest, inner_sets, outer_sets, sharp

_OWNER = "payoff_set"
#: Gap that is accepted if nothing else is asked for, in units of the range of payoffs.
GAP = 1e-6
#: How far rounding may have moved the start.
_PAD = 1e-13
#: Corners that stand out by less are not shown.
_SHOWN = 1e-9


class _Scaled(NamedTuple):
    """A game in units of each player's range, and the start: what transfers could reach."""

    rows: Rows
    low: Array
    unit: Array
    start: list[Array]
    admissible: BoolArray


def sets_of_states(
    model: StochasticGame | Partnership,
    delta: Number,
    tol: Number | None,
    max_rounds: int,
    said: Callable[[int], None],
) -> StatePayoffSets:
    """One set for each state; see `payoff_set`."""
    game = _game(model)
    scaled = _scaled(game, delta)
    if delta:
        outer = outer_sets(scaled.rows, scaled.start, scaled.admissible, max_rounds, said)
    else:
        outer = _impatient(scaled, len(game.states))
    if outer.sets is None:
        raise _none(model, game, delta, scaled, outer)
    inner = _inner(scaled.rows, outer.sets, outer.alive, GAP if tol is None else float(tol))
    found = _made(model, game, delta, scaled, outer, inner)
    return _near_enough(found, GAP if tol is None else float(tol), outer.settled)


def _game(model: StochasticGame | Partnership) -> StochasticGame:
    """The game that is played, after what cannot be judged without transfers has been refused."""
    if isinstance(model, Partnership):
        plain = isinstance(model.sharing, str) and model.sharing == "none"
        rule = "is about payoffs that depend on actions alone, all of them seen"
        remedy = "Set sharing='none', detection=1, deposit=0, subsidy=0, or ask evolve"
        for name, fits in (
            ("sharing", plain),
            ("detection", model.detection == 1),
            ("deposit", not np.any(model.deposit != 0)),
            ("subsidy", model.subsidy == 0),
        ):
            if not fits:
                value = getattr(model, name)
                raise errors.NotApplicableError(_OWNER, name, value, rule, remedy)
        n, game = model.n_members, model.to_game()
    else:
        n, game = model.n_players, model
    if n != 2:
        rule = f"has {n} players, and sets by state are found for two"
        remedy = "Fix the actions of the others and build a game of the two that remain"
        raise errors.NotApplicableError(_OWNER, "game", model, rule, remedy)
    return game


def _scaled(game: StochasticGame, delta: Number) -> _Scaled:
    d = float(delta)
    try:
        left = policy_elimination(game, d)
    except errors.NoEquilibriumError as error:
        raise errors.NoEquilibriumError(
            f"{_OWNER}: no pure-strategy equilibrium at delta = {show(delta)}, not even with "
            f"transfers. {error}"
        ) from error
    g = game.payoffs.astype(float)
    low, high = g.min(axis=0), g.max(axis=0)
    unit = np.where(high > low, high - low, 1.0)
    chance = np.zeros((len(g), len(game.states)))
    row = np.repeat(np.arange(len(g)), np.diff(game.first_successor))
    np.add.at(chance, (row, game.successor), d * game.probability.astype(float))
    counts = np.array([game.shape(x) for x in range(len(game.states))])
    best = [replies_of(game, counts, i).best for i in (0, 1)]
    rows = Rows((1 - d) * (g - low) / unit, game.state, chance, best)
    start = []
    for joint, held in zip(left.joint.astype(float), left.punishment.astype(float), strict=True):
        least = held - _PAD * unit
        spare = max(joint + 2 * _PAD * unit.sum() - least.sum(), 0.0)
        corners = np.array([least, least + [spare, 0], least + [0, spare]])
        start.append(polygons.hull((corners - low) / unit, _PAD))
    return _Scaled(rows, low, unit, start, left.admissible)


def _impatient(scaled: _Scaled, states: int) -> Outer:
    """Who does not care for the future plays an equilibrium of each state's stage game."""
    g = scaled.rows.payoff
    gain = np.stack([scaled.rows.best[i](g[:, i]) - g[:, i] for i in (0, 1)], axis=1)
    held = np.asarray((gain <= _PAD).all(axis=1))
    points = [g[held & (scaled.rows.state == x)] for x in range(states)]
    if any(not len(own) for own in points):
        return Outer(None, held, True)
    sets = [polygons.hull(own, _PAD) for own in points]
    return Outer(sets, held, True)


def _inner(rows: Rows, outer: list[Array], alive: BoolArray, tol: float) -> list[Array] | None:
    """Sets that generate themselves: with a margin for rounding, or without where none is left."""
    found = None
    for margin in (MARGIN, 0.0):
        tried = inner_sets(rows, outer, alive, margin, 1_000 if margin else 1)
        if tried is not None:
            found = tried
            if _apart(outer, tried) <= tol:
                break
    return found


def _apart(outer: list[Array], inner: list[Array]) -> float:
    return max(farthest(big, small) for big, small in zip(outer, inner, strict=True))


def _made(
    model: StochasticGame | Partnership,
    game: StochasticGame,
    delta: Number,
    scaled: _Scaled,
    outer: Outer,
    inner: list[Array] | None,
) -> StatePayoffSets:
    """The result, in units of payoffs."""
    assert outer.sets is not None
    shown = [_back(scaled, sharp(own, _SHOWN)) for own in outer.sets]
    large = [_back(scaled, own) for own in outer.sets]
    bare = StatePayoffSets(
        game=model,
        delta=delta,
        states=game.states,
        sets=(),
        gap=np.inf,
        concept=CONCEPT,
        exact=False,
        playable=_playable(game, outer.alive),
    )
    if inner is None:
        triples = [(own, big[:0], big, np.inf) for own, big in zip(shown, large, strict=True)]
    else:
        small = [_back(scaled, own) for own in inner]
        apart = [polygons.distance(low, big) for low, big in zip(small, large, strict=True)]
        triples = list(zip(shown, small, large, apart, strict=True))
    sets = tuple(joined(bare, *each) for each in triples)
    return dataclasses.replace(bare, sets=sets, gap=max(own.gap for own in sets))


def _back(scaled: _Scaled, corners: Array) -> Array:
    """Corners in units of payoffs."""
    return polygons.hull(corners * scaled.unit + scaled.low)


def _playable(game: StochasticGame, alive: BoolArray) -> tuple[tuple[Any, ...], ...]:
    found: list[list[Any]] = [[] for _ in game.states]
    for row in np.flatnonzero(alive):
        found[game.state[row]].append(game.profile(int(row)))
    return tuple(tuple(own) for own in found)


def _near_enough(found: StatePayoffSets, tol: float, settled: bool) -> StatePayoffSets:
    game = found.game.to_game() if isinstance(found.game, Partnership) else found.game
    spread = float(np.ptp(game.payoffs.astype(float)))
    if settled and found.gap <= tol * spread:
        return certified(found)
    why = "did not settle within `max_rounds`" if not settled else f"are {found.gap:.1e} apart"
    raise errors.NotConvergedError(
        f"{_OWNER}: at delta = {show(found.delta)} the inner and the outer sets {why} (payoffs "
        f"range over {show(spread)}). Both are in `partial`: allow more rounds or a larger `tol`.",
        found,
    )


def _none(
    model: StochasticGame | Partnership,
    game: StochasticGame,
    delta: Number,
    scaled: _Scaled,
    outer: Outer,
) -> Exception:
    """The error that there is no equilibrium, once that is proved."""
    told = f"{_OWNER}: no pure-strategy equilibrium without transfers at delta = {show(delta)}"
    over, _ = bounded(moves_of(game, float(delta)), len(game.states), [])
    if delta and over > -np.inf:
        message = f"{told} was found, but that there is none could not be proved"
        left = outer._replace(sets=scaled.start, settled=False)  # what transfers could reach
        return errors.NotConvergedError(
            f"{message}. `partial` holds what is left over. Ask at another delta.",
            _made(model, game, delta, scaled, left, None),
        )
    return errors.NoEquilibriumError(
        f"{told}, but with transfers there is one: ask solve, or a higher delta."
    )
