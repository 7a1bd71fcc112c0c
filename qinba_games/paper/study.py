"""What the report knows: every tie solved without and with the coordinator, and how robust that is.

Every answer is that of the library's verbs; this file only asks the questions and counts.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from ..questions.coordination import pivotal_window
from ..questions.evolution import evolve, evolve_many
from ..results.evolution import CLASSES, Evolution
from ..results.window import PivotalWindow
from ..sweep import run
from ..types import frozen
from .case import Case
from .settings import SETTINGS, Setting
from .ties import Tie

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
    """

    tie: Tie
    without: Evolution
    helped: Evolution
    window: PivotalWindow

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

        `side` is 0 without the coordinator and 1 with him.
        """
        lows = [
            float(low)
            for pair, spans in self.window.by_class.items()
            for low, _ in spans
            if pair[side] in classes
        ]
        return min(lows, default=None)

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

    def __repr__(self) -> str:
        return (
            f"Study({_shown(self.without)} without a coordinator; {_shown(self.helped)} with one)"
        )


def study(case: Case, tie: Tie | None = None, *, jobs: int = 1, progress: bool = False) -> Study:
    """Solve every tie of a case, the chosen one at every founding trust, and every variant.

    Parameters
    ----------
    case : Case
    tie : Tie, optional
        The tie to look at closely; by default the cross-border tie whose probability of becoming
        strong changes most (then the longest way to strong, then the larger gain in joint value).
    jobs : int
        Number of processes.
    progress : bool
        Show progress bars.

    Returns
    -------
    Study
        What `reproduce` writes about; nothing is written here.

    Examples
    --------
    >>> import qinba_games as qg
    >>> qg.paper.study(qg.paper.case(levels=0)).helped
    {'isolated': 8, 'nominal': 23, 'weak': 8, 'strong': 10}
    """
    tasks = [{"case": case, "tie": each} for each in case.all_ties]
    ties = tuple(_asked(solve_tie, tasks, "ties", jobs, progress))
    chosen = most_changed(ties) if tie is None else _of(ties, tie)
    moved = [
        {"case": case, "setting": setting, "value": value}
        for setting in SETTINGS
        for value in setting.alternatives(case.settings[setting.name])
    ]
    founding = range(case.settings["levels"] + 1)
    return Study(
        case=case,
        ties=ties,
        chosen=chosen,
        phases=tuple(_window(case, chosen.tie, k) for k in founding),
        variants=tuple(_asked(solve_variant, moved, "what if", jobs, progress)),
    )


def most_changed(ties: tuple[TieStudy, ...]) -> TieStudy:
    """The cross-border tie whose probability of becoming strong the coordinator changes most."""

    def rank(one: TieStudy) -> tuple[float, ...]:
        time = one.helped.time_to_strong if one.helped.probability_strong > 0 else 0.0
        value = float(one.helped.founding_value - one.without.founding_value)
        return tuple(round(x, 9) for x in (abs(one.gain_in_probability), time, value))

    return max((one for one in ties if one.tie.cross_border), key=rank)


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


def solve_tie(case: Case, tie: Tie) -> TieStudy:
    """One tie without and with the coordinator, at the case's patience and at every other."""
    model, founding = case.model(tie), tie.founding
    return TieStudy(
        tie=tie,
        without=evolve(model, case.delta, founding=founding),
        helped=evolve(model, case.delta, founding=founding, coordinator=case.coordinator),
        window=_window(case, tie, founding),
    )


def solve_variant(case: Case, setting: Setting, value: Any) -> Variant:
    """The class counts with one setting moved."""
    moved = Case(choices=tuple({**case.settings, setting.name: value}.items()))
    without, helped = count_classes(moved)
    return Variant(setting=setting, value=value, without=without, helped=helped)


def count_classes(case: Case) -> tuple[Counts, Counts]:
    """Ties of each class without and with the coordinator, all solved as one batch."""
    # A batch has one set of names; only the numbers differ between ties.
    models = [dataclasses.replace(case.model(t), members=("a", "b")) for t in case.all_ties]
    helped = [case.coordinator.applied_to(model) for model in models]
    counted = []
    for side in (models, helped):
        classes = evolve_many(side, float(case.delta)).classes
        counted.append(
            tally(row[t.founding] for row, t in zip(classes, case.all_ties, strict=True))
        )
    return counted[0], counted[1]


def tally(classes: Any) -> Counts:
    """Count of each class, in the order isolated, nominal, weak, strong."""
    counted = Counter(str(name) for name in classes)
    return {name: counted[name] for name in CLASSES}


def _asked(
    function: Callable[..., Any],
    tasks: list[dict[str, Any]],
    description: str,
    jobs: int,
    progress: bool,
) -> list[Any]:
    """The answer to every task, in order."""
    outcomes = run(
        function,
        tasks,
        n_jobs=jobs,
        progress=progress,
        description=description,
        on_error="raise",
        caller="reproduce",
    )
    return [outcome.value for outcome in sorted(outcomes)]


def _window(case: Case, tie: Tie, founding: int) -> PivotalWindow:
    return pivotal_window(case.model(tie), case.coordinator, founding=founding)


def _of(ties: tuple[TieStudy, ...], tie: Tie) -> TieStudy:
    return next(one for one in ties if one.tie.codes == tie.codes)


def _shown(counts: Counts) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items())
