"""Games from and to other libraries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check, errors
from .common.files import text_of
from .repeated.repeated_game import RepeatedGame, as_repeated, perfectly_monitored
from .stage.nfg import read_nfg, write_nfg
from .stage.stage_game import StageGame
from .types import Number

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
    both = game.payoff_matrices
    A, B = (_check.array("from_nashpy", "game", m, shape=(None, None)) for m in both)
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


def from_nfg(source: str | Path) -> StageGame:
    """Read a stage game from the text of Gambit's strategic form (`.nfg`).

    Parameters
    ----------
    source : str or Path
        The text itself, or the file. Integers and ratios such as 1/3 stay exact, one decimal makes
        the whole game float. Both forms are read, that of payoffs and that of outcomes.

    Returns
    -------
    StageGame
        With the players and actions of the file; its title and comment are lost.

    Raises
    ------
    InputTypeError
        If `source` is neither text nor a path.
    InvalidInputError
        If the text is not of that form (the message says at which word), or cannot be read.

    See Also
    --------
    to_nfg

    References
    ----------
    R. Savani and T. L. Turocy, *Gambit: The package for computation in game theory*, section on
    file formats.

    Examples
    --------
    >>> import qinba_games as qg
    >>> text = 'NFG 1 R "gift" { "Sichuan" "Shaanxi" } { 2 2 } 1 1  -1 2  2 -1  0 0'
    >>> qg.from_nfg(text).payoff(("1", "2"))
    (2, -1)
    """
    _check.instance("from_nfg", "source", source, (str, Path))
    text = source if isinstance(source, str) else text_of("from_nfg", "source", source, "a file")
    if not text.lstrip().startswith("NFG"):
        rule = "the text of a game in strategic form begins with NFG"
        remedy = "Pass the text, or a pathlib.Path to the file"
        raise errors.InvalidInputError("from_nfg", "source", source, rule, remedy)
    return read_nfg("from_nfg", text)


def to_nfg(stage: StageGame, *, title: str = "") -> str:
    """Write a stage game as the text of Gambit's strategic form (`.nfg`).

    Parameters
    ----------
    stage : StageGame
        Any number of players. `Fraction`s are written as ratios, floats to their last digit, so
        that `from_nfg` gives back an equal game.
    title : str

    Returns
    -------
    str

    Raises
    ------
    InputTypeError
        If `stage` is no StageGame or `title` no text.

    See Also
    --------
    from_nfg

    Examples
    --------
    >>> import qinba_games as qg
    >>> print(qg.to_nfg(qg.prisoners_dilemma(9, 1, 10, 3), title="dilemma"))
    NFG 1 R "dilemma" { "1" "2" }
    { { "cooperate" "defect" } { "cooperate" "defect" } }
    ""
    <BLANKLINE>
    9 9
    10 1
    1 10
    3 3
    <BLANKLINE>
    """
    _check.instance("to_nfg", "stage", stage, StageGame)
    _check.instance("to_nfg", "title", title, str)
    return write_nfg(stage, title)


def from_quantecon(game: Any, *, players: Any = None, actions: Any = None) -> StageGame:
    """Read a game of QuantEcon as a stage game.

    Parameters
    ----------
    game : quantecon.game_theory.NormalFormGame or RepeatedGame
        Any number of players. Of a repeated game the stage game is read; its discount factor is
        `game.delta`. Integers stay exact.
    players, actions
        Names, as for `StageGame`; QuantEcon has none.

    Returns
    -------
    StageGame

    Raises
    ------
    InputTypeError
        If `game` is neither.

    See Also
    --------
    to_quantecon

    Examples
    --------
    >>> from quantecon.game_theory import NormalFormGame
    >>> import qinba_games as qg
    >>> theirs = NormalFormGame([[(9, 9), (1, 10)], [(10, 1), (3, 3)]])
    >>> qg.from_quantecon(theirs).payoff((0, 1))
    (1, 10)
    """
    normal, repeated, _ = _quantecon("from_quantecon")
    _check.instance("from_quantecon", "game", game, (normal, repeated))
    stage = game.sg if isinstance(game, repeated) else game
    n = stage.N
    # Every player's array begins with its own actions; the others follow in turn.
    own = [
        np.transpose(player.payoff_array, [(p - i) % n for p in range(n)])
        for i, player in enumerate(stage.players)
    ]
    return StageGame(np.stack(own, axis=-1), players=players, actions=actions)


def to_quantecon(game: StageGame | RepeatedGame, delta: Number | None = None) -> Any:
    """Write a stage game, or a repeated one, as a game of QuantEcon.

    Names are lost, and `Fraction`s become floats; integers stay integers.

    Parameters
    ----------
    game : StageGame or RepeatedGame
        Any number of players. QuantEcon knows perfect monitoring only, and nobody leaves.
    delta : Number, optional
        Discount factor in [0, 1): makes a repeated game of it.

    Returns
    -------
    quantecon.game_theory.NormalFormGame, or RepeatedGame if there is a `delta`

    Raises
    ------
    InputTypeError
        If `game` is neither.
    NotApplicableError
        If members can leave, or do not see everything.
    DiscountError
        If `delta` is outside [0, 1).

    See Also
    --------
    from_quantecon

    Examples
    --------
    >>> import qinba_games as qg
    >>> theirs = qg.to_quantecon(qg.prisoners_dilemma(9, 1, 10, 3), 0.75)
    >>> theirs.sg.players[1].payoff_array.tolist(), theirs.delta
    ([[9, 1], [10, 3]], 0.75)
    """
    theirs, their_repeated, player = _quantecon("to_quantecon")
    repeated = perfectly_monitored("to_quantecon", as_repeated("to_quantecon", game))
    if repeated.outside is not None:
        rule, remedy = "members can leave, which QuantEcon does not know", "Pass its stage game"
        raise errors.NotApplicableError("to_quantecon", "game", game, rule, remedy)
    payoffs = repeated.stage.payoffs
    payoffs = payoffs.astype(float) if payoffs.dtype == object else payoffs
    n = repeated.n_players
    arrays = [np.transpose(payoffs[..., i], [(i + j) % n for j in range(n)]) for i in range(n)]
    stage = theirs([player(np.ascontiguousarray(array)) for array in arrays])
    if delta is None:
        return stage
    return their_repeated(stage, float(_check.discount("to_quantecon", delta)))


def _quantecon(function: str) -> tuple[Any, Any, Any]:
    """Its classes of games and of players."""
    try:
        from quantecon.game_theory import NormalFormGame, Player
        from quantecon.game_theory.repeated_game import RepeatedGame as TheirRepeatedGame
    except ImportError as error:
        raise errors.MissingLibraryError(function, "quantecon", "quantecon") from error
    return NormalFormGame, TheirRepeatedGame, Player
