"""Tables as LaTeX, in the form that journals ask for (booktabs)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from .show import is_short, show


def table(
    columns: Mapping[str, Sequence[Any]],
    *,
    caption: str | None = None,
    label: str | None = None,
    digits: int | None = None,
    note: str | None = None,
    wide: bool = False,
) -> str:
    r"""Return columns as a tabular with booktabs' rules, floating if there is a caption or label.

    >>> print(table({"tie": ["A & B"], "delta": [0.25]}))
    \begin{tabular}{lr}
    \toprule
    tie & delta \\
    \midrule
    A \& B & 0.25 \\
    \bottomrule
    \end{tabular}
    """
    # `digits` are significant digits of floats; None: 6, and Fractions stay exact.
    sides = "".join("r" if _numbers(column) else "l" for column in columns.values())
    rows = zip(*columns.values(), strict=True)
    lines = [
        rf"\begin{{tabular}}{{{sides}}}",
        r"\toprule",
        " & ".join(map(escape, columns)) + r" \\",
        r"\midrule",
        *(" & ".join(_cell(value, digits) for value in row) + r" \\" for row in rows),
        r"\bottomrule",
        r"\end{tabular}",
    ]
    if note:
        # As wide as what is around it: a column, or a page.
        box = rf"\noindent\parbox{{\linewidth}}{{\footnotesize {escape(note)}}}"
        lines += [r"\par\smallskip", box]
    if caption is None and label is None and not wide:
        return "\n".join(lines)
    above = [] if caption is None else [rf"\caption{{{escape(caption)}}}"]
    above += [] if label is None else [rf"\label{{{label}}}"]
    kind = "table*" if wide else "table"  # with a star: across all columns of a page
    begin, end = rf"\begin{{{kind}}}", rf"\end{{{kind}}}"
    return "\n".join([begin, r"\centering", *above, *lines, end])


def without_sentences(columns: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """The columns that have no sentences: a page has no room for them."""
    return {
        name: column
        for name, column in columns.items()
        if not any(isinstance(v, str) and v.endswith(".") and " " in v for v in column)
    }


def _numbers(column: Sequence[Any]) -> bool:
    kinds = (int, float, Fraction)
    return all(isinstance(v, kinds) and not isinstance(v, bool) for v in column)


def _cell(value: Any, digits: int | None) -> str:
    if isinstance(value, Fraction) and digits is not None:
        value = float(value)
    if isinstance(value, Fraction) and value.denominator != 1 and is_short(value):
        sign = "-" if value < 0 else ""
        return rf"${sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}$"
    if isinstance(value, float) and math.isnan(value):
        return "--"
    text = show(value, digits=6 if digits is None else digits)
    if isinstance(value, str):
        return escape(text)
    if text.strip("-") == "inf":
        return "$" + text.replace("inf", r"\infty") + "$"
    return f"${text}$" if text.startswith("-") else escape(text)


_SPECIAL = str.maketrans(
    {
        **{character: rf"\{character}" for character in "&%$#_{}"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "∞": r"$\infty$",
        "−": r"$-$",
        "–": "--",
        "≤": r"$\leq$",
        "≥": r"$\geq$",
        "→": r"$\rightarrow$",
        "√": r"$\surd$",
        "×": r"$\times$",
    }
)


def escape(text: str) -> str:
    r"""Return `text` with what LaTeX would take for commands made harmless.

    >>> escape("50% & more")
    '50\\% \\& more'
    """
    return text.translate(_SPECIAL)
