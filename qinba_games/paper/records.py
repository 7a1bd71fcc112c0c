"""What the dated agreements of the paper reveal of patience."""

from __future__ import annotations

import functools

from .. import errors
from ..common.result import show
from ..panel.promises import Promises
from ..panel.results import INTERVAL, LOWER, NOTHING, REFUSED
from ..panel.revealed_patience import revealed_patience
from .case import Case

#: The year in which the paper appeared: until then agreements are known.
UNTIL = 2020


@functools.lru_cache(maxsize=8)
def what_records_reveal(case: Case) -> str:
    """The promises of the case, and the set of discount factors that they leave, in words."""
    try:
        promises = Promises.from_region(case, until=UNTIL, coordinator=case.coordinator)
    except errors.EmptyGameError:
        return "No dated agreement says whether a promise was kept, so that none reveals patience."
    found = revealed_patience(promises)
    (status,) = found.identified["status"]
    kept = int(promises.kept.sum())
    reading = {
        LOWER: f"patience of {show(found.least, digits=2)} and more",
        INTERVAL: f"patience {found.intervals.words(2)}",
        NOTHING: "nothing: every patience is consistent with them",
        REFUSED: "a contradiction: no patience makes so many of them equilibria",
    }[status]
    return (
        f"The agreements hold {found.basis}, of which {kept} were kept. If at most "
        f"{show(found.error)} of promises are kept although that is no equilibrium, and gains are "
        f"as assumed, they reveal {reading} (confidence {found.level:.0%}, whatever equilibrium "
        "is played). Payoffs are illustrative, and so is this bound."
    )
