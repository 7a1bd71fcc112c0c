"""`payoff_set` where the state moves: two-player stochastic games and partnerships of two."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import _check, _tolerance, errors
from ..common.result import show
from ..partnership.partnership import Partnership
from ..stochastic.solvers.policy_elimination import replies_of
from ..stochastic.stochastic_game import StochasticGame
from ..types import FloatArray, Number
from ..verify.door import certified
from . import polygons
from .building import none
from .by_state import ROUNDED, StatePayoffSets, chances, of_corners
from .checks.state_levels import gaps_of
from .levels import alike, profiles
from .moves import moves_of
from .solvers.state_levels import StateRows
from .solvers.state_sets import OuterSets, outer_sets

_OWNER = "payoff_set"
#: Gap that is accepted if nothing else is asked for, in units of the range of payoffs.
_GAP = 1e-9
#: Levels are rounded up by this, more if the future counts much.
_PAD = 1e-13
#: Corners that stand out by less, in units of the range, are rounding, and are not shown.
_ROUNDED, _SHOWN = 1e-12, 1e-9


def sets_of_states(
    model: StochasticGame | Partnership,
    delta: Number,
    tol: Number | None,
    max_rounds: int,
    callback: Callable[[int], None],
    founding: int | None,
) -> StatePayoffSets:
    """One set for each state; see `payoff_set`."""
    game, largest = _game(model), _GAP if tol is None else float(tol)
    rows, payoffs = _rows(game, float(delta)), game.payoffs.astype(float)
    spread = float(np.ptp(payoffs))
    where = f"{_OWNER}: at delta = {show(delta)}"
    enough = _never if founding is None else _idle(model, game, founding)
    # Where a corner is found that nothing generates, rounds go on until those of the outer sets do.
    for goal, stop in ((largest, enough), (-1.0, _never)):
        outer = outer_sets(rows, goal, max_rounds, callback, stop)
        answer = _payoff_sets(model, game, delta, outer)
        if outer.empty:
            raise _none(game, delta, answer)
        why = f"are {answer.gap:.1e} apart" if outer.inner else "did not settle within `max_rounds`"
        wide = answer.gap > largest * spread + _tolerance.LOST * abs(payoffs).max()
        if wide and not outer.early:
            break
        try:
            return certified(answer)
        except errors.CertificateError:
            why = "have corners that are not shown beyond rounding"
    raise errors.NotConvergedError(
        f"{where} the inner and the outer sets {why} (payoffs range over {show(spread)}). Both are "
        "in `partial`: allow more rounds or a larger `tol`.",
        answer,
    )


def _never(_: FloatArray) -> None:
    """Go on until sets from both sides are near enough."""


def _idle(
    model: Any, game: StochasticGame, founding: Any
) -> Callable[[FloatArray], list[FloatArray] | None]:
    """Stop where nobody contributes in any equilibrium from this level on: then all leave."""
    rule, remedy = "asks from where on members contribute", "Leave it out, or pass a Partnership"
    if not isinstance(model, Partnership):
        raise errors.NotApplicableError(_OWNER, "founding", founding, rule, remedy)
    level = _check.integer(_OWNER, "founding", founding, high=model.levels - 1)
    g, outside = game.payoffs.astype(float), np.asarray(model.outside, dtype=float)
    low, unit = g.min(axis=0), np.ptp(g, axis=0)
    most = max(outside.sum(), 0.0)
    rounding = ROUNDED * (float(np.ptp(g)) + most)
    weights = chances(model)
    rows = [game.states.index((level, t)) for t in range(len(weights))]
    leave = (outside - low) / np.where(unit > 0, unit, 1)

    def enough(around: FloatArray) -> list[FloatArray] | None:
        joint = float(weights @ (around[rows] @ unit).max(axis=1) + low.sum())
        return [leave[None]] * len(around) if joint <= most + rounding else None

    return enough


def _none(game: StochasticGame, delta: Number, partial: StatePayoffSets) -> Exception:
    """The error that there is no equilibrium, once that is proved."""
    proof = gaps_of(moves_of(game, float(delta)), partial.witness)
    if proof.empty and proof.over <= 0:
        return none(delta, "Ask solve whether there is one with transfers, or a higher delta")
    return none(delta, "Ask at another delta", partial)


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


def _rows(game: StochasticGame, delta: float) -> StateRows:
    """The game in units of each player's range."""
    g = game.payoffs.astype(float)
    low, high = g.min(axis=0), g.max(axis=0)
    payoff = (1 - delta) * (g - low) / np.where(high > low, high - low, 1.0)
    chance = np.zeros((len(g), len(game.states)))
    row = np.repeat(np.arange(len(g)), np.diff(game.first_successor))
    np.add.at(chance, (row, game.successor), delta * game.probability.astype(float))
    counts = np.array([game.shape(x) for x in range(len(game.states))])
    twin = alike(np.column_stack([game.state, payoff, chance]))
    replies = [replies_of(game, counts, i) for i in (0, 1)]
    pad = min(max(_PAD, _PAD / 100 / (1 - delta) ** 2), 100 * _PAD)
    return StateRows(payoff, chance, game.state, replies, twin, pad, pad * (1 - delta) / 2)


def _payoff_sets(
    model: StochasticGame | Partnership, game: StochasticGame, delta: Number, outer: OuterSets
) -> StatePayoffSets:
    """The result, in units of payoffs."""
    g = game.payoffs.astype(float)
    low, unit = g.min(axis=0), np.ptp(g, axis=0)
    bare = StatePayoffSets(
        game=model,
        delta=delta,
        states=game.states,
        sets=(),
        exact=False,
        witness=outer.tables,
        playable=profiles(game, outer.alive),
    )
    sets = []
    for x, big in enumerate(outer.sets):
        large = polygons.hull(big, _ROUNDED)
        small = big[:0] if outer.inner is None else polygons.hull(outer.inner[x], _ROUNDED / 10)
        drawn = polygons.hull(small if len(small) else large, _SHOWN)
        triple = [polygons.hull(own * unit + low) for own in (drawn, large)]
        part = polygons.hull(small * unit + low) if len(small) else small
        sets.append((triple[0], part, triple[1], None if len(small) else np.inf))
    return dataclasses.replace(bare, sets=tuple(of_corners(bare, *each) for each in sets))
