"""One set of equilibrium payoffs for every state of a game whose state moves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import numpy as np

from .. import _check, errors
from ..common import concepts
from ..common.result import FrameColumns, Result, show
from ..common.show import many
from ..partnership.partnership import Partnership
from ..types import Array, Status, frozen, read_only
from . import polygons
from .results import PayoffSet

#: Payoffs that differ by less of their size are the same to whoever asks whether it pays to begin.
ROUNDED = 1e-9


@frozen
class StatePayoffSets(Result, Mapping[Any, PayoffSet]):
    """Every payoff of an equilibrium in which nobody pays anybody, state by state.

    A mapping from the label of a state to its `PayoffSet`; the signal is drawn once the state is
    known. States of a partnership are (trust, conditions), conditions 0 being good, and
    "dissolved".

    Attributes
    ----------
    game : StochasticGame or Partnership
    delta : Number
    states : tuple
        Labels, in the order of the game.
    sets : tuple of PayoffSet
        One for each state.
    playable : tuple
        For each state the profiles that some equilibrium plays there.
    """

    concept = concepts.PAYOFF_SET
    _sources: ClassVar[tuple[str, ...]] = ("abreu2020",)
    _alike = (("states", "sets"),)
    _full = Status.SAME

    game: Any
    delta: Any
    states: tuple[Any, ...]
    sets: tuple[PayoffSet, ...]
    playable: tuple[tuple[Any, ...], ...] = ()

    @property
    def gap(self) -> float:
        """How far apart the inner and the outer set of any state are at most, in payoffs."""
        return max((own.gap for own in self.sets), default=np.inf)

    @property
    def rounds(self) -> int:
        """In how many rounds the check excludes all other payoffs; 0 before it."""
        return int(getattr(self.certificate, "rounds", 0))

    def __getitem__(self, state: Any) -> PayoffSet:
        """Return the set of a state."""
        place = {label: k for k, label in enumerate(self.states)}
        if _check.index_of(state, place) is None or state not in place:
            raise _check.unknown("StatePayoffSets", "state", state, self.states, "no such state")
        return self.sets[place[state]]

    def __iter__(self) -> Iterator[Any]:
        """Go through the labels of the states."""
        return iter(self.states)

    def __len__(self) -> int:
        """Return the number of states."""
        return len(self.states)

    def at_founding(self, trust: int | None = None) -> PayoffSet:
        """Return the payoffs that a partnership can begin with, before conditions are known.

        The average of the sets of all conditions, a Minkowski sum: what is played may depend on
        the conditions.

        Parameters
        ----------
        trust : int, optional
            Level at which the partnership is founded, in place of its own.

        Raises
        ------
        NotApplicableError
            If the game is no partnership.
        RangeError
            If there is no such level.

        Examples
        --------
        >>> import numpy as np, qinba_games as qg
        >>> pair = qg.Partnership([[3.0, 2.0], [4.0, 3.0]], 1, promotion=0.5, friction=0.1)
        >>> found = qg.payoff_set(pair, 0.8)
        >>> round(found.at_founding().support([1, 1]), 6)
        4.125
        """
        return self._at_founding("StatePayoffSets.at_founding", trust)

    def _at_founding(self, owner: str, trust: int | None) -> PayoffSet:
        if not isinstance(self.game, Partnership):
            rule = "only a partnership draws conditions before every period"
            remedy = "Take the set of a state by its label"
            raise errors.NotApplicableError(owner, "trust", trust, rule, remedy)
        level = self.game.founding
        if trust is not None:
            level = _check.integer(owner, "trust", trust, high=self.game.levels - 1)
        parts = [(chance, self[level, t]) for t, chance in enumerate(chances(self.game))]
        return of_corners(
            self,
            *(
                _minkowski_sum([(chance, getattr(own, name)) for chance, own in parts])
                for name in ("vertices", "inner", "outer")
            ),
        )

    def begins(self, trust: int | None = None) -> bool | None:
        """Say whether some equilibrium is worth more together than what members have apart.

        Parameters
        ----------
        trust : int, optional
            Level at which a partnership is founded, in place of its own.

        Returns
        -------
        bool or None
            True if the inner set says so, False if the outer one excludes it, None in between.

        Raises
        ------
        NotApplicableError
            If the game is no partnership.
        RangeError
            If there is no such level.

        Examples
        --------
        >>> import numpy as np, qinba_games as qg
        >>> pair = qg.Partnership([[3.0, 2.0], [4.0, 3.0]], 1, promotion=0.5, friction=0.1)
        >>> qg.payoff_set(pair, 0.8).begins(), qg.payoff_set(pair, 0.05).begins()
        (True, False)
        """
        return self._worth_more("begins", trust)

    def contributes(self, trust: int | None = None) -> bool | None:
        """Say whether somebody contributes in some equilibrium of a partnership.

        It is worth more together than leaving and idling bring, which is what members have apart,
        or nothing.

        Parameters
        ----------
        trust : int, optional
            Level at which a partnership is founded, in place of its own.

        Returns
        -------
        bool or None
            True if the inner set says so, False if the outer one excludes it, None in between.

        Raises
        ------
        NotApplicableError
            If the game is no partnership.
        RangeError
            If there is no such level.

        Examples
        --------
        To leave costs each of the two .1, so that they stay, and idle:

        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2]], 4, outside=-0.1, promotion=0.5, friction=0.1)
        >>> found = qg.payoff_set(pair, 0.5)
        >>> found.begins(), found.contributes()
        (True, False)
        """
        return self._worth_more("contributes", trust, least=0.0)

    def _worth_more(self, verb: str, trust: int | None, least: float = -math.inf) -> bool | None:
        payoffs = self._at_founding(f"StatePayoffSets.{verb}", trust)
        amount = max(float(sum(self.game.outside)), least)
        size = max(float(np.ptp(own.outer, axis=0).max()) for own in self.sets)
        unit = float(np.ptp(self.game.to_game().payoffs.astype(float)))
        slack = max(10 * min(self.gap, ROUNDED * size), ROUNDED * (unit + abs(amount)))
        if not len(payoffs.inner) or payoffs.inner.sum(axis=1).max() > amount + slack:
            return True if len(payoffs.inner) else None
        return False if payoffs.outer.sum(axis=1).max() <= amount + slack else None

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw the set of every state into one picture.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; a new figure by default.
        **style
            Passed to matplotlib's ``fill`` for the sets.
        """
        from .drawing import draw_states

        names = [str(player) for player in getattr(self.game, "players", ())]
        names = names or [str(member) for member in self.game.members]
        outlines = {str(x): own.vertices for x, own in zip(self.states, self.sets, strict=True)}
        return draw_states(outlines, names, ax, **style)

    def _table(self) -> FrameColumns:
        return {
            "state": list(self.states),
            "shape": [own.shape for own in self.sets],
            "corners": [len(own.vertices) for own in self.sets],
            "joint payoff": [float(own.vertices.sum(axis=1).max()) for own in self.sets],
            "least": [tuple(own.punishment.tolist()) for own in self.sets],
            "gap": [own.gap for own in self.sets],
        }

    def __repr__(self) -> str:
        return (
            f"StatePayoffSets({many(len(self.states), 'state')}, delta {show(self.delta)}, "
            f"gap {self.gap:.1e})"
        )


def chances(pair: Partnership) -> list[float]:
    """How likely each of the conditions of a partnership is, good ones first."""
    bad = [float(chance) for chance, _ in pair.bad_times]
    return [max(1 - sum(bad), 0.0), *bad]


def of_corners(of: Any, vertices: Array, inner: Array, outer: Array, gap: Any = None) -> PayoffSet:
    """A set of payoffs of the game and patience of `of`, from corners in units of payoffs."""
    return PayoffSet(
        game=of.game,
        delta=of.delta,
        exact=False,
        certificate=of.certificate,
        inner=read_only(inner),
        outer=read_only(outer),
        gap=polygons.distance(inner, outer) if gap is None else gap,
        vertices=read_only(vertices),
    )


def _minkowski_sum(parts: list[tuple[float, Array]]) -> Array:
    """Minkowski sum of polygons, each times its weight."""
    total = np.zeros((1, 2))
    for weight, corners in parts:
        sums = total[:, None] + weight * corners[None]
        total = polygons.hull(sums.reshape(-1, 2), 1e-13 * (1 + np.abs(sums).max()))
    return total
