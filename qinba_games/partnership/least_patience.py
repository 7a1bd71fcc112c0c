"""Least patience at which the founding level of a partnership cooperates, and who binds it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import _check, _tolerance
from ..common.spans import Spans
from ..game.witness import Regimes
from ..repeated.results.patience import CriticalDiscount
from ..types import Array
from ..verify.door import certified, certified_all
from .critical_discount import TOLERANCE, Classes, changes, cooperating, probes, segments_many
from .evolve import evolve_each
from .partnership import RULES, Partnership
from .regimes import regimes_many
from .results.evolution import Evolution
from .solvers.trust_values import action_values, evaluate, expectation, member_problem
from .trust_game import TrustGame, shape_of

#: How much less patience shows whose constraint binds.
_LESS = 1e-6


def critical_discount_partnership(
    model: Partnership, sharing: Any, *, founding: int | None = None
) -> CriticalDiscount:
    """Least patience at which the founding level of a partnership is weak or strong."""
    if isinstance(sharing, str):
        _check.choice("critical_discount", "sharing", sharing, RULES)
    if sharing is not None:
        model = dataclasses.replace(model, sharing=sharing)
    founding = _check.founding_trust("critical_discount", model, founding)
    return certified(_answers([model], [founding])[0])


def critical_discounts(
    models: Sequence[Partnership], founding: Sequence[int]
) -> list[CriticalDiscount]:
    """The same of many partnerships under their own rules; those of one shape together."""
    shapes: dict[Any, list[int]] = {}
    for k, model in enumerate(models):
        shapes.setdefault(shape_of(model), []).append(k)
    found: dict[int, CriticalDiscount] = {}
    for rows in shapes.values():
        answers = _answers([models[k] for k in rows], [founding[k] for k in rows])
        found |= dict(zip(rows, certified_all(answers), strict=True))
    return [found[k] for k in range(len(models))]


def _answers(models: Sequence[Partnership], founding: Sequence[int]) -> list[CriticalDiscount]:
    """Partnerships of one shape, not checked yet."""
    classes = segments_many(models, founding)
    selected = regimes_many(models, [changes(one) for one in classes])
    edges = [_edges(cooperating(one)) for one in classes]
    rows = zip(models, edges, founding, strict=True)
    shown = iter(evolve_each([(model, at, trust) for model, some, trust in rows for at in some]))
    evidence = [[(at, next(shown)) for at in some] for some in edges]
    return [_answer(*one) for one in zip(models, classes, selected, evidence, strict=True)]


def _edges(intervals: Spans) -> list[float]:
    """Where a partnership is shown: where it begins to cooperate, and beside every change."""
    first = intervals.least if intervals else 0.0
    return [first, *probes([*intervals, *intervals.complement()])]


def _answer(
    model: Partnership,
    classes: Classes,
    selected: Regimes | None,
    evidence: list[tuple[float, Evolution]],
) -> CriticalDiscount:
    intervals, shown = cooperating(classes), evidence[0][1]
    return CriticalDiscount(
        game=model,
        sharing=model.sharing,
        profile=shown.profiles if intervals else None,
        binding=_binding(shown) if intervals and not shown.game.voluntary else None,
        intervals=intervals,
        exact=False,
        proven=False,
        tolerance=TOLERANCE,
        notes=("scanned on a grid of 1/400, every change refined by bisection",),
        evidence=tuple(evidence),
        regimes=selected,
    )


def _binding(shown: Evolution) -> tuple[str, ...] | None:
    """The member whose constraint binds: who gains most by a breach if all are less patient."""
    game, delta = shown.game.as_floats(), np.array([float(shown.delta) - _LESS])
    if delta[0] < 0:
        return None
    most = [float(_largest_gain(shown, game, delta, i)) for i in range(len(game.members))]
    near = float(_tolerance.tie(shown.values.astype(float), game.outside))
    if max(most) <= near:
        return None
    # Members who are equally tempted are told apart by their order, not by rounding.
    first = next(i for i, gain in enumerate(most) if gain >= max(most) - near)
    return (game.members[first],)


def _largest_gain(shown: Evolution, game: TrustGame, delta: Array, i: int) -> Any:
    """What member i gains most in any state by breaking what is agreed."""
    problem, choice = member_problem(game, delta, i), shown.choice[None]
    future = evaluate(problem, choice)
    after = np.broadcast_to(game.outside[:, i, None], future.shape)
    if shown.punishment is not None:
        held = shown.punishment.values[:, i].reshape(choice.shape).astype(float)
        after = expectation(problem, held @ game.chance[0])[:, 1]
    gain, breach = _gains_apart(game, delta, i, future, after)
    gain[..., 0] = np.maximum(gain[..., 0], breach)
    return np.take_along_axis(gain, choice[..., None], axis=-1).max()


def _gains_apart(
    game: TrustGame, delta: Array, i: int, future: Array, after: Array
) -> tuple[Array, Array]:
    """What a member gains by leaving, (N, L, T, 3), and by a breach where all contribute."""
    # `future` is what it has at the start of a period while all comply, `after` what it can expect
    # after a breach of its own that was found out at each level; both (N, L).
    problem, w = member_problem(game, delta, i), game.outside[:, i, None, None, None]
    found = game.detection.reshape(game.n_games, -1, 1)
    deposit = game.deposit[..., i].reshape(game.n_games, -1, 1)
    forfeit = found * (game.subsidy[:, None, None] + deposit)
    lost = found * (expectation(problem, future)[:, 0] - after)[..., None]
    now = (1 - delta)[:, None, None] * (game.temptation[..., 0, i] - forfeit)
    breach = now - delta[:, None, None] * lost
    gain = w - action_values(problem, future)
    if game.mandated[i]:
        gain[..., :2] = -np.inf
    return gain, breach
