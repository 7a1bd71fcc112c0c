"""Mountain floods: which ties of the case could insure their members against what hits them."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any

import numpy as np

from ... import _check
from ...agreements.insure import insure
from ...agreements.results.risk_sharing import RiskSharing
from ...common.result import Table
from ...region.region import Region
from ...types import Number
from ..case import case
from .scenario import Scenario, backed, recorded

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
    asked = {
        "as it is": (hazard, 0.0, 0.0),
        "half as often": (hazard / 2, 0.0, 0.0),
        "half of them common": (hazard, hazard / 2, 0.0),
        "leaving costs": (hazard, 0.0, loss),
    }
    found = {name: _contracts(region, damage, patience, *how) for name, how in asked.items()}
    counts = [Counter(one.kind for one in contracts) for contracts in found.values()]
    rows: Table = {
        "floods": list(found),
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
        facts=recorded(owner),
        picture=("floods", *_KINDS),
        **backed([one for contracts in found.values() for one in dict.fromkeys(contracts)]),
    )


def _finding(rows: Table, loss: float) -> str:
    total = sum(rows[kind][0] for kind in _KINDS)
    plain, calm, common, third = zip(rows["all"], rows["nothing"], strict=True)
    return (
        f"Of {total} ties {plain[0]} can insure all, and {plain[1]} nothing. Where floods are half "
        f"as frequent it is {calm[0]} and {calm[1]}: {_compared(plain, calm)}. Where half of them "
        f"hit a province as a whole it is {common[0]} and {common[1]}. If leaving costs the part "
        f"{loss:g} of income, {third[0]} can insure all and {third[1]} nothing."
    )


def _compared(before: tuple[int, int], after: tuple[int, int]) -> str:
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
    found: dict[Any, RiskSharing] = {}
    contracts = []
    for tie in region.all_ties:
        alike = tie.sizes, tie.cross_border
        if alike not in found:
            insurance = hit.insurance(*tie.members)
            found[alike] = insure(dataclasses.replace(insurance, loss=np.full(2, loss)), delta)
        contracts.append(found[alike])
    return contracts
