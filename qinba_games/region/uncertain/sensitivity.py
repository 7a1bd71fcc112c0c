"""Which assumption decides how many ties are kept: `sensitivity`, and one step of each, `check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ... import _check, errors
from ...common.progress import parts
from ...common.result import frame_of
from ...coordinator import Coordinator
from ...partnership.results.evolution import COOPERATING
from ...types import FloatArray, frozen
from ..settings import SETTINGS
from . import ranges as ranges_of
from .draws import fixed_settings, founding_classes, solve_sides
from .ranges import Range
from .results import COUNTED
from .sobol import indices, points, whole_net

if TYPE_CHECKING:
    import pandas


_OWNER = "Region.sensitivity"
#: Fewer points than this say nothing; a report solves no more ties than this to find out.
_LEAST, _MOST = 32, 1_000_000


#: Half the width of a 95 per cent interval, in standard errors.
_WIDE = 1.96


class Index(NamedTuple):
    """Indices of one count ("without", "with" or "added") for one setting or group of them."""

    setting: str
    of: str
    first: float
    total: float
    first_se: float
    total_se: float

    @property
    def low(self) -> float:
        """Lower end of the total index's 95 per cent interval; it cannot be below 0."""
        return max(self.total - _WIDE * self.total_se, 0.0)

    @property
    def high(self) -> float:
        """Upper end of the total index's 95 per cent interval."""
        return self.total + _WIDE * self.total_se


@frozen
class Sensitivity:
    """Which settings decide how many ties are kept."""

    draws: int  #: base points
    rows: tuple[Index, ...]

    def table(self) -> pandas.DataFrame:
        """One row a group of settings and count, with the interval of the total index."""
        frame = frame_of(self.rows)
        return frame.assign(
            total_low=[row.low for row in self.rows], total_high=[row.high for row in self.rows]
        )

    def __repr__(self) -> str:
        return f"Sensitivity({self.draws} points, {len(self.rows)} indices)"


def sensitivity(
    self: Any,
    ranges: Any = None,
    *,
    draws: int = 1024,
    rng: Any = None,
    jobs: int = 1,
    progress: bool | None = None,
) -> pandas.DataFrame:
    """Find which assumption decides: indices of the number of ties that are kept.

    Parameters
    ----------
    ranges, rng, jobs, progress
        As for `uncertain`.
    draws : int
        Base points, a power of two; each tie is solved draws * (settings + 2) times on
        both sides.

    Returns
    -------
    DataFrame
        Columns setting, of ("without", "with", "added"), first, total, first_se, total_se; see
        `sobol`. Settings under a constraint form one group, "outside, outside_signed".

    Notes
    -----
    Of "added" first-order indices say little: settings act on it together. Look at totals.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    >>> region = qg.Region.from_matrix(gains, cost=1)
    >>> found = region.sensitivity({"delta": (0.5, 0.9), "cost": (0.9, 1.1)}, draws=64, rng=1)
    >>> found["of"].tolist()
    ['without', 'with', 'added', 'without', 'with', 'added']
    """
    analysis = analyse(self, ranges, draws=draws, rng=rng, jobs=jobs, progress=progress)
    return frame_of(analysis.rows)


def analyse(
    region: Any,
    ranges: Any = None,
    *,
    draws: int = 1024,
    rng: Any = None,
    jobs: int = 1,
    coordinator: Coordinator | None = None,
    progress: bool | None = None,
) -> Sensitivity:
    """The same as plain values, also with another coordinator than that of the settings."""
    draws = whole_net(_OWNER, draws)
    fixed = fixed_settings(_OWNER, coordinator)
    settings = {**region.settings, **fixed}
    given = _OWNER, region.records, region.settings, ranges, tuple(fixed), region.estimates
    axes = ranges_of.of_region(*given)
    generator = _check.generator(_OWNER, "rng", rng)
    columns = sum(one.columns for one in axes)
    sets = [
        ranges_of.redraw_pairs(_OWNER, axes, ranges_of.at(_OWNER, axes, part), generator)
        for part in points(columns, draws, generator)
    ]
    groups = _groups(axes)
    parts(len(groups) + 2)

    def counted(values: FloatArray) -> FloatArray:
        table, _ = founding_classes(_OWNER, region.records, settings, axes, values, jobs, progress)
        before, after = (table >= 2).sum(axis=2)
        return np.column_stack([before, after, after - before]).astype(float)

    table = indices(counted, sets[0], sets[1], list(groups.values()), generator, _OWNER)
    rows = (
        Index(name, of, **{key: float(values[k, j]) for key, values in table.items()})
        for k, name in enumerate(groups)
        for j, of in enumerate(COUNTED)
    )
    return Sensitivity(draws=draws, rows=tuple(rows))


def _groups(factors: tuple[Range, ...]) -> dict[str, list[int]]:
    """Columns by name; settings under a constraint move together, and so do all sizes."""
    bound = ranges_of.constraint(factors)
    each = {name: [*range(k.start, k.stop)] for name, k in ranges_of.places(factors).items()}
    free = {name: columns for name, columns in each.items() if columns[0] not in bound}
    together = {", ".join(factors[k].name for k in bound): bound} if bound else {}
    return {**free, **together}


def for_report(region: Any, draws: int, **options: Any) -> Sensitivity | None:
    """What a report of so many draws says; None where that would take too long, or says nothing."""
    count = len(ranges_of.of_region(_OWNER, region.records, region.settings, None))
    # Points are a power of two, since others are less even.
    base = min(draws, _MOST // (len(region.records.ends) * (count + 2)))
    if base < _LEAST:
        return None
    try:
        return analyse(region, draws=2 ** (base.bit_length() - 1), **options)
    except errors.NotApplicableError:  # whatever is drawn, the same ties are kept
        return None


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
    sides = solve_sides(region.records, {**region.settings, **moved})
    return [side.founding_class.tolist() for side in sides]
