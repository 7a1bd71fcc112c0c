"""A centre, an upstream and a downstream government: coordinate, protect, compensate, or not."""

from typing import Any

import numpy as np

from ..core import read
from .stage_game import StageGame

_PLAYERS = ("centre", "upstream", "downstream")
_ACTIONS = (("coordinate", "abstain"), ("protect", "develop"), ("compensate", "refuse"))


def watershed_game(
    *,
    protection_cost: Any,
    water_benefit: Any,
    compensation: Any,
    coordination_cost: Any = 0,
    subsidy: Any = 0,
    upstream_fine: Any = 0,
    downstream_fine: Any = 0,
    redress: Any = 0,
    own_benefit: Any = 0,
    credit: Any = 0,
    blame: Any = 0,
    players: Any = None,
) -> StageGame:
    """Build the game of a watershed in which provinces compensate, under a centre.

    Let x, y, z be 1 where the centre coordinates, upstream protects, downstream compensates, and 0
    else. The centre gets x ((credit - subsidy) y + upstream_fine (1 - y) + downstream_fine (1 - z)
    - coordination_cost) - blame (1 - x)(1 - y). Upstream gets y (own_benefit - protection_cost +
    subsidy x + compensation z) - (1 - y)(upstream_fine x + redress z). Downstream gets
    water_benefit y - z (compensation y - redress (1 - y)) - downstream_fine x (1 - z).

    All three cooperate in a strict equilibrium exactly if credit > coordination_cost + subsidy,
    own_benefit + subsidy + upstream_fine + compensation + redress > protection_cost, and
    downstream_fine > compensation.

    Parameters
    ----------
    protection_cost : number
        What protection costs upstream, with the development it gives up. All numbers are payoffs
        of one period, and at least 0.
    water_benefit : number
        What clean water is worth downstream.
    compensation : number
        What downstream pays for clean water if it compensates.
    coordination_cost : number
        What coordination costs the centre.
    subsidy, upstream_fine, downstream_fine : numbers
        What a centre that coordinates pays for protection, and takes from who does not protect, or
        does not compensate.
    redress : number
        What upstream pays for foul water to a downstream government that compensates.
    own_benefit : number
        What protection is worth upstream.
    credit, blame : numbers
        What clean water is worth to a centre that coordinates; what foul water costs one that
        abstains.
    players : three names

    Returns
    -------
    StageGame
        With actions coordinate and abstain, protect and develop, compensate and refuse.

    Raises
    ------
    RangeError
        If a number is negative.

    Examples
    --------
    >>> game = watershed_game(protection_cost=6, water_benefit=5, compensation=2, subsidy=2)
    >>> print(*game.payoff(("coordinate", "protect", "compensate")))
    -2 -2 3
    """
    given = {name: each for name, each in locals().items() if name != "players"}
    v = {name: read.number("watershed_game", name, each, 0) for name, each in given.items()}
    x, y, z = 1 - np.indices((2, 2, 2)).astype(object)
    fines = v["upstream_fine"] * (1 - y) + v["downstream_fine"] * (1 - z)
    credit = (v["credit"] - v["subsidy"]) * y + fines - v["coordination_cost"]
    reward = v["own_benefit"] - v["protection_cost"] + v["subsidy"] * x + v["compensation"] * z
    price = v["compensation"] * y - v["redress"] * (1 - y)
    gains = [
        x * credit - v["blame"] * (1 - x) * (1 - y),
        y * reward - (1 - y) * (v["upstream_fine"] * x + v["redress"] * z),
        v["water_benefit"] * y - z * price - v["downstream_fine"] * x * (1 - z),
    ]
    names = _PLAYERS if players is None else players
    return StageGame(np.stack(gains, axis=-1), names, _ACTIONS)
