"""One huge number among small ones: floats give the exact answer, or are refused by name."""

from fractions import Fraction as F

import numpy as np
import pytest
from helpers import ladder
from helpers.marks import EXHAUSTIVE, SLOW

import qinba_games as qg
from qinba_games import errors
from qinba_games.agreements import (
    farsighted_agreements,
    minimum_participation,
    repeated_agreement,
    stable_agreements,
)
from qinba_games.cooperative import TUGame, core, nucleolus, properties, shapley
from qinba_games.network.regimes import REGIMES

NETWORKS = ("cell", "temptation", "outside", "benefit", "weight")
RANDOM_GAMES = ("cell", "benefit", "action", "constant")


def close(one, other):
    """Equal to 1e-9 of what is compared."""
    one, other = float(one), float(other)
    return one == other or abs(one - other) <= 1e-9 * (1 + max(abs(one), abs(other)))


def either(answer, *given):
    """An answer; None where there is none."""
    try:
        return answer(*given)
    except (errors.NoEquilibriumError, errors.NotApplicableError):
        return None


def discount(rng):
    return F(int(rng.integers(20, 98)), 100)


def same_partnership(rng, kind, huge):
    exact, rounded = ladder.both_partnerships(rng, kind, huge)
    delta = discount(rng)
    one, other = qg.evolve(exact, delta), qg.evolve(rounded, float(delta))
    assert one.classes == other.classes
    assert one.policy == other.policy
    assert close(one.founding_value, other.founding_value)
    assert other.certificate.ok


def same_repeated(rng, kind, huge):
    exact, rounded = ladder.both_repeated(rng, kind, huge)
    table = either(qg.discount_table, exact)
    if table is None or not len(table.delta):
        return
    other = qg.discount_table(rounded)
    # Compared are payoffs, constants included; thresholds are quotients of their differences.
    assert abs(float(table.joint_payoff[-1]) - other.joint_payoff[-1]) <= 1e-9 * max(10, huge)
    # Rows may be nearer to each other than floats can tell.
    for these, those in ((table.delta, other.delta), (other.delta, table.delta)):
        assert all(any(abs(float(d) - float(e)) <= 1e-9 for e in those) for d in these)
    for rule in ("voluntary", "none", "equal", "optimal"):
        one = either(threshold, exact, rule)
        if one is not None:
            two = threshold(rounded, rule)
            assert same_patience(one.delta, two.delta), rule
    same_solutions(exact, rounded, discount(rng), rng.choice(("none", "equal", "surplus")))


def same_solutions(exact, rounded, delta, rule):
    """What is agreed on at a discount factor, with payments and under a rule."""
    met = [exact.stage.payoffs.ravel(), [] if exact.outside is None else exact.outside]
    near = 1e-9 * max(1, *(abs(float(value)) for value in np.concatenate(met)))
    for sharing in ("voluntary", str(rule)):
        other = either(solved, rounded, float(delta), sharing)
        # Or the exact answer at a patience that floats do not tell from this one.
        candidates = (either(solved, exact, d, sharing) for d in (delta, delta + F(1, 10**9)))
        assert any(alike(one, other, near) for one in candidates), sharing


def alike(one, other, near):
    """Whether two agreements are worth the same, together and to every member."""
    if one is None or other is None:
        return one is other
    together = abs(float(one.joint_payoff) - other.joint_payoff) <= 2 * near
    return together and (abs(one.payoffs.astype(float) - other.payoffs) <= near).all()


def solved(game, delta, rule):
    return qg.solve(game, delta, sharing=rule)


def threshold(game, rule):
    return qg.critical_discount(game, sharing=rule)


def same_patience(one, other):
    """The same discount factor, constants or not; or one that no float tells from 1, and none."""
    near = one == other or abs(float(one) - other) <= 1e-9
    return near or (float(one) == 1 and np.isinf(other))


def same_stochastic(rng, kind, huge):
    exact, rounded = ladder.both_stochastic(rng, kind, huge)
    delta = discount(rng)
    one, other = either(qg.solve, exact, delta), either(qg.solve, rounded, float(delta))
    assert (one is None) == (other is None)
    if one is not None:
        assert all(map(close, one.joint_payoff, other.joint_payoff))


def same_coalitional(rng, kind, huge):
    exact, rounded = ladder.both_coalitional(rng, kind, huge)
    one, other = core(exact), core(rounded)
    assert one.empty == other.empty
    assert close(one.least_excess, other.least_excess)
    for name in ("monotone", "superadditive", "convex", "balanced"):
        assert getattr(properties(exact), name) == getattr(properties(rounded), name), name
    # Averages of all worths, which meet in every one of them.
    near = 1e-9 * max(abs(float(worth)) for worth in exact.values)
    one, other = shapley(exact).payoffs, shapley(rounded).payoffs
    assert (abs(one.astype(float) - other) <= near).all()
    one, other = either(nucleolus, exact), either(nucleolus, rounded)
    assert (one is None) == (other is None)
    assert one is None or all(map(close, one.payoffs, other.payoffs))


def same_agreements(rng, kind, huge):
    exact, rounded = ladder.both_agreements(rng, kind, huge)
    for transfers in (False, True):
        one = repeated_agreement(exact, transfers=transfers).threshold
        other = repeated_agreement(rounded, transfers=transfers).threshold
        assert all(map(same_patience, one, other))
        one = stable_agreements(exact, transfers=transfers)
        other = stable_agreements(rounded, transfers=transfers)
        assert (one.internal == other.internal).all()
        assert (one.external == other.external).all()

    for rule in ("open", "exclusive"):
        sets = (farsighted_agreements(one, membership=rule).stable for one in (exact, rounded))
        assert np.array_equal(*sets)


def same_alike(rng, kind, huge):
    exact, rounded = ladder.both_alike(rng, kind, huge)
    one, other = stable_agreements(exact), stable_agreements(rounded)
    assert (one.internal == other.internal).all()
    assert (one.external == other.external).all()
    assert np.array_equal(*(farsighted_agreements(all_).stable for all_ in (exact, rounded)))
    assert np.array_equal(*(minimum_participation(all_).stable for all_ in (exact, rounded)))
    assert all(map(same_patience, *(repeated_agreement(a).threshold for a in (exact, rounded))))


def same_members(rng, kind, huge, **size):
    exact, rounded = ladder.both_members(rng, kind, huge, **size)
    for rule in ("none", "voluntary"):
        one = qg.evolve_members(exact, F(7, 10), sharing=rule)
        other = qg.evolve_members(rounded, 0.7, sharing=rule)
        assert (one.staying == other.staying).all(), rule
        assert (one.acting == other.acting).all(), rule


def same_many_members(rng, kind, huge):
    same_members(rng, kind, huge, n=int(rng.integers(5, 7)), levels=1)


def same_nash(rng, kind, huge):
    same_equilibria(*(game.stage for game in ladder.both_repeated(rng, kind, huge)))


def same_large_games(rng, kind, huge):
    n = int(rng.integers(2, 5))
    shape = rng.integers(13, 16, 2) if n == 2 else rng.integers(4, 7, n)
    same_equilibria(*ladder.both_games(rng, kind, huge, shape.tolist()))


def same_equilibria(exact, rounded):
    one, other = qg.nash(exact), qg.nash(rounded)
    assert one.complete == other.complete
    assert len(one.equilibria) == len(other.equilibria)
    for mixed, near in zip(one.equilibria, other.equilibria, strict=True):
        assert np.allclose(np.concatenate(mixed).astype(float), np.concatenate(near), atol=1e-9)


def same_networks(rng, kind, huge):
    same_ties(*ladder.both_networks(rng, kind, huge), rng)


def same_large_networks(rng, kind, huge):
    same_ties(*ladder.both_large_networks(rng, kind, huge), rng)


def same_ties(exact, rounded, rng):
    """Whether the best sets are worth the same, digit by digit, in every regime."""
    delta, n = discount(rng), len(exact.governments)
    labels = [None if k > 1 else int(k) for k in rng.integers(0, 3, n)]
    for rule in REGIMES:
        one = qg.sustain(exact, delta, rule, jurisdictions=labels)
        other = qg.sustain(rounded, float(delta), rule, jurisdictions=labels)
        assert close(one.value, other.value), rule
        # What is huge hides the rest in a sum of floats.
        differ = one.sustained != other.sustained
        lost = exact.worth[one.sustained & differ].sum()
        assert lost == exact.worth[other.sustained & differ].sum(), rule
        assert not one.unique or not differ.any(), rule


def same_sets(rng, kind, huge):
    exact, rounded = ladder.both_repeated(rng, kind, huge)
    delta = discount(rng) + F(1, 777)
    try:
        one = either(qg.payoff_set, exact, delta)
        if one is not None and one.gap > 0:
            return  # corners that are no fractions: two sets, and no answer to compare with
    except errors.NotConvergedError:
        return
    try:
        other = either(qg.payoff_set, rounded, float(delta))
    except errors.NotConvergedError:  # which says that a threshold is near for floats
        assert huge >= 10**8
        return
    assert (one is None) == (other is None)
    if one is not None:
        # What is compared are corners, constants included, up to what they say.
        size = max(1, abs(one.vertices.astype(float)).max())
        near = 1e-9 * size
        if kind in ("cell", "action"):  # which nobody plays: the set is proved as closely as ever
            assert other.gap <= 1e-6 * size
        for these, those in ((one, other), (other, one)):
            corners = np.array(those.vertices, dtype=float)
            for corner in np.array(these.vertices, dtype=float):
                assert abs(corners - corner).max(axis=1).min() <= near + float(other.gap)


def same_windows(rng, kind, huge):
    exact, rounded = ladder.both_repeated(rng, kind, huge)
    for helper in (qg.Coordinator(sharing=True), qg.Coordinator(sharing=True, deposit=1)):
        one = either(qg.pivotal_window, exact, helper)
        if one is not None:
            other = qg.pivotal_window(rounded, helper)
            both = (one.intervals, other.intervals), (other.intervals, one.intervals)
            assert all(high - low <= 1e-9 for a, b in both for low, high in a.minus(b))


def same_critical(rng, kind, huge):
    exact, rounded = ladder.both_partnerships(rng, kind, huge)
    other = qg.critical_discount(rounded, sharing=rounded.sharing)
    for low, high in other.intervals:  # what is said of both sides of every end is so
        for end, inside in ((low, 1), (high, -1)):
            for side in (inside * 1e-7, -inside * 1e-7):
                if 0 < end + side < end < 1 or 0 < end < end + side < 1:
                    held = qg.evolve(exact, F(end + side)).classes[0] in ("weak", "strong")
                    assert held == (end + side in other.intervals)


MODELS = {
    "partnership": (same_partnership, ladder.PARTNERSHIPS),
    "repeated": (same_repeated, ladder.STAGES),
    "stochastic": (same_stochastic, RANDOM_GAMES),
    "coalitional": (same_coalitional, ("cell", "benefit")),
    "agreements": (same_agreements, ("cell", "benefit", "alone")),
    "alike": (same_alike, ("cell", "benefit", "constant")),
    "members": (same_members, ("outside", "benefit", "bad times")),
    "many members": (same_many_members, ("outside", "benefit", "bad times")),
    "nash": (same_nash, ("cell", "benefit", "action")),
    "large games": (same_large_games, ("cell", "benefit", "action")),
    "networks": (same_networks, NETWORKS[:3]),
    "worth of ties": (same_networks, NETWORKS[3:]),
    "large networks": (same_large_networks, NETWORKS),
    "payoff sets": (same_sets, ladder.STAGES),
    "windows": (same_windows, ladder.STAGES),
    "thresholds": (same_critical, ladder.PARTNERSHIPS),
}


def climb(model, seeds):
    """How many random models are refused by name on every rung; a difference fails."""
    same, kinds = MODELS[model]
    refused = {}
    for seed in seeds:
        for kind in kinds:
            for huge in ladder.RUNGS:
                try:
                    same(np.random.default_rng(seed), kind, huge)
                except errors.PayoffSpanError:
                    assert huge >= 10**8, (seed, kind, huge)
                    refused[kind, huge] = refused.get((kind, huge), 0) + 1
    return refused


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "count"),
    [
        *(("repeated", 1), ("coalitional", 1), ("alike", 2), ("nash", 1)),
        *(
            pytest.param(model, 1, marks=SLOW)
            for model in ("partnership", "stochastic", "agreements", "networks", "windows")
        ),
    ],
)
def test_a_huge_number_changes_no_answer(model, count):
    climb(model, range(count))


def first_draws(**counts):
    """The first of so many draws of each model, and where all draws are made the others."""
    for model, count in counts.items():
        first = 100 + max(count // 20, 1)
        yield pytest.param(model, range(100, first), marks=SLOW)
        yield pytest.param(model, range(first, 100 + count), marks=EXHAUSTIVE)


FLAT = {"partnership": 10, "repeated": 25, "stochastic": 8, "coalitional": 20, "agreements": 20}
FLAT |= {"alike": 40, "windows": 10, "payoff sets": 20, "thresholds": 2}
NOWHERE = {"networks": 10, "worth of ties": 10, "members": 10, "nash": 40, "large games": 2}
LONGEST = {"large networks": range(100, 101), "many members": range(100, 103)}


@pytest.mark.parametrize(("model", "draws"), [*first_draws(**FLAT)])
def test_the_ladder_is_flat(model, draws):
    refused = climb(model, draws)
    # Only a constant hides digits; what is not reached is never refused.
    assert {kind for kind, _ in refused} <= {"constant", "benefit"}


@pytest.mark.parametrize(
    ("model", "draws"),
    [*first_draws(**NOWHERE), *(pytest.param(*one, marks=EXHAUSTIVE) for one in LONGEST.items())],
)
def test_what_is_solved_in_fractions_is_refused_nowhere(model, draws):
    assert not climb(model, draws)


@pytest.mark.parametrize("huge", [10, 1e6, 1e9, 1e15])
def test_times_that_are_too_bad_for_anybody_move_no_threshold(huge):
    benefit = np.repeat(1.2 + 0.35 * np.arange(3)[:, None], 2, axis=1)
    pair = qg.Partnership(
        benefit, 1, promotion=0.6, friction=0.05, bad_times=[(0.25, (huge, huge))]
    )
    found = qg.critical_discount(pair)
    assert found.delta == pytest.approx(0.7203326502, abs=1e-9)
    assert len(found.intervals) == 1


@pytest.mark.slow
@pytest.mark.parametrize("sharing", ["none", "voluntary", "optimal"])
def test_pairs_in_arrays_are_those_one_by_one_however_bad_bad_times_are(sharing):
    benefit = np.repeat(1.2 + 0.35 * np.arange(3)[:, None], 2, axis=1)
    plain = {"promotion": 0.6, "friction": 0.05, "sharing": sharing}
    deltas = np.array([0.7, 0.7203, 0.7204, 0.8])
    for huge in (10, 1e6, 1e9, 1e15):
        times = {"bad_times": [(0.25, (huge, huge))]}
        many = qg.evolve_arrays(
            benefit=np.stack([benefit] * 4), cost=1, delta=deltas, **plain, **times
        )
        pair = qg.Partnership(benefit, 1, **plain, **times)
        one_by_one = [qg.evolve(pair, delta).classes[0] for delta in deltas]
        assert many.founding_class.tolist() == one_by_one
        assert one_by_one == ["isolated", "isolated", "weak", "weak"]


@pytest.mark.parametrize("huge", [10.0, 1e6, 1e9, 1e15])
def test_an_action_nobody_takes_moves_no_threshold(huge):
    own = np.array([[2.0, -1, -1], [3, 0, 0], [-huge, -huge, -huge]])
    game = qg.StageGame.from_bimatrix(own, own.T)
    assert qg.critical_discount(game).delta == pytest.approx(1 / 3, abs=1e-12)
    harm = np.array([[2.0, -1, -huge], [3, 0, -huge], [-huge, -huge, -huge]])
    both = F(huge), [[F(x) for x in row] for row in harm.tolist()]
    exact = qg.critical_discount(qg.StageGame.from_bimatrix(both[1], np.array(both[1]).T))
    found = qg.critical_discount(qg.StageGame.from_bimatrix(harm, harm.T))
    assert found.delta == pytest.approx(float(exact.delta), abs=1e-9)


@pytest.mark.parametrize("huge", [10.0, 2e9, 1e12, 1e15])
def test_an_empty_core_stays_empty(huge):
    game = TUGame([0, -huge, 0, 1, 0, 1, 1, 1.0])
    assert core(game).empty
    assert not properties(game).balanced


@pytest.mark.parametrize("huge", [10**6, 10**9, 10**15])
@pytest.mark.parametrize(
    ("seed", "kind"), [(100, "outside"), (106, "one outside"), (103, "outside"), (104, "outside")]
)
def test_a_life_alone_that_nobody_would_choose_blurs_nothing(seed, kind, huge):
    same_partnership(np.random.default_rng(seed), kind, huge)


@pytest.mark.parametrize("rule", ["surplus", "optimal", "proportional"])
@pytest.mark.parametrize("sign", [1, -1])
def test_what_is_outside_may_be_huge_under_every_rule(rule, sign):
    for seed in range(4):
        rng = np.random.default_rng(seed)
        given, options = ladder.partnership(rng, "one outside", 10**9)
        options |= {"sharing": rule, "outside": sign * options["outside"]}
        rounded = {k: v if isinstance(v, str) else ladder.floats(v) for k, v in options.items()}
        one = qg.evolve(qg.Partnership(*given, **options), F(7, 10))
        other = qg.evolve(qg.Partnership(*ladder.floats(list(given)), **rounded), 0.7)
        assert one.classes == other.classes


def test_bad_times_that_never_come_decide_no_class():
    given = {"promotion": 0.5, "friction": 0.1}
    plain = qg.Partnership([[2.0, 2.0], [3, 3]], 1, **given)
    never = qg.Partnership([[2.0, 2.0], [3, 3]], 1, bad_times=[(0, (50, 50))], **given)
    assert qg.evolve(never, 0.8).classes == qg.evolve(plain, 0.8).classes == ("strong", "strong")
    benefit = np.array([[[2.0, 2.0], [3, 3]]])
    many = qg.evolve_arrays(benefit=benefit, cost=1, delta=0.8, bad_times=[(0, 50)], **given)
    assert many.founding_class.tolist() == ["strong"]
    assert many.probability_strong.tolist() == [1]


def test_nobody_can_leave_and_hardly_anybody_is_impatient():
    pair = qg.Partnership(
        [[0.86, 0.11], [1.0, 0.66]],
        1,
        promotion=0.6146432506471751,
        friction=0.0,
        detection=0.7,
        outside=[0.14, 0.09],
        mandate=["1", "2"],
        sharing="none",
    )
    assert qg.evolve(pair, 0.99999).classes == ("nominal", "nominal")


def test_the_tolerance_is_in_the_certificate_in_payoffs():
    benefit = np.repeat(1.2 + 0.35 * np.arange(3)[:, None], 2, axis=1)
    plain = {"promotion": 0.6, "friction": 0.05}
    small = qg.evolve(qg.Partnership(benefit, 1, **plain), 0.8).certificate
    times = {"bad_times": [(0.25, (1e12, 1e12))]}
    large = qg.evolve(qg.Partnership(benefit, 1, **plain, **times), 0.8).certificate
    assert 0 < small.tolerance < 1e-6
    assert 0 < large.tolerance < 1e-6


def test_a_constant_that_hides_the_digits_is_refused_by_name():
    dilemma = np.array([[[2.0, 2], [-1, 3]], [[3, -1], [0, 0]]]) + 1e12
    with pytest.raises(errors.PayoffSpanError, match=r"payoffs span 10\^11.*pass ints or Fract"):
        qg.critical_discount(qg.StageGame(dilemma))


def test_whole_numbers_that_hide_digits_from_a_patience_in_floats_are_refused_by_name():
    exact, _ = ladder.both_stochastic(np.random.default_rng(1), "constant", 10**12)
    assert qg.solve(exact, F(83, 100)).exact
    with pytest.raises(errors.PayoffSpanError, match="pass ints or Fract"):
        qg.solve(exact, 0.83)
