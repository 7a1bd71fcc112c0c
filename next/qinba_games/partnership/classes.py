"""The four classes of a level of trust, and the way to a strong one."""

import numpy as np

from ..core import chains
from ..core.numbers import Numbers
from ..table.table import Table
from .compile import FULL, PARTIAL

#: From nobody cooperates to all contribute in all times.
CLASSES = ("isolated", "nominal", "weak", "strong")
#: Classes that count as cooperation.
COOPERATING = ("weak", "strong")
#: The solution concept with and without transfers.
CONCEPTS = {True: "voluntary-transfers SPE", False: "Markov SPE, joint modes"}


def codes_of(table: Table, rows: Numbers) -> Numbers:
    """Places in `CLASSES` of every level, (L, N); times of chance 0 decide nothing."""
    levels = table.starts
    never = table.chance[:levels] == 0
    kinds = table.kind[rows[:levels]]
    full, leave = kinds == FULL, (kinds != FULL) & (kinds != PARTIAL)
    strong, weak = (full | never).all(axis=1), (full & ~never).any(axis=1)
    isolated = (leave | never).all(axis=1)
    return np.where(strong, 3, np.where(weak, 2, np.where(isolated, 0, 1)))


def names_of(codes: Numbers) -> Numbers:
    """Names of classes."""
    return np.array(CLASSES)[codes]


def level_moves(table: Table, rows: Numbers) -> Numbers:
    """Chances of moving between levels of trust, times averaged, (N, L, L + 1); last: the end."""
    levels = table.starts
    moves = table.moves(rows).astype(float)[:, :levels]
    return np.concatenate([moves[..., :levels], moves[..., -1:]], axis=-1)


def reach_strong(table: Table, rows: Numbers) -> tuple[Numbers, Numbers]:
    """Chance and expected time of becoming strong from every level, both (N, L)."""
    return chains.reach(level_moves(table, rows), codes_of(table, rows).T == 3)
