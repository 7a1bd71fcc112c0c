"""When help can end in a region: every tie handed over by itself, as assumed and in draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from .. import _check
from ..common.register import finds
from ..coordinator import Coordinator
from ..partnership.evolve_many import evolve_batch
from ..partnership.partnership import Partnership
from ..planning.endings.hand_over import PERIODS, hand_over_ties, verdicts_of
from ..planning.endings.results import ALONE, HandOver
from ..types import Number, make
from . import partnerships
from .tables.records import evenly
from .uncertain import ranges as ranges_of
from .uncertain.draws import by_row, fixed_settings
from .uncertain.results import Endings, Uncertain


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
    founding = [tie.founding for tie in ties]
    return hand_over_ties(models, patience, helper, founding, periods)


#: Draws that are looked at, and the longest date.
SOME, _LAST = 100, 40
#: From which class on a tie is kept: weak.
_WEAK = 2


@finds(Uncertain, "endings")
def endings(draws: Uncertain) -> Endings:
    """The verdict of `hand_over` on every tie in some of the draws."""
    records, rows = draws.region.records, evenly(len(draws.drawn), SOME)
    settings = {**draws.region.settings, **fixed_settings("Uncertain.endings", draws.coordinator)}
    drawn = {**settings, **ranges_of.by_name(draws.ranges, draws.drawn[rows])}
    ties = len(records.ends)
    helper = {name: by_row(drawn[name], ties) for name in partnerships.CAPACITIES}
    given = partnerships.arrays(records, drawn)
    open_ = np.flatnonzero(draws.founded[0, rows] < _WEAK)  # all others are kept alone
    verdicts = np.full(len(rows) * ties, ALONE, dtype=object)
    if len(open_):
        deltas, founding = np.asarray(given["delta"], dtype=float)[open_], given["founding"][open_]
        sides = [
            evolve_batch(_models_of(each, open_.tolist()), deltas, founding)
            for each in (given, partnerships.with_coordinator(given, helper))
        ]
        verdicts[open_] = verdicts_of(sides, tuple(founding.tolist()), _LAST)
    return Endings(rows, verdicts.astype(str).reshape(len(rows), ties))


def _models_of(given: Mapping[str, Any], rows: Iterable[int]) -> list[Partnership]:
    """The partnership of some rows of the arguments of `evolve_arrays`, which are known to fit."""
    ((chance, hardship),) = given["bad_times"]
    count, levels = given["benefit"].shape[:2]
    none, both = np.zeros(count), np.ones(2)
    subsidy, deposit = given.get("subsidy", none), given.get("deposit", np.zeros((count, 2)))
    benefit = np.zeros((count, levels, 2, 2))
    benefit[:, :, 0, 1], benefit[:, :, 1, 0] = np.moveaxis(given["benefit"], -1, 0)
    return [
        make(
            Partnership,
            benefit=benefit[k],
            cost=given["cost"][k] * both,
            members=("1", "2"),
            outside=given["outside"][k],
            promotion=float(given["promotion"][k]),
            friction=np.full(levels, float(given["friction"][k])),
            drop=given["drop"],
            detection=float(given["detection"][k]),
            bad_times=((float(chance[k]), hardship[k]),),
            sharing=given["sharing"],
            deposit=deposit[k],
            subsidy=float(subsidy[k]),
            mandate=(),
            stake=0,
            founding=int(given["founding"][k]),
        )
        for k in rows
    ]
