"""Reference partnerships A, B, C: classes, values and thresholds.

Derived by enumeration of all stationary policies and by elimination (tests/oracles does both anew);
the printed digits were computed independently of this package.
"""

import numpy as np
import pytest
from helpers.partnerships import reference

import qinba_games as qg

ISOLATED, WEAK, STRONG = "isolated", "weak", "strong"

TABLE = [
    ("A", 0.5, "none", [ISOLATED] * 5, 0),
    ("A", 0.5, "voluntary", [ISOLATED] * 3 + [STRONG] * 2, 0),
    ("A", 0.6, "none", [ISOLATED] * 2 + [STRONG] * 3, 0),
    ("A", 0.6, "voluntary", [ISOLATED] + [STRONG] * 4, 0),
    ("A", 0.7, "none", [ISOLATED] + [STRONG] * 4, 0),
    ("A", 0.7, "voluntary", [STRONG] * 5, 0.697308),
    ("A", 0.8, "none", [STRONG] * 5, 1.069542),
    ("A", 0.8, "voluntary", [STRONG] * 5, 1.069542),
    ("B", 0.65, "none", [ISOLATED] * 3, 0),
    ("B", 0.65, "voluntary", [ISOLATED] * 3, 0),
    ("B", 0.7, "none", [ISOLATED, WEAK, WEAK], 0),
    ("B", 0.7, "voluntary", [ISOLATED, WEAK, WEAK], 0),
    ("B", 0.75, "none", [WEAK] * 3, 0.639344),
    ("B", 0.75, "voluntary", [WEAK] * 3, 0.639344),
    ("B", 0.8, "none", [WEAK, STRONG, STRONG], 0.766807),
    ("B", 0.8, "voluntary", [WEAK, STRONG, STRONG], 0.766807),
    ("C", 0.8, "none", [ISOLATED] * 3, 0),
    ("C", 0.8, "voluntary", [ISOLATED, WEAK, WEAK], 0),
    ("C", 0.9, "none", [ISOLATED] * 3, 0),
    ("C", 0.9, "voluntary", [WEAK, STRONG, STRONG], None),
]


@pytest.mark.parametrize(("name", "delta", "sharing", "classes", "value"), TABLE)
def test_classes_and_founding_value(name, delta, sharing, classes, value):
    found = qg.evolve(reference(name), delta, sharing=sharing)
    assert list(found.classes) == classes
    assert found.proven
    assert found.certificate.ok
    if value is not None:
        assert found.founding_value == pytest.approx(value, abs=5e-7)


def test_b_grows_strong_for_sure_in_1_over_4275_periods():
    """Good times (.75), no friction (.95), promotion (.6): .4275 a period, never dissolving."""
    found = qg.evolve(reference("B"), 0.8)
    assert found.probability_strong == pytest.approx(1, abs=1e-12)
    assert found.time_to_strong == pytest.approx(1 / 0.4275, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "sharing", "threshold", "digits"),
    [
        ("A", "none", 0.7473465, 7),
        ("A", "voluntary", 0.6730936, 7),
        ("C", "none", 0.930322, 6),
        ("C", "voluntary", 0.81647, 4),
    ],
)
def test_founding_thresholds(name, sharing, threshold, digits):
    found = qg.critical_discount(reference(name), sharing=sharing)
    assert found.delta == pytest.approx(threshold, abs=10.0**-digits)
    assert found.intervals[0][0] == found.delta
    assert qg.evolve(reference(name), found.delta, sharing=sharing).classes[0] != ISOLATED
    assert qg.evolve(reference(name), found.delta - 1e-8, sharing=sharing).classes[0] == ISOLATED


def test_window_of_a_contains_07_and_neither_05_nor_08():
    window = qg.pivotal_window(reference("A"), qg.Coordinator(sharing=True))
    ((low, high),) = window.intervals
    assert low <= 0.7 < high
    assert not low <= 0.5 < high
    assert not low <= 0.8 < high
    assert window.certificate.ok


@pytest.mark.slow
def test_sharing_is_pivotal_in_c_at_09_and_never_between_equals():
    ((low, high),) = qg.pivotal_window(reference("C"), qg.Coordinator(sharing=True)).intervals
    assert low <= 0.9 < high
    assert qg.pivotal_window(reference("B"), qg.Coordinator(sharing=True)).intervals == []


def test_one_sided_play_is_best_for_very_unequal_members():
    """With benefits (3, .5) only the second member's contribution is worth having."""
    unequal = qg.Partnership(
        np.array([[3.0, 0.5]] * 3), 1, promotion=0.6, friction=0.05, sharing="voluntary"
    )
    found = qg.evolve(unequal, 0.8)
    assert set(found.policy.values()) == {"mixed"}
    assert set(found.classes) == {"nominal"}
    assert set(found.profiles.values()) == {("idle", "contribute")}
