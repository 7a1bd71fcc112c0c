"""A calendar of help: which tie is helped when, until when, and what it costs."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from ...common.result import FrameColumns, Result, frame_of, show
from ...common.rounded import derived
from ...common.show import many
from ...types import FloatArray, IntArray, Number, Status, frozen
from ..drawing import draw_schedule
from ..endings.results import HandOver
from .offers import outcome

OBJECTIVES = ("kept", "alone", "value")
ENDS = ("good", "date", "mark")


@frozen
class Schedule(Result):
    """What `schedule` returns: for every tie no help, or a bundle, a start and an end.

    As a table: `ties`.

    Attributes
    ----------
    founding : tuple of int
        Trust at the start, of each tie.
    delta : Number
    bundles : tuple of str
    prices : tuple of tuple
        By tie and bundle; None where it is not to be had.
    budgets : tuple of float
        Of every period before the horizon.
    horizon : int
    objective : {"kept", "alone", "value"}
    permitted : tuple of str
        The ends that were allowed.
    options : tuple
        Of each tie None for no help, or the number of the bundle, the first helped period, how help
        ends, and the date or the mark.
    most : float or None
        No calendar brings more, as the solver says; None: not more than this one.
    duals : array, shape (horizon,)
        Prices of the budgets that show a bound.
    hand_overs : tuple of HandOver
        For each bundle, when help by it may end on every tie if it starts at once at trust 0.
    witness : tuple
        By bundle and end, what is agreed on before help starts, as the check reads it.
    """

    _sources: ClassVar[tuple[str, ...]] = ("goldluecke2018", "benoit1985")
    _full = Status.OPTIMAL

    founding: tuple[int, ...]
    delta: Number
    bundles: tuple[str, ...]
    prices: tuple[tuple[Any, ...], ...]
    budgets: tuple[float, ...]
    horizon: int
    objective: str
    permitted: tuple[str, ...]
    options: tuple[tuple[int, int, str, int] | None, ...]
    most: float | None
    duals: FloatArray
    hand_overs: tuple[HandOver, ...]
    witness: Any = None

    @property
    def concept(self) -> str:
        """The solution concept."""
        return " or ".join(dict.fromkeys(one.concept for one in self.hand_overs))

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The ties."""
        names = self.hand_overs[0].names
        return () if names is None else names

    @derived
    def bundle(self) -> IntArray:
        """Number of the bundle of each tie, -1 for no help."""
        return np.array([-1 if option is None else option[0] for option in self.options])

    @derived
    def start(self) -> IntArray:
        """The first helped period of each tie; 0 for no help."""
        return np.array([0 if option is None else option[1] for option in self.options])

    @property
    def ends(self) -> tuple[str, ...]:
        """How help ends: "good", "date" or "mark"; "" for no help."""
        return tuple("" if option is None else option[2] for option in self.options)

    @derived
    def at(self) -> IntArray:
        """The date or the mark; 0 for good, and for no help."""
        return np.array([0 if option is None else option[3] for option in self.options])

    @derived
    def _outcome(self) -> tuple[FloatArray, float, float]:
        return outcome(self)

    @property
    def spending(self) -> FloatArray:
        """Expected, in every period before the horizon; afterwards it does not rise."""
        return self._outcome[0]

    @property
    def value(self) -> float:
        """What the objective is under the calendar."""
        return self._outcome[1]

    @property
    def without(self) -> float:
        """What it is without help."""
        return self._outcome[2]

    @property
    def bound(self) -> float:
        """No calendar brings more."""
        return self.value if self.most is None else max(self.value, self.most)

    @property
    def gap(self) -> float:
        """By how much another calendar may be better at most."""
        return self.bound - self.value

    @property
    def ties(self) -> Any:
        """One row a tie: a, b, `bundle` ("" for none), `start`, `ends`, `at` (date or mark)."""
        return frame_of(self._table())

    def _table(self) -> FrameColumns:
        ties = [(k, bool(b >= 0)) for k, b in enumerate(self.bundle.tolist())]
        return {
            "a": [a for a, _ in self.names],
            "b": [b for _, b in self.names],
            "bundle": [self.bundles[self.bundle[k]] if on else "" for k, on in ties],
            "start": [int(self.start[k]) if on else None for k, on in ties],
            "ends": list(self.ends),
            "at": [int(self.at[k]) if on and self.ends[k] != "good" else None for k, on in ties],
        }

    @property
    def text(self) -> str:
        """Say how many ties are helped, and what that brings in the last period."""
        value, last = show(self.value), f"in period {self.horizon}"
        what = {
            "kept": f"{many(value, 'tie')} weak or strong {last}",
            "alone": f"{many(value, 'tie')} weak or strong without help {last}",
            "value": f"joint value at founding {value}",
        }
        count, most = int((self.bundle >= 0).sum()), float(self.spending.max(initial=0))
        first = (
            f"{count} of {many(len(self.names), 'tie')} helped, for at most {show(most)} in any "
            f"period: {what[self.objective]}, without help {show(self.without)}."
        )
        return first if self.proven else f"{first} No calendar brings more than {show(self.bound)}."

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw a bar for each helped tie, from its start to its date or the horizon."""
        return draw_schedule(self, ax, **style)

    def __repr__(self) -> str:
        count = int((self.bundle >= 0).sum())
        off = "" if self.proven else f", at most {show(self.bound)}"
        figures = f"{self.objective} {show(self.value)}{off}; without {show(self.without)}"
        return f"Schedule({count} of {many(len(self.names), 'tie')} helped, {figures})"


def budgets_of(budgets: Any, horizon: int) -> FloatArray:
    """The budget of every period before the horizon; the last one holds on."""
    rest = [budgets[-1]] * (horizon - len(budgets))
    return np.array([*budgets, *rest], dtype=float)
