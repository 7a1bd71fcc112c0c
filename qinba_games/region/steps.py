"""Which finding flips within one step of which assumption."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..partnership.evolve_arrays import evolve_arrays
from ..partnership.results.evolution import COOPERATING
from . import partnerships
from .settings import SETTINGS

if TYPE_CHECKING:
    import pandas

_SIDES = ("without", "with")


def check(self: Any) -> pandas.DataFrame:
    """Say which finding flips within one step of which assumption.

    Is a tie still kept, or still lost, if one number is a little smaller or larger? Every setting
    is moved alone to its next lower and its next higher value (`step` in the list of settings), and
    every tie is solved again, without and with the coordinator.

    Returns
    -------
    DataFrame
        One row for each tie that is kept (weak or strong) instead of lost, or lost instead of kept:
        `assumption`, its value `now` and the one `tried`, the tie's `a` and `b`, the `side`
        ("without" or "with" the coordinator), and its class `before` and `after`. Without a row,
        nothing flips.

    Notes
    -----
    Solution concepts are those of `evolve`. A step is not an estimate of how far a number may be
    off; `uncertain` moves all of them at once.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    >>> region = qg.Region.from_matrix(gains, cost=1)
    >>> found = region.check()
    >>> print(found[["assumption", "now", "tried", "side", "before", "after"]].head(2))
      assumption  now tried     side    before after
    0   learning  0.3   0.4  without  isolated  weak
    1       cost    1   0.9  without  isolated  weak
    """
    import pandas

    here = _classes(self, {})
    rows = [
        {
            "assumption": setting.name,
            "now": self.settings[setting.name],
            "tried": value,
            "a": tie.members[0],
            "b": tie.members[1],
            "side": side,
            "before": before,
            "after": after,
        }
        for setting in SETTINGS
        for value in setting.alternatives(self.settings[setting.name])
        for side, now, then in zip(_SIDES, here, _classes(self, {setting.name: value}), strict=True)
        for tie, before, after in zip(self.all_ties, now, then, strict=True)
        if (before in COOPERATING) != (after in COOPERATING)
    ]
    columns = ("assumption", "now", "tried", "a", "b", "side", "before", "after")
    return pandas.DataFrame(rows, columns=list(columns), dtype=object)


def _classes(region: Any, moved: dict[str, Any]) -> list[list[str]]:
    """The founding class of every tie without and with the coordinator."""
    settings = {**region.settings, **moved}
    given = partnerships.arrays(region.records, settings)
    helper = {name: settings[name] for name in partnerships.CAPACITIES}
    sides = given, partnerships.with_coordinator(given, helper)
    return [evolve_arrays(**side).founding_class.tolist() for side in sides]
