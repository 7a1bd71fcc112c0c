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

#: Shares that are numbers, no rule.
_OWN = "shares as given"


def controls(model: Partnership, coordinator: Coordinator) -> list[Control]:
    """Friction, the members' own sharing rule, and the coordinator."""
    rules = [*RULES] if isinstance(model.sharing, str) else [_OWN, *RULES]
    rule = model.sharing if isinstance(model.sharing, str) else _OWN
    label = "friction" if np.ptp(model.friction) == 0 else "friction where it is largest"
    return [
        slider("friction", label, float(np.max(model.friction)), 1),
        choice("own sharing", "sharing among themselves", rule, rules),
        *of_coordinator(coordinator),
    ]


def page(model: Partnership, settings: Settings) -> str:
    """A row alone and a row with the coordinator: strip over patience, levels, prospects."""
    rule, most = settings["own sharing"], float(np.max(model.friction))
    # At every level in the same proportion as it is given.
    part = model.friction.astype(float) / most if most else np.ones(model.levels)
    friction = part * settings["friction"]
    sharing = model.sharing if rule == _OWN else rule
    alone = dataclasses.replace(model, friction=friction, sharing=sharing)
    with_coordinator = coordinator_of(settings).applied_to(alone)
    delta, rows = settings["delta"], []
    for label, one in (("alone", alone), ("with the coordinator", with_coordinator)):
        now = evolve(one, delta)
        rows.append((label, _founding_classes(one), now.classes[now.founding], now))
    return render("partnership.html", __package__, delta=delta, infinity=math.inf, rows=rows)


# The same while the slider of patience moves, and most of the work.
@functools.lru_cache(maxsize=64)
def _founding_classes(model: Partnership) -> tuple[str, ...]:
    """The class at founding at every patience."""
    return tuple(evolve_many([model] * len(GRID), GRID).founding_class.tolist())
