"""Section 4.2 of the paper: what a coordinator does to a weak network, and whether he would."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...common.result import Table, show
from ...coordinator import Coordinator
from ...institutions.honesty import honesty
from ...institutions.results.credibility import Honesty
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import Evolution, EvolutionBatch
from ...third_parties.attribution import attribute
from ...third_parties.window import pivotal_window
from ...types import BoolArray, Number
from .claim import Claim
from .inputs import checked
from .judgement import judged, trusted, word
from .search import LONGEST, Turning, first_turning, grid, turning
from .worlds import relations, windows


def c34(
    *,
    delta: Number = 0.75,
    factor: Number = 2,
    mediation: Number = 0.5,
    deposit: Number = 0.2,
    subsidy: Number = 0.05,
    friction: Number = 0.05,
    benefit: Number = 1.2,
    cost: Number = 1,
    learning: Number = 0.35,
    levels: int = 2,
    promotion: Number = 0.6,
    hardship: Number = 1,
    bad_times: Number = 0.25,
) -> Claim:
    """Does a coordinator turn a weak network into a strong one fast?

    The relation of `c32`, without and with a coordinator who resolves the part a of friction, holds
    deposits B and pays a subsidy s to each member while all keep the agreement. Speed is one over
    the expected number of periods until it is strong: 0 if it never is, and 1 if it is from the
    start. Holds iff the coordinator makes it m times as fast or more. Where members need him to
    become strong at all, the ratio is infinite: that is near the pivotal window, in which they need
    him to begin.

    Parameters
    ----------
    delta : Number
        Discount factor in [0, 1).
    factor : Number
        m, how many times as fast is fast.
    mediation, deposit, subsidy : Number
        a in [0, 1], B and s.
    friction : Number
        eps in [0, 1].
    benefit, cost, learning, hardship : Number
        b, c, beta and h.
    levels : int
        Highest level of trust.
    promotion, bad_times : Number
        p, and the probability of bad times.

    Returns
    -------
    Claim
        Concept "Markov SPE, joint modes": nothing is shared, leaving is the punishment.
        `.further` says what each capacity adds to the speed (its Shapley value).

    Raises
    ------
    DiscountError, ProbabilityError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 4.2.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> [claims.c34(delta=delta).verdict for delta in (0.65, 0.75, 0.85)]
    ['fails', 'holds', 'fails']
    """
    p = checked("c34", locals())
    turn = turning(lambda deltas: _at_once(p, *_sides(p, deltas)), 0.0, LONGEST)
    window = trusted(pivotal_window(relations.strained(p), _helper(p))).intervals
    needed = f"{windows.spans(window)}" if window else "at no delta"
    condition = "fails at every delta: he does not make it that much faster"
    if turn.points:
        condition = f"holds for delta {windows.spans(windows.pieces(turn.points))}"
    return judged(
        "C34",
        "4.2",
        "A coordinator turns a weak network into a strong one fast.",
        parameters=p,
        holds=_hastens,
        found=_helped_evolution(p),
        turns={"delta": turn},
        condition=f"{condition}; for members to begin at all he is needed {needed}",
        evidence=_speeds(p),
        picture=("delta", "speed with him", "speed without"),
        further={"speed by capacity": _by_capacity(p)},
        others=[{"factor": 1}],
    )


def _helper(p: relations.Parameters) -> Coordinator:
    return Coordinator(mediation=p["mediation"], deposit=p["deposit"], subsidy=p["subsidy"])


def _helped(p: relations.Parameters) -> Partnership:
    model: Partnership = _helper(p).applied_to(relations.strained(p))
    return model


def _helped_evolution(p: relations.Parameters) -> Evolution:
    return relations.evolution(_helped, p)


def _sides(p: relations.Parameters, deltas: Any) -> tuple[EvolutionBatch, EvolutionBatch]:
    return (
        relations.varied(relations.strained, p, "delta", deltas),
        relations.varied(_helped, p, "delta", deltas),
    )


def _speed(periods: Any) -> Any:
    """One over the expected time; strong from the start counts as one period."""
    return 1 / np.maximum(periods, 1)


def _faster(p: relations.Parameters, before: Any, after: Any) -> Any:
    return (after > 0) & (after >= p["factor"] * before)


def _at_once(p: relations.Parameters, before: EvolutionBatch, after: EvolutionBatch) -> BoolArray:
    return np.asarray(_faster(p, _speed(before.time_to_strong), _speed(after.time_to_strong)))


def _hastens(**q: Any) -> bool:
    before, after = relations.evolution(relations.strained, q), _helped_evolution(q)
    return bool(_faster(q, _speed(before.time_to_strong), _speed(after.time_to_strong)))


def _speeds(p: dict[str, Any]) -> Table:
    deltas = grid(0.6, 0.9, 13, p["delta"])
    before, after = _sides(p, deltas)
    return {
        "delta": deltas,
        "periods without": before.time_to_strong.tolist(),
        "periods with him": after.time_to_strong.tolist(),
        "speed without": _speed(before.time_to_strong).tolist(),
        "speed with him": _speed(after.time_to_strong).tolist(),
        "verdict": [word(bool(fast)) for fast in _at_once(p, before, after)],
    }


def _by_capacity(p: dict[str, Any]) -> Table:
    found = trusted(attribute(relations.strained(p), _helper(p), of="speed", delta=p["delta"]))
    alone = [float(found.measures[1 << j]) for j in range(len(found.capacities))]
    return {
        "capacity": list(found.capacities),
        "adds to the speed": found.values.tolist(),
        "periods with it alone": [1 / speed if speed > 0 else math.inf for speed in alone],
    }


def c35(
    *,
    income: Number = 0.2,
    stake: Number = 0.3,
    effort: Number = 0.4,
    deposit: Number = 1,
    surplus: Number = 4,
    favour: Number = 2,
    delta: Number = 0.8,
) -> Claim:
    """Is the government above them willing and able to coordinate?

    It has F per period for an effort of e, and a stake sigma in the surplus G of the network below
    it. Nobody could replace it: after a false verdict the network is over, and all of this lost.
    With I = F + sigma G it is willing iff I >= e, and able, that is believed, iff
    (1 - delta)(B + sigma g) <= delta (I - e), B being the deposits it decides about and g what a
    false verdict is worth to the one it favours. Holds iff it is both without its stake, from
    F* = e + (1 - delta) B/delta on. If it is both only because of its stake, that is "inconsistent"
    with section 2 (5) of the paper, where a third party must not have any (see `c15`).

    Parameters
    ----------
    income, effort : Number
        F and e, per period.
    stake : Number
        sigma in [0, 1].
    deposit, surplus, favour : Number
        B, G and g.
    delta : Number
        Its own discount factor in [0, 1).

    Returns
    -------
    Claim
        Honest verdicts are a subgame-perfect equilibrium.

    Raises
    ------
    DiscountError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), sections 4.2 and, against stakes, 2 (5). Milgrom, P. R., North,
    D. C. and Weingast, B. R. (1990), Economics and Politics 2, 1-23.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c35(income=0.2).verdict, claims.c35(income=0.8).verdict
    ('inconsistent', 'holds')
    >>> claims.c35(income=0.2, stake=0).verdict
    'fails'
    """
    p = checked("c35", locals())
    turn = _enough(p, 0)
    return judged(
        "C35",
        "4.2",
        "The government above them is willing and able to coordinate its members.",
        parameters=p,
        holds=_willing_and_able,
        found=_office(p, p["stake"]),
        turns={"income": turn},
        condition=_from_what_income(p, turn),
        evidence=_with_income(p, turn),
        picture=("income", "without a stake", "with its stake"),
        others=[{"income": p["effort"] + 1, "deposit": 0}],
    )


def _office(p: dict[str, Any], stake: Any) -> Honesty:
    """What the office is worth to it, and whether a false verdict would be worth more."""
    found: Honesty = trusted(
        honesty(
            p["income"] + stake * p["surplus"],
            p["delta"],
            p["deposit"],
            stake=stake,
            gain=p["favour"],
            effort=p["effort"],
        )
    )
    return found


def _willing_and_able(**q: Any) -> str:
    if _office(q, 0).credible:
        return word(True)
    return "inconsistent" if _office(q, q["stake"]).credible else word(False)


def _enough(p: dict[str, Any], stake: Any) -> Turning:
    """The income from which on it is willing and able with this stake."""

    def credible(incomes: Any) -> BoolArray:
        return np.array([_office({**p, "income": F}, stake).credible for F in incomes])

    return first_turning(credible, 0.0, float(p["effort"] + p["deposit"]) or 1.0)


def _from_what_income(p: dict[str, Any], turn: Turning) -> str:
    edge, less = turn.nearest(0), _enough(p, p["stake"]).nearest(0)
    if edge is not None:
        condition = f"holds if it has {show(edge)} per period or more for its work"
    elif _office(p, 0).credible:
        return "holds at every income: the work costs nothing, and nothing depends on it"
    else:
        condition = "fails without a stake at every income: it is too impatient to be believed"
    if less is None and not _office(p, p["stake"]).credible:
        return condition
    if less is not None and edge is not None and less >= edge:
        return condition
    least = "with less" if less is None else f"from {show(less)} on"
    return f"{condition}; {least} its stake makes up for it, inconsistent with 2 (5) (C15)"


def _with_income(p: dict[str, Any], turn: Turning) -> Table:
    high = 1.5 * float(turn.nearest(0) or p["income"]) or 1.0
    incomes = grid(0, high, 11, p["income"])
    cases = [{**p, "income": F} for F in incomes]
    return {
        "income": incomes,
        "without a stake": [_office(case, 0).slack.item() for case in cases],
        "with its stake": [_office(case, p["stake"]).slack.item() for case in cases],
        "willing without a stake": [_office(case, 0).willing for case in cases],
        "verdict": [_willing_and_able(**case) for case in cases],
    }
