"""Comparative statics, proved: the sign of a derivative everywhere, or a point that refutes it."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from ..types import frozen
from .domain import Domain, Expression, slack
from .signs import Sign, possible_signs

#: A `ClosedForm`, which knows this file.
Formula = Any
#: What can be claimed, from the strongest to the weakest: signs, words, and the relation to 0.
CLAIMS: dict[str, tuple[Sign, str, str]] = {
    "zero": (frozenset({0}), "does not depend on", "="),
    "positive": (frozenset({1}), "rises with", ">"),
    "negative": (frozenset({-1}), "falls with", "<"),
    "nonnegative": (frozenset({0, 1}), "never falls with", r"\ge"),
    "nonpositive": (frozenset({0, -1}), "never rises with", r"\le"),
}
_POINTS = 400
#: Floats closer to 0 than this refute nothing.
_ROUNDING = 1e-9


@frozen
class Proof:
    """What `prove` returns.

    Attributes
    ----------
    form : ClosedForm
    symbol : str or None
        The symbol that varies; None: the claim is about the value itself.
    claim : str
        "positive", "negative", "nonnegative", "nonpositive" or "zero".
    verdict : bool or None
        True: proved everywhere on the branch. False: refuted by `witness`. None: undecided, as
        neither a proof nor a refutation was found.
    substitution : tuple of pairs
        Each symbol in terms of positive numbers y, which turns the branch into all y > 0.
    witness : dict of str to Number, or None
        A point of the branch at which the claim is false.
    value : Number or None
        The derivative there.
    how : str
        The argument in a sentence.
    """

    form: Formula
    symbol: str | None
    claim: str
    verdict: bool | None
    substitution: tuple[tuple[Expression, Expression], ...]
    witness: dict[str, Any] | None
    value: Any
    how: str

    @functools.cached_property
    def derivative(self) -> Expression:
        """The derivative, or the value itself, in the symbols of the form."""
        return self.form.interior if self.symbol is None else self.form.derivative(self.symbol)

    @functools.cached_property
    def reduced(self) -> Expression:
        """The derivative in the numbers y: if proved, each factor has terms of one sign."""
        import sympy

        from .printing import is_short

        raw = _raw(self.form, self.symbol)
        expression = raw.subs(dict(self.substitution), simultaneous=True)
        return sympy.factor(expression) if is_short(raw) else expression

    @property
    def statement(self) -> str:
        """What is claimed, in words."""
        if self.symbol is None:
            return f"{self.form.quantity} is {self.claim}"
        return f"{self.form.quantity} {CLAIMS[self.claim][1]} {self.symbol}"

    @property
    def latex(self) -> str:
        """The derivative and its sign in LaTeX; crossed out if that is false."""
        from .printing import latex

        relation = CLAIMS[self.claim][2]
        if self.verdict is not True:
            relation = (
                rf"\not{relation}" if self.verdict is False else rf"\overset{{?}}{{{relation}}}"
            )
        quantity = latex(self.form.quantity)
        if self.symbol is not None:
            below = latex(self.form.symbol(self.symbol))
            quantity = rf"\frac{{\partial {quantity}}}{{\partial {below}}}"
        return rf"{quantity} = {latex(self.derivative)} {relation} 0"

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.latex}$"

    def __repr__(self) -> str:
        verdict = {True: "proved", False: "false", None: "undecided"}[self.verdict]
        return f"Proof({self.form.name}: {self.statement}, {verdict})"


def proof_of(form: Formula, symbol: str | None, claim: str) -> Proof:
    """Prove one of the `CLAIMS` about a closed form, refute it, or leave it undecided."""
    # `symbol` is what varies; None: the claim is about the value itself.
    allowed = CLAIMS[claim][0]
    holds, refuted = _signs(form, symbol) <= allowed, None
    if not holds:
        points = _points(_raw(form, symbol), form)
        refuted = next(((at, v) for at, v in points if np.sign(v) not in allowed), None)
    witness, value = refuted or (None, None)
    verdict = True if holds else None if refuted is None else False
    return Proof(
        form=form,
        symbol=symbol,
        claim=claim,
        verdict=verdict,
        substitution=tuple(slack(form.branch).items()),
        witness=witness,
        value=value,
        how=_how(verdict, witness),
    )


def statics_of(form: Formula) -> tuple[Proof, ...]:
    """Prove for each symbol of a `ClosedForm` the strongest claim that can be proved."""
    proofs = []
    for name in (s.name for s in form.symbols):
        signs = _signs(form, name)
        claims = [claim for claim, (allowed, *_) in CLAIMS.items() if signs <= allowed]
        if claims:
            proofs.append(proof_of(form, name, claims[0]))
    return tuple(proofs)


def _signs(form: Formula, symbol: str | None) -> Sign:
    return possible_signs(_raw(form, symbol), form.branch)


def _raw(form: Formula, symbol: str | None) -> Expression:
    """The derivative as it comes, or the value."""
    return form.interior if symbol is None else form.interior.diff(form.symbol(symbol))


def _how(verdict: bool | None, witness: Mapping[str, Any] | None) -> str:
    if verdict:
        return "in the slack of the inequalities all terms of each factor have one sign"
    if witness is not None:
        return f"false at {', '.join(f'{name} = {value}' for name, value in witness.items())}"
    return f"a factor has terms of both signs, and none of {_POINTS} points contradicts the claim"


def _points(expression: Expression, form: Formula) -> Iterator[tuple[dict[str, Any], Any]]:
    """Rational points of the branch, always the same ones, and what the expression is there."""
    from .printing import compiled

    rng = np.random.default_rng(0)
    function = compiled(expression, form.symbols, exact=True)
    for _ in range(_POINTS):
        point = _point(form.branch, rng)
        if point is None:
            continue
        try:
            value = function(*(point[s.name] for s in form.symbols))
        except (ZeroDivisionError, ValueError):  # a pole, or the logarithm of what is not positive
            continue
        if not isinstance(value, float) or abs(value) > _ROUNDING:
            yield point, value


def _point(domain: Domain, rng: np.random.Generator) -> dict[str, Fraction] | None:
    """Draw a point; None if the bounds leave no room for what was drawn."""
    from .printing import compiled

    slacks = slack(domain)
    numbers: dict[Expression, Any] = {}
    for bound in domain:
        y, known = Fraction(int(rng.integers(1, 65)), int(rng.integers(1, 65))), tuple(numbers)
        if bound.symbol not in slacks:
            numbers[bound.symbol] = y * int(rng.choice([-1, 1]))
            continue
        ends: Any = (
            end if end is None else compiled(end, known, exact=True)(*numbers.values())
            for end in (bound.low, bound.high)
        )
        low, high = ends
        if low is None or high is None:
            numbers[bound.symbol] = high - y if low is None else low + y
        elif low >= high:
            return None
        else:
            numbers[bound.symbol] = low + (high - low) * y / (1 + y)
    return {s.name: value for s, value in numbers.items()}
