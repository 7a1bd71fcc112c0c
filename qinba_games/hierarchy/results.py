"""What levels of government do for every pair: classes in every environment, and paths."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from .. import _check, errors
from ..common import concepts
from ..common.markov_chain import long_run_shares
from ..common.proof import proof_of
from ..common.register import LATER, PROOFS
from ..common.result import FrameColumns, Result
from ..common.show import many
from ..partnership.partnership import Partnership
from ..partnership.results.evolution import COOPERATING
from ..stochastic.stochastic_game import StochasticGame
from ..types import Array, FloatArray, IntArray, frozen, read_only
from .environments import Environment, becoming_strong, classes_in, moves_in
from .flat import flat_game
from .hierarchy import Hierarchy, Pair

CLASSES = ("isolated", "nominal", "weak", "strong")


@frozen
class LevelPair:
    """One pair at its place between the levels.

    States are (trust, environment, conditions); conditions 0 are good times.

    Attributes
    ----------
    pair : (name, name)
    level : str
    superior : (name, name) or None
        The superior pair.
    crosses : bool
        Whether the lowest common superior is the root.
    coordinated, bridge : bool
        Whether a coordinator helps it; whether the agencies of its superiors do so together.
    helped : Partnership
        As whoever coordinates it leaves it, friction apart.
    pilot : (name, name) or None
        From below: the pair whose trust is its environment.
    environment : tuple
        (trust of the superior pair, label of the superior pair's own environment) for each
        environment, "none" last; empty without superiors.
    choice : int array, shape (K + 1, Z, conditions)
        0 all contribute, ...; the last number is "leave".
    values : array, shape (K + 1, Z)
        Joint value at the start of a period, before conditions are known.
    friction : array, shape (Z,)
        In each environment, mediation included.
    chain : array, shape (Z, Z)
        How the environment moves.
    founding : (int, int)
        Trust and environment at the start.
    needs, matters : bool or None
        Whether the founding class, at friction that stays for ever, is isolated or nominal
        without superiors and weak or strong where they trust each other fully; whether it differs
        between the two. With whatever help the regime gives: nobody's in "none", and in
        "three-level" the bridge that superiors bring. None without superiors.
    constant_environment : int array, shape (2, K + 1, conditions), or None
        What is agreed on at every trust at friction that stays for ever, without superiors and
        where they trust each other fully, like `choice`: what `needs` and `matters` rest on.
    proven : bool
        Whether the equilibrium is proven to be the selected one.
    """

    pair: Pair
    level: str
    superior: Pair | None
    crosses: bool
    coordinated: bool
    bridge: bool
    helped: Partnership
    pilot: Pair | None
    environment: tuple[Any, ...]
    choice: IntArray
    values: Array
    friction: Array
    chain: Array
    founding: tuple[int, int]
    needs: bool | None
    matters: bool | None
    constant_environment: IntArray | None
    proven: bool

    @functools.cached_property
    def classes(self) -> Array:
        """Class at every trust in every environment, (K + 1, Z), by its name in `CLASSES`."""
        return read_only(classes_in(self.helped, self.choice))

    @property
    def founding_class(self) -> str:
        """Class of the founding state."""
        name: str = self.classes[self.founding]
        return name

    @property
    def founding_value(self) -> Any:
        """Joint value of the founding state."""
        return self.values[self.founding]

    @functools.cached_property
    def _moves(self) -> FloatArray:
        """How trust and environment move, the end of the relation last."""
        around = Environment(np.full(len(self.friction), -1), self.friction, self.chain)
        return moves_in(self.helped, around, self.choice).astype(float)

    @property
    def _first(self) -> int:
        """The founding state among (trust, environment)."""
        return self.founding[0] * len(self.friction) + self.founding[1]

    @functools.cached_property
    def _strong(self) -> tuple[float, float]:
        return becoming_strong(self._moves, self.classes.ravel(), self._first)

    @property
    def probability_strong(self) -> float:
        """Chance of ever being in a state with a strong class, from the founding state."""
        return self._strong[0]

    @property
    def time_to_strong(self) -> float:
        """Expected periods until then, if it is ever."""
        return self._strong[1]

    @functools.cached_property
    def long_run(self) -> Mapping[str, float]:
        """Long-run shares of time in the four classes and "dissolved"."""
        shares = long_run_shares(self._moves, self._first)
        kinds = np.append(self.classes.ravel(), "dissolved")
        sums = {name: float(shares[kinds == name].sum()) for name in (*CLASSES, "dissolved")}
        whole = sum(sums.values())
        return {name: part / whole for name, part in sums.items()}

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw the class at every trust in every environment; returns the Axes."""
        from .drawing import draw_states

        around = [_words(label) for label in self.environment] or ["no superiors"]
        return draw_states(self.classes, around, CLASSES, ax=ax, **style)

    def __repr__(self) -> str:
        a, b = self.pair
        return (
            f"LevelPair({a}–{b}: founded {self.founding_class}, "
            f"P(strong) {self.probability_strong:.6g})"
        )


@frozen
class Levels(Result):
    """What `stabilise` returns: every pair of a hierarchy under one regime.

    Attributes
    ----------
    hierarchy : Hierarchy
    delta : Number
    regime : str
    coordinator : Coordinator
    control_loss : Number
    anticipation : str
        "full", or "frozen" where members decide as if their environment stayed as it is.
    unsettled : tuple of (name, name)
        Pairs of which it is not proven that the equilibrium is the selected one.
    witness : dict
        For each pair, also in constant environments, what it does, and bounds of all its equilibria
        as its check reads them: of pairs that were solved together, and which of them it is.
    """

    _sources = ("yuan2020", "shapley1953")

    hierarchy: Hierarchy
    delta: Any
    regime: str
    coordinator: Any
    control_loss: Any
    anticipation: str
    unsettled: tuple[Pair, ...]
    witness: Any

    @functools.cached_property
    def pairs(self) -> tuple[LevelPair, ...]:
        """Every pair at its place, in the order of `hierarchy.pairs`."""
        every: tuple[LevelPair, ...] = LATER[Levels, "pairs"](self)
        return every

    @property
    def open(self) -> tuple[str, ...]:
        """What follows from constant environments, where better is open in these alone."""
        alone = self.certificate and self.certificate.outside is None and not self.certificate.gap
        return ("which pairs need their superiors, and to which they matter",) if alone else ()

    @property
    def concept(self) -> str:
        """The solution concept."""
        if self.coordinator.sharing and self.regime != "none":
            return f"{concepts.VOLUNTARY} where coordinated, else {concepts.JOINT}"
        return concepts.JOINT

    def pair(self, a: Any, b: Any) -> LevelPair:
        """What holds for one pair, named in either order."""
        key = self.hierarchy.key(a, b, function="Levels.pair")
        return self.pairs[self.hierarchy.pairs.index(key)]

    def counts(self, level: str | None = None, crosses: bool | None = None) -> dict[str, int]:
        """How many pairs are founded in each class.

        Parameters
        ----------
        level : str, optional
            Only pairs of this level.
        crosses : bool, optional
            Only pairs that the root's border separates, or only the others.

        Raises
        ------
        UnknownNameError, InputTypeError
        """
        if level is not None:
            _check.choice("Levels.counts", "level", level, tuple(one.level for one in self.pairs))
        if crosses is not None:
            crosses = _check.flag("Levels.counts", "crosses", crosses)
        chosen = [one.founding_class for one in self._of(level, crosses)]
        return {name: chosen.count(name) for name in CLASSES}

    def layers(self) -> dict[str, dict[str, int]]:
        """Count as `counts` does, by level and side of the root's border, highest level first."""
        depth, deepest = self.hierarchy.depth, dict[str, int]()
        for one in self.pairs:
            deepest[one.level] = max(deepest.get(one.level, 0), *map(depth, one.pair))
        rows = {(deepest[one.level], one.level, one.crosses) for one in self.pairs}
        return {
            f"{level}, {'across' if crosses else 'inside'}": self.counts(level, crosses)
            for _, level, crosses in sorted(rows)
        }

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw classes in layers, lower levels of government above higher; returns the Axes."""
        from .drawing import draw_layers

        return draw_layers(self.layers(), CLASSES, ax=ax, **style)

    def flat(self, a: Any, b: Any) -> StochasticGame:
        """Return a pair in its environment as a plain stochastic game.

        States are (trust, environment, conditions) and "dissolved".

        Parameters
        ----------
        a, b : name
            The pair, in either order.

        Raises
        ------
        NotApplicableError
            Under fixed shares, or if breaches can go unnoticed.
        """
        one = self.pair(a, b)
        return flat_game(one.helped, one.environment, one.friction, one.chain)

    def by_itself(self, a: Any, b: Any, *, baseline: str = "acting together") -> bool | None:
        """Say whether a pair that nobody coordinates cooperates in its environment.

        Parameters
        ----------
        a, b : name
            The pair, in either order.
        baseline : {"acting together", "any equilibrium"}
            "acting together": all contribute, all idle, or all leave, and the pair is founded weak
            or strong. "any equilibrium": members of the game that `flat` returns can take turns and
            draw lots, but pay nobody, and in some equilibrium they have more together at founding
            than leaving and idling bring (`payoff_set`).

        Returns
        -------
        bool or None
            None where the equilibria found do not settle it.

        Raises
        ------
        NotApplicableError
            If the regime coordinates the pair; for any equilibrium also if members decide as if
            nothing changed, share by any rule, or can breach unnoticed.
        UnknownNameError

        Examples
        --------
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 1.3]], 1, promotion=0, friction=0)
        >>> tree = {"nation": None, "A": "nation", "B": "nation"}
        >>> pairs = {("A", "B"): pair}
        >>> levels = qg.hierarchy.Hierarchy(tree, pairs, inside=0.1, border=[0.1, 0.1])
        >>> found = qg.hierarchy.stabilise(levels, 0.7, "none")
        >>> [found.by_itself("A", "B", baseline=b) for b in ("acting together", "any equilibrium")]
        [False, True]
        """
        owner, one = "Levels.by_itself", self.pair(a, b)
        _check.choice(owner, "baseline", baseline, concepts.BASELINES)
        if one.coordinated:
            rule = "coordinates this pair, and by itself is what nobody coordinates"
            remedy = 'Ask of stabilise(hierarchy, delta, "none")'
            raise errors.NotApplicableError(owner, "regime", self.regime, rule, remedy)
        if baseline == concepts.BASELINES[0]:
            return one.founding_class in COOPERATING
        if self.anticipation != "full":
            rule = "in an equilibrium members foresee how their environment moves"
            remedy = 'Ask of what stabilise returns with anticipation="full"'
            raise errors.NotApplicableError(owner, "anticipation", self.anticipation, rule, remedy)
        answer: bool | None = LATER[Levels, "by_itself"](self, one)
        return answer

    def proof(self, path: Any = None) -> dict[str, Any]:
        """Return what anybody needs to check the answer by hand.

        `scripts/check_proof.py` reads it, computes it once more and needs nothing but Python: who
        stands above whom, and what that makes of frictions and of who helps; what every pair
        agrees on in every environment and what it is worth, that nobody gains by a deviation and
        that nothing better exists, given what happens above; the classes, and which pairs need
        their superiors. Chances, times and long-run shares, which follow from these and are floats,
        are left to `verify`.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.

        Raises
        ------
        NotApplicableError
            If it is not proven that nothing better exists.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[2, 2], [3, 3]], 1, promotion=0.5, friction=0)
        >>> tree = {"nation": None, "A": "nation", "B": "nation"}
        >>> levels = qg.Hierarchy(tree, {("A", "B"): pair}, inside=0.1, border=[0.3, 0.2, 0.4])
        >>> qg.stabilise(levels, 0.7, "none").proof()["pairs"][0]["classes"]
        ['strong', 'strong']
        """
        return proof_of(self, "levels", PROOFS[Levels](self), path)

    def _of(self, level: str | None, crosses: bool | None) -> Iterator[LevelPair]:
        for one in self.pairs:
            if level in (None, one.level) and crosses in (None, one.crosses):
                yield one

    def _table(self) -> FrameColumns:
        rows = self.pairs
        return {
            "a": [one.pair[0] for one in rows],
            "b": [one.pair[1] for one in rows],
            "level": [one.level for one in rows],
            "superior": [one.superior for one in rows],
            "crosses": [one.crosses for one in rows],
            "coordinated": [one.coordinated for one in rows],
            "bridge": [one.bridge for one in rows],
            "founding trust": [one.founding[0] for one in rows],
            "founding class": [one.founding_class for one in rows],
            "founding value": [one.founding_value for one in rows],
            "P(strong)": [one.probability_strong for one in rows],
            "time to strong": [one.time_to_strong for one in rows],
            "needs superiors": [one.needs for one in rows],
            "superiors matter": [one.matters for one in rows],
        }

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {name}" for name, count in self.counts().items())
        return (
            f"Levels({self.regime}, delta {self.delta}: {many(len(self.pairs), 'pair')}, {counts})"
        )


@frozen
class Waiting(Result):
    """What `waiting` returns: the pairs that wait for their superiors.

    Attributes
    ----------
    levels : Levels
        What was asked.
    pairs : tuple of (name, name)
        Those that wait, in the order of `levels.pairs`.
    instead : tuple of int array, each of shape (K + 1, Z, conditions)
        For each of them the best equilibrium in which all contribute at founding in good times, as
        `LevelPair.choice`.
    values : tuple of float
        Founding value of that one, at most `LevelPair.founding_value`.
    """

    _sources = ("yuan2020",)

    levels: Levels
    pairs: tuple[Pair, ...]
    instead: tuple[IntArray, ...]
    values: tuple[float, ...]

    @property
    def concept(self) -> str:
        """The solution concept."""
        return self.levels.concept

    def _table(self) -> FrameColumns:
        rows = [self.levels.pair(*pair) for pair in self.pairs]
        return {
            "a": [one.pair[0] for one in rows],
            "b": [one.pair[1] for one in rows],
            "level": [one.level for one in rows],
            "founding value": [float(one.founding_value) for one in rows],
            "value without waiting": list(self.values),
            "P(strong)": [one.probability_strong for one in rows],
        }

    def __repr__(self) -> str:
        text = f"{len(self.pairs)} of {many(len(self.levels.pairs), 'pair')} wait"
        return f"Waiting({self.levels.regime}, delta {self.levels.delta}: {text})"


def _words(label: Any) -> str:
    """An environment in short: the trust of the superior pair, of its own superior pair, ..."""
    if label == "none":
        return "apart"
    trust, above = label
    return f"{trust}/{_words(above)}" if above else str(trust)
