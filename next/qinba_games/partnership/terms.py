"""The numbers of N partnerships of one shape, the partnerships last, and what they share."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..core.errors import EmptyGameError, RangeError, ShapeError
from ..core.numbers import Numbers
from ..core.value import Value, value
from .partnership import Partnership

_STACKED = ("benefit", "cost", "outside", "promotion", "friction", "subsidy", "stake", "founding")
_GAMES = (*_STACKED, "detection", "deposit", "chance", "extra", "fractions")


@value
class Terms(Value):
    """What `Partnership` says, of N of them.

    Times are the first axis of `chance` (T, N) and `extra` (T, n, N), the first of them good.
    `detection` (L, N) and `deposit` (L, n, N) may differ by level of trust. `rule`, `drop` and
    `mandate` (n,) are common to all; `fractions` is None unless the rule is that.
    """

    benefit: Numbers
    cost: Numbers
    outside: Numbers
    promotion: Numbers
    friction: Numbers
    subsidy: Numbers
    stake: Numbers
    founding: Numbers
    detection: Numbers
    deposit: Numbers
    chance: Numbers
    extra: Numbers
    fractions: Numbers | None
    rule: str
    drop: int | None
    mandate: Numbers

    @property
    def voluntary(self) -> bool:
        """Whether members pay each other as they like."""
        return self.rule == "voluntary"

    @property
    def games(self) -> int:
        """How many partnerships."""
        return self.benefit.shape[-1]

    @property
    def levels(self) -> int:
        """How many levels of trust."""
        return len(self.benefit)

    def take(self, games: Numbers) -> "Terms":
        """Some of the partnerships, in any order."""
        some = {name: getattr(self, name) for name in _GAMES}
        return self.replace(**{k: each[..., games] for k, each in some.items() if each is not None})

    def as_floats(self) -> "Terms":
        """The same in floats."""
        some = {name: getattr(self, name) for name in _GAMES if name != "founding"}
        return self.replace(**{k: x.astype(float) for k, x in some.items() if x is not None})


def shape_of(model: Partnership) -> tuple[Any, ...]:
    """What partnerships that are solved together have in common."""
    rule = model.sharing if isinstance(model.sharing, str) else "fractions"
    mandate = tuple(name in model.mandate for name in model.members)
    return model.benefit.shape, len(model.bad_times), model.drop, rule, mandate


def by_shape(models: Sequence[Partnership]) -> list[list[int]]:
    """Places of partnerships of one shape, shape by shape."""
    groups: dict[Any, list[int]] = {}
    for k, model in enumerate(models):
        groups.setdefault(shape_of(model), []).append(k)
    return list(groups.values())


def stack(models: Sequence[Partnership]) -> Terms:
    """The terms of partnerships of one shape, exact if all are."""
    if not models:
        raise EmptyGameError("evolve_many", "partnerships", models, "must be at least one")
    if len(set(map(shape_of, models))) > 1:
        rule = "must have as many members, levels and times, one drop, rule and mandate"
        raise ShapeError("evolve_many", "partnerships", list(map(shape_of, models)), rule)
    *_, drop, rule, mandate = shape_of(models[0])
    levels = models[0].levels
    parts = {name: _last([getattr(m, name) for m in models]) for name in _STACKED}
    parts["detection"] = _last([np.repeat(m.detection, levels) for m in models])
    parts["deposit"] = _last([np.repeat(m.deposit[None], levels, axis=0) for m in models])
    parts["chance"] = _last([_chances(m) for m in models])
    parts["extra"] = _last([[0 * m.cost, *(more for _, more in m.bad_times)] for m in models])
    fractions = _last([m.sharing for m in models]) if rule == "fractions" else None
    terms = Terms(**parts, fractions=fractions, rule=rule, drop=drop, mandate=np.array(mandate))
    return needs_cost(terms if all(m.exact for m in models) else terms.as_floats())


def _last(parts: Sequence[Any]) -> Numbers:
    """Arrays side by side along a new last axis."""
    return np.stack([np.asarray(part) for part in parts], axis=-1)


def _chances(model: Partnership) -> list[Any]:
    """The chance of good times, and of each of the bad ones."""
    bad = [chance for chance, _ in model.bad_times]
    rest = 1 + 0 * model.stake - sum(bad)
    return [max(rest, 0 * rest), *bad]


def needs_cost(terms: Terms) -> Terms:
    """Refuse shares in proportion to cost where nobody has any."""
    if terms.rule == "proportional" and not (terms.cost.sum(axis=0) > 0).all():
        rule = "is in proportion to cost, and needs a cost above 0"
        raise RangeError("Partnership", "sharing", terms.rule, rule)
    return terms
