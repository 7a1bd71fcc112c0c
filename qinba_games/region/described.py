"""What a region is made of: its tables, its settings, and each tie as a partnership."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from .. import _check, errors
from ..coordinator import Coordinator
from ..partnership.partnership import Partnership
from ..types import Number
from . import partnerships
from .settings import complete
from .tables import frames
from .tables.records import Records
from .tie import Tie

if TYPE_CHECKING:
    import pandas

_R = TypeVar("_R", bound="Described")


class Described:
    """What a region is made of; `Region` has the fields."""

    records: Records
    choices: tuple[tuple[str, Any], ...]

    @property
    def settings(self) -> Mapping[str, Any]:
        """Every setting by name, read-only."""
        return MappingProxyType(dict(self.choices))

    @property
    def delta(self) -> Number:
        """The discount factor."""
        return self.settings["delta"]  # type: ignore[no-any-return]

    @property
    def coordinator(self) -> Coordinator:
        """The coordinator that the settings describe."""
        return partnerships.coordinator_of(self.settings)

    @property
    def names(self) -> tuple[str, ...]:
        """Every government, in the order of its table."""
        return self.records.names

    @functools.cached_property
    def all_ties(self) -> tuple[Tie, ...]:
        """The ties as values, in the order of their table."""
        return frames.ties_of(self.records, self.settings)

    @property
    def governments(self) -> pandas.DataFrame:
        """One row a government: name, lat, lon, size, parent, group, and what was carried along."""
        return frames.governments(self.records)

    @property
    def ties(self) -> pandas.DataFrame:
        """One row a tie: the columns of `from_frames`, filled in, and what follows from them.

        That is whether it is `cross_border` (between groups), `distance_km`, the number of
        `agreements` that both have signed, and what was carried along.
        """
        return frames.ties(self.records, self.settings)

    @property
    def agreements(self) -> pandas.DataFrame:
        """One row for each member of each agreement."""
        return frames.agreements(self.records)

    def replaced(self: _R, **settings: Any) -> _R:
        """Return the same region under other settings; those not named stay.

        Parameters
        ----------
        **settings
            As for `from_frames`.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> region.replaced(delta=0.8).delta
        0.8
        """
        changed = complete(settings, "Region.replaced")
        kept = {name: changed[name] if name in settings else v for name, v in self.choices}
        region: Any = self  # only Region is a dataclass
        return dataclasses.replace(region, choices=tuple(kept.items()))  # type: ignore[no-any-return]

    def tie(self, a: str, b: str) -> Tie:
        """The tie between two governments, in either order.

        Parameters
        ----------
        a, b : str
            Names; upper and lower case are the same.

        Raises
        ------
        UnknownNameError
            If a name is none of the governments; the nearest one is suggested.
        NotApplicableError
            If there is no tie between the two.
        """
        one, other = self._number("a", a), self._number("b", b)
        for tie in self.all_ties:
            if set(tie.numbers) == {one, other}:
                return tie
        rule = f"has no tie with {a}"
        near = [
            tie.members[1 - tie.numbers.index(one)] for tie in self.all_ties if one in tie.numbers
        ]
        remedy = f"Choose one of: {', '.join(near)}" if near else f"{a} has no tie at all"
        raise errors.NotApplicableError("Region.tie", "b", b, rule, remedy)

    def partnership(self, a: str, b: str) -> Partnership:
        """The partnership of two governments, without a coordinator.

        Parameters
        ----------
        a, b : str
            Names, in either order; members keep the order of the tie.

        Raises
        ------
        UnknownNameError, NotApplicableError
            As for `tie`.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> region.partnership("B", "A").members
        ('A', 'B')
        """
        return self.model(self.tie(a, b))

    def model(self, tie: Tie) -> Partnership:
        """The partnership of a tie, without a coordinator."""
        _check.instance("Region.model", "tie", tie, Tie)
        return partnerships.partnership(self.records, self.settings, tie.number)

    def _number(self, argument: str, name: Any) -> int:
        for keys in frames.keys(self.records):
            if isinstance(name, str) and frames.key(name) in keys:
                return keys.index(frames.key(name))
        rule = f"is none of the {len(self.names)} governments"
        raise _check.unknown("Region.tie", argument, name, self.names, rule)
