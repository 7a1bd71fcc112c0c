"""How benefits are divided, what a coalition could object, and what kind of game it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .. import _check, _tolerance, errors
from ..common import proof as proving
from ..common.result import FrameColumns, Result, show
from ..common.show import many
from ..common.status import status_of
from ..types import Array, ArrayLike, Number, Status, frozen
from .coalitions import coalition_maxima, coalition_sums
from .drawing import draw_shares
from .tu_game import TUGame

Coalition = tuple[str, ...]

#: Where a rule comes from; the textbook of rules for what is not named here.
_SOURCES = {
    "shapley": ("shapley1953value",),
    "owen": ("owen1977",),
    "myerson": ("myerson1977",),
    "tau": ("tijs1981",),
    "nucleolus": ("schmeidler1969", "kohlberg1971"),
    "prenucleolus": ("schmeidler1969", "kohlberg1971"),
    "per-capita nucleolus": ("schmeidler1969", "kohlberg1971"),
    "talmud": ("aumann1985", "thomson2003"),
    "nash": ("nash1950",),
    "kalai-smorodinsky": ("kalai1975",),
    "scrb": ("young1982",),
    "alternate cost avoided": ("straffin1981",),
    "downstream incremental": ("ambec2002",),
    "upstream incremental": ("ambec2002",),
}


@frozen
class Level:
    """One step of the nucleolus: coalitions that cannot be made less aggrieved together.

    Attributes
    ----------
    excess : Number
        What each of these coalitions could have beyond what it gets (per member, for the
        per-capita nucleolus).
    coalitions : tuple of tuples of str
    weights : tuple of Fraction
        Positive; with them the coalitions, and the members at their floor, add up to a combination
        of the coalitions of earlier levels and of everybody. So no division that makes one of them
        better off leaves all the others as they are.
    floor : tuple of str
        Members who are kept at their own worth.
    floor_weights : tuple of Fraction
    """

    excess: Any
    coalitions: tuple[Coalition, ...]
    weights: tuple[Any, ...]
    floor: Coalition
    floor_weights: tuple[Any, ...]

    def __repr__(self) -> str:
        groups = ", ".join("{" + ", ".join(c) + "}" for c in self.coalitions)
        return f"Level(excess {show(self.excess)}: {groups})"


#: Rule -> its name in the literature, where that is another.
_NAMES = {
    **{name.lower(): f"{name} value" for name in ("Shapley", "Banzhaf", "Owen", "Myerson")},
    "weighted shapley": "weighted Shapley value",
    "tau": "tau value",
    "scrb": "separable costs, remaining benefits",
    "nash": "Nash bargaining solution",
    "kalai-smorodinsky": "Kalai-Smorodinsky solution",
    "none": "nothing shared",
    "equal": "equal division",
    "surplus": "equal division of the surplus",
    "proportional": "division in proportion to cost",
    "optimal": "stability-optimal division",
}
#: Rule -> grievance per member, and whether every member gets its own worth at least.
LEXICOGRAPHIC = {
    "nucleolus": (False, True),
    "prenucleolus": (False, False),
    "per-capita nucleolus": (True, True),
}


@frozen
class Allocation(Result):
    """One number for each member: what a rule gives it.

    An allocation can be used like a sequence of its numbers; a member's share is `allocation["A"]`.
    The concept has the rule's name in the literature.

    Attributes
    ----------
    game : TUGame, River, ClaimsProblem or BargainingProblem
        What was divided.
    rule : str
    payoffs : array, shape (n,)
        In the order of the members; `Fraction`s if the input is rational and the rule finite.
    parameters : dict
        What the rule was given besides the game: weights, unions, links.
    levels : tuple of Level
        For the nucleolus and its relatives: why nothing can be improved (Kohlberg's criterion).
    """

    game: Any
    rule: str
    payoffs: Array
    parameters: dict[str, Any]
    levels: tuple[Level, ...]

    @property
    def concept(self) -> str:
        """The name of the rule in the literature."""
        if hasattr(self.game, "claims"):
            return f"{self.rule} rule"
        if self.rule.endswith("stream incremental"):
            return f"{self.rule} distribution"
        return _NAMES.get(self.rule, self.rule)

    @property
    def _rests_on(self) -> tuple[str, ...]:
        return _SOURCES.get(self.rule, ("thomson2003",))

    @property
    def status(self) -> Status | None:
        """`OPTIMAL` for the nucleolus and its relatives; other rules are `COMPUTED`."""
        full = Status.OPTIMAL if self.rule in LEXICOGRAPHIC else Status.COMPUTED
        return status_of(self, full, self._unsure)

    @property
    def players(self) -> tuple[str, ...]:
        """Names of the members."""
        game = self.game
        return tuple(game.members if hasattr(game, "members") else game.players)

    def __len__(self) -> int:
        return len(self.payoffs)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.payoffs.tolist())

    def __getitem__(self, member: Any) -> Any:
        return self.payoffs.tolist()[_check.position("Allocation", "member", member, self.players)]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self.payoffs, dtype=dtype)

    def proof(self, path: Any = None) -> dict[str, Any]:
        """Return what anybody needs to check the answer by hand.

        `scripts/check_proof.py` reads it, computes it once more and needs nothing but Python.
        Numbers are fractions, or floats in hexadecimal where the answer was found in floats.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.

        Raises
        ------
        NotApplicableError
            If the rule is none of the nucleoli.

        Examples
        --------
        >>> from qinba_games.cooperative import TUGame, nucleolus
        >>> nucleolus(TUGame([0, 0, 0, 1, 0, 2, 1, 3])).proof()["payoffs"]
        ['5/4', '1/2', '5/4']
        """
        if self.rule not in LEXICOGRAPHIC:
            rule = "is no nucleolus; of other rules there is no proof of this form"
            raise proving.without_proof(self, rule, "verify computes them once more")
        if isinstance(self.in_fractions, Allocation):  # of what was found in fractions
            return self.in_fractions.proof(path)
        per_capita, floors = LEXICOGRAPHIC[self.rule]
        mask = self.game.mask
        levels = [
            [
                *((mask(c), w) for c, w in zip(level.coalitions, level.weights, strict=True)),
                *((mask(c), w) for c, w in zip(level.floor, level.floor_weights, strict=True)),
            ]
            for level in self.levels
        ]
        parts = {
            "values": self.game.values,
            "payoffs": self.payoffs,
            "per_capita": per_capita,
            "floors": floors,
            "levels": levels,
        }
        return proving.proof_of(self, "nucleolus", parts, path)

    plot = draw_shares

    def _table(self) -> FrameColumns:
        return {"member": list(self.players), "share": self.payoffs.tolist()}

    def __repr__(self) -> str:
        shares = ", ".join(f"{name} {show(x)}" for name, x in zip(self.players, self, strict=True))
        return f"Allocation({self.rule}: {shares})"


@frozen
class CoreResult(Result):
    """The divisions at which no coalition is short by more than `slack`.

    Attributes
    ----------
    game : TUGame
    least_excess : Number
        The least largest excess of a coalition other than nobody and everybody. The core is empty
        exactly when it is positive; minus infinity where there is only one member.
    payoffs : array, shape (n,)
        A division with that largest excess: in the core if the core is not empty.
    collection : dict of coalition to weight
        A balanced collection: every member is covered with total weight 1. If the core is empty,
        Σ weight v(S) > v(N) proves it.
    vertices : array, shape (m, n), or None
        Corners of the set, if they were asked for.
    """

    _sources = ("gillies1959", "shapley1967")
    _once = ("vertices",)
    _full = Status.OPTIMAL

    concept: str
    game: TUGame
    least_excess: Any
    payoffs: Array
    collection: dict[Coalition, Any]
    vertices: Array | None

    @property
    def slack(self) -> Any:
        """0 for the core; for the least core the least value for which the set is not empty."""
        return self.least_excess if self.concept == "least core" else 0

    @property
    def empty(self) -> bool:
        """Whether there is no such division."""
        if isinstance(self.in_fractions, CoreResult):
            return self.in_fractions.empty
        near = _tolerance.meeting(_tolerance.TIE, abs(self.payoffs).max(), self.game.values[-1])
        return bool(self.least_excess > self.slack + near)

    def proof(self, path: Any = None) -> dict[str, Any]:
        """Return what anybody needs to check the answer by hand.

        `scripts/check_proof.py` reads it, computes it once more and needs nothing but Python.
        Numbers are fractions, or floats in hexadecimal where the answer was found in floats.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.

        Examples
        --------
        >>> from qinba_games.cooperative import TUGame, core
        >>> core(TUGame([0, 0, 0, 1, 0, 1, 1, 1])).proof()["least"]
        '1/3'
        """
        if isinstance(self.in_fractions, CoreResult):  # of what was found in fractions
            return self.in_fractions.proof(path)
        pairs = [(self.game.mask(c), weight) for c, weight in self.collection.items()]
        several = self.game.n_players > 1
        parts = {
            "values": self.game.values,
            "payoffs": self.payoffs,
            "per_capita": False,
            "floors": False,
            "levels": [pairs] if several else [],
            "least": self.least_excess if several else 0,
            "slack": self.slack,
            "empty": self.empty,
        }
        return proving.proof_of(self, "core", parts, path)

    def blocking(self, payoffs: ArrayLike) -> tuple[Coalition, Any] | None:
        """Find the coalition that is shortest at `payoffs`, and by how much; None if none is.

        Short of its worth less `slack`, that is.

        Raises
        ------
        ShapeError
            If there is not one payoff per member.
        RangeError
            If the payoffs do not add up to the worth of all.
        """
        values = self.game.values
        given = division("CoreResult.blocking", payoffs, self.game)
        excess = values - coalition_sums(given) - self.slack
        excess[[0, -1]] = 0
        mask = int(excess.argmax())
        if excess[mask] <= _tolerance.meeting(_tolerance.TIE, values[mask], abs(given).sum()):
            return None
        return self.game.coalition(mask), excess[mask : mask + 1].tolist()[0]

    def contains(self, payoffs: ArrayLike) -> bool:
        """Whether no coalition can object to `payoffs`; errors as for `blocking`."""
        return self.blocking(payoffs) is None

    def _table(self) -> FrameColumns:
        listed = [self.payoffs] if self.vertices is None else list(self.vertices)
        points = [] if self.empty else listed
        return {name: [point[i] for point in points] for i, name in enumerate(self.game.players)}

    def __repr__(self) -> str:
        if self.empty:
            return f"CoreResult({self.concept} of {self.game!r} is empty)"
        corners = "" if self.vertices is None else f", {many(len(self.vertices), 'corner')}"
        return f"CoreResult({self.concept} of {self.game!r} holds {show(self.payoffs)}{corners})"


@frozen
class Dividends(Result):
    """What each coalition adds to all that its parts have added (Harsanyi).

    Attributes
    ----------
    game : TUGame
    values : array, shape (2^n,)
        By mask; the worth of S is the sum over all coalitions within S.
    """

    concept = "Harsanyi dividends"
    _sources = ("harsanyi1963",)
    _full = Status.COMPUTED

    game: TUGame
    values: Array

    def __getitem__(self, coalition: Any) -> Any:
        mask = self.game.mask(coalition, function="Dividends")
        return self.values[mask : mask + 1].tolist()[0]

    def _table(self) -> FrameColumns:
        near = _tolerance.meeting(_tolerance.TIE, coalition_maxima(abs(self.game.values)))
        known = isinstance(self.in_fractions, Dividends)
        indices = np.flatnonzero(abs(self.values) > (0 if known else near)).tolist()
        masks = sorted(indices, key=lambda mask: (mask.bit_count(), mask))
        named = [self.game.coalition(mask) for mask in masks]
        return {"coalition": named, "dividend": self.values[masks].tolist()}

    def __repr__(self) -> str:
        count = len(self._table()["coalition"])
        return f"Dividends({many(count, 'coalition')} of {self.game!r})"


@frozen
class GameProperties(Result):
    """Which coalitions gain by getting together.

    Attributes
    ----------
    game : TUGame
    witness : dict
        For each property that fails, what breaks it: two coalitions, or for "balanced" the balanced
        collection, coalition to weight, that is worth more than everybody together.
    division : array, shape (n,), or None
        A division in the core, which shows that the game is balanced; None if it is not.
    """

    concept = "properties of a TU game"
    _sources = ("shapley1953value",)
    _full = Status.COMPUTED

    game: TUGame
    witness: dict[str, Any]
    division: Array | None

    @property
    def monotone(self) -> bool:
        """Whether no coalition loses by a new member."""
        return "monotone" not in self.witness

    @property
    def superadditive(self) -> bool:
        """Whether no two disjoint coalitions lose by joining."""
        return "superadditive" not in self.witness

    @property
    def convex(self) -> bool:
        """Whether it pays more to join the larger a coalition is."""
        return "convex" not in self.witness

    @property
    def balanced(self) -> bool:
        """Whether the core is not empty."""
        return "balanced" not in self.witness

    def _table(self) -> FrameColumns:
        names = ["monotone", "superadditive", "convex", "balanced"]
        return {
            "property": names,
            "holds": [getattr(self, name) for name in names],
            "witness": [str(self.witness.get(name, "")) for name in names],
        }

    def __repr__(self) -> str:
        parts = [n if getattr(self, n) else f"not {n}" for n in self._table()["property"]]
        return f"GameProperties({', '.join(parts)})"


@frozen
class SampledShapley(Result):
    """An approximation of the Shapley value, with its standard errors.

    Attributes
    ----------
    game : TUGame
    orders : int array, shape (m, n)
        The random orders of members; in each of their n rotations everybody arrives once.
    payoffs : array, shape (n,)
        Means of what members add; they add up to the worth of all.
    standard_error : array, shape (n,)
        Of each mean.
    """

    concept = "approximation of the Shapley value by stratified sampling"
    _sources = ("castro2017", "shapley1953value")
    _full = Status.COMPUTED

    game: TUGame
    orders: Array
    payoffs: Array
    standard_error: Array

    @property
    def players(self) -> tuple[str, ...]:
        """Names of the members."""
        return self.game.players

    def interval(self, level: Number = 0.95) -> Array:
        """Between which two numbers each share lies, at a level of confidence; shape (n, 2).

        Student's t of the m means: the n shares do not hold at that level together.

        Raises
        ------
        RangeError
            If the level does not lie between 0 and 1.
        """
        from scipy.special import stdtrit

        confidence = float(_check.probability("SampledShapley.interval", "level", level))
        if not 0 < confidence < 1:
            rule, remedy = "must lie between 0 and 1", "Choose for example 0.95"
            raise errors.RangeError("SampledShapley.interval", "level", level, rule, remedy)
        width = stdtrit(len(self.orders) - 1, (1 + confidence) / 2) * self.standard_error
        return np.column_stack([self.payoffs - width, self.payoffs + width])

    def _table(self) -> FrameColumns:
        return {
            "member": list(self.players),
            "share": self.payoffs.tolist(),
            "standard error": self.standard_error.tolist(),
        }

    def __repr__(self) -> str:
        most = show(self.standard_error.max())
        count = many(len(self.players), "member")
        return f"SampledShapley({count}, standard errors at most {most})"


def division(function: str, payoffs: ArrayLike, game: TUGame) -> Array:
    """`payoffs` as numbers: one per member, adding up to the worth of all."""
    given = _check.array(function, "payoffs", payoffs, shape=(game.n_players,), names=game.players)
    slack = _tolerance.check(game.values, given)
    what = "the worth of all members"
    return _check.adds_up(function, "payoffs", given, game.values[-1], slack, what)


#: What is rounded where worths are far apart and an answer is found in fractions.
NUMBERS: dict[type, tuple[str, ...]] = {
    Allocation: ("payoffs",),
    CoreResult: ("least_excess", "payoffs", "vertices"),
    Dividends: ("values",),
    GameProperties: ("division",),
}
