"""Certificates of `Fairness`, `SharesPath`, and of the division of one relation.

Every member's gain from breaking the agreement is recomputed from the value equations, at the
discount factor reported and around it; nothing of the solver is used.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _check, _tolerance
from ...common.certificate import Certificate
from ...common.register import checks
from ...cooperative.checks import marginal_values
from ...cooperative.checks.cooperative import tu_findings
from ...cooperative.coalitions import coalition_sums
from ...cooperative.tu_game import TUGame
from ...partnership.checks.trust_bound import bound_findings
from ...repeated.relation import Relation
from ...types import Array
from ...verify.evidence import certify_evidence
from ...verify.findings import Finding, verdict
from ..results import Fairness, FairnessRow, SharesPath
from . import relation as again


@checks(Fairness)
def certify_fairness(result: Fairness, policy: Any = None) -> Certificate:
    """Whether shares add up, every rule needs what is said, and none less than the best shares.

    Parameters
    ----------
    result : Fairness
    policy : array_like, shape (n,), optional
        Judge these shares at `result.delta_opt` (of one relation) instead.
    """
    relation = again.recomputed(result.model, result.relation, result.profile, result.trust)
    case = _Case(relation)
    if policy is not None:
        return case.judged(policy, result)
    found = [Finding(again.difference(relation, result.relation), case.allowed, state="relation")]
    worths = again.worths_again(result.model, relation, result.trust)
    gap = abs(worths.values - result.worths.values).max()
    found.append(Finding(gap, len(worths.values) * case.allowed, state="worths"))
    for row in result.rows:
        found += [case.sums(row.shares), *case.distances(row, worths), case.price(row, result)]
        if result.delta_opt < math.inf:
            least = result.delta_opt - (0 if result.exact else case.slack + result.tolerance)
            found.append(Finding(least - row.delta, 0, state=row.rule, action="beat the best"))
    found += _closed(result, case, worths) if again.is_one(result.model) else _numeric(result, case)
    return verdict(found, exact=result.exact, tolerance=case.allowed)


def _closed(result: Fairness, case: _Case, worths: TUGame) -> list[Finding]:
    """Closed forms: every rule's shares and threshold, and the least of all thresholds."""
    found = [*case.best(result.delta_opt), Finding(result.tolerance, 0, action="tolerance")]
    for row in result.rows:
        found += case.threshold(row)
        if row.rule in again.SIMPLE:
            found += again.relation_findings(case.relation, row.rule, row.shares)
        elif row.rule in again.COALITIONAL:
            found += tu_findings(worths, row.rule, row.shares, {})
    return found


def _numeric(result: Fairness, case: _Case) -> list[Finding]:
    """The certificates of the thresholds, rows that repeat them, and the bound on all shares."""
    if len(result.rows) != len(result.thresholds) or result.founding is None:
        return [Finding(math.inf, 0, action="thresholds")]
    found = bound_findings(result.model, result.founding, result.delta_opt)
    for row, threshold in zip(result.rows, result.thresholds, strict=True):
        certificate = certify_evidence(threshold)
        found.append(Finding(0 if certificate.ok else math.inf, 0, state=row.rule))
        first = threshold.intervals[0][0] if threshold.intervals else math.inf
        off = 0 if first == row.delta else abs(first - row.delta)
        found.append(Finding(off, result.tolerance, state=row.rule, action="discount factor"))
        same = row.binding == (threshold.binding or ())
        found.append(Finding(0 if same else 1, 0, state=row.rule, action="binding member"))
        flow = threshold.game.to_trust_game().flow[0, result.trust, 0, 0]
        off = abs(row.shares - flow).max()
        found.append(Finding(off, case.allowed, state=row.rule, action="shares"))
    return found


@checks(SharesPath)
def certify_path(result: SharesPath, policy: Any = None) -> Certificate:
    """Whether the least shares are floors, and the optimal ones hold where any do.

    `policy`, shares per period, is judged at `result.delta_opt` in place of the optimal ones.
    """
    relation = again.recomputed(result.model, result.relation, result.profile, 0)
    case = _Case(relation)
    if policy is not None:
        return case.judged(policy, result)
    found = [Finding(again.difference(relation, result.relation), case.allowed, state="relation")]
    found += [case.sums(result.optimal), *case.best(result.delta_opt)]
    found += case.holds(result.optimal, result.delta_opt)
    n = relation.n_members
    for k, delta in enumerate(result.deltas.tolist()):
        floors = np.array([again.floor(relation, i, delta) for i in range(n)])
        gaps = [abs(floors - result.least[k]).max()]
        left = relation.joint - floors.sum()
        gaps.append(abs(left - result.slack[k]) / n)
        gaps.append(abs(result.most[k] - floors - left).max() / n)
        found.append(Finding(max(gaps), case.allowed, state=delta, action="least shares"))
    return verdict(found, exact=result.exact, tolerance=case.allowed)


class _Case:
    """A relation under check: what is allowed, and what each number has to satisfy."""

    def __init__(self, relation: Relation) -> None:
        self.relation = relation
        self.allowed = _tolerance.check(*relation.levels)
        self.slack = 0 if relation.exact else _tolerance.CHECK

    def judged(self, policy: Any, result: Fairness | SharesPath) -> Certificate:
        """Whether other shares hold at the least discount factor of any."""
        shares = _check.array("verify", "policy", policy, shape=(self.relation.n_members,))
        found = [self.sums(shares), *self.holds(shares, result.delta_opt)]
        return verdict(found, exact=result.exact, tolerance=self.allowed)

    def sums(self, shares: Array) -> Finding:
        """Shares add up to what the agreement brings."""
        off = abs(shares.sum() - self.relation.joint)
        return Finding(off, self.relation.n_members * self.allowed, state="sum")

    def floors(self, delta: Any) -> list[Any]:
        """The least share at which each member keeps the agreement."""
        return [again.floor(self.relation, i, delta) for i in range(self.relation.n_members)]

    def holds(self, shares: Array, delta: Any) -> list[Finding]:
        """No member has less at `delta` than what keeps it from breaking the agreement."""
        if not delta < 1:
            return []
        rows = zip(self.floors(delta), shares, self.relation.members, strict=True)
        return [Finding(least - x, self.allowed, who, action="break") for least, x, who in rows]

    def threshold(self, row: FairnessRow) -> list[Finding]:
        """A rule holds at its discount factor, and whoever binds has just its least there."""
        found = self.holds(row.shares, row.delta)
        if row.delta > 0 and not row.binding:
            found.append(Finding(math.inf, 0, state=row.rule, action="binding member"))
        if self.relation.exact and self._tight(row) != set(row.binding):
            found.append(Finding(math.inf, 0, state=row.rule, action="binding members"))
        for name in row.binding:
            i = self.relation.members.index(name)
            if row.delta < 1:
                off = abs(row.shares[i] - again.floor(self.relation, i, row.delta))
            else:
                off = self._room(i, row.shares[i])
            found.append(Finding(off, self.allowed, name, row.rule, "binding member"))
        return found

    def _tight(self, row: FairnessRow) -> set[str]:
        """Who breaks the agreement at any smaller discount factor, or at every one."""
        found = set()
        for i, (name, share) in enumerate(zip(self.relation.members, row.shares, strict=True)):
            if row.delta < 1:
                least, before = (again.floor(self.relation, i, d) for d in (row.delta, 0))
                tight = row.delta > 0 and before > least >= share
            else:
                tight = self._never(i, share)
            if tight:
                found.add(name)
        return found

    def _never(self, i: int, share: Any) -> bool:
        """Whether member i is content at no patience."""
        q, eps, loss, now = self._terms(i, share)
        return bool(loss < 0 or (now > 0 and (1 - eps) * q * loss <= eps * now))

    def _room(self, i: int, share: Any) -> Any:
        """What is left to member i at the utmost patience, if it is said never to be content."""
        q, eps, loss, now = self._terms(i, share)
        return min(loss, max(-now, (1 - eps) * q * loss - eps * now))

    def _terms(self, i: int, share: Any) -> tuple[Any, Any, Any, Any]:
        """Detection, friction, what keeping the agreement is worth, and what breaking it brings."""
        q, eps, s = self.relation.detection, self.relation.friction, self.relation.subsidy
        loss = share + s - self.relation.outside[i]
        now = self.relation.deviation[i] - share - q * (s + self.relation.deposit[i])
        return q, eps, loss, now

    def best(self, delta: Any) -> list[Finding]:
        """At the least discount factor of all the floors just use up what there is."""
        allowed = self.relation.n_members * self.allowed
        if delta < 1:
            over = sum(self.floors(delta)) - self.relation.joint
            off = abs(over) if delta > 0 else over
        else:
            near = Fraction(1, 10**12) if self.relation.exact else 1e-4
            off = self.relation.joint - sum(self.floors(1 - near))
        return [Finding(off, allowed, action="least discount factor")]

    def price(self, row: FairnessRow, result: Fairness) -> Finding:
        """What a rule needs beyond the best shares, where any do."""
        price = None if result.delta_opt == math.inf else row.delta - result.delta_opt
        return Finding(0 if row.price == price else math.inf, 0, state=row.rule, action="price")

    def distances(self, row: FairnessRow, worths: TUGame) -> list[Finding]:
        """How far shares are from what is fair."""
        x, n = row.shares, self.relation.n_members
        shapley = marginal_values.shapley_value(worths.values)
        excess = (worths.values - coalition_sums(x))[1:-1]
        expected = {
            "from_shapley": sum(abs(x - shapley)) / 2,
            "from_equality": sum(abs(x - self.relation.joint / n)) / 2,
            "from_core": max(0, *excess) if n > 1 else 0,
        }
        allowed = n * _tolerance.check(worths.values, x)
        return [
            Finding(abs(getattr(row, name) - value), allowed, state=row.rule, action=name)
            for name, value in expected.items()
        ]
