"""What must not matter to a division does not, and what rules promise they keep."""

import itertools
from fractions import Fraction

import networkx
import numpy as np
import pytest
from helpers.cooperative_games import KINDS, random_game
from helpers.marks import some

from qinba_games import errors
from qinba_games.cooperative import (
    banzhaf,
    core,
    dividends,
    least_core,
    myerson_value,
    nucleolus,
    owen_value,
    per_capita_nucleolus,
    prenucleolus,
    properties,
    shapley,
    tau_value,
)
from qinba_games.cooperative.bargaining import BargainingProblem
from qinba_games.cooperative.claims import ClaimsProblem
from qinba_games.cooperative.classic_games import claims_game
from qinba_games.cooperative.coalitions import coalition_sizes, coalition_sums
from qinba_games.cooperative.river import River
from qinba_games.cooperative.tu_game import TUGame
from qinba_games.sharing import share

SEEDS = range(40)
RULES = [shapley, nucleolus, prenucleolus, per_capita_nucleolus, tau_value]


def divided(rule, game):
    """Payoffs by the rule; None where it has no answer."""
    try:
        return rule(game).payoffs
    except errors.NotApplicableError:
        return None


def same(first, second):
    """Equal, exactly if both are exact."""
    if first is None or second is None:
        return first is None and second is None
    if first.dtype == second.dtype == object:
        return (first == second).all()
    return np.allclose(first.astype(float), second.astype(float), atol=1e-9, rtol=1e-9)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", SEEDS)
def test_all_is_divided(rule, seed):
    game = random_game(seed)
    payoffs = divided(rule, game)
    assert payoffs is None or abs(payoffs.sum() - game.values[-1]) <= (0 if game.exact else 1e-9)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", SEEDS)
def test_names_do_not_matter(rule, seed):
    game = random_game(seed)
    n = game.n_players
    order = np.random.default_rng(seed).permutation(n)
    masks = np.arange(1 << n)
    renamed = sum((masks >> i & 1) << int(order[i]) for i in range(n))
    values = game.values.copy()
    values[renamed] = game.values
    moved = divided(rule, TUGame(values))
    assert same(divided(rule, game), None if moved is None else moved[order])


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", SEEDS)
def test_units_and_own_incomes_do_not_matter(rule, seed):
    """Covariance: scaled worths and incomes of their own are added to what members get."""
    game = random_game(seed)
    rng = np.random.default_rng(seed)
    incomes = rng.integers(-5, 6, game.n_players)
    changed = TUGame(3 * game.values + coalition_sums(incomes))
    before = divided(rule, game)
    assert same(divided(rule, changed), None if before is None else 3 * before + incomes)


@pytest.mark.parametrize("unit", [1e-9, 1e9])
@pytest.mark.parametrize("rule", RULES)
def test_the_unit_of_account_does_not_matter_to_floats(rule, unit):
    for seed in range(10):
        game = random_game(seed, kinds=("by size", "uniform"))
        before, after = divided(rule, game), divided(rule, TUGame(unit * game.values))
        assert same(before, None if after is None else after / unit)


@pytest.mark.parametrize("rule", [shapley, nucleolus, prenucleolus, tau_value])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_dummy_gets_what_he_has(rule, seed):
    game = random_game(seed, high=6)
    extended = TUGame(np.concatenate([game.values, game.values + 2]))
    payoffs = divided(rule, extended)
    assert payoffs is None or same(payoffs[-1:], payoffs[-1:] * 0 + 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_equals_get_equal_parts(seed):
    """Worth by size only."""
    n = 2 + seed % 5
    steps = np.random.default_rng(seed).integers(0, 5, n + 1)
    game = TUGame((np.cumsum(steps) - steps[0])[coalition_sizes(n)])
    for rule in RULES:
        payoffs = divided(rule, game)
        if payoffs is not None:
            assert (payoffs == Fraction(int(game.values[-1]), n)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_shapley_is_additive_and_made_of_dividends(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 7))
    v, w = (np.append(0, rng.integers(-9, 10, 2**n - 1)) for _ in range(2))
    first, second = shapley(TUGame(v)).payoffs, shapley(TUGame(w)).payoffs
    assert (shapley(TUGame(v + w)).payoffs == first + second).all()
    parts = dividends(TUGame(v)).values / np.maximum(coalition_sizes(n), 1)
    for i in range(n):
        assert sum(parts[mask] for mask in range(2**n) if mask >> i & 1) == first[i]
    assert (shapley(TUGame(v), weights=[7] * n).payoffs == first).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_owen_and_myerson_contain_shapley(seed):
    game = random_game(seed)
    expected, names = shapley(game).payoffs, game.players
    assert same(owen_value(game, [[name] for name in names]).payoffs, expected)
    assert same(owen_value(game, []).payoffs, expected)
    assert same(owen_value(game, [names]).payoffs, expected)
    complete = networkx.complete_graph(names)
    assert same(myerson_value(game, complete).payoffs, expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_links_everybody_is_alone(seed):
    game = random_game(seed)
    own = game.values[1 << np.arange(game.n_players)]
    found = myerson_value(game, []).payoffs.tolist()
    # Nobody can be reached, so that the restricted game is additive.
    assert found == pytest.approx(own.tolist(), abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_union_gets_its_value_among_unions(seed):
    game = random_game(seed, low=4)
    union = game.players[:2]
    inside = owen_value(game, [union]).payoffs[:2].sum()
    # The union as one member: bit 0 of the smaller game is both of its members.
    masks = np.arange(len(game.values) // 2)
    merged = TUGame(game.values[(masks >> 1) << 2 | (masks & 1) * 3])
    assert same(np.array([inside]), shapley(merged).payoffs[:1])


@pytest.mark.parametrize("seed", some(SEEDS, 6, 20))
def test_corners_are_in_the_core_and_so_is_the_nucleolus(seed):
    game = random_game(seed, high=5)
    found = core(game, vertices=True)
    assert found.empty == (len(found.vertices) == 0)
    assert all(found.contains(corner) for corner in found.vertices)
    if not found.empty:
        assert found.contains(found.payoffs)
        assert found.contains(nucleolus(game).payoffs)
    tight = least_core(game, vertices=True)
    assert all(tight.contains(corner) for corner in tight.vertices)
    assert tight.contains(prenucleolus(game).payoffs)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_empty_core_has_a_balanced_collection_that_proves_it(seed):
    game = random_game(seed)
    found = core(game)
    cover = dict.fromkeys(game.players, 0)
    for coalition, weight in found.collection.items():
        for name in coalition:
            cover[name] += weight
    assert set(cover.values()) == {1}
    worth = sum(weight * game.worth(c) for c, weight in found.collection.items())
    assert found.empty == (worth > game.values[-1] + (0 if game.exact else 1e-9))


@pytest.mark.parametrize("seed", SEEDS)
def test_levels_of_the_nucleolus_are_balanced(seed):
    """The weights are positive, and the weighted sum lies in the span of earlier coalitions."""
    game = random_game(seed)
    found = divided(nucleolus, game)
    if found is None:
        return
    span = np.ones((1, game.n_players))
    for level in nucleolus(game).levels:
        rows = [[name in c for name in game.players] for c in level.coalitions]
        rows += [[name == who for name in game.players] for who in level.floor]
        weights = [float(w) for w in (*level.weights, *level.floor_weights)]
        assert min(weights) > 0
        total = np.array(weights) @ np.array(rows, dtype=float)
        rank = np.linalg.matrix_rank
        assert rank(np.vstack([span, total])) == rank(span)
        span = np.vstack([span, np.array(rows, dtype=float)])
        for coalition in level.coalitions:
            paid = sum(x for x, n in zip(found, game.players, strict=True) if n in coalition)
            assert float(game.worth(coalition) - paid) == pytest.approx(float(level.excess))
    assert np.linalg.matrix_rank(span) == game.n_players


@pytest.mark.parametrize("seed", SEEDS)
def test_convex_games_hold_shapley_in_the_core(seed):
    rng = np.random.default_rng(seed)
    sums = coalition_sums(rng.integers(0, 6, int(rng.integers(2, 7))))
    game = TUGame(sums**2)
    found = properties(game)
    assert found.convex
    assert found.superadditive
    assert found.balanced
    assert core(game).contains(shapley(game).payoffs)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_talmud_is_the_nucleolus_and_self_dual(seed):
    rng = np.random.default_rng(seed)
    claims = rng.integers(0, 20, int(rng.integers(1, 7)))
    estate = int(rng.integers(0, claims.sum() + 1))
    awards = share(ClaimsProblem(estate, claims), "talmud").payoffs
    assert same(awards, nucleolus(claims_game(ClaimsProblem(estate, claims))).payoffs)
    losses = share(ClaimsProblem(int(claims.sum()) - estate, claims), "talmud").payoffs
    assert (awards + losses == claims).all()


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("uniform", "by size")])
def test_exact_and_float_agree(kind):
    for seed in range(6):
        game = random_game(seed, kinds=(kind,))
        rounded = TUGame(game.values.astype(float))
        for rule in (*RULES, banzhaf):
            assert same(divided(rule, game), divided(rule, rounded))
        assert float(core(game).least_excess) == pytest.approx(core(rounded).least_excess, abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_river_shares_add_up_and_grow_with_one_s_own_water(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 7))
    river = River(rng.random(n), rng.random(n), exponent=rng.uniform(0.2, 0.8))
    game = river.to_game()
    found = properties(game)
    assert found.monotone
    assert found.superadditive
    for rule in ("downstream incremental", "upstream incremental"):
        payoffs = share(river, rule).payoffs
        assert payoffs.sum() == pytest.approx(game.values[-1])
        assert (payoffs >= -1e-12).all()
    # Ambec and Sprumont (2002): in the core of the river game.
    assert core(game).contains(share(river, "downstream incremental").payoffs)


@pytest.mark.parametrize("n", [2, 3, 4])
@pytest.mark.parametrize("seed", range(15))
def test_bargains_are_symmetric_covariant_and_efficient(n, seed):
    rng = np.random.default_rng(seed)
    points = rng.random((int(rng.integers(n, 9)), n)) + 0.05
    problem = BargainingProblem(points, np.zeros(n))
    order, factor = rng.permutation(n), rng.uniform(0.1, 10, n)
    shift = rng.uniform(-5, 5, n)
    for rule in ("nash", "kalai-smorodinsky"):
        payoffs = share(problem, rule).payoffs
        mixed = BargainingProblem((points * factor + shift)[:, order], shift[order])
        expected = (payoffs * factor + shift)[order]
        np.testing.assert_allclose(share(mixed, rule).payoffs, expected, atol=1e-6)
        assert not (points > payoffs[None] + 1e-9).all(axis=1).any()


@pytest.mark.parametrize("seed", range(15))
def test_nash_ignores_irrelevant_agreements(seed):
    rng = np.random.default_rng(seed)
    points = rng.integers(0, 20, (6, 2))
    best = share(BargainingProblem(points, [-1, -1]), "nash").payoffs
    kept = np.vstack([points[rng.random(6) < 0.5].astype(object), best])
    assert (share(BargainingProblem(kept, [-1, -1]), "nash").payoffs == best).all()
    chosen = share(BargainingProblem(points, [-1, -1], lotteries=False), "nash").payoffs
    assert max((a + 1) * (b + 1) for a, b in points.tolist()) == np.prod(chosen + 1)


def test_a_larger_estate_harms_nobody():
    """Monotone rules for claims; the per-capita nucleolus of a growing worth of all as well."""
    claims = [3, 5, 11]
    for rule in ("proportional", "constrained equal awards", "constrained equal losses", "talmud"):
        awards = [share(ClaimsProblem(e, claims), rule).payoffs for e in range(20)]
        assert all((b >= a).all() for a, b in itertools.pairwise(awards))
    game = random_game(3, kinds=("small integers",))
    values = game.values.copy()
    before = None
    for more in range(8):
        values[-1] = 20 + more
        after = per_capita_nucleolus(TUGame(values)).payoffs
        assert before is None or (after >= before).all()
        before = after
