"""The vocabulary of refusals: each check returns the clean value or raises an error that teaches.

Every check takes the public callable's name and the argument's name first, so that messages always
say where they come from. What only one callable refuses is said there, as
`raise errors.RangeError(function, argument, value, rule, remedy)`.
"""

from __future__ import annotations

import difflib
import math
import numbers
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np

from . import _reading, _tolerance, errors
from .types import Array, Number

_T = TypeVar("_T")
_Limit = Number | None
_Shape = tuple[int | None, ...]
#: What Python counts among the whole numbers, and what is none.
_NO_NUMBERS = (bool, np.bool_, np.timedelta64)
#: What no page, drawing or terminal shows as it is: signs of control, of the end of a line and of
#: another direction, half characters, and what XML does not know.
_UNSEEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufffe\\uffff]"
)


def instance(function: str, argument: str, value: Any, kind: type[_T] | tuple[type, ...]) -> _T:
    """`value` is a `kind`."""
    if isinstance(value, kind):
        return value  # type: ignore[return-value]
    names = [k.__name__ for k in (kind if isinstance(kind, tuple) else (kind,))]
    rule = f"must be {_one_of(names)}, not {kind_of(value)}"
    first = kind[0] if isinstance(kind, tuple) else kind
    package = type(value).__module__.partition(".")[0]
    convert = getattr(first, "_converters", {}).get(package)
    how = "" if convert is None else f" with {convert}"
    remedy = f"Build {_with_article(names[0])} first{how} and pass it"
    raise errors.InputTypeError(function, argument, value, rule, remedy)


def optional(function: str, argument: str, value: Any, kind: type[_T]) -> _T | None:
    """`value` is a `kind`, or None."""
    return None if value is None else instance(function, argument, value, kind)


def _one_of(names: Sequence[str]) -> str:
    """Say which kinds will do: "a River", "an Agreement or StageGame", "a River, TUGame or int"."""
    *first, last = names
    return _with_article(f"{', '.join(first)} or {last}" if first else last)


def kind_of(value: Any) -> str:
    """Say what `value` is: "an int", "a Partnership", "None"."""
    return "None" if value is None else _with_article(type(value).__name__)


def _with_article(name: str) -> str:
    """Put "a" or "an" before a name."""
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


def mapping(
    function: str, argument: str, given: Any, what: str, remedy: str, default: Any = None
) -> Mapping[Any, Any]:
    """A mapping, and where a `default` is given that if there is none."""
    if given is None and default is not None:
        return default  # type: ignore[no-any-return]
    if isinstance(given, Mapping):
        return given
    rule = f"must map {what}, not be {kind_of(given)}"
    raise errors.InputTypeError(function, argument, given, rule, remedy)


def function(owner: str, argument: str, value: Any) -> Callable[..., Any]:
    """`value` can be called."""
    if callable(value):
        return value  # type: ignore[no-any-return]
    rule, remedy = f"must be callable, not {kind_of(value)}", "Pass a function"
    raise errors.InputTypeError(owner, argument, value, rule, remedy)


def answer(owner: str, argument: str, function: Callable[..., Any], *at: Any, **named: Any) -> Any:
    """What a function that somebody passed says there; what it raises is told by name."""
    try:
        return function(*at, **named)
    except errors.QinbaGamesError:
        raise
    except Exception as error:
        rule = f"the function raised {type(error).__name__} there: {error}"
        remedy = "Make it return an answer wherever it is asked"
        raise errors.InvalidInputError(owner, argument, at or named, rule, remedy) from error


def number(
    function: str, argument: str, value: Any, *, low: _Limit = None, high: _Limit = None
) -> Number:
    """`value` is a finite int, float or Fraction in [low, high]."""
    clean = _exact_or_float(function, argument, value)
    if clean and not _within_floats(clean):
        raise _extreme(function, argument, value)
    if (low is not None and clean < low) or (high is not None and clean > high):
        raise _outside(function, argument, value, low, high)
    return clean


def _within_floats(value: Any) -> bool:
    """Whether floats reach a number other than 0."""
    if type(value) is Fraction:  # which is slow to compare with floats
        lengths = value.numerator.bit_length(), value.denominator.bit_length()
        if max(lengths) < 900:
            return True
    return bool(_reading.SMALLEST <= abs(value) <= _reading.LARGEST)


def _exact_or_float(function: str, argument: str, value: Any) -> Number:
    """A real number as an int, a Fraction or a finite float."""
    if type(value) is int or (type(value) is float and math.isfinite(value)):
        return value
    if type(value) is Fraction and type(value.numerator) is type(value.denominator) is int:
        return value if value.denominator != 1 else value.numerator
    value = _reading.not_masked(function, argument, value)
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, _NO_NUMBERS) or not isinstance(value, numbers.Real):
        rule = f"must be a real number, not {kind_of(value)}"
        remedy = "Pass an int, a float or a Fraction"
        raise errors.InputTypeError(function, argument, value, rule, remedy)
    if isinstance(value, numbers.Rational):
        ratio = Fraction(int(value.numerator), int(value.denominator))
        return ratio.numerator if ratio.denominator == 1 else ratio
    clean = float(value)
    if not np.isfinite(clean):
        rule, remedy = "must be finite", "Replace NaN or infinity by a number"
        raise errors.NotFiniteError(function, argument, value, rule, remedy)
    return clean


def named_numbers(function: str, low: _Limit = None, **given: Any) -> dict[str, Number]:
    """Each of some arguments, given by name, is a finite number of at least `low`."""
    return {name: number(function, name, value, low=low) for name, value in given.items()}


def _extreme(function: str, argument: str, value: Any) -> errors.RangeError:
    rule = (
        f"floats do not reach: numbers other than 0 lie between {_reading.SMALLEST:.1e} and "
        f"{_reading.LARGEST:.0e}"
    )
    return errors.RangeError(function, argument, value, rule, "Choose another unit of account")


def _outside(
    function: str, argument: str, value: Any, low: _Limit, high: _Limit
) -> errors.RangeError:
    start = "(-inf" if low is None else f"[{low}"
    interval = f"{start}, inf)" if high is None else f"{start}, {high}]"
    rule, remedy = f"must lie in {interval}", f"Choose a number in {interval}"
    return errors.RangeError(function, argument, value, rule, remedy)


def above(function: str, argument: str, value: Any, low: Number = 0) -> Number:
    """`value` is a finite number above `low`."""
    clean = number(function, argument, value)
    if clean > low:
        return clean
    rule, remedy = f"must be above {low}", f"Choose a number above {low}"
    raise errors.RangeError(function, argument, value, rule, remedy)


def discount(function: str, value: Any, argument: str = "delta", *, exact: bool = True) -> Number:
    """`value` is a discount factor in [0, 1), as a float too where the answer is not `exact`."""
    clean = number(function, argument, value)
    if 0 <= clean < 1 and (exact or float(clean) < 1):
        return clean
    rule = "a discount factor lies in [0, 1)" + ", rounded to a float too" * (0 <= clean < 1)
    remedy = "Choose a value at least 0 and below 1; for an annual rate r use 1/(1 + r)"
    raise errors.DiscountError(function, argument, value, rule, remedy)


def patience(function: str, value: Any, *, exact: bool = True) -> Number:
    """`delta` is a discount factor at which floats, if there are any, can tell periods apart."""
    clean = discount(function, value, exact=exact)
    if (exact and not isinstance(clean, float)) or 1 - float(clean) >= _tolerance.PERIOD:
        return clean
    rule = "above 1 - 1e-7 rounding of floats hides what a period brings"
    remedy = "Pass a smaller delta; or Fractions alone, delta too, where the verb has exact answers"
    raise errors.DiscountError(function, "delta", value, rule, remedy)


def probability(function: str, argument: str, value: Any) -> Number:
    """`value` lies in [0, 1]."""
    clean = number(function, argument, value)
    if 0 <= clean <= 1:
        return clean
    rule, remedy = "a probability lies in [0, 1]", "Choose a value between 0 and 1"
    raise errors.ProbabilityError(function, argument, value, rule, remedy)


def distribution(function: str, argument: str, values: Array) -> Array:
    """`values` are non-negative along the last axis and sum to one."""
    low = values.min() if values.size else 0
    total = np.asarray(values.sum(axis=-1))
    slack = 0 if _tolerance.is_exact(values) else _tolerance.PROBABILITY
    if low < -slack or np.any(abs(total - 1) > slack):
        worst = low if low < -slack else total.flat[int(np.argmax(abs(total - 1)))]
        rule = "probabilities are non-negative and sum to one"
        remedy = "Divide the weights by their sum, or correct the entry"
        raise errors.ProbabilityError(function, argument, worst, rule, remedy)
    return values


def integer(
    function: str, argument: str, value: Any, *, low: int = 0, high: int | None = None
) -> int:
    """`value` is an int in [low, high]."""
    if isinstance(value, _NO_NUMBERS) or not isinstance(value, numbers.Integral):
        rule, remedy = f"must be an integer, not {kind_of(value)}", "Pass an int"
        raise errors.InputTypeError(function, argument, value, rule, remedy)
    return int(number(function, argument, int(value), low=low, high=high))


def generator(function: str, argument: str, value: Any) -> np.random.Generator:
    """A source of random numbers: itself, or made from a seed; a new one where there is none."""
    try:
        if not isinstance(value, (bool, float, np.ndarray, list, tuple)):
            return np.random.default_rng(value)
    except Exception:  # noqa: BLE001 (numpy asks a value of others for its entries)
        pass
    rule = f"must be a seed or a generator of random numbers, not {kind_of(value)}"
    remedy = "Pass a non-negative int, a numpy Generator, or nothing"
    raise errors.InputTypeError(function, argument, value, rule, remedy)


def flag(function: str, argument: str, value: Any) -> bool:
    """`value` is True or False."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    rule, remedy = f"must be True or False, not {kind_of(value)}", "Pass a bool"
    raise errors.InputTypeError(function, argument, value, rule, remedy)


def array(
    function: str,
    argument: str,
    values: Any,
    *,
    shape: _Shape | None = None,
    low: _Limit = None,
    names: Any = None,
) -> Array:
    """Finite numbers, at least `low`, as float64, int64, or `Fraction` objects."""
    # In `shape` None matches any length. `names`, of members or by axis, order a labelled table.
    # Ints and Fractions stay exact; one float among them makes everything float.
    kind = type(values)  # mostly there is one plain number
    most = _reading.LARGEST if kind is float else 2**63 - 1
    if kind in (float, int) and abs(values) <= most:
        clean: Array = np.array(values, dtype=np.float64 if kind is float else np.int64)
    else:
        clean = _numbers(function, argument, _reading.as_array(function, argument, values, names))
    return _within(function, argument, clean, shape, low)


def _within(function: str, argument: str, clean: Array, shape: _Shape | None, low: _Limit) -> Array:
    """Numbers of this shape, at least `low`."""
    if shape is not None:
        _check_shape(function, argument, clean, shape)
    if low is not None and clean.size and clean.min() < low:
        raise _outside(function, argument, clean.min(), low, None)
    return clean


def adds_up(
    function: str, argument: str, values: Array, total: Any, slack: Any, what: str
) -> Array:
    """`values` add up to a `total`, up to a slack: a caller's rounded numbers are taken."""
    if abs(values.sum() - total) <= slack:
        return values
    rule, remedy = f"must add up to {what}, {total}", "Distribute exactly that, no more and no less"
    raise errors.RangeError(function, argument, values.sum(), rule, remedy)


def each(
    function: str, argument: str, given: Any, *shape: int, low: _Limit = None, names: Any = None
) -> Array:
    """One number for each member, or for each cell of `shape`; a single one is for all."""
    values = array(function, argument, given, names=names)
    if values.ndim == 0:
        values = np.full(shape, values[()])
    return _within(function, argument, values, shape, low)


def integers(function: str, argument: str, given: Any, count: int, *, high: int) -> Array:
    """An int in [0, high] for each of so many; a single one is for all."""
    if isinstance(given, (str, bool, np.bool_)):  # one value, which is no number
        integer(function, argument, given, high=high)
    values = each(function, argument, given, count)
    if values.dtype == object:  # ints beyond 64 bits, or beside others in an array of objects
        values = np.array([v.numerator if v.denominator == 1 else v for v in values])
    ends = (values.min(), values.max()) if values.dtype.kind == "i" else values.tolist()
    for value in ends:
        integer(function, argument, value, high=high)
    return values.astype(np.int64)


def positive(function: str, argument: str, values: Array) -> Array:
    """All `values` are above 0."""
    if (values > 0).all():
        return values
    rule, remedy = "must be positive", "Choose numbers above 0, however small"
    raise errors.RangeError(function, argument, values.min(), rule, remedy)


def some(function: str, argument: str, value: Any, count: int, entry: str, each: str) -> None:
    """There is an entry, hence something that has one `each`."""
    if not count:
        rule, remedy = f"there must be at least one {each}", f"Pass one {entry} per {each}"
        raise errors.EmptyGameError(function, argument, value, rule, remedy)


def _check_shape(function: str, argument: str, values: Array, shape: _Shape) -> None:
    fits = len(shape) == values.ndim and all(
        want is None or want == got for want, got in zip(shape, values.shape, strict=True)
    )
    if not fits:
        lengths = ["any" if s is None else str(s) for s in shape]
        wanted = f"({lengths[0]},)" if len(lengths) == 1 else f"({', '.join(lengths)})"
        rule = f"must have shape {wanted}, not {values.shape}"
        remedy = "Reshape the array or correct the number of members, actions or levels"
        raise errors.ShapeError(function, argument, values.shape, rule, remedy)


def _numbers(function: str, argument: str, raw: Array) -> Array:
    kind = raw.dtype.kind
    if kind in "iu" and raw.dtype.itemsize <= 8 and (kind == "i" or raw.max(initial=0) < 2**63):
        return raw.astype(np.int64)
    if kind == "u" or kind == "O":
        raw = np.array([_rational(v) for v in raw.ravel()], dtype=object).reshape(raw.shape)
        if all(isinstance(v, Fraction) for v in raw.flat):
            return _moderate(function, argument, raw)
        if all(isinstance(v, (Fraction, float)) for v in raw.flat):
            _moderate(function, argument, raw)
            raw, kind = raw.astype(float), "f"
    if kind == "f":
        clean = raw.astype(float)
        if np.isfinite(clean).all():
            return _moderate(function, argument, clean)
        bad = clean[~np.isfinite(clean)].flat[0]
        rule, remedy = "all entries must be finite", "Replace NaN and infinities by numbers"
        raise errors.NotFiniteError(function, argument, float(bad), rule, remedy)
    rule, remedy = "all entries must be real numbers", "Pass ints, floats or Fractions"
    raise errors.InputTypeError(function, argument, raw.tolist(), rule, remedy)


def _moderate(function: str, argument: str, values: Array) -> Array:
    """`values`, none of which is too large for floats; NaN and infinity are for others to say."""
    with np.errstate(invalid="ignore"):  # what is no number is named elsewhere
        extremes = (values.min(), values.max()) if values.size else ()
    for extreme in extremes:
        if abs(extreme) > _reading.LARGEST and abs(extreme) != np.inf:
            raise _extreme(function, argument, extreme)
    return values


def _rational(value: Any) -> Any:
    if isinstance(value, (bool, np.bool_)):
        return value
    if isinstance(value, numbers.Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    return float(value) if isinstance(value, numbers.Real) else value


def sequence(
    function: str,
    argument: str,
    given: Any,
    of: str,
    remedy: str = "",
    *,
    sets: bool = False,
    names: Any = None,
) -> tuple[Any, ...]:
    """What is in a sequence, which is no string and no mapping; a set only where `sets` will do."""
    given = _reading.not_masked(function, argument, given)
    # A Series can say one thing of each name, in an order of its own.
    if names is not None:
        given = _reading.in_order(function, argument, given, names)
    entries = tuple(given) if sets and isinstance(given, Set) else _reading.entries(given)
    if entries is not None:
        return entries
    rule = f"must be a sequence of {of}, not {kind_of(given)}"
    if isinstance(given, Set):
        rule += ", which has no order"
    raise errors.InputTypeError(function, argument, given, rule, remedy or f"Pass a list of {of}")


def as_many(
    function: str, argument: str, value: Any, count: int, wanted: int, of: str, remedy: str = ""
) -> None:
    """There is one entry for each of some `wanted` things."""
    if count != wanted:
        rule = f"must have one entry for each of the {wanted} {of}, not {count}"
        raise errors.ShapeError(function, argument, value, rule, remedy or f"Pass {wanted} entries")


def tuple_of(
    function: str, argument: str, given: Any, count: int, of: str, entries: str, names: Any = None
) -> tuple[Any, ...]:
    """As many entries as there are players, states or the like, as in a profile of actions."""
    given = _reading.not_masked(function, argument, given)
    if names is not None:
        given = _reading.in_order(function, argument, given, names)
    values = _reading.entries(given)
    if values is not None and len(values) == count:
        return values
    rule = f"must hold {entries}, one for each of the {count} {of}"
    raise errors.ShapeError(function, argument, given, rule, f"Pass a tuple of {count} {entries}")


def labels(
    function: str, argument: str, given: Any, default: Sequence[str] | int
) -> tuple[str, ...]:
    """Distinct names, by default `default` itself; a number there stands for "1", "2", ..."""
    count = default if isinstance(default, int) else len(default)
    if given is None:
        return tuple(map(str, range(1, count + 1)) if isinstance(default, int) else default)
    remedy = f"Pass a list of {count} strings"
    entries = sequence(function, argument, given, "names", remedy)
    names = tuple(name(function, argument, one, remedy) for one in entries)
    if len(names) != count or len(set(names)) != count:
        rule, remedy = f"must be {count} distinct names", f"Pass {count} names, each once"
        raise errors.ShapeError(function, argument, names, rule, remedy)
    return names


def name(function: str, argument: str, value: Any, remedy: str) -> str:
    """A name: a string, or a whole number as one."""
    whole = isinstance(value, numbers.Integral) and not isinstance(value, _NO_NUMBERS)
    if isinstance(value, str) or (whole and abs(int(value)) < 2**64):
        return str(visible(function, argument, value))
    rule = "a name must be a string or a whole number"
    rule += " below 2^64" if whole else f", not {kind_of(value)}"
    raise errors.InputTypeError(function, argument, value, rule, remedy)


def visible(function: str, argument: str, value: _T) -> _T:
    """`value`; a text has to be one that can be shown everywhere."""
    sign = _UNSEEN.search(value) if isinstance(value, str) else None
    if sign is None:
        return value
    rule = f"a name cannot hold {sign[0]!a}, a sign that is not shown"
    raise errors.InvalidInputError(function, argument, value, rule, "Leave the sign out")


def escaped(text: str) -> str:
    """A text for a terminal; signs that are not shown are written as Python writes them."""
    return _UNSEEN.sub(lambda sign: ascii(sign[0])[1:-1], text)


def nearest(value: Any, options: Iterable[Any]) -> str:
    """A remedy that names the closest options."""
    names = [str(o) for o in options]
    given = value if isinstance(value, str) else errors.shown(value)
    close = difflib.get_close_matches(given, names, n=1, cutoff=0.5)
    if close:
        return f"Did you mean '{close[0]}'?"
    text = ", ".join(names[:12]) + (" and others" if len(names) > 12 else "")
    return f"Choose one of: {text}"


def unknown(
    function: str, argument: str, value: Any, options: Iterable[Any], rule: str = "is not known"
) -> errors.UnknownNameError:
    """The error that `value` is none of `options`, with the nearest of them."""
    return errors.UnknownNameError(function, argument, value, rule, nearest(value, options))


def choice(function: str, argument: str, value: Any, options: Sequence[Any]) -> Any:
    """`value` is one of `options`."""
    if isinstance(value, (str, int)) and not isinstance(value, bool) and value in options:
        return value
    raise unknown(function, argument, value, options)


def position(function: str, argument: str, value: Any, names: Sequence[Any]) -> int:
    """Index of a name, or of a non-negative index itself."""
    return positions(function, argument, (value,), names)[0]


def positions(
    function: str, argument: str, values: Iterable[Any], names: Sequence[Any]
) -> list[int]:
    """Indices of names, or of non-negative indices themselves."""
    places = {name: k for k, name in enumerate(names)}
    indices = []
    for value in values:
        place = index_of(value, places)
        if place is None:
            rule = f"is not one of the {len(names)} names"
            raise unknown(function, argument, value, names, rule)
        indices.append(place)
    return indices


def index_of(value: Any, places: Mapping[Any, int]) -> int | None:
    """Where a name stands, or a non-negative index itself; None if it is neither."""
    if isinstance(value, _NO_NUMBERS) or not isinstance(value, Hashable):
        return None
    try:
        if value in places:
            return places[value]
    except Exception:  # noqa: BLE001 (a tuple of lists; whatever a value of others raises)
        return None
    if isinstance(value, numbers.Integral) and 0 <= int(value) < len(places):
        return int(value)
    return None


def subset(function: str, argument: str, given: Any, names: Sequence[str]) -> tuple[str, ...]:
    """Some of `names`, given by names or indices, in the order of `names`; "all" is all of them."""
    if isinstance(given, str) and given == "all":
        return tuple(names)
    chosen = set(positions(function, argument, several(function, argument, given), names))
    return tuple(name for k, name in enumerate(names) if k in chosen)


def several(function: str, argument: str, given: Any) -> tuple[Any, ...]:
    """Some members, in any order, as a tuple; a name alone is none."""
    return sequence(function, argument, given, 'names or numbers of members, or "all"', sets=True)


def founding_trust(function: str, model: Any, founding: Any) -> int:
    """Trust in the first period of a partnership: its own where none is given."""
    if founding is None:
        return int(model.founding)
    return integer(function, "founding", founding, high=model.levels - 1)


def without(
    function: str, argument: str, value: Any, remedy: str, *, default: Any = None, kind: str = ""
) -> None:
    """Leave out an argument (or pass None) that has no meaning for a `kind` of model."""
    usual = value is default or (type(value) is type(default) and bool(np.all(value == default)))
    if value is None or usual:
        return
    rule = f"has no meaning for {kind or 'this kind of model'}"
    raise errors.NotApplicableError(function, argument, value, rule, remedy)
