"""What has to hold of every set of equilibrium payoffs, on random games."""

import dataclasses
import importlib.util
import json
from fractions import Fraction as F

import numpy as np
import pytest
from helpers.marks import some
from helpers.project import ROOT
from oracles import payoff_sets as oracle

import qinba_games as qg

_spec = importlib.util.spec_from_file_location("check", ROOT / "scripts" / "check_payoff_set.py")
alone = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(alone)

DELTAS = (F(3, 10), F(1, 2), F(7, 10), F(9, 10))
TINY = F(1, 10**9)


def integer_game(seed):
    """A game of two to six actions each, and a discount factor."""
    rng, k = np.random.default_rng(seed), 2 + seed % 5
    return qg.StageGame(rng.integers(-9, 10, (k, k, 2))), DELTAS[seed // 5 % 4]


def solved(seeds):
    for seed in seeds:
        game, delta = integer_game(seed)
        try:
            yield game, delta, qg.payoff_set(game, delta)
        except qg.errors.NoEquilibriumError:
            assert not oracle.payoff_set(game.payoffs.tolist(), float(delta))


def accepted(told):
    """Whether the check that needs nothing but Python accepts a proof."""
    try:
        alone.check(told)
    except ValueError:
        return False
    return True


def sealed(told):
    """A proof with the right digest for what it says now."""
    body = {name: value for name, value in told.items() if name != "sha256"}
    text = json.dumps(body, sort_keys=True).encode()
    return {**body, "sha256": alone.hashlib.sha256(text).hexdigest()}


def falsified(found, which):
    """The set with some of its corners too far out, too far in, and left out."""
    corners = found.vertices
    middle = corners.sum(axis=0) / len(corners)
    spread = np.array([F(int(v)) for v in np.ptp(found.game.stage.payoffs, axis=(0, 1))])
    for j in which:
        away = corners[j] - middle if len(corners) > 1 else np.array([F(1), F(1)])
        for sign in (1, -1):
            moved = corners.copy()
            moved[j] = moved[j] + sign * TINY * (away + (away == 0) * spread)
            yield moved
        if len(corners) > 1:
            yield np.delete(corners, j, axis=0)


def claimed(found, corners):
    """The same answer with other corners, as if it were proved."""
    order = qg.payoff_sets.payoff_set.__globals__["building"].polygons.hull_indices(corners)
    corners = corners[order]
    return dataclasses.replace(found, vertices=corners, inner=corners, outer=corners, play=())


def check_proofs(seeds):
    count = 0
    for _, _, found in solved(seeds):
        assert found.certificate.inside
        assert found.certificate.outside
        if found.exact:
            assert found.gap == 0
        else:
            spread = float(np.ptp(found.game.stage.payoffs))
            assert found.inner.dtype == found.outer.dtype == object
            assert found.gap <= 1e-12 * spread
        told = json.loads(json.dumps(found.proof()))
        assert accepted(told)
        count += 1
    return count


def check_falsified(seeds, *, every):
    """Each answer with every corner falsified, or with one; how many were."""
    count = 0
    for _, _, found in solved(seeds):
        if not found.exact:
            continue
        told = json.loads(json.dumps(found.proof()))
        count += 1
        which = range(len(found.vertices)) if every else [count % len(found.vertices)]
        for corners in falsified(found, which):
            assert not qg.verify(claimed(found, corners)).ok
            texts = [[str(v) for v in corner] for corner in corners]
            body = {**told, "inner": texts, "outer": texts}
            body["play"] = [told["play"][min(j, len(told["play"]) - 1)] for j in range(len(texts))]
            assert not accepted(sealed(body))
        for name in ("inner", "outer", "levels"):
            broken = json.loads(json.dumps(told))
            row = broken[name] if name == "levels" else broken[name][0]
            row[0] = str(F(row[0]) + 1)
            assert not accepted(broken)
    return count


def check_against_the_definition(seeds):
    for game, delta, found in solved(seeds):
        corners = np.array(oracle.payoff_set(game.payoffs.tolist(), float(delta)))
        ours = np.asarray(found.vertices, dtype=float)
        spread = float(np.ptp(game.payoffs))
        for direction in np.random.default_rng(0).normal(size=(40, 2)):
            gap = abs((corners @ direction).max() - (ours @ direction).max())
            # The definition is iterated from outside, and comes near only slowly.
            assert gap <= 1e-4 * spread * abs(direction).sum()


def check_strategies(seeds):
    for _, _, found in solved(seeds):
        middle = found.inner.sum(axis=0) / len(found.inner)
        for point in (*found.inner, middle):
            plan = found.strategy(point)
            certificate = qg.verify(plan)
            assert certificate.ok
            assert certificate.exact
            assert certificate.largest_gain <= 0
            assert (plan.payoffs == point).all()
        with pytest.raises(qg.errors.RangeError, match="average of some of its vertices"):
            found.strategy(found.outer.max(axis=0) + TINY)


@pytest.mark.slow
def test_sets_are_proved():
    assert check_proofs(range(40)) > 30


def test_falsified_sets_are_refused():
    assert check_falsified(range(12), every=True) > 7


@pytest.mark.slow
def test_sets_are_those_of_the_definition():
    check_against_the_definition(range(16))


def test_strategies_are_exact_equilibria():
    check_strategies(range(25))


@pytest.mark.parametrize("last", some([80, 200], 0, 1))
def test_more_sets_are_proved(last):
    assert check_proofs(range(40, last)) > 0.85 * (last - 40)


@pytest.mark.parametrize("last", some([30, 200], 0, 1))
def test_more_falsified_sets_are_refused(last):
    assert check_falsified(range(12, last), every=False) > 0.8 * (last - 12)


@pytest.mark.slow
def test_strategies_of_more_games():
    check_strategies(range(25, 65))


RANDOM = [(k, seed, delta) for k in (2, 5, 10, 20, 40) for seed in range(5) for delta in DELTAS]


def shapes(cases):
    found = []
    for k, seed, delta in cases:
        rng = np.random.default_rng(seed)
        game = qg.StageGame(np.stack([rng.random((k, k)), rng.random((k, k))], axis=-1))
        try:
            result = qg.payoff_set(game, float(delta))
        except qg.errors.NoEquilibriumError:
            found.append("empty")
            continue
        assert result.certificate.ok
        assert result.gap <= 1e-9
        found.append(result.shape)
    return {name: found.count(name) for name in ("polygon", "segment", "point", "empty")}


def test_random_floats():
    # The largest of each kind take most of the time.
    assert sum(shapes([case for case in RANDOM if case[0] < 10]).values()) == 40


@pytest.mark.slow
def test_a_hundred_random_games():
    assert shapes(RANDOM) == {"polygon": 77, "segment": 8, "point": 10, "empty": 5}


@pytest.mark.parametrize("seed", [14, 23, 30, 36])
def test_constants_scales_and_names_do_not_matter(seed):
    game, delta = integer_game(seed)
    corners = qg.payoff_set(game, delta).vertices
    payoffs = game.payoffs.astype(object) * F(1)
    for scale, shift in (([1, 1], [F(10**6), F(-3, 7)]), ([F(10**6), F(1, 1000)], [F(1, 3), 5])):
        moved = qg.payoff_set(qg.StageGame(payoffs * np.array(scale) + np.array(shift)), delta)
        assert (moved.vertices == corners * np.array(scale) + np.array(shift)).all()
    mirrored = qg.payoff_set(qg.StageGame(payoffs.swapaxes(0, 1)[..., ::-1]), delta)
    assert sorted(map(tuple, mirrored.vertices[:, ::-1])) == sorted(map(tuple, corners))
    floats = qg.payoff_set(qg.StageGame(payoffs.astype(float) * [1e6, 1e-3]), float(delta))
    assert np.allclose(floats.vertices, corners.astype(float) * [1e6, 1e-3], rtol=1e-9, atol=1e-11)


@pytest.mark.slow
def test_a_set_only_grows_with_patience():
    for seed in range(0, 40, 3):
        game, _ = integer_game(seed)
        before = None
        for delta in (F(2, 10), F(4, 10), F(6, 10), F(8, 10)):
            try:
                now = qg.payoff_set(game, delta)
            except qg.errors.NoEquilibriumError:
                assert before is None
                continue
            if before is not None:
                assert all(now.contains(corner) is not False for corner in before.inner)
            before = now


@pytest.mark.slow
def test_sets_of_members_who_can_leave_are_proved():
    for seed in range(30):
        rng = np.random.default_rng(seed)
        stage, delta = integer_game(seed)
        w = rng.integers(-6, 7, 2)
        found = qg.payoff_set(qg.RepeatedGame(stage, outside=w), delta)
        assert found.contains(w)
        assert (found.punishment >= w).all()
        assert qg.verify(found.strategy()).ok
        assert accepted(json.loads(json.dumps(found.proof())))


def test_an_action_that_is_there_twice_changes_nothing():
    for seed in (14, 30, 36):
        game, delta = integer_game(seed)
        payoffs = np.concatenate([game.payoffs, game.payoffs[-1:]])
        twice = qg.payoff_set(qg.StageGame(payoffs), delta)
        assert (twice.vertices == qg.payoff_set(game, delta).vertices).all()


def test_nearly_vertical_edges():
    # Corners that differ by less than rounding in one coordinate are no edge of their own.
    game, delta = integer_game(13)
    noise = np.random.default_rng(0).uniform(-1e-14, 1e-14, game.payoffs.shape)
    found = qg.payoff_set(qg.StageGame(game.payoffs + noise), float(delta))
    corners = qg.payoff_set(game, delta).vertices.astype(float)
    assert len(found.vertices) == len(corners)
    assert np.allclose(found.vertices, corners, atol=1e-9)


def test_a_set_that_is_too_small_on_all_sides_is_refused_alone():
    # Half as large around (3, 3), where the inside is only the stage equilibrium.
    found = qg.payoff_set(qg.prisoners_dilemma(9, 1, 10, 3), F(3, 4))
    told = json.loads(json.dumps(found.proof()))
    assert accepted(told)
    half = (found.vertices + 3) / 2
    small = {**told, "inner": [["3", "3"]], "play": [[1, 1]]}
    assert accepted(sealed(small))
    small["outer"] = [[str(v) for v in corner] for corner in half]
    unit = [(v - 1) / F(9) for v in half.T]
    normals = [[F(v) for v in normal] for normal in told["normals"]]
    small["levels"] = [
        str(max(n[0] * x + n[1] * y for x, y in zip(*unit, strict=True))) for n in normals
    ]
    # n = 1 n - 0 writes a normal too: its bound is too high, and nothing else is wrong.
    every = [(e, [i, j]) for e in range(len(normals)) for i in (0, 1) for j in (0, 1)]
    small["multipliers"] = [[e, a, e, "1", "0", "0"] for e, a in every]
    assert not accepted(sealed(small))


def test_a_family_that_does_not_outgrow_its_bounds_is_refused_alone():
    rows = [[(16, 9), (3, 13), (0, 3)], [(21, 1), (10, 4), (-1, 0)], [(9, 0), (5, -4), (-5, -15)]]
    found = qg.payoff_set(qg.StageGame(rows), F(7, 10))
    told = json.loads(json.dumps(found.proof()))
    grows = {e for e, _, _, alpha, *_ in told["multipliers"] if F(alpha) > 0}
    assert grows
    for slow in grows:
        growth = ["1/1000" if e == slow else "1000" for e in range(len(told["growth"]))]
        assert not accepted(sealed({**told, "growth": growth}))
    refused = 0  # some bounds hold already after the rounds, and nobody asks for their multipliers
    for k, (e, a, f, alpha, *beta) in enumerate(told["multipliers"]):
        wrong = [e, a, f, str(F(alpha) + 1), *beta]
        changed = [*told["multipliers"][:k], wrong, *told["multipliers"][k + 1 :]]
        refused += not accepted(sealed({**told, "multipliers": changed}))
    assert refused


@pytest.mark.slow
def test_games_full_of_ties():
    # Sets that are vertical segments, corners on top of each other, thresholds met exactly.
    for seed in [*range(60), 112, 121, 130, 166]:
        rng, k = np.random.default_rng(seed), 2 + seed % 3
        payoffs, delta = rng.integers(-2, 3, (k, k, 2)), F(1 + seed % 9, 10)
        try:
            found = qg.payoff_set(qg.StageGame(payoffs), delta)
        except qg.errors.NoEquilibriumError:
            continue
        floats = qg.payoff_set(qg.StageGame(payoffs.astype(float)), float(delta))
        assert floats.shape == found.shape
        assert np.allclose(floats.vertices, found.vertices.astype(float), atol=1e-9)


@pytest.mark.parametrize("delta", [1e-14, 1e-9, 0.999999, F(1, 10**9), F(999999, 10**6)])
def test_hardly_patient_and_almost_perfectly_patient(delta):
    found = qg.payoff_set(qg.prisoners_dilemma(9, 1, 10, 3), delta)
    assert found.shape == ("point" if delta < 0.5 else "polygon")


@pytest.mark.slow
def test_enclosures_that_say_more_are_refused():
    """An inner set that is larger, an outer one that is smaller, and a corner less."""
    count = 0
    for _, _, found in solved(range(80)):
        if found.exact:
            continue
        count += 1
        middle = found.outer.sum(axis=0) / len(found.outer)
        larger = middle + (found.inner - middle) * (1 + TINY)
        smaller = middle + (found.outer - middle) * (1 - TINY)
        for change in ({"inner": larger}, {"outer": smaller}, {"inner": found.inner[1:]}):
            assert not qg.verify(dataclasses.replace(found, **change)).ok
    assert count >= 3
