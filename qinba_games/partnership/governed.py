"""A partnership as it is when a third party is at work."""

from __future__ import annotations

import dataclasses
import operator
from typing import Any

import numpy as np

from .. import _check, errors
from ..common.register import governs
from ..coordinator import Coordinator, refuse
from ..types import fill
from .partnership import RULES, Partnership

_OWNER = "Coordinator.applied_to"
#: What a partnership can have settled itself.
_SETTLED = ("sharing", "deposit", "subsidy", "mandate", "stake")
_ONCE = "Use correlated(stage), which asks what a mediator can recommend in a game played once"

_REFUSED = {"recommendation": ("a partnership is no game played once", _ONCE)}


@governs(Partnership)
def _partnership(model: Partnership, coordinator: Coordinator) -> Partnership:
    refuse(coordinator, _REFUSED)
    kappa, changes = coordinator.credibility, dict[str, Any]()
    for name in coordinator.capacities:
        if name in _SETTLED:
            _must_be_free(name, getattr(model, name))
            changes[name] = getattr(coordinator, name)
    if "sharing" in changes:
        changes["sharing"] = "voluntary"
    if "deposit" in changes:
        lost = kappa * coordinator.deposit
        changes["deposit"] = _check.each("Partnership", "deposit", lost, model.n_members, low=0)
    if "mandate" in changes:
        changes["mandate"] = _check.subset(_OWNER, "mandate", coordinator.mandate, model.members)
    if coordinator.monitoring != 0:
        missed = (1 - model.detection) * (1 - kappa * coordinator.monitoring)
        changes["detection"] = _check.probability("Partnership", "detection", 1 - missed)
    if coordinator.mediation != 0:
        left = model.friction * (1 - kappa * coordinator.mediation)
        changes["friction"] = _check.each("Partnership", "friction", left, model.levels)
    return _changed(model, changes)


def _changed(model: Partnership, changes: dict[str, Any]) -> Partnership:
    """A partnership with other numbers that are known to be right; the rest is not read again."""
    # Thousands of pairs are helped at once, and reading a partnership costs more than helping it.
    changed = object.__new__(Partnership)
    vars(changed).update(zip(_FIELDS, _numbers_of(vars(model)), strict=True))
    fill(changed, **changes)
    return changed


_FIELDS = tuple(field.name for field in dataclasses.fields(Partnership))
_numbers_of = operator.itemgetter(*_FIELDS)


def _must_be_free(name: str, own: Any) -> None:
    """Check that the partnership says nothing itself of what the coordinator brings."""
    if name == "sharing":
        free = isinstance(own, str) and own in ("none", "voluntary")
    else:
        free = len(own) == 0 if isinstance(own, tuple) else not np.any(np.asarray(own) != 0)
    if not free:
        rule = f"the partnership already has its own {name}"
        remedy = f"Drop {name} from the partnership or from the coordinator"
        raise errors.NotApplicableError(_OWNER, name, own, rule, remedy)


def governed(partnership: Partnership, sharing: Any, coordinator: Any) -> Partnership:
    """The partnership under a sharing rule and a coordinator that do not contradict each other."""
    if _check.optional("evolve", "coordinator", coordinator, Coordinator) is not None:
        settles = isinstance(sharing, str) and sharing == "voluntary"
        if coordinator.sharing and sharing is not None and not settles:
            rule = "contradicts a coordinator who settles shares by voluntary transfers"
            remedy = "Leave sharing out, or use a Coordinator without sharing"
            raise errors.NotApplicableError("evolve", "sharing", sharing, rule, remedy)
    if sharing is not None:
        if isinstance(sharing, str):
            _check.choice("evolve", "sharing", sharing, RULES)
        partnership = dataclasses.replace(partnership, sharing=sharing)
    return partnership if coordinator is None else coordinator.applied_to(partnership)
