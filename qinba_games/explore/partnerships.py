"""A partnership under sliders: its class at every patience, alone and with a coordinator."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..coordinator import Coordinator
from ..partnership.evolve import evolve
from ..partnership.evolve_many import evolve_many
from ..partnership.partnership import RULES, Partnership
from ..region.report.maps import FILLS, legend
from .controls import GRID, Control, Settings, choice, coordinator_of, of_coordinator, slider


def controls(model: Partnership, coordinator: Coordinator) -> list[Control]:
    """Friction, the members' own sharing rule, and the coordinator."""
    rule = model.sharing if isinstance(model.sharing, str) else "none"
    return [
        slider("friction", "friction", float(np.max(model.friction)), 1),
        choice("own sharing", "sharing among themselves", rule, list(RULES)),
        *of_coordinator(coordinator),
    ]


def page(model: Partnership, settings: Settings) -> str:
    """A row alone and a row with the coordinator: strip over patience, levels, prospects."""
    alone = dataclasses.replace(
        model,
        friction=np.full(model.levels, settings["friction"]),
        sharing=settings["own sharing"],
    )
    helped = coordinator_of(settings).applied_to(alone)
    delta, rows = settings["delta"], []
    for label, one in (("alone", alone), ("with the coordinator", helped)):
        now = evolve(one, delta)
        levels = "".join(_cell(name, k) for k, name in enumerate(now.classes))
        rows.append(
            f"<tr><th>{label}</th><td>{_strip(_founded(one), delta)}</td>"
            f"<td><svg width={22 * model.levels} height=20>{levels}</svg></td>"
            f"<td>{now.classes[0]}</td><td>{float(now.founding_value):.2g}</td>"
            f"<td>{_percent(now.probability_strong)}</td><td>{_time(now.time_to_strong)}</td></tr>"
        )
    head = "<th></th><th>founding, by patience 0 to 1</th><th>by trust</th><th>at founding</th>"
    head += "<th>joint value</th><th>becomes strong</th><th>periods until then</th>"
    return f"{legend()}<table><tr>{head}</tr>{''.join(rows)}</table>"


# The same while the slider of patience moves, and most of the work.
@functools.lru_cache(maxsize=64)
def _founded(model: Partnership) -> tuple[str, ...]:
    """The class at founding at every patience."""
    return tuple(evolve_many([model] * len(GRID), GRID).founding_class.tolist())


def _strip(names: Sequence[str], delta: float) -> str:
    """Classes over patience as a coloured strip, with a mark where the slider stands."""
    width = 300
    step = width / len(names)
    cells = "".join(
        f'<rect x="{k * step:.1f}" width="{step + 0.5:.1f}" height="16" fill="{FILLS[name]}"/>'
        for k, name in enumerate(names)
    )
    mark = f'<line x1="{delta * width:.1f}" x2="{delta * width:.1f}" y1="0" y2="20" '
    mark += 'stroke="#a8321e" stroke-width="2"/>'
    at = names[int(np.argmin(abs(GRID - delta)))]
    label = f"founding is {at} at a patience of {delta:.2f}"
    return f'<svg width="{width}" height="20" role="img" aria-label="{label}">{cells}{mark}</svg>'


def _cell(name: str, level: int) -> str:
    return (
        f'<rect x="{22 * level}" width="20" height="16" fill="{FILLS[name]}">'
        f"<title>trust {level}: {name}</title></rect>"
    )


def _percent(probability: Any) -> str:
    return f"{float(probability):.0%}"


def _time(periods: Any) -> str:
    value = float(periods)
    return "never" if not np.isfinite(value) else "at once" if value == 0 else f"{value:.2g}"
