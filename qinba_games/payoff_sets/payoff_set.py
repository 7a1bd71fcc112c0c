"""Which payoffs can governments reach in equilibrium if nobody can pay anybody?"""

from __future__ import annotations

import dataclasses
import math
import sys
from collections.abc import Callable, Sequence
from typing import Any, overload

from .. import _check, _sizes, errors
from ..common.progress import silent, telling, tick
from ..common.result import show
from ..partnership.partnership import Partnership
from ..repeated.repeated_game import RepeatedGame, as_repeated, perfectly_monitored
from ..repeated.solvers.voluntary_transfers import discount_rows
from ..stage.solvers.minmax import stage_quantities
from ..stage.stage_game import StageGame
from ..stochastic.stochastic_game import StochasticGame
from ..types import Number
from ..verify.door import certified, verify
from . import building
from .building import near_enough, none
from .by_state import StatePayoffSets
from .of_many import set_of_many
from .of_states import sets_of_states
from .results import PayoffSet
from .solvers.abreu_sannikov import payoff_polygon
from .solvers.outer_rounds import narrow
from .solvers.rounds import UnitGame
from .units import units_of


@overload
def payoff_set(
    game: StochasticGame | Partnership,
    delta: Number,
    *,
    tol: float | None = None,
    max_rounds: int = 20_000,
    progress: bool | None = None,
    founding: int | None = None,
) -> StatePayoffSets: ...


@overload
def payoff_set(
    game: StageGame | RepeatedGame,
    delta: Number,
    *,
    tol: float | None = None,
    max_rounds: int = 20_000,
    progress: bool | None = None,
) -> PayoffSet: ...


def payoff_set(
    game: Any,
    delta: Number,
    *,
    tol: float | None = None,
    max_rounds: int = 20_000,
    progress: bool | None = None,
    founding: int | None = None,
) -> PayoffSet | StatePayoffSets:
    """Find every payoff of an equilibrium in which nobody pays anybody.

    The largest set W with W = B(W): what can be had today with a promise w out of W that keeps
    everybody, (1 - delta) (c_i(a) - g_i(a)) <= delta (w_i - u_i), where u_i is the least that W has
    for member i and c_i its best deviation from profile a. With `outside` everybody can leave, and
    u_i is w_i.

    Parameters
    ----------
    game : RepeatedGame, StageGame, StochasticGame or Partnership
        Perfect monitoring; a stage game is repeated without a way out. Two members or more; with
        three and more the set lies between `inner` and `outer`, which have some 60 corners at most
        with four and more, and are far apart. A stochastic game of two or a
        partnership of two (sharing "none", every breach seen, no deposit, no subsidy) has one set
        for each state.
    delta : Number
        Common discount factor in [0, 1).
    tol : float, optional
        Largest gap between the inner and the outer set that is accepted, in units of the range of
        payoffs; 1e-9 for floats and for sets by state, 1e-12 for fractions by default. With
        three and more members any gap is accepted, if nothing else is asked for, and reported.
    max_rounds : int
        Rounds after which to give up.
    progress : bool, optional
        Whether to show the rounds; None: once it takes more than two seconds.
    founding : int, optional
        Of a partnership only whether somebody contributes that is founded at this level of trust:
        once the sets around all payoffs show that nobody does, they are left as they are, and the
        inner ones say that all leave (`StatePayoffSets.contributes`).

    Returns
    -------
    PayoffSet, or StatePayoffSets for a game whose state moves
        Subgame-perfect equilibria in actions that are pure given a public signal, drawn before each
        period. Without the signal, and with mixed actions, the set is another one. Payoffs average
        per period. Of rational payoffs and a rational `delta` the corners are fractions where they
        are rational, and proved to be all; else they are floats.

    Raises
    ------
    DiscountError
        If `delta` is outside [0, 1).
    NoEquilibriumError
        If there is no equilibrium in pure actions at `delta`; it names the least `delta` that has
        one with transfers.
    NotApplicableError
        If there is one member only, or more than two where the state moves, or if actions are not
        seen.
    RangeError
        If three and more members have more than 1,000 profiles.
    NotConvergedError
        If `max_rounds` do not suffice or the gap stays above `tol`.
    CertificateError
        If the independent check of the result fails.

    References
    ----------
    D. Abreu, D. Pearce and E. Stacchetti (1990), "Toward a theory of discounted repeated games with
    imperfect monitoring", Econometrica 58, 1041-1063. D. Abreu and Y. Sannikov (2014), "An
    algorithm for two-player repeated games with perfect monitoring", Theoretical Economics 9,
    313-338.

    Examples
    --------
    >>> from fractions import Fraction
    >>> import qinba_games as qg
    >>> dilemma = qg.prisoners_dilemma(9, 1, 10, 3)
    >>> found = qg.payoff_set(dilemma, Fraction(1, 4))
    >>> found
    PayoffSet(polygon with 4 corners, delta 1/4, least (3, 3), exact)
    >>> [tuple(map(str, corner)) for corner in found.vertices]
    [('3', '3'), ('39/4', '3'), ('9', '9'), ('3', '39/4')]
    >>> qg.payoff_set(dilemma, Fraction(1, 5)).shape
    'segment'
    """
    owner = "payoff_set"
    by_state = isinstance(game, (StochasticGame, Partnership))
    delta = _check.discount(owner, delta, exact=not by_state and getattr(game, "exact", True))
    largest = None if tol is None else _check.above(owner, "tol", tol)
    rounds = _check.integer(owner, "max_rounds", max_rounds, low=1)
    if progress is not None:
        _check.flag(owner, "progress", progress)
    with telling(owner) if progress is None else silent():
        callback = _print if progress else _tick
        if by_state:
            return sets_of_states(game, delta, largest, rounds, callback, founding)
        return _of_repeated_game(game, delta, largest, rounds, callback, founding)


def _of_repeated_game(
    game: Any,
    delta: Number,
    largest: Number | None,
    rounds: int,
    callback: Callable[[int], None],
    founding: int | None,
) -> PayoffSet:
    owner = "payoff_set"
    if founding is not None:
        rule, remedy = "is a level of trust, and nothing is founded here", "Leave it out"
        raise errors.NotApplicableError(owner, "founding", founding, rule, remedy)
    repeated = perfectly_monitored(owner, as_repeated(owner, game))
    if repeated.n_players > 2:
        size, remedy = math.prod(repeated.stage.shape), "Leave out actions, or members"
        what = "profiles of three and more members"
        _sizes.fits(owner, "game", game, size, _sizes.POLYTOPES, what, remedy)
        return set_of_many(repeated, delta, largest, rounds, callback)
    if repeated.n_players != 2:
        rule = "has one member, and nobody to agree with"
        raise errors.NotApplicableError(owner, "game", game, rule, "Add the other members")
    return _of_two(repeated, delta, largest, rounds, callback)


def _of_two(
    game: RepeatedGame,
    delta: Number,
    tol: Number | None,
    max_rounds: int,
    callback: Callable[[int], None],
) -> PayoffSet:
    exact = game.exact and not isinstance(delta, float)
    units = units_of(game.stage.payoffs, game.outside, delta)
    pair = building.ScaledPair(game, delta, units, exact)
    if not delta:
        still = building.impatient(pair)
        if still is None:
            raise _none(pair)
        return near_enough(certified(still), tol)
    round_ = UnitGame(units.g, units.h, float(delta), units.leaving)
    outcome = payoff_polygon(round_, max_rounds=max_rounds, report=callback)
    if not len(outcome.corners.points):
        raise _none(pair)
    if not outcome.settled:
        partial = building.partial_set(pair, outcome)
        message = (
            f"payoff_set: {outcome.rounds} rounds did not settle the set at delta = {show(delta)}. "
            "`partial` holds what lies inside and outside; give a larger max_rounds."
        )
        raise errors.NotConvergedError(message, partial)
    floats = building.of_floats(pair, outcome)
    most: list[Callable[[], PayoffSet | None]]
    if exact:
        most = [lambda: building.rational(pair, round_, outcome)]
    else:
        most = [lambda: floats, lambda: building.with_outer_set(floats)]
    result = _first_valid([*most, lambda: building.conservative_set(pair, floats)])
    if result is not None:
        return near_enough(result, tol)
    bounds = building.partial_set(pair, outcome)
    if not exact:
        _sizes.refuse_constant(bounds.game, "PayoffSet", powers=6)
    message = (
        f"payoff_set: corners found at delta = {show(delta)} are no fixed point up to rounding: a "
        "threshold is near. `partial` holds what lies inside and outside; ask a little further off."
    )
    raise errors.NotConvergedError(message, bounds)


def _first_valid(tries: Sequence[Callable[[], PayoffSet | None]]) -> PayoffSet | None:
    """The first set that its check accepts, from the most to the least that can be said."""
    for make in tries:
        made = make()
        if made is None:
            continue
        result = building.with_witness(made)
        if (certificate := verify(result)).ok:
            return dataclasses.replace(result, certificate=certificate)
    return None


def _tick(_: int) -> None:
    """Tell whoever asked that the work goes on."""
    tick()


def _print(count: int) -> None:
    """Say on standard error how far it is, on one line."""
    if not count % 50:
        sys.stderr.write(f"\rpayoff_set: {count} rounds ")
        sys.stderr.flush()


def _none(pair: building.ScaledPair) -> Exception:
    """The error that there is no equilibrium, once that is proved."""
    game, delta, case = pair.game, pair.delta, pair.case(exact=pair.exact)
    outer = narrow(case).last if delta else None
    if outer is not None and outer.live.any():
        cure = "Give payoffs and delta as fractions"
        return none(delta, cure, building.half_plane_bounds(pair, outer))
    rows = discount_rows(stage_quantities(game.stage.payoffs, game.outside))
    if not rows:
        cure = "With transfers there is none at any delta: give members an outside value"
    else:
        cure = f"With transfers there is one from delta = {show(rows[0].delta)} on: ask solve(game)"
    return none(delta, cure)
