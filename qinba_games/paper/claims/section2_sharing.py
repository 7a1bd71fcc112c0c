"""Section 2 of the paper: who gains, who pays, and whether equals are needed."""

from __future__ import annotations

import math
from typing import Any

from ...common.result import Table, show
from ...cooperative.core import core
from ...cooperative.tu_game import TUGame
from ...patience.critical_discount import critical_discount
from ...repeated.repeated_game import RepeatedGame
from ...stage.dilemmas import public_good, resource_exchange
from ...stage.stage_game import StageGame
from ...types import ArrayLike, Number
from .claim import Claim
from .inputs import checked
from .judgement import judged, trusted, word
from .search import Turning, asking, grid, patient, turning

_COOPERATION = (1, 1)


def c13(
    *,
    delta: Number = 0.55,
    division: str | Number = "optimal",
    benefits: ArrayLike = (2.4, 1.6),
    costs: ArrayLike = (1, 1),
    outside: Number = 0,
) -> Claim:
    """Does the division of costs and benefits put trust at risk, whatever it is?

    Each of two members pays c_i for a contribution that brings the other one b_j, and whoever
    breaks the agreement keeps d_i = max(b_i, w) once and gets w ever after. With payments that give
    member i the share x_i of G = sum b - sum c he needs a patience of
    delta_i = (d_i - x_i)/(d_i - w). Holds iff the division in force needs more than there is,
    delta < max delta_i. The optimal division makes all delta_i equal to
    delta*_opt = (D - G)/(D - W), D = sum d_i, W = 2w: below that no division keeps trust.

    What keeps a member in is worth (1 - delta) d_i + delta w to him. With these as the worths of
    single members and G as that of both, the divisions that keep trust are the core of a game, and
    the risk is real where the core is empty.

    Parameters
    ----------
    delta : Number
        Discount factor in [0, 1).
    division : str or Number
        "optimal", "equal", "surplus" (w and half of the surplus each), "none" (each has what comes
        to him), or the fraction of G that member 1 gets.
    benefits, costs : array_like, shape (2,)
        b_i and c_i, non-negative.
    outside : Number
        w, what each gets when the agreement has ended.

    Returns
    -------
    Claim
        Concept "fixed-sharing SPE (grim)".

    Raises
    ------
    DiscountError, RangeError, ShapeError, UnknownNameError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 2 (5).

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c13(delta=0.55, division="equal").verdict, claims.c13(delta=0.55).verdict
    ('holds', 'fails')
    >>> claims.c13(delta=0.45).verdict
    'holds'
    """
    p = checked("c13", locals())
    found, best = _divided(p), _divided({**p, "division": "optimal"})
    turns = {"delta": Turning((found.delta,) if found.delta < 1 else (), 0, 1)}
    if not isinstance(p["division"], str):
        turns["division"] = turning(asking(_risky, p, "division"), 0.0, 1.0, parts=2)
    return judged(
        "C13",
        "2 (5)",
        "However costs and benefits are divided, the division puts trust at risk.",
        parameters=p,
        holds=_risky,
        found=found,
        turns=turns,
        condition=_whose_patience(p, found.delta, best.delta),
        evidence=_divisions(p, found),
        picture=("delta", "least for member 1", "most for member 1", "member 1 gets"),
        further={"divisions": _rules(p)},
        others=[{"division": rule} for rule in ("optimal", "none", "equal")],
    )


def _exchange(p: dict[str, Any]) -> RepeatedGame:
    (b, d), w = p["benefits"], p["outside"]
    return RepeatedGame(resource_exchange([[0, b], [d, 0]], p["costs"]), outside=[w, w])


def _divided(p: dict[str, Any]) -> Any:
    """Least patience for mutual contributions under the division in force."""
    rule = p["division"]
    sharing = rule if isinstance(rule, str) else [rule, 1 - rule]
    return trusted(critical_discount(_exchange(p), _COOPERATION, sharing=sharing))


def _risky(**q: Any) -> bool:
    return not patient(q["delta"], _divided(q).delta)


def _kept_in(p: dict[str, Any]) -> Any:
    """The divisions that keep both members in: the core, with its corners."""
    game = _exchange(p)
    payoffs, delta = game.stage.payoffs, p["delta"]
    leaving = [
        (1 - delta) * max(payoffs[:, 1, 0].max(), p["outside"]) + delta * p["outside"],
        (1 - delta) * max(payoffs[1, :, 1].max(), p["outside"]) + delta * p["outside"],
    ]
    return trusted(core(TUGame([0, *leaving, payoffs[_COOPERATION].sum()]), vertices=True))


def _range(found: Any) -> tuple[Any, Any]:
    """The least and the most that member 1 can get; nan if there is no such division."""
    if found.empty:
        return math.nan, math.nan
    first = found.vertices[:, 0].tolist()
    return min(first), max(first)


def _whose_patience(p: dict[str, Any], needed: Any, best: Any) -> str:
    condition = "holds at every delta: no patience makes up for this division"
    if needed < 1:
        condition = f"holds if delta is below {show(needed)}"
    if best < needed:
        condition += f", and under every division if it is below {show(best)}"
    found = _kept_in(p)
    if found.empty:
        return (
            f"{condition}; at delta {show(p['delta'])} no division keeps trust: the core is empty"
        )
    low, high = map(show, _range(found))
    return (
        f"{condition}; at delta {show(p['delta'])} paying member 1 from {low} to {high} keeps trust"
    )


def _divisions(p: dict[str, Any], found: Any) -> Table:
    deltas = grid(0, 0.9, 10, p["delta"])
    ranges = [_range(_kept_in({**p, "delta": delta})) for delta in deltas]
    shares = math.nan if found.shares is None else found.shares.tolist()[0]
    return {
        "delta": deltas,
        "least for member 1": [low for low, _ in ranges],
        "most for member 1": [high for _, high in ranges],
        "member 1 gets": [shares] * len(deltas),
        "verdict": [word(not patient(delta, found.delta)) for delta in deltas],
    }


def _rules(p: dict[str, Any]) -> Table:
    """The patience that each rule needs, and what member 1 gets by it."""
    rules = ["optimal", "equal", "surplus", "none"]
    found = [_divided({**p, "division": rule}) for rule in rules]
    return {
        "division": rules,
        "patience needed": [f.delta for f in found],
        "member 1 gets": [math.nan if f.shares is None else f.shares.tolist()[0] for f in found],
        "who needs it": [", ".join(f.binding) for f in found],
    }


def c16(
    *,
    spread: Number = 0.5,
    delta: Number = 0.6,
    sharing: str = "voluntary",
    benefit: Number = 0.7,
    cost: Number = 1,
) -> Claim:
    """Are shared aims and equal standing what cooperation rests on?

    Two members each contribute a unit or nothing to what both enjoy, at a cost of c; a unit is
    worth b (1 + s) to one and b (1 - s) to the other: g_i = b_i (x_1 + x_2) - c x_i. The spread s
    leaves all totals as they are. Holds iff members so unequal do not keep at delta an agreement
    that equals would keep. With b < c < 2b and no sharing it is the weaker one who needs patience,
    delta* = (c - b_2)/b_2: holds from s* = 1 - c/(b (1 + delta)) on.

    With transfers the patience needed does not rise, delta* = (c - b)/b, as long as nobody would
    contribute alone, b (1 + s) <= c. Beyond that the stronger one is known to go on whatever the
    other does, and delta* = (c - b_2)/(2b) rises: to s* = 1 - (c - 2 b delta)/b.

    Parameters
    ----------
    spread : Number
        s in [0, 1].
    delta : Number
        Discount factor in [0, 1).
    sharing : str
        "voluntary" (transfers that nobody can be made to pay) or "none".
    benefit, cost : Number
        b and c.

    Returns
    -------
    Claim
        Concept "voluntary-transfers SPE", or "fixed-sharing SPE (grim)" without sharing.

    Raises
    ------
    DiscountError, RangeError, UnknownNameError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 2. Olson, M. (1965), The Logic of Collective Action, for
    what the great leave to the small.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c16(spread=0.5).verdict, claims.c16(spread=0.5, sharing="none").verdict
    ('fails', 'holds')
    """
    p = checked("c16", locals())
    found, equals = _of_unequals(p), _of_unequals({**p, "spread": 0})
    turn = turning(asking(_rests_on_equality, p, "spread"), 0.0, 1.0, parts=2)
    patience = [d for d in (equals.delta, found.delta) if d < 1]
    rises = equals.delta < found.delta and not patient(equals.delta, found.delta)
    edge = turn.nearest(p["spread"])
    condition = "fails at every spread: what equals keep, unequal ones do" + (
        "" if patient(p["delta"], equals.delta) else " as little as equals"
    )
    if edge is not None:
        made_up = "transfers make up for" if p["sharing"] == "voluntary" else "members can bear"
        condition = f"fails as long as {made_up} the inequality, up to a spread of {show(edge)}"
    return judged(
        "C16",
        "2",
        "Cooperation rests on shared aims and equal standing.",
        parameters=p,
        holds=_rests_on_equality,
        found=found,
        turns={"spread": turn, "delta": Turning(tuple(patience) if rises else (), 0, 1)},
        condition=condition,
        evidence=_with_spread(p),
        picture=("spread", "patience without sharing", "patience with transfers"),
        others=[{"sharing": "none"}, {"sharing": "voluntary"}],
    )


def _unequal(p: dict[str, Any]) -> StageGame:
    b, s = p["benefit"], p["spread"]
    return public_good(2, benefits=[b * (1 + s), b * (1 - s)], cost=p["cost"])


def _of_unequals(p: dict[str, Any]) -> Any:
    return trusted(critical_discount(_unequal(p), _COOPERATION, sharing=p["sharing"]))


def _rests_on_equality(**q: Any) -> bool:
    equals, unequals = _of_unequals({**q, "spread": 0}).delta, _of_unequals(q).delta
    return patient(q["delta"], equals) and not patient(q["delta"], unequals)


def _with_spread(p: dict[str, Any]) -> Table:
    spreads = grid(0, 1, 11, p["spread"])
    cases = [{**p, "spread": s} for s in spreads]
    return {
        "spread": spreads,
        "patience without sharing": [_of_unequals({**c, "sharing": "none"}).delta for c in cases],
        "patience with transfers": [
            _of_unequals({**c, "sharing": "voluntary"}).delta for c in cases
        ],
        "verdict": [word(_rests_on_equality(**case)) for case in cases],
    }
