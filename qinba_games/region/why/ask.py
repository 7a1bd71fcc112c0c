"""Why is this tie kept, or not? The verb `Region.why`, and its answer in sentences."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ... import _check
from ...common.progress import telling
from ...common.register import finds
from ...common.spans import Spans
from ...coordinator import Coordinator
from ...partnership.evolve import evolve
from ...partnership.evolve_many import evolve_many
from ...partnership.pair_terms import stack_terms
from ...partnership.results.evolution import COOPERATING
from ...payoff_sets.of_pairs import contributions
from ...third_parties.results.window import PivotalWindow
from ...third_parties.taking_turns import beside_any_equilibrium
from ...third_parties.window import pivotal_window
from ...types import Number
from ...verify.door import certified
from ..study.any_equilibrium import greatest, sets_of
from ..study.reasons import KEPT
from ..tables.records import short_name
from .results import GIVEN, Change, Why

_OWNER = "Region.why"
#: Costs looked at on each side of the present one, up to so many times it, and how near an edge is.
_COSTS, _MOST, _NEAR = 60, 3.0, 1e-6


def why(
    self: Any,
    a: str,
    b: str,
    *,
    delta: Number | None = None,
    coordinator: Coordinator | None = None,
) -> Why:
    """Explain one tie: who binds, at which patience it is kept, and what would change that.

    Solves the tie by itself, for members who act together and for any equilibrium of theirs, and
    with the coordinator; finds its window; and looks for the nearest change of patience, trust,
    cost or capacity with which it would be kept, or lost.

    Parameters
    ----------
    a, b : str
        The two governments, in either order.
    delta : float, optional
        Discount factor in place of the region's.
    coordinator : Coordinator, optional
        In place of the region's.

    Returns
    -------
    Why
        `.text` says it in sentences, `.binding` who gains by what deviation, `.window` and
        `.window_any` where the coordinator decides in both readings, `.value_any` what turns bring,
        `.changes` what would change the class, and `.proof(path)` writes both edges of the window
        for the stand-alone checker. Concepts as in `evolve` and `payoff_set`.

    Raises
    ------
    UnknownNameError, NotApplicableError
        If a name is none of the governments; if there is no tie between the two.
    DiscountError

    Examples
    --------
    >>> import qinba_games as qg
    >>> found = qg.paper.case().why("Baoji", "Hanzhong")
    >>> found
    Why(Baoji and Hanzhong, trust 0: isolated -> weak; needs the coordinator: acting together)
    >>> found.binding._replace(gain=round(found.binding.gain, 3))
    Binding(member='Hanzhong', state=(0, 1), action='idle', gain=0.392)
    >>> round(found.value_any, 4), round(found.share_any, 3)
    (1.4039, 0.706)
    >>> [(change.what, change.makes) for change in found.changes if change.makes]
    [('patience', 'weak'), ('cost', 'weak'), ('sharing', 'weak')]
    """
    tie = self.tie(a, b)
    # Gains of a region are floats, and so is the question.
    delta = float(_check.patience(_OWNER, self.delta if delta is None else delta, exact=False))
    helper = _check.optional(_OWNER, "coordinator", coordinator, Coordinator) or self.coordinator
    model = self.model(tie)
    with telling(_OWNER):
        window = pivotal_window(model, helper)
        sides = evolve(model, delta), evolve(model, delta, coordinator=helper)
    answer = Why(
        region=self,
        number=tie.number,
        delta=delta,
        coordinator=helper,
        exact=False,
        proven=all(bool(one.proven) for one in (window, *sides)),
        notes=window.notes,
        witness=((None, window), (delta, *sides)),
    )
    return certified(answer)


@finds(Why, "payoffs")
def payoffs(case: Why) -> Any:
    """The payoff sets of the tie without payments; None if they are not known."""
    model = case.without.partnership
    return sets_of(model, case.delta) if model.detection == 1 else None


@finds(Why, "value_any")
def value_any(case: Why) -> float | None:
    """The greatest joint payoff at founding of any equilibrium without payments."""
    return None if case.payoffs is None else greatest(case.payoffs)


@finds(Why, "contributes_alone")
def contributes_alone(case: Why) -> bool | None:
    """Whether somebody contributes in some equilibrium without payments."""
    if case.payoffs is not None:
        settled: bool | None = case.payoffs.contributes()
        return settled
    model, start = case.without.partnership, case.without.founding
    answer = contributions(stack_terms([model], np.array([float(case.delta)]), start))
    return {1: True, 0: False}.get(int(answer[0]))


@finds(Why, "window_any")
def window_any(case: Why) -> PivotalWindow:
    """The window beside any equilibrium, certified."""
    return certified(beside_any_equilibrium(case.window))


@finds(Why, "changes")
def changes(case: Why) -> tuple[Change, ...]:
    """The nearest change of each kind with which the tie would be kept, or lost."""
    return (_patience(case), _trust(case), *_cost(case), *_capacities(case))


def _patience(case: Why) -> Change:
    intervals, delta = case.window.kept(0), float(case.delta)
    spans = intervals.complement() if case.classes[0] in KEPT else intervals
    near = [min(max(delta, float(low)), float(high)) for low, high in spans]
    edge = min(near, key=lambda value: abs(value - delta), default=None)
    makes = "" if edge is None else _class_at(case, _just_inside(spans, edge))
    return Change("patience", delta, edge, makes)


def _just_inside(spans: Any, edge: float) -> float:
    """A place of the spans beside an edge."""
    low, high = next((float(a), float(b)) for a, b in spans if a <= edge <= b)
    step = min(1e-4, (high - low) / 4)
    return edge + step if edge == low else edge - step


def _class_at(case: Why, delta: float) -> str:
    before, _ = case.window.at(delta)
    return before


def _trust(case: Why) -> Change:
    classes, start = case.without.classes, case.without.founding
    here = classes[start] in KEPT
    others = [k for k, name in enumerate(classes) if (name in KEPT) != here]
    level = min(others, key=lambda k: abs(k - start), default=None)
    return Change("trust", start, level, "" if level is None else str(classes[level]))


def _cost(case: Why) -> Iterator[Change]:
    model, delta = case.without.partnership, float(case.delta)
    here, now = case.classes[0] in KEPT, float(model.cost[0])
    if now == 0 or (model.cost != now).any():
        return

    def classes(costs: Any) -> Any:
        models = [dataclasses.replace(model, cost=float(cost)) for cost in costs]
        return evolve_many(models, np.full(len(models), delta)).founding_class

    steps = np.arange(1, _COSTS + 1) / _COSTS
    sides = now * (1 - steps), now * (1 + (_MOST - 1) * steps)
    places = [_first(classes, side, now, here) for side in sides]
    edge = min((p for p in places if p is not None), key=lambda p: abs(p - now), default=None)
    yield Change("cost", now, edge, "" if edge is None else str(classes([edge])[0]))


def _first(classes: Callable[[Any], Any], side: Any, now: float, here: bool) -> float | None:
    """The first cost, going away from the present one, at which the class is another."""
    other = np.isin(classes(side), KEPT) != here
    if not other.any():
        return None
    k = int(other.argmax())
    same, beyond = (float(side[k - 1]) if k else now), float(side[k])
    while abs(beyond - same) > _NEAR:
        middle = (same + beyond) / 2
        if (str(classes([middle])[0]) in KEPT) != here:
            beyond = middle
        else:
            same = middle
    return beyond


def _capacities(case: Why) -> Iterator[Change]:
    here = case.classes[0] in KEPT
    for name in case.coordinator.capacities:
        alone = evolve(
            case.without.partnership, case.delta, coordinator=case.coordinator.only((name,))
        )
        reached = str(alone.classes[alone.founding])
        other = (reached in KEPT) != here
        yield Change(name, None, GIVEN if other else None, reached if other else "")


@finds(Why, "text")
def text(case: Why) -> str:
    """All of it in sentences."""
    return text_of(case)


def text_of(case: Why) -> str:
    """What happens without the coordinator and with it, why, and what would change it."""
    parts = [_begins(case), _binds(case), *_by_turns(case), _with_it(case), *_change(case)]
    return " ".join(parts)


def _begins(case: Why) -> str:
    a, b = map(short_name, case.tie.members)
    signed = len(case.tie.agreements)
    after = f", with {signed} {'agreement' if signed == 1 else 'agreements'}" if signed else ""
    where = _at(case.window.kept(0))
    before = case.classes[0]
    return (
        f"{a} and {b} begin at trust {case.tie.founding}{after}. If they act together without "
        f"payments they are {before} at patience {float(case.delta):g}; they keep the tie {where}."
    )


def _binds(case: Why) -> str:
    one = case.binding
    if one is None:
        return "If both always contribute, nobody gains by idling or leaving."
    trust, times = one.state
    when = f"at trust {trust} in {'bad' if times else 'good'} times"
    verb = "leaving" if one.action == "leave" else "idling"
    who, gain = short_name(str(one.member)), float(one.gain)
    return f"If both always contributed, {who} would gain {gain:.2f} by {verb} {when}."


def _by_turns(case: Why) -> Iterator[str]:
    if case.classes[0] in COOPERATING:
        return
    alone = case.contributes_alone
    if alone is None:
        yield "Whether somebody contributes in another equilibrium without payments is not settled."
    elif not alone:
        yield "In no equilibrium without payments does anybody contribute, turns included."
    else:
        worth, part = case.value_any, case.share_any
        much = "" if worth is None else f"; together they then have up to {worth:.2f} a period"
        share = "" if not much or part is None else f", {part:.0%} of what the coordinator brings"
        yield f"In some equilibrium, turns included, somebody contributes{much}{share}."


def _with_it(case: Why) -> str:
    where, decides = _at(case.window.kept(1)), _at(case.window.intervals)
    return (
        f"With the coordinator they are {case.classes[1]}, and keep the tie {where}: against "
        f"members who act together it decides {decides}."
    )


def _at(patience: Spans) -> str:
    words = patience.words()
    everywhere = {"nowhere": "at no patience", "everywhere": "at every patience"}
    return everywhere.get(words, f"at patience {words}")


def _change(case: Why) -> Iterator[str]:
    here = case.classes[0] in COOPERATING
    rows = [change for change in case.changes if change.makes]
    given = [change.what for change in rows if change.at == GIVEN]
    ways = [_way(case, change) for change in rows if change.at != GIVEN]
    if ways:
        end = "lost" if here else "kept"
        yield f"Without the coordinator the tie would be {end} {' or '.join(ways)}."
    if given:
        yield f"Of what the coordinator does, {' or '.join(given)} alone would be enough."
    if not rows:
        yield "No single change that was looked at makes another of it without the coordinator."


def _way(case: Why, change: Change) -> str:
    what, now, then, _ = change
    if what == "trust":
        alike = len({name in KEPT for name in case.without.classes[int(then) :]}) == 1
        return f"from trust {then:g} on" if then > now and alike else f"at trust {then:g}"
    return f"with a {what} of about {then:.2f} instead of {now:g}"
