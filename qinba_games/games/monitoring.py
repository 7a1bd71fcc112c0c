"""What players see of each other's actions."""

from __future__ import annotations

from ..types import frozen


@frozen
class PerfectMonitoring:
    """Every player sees every past action.

    Examples
    --------
    >>> import qinba_games as qg
    >>> qg.PerfectMonitoring()
    PerfectMonitoring()
    """

    def __repr__(self) -> str:
        return "PerfectMonitoring()"
