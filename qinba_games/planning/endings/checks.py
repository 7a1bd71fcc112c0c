"""Certificate of a `HandOver`: what is played is read period by period, marks by the kernel.

What is played on a date has to be carried by what members can get afterwards, nothing that is
carried may be worth more, and all values follow from what is played. Marks bring a record each.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...certify.kernel import Kernel
from ...certify.play import equilibrium
from ...certify.record import OPEN, optimality
from ...common.register import checks
from ...partnership.checks.evolution import PATH
from ...partnership.proof import classes_of
from ...partnership.results.evolution import COOPERATING, Evolution, EvolutionBatch
from ...types import Array, Certificate, FloatArray, IntArray
from ...verify.findings import (
    Finding,
    claim,
    ending,
    same,
    settled,
    verdict,
    with_outside,
    without_policy,
)
from ...verify.thresholds import certify_evidence, worst
from .proof import Acts, Reading, Rests, reading_of, with_mark
from .results import HandOver, marks_of


def path_of(model: Any, choice: IntArray, mark: int, start: int) -> tuple[float, float]:
    """The probability that trust gets from `start` to a mark, and the expected helped periods.

    `choice`, shape (L, T), is agreed on below the mark.
    """
    leaving, chance = _leaving(model), _times(model)
    levels, times = choice.shape
    onward, ends = np.zeros((levels, times, levels)), np.zeros((levels, times, 2))
    for k in range(levels):
        for t in range(times):
            if k >= mark:
                ends[k, t, 0] = 1
            elif choice[k, t] == leaving:
                ends[k, t, 1] = 1
            else:
                onward[k, t], ends[k, t, 1] = _next(model, k, full=choice[k, t] == 0)
    helped = (np.arange(levels)[:, None] < mark) & (choice != leaving)
    spread = (onward[..., None] * chance).reshape(levels * times, levels * times)
    chain = ending(spread[None], ends.reshape(1, -1, 2))
    first = np.zeros(chain.shape[1])
    first[start * times : (start + 1) * times] = chance
    passing = np.append(helped.ravel(), [False, False]).astype(float)[None]
    rest, periods = settled(chain, passing)
    sure, over = (_surely(chain[0], first > 0, ends) for ends in ([-2], [-2, -1]))
    reached = 1.0 if sure else float(first @ rest[0, :, -2])
    return reached, float(first @ periods[0]) if over else float("inf")


def lasting(model: Any, choice: IntArray, cooperates: Array, mark: int) -> float:
    """Expected periods from a level of trust until the first that is not weak or strong."""
    leaving, chance = _leaving(model), _times(model)
    levels, times = choice.shape
    onward, ends = np.zeros((levels, levels)), np.ones(levels)
    for k in np.flatnonzero(cooperates).tolist():
        ends[k] = 0
        for t in range(times):
            if choice[k, t] == leaving:
                ends[k] += chance[t]
                continue
            to, over = _next(model, k, full=choice[k, t] == 0)
            onward[k] += chance[t] * to
            ends[k] += chance[t] * over
    chain = ending(onward[None], ends[None, :, None])
    first = np.zeros(levels + 1)
    first[mark] = 1
    if not _surely(chain[0], first > 0, [-1]):
        return float("inf")
    return float(settled(chain, np.append(cooperates, False).astype(float)[None])[1][0, mark])


def _leaving(model: Any) -> int:
    """The number of leaving among choices."""
    pooled = isinstance(model.sharing, str) and model.sharing == "voluntary"
    return 2**model.n_members if pooled else 2


def _times(model: Any) -> FloatArray:
    """The chance of good times, and of each of the bad ones."""
    bad = [float(chance) for chance, _ in model.bad_times]
    return np.array([max(1 - sum(bad), 0.0), *bad])


def _next(model: Any, k: int, *, full: bool) -> tuple[FloatArray, float]:
    """Chances of the next trust, and that the relation ends, whether all contribute or not."""
    to, over = np.zeros(model.levels), 0.0
    back = float(model.friction[k]) if full else 1.0
    if model.drop is None:
        over = back
    else:
        to[max(k - model.drop, 0)] += back
    if full:
        rise = float(model.promotion)
        to[min(k + 1, model.levels - 1)] += (1 - back) * rise
        to[k] += (1 - back) * (1 - rise)
    return to, over


def _surely(chain: FloatArray, first: Array, ends: list[int]) -> bool:
    """Whether a chain that starts in one of `first` gets to one of the ends, come what may."""
    reach = (chain > 0) | np.eye(len(chain), dtype=bool)
    for _ in range(len(chain).bit_length()):
        reach = reach @ reach
    there = reach[first].any(axis=0)
    return bool(reach[there][:, ends].any(axis=1).all())


FOREIGN = "another model"


@checks(HandOver)
def certify_hand_over(result: HandOver, policy: Any = None) -> Certificate:
    """Check all endings against the model, its two sides, and each other."""
    without_policy(policy, rule="is an answer about endings", remedy="Verify .alone or .for_good")
    exact = all(model.exact for model in result.partnerships) and _exact.is_rational(result.delta)
    exact = exact and result.names is None
    if not _of_this_model(result):
        return verdict([claim(False, FOREIGN)], exact=exact, tolerance=0)
    behind = certify_evidence(result)
    alone, helped = readings_of(result, exact=exact)
    choice = choice_of(result.alone)
    rests = alone.for_ever(choice)
    found = [claim(result.exact == exact, "exact"), *_dates(result, alone, helped, rests)]
    marks, sides = _marks(result, helped, rests, exact=exact)
    own = worst(verdict([*found, *marks], exact=exact, besides=_paths(result, alone)), behind)
    return with_outside(own, [behind.outside, *sides]) if own.inside else own


def _of_this_model(result: HandOver) -> bool:
    """Whether both sides are answers about these partnerships, and all has the right shape."""
    if len(result.evidence) != 1 or len(result.evidence[0]) != 3 or not result.partnerships:
        return False
    models, sides = result.partnerships, (result.alone, result.for_good)
    kind = Evolution if result.names is None else EvolutionBatch
    helped = tuple(result.coordinator.applied_to(model) for model in models)
    levels, count = models[0].levels, len(models)
    if not all(isinstance(side, kind) for side in sides) or len(result.founding) != count:
        return False
    if result.names is None:
        at_home = all(side.founding == result.founding[0] for side in sides)
        at_home &= same(sides[1].coordinator, result.coordinator) and sides[0].coordinator is None
        played = tuple((side.partnership,) for side in sides)
    else:
        at_home = result.names == tuple(model.members for model in models)
        at_home &= all(same(side.founding, np.array(result.founding)) for side in sides)
        played = tuple(side.partnerships for side in sides)
    deltas = [result.evidence[0][0], *(side.delta for side in sides)]
    dates, marks = result.until_date, result.until_mark
    shape, times = (levels, 1 + len(models[0].bad_times)), (result.periods, count)
    size = len(marks_of(result.founding, levels))
    return bool(
        at_home
        and all(np.all(np.asarray(delta) == result.delta) for delta in deltas)
        and all(same(one, other) for one, other in zip(played, (models, helped), strict=True))
        and all(type(k) is int and 0 <= k < levels for k in result.founding)
        and dates.choice.shape == (*times, *shape)
        and dates.classes.shape == dates.value.shape == times
        and marks.choice.shape == (size, *shape)
        and all(part.shape == (size,) for part in marks[1:])
    )


def readings_of(result: HandOver, *, exact: bool) -> tuple[Reading, Reading]:
    """A period alone, and one with the coordinator."""
    models, deltas = result.partnerships, [result.delta] * len(result.partnerships)
    helped = [result.coordinator.applied_to(model) for model in models]
    alone, good = (reading_of(each, deltas, exact=exact) for each in (models, helped))
    return alone, good


def choice_of(side: Any) -> IntArray:
    """What is agreed on for ever, shape (L, T, N)."""
    choice = np.asarray(side.choice)
    return np.moveaxis(choice if choice.ndim == 3 else choice[None], 0, -1)


def _dates(result: HandOver, alone: Reading, helped: Reading, rests: Rests) -> Iterator[Finding]:
    """What speaks against dates: each period is read beside what is left after it."""
    dates, start, games = result.until_date, np.array(result.founding), np.arange(len(helped.delta))
    own, first, calm = choice_of(result.alone), rests.joint, ~_helpless(alone, helped)
    whole, scale = helped.outside.sum(axis=0), helped.size.max(axis=(0, 1, 2))
    for t, each in enumerate(dates.choice):
        choice = np.moveaxis(each, 0, -1)
        if choice.min() < 0 or choice.max() > len(helped.full):
            yield claim(False, "choice", state=t + 1)
            return
        acts = helped.acts(rests)
        yield claim((choice == own)[..., ~calm].all(), "choice", state=t + 1)
        yield from act_findings(helped, acts, choice, t + 1, calm)
        rests = helped.before(acts, choice)
        classes = classes_at(helped, choice)
        yield claim((classes[games, start] == dates.classes[t]).all(), "class", state=t + 1)
        value = np.where(calm, rests.joint[start, games], first[start, games])
        near = _near(_tolerance.CHECK, value, floor=scale)
        yield _worst(abs(dates.value[t] - whole - value), near, "value", t + 1)


def _helpless(alone: Reading, helped: Reading) -> Array:
    """Of which partnerships help changes nothing, (N,)."""
    if alone.shared != helped.shared:
        return np.zeros(len(alone.delta), dtype=bool)
    names = ("surplus", "due", "hidden")
    parts = [(getattr(alone, name), getattr(helped, name)) for name in names]
    parts.append((alone.moves.chance, helped.moves.chance))
    each = [(a == b).reshape(-1, len(alone.delta)).all(axis=0) for a, b in parts]
    return np.asarray(np.logical_and.reduce(each))


def act_findings(
    period: Reading, acts: Acts, choice: IntArray, state: Any, calm: Any = True
) -> Iterator[Finding]:
    """What speaks against acts, (L, T, N), being carried, and nothing that is carried better.

    `calm`, (N,): of which partnerships this is asked.
    """
    at, scale = choice[:, :, None], period.size.max(axis=(0, 1, 2))
    joint, lacks, terms = (
        np.take_along_axis(part, at, axis=2) for part in (acts.joint, acts.shortfall, acts.terms)
    )
    near = _near(_tolerance.CHECK, terms, joint, floor=scale)
    yield _worst(np.where(calm, lacks, 0 * lacks), near, "agreed", state)
    yield _worst(np.where(calm, -joint, 0 * joint), near, "leave", state)
    sure = calm & (acts.shortfall <= _near(_tolerance.STEP, acts.terms, floor=scale))
    more = np.where(sure, acts.joint - joint, 0 * acts.joint)
    both = _near(_tolerance.CHECK, acts.joint, joint, acts.terms, floor=scale)
    yield _worst(more, both, "something better", state)
    prefer = period.prefer
    equal = sure & (acts.joint >= joint - _near(_tolerance.STEP, joint, floor=0 * scale))
    earlier = equal & (prefer[:, None] < prefer[at])
    yield claim(not earlier.any(), "of equally good acts another comes first", state=state)


def _marks(
    result: HandOver, helped: Reading, rests: Rests, *, exact: bool
) -> tuple[list[Finding], list[bool | None]]:
    """What speaks against marks, and whether it is shown that nothing is better."""
    marks, asked = result.until_mark, marks_of(result.founding, len(helped.surplus))
    whole = np.sort(np.concatenate([[], *(part.games for part in result.witness)]))
    if not np.array_equal(whole, np.arange(len(asked))):
        return [claim(False, "witness")], []
    found, sides = list[Finding](), list[bool | None]()
    models = [result.coordinator.applied_to(model) for model in result.partnerships]
    for part in result.witness:
        which, height = np.array([asked[j] for j in part.games]).T
        few, start = [models[k] for k in which], np.array(result.founding)[which]
        own = Rests(*(each[..., which] for each in rests))
        delta, games, play = [result.delta] * len(few), np.arange(len(few)), part.play
        outside, scale = helped.outside[:, which], helped.size.max(axis=(0, 1, 2))[which]
        paid = _ends(play.worth, own, outside, shared=helped.shared)
        off = (paid - outside).sum(axis=1) - own.joint[:-1]
        if not helped.shared:
            off = paid - outside - own.least[:-1]
        beyond = np.arange(len(paid))[:, None] >= height
        off = np.where(beyond if helped.shared else beyond[:, None], abs(off), 0 * off)
        found.append(
            _worst(off, _near(_tolerance.CHECK, off, floor=scale), "value of the end", None)
        )
        kernel = Kernel(with_mark(few, delta, height, own, paid, exact=exact))
        table = kernel.table
        rows = play.rows[:-1] - table.first_row[:-2, None]
        chosen = np.moveaxis(marks.choice[part.games], 0, -1)
        found.append(claim(np.array_equal(rows.reshape(chosen.shape), chosen), "choice"))
        for gap in equilibrium(kernel, play, part.code):
            found.append(
                Finding(gap.size, gap.allowed, state=asked[part.games[gap.game]], action=gap.what)
            )
        classes = classes_at(helped, chosen, which)[games, start]
        found.append(claim((classes == marks.classes[part.games]).all(), "class"))
        value = play.worth[start, -1, games]
        near = _near(_tolerance.CHECK, value - outside.sum(axis=0), floor=scale)
        found.append(_worst(abs(marks.value[part.games] - value), near, "value", None))
        gaps = [
            gap
            for gap in optimality(kernel, play, part.tree, part.code)
            if not gap.size <= gap.allowed
        ]
        found += [claim(gap.what in OPEN, gap.what) for gap in gaps]
        sides.append(True if not gaps else False if result.proven else None)
    return found, sides


def _ends(worth: Array, rests: Rests, outside: Array, *, shared: bool) -> Array:
    """What members get alone as the witness says, (L, n, N), of (nodes, pools, N)."""
    if not shared:
        return worth[: len(rests.joint) - 1, : len(outside)]
    least = (rests.least + outside)[:-1]
    return np.asarray(least + (worth[:-1] - least.sum(axis=1, keepdims=True)) / len(outside))


def _paths(result: HandOver, alone: Reading) -> list[Finding]:
    """What speaks against the chances and times of marks."""
    marks, levels = result.until_mark, len(alone.surplus)
    lone, found = choice_of(result.alone), []
    cooperates = np.isin(classes_at(alone, lone), COOPERATING)
    models = [result.coordinator.applied_to(model) for model in result.partnerships]
    for j, (k, mark) in enumerate(marks_of(result.founding, levels)):
        reported = marks.reached[j], marks.periods[j]
        seen = path_of(models[k], marks.choice[j], mark, result.founding[k])
        found.append(Finding(_apart(reported[0], seen[0]), PATH, state=(k, mark), action="reached"))
        found.append(claim((reported[0] == 1) == (seen[0] == 1), "reached", state=(k, mark)))
        found.append(Finding(_apart(reported[1], seen[1]), PATH, state=(k, mark), action="periods"))
        later = lasting(result.partnerships[k], lone[..., k], cooperates[k], mark)
        found.append(Finding(_apart(marks.lasts[j], later), PATH, state=(k, mark), action="lasts"))
    return found


def _apart(reported: Any, found: float) -> float:
    """The difference of times, relative to them; none where both are endless."""
    if math.isinf(reported) or math.isinf(found):
        return 0.0 if reported == found else math.inf
    return float(abs(reported - found) / (1 + found))


def classes_at(period: Reading, choice: IntArray, which: Any = slice(None)) -> Array:
    """The class of every level, (N, L), where some partnerships play these acts, (L, T, N)."""
    full = np.append(period.full, False)[choice]
    never = np.asarray(period.chance[:, which] == 0).T[:, None]
    full, left = (np.moveaxis(part, -1, 0) for part in (full, choice == len(period.full)))
    return classes_of(full, left, never)


def _near(level: float, *terms: Any, floor: Array) -> Any:
    """What is rounding where these terms meet; 0 if exact."""
    exact = any(np.asarray(term).dtype == object for term in terms)
    return 0 if exact else _tolerance.meeting(level, *terms, floor=4 * floor)


def _worst(gap: Array, near: Any, action: str, date: Any) -> Finding:
    """The entry that is most beyond rounding."""
    over = gap - near
    # What is no number is no proof either, and nothing is worse.
    over = over if over.dtype == object else np.where(over >= -np.inf, over, np.inf)
    index = np.unravel_index(int(np.argmax(over)), over.shape)
    allowed = np.broadcast_to(np.asarray(near), over.shape)[index]
    return Finding(gap[index], np.asarray(allowed).item(), state=date, action=action)
