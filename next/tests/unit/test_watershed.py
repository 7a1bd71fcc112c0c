"""The watershed game: its payoffs by hand, and when all three cooperate."""

from itertools import product

import numpy as np
import pytest

from qinba_games.core import errors
from qinba_games.games import nash, watershed_game

NAMES = "protection_cost water_benefit compensation coordination_cost subsidy upstream_fine"
NAMES += " downstream_fine redress own_benefit credit blame"


def payoff(v, x, y, z):
    """What money moves, one transfer after the other."""
    centre = upstream = downstream = 0
    if y:
        upstream += v["own_benefit"] - v["protection_cost"]
        downstream += v["water_benefit"]
    if z:
        moved = v["compensation"] if y else -v["redress"]
        upstream, downstream = upstream + moved, downstream - moved
    if x:
        centre -= v["coordination_cost"]
        moved = v["subsidy"] if y else -v["upstream_fine"]
        centre, upstream = centre - moved, upstream + moved
        centre += v["credit"] if y else 0
        moved = 0 if z else v["downstream_fine"]
        centre, downstream = centre + moved, downstream - moved
    elif not y:
        centre -= v["blame"]
    return centre, upstream, downstream


def test_payoffs_are_the_sum_of_transfers_and_all_cooperate_under_three_conditions():
    rng, seen = np.random.default_rng(0), 0
    for _ in range(200):
        v = dict(zip(NAMES.split(), rng.integers(0, 8, 11).tolist(), strict=True))
        game = watershed_game(**v)
        for a in product((0, 1), repeat=3):
            assert game.payoff(a) == payoff(v, *(1 - x for x in a))
        support = v["subsidy"] + v["upstream_fine"] + v["compensation"] + v["redress"]
        strict = (
            v["credit"] > v["coordination_cost"] + v["subsidy"]
            and v["own_benefit"] + support > v["protection_cost"]
            and v["downstream_fine"] > v["compensation"]
        )
        seen += strict
        alone = [game.payoff(tuple(np.eye(3, dtype=int)[i]))[i] for i in range(3)]
        assert strict == all(np.array(game.payoff((0, 0, 0))) > alone)
        assert not strict or (0, 0, 0) in nash(game).pure
    assert 10 < seen < 190


def test_names_and_refusals():
    terms = {"protection_cost": 6, "water_benefit": 5, "compensation": 2}
    assert watershed_game(**terms, players=["State", "Hanzhong", "Xiangyang"]).players[0] == "State"
    with pytest.raises(errors.RangeError, match="watershed_game: subsidy must be at least 0"):
        watershed_game(**terms, subsidy=-1)
