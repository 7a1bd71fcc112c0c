"""When help can end, by date and by mark of trust, for one partnership or each tie of a region."""

from __future__ import annotations

import functools
from collections import Counter
from typing import Any, ClassVar, NamedTuple

import numpy as np

from ... import errors
from ...common import concepts
from ...common.result import FrameColumns, Result, frame_of, show
from ...common.rounded import derived
from ...coordinator import Coordinator
from ...game.witness import Part
from ...partnership.results.evolution import COOPERATING, Evolution
from ...partnership.trust_game import choices_of, classify, level_chain, state_chain
from ...types import Array, FloatArray, IntArray, Number, Status, frozen
from ..drawing import draw_hand_over
from .paths import lasting, path
from .proof import choice_of, helpless, readings_of

#: How long a partnership needs help to begin cooperating: never, a while, for good, in vain.
VERDICTS = ALONE, STARTED, CARRIED, LOST = "alone", "started", "carried", "lost"


class Dates(NamedTuple):
    """Help until a date: 1, 2, ... helped periods; arrays begin with the number of the date.

    Attributes
    ----------
    choice : int array, shape (periods, N, K + 1, conditions)
        What is agreed on in the first period, at every trust; numbered as in an `Evolution`.
    classes : str array, shape (periods, N)
        Of the founding level in that period.
    value : array, shape (periods, N)
        Joint payoff per period at founding, subsidies included.
    """

    choice: IntArray
    classes: Array
    value: Array


class Marks(NamedTuple):
    """Help until a mark of trust; an entry for each partnership with each mark above its founding.

    Attributes
    ----------
    choice : int array, shape (M, K + 1, conditions)
        What is agreed on below the mark; from the mark on nothing is agreed on here.
    classes : str array, shape (M,)
        Of the founding level.
    value : array, shape (M,)
        Joint payoff per period at founding, subsidies included.
    reached, periods, lasts : arrays, shape (M,)
        The probability that the mark is reached; expected helped periods, and expected periods
        alone from the mark until the tie is first not weak or strong.
    """

    choice: IntArray
    classes: Array
    value: Array
    reached: FloatArray
    periods: FloatArray
    lasts: FloatArray


@frozen
class HandOver(Result):
    """What `hand_over` returns: when help may end, for one partnership or for each tie of a region.

    As a table: for a partnership a row for each ending, for a region a row for each tie.

    Attributes
    ----------
    partnerships : tuple of Partnership
        Without the coordinator; of a region one for each tie.
    delta : Number
    coordinator : Coordinator
    founding : tuple of int
        Trust at the start, of each partnership.
    periods : int
        The longest date.
    date_choice : int array, shape (periods, N, K + 1, conditions)
        What is agreed on in the first period of help until each date, as in an `Evolution`.
    alone, for_good : Evolution, or EvolutionBatch
        What becomes of them without the coordinator, and with it for good; of a region a batch.
    witness : tuple
        What is played until marks of trust, and proves them, as the check reads it.
    """

    _sources: ClassVar[tuple[str, ...]] = ("goldluecke2018", "benoit1985")
    _full = Status.COMPUTED

    partnerships: tuple[Any, ...]
    delta: Number
    coordinator: Coordinator
    founding: tuple[int, ...]
    periods: int
    date_choice: IntArray
    alone: Any
    for_good: Any
    witness: tuple[Part, ...] = ()

    @property
    def names(self) -> tuple[tuple[str, str], ...] | None:
        """The names of the ties of a region; None: one partnership was asked about."""
        single = isinstance(self.alone, Evolution)
        return None if single else tuple(model.members for model in self.partnerships)

    @property
    def concept(self) -> str:
        """The solution concept."""
        return concepts.of_modes(self.for_good.game.voluntary)

    @derived
    def until_date(self) -> Dates:
        """Help until each date."""
        alone, with_help = readings_of(self)
        start, games = np.array(self.founding), np.arange(len(self.founding))
        rests, same = alone.for_ever(choice_of(self.alone)), helpless(alone, with_help)
        classes, value, by_itself = [], [], np.atleast_1d(self.alone.founding_value)
        for choice in self.date_choice:
            rests = with_help.before(with_help.acts(rests), np.moveaxis(choice, 0, -1))
            classes.append(classify(self.for_good.game, choice)[games, start])
            worth = with_help.outside.sum(axis=0) + rests.joint[start, games]
            value.append(np.where(same, by_itself, worth))
        return Dates(self.date_choice, np.array(classes), np.array(value))

    @derived
    def mark_choice(self) -> IntArray:
        """What is agreed on below each mark of `asked`, shape (M, K + 1, conditions)."""
        game = self.for_good.game
        choice = np.empty((len(self.asked), game.levels, game.conditions), dtype=int)
        for part in self.witness:
            choice[part.games] = choices_of(game, part.play.rows)
        return choice

    @derived
    def until_mark(self) -> Marks:
        """Help until each mark of trust above the founding one."""
        which = np.array([k for k, _ in self.asked], dtype=int)
        start, every = np.array(self.founding)[which], np.arange(len(which))
        game, choice, alone = self.for_good.game.take(which), self.mark_choice, self.alone.game
        value = np.empty(len(which), dtype=object if self.exact else float)
        for part in self.witness:
            here = start[part.games], -1, np.arange(len(part.games))
            value[part.games] = part.play.worth[here]
        chains, leaves = state_chain(game, choice), choice == len(game.contributes)
        moves = level_chain(alone, self.alone.choice.reshape(-1, *choice.shape[1:]))
        cooperation = np.isin(self.alone.classes, COOPERATING).reshape(len(moves), -1)
        paths = [
            path(chains[j], leaves[j], game.chance[j], mark, int(start[j]))
            for j, (_, mark) in enumerate(self.asked)
        ]
        reached, periods = np.array(paths, dtype=float).reshape(-1, 2).T
        return Marks(
            choice=choice,
            classes=classify(game, choice)[every, start],
            value=value,
            reached=reached,
            periods=periods,
            lasts=np.array([lasting(moves[k], cooperation[k], mark) for k, mark in self.asked]),
        )

    @functools.cached_property
    def asked(self) -> tuple[tuple[int, int], ...]:
        """Number of the partnership and mark, for every entry of `until_mark`."""
        return marks_of(self.founding, self.partnerships[0].levels)

    @property
    def dates(self) -> Any:
        """One row for each date: `periods` of help, `class` and `value` at founding.

        Of a region one for each tie and date, with the names of the tie.
        """
        ending, count = self.until_date, len(self.founding)
        rows = [(k, t) for k in range(count) for t in range(self.periods)]
        return frame_of(
            {
                **self._named([k for k, _ in rows]),
                "periods": [t + 1 for _, t in rows],
                "class": [str(ending.classes[t, k]) for k, t in rows],
                "value": [ending.value[t, k] for k, t in rows],
            }
        )

    @property
    def marks(self) -> Any:
        """One row for each mark above the founding trust, of a region for each tie and mark.

        `trust`, `class` and `value` at founding; `reached`, the probability of the mark; `periods`,
        the expected number of helped periods (inf if with positive probability the mark is never
        reached and nobody leaves); `lasts`, the expected number of periods alone from the mark
        until the tie is first not weak or strong.
        """
        ending = self.until_mark
        return frame_of(
            {
                **self._named([k for k, _ in self.asked]),
                "trust": [mark for _, mark in self.asked],
                "class": [str(name) for name in ending.classes],
                "value": list(ending.value),
                **{
                    name: getattr(ending, name).tolist() for name in ("reached", "periods", "lasts")
                },
            }
        )

    @property
    def ties(self) -> Any:
        """One row a tie of a region: a, b, verdict, least_periods, least_trust (missing: none)."""
        if self.names is None:
            raise self._of("a region", "ties", "Ask for verdict, least_periods, least_trust")
        return frame_of(self._table())

    @property
    def counts(self) -> dict[str, int]:
        """Number of partnerships with each verdict."""
        tally = Counter(self.verdicts)
        return {name: tally[name] for name in VERDICTS}

    @functools.cached_property
    def verdicts(self) -> tuple[str, ...]:
        """The verdict on each partnership."""
        return tuple(self._verdict(k) for k in range(len(self.founding)))

    @property
    def verdict(self) -> str:
        """How long the partnership needs help.

        "alone": it is founded weak or strong without any. "started": not alone, but with help until
        some date or mark. "carried": only with help for good. "lost": not even then.
        """
        return self.verdicts[self._one("verdict")]

    @property
    def least_periods(self) -> int | None:
        """The least date with which the partnership is founded weak or strong; None: there is none.

        Of dates up to `periods`.
        """
        return self._least_periods(self._one("least_periods"))

    @property
    def least_trust(self) -> int | None:
        """The least mark with which it is founded weak or strong and that is reached for sure."""
        return self._least_trust(self._one("least_trust"))

    def _least_periods(self, k: int) -> int | None:
        rows = np.flatnonzero(np.isin(self.until_date.classes[:, k], COOPERATING))
        return int(rows[0]) + 1 if rows.size else None

    def _least_trust(self, k: int) -> int | None:
        outcomes = self.until_mark
        rows = zip(self.asked, outcomes.classes, outcomes.reached, strict=True)
        marks = (m for (of, m), name, sure in rows if of == k and sure == 1 and name in COOPERATING)
        return next(marks, None)

    def _verdict(self, k: int) -> str:
        alone, good = (_class_at(side, k, self.founding[k]) for side in (self.alone, self.for_good))
        if alone in COOPERATING:
            return ALONE
        if self._least_periods(k) is not None or self._least_trust(k) is not None:
            return STARTED
        return CARRIED if good in COOPERATING else LOST

    def _one(self, name: str) -> int:
        if self.names is not None:
            raise self._of("one partnership", name, "Ask for ties, or hand over one partnership")
        return 0

    def _of(self, what: str, name: str, remedy: str) -> errors.NotApplicableError:
        rule = f"is an answer about {what}"
        return errors.NotApplicableError("HandOver", name, self, rule, remedy)

    def _named(self, rows: list[int]) -> FrameColumns:
        if self.names is None:
            return {}
        return {end: [self.names[k][j] for k in rows] for j, end in enumerate("ab")}

    def _table(self) -> FrameColumns:
        if self.names is None:
            return self._endings()
        every = range(len(self.names))
        return {
            **self._named([*every]),
            "verdict": list(self.verdicts),
            "least_periods": [self._least_periods(k) for k in every],
            "least_trust": [self._least_trust(k) for k in every],
        }

    def _endings(self) -> FrameColumns:
        """Every ending of one partnership: never helped, each date and mark, and for good."""
        dates, marks, steps = self.until_date, self.until_mark, range(self.periods)
        ends = [
            (side, _class_at(side, 0, self.founding[0])) for side in (self.alone, self.for_good)
        ]
        rows = [
            ("alone", 0, ends[0][1], self.alone.founding_value),
            *(("date", t + 1, str(dates.classes[t, 0]), dates.value[t, 0]) for t in steps),
            *(
                ("mark", mark, str(name), value)
                for (_, mark), name, value in zip(
                    self.asked, marks.classes, marks.value, strict=True
                )
            ),
            ("for good", None, ends[1][1], self.for_good.founding_value),
        ]
        return {
            name: [row[j] for row in rows]
            for j, name in enumerate(("ends", "at", "class", "value"))
        }

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw what help is worth that ends at each date and mark, or the verdicts on ties."""
        return draw_hand_over(self, ax, **style)

    def __repr__(self) -> str:
        if self.names is not None:
            text = ", ".join(f"{count} {name}" for name, count in self.counts.items())
            count = len(self.names)
            return f"HandOver({count} tie{'s' if count != 1 else ''}: {text})"
        until = (("least date", self.least_periods), ("least mark", self.least_trust))
        text = ", ".join(f"{name} {show(value)}" for name, value in until if value is not None)
        return f"HandOver({self.verdict}{': ' if text else ''}{text})"


def marks_of(founding: tuple[int, ...], levels: int) -> tuple[tuple[int, int], ...]:
    """Number of the partnership and mark, of all marks above where each is founded."""
    return tuple((k, mark) for k, start in enumerate(founding) for mark in range(start + 1, levels))


def _class_at(side: Any, k: int, trust: int) -> str:
    """The class of partnership k at a level of trust."""
    classes = np.asarray(side.classes)
    return str(classes[trust] if classes.ndim == 1 else classes[k, trust])
