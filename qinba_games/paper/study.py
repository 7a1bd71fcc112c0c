"""What the report knows: every tie without and with the coordinator, and how robust that is.

How it comes about is `solving`; here are the values and what is counted in them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from ..partnership.results.evolution import CLASSES, Evolution
from ..third_parties.results.attribution import Attribution
from ..third_parties.results.window import PivotalWindow
from ..types import frozen
from . import capacities, windows
from .case import Case
from .settings import Setting
from .ties import Tie

if TYPE_CHECKING:
    import pandas

Counts = dict[str, int]
#: Classes in which something is implemented, and the one that nothing breaks.
KEPT, STRONG = ("weak", "strong"), ("strong",)


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

    def least_patience(self, side: int, classes: tuple[str, ...]) -> float | None:
        """Smallest discount factor at which the founding class is among `classes`; None if none.

        `side` is 0 without the coordinator and 1 with it.
        """
        found = self.window.side(side)
        return min((float(found[name].least) for name in classes if name in found), default=None)

    def __repr__(self) -> str:
        return f"TieStudy({self.tie.name}: {self.classes[0]} -> {self.classes[1]})"


@frozen
class Variant:
    """The class counts when one setting is moved and all others stay.

    Attributes
    ----------
    setting : Setting
    value : object
    without, helped : dict of class to number of ties
    """

    setting: Setting
    value: Any
    without: Counts
    helped: Counts

    def __repr__(self) -> str:
        return f"Variant({self.setting.name} = {self.value})"


@frozen
class Study:
    """The Qinba case, solved.

    Attributes
    ----------
    case : Case
    ties : tuple of TieStudy
        In the order of `case.all_ties`.
    chosen : TieStudy
        The tie that the report looks at closely.
    phases : tuple of PivotalWindow
        For the chosen tie, one for each founding trust.
    variants : tuple of Variant
        One for each setting and each of its alternatives.
    """

    case: Case
    ties: tuple[TieStudy, ...]
    chosen: TieStudy
    phases: tuple[PivotalWindow, ...]
    variants: tuple[Variant, ...]

    @property
    def without(self) -> Counts:
        """Number of ties of each class without the coordinator."""
        return tally(study.classes[0] for study in self.ties)

    @property
    def helped(self) -> Counts:
        """Number of ties of each class with the coordinator."""
        return tally(study.classes[1] for study in self.ties)

    @property
    def moves(self) -> dict[tuple[str, str], int]:
        """Number of ties for every pair (class without, class with)."""
        return dict(Counter(study.classes for study in self.ties))

    @property
    def windows(self) -> pandas.DataFrame:
        """One row per tie: its pivotal window, and where the case's patience lies."""
        return windows.table(self)

    @property
    def window_classes(self) -> pandas.DataFrame:
        """One row per tie and interval of patience: the class without and with."""
        return windows.classes(self)

    @property
    def attribution(self) -> pandas.DataFrame:
        """One row per tie and measure: the part of each capacity, and what they add together."""
        return capacities.table(self)

    @property
    def attribution_averages(self) -> pandas.DataFrame:
        """The same for the average tie, of all, across borders, and inside a province."""
        return capacities.averages_table(self)

    def __repr__(self) -> str:
        return (
            f"Study({_shown(self.without)} without a coordinator; {_shown(self.helped)} with one)"
        )


def kept(counts: Counts) -> int:
    """Number of ties in which something is implemented: weak or strong."""
    return sum(counts[name] for name in KEPT)


def strong_by(evolution: Evolution, periods: int) -> list[float]:
    """Probability that a strong level has been reached by the start of period 0, ..., `periods`."""
    levels, times = evolution.choice.shape
    strong = np.append(np.repeat(np.array(evolution.classes) == "strong", times), False)
    chain = np.where(strong[:, None], np.eye(levels * times + 1), evolution.chain)
    now, reached = evolution.initial, []
    for _ in range(periods + 1):
        reached.append(min(float(now[strong].sum()), 1.0))
        now = now @ chain
    return reached


def tally(classes: Any) -> Counts:
    """Count of each class, in the order isolated, nominal, weak, strong."""
    counted = Counter(str(name) for name in classes)
    return {name: counted[name] for name in CLASSES}


def _shown(counts: Counts) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items())
