"""What the report knows: every tie without and with the coordinator, and how robust that is.

How it comes about is `solving`; here are the values and what is counted in them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from ..region.report import capacities
from ..region.settings import Setting
from ..region.study.results import ClassCounts, tally
from ..region.uncertain.results import Uncertain
from ..region.uncertain.sensitivity import Sensitivity
from ..third_parties.results.window import PivotalWindow
from ..types import frozen
from . import tie_study
from .case import Case
from .levels import LevelStudy
from .tie_study import TieStudy

if TYPE_CHECKING:
    import pandas


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
    without: ClassCounts
    helped: ClassCounts

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
    levels : LevelStudy
        Provinces, prefectures and counties under every regime.
    uncertain : Uncertain or None
        What is found when all assumptions are drawn at once; None if that was not asked for.
    sensitive : Sensitivity or None
        Which of them decides then.
    """

    case: Case
    ties: tuple[TieStudy, ...]
    chosen: TieStudy
    phases: tuple[PivotalWindow, ...]
    variants: tuple[Variant, ...]
    levels: LevelStudy
    uncertain: Uncertain | None = None
    sensitive: Sensitivity | None = None

    @property
    def without(self) -> ClassCounts:
        """Number of ties of each class without the coordinator."""
        return tally(study.classes[0] for study in self.ties)

    @property
    def helped(self) -> ClassCounts:
        """Number of ties of each class with the coordinator."""
        return tally(study.classes[1] for study in self.ties)

    @property
    def moves(self) -> dict[tuple[str, str], int]:
        """Number of ties for every pair (class without, class with)."""
        return dict(Counter(study.classes for study in self.ties))

    @property
    def windows(self) -> pandas.DataFrame:
        """One row per tie: its pivotal window, and where the case's patience lies."""
        return tie_study.table(self.ties, self.case.delta)

    @property
    def window_classes(self) -> pandas.DataFrame:
        """One row per tie and interval of patience: the class without and with."""
        return tie_study.classes(self.ties)

    @property
    def attribution(self) -> pandas.DataFrame:
        """One row per tie and measure: the part of each capacity, and what they add together."""
        return capacities.table(self.ties)

    @property
    def attribution_averages(self) -> pandas.DataFrame:
        """The same for the average tie, of all, across borders, and inside a province."""
        return capacities.averages_table(self.ties)

    def __repr__(self) -> str:
        alone, with_one = _words(self.without), _words(self.helped)
        return f"Study({alone} without a coordinator; {with_one} with one)"


def _words(counts: ClassCounts) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items())
