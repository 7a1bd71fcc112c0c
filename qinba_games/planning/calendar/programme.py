"""What every tie can be offered, and the best choice of one option a tie under all budgets.

An option is a bundle, a period in which it starts, and how it ends. Before the start a tie is
alone, but knows what comes: steps back from what members can get at the start. What is spent and
what is kept follow from where trust goes, period by period. HiGHS proposes; whether a choice can be
paid is seen here. Of the best the cheapest is sought next.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...network.solvers.binary_programme import BinaryProgramme, IncumbentTies, maximise, row_scale
from ...partnership.compile import table_of
from ...partnership.results.evolution import COOPERATING
from ...partnership.trust_game import TrustGame, choices_of, classify, level_chain
from ...types import Array, BoolArray, FloatArray, IntArray
from ..endings.hand_over import alone_sets, of_parts, rows_and_worth, unchanged_by_help
from ..endings.results import HandOver, marks_of
from ..endings.steps import PaymentPeriod, ReachableSets, point, simplex


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
    sets: ReachableSets  #: what members can get when it starts
    walks: tuple[Walk, ...]  #: helped periods from the start; the last one goes on but for a date


def walk_of(game: TrustGame, choice: IntArray) -> Walk:
    """Where trust goes in a period in which N ties play these choices, (N, L, T)."""
    stays = (game.chance.astype(float)[:, None] * (choice < len(game.contributes))).sum(axis=-1)
    cooperates = np.isin(classify(game, choice), COOPERATING)
    return Walk(level_chain(game, choice), np.asarray(stays), cooperates)


def options(
    hand_over: HandOver, bundle: int, ends: Sequence[str], founding: IntArray, horizon: int
) -> Iterator[Option]:
    """Every start and end of one bundle; `hand_over` has all dates and marks of it from trust 0."""
    alone, every = hand_over.alone, np.arange(len(founding))
    table = table_of(alone.game, np.asarray(alone.delta, dtype=float))
    step, lone = (
        PaymentPeriod(table, shared=alone.game.voluntary),
        walk_of(alone.game, alone.choice),
    )
    for ending in _endings(hand_over, table):
        if ending.ends not in ends:
            continue
        sets, before = ending.sets, list[IntArray]()
        latest = hand_over.periods - (ending.at if ending.ends == "date" else 1)
        for start in range(latest + 1):
            if start:
                rows, sets = step.step(sets)
                before.insert(0, choices_of(alone.game, rows))
            first = [walk_of(alone.game, choice) for choice in before]
            spending, chance, by_itself = follow(first, ending, lone, founding, horizon)
            value = np.asarray(sets.joint[founding, every], dtype=float)
            chosen = np.array(before).reshape(start, *alone.choice.shape)
            chosen = np.moveaxis(chosen, 1, -1)
            yield Option(
                bundle, start, ending.ends, ending.at, chosen, spending, value, chance, by_itself
            )


def _endings(hand_over: HandOver, table: Any) -> Iterator[Ending]:
    """For good, every date, and every mark."""
    alone, good = hand_over.alone, hand_over.for_good
    treated = table_of(good.game, np.asarray(good.delta, dtype=float))
    rows, worth = rows_and_worth(good)
    shared = good.game.voluntary
    whole = simplex(treated, rows, worth[:, -1]) if shared else point(treated, rows, worth[:, :-1])
    yield Ending("good", 0, whole, (walk_of(good.game, good.choice),))
    end = sets = alone_sets(alone, table)
    period, walks = PaymentPeriod(treated, shared=shared), list[Walk]()
    as_alone = unchanged_by_help(alone.game, good.game)
    for t, choice in enumerate(hand_over.date_choice):
        _, stepped = period.step(sets)
        pairs = zip(end, stepped, strict=True)
        sets = ReachableSets(*(np.where(as_alone, *both) for both in pairs))
        walks.insert(0, walk_of(good.game, choice))
        yield Ending("date", t + 1, sets, tuple(walks))
    marks = np.array([mark for _, mark in marks_of(hand_over.founding, good.game.levels)])
    if not len(marks):  # there is one level of trust
        return
    rows, worth = of_parts(hand_over.witness)
    for mark in range(1, good.game.levels):
        which = marks == mark
        below = np.append(np.arange(good.game.levels) < mark, True)[:, None]
        own = worth[..., which]
        sets = simplex(treated, rows[:, which], own[:, -1])
        if not shared:
            sets = point(treated, rows[:, which], own[:, :-1])
        sets = ReachableSets(
            np.where(below, sets.joint, end.joint),
            np.where(below[:, None], sets.least, end.least),
            np.maximum(sets.size, end.size),
        )
        choice = hand_over.mark_choice[which]
        yield Ending("mark", mark, sets, (walk_of(good.game, choice),))


def follow(
    before: Sequence[Walk], ending: Ending, alone: Walk, founding: IntArray, horizon: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """What is spent in every period, (N, horizon), and kept in the last, in all and alone, (N,)."""
    levels = np.arange(alone.stays.shape[1])
    treated = (levels == founding[:, None]).astype(float)  # or about to be
    rest, spent = 0 * treated, np.zeros((len(founding), horizon))
    for s in range(horizon + 1):
        since = s - len(before)
        over = ending.ends == "date" and since >= ending.at
        if over or (ending.ends == "mark" and since >= 0):
            done = treated * (over | (levels >= ending.at))
            treated, rest = treated - done, rest + done
        walk = before[s] if since < 0 else ending.walks[min(since, len(ending.walks) - 1)]
        if s == horizon:
            by_itself = (rest * alone.cooperates).sum(axis=1)
            return spent, by_itself + (treated * walk.cooperates).sum(axis=1), by_itself
        if since >= 0:
            spent[:, s] = (treated * walk.stays).sum(axis=1)
        treated, rest = walk.after(treated), alone.after(rest)
    raise AssertionError  # the last period returns


#: By how much a value or a sum of money may differ and be the same, relative to it beyond 1.
NEAR = 1e-9
#: Branches after which a choice is taken for a good one.
_NODES = 20
#: Branches times candidates after which a choice is taken for the cheapest known.
_CHEAPER = 600_000


class _Candidates(NamedTuple):
    """Options of all ties that gain something and that no other one of the same tie beats."""

    tie: IntArray  #: shape (K,)
    option: IntArray  #: shape (K,): number of the option
    gain: FloatArray  #: shape (K,): over no help
    spending: FloatArray  #: shape (K, horizon)


class _IncumbentSchedule(NamedTuple):
    """A choice of candidates, and how far from the best it can be."""

    chosen: BoolArray
    bound: float
    proven: bool
    cheapest: bool  #: whether nothing as good costs less
    duals: FloatArray  #: shape (horizon,): prices of the budgets, by linear programme


def candidates(gain: FloatArray, spending: FloatArray) -> _Candidates:
    """Of all options, (options, N) and (options, N, horizon), those worth a look."""
    pairs = []
    for tie in range(gain.shape[1]):
        own = np.flatnonzero(gain[:, tie] > NEAR)
        # The most gain first, of equal ones the cheapest, then in their order.
        order = np.lexsort((own, spending[own, tie].sum(axis=1), -gain[own, tie]))
        frontier = list[int]()
        for o in own[order].tolist():
            beaten = (spending[frontier, tie] <= spending[o, tie]).all(axis=1)
            if not beaten.any():
                frontier.append(o)
        pairs += [(tie, o) for o in sorted(frontier)]
    which, option = np.array(pairs, dtype=int).reshape(-1, 2).T
    return _Candidates(which, option, gain[option, which], spending[option, which])


def best(given: _Candidates, budgets: FloatArray, time_limit: float | None) -> _IncumbentSchedule:
    """The greatest gain that the budgets pay; of these the least spending."""
    none = np.zeros(len(given.gain), dtype=bool)
    if not len(none):
        return _IncumbentSchedule(none, 0.0, True, True, np.zeros(len(budgets)))
    deadline = None if time_limit is None else time.monotonic() + time_limit
    duals, most = _relaxation(given, budgets)
    # A good choice first: what cannot be part of a better one is then left out.
    good = _solve(given, budgets, given.gain, None, deadline, nodes=_NODES)
    few = None if good is None else _within_reach(given, duals, most, good.value)
    incumbent = _solve(given, budgets, given.gain, None, deadline, few) or good
    if incumbent is None:
        return _IncumbentSchedule(none, most, False, False, duals)
    if not incumbent.proven:
        return _IncumbentSchedule(incumbent.chosen, min(incumbent.bound, most), False, False, duals)
    total = -given.spending.sum(axis=1)
    least = incumbent.value - NEAR * max(1.0, abs(incumbent.value))
    few = _within_reach(given, duals, most, least)
    nodes = 1 + _CHEAPER // max(1, int(few.sum()))
    cheap = _solve(given, budgets, total, least, deadline, few, nodes)
    if cheap is None or given.gain[cheap.chosen].sum() < least - NEAR:
        return _IncumbentSchedule(incumbent.chosen, incumbent.value, True, False, duals)
    return _IncumbentSchedule(cheap.chosen, incumbent.value, True, cheap.proven, duals)


def _within_reach(given: _Candidates, duals: FloatArray, most: float, least: float) -> BoolArray:
    """Candidates with which at least so much can be gained, by the prices of the budgets."""
    surplus = given.gain - given.spending @ duals
    top = np.zeros(int(given.tie.max()) + 1)
    np.maximum.at(top, given.tie, surplus)
    return np.asarray(most - (top[given.tie] - surplus) >= least)


def over(spending: Array, budgets: Array) -> BoolArray:
    """In which periods more is spent than there is, beyond rounding."""
    return np.asarray(spending > budgets + NEAR * np.maximum(1, budgets))


def _solve(
    given: _Candidates,
    budgets: FloatArray,
    weight: FloatArray,
    least: float | None,
    deadline: float | None,
    among: BoolArray | None = None,
    nodes: int | None = None,
) -> IncumbentTies | None:
    from scipy.sparse import csr_array

    rows, lower = _constraints(given, budgets)
    if least is not None:
        rows, lower = np.vstack([rows, given.gain]), np.append(lower, least)
    scale = row_scale(rows)

    def breaks(chosen: BoolArray) -> list[tuple[Array, float]]:
        late = np.flatnonzero(over(given.spending[chosen].sum(axis=0), budgets)).tolist()
        paid = [chosen & (given.spending[:, s] > 0) for s in late]
        return [(-one.astype(float), 1.0 - one.sum()) for one in paid]

    programme = BinaryProgramme(
        weight, csr_array(rows * scale[:, None]), lower * scale, 0.0, breaks
    )
    fixed = np.full(len(weight), -1)
    if among is not None:
        fixed[~among] = 0
    return maximise(programme, fixed, deadline, nodes)


def _constraints(given: _Candidates, budgets: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Rows and what they are at least: budgets, and one option a tie."""
    single = -(given.tie == np.unique(given.tie)[:, None]).astype(float)
    lower = np.concatenate([-budgets, np.full(len(single), -1.0)])
    return np.vstack([-given.spending.T, single]), lower


def _relaxation(given: _Candidates, budgets: FloatArray) -> tuple[FloatArray, float]:
    """Prices of budgets at which parts of options would be bought, and the bound they show."""
    from scipy.optimize import linprog

    rows, lower = _constraints(given, budgets)
    solution: Any = linprog(-given.gain, A_ub=-rows, b_ub=-lower, bounds=(0, 1))
    duals = np.maximum(-solution.ineqlin.marginals[: len(budgets)], 0)
    return duals, _bound_of(given, budgets, duals)


def _bound_of(given: _Candidates, budgets: FloatArray, duals: FloatArray) -> float:
    """No choice gains more: each tie at its best when budgets cost these prices."""
    surplus = given.gain - given.spending @ duals
    best = np.zeros(int(given.tie.max(initial=-1)) + 1)
    np.maximum.at(best, given.tie, surplus)
    bound = float(best.sum() + budgets @ duals)
    return bound + _tolerance.STEP * max(1.0, abs(bound))
