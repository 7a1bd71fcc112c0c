"""Certificate of a `RiskDominantDiscount`: two strategies a member, played against each other.

What grim and always defecting are worth is read from the plays that they make. What grim brings
more grows with patience, so that it is enough to look just above the reported patience and below.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ... import _exact, _tolerance
from ...common.register import checks
from ...types import Array, Certificate, Profile
from ...verify.findings import Finding, claim, verdict
from ..results.risk_dominance import RiskDominantDiscount

#: Beyond every patience that decides between strategies of games in floats.
_LAST = 1 - Fraction(1, 10**1000)


@checks(RiskDominantDiscount, "a patience has no policy that could be replaced", "Leave it out")
def _certify_risk_dominance(result: RiskDominantDiscount) -> Certificate:
    """Whether grim is the less risky of the two from the reported patience on, and not below."""
    stage, profile = result.game.stage, tuple(result.profile)
    known = profile in itertools.product((0, 1), repeat=stage.n_players)
    findings = [
        claim(known and stage.shape == (2,) * stage.n_players, "profile"),
        claim(result.belief in ("independent", "together"), "belief"),
        claim(result.game.outside is None, "game"),
    ]
    if all(one.gain == 0 for one in findings):
        play = _GrimPayoffs(_exact.fractions(stage.payoffs), profile, result.belief)
        findings.append(claim(_no_gain_by_leaving(stage.payoffs, profile), "all defect"))
        findings += _from_there_on(result.least, play.kept, "least", exact=result.game.exact)
        findings += _from_there_on(result.delta, play.less_risky, "delta", exact=result.exact)
    return verdict(findings, exact=result.exact, tolerance=_tolerance.DISCOUNT)


def _no_gain_by_leaving(payoffs: Array, profile: Profile) -> bool:
    """Whether nobody gains by cooperating where all others defect."""
    worst = tuple(1 - a for a in profile)
    return all(
        payoffs[(*worst[:i], profile[i], *worst[i + 1 :])][i] - payoffs[worst][i]
        <= _tolerance.check(payoffs[..., i])
        for i in range(len(profile))
    )


def _from_there_on(delta: Any, holds: Any, name: str, *, exact: bool) -> Iterator[Finding]:
    """Whether something holds from a patience on, and not below; nowhere if it is infinite."""
    if delta == math.inf:
        yield claim(not holds(_LAST), name)
        return
    yield claim(isinstance(delta, float) or exact, name)
    at = _exact.fraction(delta)
    yield claim(0 <= at < 1, name)
    step = Fraction(0) if exact else min(_exact.fraction(_tolerance.DISCOUNT), (1 - at) / 2)
    below = at - (step or at / 10**30)
    yield claim(at >= 1 or holds(at + step), name)
    yield claim(below <= 0 or not holds(below), name)


class _GrimPayoffs:
    """Payoffs of members who play grim, or always defect."""

    def __init__(self, payoffs: Array, profile: Profile, belief: str) -> None:
        self.payoffs, self.profile, self.n = payoffs, profile, len(profile)
        self.all = (True,) * self.n
        others = list(itertools.product((False, True), repeat=self.n - 1))
        together = [one for one in others if len(set(one)) == 1]
        #: Which of the others play grim, each as likely as the next.
        self.beliefs = together if belief == "together" else others

    def worth(self, grim: tuple[bool, ...], i: int, delta: Fraction) -> Any:
        """What i gets if so many play grim: as they begin, then for ever what follows."""
        first = self.payoffs[self._actions(grim)][i]
        after = self.payoffs[self._actions((all(grim),) * self.n)][i]
        return (1 - delta) * first + delta * after

    def _actions(self, cooperate: tuple[bool, ...]) -> Profile:
        return tuple(a if c else 1 - a for a, c in zip(self.profile, cooperate, strict=True))

    def more(self, others: tuple[bool, ...], i: int, delta: Fraction) -> Any:
        """What i gets more by grim than by always defecting, beside such others."""
        grim, defect = (
            self.worth((*others[:i], mine, *others[i:]), i, delta) for mine in (True, False)
        )
        return grim - defect

    def kept(self, delta: Fraction) -> bool:
        """Whether grim by all is an equilibrium that nobody would rather do without."""
        alone = (False,) * self.n
        return all(
            self.more(self.all[1:], i, delta) >= 0
            and self.worth(self.all, i, delta) >= self.worth(alone, i, delta)
            for i in range(self.n)
        )

    def less_risky(self, delta: Fraction) -> bool:
        """Whether grim is an equilibrium, and risk-dominates always defecting."""
        if not self.kept(delta):
            return False
        if self.n > 2:
            sums = (sum(self.more(one, i, delta) for one in self.beliefs) for i in range(self.n))
            return all(total >= 0 for total in sums)
        gains, losses = (
            math.prod(sign * self.more((grim,), i, delta) for i in range(2))
            for grim, sign in ((True, 1), (False, -1))
        )
        return bool(gains >= losses)
