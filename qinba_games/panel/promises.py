"""Agreements that were to be kept: what was at stake in each, and whether it was kept."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from .. import _check
from ..common.register import LATER
from ..common.result import frame_of
from ..common.show import many
from ..common.spans import Spans
from ..coordinator import Coordinator
from ..repeated.results.patience import CriticalDiscount
from ..types import BoolArray, fill, frozen, make


@frozen
class Promises:
    """Promises that were kept or broken, and the patience at which keeping each is an equilibrium.

    Made by `from_frame` or `from_region`, or of supports that are known.

    Parameters
    ----------
    kept : sequence of bool
    support : sequence of Spans
    units : sequence of str, optional
        None: each promise is a unit.

    Attributes
    ----------
    kept : bool array, shape (promises,)
    support : tuple of Spans
        For each promise, the discount factors at which keeping it is an equilibrium.
    units : tuple
        Promises of one unit may depend on each other, those of different units may not.
    columns : tuple of (str, tuple)
        What else the table says: `a`, `b`, `agreement`, `year`, `trust`, `third_party` and more.
    thresholds : tuple of CriticalDiscount
        What the supports were read from; none where a threshold was given.
    sources : tuple of tuple of int
        For each promise, its entries of `thresholds`; its support is the union of their intervals.
    notes : tuple of str
        What is assumed.

    Raises
    ------
    InvalidInputError
        If there is no promise, or not one entry for each.

    Examples
    --------
    >>> import qinba_games as qg
    >>> qg.Promises.from_frame({"threshold": [0.2, 0.6, 1.2], "kept": ["kept", "broken", "kept"]})
    Promises(3, 2 of them kept, 3 units)
    """

    kept: BoolArray
    support: tuple[Spans, ...]
    units: tuple[Any, ...]
    columns: tuple[tuple[str, tuple[Any, ...]], ...]
    thresholds: tuple[CriticalDiscount, ...]
    sources: tuple[tuple[int, ...], ...]
    notes: tuple[str, ...]

    def __init__(self, kept: Any, support: Any, units: Any = None) -> None:
        outcomes = _check.sequence("Promises", "kept", kept, "True or False")
        _check.some("Promises", "kept", kept, len(outcomes), "True or False", "promise")
        spans = _check.sequence("Promises", "support", support, "Spans")
        _check.as_many("Promises", "support", support, len(spans), len(outcomes), "promises")
        if units is None:
            units = range(len(outcomes))
        names = _check.sequence("Promises", "units", units, "names")
        _check.as_many("Promises", "units", units, len(names), len(outcomes), "promises")
        remedy = "Name the unit of every promise"
        fill(
            self,
            kept=np.array([_check.flag("Promises", "kept", one) for one in outcomes]),
            support=tuple(_check.instance("Promises", "support", one, Spans) for one in spans),
            units=tuple(_check.name("Promises", "units", one, remedy) for one in names),
            columns=(),
            thresholds=(),
            sources=(),
            notes=(),
        )

    @classmethod
    def from_frame(
        cls, rows: Any, *, sharing: str | None = None, coordinator: Coordinator | None = None
    ) -> Self:
        """Read promises from a table, one row each.

        Parameters
        ----------
        rows : frame, mapping of columns, or path of a CSV file
            `kept`: true or false, 1 or 0, "kept" or "broken". What was at stake in one of three
            ways: `model` (a game or partnership; with `profile`, what was agreed on); `reward`,
            `sucker`, `temptation`, `punishment` (and `outside`), what one of two equal members
            gets where both keep, it alone keeps, it alone breaks, and both break; or `threshold`,
            at least 0, the patience from which on keeping is an equilibrium. Optional: `trust` (of
            a partnership, before the period), `third_party` (whether one helped), `unit`, `a`,
            `b`, `agreement`, `year`. Other columns are carried along.
        sharing : {"none", "voluntary"}, optional
            Whether members could pay each other; None: nobody knows.
        coordinator : Coordinator, optional
            What a third party could do. Where `third_party` is not said it may have helped or not.

        Returns
        -------
        Promises

        Raises
        ------
        InvalidInputError
            With table, row, column and value: no rows, two ways to say the stakes or none, `kept`
            that is neither, trust above the levels.

        Notes
        -----
        Where something is not known the support is the union over all that it may be: a promise
        then reveals less, and never too much.

        Examples
        --------
        >>> import qinba_games as qg
        >>> stakes = {"reward": [40], "sucker": [12], "temptation": [50], "punishment": [25]}
        >>> qg.Promises.from_frame({**stakes, "kept": [True]}).support
        (Spans([2/5, 1)),)
        """
        return make(cls, **LATER[Promises, "from_frame"](rows, sharing, coordinator))

    @classmethod
    def from_region(
        cls,
        region: Any,
        *,
        until: int,
        lasting: int = 1,
        sharing: str | None = None,
        coordinator: Coordinator | None = None,
    ) -> Self:
        """Read promises from the dated agreements of a region.

        Every agreement that both governments of a tie signed is a promise of `region.partnership`,
        made in the later of the two years, at a trust of as many agreements as both had joined
        before. A tie is a unit.

        Parameters
        ----------
        region : Region
            Its agreements need `year`. Optional columns are `end`, `kind` ("withdrawal",
            "replaced", "expired", "ceased": how the member's part ended) and `third_party`.
        until : int
            The last year of which it is known what had ended.
        lasting : int
            Periods for which a promise has to be kept, 1 by default.
        sharing, coordinator
            As for `from_frame`.

        Returns
        -------
        Promises

        Raises
        ------
        NotFiniteError
            If a joint agreement has no year.
        EmptyGameError
            If there is no joint agreement that lasted long enough, or was broken.

        Notes
        -----
        Only a withdrawal is a breach. A promise is broken if a member withdrew sooner than
        `lasting`; if it withdrew later there is a second row, in that year. Agreements that ended
        otherwise before, or are younger, give no row, and a note counts them. Ties that never
        agreed promise nothing.

        Examples
        --------
        >>> import qinba_games as qg
        >>> towns = {"name": ["A", "B"], "lat": [0, 0], "lon": [0, 0.5]}
        >>> signed = {"agreement": ["x", "x"], "member": ["A", "B"], "year": [2001, 2003]}
        >>> region = qg.Region.from_frames(towns, {"a": ["A"], "b": ["B"]}, signed, levels=1)
        >>> qg.Promises.from_region(region, until=2010, sharing="none")
        Promises(1, 1 of them kept, 1 unit)
        """
        given = (region, until, lasting, sharing, coordinator)
        return make(cls, **LATER[Promises, "from_region"](*given))

    def __len__(self) -> int:
        return len(self.kept)

    @property
    def least(self) -> tuple[Any, ...]:
        """The least patience at which keeping each is an equilibrium; infinite if there is none."""
        return tuple(spans.least for spans in self.support)

    @property
    def frame(self) -> Any:
        """One row for each promise: what the table says, and where keeping is an equilibrium."""
        return frame_of(
            {
                **{name: list(values) for name, values in self.columns},
                "unit": list(self.units),
                "kept": self.kept.tolist(),
                "least": [float(least) for least in self.least],
                "support": [spans.words(None) for spans in self.support],
            }
        )

    def __repr__(self) -> str:
        count, units = int(self.kept.sum()), len(set(self.units))
        return f"Promises({len(self)}, {count} of them kept, {many(units, 'unit')})"
