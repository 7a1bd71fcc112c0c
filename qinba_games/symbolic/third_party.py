"""Closed forms of what a third party does to patience, and of when to believe it."""

from __future__ import annotations

import sympy
from sympy import Eq, symbols

from . import relations
from .closed_form import Parts, closed_form
from .derivation import derive
from .domain import above, anything, between
from .repeated import (
    BREAK,
    DELTA,
    KEEP,
    TRANSFERS,
    P,
    R,
    T,
    dilemma,
    grim,
    indifference,
    not_negative,
    stream,
)

sigma, m, a = symbols("sigma m a", nonnegative=True)
N, B, F, g, e, b, c, theta = symbols("N B F g e b c theta", positive=True)
_DELTA_C = sympy.Symbol("delta_c", positive=True)
_HONESTY = "In the spirit of Milgrom, North and Weingast (1990), Economics and Politics 2, 1-23"
_STAKE = "Derived from the incentive constraint of a prisoners' dilemma"


@closed_form
def relation_with_coordinator() -> Parts:
    """How patient must a member be if a coordinator monitors, mediates, fines and pays?"""
    q, kappa, epsilon = relations.q, relations.kappa, relations.epsilon
    detection = 1 - (1 - q) * (1 - kappa * m)
    friction = epsilon * (1 - kappa * a)
    domain, narrow = relations.member(relations.x, detection=detection)
    alone, substitution = relations.relation(), {q: detection, epsilon: friction}
    finds = relations.chance(m, "monitoring: probability that it finds out what members miss")
    eases = relations.chance(a, "mediation: part of friction that it resolves")
    return Parts(
        domain=(finds, eases, *domain),
        narrow=narrow,
        derivation=indifference(
            DELTA, *relations.values(relations.x, detection=detection, friction=friction)
        ),
        written=alone.interior.subs(substitution, simultaneous=True),
        corner=lambda _: alone.expression.subs(substitution, simultaneous=True),
        reference=relations.PAGE,
    )


@closed_form
def stake() -> Parts:
    """How patient must two be if a third party takes the part sigma of what they gain?"""
    part = between(sigma, 0, 1, "its part of the gain R - P of each", closed=(True, False))
    solution = grim(R - sigma * (R - P), T, P)
    return Parts(domain=(*dilemma(), part), derivation=solution, reference=_STAKE)


@closed_form
def largest_stake() -> Parts:
    """How large a part of the gain can a third party take before cooperation breaks down?

    Negative: cooperation is lost without a stake.
    """
    return Parts(
        quantity="sigma_max",
        domain=(*dilemma(), between(DELTA, 0, 1, "discount factor of the members")),
        derivation=grim(R - sigma * (R - P), T, P, unknown=sigma),
        reference=_STAKE,
    )


@closed_form
def least_stake() -> Parts:
    """How large a part must a third party receive to make an effort that nobody sees?

    Its effort pays if its part of what N members gain covers the cost. The workable stakes lie
    between this and the largest one, if it is not smaller.
    """
    return Parts(
        quantity="sigma_min",
        domain=(
            anything(P, "what each member gets without cooperation"),
            above(R, P, "what each gets with it"),
            above(N, 0, "number of members"),
            above(e, 0, "cost of the effort"),
        ),
        derivation=derive(sigma, Eq(sigma * N * (R - P), e), exclude=()),
        reference=_STAKE,
    )


#: Honest, it earns its fee for ever; bribed, the bribe and its stake once, and no fee after that.
_HONEST = (stream(KEEP, F, _DELTA_C), Eq(BREAK, (1 - _DELTA_C) * (F + B + sigma * g)))
_FEE = above(F, 0, "fee income of the third party per period")
_PARTIAL = above(sigma, 0, "its stake in the affairs of the member", closed=True)
_VERDICT = above(g, 0, "what a false verdict is worth to the member")


@closed_form
def credible_deposit() -> Parts:
    """How large a deposit can a third party hold without being worth a bribe?"""
    patience = between(_DELTA_C, 0, 1, "its own discount factor", closed=(True, False))
    return Parts(
        quantity="B_max",
        domain=(patience, _VERDICT, _PARTIAL, _FEE),
        narrow=(above(F, sigma * g * (1 - _DELTA_C) / _DELTA_C),),
        derivation=indifference(B, *_HONEST),
        corner=not_negative,
        reference=_HONESTY,
    )


@closed_form
def honest_patience() -> Parts:
    """How patient must a third party be to be believed?"""
    return Parts(
        quantity="delta_c^*",
        domain=(above(B, 0, "deposit that it holds"), _VERDICT, _PARTIAL, _FEE),
        derivation=indifference(_DELTA_C, *_HONEST),
        reference=_HONESTY,
    )


@closed_form
def barrier() -> Parts:
    """How high a barrier between two governments does cooperation survive?

    A barrier theta makes a kept period fail for good with that probability.
    """
    return Parts(
        quantity="theta^*",
        domain=(
            above(c, 0, "what a contribution costs"),
            above(b, c, "what it is worth to the other"),
            between(DELTA, 0, 1, "discount factor"),
        ),
        narrow=(between(DELTA, c / b, 1),),
        derivation=indifference(
            theta,
            Eq(KEEP, (1 - DELTA) * (b - c) + DELTA * (1 - theta) * KEEP),
            Eq(BREAK, (1 - DELTA) * b),
        ),
        corner=not_negative,
        reference=relations.PAGE,
    )


k, w, s = sympy.Symbol("k", positive=True), sympy.Symbol("w", positive=True), relations.s
#: Upstream acts at a cost, downstream gains and can pay for it; the subsidy is paid for the act.
_UPSTREAM = Eq((1 - DELTA) * (k - s), DELTA * (w - k + s))


@closed_form
def conditional_subsidy() -> Parts:
    """How patient must upstream and downstream be if a subsidy is paid for the upstream effort?"""
    domain = (
        above(k, 0, "what the effort costs upstream"),
        above(w, 0, "what it is worth downstream"),
    )
    meaning = "subsidy, paid for the effort only"
    return Parts(
        domain=(*domain, above(s, 0, meaning, closed=True)),
        narrow=(between(s, 0, k, meaning, closed=(True, False)),),
        derivation=derive(DELTA, _UPSTREAM),
        corner=not_negative,
        reference=TRANSFERS,
    )


@closed_form
def subsidy_needed() -> Parts:
    """How large a conditional subsidy makes the upstream effort self-enforcing?"""
    return Parts(
        quantity="s^*",
        domain=(
            between(DELTA, 0, 1, "discount factor", closed=(True, False)),
            above(w, 0, "what the effort is worth downstream"),
            above(k, 0, "what it costs upstream"),
        ),
        narrow=(above(k, DELTA * w),),
        derivation=derive(s, _UPSTREAM, exclude=()),
        corner=not_negative,
        reference=TRANSFERS,
    )
