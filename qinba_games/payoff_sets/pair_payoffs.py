"""What two members get and can be tempted by, whoever contributes: partnerships of two, batch last.

Payoffs are what a member gets beyond its outside value, so that leaving is worth 0. Axes: who
contributes (both, the first, the second, nobody), member, level, condition, game.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from .. import _tolerance
from ..partnership.pair_terms import PairTerms
from ..types import Array, FloatArray

#: The row in which nobody contributes.
NOBODY = 3
#: A chance so small that nothing makes up for a breach that nobody finds out, unless it is free.
_HIDDEN = 1e-100


class PairPayoffs(NamedTuple):
    """A batch of partnerships of two without payments."""

    terms: PairTerms
    now: FloatArray  #: (4, 2, L, T, N): part of the value that is paid in this period
    least: FloatArray  #: (4, 2, L, T, N): what each member must have, or it does something else
    idle: FloatArray  #: (N,): joint value above which somebody has to contribute
    near: FloatArray  #: (N,): what cannot be done by less, may be rounding

    def take(self, rows: Array) -> PairPayoffs:
        """Some of the games."""
        return PairPayoffs(self.terms.block(rows), *(own[..., rows] for own in self[1:]))

    def expected(self, values: FloatArray) -> FloatArray:
        """Values (..., L, N) before conditions are known, from (..., L, T, N)."""
        parts = (values[..., t, :] * chance for t, chance in enumerate(self.terms.chance))
        return functools.reduce(np.add, parts)

    def after(self, values: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Discounted expectation after both contributed, and after not; values (..., L, T, N)."""
        terms, at = self.terms, self.expected(values)
        up, down = np.concatenate([at[..., 1:, :], at[..., -1:, :]], axis=-2), np.zeros_like(at)
        if terms.drop is not None:
            down = at[..., np.maximum(np.arange(at.shape[-2]) - terms.drop, 0), :]
        rise = (1 - terms.friction) * terms.promotion
        stay = 1 - rise - terms.friction
        both = rise * up + stay * at + terms.friction * down
        return terms.delta * both, terms.delta * down

    def founded(self, values: FloatArray) -> FloatArray:
        """Expected values (..., N) at founding, before conditions are known."""
        at = self.expected(values)
        place = np.broadcast_to(self.terms.founding, (*at.shape[:-2], 1, at.shape[-1]))
        return np.asarray(np.take_along_axis(at, place, axis=-2)[..., 0, :])


def payoffs_of(terms: PairTerms) -> PairPayoffs:
    """The payoffs of pairs that share nothing."""
    shape = (2, terms.received.shape[1], len(terms.chance), terms.count)
    got = np.broadcast_to(terms.received[:, :, None], shape)
    paid = np.broadcast_to(terms.burden[:, None], shape)
    alone = [np.stack([-paid[0], got[1]]), np.stack([got[0], -paid[1]])]
    rows = np.stack([got - paid, *alone, np.zeros(shape)])
    # A contributor that breaches saves its burden until it is found out; one that should idle, and
    # contributes, ends the relation too.
    breach = paid / np.maximum(terms.detection, _HIDDEN)
    instead = np.stack(
        [
            rows[0] + breach,
            np.stack([rows[1][0] + breach[0], rows[0][1]]),
            np.stack([rows[0][0], rows[2][1] + breach[1]]),
            np.stack([rows[1][0], rows[2][1]]),
        ]
    )
    outside = terms.outside[:, None, None]
    part = 1 - terms.delta
    return PairPayoffs(
        terms=terms,
        now=part * (rows - outside),
        least=np.maximum(part * (instead - outside), 0),
        idle=np.maximum(-terms.outside.sum(axis=0), 0),
        near=np.asarray(_tolerance.meeting(2 * _tolerance.CHECK, terms.scale())),
    )
