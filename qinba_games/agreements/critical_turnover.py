"""Up to which turnover members go on to cooperate, or stay strong."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from .. import _check, _exact, _tolerance, errors
from ..common.bisection import bracket
from ..common.progress import telling
from ..common.show import show
from ..common.spans import Spans
from ..partnership.partnership import Partnership
from ..repeated.repeated_game import RepeatedGame, as_repeated, perfectly_monitored
from ..repeated.solvers.voluntary_transfers import critical_delta
from ..stage.solvers.minmax import StageQuantities, stage_quantities
from ..types import Array, Number
from ..verify.door import certified
from .negotiated_game import as_stochastic
from .negotiation import NegotiationFields, asked_of, for_ever, negotiated
from .results.negotiation import CriticalTurnover, Negotiated, goes_on
from .solvers.turnover import with_exit, without_exit

_OWNER = "critical_turnover"
_WANTED = ("cooperates", "strong")
#: The grid on which a partnership is looked at, and how near edges are located.
_STEPS, _WIDTH = 50, 2.0**-18
#: So much more turnover has to show that what was sought is lost.
_MORE = Fraction(1, 10**6)
_NOTE = f"looked at on a grid of 1/{_STEPS}, every change refined by bisection"


def critical_turnover(
    game: Any,
    delta: Number,
    *,
    weights: Any = None,
    founding: int = 0,
    wanted: str = "cooperates",
    clause: bool = False,
) -> CriticalTurnover:
    r"""Find at which turnover an agreement that every new government reopens still holds.

    Without states and exit turnover is impatience: what needs a patience of delta* holds up to

    .. math:: \rho = 1 - \delta^* / \delta .

    Where members can leave for ever, for w_i each, the profile a of the largest joint payoff G
    holds as long as, with S = G - W,

    .. math:: \sum_i \max\bigl((1-\delta) c_i + \delta (w_i + \rho \beta_i S),\ w_i\bigr) \le G .

    Then dissolution is a threat that no negotiation forgives, and more turnover is borne.

    Parameters
    ----------
    game : StageGame, RepeatedGame or Partnership
        One state, or trust.
    delta : Number
        Discount factor in [0, 1).
    weights : array_like, shape (n,), optional
        Bargaining weights that sum to one; equal by default.
    founding : int
        Of a partnership, the level of trust that is asked about.
    wanted : {"cooperates", "strong"}
        "cooperates": the largest joint payoff is agreed on; of a partnership, all contribute at
        the founding level in some times. "strong": in all times, of a partnership.
    clause : bool
        A partnership is dissolved where some contribute and others idle.

    Returns
    -------
    CriticalTurnover
        `.intervals` at which it holds, and `.turnover`, up to where it does from 0 on. Exact for
        rational numbers and one state; of a partnership from a refined grid, where what holds in
        no equilibrium that is found does not count.

    Raises
    ------
    NotApplicableError
        For games with states in general, and what is said of partnerships alone.
    DiscountError, ProbabilityError, RangeError, UnknownNameError, InputTypeError, ShapeError

    References
    ----------
    As for `negotiated`.

    Examples
    --------
    Dissolution cannot be renegotiated, a punishment can.

    >>> from fractions import Fraction
    >>> import qinba_games as qg
    >>> from qinba_games.agreements import critical_turnover
    >>> dilemma = qg.prisoners_dilemma(2, -1, 3, 0)
    >>> critical_turnover(dilemma, Fraction(3, 5)).turnover
    Fraction(4, 9)
    >>> critical_turnover(qg.RepeatedGame(dilemma, outside=[0, 0]), Fraction(3, 5)).turnover
    Fraction(2, 3)
    """
    clause = _check.flag(_OWNER, "clause", clause)
    wanted = _check.choice(_OWNER, "wanted", wanted, _WANTED)
    if isinstance(game, Partnership):
        founding = _check.integer(_OWNER, "founding", founding, high=game.levels - 1)
    else:
        game = perfectly_monitored(_OWNER, as_repeated(_OWNER, game))
        founding = _check.integer(_OWNER, "founding", founding, high=0)
        if wanted == "strong":
            rule, remedy = "only a partnership is strong or weak", 'Ask for "cooperates"'
            raise errors.NotApplicableError(_OWNER, "wanted", wanted, rule, remedy)
    play = as_stochastic(_OWNER, game, clause=clause)
    query = asked_of(_OWNER, game, play, delta, 0, weights, clause=clause)
    question = query._asdict() | {"founding": founding, "wanted": wanted}
    del question["turnover"]
    with telling(_OWNER):
        solve = _of_one_state if isinstance(game, RepeatedGame) else _of_trust
        return certified(solve(query, question))


def _of_one_state(query: NegotiationFields, question: dict[str, Any]) -> CriticalTurnover:
    """By the formula, of the profile with the largest joint payoff that bears most turnover."""
    game, delta, _, weights, _ = query
    exact = game.exact and all(map(_exact.is_rational, (delta, *weights.tolist())))
    stage = stage_quantities(_exact.as_numbers(game.stage.payoffs, exact), None)
    delta = _exact.fraction(delta) if exact else float(delta)
    most = max(_turnover(game, stage, tuple(a), weights, delta, exact) for a in stage.top.tolist())
    most = 1 if most > 1 - (0 if exact else _tolerance.CHECK) else most
    ends: tuple[Any, ...]
    if most > 0:
        ends = (most, min(most + _MORE, 1)) if most < 1 else (1,)
    else:
        ends = (0, _MORE) if most < 0 else (_MORE,)  # what holds at 0 alone is no interval
    witness = [negotiated(game, query.delta, rho, weights=weights) for rho in ends]
    if any(one.kind == "unsettled" for one in witness):
        what = f"{_OWNER}: negotiations do not settle at delta = {show(delta)}"
        raise errors.NotConvergedError(f"{what}. Ask at a lower delta", witness)
    ends = ((0, most),) if most > 0 else ()
    return CriticalTurnover(**question, ends=ends, exact=exact, witness=tuple(witness))


def _turnover(
    game: RepeatedGame, stage: StageQuantities, a: Any, weights: Array, delta: Any, exact: bool
) -> Any:
    """The turnover up to which one profile can be agreed on."""
    if game.outside is None:
        needed = critical_delta(stage, stage.joint.item(a), stage.liquidity.item(a))
        return without_exit(_exact.fraction(needed) if exact and needed < 1 else needed, delta)
    joint, replies = stage.number(stage.joint.item(a)), stage.numbers(stage.deviations(a))
    outside, beta = (_exact.as_numbers(part, exact) for part in (game.outside, weights))
    return with_exit(joint, replies, outside, beta, delta)


def _of_trust(query: NegotiationFields, question: dict[str, Any]) -> CriticalTurnover:
    """By a grid, every change refined until its ends are next to each other."""
    known: dict[float, Negotiated] = {}

    def at(rho: float) -> bool:
        if rho not in known:
            known[rho] = for_ever(query._replace(turnover=rho))
        return goes_on(known[rho], question["wanted"], question["founding"])

    ends: list[float] = []

    def edge(low: float, high: float, begins: bool) -> float:
        inside = bracket(lambda rho: at(rho) != begins, low, high, _WIDTH)
        ends.extend(inside)
        return inside[1] if begins else inside[0]

    points = np.linspace(0, 1, _STEPS + 1).tolist()
    spans = Spans.scanned(points, [at(rho) for rho in points], edge, (0.0, 1.0), closed=True)
    return CriticalTurnover(
        **question,
        ends=tuple(spans.pairs),
        exact=False,
        proven=False,
        tolerance=_WIDTH,
        notes=(_NOTE,),
        witness=tuple(known[rho] for rho in sorted({0.0, *ends, 1.0})),
    )
