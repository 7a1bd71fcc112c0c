"""Names are drawn as they are written, also where matplotlib would read a formula."""

import matplotlib.pyplot as plt
import pytest

import qinba_games as qg
from qinba_games import agreements, cooperative, sharing
from qinba_games.plotting.charts import plain

NAMES = ["$x_{", "$ and \\frac$", "30$"]
GAME = cooperative.TUGame([0, 0, 0, 4, 0, 5, 2, 9], players=NAMES)
PAIR = qg.Partnership([[3, 2]], 1, promotion=1, friction=0.2, members=NAMES[:2])
DILEMMA = qg.RepeatedGame(qg.prisoners_dilemma(2, -1, 3, 0, players=NAMES[:2]))
PACT = agreements.AbatementEconomy([1, 2, 3], members=NAMES)
TIES = {
    "a": [NAMES[0]],
    "b": [NAMES[1]],
    "value_a": [2],
    "value_b": [2],
    "temptation_a": [3],
    "temptation_b": [3],
}


@pytest.mark.parametrize(
    "picture",
    [
        lambda: cooperative.shapley(GAME).plot(),
        lambda: qg.solve(DILEMMA, 0.9).plot(),
        lambda: agreements.chander_tulkens(PACT).plot(),
        lambda: sharing.shares_path(PAIR, [0.3, 0.6]).plot(),
        lambda: qg.sustain(qg.Network(NAMES[:2], TIES), 0.9, "bilateral").plot(),
        lambda: qg.third_parties.adoption(DILEMMA.stage, starts=4).plot(),
    ],
)
def test_a_name_with_dollars_is_drawn(picture):
    figure = picture().figure
    try:
        figure.canvas.draw()
        shown = {text.get_text() for text in figure.findobj(plt.Text)}
        assert any("x_{" in text for text in shown)
    finally:
        plt.close(figure)


def test_dollars_are_what_would_break_it():
    figure, ax = plt.subplots()
    try:
        ax.set_title("$ and \\frac$")
        with pytest.raises(ValueError, match="frac"):
            figure.canvas.draw()
        ax.set_title(plain("$ and \\frac$"))
        figure.canvas.draw()
    finally:
        plt.close(figure)
