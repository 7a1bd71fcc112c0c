"""Certificates of stable agreements: loops over members, by the definitions.

Everything is judged up to 2^10 sets of signatories; beyond, some of those that are claimed to be
stable and five hundred others drawn at random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from ... import _check, _tolerance
from ...common.register import checks
from ...cooperative.coalitions import coalition_sums
from ...types import Array, Certificate
from ...verify.findings import Finding, claim, verdict, with_outside
from ..abatement import AbatementEconomy
from ..results.agreement import (
    FarsightedAgreements,
    MinimumParticipation,
    RepeatedAgreement,
    SharedAgreement,
    StableAgreements,
)
from .agreement_views import View
from .outside import holds, nothing_less

_ALL, _DRAWN, _SEED = 1 << 10, 500, 20200105


@checks(StableAgreements)
def _certify_stable(result: StableAgreements, policy: Any = None) -> Certificate:
    """Check who would leave and who would join; `policy`: signatories who are judged as stable."""
    look = View(result.agreement)
    if policy is not None:
        # A set of signatories, by names, of identical members also by number, judged as stable.
        key = result.agreement.key(policy, function="verify")
        allowed = look.near(key, result.outcome, sums=result.transfers)
        return _verdict(result, [_judge(result, look, key, True, True, allowed)])
    found = [claim(bool(result.internal[0]), "internal")]  # of nobody nobody leaves
    for key in _chosen(result.stable, len(result.internal)):
        allowed = look.near(key, result.outcome, sums=result.transfers)
        inside, outside = bool(result.internal[key]), bool(result.external[key])
        found.append(_judge(result, look, key, inside, outside, allowed))
        off = abs(look.weigh(key, _claims(result, look, key)) + result.surplus[key])
        slack = max(look.size(key), 1) * look.near(key, result.outcome, sums=True)
        found.append(Finding(off, slack, state=key, action="surplus"))
        found.append(_fall(result, look, key, allowed))
    return _verdict(result, found)


def _judge(
    result: StableAgreements, look: View, key: int, inside: bool, outside: bool, allowed: Any
) -> Finding:
    """The worse of two mismatches: of internal and of external stability."""
    strict = result.external_rule == "strict"
    leave, join = _leaving(result, look, key), _joining(result, look, key)
    many = max(look.size(key), 1) + 1 if result.transfers else 1
    first = _mismatch([leave], inside, many * allowed, key, "leave")
    second = _mismatch(join, outside, many * allowed, key, "join", strict=strict)
    return max(first, second, key=lambda finding: finding.gain - finding.allowed)


def _leaving(result: StableAgreements, look: View, key: int) -> Any:
    """The most that a signatory gains by leaving; with transfers, what all lack together."""
    gains = _claims(result, look, key)
    return look.weigh(key, gains) if result.transfers else max(gains, default=0)


def _joining(result: StableAgreements, look: View, key: int) -> Iterator[Any]:
    """What each outsider would gain by joining a set that lasts."""
    for j in look.outsiders(key):
        larger = look.joined(key, j)
        if result.response == "next stable" and not result.internal[larger]:
            continue
        if result.transfers:
            yield -_leaving(result, look, larger)
        else:
            yield look.signs(larger, j) - look.stays_out(key, j)


def _claims(result: StableAgreements, look: View, key: int) -> Iterator[Any]:
    """What each signatory would gain by leaving."""
    for i in look.signatories(key):
        rest = look.without(key, i)
        if result.response == "dissolve":
            rest = 0
        elif result.response == "next stable":
            rest = int(result.outcome[rest])
        yield look.stays_out(rest, i) - look.signs(key, i)


def _mismatch(
    gains: Iterable[Any], stable: bool, allowed: Any, key: int, action: str, *, strict: bool = False
) -> Finding:
    """By how much the gains contradict the claim that nobody moves, or that somebody does."""
    most = max(gains, default=None)
    if most is None:
        return claim(stable, action, state=key)
    still = most < 0 if strict else most <= 0
    if still == stable:
        return claim(True, action, state=key)
    # Ties have a side; only rounding may blur it.
    return Finding(abs(most) if allowed else 1, allowed, state=key, action=action)


def _fall(result: StableAgreements, look: View, key: int, allowed: Any) -> Finding:
    """Where a set falls to follows from where smaller sets fall to; nowhere if others stay."""
    then, falls = result.outcome[key], result.response == "next stable"
    if falls and look.size(key) < 2:
        return Finding(then, 0, state=key, action="fall")
    if not falls or result.internal[key]:
        return claim(then == key, "fall", state=key)
    most = _leaving(result, look, key)
    rests = (result.outcome[look.without(key, i)] for i in look.signatories(key))
    pairs = zip(rests, _claims(result, look, key), strict=True)
    found = any(rest == then and gain >= most - allowed for rest, gain in pairs)
    return claim(found, "fall", state=key)


@checks(MinimumParticipation)
def _certify_participation(result: MinimumParticipation, policy: Any = None) -> Certificate:
    """Check every rule by writing down the payoffs under it; `policy` has no meaning here."""
    del policy
    look = View(result.agreement)
    signs, out = look.signs, look.stays_out
    found = [Finding(int(result.stable[:2].any()), 0, action="less than 2 required")]
    found.append(claim(result.exact == result.agreement.exact and result.proven, "exact"))
    found.append(claim(len(result.stable) == result.agreement.n_members + 1, "rules"))
    held, same = np.flatnonzero(result.stable.any(axis=0)), range(result.stable.shape[1])
    for key in _chosen(held, result.stable.shape[1]):
        size, allowed = look.size(key), look.near(key, same)
        for m in range(2, size + 1):

            def rule(other: int, m: int = m) -> int:
                return other if look.size(other) >= m else 0

            leave = [
                out(rule(look.without(key, i)), i) - signs(key, i) for i in look.signatories(key)
            ]
            join = [signs(look.joined(key, j), j) - out(key, j) for j in look.outsiders(key)]
            claimed = bool(result.stable[m, key])
            found.append(_mismatch(leave + join, claimed, allowed, key, f"{m} required"))
        idle = result.stable[max(size + 1, 2) :, key]
        found.append(Finding(int(idle.any()), 0, state=key, action="not in force"))
    return _verdict(result, found)


@checks(FarsightedAgreements)
def _certify_farsighted(result: FarsightedAgreements, policy: Any = None) -> Certificate:
    """Check the largest consistent set, or the recursion, from scratch; `policy`: other keys."""
    given, look = result.stable.tolist() if policy is None else policy, View(result.agreement)
    if result.method == "recursion":
        expected = _recursion(look, len(result.agreement.sizes))
    else:
        expected = _consistent_states(look, exclusive=result.membership == "exclusive")
    odd = sorted(set(given) ^ set(expected))
    return _verdict(result, [claim(False, "set", state=key) for key in odd] or [claim(True)])


def _recursion(look: View, count: int) -> list[int]:
    """Stable numbers of signatories one after the other."""
    stable = [0]
    for k in range(2, count):
        if not is_more(look.stays_out(stable[-1], 0), look.signs(k, 0)):
            stable.append(k)
    return stable[1:]


@checks(RepeatedAgreement)
def _certify_repeated(result: RepeatedAgreement, policy: Any = None) -> Certificate:
    """Check that all sets keep their word at their thresholds, and that none would at less."""
    del policy
    found = [*holds(result)]
    own, allowed = _verdict(result, found), max(one.allowed for one in found)
    return with_outside(own, [nothing_less(result, allowed)] if own.inside else [])


def _chosen(claimed: Any, count: int) -> Iterator[int]:
    """Keys to look at: all, or a part of those claimed and random ones."""
    if count <= _ALL:
        yield from range(count)
        return
    random = np.random.default_rng(_SEED)
    some = claimed if len(claimed) <= _DRAWN else random.choice(claimed, _DRAWN, replace=False)
    yield from np.asarray(some).tolist()
    yield from random.integers(0, count, _DRAWN).tolist()


def _verdict(result: Any, found: list[Finding]) -> Certificate:
    named: Callable[[int], Any] = result.agreement.coalition
    shown = [f if f.state is None else f._replace(state=named(f.state)) for f in found]
    return verdict(shown, exact=result.exact, tolerance=max(f.allowed for f in found))


# -- Transfers among signatories ------------------------------------------------------------------

_ALL_SETS = 12


@checks(SharedAgreement)
def _certify_shared(result: SharedAgreement, policy: Any = None) -> Certificate:
    """Check that every signatory has its claim and its part of the surplus, so that none leaves."""
    # What the members would have otherwise is read off the agreement anew.
    payoffs = result.payoffs
    if policy is not None:
        # Other payoffs of the signatories.
        shape, names = payoffs.shape, result.coalition
        payoffs = _check.array("verify", "policy", policy, shape=shape, names=names)
    ideal = not isinstance(result.source, AbatementEconomy)
    named = result.rule == ("almost ideal" if ideal else "chander-tulkens")
    whole = ideal or result.coalition == result.source.members
    before, claims = (_almost_ideal if ideal else _chander_tulkens)(result)
    allowed = len(before) * _tolerance.check(before, claims)
    surplus = before.sum() - claims.sum()
    found = [
        claim(named, "rule"),
        claim(whole, "coalition"),
        Finding(abs(payoffs.sum() - before.sum()), allowed, action="balance"),
        *(Finding(gap, _tolerance.PROBABILITY, action="weights") for gap in _weights(result)),
    ]
    for k, name in enumerate(result.coalition):
        for gap, action in (
            (abs(claims[k] - result.claims[k]), "claim"),
            (abs(before[k] - result.before[k]), "payoff"),
            (abs(payoffs[k] - claims[k] - result.weights[k] * surplus), "share"),
            (claims[k] - payoffs[k] if surplus >= 0 else 0, "leave"),
        ):
            found.append(Finding(gap, allowed, member=name, action=action))
    if not ideal:
        found += _objections(result, payoffs, allowed)
    return verdict(found, exact=result.exact and _tolerance.is_exact(payoffs), tolerance=allowed)


def _almost_ideal(result: SharedAgreement) -> tuple[Array, Array]:
    """What signatories get without transfers, and what as outsiders to the rest."""
    look, source = View(result.source, as_given=True), result.source
    key = source.key(result.coalition)
    # One of identical members stands for all.
    who = [source.members.index(m) if not look.alike else 0 for m in result.coalition]
    before = np.array([look.signs(key, i) for i in who])
    return before, np.array([look.stays_out(look.without(key, i), i) for i in who])


def _chander_tulkens(result: SharedAgreement) -> tuple[Array, Array]:
    """What governments get if all abate what is best together, and what without agreement."""
    d, c = result.source.benefit, result.source.cost
    joint, members = sum(d), range(len(d))
    together = [d[i] * sum(joint / c) - joint**2 / c[i] / 2 for i in members]
    alone = [d[i] * sum(d / c) - d[i] ** 2 / c[i] / 2 for i in members]
    return np.array(together), np.array(alone)


def _weights(result: SharedAgreement) -> list[Any]:
    """How far the weights are off: positive and adding up to 1, or in proportion to benefits."""
    if result.rule == "almost ideal":
        return [abs(result.weights.sum() - 1), -result.weights.min()]
    benefit = result.source.benefit
    return list(abs(result.weights - benefit / sum(benefit)))


def _objections(result: SharedAgreement, payoffs: Any, allowed: Any) -> list[Finding]:
    """No set of governments does better on its own (gamma-core), where all sets are at hand."""
    economy = result.source
    if economy.n_members > _ALL_SETS:
        return []
    excess = economy.to_agreement().to_game().values - coalition_sums(payoffs)
    worst = int(excess[:-1].argmax())
    names = tuple(name for i, name in enumerate(economy.members) if worst >> i & 1)
    return [Finding(excess[worst], allowed, state=names, action="object")]


# -- Members who look ahead -----------------------------------------------------------------------


def _consistent_states(look: View, *, exclusive: bool) -> list[int]:
    """Masks of the largest consistent set; 0 is no agreement."""
    states = [s for s in range(len(look.payoffs)) if s.bit_count() != 1]
    columns = range(look.payoffs.shape[1])
    rows = [[look.signs(s, i) for i in columns] for s in range(len(look.payoffs))]
    # Of each set and another one, who has more in the second.
    more = [[[*map(is_more, other, row)] for other in rows] for row in rows]

    def movers(s: int, t: int) -> list[list[int]]:
        """Groups that can make T of S, none larger than needed."""
        acting = s ^ t | (s & t if exclusive and t & ~s else 0)
        group = [i for i in columns if acting >> i & 1]
        # The last signatory left is alone, which is no agreement.
        return [[i for i in group if i != last] for last in group] if t == 0 else [group]

    groups = {(s, t): movers(s, t) for s in states for t in states if s != t}

    def want(s: int, group: list[int], v: int) -> bool:
        return all(more[s][v][i] for i in group)

    def dominated(v: int) -> set[int]:
        """States from which moves lead to v, each wanted for the sake of v; v if it is one."""
        reached: set[int] = set()
        frontier = [v]
        while frontier:
            t = frontier.pop()
            for s in states:
                if s != t and s not in reached and any(want(s, g, v) for g in groups[s, t]):
                    reached.add(s)
                    frontier.append(s)
        return reached

    after: dict[int, set[int]] = {t: {t} for t in states}
    for v in states:
        for t in dominated(v):
            after[t].add(v)
    inside = set(states)
    while True:
        stable = {
            s
            for s in inside
            if all(
                any(v in inside and not want(s, group, v) for v in after[t])
                for t in states
                if t != s
                for group in groups[s, t]
            )
        }
        if stable == inside:
            return sorted(stable)
        inside = stable


def is_more(one: Any, other: Any) -> bool:
    """Whether one number is larger than another one, rounding aside."""
    near = _tolerance.TIE * (abs(one) + abs(other)) if isinstance(one, float) else 0
    return bool(one - other > near)
