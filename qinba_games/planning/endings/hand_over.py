"""When does a weak network keep itself once help ends? The verb `hand_over`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ... import _check, errors
from ...algorithms.elimination import UpheldPolicy
from ...algorithms.solution import Solution
from ...common.progress import telling
from ...coordinator import Coordinator
from ...game.witness import Part
from ...partnership.compile import table_of
from ...partnership.evolve import evolve
from ...partnership.evolve_many import evolve_batch
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import COOPERATING
from ...partnership.trust_game import TrustGame, choices_of, classify, state_chain
from ...types import Array, FloatArray, IntArray, Number
from ...verify.door import certified
from .paths import path
from .results import ALONE, CARRIED, LOST, STARTED, HandOver, marks_of
from .steps import PaymentPeriod, ReachableSets, point, simplex, until_a_mark

_OWNER = "hand_over"
#: The longest date that is looked at.
PERIODS = 10_000


def hand_over(
    model: Any,
    delta: Number | None = None,
    coordinator: Coordinator | None = None,
    *,
    founding: int | None = None,
    periods: int = 40,
) -> HandOver:
    """Find when help may end: whether a partnership keeps itself once its coordinator has gone.

    Help ends at a date (members are helped in periods 0 to t - 1 and then alone for ever), or at a
    mark (they are helped until trust first reaches it, and then alone for ever, even if trust falls
    again), or never. All know this from the start and believe it.

    Parameters
    ----------
    model : Partnership or Region
        Without the coordinator. Of a region every tie is asked about, from its founding trust.
    delta : Number
        Common discount factor in [0, 1); a region has its own.
    coordinator : Coordinator
        Who helps; a region has its own.
    founding : int, optional
        Trust at the start of a partnership, 0..K, in place of its own.
    periods : int
        The longest date.

    Returns
    -------
    HandOver
        `.verdict` ("alone", "started", "carried" or "lost"), `.least_periods`, `.least_trust`,
        `.dates`, `.marks`; of a region `.ties` and `.counts`.

    Raises
    ------
    DiscountError, InputTypeError, RangeError
    NotApplicableError
        If somebody cannot leave, or the coordinator contradicts the partnership.

    Notes
    -----
    After the coordinator has gone the equilibrium is played that `evolve` selects without it, and
    nobody settles accounts any more: what is played in the last helped period is rewarded by what
    members get alone, by nothing else. Before that the best agreement is played, period by period
    from the end; for a mark, the best in every state, as in `evolve`. Who deviates is answered by
    dissolution.

    References
    ----------
    Benoit, J.-P. and Krishna, V. (1985), Finitely repeated games, Econometrica 53, 905-922.

    Examples
    --------
    With a coordinator who settles shares these two cooperate at once, and from trust 1 on they do
    so alone. If it says on which day it will leave, they never begin. If it stays until trust has
    been built, they do:

    >>> import numpy as np, qinba_games as qg
    >>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]
    >>> pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0.05)
    >>> found = qg.hand_over(pair, 0.7, qg.Coordinator(sharing=True))
    >>> found
    HandOver(started: least mark 1)
    >>> set(found.dates["class"])
    {'isolated'}
    >>> found.marks.round(4)
       trust   class   value  reached  periods     lasts
    0      1  strong  0.6778      1.0   1.7544  32478.08
    1      2  strong  0.6968      1.0   3.6627  35325.28
    2      3  strong  0.6973      1.0   5.5844  35573.28
    3      4  strong  0.6973      1.0   7.5074  35593.28
    """
    if not isinstance(model, Partnership) and hasattr(model, _OWNER):
        remedy = "Leave it out: each tie has its own"
        _check.without(_OWNER, "founding", founding, remedy, default=0)
        answer: HandOver = model.hand_over(delta, coordinator, periods=periods)
        return answer
    _check.instance(_OWNER, "model", model, Partnership)
    helper = _check.instance(_OWNER, "coordinator", coordinator, Coordinator)
    founding = _check.founding_trust(_OWNER, model, founding)
    periods = _check.integer(_OWNER, "periods", periods, low=1, high=PERIODS)
    all_can_leave([model], helper)
    with telling(_OWNER):
        sides = tuple(
            evolve(model, delta, founding=founding, coordinator=each)  # type: ignore[arg-type]
            for each in (None, helper)
        )
        return certified(_handed_over([model], helper, sides, (founding,), periods))


def hand_over_ties(
    models: Sequence[Partnership],
    delta: Number,
    coordinator: Coordinator,
    founding: Sequence[int],
    periods: int,
) -> HandOver:
    """The same of every tie of a region, all at once and in floats."""
    all_can_leave(models, coordinator)
    deltas = np.full(len(models), float(delta))
    with_coordinator = [coordinator.applied_to(model) for model in models]
    with telling(_OWNER):
        start = np.array(founding)
        sides = evolve_batch(models, deltas, start), evolve_batch(with_coordinator, deltas, start)
        answer = _handed_over(models, coordinator, sides, tuple(founding), periods)
        return certified(answer)


def all_can_leave(models: Sequence[Partnership], coordinator: Coordinator) -> None:
    """Refuse a mandate: once help has ended, punishment is dissolution."""
    mandated = coordinator.mandate or next((m.mandate for m in models if m.mandate), ())
    if mandated:
        rule = "all members can leave, as punishment is dissolution"
        raise errors.NotApplicableError(_OWNER, "mandate", mandated, rule, "Drop the mandate")


def _handed_over(
    models: Sequence[Partnership],
    coordinator: Coordinator,
    sides: Sequence[Any],
    founding: tuple[int, ...],
    periods: int,
) -> HandOver:
    """All endings of partnerships whose two sides are known; not certified yet."""
    alone, good = sides
    exact = bool(alone.exact and good.exact)
    delta = np.atleast_1d(np.asarray(alone.delta, dtype=object if exact else float))
    table = table_of(good.game, delta)
    after = alone_sets(alone, table_of(alone.game, delta))
    period = PaymentPeriod(table, shared=good.game.voluntary)
    parts, complete = _until_mark(good.game, delta, after, founding)
    return HandOver(
        partnerships=tuple(models),
        delta=delta[0] if exact else float(delta[0]),
        coordinator=coordinator,
        founding=founding,
        periods=periods,
        date_choice=_date_choice(sides, period, after, periods),
        alone=alone,
        for_good=good,
        witness=parts,
        exact=exact,
        proven=bool(np.all(alone.proven) and np.all(good.proven) and complete),
    )


def verdicts_of(sides: Sequence[Any], founding: tuple[int, ...], periods: int) -> tuple[str, ...]:
    """The verdict on each of many partnerships whose two sides are known, without their paths."""
    alone, good = sides
    delta, start, games = alone.delta, np.array(founding), np.arange(len(founding))
    after = alone_sets(alone, table_of(alone.game, delta))
    period = PaymentPeriod(table_of(good.game, delta), shared=good.game.voluntary)
    dates = _date_choice(sides, period, after, periods)
    by_itself, carried = (
        np.asarray(np.isin(np.asarray(side.classes)[games, start], COOPERATING)) for side in sides
    )
    classes = [classify(good.game, choice)[games, start] for choice in dates]
    started = np.asarray(np.isin(classes, COOPERATING).any(axis=0))
    marks = marks_of(founding, good.game.levels)
    candidates = [(k, mark) for k, mark in marks if not (started[k] or by_itself[k])]
    if candidates:
        played = _played_until_marks(good.game, delta, after, candidates)
        first = start[played.which]
        names = classify(played.games, played.choice)[np.arange(len(candidates)), first]
        sure = dict[Any, bool]()  # many move alike
        for j in np.flatnonzero(np.isin(names, COOPERATING)).tolist():
            if not started[played.which[j]]:
                key = played.pattern(j, int(first[j]))
                if key not in sure:
                    sure[key] = played.path(j, int(first[j]))[0] == 1
                started[played.which[j]] = sure[key]
    verdicts = np.where(
        by_itself, ALONE, np.where(started, STARTED, np.where(carried, CARRIED, LOST))
    )
    return tuple(verdicts.tolist())


def alone_sets(alone: Any, table: Any) -> ReachableSets:
    """What members can get from every node on without the coordinator."""
    rows, values = rows_and_worth(alone)
    if alone.game.voluntary:
        return simplex(table, rows, values[:, -1])
    return point(table, rows, values[:, :-1])


def rows_and_worth(side: Any) -> tuple[IntArray, Array]:
    """The rows of an answer, (states, N), and what they are worth, (nodes, pools, N)."""
    if isinstance(side.witness[0], Part):
        return of_parts(side.witness)
    play = side.witness[0]
    return play.rows, play.worth


def of_parts(witness: Sequence[Part]) -> tuple[IntArray, Array]:
    """The same of a witness in parts, game by game."""
    order = np.argsort(np.concatenate([part.games for part in witness]))
    rows, worth = (
        np.concatenate([getattr(part.play, name) for part in witness], axis=-1)[..., order]
        for name in ("rows", "worth")
    )
    return rows, worth


def _date_choice(
    sides: Sequence[Any], period: PaymentPeriod, after: ReachableSets, periods: int
) -> IntArray:
    """Date after date, each one more step back from what members get alone."""
    alone, good = sides
    idle, choices = unchanged_by_help(alone.game, good.game), []
    for _ in range(periods):
        rows, after = period.step(after)
        choice = choices_of(good.game, rows)
        choice[idle] = alone.choice.reshape(choice.shape)[idle]
        choices.append(choice)
    return np.array(choices)


def unchanged_by_help(alone: TrustGame, with_help: TrustGame) -> Array:
    """Of which partnerships help changes nothing, shape (N,): there a date is as if alone."""
    names = ("flow", "temptation", "move", "deposit", "detection", "subsidy")
    if alone.voluntary != with_help.voluntary:
        return np.zeros(len(alone.flow), dtype=bool)
    pairs = [(getattr(alone, name), getattr(with_help, name)) for name in names]
    if any(one.shape != other.shape for one, other in pairs):
        return np.zeros(len(alone.flow), dtype=bool)
    each = [(one == other).reshape(len(one), -1).all(axis=1) for one, other in pairs]
    return np.asarray(np.logical_and.reduce(each))


def _until_mark(
    game: TrustGame, delta: Array, after: ReachableSets, founding: tuple[int, ...]
) -> tuple[tuple[Part, ...], bool]:
    """Mark after mark, those of all partnerships at once; and whether nothing better is left."""
    marks = marks_of(founding, game.levels)
    if not marks:
        return (), True
    solution = _played_until_marks(game, delta, after, marks).found
    return solution.parts(), bool(solution.complete.all())


class _UntilMarks(NamedTuple):
    """What is played until marks of trust, an entry for each partnership and mark."""

    which: IntArray  #: number of the partnership
    marks: IntArray
    games: TrustGame
    choice: IntArray
    found: Solution
    chains: FloatArray

    def path(self, j: int, start: int) -> tuple[float, float]:
        """The probability that trust reaches mark j, and the expected helped periods."""
        leaves = self.choice[j] == len(self.games.contributes)
        return path(self.chains[j], leaves, self.games.chance[j], int(self.marks[j]), start)

    def pattern(self, j: int, start: int) -> tuple[Any, ...]:
        """Which moves can happen: that decides whether trust reaches mark j for sure."""
        possible = self.chains[j] > 0, self.games.chance[j].astype(float) > 0
        parts = (*possible, self.choice[j] == len(self.games.contributes))
        return (int(self.marks[j]), start, *(part.tobytes() for part in parts))


def _played_until_marks(
    game: TrustGame, delta: Array, after: ReachableSets, pairs: Sequence[tuple[int, int]]
) -> _UntilMarks:
    which, marks = (np.array(each) for each in zip(*pairs, strict=True))
    games = game.take(which)
    table = table_of(games, delta[which])
    solution: Solution = until_a_mark(
        table, marks, ReachableSets(*(part[..., which] for part in after))
    )
    best: UpheldPolicy = solution.found
    choice = choices_of(game, best.rows)
    return _UntilMarks(which, marks, games, choice, solution, state_chain(games, choice))
