"""What a budget brings at most in each of many draws: one table of budgets for all draws.

Where a budget has few whole units, ties are added one after another to what each smaller budget
brings, in all draws at once; elsewhere by lists, draw after draw.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from ...types import FloatArray, Number
from ..programme import TOGETHER, Block, Help, Programme
from .undominated_lists import best_of, lists_of

#: Budgets of so many units have a table.
_UNITS = 5_000


def best_by_draw(programme: Programme, budget: Number, values: FloatArray) -> FloatArray:
    """The value of the best plan of a budget in each draw; `values`: (draws, ties, options)."""
    units = programme.payable(budget)
    few = max(len(block.offices) for block in programme.blocks) <= TOGETHER
    if programme.money.exact and units <= _UNITS and few:
        table = np.zeros((units + 1, len(values)))
        for block in programme.blocks:
            table = _after(programme, block, table, values)
        return np.asarray(table[-1])
    best = []
    for row in values.tolist():
        worth: tuple[Mapping[Help, Number], ...] = tuple(
            {(o,): v for o, v in enumerate(each)} for each in row
        )
        there = dataclasses.replace(programme, values=worth)
        choice = best_of(there, lists_of(there), budget)
        best.append(float(there.worth(choice)))
    return np.array(best)


def _after(
    programme: Programme, block: Block, before: FloatArray, values: FloatArray
) -> FloatArray:
    """What each budget brings with the ties of a block too, (budgets, draws)."""
    best = np.full_like(before, -np.inf)
    for offices in block.openings():
        fee = sum(programme.money.whole(programme.offices[name]) for name in offices)
        table = _later(before, fee)
        for k in block.ties:
            every = programme.options(k, offices)
            costs = [programme.money.whole(programme.price(k, o)) for o in every]
            moved = (
                _later(table, cost) + values[:, k, o] for cost, o in zip(costs, every, strict=True)
            )
            table = np.maximum.reduce([*moved])
        best = np.maximum(best, table)
    return best


def _later(table: FloatArray, cost: int) -> FloatArray:
    """The same table where so much is paid besides."""
    if cost == 0:
        return table
    later = np.full_like(table, -np.inf)
    later[cost:] = table[:-cost]
    return later
