"""Certificate of the least patience for one agreement without transfers.

What stands behind it are proved sets of equilibrium payoffs: at the threshold, or on both sides of
it. There everybody keeps the agreement if the least that the set has for a member follows a breach,
and below it somebody does not. As the set grows with patience, two sets are enough.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...common.register import checks
from ...repeated.checks.round import from_then_on
from ...types import Array, Certificate
from ...verify.findings import Finding, blanks, claim, verdict, with_outside
from ..results import PayoffSet, UnsharedDiscount
from ..scaled import scaled
from .payoff_set import certify_payoff_set, excludes_all


@checks(
    UnsharedDiscount, "the sets behind it are those of its profile", "Ask about the other profile"
)
def _certify_worst_punishment(result: UnsharedDiscount) -> Certificate:
    """Whether an agreement of two who cannot leave is kept at the threshold and not below."""
    stage = result.game.stage
    g = _exact.as_numbers(stage.payoffs[result.profile], result.game.exact)
    c = [stage.payoffs[..., i].max(axis=i).item(result.profile[1 - i]) for i in (0, 1)]
    h = _exact.as_numbers(np.array(c), result.game.exact) - g
    slack = (
        0 if result.exact else _tolerance.PAYOFF_SET * float(np.ptp(stage.payoffs.astype(float)))
    )
    findings = [*_findings(result, g, h, slack), *_words(result, g, h)]
    # That less does not do is among the findings; where nothing was found that may be the search.
    outside = True if result.proven or result.delta < math.inf else None
    return with_outside(verdict(findings, exact=result.exact, tolerance=slack), [outside])


def _words(result: UnsharedDiscount, g: Array, h: Array) -> Iterator[Finding]:
    """Two actions are agreed on, nobody shares, and who needs that much patience binds."""
    yield from blanks(result, "shares", "price_of_fairness")
    yield claim(len(result.profile) == len(g) and result.sharing == "none", "profile")
    yield claim(result.witness is None or 0 < result.delta < 1, "witness")
    sets: Any = result.witness or (None,)
    names, binding_names = result.game.stage.players, result.binding or ()
    yield claim(set(binding_names) <= set(names), "binding")
    if sets[-1] is None or not 0 < result.delta < 1:
        return
    threat, slack = sets[-1].inner.min(axis=0), max(float(result.tolerance), 1e-12)
    for i, name in enumerate(names):
        need = h[i] / (g[i] + h[i] - threat[i]) if h[i] > 0 else 0
        over = float(need) - float(result.delta) + slack
        # Needs that are equal up to rounding may be told apart.
        near = abs(over) <= 1e-11 and need != result.delta
        right = (name in binding_names) == (over >= 0) or near
        yield claim(right, "binding member", member=name)


def _findings(result: UnsharedDiscount, g: Array, h: Array, slack: Any) -> Iterator[Finding]:
    sets: Sequence[Any] = result.witness or ()
    yield from_then_on(result.intervals)
    for one in sets:
        proved = not isinstance(one, PayoffSet) or certify_payoff_set(one).ok
        same = getattr(one, "game", result.game) == result.game
        yield claim(proved and same, "a set that is not proved")
    if result.delta == math.inf:
        if result.proven:
            # No punishment is worse than the least that the others can hold a member to.
            yield claim(((h > 0) & (g <= _floor(result))).any(), "never sustained")
    elif result.delta == 0:
        yield Finding(h.max(), slack, action="deviate from an equilibrium of the stage game")
    elif len(sets) == 1:
        (at,) = sets
        yield claim(at.delta == result.delta, "the set at the threshold")
        spare = _spare(at.delta, at.inner.min(axis=0), g, h)
        yield Finding(-spare.min(), slack, action="break the agreement")
        # Threats are never below the least that others can hold a member to.
        harshest = np.maximum(at.outer.min(axis=0), _floor(result))
        yield claim(_spare(at.delta, harshest, g, h).min() <= 0, "less patience would do")
    else:
        yield from _bracket_findings(result, sets, g, h, slack)


def _bracket_findings(
    result: UnsharedDiscount, sets: Any, g: Array, h: Array, slack: Any
) -> Iterator[Finding]:
    below, above = sets
    yield claim(above.delta <= result.delta + result.tolerance, "the set at the threshold")
    spare = _spare(above.delta, above.inner.min(axis=0), g, h)
    yield Finding(-spare.min(), slack, action="break the agreement")
    if not isinstance(below, PayoffSet):
        low = result.delta - result.tolerance
        case = scaled(result.game.stage.payoffs, None, float(low), exact=False)
        yield claim(below is not None and excludes_all(case, below), "less patience would do")
    else:
        yield claim(below.delta >= result.delta - result.tolerance, "the set below the threshold")
        harshest = below.outer.min(axis=0)
        yield claim(_spare(below.delta, harshest, g, h).min() < 0, "less patience would do")


def _floor(result: UnsharedDiscount) -> Array:
    """The least that others can hold each member to, whatever follows."""
    payoffs = _exact.as_numbers(result.game.stage.payoffs, result.game.exact)
    return np.array([payoffs[..., i].max(axis=i).min() for i in (0, 1)])


def _spare(delta: Any, threat: Array, g: Array, h: Array) -> Array:
    """What keeping the agreement is worth above breaking it, if the threat follows."""
    if threat.dtype != object:
        g, h, delta = g.astype(float), h.astype(float), float(delta)
    return np.asarray(delta * (g - threat) - (1 - delta) * h)
