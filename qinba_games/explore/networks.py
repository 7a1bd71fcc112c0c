"""A network under sliders: which ties hold at a patience under a regime of enforcement."""

from __future__ import annotations

import numpy as np

from ..coordinator import Coordinator
from ..network.network import Network
from ..network.regimes import REGIMES, SEPARATE
from ..network.sustain import sustain
from ..region.report.templating import render
from .controls import Control, Settings, choice


def controls(model: Network, coordinator: Coordinator) -> list[Control]:  # noqa: ARG001 (one form)
    """The regimes that can be asked about: with friction only those tie by tie."""
    has_friction = model.friction is not None and bool(np.any(model.friction != 0))
    choices = list(SEPARATE if has_friction else REGIMES)
    return [choice("regime", "enforcement", choices[0], choices)]


def page(model: Network, settings: Settings) -> str:
    """How many ties hold and what they are worth, and a picture of them."""
    answer = sustain(model, settings["delta"], settings["regime"])
    names = model.governments
    angle = 2 * np.pi * np.arange(len(names)) / len(names)
    place = 150 + 110 * np.column_stack([np.sin(angle), -np.cos(angle)])
    sustained = answer.sustained.tolist()
    return render(
        "network.html",
        __package__,
        **{name: settings[name] for name in ("delta", "regime")},
        sustained=sum(sustained),
        value=float(answer.value),
        ties=[(place[a], place[b], one) for (a, b), one in zip(model.ends, sustained, strict=True)],
        names=[(str(name), at) for name, at in zip(names, place, strict=True)],
    )
