"""A partnership under sliders: its class at every patience, alone and with a coordinator."""

from __future__ import annotations

import dataclasses
import functools
import math

import numpy as np

from ..coordinator import Coordinator
from ..partnership.evolve import evolve
from ..partnership.evolve_many import evolve_many
from ..partnership.partnership import RULES, Partnership
from ..region.report.templating import render
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
    with_coordinator = coordinator_of(settings).applied_to(alone)
    delta, rows = settings["delta"], []
    for label, one in (("alone", alone), ("with the coordinator", with_coordinator)):
        names = _founding_classes(one)
        here = names[int(np.argmin(abs(GRID - delta)))]
        rows.append((label, names, here, evolve(one, delta)))
    return render("partnership.html", __package__, delta=delta, infinity=math.inf, rows=rows)


# The same while the slider of patience moves, and most of the work.
@functools.lru_cache(maxsize=64)
def _founding_classes(model: Partnership) -> tuple[str, ...]:
    """The class at founding at every patience."""
    return tuple(evolve_many([model] * len(GRID), GRID).founding_class.tolist())
