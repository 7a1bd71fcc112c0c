"""Agreements as they are when a third party is at work."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ..cooperative.coalitions import membership
from ..coordinator import Coordinator, governs, refuse_all_but
from ..types import frozen
from .agreement import Agreement
from .symmetric_agreement import SymmetricAgreement


@frozen
class GovernedAgreement:
    """An agreement whose signatories a third party helps.

    Made by `Coordinator.applied_to`; `pivotal_window` knows what to do with it. To ask something
    else, pass on its parts: `stable_agreements(governed.agreement, transfers=governed.transfers)`.

    Attributes
    ----------
    agreement : Agreement or SymmetricAgreement
        With the subsidy in what signatories get.
    transfers : bool
        Whether signatories share so that everybody stays.
    """

    agreement: Agreement | SymmetricAgreement
    transfers: bool

    def __repr__(self) -> str:
        return f"GovernedAgreement({self.agreement!r}, transfers={self.transfers})"


@governs(Agreement, SymmetricAgreement)
def _agreement(model: Any, coordinator: Coordinator) -> GovernedAgreement:
    """Sharing among signatories, and a subsidy for each of them."""
    rule = "an agreement knows sharing and subsidies"
    refuse_all_but(coordinator, {"sharing", "subsidy"}, rule, "Keep only sharing and subsidy")
    changes: dict[str, Any] = {}
    s: Any = coordinator.subsidy
    if s != 0 and isinstance(model, Agreement):
        signs = membership(np.arange(len(model.payoffs)), model.n_members)
        changes["payoffs"] = model.payoffs + s * (signs * (signs.sum(axis=1)[:, None] >= 2))
    elif s != 0:
        changes["signatory"] = model.signatory + s * (model.sizes >= 2)
    with_subsidy = dataclasses.replace(model, **changes)
    return GovernedAgreement(agreement=with_subsidy, transfers=coordinator.sharing)
