"""Partnerships of two by the million: parameters as arrays in, answers as arrays out."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from .. import _check, _sizes, _tolerance, errors
from ..certify.record import Side
from ..common.markov_chain import reach
from ..common.progress import telling
from ..common.register import finds
from ..game.witness import Part
from ..types import Array, ArrayLike, BoolArray, Certificate, FloatArray, IntArray, Number, make
from ..verify.door import seal
from .checks.arrays import outside_of
from .compile import best_agreement
from .pair_terms import PairTerms, acts_of, choices_of, game_of, shares_under
from .partnership import RULES
from .residual import residual
from .results.arrays import EvolutionArrays
from .trust_game import classify, level_chain

_OWNER = "evolve_arrays"
#: At most so many pairs.
_SAMPLE = 64


def evolve_arrays(
    *,
    benefit: ArrayLike,
    cost: ArrayLike,
    promotion: ArrayLike,
    friction: ArrayLike,
    delta: ArrayLike,
    outside: ArrayLike = 0,
    drop: int | None = 1,
    detection: ArrayLike = 1,
    bad_times: Any = (),
    sharing: str = "none",
    deposit: ArrayLike = 0,
    subsidy: ArrayLike = 0,
    founding: ArrayLike = 0,
) -> EvolutionArrays:
    """Evolve many partnerships of two members, each with numbers of its own.

    Gives the numbers of `evolve` on each, in floats, with the residual of the certificate for
    each: the largest gain of any one-shot deviation, or error of a value.

    Parameters
    ----------
    benefit : array_like, shape (N, K + 1, 2)
        What each member gains from the other's contribution at each trust; non-decreasing in trust.
    cost, outside, deposit : number, or array_like of shape (N,) or (N, 2)
        One number for all, one for both members of each partnership, or one for each member.
    promotion, delta, detection, subsidy : number, or array_like of shape (N,)
    friction : number, or array_like of shape (N,) or (N, K + 1)
    drop : int or None
        The same for all.
    bad_times : sequence of (probability, extra cost) pairs
        A probability is a number or has shape (N,); an extra cost is a number, a pair, or has
        shape (N, 2).
    sharing : {"none", "equal", "surplus", "proportional", "optimal", "voluntary"}
        The same rule for all.
    founding : int, or array_like of shape (N,)
        Trust at the start.

    Returns
    -------
    EvolutionArrays
        `.founding_class`, `.founding_value`, `.probability_strong`, `.time_to_strong`,
        `.residual`, each of shape (N,), and `.modes` of shape (N, K + 1, conditions).

    Raises
    ------
    ShapeError, NotFiniteError, RangeError, ProbabilityError, DiscountError, UnknownNameError
    NotApplicableError
        If shares are in proportion to cost, and the two members of a partnership have none.

    Notes
    -----
    Concept and selection as in `evolve`. Solved in blocks, so that memory hardly grows with N.

    Examples
    --------
    >>> import numpy as np, qinba_games as qg
    >>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]
    >>> found = qg.evolve_arrays(
    ...     benefit=[benefit] * 3, cost=1, promotion=0.6, friction=0.05, delta=[0.5, 0.7, 0.8]
    ... )
    >>> found.founding_class.tolist()
    ['isolated', 'isolated', 'strong']
    """
    terms = pair_terms(locals())
    with telling("evolve_arrays"):
        return evolve_terms(terms)


def evolve_terms(terms: PairTerms) -> EvolutionArrays:
    """Solve partnerships whose parameters are checked; the answer has its certificate."""
    some = _sample(terms.count)
    answer, side = solve_and_look(terms, some)
    return with_certificate(answer, some, side)


def solve_and_look(terms: PairTerms, some: IntArray) -> tuple[EvolutionArrays, Side]:
    """The same, and whether something better exists for some of the pairs; nothing is judged."""
    acts, proven, parts = _solve(terms, some)
    answer = EvolutionArrays(terms=terms, acts=acts, exact=False, proven=proven)
    return answer, outside_of(terms.block(some), acts[some], parts)


def best_acts(terms: PairTerms) -> tuple[Array, BoolArray]:
    """What each pair agrees on, (N, K + 1, conditions), and where that is proven."""
    return _solve(terms, np.arange(0))[:2]


def _solve(terms: PairTerms, some: IntArray) -> tuple[Array, BoolArray, list[Part]]:
    """The same, and what shows the answers of some of the pairs, in their order."""
    shape = terms.count, terms.received.shape[1], len(terms.chance)
    acts, proven = np.empty(shape, dtype=np.int8), np.empty(terms.count, dtype=bool)
    parts = list[Part]()
    for rows, block in terms.blocks():
        best = best_agreement(game_of(block), block.delta)
        acts[rows], proven[rows] = acts_of(terms, best.choice), best.proven
        here = some[(some >= rows.start) & (some < rows.stop)]
        for part in best.witness(here - rows.start):
            parts.append(part._replace(games=np.searchsorted(some, rows.start + part.games)))
    return acts, proven, parts


@finds(EvolutionArrays, "witness")
def witness(result: EvolutionArrays) -> tuple[Part, ...]:
    """What shows the answers, found by solving once more: it takes more room than they do."""
    return tuple(_solve(result.terms, np.arange(result.terms.count))[2])


def _sample(count: int) -> IntArray:
    """Pairs of which it is looked at whether something better exists; `verify` looks at all."""
    return np.unique(np.linspace(0, count - 1, min(count, _SAMPLE)).astype(int))


def with_certificate(answers: EvolutionArrays, some: IntArray, side: Side) -> EvolutionArrays:
    """The answer with the certificate that its residuals are; a failure is never returned."""
    terms = answers.terms
    side = side.against(np.asarray(answers.proven)[some])
    whole = len(some) == terms.count
    proven = side.gap <= 0
    near = _tolerance.meeting(_tolerance.CHECK, terms.scale())
    over = np.where(np.isnan(answers.residual), np.inf, answers.residual) - near
    worst = int(np.argmax(over))
    allowed = float(near[worst])
    certificate = Certificate(
        inside=bool(answers.residual[worst] <= allowed),
        largest_gain=float(answers.residual[worst]),
        member=None,
        state=int(some[side.better.argmax()]) if side.better.any() else worst,
        action="any deviation",
        exact=False,
        tolerance=allowed,
        outside=False if side.better.any() else True if whole and proven.all() else None,
        gap=side.gap.max() if whole else None,
        proven=proven if whole else None,
    )
    if not certificate.ok:
        raise errors.CertificateError(
            f"pair {certificate.state} failed its check: {certificate!r}. Nothing is returned; "
            "please report the parameters, they show an error in the package.",
            certificate,
        )
    known: Any = {"certificate": certificate} | (
        {"proven": answers.proven & proven} if whole else {}
    )
    return seal(make(EvolutionArrays, **{**vars(answers), **known}))


@finds(EvolutionArrays, "worth")
def worth(result: EvolutionArrays) -> tuple[FloatArray, FloatArray]:
    """Joint values at the founding trust, and residuals."""
    value, gain = np.empty(result.terms.count), np.empty(result.terms.count)
    for rows, part in result.terms.blocks():
        gain[rows], start = residual(part, np.moveaxis(result.acts[rows], 0, -1))
        value[rows] = start.sum(axis=0)[part.founding, np.arange(part.count)]
    return value, gain


@finds(EvolutionArrays, "strong")
def strong(result: EvolutionArrays) -> tuple[FloatArray, FloatArray]:
    """Chances of becoming strong, and times until then."""
    chance, time = np.empty(result.terms.count), np.empty(result.terms.count)
    for rows, part in result.terms.blocks():
        choice, game = choices_of(part, result.acts[rows]), game_of(part)
        founded = np.arange(part.count), part.founding
        outlook = reach(level_chain(game, choice), classify(game, choice) == "strong")
        chance[rows], time[rows] = (each[founded] for each in outlook)
    return chance, time


# --- checking what was given -----------------------------------------------------------------


def pair_terms(given: dict[str, Any]) -> PairTerms:
    """The arguments of `evolve_arrays`, checked."""
    gains = _check.array(_OWNER, "benefit", given["benefit"], shape=(None, None, 2)).astype(float)
    count, levels, _ = gains.shape
    if not count or not levels:
        rule, remedy = "there is at least one partnership and one trust level", "Pass N, K + 1 >= 1"
        raise errors.EmptyGameError(_OWNER, "benefit", gains.shape, rule, remedy)
    most, remedy = _sizes.TRUST_LEVELS, "Use fewer levels of trust"
    _sizes.fits(_OWNER, "benefit", gains.shape, levels, most, "levels", remedy)
    if np.any(np.diff(gains, axis=1) < 0):
        rule, remedy = "benefits must not fall when trust rises", "Sort the levels"
        worst = np.diff(gains, axis=1).min()
        raise errors.RangeError(_OWNER, "benefit", worst, rule, remedy)
    cost = _each("cost", given["cost"], count, low=0)
    chances, extras = _bad_times(given["bad_times"], count)
    burden = np.stack([cost, *[cost + extra for extra in extras]], axis=1)
    drop = given["drop"]
    if drop is not None:
        drop = min(_check.integer(_OWNER, "drop", drop, low=1), levels)
    friction = _check.array(_OWNER, "friction", given["friction"]).astype(float)
    if friction.ndim == 2:
        friction = _check.array(_OWNER, "friction", friction, shape=(count, levels)).T
    else:
        friction = np.broadcast_to(_one("friction", friction, count), (levels, count))
    _within("friction", friction)
    delta = _one("delta", given["delta"], count)
    for value in (delta.min(), delta.max()):
        _check.patience(_OWNER, float(value))
    founding = _check.integers(_OWNER, "founding", given["founding"], count, high=levels - 1)
    sharing = _check.choice(_OWNER, "sharing", given["sharing"], RULES)
    terms = PairTerms(
        received=np.ascontiguousarray(gains.transpose(2, 1, 0)),
        burden=np.ascontiguousarray(burden),
        chance=np.stack([np.maximum(1 - sum(chances, np.zeros(count)), 0), *chances]),
        cost=cost,
        friction=np.ascontiguousarray(friction),
        promotion=_probability("promotion", given["promotion"], count),
        delta=delta,
        detection=_probability("detection", given["detection"], count),
        subsidy=_low("subsidy", _one("subsidy", given["subsidy"], count)),
        outside=_each("outside", given["outside"], count),
        deposit=_each("deposit", given["deposit"], count, low=0),
        founding=founding,
        drop=drop,
        sharing=sharing,
        share=None,
    )
    return dataclasses.replace(terms, share=shares_under(_OWNER, terms))


def _one(argument: str, given: Any, count: int) -> FloatArray:
    """One number for all, or one for each partnership."""
    values = _check.array(_OWNER, argument, given).astype(float)
    if values.ndim:
        values = _check.array(_OWNER, argument, values, shape=(count,))
    return np.ascontiguousarray(np.broadcast_to(values, (count,)))


def _each(argument: str, given: Any, count: int, low: Number | None = None) -> FloatArray:
    """One number for each member, the member first."""
    values = _check.array(_OWNER, argument, given).astype(float)
    if values.ndim == 2:
        numbers = _check.array(_OWNER, argument, values, shape=(count, 2)).T
    else:
        numbers = np.broadcast_to(_one(argument, values, count), (2, count))
    numbers = np.ascontiguousarray(numbers)
    return numbers if low is None else _low(argument, numbers)


def _low(argument: str, values: FloatArray) -> FloatArray:
    _check.number(_OWNER, argument, float(values.min()), low=0)
    return values


def _within(argument: str, values: FloatArray) -> None:
    for value in (values.min(), values.max()):
        _check.probability(_OWNER, argument, float(value))


def _probability(argument: str, given: Any, count: int) -> FloatArray:
    values = _one(argument, given, count)
    _within(argument, values)
    return values


def _bad_times(given: Any, count: int) -> tuple[list[FloatArray], list[FloatArray]]:
    rule = "must be a sequence of (probability, extra cost) pairs"
    remedy = "Pass for example [(0.2, 0.6)]"
    listed = _check.sequence(_OWNER, "bad_times", given, "(probability, extra cost) pairs", remedy)
    try:
        pairs = [(probability, extra) for probability, extra in listed]
    except Exception as error:
        raise errors.ShapeError(_OWNER, "bad_times", given, rule, remedy) from error
    chances = [_probability("bad_times", probability, count) for probability, _ in pairs]
    extras = []
    for _, extra in pairs:
        values = _check.array(_OWNER, "bad_times", extra).astype(float)
        if values.ndim == 1:
            values = _check.array(_OWNER, "bad_times", values, shape=(2,))[:, None]
        elif values.ndim == 2:
            values = _check.array(_OWNER, "bad_times", values, shape=(count, 2)).T
        extras.append(_low("bad_times", np.broadcast_to(values, (2, count))))
    total = sum(chances, np.zeros(count)).max(initial=0)
    if total > 1 + _tolerance.PROBABILITY:
        rule, remedy = "the probabilities of bad times sum to at most one", "Lower them"
        raise errors.ProbabilityError(_OWNER, "bad_times", float(total), rule, remedy)
    return chances, extras
