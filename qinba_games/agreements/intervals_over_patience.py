"""Between which shares does an efficient contract move, from no patience to first best?"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, errors
from ..types import FloatArray
from .drawing import draw_intervals
from .insurance import Insurance
from .insure import critical_discount_insurance, insure

_OWNER = "plot_intervals"
#: By default so many discount factors, from before the first contract to after first best.
_COUNT, _WIDER = 41, 0.2


def plot_intervals(
    insurance: Insurance, deltas: Any = None, *, ax: Any = None, **style: Any
) -> Any:
    """Draw, over patience, between which shares of consumption member 1 moves in each state.

    Parameters
    ----------
    insurance : Insurance
        Of two members.
    deltas : array_like, shape (K,), optional
        Increasing discount factors, at each of which a contract is solved and certified. By default
        41, from just before there is any insurance to just after first best.
    ax : matplotlib Axes, optional
    **style
        As for every picture: `figsize`, `style`, and what matplotlib's `plot` takes.

    Returns
    -------
    matplotlib Axes
        A pair of lines for each state, and where there is no insurance, some, and first best.

    Raises
    ------
    NotApplicableError
        If there are not two members.
    ShapeError, RangeError, DiscountError, InputTypeError
        If there are fewer than two discount factors, or they do not increase.

    References
    ----------
    E. Ligon, J. P. Thomas and T. Worrall (2002), "Informal insurance arrangements with limited
    commitment", Review of Economic Studies 69, 209-244, figure 1.

    Examples
    --------
    >>> from qinba_games.agreements import Insurance, plot_intervals
    >>> pair = Insurance.independent([[4 / 3, 2 / 3]] * 2, [[0.9, 0.1]] * 2)
    >>> ax = plot_intervals(pair, [0.86, 0.9, 0.95, 0.97])
    >>> ax.get_xlabel(), [text.get_text() for text in ax.texts]
    ('discount factor', ['none', 'partial', 'first best'])
    """
    _check.instance(_OWNER, "insurance", insurance, Insurance)
    if insurance.n_members != 2:
        rule = f"has {insurance.n_members} members, and only contracts of two are intervals"
        raise errors.NotApplicableError(_OWNER, "insurance", insurance, rule, "Pass one of two")
    at = _default(insurance) if deltas is None else _increasing(deltas)
    contracts = [insure(insurance, delta) for delta in at.tolist()]
    paid = np.array([np.sort(one.transfers[..., 0], axis=1)[:, ::-1] for one in contracts])
    shares = (insurance.income[:, :1] - paid) / insurance.income.sum(axis=1)[:, None]
    kinds = [one.kind for one in contracts]
    names = insurance.states, insurance.members[0]
    return draw_intervals(at, shares, kinds, names, ax, **style)


def _increasing(deltas: Any) -> FloatArray:
    at = _check.array(_OWNER, "deltas", deltas, shape=(None,)).astype(float)
    if len(at) < 2:
        rule, remedy = "an interval needs two ends", "Pass two discount factors or more"
        raise errors.EmptyGameError(_OWNER, "deltas", deltas, rule, remedy)
    for delta in at.tolist():
        _check.discount(_OWNER, delta, "deltas", exact=False)
    if (np.diff(at) <= 0).any():
        rule, remedy = "must increase", "Sort them, and leave out what stands twice"
        raise errors.RangeError(_OWNER, "deltas", deltas, rule, remedy)
    return at


def _default(insurance: Insurance) -> FloatArray:
    """From before the first contract to after first best; all where there is nothing to insure."""
    # If leaving costs, there is some insurance at every patience.
    kinds = ("any", "first best") if insurance.is_plain else ("first best",)
    ends = [float(critical_discount_insurance(insurance, kind).delta) for kind in kinds]
    low, high = ends[0] if insurance.is_plain else 0.0, ends[-1]
    wider = _WIDER * max(high - low, 0.05) if low <= high < 1 else 1.0
    return np.linspace(max(min(low, 1) - wider, 0.01), min(max(high + wider, 0.1), 0.99), _COUNT)
