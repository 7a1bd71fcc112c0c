"""What can a coalition count on? The way from play and from partnerships to cooperative games."""

from __future__ import annotations

from typing import Any

from .. import _check
from ..cooperative.tu_game import TUGame, check_size
from ..partnership.partnership import Partnership
from ..stage.stage_game import StageGame
from .solvers import characteristic_function as solver

_ASSUMPTIONS = ("alpha", "beta", "gamma", "minimax")


def characteristic_function(
    model: StageGame | Partnership,
    assumption: Any = "alpha",
    *,
    selection: Any = "worst",
    trust: int | None = None,
) -> TUGame:
    r"""Find what every coalition of players or partners can reach together.

    The members of S coordinate their actions and add up their payoffs; what it is worth depends on
    what the others are expected to do:

    * "alpha": max over own actions of the min over the others' (they answer in the worst way);
    * "beta": min over the others' actions of the max over own ones (S answers them);
    * "minimax": the value of that zero-sum game in mixed, within each side correlated, actions;
      it lies between alpha and beta and is both of them if randomising is allowed;
    * "gamma": the others stay apart and everybody, S as one, plays a best reply.

    In a partnership nobody outside S contributes, under any assumption. Two or more members either
    contribute among themselves or live apart, v(S) = max(Σ_{i, j in S} b_ij(k) - Σ_S c_i, Σ_S w_i);
    whoever is alone has w_i. For a matrix of benefits from ties see `network_game`.

    Parameters
    ----------
    model : StageGame or Partnership
        Any number of players.
    assumption : {"alpha", "beta", "gamma", "minimax"}
    selection : {"worst", "best"}
        For gamma, which of several pure equilibria to expect: the worst or the best for S.
    trust : int, optional
        Level of a partnership's trust, the highest by default. Times are good ones.

    Returns
    -------
    TUGame
        In the model's units, per period; exact for rational payoffs, but float for "minimax".

    Raises
    ------
    NoEquilibriumError
        For gamma, if a coalition has no pure equilibrium against the others.
    NotApplicableError
        If a level of trust is given and the model has none.
    UnknownNameError, RangeError, InputTypeError

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
    >>> from qinba_games.sharing import characteristic_function
    >>> x = np.stack(np.meshgrid(*[[0, 1]] * 3, indexing="ij"), axis=-1)
    >>> game = qg.StageGame(2 * x.sum(-1, keepdims=True) - 3 * x)
    >>> characteristic_function(game, "gamma").values.tolist()
    [0, 0, 0, 2, 0, 2, 2, 9]

    Three partners, of whom the first brings the others most; contributing costs 1:

    >>> pair = qg.Partnership([[[0, 1, 1], [3, 0, 1], [2, 1, 0]]], 1, promotion=1, friction=0)
    >>> characteristic_function(pair).values.tolist()
    [0, 0, 0, 2, 0, 1, 0, 6]
    """
    owner = "characteristic_function"
    _check.instance(owner, "model", model, (StageGame, Partnership))
    _check.choice(owner, "assumption", assumption, _ASSUMPTIONS)
    _check.choice(owner, "selection", selection, ("worst", "best"))
    if isinstance(model, Partnership):
        check_size(owner, "model", model.n_members)
        top = model.levels - 1
        level = top if trust is None else _check.integer(owner, "trust", trust, high=top)
        values = solver.partners(model.benefit[level], model.cost, model.outside)
        return TUGame(values, players=model.members)
    _check.without(owner, "trust", trust, "Leave it out: only a Partnership has trust")
    check_size(owner, "model", model.n_players)
    if assumption == "gamma":
        values = solver.gamma(model.payoffs, best=selection == "best")
    else:
        solvers = {"alpha": solver.alpha, "beta": solver.beta, "minimax": solver.minimax}
        values = solvers[assumption](model.payoffs)
    return TUGame(values, players=model.players)
