"""Partnerships of two members as the arrays of one batch, the batch last and in floats."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..repeated.solvers.shares import shares
from ..types import Array, FloatArray
from .pair_terms import PairTerms
from .partnership import Partnership
from .trust_game import TrustGame, needs_a_cost, trust_moves


def can_be_stacked(model: Partnership) -> bool:
    """Whether two members who can both leave share by a rule with a name, and pay no stake."""
    free = len(model.members) == 2 and not model.mandate and model.stake == 0
    return free and isinstance(model.sharing, str)


def stacked(models: Sequence[Partnership], delta: Array, founding: Any) -> PairTerms:
    """The parameters of partnerships of one shape that can be stacked."""

    def floats(name: str) -> FloatArray:
        return np.array([getattr(model, name) for model in models], dtype=float).T

    benefit = np.array([model.benefit for model in models], dtype=float)  # N L 2 2
    cost, drawn = floats("cost"), range(len(models[0].bad_times))
    bad = [np.array([model.bad_times[t][0] for model in models], dtype=float) for t in drawn]
    extra = [np.array([model.bad_times[t][1] for model in models], dtype=float).T for t in drawn]
    terms = PairTerms(
        received=np.ascontiguousarray(np.stack([benefit[..., 0, 1].T, benefit[..., 1, 0].T])),
        burden=np.stack([cost, *[cost + more for more in extra]], axis=1),
        chance=np.stack([np.maximum(1 - sum(bad, np.zeros(len(models))), 0), *bad]),
        cost=cost,
        friction=floats("friction"),
        promotion=floats("promotion"),
        delta=np.asarray(delta, dtype=float),
        detection=floats("detection"),
        subsidy=floats("subsidy"),
        outside=floats("outside"),
        deposit=floats("deposit"),
        founding=np.broadcast_to(founding, (len(models),)).astype(np.int64),
        drop=models[0].drop,
        sharing=models[0].sharing,
        share=None,
    )
    share = shares_under("Partnership", terms)
    return terms if share is None else dataclasses.replace(terms, share=share)


def shares_under(function: str, terms: PairTerms) -> FloatArray | None:
    """What members get under the rule when both contribute; None where there is no rule."""
    if terms.sharing in ("none", "voluntary"):
        return None
    needs_a_cost(function, terms.sharing, terms.cost.sum(axis=0))
    earned = terms.received[:, :, None] - terms.burden[:, None]
    w = terms.outside[:, None, None] + 0 * earned
    best = np.maximum(terms.received[:, :, None] + 0 * earned, w) - w
    cost = terms.cost[:, None, None]
    parts, divisor = shares(terms.sharing, earned, w, tempted=best, cost=cost)
    return np.stack([part / divisor + 0 * earned[0] for part in parts])


def game_of(terms: PairTerms) -> TrustGame:
    """Pairs with fixed shares, whose surroundings do not move, as trust games."""
    who = np.array([[True, True], [False, False]])
    burden = terms.burden.T[:, None, :, None, :]  # N 1 T 1 n
    earned = terms.received.T[:, :, None, None, :]
    shape = (terms.count, terms.received.shape[1], len(terms.chance), *who.shape)
    saved = np.broadcast_to(burden * who, shape).copy()
    flow = np.broadcast_to(earned * who[:, ::-1], shape) - saved
    if terms.share is not None:
        flow[..., 0, :] = terms.share.T.swapaxes(1, 2)
        saved[..., 0, :] = earned[..., 0, :] - flow[..., 0, :]
    return TrustGame(
        members=("1", "2"),
        contributes=who,
        flow=flow,
        temptation=saved,
        move=trust_moves(terms.friction.T, terms.promotion, terms.drop),
        chance=terms.chance.T,
        outside=terms.outside.T,
        detection=terms.detection,
        deposit=terms.deposit.T,
        subsidy=terms.subsidy,
        voluntary=False,
        mandated=np.zeros(2, dtype=bool),
    )
