"""By which baseline a partnership needs a coordinator; found when an answer is asked."""

from __future__ import annotations

import numpy as np

from .. import errors
from ..common.register import finds
from ..partnership.evolve import evolve
from ..partnership.pair_terms import stack_terms
from ..partnership.partnership import Partnership
from ..partnership.results.evolution import COOPERATING
from ..payoff_sets.of_pairs import contributions
from .results.cheapest import CheapestCoordinator


@finds(CheapestCoordinator, "needs_coordinator")
def _needs_coordinator(optimum: CheapestCoordinator) -> str:
    """Whether members cooperate without it: those who act together, or in any equilibrium."""
    model, delta, founding = optimum.model, optimum.delta, optimum.founding
    alone = evolve(model, delta, founding=founding)
    if alone.classes[founding] in COOPERATING:
        return "no"
    if optimum.witness.classes[founding] not in COOPERATING:
        return "not even with it"
    _refuse(model)
    answer = int(contributions(stack_terms([model], np.array([float(delta)]), founding))[0])
    return {1: "acting together", 0: "in both readings", -1: "not settled"}[answer]


def _refuse(model: Partnership) -> None:
    """What else than two who share nothing can do in any equilibrium is not known."""
    for name, fits in (
        ("sharing", isinstance(model.sharing, str) and model.sharing == "none"),
        ("n_members", model.n_members == 2),
        ("deposit", not np.any(model.deposit != 0)),
        ("subsidy", model.subsidy == 0),
        ("stake", model.stake == 0),
        ("mandate", not model.mandate),
    ):
        if not fits:
            owner = "CheapestCoordinator.needs_coordinator"
            rule = "any equilibrium is known of two who share nothing and whom nobody helps yet"
            remedy = "Ask of a partnership of two with sharing='none', and no capacity of its own"
            raise errors.NotApplicableError(owner, name, getattr(model, name), rule, remedy)
