"""Which assumption decides? Variance-based indices of any function: `sobol`.

Scrambled Sobol points and the estimators of `scipy.stats.sobol_indices`, those of Saltelli et al.
(2010) and Jansen (1999); errors by bootstrap over the points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import _check, _sizes, errors
from ...types import FloatArray
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
        Base points, a power of two; `f` is asked draws * (d + 2) times, in d + 2 calls.
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
    factors = drawn.read(_OWNER, ranges)
    draws = whole_net(_OWNER, draws)
    generator = _check.generator(_OWNER, "rng", rng)
    one, other = (
        drawn.at(_OWNER, factors, part) for part in points(len(factors), draws, generator)
    )
    groups = [[k] for k in range(len(factors))]
    table = indices(_outcome(f), one, other, groups, generator, _OWNER)
    frame = pandas.DataFrame({name: values[:, 0] for name, values in table.items()})
    frame.index = pandas.Index([entry.name for entry in factors], name="name")
    return frame


def whole_net(function: str, draws: Any) -> int:
    """How many points are drawn: a power of two, since other numbers of them are less even."""
    count = _check.integer(function, "draws", draws, low=2, high=_sizes.DRAWS)
    if count & (count - 1):
        less = 1 << (count.bit_length() - 1)
        rule, remedy = "must be a power of two", f"Pass {less} or {2 * less}"
        raise errors.RangeError(function, "draws", draws, rule, remedy)
    return count


def points(
    columns: int, draws: int, generator: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Two sets of scrambled Sobol points in the unit cube, independent of each other."""
    from scipy.stats import qmc

    seed = np.random.default_rng(generator.integers(2**63))
    made = qmc.Sobol(2 * columns, scramble=True, seed=seed).random(draws)
    # On the edge of the cube a distribution without bounds has no value.
    made = np.clip(made, 2.0**-53, 1 - 2.0**-53)
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
    from scipy.stats import sobol_indices

    columns = np.arange(one.shape[1])
    mixed = [f(np.where(np.isin(columns, group), other, one)).T for group in groups]
    outputs = {"f_A": f(one).T, "f_B": f(other).T, "f_AB": np.stack(mixed)}
    both = np.concatenate([outputs["f_A"], outputs["f_B"]], axis=1)
    if not np.all(np.ptp(both, axis=1) > 0):
        rule, remedy = "the outcome is the same everywhere", "Widen the ranges"
        raise errors.NotApplicableError(function, "ranges", None, rule, remedy)
    middle = both.mean(axis=1, keepdims=True)
    scale = np.abs(both - middle).max(axis=1, keepdims=True)  # so that no square overflows
    outputs = {name: (values - middle) / scale for name, values in outputs.items()}
    outcomes = both.shape[0]
    if len(groups) == 1:  # scipy takes a single index for a number, unless there are two outcomes
        outputs = {name: np.concatenate([v, v], axis=-2) for name, v in outputs.items()}

    def estimated(rows: Any) -> list[FloatArray]:
        some = {name: values[..., rows] for name, values in outputs.items()}
        result = sobol_indices(func=some, n=len(one))
        parts = result.first_order, result.total_order
        return [part.reshape(-1, len(groups))[:outcomes].T for part in parts]

    resampled = generator.integers(len(one), size=(_RESAMPLES, len(one)))
    errors_of = np.std([estimated(rows) for rows in resampled], axis=0, ddof=1)
    named = ("first", "total", "first_se", "total_se")
    return dict(zip(named, (*estimated(slice(None)), *errors_of), strict=True))


def _outcome(f: Callable[[FloatArray], Any]) -> Callable[[FloatArray], FloatArray]:
    def evaluate(values: FloatArray) -> FloatArray:
        try:
            outcome = f(values)
        except Exception as error:
            rule = f"raises {type(error).__name__} for the table of values: {error}"
            remedy = "Pass a function from a table, one row for each draw, to a list of numbers"
            raise errors.InputTypeError(_OWNER, "f", f, rule, remedy) from error
        numbers = _check.array(_OWNER, "f", outcome, shape=(len(values),))
        return numbers.astype(float)[:, None]

    return evaluate
