"""Five-year terms: what of the case is left if every new government negotiates again."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from ... import _check
from ...agreements.negotiated_game import played, side_by_side
from ...agreements.negotiation import negotiated
from ...agreements.results.negotiation import Negotiated
from ...common.result import Table
from ...partnership.partnership import Partnership
from ...types import Number
from ..case import case
from .scenario import Scenario, backed, recorded

_CLASSES = ("strong", "weak", "neither")


def five_year_terms(*, turnover: Number = Fraction(1, 5), **settings: Any) -> Scenario:
    """Ask which ties of the case stay strong if every new government reopens the agreement.

    A period is a year. With the chance `turnover` a new government takes office in it, negotiates
    afresh and forgives what was broken (`agreements.negotiated`). Members of a tie pay each other,
    and every breach is found out. With a clause a tie is dissolved at once where one contributes
    and the other one idles, which no successor can forgive.

    Parameters
    ----------
    turnover : Number
        Chance of a new government per year, in [0, 1].
    **settings
        As for `paper.case`; what its coordinator can do is left out.

    Returns
    -------
    Scenario
        Four rows, without turnover and with it, each without a clause and with one: how many ties
        are strong, weak, or neither in every period, from their founding trust on.

    Raises
    ------
    ProbabilityError, UnknownNameError, RangeError, DiscountError, InputTypeError

    Examples
    --------
    >>> from qinba_games.paper import scenarios
    >>> scenarios.five_year_terms(delta=0.8).rows["agreement"]
    ['as it is', 'with a clause', 'reopened', 'reopened, with a clause']
    """
    rho = _check.probability("five_year_terms", "turnover", turnover)
    region = case(**settings)
    ties = [
        dataclasses.replace(region.partnership(*tie.members), sharing="voluntary", detection=1)
        for tie in region.all_ties
    ]
    asked = {
        "as it is": (0, False),
        "with a clause": (0, True),
        "reopened": (rho, False),
        "reopened, with a clause": (rho, True),
    }
    found = {name: _all(ties, region.delta, *how) for name, how in asked.items()}
    counts = {name: Counter(classes) for name, (classes, _) in found.items()}
    rows: Table = {
        "agreement": list(found),
        **{kind: [one[kind] for one in counts.values()] for kind in _CLASSES},
    }
    return Scenario(
        name="five_year_terms",
        question="What is left of agreements if every new government reopens them?",
        finding=_finding(rows, rho),
        rows=rows,
        assumed={
            "payoffs": "those of the case; every one is illustrative",
            "patience": f"{float(region.delta):g} a year",
            "turnover": f"a new government with a chance of {float(rho):g} in every year, "
            "which has promised nothing and forgives what was broken",
            "sharing": "members of a tie pay each other, as a negotiation divides what there is",
            "detection": "every breach is found out",
        },
        facts=recorded("five_year_terms"),
        picture=("agreement", *_CLASSES),
        **backed([answer for _, answers in found.values() for answer in answers]),
    )


def _finding(rows: Table, rho: Any) -> str:
    total = sum(rows[kind][0] for kind in _CLASSES)
    kept = [strong + weak for strong, weak in zip(rows["strong"], rows["weak"], strict=True)]
    plain, clause, reopened, both = zip(rows["strong"], kept, strict=True)
    return (
        f"Of {total} ties {plain[0]} are strong where promises bind every successor, and "
        f"{plain[1]} are kept at least in good times. If each new government reopens them, with a "
        f"chance of {float(rho):g} a year, {reopened[0]} are strong and {reopened[1]} are kept. "
        f"With a clause that dissolves a broken agreement it is {clause[0]} and {clause[1]} "
        f"without turnover, and {both[0]} and {both[1]} with it."
    )


def _all(
    ties: list[Partnership], delta: Any, rho: Any, clause: bool
) -> tuple[list[str], list[Negotiated]]:
    """The class of every tie at its founding, and the answers that say so."""
    games = [played("five_year_terms", tie, clause=clause) for tie in ties]
    found = negotiated(side_by_side(games), delta, rho)
    if found.kind == "stationary" and not found.notes:
        agreed: list[list[Any]] = [[] for _ in ties]
        for (k, state), profile in found.policy[0].items():
            if state[0] == ties[k].founding:
                agreed[k].append(profile)
        return list(map(_class, agreed)), [found]
    # Where one tie repeats with a period or has no equilibrium, each is asked by itself.
    each = [negotiated(tie, delta, rho, clause=clause) for tie in ties]
    names = [one.founding_class for one in each]
    return [name if name in _CLASSES else "neither" for name in map(str, names)], each


def _class(profiles: Iterable[tuple[str, ...]]) -> str:
    """The class of a tie by what is agreed on in good and in bad times."""
    joint = [{*profile} == {"contribute"} for profile in profiles]
    if all(joint):
        return "strong"
    return "weak" if any(joint) else "neither"
