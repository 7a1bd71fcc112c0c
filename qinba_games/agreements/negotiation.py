"""What is agreed on where governments change, and each new one negotiates again?"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from .. import _check, _exact
from .._sizes import refuse_far
from ..common.progress import telling
from ..partnership.partnership import Partnership
from ..repeated.repeated_game import RepeatedGame
from ..stochastic.solve import solve_stochastic
from ..stochastic.stochastic_game import StochasticGame
from ..types import Array, IntArray, Number
from ..verify.door import certified
from .negotiated_game import as_stochastic, division, preference, truncated
from .results.negotiation import Negotiated
from .solvers import negotiation as solver
from .solvers.all_negotiation import candidates

_OWNER = "negotiated"
#: Up to so many values, over periods, states and members, are found in fractions.
_EXACT = 60
#: The most periods before the last negotiation.
_HORIZON = 10_000
_FROM = "found where putting what is negotiated back into the truncated game comes to rest"
_ROUNDED = "at a threshold: what repeats in floats does not in fractions"
_FLOATS = f"in floats: more than {_EXACT} values are too many for fractions"


def negotiated(
    game: Any,
    delta: Number,
    turnover: Number,
    *,
    weights: Any = None,
    horizon: int | None = None,
    clause: bool = False,
) -> Negotiated:
    r"""Find what is agreed on if the agreement is negotiated again with some probability.

    With probability rho in each period, the turnover, all is negotiated afresh, whatever was
    promised and whoever broke it. A negotiation in state x pays member i

    .. math:: r_i(x) = v_i(x) + \beta_i \Bigl(U(x) - \sum_j v_j(x)\Bigr),

    U being the largest joint value and v_i the least value of i that self-enforcing continuations
    offer. A profile can be agreed on exactly if it is worth as much as the best deviations of all
    members bring together, where whoever deviates is punished until the next negotiation only.

    Parameters
    ----------
    game : StageGame, RepeatedGame, StochasticGame or Partnership
        Perfect monitoring; a partnership shares voluntarily, and its breaches are always noticed.
    delta : Number
        Discount factor in [0, 1).
    turnover : Number
        rho in [0, 1].
    weights : array_like, shape (n,), optional
        beta, bargaining weights that sum to one; equal by default.
    horizon : int, optional
        T: negotiations in periods 1, ..., T only. Then U, v and r are unique. None: what they
        become as T grows.
    clause : bool
        A partnership is dissolved where some contribute and others idle, so that no successor can
        forgive; friction still only lowers trust.

    Returns
    -------
    Negotiated
        Concept "repeated negotiation equilibrium" where `.kind` is "stationary" or "cycle"; there
        can be several equilibria, or none, and then what is found is called a "limit" or
        "unsettled". Exact for rational input of a few states, though the periods in which things
        repeat are sought in floats.

    Raises
    ------
    DiscountError, ProbabilityError, InputTypeError, RangeError, ShapeError
    NoEquilibriumError
        If nothing can be agreed on in some state.
    NotApplicableError
        For public monitoring, a partnership with another rule of sharing or hidden breaches, and a
        clause in another game.

    References
    ----------
    S. Goldluecke and S. Kranz (2023), "Reconciling relational contracting and hold-up: a model of
    repeated negotiations", Journal of the European Economic Association 21; there for two
    players. Another concept is renegotiation-proofness (`renegotiation_proof`): which punishments
    would not be called off by those who agreed on them.

    Examples
    --------
    Without states turnover is impatience: this agreement needs a patience of 1/3.

    >>> from fractions import Fraction
    >>> import qinba_games as qg
    >>> from qinba_games.agreements import negotiated
    >>> dilemma = qg.prisoners_dilemma(2, -1, 3, 0)
    >>> negotiated(dilemma, Fraction(3, 5), Fraction(4, 9))
    Negotiated(stationary, delta 3/5, turnover 4/9, joint payoff 4)
    >>> negotiated(dilemma, Fraction(3, 5), Fraction(1, 2)).joint_payoff.tolist()
    [[Fraction(0, 1)]]
    """
    clause = _check.flag(_OWNER, "clause", clause)
    play = as_stochastic(_OWNER, game, clause=clause)
    query = asked_of(_OWNER, game, play, delta, turnover, weights, clause=clause)
    if horizon is not None:
        horizon = _check.integer(_OWNER, "horizon", horizon, low=1, high=_HORIZON)
    exact = _is_exact(query, play)
    with telling(_OWNER):
        if horizon is not None:
            return certified(_until(query, play, horizon, exact=exact))
        return certified(for_ever(query))


def all_negotiated(
    game: Any, delta: Number, turnover: Number, *, weights: Any = None
) -> tuple[Negotiated, ...]:
    """Find all stationary equilibria of a repeated negotiation; an empty tuple: there is none.

    In an equilibrium the values of every state are carried by one profile that is agreed on and
    one for each member that is punished. All choices of them are looked at, and each that leads to
    itself is judged by policy elimination, as in `negotiated`; a fixed point of the backward step
    is not enough, as to do nothing for ever often is one.

    Parameters
    ----------
    game, delta, turnover, weights
        As for `negotiated`.

    Returns
    -------
    tuple of Negotiated
        Their kind is "stationary", each with its own U, v and r.

    Raises
    ------
    NotApplicableError
        If more than a million choices had to be looked at, and as for `negotiated`.
    DiscountError, ProbabilityError, InputTypeError, ShapeError

    References
    ----------
    As for `negotiated`.

    Examples
    --------
    >>> from fractions import Fraction
    >>> import qinba_games as qg
    >>> from qinba_games.agreements import all_negotiated
    >>> all_negotiated(qg.prisoners_dilemma(2, -1, 3, 0), Fraction(3, 5), Fraction(1, 5))
    (Negotiated(stationary, delta 3/5, turnover 1/5, joint payoff 4),)
    """
    owner = "all_negotiated"
    play = as_stochastic(owner, game)
    query = asked_of(owner, game, play, delta, turnover, weights, clause=False)
    exact = _is_exact(query, play)
    terms = _terms(query, play, exact=exact)
    equilibria: list[Negotiated] = []
    with telling(owner):
        for active in candidates(_terms(query, play, exact=False), game):
            rows = solver.fixed_point(terms, solver.answer(terms, (active,)))
            one = None if rows is None else _answer(query, play, rows, exact=exact)
            if one is not None and one.kind == "stationary":
                equilibria.append(certified(one))
    return tuple(equilibria)


class NegotiationFields(NamedTuple):
    """The question, as every answer repeats it."""

    game: Any
    delta: Any
    turnover: Any
    weights: Array
    clause: bool


def asked_of(
    owner: str,
    game: Any,
    play: StochasticGame,
    delta: Any,
    turnover: Any,
    weights: Any,
    *,
    clause: bool,
) -> NegotiationFields:
    """The question, checked."""
    if not play.exact:
        refuse_far(game, owner)
    return NegotiationFields(
        game,
        _check.patience(owner, delta, exact=play.exact),
        _check.probability(owner, "turnover", turnover),
        _weights(owner, play, weights),
        clause,
    )


def _weights(owner: str, play: StochasticGame, given: Any) -> Array:
    n = len(play.players)
    if given is None:
        equal = Fraction(1, n) if play.exact else 1 / n
        return np.array([equal] * n, dtype=object if play.exact else float)
    weights = _check.array(owner, "weights", given, shape=(n,), names=play.players)
    return _check.distribution(owner, "weights", weights)


def _is_exact(query: NegotiationFields, play: StochasticGame) -> bool:
    numbers = (query.delta, query.turnover, *query.weights.tolist())
    return play.exact and all(map(_exact.is_rational, numbers))


def _terms(query: NegotiationFields, play: StochasticGame, *, exact: bool) -> solver.TurnoverGame:
    return solver.terms_of(
        play, query.delta, query.turnover, query.weights, _preference(query.game, play), exact=exact
    )


def _preference(game: Any, play: StochasticGame) -> IntArray:
    """Which of profiles worth as much is named."""
    if isinstance(game, Partnership):
        return preference(play)
    if isinstance(game, RepeatedGame):  # to stay, where leaving is worth as much
        return np.asarray(play.successor[play.first_successor[:-1]], dtype=np.int64)
    return np.zeros(len(play.state), dtype=np.int64)


def _until(
    query: NegotiationFields, play: StochasticGame, horizon: int, *, exact: bool
) -> Negotiated:
    """Negotiations in periods 1, ..., T: backward from the last one."""
    rational, exact = exact, exact and horizon * len(play.states) * len(play.players) <= _EXACT
    terms = _terms(query, play, exact=exact)
    end = solver.last(terms)
    before = itertools.islice(solver.backward(terms, end[0]), horizon - 1)
    periods = [end, *before][::-1]
    values, rows = zip(*periods, strict=True)
    notes = (_FLOATS,) if rational and not exact else ()
    witness = solve_stochastic(play, query.delta if exact else float(query.delta))
    return _report(query, terms, values, rows, kind="horizon", notes=notes, witness=witness)


def for_ever(query: NegotiationFields) -> Negotiated:
    """What the backward pass ends in, and whether it is an equilibrium; not certified yet."""
    play = as_stochastic(_OWNER, query.game, clause=query.clause)
    exact = _is_exact(query, play)
    floats = _terms(query, play, exact=False)
    rows = solver.pattern(floats)
    settled = None if rows is None else _answer(query, play, rows, exact=exact)
    if rows is None or settled is None:
        return _first_period(query, play, () if rows is None else (_ROUNDED,))
    if settled.kind != "limit":
        return settled
    starts = [solver.last(floats)[0].negotiated, solver.answer(floats, rows)[0].negotiated]
    for rest in solver.rest_points(floats, starts):
        answer = _answer(query, play, rest, exact=exact)
        if answer is not None and answer.kind == "stationary":
            return dataclasses.replace(answer, notes=(_FROM, *answer.notes))
    return settled


def _answer(
    query: NegotiationFields, play: StochasticGame, rows: tuple[solver.Active, ...], *, exact: bool
) -> Negotiated | None:
    """What rows that repeat are worth, and whether the truncated game has nothing better."""
    # None if they do not lead to themselves again, as what repeats in floats alone.
    size = len(rows) * len(play.states) * len(play.players)
    rational, exact = exact, exact and size <= _EXACT
    terms = _terms(query, play, exact=exact)
    values = solver.answer(terms, rows)
    again = solver.fixed_point(terms, values)
    if again is None:
        return None
    rows = again
    period = solver.shortest(terms, values)
    order = solver.from_the_best(terms, values[:period])
    values, rows = tuple(values[k] for k in order), tuple(rows[k] for k in order)
    cut = truncated(play, query.turnover, division(*_payoffs(terms, values), terms.weights))
    behind = solve_stochastic(cut, query.delta if exact else float(query.delta))
    agreed = solver.in_the_game(terms, behind.joint_payoff, behind.punishment_payoff, period)
    holds = all(solver.same(terms, *pair) for pair in zip(agreed, values, strict=True))
    kind = ("cycle" if period > 1 else "stationary") if holds else "limit"
    notes = (_FLOATS,) if rational and not exact else ()
    return _report(query, terms, values, rows, kind=kind, notes=notes, witness=behind)


def _first_period(
    query: NegotiationFields, play: StochasticGame, notes: tuple[str, ...]
) -> Negotiated:
    """The first period of a pass that does not settle."""
    until = _until(query, play, solver.PERIODS, exact=False)
    return dataclasses.replace(
        until,
        kind="unsettled",
        proven=False,
        joint_payoff=until.joint_payoff[:1],
        punishment_payoff=until.punishment_payoff[:1],
        policy=until.policy[:1],
        punishments=until.punishments[:1],
        witness=(until,),
        notes=notes,
    )


def _payoffs(
    terms: solver.TurnoverGame, values: Sequence[solver.StateValues]
) -> tuple[Array, Array]:
    """Joint and punishment payoffs, counted from 0 again."""
    joint, least, _ = (np.stack(each) for each in zip(*values, strict=True))
    return joint + terms.base.sum(), least + terms.base


def _report(
    query: NegotiationFields,
    terms: solver.TurnoverGame,
    values: Sequence[solver.StateValues],
    rows: Sequence[solver.Active],
    **about: Any,
) -> Negotiated:
    """An answer in the words of the game."""
    known: dict[bytes, Any] = {}  # the same policy in many periods is one

    def named(chosen: IntArray) -> Any:
        key = chosen.tobytes()
        if key not in known:
            known[key] = terms.game.policy(chosen)
        return known[key]

    joint, least = _payoffs(terms, values)
    return Negotiated(
        **query._asdict(),
        joint_payoff=joint,
        punishment_payoff=least,
        policy=tuple(named(one.path) for one in rows),
        punishments=tuple(tuple(map(named, one.against)) for one in rows),
        exact=terms.problem.reward.dtype == object,
        proven=about["kind"] != "limit",
        **about,
    )
