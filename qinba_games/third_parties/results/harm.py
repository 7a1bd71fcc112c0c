"""Where help hurts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any, ClassVar

from ...common.result import FrameColumns, Result, show
from ...common.rounded import derived
from ...common.spans import Spans
from ...types import Array, Status, frozen
from ..drawing import draw_harm

#: An end so near to a size that was tried, as part of the way to the next, is that size.
SNAPPED = 1.1e-5


@frozen
class Harm(Result):
    """Sizes of a measure at which members need more patience than without it.

    Attributes
    ----------
    model : Partnership, RepeatedGame or StageGame
    measure : str
    sizes : array, shape (m,)
        Sizes that were tried, 0 first.
    delta : array, shape (m,)
        Least patience with cooperation at each size; infinite where there is none.
    lost : tuple of Spans
        For each size the discount factors at which there is cooperation without the measure, and
        none with it.
    intervals : Spans
        Sizes at which some cooperation is lost, within the range that was tried; what hurts from
        the first little bit on does so from 0 on.
    founding : int
    parameters : dict
        What else the measure was given.
    answers : tuple
        First (delta, without, with), the equilibria at the `witness`; then (size, results...) for
        every size, which shows its least patience, and for a size on either side of every end
        between two sizes.
    regimes : tuple
        Of a partnership without the measure, at every size, and just beside the ends of
        `intervals`, as in `CriticalDiscount`.
    """

    _sources = ("goldluecke2012",)
    _alike = (("sizes", "delta", "lost"),)
    _not_patience = ("intervals",)
    _full = Status.EDGES

    model: Any
    measure: str
    sizes: Array
    delta: Array
    lost: tuple[Spans, ...]
    intervals: Spans
    founding: int
    parameters: dict[str, Any]
    answers: tuple[Any, ...]
    regimes: tuple[Any, ...] = ()
    tolerance: Any = 0
    #: As an attribute it says what hurts most; what shows the answer are `answers`.
    witness: ClassVar[Any]  # type: ignore[misc]

    @property
    def concept(self) -> str:
        """The solution concept of the equilibria at the witness."""
        return str(self.answers[0][1].concept)

    @property
    def open(self) -> tuple[str, ...]:
        """Between two sizes that were solved nothing is looked at."""
        return ("intervals between the sizes",)

    @property
    def hurts(self) -> bool:
        """Whether some size that was tried loses cooperation."""
        return bool(self.intervals)

    @derived  # type: ignore[no-redef]
    def witness(self) -> dict[str, Any] | None:
        """The size that loses most, with a discount factor and the least patience with and without.

        None if the measure never hurts.
        """
        most, deltas = most_lost(self.lost), self.delta.tolist()
        if most is None:
            return None
        k, delta = most
        return {
            "size": self.sizes.tolist()[k],
            "delta": delta,
            "least patience without": deltas[0],
            "least patience with": deltas[k],
        }

    plot = draw_harm

    def _table(self) -> FrameColumns:
        return {
            "size": self.sizes.tolist(),
            "delta": self.delta.tolist(),
            "hurts": [bool(spans) for spans in self.lost],
        }

    def __repr__(self) -> str:
        spans = " and ".join(f"from {show(low)} to {show(high)}" for low, high in self.intervals)
        return f"Harm({self.measure} hurts at {f'sizes {spans}' if spans else 'no size tried'})"


def most_lost(lost: Iterable[Spans]) -> tuple[int, Any] | None:
    """Which size loses most, and the middle of the longest interval that it loses, if any does."""
    spans = [(high - low, k, low, high) for k, one in enumerate(lost) for low, high in one]
    if not spans:
        return None
    _, k, low, high = max(spans)
    return k, (low + high) / 2


def beside_ends(harm: Harm) -> list[tuple[float, bool]]:
    """A size a little beside every end between two sizes, on either side; whether it hurts there.

    What begins to be lost is too little to be told from nothing: it is looked at inside.
    """
    most, ends = float(harm.sizes.max()), harm.answers[1 + len(harm.sizes) :]
    changes = itertools.pairwise(map(bool, harm.lost))
    hurts = [each for below, above in changes if below != above for each in (below, above)]
    inside = [SNAPPED * most * sign for sign in (-1, 1)]
    return [
        (min(max(size + bad * inside[k % 2], 0), most), bad)
        for k, ((size, *_), bad) in enumerate(zip(ends, hurts, strict=True))
    ]
