"""Section 4 of the paper: how a network comes into being, and what stands in its way."""

from __future__ import annotations

from typing import Any

from ...common.result import Table, show
from ...types import Number
from .claim import Claim
from .inputs import checked
from .judgement import judged, word
from .search import LONGEST, grid, turning
from .worlds import relations, withdrawal

_ISOLATED = ("isolated",)


def c28(
    *,
    friction: Number = 0.05,
    delta: Number = 0.8,
    benefit: Number = 1.6,
    cost: Number = 1,
    learning: Number = 0.35,
    levels: int = 2,
    promotion: Number = 0.6,
) -> Claim:
    """Is cooperation repeated and deepened where the surroundings are calm?

    Two equals gain b + beta k from each other at trust k and pay c; a kept period raises trust with
    probability p, and friction ends the relation with probability eps. Holds iff members
    contribute from the start. Without learning (beta = 0) that is eps <= 1 - (c/b)/delta.

    Parameters
    ----------
    friction : Number
        eps in [0, 1].
    delta : Number
        Discount factor in [0, 1).
    benefit, cost, learning : Number
        b, c and beta.
    levels : int
        Highest level of trust.
    promotion : Number
        p in [0, 1].

    Returns
    -------
    Claim
        Concept "Markov SPE, joint modes": nothing is shared, leaving is the punishment.

    Raises
    ------
    DiscountError, ProbabilityError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 4.1.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c28(friction=0.05).verdict, claims.c28(friction=0.5).verdict
    ('holds', 'fails')
    """
    p = checked("c28", locals())
    turn = turning(relations.asked(relations.growing, p, "friction"), 0.0, 1.0)
    edge = turn.nearest(p["friction"])
    never = "fails at every friction: keeping the agreement is not worth its cost"
    return judged(
        "C28",
        "4.1",
        "Where the surroundings are calm, cooperation that worked is repeated and deepens.",
        parameters=p,
        holds=lambda **q: relations.founded(relations.evolution(relations.growing, q)),
        found=relations.evolution(relations.growing, p),
        turns={"friction": turn},
        condition=never if edge is None else f"holds if friction is at most {show(edge)}",
        evidence=_repetition(p),
        picture=("friction", "periods"),
    )


def _frictions(p: dict[str, Any]) -> list[float]:
    return grid(0, 0.5, 11, p["friction"])


def _repetition(p: dict[str, Any]) -> Table:
    frictions = _frictions(p)
    batch = relations.varied(relations.growing, p, "friction", frictions)
    return {
        "friction": frictions,
        "class": batch.founding_class.tolist(),
        "periods": relations.lifetimes(batch),
        "reaches full trust": relations.chances_of_full_trust(batch),
        "verdict": [word(v) for v in relations.cooperates(batch)],
    }


def c31(
    *,
    outside: Number = 1.3,
    members: int = 4,
    benefit: Number = 0.6,
    cost: Number = 0.5,
    delta: Number = 0.8,
    others: Number = 0.6,
    sharing: str = "none",
) -> Claim:
    """Does a member that could do better elsewhere withdraw, and who follows?

    Each of n members gains b from every other one's contribution and pays c; one of them could get
    w elsewhere, the others v. Holds iff he cannot be kept in: without sharing
    w > (n - 1) b - c/delta. With voluntary transfers the others can make up for it: he is as
    dissatisfied and stays as long as the group as a whole has something to lose.

    The cascade is found by solving the smaller group without him, then without the next one to go,
    until those who are left stay. The one with the best alternative goes first.

    Parameters
    ----------
    outside : Number
        w, what the member in question gets elsewhere.
    members : int
        n, 2 to 8.
    benefit, cost : Number
        b, from each partner, and c.
    delta : Number
        Discount factor in [0, 1).
    others : Number
        v, what each of the others gets elsewhere.
    sharing : str
        "none" or "voluntary".

    Returns
    -------
    Claim
        Concept "Markov SPE, joint modes", or "voluntary-transfers SPE" with sharing.

    Raises
    ------
    DiscountError, RangeError, UnknownNameError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 4.2. Hirschman, A. O. (1970), Exit, Voice, and Loyalty.

    Examples
    --------
    He leaves, and the other three, who were content with four, cannot do with three:

    >>> from qinba_games.paper import claims
    >>> exodus = claims.c31(outside=1.3)
    >>> exodus.verdict, claims.c31(outside=1.3, sharing="voluntary").verdict
    ('holds', 'fails')
    >>> exodus.evidence["members who leave"][-1]
    4
    """
    p = checked("c31", locals())
    reach = float(p["members"] * p["benefit"] + p["cost"]) + abs(float(p["others"]))
    turn = turning(relations.asked(withdrawal.group, p, "outside", _ISOLATED), -reach, reach)
    edge = turn.nearest(p["outside"])
    condition = "holds whatever he gets elsewhere: the network is not worth its cost to its members"
    if edge is not None:
        condition = f"holds if the member gets more than {show(edge)} elsewhere"
    return judged(
        "C31",
        "4.2",
        "A member that could do better elsewhere withdraws and can take others along.",
        parameters=p,
        holds=withdrawal.happens,
        found=relations.evolution(withdrawal.group, p),
        turns={"outside": turn},
        condition=condition,
        evidence=_withdrawals(p, edge),
        picture=("outside", "members who leave"),
    )


def _withdrawals(p: dict[str, Any], edge: Any) -> Table:
    middle = float(p["others"] if edge is None else edge)
    values = sorted({float(p["outside"]), *(middle + 0.1 * k for k in range(-4, 5))})
    leaving = [withdrawal.cascade({**p, "outside": w}) for w in values]
    return {
        "outside": values,
        "members who leave": leaving,
        "members who stay": [p["members"] - gone for gone in leaving],
        "verdict": [word(gone > 0) for gone in leaving],
    }


def c32(
    *,
    delta: Number = 0.8,
    friction: Number = 0.05,
    benefit: Number = 1.2,
    cost: Number = 1,
    learning: Number = 0.35,
    levels: int = 2,
    promotion: Number = 0.6,
    hardship: Number = 1,
    bad_times: Number = 0.25,
) -> Claim:
    """Can a weak network become strong by itself, and how long does it take?

    Two equals gain b + beta k from each other at trust k and pay c, in bad times h more. A kept
    period raises trust with probability p unless friction (eps) or a period of idling lowers it.
    Holds iff the relation is founded below strong, with no trust, and reaches a strong level with
    positive probability. That is an interval of discount factors: the less patient do not start,
    or never withstand bad times; the more patient are strong from the start.

    Parameters
    ----------
    delta : Number
        Discount factor in [0, 1).
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
        Concept "Markov SPE, joint modes": nothing is shared, leaving is the punishment. `.evidence`
        has the probability and the expected number of periods.

    Raises
    ------
    DiscountError, ProbabilityError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 4.2.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c32().verdict, claims.c32(delta=0.75).verdict
    ('holds', 'fails')
    >>> paths = claims.c32(delta=0.8).to_frame().set_index("delta")
    >>> round(float(paths.periods[0.8]), 4)
    2.3392
    """
    p = checked("c32", locals())
    turn = turning(
        lambda deltas: _strengthens(relations.varied(relations.strained, p, "delta", deltas)),
        0.0,
        LONGEST,
    )
    return judged(
        "C32",
        "4.2",
        "A network that starts weak can grow strong by itself, though it takes time.",
        parameters=p,
        holds=_becomes_strong,
        found=relations.evolution(relations.strained, p),
        turns={"delta": turn},
        condition=_interval(turn.points),
        evidence=_strengthening(p),
        picture=("delta", "periods"),
    )


def _becomes_strong(**q: Any) -> bool:
    found = relations.evolution(relations.strained, q)
    return found.classes[0] != "strong" and found.probability_strong > 0


def _strengthens(batch: Any) -> Any:
    return (batch.founding_class != "strong") & (batch.probability_strong > 0)


def _interval(points: tuple[float, ...]) -> str:
    if not points:
        return "fails at every delta: no patience leads from weak to strong"
    if len(points) == 1:
        return f"holds if delta is at least {show(points[0])}"
    pieces = zip(points[::2], points[1::2], strict=False)
    spans = " or ".join(f"from {show(low)} up to {show(high)}" for low, high in pieces)
    return f"holds for delta {spans}"


def _strengthening(p: dict[str, Any]) -> Table:
    deltas = grid(0.6, 0.95, 15, p["delta"])
    batch = relations.varied(relations.strained, p, "delta", deltas)
    return {
        "delta": deltas,
        "founded": batch.founding_class.tolist(),
        "probability": batch.probability_strong.tolist(),
        "periods": batch.time_to_strong.tolist(),
        "verdict": [word(v) for v in _strengthens(batch)],
    }


def c33(
    *,
    friction: Number = 0.05,
    drop: int | None = None,
    delta: Number = 0.8,
    benefit: Number = 1.6,
    cost: Number = 1,
    learning: Number = 0.35,
    levels: int = 2,
    promotion: Number = 0.6,
) -> Claim:
    """Does friction always keep governments scattered?

    The relation of `c28`; friction ends it (drop None: unforgiving) or throws trust back by `drop`
    levels (forgiving). Holds at eps iff members never start. Unforgiving and without learning that
    is eps > 1 - (c/b)/delta; where trust only falls, any friction can be borne by the patient.

    Parameters
    ----------
    friction : Number
        eps in [0, 1].
    drop : int or None
        Levels of trust that a misfire costs; None: it ends the relation.
    delta : Number
        Discount factor in [0, 1).
    benefit, cost, learning : Number
        b, c and beta.
    levels : int
        Highest level of trust.
    promotion : Number
        p in [0, 1].

    Returns
    -------
    Claim
        Concept "Markov SPE, joint modes": nothing is shared, leaving is the punishment.

    Raises
    ------
    DiscountError, ProbabilityError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 4.2.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c33(friction=0.05).verdict, claims.c33(friction=0.5).verdict
    ('fails', 'holds')
    >>> claims.c33(friction=0.5, drop=1).verdict
    'fails'
    """
    p = checked("c33", locals())
    turn = turning(relations.asked(relations.growing, p, "friction", _ISOLATED), 0.0, 1.0)
    verdict = word(_scattered(**p))
    return judged(
        "C33",
        "4.2",
        "As long as there is friction between governments, their network stays scattered.",
        parameters=p,
        holds=_scattered,
        found=relations.evolution(relations.growing, p),
        turns={"friction": turn},
        condition=_bearable(turn.nearest(p["friction"]), p, verdict),
        evidence=_forgiveness(p),
        picture=("friction", "value if it ends the relation", "value if trust only falls"),
        others=[{"drop": 1 if p["drop"] is None else None}],
    )


def _scattered(**q: Any) -> bool:
    return relations.evolution(relations.growing, q).classes[0] in _ISOLATED


def _bearable(edge: Any, p: dict[str, Any], verdict: str) -> str:
    kind = "ends the relation" if p["drop"] is None else f"costs {p['drop']} level(s) of trust"
    if edge is None:
        return f"{verdict} at every friction if friction {kind}"
    return f"fails if friction is at most {show(edge)} where it {kind}"


def _forgiveness(p: dict[str, Any]) -> Table:
    frictions = _frictions(p)
    ends = relations.varied(relations.growing, {**p, "drop": None}, "friction", frictions)
    forgiving = {**p, "drop": p["drop"] or 1}
    falls = relations.varied(relations.growing, forgiving, "friction", frictions)
    own = ends if p["drop"] is None else falls
    return {
        "friction": frictions,
        "if it ends the relation": ends.founding_class.tolist(),
        "if trust only falls": falls.founding_class.tolist(),
        "value if it ends the relation": ends.founding_value.tolist(),
        "value if trust only falls": falls.founding_value.tolist(),
        "verdict": [word(v) for v in own.founding_class == "isolated"],
    }
