"""Closed forms of one relation with friction, detection, a deposit and a subsidy."""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Eq, symbols

from .closed_form import Parts, closed_form
from .derivation import Derivation, derive
from .domain import Bound, Domain, Expression, above, anything, between
from .repeated import BREAK, DELTA, KEEP, P, R, T, dilemma, grim, indifference, not_negative

x, d, w = symbols("x d w", real=True)
q, kappa = symbols("q kappa", nonnegative=True)
epsilon, B, s = symbols("epsilon B s", nonnegative=True)
_RHO = sympy.Symbol("rho", positive=True)
PAGE = "Proof on the page about one relation"
_TEMPTED = "what it gets in the period of a breach"


def chance(symbol: Expression, meaning: str, *, closed: tuple[bool, bool] = (True, True)) -> Bound:
    """Between 0 and 1; `closed` says whether the ends are allowed."""
    return between(symbol, 0, 1, meaning, closed=closed)


_FRICTION = chance(epsilon, "friction: probability that a kept relation ends", closed=(True, False))


def member(share: Expression, *, detection: Expression = q) -> tuple[Domain, Domain]:
    """Return the domain of one member of a relation, narrowed or not to where it is tempted."""
    gets = "outside value: what it gets per period once the relation is over"
    return (
        (
            anything(w, gets),
            above(s, 0, "subsidy for a period kept", closed=True),
            above(B, 0, "deposit that is lost by a member who is found out", closed=True),
            chance(kappa, "credibility: probability that what is decided is executed"),
            chance(q, "probability that a breach is found out", closed=(False, True)),
            _FRICTION,
            above(share, w - s, "what it gets per period"),
            anything(d, _TEMPTED),
        ),
        (above(d, share + detection * (s + kappa * B)),),
    )


def values(
    share: Expression, *, detection: Expression = q, friction: Expression = epsilon
) -> tuple[Expression, ...]:
    """Return the equations of the values of keeping one's word and of breaking it once."""
    goes_on = (1 - friction) * KEEP + friction * w
    value = (1 - DELTA) * (share + s) + DELTA * goes_on
    now = d + (1 - detection) * s - detection * kappa * B
    return (
        Eq(KEEP, value),
        Eq(BREAK, (1 - DELTA) * now + DELTA * (detection * w + (1 - detection) * goes_on)),
    )


def least(share: Expression, friction: Expression) -> Expression:
    """Return the formula with a gain that is 0 where nothing tempts."""
    gain = sympy.Max(0, d - share - q * (s + kappa * B))
    return gain / ((1 - friction) * (gain + q * (share + s - w)))


def _of_a_member(
    share: Expression, derivation: Derivation, friction: Expression = epsilon, **other: Any
) -> Parts:
    """Say when a member that is tempted keeps its word; `other` is said in another way."""
    domain, narrow = member(share)
    fields: dict[str, Any] = {"domain": domain, "narrow": narrow, "reference": PAGE, **other}
    return Parts(**fields, derivation=derivation, corner=lambda _: least(share, friction))


@closed_form
def effective_discount() -> Parts:
    """At which discount factor is a relation without friction as strong as one with friction?"""
    after, bearable = symbols("V' d'", real=True)
    # The largest temptation that can be borne, with friction and without.
    return Parts(
        quantity="rho",
        domain=(between(DELTA, 0, 1, "discount factor"), _FRICTION),
        derivation=derive(
            _RHO,
            Eq(d, bearable),
            Eq(KEEP, (1 - DELTA) * x + DELTA * ((1 - epsilon) * KEEP + epsilon * w)),
            Eq(KEEP, (1 - DELTA) * d + DELTA * w),
            Eq(after, (1 - _RHO) * x + _RHO * after),
            Eq(after, (1 - _RHO) * bearable + _RHO * w),
            values=(KEEP, after, d, bearable),
        ),
        reference=PAGE,
    )


@closed_form
def effective_patience() -> Parts:
    """How large must the effective discount factor be at which a member keeps its word?"""
    none = sympy.Integer(0)
    return _of_a_member(
        x,
        indifference(DELTA, *values(x, friction=none)),
        none,
        quantity="rho^*",
        domain=tuple(bound for bound in relation().domain if bound.symbol is not epsilon),
    )


@closed_form
def relation() -> Parts:
    """How patient must a member be that keeps its word at a fixed share?"""
    return _of_a_member(x, indifference(DELTA, *values(x)))


@closed_form
def relation_with_transfers() -> Parts:
    """How patient must n identical members be who share by voluntary transfers?"""
    g = sympy.Symbol("g", real=True)
    surplus, promise = symbols("U sigma", real=True)
    # Each is promised the same part of what all expect from the future beyond being on their own.
    promised = derive(
        DELTA,
        Eq(q * promise, (1 - DELTA) * (d - g - q * (s + kappa * B))),
        Eq(surplus, (1 - DELTA) * (g + s - w) + DELTA * (1 - epsilon) * surplus),
        Eq(promise, DELTA * (1 - epsilon) * surplus),
    )
    return _of_a_member(g, promised)


@closed_form
def relation_of_two() -> Parts:
    """How patient must two unequal members be who share by voluntary transfers?

    On the branch both are tempted, and would stay without transfers if they were not.
    """
    w_1, w_2, g_1, g_2, d_1, d_2 = symbols("w_1 w_2 g_1 g_2 d_1 d_2", real=True)
    B_1, B_2 = symbols("B_1 B_2", nonnegative=True)
    pairs = ((w_1, g_1, d_1, B_1), (w_2, g_2, d_2, B_2))
    surplus, promise = symbols("U sigma", real=True)
    worth = g_1 + g_2 + 2 * s - w_1 - w_2
    need = sum((d - g) / q - s - kappa * B for _, g, d, B in pairs)
    least_need = sum(sympy.Max(0, (d - g) / q - s - kappa * B, w - g - s) for w, g, d, B in pairs)
    alone, gets = "outside value of member", "what the agreement gives before transfers to member"
    _, _, _, credible, detection, friction, *_ = member(x)[0]
    return Parts(
        domain=(
            anything(w_1, f"{alone} 1"),
            anything(w_2, f"{alone} 2"),
            above(s, 0, "subsidy to each for a period kept", closed=True),
            above(B_1, 0, "deposit of member 1", closed=True),
            above(B_2, 0, "deposit of member 2", closed=True),
            credible,
            detection,
            friction,
            anything(g_1, f"{gets} 1"),
            above(g_2, w_1 + w_2 - 2 * s - g_1, f"{gets} 2"),
            anything(d_1, "the best that member 1 can get in the period of a breach"),
            anything(d_2, "the best that member 2 can get in the period of a breach"),
        ),
        narrow=(
            above(g_1, w_1 - s),
            above(g_2, w_2 - s),
            above(d_1, g_1 + q * (s + kappa * B_1)),
            above(d_2, g_2 + q * (s + kappa * B_2)),
        ),
        # The sum over the members: what is promised to them is what they expect together.
        derivation=derive(
            DELTA,
            Eq(promise, (1 - DELTA) * need),
            Eq(surplus, (1 - DELTA) * worth + DELTA * (1 - epsilon) * surplus),
            Eq(promise, DELTA * (1 - epsilon) * surplus),
        ),
        written=need / ((1 - epsilon) * (need + worth)),
        corner=lambda _: least_need / ((1 - epsilon) * (least_need + worth)),
        reference=PAGE,
    )


@closed_form
def deposit_needed() -> Parts:
    """How large a deposit makes impatient members of a dilemma cooperate?"""
    meaning = "discount factor"
    return Parts(
        quantity="B^*",
        domain=(*dilemma(), between(DELTA, 0, 1, meaning, closed=(True, False))),
        narrow=(between(DELTA, 0, (T - R) / (T - P), meaning, closed=(True, False)),),
        derivation=grim(R, T - B, P, unknown=B),
        corner=not_negative,
        reference=PAGE,
    )
