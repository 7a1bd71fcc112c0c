"""When does help hurt? Measures that make members need more patience."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from ..core import read
from ..core.answer import Answer, Certificate, show, worst
from ..core.errors import EmptyGameError, NotApplicableError
from ..core.numbers import NOISE, POINT
from ..core.steps import Spans
from ..core.value import value
from ..partnership import (
    CONCEPTS,
    COOPERATING,
    CriticalDiscount,
    Partnership,
    least_patience,
    variant,
)
from .coordinator import Coordinator

#: What can be too much of a good thing.
HARMS = ("support", "bias", "stake", "mediation")
#: An edge between two sizes is refined to this part of their distance; a size this close is it.
FINE, CLOSE = 2.0**-20, 1e-5


@value
class Harm(Answer):
    """What `when_it_hurts` returns: sizes of a measure at which cooperation is lost somewhere.

    Attributes
    ----------
    measure : str
    sizes : tuple of numbers, 0 first
    patience : tuple of CriticalDiscount, one for each size
    intervals : tuple of (low, high)
        Sizes at which some cooperation is lost, within the range that was tried.
    """

    measure: str
    sizes: tuple[float, ...]
    patience: tuple[CriticalDiscount, ...]
    intervals: tuple[tuple[float, float], ...]

    notes = ("Sizes are looked at one by one. Between two that agree nothing is looked for.",)

    @property
    def concept(self) -> str:
        """That of play under the measure."""
        return CONCEPTS[self.patience[-1].partnership.voluntary]

    @property
    def delta(self) -> tuple[Any, ...]:
        """The least patience with cooperation at each size; inf if there is none."""
        return tuple(each.intervals.least for each in self.patience)

    @cached_property
    def lost(self) -> tuple[Spans, ...]:
        """For each size where there is cooperation without the measure, and none with it."""
        return tuple(_lost(self.patience[0], each) for each in self.patience)

    @property
    def hurts(self) -> bool:
        """Whether some size that was tried loses cooperation."""
        return any(self.lost)

    @property
    def witness(self) -> dict[str, Any] | None:
        """The longest loss: size, a discount factor in it, least patience without and with it."""
        spans = [(b - a, k, (a + b) / 2) for k, each in enumerate(self.lost) for a, b in each]
        if not spans:
            return None
        _, k, delta = max(spans)
        least = {"least patience without": self.delta[0], "least patience with": self.delta[k]}
        return {"size": self.sizes[k], "delta": delta, **least}

    @property
    def complete(self) -> bool:
        """False if some search behind it was cut off."""
        return all(each.complete for each in self.patience)

    @property
    def certificate(self) -> Certificate:
        """The worst of all sizes."""
        return worst(self.patience)

    def columns(self) -> dict[str, Any]:
        """One row for each size."""
        return {"size": self.sizes, "delta": self.delta, "hurts": [bool(x) for x in self.lost]}

    def _text(self) -> str:
        spans = " and ".join(f"from {show(low)} to {show(high)}" for low, high in self.intervals)
        return f"{self.measure} hurts at {f'sizes {spans}' if spans else 'no size that was tried'}"


def when_it_hurts(
    model: Partnership,
    measure: str,
    sizes: Any,
    *,
    crowding_out: Any = 1,
    favoured: Any = 0,
    founding: int | None = None,
) -> Harm:
    """Find the sizes at which a well-meant measure costs members cooperation.

    ============ =============================================================================
    "support"    each gets the size per period anyway; the part `crowding_out` of it is worth
                 nothing inside, as it replaces what partners would have brought
    "bias"       whoever settles shares gives the size, a part of the joint payoff, to its
                 favourite before the rest is divided equally
    "stake"      a coordinator takes the size as its part of the surplus
    "mediation"  a coordinator resolves that part of friction
    ============ =============================================================================

    Support that is worth the same inside and outside changes nothing; what is crowded out raises
    the outside value, and with it the patience that is needed.

    Parameters
    ----------
    model : Partnership
    measure : one of these words
    sizes : numbers, not negative; up to 1 except for support
    crowding_out : number in [0, 1], for support
    favoured : name or place of a member, for bias
    founding : int, in place of the partnership's own

    Raises
    ------
    UnknownNameError, RangeError, NotApplicableError

    Examples
    --------
    >>> import qinba_games as qg
    >>> from qinba_games.coordinator import when_it_hurts
    >>> pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, drop=None)
    >>> answer = when_it_hurts(pair, "support", [0, 0.5])
    >>> [round(delta, 6) for delta in answer.delta], answer
    ([0.5, 0.666667], Harm(support hurts at sizes from 0 to 0.5))
    """
    owner = "when_it_hurts"
    read.choice(owner, "measure", measure, HARMS)
    part = read.number(owner, "crowding_out", crowding_out, 0, 1)
    amounts = _sizes(measure, sizes)
    before = variant(owner, model, founding=founding)
    (favourite,) = read.subset(owner, "favoured", [favoured], before.members)

    def under(size: float) -> Partnership:
        return _under(before, measure, size, part, favourite)

    patience = least_patience([before, *map(under, amounts[1:])])

    def hurts(size: float) -> bool:
        return bool(_lost(patience[0], least_patience([under(size)])[0]))

    bad = [bool(_lost(patience[0], each)) for each in patience]
    return Harm(measure, amounts, tuple(patience), _regions(amounts, bad, hurts)).checked()


def _sizes(measure: str, given: Any) -> tuple[float, ...]:
    high = None if measure == "support" else 1
    sizes = read.array("when_it_hurts", "sizes", given, None, 0, high)
    if not sizes.size:
        raise EmptyGameError("when_it_hurts", "sizes", given, "must be one at least")
    return tuple(sorted({0.0, *sizes.astype(float).ravel().tolist()}))


def _lost(before: CriticalDiscount, after: CriticalDiscount) -> Spans:
    """Where there is cooperation before, and none after."""
    both = before.steps.overlay(after.steps, NOISE)
    spans = both.which(lambda pair: pair[0] in COOPERATING and pair[1] not in COOPERATING)
    return Spans((low, high) for low, high in spans if high - low > POINT)


def _under(
    model: Partnership, measure: str, size: float, crowding_out: Any, favourite: Any
) -> Partnership:
    """The partnership under a measure of this size."""
    if measure == "support":
        return model.replace(outside=model.outside + crowding_out * size)
    if measure == "bias":
        if not isinstance(model.sharing, str) or model.sharing not in ("none", "equal"):
            rule = "has a sharing rule of its own"
            raise NotApplicableError("when_it_hurts", "model", model.sharing, rule)
        own = np.array([name == favourite for name in model.members])
        return model.replace(sharing=(1 - size) / len(own) + size * own)
    helper = Coordinator(stake=size) if measure == "stake" else Coordinator(mediation=size)
    changed: Partnership = helper.applied_to(model)
    return changed


def _regions(
    sizes: Sequence[float], bad: Sequence[bool], hurts: Callable[[float], bool]
) -> tuple[tuple[float, float], ...]:
    """Intervals of sizes that hurt; their ends between two sizes by bisection."""
    spans, begin = [], sizes[0]
    for k in range(1, len(sizes)):
        if bad[k] == bad[k - 1]:
            continue
        end = _edge(sizes[k - 1], sizes[k], bad[k], hurts)
        if bad[k]:
            begin = end
        else:
            spans.append((begin, end))
    return (*spans, (begin, sizes[-1])) if bad[-1] else tuple(spans)


def _edge(low: float, high: float, begins: bool, hurts: Callable[[float], bool]) -> float:
    """Where between two sizes a measure begins, or ceases, to hurt; the size itself if close by."""
    ends, width = (low, high), high - low
    while high - low > FINE * width:
        middle = (low + high) / 2
        low, high = (low, middle) if hurts(middle) == begins else (middle, high)
    close = min(ends, key=lambda size: abs(size - low))
    return close if abs(close - low) <= CLOSE * width else (low + high) / 2
