"""Certificate of `Waiting`: what a pair forgoes by waiting is an equilibrium, and worth less."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...common.register import checks
from ...types import Array, BoolArray, Certificate
from ...verify.door import of_part
from ...verify.findings import Finding, claim, verdict
from ..hierarchy import Pair
from ..results import Waiting
from .levels import ReadAgain, Stand, deviations


@checks(
    Waiting,
    "several pairs wait, each with a policy of its own",
    "Judge one of them by verify(solve(levels.flat(a, b), ...), policy=...)",
)
def _certify_waiting(result: Waiting) -> Certificate:
    """Whether every pair that is said to wait could begin at once, and loses by that."""
    levels, again = result.levels, ReadAgain(result.levels)
    if not of_part(levels).inside:
        return verdict([claim(False, "levels")], exact=False, tolerance=0)
    known = [pair for pair in again.tree.pairs if pair in result.pairs]
    findings = [
        claim(result.exact is False, "exact"),
        claim(levels.anticipation == "full", "anticipation"),
        claim(tuple(known) == result.pairs, "pairs"),
        claim(len(known) == len(result.instead) == len(result.values), "pairs"),
    ]
    for pair, choice, value in zip(known, result.instead, result.values, strict=False):
        findings += _waits(again, pair, choice, value)
    allowed = [one.allowed for one in findings]
    return verdict(findings, exact=False, tolerance=max(allowed))


def _waits(again: ReadAgain, pair: Pair, choice: Array, value: Any) -> list[Finding]:
    """All that is said of one pair."""
    one, place = again.result.pair(*pair), again.tree.place(pair)
    stands = [Stand(pair, place)]
    period = again.period(stands, [one.chain], exact=False)
    if not period.fits(choice):
        return [Finding(math.inf, 0, pair, action="instead")]
    (trust, start), leave = one.founding, len(period.game.contributes)
    idles = 0 < one.choice[trust, start, 0] < leave
    period.agree(one.choice[None])
    chain, first = period.chain, trust * len(place.friction) + start
    later = _ahead(chain[0], np.arange(chain.shape[1]) == first)[:-1]
    later = (one.choice[..., 0] == 0).ravel() & later
    period.agree(choice[None])
    now, near = period.joint()[0, trust, start], period.allowed[0]
    return [
        claim(idles and choice[trust, start, 0] == 0, "begins", member=pair),
        claim(later.any(), "contributes later", member=pair),
        Finding(abs(now - value), near, pair, action="value"),
        Finding(now - float(one.founding_value), near, pair, action="waits"),
        *deviations(period, stands),
    ]


def _ahead(chain: Array, states: BoolArray) -> BoolArray:
    """These states, and all that a chain leads to from there."""
    while True:
        more = states | (states.astype(float) @ chain > 0)
        if (more == states).all():
            return more
        states = more
