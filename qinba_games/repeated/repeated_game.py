"""The repeated game: a stage game played for ever, with or without a way out."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any, ClassVar

import numpy as np

from .. import _check, _tolerance, errors
from ..common import concepts, html
from ..stage.stage_game import StageGame
from ..types import Array, ArrayLike, fill, frozen
from .monitoring import PerfectMonitoring, PublicMonitoring


@frozen
class RepeatedGame:
    """A stage game played in every period, payoffs discounted by a common factor.

    Parameters
    ----------
    stage : StageGame
        What is played in a period.
    outside : number, or array_like of shape (n,), optional
        What each member gets per period, for ever, once anybody has left. A member may leave at the
        start of any period; leaving dissolves the group from that very period on. None: nobody can
        leave.
    monitoring : PerfectMonitoring or PublicMonitoring, optional
        What players see of each other's actions; everything by default.

    Attributes
    ----------
    exact : bool
        True if stage payoffs, outside values and signal probabilities are all rational.

    Raises
    ------
    ShapeError
        If `outside` does not have one entry per player, or `monitoring` not one distribution of
        signals per action profile.

    Examples
    --------
    >>> import qinba_games as qg
    >>> dilemma = qg.StageGame.from_bimatrix([[2, -1], [3, 0]], [[2, 3], [-1, 0]])
    >>> qg.RepeatedGame(dilemma, outside=[1, 1])
    RepeatedGame(StageGame(2 players, 2 x 2 actions, exact), outside=(1, 1))
    """

    _unshared = concepts.GRIM  # what is kept without transfers

    #: What makes one of something of another library, by its package.
    _converters: ClassVar[dict[str, str]] = {
        "nashpy": "RepeatedGame(from_nashpy(...))",
        "quantecon": "RepeatedGame(from_quantecon(...))",
    }

    stage: StageGame
    outside: Array | None
    monitoring: PerfectMonitoring | PublicMonitoring

    def __init__(
        self,
        stage: StageGame,
        *,
        outside: ArrayLike | None = None,
        monitoring: PerfectMonitoring | PublicMonitoring | None = None,
    ) -> None:
        _check.instance("RepeatedGame", "stage", stage, StageGame)
        if outside is not None:
            n = stage.n_players
            outside = _check.each("RepeatedGame", "outside", outside, n, names=stage.players)
        if monitoring is None:
            monitoring = PerfectMonitoring()
        kinds = (PerfectMonitoring, PublicMonitoring)
        _check.instance("RepeatedGame", "monitoring", monitoring, kinds)
        if isinstance(monitoring, PublicMonitoring):
            shape, wanted = monitoring.probabilities.shape, stage.shape
            if shape[:-1] != wanted:
                rule = f"must have one distribution of signals per action profile, {wanted} of them"
                remedy = "Give probabilities of shape (m_1, ..., m_n, signals) for the same actions"
                raise errors.ShapeError("RepeatedGame", "monitoring", shape, rule, remedy)
        fill(self, stage=stage, outside=outside, monitoring=monitoring)

    @property
    def n_players(self) -> int:
        """Number of players."""
        return self.stage.n_players

    @functools.cached_property
    def exact(self) -> bool:
        """True if stage payoffs, outside values and signal probabilities are all rational."""
        exact_signals = isinstance(self.monitoring, PerfectMonitoring) or self.monitoring.exact
        known = self.outside is None or _tolerance.is_exact(self.outside)
        return self.stage.exact and known and exact_signals

    def _repr_html_(self) -> str:
        played = self.stage._repr_html_()
        if self.outside is None:
            return played
        names = dict(zip(self.stage.players, ([w] for w in self.outside.tolist()), strict=True))
        return played + html.table("Outside values, per period once anybody has left", names)

    def __repr__(self) -> str:
        text = repr(self.stage)
        if self.outside is not None:
            values = ", ".join(map(str, self.outside.tolist()))
            text += f", outside=({values}{',' * (self.n_players == 1)})"
        if isinstance(self.monitoring, PublicMonitoring):
            text += f", monitoring={self.monitoring!r}"
        return f"RepeatedGame({text})"


def as_repeated(function: str, game: Any, argument: str = "game") -> RepeatedGame:
    """A repeated game, or a stage game repeated without a way out."""
    _check.instance(function, argument, game, (RepeatedGame, StageGame))
    return RepeatedGame(game) if isinstance(game, StageGame) else game


def perfectly_monitored(function: str, game: RepeatedGame) -> RepeatedGame:
    """`game`, or an error that names the right question if actions are not seen."""
    if not isinstance(game.monitoring, PublicMonitoring):
        return game
    rule = "has public monitoring: the answer would be wrong if actions are not seen"
    remedy = "Ask third_parties.public_monitoring(game), or monitoring_window(game)"
    raise errors.NotApplicableError(function, "game", game, rule, remedy)


def publicly_monitored(function: str, game: RepeatedGame) -> PublicMonitoring:
    """What is seen of the actions of `game`, or an error if everybody sees everything."""
    if isinstance(game.monitoring, PublicMonitoring):
        return game.monitoring
    rule = "has perfect monitoring: everybody sees everything, and there is nothing to audit"
    remedy = "Give the game a PublicMonitoring, or ask pivotal_window about other capacities"
    raise errors.NotApplicableError(function, "game", game, rule, remedy)


def without_constant(rule: Any, payoffs: Array, outside: Any) -> tuple[Any, Any, Any]:
    """Payoffs, outside values, and the large constant taken from each, which moves no threshold."""
    if not isinstance(rule, str):
        # A rule divides all of it.
        return payoffs, outside, 0
    return _tolerance.centred(payoffs, outside, common=rule == "equal")


def centred(game: RepeatedGame, rule: Any, *, exact: bool) -> tuple[RepeatedGame, Any]:
    """A game without a large constant that moves no threshold under a rule, and the constant."""
    if exact:
        return game, 0
    payoffs, outside, constant = without_constant(rule, game.stage.payoffs, game.outside)
    if not np.any(constant != 0):
        return game, 0
    stage = dataclasses.replace(game.stage, payoffs=payoffs)
    return dataclasses.replace(game, stage=stage, outside=outside), constant
