"""Closed forms of a prisoners' dilemma whose actions are seen through noise.

Both cooperate: 1 each; both defect: 0 each; a lone defector gets 1 + d. After cooperation a signal
that accuses nobody in particular comes with probability lamda; a defection makes it more likely by
mu, and a signal that names the defector more likely by beta. With probability A an audit shows what
was done. Payments are at most half of the liquidity L each.
"""

from __future__ import annotations

import sympy
from sympy import Eq, symbols

from .closed_form import Parts, closed_form
from .derivation import Derivation, derive
from .domain import Domain, Expression, above, between
from .repeated import DELTA, TRANSFERS

d, beta = symbols("d beta", positive=True)
mu, lamda, A = symbols("mu lamda A", nonnegative=True)
L, U = symbols("L U", positive=True)
#: How much more often a member pays after a defection than after cooperation.
NAMED = (1 - A) * beta + A
_ACCUSED = (1 - A) * (beta + mu) + A
SOURCE = f"{TRANSFERS}, for the programme; the closed form is derived here"


def _domain(*, burning: bool) -> Domain:
    comes = "probability that it comes although both cooperate"
    nobody = (
        between(mu, 0, 1 - beta, "by how much a signal that names nobody becomes more likely"),
        between(lamda, 0, 1 - beta - mu, comes, closed=(True, True)),
    )
    return (
        above(d, 0, "temptation: what defection adds to a payoff of 1"),
        between(beta, 0, 1, "by how much a signal that names the defector becomes more likely"),
        *(nobody if burning else ()),
        between(A, 0, 1, "probability of an audit", closed=(True, False)),
    )


def _payments(detected: Expression) -> Expression:
    """What defection gains is what it costs in additional payments of L/2."""
    return Eq(d, detected * L / 2)


def _patience(detected: Expression, burnt: Expression) -> Derivation:
    """Solve (1 - delta) L = delta U, where punishment is mutual defection, worth 0."""
    condition = Eq((1 - DELTA) * L, DELTA * U)
    return derive(DELTA, condition, _payments(detected), Eq(U, 2 - burnt * L), values=(L, U))


@closed_form
def noisy_liquidity() -> Parts:
    """How much must members be able to pay if what one pays the other receives?"""
    domain, solution = _domain(burning=False), derive(L, _payments(NAMED))
    return Parts(quantity="L", domain=domain, derivation=solution, reference=SOURCE)


@closed_form
def noisy_liquidity_with_burning() -> Parts:
    """How much must members be able to pay if a third party may take money from both?"""
    return Parts(
        quantity="L",
        domain=_domain(burning=True),
        derivation=derive(L, _payments(_ACCUSED)),
        written=2 * d / _ACCUSED,
        reference=SOURCE,
    )


@closed_form
def noisy_dilemma() -> Parts:
    """How patient must two be to cooperate in noise if what one pays the other receives?"""
    solution = _patience(NAMED, sympy.Integer(0))
    return Parts(domain=_domain(burning=False), derivation=solution, reference=SOURCE)


@closed_form
def noisy_dilemma_with_burning() -> Parts:
    """How patient must two be to cooperate in noise if a third party may take money from both?

    On the branch both pay after the signal that names nobody; where mu does not exceed lamda d that
    costs more than it deters, and nothing is burned.
    """
    meaning = "temptation: what defection adds to a payoff of 1"
    saved = sympy.Max(0, mu - lamda * d)
    return Parts(
        domain=_domain(burning=True),
        narrow=(between(d, 0, mu / lamda, meaning),),
        derivation=_patience(_ACCUSED, (1 - A) * lamda),
        written=d / (d * (1 - (1 - A) * lamda) + _ACCUSED),
        corner=lambda _: d / (d + A + (1 - A) * (beta + saved)),
        reference=SOURCE,
    )
