"""The trust game: what a partnership plays, as arrays, for one or for many partnerships at once.

Trust k = 0..K, conditions t (0 = good) drawn publicly every period, profiles of who contributes,
and the option to leave. All arrays carry a leading axis N over partnerships of one shape, so that a
whole grid of parameters is solved in one go; a single partnership has N = 1.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..types import Array, BoolArray, frozen, read_only

#: Modes in the order in which equal values are resolved.
MODES = ("contribute", "leave", "mixed", "idle")
#: Arrays that all partnerships of a batch have in common.
_COMMON = ("contributes", "mandated")


@frozen
class TrustGame:
    """Stage payoffs, moves of trust and consequences of a breach.

    Attributes
    ----------
    members : tuple of str
    contributes : bool array, shape (P, n)
        The profiles: who contributes. The first is "all contribute", the last "all idle"; leaving
        is the extra choice number P.
    flow : array, shape (N, L, T, P, n)
        Payoff of each member in a period (shares paid, subsidy not counted).
    temptation : array, shape (N, L, T, P, n)
        What a contributor gains in the period by idling instead, if nothing followed from it.
    move : array, shape (N, 2, L, L + 1)
        Next trust level after a period in which all contributed (0) or not (1); the last column is
        the end of the relation.
    chance : array, shape (N, T)
        Probability of each of the conditions.
    outside : array, shape (N, n)
        Payoff per period once the relation has ended.
    detection : array, shape (N,)
        Probability that a breach is found out.
    deposit : array, shape (N, n)
        Lost by whoever is found out, in payoff units.
    subsidy : array, shape (N,)
        Paid to each member in periods when all contribute.
    voluntary : bool
        True: members may share by any self-enforcing transfers. False: `flow` is what they get.
    mandated : bool array, shape (n,)
        Members who cannot leave; the same in the whole batch.
    """

    members: tuple[str, ...]
    contributes: BoolArray
    flow: Array
    temptation: Array
    move: Array
    chance: Array
    outside: Array
    detection: Array
    deposit: Array
    subsidy: Array
    voluntary: bool
    mandated: BoolArray

    def __post_init__(self) -> None:
        for name, value in self.__dict__.items():
            if isinstance(value, np.ndarray):
                object.__setattr__(self, name, read_only(value))

    @property
    def n_games(self) -> int:
        """Number of partnerships in the batch."""
        return int(self.flow.shape[0])

    @property
    def levels(self) -> int:
        """Number of trust levels, K + 1."""
        return int(self.flow.shape[1])

    @property
    def times(self) -> int:
        """Number of conditions; the first are good."""
        return int(self.flow.shape[2])

    @property
    def modes(self) -> tuple[str, ...]:
        """Mode of every choice: the profiles in order, then "leave"."""
        kinds = np.where(
            self.contributes.all(axis=1),
            "contribute",
            np.where(self.contributes.any(axis=1), "mixed", "idle"),
        )
        return (*(str(kind) for kind in kinds), "leave")

    @property
    def kind(self) -> Array:
        """Which `move` a profile causes: 0 when all contribute, 1 otherwise; shape (P,)."""
        return np.where(self.contributes.all(axis=1), 0, 1)

    def take(self, rows: Array) -> TrustGame:
        """The partnerships `rows` of the batch."""
        batched: dict[str, Any] = {
            name: value[rows]
            for name, value in self.__dict__.items()
            if isinstance(value, np.ndarray) and name not in _COMMON
        }
        return dataclasses.replace(self, **batched)

    def __repr__(self) -> str:
        return (
            f"TrustGame({self.n_games} partnerships, {len(self.members)} members, "
            f"{self.levels} trust levels, {self.times} conditions)"
        )


def _stack(games: Sequence[TrustGame]) -> TrustGame:
    """Many trust games of one shape as one batch."""
    first = games[0]
    batched: dict[str, Any] = {
        name: np.concatenate([getattr(game, name) for game in games])
        for name, value in first.__dict__.items()
        if isinstance(value, np.ndarray) and name not in _COMMON
    }
    return dataclasses.replace(first, **batched)


def as_floats(game: TrustGame) -> TrustGame:
    """The same trust games with every number as a float."""
    arrays: dict[str, Any] = {
        name: value.astype(float)
        for name, value in game.__dict__.items()
        if isinstance(value, np.ndarray) and value.dtype == object
    }
    return dataclasses.replace(game, **arrays)
