"""Closed forms of sharing rules, linked issues, and what changes patience itself."""

from __future__ import annotations

import sympy
from sympy import Eq, symbols

from .closed_form import Parts, closed_form
from .derivation import derive
from .domain import Domain, Expression, above, anything, below, between
from .repeated import (
    AFTER,
    BREAK,
    DELTA,
    GRIM,
    KEEP,
    P,
    R,
    T,
    dilemma,
    grim,
    indifference,
    not_negative,
    stream,
)

G, x, D, W = symbols("G x d w", real=True)
D1, D2, W1, W2 = symbols("d_1 d_2 w_1 w_2", real=True)
_OPTIMAL = "Proposition on stability-optimal sharing, on the page about fixed sharing rules"
_LINKED = "Bernheim and Whinston (1990), RAND Journal of Economics 21, 1-26"


@closed_form
def fixed_share() -> Parts:
    """How patient must a member be who receives a fixed share?"""
    return Parts(
        quantity="delta_i",
        domain=(
            anything(W, "what it gets per period once the agreement is over"),
            above(x, W, "its share"),
            above(D, W, "the best that it can get in the period of a breach"),
        ),
        narrow=(above(D, x),),
        derivation=grim(x, D, W),
        corner=not_negative,
        reference=GRIM,
    )


def _temptation_domain() -> Domain:
    """Return the domain of two members who together could gain by breaking what they agreed."""
    return (
        anything(W1, "what member 1 gets on its own"),
        anything(W2, "what member 2 gets on its own"),
        above(D1, W1, "the best that member 1 can get in the period of a breach"),
        above(D2, W2, "the best that member 2 can get in the period of a breach"),
        between(G, W1 + W2, D1 + D2, "joint payoff of the agreement"),
    )


#: Shares x and G - x that make both members unreliable at the same patience.
_EQUALISED = (Eq(x, (1 - DELTA) * D1 + DELTA * W1), Eq(G - x, (1 - DELTA) * D2 + DELTA * W2))


@closed_form
def optimal_sharing() -> Parts:
    """How patient must two members be under the shares that keep them together longest?"""
    return Parts(
        quantity="delta^*_opt",
        domain=(*_temptation_domain()[:4], above(G, W1 + W2, "joint payoff of the agreement")),
        narrow=_temptation_domain()[4:],
        derivation=derive(DELTA, _EQUALISED[1], _EQUALISED[0]),
        corner=not_negative,
        reference=_OPTIMAL,
    )


@closed_form
def optimal_share() -> Parts:
    """What does member 1 get under the shares that keep two members together longest?"""
    return Parts(
        quantity="x_1",
        domain=_temptation_domain(),
        derivation=derive(x, _EQUALISED[1], _EQUALISED[0], values=(DELTA,)),
        written=W1 + (1 - optimal_sharing().interior) * (D1 - W1),
        reference=_OPTIMAL,
    )


@closed_form
def price_of_fairness() -> Parts:
    """How much more patience do equal shares need than the best ones, with two members?

    On the branch both are tempted, and member 1 is the first to become unreliable.
    """
    price, first = symbols("p delta_1", real=True)
    half = G / 2
    member = fixed_share()
    thresholds = [
        member.interior.subs({D: d, x: half, W: w}, simultaneous=True)
        for d, w in ((D1, W1), (D2, W2))
    ]
    best = optimal_sharing().expression
    return Parts(
        quantity="p",
        domain=(
            anything(G, "joint payoff of the agreement"),
            below(W1, half, "what member 1 gets on its own"),
            below(W2, half, "what member 2 gets on its own"),
            *_temptation_domain()[2:4],
        ),
        narrow=(
            above(D1, half),
            above(D2, half),
            between(W1, D1 - (D1 - half) * (D2 - W2) / (D2 - half), half),
        ),
        derivation=derive(
            price,
            Eq(price, first - DELTA),
            Eq(half, (1 - first) * D1 + first * W1),
            *_EQUALISED,
            values=(first, DELTA, x),
            exclude=(),
        ),
        corner=lambda _: sympy.Max(0, *thresholds) - best,
        reference=_OPTIMAL,
    )


L1, S1, L2, S2 = symbols("L_1 S_1 L_2 S_2", positive=True)
MEDIANT, FIRST, SECOND = symbols("delta delta_1 delta_2", positive=True)
_LINKED_CONDITION = Eq((1 - MEDIANT) * (L1 + L2), MEDIANT * (S1 + S2))
_ALONE = (Eq((1 - FIRST) * L1, FIRST * S1), Eq((1 - SECOND) * L2, SECOND * S2))


def issues() -> Domain:
    """Return the domain of two issues."""
    need, worth = "liquidity requirement of issue", "surplus per period of issue"
    return (
        above(L1, 0, f"{need} 1"),
        above(L2, 0, f"{need} 2"),
        above(S2, 0, f"{worth} 2"),
        above(S1, 0, f"{worth} 1"),
    )


@closed_form
def linked_issues() -> Parts:
    """How patient must members be who link two issues, so that breaking one is breaking both?"""
    source = f"{_LINKED}: the slack of one issue is lent to the other"
    return Parts(domain=issues(), derivation=derive(MEDIANT, _LINKED_CONDITION), reference=source)


def _against_linked(difference: Expression, everywhere: Expression) -> Parts:
    """Compare the mediant with what one issue needs alone, issue 1 more than issue 2."""
    gap = sympy.Symbol("p", real=True)
    lines = (Eq(gap, difference), _LINKED_CONDITION, *_ALONE)
    return Parts(
        quantity="p",
        domain=issues(),
        narrow=(between(S1, 0, L1 * S2 / L2),),
        derivation=derive(gap, *lines, values=(MEDIANT, FIRST, SECOND), exclude=()),
        corner=lambda _: everywhere,
        reference=_LINKED,
    )


@closed_form
def gain_from_linking() -> Parts:
    """How much less patience do linked issues need than separate ones?

    On the branch issue 1 needs more patience than issue 2.
    """
    alone = sympy.Max(L1 / (L1 + S1), L2 / (L2 + S2))
    return _against_linked(FIRST - MEDIANT, alone - linked_issues().expression)


@closed_form
def cost_of_linking() -> Parts:
    """How much more patience do linked issues need than the easier of the two alone?

    On the branch issue 1 needs more patience than issue 2.
    """
    alone = sympy.Min(L1 / (L1 + S1), L2 / (L2 + S2))
    return _against_linked(MEDIANT - SECOND, linked_issues().expression - alone)


@closed_form
def complementary_issues() -> Parts:
    """How patient must two be who exchange gifts on two issues that are worth more together?"""
    b, c = symbols("b c", positive=True)
    more = sympy.Symbol("g", real=True)
    both = 2 * b + more
    return Parts(
        domain=(
            above(c, 0, "what a gift costs"),
            above(b, 0, "what one alone is worth to the other"),
            above(more, 2 * (c - b), "what both are worth beyond that; negative for substitutes"),
        ),
        derivation=grim(both - 2 * c, both, 0),
        reference="One agreement on both, whose breach on either ends it on both",
    )


@closed_form
def weight_on_partner() -> Parts:
    """How patient must two governments be that exchange gifts and care for each other?"""
    a = sympy.Symbol("a", nonnegative=True)
    b, c = symbols("b c", positive=True)
    meaning = "weight of the other's payoff in one's own"
    return Parts(
        domain=(
            above(c, 0, "what a gift costs"),
            above(b, c, "what it is worth to the other"),
            between(a, 0, 1, meaning, closed=(True, True)),
        ),
        narrow=(between(a, 0, c / b, meaning, closed=(True, False)),),
        derivation=grim((1 + a) * (b - c), b - a * c, 0),
        corner=not_negative,
        reference=GRIM,
    )


r = sympy.Symbol("r", positive=True)
_FUTURE = "The future counts r delta: friction 1 - r on the page about one relation"
PROJECT = (
    Eq(KEEP, (1 - DELTA) * R + DELTA * (r * KEEP + (1 - r) * AFTER)),
    stream(AFTER, P),
    Eq(BREAK, (1 - DELTA) * T + DELTA * AFTER),
)


@closed_form
def renewal() -> Parts:
    """How patient must they be if another project follows with probability r only?"""
    domain = (*dilemma(), between(r, 0, 1, "probability of another", closed=(False, True)))
    return Parts(domain=domain, derivation=indifference(DELTA, *PROJECT), reference=_FUTURE)


@closed_form
def renewal_needed() -> Parts:
    """How likely must another project be for cooperation in this one?

    Above 1: it is lost whatever follows.
    """
    return Parts(
        quantity="r^*",
        domain=(*dilemma(), between(DELTA, 0, 1, "discount factor")),
        derivation=indifference(r, *PROJECT),
        reference=_FUTURE,
    )


@closed_form
def meeting_frequency() -> Parts:
    """How often a year must they meet, if a year is discounted at the rate rho?"""
    f, rho = symbols("f rho", positive=True)
    return Parts(
        quantity="f^*",
        domain=(*dilemma(), above(rho, 0, "annual discount rate")),
        derivation=derive(f, Eq(sympy.exp(-rho / f), DELTA), Eq(DELTA, (T - R) / (T - P))),
        reference="From one meeting to the next exp(-rho/f) is left",
    )
