"""Three levels: an exact chain derived by hand and computer algebra, and the counts of the case.

The counts were computed from the definitions by two programs that share nothing with each other or
with the package.
"""

from fractions import Fraction as F

import pytest

import qinba_games as qg
from qinba_games.hierarchy import Hierarchy, least_regime, pair_thresholds, stabilise

MEDIATOR = qg.Coordinator(sharing=True, mediation=F(1, 2))
TREE = {"nation": None, "P": "nation", "Q": "nation", "p": "P", "q": "Q", "c": "p", "d": "q"}


def chain():
    """Provinces, prefectures and counties, one pair each, K = 1."""
    rows = {
        ("P", "Q"): [(F(13, 10), F(19, 10)), (F(7, 5), F(2))],
        ("p", "q"): [(F(11, 10), F(17, 10)), (F(17, 10), F(23, 10))],
        ("c", "d"): [(F(7, 5), F(11, 10)), (F(2), F(17, 10))],
    }
    pairs = {
        pair: qg.Partnership(benefit, 1, promotion=F(1, 2), friction=0)
        for pair, benefit in rows.items()
    }
    return Hierarchy(TREE, pairs, inside=F(1, 4), border=[F(1, 4), F(1, 10), F(2, 5)])


def test_exact_chain_alone():
    found = stabilise(chain(), F(7, 10), "none")
    for one in found.pairs:
        assert set(one.classes.ravel()) == {"isolated"}
    assert [len(one.environment) for one in found.pairs] == [0, 3, 7]


def test_exact_chain_national():
    found = stabilise(chain(), F(7, 10), "national", coordinator=MEDIATOR)
    assert found.exact
    assert found.certificate.ok
    assert found.certificate.exact
    values = [one.founding_value for one in found.pairs]
    assert values == [
        F(23, 18),
        F(159734, 124715),
        F(32550671669355737, 33120732237977290),
    ]
    assert [one.founding_class for one in found.pairs] == ["strong"] * 3
    county = found.pair("c", "d")
    together = [label != "none" and label[1] != "none" for label in county.environment]
    assert (county.classes[0][together] == "strong").all()
    assert county.classes[0, -1] == "isolated"


COUNTS = {
    "none": ([46, 11, 57, 127], 182.956995),
    "provinces": ([34, 6, 56, 145], 200.621470),
    "national": ([28, 6, 59, 148], 206.722839),
    "three-level": ([19, 4, 61, 157], 219.246753),
    "bottom-up": ([36, 5, 66, 134], 198.598122),
}
PARTS = {
    "none": ([7, 0, 1, 1], [11, 3, 1, 8], [11, 8, 2, 5], [11, 0, 16, 21], [6, 0, 37, 92]),
    "provinces": ([7, 0, 1, 1], [11, 3, 1, 8], [3, 2, 10, 11], [11, 0, 16, 21], [2, 1, 28, 104]),
    "national": ([1, 0, 4, 4], [11, 3, 1, 8], [3, 2, 10, 11], [11, 0, 16, 21], [2, 1, 28, 104]),
    "three-level": ([1, 0, 4, 4], [5, 0, 7, 11], [3, 2, 10, 11], [8, 1, 12, 27], [2, 1, 28, 104]),
    "bottom-up": ([6, 0, 2, 1], [11, 3, 1, 8], [3, 2, 10, 11], [13, 0, 23, 12], [3, 0, 30, 102]),
}
NEEDS = {"none": (8, 34), "three-level": (19, 38)}


@pytest.fixture(scope="module")
def case():
    return qg.paper.hierarchy()


@pytest.mark.parametrize("regime", COUNTS)
def test_the_case(case, regime):
    found = stabilise(case, 0.7, regime)
    counts, strong = COUNTS[regime]
    assert list(found.counts().values()) == counts
    assert sum(one.probability_strong for one in found.pairs) == pytest.approx(strong, abs=1e-6)
    parts = [("province", None), *((n, c) for n in ("prefecture", "county") for c in (True, False))]
    assert tuple(list(found.counts(*part).values()) for part in parts) == PARTS[regime]
    border = [one for one in found.pairs if one.needs is not None]
    assert len(border) == 108
    assert sum(one.crosses for one in border) == 71
    if regime in NEEDS:
        needs = sum(one.needs for one in border), sum(one.matters for one in border)
        assert needs == NEEDS[regime]
    assert sum(one.bridge for one in found.pairs) == (64 if regime == "three-level" else 0)


@pytest.mark.slow
@pytest.mark.parametrize(("loss", "strong"), [(0, 157), (0.5, 155), (1, 151)])
def test_control_loss(case, loss, strong):
    found = stabilise(case, 0.7, "three-level", control_loss=loss)
    assert found.counts()["strong"] == strong


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "strong"),
    [
        ({"coordinator": qg.Coordinator(mediation=0.5)}, 144),
        ({"coordinator": qg.Coordinator(sharing=True)}, 143),
        ({"anticipation": "frozen"}, 156),
    ],
)
def test_other_coordinators(case, settings, strong):
    assert stabilise(case, 0.7, "three-level", **settings).counts()["strong"] == strong


BAZHONG, HANZHONG = "511900", "610700"


@pytest.mark.parametrize(
    ("regime", "value"),
    [("none", 4.043820), ("three-level", 4.123370), ("bottom-up", 4.060060)],
)
def test_bazhong_and_hanzhong_need_nobody(case, regime, value):
    found = stabilise(case, 0.7, regime).pair(HANZHONG, BAZHONG)
    assert found.founding_value == pytest.approx(value, abs=1e-6)
    assert (found.classes == "strong").all()
    assert found.probability_strong == 1
    assert found.time_to_strong == 0
    assert not found.needs


def test_impatient_bazhong_and_hanzhong_need_their_superiors(case):
    found = stabilise(case, 0.5, "none").pair(BAZHONG, HANZHONG)
    assert found.needs
    assert found.matters
    assert found.classes[3, -1] == "nominal"
    assert least_regime(case, BAZHONG, HANZHONG, 0.7) == "none"


@pytest.mark.parametrize(
    ("regime", "coordinator", "cooperating", "strong"),
    [
        ("none", qg.Coordinator(), 0.351661, 0.290545),
        ("provinces", qg.Coordinator(sharing=True), 0.351661, 0.290545),
    ],
)
def test_barrier_of_unforgiving_members(regime, coordinator, cooperating, strong):
    case = qg.paper.hierarchy(drop=None)
    args = (case, BAZHONG, HANZHONG, 0.7, regime, "friction")
    weak = pair_thresholds(*args, coordinator=coordinator)
    assert [low for low, _ in weak] == [0]
    assert weak[0][1] == pytest.approx(cooperating, abs=1e-6)
    alone = pair_thresholds(*args, coordinator=coordinator, classes=["strong"])
    assert alone[0][1] == pytest.approx(strong, abs=1e-6)


def test_no_friction_stops_forgiving_members(case):
    found = pair_thresholds(case, BAZHONG, HANZHONG, 0.7, "none", "friction")
    assert list(found) == [(0, 1)]
