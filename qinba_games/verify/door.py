"""Independent checks of results: nothing here imports a solver.

A check compares what is reported with what it finds, and a comparison with what is no number says
nothing. So every number of every field of a result has to be a number first. And its parts have to
fit together: checks compare lists place by place, so that what one of them has beyond the other
would not be seen, a list of one entry would stand for any number of them, and a name that stands
twice for one.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import math
import operator
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np

from .. import _tolerance, errors
from .._sizes import is_far, refuse_far, refuse_hidden, refuse_span, usual
from ..common.register import CHECKS, TOGETHER, WHOLE
from ..common.result import Result
from ..common.spans import Spans
from ..types import Certificate, content, make, read_only, sealed
from .findings import ASKED, MOST, Finding, verdict
from .rounded import as_in_fractions

__all__ = ["certified", "verify"]

R = TypeVar("R")
V = TypeVar("V")
Check = Callable[..., Certificate]

#: What a check runs into where the parts of a result do not fit together.
_UNREADABLE = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError),
    *(StopIteration, TypeError, ValueError, Warning),
)

#: What a result rests on, and has its own checks or refused such numbers when it was made.
_GIVEN = frozenset(
    (
        *("game", "network", "partnership", "partnerships", "coordinator", "region"),
        *("hierarchy", "helped", "environment", "certificate", "terms"),
        *("answers", "in_fractions", "witness"),
    )
)
#: Fields that show a result, and have checks of their own.
_SHOWN = frozenset(("answers", "in_fractions", "witness"))
#: Fields that hold what was asked about.
_MODELS = ("relation", "partnership", "game", "model", "agreement", "network", "source", "issues")
#: How far searches go.
_ERRORS = frozenset(
    (_tolerance.DISCOUNT, 10 * _tolerance.DISCOUNT, 4e-5, *(2.0**-k for k in (34, 32, 28, 24, 18)))
)

#: What was certified here, and somebody still has.
_CERTIFIED: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()


def verify(result: Any, *, policy: Any = None) -> Certificate:
    """Check a result with code that shares nothing with the solver that found it.

    Values are recomputed from the policy by linear solves, then the largest gain of any one-shot
    deviation is sought: another action, leaving, refusing a transfer. By the one-shot deviation
    principle (Blackwell 1965) nothing more is needed.

    Parameters
    ----------
    result : Equilibrium, DiscountTable, CriticalDiscount, NashResult, Evolution, PivotalWindow, ...
        Or how a cooperative game is divided: Allocation, CoreResult, Dividends, GameProperties.
    policy : tuple or dict, optional
        Judge this policy of the same game instead of the result's own; values are recomputed for
        it and the reported ones are left out. For a division, other payoffs.

    Returns
    -------
    Certificate
        `.ok`, `.largest_gain`, and who would gain it, where and how; exact for rational input.

    Raises
    ------
    InputTypeError
        If `result` is none of these.

    Examples
    --------
    >>> import qinba_games as qg
    >>> pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1)
    >>> found = qg.evolve(pair, 0.8)
    >>> qg.verify(found).ok
    True
    >>> qg.verify(found, policy={**found.policy, (0, 0): "idle"}).ok
    True
    >>> qg.verify(qg.evolve(pair, 0.1), policy={(0, 0): "contribute", (1, 0): "idle"}).ok
    False
    """
    return _certificate(result, policy, by_hand=True)


def of_parts(parts: Sequence[Any]) -> list[Certificate]:
    """The certificates of what a result rests on: found anew where somebody asks.

    Else those of the very objects that were certified here; a copy has to be judged.
    """
    if ASKED.get() or any(_CERTIFIED.get(id(part)) is not part for part in parts):
        return verify_all(parts)
    return [part.certificate for part in parts]


def of_part(part: Any) -> Certificate:
    """The same of one part."""
    return of_parts([part])[0]


def verify_all(results: Sequence[Any]) -> list[Certificate]:
    """The certificates of several results; of one kind they are judged together where they can."""
    return [_certificate(one, None, check, by_hand=True) for one, check in _with_checks(results)]


def certified_all(results: Sequence[R]) -> list[R]:
    """Several results with their certificates; none that fails its own is returned."""
    return [certified(one, check) for one, check in _with_checks(results)]


def _with_checks(results: Sequence[R]) -> list[tuple[R, Check | None]]:
    """Every result with the check that is left for it after all were judged together."""
    kinds, checks = set(map(type, results)), None
    together = TOGETHER.get(kinds.pop()) if len(kinds) == 1 and len(results) > 1 else None
    # What cannot be read is named where it is judged alone.
    with contextlib.suppress(*_UNREADABLE), np.errstate(all="ignore"):
        checks = together and together(results)
    return list(zip(results, checks or [None] * len(results), strict=True))


def _certificate(
    result: Any, policy: Any, check: Check | None = None, *, by_hand: bool
) -> Certificate:
    """The certificate; what only somebody's hand could have written is not asked of a solver."""
    kind, model = type(result), type(getattr(result, "__dict__", {}).get("game"))
    key = (kind, model) if (kind, model) in CHECKS else (kind, None)
    check = check or CHECKS.get(key)
    if check is None:
        kinds = ", ".join(dict.fromkeys(known.__name__ for known, _ in CHECKS))
        rule = f"must be one of {kinds}, not a {type(result).__name__}"
        remedy = "Pass what nash, discount_table, critical_discount, solve or evolve returned"
        raise errors.InputTypeError("verify", "result", result, rule, remedy)
    if policy is not None and key in WHOLE:
        raise errors.NotApplicableError("verify", "policy", policy, *WHOLE[key])
    try:
        with np.errstate(all="ignore"):
            flaw = next(filter(None, _flaws(result, by_hand)), None)
            if flaw is not None:
                return verdict([Finding(math.inf, 0, action=flaw)], exact=False)
            with _set(MOST, _most(result)), _set(ASKED, by_hand):
                if type(vars(result).get("in_fractions")) is kind:
                    return as_in_fractions(result, policy, verify)
                return check(result) if policy is None else check(result, policy=policy)
    except (errors.NotApplicableError, errors.CertificateError, errors.NotConvergedError):
        raise
    except _UNREADABLE as error:
        if policy is not None:
            raise
        # The parts of the result do not fit together, so that it says nothing.
        return verdict([Finding(math.inf, 0, action=f"cannot be read: {error}")], exact=False)


def _most(result: Any) -> float:
    """No check of this result accepts more than a hundredth of what payoffs mostly differ by."""
    model = next((vars(result)[name] for name in _MODELS if name in vars(result)), None)
    # Elsewhere tolerances are far below it; they may be in chances or patience as well.
    far = not getattr(result, "exact", False) and is_far(model)
    return usual(model) / 100 if far else math.inf


@contextlib.contextmanager
def _set(what: ContextVar[V], value: V) -> Iterator[None]:
    """What is so for a while."""
    token = what.set(value)
    try:
        yield
    finally:
        what.reset(token)


def _flaws(result: Any, by_hand: bool) -> Iterator[str | None]:
    """What is wrong with the form of a result and of the results that it holds."""
    for one in _answers(result):
        yield _no_number(one)
        yield _not_exact(one)
        yield _not_searched(one)
        yield _not_of_its_form(one)
        if by_hand:
            yield _no_third_party(one)
            yield _not_derived(one)


def _parts(result: Any) -> list[tuple[str, Any]]:
    """Fields that consist of parts; what is derived may lie beside, once it was asked for."""
    names, entries = _names_of(result.__class__), vars(result).items()
    return [(name, part) for name, part in entries if type(part) not in _SINGLE and name in names]


@functools.cache
def _names_of(kind: Any) -> frozenset[str]:
    """The fields of a kind of thing."""
    return frozenset(field.name for field in dataclasses.fields(kind))


def _answers(result: Any) -> Iterator[Any]:
    """A result and those that it reports; what shows it has checks of its own."""
    yield result
    for name, value in _parts(result):
        if _is(value.__class__, Result):
            yield from _answers(value)
        elif name not in _SHOWN and type(value) is tuple and _is(_first(value), Result):
            yield from (one for part in value for one in _answers(part))


def _first(values: tuple[Any, ...]) -> Any:
    """Of what kind the first of several things is."""
    return values[0].__class__ if values else tuple


@functools.cache
def _is(kind: type, of: Any) -> bool:
    """Whether things of one kind are of another one as well."""
    return issubclass(kind, of)


def _no_third_party(result: Any) -> str | None:
    """Whether the coordinator of a result is one that nobody could have made."""
    helper = getattr(result, "coordinator", None)
    if not dataclasses.is_dataclass(helper) or isinstance(helper, type):
        return None
    try:
        again = dataclasses.replace(helper)
    except errors.QinbaGamesError:
        return "coordinator"
    return None if again == helper else "coordinator"


def _not_derived(value: Any) -> str | None:
    """What a value, or a part of it, keeps beside its fields although it does not follow."""
    kind: Any = type(value)
    names, parts = _names_of(kind), vars(value)
    if beside := parts.keys() - names:
        again = make(kind, **{name: parts[name] for name in names & parts.keys()})
        for name in beside:
            derived = isinstance(getattr(kind, name, None), functools.cached_property)
            if derived and name[0] != "_" and content(parts[name]) != content(getattr(again, name)):
                return str(name)
    for name, part in _parts(value):
        inner = hasattr(type(part), "__dataclass_fields__") and name not in _SHOWN
        if inner and (flaw := _not_derived(part)):
            return flaw
    return None


def certified(result: R, check: Check | None = None) -> R:
    """`result` with its certificate; a result that fails it is never returned."""
    entries, kind = vars(result), type(result)
    patience = "delta" in entries or hasattr(kind, "delta")
    if patience and not entries.get("exact", True):
        refuse_hidden(result)
    name = getattr(result, "_by_range", "network")
    rounded = type(entries.get("in_fractions")) is kind  # solved in fractions
    if not (entries.get("exact", True) or rounded) and name in entries:
        refuse_far(entries[name], kind.__name__)
    certificate = _certificate(result, None, check, by_hand=False)
    if not certificate.ok:
        if not certificate.exact:
            refuse_span(result)
        raise errors.CertificateError(
            f"{result!r} failed its check: {certificate!r}. Nothing is returned; please report the "
            "game, it shows an error in the package.",
            certificate,
        )
    # What the certificate leaves open the result does not call proven.
    known: Any = {"certificate": certificate}
    if certificate.proven is not None and not np.all(certificate.proven):
        known["proven"] = _both(result, certificate.proven)
    return seal(make(type(result), **{**vars(result), **known}))


def seal(result: R) -> R:
    """A result with its certificate, believed from now on where another one rests on it."""
    sealed(result)
    _CERTIFIED[id(result)] = result
    return result


def _both(result: Any, proven: Any) -> Any:
    """What the solver and the certificate both prove."""
    if isinstance(result.proven, bool):
        return bool(result.proven and np.all(proven))
    return read_only(result.proven & proven)


#: What is always finite and no set of intervals; of these there may be many.
_PLAIN = frozenset((int, str, bool, type(None), Fraction))
#: What has no parts that could say something else.
_SINGLE = _PLAIN | {float, np.ndarray}


def _no_number(result: Any) -> str | None:
    """Which field of a result holds what is no number; None if none does."""
    # Infinity may be an answer: no patience is enough, or something never happens. Checks ask that.
    entries: dict[str, Any] = vars(result)
    kind: Any = type(result)
    gaps: frozenset[str] = getattr(kind, "_gaps", frozenset())
    for name in _parts_of(kind):
        if name not in gaps and type(entries[name]) not in _PLAIN:
            for number in _numbers(entries[name]):
                # Nearly always, and quick.
                if math.isnan(number) if isinstance(number, float) else np.isnan(number).any():
                    return f"{name} is no number"
    return None


def _numbers(value: Any) -> Iterator[Any]:
    """Floats in a value, arrays of them as arrays."""
    if isinstance(value, float):
        yield value
    elif isinstance(value, np.ndarray):
        if value.dtype.kind == "f":
            yield value
        elif value.dtype == object:
            yield from _numbers(value.ravel().tolist())
    elif isinstance(value, (tuple, list)):
        for kind in set(map(type, value)) - _PLAIN:
            yield from _of_kind(kind, [entry for entry in value if type(entry) is kind])
    elif hasattr(type(value), "__dataclass_fields__"):
        for get in _getters_of(value.__class__):
            if type(part := get(value)) not in _PLAIN:
                yield from _numbers(part)
    elif isinstance(value, Mapping):
        yield from _numbers([*value.values()])


def _of_kind(kind: Any, values: list[Any]) -> Iterator[Any]:
    """Floats in values of one kind, of which there may be many."""
    if issubclass(kind, float):
        yield np.array(values)
    elif issubclass(kind, np.ndarray):
        floats = [value for value in values if value.dtype.kind == "f"]
        if floats:
            yield np.concatenate(floats, axis=None)
        yield from _numbers([v for a in values if a.dtype == object for v in a.ravel().tolist()])
    elif issubclass(kind, (Mapping, tuple, list)):
        inner = [v.values() for v in values] if issubclass(kind, Mapping) else values
        yield from _numbers([entry for value in inner for entry in value])
    elif hasattr(kind, "__dataclass_fields__"):
        for get in _getters_of(kind):
            yield from _numbers([*map(get, values)])


@functools.cache
def _parts_of(kind: Any) -> tuple[str, ...]:
    """Fields of a kind of thing that are not given."""
    return tuple(field.name for field in dataclasses.fields(kind) if field.name not in _GIVEN)


@functools.cache
def _getters_of(kind: Any) -> tuple[Any, ...]:
    """What gets each of them, as quickly as can be."""
    return tuple(map(operator.attrgetter, _parts_of(kind)))


def _not_exact(result: Any) -> str | None:
    """Whether a result is said to be exact although its model or its patience is not."""
    if getattr(result, "exact", None) is not True:
        return None
    under = [getattr(result, name, None) for name in ("before", "sustained")]
    entries = vars(next((one for one in under if isinstance(one, Result)), result))
    model = next((entries[name] for name in _MODELS if name in entries), None)
    payoffs = entries.get("payoffs")
    given = getattr(model, "exact", True)
    if isinstance(payoffs, np.ndarray) and payoffs.dtype.kind == "f":
        return "exact, of payoffs that are not"
    rounded = given is False or isinstance(getattr(result, "delta", None), float)
    by_hand = "patience" if given else "model"
    delta = getattr(result, "delta", None)
    never = isinstance(delta, float) and delta == np.inf and given  # it is what a check finds
    return f"exact, of a {by_hand} that is not" if rounded and not never else None


def _not_searched(result: Any) -> str | None:
    """Whether another error of a search is told than searches have."""
    error = result.tolerance
    known = error in _ERRORS or "tolerance" not in vars(result)
    return None if error == 0 or (known and result.exact is not True) else "tolerance"


def _not_of_its_form(result: Any) -> str | None:
    """Which parts of a result do not fit together; None if all do."""
    for group in getattr(result, "_alike", ()):
        sizes = {name: _size(result, name) for name in group}
        if len({size for size in sizes.values() if size is not None}) > 1:
            return f"{', '.join(sizes)} are not of one length"
    for name in getattr(result, "_once", ()):
        entries = _entries(getattr(result, name))
        if len(set(entries)) < len(entries):
            return f"{name} has an entry twice"
    for name, value in _parts(result):
        spans = [value] if _is(value.__class__, Spans) else _spans(value)
        elsewhere = spans and any((tuple(s.domain), s.closed) != ((0, 1), False) for s in spans)
        if elsewhere and name not in getattr(result, "_not_patience", ()):
            return f"{name} are not intervals of patience"
    return None


def _size(result: Any, path: str) -> int | None:
    """How many entries a part has; None where it is not there, or holds for all at once."""
    value = functools.reduce(_part, path.split("."), result)
    if value is None or isinstance(value, (bool, np.bool_)):
        return None
    return value if isinstance(value, int) else len(value)


def _part(value: Any, name: str) -> Any:
    if name.isdigit():
        return value[int(name)] if len(value) > int(name) else None
    return None if value is None else getattr(value, name)


def _entries(value: Any) -> list[str]:
    return [str(entry) for entry in (value if value is not None else ())]


def _spans(value: Any) -> list[Spans]:
    """The sets of intervals among several things."""
    if _is(value.__class__, Mapping):
        value = tuple(value.values())
    if not isinstance(value, tuple):
        return []
    # There may be a hundred thousand things of two or three kinds.
    kinds = {kind for kind in set(map(type, value)) if _is(kind, Spans)}
    return [one for one in value if type(one) in kinds] if kinds else []
