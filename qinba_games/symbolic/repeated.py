"""Closed forms of repeated games: dilemmas, public goods, withdrawal."""

from __future__ import annotations

import sympy
from sympy import Eq, symbols

from .closed_form import Parts, closed_form
from .derivation import Derivation, derive
from .domain import Bound, Domain, Expression, above, anything, between

DELTA = sympy.Symbol("delta", positive=True)
KEEP, BREAK, AFTER = symbols("V V^b V^p", real=True)
R, T, P, w = symbols("R T P w", real=True)
GRIM = "Friedman (1971), Review of Economic Studies 38, 1-12"
TRANSFERS = "Goldluecke and Kranz (2012), Journal of Economic Theory 147, 1191-1221"


def dilemma(
    without: Expression = P, meaning: str = "punishment: what each gets when both defect"
) -> tuple[Bound, ...]:
    """Return the domain of a prisoners' dilemma; what the cheated get plays no part."""
    return (
        anything(without, meaning),
        above(R, without, "reward: what each gets when both cooperate"),
        above(T, R, "temptation: what a lone defector gets"),
    )


def stream(value: Expression, now: Expression, delta: Expression = DELTA) -> Expression:
    """Return the equation of a value that gets `now` in every period."""
    return Eq(value, (1 - delta) * now + delta * value)


def indifference(
    unknown: Expression, *equations: Expression, exclude: tuple[int, ...] = (1,)
) -> Derivation:
    """Solve for what makes keeping an agreement worth just as much as breaking it."""
    return derive(unknown, Eq(KEEP, BREAK), *equations, exclude=exclude)


def grim(
    keep: Expression, once: Expression, after: Expression, *, unknown: Expression = DELTA
) -> Derivation:
    """Solve for what makes breaking an agreement once and for all just not worth it."""
    broken = Eq(BREAK, (1 - DELTA) * once + DELTA * AFTER)
    return indifference(unknown, stream(KEEP, keep), stream(AFTER, after), broken)


def not_negative(root: Expression) -> Expression:
    """No patience at all is needed where nothing tempts."""
    return sympy.Max(0, root)


@closed_form
def prisoners_dilemma() -> Parts:
    """How patient must two governments be to cooperate in a prisoners' dilemma?"""
    source = f"{GRIM}; with transfers the same, as nothing needs to be paid"
    return Parts(domain=dilemma(), derivation=grim(R, T, P), reference=source)


@closed_form
def voluntary_transfers() -> Parts:
    """How patient must a group be that keeps an agreement by voluntary transfers?"""
    L, U, v, G = symbols("L U v G", real=True)
    return Parts(
        domain=(
            anything(v, "sum of the punishment payoffs"),
            above(U, v, "joint payoff that the future holds"),
            above(L, 0, "liquidity requirement: what members could gain together by one breach"),
        ),
        # The sum over the members of the constraints; transfers move slack among them.
        derivation=indifference(
            DELTA,
            Eq(KEEP, (1 - DELTA) * G + DELTA * U),
            Eq(BREAK, (1 - DELTA) * (G + L) + DELTA * v),
        ),
        reference=TRANSFERS,
    )


@closed_form
def dissolution() -> Parts:
    """How patient must a group be whose members can dissolve it?"""
    D, G, W = symbols("D G W", real=True)
    return Parts(
        domain=(
            anything(W, "sum of what members get on their own"),
            above(G, W, "joint payoff of the agreement"),
            above(D, G, "sum of the best that each can get by breaking it or leaving"),
        ),
        derivation=grim(G, D, W),
        reference=TRANSFERS,
    )


@closed_form
def dilemma_with_exit() -> Parts:
    """How patient must two governments be if each can leave the dilemma for good?"""
    domain = dilemma(w, "what each gets per period after leaving")
    return Parts(domain=domain, derivation=grim(R, T, w), reference=TRANSFERS)


@closed_form
def public_good() -> Parts:
    """How patient must n governments be to pay for a public good that is shared out equally?"""
    n, r = symbols("n r", positive=True)
    return Parts(
        domain=(
            above(r, 1, "what a unit contributed is worth to all together"),
            above(n, r, "number of members"),
        ),
        derivation=grim(r - 1, r * (n - 1) / n, 0),
        reference=GRIM,
    )


def _linear_good() -> tuple[Domain, tuple[Expression, ...]]:
    """Return the domain and the symbols of a public good with a benefit and a cost."""
    N, b, c = symbols("N b c", positive=True)
    domain = (
        above(N, 1, "number of members"),
        above(b, 0, "what a contribution is worth to each member"),
        between(c, b, b * N, "what it costs the contributor"),
    )
    return domain, (N, b, c)


@closed_form
def linear_public_good() -> Parts:
    """How patient must N governments be if each gets b from every contribution and pays c?"""
    domain, (N, b, c) = _linear_good()
    return Parts(domain=domain, derivation=grim(b * N - c, b * (N - 1), 0), reference=GRIM)


@closed_form
def linear_public_good_with_fine() -> Parts:
    """How patient must they be if a breach costs an expected fine as well?"""
    domain, (N, b, c) = _linear_good()
    f = sympy.Symbol("f", nonnegative=True)
    meaning = "expected fine for a breach"
    return Parts(
        domain=(*domain, between(f, 0, b * (N - 1), meaning, closed=(True, False))),
        narrow=(between(f, 0, c - b, meaning, closed=(True, False)),),
        derivation=grim(b * N - c, b * (N - 1) - f, 0),
        corner=not_negative,
        reference=GRIM,
    )


@closed_form
def mutual_gift() -> Parts:
    """How large a gift can two partners sustain if a gift of e costs e^2/2?"""
    e = sympy.Symbol("e", positive=True)
    meaning = "discount factor"
    return Parts(
        quantity="e^*",
        domain=(between(DELTA, 0, 1, meaning),),
        narrow=(between(DELTA, 0, sympy.Rational(1, 2), meaning),),
        derivation=indifference(
            e, stream(KEEP, e - e**2 / 2), Eq(BREAK, (1 - DELTA) * e), exclude=(0,)
        ),
        # No gift larger than the efficient one.
        corner=lambda root: sympy.Min(1, root),
        reference=TRANSFERS,
    )
