"""A centre, an upstream and a downstream government: coordinate, protect, compensate, or not."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check
from ..stage.stage_game import StageGame
from ..types import Number

_PLAYERS = ("centre", "upstream", "downstream")
_ACTIONS = (("coordinate", "abstain"), ("protect", "develop"), ("compensate", "refuse"))


def watershed_game(
    *,
    protection_cost: Number,
    water_benefit: Number,
    compensation: Number,
    coordination_cost: Number = 0,
    subsidy: Number = 0,
    upstream_fine: Number = 0,
    downstream_fine: Number = 0,
    redress: Number = 0,
    own_benefit: Number = 0,
    credit: Number = 0,
    blame: Number = 0,
    players: Any = None,
) -> StageGame:
    r"""Build the game of a watershed with compensation between provinces and a centre above them.

    With x, y, z = 1 where the centre coordinates, upstream protects, downstream compensates (0
    otherwise), the centre gets x((credit - subsidy) y + upstream_fine (1 - y) + downstream_fine
    (1 - z) - coordination_cost) - blame (1 - x)(1 - y); upstream gets y(own_benefit -
    protection_cost + subsidy x + compensation z) - (1 - y)(upstream_fine x + redress z); downstream
    gets water_benefit y - z(compensation y - redress (1 - y)) - downstream_fine x (1 - z).

    All three cooperating is a strict equilibrium exactly when credit > coordination_cost + subsidy,
    own_benefit + subsidy + upstream_fine + compensation + redress > protection_cost, and
    downstream_fine > compensation.

    Parameters
    ----------
    protection_cost : Number
        What protecting costs upstream, development forgone included.
    water_benefit : Number
        What clean water is worth downstream.
    compensation : Number
        What downstream pays upstream if it compensates and upstream protects.
    coordination_cost : Number
        What coordinating costs the centre.
    subsidy : Number
        What a coordinating centre pays upstream for protecting.
    upstream_fine, downstream_fine : Number
        What a coordinating centre takes from those who do not protect, or not compensate.
    redress : Number
        What upstream pays downstream if it does not protect although downstream would compensate.
    own_benefit : Number
        What protecting is worth upstream itself.
    credit : Number
        What clean water under its coordination is worth to the centre.
    blame : Number
        What foul water costs a centre that has abstained.
    players : sequence of 3 str, optional

    Returns
    -------
    StageGame
        Actions coordinate/abstain, protect/develop, compensate/refuse, in this order. Ints and
        Fractions stay exact.

    Raises
    ------
    RangeError
        If a number is negative.
    InputTypeError, NotFiniteError

    Notes
    -----
    The payoffs follow the usual form of evolutionary games of watershed compensation in China:
    costs, conditional subsidies and fines of the centre, compensation conditional on water quality.
    Numbers are the caller's: nothing here is calibrated.

    Examples
    --------
    >>> from qinba_games.third_parties import watershed_game
    >>> game = watershed_game(protection_cost=6, water_benefit=5, compensation=2, subsidy=2)
    >>> game.payoff(("coordinate", "protect", "compensate"))
    (-2, -2, 3)
    """
    given = {
        "protection_cost": protection_cost,
        "water_benefit": water_benefit,
        "compensation": compensation,
        "coordination_cost": coordination_cost,
        "subsidy": subsidy,
        "upstream_fine": upstream_fine,
        "downstream_fine": downstream_fine,
        "redress": redress,
        "own_benefit": own_benefit,
        "credit": credit,
        "blame": blame,
    }
    v = {n: _check.number("watershed_game", n, value, low=0) for n, value in given.items()}
    x, y, z = (1 - np.indices((2, 2, 2))).astype(np.array(list(v.values())).dtype)
    fines = v["upstream_fine"] * (1 - y) + v["downstream_fine"] * (1 - z)
    working = (v["credit"] - v["subsidy"]) * y + fines - v["coordination_cost"]
    centre = x * working - v["blame"] * (1 - x) * (1 - y)
    protecting = v["own_benefit"] - v["protection_cost"] + v["subsidy"] * x + v["compensation"] * z
    upstream = y * protecting - (1 - y) * (v["upstream_fine"] * x + v["redress"] * z)
    paid = v["compensation"] * y - v["redress"] * (1 - y)
    downstream = v["water_benefit"] * y - z * paid - v["downstream_fine"] * x * (1 - z)
    names = _check.labels("watershed_game", "players", players, _PLAYERS)
    payoffs = np.stack([centre, upstream, downstream], axis=-1)
    return StageGame(payoffs, players=names, actions=_ACTIONS)
