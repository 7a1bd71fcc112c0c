"""What a region's ties come to without and with a coordinator: the result `Study`."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

import numpy as np

from ... import _check, _sizes
from ...common import html, part
from ...common.register import LATER
from ...common.result import FrameColumns, Result, frame_of, show
from ...common.rounded import derived
from ...common.spans import Spans
from ...coordinator import Coordinator
from ...partnership.results.arrays import EvolutionArrays
from ...partnership.results.evolution import CLASSES
from ...third_parties.results.window import (
    ACTING_TOGETHER,
    BASELINES,
    NEEDS,
    PivotalWindow,
    overlaid,
)
from ...types import Array, FloatArray, Number, Status, frozen
from ..tables.records import evenly
from ..uncertain.results import Uncertain
from . import paths
from .priorities import ranking
from .reasons import need, reason

if TYPE_CHECKING:
    import pandas

SIDES = ("without", "with")
#: Regions with more ties than this are scanned on the coarse grid, show their progress, and are
#: not solved again for each regime and assumption.
MANY = 1000
#: What a window says of itself that no equilibrium beside its edges shows.
_UNRESOLVED = "not resolved: beside an edge, agreements differ by no more than rounding"
#: How a note begins that says why there are no levels.
LEFT_OUT = "regimes of levels are left out"
ClassCounts = dict[str, int]
#: Discount factors of every class of a tie, without and with the coordinator.
Segments = tuple[Mapping[str, Spans], Mapping[str, Spans]]
#: What fits a page of a table of ties, with headings.
_ON_A_PAGE = {"a": "a", "b": "b", "class_without": "without", "class_with": "with"}
_ON_A_PAGE |= {"window": "window", "time": "time"}

#: What an action changes.
_GAINS = ("probability_strong", "founding_value")


class _CountsBySide(dict[str, ClassCounts]):
    """Counts by side; what needs the coordinator is counted when it is asked for."""

    def __init__(
        self, sides: Iterable[tuple[str, ClassCounts]], needs: Callable[[], Iterable[str]]
    ):
        super().__init__(sides)
        self._needs = needs

    def __missing__(self, key: str) -> ClassCounts:
        if key != "needs":
            raise KeyError(key)
        counted = Counter(self._needs())
        return {name: counted[name] for name in NEEDS if name in counted}


class Action(NamedTuple):
    """One thing that could be done, and what it would bring to each tie that it is done to.

    Attributes
    ----------
    name : str
        A capacity of the coordinator, or a regime of levels.
    everywhere : bool
        Whether it is done to all ties at once.
    probability, value : array
        Gain in the probability of becoming strong and in joint value at founding, by tie; one
        number each, summed over all, if it is done everywhere.
    """

    name: str
    everywhere: bool
    probability: FloatArray
    value: FloatArray


@frozen
class Study(Result):
    """Every tie of a region without and with a coordinator.

    As a table: a row for each tie with `class_without` and `class_with` of its founding level, the
    `window` of patience in which the coordinator decides whether it is kept, the `probability` of
    becoming strong and the `time` until then with the coordinator, and the `reason` in words. In
    regions with at most 1,000 ties also `value_any`, `share_any` and `needs_coordinator`.

    Classes and windows are those of governments that act together: all contribute, all idle, or all
    leave. They may do more by themselves, for example take turns. What any equilibrium without
    payments brings is found when somebody asks for it; that takes a fifth of a second a tie.

    Attributes
    ----------
    region : Region
    delta : Number
    coordinator : Coordinator
    without, helped : EvolutionArrays
        Both sides, an entry for each tie in the order of `region.all_ties`.
    segments : tuple of (dict, dict)
        The discount factors of every class, without and with the coordinator, of each tie.
    unresolved : tuple of int
        Ties of whose window nothing is shown: what is solved beside its edges differs by rounding.
    baseline : {"acting together", "any equilibrium"}
        With what `windows` and `priorities` compare unless told otherwise.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    >>> region = qg.Region.from_matrix(gains, cost=1)
    >>> found = region.study()
    >>> found.to_frame()[["a", "b", "trust", "class_without", "class_with", "window"]]
       a  b  trust class_without class_with        window
    0  A  B      0      isolated       weak  [0.63, 0.71)
    """

    _alike = (("segments", "region.all_ties"),)

    region: Any
    delta: Number
    coordinator: Coordinator
    without: EvolutionArrays
    helped: EvolutionArrays
    segments: tuple[Segments, ...]
    unresolved: tuple[int, ...]
    baseline: str = ACTING_TOGETHER

    _sources: ClassVar[tuple[str, ...]] = ("goldluecke2018",)
    _full = Status.EDGES
    tolerance: Any = 0

    @property
    def concept(self) -> str:
        """The solution concept."""
        return f"without: {self.without.concept}; with: {self.helped.concept}"

    @property
    def open(self) -> tuple[str, ...]:
        """Patience and windows of which nothing is found once more."""
        ties, within = len(self.segments), "patience within the intervals"
        missing = ties - len(window_sample(ties))
        if self.unresolved:
            return within, "the windows"
        return (within, f"the windows of {missing} of {ties} ties") if missing else (within,)

    @derived
    def pivotal(self) -> tuple[PivotalWindow, ...]:
        """The window of each tie; certified here and not one by one."""
        return tuple(
            overlaid(
                *sides,
                model=None,
                coordinator=self.coordinator,
                founding=tie.founding,
                tolerance=self.tolerance,
                concept=self.helped.concept,
                exact=False,
                proven=False,
                notes=(_UNRESOLVED,) if tie.number in self.unresolved else (),
            )
            for tie, sides in zip(self.region.all_ties, self.segments, strict=True)
        )

    @derived
    def reasons(self) -> tuple[str, ...]:
        """What binds each tie, and what the coordinator changes, in words."""
        settings, ties = self.region.settings, self.region.all_ties
        return tuple(
            reason(tie, window, settings, self.delta)
            for tie, window in zip(ties, self.pivotal, strict=True)
        )

    @derived
    def actions(self) -> tuple[Action, ...]:
        """What `priorities` ranks: every capacity by itself, then the next regime of levels."""
        *_, parts, levels = self.witness
        entries = [
            Action(name, False, *(getattr(part, n) - getattr(self.without, n) for n in _GAINS))
            for name, part in zip(self.coordinator.capacities, parts, strict=True)
        ]
        if levels:
            pairs = [*zip(*(one.pairs for one in levels), strict=True)]
            more = (
                sum(float(getattr(b, name)) - float(getattr(a, name)) for a, b in pairs)
                for name in _GAINS
            )
            entries.append(Action("regime: provinces", True, *(np.array([gain]) for gain in more)))
        return tuple(entries)

    @property
    def counts(self) -> dict[str, ClassCounts]:
        """Number of ties of each class, "without" and "with" the coordinator.

        `counts["needs"]` counts `needs_coordinator`, which is found when it is asked for.
        """
        sides = zip(SIDES, (self.without, self.helped), strict=True)
        tallies = ((side, tally(own.founding_class.tolist())) for side, own in sides)
        return _CountsBySide(tallies, needs=lambda: self.needs_coordinator)

    @functools.cached_property
    def contributes_alone(self) -> tuple[bool | None, ...]:
        """Whether somebody contributes without the coordinator in some equilibrium, by tie.

        None where that is not settled, which is rare, and close to a threshold.
        """
        answers: Array = LATER[Study, "contributes_alone"](self)
        return tuple({1: True, 0: False}.get(each) for each in answers.tolist())

    @derived
    def value_any(self) -> FloatArray:
        """Greatest joint payoff at founding of any equilibrium without the coordinator, by tie.

        Before conditions are known, from `payoff_set`: all profiles, lotteries and punishments, and
        no payments. NaN where such sets are not known: where breaches may go unnoticed, or payoffs
        of a tie are too far apart for floats.
        """
        return cast("FloatArray", LATER[Study, "value_any"](self))

    @property
    def share_any(self) -> FloatArray:
        """`value_any` as a share of what the tie is worth with the coordinator; NaN if nothing."""
        worth = self.helped.founding_value
        return self.value_any / np.where(worth > 0, worth, np.nan)

    @functools.cached_property
    def needs_coordinator(self) -> tuple[str, ...]:
        """Whether each tie needs the coordinator to be kept, in either reading of "without".

        "no": governments that act together keep it. "acting together": these do not, but somebody
        contributes in some equilibrium of theirs. "in both readings": only the coordinator keeps
        it. "not even with it": nobody does. "not settled": needed by those who act together.
        """

        def alone(k: int) -> Callable[[], bool | None]:
            return lambda: self.contributes_alone[k]

        return tuple(need(*classes, alone(k)) for k, classes in enumerate(self.classes))

    @property
    def classes(self) -> tuple[tuple[str, str], ...]:
        """Class of each tie's founding level without and with the coordinator."""
        sides = (side.founding_class.tolist() for side in (self.without, self.helped))
        return tuple(zip(*sides, strict=True))

    def windows(self, baseline: str | None = None) -> pandas.DataFrame:
        """Return a row for each tie and interval of patience with one class on each side.

        Parameters
        ----------
        baseline : {"acting together", "any equilibrium"}, optional
            What governments do without the coordinator. With "any equilibrium", `class_without` is
            "cooperation" where somebody is shown to contribute in some equilibrium, which close to
            a threshold may take .001 more patience than they need (`pivotal_window` of one tie is
            finer); what lies between two of 12 places of a window can be missed. None: the baseline
            of the study.
        """
        reading = self._baseline("Study.windows", baseline)
        each = self.pivotal
        if reading != ACTING_TOGETHER:
            each = LATER[Study, "pivotal"](self)
        return frame_of(
            [
                {"a": tie.members[0], "b": tie.members[1], "trust": tie.founding, **row}
                for tie, window in zip(self.region.all_ties, each, strict=True)
                for row in _pieces(window)
            ]
        )

    def _baseline(self, owner: str, baseline: str | None) -> str:
        given = self.baseline if baseline is None else baseline
        return str(_check.choice(owner, "baseline", given, BASELINES))

    def window(self, a: str, b: str) -> PivotalWindow:
        """Return the window of one tie.

        Parameters
        ----------
        a, b : str
            Names, in either order.
        """
        number: int = self.region.tie(a, b).number
        return self.pivotal[number]

    def priorities(
        self,
        by: str = "probability",
        cost: Mapping[str, Number] | None = None,
        *,
        sure: Uncertain | None = None,
        baseline: str | None = None,
        prices: Mapping[str, Any] | None = None,
    ) -> pandas.DataFrame:
        """Rank what the coordinator could do first: one of its capacities on one tie.

        Where the table of governments names parents, the next regime of levels is ranked too.
        Of actions that gain the same, those come first whose tie only the whole coordinator keeps;
        then those whose tie governments keep alone, but not acting together; then those that gain
        more in the other measure; then those whose tie it decides in more draws, if draws are
        given; then by name.

        Parameters
        ----------
        by : {"probability", "value"}
            Gain in the expected number of ties that become strong, or in expected joint value per
            period at founding.
        cost : mapping of str to Number, optional
            What each action costs, by its name; 1 unless it is given.
        sure : Uncertain, optional
            What `Region.uncertain` found of the same region.
        baseline : {"acting together", "any equilibrium"}, optional
            What governments do without the coordinator. With "any equilibrium" value is gained
            beyond `value_any`, and there is no ranking by probability. None: as in the study.
        prices : mapping, optional
            Of bundles of capacities, as for `plan`. Then the rows are the order in which `plan`
            does projects as money comes in, whole bundles side by side: `Plan.order`.

        Returns
        -------
        DataFrame
            Columns action, a, b, gain, cost, gain_per_cost; the largest first. In
            `.attrs["note"]` how many are equally good, if the first one is not alone. With
            `prices` the action is a bundle, and there is a column total_cost.

        Raises
        ------
        UnknownNameError, RangeError
        NotApplicableError
            With "any equilibrium", if ranked by probability.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> found = region.study().priorities(cost={"sharing": 2})
        >>> found.columns.tolist()
        ['action', 'a', 'b', 'gain', 'cost', 'gain_per_cost']
        """
        return ranking(self, by, cost, sure, self._baseline("Study.priorities", baseline), prices)

    def path(self, periods: int) -> pandas.DataFrame:
        """Return the expected number of ties in each class, period by period, on both sides.

        Parameters
        ----------
        periods : int
            Periods 0, ..., `periods`.

        Returns
        -------
        DataFrame
            Columns coordinator ("without", "with"), period, the four classes, dissolved, and
            ever_strong: the expected number of ties that have been strong by then.
        """
        periods = _check.integer("Study.path", "periods", periods, high=_sizes.POINTS)
        sides = zip(SIDES, (self.without, self.helped), strict=True)
        return frame_of(
            [
                {"coordinator": side, "period": period, **row}
                for side, answer in sides
                for period, row in enumerate(paths.mean_counts(answer.terms, answer.acts, periods))
            ]
        )

    def report(self, folder: Any, **options: Any) -> None:
        """Write the report about this study into a folder.

        Parameters
        ----------
        folder : path
        **options
            As for `Region.report`.
        """
        self.region.report(folder, study=self, **options)

    def plot(self, ax: Any = None, *, outlines: Any = None, **style: Any) -> Any:
        """Draw the map, without the coordinator and with it; returns the two Axes.

        Parameters
        ----------
        ax : pair of Axes, optional
        outlines : str or Path, optional
            A GeoJSON file whose polygons and lines are drawn below, in degrees.
        **style
            Passed on to the lines of the ties.
        """
        from ..drawing import draw_study

        return draw_study(self, ax, outlines=outlines, **style)

    def to_latex(self, *, of: str = "ties", **options: Any) -> str:
        r"""Return a table as LaTeX.

        Parameters
        ----------
        of : {"ties", "windows", "priorities"}
            Every tie, or the frame of `windows` or of `priorities`.
        **options
            As for tables of all results: `columns`, `rows`, `caption`, `label`, `note`, `wide`,
            and `digits`, here 2, as payoffs are illustrative. Without `columns` a table of ties
            has those that fit a page.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> study = qg.Region.from_matrix(gains, cost=1).study()
        >>> names = {"a": "one", "b": "other", "window": "decides"}
        >>> print(study.to_latex(columns=names, note=False))
        \begin{tabular}{lll}
        \toprule
        one & other & decides \\
        \midrule
        A & B & [0.63, 0.71) \\
        \bottomrule
        \end{tabular}
        """
        look = part.Look(**{"digits": 2} | options)
        of = _check.choice("Study.to_latex", "of", of, ("ties", "windows", "priorities"))
        if of == "ties":
            look = look if look.columns is not None else look._replace(columns=_ON_A_PAGE)
            short = self._short()
            several = isinstance(look.columns, (Mapping, list, tuple))
            some = several and all(isinstance(one, str) and one in short for one in look.columns)
            return part.latex_part(short if some else self._table(), look, self._note)
        frame = self.windows() if of == "windows" else self.priorities()
        return part.latex_part(frame.to_dict("list"), look, self._note)

    def _note(self) -> str:
        return (
            f"Baseline without a coordinator: {self.baseline}; with it: {self.coordinator!r}. "
            f"Patience {show(self.delta)}."
        )

    def _repr_html_(self) -> str:
        from ..report.maps import of_study

        table = html.table("every tie", self._short())
        overview = of_study(self.region.records, self, self._headline())
        return f"{overview}<details><summary>every tie</summary>{table}</details>"

    def _table(self) -> FrameColumns:
        if len(self.segments) > MANY:
            return self._short()
        return self._short() | {
            "value_any": self.value_any.tolist(),
            "share_any": self.share_any.tolist(),
            "needs_coordinator": list(self.needs_coordinator),
        }

    def _short(self) -> FrameColumns:
        ties, (before, after) = self.region.all_ties, zip(*self.classes, strict=True)
        return {
            "a": [tie.members[0] for tie in ties],
            "b": [tie.members[1] for tie in ties],
            "trust": [tie.founding for tie in ties],
            "class_without": list(before),
            "class_with": list(after),
            "window": [window.intervals.words() for window in self.pivotal],
            "probability": self.helped.probability_strong.tolist(),
            "time": self.helped.time_to_strong.tolist(),
            "reason": list(self.reasons),
        }

    def __repr__(self) -> str:
        parts = (f"{side} {_counts_in_words(counts)}" for side, counts in self.counts.items())
        count = len(self.segments)
        return f"Study({count} tie{'s' if count != 1 else ''}; {'; '.join(parts)})"


def _counts_in_words(counts: ClassCounts) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def window_sample(count: int) -> list[int]:
    """The ties beside the edges of whose windows is solved: all, or so many, evenly spaced."""
    few: list[int] = evenly(count, MANY).tolist()
    return few


def scan_steps(ties: int) -> int:
    """How many steps of patience are looked at in a region of so many ties."""
    return 100 if ties > MANY else 400


def far_from_edges(ties: int) -> list[float]:
    """Where each tie is solved, whatever its window; nowhere in regions with many ties."""
    return [] if ties > MANY else [(k + 0.38) / 8 for k in range(8)]


def study_notes(region: Any, unresolved: Iterable[int]) -> tuple[str, ...]:
    """What is to be known of windows: how they were found, and which are not resolved."""
    ties = region.all_ties
    step, many = f"1/{scan_steps(len(ties))}", len(ties) > MANY
    notes = (f"the window of {' and '.join(ties[k].members)} is {_UNRESOLVED}" for k in unresolved)
    return (
        f"windows scanned on a grid of {step}, every change refined by bisection",
        f"a window narrower than {step} can be missed",
        *([f"windows of {MANY} ties, evenly spaced, were certified"] if many else []),
        *notes,
    )


def tally(classes: Iterable[str]) -> ClassCounts:
    """Count of each class, in the order isolated, nominal, weak, strong."""
    counted = Counter(map(str, classes))
    return {name: counted[name] for name in CLASSES}


def _pieces(window: PivotalWindow) -> Iterator[dict[str, Any]]:
    rows = ((*span, *pair) for pair, spans in window.by_class.items() for span in spans)
    for low, high, before, after in sorted(rows):
        yield {
            "from_delta": float(low),
            "to_delta": float(high),
            "class_without": before,
            "class_with": after,
            "pivotal": low in window.intervals,
        }
