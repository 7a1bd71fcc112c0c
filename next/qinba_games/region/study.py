"""Every tie without and with a coordinator: classes, windows, and how many of each."""

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..coordinator import Coordinator, PivotalWindow
from ..core import read
from ..core.answer import Answer, Certificate, spans_text, worst
from ..core.value import value
from ..partnership import (
    CLASSES,
    COOPERATING,
    EvolutionBatch,
    evolve_many,
    least_patience,
)
from .reasons import reason

if TYPE_CHECKING:
    import pandas

    from .region import Region

SIDES = ("without", "with")


@value
class Study(Answer):
    """What `Region.study` returns: every tie without and with a coordinator.

    Attributes
    ----------
    region : Region
        With the patience of the study.
    coordinator : Coordinator
    without, governed : EvolutionBatch
        What becomes of every tie, in the order of `region.ties`.
    windows : tuple of PivotalWindow
    """

    region: "Region"
    coordinator: Coordinator
    without: EvolutionBatch
    governed: EvolutionBatch
    windows: tuple[PivotalWindow, ...]

    @property
    def concept(self) -> str:
        """Those of both sides."""
        sides = self.without, self.governed
        return "; ".join(f"{s}: {side.concept}" for s, side in zip(SIDES, sides, strict=True))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the answer rests on."""
        alone = (
            "Without the coordinator members act together: all contribute, all idle, or all leave."
        )
        count = len(self.unresolved)
        edge = f"Unresolved windows: {count}. The class just beside an edge is not the one stated."
        return (alone, edge) if count else (alone,)

    @property
    def complete(self) -> bool:
        """False if the search was cut off for some tie."""
        sides = self.without, self.governed, *self.windows
        return all(each.complete for each in sides)

    @cached_property
    def unresolved(self) -> tuple[tuple[str, str], ...]:
        """Ties at a knife edge: the class beside an edge of their window is not the one stated."""
        return tuple(pair for pair, ok in zip(self._pairs, self._sure, strict=True) if not ok)

    @cached_property
    def _sure(self) -> list[bool]:
        return [window.certificate.ok for window in self.windows]

    @cached_property
    def certificate(self) -> Certificate:
        """The worst of all ties on both sides, and of all windows but the unresolved."""
        sure = (window for window, ok in zip(self.windows, self._sure, strict=True) if ok)
        return worst([self.without, self.governed, *sure])

    @property
    def _pairs(self) -> list[tuple[str, str]]:
        return self.region.numbers.pairs

    @cached_property
    def classes(self) -> list[tuple[str, str]]:
        """(class without, class with) of each tie's founding trust."""
        sides = (each.founding_class.tolist() for each in (self.without, self.governed))
        return list(zip(*sides, strict=True))

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Number of ties of each class, "without" and "with" the coordinator."""
        return {
            side: {name: sum(pair[k] == name for pair in self.classes) for name in CLASSES}
            for k, side in enumerate(SIDES)
        }

    @property
    def added(self) -> list[bool]:
        """Of each tie whether it is founded weak or strong with the coordinator only."""
        return [(a in COOPERATING, b in COOPERATING) == (False, True) for a, b in self.classes]

    @cached_property
    def reasons(self) -> list[str]:
        """A sentence or two for each tie."""
        return [reason(self, k) for k in range(len(self.windows))]

    def count_cooperating(self, side: str) -> int:
        """Number of ties founded weak or strong, "without" or "with" the coordinator."""
        read.choice("Study.count_cooperating", "side", side, SIDES)
        return sum(self.counts[side][name] for name in COOPERATING)

    def window(self, a: str, b: str) -> PivotalWindow:
        """The window of one tie, by both names in either order."""
        return self.windows[self.region.place(a, b)]

    def path(self, periods: int) -> "pandas.DataFrame":
        """Expected number of ties of each class in periods 0, ..., `periods`, on both sides.

        A row has `coordinator` ("without", "with"), `period`, the four classes, `dissolved`, and
        `ever_strong`: the expected number of ties that have been strong by then.

        Examples
        --------
        >>> from qinba_games import paper
        >>> frame = paper.case().study().path(2).set_index(["coordinator", "period"])
        >>> frame.loc["with", "strong"].round(2).tolist()
        [22.0, 28.19, 31.53]
        """
        from .outlook import path_of

        return path_of(self, periods)

    def priorities(
        self, by: str = "probability", cost: Mapping[str, Any] | None = None
    ) -> "pandas.DataFrame":
        """Rank single capacities of the coordinator on single ties by what they add for their cost.

        A row is one capacity, alone, on one tie: `gain` over no coordinator, and `gain_per_cost`.
        The largest come first, equal ones by names of the tie and of the capacity.

        Parameters
        ----------
        by : "probability" of becoming strong, or joint "value" at founding, subsidies included
        cost : capacity -> number above 0, by default 1 each

        Examples
        --------
        >>> import qinba_games as qg
        >>> ties = {"a": ["A"], "b": ["B"], "benefit_a": [1.6], "benefit_b": [1.2]}
        >>> study = qg.Region.from_frames({"name": ["A", "B"]}, ties).study()
        >>> study.priorities()[["action", "gain"]].round(3).to_numpy().tolist()
        [['mediation', 1.0], ['sharing', 1.0]]
        """
        from .outlook import priorities_of

        return priorities_of(self, by, cost)

    def plot(self) -> Any:
        """Draw the maps without and with the coordinator side by side; returns the Figure."""
        from .maps import draw_maps

        return draw_maps(self)

    def report(self, folder: "str | os.PathLike[str]", *, title: str = "A region") -> Path:
        """Write one page, `index.html`, and all ties as `ties.csv`; it needs no network.

        The finding in sentences, both maps, every tie with its window and what binds it, and what
        is assumed. Readable on phones, in the dark and in print.

        Parameters
        ----------
        folder : path
            New, empty, or one that holds such a page, which is then written anew.
        title : str
            What the region is called.

        Returns
        -------
        Path
            Of the page.

        Raises
        ------
        RangeError
            If something else is in the folder.
        OutputError
            If it cannot be written.
        """
        from .report.page import write_page

        return write_page(self, folder, title)

    def columns(self) -> dict[str, Any]:
        """One row for each tie."""
        a, b = zip(*self._pairs, strict=True)
        before, after = zip(*self.classes, strict=True)
        spans = (spans_text(window.intervals) or "nowhere" for window in self.windows)
        return {
            "a": a,
            "b": b,
            "trust": self.without.terms.founding,
            "class_without": before,
            "class_with": after,
            "window": [
                text if ok else "unresolved" for text, ok in zip(spans, self._sure, strict=True)
            ],
            "probability": self.governed.probability_strong,
            "time": self.governed.time_to_strong,
            "reason": self.reasons,
        }

    def _text(self) -> str:
        words = (
            f"{side} {', '.join(f'{n} {name}' for name, n in each.items() if n)}"
            for side, each in self.counts.items()
        )
        many = len(self.windows)
        return f"{many} tie{'s' * (many != 1)}; {'; '.join(words)}"


def study_of(region: "Region", delta: Any, coordinator: Coordinator | None) -> Study:
    """The study of a region; `Region.study` says what it is."""
    region = region if delta is None else region.replaced(delta=delta)
    if coordinator is None:
        coordinator = region.coordinator
    read.kind("Region.study", "coordinator", coordinator, Coordinator)
    alone = region.partnerships
    governed = [coordinator.applied_to(model) for model in alone]
    names = [" - ".join(pair) for pair in region.numbers.pairs]
    without, after = (
        evolve_many(dict(zip(names, side, strict=True)), region.delta) for side in (alone, governed)
    )
    steps = least_patience([*alone, *governed])
    halves = zip(steps[: len(alone)], steps[len(alone) :], strict=True)
    windows = tuple(PivotalWindow(coordinator, *pair) for pair in halves)
    return Study(region, coordinator, without, after, windows).checked()
