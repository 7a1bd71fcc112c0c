"""One member, cell or constant far from the others: right to the last digit, or refused by name."""

import dataclasses
from fractions import Fraction as F

import numpy as np
import pytest
from helpers.marks import some

import qinba_games as qg
from qinba_games import cooperative as co
from qinba_games import errors, sharing
from qinba_games.agreements import Agreement, repeated_agreement
from qinba_games.cooperative import TUGame

RULES = (
    *(co.nucleolus, co.prenucleolus, co.per_capita_nucleolus, co.tau_value, co.shapley),
    *(co.banzhaf, co.least_core, co.core),
)


def rich(huge):
    """Four coalitions with a member who is that much richer than the two others."""
    return [0, 0, 0, 8, huge, huge + 6, huge + 1, huge + 23]


@pytest.mark.parametrize("huge", [10**k for k in (6, 8, 9, 10, 12, 15)])
@pytest.mark.parametrize("rule", RULES)
def test_a_rich_member_moves_nobody(rule, huge):
    found = rule(TUGame(np.array(rich(huge), float)))
    assert found.payoffs.tolist() == rule(TUGame(rich(huge))).payoffs.astype(float).tolist()
    if rule is co.nucleolus:
        assert found.payoffs[0] == 7.75


@pytest.mark.parametrize("huge", [10**6, 10**8, 10**9, 10**10])
@pytest.mark.parametrize("rule", RULES)
def test_nothing_is_moved_beside_a_rich_member(rule, huge):
    found = rule(TUGame(np.array(rich(huge), float)))
    for step in (1, 0.01):
        moved = found.payoffs + [step, -step, 0]
        assert not qg.verify(dataclasses.replace(found, payoffs=moved)).ok


@pytest.mark.parametrize("constant", [1e8, 1e12, 1e14, 1e15])
def test_a_constant_makes_no_other_equilibria(constant):
    rng = np.random.default_rng(0)
    for _ in range(15):
        plain = rng.integers(0, 9, (3, 3, 2)).astype(float)
        found = qg.nash(qg.StageGame(plain + constant), pure=True)
        assert found.pure == qg.nash(qg.StageGame(plain), pure=True).pure


def worths(rng, kind, huge):
    """Worths that are floats as they are."""
    unit, n = 8 if huge <= 10**12 else 2, int(rng.integers(3, 5))
    size = np.array([mask.bit_count() for mask in range(2**n)])
    v = rng.integers(0, unit * rng.choice([4 + 0 * size, size**2]) + 1) / unit
    if kind == "cell":
        v[rng.integers(1, 2**n)] = huge * rng.choice([1.0, -1.0])
    for i in range(n if kind == "constant" else int(kind == "member")):
        v += np.where(np.arange(2**n) >> i & 1, float(huge), 0.0)
    v[0] = 0
    return v


def payoffs(rng, kind, huge):
    """Payoffs of two or three players, that are floats as they are."""
    shape = [(2, 2), (2, 3), (3, 3), (2, 2, 2)][rng.integers(4)]
    unit = 8 if huge <= 10**12 else 2
    p = rng.integers(0, 4 * unit + 1, (*shape, len(shape))) / unit
    if kind == "cell":
        p[tuple(rng.integers(0, p.shape))] = huge * rng.choice([1.0, -1.0])
    else:
        p[..., slice(None) if kind == "constant" else rng.integers(len(shape))] += huge
    return p


def as_fractions(values):
    return np.array([F(x) for x in values.ravel().tolist()], dtype=object).reshape(values.shape)


def numbers(value):
    """Everything in an answer, in a row."""
    if isinstance(value, (np.ndarray, tuple, list)):
        return [number for part in value for number in numbers(part)]
    return [value]


def outcome(ask, game):
    try:
        return numbers(ask(game))
    except (errors.NoEquilibriumError, errors.NotApplicableError) as error:
        return [type(error).__name__]


def same(one, other):
    if isinstance(one, (bool, str, int)) and not isinstance(other, float):
        return one == other
    if other in (np.inf, -np.inf):
        return one == other
    return abs(F(one) - F(float(other))) <= F(1e-7) + F(1e-15) * abs(F(one))


def properties(game):
    found = co.properties(game)
    return found.monotone, found.superadditive, found.convex, found.balanced


OF_COALITIONS = (
    *(lambda game, rule=rule: rule(game).payoffs for rule in RULES[:6]),
    lambda game: co.least_core(game).slack,
    lambda game: [co.core(game).empty, co.core(game).least_excess],
    lambda game: co.dividends(game).values,
    properties,
)
OF_STAGES = (
    lambda game: qg.nash(game, pure=True).pure,
    lambda game: qg.nash(game).equilibria,
    lambda game: qg.correlated(game).payoffs.sum(),
    *(
        lambda game, rule=rule: qg.critical_discount(game, sharing=rule).delta
        for rule in ("none", "equal", "voluntary")
    ),
    *(
        lambda game, about=about: sharing.characteristic_function(game, about).values
        for about in ("alpha", "beta", "gamma")
    ),
)
KINDS = (
    *((kind, worths, TUGame, OF_COALITIONS) for kind in ("member", "cell", "constant")),
    *((kind, payoffs, qg.StageGame, OF_STAGES) for kind in ("member", "cell", "constant")),
)


def compare(seed, kind, make, game, questions):
    rng = np.random.default_rng(seed)
    power = int(rng.integers(6, 16))
    values = make(rng, kind, 10**power)
    for k, ask in enumerate(questions):
        try:
            found = outcome(ask, game(values))
        except errors.PayoffSpanError:
            assert power > 8, (k, values.tolist())
            continue
        truth = outcome(ask, game(as_fractions(values)))
        assert len(found) == len(truth), (k, values.tolist())
        assert all(map(same, truth, found)), (k, values.tolist(), truth, found)


@pytest.mark.parametrize("seed", some(range(167), 0, 4))
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind[1].__name__}-{kind[0]}")
def test_a_thousand_games_far_apart(seed, kind):
    compare(seed, *kind)


@pytest.mark.parametrize("huge", [10**9, 10**12, 10**15])
@pytest.mark.parametrize("rule", ["voluntary", "equal"])
def test_a_way_out_that_nobody_takes_refuses_nothing(huge, rule):
    stage = [[[9.25, 9], [1, 10]], [[10, 1], [3, 3]]]
    game = qg.RepeatedGame(qg.StageGame(stage), outside=[-float(huge)] * 2)
    twin = qg.RepeatedGame(qg.StageGame(as_fractions(np.array(stage))), outside=[-huge] * 2)
    least = qg.critical_discount(twin, sharing=rule).delta
    assert abs(qg.critical_discount(game, sharing=rule).delta - least) <= 1e-10
    assert qg.discount_table(game).joint_payoff[-1] == 18.25
    found = qg.solve(game, 0.5, sharing=rule)
    truth = qg.solve(twin, F(1, 2), sharing=rule)
    assert found.payoffs.tolist() == truth.payoffs.astype(float).tolist()
    assert found.certificate.tolerance == 0
    alone = Agreement([[-float(huge), 0], [-float(huge), 0], [-float(huge), 0], [3.3, 0.1]])
    assert repeated_agreement(alone).threshold.tolist() == [0, 0, 0, 0]


def test_a_corner_that_is_played_for_ever_stays_beside_a_huge_one():
    own = [[2.79, 0.54, 1.59], [2.48, 1.46, 3.11]], [[1.44, 3.14, 2.37], [1e12, 3.7, 3.48]]
    game = qg.RepeatedGame(qg.StageGame.from_bimatrix(*own), outside=[0.07, 0.98])
    found = qg.payoff_set(game, 31907 / 38850)
    assert len(found.vertices) == 4
    assert found.vertices[1].tolist() == pytest.approx([2.79, 1.44], abs=1e-9)
