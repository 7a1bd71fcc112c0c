"""One tie, without and with the coordinator: what is counted, and where a third party decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..common.result import frame_of
from ..common.spans import Spans
from ..partnership.results.evolution import Evolution
from ..region.study.reasons import KEPT
from ..region.study.results import ClassCounts
from ..region.tables.records import Tie
from ..third_parties.results.attribution import Attribution
from ..third_parties.results.window import PivotalWindow
from ..types import Number, frozen

if TYPE_CHECKING:
    import pandas


@frozen
class TieStudy:
    """One tie without and with the coordinator.

    Attributes
    ----------
    tie : Tie
    without, helped : Evolution
    window : PivotalWindow
        The same for every patience, at the tie's founding trust.
    attributions : dict of str to Attribution
        How much of the change in least patience ("delta") and in the probability of becoming strong
        at the case's patience ("probability_strong") is owed to each capacity.
    """

    tie: Tie
    without: Evolution
    helped: Evolution
    window: PivotalWindow
    attributions: dict[str, Attribution]

    @property
    def classes(self) -> tuple[str, str]:
        """Class of the founding level without and with the coordinator."""
        founding = self.tie.founding
        return self.without.classes[founding], self.helped.classes[founding]

    @property
    def gain_in_probability(self) -> float:
        """How much more probable it becomes that the tie gets strong."""
        return self.helped.probability_strong - self.without.probability_strong

    def __repr__(self) -> str:
        return f"TieStudy({self.tie.name}: {self.classes[0]} -> {self.classes[1]})"


def active_ties(counts: ClassCounts) -> int:
    """Number of ties in which something is implemented: weak or strong."""
    return sum(counts[name] for name in KEPT)


#: Where the assumed patience can lie, as seen from a tie's pivotal window: inside, the coordinator
#: decides; below, it is not enough; above, it is not needed. Never: there is no window.
POSITIONS = ("inside", "below", "above", "between", "never")
#: Kinds of ties, in the order in which they are shown.
KINDS = (
    "inside a province",
    "across provinces, between prefectures",
    "across provinces, with a district or county of Chongqing",
)


def position(window: PivotalWindow, delta: Number) -> str:
    """Where a discount factor lies: inside, below, above, between intervals; never, if none."""
    if not window.intervals:
        return "never"
    # What begins at an edge holds there, and the edge is known up to the tolerance.
    at = delta + window.tolerance
    if at in window.intervals:
        return "inside"
    if at < window.intervals.least:
        return "below"
    return "between" if at < window.intervals[-1][1] else "above"


def ranges(spans: Spans, digits: int = 3) -> str:
    """Intervals of patience as a reader says them."""
    texts = (f"{low:.{digits}f} to {high:.{digits}f}" for low, high in spans)
    return " and ".join(texts) or "none"


def rows(window: PivotalWindow) -> Any:
    """The table of a window, row by row, for a CSV file."""
    frame = window.to_frame().rename(columns=lambda name: name.replace(" ", "_"))
    return frame.to_dict("records")


def listing(
    ties: Sequence[tuple[Tie, int]], windows: Sequence[PivotalWindow], delta: Number
) -> str:
    """A line for each tie and founding trust: its window, and what the assumed patience gives."""
    head = ("tie", "trust", "pivotal window", "there", "class without, with")
    lines = []
    for (tie, trust), window in zip(ties, windows, strict=True):
        there = position(window, delta), " -> ".join(window.at(delta))
        lines.append((tie.name, str(trust), ranges(window.intervals), *there))
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    padded = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, *lines)
    ]
    assumed = f"there: as seen from the assumed patience of {float(delta):g}"
    return "\n".join([*padded, f"{assumed}. The payoffs are illustrative."])


def positions(ties: Sequence[TieStudy], delta: Number) -> dict[str, int]:
    """Number of ties for every position of the assumed patience."""
    counts = Counter(position(one.window, delta) for one in ties)
    return {name: counts[name] for name in POSITIONS}


def kind(tie: Tie) -> str:
    """Which of `KINDS` a tie is, by border and level."""
    if not tie.cross_border:
        return KINDS[0]
    return KINDS[2 if "Chongqing" in tie.groups else 1]


def ordered(ties: Sequence[TieStudy]) -> list[TieStudy]:
    """Ties by kind; of one kind those first whose window begins first, those without one last."""

    def rank(one: TieStudy) -> tuple[Any, ...]:
        return (KINDS.index(kind(one.tie)), *next(iter(one.window.intervals), (1, 1)))

    return sorted(ties, key=rank)


def table(ties: Sequence[TieStudy], delta: Number) -> pandas.DataFrame:
    """One row per tie."""
    return frame_of([_row(one, delta) for one in ordered(ties)])


def classes(ties: Sequence[TieStudy]) -> pandas.DataFrame:
    """One row per tie and interval of discount factors with one class on each side."""
    return frame_of(
        {**dict(zip("ab", one.tie.members, strict=True)), "founding_trust": one.tie.founding, **row}
        for one in ordered(ties)
        for row in rows(one.window)
    )


def _row(one: TieStudy, delta: Number) -> dict[str, Any]:
    spans = one.window.intervals
    return {
        **dict(zip("ab", one.tie.members, strict=True)),
        "kind": kind(one.tie),
        "cross_border": one.tie.cross_border,
        "founding_trust": one.tie.founding,
        "window_from": float(spans.least) if spans else None,
        "window_to": float(spans[-1][1]) if spans else None,
        "intervals": len(spans),
        "assumed_delta": float(delta),
        "position": position(one.window, delta),
        **dict(zip(("class_without", "class_with"), one.classes, strict=True)),
    }
