"""What a plan is asked about, read or refused by name, and what a model is asked and answers."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from .. import _check, errors
from ..coordinator import Coordinator
from ..hierarchy.results import Levels
from ..partnership.partnership import Partnership
from ..types import Number, frozen
from .programme import Help

_TieNames = tuple[Any, Any]
#: What a coordinator can be and many ties at once cannot know.
_ALONE = ("mandate", "stake", "recommendation")
_BY_TIE = "Pass a mapping from (a, b) to what belongs to the tie"


class TiesByName:
    """The ties of a model, found by their two names in either order; `function` reads them."""

    def __init__(self, function: str, ties: Sequence[_TieNames]) -> None:
        self.function, self.ties = function, tuple(ties)
        self._names = {_folded(name): name for tie in self.ties for name in tie}
        self._places = {frozenset(map(_folded, tie)): k for k, tie in enumerate(self.ties)}

    def place(self, argument: str, tie: Any) -> int:
        """Which tie this is."""
        if not isinstance(tie, tuple) or len(tie) != 2:
            rule = "a tie is a tuple of two names"
            raise errors.ShapeError(self.function, argument, tie, rule, _BY_TIE)
        for name in tie:
            if not self._knows(name):
                raise _check.unknown(self.function, argument, name, [*self._names.values()])
        number = self._places.get(frozenset(map(_folded, tie)))
        if number is None:
            rule, remedy = "there is no tie between the two", "Leave it out"
            raise errors.UnknownNameError(self.function, argument, tie, rule, remedy)
        return number

    def _knows(self, name: Any) -> bool:
        try:
            return _folded(name) in self._names
        except Exception:  # noqa: BLE001 (whatever a name of others raises)
            return False

    def by_place(self, argument: str, given: Mapping[Any, Any]) -> dict[int, Any]:
        """What is given by tie, by its place; a tie is named once, in either order."""
        values: dict[int, Any] = {}
        for tie, value in given.items():
            place = self.place(argument, tie)
            if place in values:
                rule, remedy = "a tie is named once, in either order", "Leave out one of the two"
                raise errors.RangeError(self.function, argument, tie, rule, remedy)
            values[place] = value
        return values


def _folded(name: Any) -> Any:
    return name.casefold() if isinstance(name, str) else name


def read_bundles(function: str, given: Any, coordinator: Coordinator) -> dict[str, Coordinator]:
    """Bundles by name; None: every part of the capacities of a coordinator, by what is in it."""
    if given is None:
        own = read_bundle("coordinator", function, coordinator).capacities
        parts = itertools.chain(*(itertools.combinations(own, k + 1) for k in range(len(own))))
        subsets = {"+".join(part): coordinator.only(part) for part in parts}
        if not subsets:
            rule, remedy = "the coordinator has no capacity that could be bought", "Pass bundles"
            raise errors.EmptyGameError(function, "bundles", given, rule, remedy)
        return subsets
    remedy = "Pass for example {'sharing': Coordinator(sharing=True)}"
    bundles = _check.mapping(function, "bundles", given, "names to coordinators", remedy)
    if not bundles:
        rule = "there is at least one bundle"
        raise errors.EmptyGameError(function, "bundles", given, rule, remedy)
    for name, bundle in bundles.items():
        if not isinstance(name, str) or not name:
            rule = f"must name bundles by text, not by {_check.kind_of(name)}"
            raise errors.InputTypeError(function, "bundles", name, rule, remedy)
        read_bundle("bundles", function, bundle)
    return dict(bundles)


def read_bundle(argument: str, function: str, bundle: Any) -> Coordinator:
    """A coordinator that many ties at once can know; a named error if it is none."""
    _check.instance(function, argument, bundle, Coordinator)
    for name in _ALONE:
        if name in bundle.capacities:
            rule, remedy = f"many ties at once know no {name}", f"Drop {name}"
            raise errors.NotApplicableError(function, argument, bundle, rule, remedy)
    return bundle  # type: ignore[no-any-return]


def read_prices(
    ties: TiesByName, given: Any, bundles: Sequence[str], *, parts: bool
) -> tuple[tuple[Number | None, ...], ...]:
    """What each bundle costs on each tie; None where it is not to be had.

    A bundle made of `parts` that has no price costs the sum of the prices of its capacities.
    """
    function, remedy = ties.function, "Pass for example {'sharing': 2}"
    prices = _check.mapping(function, "prices", given, "bundles to prices", remedy)
    for name in prices:
        _check.choice(function, "prices", name, tuple(bundles))
    read = {name: _by_tie(ties, price) for name, price in prices.items()}

    def price(name: str, k: int) -> Number | None:
        if name in read:
            return read[name](k)
        each = [read[part](k) if part in read else None for part in name.split("+")]
        return None if None in each else sum(each)  # type: ignore[arg-type]

    for name in bundles:
        if name not in read and not parts:
            rule = f"the bundle {name!r} has no price"
            raise errors.UnknownNameError(function, "prices", given, rule, remedy)
    table = tuple(tuple(price(name, k) for name in bundles) for k in range(len(ties.ties)))
    if all(one is None for row in table for one in row):
        rule = "no bundle has a price on any tie"
        raise errors.NotApplicableError(function, "prices", given, rule, remedy)
    return table


def _by_tie(ties: TiesByName, given: Any) -> Callable[[int], Number | None]:
    """One price for all ties, or one for each that is named."""
    if not isinstance(given, Mapping):
        same = _check.number(ties.function, "prices", given, low=0)
        return lambda _: same
    named = {
        place: _check.number(ties.function, "prices", price, low=0)
        for place, price in ties.by_place("prices", given).items()
    }
    return named.get


def read_weights(ties: TiesByName, given: Any) -> tuple[Number, ...]:
    """What counts how much: 1 unless it is given by tie."""
    weights = _check.mapping(ties.function, "weights", given, "ties to weights", _BY_TIE, {})
    named = ties.by_place("weights", weights)
    return tuple(
        _check.number(ties.function, "weights", named.get(k, 1), low=0)
        for k in range(len(ties.ties))
    )


def read_offices(
    ties: TiesByName,
    given: Any,
    office_of: Any,
    usual: Sequence[tuple[str, ...]],
    names: Sequence[str],
) -> tuple[dict[str, Number], tuple[tuple[str, ...], ...]]:
    """What each office costs, and which of them each tie needs; `usual` unless it is said.

    `names` are those of a model, needed or not.
    """
    function, none = ties.function, tuple(() for _ in ties.ties)
    remedy = "Pass a number for all offices, or {'across': 6}"
    own = _check.mapping(function, "office_of", office_of, "ties to offices", _BY_TIE, {})
    if given is None:
        if own:
            rule = "says which office a tie needs, and no office has a price"
            raise errors.NotApplicableError(function, "office_of", office_of, rule, remedy)
        return {}, none
    named = {k: _names(function, value) for k, value in ties.by_place("office_of", own).items()}
    needed = tuple(named.get(k, names) for k, names in enumerate(usual))
    known = tuple(dict.fromkeys(itertools.chain(names, *needed)))
    if isinstance(given, Mapping):
        for name in given:
            _check.choice(function, "offices", name, known)
        prices = {
            name: _check.number(function, "offices", price, low=0) for name, price in given.items()
        }
    else:
        same = _check.number(function, "offices", given, low=0)
        prices = dict.fromkeys(known, same)
    for name in dict.fromkeys(itertools.chain(*needed)):
        if name not in prices:
            rule = f"the office {name!r} is needed and has no price"
            raise errors.UnknownNameError(function, "offices", given, rule, remedy)
    used = set(itertools.chain(*needed))
    return {name: prices[name] for name in known if name in used}, needed


def _names(function: str, given: Any) -> tuple[str, ...]:
    """One office, or several that a tie needs at once."""
    names = given if isinstance(given, tuple) else (given,)
    remedy = "Pass the name of an office, or a tuple of names"
    for name in names:
        _check.name(function, "office_of", name, remedy)
    return tuple(dict.fromkeys(names))


OBJECTIVES = ("kept", "probability", "strong", "value")


class DrawSetting(NamedTuple):
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
    draws: DrawSetting | None


class Answer(NamedTuple):
    """What every tie is worth, and what shows it."""

    values: tuple[Mapping[Help, Number], ...]
    answers: Any
    notes: tuple[str, ...] = ()
    proven: bool = True  #: whether each tie is proven to be what is selected


class Model(NamedTuple):
    """What a plan has to know of a model."""

    ties: tuple[tuple[Any, Any], ...]
    above: tuple[int | None, ...]
    offices: tuple[tuple[str, ...], ...]  #: what each tie needs unless it is said
    names: tuple[str, ...]  #: the offices that there are
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
