"""Tables for a paper: LaTeX with the rules of the package booktabs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

_SPECIAL = {
    "\\": r"\textbackslash{}",
    **{each: f"\\{each}" for each in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "−": "$-$",
    "–": "--",
    "→": r"$\rightarrow$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "√": r"$\surd$",
    "×": r"$\times$",
}
#: So many rows fit on a page; longer tables run over several.
_PAGE = 40


def as_latex(frame: pandas.DataFrame, name: str, caption: str) -> bytes:
    """A table with a caption and a label, three digits, numbers to the right."""
    columns = list(frame.columns)
    right = [all(_is_number(value) for value in frame[each]) for each in columns]
    form = "".join("r" if each else "l" for each in right)
    head = " & ".join(_escaped(str(each).replace("_", " ")) for each in columns)
    rows = [
        " & ".join(_cell(value) for value in row) + r" \\"
        for row in frame.itertuples(index=False, name=None)
    ]
    title = rf"\caption{{{_escaped(caption)}}}\label{{tab:{name}}}"
    if len(rows) > _PAGE:
        lines = [
            "% needs \\usepackage{booktabs,longtable}",
            rf"\begin{{longtable}}{{{form}}}",
            title + r"\\",
            *(r"\toprule", head + r" \\", r"\midrule", r"\endhead", r"\bottomrule", r"\endfoot"),
            *rows,
            r"\end{longtable}",
        ]
    else:
        lines = [
            "% needs \\usepackage{booktabs}",
            r"\begin{table}",
            title,
            rf"\begin{{tabular}}{{{form}}}",
            *(r"\toprule", head + r" \\", r"\midrule", *rows, r"\bottomrule"),
            r"\end{tabular}",
            r"\end{table}",
        ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _is_number(value: Any) -> bool:
    return (
        value is None
        or (isinstance(value, int | float) and not isinstance(value, bool))
        or (hasattr(value, "dtype") and value.dtype.kind in "iuf")
    )


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "--"
    if not _is_number(value):
        return _escaped(str(value))
    if math.isinf(value):
        return r"$\infty$" if value > 0 else r"$-\infty$"
    text = f"{int(value)}" if value == int(value) else f"{value:.3g}"
    return f"${text}$" if text.startswith("-") else text


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(each, each) for each in text)
