"""One-line validators: each returns the clean value or raises a named error that teaches.

Every validator takes the public callable's name and the argument's name first, so that messages
always say where they come from.
"""

from __future__ import annotations

import difflib
import numbers
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np

from . import _tolerance, errors
from .types import Array, Number

T = TypeVar("T")


def instance(function: str, argument: str, value: Any, kind: type[T] | tuple[type, ...]) -> T:
    """`value` is a `kind`."""
    if isinstance(value, kind):
        return value  # type: ignore[return-value]
    names = [k.__name__ for k in (kind if isinstance(kind, tuple) else (kind,))]
    rule = f"must be {one_of(names)}, not {kind_of(value)}"
    remedy = f"Build {with_article(names[0])} first and pass it"
    raise errors.InputTypeError(function, argument, value, rule, remedy)


def one_of(names: Sequence[str]) -> str:
    """Say which kinds will do: "a River", "an Agreement or StageGame", "a River, TUGame or int"."""
    *first, last = names
    return with_article(f"{', '.join(first)} or {last}" if first else last)


def kind_of(value: Any) -> str:
    """Say what `value` is: "an int", "a Partnership", "None"."""
    return "None" if value is None else with_article(type(value).__name__)


def with_article(name: str) -> str:
    """Put "a" or "an" before a name."""
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


def function(owner: str, argument: str, value: Any) -> Callable[..., Any]:
    """`value` can be called."""
    if callable(value):
        return value  # type: ignore[no-any-return]
    rule, remedy = f"must be callable, not {kind_of(value)}", "Pass a function"
    raise errors.InputTypeError(owner, argument, value, rule, remedy)


def number(
    function: str,
    argument: str,
    value: Any,
    *,
    low: Number | None = None,
    high: Number | None = None,
) -> Number:
    """`value` is a finite int, float or Fraction in [low, high]."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        rule = f"must be a real number, not {kind_of(value)}"
        remedy = "Pass an int, a float or a Fraction"
        raise errors.InputTypeError(function, argument, value, rule, remedy)
    if isinstance(value, numbers.Rational):
        ratio = Fraction(int(value.numerator), int(value.denominator))
        clean: Number = ratio.numerator if ratio.denominator == 1 else ratio
    else:
        clean = float(value)
        if not np.isfinite(clean):
            rule, remedy = "must be finite", "Replace NaN or infinity by a number"
            raise errors.NotFiniteError(function, argument, value, rule, remedy)
    if (low is not None and clean < low) or (high is not None and clean > high):
        rule = f"must lie in {_interval(low, high)}"
        remedy = f"Choose a number in {_interval(low, high)}"
        raise errors.RangeError(function, argument, value, rule, remedy)
    return clean


def _interval(low: Number | None, high: Number | None) -> str:
    left = "(-inf" if low is None else f"[{low}"
    right = "inf)" if high is None else f"{high}]"
    return f"{left}, {right}"


def discount(function: str, value: Any, argument: str = "delta") -> Number:
    """`value` is a discount factor in [0, 1)."""
    clean = number(function, argument, value)
    if 0 <= clean < 1:
        return clean
    rule = "a discount factor lies in [0, 1)"
    remedy = "Choose a value at least 0 and below 1; for an annual rate r use 1/(1 + r)"
    raise errors.DiscountError(function, argument, value, rule, remedy)


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
    total = values.sum(axis=-1)
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
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Integral):
        rule, remedy = f"must be an integer, not {kind_of(value)}", "Pass an int"
        raise errors.InputTypeError(function, argument, value, rule, remedy)
    return int(number(function, argument, int(value), low=low, high=high))


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
    shape: tuple[int | None, ...] | None = None,
) -> Array:
    """Finite numbers as float64, int64, or `Fraction` objects; `shape` None matches any length.

    Ints and Fractions stay exact; one float among them makes everything float.
    """
    try:
        raw = np.asarray(values)
    except ValueError as error:
        rule, remedy = "must be a rectangular array of numbers", "Give every row the same length"
        raise errors.ShapeError(function, argument, values, rule, remedy) from error
    clean = _numbers(function, argument, raw)
    if shape is not None:
        _check_shape(function, argument, clean, shape)
    return clean


def _check_shape(
    function: str, argument: str, values: Array, shape: tuple[int | None, ...]
) -> None:
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
    if kind in "iu" and raw.dtype.itemsize <= 8 and (kind == "i" or raw.size == 0):
        return raw.astype(np.int64)
    if kind == "u" or kind == "O":
        raw = np.array([_rational(v) for v in raw.ravel()], dtype=object).reshape(raw.shape)
        if all(isinstance(v, Fraction) for v in raw.flat):
            return raw
        if all(isinstance(v, (Fraction, float)) for v in raw.flat):
            raw, kind = raw.astype(float), "f"
    if kind == "f":
        clean = raw.astype(float)
        if np.isfinite(clean).all():
            return clean
        bad = clean[~np.isfinite(clean)].flat[0]
        rule, remedy = "all entries must be finite", "Replace NaN and infinities by numbers"
        raise errors.NotFiniteError(function, argument, float(bad), rule, remedy)
    rule, remedy = "all entries must be real numbers", "Pass ints, floats or Fractions"
    raise errors.InputTypeError(function, argument, raw.tolist(), rule, remedy)


def _rational(value: Any) -> Any:
    if isinstance(value, (bool, np.bool_)):
        return value
    if isinstance(value, numbers.Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    return float(value) if isinstance(value, numbers.Real) else value


def labels(function: str, argument: str, given: Any, default: Sequence[str]) -> tuple[str, ...]:
    """Distinct names, one for each entry of `default`, which is used when none are given."""
    if given is None:
        return tuple(default)
    if isinstance(given, str) or not isinstance(given, Iterable):
        rule, remedy = "must be a sequence of names", f"Pass a list of {len(default)} strings"
        raise errors.InputTypeError(function, argument, given, rule, remedy)
    names = tuple(str(name) for name in given)
    if len(names) != len(default) or len(set(names)) != len(names):
        rule = f"must be {len(default)} distinct names"
        remedy = f"Pass {len(default)} names, each once"
        raise errors.ShapeError(function, argument, names, rule, remedy)
    return names


def nearest(value: Any, options: Iterable[Any]) -> str:
    """A remedy that names the closest options."""
    names = [str(o) for o in options]
    close = difflib.get_close_matches(str(value), names, n=1, cutoff=0.5)
    if close:
        return f"Did you mean '{close[0]}'?"
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"Choose one of: {shown}"


def choice(function: str, argument: str, value: Any, options: Sequence[Any]) -> Any:
    """`value` is one of `options`."""
    if isinstance(value, (str, int)) and not isinstance(value, bool) and value in options:
        return value
    rule, remedy = "is not known", nearest(value, options).rstrip(".")
    raise errors.UnknownNameError(function, argument, value, rule, remedy)


def position(function: str, argument: str, value: Any, names: Sequence[Any]) -> int:
    """Index of a name, or of a non-negative index itself."""
    if value in names:
        return list(names).index(value)
    if isinstance(value, numbers.Integral) and 0 <= int(value) < len(names):
        return int(value)
    rule, remedy = f"is not one of the {len(names)} names", nearest(value, names).rstrip(".")
    raise errors.UnknownNameError(function, argument, value, rule, remedy)


def subset(function: str, argument: str, given: Any, names: Sequence[str]) -> tuple[str, ...]:
    """Some of `names`, given by names or indices, in the order of `names`; "all" is all of them."""
    if isinstance(given, str) and given == "all":
        return tuple(names)
    chosen = {
        position(function, argument, one, names) for one in several(function, argument, given)
    }
    return tuple(name for k, name in enumerate(names) if k in chosen)


def several(function: str, argument: str, given: Any) -> tuple[Any, ...]:
    """A sequence of members, as a tuple; a name alone is none."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        rule = 'must be a sequence of members, or "all"'
        remedy = "Pass a list of names or numbers of members"
        raise errors.InputTypeError(function, argument, given, rule, remedy)
    return tuple(given)
