"""The set of equilibrium payoffs, how each corner is played, and what its check found."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from .. import _check, _exact, _tolerance, errors
from ..common import concepts
from ..common import proof as proving
from ..common.result import FrameColumns, Result, plain, show
from ..common.show import many
from ..repeated.repeated_game import RepeatedGame
from ..repeated.results.patience import CriticalDiscount
from ..types import Array, Certificate, Profile, Status, frozen, read_only
from . import polygons
from .automaton import Automaton
from .drawing import draw_path, draw_set
from .polygons import lottery, outside_by
from .proofs import for_ever, proof
from .scaled import at_rest, transfer_corners


@frozen
class CornerPlay:
    """How a corner of a payoff set is played today, and where play goes from there.

    Attributes
    ----------
    profile : tuple of int or None
        What is played today; None: all leave.
    binding : tuple of int
        The members whose promise is the least.
    continuation : array, shape (n,)
        What is promised for tomorrow on.
    """

    profile: Profile | None
    binding: tuple[int, ...]
    continuation: Array

    @property
    def kind(self) -> str:
        """How many promises bind: "static", "binding" or "both".

        "static": the stage payoffs are the corner, and play stays there; "binding": the promise to
        one member is the least that keeps it from deviating; "both": so are the promises to both.
        """
        return ("static", "binding", "both")[len(self.binding)]

    def __repr__(self) -> str:
        return f"CornerPlay({self.profile}, {self.kind}, then {show(self.continuation)})"


@frozen
class SetCertificate(Certificate):
    """What the check of a `PayoffSet` found: a `Certificate`, and how far it proves the set.

    Attributes
    ----------
    inside : bool
        Whether every payoff claimed is one of an equilibrium (self-generation).
    outside : bool or None
        True where every equilibrium payoff is proved to be in the set claimed; False where what is
        claimed fails; else None.
    method : str
        How the outside was proved: "system" (one system of inequalities for a family of growing
        sets), "rounds and system", "rounds", "definition" (nobody cares for the future), "none".
    rounds : int
        How many rounds of half-planes came before.
    gap : Number
        How far apart the proved inner and outer set are at most; 0 if they are equal, None if the
        check failed.
    proof : mapping or None
        The numbers of the proof, for `PayoffSet.proof`; None if it is not one of fractions.
    """

    method: str = "none"
    rounds: int = 0
    gap: Any = 0
    proof: Any = None


def certificate_of(
    result: Any,
    judged: Certificate,
    inside: Any,
    method: str,
    rounds: int,
    *,
    proved: bool,
    proof: Any = None,
) -> SetCertificate:
    """The verdict on all findings, and how far it proves a set: the outside only if `proved`."""
    names = ("largest_gain", "member", "state", "action", "exact", "tolerance")
    return SetCertificate(
        **{name: getattr(judged, name) for name in names},
        inside=bool(inside),
        outside=False if not judged.inside else True if proved else None,
        method=method,
        rounds=rounds,
        gap=result.gap if judged.inside else None,
        proof=proof,
    )


@frozen
class PayoffSet(Result):
    """Every payoff of a subgame-perfect equilibrium in which nobody pays anybody.

    Actions are pure given a public signal, which is drawn before every period; everybody sees what
    was played. The set is convex: before the first signal is drawn.

    Attributes
    ----------
    game : RepeatedGame, StochasticGame or Partnership
    delta : Number
    vertices : array, shape (m, n)
        Corners; with two members counter-clockwise from the least payoff to the first (ties: to
        the second), with more sorted.
    inner, outer : array, shape (m, n)
        Corners of a set of payoffs all of which are equilibrium payoffs, and of one that holds all
        of them.
    gap : Number
        How far apart the two are at most, in units of payoffs; 0 if they are proved equal.
    play : tuple of CornerPlay
        How each corner is played; empty where that is not kept.
    inner_play : tuple of CornerPlay or None
        How each corner of `inner` is played where its corners are others than those of `vertices`.
    witness : GrowingSides or None
        What shows that no equilibrium payoff of two members lies outside of `outer`.

    Examples
    --------
    >>> import qinba_games as qg
    >>> found = qg.payoff_set(qg.prisoners_dilemma(9, 1, 10, 3), 0.75)
    >>> found.shape, found.punishment.tolist()
    ('polygon', [3.0, 3.0])
    """

    concept = concepts.PAYOFF_SET
    _sources: ClassVar[tuple[str, ...]] = ("abreu1990", "abreu2014")
    _full = Status.SAME

    game: Any
    delta: Any
    vertices: Array
    inner: Array
    outer: Array
    gap: Any
    play: tuple[CornerPlay, ...] = ()
    inner_play: tuple[CornerPlay, ...] | None = None
    witness: Any = None

    @functools.cached_property
    def punishment(self) -> Array:
        """The least payoff that each member can be held to, shape (n,)."""
        return read_only(self.vertices.min(axis=0))

    @property
    def worst(self) -> tuple[int, ...]:
        """The corner at which each member gets that."""
        return tuple(self.vertices.argmin(axis=0).tolist())

    @functools.cached_property
    def stage_equilibria(self) -> Array | None:
        """Payoffs of the equilibria of a single period, in pure actions, shape (k, n).

        With three and more members so is what they get who leave. None where the state moves.
        """
        if not isinstance(self.game, RepeatedGame):
            return None
        stage, w, n = self.game.stage, self.game.outside, self.vertices.shape[1]
        payoffs = stage.payoffs.reshape(-1, n)[at_rest(stage, self.delta)]
        if w is not None and n > 2:
            payoffs = np.vstack([payoffs, w])
        return read_only(_exact.as_numbers(payoffs, self.exact))

    @functools.cached_property
    def with_transfers(self) -> Array | None:
        """Corners of the payoffs of equilibria with voluntary transfers, which hold those without.

        Of two members; None where the state moves, or nothing is an equilibrium.
        """
        if not isinstance(self.game, RepeatedGame) or self.vertices.shape[1] > 2:
            return None
        corners = transfer_corners(self.game, self.delta)
        return None if corners is None else read_only(corners)

    @property
    def shape(self) -> str:
        """Whether the set is a "point", a "segment", a "polygon" or a "polytope"."""
        count, n = self.vertices.shape
        if count < 3:
            return ("point", "segment")[count - 1]
        return "polygon" if n == 2 else "polytope"

    def support(self, direction: Any) -> Any:
        """Return the most that a weighted sum of the payoffs reaches in the set.

        Parameters
        ----------
        direction : array_like, shape (n,)
            Weights; with (1, 1) the largest joint payoff, with (-1, 0) minus the least payoff to
            the first member.

        Raises
        ------
        ShapeError
            If there is not one weight for each member.

        Examples
        --------
        >>> import qinba_games as qg
        >>> print(qg.payoff_set(qg.prisoners_dilemma(9, 1, 10, 3), 0.75).support([1, 1]))
        18.0
        """
        weights = self._by_member("PayoffSet.support", "direction", direction)
        return plain((self.vertices @ weights).max())

    def contains(self, point: Any) -> bool | None:
        """Say whether a payoff is one of an equilibrium.

        Parameters
        ----------
        point : array_like, shape (n,)

        Returns
        -------
        bool or None
            None for a point between the inner and the outer set: neither is proved.

        Raises
        ------
        ShapeError
            If there is not one payoff for each member.

        Examples
        --------
        >>> import qinba_games as qg
        >>> found = qg.payoff_set(qg.prisoners_dilemma(9, 1, 10, 3), 0.75)
        >>> found.contains([9, 9]), found.contains([9, 10])
        (True, False)
        """
        value = self._by_member("PayoffSet.contains", "point", point)
        # A gap that is wider than rounding is no reason to call a point proved.
        slack: Any = 0
        if self.inner.dtype != object:
            rounding = 1e-9 * max(1.0, float(abs(self.outer).max()))
            slack = rounding if len(value) > 2 else min(self.gap, rounding)
            # The average of corners, in floats, is beside the set as often as in it.
            slack = max(slack, _tolerance.tie(self.outer))
        if self._beyond(self.inner, value) <= slack:
            return True
        return False if self._beyond(self.outer, value) > slack else None

    def _by_member(self, function: str, argument: str, given: Any) -> Array:
        n = self.vertices.shape[1]
        return _check.array(function, argument, given, shape=(n,), names=_members(self.game, n))

    def _beyond(self, corners: Array, point: Array) -> Any:
        """How far a point lies outside."""
        value = _exact.fractions(point) if corners.dtype == object else point.astype(float)
        return (
            polygons.excess(corners, value[None]) if len(value) == 2 else outside_by(corners, value)
        )

    def strategy(self, point: Any = None) -> Automaton:
        """Return an equilibrium that is worth a point of the set.

        One state stands for each corner; what is promised is drawn among the corners with the next
        public signal, and who deviates alone is led to its worst corner.

        Parameters
        ----------
        point : array_like, shape (2,), optional
            What each member is to get per period; of the corners the one with the largest joint
            payoff by default. A float that is beside the proved inner set by rounding only, as a
            corner that is no fraction, gets the strategy of the nearest point.

        Raises
        ------
        RangeError
            If the point is outside the set, or not proved to be inside.
        NotApplicableError
            If how the corners are played is not kept.

        Examples
        --------
        >>> import qinba_games as qg
        >>> found = qg.payoff_set(qg.prisoners_dilemma(9, 1, 10, 3), 0.75)
        >>> plan = found.strategy([8, 8])
        >>> plan
        Automaton(4 states, worth (8, 8))
        >>> qg.verify(plan).ok
        True
        """
        owner, corners = "PayoffSet.strategy", self.inner
        played = self.play if self.inner_play is None else self.inner_play
        if not played or self.vertices.shape[1] > 2:
            rule = "how its corners are played is not kept"
            remedy = "Ask payoff_set of a repeated game of two, and not next to a threshold"
            raise errors.NotApplicableError(owner, "self", self, rule, remedy)
        if point is None:
            initial = np.eye(len(corners), dtype=int)[int(np.argmax(corners.sum(axis=1)))]
        else:
            initial = lottery(corners, self._inside(owner, point))
        return Automaton(
            self.game,
            self.delta,
            profile=[corner.profile for corner in played],
            after=np.stack([lottery(corners, corner.continuation) for corner in played]),
            punish=np.tile(corners.argmin(axis=0), (len(corners), 1)),
            initial=initial,
        )

    def _inside(self, function: str, point: Any) -> Array:
        """A point of the set, in numbers of the kind of its corners."""
        answer = self.contains(point)
        value = self._by_member(function, "point", point)
        if answer is None and value.dtype.kind == "f":  # a corner that is no fraction, as a float
            slack = self.gap + _tolerance.tie(self.outer)
            answer = float(self._beyond(self.inner, value)) <= slack
        if not answer:
            rule = "is not proved to be the payoffs of an equilibrium"
            remedy = "Choose a point of the set: the average of some of its vertices is one"
            raise errors.RangeError(function, "point", point, rule, remedy)
        return _exact.as_numbers(value, self.inner.dtype == object)

    def proof(self, path: str | Path | None = None) -> dict[str, Any]:
        """Return what anybody needs to check the set by hand, in fractions.

        `scripts/check_payoff_set.py` reads it and needs nothing but Python.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.

        Raises
        ------
        NotApplicableError
            If the payoffs or the discount factor are floats, or the set was not checked.

        Examples
        --------
        >>> from fractions import Fraction
        >>> import qinba_games as qg
        >>> found = qg.payoff_set(qg.prisoners_dilemma(9, 1, 10, 3), Fraction(3, 4))
        >>> found.proof()["inner"]
        [['3', '3'], ['39/4', '3'], ['9', '9'], ['3', '39/4']]
        """
        exclusion = getattr(self.certificate, "proof", None)
        if exclusion is None:
            rule = "was found in floats, or not checked: there is no proof in fractions"
            remedy = "Give payoffs and delta as ints or Fractions"
            raise errors.NotApplicableError("PayoffSet.proof", "self", self, rule, remedy)
        record = proof(self.game, self.delta, self.inner, self.outer, at_corners(self), exclusion)
        return proving.to_file(record, "PayoffSet.proof", path)

    plot = draw_set

    def _table(self) -> FrameColumns:
        members = list(_members(self.game, self.vertices.shape[1]))
        table: FrameColumns = {name: list(self.vertices[:, i]) for i, name in enumerate(members)}
        if self.play:
            table["profile"] = [corner.profile for corner in self.play]
            table["kind"] = [corner.kind for corner in self.play]
            table["binding"] = [tuple(members[i] for i in c.binding) for c in self.play]
            table["continuation"] = [tuple(corner.continuation) for corner in self.play]
        return table

    def __repr__(self) -> str:
        count = len(self.vertices)
        corners = f" with {count} corners" if count > 2 else ""
        sure = "exact" if self.exact else f"gap {float(self.gap):.1e}"
        least = show(self.punishment)
        return f"PayoffSet({self.shape}{corners}, delta {show(self.delta)}, least {least}, {sure})"


def at_corners(answer: PayoffSet) -> list[Profile | None]:
    """What is played at each corner of the inner set; None: all leave."""
    play = answer.play if answer.inner_play is None else answer.inner_play
    return [corner.profile for corner in play] or for_ever(answer.game, answer.inner)


def _members(game: Any, n: int) -> tuple[str, ...]:
    stage = getattr(game, "stage", game)
    for name in ("players", "members"):
        if hasattr(stage, name):
            return tuple(map(str, getattr(stage, name)))
    return tuple(str(i + 1) for i in range(n))


@frozen
class UnsharedDiscount(CriticalDiscount):
    """A `CriticalDiscount` without transfers, behind which the worst equilibria stand.

    Its `witness` is the `PayoffSet` at the threshold, or one on each side of it.
    """

    concept = concepts.WORST
    _sources = ("abreu1988", "abreu1990", "abreu2014")
    _once = ("binding",)


@frozen
class PlayedPath:
    """What was played: one row for each period.

    Attributes
    ----------
    states : int array, shape (periods,)
    profiles : tuple of tuple of int, or None
        Of each period; None: all have left.
    payoffs : array, shape (periods, n)
    members : tuple of str

    Examples
    --------
    >>> import qinba_games as qg
    >>> found = qg.payoff_set(qg.prisoners_dilemma(9, 1, 10, 3), 0.75)
    >>> qg.play(found.strategy([9, 9]), 12)
    PlayedPath(12 periods, (9, 9) on average)
    """

    states: Array
    profiles: tuple[Profile | None, ...]
    payoffs: Array
    members: tuple[str, ...]

    def __repr__(self) -> str:
        mean = self.payoffs.astype(float).mean(axis=0)
        return f"PlayedPath({many(len(self.states), 'period')}, {show(mean)} on average)"

    plot = draw_path
