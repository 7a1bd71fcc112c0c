"""The nucleolus and its relatives: make the most aggrieved coalition as little aggrieved as can be.

The excess of a coalition is what it could have on its own beyond what it gets. The nucleolus
minimises the largest excess, then the second largest, and so on, over the imputations (every player
gets at least its own worth); the prenucleolus over all efficient payoffs; per capita counts a
coalition's excess per member.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...types import Array
from .excess import ExcessOptimum, ExcessRow, steps


class ExcessLevel(NamedTuple):
    """What one step settled: these coalitions have this excess, these members their floor.

    With weights > 0 the coalitions and floors add up to a combination of what was settled before.
    """

    excess: Any
    rows: tuple[ExcessRow, ...]
    weights: tuple[Any, ...]


def has_imputations(values: Array) -> bool:
    """Whether all together are worth what members are worth alone, and the nucleolus exists."""
    own = values[1 << np.arange(len(values).bit_length() - 1)]
    near = _tolerance.meeting(_tolerance.TIE, abs(own).sum(), values[-1])
    return bool(own.sum() <= values[-1] + near)


def nucleolus(
    values: Array, *, per_capita: bool = False, imputations: bool = True
) -> tuple[Array, list[ExcessLevel]]:
    """Payoffs with the lexicographically least vector of excesses in descending order.

    Parameters
    ----------
    values : array, shape (2^n,)
        For `imputations` of a game in which members' own worths add up to at most v(N).
    per_capita : bool
        Excess per member in place of excess.
    imputations : bool
        Whether every player has to get its own worth at least.

    Returns
    -------
    payoffs : array, shape (n,)
        `Fraction`s for rational worths.
    levels : list of Settled

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.cooperative.solvers.nucleolus import nucleolus
    >>> [str(x) for x in nucleolus(np.array([0, 0, 0, 1, 0, 2, 1, 3]))[0]]
    ['5/4', '1/2', '5/4']

    References
    ----------
    D. Schmeidler (1969), "The nucleolus of a characteristic function game", SIAM Journal on Applied
    Mathematics 17, 1163-1170.
    """
    n = len(values).bit_length() - 1
    if n == 1:
        return _exact.rational(values)[1:], []
    if n == 2:
        return _of_two(_exact.rational(values))
    floor = values[1 << np.arange(n)] if imputations else None
    optima = list(steps(values, per_capita=per_capita, floor=floor))
    if not _tolerance.is_exact(values):
        levels = [ExcessLevel(step.excess, step.settled, step.weights) for step in optima]
        return optima[-1].payoffs, levels
    return _exactly(values, per_capita, optima)


def _of_two(values: Array) -> tuple[Array, list[ExcessLevel]]:
    """Two members divide equally what they are worth together beyond what they are worth alone."""
    _, first, second, both = values.tolist()
    excess, half = (first + second - both) / 2, Fraction(1, 2)
    level = ExcessLevel(excess, (ExcessRow(1, False), ExcessRow(2, False)), (half, half))
    return np.array([first - excess, second - excess], dtype=values.dtype), [level]


def _exactly(
    values: Array, per_capita: bool, optima: list[ExcessOptimum]
) -> tuple[Array, list[ExcessLevel]]:
    """The same from the settled rows alone, in rational arithmetic."""
    # Unknowns are the payoffs and the excess of every step; each settled row is an equation, and
    # with efficiency there are as many equations as unknowns.
    n, count = len(values).bit_length() - 1, len(optima)
    equations = [[1] * n + [0] * count]
    right = [values[-1]]
    for k, step in enumerate(optima):
        for row in step.settled:
            excess = [0] * count
            if not row.floor:
                excess[k] = row.mask.bit_count() if per_capita else 1
            equations.append([row.mask >> i & 1 for i in range(n)] + excess)
            right.append(values[row.mask])
    solved = _exact.solve_whole(np.array(equations), np.array(right))
    pairs = zip(solved[n:], optima, strict=True)
    levels = [ExcessLevel(excess, step.settled, step.weights) for excess, step in pairs]
    return solved[:n], levels
