"""Section 1 of the paper: why governments have to act together."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ... import _tolerance
from ...errors import NoEquilibriumError
from ...games.stage import StageGame
from ...models.dilemmas import public_good
from ...questions.nash import nash
from ...questions.patience import critical_discount, discount_table
from ...results.base import show
from ...results.nash import NashResult
from ...types import Array, BoolArray, Number
from .claim import Claim
from .inputs import checked
from .judgement import judged, trusted, word
from .search import Turning, grid, patient, turning


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

    def asked(shares: Array) -> BoolArray:
        return np.array([_unsolved(**{**p, "spillover": s}) for s in shares])

    turn = turning(asked, 0.0, 1.0, start=16, parts=2)
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
        found=_stage_equilibria(_spilling(**p)),
        turns={"spillover": turn},
        condition=condition,
        evidence=_welfare(p),
        picture=("spillover", "each alone", "together"),
    )


def _spilling(*, spillover: Any, members: int, benefit: Any, cost: Any) -> StageGame:
    levels = np.stack(np.meshgrid(*[[0, 1]] * members, indexing="ij"), axis=-1)
    to_others = Fraction(1, members - 1) * spillover * benefit
    own = (1 - spillover) * benefit - cost
    others = levels.sum(axis=-1, keepdims=True) - levels
    return StageGame((own * levels + to_others * others).tolist())


def _stage_equilibria(stage: StageGame) -> NashResult:
    found: NashResult = trusted(nash(stage))
    if not found.equilibria:
        raise NoEquilibriumError(
            f"{stage!r} has no pure stage equilibrium, and mixed ones were not sought: no verdict."
        )
    return found


def _unsolved(**q: Any) -> bool:
    return _falls_short(_stage_equilibria(_spilling(**q)))


def _falls_short(found: NashResult) -> bool:
    """True if every stage equilibrium leaves joint payoff unused."""
    return bool(_best(found) < _most(found.game) - _tolerance.tie(found.game.payoffs))


def _best(found: NashResult) -> Any:
    return found.payoffs.sum(axis=1).max()


def _most(stage: StageGame) -> Any:
    return stage.payoffs.sum(axis=-1).max()


def _welfare(p: dict[str, Any]) -> dict[str, list[Any]]:
    shares = grid(0, 1, 11, p["spillover"])
    found = [_stage_equilibria(_spilling(**{**p, "spillover": s})) for s in shares]
    return {
        "spillover": shares,
        "each alone": [_best(f) for f in found],
        "together": [_most(f.game) for f in found],
        "patience needed": [critical_discount(f.game).delta for f in found],
        "verdict": [word(_falls_short(f)) for f in found],
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
    tragic = _falls_short(_stage_equilibria(stage))
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
    tragic = _falls_short(_stage_equilibria(stage))
    return tragic and not patient(delta, trusted(critical_discount(stage)).delta)


def _joint_payoffs(
    stage: StageGame, p: dict[str, Any], *, tragic: bool, least: Any
) -> dict[str, list[Any]]:
    table = trusted(discount_table(stage))
    deltas = grid(0, 0.9, 10, p["delta"])
    return {
        "delta": deltas,
        "joint payoff": [table.at(d).joint_payoff for d in deltas],
        "largest joint payoff": [_most(stage)] * len(deltas),
        "verdict": [word(tragic and not patient(d, least)) for d in deltas],
    }
