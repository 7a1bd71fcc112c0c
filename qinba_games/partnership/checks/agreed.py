"""What partnerships agree on as their checks read it: its worth, who would deviate, where it leads.

The table is read off the parameters once more (`proof`); many partnerships of one shape are judged
at once. Chances and times are found by squaring the chain, which no solver does.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...certify.kernel import Gap, Kernel, chosen
from ...certify.play import counted, equilibrium, worth_in_states, worth_of
from ...certify.record import OPEN, at_most, optimality
from ...game.table import by_segment, of_games
from ...types import Array, ArrayLike, BoolArray
from ...verify.findings import Finding
from ..proof import Terms, table_from

CLASSES = np.array(["isolated", "nominal", "weak", "strong"])
#: The smallest positive number doubles that often to become one.
_SQUARINGS = 1100
#: Chances given which a time is known well enough.
_SOME = 1e-6


class Gains(NamedTuple):
    """What one-shot deviations bring, shape (states, members or 1, N); -inf where there is none."""

    # A breach that is found out with probability q is a reply of the table whose gain counts 1/q
    # times; here it counts as it is. Where members pay each other all have one gain together.
    size: Array
    near: Array  #: what is rounding
    breach: BoolArray  #: whether it is one


class Agreed:
    """What is agreed on in N partnerships of one shape, by its witness or found anew."""

    def __init__(
        self,
        terms: Terms,
        members: Sequence[str],
        choice: Array,
        witness: Sequence[Any],
        *,
        own: bool = True,
    ) -> None:
        self.terms, self.members = terms, members
        self.kernel = Kernel(table_from(terms))
        self.choice, (play, self.tree, self.code) = choice, witness
        self.voluntary, self.size = self.terms.rule == "voluntary", choice[0].size
        if choice.dtype.kind != "i":
            raise ValueError("choices are numbers of profiles")
        table, rows = self.kernel.table, play.rows.copy()
        rows[: self.size] = table.first_row[: self.size, None] + choice.reshape(len(choice), -1).T
        # What is played after a breach is as the witness says.
        known = own and np.array_equal(rows, play.rows)
        worth = play.worth if known else worth_of(table, rows)
        self.play = play._replace(rows=rows, worth=worth)
        self.rows = rows[: self.size]
        self.values = self.kernel.values(self.play.worth, self.play.punishment)

    def against(self) -> list[Gap]:
        """What speaks against its being an equilibrium."""
        return [*equilibrium(self.kernel, self.play, self.code)]

    def better(self) -> tuple[list[Gap], Array]:
        """What speaks against its record, and by how much something may be better in each game."""
        refused, left = list[Gap](), np.zeros(len(self.choice), dtype=self.kernel.table.delta.dtype)
        for one in optimality(self.kernel, self.play, self.tree, self.code):
            if one.what not in OPEN:
                refused.append(one)
            elif not one.size <= one.allowed:
                left[one.game] = max(left[one.game], at_most(one))
        return refused, left

    @functools.cached_property
    @np.errstate(invalid="ignore")
    def gains(self) -> Gains:
        """What deviations on the path bring."""
        kernel, table, rows = self.kernel, self.kernel.table, self.rows
        numbers = functools.partial(counted, kernel, self.values)
        pooled = kernel.constraints(self.values)
        of = 4 * kernel.sizes_ahead(self.play.rows)[: self.size, : pooled.size.shape[1]]
        near = kernel.rounding(_tolerance.CHECK, chosen(pooled.size, rows), of=of)
        if self.voluntary:
            size = np.where(chosen(pooled.bound, rows), numbers(chosen(pooled.gap, rows)), -np.inf)
            return Gains(size, near + 0 * of, np.zeros(size.shape, dtype=bool))
        worth = numbers(chosen(kernel.worth(self.values), rows))[:, : of.shape[1]]
        reply, size = numbers(kernel.replies(self.values)), np.diff(table.first)
        agreed = np.isin(np.arange(len(table.owner)), table.menu[table.rows.waits])
        breach = table.replies.waits & np.repeat(agreed, size)
        parts = (np.where(some[:, None], reply, -np.inf) for some in (~breach, breach))
        best = (by_segment(np.maximum, part, table.first)[table.menu] for part in parts)
        other, found = (chosen(each, rows) - worth for each in best)
        found = np.where(found > -np.inf, self.terms.detection * found, -np.inf)
        there = np.moveaxis(table.menu[rows] >= 0, 1, -1)
        gain = np.where(there, np.maximum(other, found), -np.inf)
        return Gains(gain, near + 0 * of, found >= other)

    def take(self, k: int) -> Agreed:
        """One of the partnerships."""
        part = object.__new__(Agreed)
        vars(part).update(vars(self), kernel=self.kernel.take([k]), choice=self.choice[[k]])
        part.terms, part.rows = self.terms.some([k]), self.rows[:, [k]]
        part.play = of_games(self.play, [k])
        part.values = part.kernel.values(part.play.worth, part.play.punishment)
        part.gains = of_games(self.gains, [k])
        return part

    def largest(self, game: int = 0, which: Sequence[int] | None = None) -> Finding:
        """The deviation in a game that gains most; `which` are the numbers of the partnerships."""
        size, near = self.gains.size[..., game], self.gains.near[..., game]
        at = np.unravel_index(int(np.argmax(size - near)), size.shape)
        stays = self.kernel.table.rows.waits[self.rows[at[0], game]]
        member: str | None = self.members[int(at[1])]
        action = "leave"
        if self.voluntary:
            member, action = None, "any"
        elif self.gains.breach[(*at, game)]:
            action = "idle"
        elif not stays and size[at] > 0:
            action = "stay"
        state: Any = divmod(int(at[0]), self.choice.shape[2])
        state = state if which is None else (int(which[game]), state)
        return Finding(size[at], np.asarray(near[at]).item(), member, state, action)

    def named(self, gap: Gap, which: Sequence[int] | None = None) -> Finding:
        """What fails, in words, and where."""
        if gap.what != "agreed":
            place = None if which is None else (int(which[gap.game]), None)
            return Finding(gap.size, gap.allowed, state=place, action=gap.what)
        most = self.largest(gap.game, which)
        # A breach that is hardly ever found out gains hardly more than what is rounding.
        fails = gap.size > gap.allowed and not most.gain > most.allowed
        return most._replace(gain=gap.size, allowed=gap.allowed) if fails else most

    def in_states(self) -> Array:
        """What it is worth in states to each member or all together, (states, n or 1, N)."""
        worth = worth_in_states(self.kernel, self.values, self.play.rows)
        return worth[: self.size, : 1 if self.voluntary else len(self.members)]

    def near(self, *terms: Array) -> Any:
        """What is rounding where such values meet, (states, columns, N)."""
        of = self.kernel.sizes_ahead(self.play.rows)[: self.size]
        return self.kernel.rounding(_tolerance.CHECK, *terms, of=of[:, : terms[0].shape[1]])

    def founded(self, founding: ArrayLike, reported: ArrayLike) -> tuple[Array, Array]:
        """How far values at the start are from those of all together; and rounding, (N,)."""
        here = np.asarray(founding), -1, np.arange(len(self.choice))
        return self.off(self.play.worth[here], founding, reported)

    def off(self, value: Array, founding: ArrayLike, reported: ArrayLike) -> tuple[Array, Array]:
        """The same of other values."""
        kernel, here = self.kernel, (np.asarray(founding), -1, np.arange(len(self.choice)))
        of = kernel.table.nodes.largest(kernel.sizes_ahead(self.play.rows))[here]
        middle = kernel.middle[-1]
        near = kernel.rounding(_tolerance.CHECK, value - middle, reported - middle, of=of)
        return abs(value - reported), np.broadcast_to(near, value.shape)

    def without_subsidy(self, founding: int) -> Array:
        """The joint value at the start if no subsidy were paid, (N,)."""
        worth = self.play.worth
        if (self.terms.subsidy != 0).any():
            plain = self.terms._replace(subsidy=0 * self.terms.subsidy)
            worth = worth_of(table_from(plain), self.play.rows)
        return np.asarray(worth[founding, -1])

    def underpaid(self, division: Array) -> Finding:
        """Whether a member of one partnership gains by anything but to comply for its part."""
        kernel, table, rows = self.kernel, self.kernel.table, self.rows[:, 0]
        stays = table.rows.waits[rows, None]
        menu = np.where(stays, table.menu[rows], 0)
        first = table.first[menu]
        reply, best, worth = (
            counted(kernel, self.values, part)[:, ..., 0]
            for part in (
                kernel.replies(self.values),
                kernel.best(self.values),
                kernel.worth(self.values),
            )
        )
        # After leaving, for whom it is free, comes to comply and not to pay.
        comply, best, total = reply[first + ~table.replies.waits[first]], best[menu], worth[rows]
        promised = comply + division * (total - comply.sum(axis=1, keepdims=True))
        whole = abs(best).sum(axis=1, keepdims=True)
        of = 4 * kernel.sizes_ahead(self.play.rows)[: self.size, :, 0]
        near = np.broadcast_to(kernel.rounding(_tolerance.CHECK, whole, total, of=of), best.shape)
        gap = np.where(stays, best - promised, 0)
        at = np.unravel_index(int(np.argmax(gap - near)), gap.shape)
        state = divmod(int(at[0]), self.choice.shape[2])
        return Finding(gap[at], near[at], self.members[int(at[1])], state, "division")

    # --- where it leads -------------------------------------------------------------------------

    @functools.cached_property
    def classes(self) -> Array:
        """Class of every trust level, (N, L)."""
        leave = 2 ** len(self.members) if self.voluntary else 2
        never = (self.terms.chance == 0).T[:, None]
        return classes_of(self.choice == 0, self.choice == leave, never)

    @functools.cached_property
    def steps(self) -> Array:
        """Chances of the next trust in states, the last column: the end, (N, states, L + 1)."""
        table, levels = self.kernel.table, self.choice.shape[1]
        dense = table.lotteries.dense(len(table.nodes.first) - 1).astype(float)
        moves = np.moveaxis(chosen(dense, table.rows.then[self.rows]), -1, 0)
        moves = np.concatenate([moves[..., :levels], moves[..., -1:]], axis=-1)
        stays = table.rows.waits[self.rows].T[..., None]
        return np.where(stays, moves, np.eye(levels + 1)[-1])

    def chain(self) -> Array:
        """Moves over states and the end, which is never left, (N, states + 1, states + 1)."""
        chance = self.terms.chance.T.astype(float)[:, None, None]
        onward = self.steps[..., :-1, None] * chance
        onward = onward.reshape(len(chance), self.size, self.size)
        return ending(onward, self.steps[..., -1:])

    @property
    def moves(self) -> Array:
        """The same between levels, before times are drawn, (N, L, L + 1)."""
        chance = self.terms.chance.T.astype(float)[:, None, :, None]
        return np.asarray((chance * self.steps.reshape(*self.choice.shape, -1)).sum(axis=2))


def classes_of(full: BoolArray, left: BoolArray, never: BoolArray) -> Array:
    """Class of every trust level, from who contributes and leaves in all conditions, (N, L, T).

    Conditions that are `never` drawn decide nothing.
    """
    rank = np.where((left | never).all(axis=-1), 0, 1)
    rank = np.where((full & ~never).any(axis=-1), 2, rank)
    return np.asarray(CLASSES[np.where((full | never).all(axis=-1), 3, rank)])


def reached(rows: Array, classes: Array) -> tuple[Array, Array]:
    """Chance of becoming strong and periods until then given that, by first level, (N, L).

    `rows`, shape (N, L, L + 1), are moves between levels, the last column being the end.
    """
    strong, count = classes == "strong", len(classes)
    onward = rows[..., :-1]
    rising = np.where(strong, 1, (onward * strong[:, None]).sum(axis=-1))
    onward = np.where(strong[..., None] | strong[:, None], 0, onward)
    ends = np.stack([rising, np.where(strong, 0, rows[..., -1])], axis=-1)
    hit = _rest(ending(onward, ends))[:, :-2, -2]
    # The chain given that it becomes strong; elsewhere nothing is asked.
    open_ = (hit > 0) & ~strong
    ratio = hit[:, None] / np.where(open_, hit, 1)[..., None]
    inside = np.where(open_[..., None] & open_[:, None], onward * ratio, 0)
    done = np.where(open_, rising / np.where(open_, hit, 1), 1)[..., None]
    passing = np.append(open_, np.zeros((count, 1)), axis=1)
    time = settled(ending(inside, done), passing)[1][:, :-1]
    return hit, np.where(strong, 0, np.where(hit > _SOME, time, np.inf))


def ending(moves: Array, ends: Array) -> Array:
    """A chain of all states, the last of which are ends and never left."""
    rows, size = np.concatenate([moves, ends], axis=-1), moves.shape[1]
    stays = np.broadcast_to(
        np.eye(rows.shape[-1])[size:], (len(rows), ends.shape[-1], rows.shape[-1])
    )
    return np.concatenate([rows, stays], axis=1)


def time_gap(told: ArrayLike, found: ArrayLike) -> Array:
    """Relative difference of expected times; none where nothing is expected either way."""
    told, found = np.asarray(told, dtype=float), np.asarray(found, dtype=float)
    known = np.isfinite(told) & np.isfinite(found)
    a, b = np.where(known, told, 0), np.where(known, found, 0)
    # Where what is found is infinite the chance is next to nothing, or the chances differ as well.
    never = np.isinf(told) & np.isfinite(found)
    return np.where(never, np.inf, abs(a - b) / (1 + b))


def long_run(chain: Array, initial: Array) -> Array:
    """Long-run shares of time in the states and the end, of one relation."""
    stays = np.vstack([chain, np.eye(chain.shape[1])[-1]]).astype(float)
    return np.asarray(initial @ _rest(stays))


def _rest(chain: Array) -> Array:
    """Where the chain comes to rest."""
    return settled(chain, np.zeros(chain.shape[:-1]))[0]


def settled(chain: Array, passing: Array) -> tuple[Array, Array]:
    """Where a chain comes to rest, and periods until then in states `passing`, (..., states).

    It stays put half of the time, which changes no chance; so each period takes two.
    """
    chain, periods = (chain + np.eye(chain.shape[-1])) / 2, passing / 2
    for _ in range(_SQUARINGS):
        periods = periods + (chain @ periods[..., None])[..., 0]
        before, chain = chain, chain @ chain
        chain = chain / chain.sum(axis=-1, keepdims=True)
        # The rarest moves double every time, so that none is too rare to be seen in the end.
        if (abs(chain - before) <= 1e-12 * before).all():
            break
    return chain, periods
