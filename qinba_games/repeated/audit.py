"""Audits: now and then somebody looks, and what was done becomes public."""

from __future__ import annotations

import itertools

import numpy as np

from .. import _check, _exact, _sizes, errors
from ..types import Number
from .monitoring import PublicMonitoring
from .repeated_game import RepeatedGame, publicly_monitored


def audited(game: RepeatedGame, probability: Number) -> RepeatedGame:
    r"""The same game with a third party that audits at random and publishes what it finds.

    With probability A an audit reveals the true profile, on top of the signal and independently of
    it; otherwise everybody sees the signal only. For profiles a, b and a signal y the new
    signals are y, with probability (1-A) φ(y|a), and "y, audit b", with probability A φ(y|a) if
    b = a and 0 otherwise.

    Parameters
    ----------
    game : RepeatedGame
        With `PublicMonitoring`.
    probability : Number
        A, the chance of an audit in any period.

    Returns
    -------
    RepeatedGame
        Exact if `game` and A are.

    Raises
    ------
    NotApplicableError
        If the game is monitored perfectly: there is nothing to find out.
    ProbabilityError
        If A is no probability.
    RangeError
        If the new table of probabilities would have more than 5 million entries.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.third_parties import audited, noisy_prisoners_dilemma
    >>> game = audited(noisy_prisoners_dilemma(), Fraction(1, 4))
    >>> len(game.monitoring.signals), game.monitoring.signals[4]
    (20, 'yC, audit C C')
    """
    _check.instance("audited", "game", game, RepeatedGame)
    base = publicly_monitored("audited", game)
    chance = _check.probability("audited", "probability", probability)
    profiles = list(itertools.product(*game.stage.actions))
    count = len(profiles)
    entries = count * len(base.signals) * (count + 1)
    if entries > _sizes.PAYOFFS:
        rule = f"needs {entries:,} probabilities of signals and audits, more than 5 million"
        remedy = "Audit a game with fewer actions or signals"
        raise errors.RangeError("audited", "game", game, rule, remedy)
    names = [f"{y}, audit {' '.join(a)}" for a in profiles for y in base.signals]
    exact = base.exact and not isinstance(chance, float)
    drawn = _exact.as_numbers(base.probabilities.reshape(count, -1), exact)
    audits = np.zeros((count, count, drawn.shape[1]), dtype=drawn.dtype)
    audits[np.arange(count), np.arange(count)] = chance * drawn
    table = np.concatenate([(1 - chance) * drawn, audits.reshape(count, -1)], axis=1)
    monitoring = PublicMonitoring([*base.signals, *names], table.reshape(*game.stage.shape, -1))
    return RepeatedGame(game.stage, outside=game.outside, monitoring=monitoring)
