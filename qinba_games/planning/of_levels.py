"""What a plan has to know of a hierarchy: every pair under its own help and that of superiors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .. import _check, errors
from ..common.concepts import BASELINES
from ..common.markov_chain import reach
from ..common.progress import telling, tick
from ..hierarchy.hierarchy import Hierarchy, Pair
from ..hierarchy.solvers.long_run import long_run_from, reachable_from
from ..hierarchy.solving import below, lone_task, solve_tasks
from ..hierarchy.stabilise import MEDIATOR, stabilise
from ..hierarchy.worlds import COOPERATING, PairPlay, RegimeProblem, Task, can_be_bridge, check_size
from ..types import Array, BoolArray, FloatArray, Number
from .arguments import Answer, HelpedPairs, Model, Question, model_of, read_bundle
from .programme import Help

#: Values that differ by less were computed in two ways and are equal.
_ROUNDED = 1e-11


def strong_shares(
    chain: FloatArray, first: Array, strong: BoolArray, horizon: int | None
) -> FloatArray:
    """P(strong at the start of period `horizon`), or the long-run share of strong periods, (N,).

    `chain` (N, S + 1, S + 1) has the end of the relation last; `strong` (N, S).
    """
    if horizon is None:
        reach_set = reachable_from(chain, first)
        return np.asarray((long_run_from(chain, first, reach_set)[:, :-1] * strong).sum(axis=1))
    now = np.zeros(chain.shape[:2])
    now[np.arange(len(first)), first] = 1
    for _ in range(horizon):
        now = (now[:, None] @ chain)[:, 0]
    return np.asarray((now[:, :-1] * strong).sum(axis=1))


def snapped(values: FloatArray) -> FloatArray:
    """Values of which those that are equal but for rounding are one number."""
    flat, place = np.unique(values, return_inverse=True)
    group = np.concatenate([[0], np.cumsum(np.diff(flat) > _ROUNDED)])
    _, start = np.unique(group, return_index=True)
    return np.asarray(flat[start][group][place].reshape(values.shape))


_REGIME = "three-level"
#: By what a pair is found: its own help and that of everything above it.
_PlaysByHelp = dict[tuple[Pair, Help], PairPlay]


@model_of.register
def _model(levels: Hierarchy) -> Model:
    places = {pair: k for k, pair in enumerate(levels.pairs)}
    over = [at.key for at in levels.standing.values()]
    return Model(
        ties=levels.pairs,
        above=tuple(None if key is None else places[key] for key in over),
        offices=tuple(_offices(levels, pair) for pair in levels.pairs),
        names=tuple(map(str, levels.parents)),
        coordinator=MEDIATOR,
        delta=None,
        solve=lambda question: _solve(levels, question),
    )


def _offices(levels: Hierarchy, pair: Pair) -> tuple[str, ...]:
    """Who coordinates a pair: the lowest common superior, or both agencies of a bridge."""
    if can_be_bridge(levels, pair, _REGIME):
        superior = levels.superior(*pair)
        return tuple(map(str, superior)) if superior else ()
    return (str(levels.common(*pair)),)


def _solve(levels: Hierarchy, question: Question) -> Answer:
    if question.baseline != BASELINES[0]:
        rule, remedy = "is known of regions alone", "Compare with 'acting together'"
        raise errors.NotApplicableError("plan", "baseline", question.baseline, rule, remedy)
    if question.draws is not None:
        rule, remedy = "of settings are drawn for regions alone", "Leave it out"
        raise errors.NotApplicableError("plan", "draws", question.draws.number, rule, remedy)
    check_size("plan", levels, levels.tallest)
    delta = question.delta
    helpers = [
        MEDIATOR,
        *(read_bundle("bundles", "plan", one) for one in question.bundles.values()),
    ]
    worlds = [
        RegimeProblem(
            levels, delta, _REGIME if o else "none", helper, question.control_loss, frozen=False
        )
        for o, helper in enumerate(helpers)
    ]
    _check.patience("plan", delta, exact=all(world.exact for world in worlds))
    with telling("plan"):
        plays = _plays_by_help(worlds, question)
    values, loss = _pair_values(plays, question), question.control_loss
    return Answer(
        values=tuple(
            {help_: values[pair, help_] for own, help_ in plays if own == pair}
            for pair in levels.pairs
        ),
        answers=HelpedPairs(
            games=len({id(one) for one in plays.values()}),
            alike=tuple(
                (
                    o,
                    stabilise(
                        levels, delta, worlds[o].regime, coordinator=helper, control_loss=loss
                    ),
                )
                for o, helper in enumerate(helpers)
                if not o or (o == len(helpers) - 1 and all(row[o - 1] for row in question.able))
            ),
        ),
        proven=all(one.proven for one in plays.values()),
    )


def _plays_by_help(worlds: Sequence[RegimeProblem], question: Question) -> _PlaysByHelp:
    """Every pair under every help that is to be had, superiors first."""
    levels = worlds[0].levels
    place = {pair: k for k, pair in enumerate(levels.pairs)}
    plays: _PlaysByHelp = {}
    waves: dict[int, list[Pair]] = {}
    for pair in levels.pairs:
        waves.setdefault(_depth(levels, pair), []).append(pair)
    for depth in sorted(waves):
        tick()
        asked_here: dict[Any, Task] = {}
        keys: dict[tuple[Pair, Help], Any] = {}
        for pair in waves[depth]:
            options = [0, *(o + 1 for o, able in enumerate(question.able[place[pair]]) if able)]
            for help_, solved in _above(levels, pair, plays):
                for option in options:
                    task = _task(worlds, option, pair, solved)
                    # Help that reaches nobody buys nothing.
                    key = pair, id(solved), task.world
                    keys[pair, (*help_, option)] = key
                    asked_here.setdefault(key, task)
        answers = solve_tasks([*asked_here.values()], worlds)
        by_key = dict(zip(asked_here, answers, strict=True))
        plays |= {name: by_key[key] for name, key in keys.items()}
    return plays


def _depth(levels: Hierarchy, pair: Pair) -> int:
    """How many pairs stand above a pair, one above the other."""
    over = levels.standing[pair].key
    return 0 if over is None else 1 + _depth(levels, over)


def _above(
    levels: Hierarchy, pair: Pair, plays: _PlaysByHelp
) -> list[tuple[Help, PairPlay | None]]:
    over = levels.standing[pair].key
    if over is None:
        return [((), None)]
    return [(help_, solved) for (own, help_), solved in plays.items() if own == over]


def _task(
    worlds: Sequence[RegimeProblem], option: int, pair: Pair, solved: PairPlay | None
) -> Task:
    """A pair with one bundle; without help where the bundle does not reach it."""
    world = worlds[option]
    task = lone_task(world, option, pair) if solved is None else below(world, option, pair, solved)
    return task if task.helped or not option else _task(worlds, 0, pair, solved)


def _pair_values(plays: _PlaysByHelp, question: Question) -> Mapping[tuple[Pair, Help], Number]:
    """What each pair is worth by the objective."""
    if question.objective == "kept":
        return {key: int(one.founded in COOPERATING) for key, one in plays.items()}
    different = {id(one): one for one in plays.values()}
    if question.objective == "value":
        worth = np.array([_net(one, question.delta) for one in different.values()])
    else:
        once = question.objective == "probability"
        worth = _strong([*different.values()], question.horizon, once=once)
    by_game = dict(zip(different, snapped(worth).tolist(), strict=True))
    return {key: by_game[id(one)] for key, one in plays.items()}


def _strong(games: Sequence[PairPlay], horizon: int | None, *, once: bool) -> FloatArray:
    """How likely each is strong `once`, or how often; those with equally many states together."""
    worth, groups = np.zeros(len(games)), dict[int, list[int]]()
    for row, one in enumerate(games):
        groups.setdefault(len(one.chain), []).append(row)
    for rows in groups.values():
        some = [games[row] for row in rows]
        chain = np.array([one.chain for one in some], dtype=float)
        strong = np.array([one.names for one in some]) == "strong"
        first = np.array([one.first for one in some])
        if once:
            worth[rows] = reach(chain[:, :-1], strong)[0][np.arange(len(rows)), first]
        else:
            worth[rows] = strong_shares(chain, first, strong, horizon)
    return worth


def _net(one: PairPlay, delta: Number) -> float:
    """The joint value at founding without the subsidies that are paid."""
    model, worth = one.task.model, float(one.start[one.first])
    if not model.subsidy:
        return worth
    bad = [float(chance) for chance, _ in model.bad_times]
    paid = (one.choice == 0) @ np.array([1 - sum(bad), *bad]) * 2 * float(model.subsidy)
    moves = np.eye(len(paid) + 1) - float(delta) * one.chain.astype(float)
    outlay = np.linalg.solve(moves, (1 - float(delta)) * np.append(paid, 0))
    return worth - float(outlay[one.first])
