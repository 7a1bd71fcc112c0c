"""Certificate of a sampled Shapley value: the means and errors of its orders, by the definition."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ... import _tolerance
from ...common.register import checks
from ...types import Certificate
from ...verify.findings import Finding, by_member, claim, verdict
from ..results import SampledShapley
from ..tu_game import TUGame


@checks(SampledShapley, "a sample has no policy", "Verify an Allocation")
def _certify_sample(result: SampledShapley) -> Certificate:
    """Check every mean and error; that orders are random cannot be seen from them."""
    game, orders, n = result.game, result.orders, result.game.n_players
    shaped = orders.ndim == 2 and len(orders) > 1
    whole = shaped and (np.sort(orders, axis=1) == np.arange(n)).all()
    if not whole or result.payoffs.shape != (n,) or result.standard_error.shape != (n,):
        return verdict([claim(False, state="orders")], exact=False, tolerance=0.0)
    means = np.array([_means(game, order) for order in orders.tolist()])
    errors = np.sqrt(((means - means.mean(axis=0)) ** 2).sum(axis=0) / (len(means) - 1))
    together = float(game.worth(game.players))
    allowed = _tolerance.check(means, np.array([together]))
    findings = [Finding(abs(result.payoffs.sum() - together), n * allowed, state="sum")]
    findings += by_member(game.players, abs(result.payoffs - means.mean(axis=0)), allowed)
    off = abs(result.standard_error - errors / np.sqrt(len(means)))
    findings += by_member(game.players, off, allowed)
    return verdict(findings, exact=False, tolerance=allowed)


def _means(game: TUGame, order: Sequence[int]) -> list[float]:
    """For each member, the mean of what it adds to 0, 1, ... of those before it in the circle."""
    n = len(order)
    circle, total = [*order, *order], [0.0] * n
    worth = {0: 0.0}
    for place in range(n, 2 * n):
        before = 0
        for size in range(n):
            after = before | 1 << circle[place]
            for mask in (before, after):
                if mask not in worth:
                    worth[mask] = float(game.worths([mask])[0])
            total[circle[place]] += worth[after] - worth[before]
            before |= 1 << circle[place - 1 - size]
    return [each / n for each in total]
