"""Payoff sets beside those of QuantEcon, which is asked in a process of its own.

One of its answers writes outside an array, and where the set is a point or a segment it raises.
"""

import numpy as np
import pytest
from helpers.marks import some

import qinba_games as qg
from qinba_games.payoff_sets.polygons import hull

#: How many of the twenty games the peer answers.
ANSWERED = {2: 11, 10: 17, 5: 16, 20: 18, 40: 15}


@pytest.mark.parametrize("k", some(ANSWERED, 0, 1))
def test_edges_agree_both_ways(k):
    # Only here: collected from another folder, beside an installed package, there is no benchmarks.
    from benchmarks import payoff_sets as asked
    from benchmarks.random_games import cases

    compared = 0
    for (payoffs, delta), told in zip(cases(k), asked.peers(k), strict=True):
        if "corners" not in told:
            continue
        ours = qg.payoff_set(qg.StageGame(payoffs), delta)
        theirs = hull(np.array(told["corners"]), 1e-9)
        assert asked.apart(ours.vertices, theirs) < 1e-6
        compared += 1
    assert compared >= ANSWERED[k] - 2  # its last lines get lost when the process breaks
