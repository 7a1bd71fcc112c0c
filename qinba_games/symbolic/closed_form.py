"""A closed form: what it says, where it holds, how it is derived, and its values."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .. import _check, _exact, _tolerance, errors
from ..types import Array, frozen
from .derivation import Derivation
from .domain import Domain, Expression, narrowed
from .proofs import Proof, statics_of

_OWNER = "ClosedForm"
#: Module -> what makes each of its closed forms.
FORMS: dict[str, list[Callable[[], ClosedForm]]] = {}


@frozen
class ClosedForm:
    r"""A formula with the assumptions under which it holds.

    Called with numbers for all of its symbols it gives its value: ints and Fractions exactly,
    arrays element by element.

    Attributes
    ----------
    name : str
    statement : str
        What it answers.
    quantity : sympy.Symbol
        What it is a formula for.
    domain : tuple of Bound
        Its symbols in order, what they stand for and where they may lie.
    branch : tuple of Bound
        The part of the domain on which no maximum or minimum is a corner: there `interior` is the
        formula, and comparative statics are about it.
    expression : sympy.Expr
        The formula in the whole domain.
    interior : sympy.Expr
        The formula on the branch: the root of the derivation.
    derivation : Derivation
        The incentive constraint and its solution.
    reference : str

    Examples
    --------
    >>> from qinba_games import symbolic
    >>> form = symbolic.form("prisoners dilemma")
    >>> form
    ClosedForm(prisoners dilemma: delta^* = (T - R)/(T - P))
    >>> form.assumptions
    (R > P, T > R)
    >>> form(P=0, R=2, T=3)
    Fraction(1, 3)
    >>> print(form.statics[-1].latex)
    \frac{\partial \delta^{*}}{\partial T} = \frac{R - P}{\left(T - P\right)^{2}} > 0
    """

    name: str
    statement: str
    quantity: Expression
    domain: Domain
    branch: Domain
    expression: Expression
    interior: Expression
    derivation: Derivation
    reference: str

    @property
    def symbols(self) -> tuple[Expression, ...]:
        """The symbols of the formula, in the order of its domain."""
        return tuple(bound.symbol for bound in self.domain)

    @property
    def assumptions(self) -> tuple[Expression, ...]:
        """The domain as inequalities."""
        return tuple(relation for bound in self.domain for relation in bound.relations)

    @property
    def branch_assumptions(self) -> tuple[Expression, ...]:
        """The branch as inequalities; proofs are about its interior, where all are strict."""
        return tuple(relation for bound in self.branch for relation in bound.relations)

    @property
    def latex(self) -> str:
        """The formula in LaTeX."""
        from .printing import latex

        return f"{latex(self.quantity)} = {latex(self.expression)}"

    def derivative(self, symbol: str) -> Expression:
        """Return the derivative on the branch, factored unless it is very long.

        Parameters
        ----------
        symbol : str
            Name of one of the symbols.
        """
        from .printing import is_short, tidy

        slope = self.interior.diff(self._symbol(symbol, "ClosedForm.derivative", "symbol"))
        return tidy(slope, self.branch) if is_short(slope) else slope

    @functools.cached_property
    def statics(self) -> tuple[Proof, ...]:
        """The comparative statics that can be proved, one `Proof` for each symbol that has one."""
        return statics_of(self)

    def subs(self, **values: Any) -> Expression:
        """Return the formula with numbers put in for some of its symbols.

        Parameters
        ----------
        **values : Number
            By symbol. Assumptions are not checked: a formula is returned, not a number.

        Examples
        --------
        >>> from qinba_games import symbolic
        >>> symbolic.form("prisoners dilemma").subs(T=3, P=0)
        1 - R/3
        """
        owner = "ClosedForm.subs"
        numbers = {
            self._symbol(name, owner, "values"): _check.number(owner, name, value)
            for name, value in values.items()
        }
        return self.expression.subs(numbers)

    def symbol(self, name: str) -> Expression:
        """Return the symbol of that name.

        Parameters
        ----------
        name : str
        """
        return self._symbol(name, "ClosedForm.symbol", "name")

    def _symbol(self, name: Any, function: str, argument: str) -> Expression:
        names = [s.name for s in self.symbols]
        return self.symbols[names.index(_check.choice(function, argument, name, names))]

    def __call__(self, **values: Any) -> Any:
        """Return the value at numbers for all symbols.

        Parameters
        ----------
        **values : Number or array_like
            By symbol; arrays broadcast. Values are those of the formula: a discount factor of 1 or
            more means that no patience suffices.

        Raises
        ------
        UnknownNameError, InputTypeError
            For a symbol that the formula does not have, or one that is missing.
        ShapeError
            For arrays that do not broadcast.
        RangeError
            For numbers outside the domain.
        PayoffSpanError
            If what rounding leaves of the numbers is not enough to divide by.
        """
        numbers = self._numbers(values)
        exact = all(_tolerance.is_exact(v) for v in numbers)
        for bound in self.domain:
            self._check_bound(bound, numbers, exact=exact)
        try:
            with np.errstate(divide="raise", invalid="raise"):
                value = self._evaluated(self.expression, numbers, exact=exact)
        except ArithmeticError as error:
            rule = "divides by a difference that floats round to 0"
            remedy = "take numbers that are less far apart"
            raise errors.PayoffSpanError(f"ClosedForm: '{self.name}' {rule}; {remedy}.") from error
        return value if value.ndim else value.item()

    def _numbers(self, values: Mapping[str, Any]) -> list[Array]:
        names = [s.name for s in self.symbols]
        for name in values:
            _check.choice(_OWNER, "values", name, names)
        missing = [name for name in names if name not in values]
        if missing:
            rule = f"'{self.name}' needs a number for each of {', '.join(names)}"
            remedy = f"Add {', '.join(missing)}, or use subs for a formula in what is left"
            raise errors.InputTypeError(_OWNER, "values", tuple(values), rule, remedy)
        clean = [_check.array(_OWNER, name, values[name]) for name in names]
        try:
            return list(np.broadcast_arrays(*_exact.alike(*clean)))
        except ValueError as error:
            rule = "must be numbers, or arrays whose shapes fit together"
            remedy = "Pass arrays of one shape"
            shapes = {name: array.shape for name, array in zip(names, clean, strict=True)}
            raise errors.ShapeError(_OWNER, "values", shapes, rule, remedy) from error

    def _check_bound(self, bound: Any, numbers: list[Array], *, exact: bool) -> None:
        from .printing import text

        for relation in bound.relations:
            gap = self._evaluated(relation.gts - relation.lts, numbers, exact=exact)
            bad = gap <= 0 if relation.rel_op in ("<", ">") else gap < 0
            if np.any(bad):
                given = numbers[self.symbols.index(bound.symbol)]
                rule = f"'{self.name}' assumes {text(relation)}"
                remedy = f"Choose numbers with {text(relation)}"
                value = given[bad].flat[0] if given.ndim else given.item()
                raise errors.RangeError(_OWNER, bound.symbol.name, value, rule, remedy)

    def _evaluated(self, expression: Expression, numbers: list[Array], *, exact: bool) -> Array:
        from .printing import compiled

        function = compiled(expression, self.symbols, exact=exact)
        if not exact:
            return np.asarray(function(*numbers) + 0 * numbers[0])
        values = np.asarray(np.frompyfunc(function, len(numbers), 1)(*numbers), dtype=object)
        plain = all(_exact.is_rational(v) for v in values.flat)
        return _exact.as_numbers(values, plain)

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.latex}$"

    def __repr__(self) -> str:
        from .printing import text

        return f"ClosedForm({self.name}: {self.quantity} = {text(self.expression)})"


@frozen
class Parts:
    """What the author of a closed form has to say."""

    domain: Domain
    derivation: Derivation
    reference: str
    quantity: str = "delta^*"  #: what it is a formula for
    written: Expression = None  #: the root as it is best read, if that is not factored
    narrow: Domain = ()  #: what narrows the domain to the branch
    # Puts the maximum or minimum around the root.
    corner: Callable[[Expression], Expression] | None = None


def closed_form(author: Callable[[], Parts]) -> Callable[[], ClosedForm]:
    """Make a closed form, once: named like its function, stated in its docstring."""

    @functools.cache
    @functools.wraps(author)
    def made() -> ClosedForm:
        import sympy

        from .printing import tidy

        parts = author()
        branch = narrowed(parts.domain, parts.narrow)
        factored = parts.written is None
        interior = tidy(parts.derivation.root, branch) if factored else parts.written
        return ClosedForm(
            name=author.__name__.replace("_", " "),
            statement=" ".join((author.__doc__ or "").split()),
            quantity=sympy.Symbol(parts.quantity),
            domain=parts.domain,
            branch=branch,
            expression=parts.corner(interior) if parts.corner else interior,
            interior=interior,
            derivation=dataclasses.replace(parts.derivation, root=interior),
            reference=parts.reference,
        )

    FORMS.setdefault(author.__module__, []).append(made)
    return made
