"""Games from and to other libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check, errors
from .stage.stage_game import StageGame

if TYPE_CHECKING:
    import nashpy


def from_nashpy(game: nashpy.Game, *, players: Any = None, actions: Any = None) -> StageGame:
    """Read a nashpy game as a stage game.

    Parameters
    ----------
    game : nashpy.Game
        Integers and `Fraction`s in its matrices stay exact.
    players, actions
        Names, as for `StageGame`; nashpy has none.

    Returns
    -------
    StageGame

    Raises
    ------
    InputTypeError
        If `game` is no nashpy game.
    ShapeError
        If its two matrices have different shapes (nashpy looks at the first row only).

    Examples
    --------
    >>> import nashpy
    >>> import qinba_games as qg
    >>> qg.from_nashpy(nashpy.Game([[1, -1], [-1, 1]]), players=["Sichuan", "Shaanxi"])
    StageGame(2 players, 2 x 2 actions, exact)
    """
    import nashpy

    _check.instance("from_nashpy", "game", game, nashpy.Game)
    A, B = (
        _check.array("from_nashpy", "game", matrix, shape=(None, None))
        for matrix in game.payoff_matrices
    )
    B = _check.array("from_nashpy", "game", B, shape=A.shape)
    return StageGame(np.stack([A, B], axis=-1), players=players, actions=actions)


def to_nashpy(stage: StageGame) -> nashpy.Game:
    """Write a stage game of two players as a nashpy game.

    Names are lost. `Fraction`s become floats, because nashpy solves linear systems in floats;
    integers stay integers.

    Parameters
    ----------
    stage : StageGame
        Two players.

    Returns
    -------
    nashpy.Game

    Raises
    ------
    InputTypeError
        If `stage` is no StageGame.
    NotApplicableError
        If the game does not have two players.

    Examples
    --------
    >>> import qinba_games as qg
    >>> game = qg.to_nashpy(qg.prisoners_dilemma(9, 1, 10, 3))
    >>> game[[1, 0], [0, 1]].tolist()
    [1, 10]
    """
    import nashpy

    _check.instance("to_nashpy", "stage", stage, StageGame)
    if stage.n_players != 2:
        rule = f"nashpy plays games of two players, and this one has {stage.n_players}"
        remedy = "Fix the actions of the others and build a StageGame of the two that remain"
        raise errors.NotApplicableError("to_nashpy", "stage", stage, rule, remedy)
    payoffs = stage.payoffs
    if payoffs.dtype == object:
        payoffs = payoffs.astype(float)
    return nashpy.Game(payoffs[..., 0].copy(), payoffs[..., 1].copy())
