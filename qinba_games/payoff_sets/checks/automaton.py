"""Certificate of an `Automaton`: its values by a linear solve, and every one-shot deviation."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...common.register import checks
from ...types import Array, Certificate
from ...verify.findings import Deviation, Finding, FiniteStrategy, blanks, verdict, worst
from ..automaton import Automaton


@checks(Automaton, "a strategy is judged as it stands", "Build an Automaton and verify that")
def _certify_automaton(result: Automaton) -> Certificate:
    """The largest gain of one member from one deviation in one state."""
    game, exact = result.game, result.exact
    arrays = [game.stage.payoffs] + ([] if game.outside is None else [game.outside])
    allowed = 0 if exact else _tolerance.check(*(part.astype(float) for part in arrays))
    delta = _exact.fraction(result.delta) if exact else float(result.delta)
    values = _play(result, delta, exact=exact).values()
    # Every deviation leads to the same state: only the best one of a period counts.
    tried = [*_deviations(result, values, delta, exact=exact)]
    lotteries = []
    for name, chances in (("after", result.after), ("initial", result.initial)):
        slack = 0 if exact else _tolerance.PROBABILITY
        off = max(np.max(abs(chances.sum(axis=-1) - 1)), -chances.min())
        lotteries.append(Finding(off, slack, action=f"lottery {name}"))
    findings = [worst(tried, allowed, lambda state: state), *lotteries, *blanks(result, "witness")]
    return verdict(findings, exact=exact, tolerance=allowed)


def _play(result: Automaton, delta: Any, *, exact: bool) -> FiniteStrategy:
    rewards, moves = [], delta * result.after
    for x, a in enumerate(result.profile):
        paid = result.game.outside if a is None else result.game.stage.payoffs[a]
        rewards.append((1 - delta) * _exact.as_numbers(paid, exact))
        if a is None:  # nobody comes back
            moves[x] = 0 * moves[x]
            moves[x, x] = delta
    return FiniteStrategy(np.stack(rewards), moves, np.full(len(moves), 1 - delta))


def _deviations(result: Automaton, values: Array, delta: Any, *, exact: bool) -> list[Deviation]:
    game, deviations = result.game, []
    payoffs = _exact.as_numbers(game.stage.payoffs, exact)
    for i, name in enumerate(game.stage.players):
        gains = np.full((len(game.stage.actions[i]), len(values)), -np.inf, dtype=values.dtype)
        for x, a in enumerate(result.profile):
            for b in range(len(gains)):
                if a is not None and b != a[i]:
                    now = payoffs[(*a[:i], b, *a[i + 1 :], i)]
                    then = values[result.punish[x, i], i]
                    gains[b, x] = (1 - delta) * now + delta * then - values[x, i]
        for action, gain in zip(game.stage.actions[i], gains, strict=True):
            deviations.append(Deviation(name, f"play {action}", gain))
        if game.outside is not None:
            w = _exact.as_numbers(game.outside, exact)[i]
            deviations.append(Deviation(name, "leave", w - values[:, i]))
    return deviations
