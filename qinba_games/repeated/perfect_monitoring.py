"""Who asks as if everybody saw everything is told so if they do not."""

from __future__ import annotations

from .. import errors
from .monitoring import PublicMonitoring
from .repeated_game import RepeatedGame


def perfectly_monitored(function: str, game: RepeatedGame, argument: str = "game") -> RepeatedGame:
    """`game`, or an error that names the right question if actions are not seen."""
    if not isinstance(game.monitoring, PublicMonitoring):
        return game
    rule = "has public monitoring: the answer would be wrong if actions are not seen"
    remedy = "Ask third_parties.public_monitoring(game), or monitoring_window(game)"
    raise errors.NotApplicableError(function, argument, game, rule, remedy)
