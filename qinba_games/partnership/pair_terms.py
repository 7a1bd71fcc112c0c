"""Partnerships of two members as the arrays of one batch, the batch last and in floats."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ..common.progress import tick
from ..types import Array, FloatArray, IntArray, frozen
from .partnership import Partnership
from .trust_game import (
    TrustGame,
    agreed_shares,
    classes_where,
    games_at_once,
    needs_a_cost,
    trust_moves,
)

#: Under fixed shares all contribute, or nobody; then both acts and choices are these.
_TOGETHER = ((True, True), (False, False))
_ACTS, _CHOICES = np.array([0, 3, 4]), np.array([0, 1, 1, 1, 2])


@frozen
class PairTerms:
    """Parameters of N pairs with K + 1 trust levels and T conditions; see `evolve_arrays`."""

    received: FloatArray  #: (2, K + 1, N): from the other's contribution
    burden: FloatArray  #: (2, T, N): of contributing
    share: FloatArray | None  #: (2, K + 1, T, N), where both contribute; None: what it earns
    chance: FloatArray  #: (T, N)
    cost: FloatArray  #: (2, N), as `outside` and `deposit`
    outside: FloatArray
    deposit: FloatArray
    friction: FloatArray  #: (K + 1, N)
    promotion: FloatArray  #: (N,), as the others without a shape
    delta: FloatArray
    detection: FloatArray
    subsidy: FloatArray
    founding: Array
    drop: int | None
    sharing: str

    @property
    def voluntary(self) -> bool:
        """Whether members can pay each other."""
        return self.sharing == "voluntary"

    @property
    def count(self) -> int:
        """Number of pairs."""
        return int(self.delta.size)

    def scale(self) -> FloatArray:
        """How large the payoffs are that can meet in a constraint of each pair, shape (N,)."""
        # Nobody pays what exceeds all that the two could ever get for it, and a bad life outside
        # tempts nobody, however bad it is.
        all_in = self.received.sum(axis=0).max(axis=0) + 2 * self.subsidy
        paid = self.burden.sum(axis=0)
        live = (1 - self.delta) * paid <= 2 * (all_in + np.maximum(self.outside, 0).sum(axis=0))
        high = self.received.max(axis=(0, 1)) + self.subsidy
        high = np.maximum(high, self.outside.max(axis=0))
        low = np.where(live, self.burden.max(axis=0), 0).max(axis=0)
        bad = np.maximum(-self.outside, 0).max(axis=0)
        return np.asarray(high + np.maximum(low, np.minimum(bad, high + low)))

    def block(self, rows: Any) -> PairTerms:
        """Some of the pairs."""
        parts: dict[str, Any] = {
            name: value[..., rows] if isinstance(value, np.ndarray) else value
            for name, value in vars(self).items()
        }
        return PairTerms(**parts)

    def blocks(self) -> Iterator[tuple[slice, PairTerms]]:
        """As many as are solved together, and then the next ones: memory stays small."""
        levels, times = self.received.shape[1], len(self.chance)
        size = games_at_once(levels, times, 5 if self.voluntary else 3)
        for low in range(0, self.count, size):
            rows = slice(low, min(low + size, self.count))
            yield rows, self.block(rows)
            tick()


def can_be_stacked(model: Partnership) -> bool:
    """Whether two members who can both leave share by a rule with a name, and pay no stake."""
    free = len(model.members) == 2 and not model.mandate and model.stake == 0
    return free and isinstance(model.sharing, str)


def stack_terms(models: Sequence[Partnership], delta: Array, founding: Any) -> PairTerms:
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
    gross = terms.received[:, :, None] + 0 * earned
    shares = agreed_shares(terms.sharing, earned.T, gross.T, terms.outside.T, terms.cost.T)
    return np.ascontiguousarray(shares.T)


def game_of(terms: PairTerms) -> TrustGame:
    """Pairs as trust games."""
    # Every combination, or under fixed shares all or nobody.
    profiles = itertools.product((True, False), repeat=2) if terms.voluntary else _TOGETHER
    who = np.array([*profiles])
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
        voluntary=terms.voluntary,
        mandated=np.zeros(2, dtype=bool),
    )


def acts_of(terms: PairTerms, choice: IntArray) -> IntArray:
    """What both do under choices of their trust games."""
    return choice if terms.voluntary else _ACTS[choice]


def choices_of(terms: PairTerms, acts: IntArray) -> IntArray:
    """The choices of their trust games under which both do that."""
    return acts if terms.voluntary else _CHOICES[acts]


def founding_classes(terms: PairTerms, acts: Array) -> Array:
    """The class of each pair's founding level under what it agrees on."""
    here = acts[np.arange(terms.count), terms.founding]
    return classes_of_acts(here[:, None], terms.chance)[:, 0]


def classes_of_acts(acts: Array, chance: Array) -> Array:
    """The class of every level, (N, L), from what is agreed on in all conditions, (N, L, T)."""
    return classes_where(acts == 0, acts == 4, np.asarray(chance == 0).T[:, None])
