"""Which way do populations drift that copy what succeeds?"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from .. import _check, _sizes, errors
from ..common.show import show
from ..stage.stage_game import StageGame
from ..types import ArrayLike, FloatArray, Number
from ..verify.door import certified
from .replicator_field import advantages, corners, kinds
from .results import Adoption, sample_times
from .solvers import replicator

#: Players up to whom all corners are listed.
_LARGEST = _sizes.POPULATIONS
_POINTS = 201
#: So many times as long as it takes the largest gain to move anybody paths are followed at most.
_LONGEST = 1e4


def adoption(
    game: StageGame,
    start: ArrayLike | None = None,
    *,
    horizon: Number | None = None,
    starts: int = 512,
    seed: int = 0,
) -> Adoption:
    """Follow the replicator dynamics of a game in which every player has two actions.

    If x_i is the share of population i that plays its first action,
    dx_i/dt = x_i (1 - x_i) A_i(x_-i), A_i the expected gain of the first action over the second. At
    the corner of a pure profile a the Jacobian is diagonal with entries g_i(other action, a_-i) -
    g_i(a): the corner is asymptotically stable exactly when all are negative, that is, exactly when
    a is a strict Nash equilibrium. A rest point in which all populations mix never is.

    Parameters
    ----------
    game : StageGame
        At most eight players with two actions each; `watershed_game` builds the tripartite one.
    start : array_like, shape (n,), optional
        Shares at time 0, in [0, 1]; by default one half each.
    horizon : Number, optional
        How long paths are followed; by default 200 divided by the largest gain of any action.
    starts : int
        How many starting points decide the basins: one drawn from each cell of a regular grid of
        about this size.
    seed : int
        Of the random numbers that place them in their cells.

    Returns
    -------
    Adoption
        `.kinds` and `.eigenvalues` of the corners, `.stable`, `.path`, `.basins`, `.mixed`,
        `.plot()`. Concept "behavioural": players copy and do not foresee.

    Raises
    ------
    NotApplicableError
        If a player does not have two actions, or there are more than eight players.
    ShapeError, ProbabilityError, RangeError, InputTypeError

    References
    ----------
    J. Hofbauer and K. Sigmund (1998), Evolutionary Games and Population Dynamics, Cambridge
    University Press. K. Ritzberger and J. W. Weibull (1995), "Evolutionary selection in normal-form
    games", Econometrica 63, 1371-1399.

    Examples
    --------
    A centre that subsidises and fines gets both provinces to cooperate. It keeps doing so only if
    clean water earns it more credit than that costs; otherwise nothing is ever settled:

    >>> from qinba_games.third_parties import adoption, watershed_game
    >>> terms = {
    ...     "protection_cost": 6,
    ...     "own_benefit": 1,
    ...     "water_benefit": 5,
    ...     "compensation": 2,
    ...     "subsidy": 2,
    ...     "upstream_fine": 2,
    ...     "downstream_fine": 3,
    ...     "coordination_cost": 1,
    ... }
    >>> adoption(watershed_game(credit=4, **terms), starts=27)
    Adoption(1 stable corner: coordinate, protect, compensate from 100% of the starts)
    >>> adoption(watershed_game(credit=2, **terms), starts=27).stable
    ()
    """
    owner = "adoption"
    _check.instance(owner, "game", game, StageGame)
    if game.n_players > _LARGEST or any(m != 2 for m in game.shape):
        rule = f"needs two actions for each of at most {_LARGEST} players"
        remedy = "Leave out actions, or group players"
        raise errors.NotApplicableError(owner, "game", game, rule, remedy)
    origin = _start(game.players, start)
    seed = _check.integer(owner, "seed", seed)
    starts = _check.integer(owner, "starts", starts, low=1, high=_sizes.STARTS)
    payoffs = game.payoffs
    largest = max(float(np.max(abs(table))) for table in advantages(payoffs))
    until = 200 / largest if largest > 0 else 1.0
    if horizon is not None:
        until = float(_check.above(owner, "horizon", horizon))
        if until * largest > _LONGEST:
            rule = f"paths are followed for at most {show(_LONGEST / largest)} with these payoffs"
            remedy = "Pass a shorter horizon, or leave it out"
            raise errors.RangeError(owner, "horizon", horizon, rule, remedy)
    return certified(_adoption(game, origin, until, starts, seed))


def _adoption(game: StageGame, start: FloatArray, until: float, starts: int, seed: int) -> Adoption:
    payoffs, n = game.payoffs, game.n_players
    times = sample_times(until, _POINTS)
    more = np.array(list(itertools.product((0.2, 0.5, 0.8), repeat=n))) if n in (2, 3) else start
    both = replicator.trajectories(payoffs, np.vstack([start, more]), times, error=1e-11)
    points = _grid(n, starts, seed)
    reached = replicator.basins(payoffs, points, until)
    stable = [k for k, kind in enumerate(kinds(payoffs)) if kind == "stable"]
    profiles = corners(n).tolist()
    return Adoption(
        game=game,
        start=start,
        horizon=until,
        mixed=replicator.mixed_rest_points(payoffs),
        path=both[0],
        paths=both[1:],
        basins={tuple(profiles[k]): float((reached == k).mean()) for k in stable},
        starts=len(points),
        seed=seed,
        exact=game.exact,
    )


def _grid(n: int, starts: int, seed: int) -> FloatArray:
    """One random point in each cell of a regular grid of about `starts` cells; at least one."""
    side = max(1, round(starts ** (1 / n)))
    cells = np.stack(np.meshgrid(*[np.arange(side)] * n, indexing="ij"), axis=-1).reshape(-1, n)
    inside = np.random.default_rng(seed).uniform(1e-6, 1 - 1e-6, cells.shape)
    return np.asarray((cells + inside) / side)


def _start(players: tuple[str, ...], start: Any) -> FloatArray:
    n = len(players)
    if start is None:
        return np.full(n, 0.5)
    shares = _check.array("adoption", "start", start, shape=(n,), names=players).astype(float)
    for share in shares:
        _check.probability("adoption", "start", share)
    return shares
