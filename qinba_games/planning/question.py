"""What is asked of a model before anything is planned, and what it answers, by kind of model."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from .. import errors
from ..coordinator import Coordinator
from ..hierarchy.results import Levels
from ..partnership.partnership import Partnership
from ..types import Number, frozen
from .programme import Help

OBJECTIVES = ("kept", "probability", "strong", "value")


class Draws(NamedTuple):
    """How many draws, of what, and from which generator."""

    number: int
    ranges: Any
    rng: Any


class Question(NamedTuple):
    """What every tie is solved for."""

    delta: Number
    bundles: Mapping[str, Coordinator]
    able: tuple[tuple[bool, ...], ...]  #: by tie and bundle: whether it is to be had
    objective: str
    horizon: int | None
    control_loss: Number
    baseline: str
    draws: Draws | None


class Answer(NamedTuple):
    """What every tie is worth, and what shows it."""

    values: tuple[Mapping[Help, Number], ...]
    concept: str
    evidence: Any
    notes: tuple[str, ...] = ()
    proven: bool = True  #: whether each tie is proven to be what is selected


class Model(NamedTuple):
    """What a plan has to know of a model."""

    ties: tuple[tuple[Any, Any], ...]
    above: tuple[int | None, ...]
    offices: tuple[tuple[str, ...], ...]  #: what each tie needs unless it is said
    names: tuple[str, ...]  #: the offices that there are
    levels: tuple[str, ...] | None  #: of each tie, if there are any
    coordinator: Coordinator
    delta: Number | None  #: None: it has to be given
    solve: Callable[[Question], Answer]
    #: a tie as a partnership without help, and its founding trust, where that is all there is
    partnership: Callable[[int], tuple[Partnership, int]] | None = None


@functools.singledispatch
def model_of(given: Any) -> Model:
    """What a plan has to know of a region or of a hierarchy, which register it."""
    rule = f"must be a Region or a Hierarchy, not a {type(given).__name__}"
    remedy = "Build a Region or a Hierarchy first and pass it"
    raise errors.InputTypeError("plan", "model", given, rule, remedy)


@frozen
class HelpedPairs:
    """How many games were solved, and the levels if nobody is helped, or all."""

    games: int
    #: None (0), or the last bundle, and every pair if all have it.
    alike: tuple[tuple[int, Levels], ...]
