"""What does a third party that makes leaving costlier change?"""

from __future__ import annotations

import dataclasses

import numpy as np

from .. import _check, errors
from ..types import Number
from ..verify.door import certified
from .insurance import Insurance
from .insure import critical_discount_insurance
from .results.loss_window import LossWindow

_OWNER = "loss_window"


def loss_window(insurance: Insurance, loss: Number) -> LossWindow:
    r"""Find the patience at which a loss of those that leave makes members share all risk.

    A third party that can take a part φ of income from a member that is alone lowers the share
    that keeps it from θ to (1-φ) θ. So it is *pivotal* at the patience at which
    1 < Σ θ_i <= 1/(1-φ): members share all risk with it, and do not without it. With any loss above
    0 there is some insurance at every patience.

    Parameters
    ----------
    insurance : Insurance
        Of members that lose nothing yet, and have their own incomes outside.
    loss : Number
        φ, in [0, 1).

    Returns
    -------
    LossWindow
        `.intervals` of patience, `.least(delta)` the least loss there. Floats only.

    Raises
    ------
    NotApplicableError
        If members lose something already, or have other incomes outside.
    RangeError, InputTypeError

    References
    ----------
    E. Ligon, J. P. Thomas and T. Worrall (2002), "Informal insurance arrangements with limited
    commitment", Review of Economic Studies 69, 209-244, section 2: penalties.

    Examples
    --------
    >>> from qinba_games.agreements import Insurance, loss_window
    >>> pair = Insurance.independent([[4 / 3, 2 / 3]] * 2, [[0.9, 0.1]] * 2)
    >>> found = loss_window(pair, 0.02)
    >>> found
    LossWindow(a loss of 0.02 is pivotal on [0.896732, 0.964462))
    >>> round(found.least(0.9), 6)
    0.019044
    """
    _check.instance(_OWNER, "insurance", insurance, Insurance)
    part = float(_check.number(_OWNER, "loss", loss, low=0))
    if part >= 1:
        rule, remedy = "is a part of income in [0, 1)", "Choose a part below 1"
        raise errors.RangeError(_OWNER, "loss", loss, rule, remedy)
    if not insurance.is_plain:
        rule = "has members that lose something already, or other incomes outside"
        remedy = "Pass an Insurance without outside and loss"
        raise errors.NotApplicableError(_OWNER, "insurance", insurance, rule, remedy)
    costly = dataclasses.replace(insurance, loss=np.full(insurance.n_members, part))
    found = LossWindow(
        insurance=insurance,
        loss=part,
        alone=critical_discount_insurance(insurance, "first best"),
        helped=critical_discount_insurance(costly, "first best"),
        exact=False,
    )
    return certified(found)
