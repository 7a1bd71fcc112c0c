"""What a claim is asked after it was judged, by its number; whoever answers enters itself here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Answers(NamedTuple):
    """Who answers questions about one claim.

    Attributes
    ----------
    region : callable
        The setting, and where the verdict turns by parameter, to where the claim holds.
    where : callable
        The setting and the name of a parameter to where the claim holds.
    ranges : mapping
        The stated range of every number that the claim is asked about.
    """

    region: Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]
    where: Callable[[Mapping[str, Any], str], Any]
    ranges: Mapping[str, tuple[Any, Any]]


#: By the number of the claim.
ANSWERS: dict[str, Answers] = {}
