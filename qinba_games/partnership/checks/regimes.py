"""The classes of a partnership at every patience, as its witness shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ...certify.edges import cells
from ...common.spans import Spans
from ...common.status import LAST, NEAR
from ...game.witness import Regimes
from ..partnership import Partnership
from ..proof import table_of
from ..results.evolution import COOPERATING
from .agreed import CLASSES, classes_of

#: Where another class than the claimed one is found on more than this, it is no rounding.
_CLEAR = 1e-7
#: What a class is called where only cooperation is told apart, and where all classes are.
COOPERATES = {str(name): str(name) in COOPERATING for name in CLASSES}
BY_NAME = {str(name): str(name) for name in CLASSES}


class Shown(NamedTuple):
    """Classes of the founding level, by rising patience."""

    rows: tuple[tuple[float, float, Any], ...]  #: (low, high, class, or a pair of them)
    settled: bool  #: whether nothing is left open but edges


def read(model: Partnership, founding: int, given: Regimes | None, last: float = LAST) -> Shown:
    """The classes that a witness shows of one partnership up to some patience."""
    if given is None:
        return Shown((), settled=False)
    table = table_of([model] * len(given.delta), given.delta, exact=False)
    choices, times = int(table.first_row[1]), table.nodes.first[1]
    here = slice(founding * times, (founding + 1) * times)
    never, rows = table.nodes.chance[:times, 0] == 0, []
    for low, high, played in cells(table, given):
        choice = (played[here] % choices)[None, None]
        (name,) = classes_of(choice == 0, choice == choices - 1, never)[0]
        rows.append((low, high, str(name)))
    ends = [0.0, *(end for low, high, _ in rows for end in (low, high)), last]
    gaps = np.diff(ends)[::2]  # before, between and after the cells
    return Shown(tuple(rows), settled=bool((gaps <= 1.5 * NEAR).all()))


def none_below(model: Partnership, founding: int, least: Any, given: Regimes | None) -> bool | None:
    """Whether there is no cooperation at any patience below this; None where it is not shown."""
    last = min(float(least) - NEAR / 2, LAST)
    if last <= 0:
        return True
    return agree(read(model, founding, given, last), {False: Spans([(0, last)])}, COOPERATES)


def proved(
    model: Partnership,
    founding: int,
    claimed: Mapping[Any, Spans],
    words: Mapping[Any, Any],
    given: Regimes | None,
) -> bool | None:
    """Whether classes are claimed where they are; None where that is not shown.

    `words` says what a class is called in `claimed`; nothing is claimed elsewhere.
    """
    return agree(read(model, founding, given), claimed, words)


def agree(found: Shown, claimed: Mapping[Any, Spans], words: Mapping[Any, Any]) -> bool | None:
    """The same where the classes are known."""
    for said, spans in claimed.items():
        for low, high in spans:
            for first, last, name in found.rows:
                overlap = min(last, float(high)) - max(first, float(low))
                if overlap > _CLEAR and said != words[name]:
                    return False
    return True if found.settled else None
