"""What a claim is asked after it was judged, by its number; whoever answers enters itself here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Answers(NamedTuple):
    """Who answers questions about one claim."""

    #: from the setting and where the verdict turns by parameter to where the claim holds
    region: Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]
    #: from the setting and the name of a parameter to where the claim holds
    where: Callable[[Mapping[str, Any], str], Any]
    #: the stated range of every number that the claim is asked about
    ranges: Mapping[str, tuple[Any, Any]]


#: By the number of the claim.
ANSWERS: dict[str, Answers] = {}
