"""Pictures of agreements: how many sign, what linking brings, who insures whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import _check
from ..plotting.charts import draw_steps, key, labelled, named, plain
from ..plotting.figures import axes, drawing, type_size
from ..plotting.palette import HAIRLINE, INK, MAIN, MUTED, OTHER, SERIES
from ..types import Array
from .negotiated_game import as_stochastic

#: The least payment that is drawn.
_PAID = 1e-3
#: The least chance of a move that is drawn.
_SEEN = 0.05


@drawing
def draw_participation(answer: Any, ax: Any = None, **style: Any) -> Any:
    """Draw the joint payoff of all against the number of signatories; stable ones are marked."""
    ax = axes(ax)
    sizes, values = answer.agreement.sizes, np.asarray(answer.agreement.total, dtype=float)
    ax.scatter(sizes, values, **{"color": OTHER, "s": 12, **style})
    stable = answer.stable
    ax.scatter(sizes[stable], values[stable], color=MAIN, zorder=3, label="stable")
    _count(ax.xaxis)
    named(ax, "signatories", "joint payoff of all")
    return key(ax) if len(stable) else ax


@drawing
def draw_required(answer: Any, ax: Any = None, **style: Any) -> Any:
    """Draw the largest stable number of signatories against how many have to sign."""
    rules = np.arange(2, len(answer.stable))
    largest = np.array([max(answer.sizes(m), default=0) for m in rules.tolist()])
    ax = _draw_sizes(rules, largest, "signatures required", ax, **style)
    _count(ax.xaxis)
    return ax


@drawing
def draw_signatories(agreement: Any, ax: Any = None, **style: Any) -> Any:
    """Draw the number of signatories that keep an agreement against the discount factor."""
    steps = np.append(agreement.delta.astype(float), 1.0)
    size = np.append(agreement.size, agreement.size[-1])
    style = {"markevery": list(range(len(agreement.size))), **style}  # no mark at 1
    return _draw_sizes(steps, size, "discount factor", ax, **style)


def _draw_sizes(parameter: Array, size: Array, label: str, ax: Any, **style: Any) -> Any:
    """How many sign against a parameter, from each of its values to the next."""
    ax = axes(ax)
    style = {"color": MAIN, "marker": "o", **style}
    ax.step(parameter.astype(float), size, where="post", **style)
    named(ax, label, "signatories", ylim=(0, max(size, default=1) + 1))
    _count(ax.yaxis)
    return ax


def _count(axis: Any) -> None:
    """Put ticks at whole numbers only."""
    axis.get_major_locator().set_params(integer=True)


@drawing
def draw_transfers(agreement: Any, ax: Any = None, **style: Any) -> Any:
    """Draw two bars per signatory: its payoff without and with the transfers."""
    members = list(agreement.coalition)
    ax = axes(ax, 1.6 + 0.9 * len(members), 3.2)
    place = np.arange(len(members))
    ax.bar(place - 0.2, agreement.before.astype(float), 0.4, color=OTHER, label="without")
    style = {"color": MAIN, "label": "with transfers", **style}
    ax.bar(place + 0.2, agreement.payoffs.astype(float), 0.4, **style)
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.set_xticks(place, list(map(plain, members)))
    return labelled(ax, "", "payoff")


@drawing
def draw_linked(issues: Any, ax: Any = None, **style: Any) -> Any:
    """Draw the surplus of separate, linked and best agreements over patience."""
    names = ("separate", "linked", "best")
    worth = np.array([[float(getattr(step, name)) for name in names] for step in issues.steps])
    labels = ("separate agreements", "one agreement on all", "best bundles")
    heights = dict(zip(labels, worth.T, strict=True))
    starts = [float(step.delta) for step in issues.steps]
    return draw_steps(starts, heights, "surplus per period", ax=ax, **style)


@drawing
def draw_renegotiation(answer: Any, ax: Any = None, **style: Any) -> Any:
    """Draw the number of members over patience, also if threats could not be renegotiated."""
    rows = [row for region in answer.regions for row in region.rows]
    starts = sorted({0, *(x for row in rows for x in (row.delta, row.grim) if x < 1)})
    lists = [[(row.grim, row.members) for row in region.rows] for region in answer.regions]
    grim = [
        sum(max((most for least, most in own if least <= start), default=0) for own in lists)
        for start in starts
    ]
    proof = np.array([answer.at(start) for start in starts], dtype=float)
    heights = {"renegotiation-proof": proof, "grim trigger": np.array(grim, dtype=float)}
    return draw_steps(starts, heights, "members that contribute", ax=ax, **style)


@drawing
def draw_negotiated(answer: Any, ax: Any = None, *, of: str | None = None, **style: Any) -> Any:
    """Draw what a negotiation pays each member: by period, or by state with where play goes.

    Parameters
    ----------
    of : {"periods", "states"}, optional
        "periods": in the first state, period by period; what repeats is shown at least twice, every
        second cycle shaded. "states": in every state of the first period, with arrows to where what
        is agreed on leads, above to the right and below to the left; what is likelier is thicker,
        and what is rarer than 1/20 is left out. None: states if there are several and all periods
        are alike, else periods.
    """
    if of is None:
        of = "states" if answer.period == 1 and len(answer.joint_payoff[0]) > 1 else "periods"
    draw = {"periods": _draw_periods, "states": _draw_states}
    return draw[_check.choice("Negotiated.plot", "of", of, tuple(draw))](answer, axes(ax), **style)


def _draw_periods(answer: Any, ax: Any, **style: Any) -> Any:
    """What a negotiation in the first state pays, period by period."""
    state, paid = next(iter(answer.policy[0])), answer.negotiated_payoff[:, 0].astype(float)
    period = len(paid)
    cycles = 1 if answer.kind == "horizon" else max(2, -(-4 // period))
    times = np.arange(1, cycles * period + 1)
    for start in range(1, cycles, 2) if period > 1 else ():
        edges = start * period + 0.5, (start + 1) * period + 0.5
        ax.axvspan(*edges, color=HAIRLINE, alpha=0.6, linewidth=0)
    for i, (label, look) in enumerate(_members(answer)):
        ax.plot(times, np.tile(paid[:, i], cycles), label=label, **{**look, **style})
    _count(ax.xaxis)
    return labelled(ax, "period", f"negotiated payoff, state {plain(state)}")


def _draw_states(answer: Any, ax: Any, **style: Any) -> Any:
    """What a negotiation pays in every state of the first period, and where play goes from it."""
    paid = answer.negotiated_payoff[0].astype(float)
    places = np.arange(len(paid))
    for i, (label, look) in enumerate(_members(answer)):
        ax.plot(places, paid[:, i], label=label, **{**look, "linestyle": "none", **style})
    top = paid.max(axis=1)
    game = as_stochastic("Negotiated.plot", answer.game, clause=answer.clause)
    for x, row in enumerate(game.rows(answer.policy[0])):
        part = slice(*game.first_successor[row : row + 2])
        for y, chance in zip(
            game.successor[part], game.probability[part].astype(float), strict=True
        ):
            if x != y and chance >= _SEEN:
                arrow = {"arrowstyle": "-|>", "color": MUTED, "linewidth": 0.4 + 1.2 * chance}
                arrow |= {"connectionstyle": "arc3,rad=-0.35", "shrinkA": 5, "shrinkB": 5}
                ax.annotate("", (y, top[y]), (x, top[x]), arrowprops=arrow)
    names = [plain(_label(x)) for x in answer.policy[0]]
    turned = len(names) * max(map(len, names)) * type_size() / 110 > ax.bbox.width / ax.figure.dpi
    look = {"rotation": 90} if turned else {}
    ax.set_xticks(places, names, **look)
    ax.margins(0.08, 0.2)
    return labelled(ax, "state", "negotiated payoff")


def _label(state: Any) -> str:
    return ", ".join(map(str, state)) if isinstance(state, tuple) else str(state)


def _members(answer: Any) -> list[tuple[str, dict[str, Any]]]:
    """The name and the look of every member; of those who get the same all are seen."""
    wide = np.linspace(2.5, 1.2, len(answer.members)).tolist()
    colours = (SERIES[i % len(SERIES)] for i in range(len(wide)))
    return [
        (plain(name), {"color": colour, "linewidth": w, "markersize": 3 * w, "marker": "o"})
        for name, colour, w in zip(answer.members, colours, wide, strict=True)
    ]


@drawing
def draw_turnover(turnover: Any, ax: Any = None, **style: Any) -> Any:
    """Draw where on [0, 1] of turnover it holds that members cooperate, or are strong."""
    ax = axes(ax, 5.0, 1.5)
    style = {"color": MAIN, **style}
    for low, high in turnover.ends:
        ax.axvspan(float(low), float(high), **style)
    ax.set_yticks([])
    what = "members are strong" if turnover.wanted == "strong" else "members cooperate"
    named(ax, f"turnover at which {what}", "", xlim=(0, 1), ylim=(0, 1))
    return ax


@drawing
def draw_contract(contract: Any, ax: Any = None, **style: Any) -> Any:
    """Draw what each member consumes in every state, between both edges of two; income as marks."""
    ax = axes(ax)
    insurance = contract.insurance
    paid = contract.transfers if contract.intervals is None else np.sort(contract.transfers, axis=1)
    ends = paid[:, None].repeat(2, axis=1) if paid.ndim == 2 else paid
    count = insurance.n_members
    for i, member in enumerate(insurance.members):
        at = np.arange(insurance.n_states) + (i - (count - 1) / 2) * 0.6 / count
        low, high = (insurance.income[:, i] - ends[:, k, i] for k in (1, 0))
        look = {"color": SERIES[i % len(SERIES)], "linewidth": 4, **style}
        ax.vlines(at, np.minimum(low, high), np.maximum(low, high), label=plain(member), **look)
        ax.plot(at, (low + high) / 2, "_", color=look["color"])
        ax.plot(at, insurance.income[:, i], "o", mfc="none", color=look["color"], markersize=4)
    few = insurance.n_states <= 8
    if few:
        ax.set_xticks(range(insurance.n_states), [plain(name) for name in insurance.states])
    named(ax, "state; circles are incomes", "consumption")
    return key(ax)


@drawing
def draw_path(path: Any, ax: Any = None, **style: Any) -> Any:
    """Draw incomes (thin), consumption (thick), what is paid (arrows); in grey all earn less."""
    ax = axes(ax)
    periods = np.arange(len(path.states))
    hit = path.income.sum(axis=1) < path.income.sum(axis=1).max() - 1e-9
    for t in periods[hit]:
        ax.axvspan(t - 0.5, t + 0.5, color=HAIRLINE, linewidth=0, zorder=0)
    for i in range(path.income.shape[1]):
        look = {"color": SERIES[i % len(SERIES)], **style}
        ax.step(periods, path.income[:, i], where="mid", linewidth=0.8, **look)
        label = plain(path.members[i])
        ax.step(
            periods, path.consumption[:, i], where="mid", label=label, **look | {"linewidth": 2.5}
        )
        arrow = {"arrowstyle": "-|>", "color": look["color"], "shrinkA": 0, "shrinkB": 0}
        for t in np.flatnonzero(abs(path.transfers[:, i]) > _PAID):
            ends = (t, path.consumption[t, i]), (t, path.income[t, i])
            ax.annotate("", *ends, arrowprops=arrow)
    ax.xaxis.get_major_locator().set_params(integer=True)
    named(ax, "period; grey: together they earned less", "income (thin), consumption")
    return key(ax)


@drawing
def draw_intervals(
    deltas: Array,
    shares: Array,
    kinds: Sequence[str],
    names: tuple[Sequence[str], str],
    ax: Any = None,
    **style: Any,
) -> Any:
    """Draw a member's least and largest share by state, (K, S, 2), and kinds, over patience."""
    ax = axes(ax)
    states, member = names
    wide = np.linspace(2.6, 1.2, len(states)).tolist()
    for s, (state, width) in enumerate(zip(states, wide, strict=True)):
        look = {"color": SERIES[s % len(SERIES)], "linewidth": width, **style}
        low, high = shares[:, s].T
        ax.plot(deltas, low, label=plain(state), **look)
        ax.plot(deltas, high, **look)
    first = [k for k, kind in enumerate(kinds) if k == 0 or kind != kinds[k - 1]]
    ends = [deltas[0], *((deltas[k - 1] + deltas[k]) / 2 for k in first[1:]), deltas[-1]]
    for k, low, high in zip(first, ends[:-1], ends[1:], strict=True):
        if k:
            ax.axvline(low, color=MUTED, linewidth=0.8, linestyle=":")
        kind = {"autarky": "none"}.get(kinds[k], kinds[k])
        place, side = (high, "right") if k == first[-1] else ((low + high) / 2, "center")
        ax.text(place, 1, kind, ha=side, transform=ax.get_xaxis_transform(), va="top", color=MUTED)
    ax.margins(0, 0.12)
    named(ax, "discount factor", f"share of {plain(member)} in consumption")
    return key(ax)
