"""Section 1 of the paper: why governments have to act together."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...common.result import Table, show
from ...cooperative.classic_games import voting_game
from ...cooperative.results import Dividends
from ...cooperative.values import shapley
from ...patience.critical_discount import critical_discount, discount_table
from ...stage.dilemmas import public_good
from ...stage.stage_game import StageGame
from ...types import ArrayLike, Number
from .claim import Claim
from .inputs import LEAST, checked
from .judgement import judged, trusted, word
from .search import Turning, asking, grid, patient, turning
from .worlds.alone import best, choices, falls_short, most, stage_equilibria
from .worlds.coalitions import added, needs, smallest


def c01(
    *,
    spillover: Number = 0.6,
    members: int = 4,
    benefit: Number = 1.6,
    cost: Number = 1,
) -> Claim:
    """Do problems that cross borders need governments that act together?

    Each member can spend c on a good worth b, of which the share s spills over to the others in
    equal parts: g_i = (1 - s) b x_i + s b/(n - 1) sum of the others' x_j - c x_i, x_i in {0, 1}.
    Holds iff every equilibrium of the stage game falls short of the largest joint payoff, that is
    for b > c above s* = 1 - c/b: there must be a spillover, and an own return below the cost.

    Parameters
    ----------
    spillover : Number
        s in [0, 1].
    members : int
        n, 2 to 8.
    benefit, cost : Number
        b and c.

    Returns
    -------
    Claim
        Concept "Nash equilibrium" of the game played once.

    Raises
    ------
    ProbabilityError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 1. Olson, M. (1965), The Logic of Collective Action.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c01(spillover=0.6).verdict, claims.c01(spillover=0.3).verdict
    ('holds', 'fails')
    """
    p = checked("c01", locals())
    turn = turning(asking(_unsolved, p, "spillover"), 0.0, 1.0, start=16, parts=2)
    edge = turn.nearest(p["spillover"])
    condition = "fails at every spillover: what each does alone is the joint optimum"
    if edge is not None:
        condition = (
            f"holds if the spillover exceeds {show(edge)}: from there on the own return is below "
            "the own cost"
        )
    return judged(
        "C01",
        "1",
        "Problems that spill over borders are solved when governments act together.",
        parameters=p,
        holds=_unsolved,
        found=stage_equilibria(_spilling(**p)),
        turns={"spillover": turn},
        condition=condition,
        evidence=_welfare(p),
        picture=("spillover", "each alone", "together"),
    )


def _spilling(*, spillover: Any, members: int, benefit: Any, cost: Any) -> StageGame:
    levels = choices(members)
    to_others = Fraction(1, members - 1) * spillover * benefit
    own = (1 - spillover) * benefit - cost
    others = levels.sum(axis=-1, keepdims=True) - levels
    return StageGame((own * levels + to_others * others).tolist())


def _unsolved(**q: Any) -> bool:
    return falls_short(stage_equilibria(_spilling(**q)))


def _welfare(p: dict[str, Any]) -> dict[str, list[Any]]:
    shares = grid(0, 1, 11, p["spillover"])
    found = [stage_equilibria(_spilling(**{**p, "spillover": s})) for s in shares]
    return {
        "spillover": shares,
        "each alone": [best(f) for f in found],
        "together": [most(f.game) for f in found],
        "patience needed": [critical_discount(f.game).delta for f in found],
        "verdict": [word(falls_short(f)) for f in found],
    }


def c02(*, delta: Number = 0.8, members: int = 4, multiplier: Number = 1.6) -> Claim:
    """Does governance by each on his own end in a tragedy of the commons?

    The linear public good g_i = r sum(x)/n - x_i, x_i in {0, 1}, played once and repeatedly. Holds
    iff every stage equilibrium falls short of the largest joint payoff and members are too
    impatient to do better: delta < delta* = (n - r)/(r (n - 1)). Fails where the own return r/n
    reaches the cost 1, where contributing is not worth it even to all together (r <= 1), and from
    delta* on, where the threat of the tragedy is enough and nobody has to be in charge.

    Parameters
    ----------
    delta : Number
        Discount factor in [0, 1).
    members : int
        n, 2 to 8.
    multiplier : Number
        r, what a unit contributed is worth to all together.

    Returns
    -------
    Claim
        Concept "voluntary-transfers SPE"; the game is symmetric, so nothing needs to be paid.

    Raises
    ------
    DiscountError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 1. Hardin, G. (1968), Science 162, 1243-1248; Ostrom, E.
    (1990), Governing the Commons.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c02(delta=0.8)
    Claim(C02 fails: fails if the own return reaches the cost (multiplier 4), or from delta 0.5 on)
    """
    p = checked("c02", locals())
    stage = public_good(p["members"], p["multiplier"])
    found = trusted(critical_discount(stage))
    tragic = falls_short(stage_equilibria(stage))
    turns = {"delta": Turning((found.delta,), 0, 1)} if tragic else {}
    condition = "fails for every delta: contributing pays alone already, or not even all together"
    if tragic:
        condition = (
            f"fails if the own return reaches the cost (multiplier {p['members']}), or from delta "
            f"{show(found.delta)} on"
        )
    return judged(
        "C02",
        "1",
        "Governments that govern apart from each other cannot but ruin what they share.",
        parameters=p,
        holds=_ruined,
        found=found,
        turns=turns,
        condition=condition,
        evidence=_joint_payoffs(stage, p, tragic=tragic, least=found.delta),
        picture=("delta", "joint payoff", "largest joint payoff"),
        others=[{"multiplier": (1 + p["members"]) / 2, "delta": 0}],
    )


def _ruined(*, delta: Any, members: int, multiplier: Any) -> bool:
    stage = public_good(members, multiplier)
    tragic = falls_short(stage_equilibria(stage))
    return tragic and not patient(delta, trusted(critical_discount(stage)).delta)


def _joint_payoffs(
    stage: StageGame, p: dict[str, Any], *, tragic: bool, least: Any
) -> dict[str, list[Any]]:
    table = trusted(discount_table(stage))
    deltas = grid(0, 0.9, 10, p["delta"])
    return {
        "delta": deltas,
        "joint payoff": [table.at(d).joint_payoff for d in deltas],
        "largest joint payoff": [most(stage)] * len(deltas),
        "verdict": [word(tragic and not patient(d, least)) for d in deltas],
    }


def c04(*, target: Number = 5, capacities: ArrayLike = (3, 2, 2, 1)) -> Claim:
    """Is there what no single government can do, and several can?

    Each member can bring a capacity k_i to a task that takes t. The threshold game is v(S) = 1 if
    sum over S of k_i >= t, else 0, and the smallest coalition that is up to the task is the
    smallest one with a dividend (Harsanyi's). Holds iff there is one and it has more than one
    member, that is for max k_i < t <= sum k_i. The evidence adds the power of the strongest member,
    his Shapley value: the part of all orders of arrival in which he makes the coalition reach t.

    Parameters
    ----------
    target : Number
        t, at least 0.001.
    capacities : array_like, shape (n,)
        k_i, non-negative; up to 10 members.

    Returns
    -------
    Claim
        Concept "Harsanyi dividends" of the threshold game, a property of coalitions.

    Raises
    ------
    RangeError, ShapeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 1. Shapley, L. S. and Shubik, M. (1954), American Political
    Science Review 48, 787-792, for the power of members in threshold games.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c04(target=5).verdict, claims.c04(target=3).verdict, claims.c04(target=9).verdict
    ('holds', 'fails', 'fails')
    """
    p = checked("c04", locals())
    high = 1.25 * float(sum(p["capacities"])) or 1.0
    turn = turning(asking(_beyond_one, p, "target"), LEAST, high, parts=2)
    condition = "fails at every target: what takes two members is beyond all together"
    if turn.points:
        least, limit = min(turn.points), max(turn.points)
        condition = f"holds if the target is at most {show(limit)}, all capacities together"
        condition += f", and exceeds {show(least)}" if least < limit else ""
    return judged(
        "C04",
        "1",
        "There is a task beyond any single government and within the reach of several.",
        parameters=p,
        holds=_beyond_one,
        found=_reach(**p),
        turns={"target": turn},
        condition=condition,
        evidence=_coalitions(p, high),
        picture=("target", "smallest coalition", "power of the strongest"),
        further={"power": _power(p)},
    )


def _reach(*, target: Any, capacities: Any) -> Dividends:
    return added(voting_game(capacities, target))


def _beyond_one(**q: Any) -> bool:
    return needs(smallest(_reach(**q)), 1, len(q["capacities"]))


def _pivots(p: dict[str, Any]) -> list[Any]:
    return list(trusted(shapley(voting_game(p["capacities"], p["target"]))))


def _coalitions(p: dict[str, Any], high: float) -> Table:
    cases = [{**p, "target": t} for t in grid(high / 12, high, 12, p["target"])]
    return {
        "target": [case["target"] for case in cases],
        "smallest coalition": [smallest(_reach(**case)) for case in cases],
        "power of the strongest": [max(_pivots(case)) for case in cases],
        "verdict": [word(_beyond_one(**case)) for case in cases],
    }


def _power(p: dict[str, Any]) -> Table:
    members = [str(i + 1) for i in range(len(p["capacities"]))]
    return {"member": members, "capacity": list(p["capacities"]), "power": _pivots(p)}
