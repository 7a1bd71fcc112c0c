"""A calendar of help: which tie is helped when, until when, and what it costs."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from ...common.result import FrameColumns, Result, frame_of, show
from ...types import FloatArray, IntArray, Number, Status, frozen
from ..drawing import draw_schedule

OBJECTIVES = ("kept", "alone", "value")
ENDS = ("good", "date", "mark")


@frozen
class Schedule(Result):
    """What `schedule` returns: for every tie no help, or a bundle, a start and an end.

    As a table: `ties`.

    Attributes
    ----------
    names : tuple of (str, str)
        The ties.
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
    bundle, start, at : int arrays, shape (ties,)
        Number of the bundle, -1 for no help; the first helped period; the date or the mark.
    ends : tuple of str
        "good", "date" or "mark"; "" for no help.
    spending : array, shape (horizon,)
        Expected, in every period; afterwards it does not rise.
    value, without : float
        What the objective is under the calendar, and without help.
    bound : float
        No calendar brings more.
    duals : array, shape (horizon,)
        Prices of the budgets that show a bound.
    witness : tuple
        By bundle and end, what is agreed on before help starts, as the check reads it.

    Notes
    -----
    The `evidence` is a row for each bundle: the patience, and when help by it may end on every tie
    if it starts at once at trust 0.
    """

    _sources: ClassVar[tuple[str, ...]] = ("goldluecke2018", "benoit1985")
    _full = Status.OPTIMAL

    names: tuple[tuple[str, str], ...]
    founding: tuple[int, ...]
    delta: Number
    bundles: tuple[str, ...]
    prices: tuple[tuple[Any, ...], ...]
    budgets: tuple[float, ...]
    horizon: int
    objective: str
    permitted: tuple[str, ...]
    bundle: IntArray
    start: IntArray
    at: IntArray
    ends: tuple[str, ...]
    spending: FloatArray
    value: float
    without: float
    bound: float
    duals: FloatArray
    witness: Any = None

    @property
    def concept(self) -> str:
        """The solution concept."""
        return " or ".join(dict.fromkeys(found.concept for _, found in self.evidence))

    @property
    def gap(self) -> float:
        """By how much another calendar may be better at most."""
        return self.bound - self.value

    @property
    def ties(self) -> Any:
        """One row a tie: a, b, `bundle` ("" for none), `start`, `ends`, `at` (date or mark)."""
        return frame_of(self._table())

    def _table(self) -> FrameColumns:
        helped = [(k, bool(b >= 0)) for k, b in enumerate(self.bundle.tolist())]
        return {
            "a": [a for a, _ in self.names],
            "b": [b for _, b in self.names],
            "bundle": [self.bundles[self.bundle[k]] if on else "" for k, on in helped],
            "start": [int(self.start[k]) if on else None for k, on in helped],
            "ends": list(self.ends),
            "at": [int(self.at[k]) if on and self.ends[k] != "good" else None for k, on in helped],
        }

    @property
    def text(self) -> str:
        """Say how many ties are helped, and what that brings in the last period."""
        what = {
            "kept": f"ties weak or strong in period {self.horizon}",
            "alone": f"ties weak or strong without help in period {self.horizon}",
            "value": "joint value at founding",
        }
        helped, most = int((self.bundle >= 0).sum()), float(self.spending.max(initial=0))
        ties = f"{len(self.names)} tie{'s' if len(self.names) != 1 else ''}"
        first = (
            f"{helped} of {ties} helped, for at most {show(most)} in any period: "
            f"{what[self.objective]} {show(self.value)}, without help {show(self.without)}."
        )
        return first if self.proven else f"{first} No calendar brings more than {show(self.bound)}."

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw a bar for each helped tie, from its start to its date or the horizon."""
        return draw_schedule(self, ax, **style)

    def __repr__(self) -> str:
        helped = int((self.bundle >= 0).sum())
        off = "" if self.proven else f", at most {show(self.bound)}"
        shown = f"{self.objective} {show(self.value)}{off}; without {show(self.without)}"
        ties = f"{len(self.names)} tie{'s' if len(self.names) != 1 else ''}"
        return f"Schedule({helped} of {ties} helped, {shown})"


def budgets_of(budgets: Any, horizon: int) -> FloatArray:
    """The budget of every period before the horizon; the last one holds on."""
    rest = [budgets[-1]] * (horizon - len(budgets))
    return np.array([*budgets, *rest], dtype=float)
