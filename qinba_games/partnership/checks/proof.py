"""The proof of an `Evolution` as plain numbers: the relation as given, and what falls in it.

States are (trust, times); where somebody cannot leave, the same once more after a breach; and last
comes the end. Choices are numbered state by state, each with its profiles and last leaving. A table
says for every state what each member gets at least after a breach, with fixed shares what each can
hope for at most, and what all together can.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...common.proof import without_proof
from ...common.register import proves
from ...types import Array, BoolArray
from ..results.evolution import Evolution
from .floors import Deletion, bare_of, by_state, deletions
from .outside import NODES, Bound, Case, bound, case_between, case_of, opened
from .trust_play import unroll

_GIVEN = (
    *("benefit", "cost", "outside", "promotion", "friction", "drop", "detection", "bad_times"),
    *("sharing", "deposit", "subsidy", "stake"),
)


@proves(Evolution)
def parts_of(result: Evolution) -> dict[str, Any]:
    """The relation, what is agreed on in it, and the record that nothing is better.

    Parameters
    ----------
    result : Evolution
    """
    exact, game, model = result.exact, result.game, result.partnership
    delta = np.array([_exact.fraction(result.delta) if exact else float(result.delta)])
    return {
        **{name: getattr(model, name) for name in _GIVEN},
        "mandate": np.flatnonzero(game.mandated),
        "delta": result.delta,
        "founding": result.founding,
        "founding value": result.founding_value,
        "classes": result.classes,
        **_answer(result, delta),
        **_Record(result, delta).proof(),
    }


def _answer(result: Evolution, delta: Array) -> dict[str, Any]:
    """What is played, what it is worth, and what follows a breach where somebody cannot leave."""
    game, punished = result.game, result.punishment
    size, values = len(game.contributes) + 1, result.values
    rows = np.arange(result.choice.size) * size + result.choice.ravel()
    if punished is None:
        return {"policy": rows, "values": values, "held": [], "punishments": []}
    after = np.arange(result.choice.size, 2 * result.choice.size) * size
    phases = after + punished.policies.reshape(len(punished.policies), -1)
    each = np.zeros(len(phases), dtype=int)
    worth = unroll(bare_of(game).take(each), delta[each], punished.policies).values
    then, against = worth[0], list(zip(phases, worth, strict=True))
    if game.voluntary:
        surplus = then.sum(axis=1) - punished.values.sum(axis=1)
        then = punished.values + surplus[:, None] / len(game.members)
        against = [(phase, []) for phase in phases[1:]]
    return {
        "policy": np.concatenate([rows, phases[0]]),
        "values": np.concatenate([values, then]),
        "held": punished.values,
        "punishments": against,
    }


class _Record:
    """What falls round by round; where a better bound is left, state by state what could be."""

    def __init__(self, result: Evolution, delta: Array) -> None:
        game = result.game
        self.result, self.delta, self.nodes = result, delta, 0
        self.found = list(deletions(game, delta)) if game.mandated.any() else []
        held = self.found[-1].held if self.found else None
        self.case = case_of(game, delta, None)
        if self.found:
            self.case = case_between(game, delta, held)
        self.low = None if held is None else by_state(game, delta, self.found[-1])[0]
        joint = result.values.sum(axis=1).reshape(result.choice.shape)
        self.told = (game.chance[0] * joint).sum(axis=1)
        self.most = np.maximum(self.case.pay[0].max(axis=(0, 1, 2)), game.outside[0])

    def proof(self) -> dict[str, Any]:
        """The record of the punishments, and after it that of what is agreed on."""
        before = [one for found in self.found for one in self._after_a_breach(found)]
        told = self.node(None)
        return {**told, "record": [*before, *told["record"]]}

    def node(self, allowed: BoolArray | None) -> dict[str, Any]:
        if self.nodes >= NODES:
            rule = "is not proven to be the best: the search for something better was cut off"
            raise without_proof(self.result, rule, "verify says what is left open")
        self.nodes += 1
        found = bound(self.case, allowed)
        left = opened(self.case) if allowed is None else allowed
        told: dict[str, Any] = {"record": []}
        if not left.all():
            told["record"].append((self._table(self.low), np.flatnonzero(~left)))
        for one in found.rounds:
            hopes = _by_state(self.case, one.bounds[0], left)
            told["record"].append((self._table(self.low, hopes), np.flatnonzero(one.fell)))
            left = left & ~one.fell
        if not np.asarray(left.any(axis=-1)).all():
            return {**told, "bounds": []}
        told["bounds"] = self._table(self.low, _by_state(self.case, found.joint, left))
        return {**told, **self._branches(found)} if self._above(found.joint[0]) else told

    def _after_a_breach(self, one: Deletion) -> list[Any]:
        """What no punishment can hold, and under which bounds it falls."""
        game, rounds = self.result.game, []
        if one.bound is None:
            return []
        case = case_between(bare_of(game), self.delta, one.held)
        low, left, first = by_state(game, self.delta, one)[0], one.open, one.left.size
        if (one.left & ~left).any():
            rounds.append((self._table(low), first + np.flatnonzero(one.left & ~left)))
        for step in one.bound.rounds:
            table = self._table(low, after=_by_state(case, step.bounds[0], left))
            rounds.append((table, first + np.flatnonzero(step.fell)))
            left = left & ~step.fell
        return rounds

    def _branches(self, found: Bound) -> dict[str, Any]:
        several = np.argwhere(found.left[0].sum(axis=-1) > 1)
        if not len(several):
            rule = "is not proven to be the best: one choice is left in every state, and is better"
            if self.found:
                rule = "rests on punishments compared one by one, of which there is no record"
            raise without_proof(self.result, rule, "verify compares, or says what is left open")
        level, conditions = several[0].tolist()
        state, count = level * found.left.shape[2] + conditions, found.left.shape[-1]
        branches = {}
        for choice in np.flatnonzero(found.left[0, level, conditions]).tolist():
            branch = found.left.copy()
            branch[0, level, conditions] = np.arange(count) == choice
            branches[state * count + choice] = self.node(branch)
        return {"at": state, "branches": branches}

    def _above(self, joint: Array) -> bool:
        """Whether it is larger at the first trust at which it differs."""
        # Values are sums of such payoffs, and are told beside outside values.
        paid = max(np.maximum(self.case.pay, 0).max(), abs(self.result.game.outside).max() / 100)
        near = _tolerance.meeting(_tolerance.CHECK, joint, self.told, paid / 10**4)
        differs = np.flatnonzero(abs(joint - self.told) > near)
        return bool(len(differs)) and bool(joint[differs[0]] > self.told[differs[0]])

    def _table(
        self, low: Array | None, hopes: Array | None = None, after: Array | None = None
    ) -> list[list[Any]]:
        """Bounds by state: the most that is paid at all where hopes are not told."""
        game, top = self.result.game, self.result.choice.size
        w, n = game.outside[0], len(self.most)
        whole = np.repeat(np.append(self.most, self.most.sum())[None], 2 * top, axis=0)
        for block, part in ((whole[:top], hopes), (whole[top:], after)):
            if part is not None:  # of all together, or of each
                block[:, [-1] if part.shape[1] == 1 else range(n)] = part
        floors = [*[w] * top, *(() if low is None else low), w]
        lines = [*(whole[:top] if low is None else whole), np.append(w, w.sum())]
        first = n if game.voluntary else 0
        return [[*a, *b[first:]] for a, b in zip(floors, lines, strict=True)]


def _by_state(case: Case, starts: Array, left: BoolArray) -> Array:
    """The most in every state that follows from what trust promises, (states, agents).

    Parameters
    ----------
    case : Case
    starts : array, shape (agents, levels)
        Of each member, or of all together.
    left : bool array, shape (1, levels, times, choices)
    """
    game, delta, pay = case.game, case.delta[0], case.pay[0]
    w, alone = game.outside[0], len(starts) == 1
    pay = np.moveaxis(pay.sum(axis=-1, keepdims=True) if alone else pay, -1, 0)
    ends = w.sum(keepdims=True) if alone else w
    kinds, move = np.where(game.contributes.all(axis=1), 0, 1), game.move[0]
    later = move[:, :, :-1] @ starts.T[None] + move[:, :, -1:] * ends  # kind, level, agent
    after = np.moveaxis(later[kinds], -1, 0).swapaxes(1, 2)[:, :, None]
    stay = (1 - delta) * pay + delta * after
    leave = np.broadcast_to(ends[:, None, None, None], (*stay.shape[:-1], 1))
    choices = np.concatenate([stay, leave], axis=-1)
    return np.asarray(np.where(left, choices, -np.inf).max(axis=-1).reshape(len(ends), -1).T)
