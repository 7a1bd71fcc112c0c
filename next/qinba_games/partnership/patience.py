"""The founding class at every discount factor at once, and the least patience for cooperation.

What is an equilibrium at some patience is one at more, if all can leave: the surplus over outside
values grows with patience. So rows enter one by one, and the best of them change finitely often;
where the rows that survive elimination and the best ones are the same at two ends, nothing between
them is looked for. Where some cannot leave punishments move too, and the ends are looked at closer.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from ..core.answer import Answer, Certificate, show
from ..core.numbers import BESIDE, PATIENT, Numbers
from ..core.steps import Spans, Steps, find_steps
from ..core.value import value
from ..core.verbs import critical_discount
from ..table import kernel
from ..table.solver import solve
from .batch import blocks
from .classes import CLASSES, CONCEPTS, COOPERATING, codes_of, names_of
from .compile import table_of
from .evolve import must_exist, variant
from .partnership import Partnership
from .terms import Terms, by_shape, stack

#: Where it is looked first: coarse where all can leave, and fine where some cannot.
_END = 1 - np.logspace(-3, -6, 4)
COARSE = np.concatenate([np.arange(64) / 64, 1 - np.logspace(-2, -6, 5)])
FINE = np.concatenate([np.arange(400) / 400, _END])


class Look(NamedTuple):
    """The founding class at one discount factor, and how well its play passes the kernel."""

    delta: float
    founding_class: str
    violation: Any
    tolerance: Any


@value
class CriticalDiscount(Answer):
    """What `critical_discount` returns: where the founding trust is weak or strong.

    Attributes
    ----------
    partnership : Partnership
    steps : Steps
        The founding class at every discount factor.
    looks : tuple of Look
        At patience 0 and just beside every edge.
    complete : bool
        False if a search was cut off somewhere.
    """

    partnership: Partnership
    steps: Steps
    looks: tuple[Look, ...]
    complete: bool

    @property
    def concept(self) -> str:
        """With or without transfers."""
        return CONCEPTS[self.partnership.voluntary]

    @property
    def notes(self) -> tuple[str, ...]:
        """How edges were found."""
        if self.partnership.mandate:
            return (
                "Looked at every 1/400. Edges are known to 1e-10, if two are not closer than that.",
            )
        return ("Between two discount factors with the same rows nothing is looked for.",)

    @property
    def intervals(self) -> Spans:
        """Intervals [low, high) with cooperation."""
        return self.steps.where(*COOPERATING)

    @property
    def delta(self) -> Any:
        """The least with cooperation; inf if there is none, or not in one interval up to 1."""
        return self.intervals.threshold

    @property
    def certificate(self) -> Certificate:
        """The largest gain by a deviation just beside every edge; inf where the class differs."""
        checks = (
            Certificate(
                look.violation if look.founding_class == self.steps.at(look.delta) else np.inf,
                f"delta {show(look.delta)}",
                look.tolerance,
            )
            for look in self.looks
        )
        return max(checks, key=lambda check: check.violation - check.tolerance)

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
        whole = np.ones(len(places), dtype=bool)
        grid = FINE if terms.mandate.any() else COARSE
        every = find_steps(partial(_look, terms, whole), len(places), grid)
        steps = [each.map(CLASSES.__getitem__) for each in every]
        looks = _beside(terms, steps)
        for k, each, own, all_of_it in zip(places, steps, looks, whole.tolist(), strict=True):
            answers[k] = CriticalDiscount(models[k], each, own, all_of_it)
    return [answers[k] for k in range(len(models))]


def _beside(terms: Terms, steps: Sequence[Steps]) -> list[tuple[Look, ...]]:
    """The play at patience 0 and just beside every edge, as the kernel judges it."""
    rows = [
        (k, point)
        for k, each in enumerate(steps)
        for point in [0.0, *(x + s * BESIDE for x in each.edges if x > 0 for s in (-1, 1))]
    ]
    who, points = np.array([k for k, _ in rows]), np.array([x for _, x in rows]).clip(0, PATIENT)
    looks: list[list[Look]] = [[] for _ in steps]
    for here in blocks(terms, len(who)):
        some = terms.take(who[here])
        table = table_of(some, points[here])
        play = solve(table)
        violation, _ = kernel.violations(table, play)
        codes = codes_of(table, play.rows)[some.founding, np.arange(len(here))]
        near = kernel.SLACK * table.near
        for k, *parts in zip(who[here], points[here], codes, violation, near, strict=True):
            point, code, over, tolerance = (part.item() for part in parts)
            looks[k].append(Look(point, CLASSES[code], over, tolerance))
    return [tuple(own) for own in looks]


def founding_classes(models: Sequence[Partnership], deltas: Any) -> Numbers:
    """The founding class of each partnership at its discount factor, in batches."""
    names = np.empty(len(models), dtype=object)
    deltas = np.broadcast_to(np.asarray(deltas, dtype=float), (len(models),))
    for places in by_shape(models):
        terms = stack([models[k] for k in places]).as_floats()
        whole = np.ones(len(places), dtype=bool)
        codes, _ = _look(terms, whole, np.arange(len(places)), deltas[places])
        names[places] = names_of(np.array(codes))
    return names


def _look(
    terms: Terms, whole: Numbers, who: Numbers, deltas: Numbers
) -> tuple[list[int], list[bytes]]:
    """Founding classes, and what lies behind them: the rows of the whole equilibrium.

    `whole` becomes False for partnerships of which a search is cut off.
    """
    codes, marks = [], []
    for here in blocks(terms, len(who)):
        some = terms.take(who[here])
        table = table_of(some, deltas[here])
        play = solve(table)
        whole[who[here][~play.complete]] = False
        must_exist("critical_discount", play)
        every = codes_of(table, play.rows)
        codes += every[some.founding, np.arange(len(here))].tolist()
        marks += [row.tobytes() for row in np.moveaxis(play.rows, -1, 0)]
    return codes, marks
