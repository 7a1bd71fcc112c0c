"""The Qinba mountains: floods, five-year terms, and who stands above."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _check
from ...agreements.insure import insure
from ...agreements.negotiated_game import as_stochastic, side_by_side
from ...agreements.negotiation import negotiated
from ...agreements.results.negotiation import Negotiated
from ...agreements.results.risk_sharing import RiskSharing
from ...common.result import FrameColumns
from ...hierarchy.stabilise import stabilise
from ...partnership.partnership import Partnership
from ...region.region import Region
from ...types import Number
from ..case import case
from ..hierarchy import hierarchy
from .scenario import Scenario, backing, facts_of

_KINDS = {"all": "first best", "a part": "partial", "nothing": "autarky"}


def mountain_floods(
    *,
    hazard: Number = 0.2,
    damage: Number = 0.4,
    loss: Number = 0.02,
    delta: Number = 0.88,
    **settings: Any,
) -> Scenario:
    """Ask which ties of the case could insure their members against floods and slides.

    A government that is hit earns a part less in that year; money is worth its log, nobody can be
    forced to pay, and whoever does not pay is alone for ever (`agreements.insure`).

    Parameters
    ----------
    hazard : Number
        Chance of every government to be hit in a year.
    damage : Number
        Part of its income that it then loses.
    loss : Number
        Part of income that a third party takes from whoever leaves, in the last row.
    delta : Number
        Patience for a year.
    **settings
        As for `paper.case`; of them only ties and sizes matter.

    Returns
    -------
    Scenario
        Four rows: as it is; half the hazard; half of the hazard hits a province as a whole; leaving
        costs `loss`. In each, how many ties insure all, a part or nothing.

    Raises
    ------
    ProbabilityError, UnknownNameError, RangeError, DiscountError, InputTypeError

    Examples
    --------
    >>> from qinba_games.paper import scenarios
    >>> scenarios.mountain_floods().rows["floods"]
    ['as it is', 'half as often', 'half of them common', 'leaving costs']
    """
    owner = "mountain_floods"
    hazard = float(_check.probability(owner, "hazard", hazard))
    damage, loss = (
        float(_check.number(owner, name, value, low=0, high=0.99))
        for name, value in (("damage", damage), ("loss", loss))
    )
    patience = float(_check.patience(owner, delta, exact=False))
    region = case(**settings)
    variants = {
        "as it is": (hazard, 0.0, 0.0),
        "half as often": (hazard / 2, 0.0, 0.0),
        "half of them common": (hazard, hazard / 2, 0.0),
        "leaving costs": (hazard, 0.0, loss),
    }
    answers = {name: _contracts(region, damage, patience, *how) for name, how in variants.items()}
    counts = [Counter(one.kind for one in contracts) for contracts in answers.values()]
    rows: FrameColumns = {
        "floods": list(answers),
        **{name: [one[kind] for one in counts] for name, kind in _KINDS.items()},
    }
    return Scenario(
        name=owner,
        question="Which governments could insure each other against floods?",
        finding=_finding(rows, loss),
        rows=rows,
        assumed={
            "incomes": "the sizes of the case",
            "hazard": f"each is hit with a chance of {hazard:g} in a year",
            "damage": f"whoever is hit loses the part {damage:g} of its income",
            "aversion": "1: money is worth its log",
            "patience": f"{patience:g} a year",
            "loss": f"where leaving costs, the part {loss:g} of income",
        },
        facts=facts_of(owner),
        picture=("floods", *_KINDS),
        **backing([one for contracts in answers.values() for one in dict.fromkeys(contracts)]),
    )


def _finding(rows: FrameColumns, loss: float) -> str:
    total = sum(rows[kind][0] for kind in _KINDS)
    plain, calm, common, third = zip(rows["all"], rows["nothing"], strict=True)
    return (
        f"Of {total} ties {plain[0]} can insure all, and {plain[1]} nothing. Where floods are half "
        f"as frequent it is {calm[0]} and {calm[1]}: {_contrast(plain, calm)}. Where half of them "
        f"hit a province as a whole it is {common[0]} and {common[1]}. If leaving costs the part "
        f"{loss:g} of income, {third[0]} can insure all and {third[1]} nothing."
    )


def _contrast(before: tuple[int, int], after: tuple[int, int]) -> str:
    """What fewer floods do, by how many ties insure all and nothing."""
    if after == before:
        return "it makes no difference"
    if after[0] <= before[0] and after[1] >= before[1]:
        return "who seldom needs help has less reason to pay"
    return "insurance does not suffer from it"


def _contracts(
    region: Region, damage: float, delta: float, hazard: float, common: float, loss: float
) -> list[RiskSharing]:
    """The contract of each tie; ties that are alike have the same."""
    columns = {"hazard": hazard, "damage": damage, "common": common}
    each = tuple((name, (value,) * len(region.names)) for name, value in columns.items())
    records = dataclasses.replace(region.records, extra_governments=each)
    hit = dataclasses.replace(region, records=records)
    by_kind: dict[Any, RiskSharing] = {}
    contracts = []
    for tie in region.all_ties:
        alike = tie.sizes, tie.cross_border
        if alike not in by_kind:
            insurance = hit.insurance(*tie.members)
            by_kind[alike] = insure(dataclasses.replace(insurance, loss=np.full(2, loss)), delta)
        contracts.append(by_kind[alike])
    return contracts


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
    variants = {
        "as it is": (0, False),
        "with a clause": (0, True),
        "reopened": (rho, False),
        "reopened, with a clause": (rho, True),
    }
    outcomes = {name: _all(ties, region.delta, *how) for name, how in variants.items()}
    counts = {name: Counter(classes) for name, (classes, _) in outcomes.items()}
    rows: FrameColumns = {
        "agreement": list(outcomes),
        **{kind: [one[kind] for one in counts.values()] for kind in _CLASSES},
    }
    return Scenario(
        name="five_year_terms",
        question="What is left of agreements if every new government reopens them?",
        finding=_finding_of_terms(rows, rho),
        rows=rows,
        assumed={
            "payoffs": "those of the case; every one is illustrative",
            "patience": f"{float(region.delta):g} a year",
            "turnover": f"a new government with a chance of {float(rho):g} in every year, "
            "which has promised nothing and forgives what was broken",
            "sharing": "members of a tie pay each other, as a negotiation divides what there is",
            "detection": "every breach is found out",
        },
        facts=facts_of("five_year_terms"),
        picture=("agreement", *_CLASSES),
        **backing([answer for _, answers in outcomes.values() for answer in answers]),
    )


def _finding_of_terms(rows: FrameColumns, rho: Any) -> str:
    total = sum(rows[kind][0] for kind in _CLASSES)
    survivors = [strong + weak for strong, weak in zip(rows["strong"], rows["weak"], strict=True)]
    plain, clause, reopened, both = zip(rows["strong"], survivors, strict=True)
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
    games = [as_stochastic("five_year_terms", tie, clause=clause) for tie in ties]
    answer = negotiated(side_by_side(games), delta, rho)
    if answer.kind == "stationary" and not answer.notes:
        agreed: list[list[Any]] = [[] for _ in ties]
        for (k, state), profile in answer.policy[0].items():
            if state[0] == ties[k].founding:
                agreed[k].append(profile)
        return list(map(_class, agreed)), [answer]
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


_REGIMES = ("none", "provinces", "national", "three-level")
_SHOWN = ("strong", "weak", "nominal", "isolated")


def qinba_levels(*, delta: Number = 0.7, **settings: Any) -> Scenario:
    """Ask which level of government makes the ties of the Qinba mountains strong.

    Parameters
    ----------
    delta : Number
        Patience of all.
    **settings
        As for `paper.hierarchy`.

    Returns
    -------
    Scenario
        One row for each regime: how many pairs of provinces, prefectures and counties are in each
        class, and how many prefecture and county pairs are strong.

    Raises
    ------
    DiscountError, UnknownNameError, RangeError, InputTypeError

    Examples
    --------
    >>> from qinba_games.paper import scenarios
    >>> levels = scenarios.qinba_levels()
    >>> levels.to_frame()["regime"].tolist()
    ['none', 'provinces', 'national', 'three-level']
    """
    case = hierarchy(**settings)
    by_regime = {regime: stabilise(case, delta, regime) for regime in _REGIMES}
    counts = {regime: levels.counts() for regime, levels in by_regime.items()}
    rows: FrameColumns = {
        "regime": list(by_regime),
        **{name: [counts[regime][name] for regime in by_regime] for name in _SHOWN},
        "strong below the provinces": [_below(levels) for levels in by_regime.values()],
    }
    below = dict(zip(by_regime, rows["strong below the provinces"], strict=True))
    return Scenario(
        name="qinba_levels",
        question="Which level of government makes the ties of the Qinba mountains strong?",
        finding=(
            f"Of {sum(counts['none'].values())} pairs {counts['none']['strong']} are strong with "
            f"nobody above and {counts['three-level']['strong']} with three levels. Below the "
            f"provinces {below['none']} are strong with nobody, {below['provinces']} if provinces "
            f"help the pairs inside them, {below['national']} if the nation helps the provinces as "
            f"well, and {below['three-level']} with three levels."
        ),
        rows=rows,
        assumed={
            "payoffs": "those of the case; every one is illustrative",
            "patience": f"{float(delta):g}",
            "friction at a border": f"{_range(case.border)}, by the trust of those above",
        },
        facts=facts_of("qinba_levels"),
        picture=("regime", *_SHOWN),
        **backing(list(by_regime.values())),
    )


def _range(values: Any) -> str:
    low, high = float(min(values)), float(max(values))
    return f"{low:.2g} to {high:.2g}"


def _below(levels: Any) -> int:
    """Pairs of prefectures or counties that are strong at founding."""
    return sum(int(levels.counts(level)["strong"]) for level in ("prefecture", "county"))
