"""Certificates of `Fairness`, `SharesPath`, and of the division of one relation.

The relation is read off the model once more. What every member gains by breaking the agreement
follows from the equations that define values, and its least share from the fact that these gains
are linear in it; nothing of a solver is used.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from .. import _check, _exact, _tolerance
from ..agreements.agreement import Agreement
from ..common.register import checks
from ..cooperative.checks.divisions import SEPARABLE, judged, of_its_rule, tu_findings
from ..cooperative.results import LEXICOGRAPHIC, Allocation
from ..cooperative.tu_game import TUGame
from ..partnership.checks.thresholds import inside
from ..partnership.checks.trust_bound import bound_findings
from ..partnership.partnership import Partnership
from ..repeated.checks.round import RepeatedPayoffs, shares
from ..repeated.relation import Relation
from ..repeated.repeated_game import RepeatedGame
from ..stage.stage_game import StageGame
from ..types import Array, Certificate, Profile
from ..verify.findings import Finding, blanks, by_member, claim, differences, gap, verdict
from .results import Division, Fairness, SharesPath

#: Rules that need to know the relation only, and those that divide what coalitions can reach.
_SIMPLE = ("none", "equal", "surplus", "proportional", "optimal")
_COALITIONAL = ("shapley", "tau", "nucleolus", "prenucleolus", "per-capita nucleolus", *SEPARABLE)
_READ = ("payoffs", "deviation", "outside", "deposit", "detection", "friction", "subsidy")


@checks(Allocation, of=Relation)
def _certify_shares(result: Allocation, policy: Any = None) -> Certificate:
    """Check a division, or the payoffs given as `policy` in its place, against its rule."""
    payoffs, case = judged(result.payoffs, policy), _RelationCheck(result.game)
    findings = [case.sums(payoffs), *case.follows(result.rule, payoffs), of_its_rule(result)]
    exact = _tolerance.is_exact(payoffs) and result.game.exact
    return verdict(findings, exact=exact, tolerance=findings[0].allowed)


@checks(Fairness)
def _certify_fairness(result: Fairness, policy: Any = None) -> Certificate:
    """Whether shares add up, every rule needs what is said, and none less than the best shares."""
    # A `policy`, shares, is judged at `result.delta_opt` (of one relation) instead.
    case = _again(result, result.trust)
    if policy is not None:
        return case.judged(policy, result)
    gaps, worths = case.reading(result.relation), _worths(result, case.relation)
    if not isinstance(result.model, Partnership):
        gaps += blanks(result, "trust", "founding")
    if isinstance(result.model, (Partnership, Relation)):
        gaps += blanks(result, "profile")
    rules = [one.rule for one in result.divisions]
    own, names = result.own, (*_SIMPLE, *_COALITIONAL)
    gaps.append(claim(len(set(rules)) == len(rules), "rules"))
    gaps += [claim((rule in own) != (rule in names), "rule", state=rule) for rule in rules]
    gaps.append(claim(result.worths.players == case.relation.members, "worths"))
    off = abs(worths.values - result.worths.values).max()
    gaps.append(Finding(off, len(worths.values) * case.allowed, state="worths"))
    least = result.delta_opt - (0 if result.exact else case.slack + result.tolerance)
    for one in result.divisions:
        gaps.append(case.sums(one.shares))
        gaps.append(claim(not one.levels or one.rule in LEXICOGRAPHIC, "levels", state=one.rule))
        if result.delta_opt < math.inf:
            gaps.append(Finding(least - one.delta, 0, state=one.rule, action="beat the best"))
    model = result.model
    several = isinstance(model, Partnership) and (model.levels > 1 or model.bad_times)
    gaps += _numeric(result, case, worths) if several else _closed_forms(result, case, worths)
    return verdict(gaps, exact=result.exact, tolerance=case.allowed)


def _closed_forms(result: Fairness, case: _RelationCheck, worths: TUGame) -> Iterator[Finding]:
    """Closed forms: every rule's shares and threshold, and the least of all thresholds."""
    yield case.best(result.delta_opt)
    yield Finding(result.tolerance, 0, action="tolerance")
    yield claim(result.thresholds == () and result.founding in (None, 0), "thresholds")
    for one in result.divisions:
        yield from case.threshold(one)
        if one.rule in _SIMPLE:
            yield from case.follows(one.rule, one.shares)
        elif one.rule in _COALITIONAL:
            yield from tu_findings(worths, one.rule, one.shares, {}, one.levels)


def _numeric(result: Fairness, case: _RelationCheck, worths: TUGame) -> list[Finding]:
    """The certificates of the thresholds, what repeats them, and the bound on all shares."""
    if len(result.divisions) != len(result.thresholds) or result.founding is None:
        return [claim(False, "thresholds")]
    findings = bound_findings(result.model, result.founding, result.delta_opt)
    for one, threshold in zip(result.divisions, result.thresholds, strict=True):
        first = threshold.intervals.least
        flow = threshold.game.to_trust_game().flow[0, result.trust, 0, 0]
        findings += [
            claim(inside(threshold)[0].ok, state=one.rule),
            Finding(gap(first, one.delta), result.tolerance, None, one.rule, "discount factor"),
            *_rule_findings(one, threshold.game.sharing, worths, case),
            *differences({"shares": (one.shares, flow)}, case.allowed, state=one.rule),
        ]
    return findings


def _rule_findings(one: Division, rule: Any, worths: TUGame, case: _RelationCheck) -> list[Finding]:
    """Whether a partnership follows the rule that stands beside its threshold."""
    if one.rule in _SIMPLE:
        return [claim(isinstance(rule, str) and rule == one.rule, "rule", state=one.rule)]
    if isinstance(rule, str):
        return [claim(False, "rule", state=one.rule)]
    if one.rule not in _COALITIONAL:
        return []
    findings = tu_findings(worths, one.rule, rule * case.relation.joint, {}, one.levels)
    least = len(worths.values) * case.allowed
    return [each._replace(allowed=max(each.allowed, least)) for each in findings]


@checks(SharesPath)
def _certify_path(result: SharesPath, policy: Any = None) -> Certificate:
    """Whether the least shares are right, and the optimal ones hold where any do."""
    # A `policy`, shares per period, is judged at `result.delta_opt` in place of the optimal ones.
    case = _again(result, 0)
    if policy is not None:
        return case.judged(policy, result)
    findings = [*case.reading(result.relation), case.sums(result.optimal)]
    findings += [case.best(result.delta_opt), *case.holds(result.optimal, result.delta_opt)]
    for k, delta in enumerate(result.deltas.tolist()):
        shares_needed = case.least_shares(delta)
        off = abs(shares_needed - result.least[k]).max()
        findings.append(Finding(off, case.allowed, state=delta, action="least shares"))
    return verdict(findings, exact=result.exact, tolerance=case.allowed)


class _RelationCheck:
    """A relation under check: what is allowed, and what each number has to satisfy."""

    def __init__(self, relation: Relation) -> None:
        self.relation, self.n = relation, relation.n_members
        self.allowed = _tolerance.check(*relation.levels)
        self.slack = 0 if relation.exact else _tolerance.CHECK

    def judged(self, policy: Any, result: Fairness | SharesPath) -> Certificate:
        """Whether other shares hold at the least discount factor of any."""
        names = self.relation.members
        given = _check.array("verify", "policy", policy, shape=(self.n,), names=names)
        findings = [self.sums(given), *self.holds(given, result.delta_opt)]
        return verdict(findings, exact=result.exact, tolerance=self.allowed)

    def reading(self, given: Relation) -> list[Finding]:
        """The relation says what the model says."""
        pairs = {name: (getattr(given, name), getattr(self.relation, name)) for name in _READ}
        return differences(pairs, self.allowed, state="relation")

    def sums(self, given: Array) -> Finding:
        """Shares add up to what the agreement brings."""
        return Finding(abs(given.sum() - self.relation.joint), self.n * self.allowed, state="sum")

    def follows(self, rule: str, given: Array) -> list[Finding]:
        """Shares are what a rule gives that needs to know the relation only."""
        if rule not in _SIMPLE:
            return [Finding(math.inf, 0, action=f"divide by '{rule}'")]
        relation = self.relation
        w, q, s = relation.outside, relation.detection, relation.subsidy
        over = relation.deviation + (1 - q) * s - q * relation.deposit - w
        if rule == "optimal":
            w = w - s
        best, tie = w + np.maximum(over, 0 * over), self.n * relation.tie
        expected = shares(rule, relation.payoffs, best, w, cost=relation.cost, tie=tie)
        return by_member(relation.members, abs(given - expected), self.allowed)

    def least_shares(self, delta: Any) -> Array:
        """The least share at which each member neither breaks the agreement nor leaves."""
        # V = (1 - delta)(x + s) + delta ((1 - eps) V + eps w); whoever breaks the agreement has
        # (1 - delta)(d + (1 - q) s - q B) + delta (q w + (1 - q)((1 - eps) V + eps w)).
        # Here all counts from w. Who leaves has 0; no number of one side drowns in the other's.
        r = self.relation
        q, eps, s = r.detection, r.friction, r.subsidy
        once = r.deviation - r.outside + (1 - q) * s - q * r.deposit
        least = once * (1 - delta * (1 - eps)) / (1 - delta * (1 - q) * (1 - eps))
        return np.asarray(r.outside + np.maximum(least, 0 * least) - s)

    def holds(self, given: Array, delta: Any) -> list[Finding]:
        """No member has less at `delta` than what keeps it from breaking the agreement."""
        if not delta < 1:
            return []
        return by_member(
            self.relation.members, self.least_shares(delta) - given, self.allowed, "break"
        )

    def threshold(self, one: Division) -> Iterator[Finding]:
        """A rule holds at its discount factor, and somebody has just its least there."""
        yield from self.holds(one.shares, one.delta)
        least = [math.inf]
        if one.delta == math.inf:
            rooms = (self._room(i, share) for i, share in enumerate(one.shares))
            least += [room for room, now in rooms if room < 0 or now > 0]
        elif one.delta > 0:
            now, at_zero = self.least_shares(one.delta), self.least_shares(0)
            least += [*abs(one.shares - now)[np.asarray(now < at_zero, dtype=bool)]]
        if one.delta > 0:
            yield Finding(min(least), self.allowed, None, one.rule, "least discount factor")

    def _room(self, i: int, share: Any) -> tuple[Any, Any]:
        """What is left to member i at the utmost patience, and what a breach brings."""
        # It is content at no patience if nothing is left and something is to be had, or it has less
        # than outside.
        q, eps, s = self.relation.detection, self.relation.friction, self.relation.subsidy
        loss = share + s - self.relation.outside[i]
        now = self.relation.deviation[i] - share - q * (s + self.relation.deposit[i])
        return min(loss, max(-now, (1 - eps) * q * loss - eps * now)), now

    def best(self, delta: Any) -> Finding:
        """At the least discount factor of all the least shares just use up what there is."""
        if delta < 1:
            over = sum(self.least_shares(delta)) - self.relation.joint
            off = abs(over) if delta > 0 else over
        else:
            near = Fraction(1, 10**12) if self.relation.exact else 1e-4
            off = self.relation.joint - sum(self.least_shares(1 - near))
        return Finding(off, self.n * self.allowed, action="least discount factor")


def _again(result: Fairness | SharesPath, trust: int | None) -> _RelationCheck:
    """The relation read off the model once more, in the arithmetic of the one reported."""
    relation = _relation(result.model, result.profile, trust)
    return _RelationCheck(relation if result.relation.exact else relation.as_floats())


def _relation(model: Any, profile: Profile | None, trust: int | None) -> Relation:
    if isinstance(model, Relation):
        return model
    if isinstance(model, (StageGame, RepeatedGame)):
        assert profile is not None
        game = model if isinstance(model, RepeatedGame) else RepeatedGame(model)
        case = RepeatedPayoffs(game, exact=game.exact)
        w = case.reversion()
        members = game.stage.players
        return Relation(case.at(profile), case.temptations(profile, w), w, members=members)
    if isinstance(model, Agreement):
        assert profile is not None
        signed = [model.members[i] for i in profile]
        w = [model.payoff(name, ()) for name in signed]
        free = [model.payoff(i, [j for j in signed if j != i]) for i in signed]
        payoffs = [model.payoff(name, signed) for name in signed]
        return Relation(payoffs, list(map(max, free, w)), w, members=signed)
    level = trust or 0
    received = [sum(row) for row in model.benefit[level].tolist()]
    cost = model.cost.tolist()
    return Relation(
        [b - c for b, c in zip(received, cost, strict=True)],
        received,
        model.outside,
        members=model.members,
        cost=cost,
        detection=model.detection,
        friction=0 if model.drop is not None else model.friction.tolist()[level],
        deposit=model.deposit,
        subsidy=model.subsidy,
    )


def _worths(result: Fairness, relation: Relation) -> TUGame:
    """What coalitions can reach, by going through them one by one."""
    if isinstance(result.model, Relation) and result.model.worths is not None:
        return result.model.worths
    values = [0 * relation.joint]
    for mask in range(1, 1 << relation.n_members):
        own = [i for i in range(relation.n_members) if mask >> i & 1]
        reached = _reach(result.model, own, result.trust, relation.members)
        values.append(max(relation.outside[own].sum(), reached))
    values[-1] = relation.joint
    return TUGame(_exact.as_numbers(values, relation.exact), players=relation.members)


def _reach(model: Any, own: list[int], trust: int | None, members: tuple[str, ...]) -> Any:
    """What a coalition of at least two partners, or of players, can count on by itself."""
    if isinstance(model, Relation):
        return -np.inf
    if isinstance(model, (StageGame, RepeatedGame)):
        payoffs = (model if isinstance(model, StageGame) else model.stage).payoffs
        joint = payoffs[..., own].sum(axis=-1)
        others = [j for j in range(payoffs.shape[-1]) if j not in own]
        return joint.min(axis=tuple(others)).max() if others else joint.max()
    if len(own) < 2:
        return -np.inf
    if isinstance(model, Agreement):
        signed = [members[i] for i in own]
        return sum(model.payoff(name, signed) for name in signed)
    worth = sum(model.benefit[trust or 0, i, j] for i in own for j in own)
    return worth - sum(model.cost[i] for i in own)
