"""The proof of an `Evolution` as plain numbers: the relation as given, and what falls in it.

Choices are numbered state by state, (trust, times), each with its profiles and last leaving; after
them comes the end. What everybody could hope for at most is given in every state, the end included.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...common.proof import without_proof
from ...common.register import proves
from ...types import Array, BoolArray
from ..results.evolution import Evolution
from .outside import NODES, Bound, Case, bound, case_of

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
    if result.punishment is not None:
        rule = "has members who cannot leave; of what holds them there is no proof of this form"
        raise without_proof(result, rule, "verify checks it")
    model, never = result.partnership, math.isinf(result.time_to_strong)
    exact, game = result.exact, result.game
    delta = np.array([_exact.fraction(result.delta) if exact else float(result.delta)])
    joint = result.values.sum(axis=1).reshape(result.choice.shape)
    told = (game.chance[0] * joint).sum(axis=1)
    return {
        **{name: getattr(model, name) for name in _GIVEN},
        "delta": result.delta,
        "founding": result.founding,
        "choice": result.choice,
        "values": result.values,
        "classes": result.classes,
        "founding value": result.founding_value,
        "founding value, net": result.founding_value_net,
        "probability strong": result.probability_strong,
        "time to strong": None if never else result.time_to_strong,
        "long run": result.long_run,
        "chain": result.chain,
        **_Record(result, case_of(game, delta, None), told).node(None),
    }


class _Record:
    """What falls round by round; where a better bound is left, state by state what could be."""

    def __init__(self, result: Evolution, case: Case, told: Array) -> None:
        self.result, self.case, self.told, self.nodes = result, case, told, 0

    def node(self, allowed: BoolArray | None) -> dict[str, Any]:
        if self.nodes >= NODES:
            rule = "is not proven to be the best: the search for something better was cut off"
            raise without_proof(self.result, rule, "verify says what is left open")
        self.nodes += 1
        found = bound(self.case, allowed)
        left = np.ones_like(found.left) if allowed is None else allowed
        told: dict[str, Any] = {"record": []}
        for one in found.rounds:
            rows = np.flatnonzero(one.fell)
            told["record"].append((self._by_state(one.bounds[0], left), rows))
            left = left & ~one.fell
        if not left.any(axis=-1).all():
            return {**told, "bounds": []}
        told["bounds"] = self._by_state(found.joint, left)
        return {**told, **self._branches(found)} if self._above(found.joint[0]) else told

    def _branches(self, found: Bound) -> dict[str, Any]:
        several = np.argwhere(found.left[0].sum(axis=-1) > 1)
        if not len(several):
            rule = "is not proven to be the best: one choice is left in every state, and is better"
            raise without_proof(self.result, rule, "verify says what is left open")
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
        paid = np.maximum(self.case.pay, 0).max()  # values are sums of such payoffs
        near = _tolerance.meeting(_tolerance.CHECK, joint, self.told, paid / 10**4)
        differs = np.flatnonzero(abs(joint - self.told) > near)
        return bool(len(differs)) and bool(joint[differs[0]] > self.told[differs[0]])

    def _by_state(self, starts: Array, left: BoolArray) -> Array:
        """The most in every state, and at the end, that follows from what trust promises.

        Parameters
        ----------
        starts : array, shape (agents, levels)
            Of each member, or of all together.
        left : bool array, shape (1, levels, times, choices)
        """
        game, delta, pay = self.case.game, self.case.delta[0], self.case.pay[0]
        w, alone = game.outside[0], len(starts) == 1
        pay = np.moveaxis(pay.sum(axis=-1, keepdims=True) if alone else pay, -1, 0)
        ends = w.sum(keepdims=True) if alone else w
        kinds, move = np.where(game.contributes.all(axis=1), 0, 1), game.move[0]
        later = move[:, :, :-1] @ starts.T[None] + move[:, :, -1:] * ends  # kind, level, agent
        after = np.moveaxis(later[kinds], -1, 0).swapaxes(1, 2)[:, :, None]
        stay = (1 - delta) * pay + delta * after
        leave = np.broadcast_to(ends[:, None, None, None], (*stay.shape[:-1], 1))
        choices = np.concatenate([stay, leave], axis=-1)
        most = np.where(left, choices, -np.inf).max(axis=-1).reshape(len(ends), -1).T
        rows = np.concatenate([most, ends[None]])
        return self._with_all(rows, w) if alone else np.column_stack([rows, rows.sum(axis=1)])

    @staticmethod
    def _with_all(joint: Array, w: Array) -> Array:
        """Joint values after the outside values of members."""
        return np.concatenate([np.broadcast_to(w, (len(joint), len(w))), joint], axis=1)
