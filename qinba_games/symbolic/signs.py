"""Which signs an expression can have in the interior of a domain.

A sign is a set: {1} is positive, {0, 1} is not negative, {-1, 0, 1} is unknown. Sums and products
of signs are sums and products of sets, so a polynomial in positive numbers whose terms all have one
sign has that sign. That is sufficient, not necessary: an unknown sign proves nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from .domain import Domain, Expression, slack

Sign = frozenset[int]
_POSITIVE: Sign = frozenset({1})
NEGATIVE: Sign = frozenset({-1})
ANY: Sign = frozenset({-1, 0, 1})


@functools.lru_cache(maxsize=4096)
def possible_signs(expression: Expression, domain: Domain) -> Sign:
    """Write each factor of an expression in slack, and read off the signs that it can have."""
    # It is rational in the symbols, in exponentials, and in logarithms of rational functions, which
    # have a sign only where their arguments are sure to be positive.
    import sympy

    expression = sympy.sympify(expression)
    inside = [atom.args[0] for atom in expression.atoms(sympy.log)]
    if any(possible_signs(argument, domain) != _POSITIVE for argument in inside):
        return ANY  # A logarithm that may be undefined proves nothing.
    stand_in, known = _transcendental(expression, domain)
    rational = sympy.together(expression.subs(stand_in))
    signs = _ratio(rational, domain, known, _as_written)
    # Factoring is dear, and needed only where some factor as written has terms of both signs.
    return signs if signs != ANY else _ratio(sympy.cancel(rational), domain, known, _irreducible)


def _transcendental(
    expression: Expression, domain: Domain
) -> tuple[dict[Expression, Expression], dict[Expression, Sign]]:
    """Exponentials are positive, a logarithm has the sign of its argument less 1: as symbols."""
    import sympy

    stand_in, known = {}, {}
    for k, atom in enumerate(sorted(expression.atoms(sympy.exp, sympy.log), key=str)):
        symbol = stand_in[atom] = sympy.Dummy(f"t_{k}", real=True)
        is_log = isinstance(atom, sympy.log)
        known[symbol] = possible_signs(atom.args[0] - 1, domain) if is_log else _POSITIVE
    return stand_in, known


def _ratio(rational: Expression, domain: Domain, known: dict[Expression, Sign], split: Any) -> Sign:
    """Multiply the signs of the factors above and below the line."""
    import sympy

    signs = [
        _power(_polynomial(factor, domain, known), power * side)
        for part, side in zip(sympy.fraction(rational), (1, -1), strict=True)
        for factor, power in split(part)
    ]
    return functools.reduce(_times, signs, _POSITIVE)


def _as_written(product: Expression) -> list[tuple[Expression, int]]:
    import sympy

    pairs = [factor.as_base_exp() for factor in sympy.Mul.make_args(product)]
    return [(base, int(p)) if p.is_Integer and p > 0 else (base**p, 1) for base, p in pairs]


def _irreducible(product: Expression) -> list[tuple[Expression, int]]:
    import sympy

    coefficient, factors = sympy.factor_list(product)
    return [(coefficient, 1), *factors]


def _polynomial(factor: Expression, domain: Domain, known: dict[Expression, Sign]) -> Sign:
    """Put slack into a polynomial, over a common positive denominator, and add up the terms."""
    import sympy

    symbols = sorted(factor.free_symbols, key=str)
    if not symbols:
        return frozenset({int(sympy.sign(factor))})
    bounded = {bound.symbol for bound in domain}
    ring, values = _slack_ring(domain, tuple(s for s in symbols if s not in bounded))
    polynomial = sympy.Poly(factor, *symbols)
    # Numerators of value^k over denominator^degree, for k = 0, ..., degree.
    degrees = [polynomial.degree(s) for s in symbols]
    powers = [
        [values[s][0] ** k * values[s][1] ** (degree - k) for k in range(degree + 1)]
        for s, degree in zip(symbols, degrees, strict=True)
    ]
    total = ring.zero
    for exponents, coefficient in polynomial.terms():
        term = ring.from_expr(coefficient)
        for table, exponent in zip(powers, exponents, strict=True):
            term = term * table[exponent]
        total = total + term
    return _sum_of_terms(total, known)


@functools.lru_cache(maxsize=256)
def _slack_ring(domain: Domain, more: tuple[Expression, ...]) -> tuple[Any, dict[Expression, Any]]:
    """Polynomials in slack and `more`; symbols as numerators over positive denominators in them."""
    import sympy
    from sympy.polys.rings import ring

    slacks = slack(domain)
    unbounded = [b.symbol for b in domain if b.symbol not in slacks]
    ratios = {s: sympy.fraction(sympy.together(v)) for s, v in slacks.items()}
    symbols = {y for pair in ratios.values() for part in pair for y in part.free_symbols}
    generators = sorted(symbols | {*unbounded, *more}, key=str)
    made = ring(generators, sympy.QQ)[0]
    values = {s: (made.from_expr(s), made.one) for s in (*unbounded, *more)}
    for s, pair in ratios.items():
        top, bottom = (made.from_expr(sympy.expand(part)) for part in pair)
        positive = _sum_of_terms(bottom, {}) == _POSITIVE
        values[s] = (top, bottom) if positive else (top * bottom, bottom**2)
    return made, values


def _sum_of_terms(polynomial: Any, known: dict[Expression, Sign]) -> Sign:
    """Add up the signs of the terms; slack is positive, other symbols as known."""
    signs = [known.get(s, _POSITIVE if s.is_positive else ANY) for s in polynomial.ring.symbols]
    terms = []
    for exponents, coefficient in polynomial.terms():
        powers = (_power(sign, k) for sign, k in zip(signs, exponents, strict=True) if k)
        first = _POSITIVE if coefficient > 0 else NEGATIVE
        terms.append(functools.reduce(_times, powers, first))
    return _sum(terms) if terms else frozenset({0})


@functools.cache
def _times(one: Sign, other: Sign) -> Sign:
    return frozenset(a * b for a in one for b in other)


@functools.cache
def _power(sign: Sign, power: int) -> Sign:
    # A factor that can vanish below the line leaves the sign open, and so proves nothing.
    if power < 0 and 0 in sign:
        return ANY
    return frozenset(s ** abs(power) for s in sign)


def _sum(signs: Iterable[Sign]) -> Sign:
    kinds = frozenset(signs)
    possible = frozenset().union(*kinds)
    if {-1, 1} <= possible:
        return ANY
    # With a term that cannot vanish the sum cannot either.
    strict = kinds & {_POSITIVE, NEGATIVE}
    return next(iter(strict)) if strict else possible
