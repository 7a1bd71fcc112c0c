"""Certificate of a plan: it can be paid, brings what is said, and the lists let nothing more.

Every list is judged beside the one before it: what is added leads nowhere that the list after does
not dominate, and to every point of the list after. So the last list is the frontier of all budgets.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..common.register import checks, proves
from ..coordinator import Coordinator
from ..hierarchy.results import LevelPair
from ..types import Certificate, IntArray
from ..verify.door import of_part
from ..verify.findings import Finding, claim, verdict
from .arguments import HelpedPairs
from .programme import TOGETHER, BlockStage, Help, Item, ListStep, Points, Programme, fraction, near
from .results import Plan, PlanSearch

#: How far values may be apart that are computed in two ways.
_ROUNDED = 1e-9


@functools.singledispatch
def values_shown(answers: Any, result: Plan) -> Iterator[Finding]:
    """Whether what ties are worth follows from the model: by the kind of answers."""
    raise TypeError(f"nothing is shown of a {type(result).__name__} by {type(answers).__name__}")


@checks(Plan, "a plan is judged as it is", "Ask plan for another budget")
def _certify_plan(result: Plan) -> Certificate:
    """Check the plan and the lists against the programme, and the programme against the model."""
    findings = [*_fits(result)]
    if any(one.gain > one.allowed for one in findings):
        return verdict(findings, exact=False, tolerance=0)
    findings += values_shown(result.answers, result)
    if result.witness or result.search is None:
        findings.append(claim(Lists(result.programme).hold(result.witness), "the lists"))
    return certify_choice(result, findings=findings)


def certify_choice(
    result: Plan, policy: Any = None, *, findings: Sequence[Finding] = ()
) -> Certificate:
    """Check the plan alone, beside what was found of values and lists."""
    del policy
    findings = [*findings, *_possible(result.programme, result.choice, result.budget)]
    if all(one.gain <= one.allowed for one in findings):
        findings += _best(result) if result.search is None else _search(result, result.search)
    side = verdict(findings, exact=False, tolerance=0)
    if not side.ok:
        return side
    over = 0.0 if result.search is None else _more(result)
    return dataclasses.replace(side, outside=over <= 0 or None, gap=over)


def _search(result: Plan, search: PlanSearch) -> Iterator[Finding]:
    """What is said of a search fits together, and the bound of the solver is one."""
    value, share = float(result.value), search.share
    draws = len(getattr(result.answers, "values", ()))
    yield claim(share is None or (0 < share <= 1 and draws > 0), "the share of draws")
    yield claim(len(search.weights) == (0 if share is None else draws), "weights of draws")
    if share is not None and draws:
        most = (1 + _ROUNDED) / (share * draws)
        fits = (search.weights >= 0).all() and (search.weights <= most).all()
        yield claim(fits and abs(search.weights.sum() - 1) < _ROUNDED, "weights of draws")
    bound = float(search.most)
    yield claim(bound >= value and (not result.proven or bound == value), "the bound")


def _more(result: Plan) -> float:
    """How much more than the plan the lists let others bring; 0 where that is rounding."""
    if not result.witness:
        return math.inf
    programme, last = result.programme, result.witness[-1].points
    paid = last.cost <= programme.payable(result.budget)
    most, value = int(last.value[paid].max()) / programme.gain.parts, float(result.value)
    over = max(most - value, 0.0)
    return over if over > _ROUNDED * max(1.0, abs(value)) else 0.0


def _fits(result: Plan) -> Iterator[Finding]:
    """Whether there is as much of everything as there are ties and bundles."""
    programme = result.programme
    by_tie = programme.prices, programme.values, programme.above, programme.needs, result.weights
    yield claim({len(programme.ties)} == {*map(len, by_tie)}, "the ties")
    sizes = {len(programme.bundles), *map(len, programme.prices)}
    yield claim(sizes == {len(result.bundles)}, "the bundles")
    yield claim(result.horizon is None or result.objective == "strong", "the horizon")
    many = max((len(block.offices) for block in programme.blocks), default=0) > TOGETHER
    alone = result.search is None or (result.search.share is None and not many)
    yield claim(alone == bool(result.search is None), "the search")
    yield claim(bool(result.witness) != many, "the lists")


@values_shown.register
def _alike(answers: HelpedPairs, result: Plan) -> Iterator[Finding]:
    """Pairs where nobody is helped, or all alike, are those of `stabilise`."""
    levels, programme, bundles = result.model, result.programme, [*result.bundles.values()]
    places = {pair: k for k, pair in enumerate(levels.pairs)}
    keys = [at.key for at in levels.standing.values()]
    above = tuple(None if key is None else places[key] for key in keys)
    yield claim(programme.ties == levels.pairs and programme.above == above, "the pairs")
    yield claim(tuple(result.bundles) == programme.bundles, "the bundles")
    yield claim(0 in {option for option, _ in answers.alike}, "what nobody helped brings")
    for option, answer in answers.alike:
        known = of_part(answer)
        yield Finding(known.largest_gain, known.tolerance, state=known.state)
        yield claim(known.ok, "a better equilibrium of a pair")
        fits = answer.hierarchy == levels and answer.delta == result.delta
        if option:
            fits &= answer.regime == "three-level" and answer.coordinator == bundles[option - 1]
            fits &= answer.control_loss == result.control_loss
        else:
            fits &= answer.regime == "none"
        yield claim(fits, "another question")
        choice = (option,) * len(answer.pairs)
        for k, one in enumerate(answer.pairs):
            worth = _measure(one, result, bundles[option - 1] if option else None)
            if worth is not None:
                gap = abs(float(programme.value(k, choice)) - float(result.weights[k]) * worth)
                yield Finding(gap, _ROUNDED * max(1.0, abs(worth)), state=one.pair, action="value")


def _measure(one: LevelPair, result: Plan, bundle: Coordinator | None) -> float | None:
    """What a pair is worth by the objective; None where its levels do not say it."""
    if result.objective == "kept":
        return float(one.founding_class in ("weak", "strong"))
    if result.objective == "probability":
        return one.probability_strong
    if result.objective == "strong":
        return one.long_run["strong"] if result.horizon is None else None
    return None if bundle is not None and bundle.subsidy else float(one.founding_value)


def _possible(programme: Programme, choice: Sequence[int], budget: Any) -> Iterator[Finding]:
    """Every tie has a bundle that is to be had there, and all can be paid."""
    every = frozenset(programme.offices)
    fits = len(choice) == len(programme.ties) and all(
        option in programme.options(k, every) for k, option in enumerate(choice)
    )
    yield claim(fits, "the plan")
    if fits:
        yield claim(fraction(programme.cost(tuple(choice))) <= fraction(budget), "the budget")


def _best(result: Plan) -> Iterator[Finding]:
    """No point of the last list that the budget pays is better, or as good and cheaper."""
    programme, last = result.programme, result.witness[-1].points
    cost, value = programme.point(result.choice)
    paid = last.cost <= programme.payable(result.budget)
    allowed = near(programme, value)
    yield claim((last.value[paid] <= value + allowed).all(), "a plan that brings more")
    cheaper = last.cost < cost
    yield claim((last.value[cheaper] < value - allowed).all(), "a plan that costs less")


class Lists:
    """The lists of one programme, read once more from its prices and values."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.money, self.gain = programme.money.whole, programme.gain.whole
        self._read: dict[Any, tuple[Item, bool]] = {}

    def hold(self, stages: Sequence[BlockStage]) -> bool:
        """Whether every list follows from the one before it, block after block."""
        blocks, before = self.programme.blocks, Points.one(0, 0)
        if len(blocks) != len(stages):
            return False
        for block, stage in zip(blocks, stages, strict=True):
            openings = block.openings()
            if [one.offices for one in stage.openings] != openings:
                return False
            for one in stage.openings:
                fee = sum(self.money(self.programme.offices[name]) for name in one.offices)
                start = Points(before.cost + fee, before.value)
                if not (_same(one.start, start) and _rises(start)):
                    return False
                if not self._steps(one.start, one.steps, block.roots, (), one.offices):
                    return False
            if not _follows([one.points for one in stage.openings], stage.points):
                return False
            before = stage.points
        return True

    def _steps(
        self,
        before: Points,
        steps: Sequence[ListStep],
        ties: Sequence[int],
        above: Help,
        offices: frozenset[str],
    ) -> bool:
        """Whether these ties, and no others, are added one after another."""
        if [step.item.tie for step in steps] != [*ties]:
            return False
        for item, after in steps:
            moved = [
                Points(before.cost + cost, before.value + value)
                for cost, value in zip(*(part.tolist() for part in item.points), strict=True)
            ]
            if not (self._item(item, above, offices) and _follows(moved, after)):
                return False
            before = after
        return True

    def _item(self, item: Item, above: Help, offices: frozenset[str]) -> bool:
        """Whether the list of a tie has all its options, each with what is below it then."""
        # The same item is below several options; it stands in `_read` as long as it is known.
        key = id(item), above, offices
        if key not in self._read:
            self._read[key] = (item, self._judged(item, above, offices))
        return self._read[key][1]

    def _judged(self, item: Item, above: Help, offices: frozenset[str]) -> bool:
        programme, k = self.programme, item.tie
        if [way.option for way in item.ways] != programme.options(k, offices):
            return False
        for way in item.ways:
            help_ = (*above, way.option)
            cost = self.money(programme.price(k, way.option))
            value = self.gain(programme.values[k][help_])
            if not _same(way.start, Points.one(cost, value)):
                return False
            if not self._steps(way.start, way.steps, programme.below[k], help_, offices):
                return False
        return _follows([way.points for way in item.ways], item.points)


def _same(one: Points, other: Points) -> bool:
    return all(map(np.array_equal, one, other))


def _rises(points: Points) -> bool:
    """Whether cost and value rise together, in whole numbers."""
    whole = all(part.dtype.kind == "i" and part.ndim == 1 for part in points)
    return whole and all(bool((part[1:] > part[:-1]).all()) for part in points)


def _follows(before: Iterable[Points], after: Points) -> bool:
    """Whether the list after dominates all that came before it, and has nothing else."""
    if not _rises(after) or len(after.cost) != len(after.value):
        return False
    reached = np.zeros(len(after.cost), dtype=bool)
    for cost, value in before:
        at = _last_paid(after.cost, cost)
        if (at < 0).any() or (after.value[at] < value).any():
            return False
        reached[at[(after.cost[at] == cost) & (after.value[at] == value)]] = True
    return bool(reached.all())


def _last_paid(costs: IntArray, budgets: IntArray) -> IntArray:
    """The last of the rising costs that each budget pays; -1 if none."""
    return np.searchsorted(costs, budgets, side="right") - 1


@proves(Plan)
def _parts_of(result: Plan) -> dict[str, Any]:
    """Prices and values in whole units, the lists after each tie, the plan and the frontier."""
    programme = result.programme
    money, gain = programme.money.whole, programme.gain.whole
    return {
        "unit of cost": programme.money.parts,
        "unit of value": programme.gain.parts,
        "rounded": [not programme.money.exact, not programme.gain.exact],
        "bundles": programme.bundles,
        "offices": {name: money(price) for name, price in programme.offices.items()},
        "ties": [
            {
                "pair": [str(name) for name in pair],
                "above": programme.above[k],
                "offices": programme.needs[k],
                "prices": [None if p is None else money(p) for p in programme.prices[k]],
                "values": [[help_, gain(v)] for help_, v in programme.values[k].items()],
            }
            for k, pair in enumerate(programme.ties)
        ],
        "blocks": [
            {
                "openings": [
                    {"offices": sorted(one.offices), "steps": _plain_steps(one.steps)}
                    for one in stage.openings
                ],
                "points": _plain_points(stage.points),
            }
            for stage in result.witness
        ],
        "budget": fraction(result.budget),
        "plan": result.choice,
        **_sums(result),
        "frontier": result.corners,
    }


def _sums(result: Plan) -> dict[str, Any]:
    """Cost and value of a plan; where all is in whole units without the rounding of a sum."""
    programme, report = result.programme, {"cost": fraction(result.cost), "value": result.value}
    units, sums = (programme.money, programme.gain), programme.point(result.choice)
    rows = zip(report.items(), sums, units, strict=True)
    return {
        k: Fraction(n, unit.parts) if unit.exact and not isinstance(v, int) else v
        for (k, v), n, unit in rows
    }


def _plain_steps(steps: Sequence[ListStep]) -> list[dict[str, Any]]:
    """What is added, with the lists of what is below it, and the list after it."""
    return [{**_plain_item(step.item), "after": _plain_points(step.points)} for step in steps]


def _plain_item(item: Item) -> dict[str, Any]:
    ways = [[way.option, _plain_steps(way.steps)] for way in item.ways if way.steps]
    return {"tie": item.tie, "ways": ways, "points": _plain_points(item.points)}


def _plain_points(points: Points) -> list[list[int]]:
    return [[*pair] for pair in zip(*(part.tolist() for part in points), strict=True)]
