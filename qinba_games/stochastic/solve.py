"""`solve` for stochastic games: the best self-enforcing agreement in every state."""

from __future__ import annotations

from .. import _exact
from ..repeated.results.equilibrium import Deleted, Equilibrium
from ..types import Number, read_only
from ..verify.door import certified
from .solvers.policy_elimination import policy_elimination
from .stochastic_game import StochasticGame


def solve_stochastic(game: StochasticGame, delta: Number) -> Equilibrium:
    """Find what the players of a stochastic game can agree on, state by state."""
    # Every division of U(x) with nobody below v_i(x) is an equilibrium payoff in state x
    # (Goldluecke and Kranz 2018); the one that is told shares U - sum v equally.
    exact = game.exact and _exact.is_rational(delta)
    survivors = policy_elimination(game, delta)
    joint, punishment = survivors.joint, survivors.punishment
    surplus = joint - punishment.sum(axis=1)
    equilibrium = Equilibrium(
        game=game,
        delta=delta,
        sharing="voluntary",
        exact=exact,
        joint_payoff=read_only(joint),
        punishment_payoff=read_only(punishment),
        payoffs=read_only(punishment + (surplus / game.n_players)[:, None]),
        policy=game.policy(survivors.policy),
        punishments=tuple(map(game.policy, survivors.punishments)),
        record=tuple(Deleted(*map(read_only, one)) for one in survivors.rounds),
    )
    return certified(equilibrium)
