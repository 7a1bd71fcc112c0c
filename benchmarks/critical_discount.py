"""Critical discount factors beside bisection on QuantEcon's set of equilibrium payoffs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

import numpy as np
from quantecon.game_theory import NormalFormGame, Player  # type: ignore[import-untyped]
from quantecon.game_theory.repeated_game import RepeatedGame  # type: ignore[import-untyped]
from scipy.spatial import QhullError

import qinba_games as qg
from benchmarks.comparison import Comparison, in_turns

STEPS = 20
#: Reward, sucker, temptation, punishment, and the discount factor from which rewards hold: who
#: deviates gains temptation - reward once and loses reward - punishment ever after.
DILEMMAS = (((3, 0, 5, 1), Fraction(1, 2)), ((9, 1, 10, 3), Fraction(1, 7)))
REASON = (
    "more than half of our time is the exact certificate, and solver and certificate are each a "
    "few dozen array operations on four profiles, none of which stands out"
)


def bisection(game: NormalFormGame, reward: float) -> float:
    """Least discount factor, up to 2^-20, at which both can get `reward`."""
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        if sustains(RepeatedGame(game, middle), reward):
            high = middle
        else:
            low = middle
    return high


def sustains(game: RepeatedGame, reward: float) -> bool:
    """Whether the reward of both lies in the set; no, where the set is too thin for a hull."""
    try:
        sides = game.equilibrium_payoffs().equations
    except QhullError:
        return False
    return bool((sides @ np.array([reward, reward, 1.0]) <= 1e-6).all())


def compare() -> Iterator[Comparison]:
    """Both dilemmas; their results agree on the first one."""
    for payoffs, true in DILEMMAS:
        reward, sucker, temptation, punishment = payoffs
        game = qg.prisoners_dilemma(*payoffs)
        player = Player(np.array([[reward, sucker], [temptation, punishment]], dtype=float))
        peer = NormalFormGame((player, player))
        delta, theirs = qg.critical_discount(game).delta, bisection(peer, reward)
        assert delta == true
        same = abs(theirs - true) <= 2.0**-STEPS
        measured = in_turns(
            partial(qg.critical_discount, game), partial(bisection, peer, reward), calls=20
        )
        yield Comparison(
            f"critical δ of the prisoner's dilemma {'/'.join(map(str, payoffs))}",
            f"{STEPS} bisection steps on QuantEcon's payoff set",
            *measured,
            bound=1 / 60,
            aim=1 / 1000,
            results=f"both {delta}" if same else f"{delta} is true; theirs {theirs:.3f}",
            reason=REASON,
        )
