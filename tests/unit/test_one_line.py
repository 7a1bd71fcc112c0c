"""What an answer says of itself in one line stays one line, however large it is."""

import numpy as np
import pytest

import qinba_games as qg

LEVELS = 12
GAINS = np.linspace(2, 4, LEVELS)[:, None] + [0, 0.5]
PAIR = qg.Partnership(GAINS, 1, promotion=0.5, friction=0.05, bad_times=[(0.2, (1, 1))])


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: qg.solve(PAIR.to_game(), 0.8), f"({2 * LEVELS + 1})"),
        (lambda: qg.evolve(PAIR, 0.8), "from 0 on"),
        (lambda: qg.critical_discount(PAIR), f"in {2 * LEVELS} states"),
    ],
    ids=["solve", "evolve", "least patience"],
)
def test_many_states_fit_a_line(ask, said):
    text = repr(ask())
    assert len(text) <= 250
    assert said in text
