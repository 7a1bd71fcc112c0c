"""What can be wrong with an argument of a kind, and what the error says about it.

A defect names the error's class, the argument and the value it blames, and (a pattern for) the
remedy it offers.
"""

import dataclasses
import math
from collections.abc import Callable
from typing import Any

from qinba_games import errors

NAN, INF = math.nan, math.inf
SAME: Any = object()


@dataclasses.dataclass
class Defect:
    """A wrong value, the error it has to raise, and what the error says about it."""

    kind: type[errors.InvalidInputError]
    value: Any
    remedy: str
    seen: Any = SAME
    argument: str | None = None
    function: str | None = None


class Public:
    """A public callable, a proper call of it, and what can be wrong with each argument.

    Errors name `function`, which is what the table calls it unless said otherwise.
    """

    def __init__(
        self,
        call: Callable[..., Any],
        proper: dict[str, Any],
        function: str = "",
        /,
        **defects: list[Defect],
    ) -> None:
        self.call, self.proper, self.function, self.defects = call, proper, function, defects
