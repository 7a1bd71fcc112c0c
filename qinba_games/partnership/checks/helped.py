"""Whether a partnership is one that a coordinator has helped, as far as what is left of it tells.

What it was before is not kept. What a coordinator settles stands in the partnership as it is; whom
it watches is found out at least that often, and friction that it halves is at most one half.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..partnership import Partnership

_ROUNDING = 1e-12


def helped_by(model: Partnership, coordinator: Any) -> bool:
    """Whether what a coordinator brings is there."""
    if coordinator is None:
        return True
    trust, rule = coordinator.credibility, model.sharing
    if coordinator.recommendation:
        return False
    if coordinator.sharing and not (isinstance(rule, str) and rule == "voluntary"):
        return False
    for name, brought in {
        "subsidy": coordinator.subsidy,
        "stake": coordinator.stake,
        "deposit": trust * coordinator.deposit,
    }.items():
        off = abs(np.asarray(getattr(model, name)) - brought)
        if np.any(brought != 0) and np.any(off > _ROUNDING * (1 + abs(off))):
            return False
    bound: Any = model.members if coordinator.mandate == "all" else coordinator.mandate
    names = {model.members[m] if isinstance(m, int) else m for m in bound}
    seen, left = trust * coordinator.monitoring, 1 - trust * coordinator.mediation
    caught = float(model.detection) >= float(seen) - _ROUNDING
    calm = bool((model.friction.astype(float) <= float(left) + _ROUNDING).all())
    return caught and calm and names <= set(model.mandate)
