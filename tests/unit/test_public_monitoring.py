"""Public monitoring: what comes back, what is rejected, and who says no."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from matplotlib import pyplot

import qinba_games as qg
from qinba_games import agreements, errors, third_parties
from qinba_games.common import linear_programme
from qinba_games.third_parties import (
    PublicMonitoring,
    audited,
    monitoring_window,
    noisy_prisoners_dilemma,
    public_monitoring,
)
from qinba_games.types import read_only

F = Fraction
GAME = noisy_prisoners_dilemma()
SEEN = GAME.monitoring
TABLE = public_monitoring(GAME)
BALANCED = public_monitoring(GAME, budget="balanced")


def test_the_table_says_what_it_is():
    assert (TABLE.concept, TABLE.exact, TABLE.certificate.ok) == ("PPE", True, True)
    assert TABLE.certificate.exact
    assert TABLE.certificate.largest_gain == 0
    frame = TABLE.to_frame()
    assert list(frame["burned"]) == [0, F(1, 2), 0]
    assert list(frame["profile"]) == [("D", "D"), ("C", "C"), ("C", "C")]
    assert TABLE.to_dict()["delta"] == [0, F(10, 13), F(5, 6)]
    assert r"\frac{10}{13}" in TABLE.to_latex()
    assert (
        repr(BALANCED) == "MonitoringTable(balanced, delta (0, 30/37, 5/6), joint payoff up to 2)"
    )
    assert repr(TABLE.at(F(4, 5))) == (
        "MonitoringRow(delta 4/5: joint payoff 5/3, punishment payoffs (0, 0), profile (0, 0), "
        "burned 1/3)"
    )


@pytest.mark.parametrize("delta", [0, F(1, 2), F(10, 13), F(4, 5), F(5, 6), F(9, 10)])
@pytest.mark.parametrize("table", [TABLE, BALANCED], ids=["burning", "balanced"])
def test_payments_carry_the_agreement_at_any_patience(table, delta):
    """By hand: nobody gains by another action or by refusing to pay; the budget is kept."""
    row = table.at(delta)
    payoffs, chances = GAME.stage.payoffs, GAME.monitoring.probabilities
    for profile, paid in [
        (row.profile, row.payments),
        *zip(row.punishment_profile, row.punishment_payments, strict=True),
    ]:
        for i in range(2):
            worth = [
                payoffs[a][i] - sum(paid[i] * chances[a])
                for a in [profile[:i] + (b,) + profile[i + 1 :] for b in range(2)]
            ]
            assert worth[profile[i]] == max(worth)
            room = delta * (row.payoffs[i] - row.punishment_payoff[i])
            assert (1 - delta) * max(paid[i]) <= room
        totals = paid.sum(axis=0)
        assert (totals >= 0).all() if table is TABLE else (totals == 0).all()
    assert sum(row.payoffs) == row.joint_payoff
    assert row.liquidity == delta / (1 - delta) * (row.joint_payoff - sum(row.punishment_payoff))


def test_at_takes_floats_and_says_no():
    assert TABLE.at(0.8).joint_payoff == pytest.approx(5 / 3, abs=1e-12)
    assert TABLE.at(10 / 13).profile == (0, 0)
    with pytest.raises(errors.DiscountError, match=r"MonitoringTable\.at"):
        TABLE.at(1)


#: No pure equilibrium if played once.
RESTLESS = qg.StageGame(np.array([[[3, -1], [-2, 0]], [[0, 3], [1, -2]]]))


def test_no_equilibrium_below_the_first_row():
    table = public_monitoring(RESTLESS)
    assert table.delta.tolist() == qg.discount_table(RESTLESS).delta.tolist() == [F(3, 5)]
    with pytest.raises(errors.NoEquilibriumError, match="ask there or above"):
        table.at(F(1, 2))


def test_no_equilibrium_at_all():
    """The signal says nothing, so only stage equilibria could be played; there is none."""
    silent = PublicMonitoring(["silence"], np.ones((2, 2, 1), dtype=int))
    table = public_monitoring(qg.RepeatedGame(RESTLESS, monitoring=silent))
    assert len(table.delta) == 0
    assert "no pure-strategy equilibrium" in repr(table)
    assert table.payments == ()
    axes = table.plot()
    assert not axes.lines
    pyplot.close(axes.figure)
    with pytest.raises(errors.NoEquilibriumError, match="outside value"):
        table.at(F(1, 2))


def test_lines_that_differ_by_rounding_have_no_corner():
    rng = np.random.default_rng(3)
    payoffs, chances = rng.integers(0, 12, (2, 2, 2)), rng.integers(1, 6, (2, 2, 4))
    chances = chances.astype(object) * F(1) / chances.sum(axis=-1, keepdims=True)

    def table(number):
        seen = PublicMonitoring(["a", "b", "c", "d"], chances.astype(number))
        stage = qg.StageGame(payoffs.astype(number))
        return public_monitoring(qg.RepeatedGame(stage, monitoring=seen))

    assert len(table(float).bounds) == len(table(object).bounds)


def test_floats_that_differ_by_rounding_are_no_evidence():
    even = np.full((2, 2, 2), 0.5)
    even[0, 0] += [1e-12, -1e-12]
    seen = PublicMonitoring(["a", "b"], even)
    table = public_monitoring(qg.RepeatedGame(GAME.stage, monitoring=seen))
    assert table.profile == ((1, 1),)


def test_leaving_is_the_punishment_where_one_can():
    """An informative signal and an exit worth 1/4 each: v = w, and all leave at low patience."""
    game = qg.RepeatedGame(GAME.stage, outside=[F(1, 4)] * 2, monitoring=GAME.monitoring)
    table = public_monitoring(game)
    assert table.profile[0] is None
    assert table.joint_payoff[0] == F(1, 2)
    assert (table.punishment_payoff == F(1, 4)).all()
    assert table.delta[1] > TABLE.delta[1]
    assert table.at(F(1, 2)).payments.tolist() == [[0] * 4] * 2
    assert "all leave" in list(table.to_frame()["profile"])


def test_a_single_player():
    table = public_monitoring(qg.StageGame([[1], [0]]))
    assert table.joint_payoff.tolist() == [1]
    with pytest.raises(errors.NotApplicableError, match="nobody to pay"):
        public_monitoring(qg.StageGame([[1], [0]]), budget="balanced")


def test_players_without_a_choice():
    table = public_monitoring(qg.StageGame([[[1, 2]]]))
    assert (table.joint_payoff.tolist(), table.delta.tolist()) == ([3], [0])


def test_rational_corners_that_cannot_be_proved_make_the_table_float(monkeypatch):
    def refuse(*_):
        raise errors.NotConvergedError("no rational corner")

    monkeypatch.setattr(linear_programme, "_exactly", refuse)
    assert public_monitoring(GAME).exact  # in whole numbers
    monkeypatch.setattr(linear_programme, "_SMALL", 0)
    table = public_monitoring(GAME)
    assert not table.exact
    assert table.delta.tolist() == pytest.approx([0, 10 / 13, 5 / 6])


# What the certificate rejects.


def moved(table, r, signals, amount):
    """Some of what member 1 keeps after `signals`, on the path of row r, goes to member 2."""
    parts = list(table.rewards)
    wrong = parts[r].copy()
    wrong[0, 0, signals] -= amount
    wrong[0, 1, signals] += amount
    parts[r] = read_only(wrong)
    return qg.verify(dataclasses.replace(table, rewards=tuple(parts)))


@pytest.mark.parametrize(("signal", "action"), [(2, "refuse to pay"), (0, "action")])
def test_payments_that_do_not_fit_are_noticed(signal, action):
    """After y1 member 1 keeps nothing; after yC one half of what both have, and needs all of it."""
    found = moved(TABLE, 1, [signal], F(1, 100))
    assert (found.ok, found.member, found.action) == (False, 0, f"{action} in phase 0")


def test_what_goes_wrong_with_much_liquidity_only_is_noticed():
    """In its punishment member 1 would cooperate for what it keeps after yC, if it grew for ever.

    It is worth 3/10 of a hundredth per unit of liquidity, and costs 3/2: too little within the
    patience that is tried, and too much in the end.
    """
    slopes = list(TABLE.rewards_slope)
    wrong = slopes[2].copy()
    wrong[1, 0, 0] += F(1, 100)
    wrong[1, 1, 0] -= F(1, 100)
    slopes[2] = read_only(wrong)
    found = qg.verify(dataclasses.replace(TABLE, rewards_slope=tuple(slopes)))
    assert (found.ok, found.state, found.action) == (False, "beyond", "action in phase 1")
    assert found.largest_gain == F(3, 1000)


def test_a_member_who_would_rather_leave_is_noticed():
    """Nobody has a choice but to leave for 0; member 1 gets -1 and member 2 pays it 1.

    (D - G)/(D - W) with D = 0 + 3, G = 2 and W = 0.
    """
    table = public_monitoring(qg.RepeatedGame(qg.StageGame([[[-1, 3]]]), outside=[0, 0]))
    assert table.delta.tolist() == [0, F(1, 3)]
    assert table.rewards[1][0].tolist() == [[1], [0]]
    found = moved(table, 1, [0], F(1, 100))
    assert (found.ok, found.member, found.action) == (False, 0, "leave in phase 0")


ROWS = (
    *("delta", "liquidity", "joint_payoff", "joint_slope", "punishment_payoff"),
    *("punishment_slope", "profile", "punishment_profile", "rewards", "rewards_slope"),
)


def with_rows(table, *rows):
    """What the check says of a table with these of its rows, in this order."""
    told = {}
    for name in ROWS:
        value = getattr(table, name)
        few = [value[r] for r in rows]
        told[name] = tuple(few) if isinstance(value, tuple) else read_only(value[list(rows)])
    return qg.verify(dataclasses.replace(table, **told))


@pytest.mark.parametrize("r", [0, 1, 2])
def test_a_row_that_is_missing_is_noticed(r):
    assert not with_rows(TABLE, *({0, 1, 2} - {r})).ok


def test_a_first_row_that_is_missing_where_members_can_leave_is_noticed():
    """All leave at any patience, so that there is no table that begins above 0."""
    table = public_monitoring(qg.RepeatedGame(GAME.stage, outside=[0, 0], monitoring=SEEN))
    found = with_rows(table, *range(1, len(table.delta)))
    assert (found.ok, found.action) == (False, "equilibrium below it")


@pytest.mark.parametrize("phase", [0, 1])
def test_waste_beyond_the_last_row_is_noticed(phase):
    """Of each unit of liquidity a tenth is burned, or given to who is punished."""
    name, sign = ("joint_slope", -1) if phase == 0 else ("punishment_slope", 1)
    slopes, rewards = np.array(getattr(TABLE, name)), TABLE.rewards_slope[-1].copy()
    slopes[(-1, 0)[: slopes.ndim]] += sign * F(1, 10)
    rewards[phase] += [[sign * F(1, 10)], [-F(phase, 10)]]
    change = {name: read_only(slopes), "rewards_slope": (*TABLE.rewards_slope[:-1], rewards)}
    found = qg.verify(dataclasses.replace(TABLE, **change))
    assert (found.ok, found.state, found.action) == (False, "beyond", "a better agreement")
    assert found.largest_gain == F(1, 10)


def test_rows_out_of_order_are_noticed():
    assert not with_rows(TABLE, 2, 1, 0).ok


def test_a_row_told_twice_is_noticed():
    found = with_rows(TABLE, 0, 1, 1, 2)
    assert (found.ok, found.state, found.action) == (False, "row 2", "order of the rows")


def test_a_table_without_rows_although_there_is_an_equilibrium_is_noticed():
    found = with_rows(public_monitoring(RESTLESS))
    assert (found.ok, found.state, found.action) == (False, "no row", "a better agreement")


def test_another_budget_is_noticed():
    """An equilibrium without burning is not the best one with it, and one that burns is none."""
    found = qg.verify(dataclasses.replace(BALANCED, budget="burning", bounds=TABLE.bounds))
    assert not found.ok
    assert found.action == "a better agreement"
    assert not qg.verify(dataclasses.replace(TABLE, budget="balanced")).ok


def test_proofs_that_are_missing_or_no_proofs_are_noticed():
    assert not qg.verify(dataclasses.replace(TABLE, bounds=())).ok
    wrong = tuple(b._replace(multipliers=-b.multipliers) for b in TABLE.bounds)
    found = qg.verify(dataclasses.replace(TABLE, bounds=wrong))
    assert found.action == "form of a bound"


def test_a_table_takes_no_policy():
    with pytest.raises(errors.NotApplicableError, match="one profile per row"):
        qg.verify(TABLE, policy=(0, 0))


# Questions that assume that everything is seen.


@pytest.mark.parametrize(
    "ask",
    [
        qg.discount_table,
        qg.critical_discount,
        lambda game: qg.critical_discount(game, sharing="none"),
        lambda game: qg.solve(game, 0.5),
        lambda game: qg.solve(game, 0.5, sharing="equal"),
        lambda game: third_parties.workable_stakes(game, 0.9, 0.01),
        lambda game: third_parties.when_it_hurts(game, "support", [0, 0.1]),
        lambda game: agreements.issues_from_games([game, game]),
        lambda game: qg.share(game, "optimal"),
    ],
)
def test_questions_about_perfect_monitoring_say_so(ask):
    game = qg.RepeatedGame(GAME.stage, outside=[0, 0], monitoring=GAME.monitoring)
    with pytest.raises(errors.NotApplicableError, match="public_monitoring"):
        ask(game)


def test_monitoring_belongs_to_the_game():
    assert "monitoring=PublicMonitoring(signals yC, yD, y1, y2; exact)" in repr(GAME)
    assert GAME.exact
    assert not noisy_prisoners_dilemma(lam=0.1).exact


def test_audits_add_signals():
    chances = audited(GAME, F(1, 4)).monitoring.probabilities
    assert (chances.sum(axis=-1) == 1).all()
    assert (chances[..., :4] == F(3, 4) * GAME.monitoring.probabilities).all()
    assert chances[0, 1, 8:12].tolist() == (GAME.monitoring.probabilities[0, 1] / 4).tolist()
    assert not chances[0, 1, 4:8].any()
    assert not audited(GAME, 0.25).exact


def test_audits_of_a_large_game_are_refused():
    stage = qg.public_good(2, 1.5, levels=range(40))
    seen = PublicMonitoring(["a", "b"], np.full((40, 40, 2), 0.5))
    with pytest.raises(errors.RangeError, match="fewer actions"):
        audited(qg.RepeatedGame(stage, monitoring=seen), 0.5)


def test_window_draws_and_names_what_the_third_party_does():
    found = monitoring_window(GAME, audits=F(1, 2))
    assert found.coordinator == "burns money and audits with probability 1/2"
    assert found.by_class["no cooperation", "cooperation"] == found.intervals
    axes = found.plot()
    pyplot.close(axes.figure)
    assert monitoring_window(GAME, burning=False).coordinator == "does nothing"


def test_window_of_floats():
    found = monitoring_window(noisy_prisoners_dilemma(lam=0.1))
    assert not found.exact
    assert found.intervals == [pytest.approx((10 / 13, 5 / 6))]


# The linear programmes.


def test_programme_without_a_solution():
    assert linear_programme.minimise(np.ones(1), np.array([[-1.0]]), np.ones(1)) is None


def test_programme_without_an_optimum():
    with pytest.raises(errors.NotConvergedError, match="not solved"):
        linear_programme.minimise(-np.ones(1), np.array([[1.0]]), np.ones(1))


def test_a_corner_that_is_not_optimal_is_not_returned(monkeypatch):
    """Of x >= 0 with 2 x_1 + x_2 >= 1 the corner (0, 1) is not the cheapest at prices 1 and 3."""
    first, second = np.array([0]), np.array([1])
    wrong = second, first, first, second  # in use, tight, with a multiplier, at no cost
    monkeypatch.setattr(linear_programme, "_corner", lambda *_: wrong)
    asked = np.array([1, 3]), np.array([[2, 1]]), np.array([1])
    assert linear_programme.minimise(*asked).value == F(1, 2)  # in whole numbers
    monkeypatch.setattr(linear_programme, "_SMALL", 0)
    with pytest.raises(errors.NotConvergedError, match="no rational corner"):
        linear_programme.minimise(*asked)
