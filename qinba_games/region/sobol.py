"""Which assumption decides? Variance-based indices of any function: `sobol`.

Scrambled Sobol points, the first-order estimator of Saltelli et al. (2010) and the total one of
Jansen (1999), errors by bootstrap over the points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check, _sizes, errors
from ..types import FloatArray
from . import ranges as drawn

if TYPE_CHECKING:
    import pandas

_OWNER = "sobol"
#: Resamples of the bootstrap.
_RESAMPLES = 200


def sobol(
    f: Callable[[FloatArray], Any], ranges: Any, *, draws: int = 1024, rng: Any = None
) -> pandas.DataFrame:
    r"""Share the variance of an outcome among what it depends on.

    The first-order index of x_i is :math:`V(E[f | x_i]) / V(f)`: by how much the variance would
    fall if x_i were known. The total index is :math:`E[V(f | x_{-i})] / V(f)`: what would be left
    if everything else were known. All x_i are independent of each other.

    Parameters
    ----------
    f : callable
        Takes an array of shape (N, d), a column for each name, and returns N numbers.
    ranges : mapping of str to (low, high) or distribution
        A uniform range, or whatever has a method `ppf`, such as the frozen distributions of
        `scipy.stats`.
    draws : int
        Base points, best a power of two; `f` is asked draws * (d + 2) times, in d + 2 calls.
    rng : None, int or numpy.random.Generator

    Returns
    -------
    DataFrame
        One row a name: `first`, `total`, and their standard errors `first_se`, `total_se`.

    Raises
    ------
    InputTypeError, ShapeError, RangeError
    NotApplicableError
        If the outcome does not vary.

    Notes
    -----
    Scrambled Sobol points; plain sampling needs many times as many. The standard errors are those
    of independent points, and so on the safe side.

    References
    ----------
    Saltelli et al. (2010), Computer Physics Communications 181, table 2, (b); Jansen (1999),
    Computer Physics Communications 117.

    Examples
    --------
    >>> import qinba_games as qg
    >>> found = qg.sobol(lambda x: x[:, 0] + 2 * x[:, 1], {"a": (0, 1), "b": (0, 1)}, rng=1)
    >>> found["first"].round(1).to_dict()
    {'a': 0.2, 'b': 0.8}
    """
    import pandas

    _check.function(_OWNER, "f", f)
    asked = drawn.read(_OWNER, ranges)
    draws = _check.integer(_OWNER, "draws", draws, low=2, high=_sizes.DRAWS)
    generator = _check.generator(_OWNER, "rng", rng)
    one, other = (drawn.at(asked, part) for part in points(len(asked), draws, generator))
    groups = [[k] for k in range(len(asked))]
    found = indices(_outcome(f), one, other, groups, generator, _OWNER)
    frame = pandas.DataFrame({name: values[:, 0] for name, values in found.items()})
    frame.index = pandas.Index([entry.name for entry in asked], name="name")
    return frame


def points(
    columns: int, draws: int, generator: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Two sets of scrambled Sobol points in the unit cube, independent of each other."""
    from scipy.stats import qmc

    # A power of two is made, and cut: other numbers are less even, and scipy warns of them.
    seed = np.random.default_rng(generator.integers(2**63))
    made = qmc.Sobol(2 * columns, scramble=True, seed=seed).random_base2(
        int(np.ceil(np.log2(draws)))
    )
    # On the edge of the cube a distribution without bounds has no value.
    made = np.clip(made[:draws], 2.0**-53, 1 - 2.0**-53)
    return made[:, :columns], made[:, columns:]


def indices(
    f: Callable[[FloatArray], FloatArray],
    one: FloatArray,
    other: FloatArray,
    groups: Sequence[Sequence[int]],
    generator: np.random.Generator,
    function: str,
) -> dict[str, FloatArray]:
    """First and total indices of groups of columns, and their errors, (groups, outcomes)."""
    at_one, at_other = f(one), f(other)
    mixed = []
    for group in groups:
        half = one.copy()
        half[:, list(group)] = other[:, list(group)]
        mixed.append(f(half))
    if not np.all(np.ptp(np.concatenate([at_one, at_other]), axis=0) > 0):
        rule, remedy = "the outcome is the same everywhere", "Widen the ranges"
        raise errors.NotApplicableError(function, "ranges", None, rule, remedy)
    # About the mean, so that products of large numbers do not swamp their differences.
    mean = np.concatenate([at_one, at_other, *mixed]).mean(axis=0)
    at_one, at_other, mixed = at_one - mean, at_other - mean, [half - mean for half in mixed]
    resampled = generator.integers(len(one), size=(_RESAMPLES, len(one)))
    found: dict[str, list[FloatArray]] = {name: [] for name in ("first", "total")}
    spread: dict[str, list[FloatArray]] = {name: [] for name in ("first_se", "total_se")}
    for half in mixed:
        everywhere = np.arange(len(one))[None]
        for rows, told in ((everywhere, found), (resampled, spread)):
            first, total = _estimates(at_one, at_other, half, rows)
            for values, into in zip((first, total), told.values(), strict=True):
                into.append(values[0] if told is found else values.std(axis=0, ddof=1))
    return {name: np.array(rows) for name, rows in {**found, **spread}.items()}


def _estimates(
    a: FloatArray, b: FloatArray, c: FloatArray, rows: Any
) -> tuple[FloatArray, FloatArray]:
    """Both indices from the points in each row of `rows`, (rows, outcomes).

    The points of c have the columns in question from those of b, and all others from those of a.
    """
    near, far = (b * (c - a))[rows].mean(axis=1), ((a - c) ** 2)[rows].mean(axis=1) / 2
    square, middle = ((a**2 + b**2) / 2)[rows].mean(axis=1), ((a + b) / 2)[rows].mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return near / (square - middle**2), far / (square - middle**2)


def _outcome(f: Callable[[FloatArray], Any]) -> Callable[[FloatArray], FloatArray]:
    def asked(values: FloatArray) -> FloatArray:
        try:
            told = f(values)
        except Exception as error:
            rule = f"raises {type(error).__name__} for the table of values: {error}"
            remedy = "Pass a function from a table, one row for each draw, to a list of numbers"
            raise errors.InputTypeError(_OWNER, "f", f, rule, remedy) from error
        found = _check.array(_OWNER, "f", told, shape=(len(values),))
        return found.astype(float)[:, None]

    return asked
