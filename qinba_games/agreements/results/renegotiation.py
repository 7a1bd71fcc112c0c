"""Which agreements survive because their punishments are not called off."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, NamedTuple

from ... import _check, _exact, _tolerance
from ...common.register import LATER
from ...common.result import FrameColumns, Result, show
from ...common.rounded import derived
from ...types import Status, frozen
from ..drawing import draw_renegotiation

PUNISHMENTS = ("getting even", "penance", "regional")
#: A cost that misses a multiple of the benefit by no more than this part of it is that multiple.
_ROUNDED = Fraction(1, 2**50)


def as_meant(n: int, benefit: Any, cost: Any) -> tuple[Fraction, Fraction]:
    """Benefit and cost as they decide: as given, but 0.3 for three times 0.1."""
    b, c = _exact.fraction(benefit), _exact.fraction(cost)
    whole = round(c / b)
    rational = _exact.is_rational(benefit)
    if rational or not 1 < whole < n or abs(c - whole * b) > _ROUNDED * c:
        return b, c
    return b, whole * b


class PunishmentRow(NamedTuple):
    """Whether a number of members can hold together by a punishment that is not called off.

    Attributes
    ----------
    members : int
        k, how many contribute.
    punishers : int
        m, how many withhold for a period to punish one of them.
    delta : Number
        Least patience; infinite if somebody gains by a deviation at every patience, or all would
        call the punishment off.
    gain : Number
        c - b m, what a punisher gains by the period of punishment, compared with starting anew. If
        it is negative, everybody would rather start anew.
    grim : Number
        Least patience of k members if threats could not be renegotiated: to withhold for ever.
    """

    members: int
    punishers: int
    delta: Any
    gain: Any
    grim: Any


class MemberGroup(NamedTuple):
    """Those who can agree with each other.

    Attributes
    ----------
    size : int
        How many governments could join.
    rows : tuple of PunishmentRow
        By number of members.
    """

    size: int
    rows: tuple[PunishmentRow, ...]

    def best(self, delta: Any, *, exact: bool) -> PunishmentRow | None:
        """Row with the largest number of members at `delta`; None if no agreement holds."""
        slack = _tolerance.patience(exact, delta)
        candidates = [row for row in self.rows if row.delta <= delta + slack]
        return max(candidates, key=lambda row: row.members, default=None)


@frozen
class RenegotiationProof(Result):
    """How many members a punishment can hold together if they may always start anew.

    Attributes
    ----------
    n : int
        Governments that could join.
    benefit, cost : Number
        Of one contribution: to each government, and to the one that makes it. In floats too all is
        decided exactly; a cost that misses a multiple of the benefit by less than 10^-15 of it is
        that multiple.
    punishment : str
        "getting even", "penance" or "regional".
    m : int or None
        How many are to punish, for "penance"; None: as many as do not hurt themselves.
    sizes : tuple of int
        How many governments each region has; one number unless the punishment is regional.
    delta : Number or None
        The discount factor that was asked about; None: any below 1.
    """

    concept = "weakly renegotiation-proof SPE"
    _sources = ("vandamme1989", "farrell1989")
    _full = Status.COMPUTED

    n: int
    benefit: Any
    cost: Any
    punishment: str
    m: int | None
    sizes: tuple[int, ...]
    delta: Any

    @derived
    def regions(self) -> tuple[MemberGroup, ...]:
        """What holds together in each region; one for everybody, unless punishment is regional."""
        groups: tuple[MemberGroup, ...] = LATER[RenegotiationProof, "regions"](self)
        return groups

    @property
    def _agreed(self) -> tuple[PunishmentRow, ...]:
        """The agreement with most members at `delta`, of each region that has one."""
        point = 1 if self.delta is None else self.delta
        rows = (region.best(point, exact=self.exact) for region in self.regions)
        return tuple(row for row in rows if row is not None)

    @property
    def largest(self) -> int:
        """The largest number of members at `delta`, over all regions; 0 if no agreement holds."""
        return sum(row.members for row in self._agreed)

    @property
    def punishers(self) -> tuple[int, ...]:
        """How many punish, in the agreement of each region that has one."""
        return tuple(row.punishers for row in self._agreed)

    @property
    def threshold(self) -> Any:
        """Least patience for the largest number of members; infinite if it is 0."""
        return max((row.delta for row in self._agreed), default=math.inf)

    def at(self, delta: Any) -> int:
        """Find the largest number of members at `delta`.

        Raises
        ------
        DiscountError
            If it is no discount factor.
        """
        point = _check.discount("RenegotiationProof.at", delta)
        rows = [region.best(point, exact=self.exact) for region in self.regions]
        return sum(row.members for row in rows if row is not None)

    plot = draw_renegotiation

    def _table(self) -> FrameColumns:
        pairs = [(k, row) for k, region in enumerate(self.regions) for row in region.rows]
        return {
            "region": [k + 1 for k, _ in pairs],
            "members": [row.members for _, row in pairs],
            "punishers": [row.punishers for _, row in pairs],
            "least delta": [row.delta for _, row in pairs],
            "punisher gains": [row.gain for _, row in pairs],
            "least delta, grim": [row.grim for _, row in pairs],
        }

    def __repr__(self) -> str:
        if self.threshold == math.inf:
            where = "any delta" if self.delta is None else f"delta {show(self.delta)}"
            return f"RenegotiationProof({self.punishment}: nobody of {self.n} at {where})"
        text = f"{self.largest} of {self.n} members from delta {show(self.threshold)}"
        return f"RenegotiationProof({self.punishment}: {text})"
