"""Closed forms of trust among strangers, of those who keep records, and of public money."""

from __future__ import annotations

import sympy
from sympy import Eq, symbols

from .closed_form import Parts, closed_form
from .derivation import derive
from .domain import above, below, between
from .repeated import (
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

S, mu = sympy.Symbol("S", real=True), sympy.Symbol("mu", positive=True)
alpha, J, tau, c, y = symbols("alpha J tau c y", positive=True)
C, phi, Q, f, k = symbols("C phi Q f k", nonnegative=True)
MERCHANT = "Milgrom, North and Weingast (1990), Economics and Politics 2, 1-23"
GUILD = "Greif, Milgrom and Weingast (1994), Journal of Political Economy 102, 745-776"


@closed_form
def trust_needed() -> Parts:
    """How likely must it be that a stranger answers cooperation by cooperation?

    Otherwise the stranger never cooperates. Beyond the patience that a dilemma needs.
    """
    return Parts(
        quantity="mu^*",
        domain=(
            *dilemma(),
            below(S, P, "what the cheated gets"),
            between(DELTA, (T - R) / (T - P), 1, "discount factor", closed=(True, False)),
        ),
        derivation=indifference(
            mu,
            Eq(KEEP, mu * R + (1 - mu) * ((1 - DELTA) * S + DELTA * P)),
            Eq(BREAK, mu * ((1 - DELTA) * T + DELTA * P) + (1 - mu) * P),
            exclude=(),
        ),
        reference=f"Conditional cooperation against refusal; {GRIM}",
    )


@closed_form
def law_merchant() -> Parts:
    """How patient must strangers be if a law merchant records who has not paid a judgment?

    On the branch the judgment has to be as large as the temptation, and is worth an appeal.
    """
    need = sympy.Max(alpha - 1, (1 + phi) * C)
    return Parts(
        domain=(
            above(C, 0, "cost of an appeal", closed=True),
            above(phi, 0, "what paying costs beyond the judgment, as a part of it", closed=True),
            between(Q, 0, 1, "cost of asking about a partner", closed=(True, False)),
            above(alpha, 1, "what a lone cheater gets, where honest trade is worth 1"),
        ),
        narrow=(above(alpha, 1 + (1 + phi) * C),),
        # J, what paying costs: as much as cheating brings, and as a clean record is worth.
        derivation=derive(
            DELTA, Eq((1 - DELTA) * J, DELTA * KEEP), Eq(J, alpha - 1), stream(KEEP, 1 - Q)
        ),
        corner=lambda _: need / (need + 1 - Q),
        reference=MERCHANT,
    )


@closed_form
def boycott() -> Parts:
    """How patient must a city be that all traders avoid once it has robbed some?"""
    return Parts(
        domain=(
            above(tau, 0, "toll per unit of trade"),
            between(c, 0, tau, "what protection costs the city per unit of trade"),
        ),
        derivation=grim(tau - c, tau, 0),
        reference=GUILD,
    )


@closed_form
def budget() -> Parts:
    """How patient must two be if the part f of a budget y is paid only to those who cooperate?

    Of the rest, paid to anybody, the part k makes up for what is lost without cooperation.
    """
    gets, meaning = R + f * y, "temptation: what a lone defector gets"
    return Parts(
        domain=(
            *dilemma(),
            between(y, 0, R - P, "budget for each per period"),
            between(f, 0, 1, "part that is paid on condition", closed=(True, True)),
            between(k, 0, 1, "crowding out", closed=(True, True)),
        ),
        narrow=(above(T, gets, meaning),),
        derivation=grim(gets, T, P + k * (1 - f) * y),
        written=(T - gets) / (T - P - k * (1 - f) * y),
        corner=not_negative,
        reference=GRIM,
    )
