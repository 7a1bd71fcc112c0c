"""How many ties hold when one assumption is moved: a range for every setting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...plotting.charts import CLASS_COLOURS
from ..study import Study, Variant
from ..tie_study import kept
from .style import LINE, MUTED, PAPER, blank, named_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def sensitivity_figure(study: Study) -> Figure:
    """Kept ties (weak or strong) without and with the coordinator, over every variant."""
    names = list(dict.fromkeys(variant.setting.name for variant in study.variants))
    groups = [[v for v in study.variants if v.setting.name == name] for name in names]
    base = (kept(study.without), kept(study.helped))
    order = sorted(range(len(names)), key=lambda i: (_spread(groups[i], base), -i))
    figure, ax = blank(9.6, 1.3 + 0.26 * len(names))
    looks = ((MUTED, "o", "without a coordinator"), (CLASS_COLOURS["strong"], "s", "with one"))
    for side, (colour, shape, label) in enumerate(looks):
        ax.axvline(base[side], color=colour, linewidth=1, linestyle=":")
        for row, index in enumerate(order):
            values = [base[side], *(_side(v, side) for v in groups[index])]
            y = row + 0.17 * (1 - 2 * side)
            ax.hlines(y, min(values), max(values), color=colour, linewidth=2.6, alpha=0.45)
            ax.plot(values[1:], [y] * (len(values) - 1), shape, color=colour, markersize=5,
                    mec=PAPER, mew=0.6, label=label if row == 0 else None)  # fmt: skip
    _finish(ax, [names[i] for i in order], len(study.ties))
    return figure


def _side(variant: Variant, side: int) -> int:
    return kept((variant.without, variant.helped)[side])


def _spread(group: list[Variant], base: tuple[int, int]) -> int:
    total = 0
    for side in (0, 1):
        values = [base[side], *(_side(variant, side) for variant in group)]
        total += max(values) - min(values)
    return total


def _finish(ax: Axes, names: Sequence[str], ties: int) -> None:
    named_rows(ax, range(len(names)), names, (-0.7, len(names) - 0.3), fontsize=9)
    ax.set_xlabel(f"ties that are weak or strong, of {ties}; dotted: with the settings as chosen")
    ax.set_xlim(-0.5, ties + 0.5)
    ax.grid(axis="y", color=LINE, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, fontsize=9)
