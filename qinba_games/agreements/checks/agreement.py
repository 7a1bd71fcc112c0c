"""Certificates of stable agreements: loops over members, by the definitions.

Everything is judged up to 2^10 sets of signatories; beyond, some of those that are claimed to be
stable and five hundred others drawn at random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from ...common.register import checks
from ...types import Certificate
from ...verify.evidence import with_outside
from ...verify.findings import Finding, claim, verdict
from ..results.agreement import FarsightedAgreements, MinimumParticipation, StableAgreements
from ..results.repeated_agreement import RepeatedAgreement
from .agreement_views import View
from .farsighted import consistent_states, is_more
from .outside import holds, nothing_less

_ALL, _DRAWN, _SEED = 1 << 10, 500, 20200105


@checks(StableAgreements)
def certify_stable(result: StableAgreements, policy: Any = None) -> Certificate:
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
def certify_participation(result: MinimumParticipation, policy: Any = None) -> Certificate:
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
def certify_farsighted(result: FarsightedAgreements, policy: Any = None) -> Certificate:
    """Check the largest consistent set, or the recursion, from scratch; `policy`: other keys."""
    given, look = result.stable.tolist() if policy is None else policy, View(result.agreement)
    if result.method == "recursion":
        expected = _recursion(look, len(result.agreement.sizes))
    else:
        expected = consistent_states(look, exclusive=result.membership == "exclusive")
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
def certify_repeated(result: RepeatedAgreement, policy: Any = None) -> Certificate:
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
