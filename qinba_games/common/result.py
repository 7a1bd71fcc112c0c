"""What every result can do: say which solution concept it is, tabulate, and export itself."""

from __future__ import annotations

import abc
import html
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from ..types import BoolArray, frozen
from .certificate import Certificate

if TYPE_CHECKING:
    import pandas

#: Column name -> one value per row.
Table = dict[str, list[Any]]


@frozen
class Result(abc.ABC):
    """A frozen answer, equal to another one by content.

    A subclass says how it looks as a table; everything else follows from the table. The fields
    below are those of every result, and only what is special about them is said again.

    Attributes
    ----------
    concept : str
        The solution concept, or what the numbers are, by their name in the literature.
    exact : bool
        True if the answer was computed in rational arithmetic, without any rounding.
    proven : bool
        True if what was selected is proven to be the best, or nothing is missing where all were
        sought; False where a search was cut off, so that there may be something better.
    certificate : Certificate or None
        What the independent check of the answer found; None before it was checked.
    notes : tuple of str
        What a reader should know besides: how it was found, and what was noticed on the way.
    evidence : object
        What was solved on the way and shows the answer, for its check; None where it is not needed.
    tolerance : Number
        Possible error of a number that was searched for; 0 for closed forms.
    """

    concept: str
    exact: bool
    proven: bool | BoolArray = True
    certificate: Certificate | None = None
    notes: tuple[str, ...] = ()
    evidence: Any = None
    tolerance: Any = 0

    @abc.abstractmethod
    def _table(self) -> Table:
        """Columns of the result, all of one length."""

    def to_frame(self) -> pandas.DataFrame:
        """Return the result as a data frame, one row per entry."""
        import pandas

        return pandas.DataFrame(self._table())

    def to_dict(self) -> dict[str, Any]:
        """Return plain Python values only: concept, how sure it is, and the table."""
        return {
            **self._standing(),
            **{name: [plain(v) for v in column] for name, column in self._table().items()},
        }

    def _standing(self) -> dict[str, Any]:
        """Concept, exactness, and whether it is proven and certified."""
        certificate = self.certificate
        return {
            "concept": self.concept,
            "exact": self.exact,
            "proven": plain(self.proven),
            "certified": None if certificate is None else bool(certificate.ok),
        }

    def to_latex(self) -> str:
        r"""Return a LaTeX tabular (no packages needed)."""
        table = self._table()
        head = " & ".join(_escape_latex(name) for name in table)
        rows = zip(*table.values(), strict=True)
        body = [" & ".join(_latex(v) for v in row) + r" \\" for row in rows]
        columns = "l" * len(table)
        lines = [rf"\begin{{tabular}}{{{columns}}}", r"\hline", head + r" \\", r"\hline"]
        return "\n".join([*lines, *body, r"\hline", r"\end{tabular}"])

    def _repr_html_(self) -> str:
        table = self._table()
        head = "".join(f"<th>{html.escape(name)}</th>" for name in table)
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(show(v))}</td>" for v in row) + "</tr>"
            for row in zip(*table.values(), strict=True)
        )
        caption = html.escape(repr(self))
        return (
            f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def plain(value: Any) -> Any:
    """`value` without numpy: Fractions and strings stay, arrays become lists."""
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.tolist()]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(v) for v in value]
    return value


def show(value: Any) -> str:
    """`value` as a reader wants to see it: short, exact fractions kept."""
    if isinstance(value, (bool, np.bool_, str)) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, (float, np.floating)):
        return f"{float(value):.6g}"
    if isinstance(value, (Sequence, np.ndarray)):
        return "(" + ", ".join(show(v) for v in value) + ")"
    return str(value)


def _latex(value: Any) -> str:
    if isinstance(value, Fraction) and value.denominator != 1:
        sign = "-" if value < 0 else ""
        return rf"${sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}$"
    text = show(value)
    if not isinstance(value, str) and text.strip("-") == "inf":
        return "$" + text.replace("inf", r"\infty") + "$"
    return (
        f"${text}$" if text.startswith("-") and not isinstance(value, str) else _escape_latex(text)
    )


_SPECIAL = str.maketrans(
    {
        **{character: rf"\{character}" for character in "&%$#_{}"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def _escape_latex(text: str) -> str:
    return text.translate(_SPECIAL)
