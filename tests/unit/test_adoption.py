"""Replicator dynamics: corners against strict equilibria, paths against closed forms."""

import dataclasses
import itertools
from fractions import Fraction

import numpy as np
import pytest
from helpers.marks import SLOW
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot

import qinba_games as qg
from qinba_games import errors
from qinba_games.dynamics import replicator_field
from qinba_games.dynamics.solvers import replicator
from qinba_games.third_parties import adoption, watershed_game

NAMES = "protection_cost own_benefit water_benefit compensation subsidy upstream_fine"
NAMES += " downstream_fine coordination_cost credit"
TERMS = dict(zip(NAMES.split(), (6, 1, 5, 2, 2, 2, 3, 1, 4), strict=True))
SEEDS = st.integers(0, 10**6)


def random_game(seed, n, *, whole=False):
    rng = np.random.default_rng(seed)
    size = (2,) * n + (n,)
    return qg.StageGame(rng.integers(0, 4, size) if whole else rng.normal(size=size))


def strict_equilibria(payoffs):
    """Profiles in which every player strictly loses by its other action, one by one."""
    n = payoffs.shape[-1]
    found = []
    for profile in itertools.product((0, 1), repeat=n):
        others = [(*profile[:i], 1 - profile[i], *profile[i + 1 :]) for i in range(n)]
        if all(payoffs[profile][i] > payoffs[other][i] for i, other in enumerate(others)):
            found.append(profile)
    return found


@given(SEEDS, st.integers(1, 5))
@settings(max_examples=150)
def test_stable_corners_are_the_strict_equilibria(seed, n):
    payoffs = random_game(seed, n, whole=True).payoffs
    profiles = [tuple(row) for row in replicator_field.corners(n).tolist()]
    kinds = replicator_field.kinds(payoffs)
    stable = [p for p, kind in zip(profiles, kinds, strict=True) if kind == "stable"]
    assert stable == strict_equilibria(payoffs)
    values = replicator_field.gains_elsewhere(payoffs)
    assert [k == "stable" for k in kinds] == (values < 0).all(axis=1).tolist()
    table = replicator_field.advantages(payoffs)
    for profile, own in zip(profiles, values, strict=True):
        matrix = replicator_field.jacobian(table, 1.0 - np.array(profile))
        assert matrix == pytest.approx(np.diag(own))


def velocity(table, shares):
    """dx/dt at many points."""
    return shares * (1 - shares) * replicator_field.mean_advantages(table, shares)


@given(SEEDS, st.integers(2, 4))
@settings(max_examples=15)
def test_the_jacobian_is_the_derivative_of_the_velocity(seed, n):
    payoffs = random_game(seed, n).payoffs
    table = replicator_field.advantages(payoffs)
    x = np.random.default_rng(seed).uniform(size=n)
    step = 1e-6 * np.eye(n)
    by_hand = (velocity(table, x + step) - velocity(table, x - step)).T / 2e-6
    assert replicator_field.jacobian(table, x) == pytest.approx(by_hand, abs=1e-7)
    # Against the expected payoffs of all profiles.
    chances = [np.array([share, 1 - share]) for share in x]
    for i in range(n):
        own = np.moveaxis(payoffs[..., i], i, 0)
        for vector in reversed(chances[:i] + chances[i + 1 :]):
            own = own @ vector
        assert replicator_field.mean_advantages(table, x[None])[0, i] == pytest.approx(
            own[0] - own[1]
        )


def test_one_population_grows_logistically():
    """dx/dt = A x(1 - x): x = x0 e^At/(1 - x0 + x0 e^At), A = 2."""
    found = adoption(qg.StageGame([[3], [1]]), [0.1], horizon=3, starts=4)
    assert found.times == pytest.approx(3 * np.linspace(0, 1, 201) ** 2)
    grown = 0.1 * np.exp(2 * found.times)
    assert found.path[:, 0] == pytest.approx(grown / (0.9 + grown), abs=1e-8)
    assert found.basins == {(0,): 1.0}
    assert found.exact
    assert found.concept == "behavioural"


def test_one_population_of_fractions_is_one_of_floats():
    exact = adoption(qg.StageGame([[Fraction(3)], [1]]), [0.1], horizon=3, starts=4)
    found = adoption(qg.StageGame([[3.0], [1]]), [0.1], horizon=3, starts=4)
    assert exact.path.tolist() == found.path.tolist()
    assert exact.basins == found.basins


def test_matching_pennies_goes_round():
    """x(1 - x) y(1 - y) is constant; the centre has eigenvalues +-i."""
    pennies = qg.StageGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    found = adoption(pennies, [0.2, 0.5], horizon=30, starts=9)
    product = (found.path * (1 - found.path)).prod(axis=1)
    assert product == pytest.approx(0.2 * 0.8 * 0.25, abs=1e-7)
    assert found.stable == ()
    assert found.unsettled == 1
    assert found.mixed.tolist() == [[0.5, 0.5]]
    assert sorted(found.mixed_eigenvalues[0].imag) == pytest.approx([-1, 1])
    assert found.mixed_eigenvalues.real == pytest.approx(0, abs=1e-12)


def test_basins_of_a_symmetric_coordination_game_are_halves():
    same = qg.StageGame.from_bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    found = adoption(same, starts=2500)
    assert found.basins[0, 0] == pytest.approx(0.5, abs=0.02)
    assert found.basins[1, 1] == pytest.approx(0.5, abs=0.02)
    assert sum(found.basins.values()) + found.unsettled == pytest.approx(1)
    again = adoption(same, starts=2500)
    assert again.basins == found.basins
    assert adoption(same, starts=2500, seed=1).seed == 1


def test_a_dearer_hare_gives_the_stag_more_room():
    shares = [
        adoption(qg.stag_hunt(4, 0, hare, 2), starts=400).basins[0, 0] for hare in (3.5, 3, 2)
    ]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


@SLOW
@given(SEEDS)
@settings(max_examples=5, deadline=None)
def test_basins_are_where_long_paths_end(seed):
    """Every path that is said to reach a corner comes ever closer to it."""
    payoffs = random_game(seed, 3).payoffs
    starts = np.random.default_rng(seed).uniform(0.02, 0.98, (20, 3))
    reached = replicator.basins(payoffs, starts, 100)
    times = np.array([0.0, 100.0, 300.0])
    profiles = replicator_field.corners(3)
    for k, path in zip(reached, replicator.trajectories(payoffs, starts, times), strict=True):
        if k >= 0:
            _, before, after = abs(path - (1 - profiles[k]))
            assert (after <= before + 1e-9).all()
            assert after.max() < max(before.max(), 1e-3)


def test_shares_on_a_face_stay_there():
    game = watershed_game(**TERMS)
    found = adoption(game, [0, 0.5, 1], starts=1)
    assert (found.path[:, 0] == 0).all()
    assert (found.path[:, 2] == 1).all()
    # Without the centre upstream gets 1 + 2 for what costs 6.
    assert found.end[1] < 1e-6


@pytest.mark.slow
@given(SEEDS, st.integers(2, 3))
@settings(max_examples=6, deadline=None)
def test_units_and_gifts_change_nothing(seed, n):
    """A larger unit of account makes time faster; what no player can influence is nothing."""
    game = random_game(seed, n)
    found = adoption(game, starts=8, horizon=4)
    gift = np.random.default_rng(seed + 1).normal(size=(2,) * n + (n,))
    for i in range(n):
        gift[..., i] = gift[..., i].mean(axis=i, keepdims=True)
    other = adoption(qg.StageGame(2 * game.payoffs + gift), starts=8, horizon=2)
    assert other.path == pytest.approx(found.path, abs=1e-6)
    assert other.kinds == found.kinds
    assert other.eigenvalues == pytest.approx(2 * found.eigenvalues, abs=1e-9)


@given(SEEDS)
@settings(max_examples=60)
def test_mixed_rest_points_are_found_and_rest(seed):
    """Built around a known interior point, which has to be among those found."""
    rng = np.random.default_rng(seed)
    payoffs = rng.normal(size=(2, 2, 2, 3))
    x = rng.uniform(0.1, 0.9, 3)
    for i, gain in enumerate(
        replicator_field.mean_advantages(replicator_field.advantages(payoffs), x[None])[0]
    ):
        index = [slice(None)] * 3
        index[i] = 0
        payoffs[(*index, i)] -= gain
    found = replicator.mixed_rest_points(payoffs)
    assert abs(found - x).max(axis=1).min() < 1e-6
    table = replicator_field.advantages(payoffs)
    assert abs(velocity(table, found)).max() < 1e-9
    # The trace is zero where all mix: never asymptotically stable.
    inner = found[((found > 0) & (found < 1)).all(axis=1)]
    for point in inner:
        values = np.linalg.eigvals(replicator_field.jacobian(table, point))
        assert values.real.max() >= -1e-9


def test_a_rest_point_is_found_whatever_depends_on_whom():
    """A_1 depends on z only, A_2 on z and x, A_3 on x and y: z = 1/2, then x, then y."""
    gains = [lambda x, y, z: z - 0.5, lambda x, y, z: x + z - 0.8, lambda x, y, z: x + y - 1.0]
    payoffs = np.zeros((2, 2, 2, 3))
    for a in itertools.product((0, 1), repeat=3):
        for i, gain in enumerate(gains):
            if a[i] == 0:
                payoffs[(*a, i)] = gain(*(1 - np.array(a)))
    inner = [p for p in replicator.mixed_rest_points(payoffs).tolist() if min(p) > 0 and max(p) < 1]
    assert inner == [pytest.approx([0.3, 0.7, 0.5])]


# The watershed


@given(
    st.lists(st.integers(0, 6), min_size=11, max_size=11), st.tuples(*[st.sampled_from((0, 1))] * 3)
)
def test_watershed_payoffs_by_hand(numbers, acts):
    names = ("protection_cost", "water_benefit", "compensation", "coordination_cost", "subsidy")
    names += ("upstream_fine", "downstream_fine", "redress", "own_benefit", "credit", "blame")
    v = dict(zip(names, numbers, strict=True))
    coordinates, protects, compensates = (a == 0 for a in acts)
    centre = upstream = downstream = 0
    if coordinates:
        centre -= v["coordination_cost"]
        if protects:
            centre += v["credit"] - v["subsidy"]
            upstream += v["subsidy"]
        else:
            centre += v["upstream_fine"]
            upstream -= v["upstream_fine"]
        if not compensates:
            centre += v["downstream_fine"]
            downstream -= v["downstream_fine"]
    elif not protects:
        centre -= v["blame"]
    if protects:
        upstream += v["own_benefit"] - v["protection_cost"]
        downstream += v["water_benefit"]
    if compensates:
        paid = v["compensation"] if protects else -v["redress"]
        upstream += paid
        downstream -= paid
    game = watershed_game(**v)
    assert game.exact
    assert game.payoff(acts) == (centre, upstream, downstream)


def test_without_credit_the_centre_goes_in_and_out():
    found = adoption(watershed_game(**{**TERMS, "credit": 2}), [0.3, 0.3, 0.3], starts=27)
    assert found.stable == ()
    assert found.unsettled == 1
    late = found.path[len(found.times) // 3 :, 0]
    assert late.max() - late.min() > 0.5


def test_any_two_action_game():
    dilemma = qg.prisoners_dilemma(9, 1, 10, 3)
    assert adoption(dilemma, starts=16).basins == {(1, 1): 1.0}
    four = adoption(qg.public_good(4, 2), starts=16)
    assert four.stable == ((0, 0, 0, 0),)
    still = adoption(qg.StageGame(np.zeros((2, 2, 2))), starts=4)
    assert set(still.kinds) == {"degenerate"}
    assert (still.path == 0.5).all()


# Certificates and pictures


@pytest.mark.slow
def test_results_judge_policies_and_draw():
    found = adoption(watershed_game(**TERMS), starts=8)
    assert qg.verify(found, policy=("coordinate", "protect", "compensate")).ok
    assert not qg.verify(found, policy=("abstain", "develop", "refuse")).ok
    axes = found.plot()
    assert axes.name == "3d"
    assert axes.get_xlabel().split() == ["centre:", "coordinate"]
    assert adoption(qg.stag_hunt(4, 0, 3, 2), starts=9).plot().get_ylim() == (0, 1)
    lines = adoption(qg.public_good(4, 2), starts=16).plot().get_lines()
    assert len(lines) == 4
    mine = pyplot.figure().add_subplot()
    assert adoption(qg.stag_hunt(4, 0, 3, 2), starts=9).plot(ax=mine, color="red") is mine
    with pytest.raises(errors.InputTypeError, match=r"Adoption\.plot.*3d"):
        found.plot(ax=mine)
    pyplot.close("all")


@pytest.mark.slow
@given(SEEDS, st.integers(1, 4))
@settings(max_examples=8, deadline=None)
def test_random_games_are_certified(seed, n):
    is_certified(seed, n)


@pytest.mark.exhaustive
@given(SEEDS, st.integers(1, 4))
@settings(max_examples=80, deadline=None)
def test_more_random_games_are_certified(seed, n):
    is_certified(seed, n)


def is_certified(seed, n):
    found = adoption(random_game(seed, n), starts=64)
    assert found.certificate.ok
    assert found.stable == tuple(strict_equilibria(found.game.payoffs))


def test_basins_are_found_again_from_their_starting_points():
    found = adoption(qg.stag_hunt(4, 0, 3, 2), starts=400, seed=3)
    assert qg.verify(found).ok
    (one, here), (other, there) = found.basins.items()
    assert abs(here - there) > 0.1  # the riskless corner has the larger basin
    swapped = {one: there, other: here}
    assert not qg.verify(dataclasses.replace(found, basins=swapped)).ok
    assert not qg.verify(dataclasses.replace(found, starts=401)).ok


def test_a_horizon_that_nobody_can_follow_is_refused():
    pennies = qg.StageGame([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])
    with pytest.raises(errors.RangeError, match="at most 5000 with these payoffs"):
        adoption(pennies, horizon=10**9)
