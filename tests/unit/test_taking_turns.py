"""The pivotal window beside any equilibrium of members alone."""

import dataclasses

import numpy as np
import pytest
from helpers.partnerships import reference

import qinba_games as qg

SHARING = qg.Coordinator(sharing=True)
SHORT = qg.Partnership([[3.0, 1.3]], 1, promotion=0.6, friction=0.05)


@pytest.mark.exhaustive
def test_taking_turns_replaces_a_part_of_sharing():
    modes = qg.pivotal_window(reference("A"), SHARING)
    every = qg.pivotal_window(reference("A"), SHARING, baseline="any equilibrium")
    [(low, high)] = every.intervals
    assert low == pytest.approx(modes.intervals.least)
    # From outer sets of another programme.
    assert high == pytest.approx(0.7156, abs=1e-4)
    assert every.certificate.ok
    assert "any equilibrium" in repr(every)


@pytest.mark.slow
def test_the_window_beside_any_equilibrium_shows_both_sides():
    modes = qg.pivotal_window(SHORT, SHARING)
    every = qg.pivotal_window(SHORT, SHARING, baseline="any equilibrium")
    assert modes.baseline == "acting together"
    assert not every.proven
    assert every.certificate.outside is None
    assert "nothing better" not in repr(every.certificate)
    for low, high in every.intervals:
        assert any(a - 1e-9 <= low and high <= b + 1e-9 for a, b in modes.intervals)
    assert every.kept(1) == modes.kept(1)
    assert every.side(0).keys() <= {"cooperation", "no cooperation"}
    moved = dataclasses.replace(
        every,
        by_class={
            pair: [(max(low - 0.01, 0), max(high - 0.01, 0.02)) for low, high in spans]
            for pair, spans in every.by_class.items()
        },
    )
    assert not qg.verify(moved).ok


@pytest.mark.parametrize(
    ("model", "helper", "argument"),
    [
        (SHORT, qg.Coordinator(deposit=1), "coordinator"),
        (qg.prisoners_dilemma(9, 1, 10, 3), SHARING, "baseline"),
        (
            qg.Partnership(np.ones((2, 3, 3)) - np.eye(3), 1, promotion=0.5, friction=0),
            SHARING,
            "model",
        ),
    ],
)
def test_what_has_one_baseline_is_refused(model, helper, argument):
    with pytest.raises(qg.errors.NotApplicableError, match=f"'{argument}'"):
        qg.pivotal_window(model, helper, baseline="any equilibrium")
