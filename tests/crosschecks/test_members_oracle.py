"""`evolve_members` against plain loops over sets, trust and conditions."""

import dataclasses
import time
from fractions import Fraction

import numpy as np
import pytest
from helpers.marks import some
from oracles import members as oracle

import qinba_games as qg
from qinba_games.algorithms.branching import Search


def draw(rng, n, levels, times, sharing):
    benefit = np.cumsum(rng.uniform(0, 1.2, (levels, n, n)), axis=0)
    benefit[:, range(n), range(n)] = 0
    bad = rng.uniform(0, 0.4, times - 1)
    numbers = {
        "cost": rng.uniform(0.3, 1.2, n),
        "outside": rng.choice([-0.2, 0.0, 0.1, 0.3], n),
        "promotion": rng.uniform(0.3, 1),
        "friction": rng.uniform(0, 0.4, levels),
        "drop": [1, 2, None][rng.integers(3)],
        "detection": rng.choice([1.0, 0.6]),
        "deposit": rng.choice([0.0, 0.3], n),
        "subsidy": rng.choice([0.0, 0.2]),
    }
    extra = rng.uniform(0, 0.8, (times - 1, n))
    delta = rng.uniform(0.3, 0.95)
    model = qg.Partnership(
        benefit, **numbers, bad_times=list(zip(bad, extra, strict=True)), sharing=sharing
    )
    net = oracle.Network(
        benefit=benefit.tolist(),
        cost=numbers["cost"].tolist(),
        outside=numbers["outside"].tolist(),
        promotion=numbers["promotion"],
        friction=numbers["friction"].tolist(),
        drop=numbers["drop"],
        detection=numbers["detection"],
        chance=[1 - bad.sum(), *bad.tolist()],
        extra=[[0.0] * n, *extra.tolist()],
        deposit=numbers["deposit"].tolist(),
        subsidy=numbers["subsidy"],
        delta=delta,
        sharing=sharing,
    )
    return model, net, delta


def compare(rng, n, levels, times, sharing):
    model, net, delta = draw(rng, n, levels, times, sharing)
    found, expected = qg.evolve_members(model, delta), oracle.solve(net)
    for group, states in expected.items():
        if len(group) < 2:
            continue
        for (k, t), (stay, _, value) in states.items():
            names = tuple(model.members[i] for i in sorted(stay))
            who = [model.members[i] for i in sorted(group)]
            assert found.stay(who, k, t) == names
            joint = value + sum(net.outside[i] for i in group) if sharing == "voluntary" else None
            joint = sum(value.values()) if joint is None else joint
            assert found.joint_value(who, k, t) == pytest.approx(joint, abs=1e-8)


@pytest.mark.parametrize("sharing", ["voluntary", "none", "equal", "surplus"])
@pytest.mark.parametrize("seed", some(range(4), 1, 2))
def test_three_members(seed, sharing):
    rng = np.random.default_rng([seed, 3])
    compare(rng, 3, 1 + seed % 2, 1 + seed // 2, sharing)


@pytest.mark.parametrize("seed", [188, 1000, 1357, 1868, 2255, 3030])
def test_where_what_is_best_together_is_no_equilibrium_the_best_equilibrium_is_searched(
    seed, monkeypatch
):
    visited, visit = [], Search.visit

    def counted(self, allowed, rows=None):
        visited.append(allowed)
        return visit(self, allowed, rows)

    monkeypatch.setattr(Search, "visit", counted)
    rng = np.random.default_rng([seed, 9])
    compare(rng, 3, int(rng.integers(1, 3)), int(rng.integers(1, 3)), "none")
    assert len(visited) > 1


@pytest.mark.parametrize("exact", [False, True])
def test_fractions_are_taken_within_the_set_that_goes_on(exact):
    number = Fraction if exact else float
    benefit = [[[number(b) / 4 for b in row] for row in ((0, 9, 2), (8, 0, 3), (6, 7, 0))]]
    terms = {"promotion": number(1) / 2, "friction": number(1) / 8}
    three = qg.Partnership(benefit, number(1), sharing=[number(k) / 8 for k in (3, 1, 4)], **terms)
    found = qg.evolve_members(three, number(7) / 8)
    assert found.exact == exact
    for a, b in ((0, 1), (0, 2), (1, 2)):
        parts = [three.sharing[a], three.sharing[b]]
        pair = qg.Partnership(
            [[benefit[0][a][b], benefit[0][b][a]]],
            number(1),
            sharing=[part / sum(parts) for part in parts],
            **terms,
        )
        alone = qg.evolve(pair, number(7) / 8)
        assert found.joint_value([a, b]) == pytest.approx(alone.founding_value, abs=1e-12)


@pytest.mark.parametrize("parts", [[1, 0, 0], [Fraction(1), 0, 0], [1.0, 0, 0]])
def test_where_nobody_has_a_part_all_parts_are_alike(parts):
    """The second and the third get 5 each from the other; with the first they get nothing."""
    terms = {"promotion": 0, "friction": 0, "sharing": parts}
    three = qg.Partnership([[[0, 5, 5], [5, 0, 5], [5, 5, 0]]], 1, **terms)
    found = qg.evolve_members(three, Fraction(9, 10))
    assert found.stay(["2", "3"]) == found.stay("all") == ("2", "3")
    assert found.joint_value(["2", "3"]) == 8
    assert found.exact == all(not isinstance(part, float) for part in parts)


@pytest.mark.parametrize("sharing", ["voluntary", "none"])
@pytest.mark.parametrize(
    "drawn",
    [
        *some([(3, 4, k, 33) for k in range(100)], 0, 6),
        *some([(4, 3, k, 4) for k in range(20)], 0, 2),
    ],
)
def test_many_networks(drawn, sharing):
    n, levels, *seed = drawn
    rng = np.random.default_rng(seed)
    compare(rng, n, int(rng.integers(1, levels)), int(rng.integers(1, 3)), sharing)


@pytest.mark.parametrize("sharing", some(["voluntary", "none"], 0, 1))
def test_eleven_members_take_seconds(sharing):
    """Two thousand sets with benefits of their own, certificate included."""
    rng, n = np.random.default_rng(3), 11
    benefit = np.cumsum(rng.uniform(0, 0.3, (3, n, n)), axis=0)
    benefit[:, range(n), range(n)] = 0
    model = qg.Partnership(
        benefit,
        1,
        promotion=0.5,
        friction=0.1,
        bad_times=[(0.2, 0.5)],
        outside=rng.uniform(-0.05, 0.3, n),
        sharing=sharing,
    )
    start = time.process_time()
    found = qg.evolve_members(model, 0.7)
    # A quiet machine takes 6; where two busy threads share a processor each counts twice.
    assert time.process_time() - start < 20
    assert found.certificate.ok
    assert found.stay("all") == found.members


def _four(sharing):
    """Members that share gains unevenly, in good times and in bad ones."""
    benefit = [[0, 1.7, 0.3, 0.3], [1.7, 0, 0.3, 0.3], [0.8, 0.5, 0, 0.4], [0.9, 0.9, 0.2, 0]]
    terms = {"promotion": 0.5, "friction": 0.1, "bad_times": [(0.25, 0.4)], "sharing": sharing}
    return qg.evolve_members(qg.Partnership(np.multiply.outer([1, 1.2], benefit), 1, **terms), 0.7)


@pytest.mark.parametrize("sharing", ["voluntary", "none"])
def test_values_that_are_off_in_two_states_only_are_refused(sharing):
    """On average, before conditions are known, they are right."""
    found, off = _four(sharing), np.array([0.25, -0.75]) * 1e-5
    for mask in (3, 7, 15):
        surplus, values = found.surplus.copy(), found.values
        surplus[mask, 0] += off
        if values is not None:
            values = values.copy()
            values[mask, 0, :, 0] += off
        forged = dataclasses.replace(found, surplus=surplus, values=values, certificate=None)
        assert not qg.verify(forged).ok


@pytest.mark.parametrize("sharing", ["voluntary", "none"])
def test_what_shows_that_nothing_is_better_is_read_set_by_set(sharing):
    found = _four(sharing)
    for k, (masks, worth, tree) in enumerate(found.witness):
        bounds = tree.bounds._replace(worth=tree.bounds.worth - 1e-5)
        others = [*found.witness[:k], *found.witness[k + 1 :]]
        for parts in (others, [*others, (masks, worth, tree._replace(bounds=bounds))]):
            forged = dataclasses.replace(found, witness=tuple(parts), certificate=None)
            assert not qg.verify(forged).ok


@pytest.mark.parametrize("sharing", ["voluntary", "none"])
@pytest.mark.parametrize("never", [0, 0.0, Fraction(0)])
def test_conditions_that_never_come_lead_nowhere(never, sharing):
    """In them the third member would leave; nobody ever sees the two without it."""
    terms = {"promotion": 0, "friction": 0, "drop": None, "sharing": sharing}
    bad = [(never, [0, 0, 100])]
    three = qg.Partnership([[[0, 2, 2], [2, 0, 2], [2, 2, 0]]], 1, bad_times=bad, **terms)
    found = qg.evolve_members(three, Fraction(9, 10))
    assert found.stay("all", conditions=1) == ("1", "2")
    assert found.states == ((7, 0),)
    assert (found.survival(50), found.expected_size(50)) == (1, 3)
    assert found.certificate.ok


@pytest.mark.parametrize("sharing", ["voluntary", "none"])
def test_conditions_that_never_come_decide_no_class(sharing):
    terms = {"promotion": 0.5, "friction": 0.1, "bad_times": [(0, 100)], "sharing": sharing}
    pair = qg.Partnership([[2, 2], [3, 3]], 1, **terms)
    one, many = qg.evolve(pair, 0.7), qg.evolve_members(pair, 0.7)
    assert one.classes == tuple(many.class_of("all", k) for k in (0, 1)) == ("strong", "strong")
    assert (many.probability_strong, many.time_to_strong) == (1, 0)
    assert many.certificate.ok


@pytest.mark.parametrize(("n", "levels", "times"), [(12, 399, 1), (12, 1, 30), (8, 150, 1)])
def test_networks_that_are_too_large_are_refused_before_they_are_solved(n, levels, times):
    bad = [(0.01, extra) for extra in range(1, times)]
    benefit = np.ones((levels, n, n)) - np.eye(n)
    model = qg.Partnership(benefit, 1, promotion=0.5, friction=0.1, bad_times=bad)
    with pytest.raises(qg.errors.RangeError, match="Use fewer members, trust levels") as caught:
        qg.evolve_members(model, 0.7)
    assert (caught.value.function, caught.value.argument) == ("evolve_members", "partnership")
