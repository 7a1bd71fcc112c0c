"""Payoff sets beside those of QuantEcon, which is asked in a process of its own.

One of its answers writes outside an array, and where the set is a point or a segment it raises.
"""

import numpy as np
import pytest

import qinba_games as qg
from qinba_games.payoff_sets.polygons import hull

pytest.importorskip("quantecon")
# Not there where the tests of an installed package run from another folder.
asked = pytest.importorskip("benchmarks.payoff_sets")
cases = pytest.importorskip("benchmarks.random_games").cases

#: How many of the twenty games the peer answers.
ANSWERED = {2: 11, 5: 16, 10: 17, 20: 18, 40: 15}


@pytest.mark.slow
@pytest.mark.parametrize("k", ANSWERED)
def test_edges_agree_both_ways(k):
    compared = 0
    for (payoffs, delta), told in zip(cases(k), asked.peers(k), strict=True):
        if "corners" not in told:
            continue
        ours = qg.payoff_set(qg.StageGame(payoffs), delta)
        theirs = hull(np.array(told["corners"]), 1e-9)
        assert asked.apart(ours.vertices, theirs) < 1e-6
        compared += 1
    assert compared >= ANSWERED[k] - 2  # its last lines get lost when the process breaks
