"""Stability against fairness: rows by hand, every kind of model, wrong results noticed."""

import dataclasses
import math
from fractions import Fraction

import numpy as np
import pytest
from helpers.partnerships import reference
from matplotlib import pyplot

import qinba_games as qg
from qinba_games import agreements, cooperative, errors, sharing
from qinba_games.repeated import Relation
from qinba_games.sharing import fairness, share, shares_path

F = Fraction
DILEMMA = qg.StageGame.from_bimatrix([[4, 0], [5, 1]], [[3, 7], [0, 1]])
GAME = qg.RepeatedGame(DILEMMA, outside=[1, 1])
GROUP = qg.Partnership(
    [[[0, 3, 1], [2, 0, 1], [2, 1, 0]]], [3, 1, 1], outside=[0, 0, 0], promotion=1, friction=0
)


def test_two_members_by_hand():
    """g = (4, 3), d = (5, 7), w = (1, 1): G = 7, D = 12, W = 2."""
    found = fairness(GAME, profile=(0, 0))
    assert found.delta_opt == F(12 - 7, 12 - 2)
    assert found["none"].delta == max(F(5 - 4, 4), F(7 - 3, 6)) == F(2, 3)
    assert found["equal"].delta == F(7, 12)
    assert found["equal"].price == F(1, 12)
    assert found["none"].binding == ("2",)
    assert found["optimal"].shares.tolist() == [3, 4]
    assert found["optimal"].binding == ("1", "2")
    # Alone either has at least 1, together they have 7: half of the surplus each.
    assert found["shapley"].shares.tolist() == [F(7, 2), F(7, 2)]
    assert found["optimal"].from_shapley == F(1, 2)
    assert found["optimal"].from_core == 0
    assert found.exact
    assert "proportional" not in found.rules


def test_worths_of_a_group_and_distance_from_its_core():
    """v(1, 2) = 3 + 2 - 4 = 1, v(1, 3) = 1 + 2 - 4 < 0, v(2, 3) = 1 + 1 - 2 = 0, v(N) = 5."""
    found = fairness(GROUP, shares={"unfair": [0, 0, 5]})
    assert found.worths.values.tolist() == [0, 0, 0, 1, 0, 0, 0, 5]
    assert found["shapley"].shares.tolist() == [F(11, 6), F(11, 6), F(4, 3)]
    assert found["unfair"].from_core == 1
    assert found["unfair"].from_equality == F(10, 3)
    assert found["unfair"].delta == math.inf
    assert found["unfair"].binding == ("1", "2")
    assert found["unfair"].price == math.inf
    assert sharing.characteristic_function(GROUP).values.tolist() == [0, 0, 0, 1, 0, 0, 0, 5]


def test_whoever_is_alone_has_his_outside_value_however_bad():
    pair = qg.Partnership([[3, 2]], 1, outside=[-5, 0], promotion=1, friction=0)
    assert sharing.characteristic_function(pair).values.tolist() == [0, -5, 0, 3]


def test_a_stage_game_reverts_to_its_worst_equilibrium():
    found = fairness(DILEMMA, rules=["none", "optimal"], profile=(0, 0))
    assert found.relation.outside.tolist() == [1, 1]
    assert found["none"].delta == F(2, 3)


def test_friction_counts_as_impatience_where_it_ends_the_relation():
    lasting = dataclasses.replace(GROUP, friction=F(1, 10))
    ending = dataclasses.replace(lasting, drop=None)
    assert fairness(lasting).delta_opt == F(1, 2)
    assert fairness(ending).delta_opt == F(1, 2) / (1 - F(1, 10))
    hopeless = dataclasses.replace(ending, friction=F(1, 2))
    found = fairness(hopeless)
    assert found.delta_opt == math.inf
    assert {row.price for row in found.rows} == {None}
    assert all(row.delta == math.inf for row in found.rows)


def test_deposit_that_one_member_pays_changes_the_best_shares():
    """t = (5 - 1, 7 - 1 - 2): the second is tempted no more than the first."""
    found = fairness(Relation([4, 3], [5, 7], [1, 1], deposit=[0, 2]))
    assert found["optimal"].shares.tolist() == [F(7, 2), F(7, 2)]
    assert found.delta_opt == F(8 - 5, 8) == found["equal"].delta
    assert fairness(Relation([4, 3], [5, 7], [1, 1], detection=F(1, 2))).concept == (
        "fixed-sharing PPE (grim)"
    )


@pytest.mark.parametrize(
    ("relation", "best"),
    [
        (Relation([1, 1], [2, 2], [1, 1]), math.inf),  # worth no more than nothing
        (Relation([1, 1], [1, 1], [1, 1]), 0),  # nobody is tempted, nobody loses
        (Relation([0, 0], [1, 1], [1, 1]), math.inf),  # worth less
        (Relation([2, 2], [1, 1], [1, 1]), 0),  # a breach brings nothing
        (Relation([2], [3], [1]), F(1, 2)),  # one member, who keeps a promise
        (Relation([2, 2], [3, 3], [1, 1], detection=0), math.inf),  # breaches are never noticed
        (Relation([2, 2], [3, 3], [1, 1], deposit=3, detection=F(1, 2)), 0),
    ],
)
def test_degenerate_relations_are_ordinary_answers(relation, best):
    found = fairness(relation, rules=["none", "equal", "surplus", "optimal", "shapley"])
    assert found.delta_opt == best
    path = shares_path(relation, [0, F(1, 2)])
    assert (path.slack >= 0).tolist() == [d >= best for d in (0, F(1, 2))]


def test_shares_that_are_floats_make_the_answer_float():
    found = fairness(GAME, shares={"agreed": [3.3, 3.7]}, rules=["optimal"], profile=(0, 0))
    assert not found.exact
    assert found["agreed"].delta == pytest.approx((7 - 3.7) / 6)
    assert found.delta_opt == pytest.approx(0.5)


def test_an_agreement_is_divided_among_those_who_sign():
    """C stays outside: A and B have (5, 2) together, nothing alone; 3 and 4 by not signing."""
    pact = agreements.Agreement(
        {
            (): [0, 0, 0],
            ("A", "B"): [3, 1, 6],
            ("A", "C"): [2, 4, 2],
            ("B", "C"): [3, 1, 1],
            ("A", "B", "C"): [5, 2, 2],
        }
    )
    found = fairness(pact, rules=["none", "optimal", "shapley"])
    assert found.relation.deviation.tolist() == [3, 4, 6]
    assert found.worths.values.tolist() == [0, 0, 0, 4, 0, 4, 2, 9]
    assert found.delta_opt == F(3 + 4 + 6 - 9, 3 + 4 + 6)
    assert found["none"].delta == F(6 - 2, 6)
    assert found["none"].binding == ("C",)
    pair = fairness(pact, rules=["none", "shapley"], profile=["B", "A"])
    assert (pair.profile, pair.relation.members) == ((0, 1), ("A", "B"))
    assert pair["none"].shares.tolist() == [3, 1]
    assert pair.delta_opt == 0
    assert share(pact, "shapley", profile=[0, 1]).payoffs.tolist() == [2, 2]
    assert shares_path(pact, [F(1, 2)]).delta_opt == found.delta_opt


def test_identical_signatories_are_told_apart():
    climate = agreements.linear_quadratic(5)
    found = fairness(climate, rules=["equal", "optimal"])
    assert (
        found.delta_opt == found["equal"].delta == agreements.repeated_agreement(climate).needed(5)
    )
    assert found["optimal"].shares.tolist() == share(climate, "equal").payoffs.tolist()
    assert shares_path(climate, [F(1, 2)]).delta_opt == found.delta_opt


@pytest.mark.parametrize("seed", range(12))
def test_agreements_need_what_their_repetition_says(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 5))
    economy = agreements.AbatementEconomy(rng.integers(1, 9, n).tolist()).to_agreement()
    signed = rng.choice(n, int(rng.integers(2, n + 1)), replace=False).tolist()
    found = fairness(economy, rules=["none"], profile=signed)
    assert found["none"].delta == agreements.repeated_agreement(economy).needed(signed)
    paid = agreements.repeated_agreement(economy, transfers=True)
    assert found.delta_opt == paid.needed(signed)


def test_given_worths_are_what_shapley_is_about():
    game = cooperative.TUGame([0, 0, 0, 6, 0, 0, 0, 9])
    relation = Relation([3, 3, 3], [4, 4, 4], [0, 0, 0], worths=game)
    assert fairness(relation)["shapley"].shares.tolist() == [4, 4, 1]
    assert share(relation, "per-capita nucleolus").payoffs.tolist() == [4, 4, 1]
    assert share(relation, "nucleolus").payoffs.tolist() == [F(15, 4), F(15, 4), F(3, 2)]


# Trust levels.


def test_reference_partnership_with_trust():
    """Thresholds of model A: .747347 without sharing, .673094 with any transfers."""
    found = fairness(reference("A"), rules=["none", "optimal", "shapley"])
    assert found["none"].delta == pytest.approx(0.747347, abs=1e-6)
    assert found.delta_opt == pytest.approx(0.673094, abs=1e-6)
    assert found["optimal"].price > 0
    assert found.concept == "Markov SPE, joint modes"
    assert not found.exact
    assert found.trust == 4
    assert found["none"].shares == pytest.approx([1.2 + 1.4 - 1, 0.7 + 1.4 - 1])
    row = found["shapley"]
    carried = qg.critical_discount(reference("A"), sharing=row.shares / row.shares.sum())
    assert carried.delta == row.delta


@pytest.mark.slow
def test_coalitional_rules_are_carried_as_fractions():
    """Unequal outside values: Shapley is neither equal nor what any rule of a partnership gives."""
    pair = dataclasses.replace(reference("B"), outside=[0.2, 0])
    row = fairness(pair, rules=["shapley"])["shapley"]
    assert row.shares == pytest.approx([1.0, 0.8])
    carried = qg.critical_discount(pair, sharing=[5 / 9, 4 / 9]).delta
    assert row.delta == pytest.approx(carried, abs=1e-9)
    assert abs(row.delta - qg.critical_discount(pair, sharing="equal").delta) > 1e-3


@pytest.mark.slow
def test_shares_at_another_level_of_trust():
    found = fairness(reference("B"), rules=["equal"], trust=0, founding=2)
    assert found["equal"].shares == pytest.approx([0.2, 0.2])
    assert found["equal"].delta < fairness(reference("B"), rules=["equal"])["equal"].delta
    # At trust 0 the pair of A is worth nothing: no fractions, so Shapley is left out.
    assert "shapley" not in fairness(reference("A"), trust=0).rules
    with pytest.raises(errors.NotApplicableError, match="no fractions"):
        fairness(reference("A"), rules=["shapley"], trust=0)


def test_trust_can_make_the_rule_for_one_state_worse_than_none():
    """In proportion to temptation, state by state, is not the best that shares can do."""
    benefit = np.array([[[0, 1.0], [2.2, 0]], [[0, 3.0], [2.4, 0]]])
    pair = qg.Partnership(benefit, [0.8, 1.2], promotion=0.6, friction=0.1)
    found = fairness(pair, rules=["none", "optimal"])
    assert found["optimal"].price > 1e-3
    assert found.delta_opt < min(row.delta for row in found.rows)


def test_a_bound_on_all_shares_does_not_depend_on_units():
    benefit = np.array([[[0, 1], [1, 0]], [[0, 4], [2, 0]]])
    found = [
        fairness(qg.Partnership(benefit * unit, unit, promotion=0.4, friction=0.3), rules=["equal"])
        for unit in (1.0, 1e-12)
    ]
    assert found[1].delta_opt == pytest.approx(found[0].delta_opt, abs=1e-9)


def test_who_binds_of_two_that_only_rounding_tells_apart():
    near = 1 + 1e-12
    benefit = [
        [[0, 1 / 3, 1], [1, 0, 1], [1, near, 0]],
        [[0, 2 / 3, 2], [2, 0, 1], [1, 2 * near, 0]],
    ]
    trio = qg.Partnership(benefit, [1, near, 1], promotion=0, friction=1)
    found = qg.critical_discount(trio, sharing="proportional")
    assert found.binding in (("2",), ("3",))


def test_fractions_with_a_float_chance_are_divided_in_floats():
    benefit = [[[0, F(22, 7)], [F(9, 11), 0]], [[0, F(43, 7)], [F(8, 3), 0]]]
    for seventh in range(1, 7):
        pair = qg.Partnership(benefit, [F(seventh, 7), F(1, 11)], promotion=0.3, friction=F(1, 10))
        found = fairness(pair, rules=["equal", "surplus", "shapley"])
        assert {row.shares.dtype.kind for row in found.divisions} == {"f"}


# Shares.


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("none", [1, 2, 2]),
        ("equal", [F(5, 3)] * 3),
        ("surplus", [F(5, 3)] * 3),
        ("proportional", [3, 1, 1]),
        ("optimal", [2, F(3, 2), F(3, 2)]),
        ("shapley", [F(11, 6), F(11, 6), F(4, 3)]),
    ],
)
def test_share_of_a_partnership(rule, expected):
    found = share(GROUP, rule)
    assert found.payoffs.tolist() == expected
    assert found.exact
    assert not qg.verify(found, policy=found.payoffs + np.array([F(1, 9), 0, F(-1, 9)])).ok


def test_share_of_a_partnership_at_a_level_of_trust():
    assert share(reference("A"), "none", trust=1).payoffs == pytest.approx([0.55, 0.05])
    assert share(reference("A"), "none").payoffs == pytest.approx([1.6, 1.1])


def test_default_profile_is_the_one_that_the_best_shares_sustain_first():
    """Two profiles with G = 4: one needs 1/5 with the best shares, the other more."""
    stage = qg.StageGame.from_bimatrix([[2, -1], [3, 0]], [[2, 5], [-1, 0]])
    found = fairness(stage, rules=["optimal"])
    every = [(i, j) for i in range(2) for j in range(2)]
    joint = {a: stage.payoffs[a].sum() for a in every}
    top = [a for a in every if joint[a] == max(joint.values())]
    assert len(top) == 2
    assert found.delta_opt == min(
        fairness(stage, rules=["optimal"], profile=a).delta_opt for a in top
    )


# Certificates, tables, pictures.


def tampered(found, **changes):
    first = dataclasses.replace(found.divisions[0], **changes)
    return dataclasses.replace(found, divisions=(first, *found.divisions[1:]))


@pytest.mark.parametrize("rule", ["equal", "optimal", "shapley", "nucleolus", "tau"])
def test_certificate_notices_shares_of_another_rule(rule):
    """Shares and threshold fit each other, but not the name of the row."""
    found = fairness(GAME, rules=["none", rule], profile=(0, 0))
    wrong = tampered(found, rule=rule)
    assert not qg.verify(wrong).ok


def test_certificate_notices_a_threshold_that_is_not_the_least():
    found = fairness(GAME, rules=["none"], profile=(0, 0))
    for delta in (0, F(1, 2), F(3, 4), math.inf):
        assert not qg.verify(tampered(found, delta=delta)).ok
    never = fairness(Relation([1, 1], [2, 2], [1, 1]), rules=["none"])
    assert never["none"].binding == ("1", "2")
    assert not qg.verify(tampered(never, delta=F(1, 2))).ok
    assert not qg.verify(dataclasses.replace(found, tolerance=0.5)).ok


def test_only_those_bind_who_break_the_best_of_hopeless_shares():
    """G = 1 < W = 2 leaves the first, who is not tempted, what it has without the agreement."""
    found = fairness(Relation([0, 1], [1, 3], [1, 1]), rules=["optimal"])
    assert found["optimal"].shares.tolist() == [1, 0]
    assert found["optimal"].delta == math.inf
    assert found["optimal"].binding == ("2",)


def test_certificate_notices_a_wrong_best():
    found = fairness(GAME, rules=["none"], profile=(0, 0))
    for wrong in (F(2, 5), F(3, 5), math.inf, 0):
        assert not qg.verify(dataclasses.replace(found, delta_opt=wrong)).ok
    never = fairness(Relation([1, 1], [2, 2], [1, 1]), rules=["none"])
    assert not qg.verify(dataclasses.replace(never, delta_opt=F(9, 10))).ok
    path = shares_path(GAME, [F(1, 2), F(3, 4)], profile=(0, 0))
    for answer in (found, path):
        assert qg.verify(answer, policy=[3, 4]).ok
        assert not qg.verify(answer, policy=[4, 3]).ok
    assert not qg.verify(found, policy=[4, 4]).ok


def test_certificate_notices_wrong_worths_and_another_relation():
    found = fairness(GROUP, rules=["shapley"])
    other = cooperative.TUGame([0, 0, 0, 2, 0, 0, 0, 5])
    assert not qg.verify(dataclasses.replace(found, worths=other)).ok
    changed = dataclasses.replace(found.relation, deviation=found.relation.deviation + 1)
    assert not qg.verify(dataclasses.replace(found, relation=changed)).ok


def test_certificate_notices_a_wrong_threshold_of_a_partnership_with_trust():
    found = fairness(reference("A"), rules=["none"])
    (row,) = found.rows
    assert row.binding == found.thresholds[0].binding != ()
    assert not qg.verify(dataclasses.replace(found, thresholds=())).ok
    for change in ({"delta": row.delta - 0.01}, {"shares": row.shares[::-1]}):
        assert not qg.verify(tampered(found, **change)).ok
    for best in (0.8, 0.6, 0.0, math.inf):
        assert not qg.verify(dataclasses.replace(found, delta_opt=best)).ok


def test_pictures():
    found = fairness(GROUP, shares={"unfair": [0, 0, 5]})
    ax = found.plot(against="core")
    assert "unfair" in ax.get_legend().get_title().get_text()
    labels = {text.get_text() for text in ax.texts}
    assert any("none" in label for label in labels)
    heights = {round(float(y), 9) for _, y in ax.collections[0].get_offsets()}
    assert heights == {round(float(r.delta), 9) for r in found.rows if r.delta < 1}
    with pytest.raises(errors.UnknownNameError, match="core"):
        found.plot(against="cor")
    path = shares_path(GROUP, np.linspace(0, 0.95, 20))
    ax = path.plot()
    bands = zip(path.least.T.tolist(), path.most.T.tolist(), strict=True)
    assert len(ax.collections) == len({(*least, *most) for least, most in bands})
    _, other = pyplot.subplots()
    assert path.plot(ax=other) is other
    never = shares_path(Relation([1, 1], [2, 2], [1, 1]), [0.5])
    assert not never.plot().lines
    pyplot.close("all")


def test_members_keep_their_names():
    pair = qg.Partnership(
        [[[0, 3], [2, 0]]], [2, 1], members=["Ankang", "Bazhong"], promotion=1, friction=0
    )
    found = sharing.fairness(pair, rules=["none", "optimal"])
    assert found["none"].binding == ("Bazhong",) or found["none"].binding == ("Ankang",)
    stage = qg.StageGame.from_bimatrix([[4, 0], [5, 1]], [[3, 7], [0, 1]], players=["A", "B"])
    assert set(sharing.fairness(stage)["optimal"].binding) <= {"A", "B"}


def test_a_share_that_is_the_outside_value_but_for_rounding_is_kept_at_any_patience():
    relation = Relation([0.3, 1.0], [0.2, 0.9], [0.1 + 0.2, 0.5])
    assert fairness(relation, rules=["none"])["none"].delta == 0


@pytest.mark.parametrize("rule", ["alpha", "beta"])
def test_worths_of_coalitions_stay_exact(rule):
    first = [[Fraction(9, 2), Fraction(1)], [Fraction(10), Fraction(3)]]
    second = [[Fraction(9), Fraction(10)], [Fraction(1), Fraction(3)]]
    worths = sharing.characteristic_function(qg.StageGame.from_bimatrix(first, second), rule)
    assert worths.values.tolist() == [0, 3, 3, Fraction(27, 2)]


def test_the_unit_of_payoffs_hides_no_least_share():
    for unit in (1.0, 1e12, 1e18):
        signs, stays_out = np.array([1.32, 1.32, 1.36, 1.87]), np.array([1.32, 1.32, 1.4])
        found = fairness(agreements.SymmetricAgreement(unit * signs, unit * stays_out))
        assert found.delta_opt == 0
