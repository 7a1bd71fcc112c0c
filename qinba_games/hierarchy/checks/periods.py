"""One period of many pairs in every environment, off the parameters of their partnerships.

Pairs of one shape together. Axes: pair N, trust K, environment Z, conditions T, member n.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...coordinator import Coordinator
from ...game.table import Table
from ...partnership.partnership import Partnership
from ...partnership.proof import moves_of, read, table_from, terms_of
from ...types import Array
from ..proof import in_surroundings
from .tree import Surroundings


class Periods:
    """What pairs get, where that leads them, and what deviations would bring."""

    def __init__(
        self,
        models: Sequence[Partnership],
        places: Sequence[Surroundings],
        chains: Sequence[Array],
        *,
        rule: str,
        helper: Coordinator,
        delta: Any,
        exact: bool,
    ) -> None:
        self.exact, self.delta = exact, _exact.fraction(delta) if exact else float(delta)
        self.models, self.rule = models, rule
        self.game = game = read(models, exact=exact, rule=rule)
        self.w, self.chance = game.outside, game.chance
        self.around = np.array(chains)
        self.around = self.around if exact else self.around.astype(float)
        helped = np.array([[one is not None for one in place.credibility] for place in places])
        trust = self._numbers([[one or 0 for one in place.credibility] for place in places])
        effective = self._numbers([place.friction for place in places])
        self.friction = effective - effective * self._numbers(helper.mediation * trust)
        self.move = _moves(self.friction, self._numbers([m.promotion for m in models]), models[0])
        q = game.detection[:, None] + 0 * trust
        self.detection = q
        if helper.monitoring != 0:
            self.detection = 1 - (1 - q) * (1 - self._numbers(helper.monitoring * trust))
        deposit = game.deposit[:, None] + 0 * trust[..., None]
        if np.any(helper.deposit != 0):
            staked = self._numbers(helper.deposit * trust[..., None])
            deposit = np.where(helped[..., None], staked, deposit)
        self.deposit, self.subsidy = deposit, game.subsidy
        if helper.subsidy != 0:
            some = helped.any(axis=1)
            self.subsidy = np.where(some, self._numbers([helper.subsidy]), game.subsidy)
        full = np.asarray(game.contributes.all(axis=1))[:, None]
        self.paid = game.flow + full * self.subsidy[:, None, None, None, None]

    def _numbers(self, values: Any) -> Array:
        return _exact.as_numbers(values, self.exact)

    @functools.cached_property
    def allowed(self) -> Array:
        """The gain from rounding that is still accepted, of each pair."""
        return np.asarray(_tolerance.check_rows(self.paid, self.game.flow, self.w))

    def table(self) -> Table:
        """All pairs as one table over (trust, environment)."""
        delta, levels = [self.delta] * len(self.models), self.game.levels
        plain = terms_of(self.models, delta, exact=self.exact)
        plain = plain._replace(rule=self.rule, subsidy=self.subsidy)
        tables: list[Table] = []
        for z in range(self.around.shape[1]):
            watched = {"detection": self.detection[:, z], "deposit": self.deposit[:, z].T}
            there = plain._replace(friction=np.stack([self.friction[:, z]] * levels), **watched)
            # Mostly friction alone differs.
            same = z and all((now == getattr(plain, name)).all() for name, now in watched.items())
            if same:
                tables.append(dataclasses.replace(tables[-1], lotteries=moves_of(there)))
            else:
                tables.append(table_from(there))
            plain = there
        return in_surroundings(tables, self.around)

    def fits(self, *choices: Array) -> bool:
        """Whether choices have the shape of the period, and there are such choices."""
        most, (conditions,) = len(self.game.contributes), self.chance.shape[1:]
        shape = (self.game.levels, self.around.shape[1], conditions)
        if any(choice.shape != shape for choice in choices):
            return False
        every = np.array(choices)
        return bool(0 <= every.min() <= every.max() <= most)

    def agree(self, choice: Array) -> None:
        """Say what is agreed on, (N, K, Z, T)."""
        game, leave = self.game, len(self.game.contributes)
        self.left, self.full = choice == leave, choice == 0
        self.index = np.minimum(choice, leave - 1)
        self.who = game.contributes[self.index]
        self.own = self._chosen(self.paid)
        full, chance = self.full[..., None], self.chance[:, None, None, :, None]
        kept, other = (np.moveaxis(self.move[:, :, kind], 1, 2)[:, :, :, None] for kind in (0, 1))
        rows = np.where(self.left[..., None], 0, np.where(full, kept, other))
        self.onward = (rows * chance).sum(axis=3)  # N K Z K'+1, leaving left out

    def _chosen(self, values: Array) -> Array:
        """The entry of each state's profile, (N, K, Z, T, n), from values (N, K, T, P, n)."""
        count, levels, _, conditions = self.index.shape
        n, k, t = np.arange(count), np.arange(levels), np.arange(conditions)
        return np.asarray(values[n[:, None, None, None], k[:, None, None], t, self.index])

    def _next(self, values: Array) -> Array:
        """What follows each state if all comply, (N, K, Z, T, m), from values (N, K, Z, m)."""
        moved = (self.around[:, None] @ values).swapaxes(1, 2)  # N Z K' m
        rest = self.w if values.shape[-1] > 1 else self.w.sum(axis=-1, keepdims=True)
        kept, other = (
            (move[..., :-1] @ moved + move[..., -1:] * rest[:, None, None]).swapaxes(1, 2)
            for move in (self.move[:, :, 0], self.move[:, :, 1])
        )
        chosen = np.where(self.full[..., None], kept[:, :, :, None], other[:, :, :, None])
        return np.asarray(chosen)

    def chain(self) -> Array:
        """Moves over (trust, environment) before conditions are known, the end last."""
        onward = self.onward
        count, levels, places, _ = onward.shape
        size = levels * places + 1
        found = np.zeros((count, size, size), dtype=onward.dtype)
        inner = onward[..., :-1, None] * self.around[:, None, :, None]
        found[:, :-1, :-1] = inner.reshape(count, size - 1, size - 1)
        ended = onward[..., -1] + (self.left * self.chance[:, None, None]).sum(axis=-1)
        found[:, :-1, -1], found[:, -1, -1] = ended.reshape(count, -1), 1
        return found

    def values(self, chain: Array) -> Array:
        """Members' values at the start of a period, (N, K, Z, n), by one linear system each."""
        onward, w = self.onward, self.w[:, None, None, None]
        count, levels, places, _ = onward.shape
        earned = np.where(self.left[..., None], w, (1 - self.delta) * self.own)
        right = (earned * self.chance[:, None, None, :, None]).sum(axis=3)
        right = right + self.delta * onward[..., -1:] * w[:, 0]
        size = levels * places
        matrix = np.eye(size, dtype=int) - self.delta * chain[:, :-1, :-1]
        return _exact.solve(matrix, right.reshape(count, size, -1)).reshape(right.shape)

    def _now(self, values: Array) -> Array:
        """What each member gets from each state on, (N, K, Z, T, n)."""
        own = (1 - self.delta) * self.own + self.delta * self._next(values)
        return np.where(self.left[..., None], self.w[:, None, None, None], own)

    def idle_for_nothing(self, values: Array) -> list[int]:
        """Pairs that somewhere neither leave nor all contribute, though leaving pays as much."""
        now, apart = self._now(values), self.w[:, None, None, None]
        slack: Any = 0
        if not self.exact:
            most = abs(self.paid).max(axis=(1, 2, 3, 4))[:, None, None, None]
            met = (abs(now).sum(axis=-1), abs(apart).sum(axis=-1))
            slack = _tolerance.meeting(_tolerance.STEP, *met, floor=most)
        idle = ~self.left & ~self.full & ((now - apart).sum(axis=-1) <= slack)
        return np.flatnonzero(idle.any(axis=(1, 2, 3))).tolist()

    def deviations(self, values: Array) -> dict[str, Array]:
        """Gain of each deviation, (N, K, Z, T) or with the member last."""
        now = self._now(values)
        return self._voluntary(now, values) if self.game.voluntary else self._fixed(now, values)

    def _terms(self) -> tuple[Array, Array, Array]:
        """Detection, subsidy and deposit beside (N, K, Z, T, n)."""
        detection, deposit = self.detection[:, None, :, None, None], self.deposit[:, None, :, None]
        return detection, self.subsidy[:, None, None, None, None], deposit

    def _fixed(self, now: Array, values: Array) -> dict[str, Array]:
        game, w = self.game, self.w[:, None, None, None]
        q, subsidy, lost = self._terms()
        missed = self._chosen(game.flow + game.temptation) + (1 - q) * subsidy - q * lost
        after = q * w + (1 - q) * self._next(values)
        breach = (1 - self.delta) * missed + self.delta * after - now
        return {"leave": w - now, "idle": np.where(self.full[..., None], breach, w - now)}

    def _voluntary(self, now: Array, values: Array) -> dict[str, Array]:
        game, w = self.game, self.w[:, None, None, None]
        q, subsidy, lost = self._terms()
        saved, first = self._chosen(game.temptation), game.temptation[..., :1, :]
        alone = self._chosen(np.broadcast_to(first, game.temptation.shape))
        with np.errstate(divide="ignore", invalid="ignore"):
            seldom = np.where(saved > 0, np.inf, 0 * saved)
            unseen = np.where(q == 0, seldom, saved / np.where(q == 0, 1, q))
        forfeit = lost + self.full[..., None] * subsidy
        breach = np.where(self.who, unseen - forfeit, -np.inf)
        only = ~self.who & (self.who.sum(axis=-1) == 1)[..., None]
        need = np.maximum(breach, np.where(only, subsidy - alone, -np.inf))
        need = np.maximum(need, np.maximum(w - self.own, 0)).sum(axis=-1)
        end = self.w.sum(axis=-1)[:, None, None, None]
        surplus = self._next(values.sum(axis=-1, keepdims=True))[..., 0] - end
        gain = (1 - self.delta) * need - self.delta * surplus
        joint = now.sum(axis=-1)
        return {"refuse to pay": end - joint, "any": np.where(self.left, 0 * joint, gain)}


def _moves(friction: Array, rise: Array, plain: Partnership) -> Array:
    """Chances of the next trust in each environment, after a kept period (0) and another (1)."""
    top, rise = len(plain.benefit) - 1, rise[:, None]
    move = np.zeros((*friction.shape, 2, top + 1, top + 2), dtype=friction.dtype)
    for k in range(top + 1):
        back = top + 1 if plain.drop is None else max(k - plain.drop, 0)
        move[:, :, 1, k, back] = 1
        move[:, :, 0, k, back] += friction
        move[:, :, 0, k, min(k + 1, top)] += (1 - friction) * rise
        move[:, :, 0, k, k] += (1 - friction) * (1 - rise)
    return move
