"""More of a capacity never shrinks the set of discount factors with cooperation, and when it does.

Cooperation is that the founding level is weak or strong. Mediation without sharing, a stake and a
mandate are exceptions, and so is sharing where somebody's contribution is worth less than it costs,
or where a stake is taken from it: members who can pay each other then agree on one-sided play. With
voluntary sharing a subsidy is one where it exceeds the cost of contributing.
"""

import dataclasses
import itertools
from fractions import Fraction

import numpy as np
import pytest
from helpers.marks import EXHAUSTIVE
from helpers.partnerships import reference
from hypothesis import given, settings
from hypothesis import strategies as st

import qinba_games as qg
from qinba_games.third_parties import pivotal_window

DELTAS = np.linspace(0.02, 0.98, 33)
tenths = st.integers(1, 10).map(lambda k: k / 10)


@st.composite
def pairs(draw):
    """Two members whose contributions are worth more than they cost in good times."""
    levels = draw(st.integers(1, 3))
    gain = st.integers(0, 12).map(lambda k: k / 10)
    steps = [[draw(gain), draw(gain)] for _ in range(levels)]
    bad = [(draw(tenths) * 0.8, [draw(gain), draw(gain)])] if draw(st.booleans()) else []
    return qg.Partnership(
        1 + np.cumsum(steps, axis=0),
        1,
        outside=[draw(gain) - 0.6, draw(gain) - 0.6],
        promotion=draw(tenths),
        friction=draw(tenths) * 0.8,
        drop=draw(st.sampled_from([1, 2, None])),
        detection=draw(tenths),
        bad_times=bad,
        sharing=draw(st.sampled_from(["none", "voluntary"])),
    )


def _cooperates(model, founding=0):
    found = qg.evolve_many([model] * len(DELTAS), DELTAS, founding=founding)
    return np.isin(found.founding_class, ("weak", "strong"))


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(
    pairs(),
    st.sampled_from(["sharing", "monitoring", "mediation", "deposit", "subsidy"]),
    tenths,
    tenths,
    tenths,
)
def test_more_of_a_capacity_never_shrinks_cooperation(pair, capacity, less, more, credibility):
    if capacity == "mediation" and pair.sharing == "none":
        pair = dataclasses.replace(pair, sharing="voluntary")
    less, more = sorted((less, more))
    sizes = (False, True) if capacity == "sharing" else (less, more)
    founding = pair.levels - 1
    held = []
    for size in (0, *sizes) if capacity != "sharing" else sizes:
        helper = qg.Coordinator(**{capacity: size}, credibility=credibility)
        model = helper.applied_to(pair)
        held.append((_cooperates(model), _cooperates(model, founding)))
    for before, after in itertools.pairwise(held):
        for k in range(2):
            assert not np.any(before[k] & ~after[k])


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_same_for_repeated_games(data):
    n = data.draw(st.integers(2, 3))
    numbers = st.integers(-3, 6)
    size = 2**n * n
    payoffs = np.array(data.draw(st.lists(numbers, min_size=size, max_size=size)))
    outside = data.draw(st.lists(st.integers(-3, 3), min_size=n, max_size=n))
    game = qg.RepeatedGame(qg.StageGame(payoffs.reshape((2,) * n + (n,))), outside=outside)
    capacity = data.draw(st.sampled_from(["sharing", "deposit", "subsidy"]))
    others = {"sharing": data.draw(st.booleans())} if capacity != "sharing" else {}
    amounts = sorted((data.draw(st.integers(0, 3)), data.draw(st.integers(0, 3))))
    sizes = (False, True) if capacity == "sharing" else amounts
    thresholds = []
    for amount in sizes:
        helper = qg.Coordinator(**{capacity: amount}, **others)
        window = pivotal_window(game, helper)
        assert window.exact
        (row,) = window.witness
        thresholds.append(row[2].delta)
    assert thresholds[1] <= thresholds[0]


HURT = qg.Partnership(
    [[0.4, 1.8], [2.2, 1.8]],
    1,
    promotion=0.9,
    friction=0.4,
    bad_times=[(0.6, (0, 1.2))],
)


def test_mediation_without_sharing_can_hurt():
    """Less friction makes waiting for the first member worth more, and breaks its incentive.

    Found by search: only the second member bears bad times, and without friction trust is back so
    soon that the first would rather have good times only.
    """
    before = qg.evolve(HURT, 0.93)
    after = qg.evolve(HURT, 0.93, coordinator=qg.Coordinator(mediation=0.9))
    assert before.classes[0] in ("weak", "strong")
    assert after.classes[0] not in ("weak", "strong")
    assert before.proven
    assert after.proven


@EXHAUSTIVE
def test_the_window_says_where_mediation_hurts():
    window = pivotal_window(HURT, qg.Coordinator(mediation=0.9))
    lost = [
        span
        for (without, helped), spans in window.by_class.items()
        if without in ("weak", "strong") and helped not in ("weak", "strong")
        for span in spans
    ]
    assert any(low <= 0.93 < high for low, high in lost)


@pytest.mark.parametrize("name", ["A", "B", "C"])
def test_a_stake_hurts(name):
    model = reference(name, "voluntary")
    taken = dataclasses.replace(model, stake=0.3)
    before, after = _cooperates(model), _cooperates(taken)
    assert np.any(before & ~after)
    assert not np.any(after & ~before)


def test_a_mandate_hurts_where_life_outside_is_bad():
    """Whoever leaves gets -1/2; who cannot leave is held to 0 only."""
    pair = dataclasses.replace(reference("A", "voluntary"), outside=[-0.5, -0.5])
    bound = dataclasses.replace(pair, mandate="all")
    before, after = _cooperates(pair), _cooperates(bound)
    assert np.any(before & ~after)
    assert not np.any(after & ~before)
    good = dataclasses.replace(reference("A", "voluntary"), outside=[0.1, 0.1])
    helped = _cooperates(dataclasses.replace(good, mandate="all"))
    assert np.any(helped & ~_cooperates(good))


def test_sharing_can_turn_joint_cooperation_into_one_sided_play():
    """The first contributes at a cost of 2 what is worth 3/2: better if only the second does."""
    pair = qg.Partnership([[3, 1.5]], [2, 1], promotion=0, friction=0)
    assert qg.evolve(pair, 0.9).classes == ("strong",)
    shared = qg.evolve(pair, 0.9, coordinator=qg.Coordinator(sharing=True))
    assert shared.policy[0, 0] == "mixed"
    assert shared.founding_value > qg.evolve(pair, 0.9).founding_value


def test_sharing_under_a_stake_can_turn_cooperation_into_one_sided_play():
    """A stake is taken from full contribution only, so that members who can pay avoid it."""
    pair = qg.Partnership(
        [[1.3, 2.5]], [0.5, 0.8], outside=-0.5, promotion=0, friction=0, stake=0.3
    )
    assert qg.evolve(pair, 0.9).classes == ("strong",)
    shared = qg.evolve(pair, 0.9, coordinator=qg.Coordinator(sharing=True))
    assert shared.policy[0, 0] == "mixed"


def test_a_subsidy_above_the_cost_can_end_cooperation():
    """It tempts who alone is to idle in bad times, on whose play good times rest.

    By hand, delta = 1/4: full contribution in good times needs 3 (4 - s) <= U, one-sided play in
    bad times 3 (s - 13/10 + 1/10) <= U (the first bears 1/10 and is free to leave), where
    U = (19/10 + 2 s)/2 + 7/10 with that play and (19/10 + 2 s)/2 without it. At s = 13/5 both hold
    (21/5 and 21/5 against 17/4); at 27/10 the second fails (9/2 against 87/20), and then the first
    (39/10 against 73/20); at 14/5 full contribution holds in bad times too.
    """
    pair = qg.Partnership(
        [[Fraction(3, 2)] * 2],
        [Fraction(1, 10), 1],
        promotion=0,
        friction=0,
        detection=Fraction(1, 4),
        deposit=[1, 0],
        bad_times=[(Fraction(1, 2), (0, Fraction(3, 10)))],
        sharing="voluntary",
    )
    subsidies = [Fraction(k, 10) for k in (26, 27, 28)]
    found = [
        qg.evolve(pair, Fraction(1, 4), coordinator=qg.Coordinator(subsidy=s)) for s in subsidies
    ]
    assert [one.classes[0] for one in found] == ["weak", "isolated", "strong"]
    assert found[0].policy == {(0, 0): "contribute", (0, 1): "mixed"}
    assert all(one.certificate.exact for one in found)
