"""When help can end in a region: every tie handed over by itself."""

from __future__ import annotations

from typing import Any

from .. import _check
from ..coordinator import Coordinator
from ..planning.endings.hand_over import PERIODS, hand_over_ties
from ..planning.endings.results import HandOver
from ..types import Number
from . import partnerships


def hand_over(
    self: Any,
    delta: Number | None = None,
    coordinator: Coordinator | None = None,
    *,
    periods: int = 40,
) -> HandOver:
    """Find for every tie when help may end: the four verdicts of `hand_over`.

    Parameters
    ----------
    delta : Number, optional
        Another patience than that of the settings.
    coordinator : Coordinator, optional
        Another coordinator than that of the settings.
    periods : int
        The longest date.

    Raises
    ------
    DiscountError, NotApplicableError, RangeError

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    >>> region = qg.Region.from_matrix(gains, cost=1)
    >>> region.hand_over().ties
       a  b  verdict least_periods  least_trust
    0  A  B  started          None            1
    """
    owner = "Region.hand_over"
    patience = self.delta if delta is None else delta
    patience = _check.patience(owner, patience, exact=False)
    helper = _check.optional(owner, "coordinator", coordinator, Coordinator) or self.coordinator
    partnerships.capacities(owner, helper)
    periods = _check.integer(owner, "periods", periods, low=1, high=PERIODS)
    ties = self.all_ties
    models = [self.model(tie) for tie in ties]
    names, founding = ([getattr(tie, of) for tie in ties] for of in ("members", "founding"))
    return hand_over_ties(models, names, patience, helper, founding, periods)
