"""Certificate of a `HandOver`: what is played is read period by period, marks by the kernel.

What is played on a date has to be carried by what members can get afterwards, nothing that is
carried may be worth more, and all values follow from what is played. Marks bring a record each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...certify.kernel import Kernel
from ...certify.play import equilibrium
from ...certify.record import OPEN, optimality
from ...common.register import checks
from ...partnership.results.evolution import Evolution
from ...partnership.results.evolution_batch import EvolutionBatch
from ...types import Array, Certificate, IntArray
from ...verify.findings import Finding, claim, same, verdict, with_outside
from ...verify.thresholds import certify_answers, worst
from .proof import Acts, Reading, Rests, choice_of, helpless, readings_of, with_mark
from .results import HandOver

_FOREIGN = "another model"


@checks(HandOver, "is an answer about endings", "Verify .alone or .for_good")
def _certify_hand_over(result: HandOver) -> Certificate:
    """Check all endings against the model, its two sides, and each other."""
    exact = all(model.exact for model in result.partnerships) and _exact.is_rational(result.delta)
    exact = exact and result.names is None
    if not _of_this_model(result):
        return verdict([claim(False, _FOREIGN)], exact=exact, tolerance=0)
    behind = certify_answers((result.alone, result.for_good))
    if result.exact != exact:
        return verdict([claim(False, "exact")], exact=exact, tolerance=0)
    alone, treated = readings_of(result)
    rests = alone.for_ever(choice_of(result.alone))
    marks, sides = _marks(result, treated, rests, exact=exact)
    own = worst(verdict([*_dates(result, alone, treated, rests), *marks], exact=exact), behind)
    return with_outside(own, [behind.outside, *sides]) if own.inside else own


def _of_this_model(result: HandOver) -> bool:
    """Whether both sides are answers about these partnerships, and all has the right shape."""
    if not result.partnerships:
        return False
    models, sides = result.partnerships, (result.alone, result.for_good)
    kind = Evolution if result.names is None else EvolutionBatch
    treated = tuple(result.coordinator.applied_to(model) for model in models)
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
    deltas = [side.delta for side in sides]
    shape = result.periods, count, levels, 1 + len(models[0].bad_times)
    return bool(
        at_home
        and all(np.all(np.asarray(delta) == result.delta) for delta in deltas)
        and all(same(one, other) for one, other in zip(played, (models, treated), strict=True))
        and all(type(k) is int and 0 <= k < levels for k in result.founding)
        and result.date_choice.shape == shape
    )


def _dates(result: HandOver, alone: Reading, treated: Reading, rests: Rests) -> Iterator[Finding]:
    """What speaks against dates: each period is read beside what is left after it."""
    own, calm = choice_of(result.alone), ~helpless(alone, treated)
    for t, each in enumerate(result.date_choice):
        choice = np.moveaxis(each, 0, -1)
        if choice.min() < 0 or choice.max() > len(treated.full):
            yield claim(False, "choice", state=t + 1)
            return
        acts = treated.acts(rests)
        yield claim((choice == own)[..., ~calm].all(), "choice", state=t + 1)
        yield from act_findings(treated, acts, choice, t + 1, calm)
        rests = treated.before(acts, choice)


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
    result: HandOver, treated: Reading, rests: Rests, *, exact: bool
) -> tuple[list[Finding], list[bool | None]]:
    """What speaks against marks, and whether it is shown that nothing is better."""
    cases = result.asked
    whole = np.sort(np.concatenate([[], *(part.games for part in result.witness)]))
    if not np.array_equal(whole, np.arange(len(cases))):
        return [claim(False, "witness")], []
    findings, sides = list[Finding](), list[bool | None]()
    models = [result.coordinator.applied_to(model) for model in result.partnerships]
    for part in result.witness:
        which, height = np.array([cases[j] for j in part.games]).T
        few = [models[k] for k in which]
        own = Rests(*(each[..., which] for each in rests))
        delta, play = [result.delta] * len(few), part.play
        outside, scale = treated.outside[:, which], treated.size.max(axis=(0, 1, 2))[which]
        paid = _ends(play.worth, own, outside, shared=treated.shared)
        off = (paid - outside).sum(axis=1) - own.joint[:-1]
        if not treated.shared:
            off = paid - outside - own.least[:-1]
        beyond = np.arange(len(paid))[:, None] >= height
        off = np.where(beyond if treated.shared else beyond[:, None], abs(off), 0 * off)
        findings.append(
            _worst(off, _near(_tolerance.CHECK, off, floor=scale), "value of the end", None)
        )
        kernel = Kernel(with_mark(few, delta, height, own, paid, exact=exact))
        for gap in equilibrium(kernel, play, part.code):
            findings.append(
                Finding(gap.size, gap.allowed, state=cases[part.games[gap.game]], action=gap.what)
            )
        gaps = [
            gap
            for gap in optimality(kernel, play, part.tree, part.code)
            if not gap.size <= gap.allowed
        ]
        findings += [claim(gap.what in OPEN, gap.what) for gap in gaps]
        sides.append(True if not gaps else False if result.proven else None)
    return findings, sides


def _ends(worth: Array, rests: Rests, outside: Array, *, shared: bool) -> Array:
    """What members get alone as the witness says, (L, n, N), of (nodes, pools, N)."""
    if not shared:
        return worth[: len(rests.joint) - 1, : len(outside)]
    least = (rests.least + outside)[:-1]
    return np.asarray(least + (worth[:-1] - least.sum(axis=1, keepdims=True)) / len(outside))


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
