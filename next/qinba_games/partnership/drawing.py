"""Pictures: the levels of trust and the ways between them, and many partnerships at once."""

from typing import TYPE_CHECKING, Any

from ..core.numbers import Numbers
from ..plotting import CLASS_AREAS, CLASS_LINES, INK, MUTED, axes, text_on

if TYPE_CHECKING:
    from .batch import EvolutionBatch
    from .evolution import Evolution


def draw_evolution(answer: "Evolution", moves: Numbers, ax: Any = None) -> Any:
    """Trust as stairs, coloured by class, with the chance of each move beside them."""
    count = len(answer.classes)
    ax = axes(ax, 1.4 * count + 2, 3)
    for k, name in enumerate(answer.classes):
        edge = INK if k == answer.founding else "none"
        ax.bar(k, k + 1, width=0.94, color=CLASS_AREAS[name], edgecolor=edge, linewidth=2)
        ax.text(k, (k + 1) / 2, name, ha="center", va="center", color=text_on(name))
        ax.text(k, -0.15, f"trust {k}", ha="center", va="top", color=MUTED)
    for k in range(count - 1):
        up, down = moves[k, k + 1 : count].sum(), moves[k + 1, : k + 1].sum()
        ax.text(k + 0.45, k + 1.1, f"rises {up:.2g}", ha="right", va="bottom", color=INK)
        ax.text(k + 0.5, -0.75, f"falls {down:.2g}", ha="center", va="top", color=MUTED)
    ax.set(title=_outlook(answer), ylim=(-1.5, count + 1))
    ax.set_axis_off()
    return ax


def _outlook(answer: "Evolution") -> str:
    chance = answer.probability_strong
    start = f"Founded at trust {answer.founding}"
    if not chance:
        return f"{start}: never becomes strong"
    if not answer.time_to_strong:
        return f"{start}: strong from the start"
    time = f"in {answer.time_to_strong:.3g} periods on average"
    return f"{start}: becomes strong with probability {chance:.3g}, {time}"


def draw_batch(batch: "EvolutionBatch", ax: Any = None) -> Any:
    """What each partnership is worth by its patience, in the colour of its class."""
    ax = axes(ax)
    for name, colour in CLASS_LINES.items():
        own = batch.founding_class == name
        if own.any():
            points = batch.delta[own], batch.founding_value[own]
            ax.scatter(*points, color=colour, label=name, zorder=3)
    ax.set(xlabel="discount factor", ylabel="joint value at founding")
    ax.legend()
    return ax
