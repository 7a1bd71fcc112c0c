"""A network under sliders: which ties hold at a patience under a regime of enforcement."""

from __future__ import annotations

import html

import numpy as np

from ..coordinator import Coordinator
from ..network.network import Network
from ..network.regimes import REGIMES, SEPARATE
from ..network.sustain import sustain
from .controls import Control, Settings, choice


def controls(model: Network, coordinator: Coordinator) -> list[Control]:  # noqa: ARG001 (one form)
    """The regimes that can be asked about: with friction only those tie by tie."""
    has_friction = model.friction is not None and bool(np.any(model.friction != 0))
    choices = list(SEPARATE if has_friction else REGIMES)
    return [choice("regime", "enforcement", choices[0], choices)]


def page(model: Network, settings: Settings) -> str:
    """How many ties hold and what they are worth, and a picture of them."""
    found = sustain(model, settings["delta"], settings["regime"])
    count, names, size = len(model.ends), model.governments, 150
    angle = 2 * np.pi * np.arange(len(names)) / len(names)
    x, y = size + 110 * np.sin(angle), size - 110 * np.cos(angle)
    lines = [
        f'<line x1="{x[a]:.1f}" y1="{y[a]:.1f}" x2="{x[b]:.1f}" y2="{y[b]:.1f}" stroke='
        + ('"#003f73" stroke-width="2.5"/>' if kept else '"#767f88" stroke-dasharray="2 4"/>')
        for (a, b), kept in zip(model.ends.tolist(), found.sustained.tolist(), strict=True)
    ]
    labels = [
        f'<text x="{x[i]:.1f}" y="{y[i]:.1f}" font-size="11" text-anchor="middle">'
        f"{html.escape(str(name))}</text>"
        for i, name in enumerate(names)
    ]
    kept = int(found.sustained.sum())
    return (
        f"<p>Patience {settings['delta']:.2f}, {settings['regime']}: {kept} of {count} ties hold, "
        f"worth {float(found.value):.3g} per period.</p>"
        f'<svg viewBox="0 0 300 300" width="300" role="img" aria-label="{kept} of {count} ties '
        f'hold">{"".join(lines)}{"".join(labels)}</svg>'
    )
