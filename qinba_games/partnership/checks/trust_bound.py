"""What any fixed shares need in a partnership with trust levels or bad times, found once more.

Surpluses are counted over the outside values and not weighted by 1 - delta, so that those of the
members add up to V = S + delta E V, and full contribution is covered exactly when N <= delta E V, N
being the least sum of what members need at any shares, here by a linear programme.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ...types import Array, BoolArray, FloatArray
from ...verify.findings import Finding
from ..proof import read
from ..trust_game import TrustGame

#: How far from the bound it is looked for on either side.
_NEAR = 1e-6
_ROUNDING = 1e-12


def bound_findings(model: Any, founding: int, delta: Any) -> list[Finding]:
    """The founding level may cooperate just above the bound, and may not just below it."""
    case = _JointStakes(read([dataclasses.replace(model, sharing="none")], exact=model.exact))
    findings = []
    if delta < 1:
        above = case.allowed(min(delta + _NEAR, (1 + delta) / 2))[founding].any()
        findings.append(Finding(0 if above else 1, 0, state=founding, action="bound attained"))
    if delta > _NEAR:
        below = case.allowed(min(delta, 1) - _NEAR)[founding].any()
        findings.append(Finding(1 if below else 0, 0, state=founding, action="bound beaten"))
    return findings


class _JointStakes:
    """Joint surplus and need of full contribution and of idling in every (trust, conditions)."""

    def __init__(self, game: TrustGame) -> None:
        self.move = game.move[0].astype(float)
        self.chance = game.chance[0].astype(float)
        received = (game.flow + game.temptation)[0, :, :, 0].astype(float)
        total = game.flow[0, :, :, 0].sum(axis=-1).astype(float)
        w, s = game.outside[0].astype(float), float(game.subsidy[0])
        q, deposit = float(game.detection[0]), game.deposit[0].astype(float)
        # Counted in a unit of their own size, a power of two, so that no tolerance depends on it.
        unit = 2.0 ** np.frexp(max(np.max(abs(v)) for v in (received, total, w, deposit, s)))[1]
        received, total, w, deposit, s = (v / unit for v in (received, total, w, deposit, s))
        levels, conditions, n = received.shape
        #: (levels, conditions, 3): all contribute, all idle, all leave.
        self.surplus = np.zeros((levels, conditions, 3))
        self.surplus[..., 0], self.surplus[..., 1] = total + n * s - w.sum(), -w.sum()
        self.need = np.zeros((levels, conditions, 3))
        self.need[..., 1] = np.maximum(w, 0).sum()
        for state in np.ndindex(levels, conditions):
            least = _least_need(received[state], total[state], w - s, s + deposit, q)
            self.need[(*state, 0)] = least

    def allowed(self, delta: float) -> BoolArray:
        """Where full contribution is covered at the largest joint surplus; (levels, conditions)."""
        open_ = np.ones(self.surplus.shape, dtype=bool)
        rounding = _ROUNDING * (1 + abs(self.surplus).max() / (1 - delta))
        while True:
            later = self._later(open_, delta)
            fails = open_ & (self.need > later + rounding)
            if not fails.any():
                return np.asarray(open_[..., 0])
            open_ &= ~fails

    def _later(self, open_: BoolArray, delta: float) -> FloatArray:
        """What the future is worth after every choice, delta E V, at the best open choices."""
        choice = np.full(open_.shape[:2], 2)
        levels = np.arange(len(choice))
        move = np.concatenate([self.move[..., :-1], np.zeros((1, len(choice), len(choice)))])
        while True:
            chosen = move[choice.T, levels] * self.chance[:, None, None]
            reward = np.take_along_axis(self.surplus, choice[..., None], axis=2)[..., 0]
            system = np.eye(len(choice)) - delta * chosen.sum(axis=0)
            start = np.linalg.solve(system, reward @ self.chance)
            later = np.broadcast_to(delta * (move @ start).T[:, None], open_.shape)
            values = np.where(open_, self.surplus + later, -np.inf)
            now = np.take_along_axis(values, choice[..., None], axis=2)[..., 0]
            better = values.max(axis=2) > now + _ROUNDING * (1 + abs(start).max())
            if not better.any():
                return np.asarray(later)
            choice = np.where(better, values.argmax(axis=2), choice)


def _least_need(received: Array, total: Any, leave: Array, forfeit: Array, q: float) -> float:
    """Least Σ y_i over shares with sum `total`: y_i >= 0, (d_i - x_i)/q - forfeit_i, leave_i - x_i.

    Unknowns are shares and needs; infinite if breaches are never found out and somebody gains.
    """
    from scipy.optimize import linprog

    n = len(received)
    one, zero = np.eye(n), np.zeros((n, n))
    breach = [-one / q, -one] if q > 0 else [-one, zero]
    limit = forfeit - received / q if q > 0 else -received
    solved = linprog(
        np.append(np.zeros(n), np.ones(n)),
        A_ub=np.block([breach, [-one, -one]]),
        b_ub=np.append(limit, -leave),
        A_eq=np.append(np.ones(n), np.zeros(n))[None],
        b_eq=[total],
        bounds=[(None, None)] * n + [(0, None)] * n,
    )
    return float(solved.fun) if solved.success else np.inf
