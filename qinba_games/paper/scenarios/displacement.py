"""Beijing, Tianjin and Hebei: cleaner air together, and industry that moves to the weakest."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ... import _check
from ..._sizes import POINTS, fits
from ...common.result import FrameColumns
from ...repeated.relation import Relation
from ...sharing.fairness import fairness
from ...types import Number
from .scenario import Scenario, backing, facts_of, short

_MEMBERS = ("Beijing", "Tianjin", "Hebei")


def beijing_tianjin_hebei(
    *,
    moved: Sequence[Number] = (0, Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), 1),
    burden: Number = 8,
) -> Scenario:
    """Ask who loses when coordinated cleaning moves industry to the weakest member.

    Each member gains from what all do, and pays for what it does itself. The more of the industry
    of the two cities moves to Hebei, the less they pay and the more Hebei bears, half of it lost on
    the way.

    Parameters
    ----------
    moved : sequence of Number
        Parts of the two cities' industry that move, each in [0, 1].
    burden : Number
        What Hebei bears if all of it moves, per period; assumed.

    Returns
    -------
    Scenario
        One row for each part: what all gain together, what Hebei gains, and the patience that
        cooperation needs without sharing and with the best shares.

    Raises
    ------
    InputTypeError, NotFiniteError, RangeError, ShapeError

    Examples
    --------
    >>> from qinba_games.paper import scenarios
    >>> air = scenarios.beijing_tianjin_hebei()
    >>> air.to_frame()["Hebei gains"].map(str).tolist()
    ['2', '0', '-2', '-4', '-6']
    """
    given = _check.sequence("beijing_tianjin_hebei", "moved", moved, "numbers")
    fits("beijing_tianjin_hebei", "moved", moved, len(given), POINTS, "parts", "Ask about fewer")
    parts = [_check.number("beijing_tianjin_hebei", "moved", part, low=0, high=1) for part in given]
    _check.some("beijing_tianjin_hebei", "moved", moved, len(parts), "part", "row")
    most = _check.number("beijing_tianjin_hebei", "burden", burden, low=0)
    answers = [_cleaning(part, most) for part in parts]
    turning = _turning(most)
    rows: FrameColumns = {
        "moved": list(parts),
        "all gain": [one.relation.payoffs.sum() for one in answers],
        "Hebei gains": [one.relation.payoffs[2] for one in answers],
        "from delta, no sharing": [one["none"].delta for one in answers],
        "from delta, best shares": [one.delta_opt for one in answers],
    }
    return Scenario(
        name="beijing_tianjin_hebei",
        question="Did coordination clean the air, or did it move the smoke?",
        finding=_finding(turning),
        rows=rows,
        assumed={
            "gains": "5, 4 and 2 per period of clean air, before industry moves",
            "temptation": "6, 5 and 4 for a member that goes on as before for one period",
            "burden": f"{float(most):.2g} if all industry moves, of which the two cities save half",
        },
        facts=facts_of("beijing_tianjin_hebei"),
        picture=("moved", "all gain", "Hebei gains"),
        **backing([*answers, *turning.values()]),
    )


def _cleaning(part: Number, burden: Number) -> Any:
    """The three with a part of the industry moved: what each gets, and what breaking it brings."""
    saved = part * burden * Fraction(1, 4)
    gains = [5 + saved, 4 + saved, 2 - part * burden]
    tempted = [6 + saved, 5 + saved, 4]
    return fairness(Relation(gains, tempted, 0, members=_MEMBERS), rules=["none"])


def _turning(burden: Number) -> dict[Any, Any]:
    """The part at which Hebei has nothing of it, and the three there; empty if there is none."""
    parts = [Fraction(2) / burden] if burden > 2 else []
    return {part: _cleaning(part, burden) for part in parts}


def _finding(turning: dict[Any, Any]) -> str:
    """From where on Hebei loses, and what keeps it in."""
    if not turning:
        return "Hebei loses nothing, however much moves."
    ((part, answer),) = turning.items()
    numbers = (part, answer.relation.payoffs.sum(), answer.delta_opt)
    edge, all_gain, least = map(short, numbers)
    return (
        f"Both can be true. Where more than {edge} of the industry moves, Hebei loses by it; all "
        f"together gain {all_gain} at that point. Beyond it no patience keeps Hebei in without "
        f"sharing; with the best shares {least} does there, and the more is needed the more moves."
    )
