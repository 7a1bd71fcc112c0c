"""What signatures speak of: aliases for shapes, frozen values, what is shown of an answer."""

from __future__ import annotations

import dataclasses
import enum
import functools
import html
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar, cast, dataclass_transform

import numpy as np
import numpy.typing as npt

from . import errors

#: A payoff, probability or discount factor; int and Fraction keep finite algorithms exact.
Number = int | float | Fraction
ArrayLike = npt.ArrayLike
#: A float array, or an object array of `Fraction`s.
Array = npt.NDArray[Any]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
#: One action index per player.
Profile = tuple[int, ...]

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


def read_only(array: Any) -> Array:
    """A private copy that nobody can write to."""
    copy = np.array(array)
    copy.flags.writeable = False
    return copy


def fill(value: Any, /, **fields: Any) -> None:
    """Set the fields of a frozen value in its constructor; arrays as read-only copies."""
    for name, given in fields.items():
        entry = read_only(given) if isinstance(given, np.ndarray) else given
        object.__setattr__(value, name, entry)


def make(kind: type[T], /, **fields: Any) -> T:
    """A frozen value of all these fields, known to be right: constructors of many take long."""
    value = object.__new__(kind)
    vars(value).update(fields)
    return value


def _set_state(self: Any, state: dict[str, Any]) -> None:
    # numpy forgets the read-only flag when it pickles; a value must not thaw on the way.
    for name, value in state.items():
        freeze(value)
        object.__setattr__(self, name, value)


def sealed(value: T) -> T:
    """The same frozen value, to whose arrays nobody can write any more."""
    freeze(tuple(vars(value).values()))
    return value


def freeze(value: T) -> T:
    """An array, or arrays in tuples, to which nobody can write any more."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, tuple) and not _SCALARS.issuperset(map(type, value)):
        for part in value:
            freeze(part)
    return value


def content(value: Any) -> Any:
    """`value` as something hashable: equal where the contents are, 1 == 1.0 and NaN == NaN."""
    if isinstance(value, np.ndarray):
        entries = value.ravel().tolist()
        plain = value.dtype.kind in "biuU" or (value.dtype.kind == "f" and (value == value).all())
        return value.shape, tuple(entries) if plain else content(entries)
    if isinstance(value, (tuple, list)):
        return tuple(map(content, value))
    if isinstance(value, Mapping):
        return frozenset((name, content(entry)) for name, entry in value.items())
    if isinstance(value, (float, np.floating)) and value != value:
        return _NAN
    return value


#: Of these a tuple may hold a million.
_SCALARS = frozenset((int, float, str, bool))
#: Stands for every float that is not a number; no value of anybody else is equal to it.
_NAN = object()


def _equal(self: Any, other: Any) -> Any:
    if self is other:
        return True
    if type(self) is not type(other):
        return NotImplemented
    pairs = ((getattr(self, name), getattr(other, name)) for name in _names(self.__class__))
    return all(one is two or content(one) == content(two) for one, two in pairs)


def _hash(self: Any) -> int:
    return hash((type(self), *(content(getattr(self, name)) for name in _names(self.__class__))))


@functools.cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def takes(remedy: str) -> Callable[[F], F]:
    """A decorator: a call of this function that does not fit is told what its arguments are."""
    return lambda call: _named_call(call, call.__name__, remedy)


def _named_call(call: F, name: str, remedy: str = "") -> F:
    """`call`, with an `InputTypeError` in place of the `TypeError` of a call that does not fit."""

    @functools.wraps(call)
    def called(*given: Any, **named: Any) -> Any:
        try:
            return call(*given, **named)
        except TypeError:
            _refuse(call, name, given, named, remedy)
            raise

    return cast(F, called)


def _refuse(
    call: Callable[..., Any],
    name: str,
    given: tuple[Any, ...],
    named: Mapping[str, Any],
    remedy: str = "",
) -> None:
    """Raise if arguments do not fit a signature."""
    import difflib
    import inspect  # as it takes long, and only now

    signature = inspect.signature(call)
    known = [p for p in signature.parameters if p != "self"]
    if "self" in signature.parameters:
        parameters = [p for key, p in signature.parameters.items() if key != "self"]
        signature, given = signature.replace(parameters=parameters), given[1:]
    try:
        signature.bind(*given, **named)
    except TypeError as error:
        unknown = [key for key in named if key not in known]
        parts = str(error).split("'")
        argument = unknown[0] if unknown else parts[1] if len(parts) > 1 else "arguments"
        rule = f"{name} has no such argument" if unknown else parts[0].rstrip(": ")
        near = difflib.get_close_matches(argument, known, n=1) if unknown else []
        hint = f"Did you mean {near[0]!r}?" if near else remedy or f"It takes {', '.join(known)}"
        value = named[argument] if unknown else given
        raise errors.InputTypeError(name, argument, value, rule, hint) from None


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(dataclasses.field,)
)
def frozen(cls: type[T]) -> type[T]:
    """Frozen keyword-only dataclass, equal and hashed by content; a class may define __eq__."""
    # Its arrays stay read-only, also after unpickling. Arrays are equal if their shapes and entries
    # are, however they are kept: 1, 1.0 and Fraction(1) are one number.
    made: Any = dataclasses.dataclass(frozen=True, eq=False, repr=False, kw_only=True)(cls)
    made.__setstate__ = _set_state
    made.__init__ = _named_call(made.__init__, cls.__name__, getattr(cls, "_made_by", ""))
    if "__eq__" not in vars(cls):
        made.__eq__, made.__hash__ = _equal, _hash
    return made  # type: ignore[no-any-return]


@frozen
class Certificate:
    """The verdict of `verify`: the most that anybody could gain by one deviation.

    It has two sides. The *inside*: what is reported is so, and nobody gains by a deviation. The
    *outside*: nothing better exists.

    Attributes
    ----------
    inside : bool
        True if no value is wrong and no one-shot deviation gains more than the tolerance.
    outside : bool or None
        True if it is proved that nothing better exists; False if something better is found; None
        where that was not asked, or not proved.
    gap : Number or None
        How much better something could still be where `outside` was asked and not proved, in joint
        payoff per period; None where it was not asked, infinite where nothing bounds it.
    largest_gain : Number
        Largest gain over all members, states and deviations, in average payoff per period; a
        value that is off, or payments that do not add up, count by the amount of the error.
    member, state, action
        Who gains, where, and by what; None where it does not apply.
    exact : bool
        True if the check was made in rational arithmetic.
    tolerance : Number
        The gain that was still accepted there, in payoffs: 0 for exact checks.
    residual : array, shape (N,), or None
        Of many relations judged together, the largest gain or error of a value of each.
    proven : bool, array of bool, shape (N,), or None
        Of one relation, or row by row of many judged together: whether what is reported is proved
        to be the best; None where that is not asked.
    """

    inside: bool
    largest_gain: Any
    member: Any
    state: Any
    action: Any
    exact: bool
    tolerance: Any
    outside: bool | None = None
    gap: Any = None
    proven: bool | BoolArray | None = None
    residual: Array | None = None

    @property
    def ok(self) -> bool:
        """Whether the inside holds, and the outside has not been found to fail."""
        return self.inside and self.outside is not False

    def _repr_html_(self) -> str:
        mark = "\u2713" if self.ok else "\u2717"
        return f"<p>{mark} {html.escape(repr(self))}</p>"

    def __repr__(self) -> str:
        verdict = "holds" if self.ok else "FAILS"
        named = {"member": self.member, "state": self.state, "action": self.action}
        where = ", ".join(f"{name} {value}" for name, value in named.items() if value is not None)
        gain = float(self.largest_gain)
        how = ["exact" if self.exact else f"tolerance {float(self.tolerance):.1e}"]
        by = f" by {where}" if where and not self.ok else ""
        if self.outside:
            how.append("nothing better exists")
        elif self.outside is False:
            how.append("something better exists")
        elif self.gap is not None:
            how.append(f"not proved best: gap {float(self.gap):.2g}")
        return f"Certificate({verdict}: largest gain {gain:.3g}{by}, {'; '.join(how)})"


class Status(enum.Enum):
    """What is shown of an answer, as a sentence: `Result.status`.

    Braces are numbers or words of the answer; `Result.guarantee` is the sentence with them.

    Examples
    --------
    >>> import qinba_games as qg
    >>> found = qg.solve(qg.prisoners_dilemma(2, -1, 3, 0), 0.5)
    >>> found.status.name, found.guarantee
    ('BEST', 'an equilibrium, and nothing better exists')
    """

    BEST = "an equilibrium, and nothing better exists"
    WITHIN = "an equilibrium, and nothing is better by more than {gap}"
    EQUILIBRIUM = "an equilibrium; whether something better exists is not shown: {why}"
    AT_A_THRESHOLD = (
        "an equilibrium up to rounding, at a threshold: only fractions decide whether something "
        "better is kept"
    )
    CLAIMED = "an equilibrium; a solver reports that it is the best, which is shown up to {gap}"
    EDGES = "shown for every patience up to {last}, with edges that are {width}"
    BRACKETED = "shown in part, and not for {brackets}"
    SAME = "the whole set: nothing is missing"
    ENCLOSED = "between an inner and an outer set that are at most {gap} apart"
    OPTIMAL = "optimal: a bound that is shown is reached"
    SEARCHED = (
        "optimal: a search among all that would be better came to its end; no shorter proof is "
        "known, so the check makes this search again"
    )
    COMPUTED = "computed from the definition; what had to be found is checked"
    BEHAVIOUR = "a path of behaviour; no equilibrium is claimed"
