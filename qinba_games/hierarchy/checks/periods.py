"""Pairs in every environment as a table, off the parameters of their partnerships once more.

The kernel reads what they get, where that leads, and what deviations bring. Pairs of one shape
together; axes: pair N, trust K, environment Z, conditions T, member n.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...certify.kernel import Kernel, pick
from ...certify.play import beside, table_numbers, worth_in_states, worth_of
from ...coordinator import Coordinator
from ...game.table import Lotteries, Table, of_games, side_by_side
from ...game.witness import Part
from ...partnership.partnership import Partnership
from ...partnership.proof import game_of, moves_of, table_from, terms_of
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
        self.exact = exact
        self.terms = terms_of(models, [delta] * len(models), exact=exact)._replace(rule=rule)
        self.game = game = game_of(models, self.terms)
        self.w, self.chance = game.outside, game.chance
        self.around = np.array(chains)
        self.around = self.around if exact else self.around.astype(float)
        with_helper = np.array([[one is not None for one in place.credibility] for place in places])
        trust = self._numbers([[one or 0 for one in place.credibility] for place in places])
        effective = self._numbers([place.friction for place in places])
        self.friction = effective - effective * self._numbers(helper.mediation * trust)
        q = game.detection[:, None] + 0 * trust
        self.detection = q
        if helper.monitoring != 0:
            self.detection = 1 - (1 - q) * (1 - self._numbers(helper.monitoring * trust))
        deposit = game.deposit[:, None] + 0 * trust[..., None]
        if np.any(helper.deposit != 0):
            staked = self._numbers(helper.deposit * trust[..., None])
            deposit = np.where(with_helper[..., None], staked, deposit)
        self.deposit, self.subsidy = deposit, game.subsidy
        if helper.subsidy != 0:
            some = with_helper.any(axis=1)
            self.subsidy = np.where(some, self._numbers([helper.subsidy]), game.subsidy)
        full = np.asarray(game.contributes.all(axis=1))[:, None]
        self.paid = game.flow + full * self.subsidy[:, None, None, None, None]

    def _numbers(self, values: Any) -> Array:
        return _exact.as_numbers(values, self.exact)

    @functools.cached_property
    def allowed(self) -> Array:
        """The gain from rounding that is still accepted, of each pair."""
        return np.asarray(_tolerance.check_rows(self.paid, self.game.flow, self.w))

    @functools.cached_property
    def table(self) -> Table:
        """All pairs as one table over (trust, environment)."""
        plain, tables = self.terms._replace(subsidy=self.subsidy), list[Table]()
        for z, moves in enumerate(self._moves()):
            watched = {"detection": self.detection[:, z], "deposit": self.deposit[:, z].T}
            # Mostly friction alone differs.
            if z and all((now == getattr(plain, name)).all() for name, now in watched.items()):
                tables.append(dataclasses.replace(tables[-1], lotteries=moves))
                continue
            plain = plain._replace(friction=self._alike(self.friction[:, z]), **watched)
            tables.append(table_from(plain))
        return in_surroundings(tables, self.around)

    def _moves(self) -> list[Lotteries]:
        """Where trust goes in every place; pairs in all places are read side by side."""
        places, rise = self.around.shape[1], self.terms.promotion
        friction = self._alike(self.friction.T.ravel())
        moves = moves_of(self.terms._replace(friction=friction, promotion=np.tile(rise, places)))
        return [moves._replace(chance=part) for part in np.split(moves.chance, places, axis=1)]

    def _alike(self, friction: Array) -> Array:
        """The same friction at every level of trust, (levels, N)."""
        return np.stack([friction] * self.game.levels)

    @functools.cached_property
    def kernel(self) -> Kernel:
        """What reads the table."""
        return Kernel(self.table)

    def said(self, witness: Sequence[tuple[Part, int]]) -> tuple[Array, Array]:
        """What witnesses say is agreed on, (N, K, Z, T), and worth at nodes, (nodes, pools, N)."""
        by_part: dict[int, list[int]] = {}
        for pair, (part, _) in enumerate(witness):
            by_part.setdefault(id(part), []).append(pair)
        places = [*by_part.values()]
        plays = [
            of_games(witness[some[0]][0].play, [witness[k][1] for k in some]) for some in places
        ]
        rows, worth, _ = of_games(side_by_side(plays), np.argsort(np.concatenate(places)))
        choice = (rows[:-1] - self.table.first_row[:-2, None]).T
        return choice.reshape(len(witness), self.game.levels, self.around.shape[1], -1), worth

    def fits(self, *choices: Array) -> bool:
        """Whether choices have the shape of the period, and there are such choices."""
        most, (conditions,) = len(self.game.contributes), self.chance.shape[1:]
        shape = (self.game.levels, self.around.shape[1], conditions)
        if any(choice.shape != shape for choice in choices):
            return False
        every = np.array(choices)
        return bool(0 <= every.min() <= every.max() <= most)

    def agree(self, choice: Array, worth: Array | None = None) -> None:
        """Say what is agreed on, (N, K, Z, T), and what that is worth, (nodes, pools, N)."""
        table, kernel = self.table, self.kernel
        vars(self).pop("chain", None)
        self.left, self.full = choice == len(self.game.contributes), choice == 0
        played = np.pad(choice.reshape(len(choice), -1), [(0, 0), (0, 1)]).T
        self.rows = table.first_row[:-1, None] + played
        self.worth = worth_of(table, self.rows) if worth is None else worth
        outside = table.rows.now[-1]
        after = np.broadcast_to(outside, (len(self.worth), *outside.shape))
        self.values = kernel.values(self.worth, after)
        together = worth_in_states(kernel, self.values, self.rows)[:, -1:]
        #: What all get together in each state, and what they have outside.
        self.now, self.end = self._in_states(together)[..., 0], self.w.sum(axis=-1)[:, *[None] * 3]

    def _in_states(self, of_states: Array) -> Array:
        """The same of each state, (N, K, Z, T, columns), but the end."""
        return np.moveaxis(of_states[:-1], -1, 0).reshape(*self.full.shape, -1)

    def joint(self) -> Array:
        """What all get together at the start of a period, (N, K, Z)."""
        return self.worth[:-1, -1].T.reshape(self.full.shape[:3])

    def misses(self) -> Array:
        """By how much what a pool, or all together, get for ever may be wrong at most, (N,)."""
        kernel = self.kernel
        worth = kernel.nodes.expect(pick(kernel.worth(self.values), self.rows))
        reported_worth = kernel.in_nodes(self.values.worth)
        gaps = table_numbers(kernel, self.values, abs(worth - reported_worth)) / kernel.sure
        # What every period misses adds up.
        return np.asarray(gaps.max(axis=(0, 1)) / (1 - self.table.delta))

    @functools.cached_property
    def chain(self) -> Array:
        """Moves over (trust, environment) before conditions are known, the end last."""
        table = self.table
        moves = table.lotteries.dense(len(self.worth))
        return np.moveaxis(table.nodes.expect(pick(moves, table.rows.then[self.rows])), -1, 0)

    def idle_for_nothing(self) -> list[int]:
        """Pairs that somewhere neither leave nor all contribute, though leaving pays as much."""
        most = abs(self.paid).max(axis=(1, 2, 3, 4))[:, None, None, None]
        slack = self.kernel.rounding(_tolerance.STEP, self.now, self.end, of=most)
        idle = ~self.left & ~self.full & (self.now - self.end <= slack)
        return np.flatnonzero(idle.any(axis=(1, 2, 3))).tolist()

    def deviations(self) -> dict[str, Array]:
        """Gain of each deviation, (N, K, Z, T) or with the member last."""
        kernel, values, rows = self.kernel, self.values, self.rows
        if self.game.voluntary:
            gain = table_numbers(kernel, values, pick(kernel.constraints(values).gap, rows))
            # A breach that nobody ever sees would have to bring nothing.
            gain = np.where(pick(self.table.open, rows)[:, None], gain, np.inf)
            return {"refuse to pay": self.end - self.now, "any": self._in_states(gain)[..., 0]}
        other, breach = map(self._in_states, beside(kernel, values, rows))
        detection, delta = self.detection[:, None, :, None, None], self.terms.delta[0]
        unseen = (1 - delta) * self.game.temptation[:, :, None, :, 0]
        breach = np.where(detection == 0, unseen, np.where(detection == 0, 1, detection) * breach)
        return {"leave": other, "idle": np.where(self.full[..., None], breach, other)}
