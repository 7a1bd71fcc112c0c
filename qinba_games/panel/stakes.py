"""What was at stake in each row of a table of promises, and at which patience keeping it pays."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from .. import _check, errors
from ..common.register import finds
from ..common.spans import Spans
from ..coordinator import Coordinator
from ..partnership.least_patience import critical_discounts
from ..partnership.partnership import Partnership
from ..patience.critical_discount import critical_discount
from ..region.tables import sheet
from ..region.tables.sheet import Sheet
from ..repeated.governed import GovernedGame
from ..repeated.repeated_game import RepeatedGame
from ..repeated.results.patience import CriticalDiscount
from ..stage.stage_game import StageGame
from ..types import Array, read_only
from .promises import Promises

_FRAME = "Promises.from_frame"
#: What one member gets: both keep, it alone keeps, it alone breaks, both break.
_DILEMMA = ("reward", "sucker", "temptation", "punishment")
_STAKES = ("model", "profile", *_DILEMMA, "outside", "threshold")
_KNOWN = ("kept", *_STAKES, "trust", "third_party", "unit", "a", "b", "agreement", "year")
TRUTHS = {True: True, False: False, "true": True, "false": False, "1": True, "0": False}
TRUTHS |= {"yes": True, "no": False}
_KEPT = {**TRUTHS, "kept": True, "broken": False}
#: Whether members can pay each other is not known: either may be so.
RULES = ("none", "voluntary")


class _PromiseStake(NamedTuple):
    """What is asked of one promise."""

    support: Spans
    model: Partnership | None
    found: tuple[CriticalDiscount, ...]


@finds(Promises, "from_frame")
def _from_frame(rows: Any, sharing: str | None, coordinator: Coordinator | None) -> dict[str, Any]:
    """The fields of `Promises`, read from a table."""
    if sharing is not None:
        _check.choice(_FRAME, "sharing", sharing, RULES)
    if coordinator is not None:
        _check.instance(_FRAME, "coordinator", coordinator, Coordinator)
    table = sheet.read(_FRAME, "rows", rows)
    sheet.check_columns(table, ("kept",), _KNOWN)
    if not len(table):
        rule, remedy = "there is no promise", "Give every promise one row"
        raise errors.EmptyGameError(_FRAME, table.title, 0, rule, remedy)
    outcomes = [truth(table, row, "kept", _KEPT) for row in range(len(table))]
    stakes = _supports(table, PromiseAssumptions(sharing, coordinator))
    units, years = sheet.text(table, "unit"), sheet.numbers(table, "year")
    whole = [None if np.isnan(year) else int(year) for year in years.tolist()]
    rest = {**table.columns, "year": whole}
    carried = [name for name in table.columns if name not in ("kept", "unit", *_STAKES)]
    return {
        "kept": read_only(np.array(outcomes)),
        "units": tuple(str(row) if unit is None else unit for row, unit in enumerate(units)),
        "columns": tuple((name, tuple(rest[name])) for name in carried),
        **fields_of(stakes),
    }


class PromiseAssumptions(NamedTuple):
    """What is assumed of all promises."""

    sharing: str | None
    coordinator: Coordinator | None

    def ways(
        self, model: Any, third_party: bool | None
    ) -> list[tuple[Any, tuple[str | None, ...]]]:
        """The models that a promise may have been made in, and the rules that may have held."""
        rules = RULES if self.sharing is None else (self.sharing,)
        cases: list[tuple[Any, tuple[str | None, ...]]] = []
        if not third_party:
            cases.append((model, rules))
        if third_party is not False and self.coordinator is not None:
            with_coordinator = self.coordinator.applied_to(model)
            if self.coordinator.sharing:
                rules = ("voluntary",)
            # A game with a third party says itself who pays whom.
            own = isinstance(with_coordinator, GovernedGame)
            cases.append((with_coordinator, (None,) if own else rules))
        return cases


def fields_of(stakes: Sequence[_PromiseStake]) -> dict[str, Any]:
    """Supports and what they were read from, each answer once."""
    places: dict[int, int] = {}
    thresholds: list[CriticalDiscount] = []
    for row in stakes:
        for one in row.found:
            if id(one) not in places:
                places[id(one)] = len(thresholds)
                thresholds.append(one)
    losing = any(row.model is not None and np.any(row.model.outside < 0) for row in stakes)
    note = "that no promise is kept at a joint loss is assumed: some outside values are below 0"
    return {
        "support": tuple(row.support for row in stakes),
        "thresholds": tuple(thresholds),
        "sources": tuple(tuple(places[id(one)] for one in row.found) for row in stakes),
        "notes": (note,) if losing else (),
    }


def _supports(table: Sheet, premises: PromiseAssumptions) -> list[_PromiseStake]:
    """What was at stake in each promise, row by row."""
    if "third_party" in table.columns and premises.coordinator is None:
        for row, value in enumerate(table.columns["third_party"]):
            if value is not None and truth(table, row, "third_party", TRUTHS):
                rule = "a third party helped, and it is not said what it can do"
                remedy = "Pass coordinator=..., or leave the row out"
                raise table.defect(errors.NotApplicableError, row, "third_party", rule, remedy)
    known: dict[Any, _PromiseStake] = {}
    numbers = {name: _exact(table, name) for name in (*_DILEMMA, "outside", "threshold")}
    trusts = sheet.numbers(table, "trust")
    return [
        _row(table, row, premises, {name: of[row] for name, of in numbers.items()}, trusts, known)
        for row in range(len(table))
    ]


def _row(
    table: Sheet,
    row: int,
    premises: PromiseAssumptions,
    numbers: dict[str, Any],
    trusts: Array,
    known: dict[Any, _PromiseStake],
) -> _PromiseStake:
    model = table.columns.get("model", [None] * len(table))[row]
    way = _way(table, row, model, numbers)
    if way == "threshold":
        return _from_threshold(table, row, numbers["threshold"])
    trust = None if np.isnan(trusts[row]) else int(trusts[row])
    third = _third(table, row)
    profile: Any = (0, 0)
    if way == "model":
        profile = table.columns.get("profile", [None] * len(table))[row]
        key: tuple[Any, ...] = (id(model), repr(profile))
    else:
        payoffs = [numbers[name] for name in (*_DILEMMA, "outside")]
        key = (*payoffs, *map(type, payoffs))
    if (*key, third, trust) not in known:
        model = model if way == "model" else _dilemma(numbers)
        stake = _in_model(table, row, premises, model, profile, third, trust)
        known[(*key, third, trust)] = stake
    return known[(*key, third, trust)]


def _way(table: Sheet, row: int, model: Any, numbers: dict[str, Any]) -> str:
    """In which way a row says what was at stake."""
    there = {
        "model": model is not None,
        "reward": any(numbers[name] is not None for name in _DILEMMA),
        "threshold": numbers["threshold"] is not None,
    }
    ways = [name for name, is_there in there.items() if is_there]
    if len(ways) != 1:
        rule = "says the stakes in two ways" if ways else "does not say what was at stake"
        remedy = "Fill in model, or reward, sucker, temptation and punishment, or threshold"
        place = ways[-1] if ways else "threshold"
        raise table.defect(errors.InvalidInputError, row, place, rule, remedy)
    if ways == ["reward"]:
        for name in _DILEMMA:
            if numbers[name] is None:
                rule = "is missing beside the other payoffs"
                remedy = "Give reward, sucker, temptation and punishment"
                raise table.defect(errors.NotFiniteError, row, name, rule, remedy)
    return ways[0]


def _third(table: Sheet, row: int) -> bool | None:
    there = table.columns.get("third_party", [None] * len(table))[row] is not None
    return truth(table, row, "third_party", TRUTHS) if there else None


def truth(table: Sheet, row: int, column: str, words: dict[Any, bool]) -> bool:
    """Which truth a word of a table means."""
    value = table.columns[column][row]
    plain = value.casefold() if isinstance(value, str) else value
    if isinstance(plain, (str, bool, int, float, np.bool_)) and plain in words:
        return words[plain]
    choices = [word for word in words if isinstance(word, str) and word.isalpha()]
    rule, remedy = f"must be one of {', '.join(choices)}, or 1 or 0", "Correct the value"
    raise table.defect(errors.InvalidInputError, row, column, rule, remedy)


def _exact(table: Sheet, column: str) -> list[Any]:
    """Numbers of a column as they were given, whole numbers and fractions exact; None for none."""
    numbers: list[Any] = []
    for value, number in zip(
        table.columns.get(column, [None] * len(table)),
        sheet.numbers(table, column).tolist(),
        strict=True,
    ):
        if value is None:
            numbers.append(None)
        elif isinstance(value, (int, Fraction, np.integer)):
            numbers.append(Fraction(int(value)) if not isinstance(value, Fraction) else value)
        elif isinstance(value, str) and "." not in value and "e" not in value.casefold():
            numbers.append(Fraction(value.replace("−", "-")))
        else:
            numbers.append(number)
    return numbers


def _from_threshold(table: Sheet, row: int, threshold: Any) -> _PromiseStake:
    if threshold < 0:
        rule, remedy = "a threshold is at least 0", "Give the least patience that keeps it"
        raise table.defect(errors.RangeError, row, "threshold", rule, remedy)
    return _PromiseStake(Spans.upward(threshold), None, ())


def _dilemma(numbers: dict[str, Any]) -> Any:
    reward, sucker, temptation, punishment = (numbers[name] for name in _DILEMMA)
    own = np.array([[reward, sucker], [temptation, punishment]], dtype=object)
    game = StageGame.from_bimatrix(own.tolist(), own.T.tolist())
    outside = numbers["outside"]
    return game if outside is None else RepeatedGame(game, outside=[outside, outside])


def _in_model(
    table: Sheet,
    row: int,
    premises: PromiseAssumptions,
    model: Any,
    profile: Any,
    third: bool | None,
    trust: int | None,
) -> _PromiseStake:
    partnership = isinstance(model, Partnership)
    if not partnership and trust is not None:
        rule, remedy = "only a partnership has trust", "Leave trust empty in this row"
        raise table.defect(errors.NotApplicableError, row, "trust", rule, remedy)
    if partnership and trust is not None and trust >= model.levels:
        rule = f"is above the highest level of the partnership, {model.levels - 1}"
        raise table.defect(errors.RangeError, row, "trust", rule, "Correct the trust or the model")
    try:
        return _support_of(model, premises, third, trust, profile)
    except errors.InvalidInputError as error:
        column = error.argument if error.argument in table.columns else "model"
        raise table.defect(type(error), row, column, error.rule, error.remedy) from error


def _support_of(
    model: Any,
    premises: PromiseAssumptions,
    third: bool | None,
    trust: int | None,
    profile: Any = None,
) -> _PromiseStake:
    """Where keeping a promise is an equilibrium, in at least one of the ways that it may be."""
    answers = tuple(
        critical_discount(game, profile, sharing=rule, founding=level)
        for game, rule, level in _ways(model, premises, third, trust)
    )
    return _together(model, answers)


def supports_of(
    models: Sequence[Partnership],
    premises: PromiseAssumptions,
    thirds: Sequence[Any],
    trusts: Sequence[Any],
) -> list[_PromiseStake]:
    """The same of many promises of partnerships, all solved together."""
    ways = [
        [_under(*way) for way in _ways(model, premises, third, trust)]
        for model, third, trust in zip(models, thirds, trusts, strict=True)
    ]
    every = [way for some in ways for way in some]
    answers = iter(critical_discounts([model for model, _ in every], [level for _, level in every]))
    return [
        _together(model, tuple(next(answers) for _ in some))
        for model, some in zip(models, ways, strict=True)
    ]


def _under(model: Partnership, rule: str | None, level: int) -> tuple[Partnership, int]:
    return model if rule is None else dataclasses.replace(model, sharing=rule), level


def _ways(
    model: Any, premises: PromiseAssumptions, third: bool | None, trust: int | None
) -> Iterator[tuple[Any, Any, Any]]:
    """Every model, rule and trust that a promise may have been made in."""
    for game, rules in premises.ways(model, third):
        for rule in rules:
            for level in _levels(model, trust):
                yield game, rule, level


def _together(model: Any, answers: tuple[CriticalDiscount, ...]) -> _PromiseStake:
    union = Spans.union(pair for one in answers for pair in one.intervals)
    return _PromiseStake(union, model if isinstance(model, Partnership) else None, answers)


def _levels(model: Any, trust: int | None) -> Sequence[int | None]:
    if not isinstance(model, Partnership):
        return (None,)
    return range(model.levels) if trust is None else (trust,)
