"""Can a third party be believed, and how much of the surplus may be its own?"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import _check, _exact, _sizes, _tolerance, errors
from ..repeated.repeated_game import RepeatedGame, as_repeated
from ..repeated.sharing_rule import rule_is_exact, sharing_rule, shown_rule
from ..repeated.solvers import fixed_sharing
from ..repeated.solvers.thresholds import fixed_shares_threshold, least_patience
from ..stage.stage_game import StageGame
from ..types import Array, ArrayLike, Number, read_only
from ..verify.door import certified
from .results import Honesty, WorkableStakes, largest_deposit
from .solvers import credibility


def honesty(
    income: Number,
    delta: Number,
    deposit: ArrayLike,
    *,
    stake: ArrayLike = 0,
    gain: ArrayLike = 0,
    effort: Number = 0,
    members: Any = None,
) -> Honesty:
    """Ask whether a coordinator would sell its verdict.

    A verdict against a guilty member is worth a bribe up to its deposit B_i, and, if the
    coordinator has a stake in i's affairs, stake_i gain_i more. A coordinator once found to judge
    falsely is never asked again and loses F - e per period, or nothing if it does not work for
    that. It is honest about member i exactly when (1 - delta)(B_i + stake_i gain_i) <=
    delta max(F - e, 0), and willing exactly when F >= e.

    Parameters
    ----------
    income : Number
        F, what the coordinator earns per period; at least 0.
    delta : Number
        The coordinator's patience.
    deposit : number or array_like, shape (n,)
        B, what each member lodges with it, in payoff units; at least 0.
    stake : number or array_like, shape (n,)
        Its share in each member's affairs; at least 0.
    gain : number or array_like, shape (n,)
        What a false verdict brings to each member's affairs, once; at least 0.
    effort : Number
        e, what its work costs it per period; at least 0.
    members : sequence of str, optional

    Returns
    -------
    Honesty
        `.honest`, `.willing`, `.largest_deposit`, `.threshold`, one entry per member. Subgame
        perfect: after a false verdict nobody asks it, and it judges for money. False verdicts are
        found out for sure, by the one they wrong. Exact for rational input.

    Raises
    ------
    DiscountError, RangeError, ShapeError, InputTypeError, NotFiniteError

    References
    ----------
    In the spirit of P. R. Milgrom, D. C. North and B. R. Weingast (1990), "The role of institutions
    in the revival of trade", Economics and Politics 2, 1-23.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.third_parties import honesty
    >>> found = honesty(1, Fraction(4, 5), 3, stake=[0, Fraction(1, 2)], gain=4)
    >>> found
    Honesty(delta 4/5: willing, not honest about 2)
    >>> print(*found.largest_deposit)
    4 2
    """
    owner = "honesty"
    given = {"deposit": deposit, "stake": stake, "gain": gain}
    F, e, patience, B, sigma, worth = _terms(owner, income, effort, delta, members, **given)
    answer = Honesty(
        members=_check.labels(owner, "members", members, len(B)),
        income=F,
        effort=e,
        delta=patience,
        deposit=read_only(B),
        stake=read_only(sigma),
        gain=read_only(worth),
        threshold=read_only(_honest_from(B + sigma * worth, F, e)),
        exact=_tolerance.is_exact(B),
    )
    return certified(answer)


def _honest_from(lump: Array, income: Any, effort: Any) -> Array:
    """Least patience at which what is earned per period outweighs each lump."""
    # The difference of two floats is right up to their own last digits.
    near = _tolerance.meeting(2.0**-50, min(income, effort))
    rent = income - effort if income - effort > near else 0 * income
    return np.asarray(least_patience(lump, np.full(len(lump), rent)))


def credible_deposit(
    income: Number, delta: Number, *, stake: ArrayLike = 0, gain: ArrayLike = 0, effort: Number = 0
) -> Any:
    """Find the largest deposit that a coordinator can be trusted with, member by member.

    max(0, delta (F - e)/(1 - delta) - stake_i gain_i): a stake in a member's affairs lowers it.

    Parameters
    ----------
    income, delta, stake, gain, effort
        As for `honesty`.

    Returns
    -------
    number, or array of shape (n,)
        A number if `stake` and `gain` are numbers.

    Raises
    ------
    DiscountError, RangeError, ShapeError, InputTypeError, NotFiniteError

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.third_parties import credible_deposit
    >>> print(credible_deposit(1, Fraction(4, 5)))
    4
    >>> credible_deposit(1, 0.5, stake=[0, 0.5, 3], gain=1).tolist()
    [1.0, 0.5, 0.0]
    """
    owner = "credible_deposit"
    F, e, patience, sigma, worth = _terms(owner, income, effort, delta, stake=stake, gain=gain)
    deposit = largest_deposit(F - e, patience, sigma * worth)
    return deposit.item() if np.ndim(stake) == np.ndim(gain) == 0 else read_only(deposit)


def workable_stakes(
    game: RepeatedGame | StageGame,
    delta: Number,
    effort: Number,
    *,
    profile: Any = None,
    sharing: Any = "optimal",
    relations: int = 1,
) -> WorkableStakes:
    """Find which part of the surplus a coordinator may keep: enough to work, not too much to bear.

    A stake sigma of the surplus leaves member i x_i - sigma (x_i - w_i). All keep their word
    exactly when sigma <= min_i (x_i - d_i + delta (d_i - w_i)) / (x_i - w_i); effort e that nobody
    sees is made exactly when sigma relations (G - W) >= e. In a dilemma with payoffs T, R, P among
    two: e / (2 relations (R - P)) <= sigma <= (delta (T - P) - (T - R)) / (R - P). The interval can
    be empty.

    Parameters
    ----------
    game : RepeatedGame or StageGame
        Without `outside`, members revert to the pure stage equilibrium that is worst for the
        deviator.
    delta : Number
        Patience of the members.
    effort : Number
        e per period, at least 0; without it there is no surplus in any relation.
    profile : tuple, optional
        The agreement; by default the profile with the largest joint payoff that needs least.
    sharing : str or array_like, shape (n,)
        How the surplus would be divided without the coordinator: a fixed rule, as for
        `critical_discount`; not "voluntary".
    relations : int
        How many such agreements the coordinator serves with one effort.

    Returns
    -------
    WorkableStakes
        `.interval`, `.empty`, `.binding`, `.reason`, and the least patience at which some stake
        works, `.threshold`. Concept: fixed-sharing SPE (grim). Exact for rational input.

    Raises
    ------
    NotApplicableError
        For voluntary transfers, which are not divided beforehand.
    NoEquilibriumError
        If members cannot leave and there is no pure stage equilibrium to revert to.
    DiscountError, RangeError, ShapeError, UnknownNameError, InputTypeError

    Examples
    --------
    >>> from fractions import Fraction
    >>> import qinba_games as qg
    >>> from qinba_games.third_parties import workable_stakes
    >>> dilemma = qg.prisoners_dilemma(9, 1, 10, 3)
    >>> workable_stakes(dilemma, Fraction(1, 2), 3)
    WorkableStakes([1/4, 5/12] of the surplus at delta 1/2: effort from below, the patience of 1, 2
    from above)
    >>> workable_stakes(dilemma, Fraction(1, 5), 3).reason
    "a stake that repays the effort is more than the members' patience bears"
    """
    owner = "workable_stakes"
    repeated = as_repeated(owner, game)
    patience = _check.discount(owner, delta)
    e = _check.number(owner, "effort", effort, low=0)
    relations = _check.integer(owner, "relations", relations, low=1)
    rule = sharing_rule(owner, sharing, repeated.stage.players)
    if isinstance(rule, str) and rule == "voluntary":
        rule = "a stake is a part of shares that are fixed beforehand"
        remedy = 'Choose a fixed rule; "optimal" asks least of the members\' patience'
        raise errors.NotApplicableError(owner, "sharing", sharing, rule, remedy)
    numbers = (e, patience)
    exact = repeated.exact and rule_is_exact(rule) and all(map(_exact.is_rational, numbers))
    _check.discount(owner, delta, exact=exact)
    e, patience = (_exact.fraction(v) if exact else float(v) for v in numbers)
    return certified(_stakes(repeated, patience, e, profile, rule, relations, exact=exact))


def _stakes(
    game: RepeatedGame, delta: Any, e: Any, profile: Any, rule: Any, relations: int, *, exact: bool
) -> WorkableStakes:
    stage, profile = fixed_sharing.agreed_stage("workable_stakes", game, rule, profile, exact=exact)
    x = fixed_sharing.judge(stage, rule, profile).shares
    d, w = stage.numbers(stage.deviations(profile)), stage.numbers(stage.outside)
    tie = 0 if exact else stage.near(d.sum(), w.sum(), stage.joint[profile])
    surplus = stage.number(stage.joint[profile]) - w.sum()
    limits = np.full(len(w), -math.inf)
    low, threshold = (e / (relations * surplus) if surplus > tie else math.inf), math.inf
    if e <= 0:
        low = 0 * e
    if x is not None:
        limits = credibility.stake_limits(x, d, w, delta, tie)
        if low <= 1:
            threshold = fixed_shares_threshold(x - low * (x - w), d, w, tie=tie).max()
    return WorkableStakes(
        game=game,
        profile=profile,
        sharing=shown_rule(rule),
        delta=delta,
        effort=e,
        relations=relations,
        shares=None if x is None else read_only(x),
        deviation=read_only(d),
        outside=read_only(w),
        low=low,
        limits=read_only(limits),
        threshold=threshold,
        exact=exact,
    )


def _terms(
    owner: str, income: Any, effort: Any, delta: Any, members: Any = None, **given: ArrayLike
) -> list[Any]:
    """F, e, the coordinator's patience, and what is given by member, all in one arithmetic."""
    numbers = list(_check.named_numbers(owner, low=0, income=income, effort=effort).values())
    numbers.append(_check.discount(owner, delta))
    arrays = {k: _check.array(owner, k, v, low=0, names=members) for k, v in given.items()}
    n = next((values.size for values in arrays.values() if values.ndim), 1) or 1
    remedy = "Ask about a smaller group"
    _sizes.fits(owner, next(iter(given)), n, n, _sizes.PROMISERS, "members", remedy)
    rows = [_check.each(owner, name, values, n) for name, values in arrays.items()]
    rational = all(map(_exact.is_rational, numbers))
    rows = _exact.alike(*rows, exact=rational)
    exact = all(map(_tolerance.is_exact, rows))
    _check.discount(owner, delta, exact=exact)
    return [*(_exact.fraction(v) if exact else float(v) for v in numbers), *rows]
