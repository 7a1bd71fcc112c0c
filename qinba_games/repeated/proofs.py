"""The proof of an `Equilibrium` as plain numbers: rows of states, and what was deleted of them."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from .. import _exact, _tolerance
from ..types import Array
from .proof import NeedLevels


def by_state(answer: Any) -> dict[str, Any]:
    """A stochastic game row by row, the answer, and what was deleted in it."""
    game = answer.game
    moves = [
        list(zip(game.successor[a:b].tolist(), game.probability[a:b].tolist(), strict=True))
        for a, b in itertools.pairwise(game.first_successor.tolist())
    ]
    *fell, last = [(_bounds(one.punishment, one.joint), one.rows) for one in answer.record]
    return {
        "state": game.state,
        "action": game.action,
        "payoffs": game.payoffs,
        "moves": moves,
        "outside": [],
        "joint": answer.joint_payoff,
        "punishment": answer.punishment_payoff,
        "payoffs on the path": answer.payoffs,
        "policy": game.rows(answer.policy),
        "punishments": [(game.rows(policy), []) for policy in answer.punishments],
        "record": fell,
        "bounds": last[0],
    }


def of_one_state(answer: Any) -> dict[str, Any]:
    """The same of a repeated game; where members can leave, that all do is its last row."""
    # Under a fixed rule nothing is deleted: every profile is shared as the rule says and judged.
    stage, w = answer.game.stage, answer.game.outside
    flat, action = stage.payoffs.reshape(-1, stage.n_players), list(np.ndindex(*stage.shape))
    rows = {a: row for row, a in enumerate(action)} | {None: len(action)}
    payoffs = flat if w is None else np.concatenate([flat, w[None]])
    fell, last = _rounds(answer) if answer.sharing == "voluntary" else ([], [])
    return {
        "state": [0] * len(payoffs),
        "action": action if w is None else [*action, ()],
        "payoffs": payoffs,
        "moves": [[(0, 1)]] * len(payoffs),
        "outside": [] if w is None else w,
        "joint": [answer.joint_payoff],
        "punishment": [answer.punishment_payoff],
        "payoffs on the path": [answer.payoffs],
        "policy": [rows[answer.policy]],
        "punishments": [([rows[a]], []) for a in answer.punishments] if w is None else [],
        "record": fell,
        "bounds": last,
    }


def _bounds(punishment: Array, joint: Array) -> list[list[Any]]:
    """By state what each member can be held to, and what all reach together; last the end."""
    rows = [[*v, most] for v, most in zip(punishment.tolist(), joint.tolist(), strict=True)]
    return [*rows, [0] * len(rows[0])]


def _rounds(answer: Any) -> tuple[list[Any], Any]:
    """Profiles of a repeated game that nobody could enforce, round by round; the last bounds."""
    game, exact = answer.game, answer.exact
    payoffs, w = _exact.as_numbers(game.stage.payoffs, exact), game.outside
    levels = NeedLevels(payoffs, None if w is None else _exact.as_numbers(w, exact), exact=exact)
    unit, delta = levels.unit, _exact.fraction(answer.delta) if exact else float(answer.delta)
    need, level = (1 - delta) * levels.rows, len(levels.need) - 1
    remaining: Any = np.ones(len(need), dtype=bool)
    rounds: list[Any] = []
    while True:
        v, most = levels.least[level], levels.joint[level : level + 1]
        room = delta * (most - v.sum()).item()
        fell = remaining & np.asarray(need > room + _tolerance.meeting(_tolerance.TIE, need, room))
        bounds = _bounds(_per(v[None], unit), _per(most, unit))
        if w is not None:
            bounds[-1] = [*w, w.sum()]
        if not fell.any():
            return rounds, bounds
        rounds.append((bounds, np.flatnonzero(fell)))
        remaining &= ~fell
        level = int(np.searchsorted(levels.need, levels.rows[remaining].max(), "right")) - 1


def _per(values: Array, unit: int) -> Array:
    """Values in the numbers of the game."""
    return values if unit == 1 else np.asarray(_exact.fractions(values) / unit)
