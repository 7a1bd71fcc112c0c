"""What `sensitivity` finds, as plain values for whoever reports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...types import frozen

if TYPE_CHECKING:
    import pandas

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
class Sensitive:
    """Which settings decide how many ties are kept."""

    draws: int  #: base points
    rows: tuple[Index, ...]

    def table(self) -> pandas.DataFrame:
        """One row a group of settings and count, with the interval of the total index."""
        import pandas

        frame = pandas.DataFrame(self.rows)
        return frame.assign(
            total_low=[row.low for row in self.rows], total_high=[row.high for row in self.rows]
        )

    def __repr__(self) -> str:
        return f"Sensitive({self.draws} points, {len(self.rows)} indices)"
