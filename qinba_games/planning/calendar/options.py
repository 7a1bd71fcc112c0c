"""What every tie can be offered: a bundle, a period in which it starts, and how it ends.

Before the start a tie is alone, but knows what comes: steps back from what members can get at the
start. What is spent and what is kept follow from where trust goes, period by period.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...partnership.compile import table_of
from ...partnership.evolve import classify
from ...partnership.results.evolution import COOPERATING
from ...partnership.solvers.trust_values import level_chain
from ...partnership.trust_game import TrustGame
from ...types import BoolArray, FloatArray, IntArray
from ..endings.hand_over import alone_sets, choices_of, of_parts, played
from ..endings.results import HandOver, marks_of
from ..endings.steps import Period, Sets, point, simplex


class Option(NamedTuple):
    """A bundle from period `start` on, for N ties: what it spends for a price of 1 and brings."""

    bundle: int
    start: int
    ends: str  #: "good", "date" or "mark"
    at: int  #: the date or the mark; 0 for good
    before: IntArray  #: shape (start, L, T, N): what is agreed on before it starts
    spending: FloatArray  #: shape (N, horizon)
    value: FloatArray  #: shape (N,): joint payoff at founding
    kept: FloatArray  #: shape (N,): chance to be weak or strong in period `horizon`
    alone: FloatArray  #: shape (N,): the same without help there


class Walk(NamedTuple):
    """A period of N ties: where trust goes, whether members stay, and where they cooperate."""

    moves: FloatArray  #: shape (N, L, L + 1)
    stays: FloatArray  #: shape (N, L)
    cooperates: BoolArray  #: shape (N, L)

    def after(self, now: FloatArray) -> FloatArray:
        """Where trust is one period later, (N, L)."""
        return np.asarray((now[:, None] @ self.moves)[:, 0, :-1])


class Ending(NamedTuple):
    """How help ends once it has started."""

    ends: str
    at: int
    sets: Sets  #: what members can get when it starts
    walks: tuple[Walk, ...]  #: helped periods from the start; the last one goes on but for a date


def walk_of(game: TrustGame, choice: IntArray) -> Walk:
    """Where trust goes in a period in which N ties play these choices, (N, L, T)."""
    stays = (game.chance.astype(float)[:, None] * (choice < len(game.contributes))).sum(axis=-1)
    cooperates = np.isin(classify(game, choice), COOPERATING)
    return Walk(level_chain(game, choice), np.asarray(stays), cooperates)


def options(
    found: HandOver, bundle: int, ends: Sequence[str], founding: IntArray, horizon: int
) -> Iterator[Option]:
    """Every start and end of one bundle; `found` has all dates and marks of it from trust 0."""
    alone, every = found.alone, np.arange(len(founding))
    table = table_of(alone.game, np.asarray(alone.delta, dtype=float))
    step, lone = Period(table, shared=alone.game.voluntary), walk_of(alone.game, alone.choice)
    for ending in _endings(found, table):
        if ending.ends not in ends:
            continue
        sets, before = ending.sets, list[IntArray]()
        latest = found.periods - (ending.at if ending.ends == "date" else 1)
        for start in range(latest + 1):
            if start:
                rows, sets = step.step(sets)
                before.insert(0, choices_of(table, rows, alone.game))
            first = [walk_of(alone.game, choice) for choice in before]
            spending, kept, by_itself = followed(first, ending, lone, founding, horizon)
            value = np.asarray(sets.joint[founding, every], dtype=float)
            chosen = np.array(before).reshape(start, *alone.choice.shape)
            chosen = np.moveaxis(chosen, 1, -1)
            yield Option(
                bundle, start, ending.ends, ending.at, chosen, spending, value, kept, by_itself
            )


def _endings(found: HandOver, table: Any) -> Iterator[Ending]:
    """For good, every date, and every mark."""
    alone, good = found.alone, found.for_good
    helped = table_of(good.game, np.asarray(good.delta, dtype=float))
    rows, worth = played(good)
    shared = good.game.voluntary
    whole = simplex(helped, rows, worth[:, -1]) if shared else point(helped, rows, worth[:, :-1])
    yield Ending("good", 0, whole, (walk_of(good.game, good.choice),))
    end = sets = alone_sets(alone, table)
    period, walks = Period(helped, shared=shared), list[Walk]()
    for t, choice in enumerate(found.until_date.choice):
        _, sets = period.step(sets)
        walks.insert(0, walk_of(good.game, choice))
        yield Ending("date", t + 1, sets, tuple(walks))
    marks = np.array([mark for _, mark in marks_of(found.founding, good.game.levels)])
    rows, worth = of_parts(found.witness)
    for mark in range(1, good.game.levels):
        which = marks == mark
        below = np.append(np.arange(good.game.levels) < mark, True)[:, None]
        own = worth[..., which]
        sets = simplex(helped, rows[:, which], own[:, -1])
        if not shared:
            sets = point(helped, rows[:, which], own[:, :-1])
        sets = Sets(
            np.where(below, sets.joint, end.joint),
            np.where(below[:, None], sets.least, end.least),
            np.maximum(sets.size, end.size),
        )
        choice = found.until_mark.choice[which]
        yield Ending("mark", mark, sets, (walk_of(good.game, choice),))


def followed(
    before: Sequence[Walk], ending: Ending, alone: Walk, founding: IntArray, horizon: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """What is spent in every period, (N, horizon), and kept in the last, in all and alone, (N,)."""
    levels = np.arange(alone.stays.shape[1])
    helped = (levels == founding[:, None]).astype(float)  # or about to be
    rest, spent = 0 * helped, np.zeros((len(founding), horizon))
    for s in range(horizon + 1):
        since = s - len(before)
        over = ending.ends == "date" and since >= ending.at
        if over or (ending.ends == "mark" and since >= 0):
            done = helped * (over | (levels >= ending.at))
            helped, rest = helped - done, rest + done
        walk = before[s] if since < 0 else ending.walks[min(since, len(ending.walks) - 1)]
        if s == horizon:
            by_itself = (rest * alone.cooperates).sum(axis=1)
            return spent, by_itself + (helped * walk.cooperates).sum(axis=1), by_itself
        if since >= 0:
            spent[:, s] = (helped * walk.stays).sum(axis=1)
        helped, rest = walk.after(helped), alone.after(rest)
    raise AssertionError  # the last period returns
