"""Why is one tie kept, or not: who binds, from which patience on, and what would change it."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..coordinator import Coordinator, PivotalWindow
from ..core import read
from ..core.answer import Answer, Certificate, show, worst
from ..core.numbers import Numbers
from ..core.steps import Spans, Steps, find_steps
from ..core.value import value
from ..partnership import COOPERATING, Evolution, evolve, evolve_many, least_patience
from .reasons import short

if TYPE_CHECKING:
    from .region import Region

#: Costs are looked at up to so many times the present one, at so many points.
MOST, POINTS = 3, 121


class Change(NamedTuple):
    """The nearest value of something that changes whether a tie is kept without the coordinator.

    `at` is None where none was found, and "given" for a capacity of the coordinator that changes it
    alone; `makes` is the class there.
    """

    what: str
    now: Any
    at: Any
    makes: str


@value
class Why(Answer):
    """What `Region.why` returns.

    Attributes
    ----------
    region : Region
        With the patience asked for.
    without, governed : Evolution
        What becomes of the tie without and with the coordinator.
    window : PivotalWindow
    """

    region: "Region"
    without: Evolution
    governed: Evolution
    window: PivotalWindow

    @property
    def concept(self) -> str:
        """Those of both sides."""
        return f"without: {self.without.concept}; with: {self.governed.concept}"

    @property
    def complete(self) -> bool:
        """False if a search was cut off."""
        return all(each.complete for each in (self.without, self.governed, self.window))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the answer rests on."""
        edge = "The window is unresolved: the class just beside an edge is not the one stated."
        grid = f"Costs were looked at from 0 to {MOST} times the present one, at {POINTS} points."
        return (*self.window.notes, grid) if self._sure else (*self.window.notes, grid, edge)

    @property
    def _sure(self) -> bool:
        return self.window.certificate.ok

    @cached_property
    def certificate(self) -> Certificate:
        """The worse of both sides, and of the window unless it is unresolved."""
        return worst([self.without, self.governed, *[self.window] * self._sure])

    @property
    def members(self) -> tuple[str, ...]:
        """Names of both."""
        return tuple(self.without.partnership.members)

    @property
    def classes(self) -> tuple[str, str]:
        """(class without, class with)."""
        return self.without.founding_class, self.governed.founding_class

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Patience, trust, cost, and each capacity alone: what changes whether the tie is kept."""
        return (self._patience(), self._trust(), self._cost(), *self._capacities())

    def _differs(self, name: str) -> bool:
        return (name in COOPERATING) != self.without.cooperates

    def _patience(self) -> Change:
        return self._nearest("patience", self.region.delta, self.window.without.steps)

    def _trust(self) -> Change:
        classes, now = self.without.classes, self.without.founding
        other = [k for k, name in enumerate(classes) if self._differs(name)]
        level = min(other, key=lambda k: abs(k - now), default=None)
        return Change("trust", now, level, "" if level is None else classes[level])

    def _cost(self) -> Change:
        model, now = self.without.partnership, self.region.settings["cost"]

        def ask(_: Numbers, costs: Numbers) -> tuple[Any, Any]:
            models = [model.replace(cost=float(cost)) for cost in costs]
            names = evolve_many(models, self.region.delta).founding_class.tolist()
            return names, names

        if not now:
            return Change("cost", now, None, "")
        grid = np.linspace(0, MOST * now, POINTS)
        return self._nearest("cost", now, *find_steps(ask, 1, grid, MOST * now))

    def _nearest(self, what: str, now: float, steps: Steps) -> Change:
        """The end of a piece with the other answer that is nearest to now."""
        other = [piece for piece in steps.pieces if self._differs(piece[2])]
        if not other:
            return Change(what, now, None, "")
        low, high, name = min(other, key=lambda p: abs(np.clip(now, p[0], p[1]) - now))
        return Change(what, now, float(np.clip(now, low, high)), name)

    def _capacities(self) -> Iterator[Change]:
        helper = self.window.coordinator
        for name in helper.capacities:
            alone = evolve(
                self.without.partnership, self.region.delta, coordinator=helper.only([name])
            )
            makes = alone.founding_class
            flips = self._differs(makes)
            yield Change(name, None, "given" if flips else None, makes if flips else "")

    @property
    def text(self) -> str:
        """All of it in sentences."""
        return " ".join([*self._begin(), self._binding(), self._with(), *self._ways()])

    def _begin(self) -> Iterator[str]:
        one, other = map(short, self.members)
        yield f"{one} and {other} begin at trust {self.without.founding}."
        yield (
            f"Without the coordinator they are {self.classes[0]} at patience "
            f"{show(self.region.delta)}; they keep the tie "
            f"{_where(self.window.without.steps.where(*COOPERATING))}."
        )

    def _binding(self) -> str:
        deviation = self.without.binding
        if deviation is None:
            return "If both always contributed, neither would gain by idling or leaving."
        verb = {"leave": "leaving", "idle": "idling"}[deviation.action]
        trust, times = deviation.state
        when = f"at trust {trust} in {'bad' if times else 'good'} times"
        gains = f"{short(deviation.member)} would gain {deviation.gain:.2f} by {verb}"
        return f"If both always contributed, {gains} {when}."

    def _with(self) -> str:
        where = _where(self.window.governed.steps.where(*COOPERATING))
        decides = _where(self.window.intervals) if self._sure else "at unresolved patience"
        start = f"With the coordinator they are {self.classes[1]}, and keep the tie {where}"
        return f"{start}: it decides {decides}."

    def _ways(self) -> Iterator[str]:
        rows = [change for change in self.changes if change.makes]
        alone = " or ".join(change.what for change in rows if change.at == "given")
        ways = " or ".join(self._way(change) for change in rows if change.at != "given")
        end, does = ("lost", "break it") if self.without.cooperates else ("kept", "be enough")
        if ways:
            yield f"Without the coordinator the tie would be {end} {ways}."
        if alone:
            yield f"Of what the coordinator does, {alone} alone would {does}."
        if not rows:
            yield "No single change that was looked at changes that."

    def _way(self, change: Change) -> str:
        what, now, then, _ = change
        if what == "trust":
            return f"if it began at trust {then}"
        return f"with a {what} of about {then:.2f} instead of {show(now)}"

    def columns(self) -> dict[str, Any]:
        """One row for each change that was looked at."""
        what, now, then, makes = zip(*self.changes, strict=True)
        return {"what": what, "now": now, "at": then, "makes": makes}

    def _text(self) -> str:
        one, other = map(short, self.members)
        return f"{one} and {other}, trust {self.without.founding}: {' -> '.join(self.classes)}"


def _where(spans: Spans) -> str:
    if not spans:
        return "at no patience"
    if spans == Spans([(0.0, 1.0)]):
        return "at every patience"
    return "at patience " + " and ".join(f"[{low:.2f}, {high:.2f})" for low, high in spans)


def why_of(
    region: "Region", a: str, b: str, delta: Any = None, coordinator: Coordinator | None = None
) -> Why:
    """See `Region.why`."""
    region = region if delta is None else region.replaced(delta=delta)
    helper = region.coordinator if coordinator is None else coordinator
    read.kind("Region.why", "coordinator", helper, Coordinator)
    pair = region.partnership(a, b)
    governed = helper.applied_to(pair)
    window = PivotalWindow(helper, *least_patience([pair, governed]))
    sides = evolve(pair, region.delta), evolve(pair, region.delta, coordinator=helper)
    return Why(region, *sides, window).checked()
