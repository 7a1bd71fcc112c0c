"""Several evolutions at once: the kernel reads their plays and records in one table."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..._sizes import is_far
from ...certify.kernel import Kernel
from ...certify.play import equilibrium
from ...certify.record import optimality
from ...common.register import checks_together
from ...game.witness import Round, Tree
from ...types import Certificate
from ..proof import table_of
from ..results.evolution import Evolution
from .evolution import as_played, certify_evolution
from .trust_play import alike, read, unroll


@checks_together(Evolution)
def single_checks(results: Sequence[Evolution]) -> list[Callable[..., Certificate]]:
    """The check of each, without what the kernel shows of many; what it does not, alone."""
    shown = set[int]()
    able = [k for k, one in enumerate(results) if _can_be_stacked(one)]
    while able:
        few = [k for k in able if alike([results[j].partnership for j in (able[0], k)])]
        able = [k for k in able if k not in few]
        if nothing_is_better([results[k] for k in few]):
            shown.update(few)
    return [
        functools.partial(certify_evolution, by_kernel=True) if k in shown else certify_evolution
        for k in range(len(results))
    ]


def _can_be_stacked(one: Evolution) -> bool:
    """Whether floats tell, all can leave, and the record has no branches."""
    tree, code = one.witness[1:]
    return not one.exact and not is_far(one.partnership) and code is None and tree.at is None


def nothing_is_better(results: Sequence[Evolution]) -> bool:
    """Whether what is agreed on is an equilibrium and the best one, in all of them."""
    models, deltas = [one.partnership for one in results], [float(one.delta) for one in results]
    choices = np.stack([one.choice for one in results])
    agreed = unroll(read(models, exact=False), np.array(deltas), choices)
    plays, trees = zip(*(one.witness[:2] for one in results), strict=True)
    kernel = Kernel(table_of(models, deltas, exact=False))
    play = as_played(agreed, kernel.table, _side_by_side(plays))
    tree = _side_by_side(_as_long(trees, len(kernel.table.state)))
    gaps = itertools.chain(equilibrium(kernel, play), optimality(kernel, play, tree))
    return all(gap.size <= gap.allowed for gap in gaps)


def _as_long(trees: Sequence[Tree], rows: int) -> list[Tree]:
    """Records with equally many rounds: the last ones of the shorter eliminate nothing."""
    longest, nothing = max(len(tree.rounds) for tree in trees), np.zeros((rows, 1), dtype=bool)
    return [
        tree._replace(
            rounds=(*tree.rounds, *[Round(tree.bounds, nothing)] * (longest - len(tree.rounds)))
        )
        for tree in trees
    ]


def _side_by_side(parts: Sequence[Any]) -> Any:
    """Witnesses of single games as that of all; arrays in tuples, the last axis over games."""
    first = parts[0]
    if isinstance(first, np.ndarray):
        return np.concatenate(parts, axis=-1)
    if not isinstance(first, tuple):
        return first
    found = [_side_by_side(each) for each in zip(*parts, strict=True)]
    return type(first)(*found) if hasattr(first, "_fields") else tuple(found)
