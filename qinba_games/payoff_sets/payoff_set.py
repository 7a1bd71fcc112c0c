"""Which payoffs can governments reach in equilibrium if nobody can pay anybody?"""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import Any

import numpy as np

from .. import _check, _exact, errors
from ..common.result import show
from ..repeated.repeated_game import RepeatedGame, as_repeated, perfectly_monitored
from ..repeated.solvers.voluntary_transfers import discount_rows
from ..stage.solvers.minmax import stage_quantities
from ..types import Array, Number, read_only
from ..verify.door import certified
from . import polygons
from .checks.outside import empty
from .checks.scaled import scaled
from .results import CONCEPT, CornerPlay, PayoffSet
from .solvers import rational_corners
from .solvers.abreu_sannikov import (
    BOTH,
    FIRST,
    LEAVE,
    SECOND,
    STATIC,
    Corners,
    Found,
    Round,
    payoff_polygon,
)
from .units import Units, units_of

_KINDS = {STATIC: "static", FIRST: "binding", SECOND: "binding", BOTH: "both", LEAVE: "static"}


def payoff_set(
    game: Any,
    delta: Number,
    *,
    tol: float | None = None,
    max_rounds: int = 20_000,
    progress: bool = False,
) -> PayoffSet:
    """Find every payoff of an equilibrium in which nobody pays anybody.

    The largest set W with W = B(W): what can be had today with a promise w out of W that keeps
    everybody, (1 - delta) (c_i(a) - g_i(a)) <= delta (w_i - u_i), where u_i is the least that W has
    for member i and c_i its best deviation from profile a. With `outside` everybody can leave, and
    u_i is w_i.

    Parameters
    ----------
    game : RepeatedGame or StageGame
        Two members, perfect monitoring; a stage game is repeated without a way out.
    delta : Number
        Common discount factor in [0, 1).
    tol : float, optional
        Largest gap between the inner and the outer set that is accepted, in units of the range of
        payoffs; 1e-9 for floats and 1e-12 for fractions by default.
    max_rounds : int
        Rounds after which to give up.
    progress : bool
        Whether to show the rounds.

    Returns
    -------
    PayoffSet
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
        If there are not two members, or actions are not seen.
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
    delta = _check.discount(owner, delta)
    largest = None if tol is None else _check.above(owner, "tol", tol)
    rounds = _check.integer(owner, "max_rounds", max_rounds, low=1)
    shown = _check.flag(owner, "progress", progress)
    repeated = perfectly_monitored(owner, as_repeated(owner, game))
    if repeated.n_players != 2:
        rule = f"has {repeated.n_players} members, and sets of payoffs are found for two"
        remedy = "Fix the actions of the others and build a StageGame of the two that remain"
        raise errors.NotApplicableError(owner, "game", game, rule, remedy)
    return _of_two(repeated, delta, largest, rounds, shown)


def _of_two(
    game: RepeatedGame, delta: Number, tol: Number | None, max_rounds: int, shown: bool
) -> PayoffSet:
    exact = game.exact and not isinstance(delta, float)
    units = units_of(game.stage.payoffs, game.outside)
    if not delta:
        return certified(_impatient(game, delta, units, exact=exact))
    round_ = Round(units.g, units.h, float(delta), units.leaving)
    found = payoff_polygon(round_, max_rounds=max_rounds, said=_shown if shown else _silent)
    if not len(found.corners.points):
        raise _none(game, delta, exact=exact)
    if exact:
        rational = _rational(game, delta, units, round_, found)
        if rational is not None:
            return certified(rational)
    return _near_enough(certified(_of_floats(game, delta, units, found)), tol)


def _near_enough(found: PayoffSet, tol: Number | None) -> PayoffSet:
    """The set, or an error that carries it if its gap is above what was asked for."""
    spread = float(np.ptp(found.game.stage.payoffs.astype(float)))
    if tol is None or found.gap <= tol * spread:
        return found
    message = (
        f"payoff_set: the gap between the inner and the outer set is {float(found.gap):.1e}, above "
        f"tol = {tol} of the range {show(spread)}. Both are in `partial`: allow more."
    )
    raise errors.NotConvergedError(message, found)


def _silent(_: int) -> None:
    """Say nothing."""


def _shown(count: int) -> None:
    """Say on standard error how far it is, on one line."""
    if not count % 50:
        sys.stderr.write(f"\rpayoff_set: {count} rounds ")
        sys.stderr.flush()


def _impatient(game: RepeatedGame, delta: Number, units: Units, *, exact: bool) -> PayoffSet:
    """Who does not care for the future plays an equilibrium of the stage game, or leaves."""
    held = np.flatnonzero((units.h <= 1e-12).all(axis=1))
    points = units.g[held]
    kinds = np.zeros(len(held), dtype=int)
    if units.leaving is not None:
        points, kinds = np.vstack([points, units.leaving]), np.append(kinds, LEAVE)
        held = np.append(held, 0)
    if not len(points):
        raise _none(game, delta, exact=exact)
    kept = polygons.hull_indices(points, 1e-12)
    corners = Corners(points[kept], held[kept], kinds[kept], np.zeros((len(kept), 2), int))
    if not exact:
        return _of_floats(game, delta, units, Found(corners, points.min(axis=0), 0, True))
    values = _exact_statics(units, corners)
    return _made(game, delta, units.back(values), corners, exact=True)


def _exact_statics(units: Units, corners: Corners) -> Array:
    g, _, leaving = units.fractions()
    pairs = zip(corners.profile.tolist(), corners.kind.tolist(), strict=True)
    return np.array([leaving if kind == LEAVE else g[a] for a, kind in pairs], dtype=object)


def _rational(
    game: RepeatedGame, delta: Number, units: Units, round_: Round, found: Found
) -> PayoffSet | None:
    """The set in fractions; None if its corners are none."""
    g, h, leaving = units.fractions()
    d = _exact.fraction(delta)
    precise = rational_corners.refined(round_, found.corners, g, h, d, leaving)
    if precise is None:
        return None
    corners = rational_corners.fractions_near(precise)
    if corners is None:
        return None
    order = polygons.hull_indices(corners)
    kept = found.corners.only(order)
    return _made(game, delta, units.back(corners[order]), kept, exact=True)


def _of_floats(game: RepeatedGame, delta: Number, units: Units, found: Found) -> PayoffSet:
    corners = found.corners
    values = units.back(corners.points)
    order = polygons.hull_indices(values)
    kept = corners.only(order)
    return _made(game, float(delta), values[order], kept, exact=False)


def _made(
    game: RepeatedGame, delta: Number, values: Array, corners: Corners, *, exact: bool
) -> PayoffSet:
    """The result, from corners in units of payoffs and how they come about."""
    leaving = None if game.outside is None else _exact.as_numbers(game.outside, exact)
    shape = game.stage.shape
    payoffs = _exact.as_numbers(game.stage.payoffs, exact)
    d = _exact.fraction(delta) if exact else float(delta)
    plays = []
    for corner, a, kind in zip(values, corners.profile, corners.kind.tolist(), strict=True):
        profile = tuple(int(b) for b in np.unravel_index(int(a), shape))
        then = corner
        if kind not in (STATIC, LEAVE):
            then = (corner - (1 - d) * payoffs[profile]) / d
        plays.append(
            CornerPlay(
                profile=None if kind == LEAVE else profile,
                kind=_KINDS[kind],
                binding={FIRST: (0,), SECOND: (1,), BOTH: (0, 1)}.get(kind, ()),
                continuation=read_only(then),
            )
        )
    spread = np.ptp(game.stage.payoffs.astype(float))
    least = values.min(axis=0)
    return PayoffSet(
        game=game,
        delta=delta,
        concept=CONCEPT,
        exact=exact,
        vertices=read_only(values),
        inner=read_only(values),
        outer=read_only(values),
        gap=Fraction(0) if exact else 1e-9 * float(spread),
        punishment=read_only(least if leaving is None else np.maximum(least, leaving)),
        worst=tuple(int(k) for k in values.argmin(axis=0)),
        play=tuple(plays),
        stage_equilibria=read_only(_stage_equilibria(game, exact=exact)),
        with_transfers=_with_transfers(game, delta),
    )


def _stage_equilibria(game: RepeatedGame, *, exact: bool) -> Array:
    stage = stage_quantities(game.stage.payoffs)
    held = stage.liquidity <= stage.tie
    return _exact.as_numbers(game.stage.payoffs[held], exact)


def _with_transfers(game: RepeatedGame, delta: Number) -> Array | None:
    """Corners of the payoffs of equilibria with voluntary transfers."""
    stage = stage_quantities(game.stage.payoffs, game.outside)
    rows = [row for row in discount_rows(stage) if row.delta <= delta]
    if not rows:
        return None
    most, low = stage.number(rows[-1].joint), stage.numbers(rows[-1].punishment)
    spare = most - low.sum()
    corners = [low, low + np.array([spare, 0 * spare]), low + np.array([0 * spare, spare])]
    return read_only(np.array(corners, dtype=low.dtype))


def _none(game: RepeatedGame, delta: Number, *, exact: bool) -> Exception:
    """The error that there is no equilibrium, once that is proved."""
    case = scaled(game.stage.payoffs, game.outside, delta, exact=exact)
    told = f"no pure-strategy equilibrium without transfers at delta = {show(delta)}"
    if delta and empty(case) is None:
        message = f"{told} was found, but that there is none could not be proved"
        return errors.NotConvergedError(f"{message}. Give payoffs and delta as fractions.")
    rows = discount_rows(stage_quantities(game.stage.payoffs, game.outside))
    if not rows:
        cure = "With transfers there is none at any delta: give members an outside value"
    else:
        cure = f"With transfers there is one from delta = {show(rows[0].delta)} on: ask solve(game)"
    return errors.NoEquilibriumError(f"{told}. {cure}.")
