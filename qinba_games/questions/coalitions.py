"""What can a coalition count on in a stage game? The way from play to cooperative games."""

from __future__ import annotations

from typing import Any

from .. import _check
from ..games.cooperative import TUGame, check_size
from ..games.stage import StageGame
from ..solvers import characteristic_function as solver

_ASSUMPTIONS = ("alpha", "beta", "gamma", "minimax")


def characteristic_function(
    stage: StageGame, assumption: Any = "alpha", *, selection: Any = "worst"
) -> TUGame:
    r"""Find what every coalition of players of a stage game can reach together.

    The members of S coordinate their actions and add up their payoffs; what it is worth depends on
    what the others are expected to do:

    * "alpha": max over own actions of the min over the others' (they answer in the worst way);
    * "beta": min over the others' actions of the max over own ones (S answers them);
    * "minimax": the value of that zero-sum game in mixed, within each side correlated, actions;
      it lies between alpha and beta and is both of them if randomising is allowed;
    * "gamma": the others stay apart and everybody, S as one, plays a best reply.

    Parameters
    ----------
    stage : StageGame
        Any number of players.
    assumption : {"alpha", "beta", "gamma", "minimax"}
    selection : {"worst", "best"}
        For gamma, which of several pure equilibria to expect: the worst or the best for S.

    Returns
    -------
    TUGame
        In the stage game's units; exact for rational payoffs, but float for "minimax".

    Raises
    ------
    NoEquilibriumError
        For gamma, if a coalition has no pure equilibrium against the others.
    UnknownNameError, RangeError

    References
    ----------
    J. von Neumann and O. Morgenstern, *Theory of Games and Economic Behavior*, Princeton University
    Press 1944, section 25 (minimax). R. J. Aumann (1959), "Acceptable points in general cooperative
    n-person games", Contributions to the Theory of Games IV, Princeton University Press, 287-324
    (alpha, beta). P. Chander and H. Tulkens (1997), "The core of an economy with multilateral
    environmental externalities", International Journal of Game Theory 26, 379-401 (gamma).

    Examples
    --------
    A public good: each unit costs its contributor 3 and brings everybody 2.

    >>> import numpy as np, qinba_games as qg
    >>> from qinba_games.questions.sharing import characteristic_function
    >>> x = np.stack(np.meshgrid(*[[0, 1]] * 3, indexing="ij"), axis=-1)
    >>> game = qg.StageGame(2 * x.sum(-1, keepdims=True) - 3 * x)
    >>> characteristic_function(game, "gamma").values.tolist()
    [0, 0, 0, 2, 0, 2, 2, 9]
    """
    _check.instance("characteristic_function", "stage", stage, StageGame)
    _check.choice("characteristic_function", "assumption", assumption, _ASSUMPTIONS)
    _check.choice("characteristic_function", "selection", selection, ("worst", "best"))
    check_size("characteristic_function", "stage", stage.n_players)
    if assumption == "gamma":
        values = solver.gamma(stage.payoffs, best=selection == "best")
    else:
        solvers = {"alpha": solver.alpha, "beta": solver.beta, "minimax": solver.minimax}
        values = solvers[assumption](stage.payoffs)
    return TUGame(values, players=stage.players)
