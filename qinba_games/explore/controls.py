"""What can be moved, and the pieces that every page is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..coordinator import Coordinator

Settings = Mapping[str, Any]
Control = dict[str, Any]

#: Discount factors at which strips are coloured.
GRID = np.linspace(0.01, 0.99, 50)
#: Capacities that have a slider, and where it ends.
CAPACITIES = {"monitoring": 1, "mediation": 1, "deposit": 3, "subsidy": 1, "credibility": 1}


def slider(name: str, label: str, value: float, high: float) -> Control:
    """A number from 0 to `high`."""
    return {"name": name, "label": label, "value": value, "high": high, "step": 0.01}


def choice(name: str, label: str, value: str, choices: list[str]) -> Control:
    """One of some words."""
    return {"name": name, "label": label, "value": value, "choices": choices}


def of_coordinator(coordinator: Coordinator) -> list[Control]:
    """Whether it settles shares, and a slider for each of its other capacities."""
    values = {name: float(np.max(getattr(coordinator, name))) for name in CAPACITIES}
    settles = "yes" if coordinator.sharing else "no"
    return [
        choice("sharing", "coordinator settles shares", settles, ["no", "yes"]),
        *(
            slider(name, f"coordinator: {name}", values[name], max(top, values[name]))
            for name, top in CAPACITIES.items()
        ),
    ]


def coordinator_of(settings: Settings) -> Coordinator:
    """The coordinator that is chosen."""
    given = {name: settings[name] for name in CAPACITIES}
    return Coordinator(sharing=settings["sharing"] == "yes", **given)
