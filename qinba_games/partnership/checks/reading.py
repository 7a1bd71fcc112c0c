"""What the parameters of partnerships say, read once more by the checks, one member at a time.

Nothing here is taken from the arrays that the solvers were given: a mistake in those shows when
they are compared with these.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ... import _exact
from ...repeated.checks.round import shares
from ...types import Array
from ..partnership import Partnership
from ..trust_game import TrustGame

#: Parameters that are arrays or numbers, the same shape for all.
_NUMBERS = ("benefit", "cost", "outside", "promotion", "friction", "detection")
_HELP = ("deposit", "subsidy", "stake")


class _Terms(NamedTuple):
    """The parameters of many partnerships, stacked; N first, then as in `Partnership`."""

    benefit: Array
    cost: Array
    outside: Array
    promotion: Array
    friction: Array
    detection: Array
    deposit: Array
    subsidy: Array
    stake: Array
    chance: Array  # (N, T), good conditions first
    burden: Array  # (N, T, n): cost of contributing
    rule: Any  # name, or fractions (N, 1, 1, n)


def alike(models: Sequence[Partnership]) -> bool:
    """Whether partnerships differ in numbers only."""
    first, *others = (
        (m.members, m.mandate, m.drop, m.benefit.shape, len(m.bad_times), _rule(m)) for m in models
    )
    return all(other == first for other in others)


def _rule(model: Partnership) -> str:
    return model.sharing if isinstance(model.sharing, str) else "fractions"


def read(models: Sequence[Partnership], *, exact: bool) -> TrustGame:
    """Flows, temptations and moves of partnerships that are `alike`, off their parameters.

    Parameters
    ----------
    models : sequence of Partnership
    exact : bool
        In `Fraction`s, or in floats.
    """
    first, terms = models[0], _terms(models, exact=exact)
    n, voluntary = first.n_members, _rule(first) == "voluntary"
    profiles = list(itertools.product((True, False), repeat=n))
    if not voluntary:
        profiles = [profiles[0], profiles[-1]]
    flow, saved = _periods(terms, profiles)
    w = terms.outside[:, None, None, :]
    if not voluntary:
        alone = flow[..., 0, :] + saved[..., 0, :]  # who idles while the others contribute
        best, cost = np.maximum(alone, w), terms.cost[:, None, None, :]
        flow[..., 0, :] = shares(terms.rule, flow[..., 0, :], best, w, cost=cost)
        saved[..., 0, :] = alone - flow[..., 0, :]
    if (terms.stake != 0).any():
        above = flow[..., 0, :] - w
        taken = terms.stake[:, None, None, None] * above * (above.sum(axis=-1, keepdims=True) > 0)
        flow[..., 0, :] -= taken
        saved[..., 0, :] += taken
    return TrustGame(
        members=first.members,
        contributes=np.array(profiles),
        flow=flow,
        temptation=saved,
        move=_moves(terms, first.drop),
        chance=terms.chance,
        outside=terms.outside,
        detection=terms.detection,
        deposit=terms.deposit,
        subsidy=terms.subsidy,
        voluntary=voluntary,
        mandated=np.array([name in first.mandate for name in first.members]),
    )


def _terms(models: Sequence[Partnership], *, exact: bool) -> _Terms:
    first = models[0]

    def numbers(values: Any) -> Array:
        return _exact.as_numbers(values, exact)

    own = {name: numbers([getattr(m, name) for m in models]) for name in (*_NUMBERS, *_HELP)}
    cost = own["cost"]
    chances, burdens = [], [cost]
    for t in range(len(first.bad_times)):
        chances.append(numbers([m.bad_times[t][0] for m in models]))
        burdens.append(cost + numbers([m.bad_times[t][1] for m in models]))
    good = 1 - sum(chances, numbers([0] * len(models)))
    rule = first.sharing
    if not isinstance(rule, str):
        rule = numbers([m.sharing for m in models])[:, None, None, :]
    return _Terms(
        **own,
        chance=np.stack([np.maximum(good, 0), *chances], axis=1),
        burden=np.stack(burdens, axis=1),
        rule=rule,
    )


def _periods(terms: _Terms, profiles: list[tuple[bool, ...]]) -> tuple[Array, Array]:
    """What members earn when these contribute, and what each of them spares by idling."""
    count, levels, n, _ = terms.benefit.shape
    shape = (count, levels, terms.burden.shape[1], len(profiles), n)
    earned, spared = (np.zeros(shape, dtype=terms.cost.dtype) for _ in range(2))
    for p, acts in enumerate(profiles):
        for i, j in itertools.permutations(range(n), 2):
            if acts[j]:
                earned[..., p, i] += terms.benefit[:, :, i, j, None]
        for i in range(n):
            if acts[i]:
                spared[..., p, i] = terms.burden[:, None, :, i]
    return earned - spared, spared


def _moves(terms: _Terms, drop: int | None) -> Array:
    """Chances of every trust level in the next period, the last column being the end."""
    count, levels = terms.friction.shape
    move = np.zeros((count, 2, levels, levels + 1), dtype=terms.friction.dtype)
    for k in range(levels):
        back, up = levels if drop is None else max(k - drop, 0), min(k + 1, levels - 1)
        smooth = 1 - terms.friction[:, k]
        move[:, 1, k, back] = 1
        move[:, 0, k, back] += terms.friction[:, k]
        move[:, 0, k, up] += smooth * terms.promotion
        move[:, 0, k, k] += smooth * (1 - terms.promotion)
    return move
