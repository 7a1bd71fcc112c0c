"""The closed forms as formulas: derived, with their comparative statics proved.

Every threshold of the package that has a closed form has a twin here: a `ClosedForm` that knows its
assumptions, its derivation and its LaTeX, and gives the number that the solvers give.
"""

from .twins import catalogue, form, prove, twin_of

__all__ = ["catalogue", "form", "prove", "twin_of"]
