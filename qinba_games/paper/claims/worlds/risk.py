"""What arguments look like where disasters hit and members insure each other.

Two members earn 4/3, or 2/3 where they are hit, each by itself; money is worth its log, and nobody
can be forced to pay (Ligon, Thomas and Worrall 2002). An example: no number of it is measured.
"""

from __future__ import annotations

import functools

from ....agreements.insurance import Insurance
from ....agreements.insure import insure, loss_window
from ....common.result import FrameColumns
from ....patience.critical_discount import critical_discount
from ..argument import trusted

#: Titles of the tables, with what is assumed.
ASSUMED = "incomes 4/3, or 2/3 if hit"
CALM = f"insurance where it is calm and where it is not ({ASSUMED})"
LUCK = f"luck threatens trust: insurance by patience ({ASSUMED} with chance 0.1)"
LEAVES = f"who would leave an insurance, at patience 0.94 ({ASSUMED} with chance 0.1)"
THIRD = f"a third party that makes leaving costlier ({ASSUMED} with chance 0.1)"

_SPARED = (0.5, 0.7, 0.8, 0.9, 0.95)
_PATIENCE = (0.85, 0.88, 0.9, 0.94, 0.96, 0.97)
_LOSSES = (0.01, 0.02, 0.03, 0.05)


def _pair(spared: float = 0.9) -> Insurance:
    return Insurance.independent([[4 / 3, 2 / 3]] * 2, [[spared, 1 - spared]] * 2)


@functools.cache
def by_calm() -> FrameColumns:
    """From which patience on there is insurance, where it is calm and where it is not."""
    pairs = list(map(_pair, _SPARED))
    return {"chance not to be hit": list(_SPARED)} | {
        f"{kind} insurance from": [trusted(critical_discount(p, kind=kind)).delta for p in pairs]
        for kind in ("any", "first best")
    }


@functools.cache
def by_patience() -> FrameColumns:
    """What is paid at each patience, and how often a member is indifferent to leaving."""
    deals = [trusted(insure(_pair(), delta)) for delta in _PATIENCE]
    at_edges = [
        0.0 if one.kind == "first best" else float(one.long_run[:, [0, 2]].sum()) for one in deals
    ]
    return {
        "delta": list(_PATIENCE),
        "insurance": [one.kind for one in deals],
        "largest transfer": [float(one.transfers.max()) for one in deals],
        "time in which a member is indifferent to leaving": at_edges,
    }


@functools.cache
def who_leaves() -> FrameColumns:
    """In each state, who is indifferent to leaving for some of the time."""
    contract = trusted(insure(_pair(), 0.94))
    income, time = contract.insurance.income, contract.long_run
    return {
        "income of 1": income[:, 0].tolist(),
        "income of 2": income[:, 1].tolist(),
        "time in which 1 is indifferent to leaving": time[:, 0].tolist(),
        "time in which 2 is indifferent to leaving": time[:, 2].tolist(),
    }


@functools.cache
def third_party() -> FrameColumns:
    """From which patience on all is insured, alone and if who leaves loses a part of its income."""
    windows = [trusted(loss_window(_pair(), loss)).intervals for loss in _LOSSES]
    ends = [next(iter(window)) for window in windows]
    return {
        "loss": list(_LOSSES),
        "all is insured from": [float(low) for low, _ in ends],
        "without the third party from": [float(high) for _, high in ends],
    }
