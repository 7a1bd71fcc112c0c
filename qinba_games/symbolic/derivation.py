"""From value equations and an indifference to the root: how a closed form comes about."""

from __future__ import annotations

from typing import Any

from ..types import frozen
from .domain import Expression


@frozen
class Derivation:
    """An indifference condition, solved.

    Attributes
    ----------
    equations : tuple of sympy.Eq
        What the values of keeping and of breaking the agreement satisfy.
    condition : sympy.Eq
        The incentive constraint where it binds.
    unknown : sympy.Symbol
        What the condition was solved for.
    excluded : tuple of sympy.Expr
        Roots that are none of the problem, such as delta = 1.
    root : sympy.Expr
        The one that is left.
    """

    equations: tuple[Expression, ...]
    condition: Expression
    unknown: Expression
    excluded: tuple[Expression, ...]
    root: Expression

    @property
    def latex(self) -> str:
        """The equations, the condition and the root, aligned."""
        from .printing import latex

        lines = [*self.equations, self.condition]
        rows = [rf"{latex(line.lhs)} &= {latex(line.rhs)}" for line in lines]
        rows.append(rf"\Rightarrow\quad {latex(self.unknown)} &= {latex(self.root)}")
        return r"\begin{aligned}" + r" \\ ".join(rows) + r"\end{aligned}"

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.latex}$"

    def __repr__(self) -> str:
        from .printing import text

        condition = f"{text(self.condition.lhs)} = {text(self.condition.rhs)}"
        return f"Derivation({condition}, hence {self.unknown} = {text(self.root)})"


def derive(
    unknown: Expression,
    condition: Expression,
    *equations: Expression,
    values: tuple[Expression, ...] = (),
    exclude: tuple[Any, ...] = (1,),
) -> Derivation:
    """Solve a condition for the unknown after having put in the values."""
    # The equations are linear in `values`, by default what stands on their left. Roots to `exclude`
    # do not count: a discount factor is below 1.
    import sympy

    values = values or tuple(line.lhs for line in equations)
    known = sympy.solve(equations, values, dict=True, simplify=False)[0] if values else {}
    gap = sympy.together((condition.lhs - condition.rhs).subs(known))
    roots = sympy.solve(sympy.factor(sympy.fraction(gap)[0]), unknown, simplify=False)
    dropped = [root for root in roots if root in exclude]
    (root,) = [root for root in roots if root not in exclude]
    return Derivation(
        equations=equations,
        condition=condition,
        unknown=unknown,
        excluded=tuple(dropped),
        root=root,
    )
