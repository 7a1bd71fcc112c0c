"""The founding class at every discount factor at once, and the least patience for cooperation.

What is an equilibrium at some patience is one at more, if all can leave: the surplus over outside
values grows with patience. So rows enter one by one, and the best of them change finitely often;
where the rows that survive elimination and the best ones are the same at two ends, nothing between
them is looked for. Where some cannot leave punishments move too, and the ends are looked at closer.
"""

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np

from ..core.answer import Answer, Certificate, show
from ..core.numbers import BESIDE, PATIENT, Numbers
from ..core.steps import Spans, Steps, find_steps
from ..core.value import value
from ..core.verbs import critical_discount
from ..table import kernel
from ..table.solver import solve
from .batch import blocks
from .classes import CLASSES, CONCEPTS, COOPERATING, codes_of
from .compile import table_of
from .evolve import variant
from .partnership import Partnership
from .terms import Terms, by_shape, stack

#: Where it is looked first: coarse where all can leave, and fine where some cannot.
_END = 1 - np.logspace(-3, -6, 4)
COARSE = np.concatenate([np.arange(64) / 64, 1 - np.logspace(-2, -6, 5)])
FINE = np.concatenate([np.arange(400) / 400, _END])


@value
class CriticalDiscount(Answer):
    """What `critical_discount` returns: where the founding trust is weak or strong.

    Attributes
    ----------
    partnership : Partnership
    steps : Steps
        The founding class at every discount factor.
    """

    partnership: Partnership
    steps: Steps

    @property
    def concept(self) -> str:
        """With or without transfers."""
        return CONCEPTS[self.partnership.voluntary]

    @property
    def notes(self) -> tuple[str, ...]:
        """How edges were found."""
        if self.partnership.mandate:
            return ("looked at every 1/400, and every change cut down to 1e-10",)
        return ("between two looks that agree on all rows nothing is looked for",)

    @property
    def intervals(self) -> Spans:
        """Intervals [low, high) with cooperation."""
        return self.steps.where(*COOPERATING)

    @property
    def delta(self) -> Any:
        """The least with cooperation; inf if there is none, or not in one interval up to 1."""
        return self.intervals.threshold

    @cached_property
    def certificate(self) -> Certificate:
        """The largest gain by a deviation just beside every edge; inf where the class differs."""
        edges = [edge for edge in self.steps.edges if edge > 0]
        points = np.array([0.0, *(x + s * BESIDE for x in edges for s in (-1, 1))]).clip(0, PATIENT)
        terms = stack([self.partnership] * len(points)).as_floats()
        table = table_of(terms, points)
        play = solve(table)
        violation, _ = kernel.violations(table, play)
        classes = codes_of(table, play.rows)[self.partnership.founding]
        same = [CLASSES[c] == self.steps.at(x) for c, x in zip(classes, points, strict=True)]
        over = np.where(same, violation - kernel.SLACK * table.near, np.inf)
        k = int(over.argmax())
        tolerance = kernel.SLACK * table.near[k]
        return Certificate(over[k] + tolerance, f"delta {show(points[k])}", tolerance)

    def columns(self) -> dict[str, Any]:
        """One row for each interval."""
        low, high, classes = zip(*self.steps.pieces, strict=True)
        return {"from": low, "to": high, "class": classes}

    def _text(self) -> str:
        parts = (f"{name} from {show(low)}" for low, _, name in self.steps.pieces)
        return f"delta {show(self.delta)}: {', '.join(parts)}"


@critical_discount.register
def _(
    model: Partnership,
    *,
    sharing: Any = None,
    founding: int | None = None,
    coordinator: Any = None,
) -> CriticalDiscount:
    """The discount factors at which the founding trust is weak or strong."""
    changed = variant("critical_discount", model, sharing, founding, coordinator)
    return least_patience([changed])[0].checked()


def least_patience(models: Sequence[Partnership]) -> list[CriticalDiscount]:
    """`critical_discount` of several partnerships, those of one shape together; not yet checked."""
    answers: dict[int, CriticalDiscount] = {}
    for places in by_shape(models):
        terms = stack([models[k] for k in places]).as_floats()
        grid = FINE if terms.mandate.any() else COARSE
        steps = find_steps(partial(_look, terms), len(places), grid)
        named = (each.map(CLASSES.__getitem__) for each in steps)
        answers |= {
            k: CriticalDiscount(models[k], each) for k, each in zip(places, named, strict=True)
        }
    return [answers[k] for k in range(len(models))]


def founding_classes(models: Sequence[Partnership], deltas: Any) -> Numbers:
    """The founding class of each partnership at its discount factor, in batches."""
    names = np.empty(len(models), dtype=object)
    deltas = np.broadcast_to(np.asarray(deltas, dtype=float), (len(models),))
    for places in by_shape(models):
        terms = stack([models[k] for k in places]).as_floats()
        codes, _ = _look(terms, np.arange(len(places)), deltas[places])
        names[places] = [CLASSES[code] for code in codes]
    return names


def _look(terms: Terms, who: Numbers, deltas: Numbers) -> tuple[list[int], list[bytes]]:
    """Founding classes, and what lies behind them: the rows of the whole equilibrium."""
    codes, marks = [], []
    for here in blocks(terms, len(who)):
        some = terms.take(who[here])
        table = table_of(some, deltas[here])
        play = solve(table)
        codes += codes_of(table, play.rows)[some.founding, np.arange(len(here))].tolist()
        marks += [row.tobytes() for row in np.moveaxis(play.rows, -1, 0)]
    return codes, marks
