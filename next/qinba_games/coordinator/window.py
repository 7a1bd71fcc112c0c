"""When does a third party matter? The pivotal window."""

from functools import cached_property, singledispatch
from typing import Any

from ..core import read
from ..core.answer import Answer, Certificate, spans_text, worst
from ..core.errors import NotApplicableError
from ..core.numbers import NOISE, POINT
from ..core.steps import Spans, Steps
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

#: What members can do without the coordinator.
BASELINES = ("acting together",)


@value
class PivotalWindow(Answer):
    """What `pivotal_window` returns: where a coordinator turns no cooperation into cooperation.

    Attributes
    ----------
    coordinator : Coordinator
    without, governed : CriticalDiscount
        The founding class at every discount factor, without the coordinator and with it.
    """

    coordinator: Coordinator
    without: CriticalDiscount
    governed: CriticalDiscount

    @property
    def notes(self) -> tuple[str, ...]:
        """What members can do without the coordinator."""
        return (alone(self.without.partnership),)

    @property
    def concept(self) -> str:
        """That of play with the coordinator."""
        return CONCEPTS[self.governed.partnership.voluntary]

    @cached_property
    def both(self) -> Steps:
        """Pairs (class without, class with) at every discount factor."""
        return self.without.steps.overlay(self.governed.steps, NOISE)

    @property
    def by_class(self) -> dict[tuple[str, str], Spans]:
        """For each pair (class without, class with) the intervals [low, high) with it."""
        return {pair: self.both.where(pair) for pair in dict.fromkeys(self.both.labels)}

    @property
    def intervals(self) -> Spans:
        """Intervals [low, high) with cooperation with the coordinator and none without."""
        return self._where(without=False, governed=True)

    @property
    def harmful(self) -> Spans:
        """Intervals [low, high) with cooperation without the coordinator and none with it."""
        return self._where(without=True, governed=False)

    def _where(self, *, without: bool, governed: bool) -> Spans:
        wanted = without, governed
        spans = self.both.which(lambda pair: tuple(c in COOPERATING for c in pair) == wanted)
        return Spans((low, high) for low, high in spans if high - low > POINT)

    @property
    def complete(self) -> bool:
        """False if some search behind it was cut off."""
        return self.without.complete and self.governed.complete

    @property
    def certificate(self) -> Certificate:
        """The worse of those of both sides."""
        return worst([self.without, self.governed])

    def at(self, delta: Any) -> tuple[str, str]:
        """The founding class without and with the coordinator at one discount factor."""
        delta = read.patience("PivotalWindow.at", delta)
        return self.without.steps.at(delta), self.governed.steps.at(delta)

    def columns(self) -> dict[str, Any]:
        """One row for each interval on which neither class changes."""
        low, high, pairs = zip(*self.both.pieces, strict=True)
        without, governed = zip(*pairs, strict=True)
        return {"from": low, "to": high, "without": without, "with": governed}

    def _text(self) -> str:
        where = f"pivotal on {spans_text(self.intervals)}" if self.intervals else "never pivotal"
        worse = f", harmful on {spans_text(self.harmful)}" if self.harmful else ""
        return f"{self.coordinator!r} is {where}{worse}"


def alone(model: Partnership) -> str:
    """What members can do without a coordinator, as a sentence."""
    if model.voluntary:
        return "Without the coordinator members play any profile and pay each other as they like."
    return "Without the coordinator members act together: all contribute, all idle, or all leave."


def pivotal_window(
    model: Any,
    coordinator: Coordinator,
    *,
    founding: int | None = None,
    baseline: str = "acting together",
) -> Any:
    """Find the discount factors at which a coordinator turns no cooperation into cooperation.

    Cooperation means that the founding trust is weak or strong. Below the window the coordinator is
    of no use, above it of no need. Without its capacity `sharing`, members do not share on either
    side, or by the partnership's own rule.

    Parameters
    ----------
    model : Partnership
    coordinator : Coordinator
    founding : int, the trust at the start in place of the partnership's own
    baseline : "acting together"
        What members can do without it: all contribute, all idle, or all leave.

    Returns
    -------
    PivotalWindow
        `.intervals` [low, high); high is 1 if there is never cooperation without.

    Raises
    ------
    NotApplicableError
        If a capacity has no meaning for the model.

    Examples
    --------
    Two unequal governments that need a third one to settle shares, if they are not very patient:

    >>> import numpy as np, qinba_games as qg
    >>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]
    >>> pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0.05)
    >>> qg.pivotal_window(pair, qg.Coordinator(sharing=True))
    PivotalWindow(Coordinator(sharing=True) is pivotal on [0.673094, 0.747347))
    """
    read.kind("pivotal_window", "coordinator", coordinator, Coordinator)
    read.choice("pivotal_window", "baseline", baseline, BASELINES)
    return window_of(model, coordinator, founding)


@singledispatch
def window_of(model: Any, coordinator: Coordinator, founding: int | None) -> Any:
    """The window of a kind of model; chapters above register their own."""
    rule = "must be a model that knows patience and a coordinator"
    raise NotApplicableError("pivotal_window", "model", model, rule)


@window_of.register
def _(model: Partnership, coordinator: Coordinator, founding: int | None) -> PivotalWindow:
    before = variant("pivotal_window", model, founding=founding)
    sides = least_patience([before, coordinator.applied_to(before)])
    return PivotalWindow(coordinator, *sides).checked()
