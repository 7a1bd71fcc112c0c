"""`discount_table`, `critical_discount`, `solve`: answers, bad input, what results can do."""

import math
import pickle
import subprocess
import sys
import time
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import pytest

import qinba_games as qg
from qinba_games import errors

F = Fraction
NAMES = [["C", "D"], ["C", "D"]]
DILEMMA = qg.StageGame.from_bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]], actions=NAMES)
PENNIES = qg.StageGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])


def test_rows_hold_at_their_threshold_also_for_floats():
    table = qg.discount_table(DILEMMA)
    assert table.at(F(1, 7)).joint_payoff == 18
    assert table.at(1 / 7).joint_payoff == 18
    assert table.at(F(1, 7) - F(1, 10**15)).joint_payoff == 6
    assert table.at(1 / 7 - 1e-9).joint_payoff == 6
    row = table.at(0.9)
    assert (row.delta, row.liquidity, row.profile) == (F(1, 7), 2, (0, 0))
    assert row.punishment_profile == ((1, 1), (1, 1))
    assert repr(row).startswith("DiscountRow(from delta 1/7")


def test_floats_at_the_threshold_are_there_under_the_optimal_rule_too():
    floats = qg.StageGame(DILEMMA.payoffs.astype(float))
    assert qg.solve(floats, 1 / 7, sharing="optimal").joint_payoff == 18
    assert qg.critical_discount(DILEMMA, sharing="optimal").delta == F(1, 7)


def test_a_float_below_the_exact_threshold_is_solved_and_certified():
    cournot = np.array([[10, 3, 0], [15, 7, -4], [7, 5, -15]])
    found = qg.solve(qg.StageGame.from_bimatrix(cournot, cournot.T), 1 / 3)
    assert found.joint_payoff == 20
    assert not found.exact


def test_without_any_equilibrium():
    table = qg.discount_table(PENNIES)
    assert len(table.delta) == 0
    assert table.punishment_payoff.shape == (0, 2)
    assert "no pure-strategy equilibrium" in repr(table)
    with pytest.raises(errors.NoEquilibriumError, match="outside value, or use mixed"):
        table.at(0.9)
    assert qg.critical_discount(PENNIES).delta == math.inf
    with pytest.raises(errors.NoEquilibriumError):
        qg.solve(PENNIES, 0.99)


def test_a_table_that_starts_above_zero():
    """No pure stage equilibrium: [[(1, -1), (-1, 2)], [(-2, 2), (1, 0)]]."""
    game = qg.StageGame([[(1, -1), (-1, 2)], [(-2, 2), (1, 0)]])
    table = qg.discount_table(game)
    assert not len(table.delta) or table.delta[0] > F(1, 20)
    with pytest.raises(errors.NoEquilibriumError):
        table.at(F(1, 20))


def test_no_stage_equilibrium_to_revert_to():
    with pytest.raises(errors.NoEquilibriumError, match=r"RepeatedGame\(stage, outside"):
        qg.critical_discount(PENNIES, sharing="equal")
    with pytest.raises(errors.NoEquilibriumError, match=r"solve\(\).*outside"):
        qg.solve(PENNIES, 0.5, sharing="none")


@pytest.mark.parametrize("tiny", [0.9e-10, 1.1e-10, 1.19e-10, 1.21e-10, 1.3e-10])
@pytest.mark.parametrize("sharing", ["none", "equal"])
def test_what_counts_as_equal_is_the_same_for_the_check(tiny, sharing):
    """To the first player its actions are worth almost the same: in its range of 1, not 1.2."""
    own = [[0.0, 1 + tiny], [tiny, 1.0]]
    other = [[0.0, -0.2], [0.8, 0.6]]
    game = qg.StageGame.from_bimatrix(own, other)
    assert qg.critical_discount(game, (1, 1), sharing=sharing).certificate.ok


def test_where_nobody_is_tempted():
    """D = W: 0 if G >= W, else infinite."""
    flat = qg.StageGame([[(1, 1), (1, 1)], [(1, 1), (1, 1)]])
    assert qg.critical_discount(qg.RepeatedGame(flat, outside=[1, 1])).delta == 0
    assert qg.critical_discount(qg.RepeatedGame(flat, outside=[2, 1])).delta == math.inf
    found = qg.critical_discount(qg.RepeatedGame(flat, outside=[0, 0]), sharing="equal")
    assert (found.delta, found.binding) == (0, ())
    assert qg.discount_table(qg.RepeatedGame(flat, outside=[2, 1])).profile == (None,)


def test_one_player():
    game = qg.StageGame([[1], [3], [2]])
    assert qg.discount_table(game).joint_payoff.tolist() == [3]
    assert qg.critical_discount(game, (0,)).delta == math.inf
    assert qg.solve(game, F(1, 2)).payoffs.tolist() == [3]
    leave = qg.RepeatedGame(game, outside=[4])
    assert qg.solve(leave, 0.3).policy is None


def test_of_equal_punishments_the_first_is_taken():
    """Smallest liquidity requirement first, then index order."""
    nothing = qg.discount_table(qg.StageGame(np.zeros((2, 2, 2), dtype=int)))
    assert nothing.profile == ((0, 0),)
    assert nothing.punishment_profile == (((0, 0), (0, 0)),)
    apart = qg.StageGame([[(0, 0), (1, 1)], [(1, 1), (0, 0)]])
    assert qg.discount_table(apart).punishment_profile == (((0, 1), (0, 1)),)


def test_shares_and_their_price():
    """Of unequal members the equal split leaves one at its outside value."""
    game = qg.RepeatedGame(qg.StageGame([[(3, 1), (0, 3)], [(4, 0), (1, 1)]]), outside=[1, 0])
    equal = qg.critical_discount(game, (0, 0), sharing="equal")
    assert equal.shares.tolist() == [2, 2]
    # d = (4, 3): members need (4 - 2)/(4 - 1) and (3 - 2)/(3 - 0); the best shares 3/6.
    assert (equal.delta, equal.binding, equal.price_of_fairness) == (F(2, 3), ("1",), F(1, 6))
    best = qg.critical_discount(game, (0, 0), sharing="optimal")
    assert (best.delta, best.shares.tolist()) == (F(1, 2), [F(5, 2), F(3, 2)])
    assert best.binding == ("1", "2")
    fractions = qg.critical_discount(game, (0, 0), sharing=[F(5, 8), F(3, 8)])
    assert (fractions.delta, fractions.sharing) == (F(1, 2), (F(5, 8), F(3, 8)))
    assert qg.critical_discount(game, (0, 0)).binding is None


def test_a_fixed_rule_that_sustains_nothing():
    """The pure stage equilibrium is played, and nothing is shared."""
    unequal = qg.StageGame([[(5, 5), (0, 9)], [(9, 0), (4, 1)]])
    found = qg.solve(unequal, F(1, 20), sharing="equal")
    assert (found.policy, found.payoffs.tolist()) == ((1, 1), [4, 1])
    away = qg.solve(qg.RepeatedGame(unequal, outside=[4, 4]), F(1, 20), sharing="equal")
    assert (away.policy, away.joint_payoff) == (None, 8)
    held = qg.solve(unequal, F(9, 10), sharing="equal")
    assert (held.policy, held.payoffs.tolist(), held.transfers) == ((0, 0), [5, 5], None)


@pytest.mark.parametrize(
    "game",
    [
        qg.RepeatedGame(qg.StageGame([[0], [-3]]), outside=[-3]),
        qg.StageGame([[[F(-12, 5), 3], [F(7, 3), -1]]]),
    ],
)
def test_the_optimal_rule_at_a_patience_of_many_digits(game):
    policy = qg.solve(game, F(1, 10**4), sharing="optimal").policy
    for delta in (0.001, 1e-12):
        assert qg.solve(game, F(delta), sharing="optimal").policy == policy


def test_floats_that_divide_huge_payoffs_but_for_a_rest():
    own = [[-1e-12, 10, -2e-12], [1e13, 1.5, -1.5]]
    far = qg.StageGame.from_bimatrix(own, [[-1.5, -2, -1], [-1e12, -2e-12, 4]])
    found = qg.solve(far, 0.8, sharing=[2 / 3, 1 / 3])
    assert found.payoffs.tolist() == qg.solve(far, 0.8, sharing=[F(2, 3), F(1, 3)]).payoffs.tolist()


def test_fractions_of_a_rule_are_shown_as_such():
    found = qg.critical_discount(
        qg.prisoners_dilemma(9, 1, 10, 3), (0, 0), sharing=[F(1, 4), F(3, 4)]
    )
    assert "sharing (1/4, 3/4)" in repr(found)


def test_names_and_indices_of_actions_are_both_understood():
    assert qg.critical_discount(DILEMMA, ("C", "D")).profile == (0, 1)
    assert qg.critical_discount(DILEMMA, (0, 1)).delta == F(2, 7)


def test_pictures():
    _, ax = plt.subplots()
    assert qg.discount_table(DILEMMA).plot(ax=ax) is ax
    assert [line.get_label() for line in ax.lines] == ["joint payoff", "sum of punishment payoffs"]
    assert ax.lines[0].get_ydata().tolist() == [6, 18, 18]
    bars = qg.solve(DILEMMA, 0.5).plot(color="grey")
    assert [bar.get_height() for bar in bars.patches] == pytest.approx([9, 9, 3, 3])
    assert qg.discount_table(PENNIES).plot() is not None
    plt.close("all")


def test_the_first_answer_loads_no_heavy_library():
    code = """
import sys
import qinba_games as qg

game = qg.StageGame.from_bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
assert qg.critical_discount(game).delta * 7 == 1
assert qg.critical_discount(game, sharing="equal").delta * 7 == 1
qg.discount_table(game), qg.solve(game, 0.5)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not {"scipy", "pandas", "matplotlib", "sympy", "networkx"} & set(done.stdout.split())


@pytest.mark.slow
def test_a_table_of_a_hundred_thousand_profiles_costs_a_few_passes_over_them():
    """Five members, ten actions each: at most five times the sums and maxima alone.

    Once for the answer, and once for its certificate, which makes all of them anew.
    """
    payoffs = np.random.default_rng(0).random((10,) * 5 + (5,))
    game = qg.StageGame(payoffs)

    def one_pass():
        return payoffs.sum(axis=-1), [payoffs[..., i].max(axis=i) for i in range(5)]

    def seconds(work):
        start = time.process_time()
        work()
        return time.process_time() - start

    # In turns, so that whatever else the machine does slows both.
    turns = [(seconds(lambda: qg.discount_table(game)), seconds(one_pass)) for _ in range(25)]
    ours, least = map(min, zip(*turns, strict=True))
    assert ours <= 2 * 5 * least


def test_a_dilemma_knows_its_closed_form():
    found = qg.critical_discount(qg.prisoners_dilemma(9, 1, 10, 3))
    twin = qg.symbolic.twin_of(found)
    assert twin.name == "prisoners dilemma"
    assert twin.value == found.delta == Fraction(1, 7)
    assert qg.symbolic.twin_of(pickle.loads(pickle.dumps(found))) == twin
    for other in (
        qg.critical_discount(qg.prisoners_dilemma(9, 1, 10, 3), (0, 1)),
        qg.critical_discount(qg.prisoners_dilemma(9, 1, 10, 3), sharing=[0.5, 0.5]),
        qg.critical_discount(qg.stag_hunt(4, 0, 3, 2)),
        qg.critical_discount(qg.Partnership([[2, 2]], 1, promotion=0, friction=0)),
    ):
        assert qg.symbolic.twin_of(other) is None
