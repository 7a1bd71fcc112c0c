"""Bars of classes, with the range of what is kept below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .markup import ORDER, escape
from .numbers import listed, span_words


class Whisker(NamedTuple):
    """A range of a count, and the count at the assumed numbers."""

    low: float
    here: float
    high: float


def bar(label: str, counts: Mapping[str, int], whisker: Whisker | None = None) -> str:
    """A bar that is kept from the left, its number beside it, and a whisker on the same scale."""
    total = sum(counts.values())
    kept = counts["strong"] + counts["weak"]
    spoken = f"{label}: {_spoken(counts)}; kept {kept}"
    if whisker is not None:
        spoken += f", in nine draws of ten {span_words(whisker.low, whisker.high)}"
    return (
        f'<div class="row"><div class="rl"><strong>{escape(label)}</strong> '
        f'<span>{kept} kept</span></div><div class="bar" role="img" aria-label="{escape(spoken)}">'
        f"{''.join(_piece(name, counts[name], total) for name in ORDER if counts[name])}</div>"
        f"{'' if whisker is None else _whisker(whisker, total)}</div>"
    )


def _spoken(counts: Mapping[str, int]) -> str:
    return listed([f"{counts[name]} {name}" for name in ORDER])


def _piece(name: str, count: int, total: int) -> str:
    return (
        f'<span class="f {name}" style="width:{100 * count / total:.3f}%"><b>{count}</b>'
        f"<em>{name}</em></span>"
    )


def _whisker(each: Whisker, total: int) -> str:
    low, here, high = (100 * value / total for value in each)
    lower = f'<span class="lo" style="left:{low:.2f}%">{each.low:.0f}</span>'
    return (
        f'<div class="wh" aria-hidden="true"><i style="left:{low:.2f}%;width:{high - low:.2f}%">'
        f'</i><b style="left:{here:.2f}%"></b>'
        f"{'' if f'{each.low:.0f}' == f'{each.high:.0f}' else lower}"
        f'<span class="hi" style="left:{high:.2f}%">{each.high:.0f}</span></div>'
    )


def keys(names: Sequence[str] = ORDER, *more: str, hidden: bool = False) -> str:
    """The colours of the classes, and remarks."""
    items = "".join(f'<li><i class="f {name}"></i>{name}</li>' for name in names)
    items += "".join(f"<li>{text}</li>" for text in more)
    return f'<ul class="keys"{" aria-hidden=true" if hidden else ""}>{items}</ul>'


def small_bar(counts: Mapping[str, int]) -> str:
    """A thin bar of classes, with the counts for those who do not see it."""
    total = sum(counts.values()) or 1
    pieces = "".join(
        f'<i class="f {name}" style="width:{100 * counts[name] / total:.2f}%"></i>'
        for name in ORDER
        if counts[name]
    )
    return (
        f'<span class="sb" aria-hidden="true">{pieces}</span>'
        f'<span class="vh">{_spoken(counts)}</span>'
    )


def regimes(
    title: str, remark: str, rows: Sequence[tuple[str, Mapping[str, int]]], head: Sequence[str]
) -> str:
    """A small table of bars, one for each regime; those equal to the first one are faint."""
    first = rows[0][1]
    body = "".join(
        f"<tr{_same(k, dict(counts) == dict(first))}><th scope=row>{escape(name)}</th>"
        f'<td>{small_bar(counts)}</td><td class="n">{counts["strong"] + counts["weak"]}</td></tr>'
        for k, (name, counts) in enumerate(rows)
    )
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    return (
        f'<table class="reg"><caption>{escape(title)} <span>{escape(remark)}</span></caption>'
        f'<thead class="vh"><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
    )


def _same(k: int, equal: bool) -> str:
    return ' class="same"' if k and equal else ""
