"""Values: frozen dataclasses with read-only arrays, equal by content."""

import dataclasses
from collections.abc import Hashable
from typing import Any, Self, TypeVar, dataclass_transform

import numpy as np

T = TypeVar("T")


@dataclass_transform(frozen_default=True, eq_default=False)
def value(cls: type[T]) -> type[T]:
    """A dataclass that is frozen, compared by `Value`, and says itself what it is."""
    return dataclasses.dataclass(frozen=True, eq=False, repr=False)(cls)


class Value:
    """What models and answers have in common: equality by content, and changed copies."""

    def replace(self, **changes: Any) -> Self:
        """A copy with other fields, read again."""
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return self is other or content(self) == content(other)

    def __hash__(self) -> int:
        return hash((type(self), content(self)))

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Arrays come out of a pickle writeable."""
        self.__dict__.update(state)
        become(self)

    def __repr__(self) -> str:
        fields = dataclasses.fields(self)  # type: ignore[arg-type]
        return f"{type(self).__name__}({', '.join(f.name for f in fields)})"


def become(model: Any, **fields: Any) -> None:
    """Set fields of a value that is being made; its arrays are read-only from then on."""
    for name, each in fields.items():
        object.__setattr__(model, name, each)
    for each in vars(model).values():
        if isinstance(each, np.ndarray):
            each.flags.writeable = False


def content(thing: Any) -> Hashable:
    """What counts when two things are compared: 1, 1.0 and Fraction(1) are one number."""
    if isinstance(thing, Value):
        names = (field.name for field in dataclasses.fields(thing))  # type: ignore[arg-type]
        return tuple(content(getattr(thing, name)) for name in names)
    if isinstance(thing, np.ndarray):
        return thing.shape, tuple(map(content, thing.ravel().tolist()))
    if isinstance(thing, (tuple, list)):
        return tuple(map(content, thing))
    if isinstance(thing, dict):
        return frozenset((key, content(each)) for key, each in thing.items())
    if isinstance(thing, float) and thing != thing:
        return "nan"
    return thing if isinstance(thing, Hashable) else id(thing)
