"""`solve` for stochastic games: the best self-enforcing agreement in every state."""

from __future__ import annotations

from .. import _exact
from ..repeated.results.equilibrium import Deleted, Equilibrium
from ..types import Number, read_only
from ..verify.door import certified
from .solvers.policy_elimination import policy_elimination
from .stochastic_game import StochasticGame

CONCEPT = "voluntary-transfers SPE"


def solve_stochastic(game: StochasticGame, delta: Number) -> Equilibrium:
    """Find what the players of a stochastic game can agree on, state by state.

    By policy elimination (Goldluecke and Kranz 2018). Every period transfers are paid, a profile is
    played, transfers are paid again; anybody can refuse to pay. The joint value is U(x); each
    player can be held to v_i(x); every division of U(x) with nobody below v_i(x) is an equilibrium
    payoff in state x.

    Parameters
    ----------
    game : StochasticGame
        Any number of players; payoffs average per period; everybody sees states and actions.
    delta : float or Fraction
        Common discount factor in [0, 1), already checked.

    Returns
    -------
    Equilibrium
        Concept "voluntary-transfers SPE", pure strategies. `joint_payoff` is U by state,
        `punishment_payoff` v by state and player, `policy` and each of `punishments` {state:
        profile of action labels}, `payoffs` the division that shares U - sum v equally. Exact
        `Fraction`s if game and delta are rational (small games: exact linear algebra is slow).

    Raises
    ------
    NoEquilibriumError
        If there is no pure-strategy equilibrium at `delta`.
    CertificateError
        If the independent check of the result fails.

    Examples
    --------
    A prisoners' dilemma that pays 2 more in the second state; play moves the state.

    >>> from fractions import Fraction
    >>> import numpy as np, qinba_games as qg
    >>> third, half = Fraction(1, 3), Fraction(1, 2)
    >>> dilemma = np.array([[[2, 2], [-1, 3]], [[3, -1], [0, 0]]])
    >>> moves = [
    ...     [[[p, 1 - p], [half, half]], [[half, half], [p, 1 - p]]] for p in (third, 2 * third)
    ... ]
    >>> game = qg.StochasticGame.from_arrays([dilemma, dilemma + 2], moves, states=[1, 2])
    >>> found = qg.solve(game, Fraction(7, 10))
    >>> print(*found.joint_payoff, found.policy)
    204/37 240/37 {1: (0, 0), 2: (0, 0)}
    """
    exact = game.exact and _exact.is_rational(delta)
    left = policy_elimination(game, delta)
    joint, punishment = left.joint, left.punishment
    surplus = joint - punishment.sum(axis=1)
    found = Equilibrium(
        game=game,
        delta=delta,
        sharing="voluntary",
        concept=CONCEPT,
        exact=exact,
        joint_payoff=read_only(joint),
        punishment_payoff=read_only(punishment),
        payoffs=read_only(punishment + (surplus / game.n_players)[:, None]),
        policy=game.policy(left.policy),
        punishments=tuple(map(game.policy, left.punishments)),
        record=tuple(Deleted(*map(read_only, one)) for one in left.rounds),
    )
    return certified(found)
