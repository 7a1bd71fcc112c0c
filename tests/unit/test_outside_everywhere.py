"""Nothing better exists at any patience: thresholds, windows, and what rests on them."""

import dataclasses
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from helpers import ladder
from helpers.marks import some
from helpers.partnerships import reference
from oracles import partnership as oracle

import qinba_games as qg
from qinba_games import errors
from qinba_games.common.spans import Spans
from qinba_games.partnership.checks import thresholds as check
from qinba_games.partnership.results.evolution import CLASSES
from qinba_games.partnership.selection import regimes
from qinba_games.third_parties import attribute, cheapest_coordinator, subsidy_budget, when_it_hurts
from qinba_games.third_parties.capacities import Capacities
from qinba_games.third_parties.checks import cheaper
from qinba_games.third_parties.goal import GoalClass

SOLVER = sys.modules["qinba_games.partnership.critical_discount"]
SHARING = qg.Coordinator(sharing=True)


def shown(pair, founding=0, last=check.LAST):
    """The classes at every patience, as the witness of a solver shows them."""
    return check.read(pair, founding, regimes(pair, last=last), last)


def proved(pair, claimed, words):
    return check.agree(shown(pair), claimed, words)


def random_pair(seed):
    given, options = ladder.partnership(np.random.default_rng(seed), "none", 1)
    rounded = {k: v if isinstance(v, str) else ladder.floats(v) for k, v in options.items()}
    return qg.Partnership(*ladder.floats(list(given)), **rounded)


@pytest.fixture
def blind(monkeypatch):
    """A solver that looks at patience up to .6 only."""

    def shorten(last=0.6):
        whole = SOLVER._classes

        def some(found, k, *more):
            points = [{at: each for at, each in one.items() if at <= last} for one in found.points]
            return whole(SimpleNamespace(**vars(found) | {"points": points}), k, *more)

        monkeypatch.setattr(SOLVER, "_classes", some)

    return shorten


@pytest.mark.parametrize("name", "ABC")
@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_thresholds_of_reference_partnerships_are_proved(name, sharing):
    found = qg.critical_discount(reference(name, sharing))
    assert found.certificate.outside is True
    assert "nothing better exists" in repr(found.certificate)


@pytest.mark.slow
@pytest.mark.parametrize("seeds", some([range(4), range(4, 12)], 1))
def test_thresholds_of_random_partnerships_are_proved(seeds):
    for seed in seeds:
        assert qg.critical_discount(random_pair(seed)).certificate.outside is True, seed


#: Members hope for futures that no one equilibrium gives to all, so that states are branched on.
BRANCHED = [
    (reference("C"), 0, 0.94),
    (
        qg.Partnership(
            *([[0.6, 2.0], [2.6, 2.8]], [1.1, 0.9]),
            promotion=0.4,
            friction=0.02,
            outside=[0.2, 0.1],
            bad_times=[(0.2, [1.2, 1.0])],
        ),
        1,
        0.804,
    ),
]


@pytest.mark.parametrize(("pair", "founding", "inside"), BRANCHED)
def test_classes_are_proved_where_the_bound_is_not_reached(pair, founding, inside):
    found, claimed = shown(pair, founding), SOLVER.segments(pair, founding)
    assert qg.evolve(pair, inside).witness[1].branches
    assert found.settled
    assert check.agree(found, claimed, check.BY_NAME) is True
    (here,) = (name for name, spans in claimed.items() if inside in spans)
    for other in {*CLASSES} - {here}:
        around = Spans([(inside - 0.001, inside + 0.001)])
        wrong = {name: spans.minus(around) for name, spans in claimed.items()}
        wrong[other] = Spans.union([*wrong.get(other, ()), *around])
        assert check.agree(found, wrong, check.BY_NAME) is False


#: At trust 1 and 2 its class changes within a stretch on which the bound is not reached.
LATE = {
    "cost": [0.48, 0.93],
    "promotion": 0.57,
    "friction": 0.05,
    "outside": [0.12, 0.1],
    "detection": 0.51,
    "bad_times": [(0.31, [1.98, 1.9])],
}
FIRST, SECOND = [0.8, 1.2, 1.65], [1.12, 1.15, 2.74]


@pytest.mark.parametrize("founding", some([1, 2], 1))
def test_classes_that_change_where_the_bound_is_not_reached_are_proved(founding):
    pair = qg.Partnership(np.transpose([FIRST, SECOND]), **LATE)
    claimed = SOLVER.segments(pair, founding)
    found = shown(pair, founding)
    assert found.settled
    assert check.agree(found, claimed, check.BY_NAME) is True
    edge = float(claimed["strong"].least)
    for off in (1e-6, -1e-6):
        other = Spans([(claimed["weak"].least, edge + off)])
        wrong = {**claimed, "strong": Spans.upward(edge + off), "weak": other}
        assert check.agree(found, wrong, check.BY_NAME) is False
    benefit = np.zeros((3, 2, 2))
    benefit[:, 0, 1], benefit[:, 1, 0] = FIRST, SECOND
    for delta in (edge - 1e-5, edge + 1e-5):  # against all policies one by one
        best = oracle.best_equilibrium({**LATE, "benefit": benefit}, delta)
        (name,) = (name for low, high, name in found.rows if low <= delta <= high)
        assert best.classes[founding] == name


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_a_threshold_that_is_missed_is_refused(sharing, blind):
    pair = reference("A", sharing)
    blind()
    with pytest.raises(errors.CertificateError, match="something better exists"):
        qg.critical_discount(pair)


@pytest.mark.parametrize("off", [1e-6, -1e-6, 0.01, -0.01])
def test_a_threshold_that_is_off_is_refused(off):
    pair = reference("B")
    least = qg.critical_discount(pair).delta
    right = proved(pair, {True: Spans.upward(least)}, check.COOPERATES)
    claimed = {True: Spans.upward(least + off), False: Spans([(0, least + off)])}
    assert right is True
    assert proved(pair, claimed, check.COOPERATES) is False


def test_a_gap_without_cooperation_that_is_claimed_to_be_none_is_refused():
    pair = reference("A", "voluntary")
    least = qg.critical_discount(pair).delta
    hole = Spans([(least, 0.9), (0.9001, 1)])
    claimed = {True: hole, False: hole.complement()}
    assert proved(pair, claimed, check.COOPERATES) is False
    window = qg.pivotal_window(pair, SHARING)
    assert proved(pair, window.side(1), check.BY_NAME) is True
    narrow = {
        label: Spans.union((low, min(high, 0.99)) for low, high in spans)
        for label, spans in window.side(1).items()
    }
    narrow["isolated"] = Spans([*narrow["isolated"], (0.99, 1)])
    assert proved(pair, narrow, check.BY_NAME) is False


def test_windows_are_proved_and_what_is_overlooked_refused(blind):
    pair = reference("A")
    assert qg.pivotal_window(pair, SHARING).certificate.outside is True
    blind()
    with pytest.raises(errors.CertificateError, match="something better exists"):
        qg.pivotal_window(pair, SHARING)


def test_attributions_are_proved_and_what_is_overlooked_refused(blind):
    pair = reference("A")
    helper = qg.Coordinator(sharing=True, deposit=0.1)
    assert attribute(pair, helper).certificate.outside is True
    assert attribute(pair, helper, of="speed", delta=0.8).certificate.outside is True
    blind()
    with pytest.raises(errors.CertificateError):
        attribute(pair, helper)


def test_harm_is_proved_and_what_is_overlooked_refused(blind):
    pair = reference("A")
    found = when_it_hurts(pair, "support", [0, 0.1])
    assert found.hurts
    assert found.certificate.outside is True
    assert "intervals between the sizes" in found.open
    blind(0.75)  # sees the least patience without support, and not with it
    with pytest.raises(errors.CertificateError):
        when_it_hurts(pair, "support", [0, 0.1])


def test_what_rests_on_closed_forms_is_proved():
    game = qg.RepeatedGame(qg.prisoners_dilemma(2, -1, 3, 0), outside=[0, 0])
    helper = qg.Coordinator(sharing=True, deposit=0.2)
    assert qg.pivotal_window(game, helper).certificate.outside is True
    assert attribute(game, helper).certificate.outside is True
    for measure in ("support", "bias", "stake"):
        assert when_it_hurts(game, measure, [0, 0.1]).certificate.outside is True


def test_classes_change_inside_a_stretch_that_looks_alike_at_both_ends():
    pair = reference("A")
    strip = shown(pair, last=0.9)
    assert strip.settled
    alone = qg.pivotal_window(pair, SHARING).side(0)
    edges = [edge for spans in alone.values() for edge in spans.edges if edge < 0.9]
    for edge in edges:
        assert any(low - 2e-8 <= edge <= low + 2e-8 for low, _, _ in strip.rows)


def test_thresholds_of_members_who_cannot_leave_are_shown_beside_their_edges_alone():
    """What they are held to may change with patience: nothing follows for patience in between."""
    for mandate, sharing, outside in ((["1"], "none", [0, -0.5]), (["1", "2"], "voluntary", 0)):
        pair = dataclasses.replace(reference("A", sharing), mandate=mandate, outside=outside)
        found = qg.critical_discount(pair)
        assert regimes(pair) is None
        assert found.certificate.inside
        assert found.certificate.outside is None
        assert found.status.name == "BRACKETED"
        assert "not for patience away from what was solved" in found.guarantee


def test_equilibria_that_are_missing_are_refused():
    found = qg.nash(qg.StageGame.from_bimatrix([[4, 0], [3, 2]], [[4, 3], [0, 2]]))
    none = dataclasses.replace(found, equilibria=())
    assert not qg.verify(none).ok
    without = dataclasses.replace(found, equilibria=found.equilibria[1:])
    assert not qg.verify(without).ok


def _cost(bundle):
    return bundle.cost


CHEAPEST = [
    pytest.param("A", 0.66, {"sharing": 0.2, "deposit": 1}, "strong", marks=pytest.mark.slow),
    pytest.param("B", 0.7, {"deposit": 1, "subsidy": 2}, "cooperation", marks=pytest.mark.slow),
    ("A", 0.66, {"sharing": 0.05, "mediation": 0.3, "monitoring": 0.1}, "cooperation"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "delta", "costs", "goal"), CHEAPEST)
def test_the_cheapest_coordinator_is_proved_and_a_dearer_one_refused(
    name, delta, costs, goal, monkeypatch
):
    pair = dataclasses.replace(reference(name), detection=0.8)
    found = cheapest_coordinator(pair, delta, costs, goal=goal)
    assert found.certificate.outside is True
    for bundle in found.bundles:
        if 0 < bundle.cost < np.inf:
            told = f"levels of {' + '.join(bundle.capacities)}" in found.open
            dearer = {c: v if v is True else min(1.1 * v, 1) for c, v in bundle.levels.items()}
            cost = sum(float(v) * costs[c] for c, v in dearer.items())
            bundles = [b for b in found.bundles if b != bundle]
            bundles.append(dataclasses.replace(bundle, levels=dearer, cost=cost))
            forged = dataclasses.replace(found, bundles=tuple(sorted(bundles, key=_cost)))
            assert qg.verify(forged).ok <= told
    module = sys.modules["qinba_games.third_parties.cheapest"]
    real = module.cheapest_levels

    def wasteful(unit, reached):
        """Levels that do, and a tenth more than that."""
        return {
            chosen: None if levels is None else np.minimum(1.1 * levels, 1)
            for chosen, levels in real(unit, reached).items()
        }

    monkeypatch.setattr(module, "cheapest_levels", wasteful)
    monkeypatch.setattr(module, "cheaper_levels", lambda found, *_: found)
    with pytest.raises(errors.CertificateError, match="something better exists"):
        cheapest_coordinator(pair, delta, costs, goal=goal)


@pytest.mark.slow
def test_a_mix_that_a_search_has_missed_is_found_by_what_excludes_the_rest():
    """Of four capacities the evolution of mixes ends at 1.546, and with two of them at 1.538."""
    gains = [[1.92359629, 0.99750985], [2.22230984, 1.00966338], [2.49594726, 1.58929573]]
    terms = {"promotion": 0.86560693, "friction": 0.31096446, "detection": 0.2, "mandate": [0]}
    prices = {"monitoring": (0, 0.73055401), "mediation": (0, 1.47042527)}
    prices |= {"deposit": (0.2, 0.26862096), "subsidy": (0.2, 0.98853602)}
    found = cheapest_coordinator(
        qg.Partnership(gains, 1, drop=1, **terms), 0.24823359, prices, credibility=0.6
    )
    assert found.certificate.ok
    assert found.coordinator.capacities == ("monitoring", "deposit")
    assert found.cost < 1.54


BOUND = pytest.param(("1", "2"), marks=pytest.mark.slow)


@pytest.mark.parametrize("mandate", [(), BOUND])
def test_that_no_coordinator_does_is_proved(mandate):
    pair = dataclasses.replace(reference("C"), detection=0.8, mandate=mandate)
    none = cheapest_coordinator(pair, 0.7, {"monitoring": 0.1, "mediation": 0.3})
    assert none.coordinator is None
    assert none.certificate.outside is True


def test_the_least_subsidy_is_proved_and_a_larger_one_refused():
    pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, drop=None)
    found = subsidy_budget(pair, 0.4)
    assert found.certificate.outside is True
    more = dataclasses.replace(pair, subsidy=0.3)
    shown = qg.evolve(more, 0.4)
    worse = dataclasses.replace(found, subsidy=0.3, witness=shown, certificate=None)
    certificate = qg.verify(worse)
    assert certificate.inside
    assert certificate.outside is False


def test_who_trusts_each_other_already_needs_no_coordinator():
    """At trust 1 nothing is needed, so that something is cheaper than 1/2; at 0 nothing helps."""
    model = qg.Partnership([[1.1, 1.1], [3, 3]], 1, promotion=0.1, friction=0.3)
    for founding, cooperates in ((0, False), (1, True)):
        assert qg.evolve(model, 0.6, founding=founding).cooperates == cooperates
        given = False, ("monitoring",), np.ones(1)
        goal = GoalClass(model, 0.6, founding, "strong")
        lower = goal.below(Capacities(*given), 0.5, np.zeros(1))
        asked = cheaper.Goal(model, 0.6, founding, strong=True, credibility=1)
        least = cheaper.none_below(asked, Capacities(*given), 0.49, lower)
        assert least == (not cooperates)


@pytest.mark.parametrize(
    ("benefit", "options", "helper"),
    [
        # With no friction contributing and idling once are worth the same next to 1.
        ([[1.4, 0.3], [1.7, 0.3], [2.1, 0.5]], {"promotion": 0.5, "friction": 0.05}, "mediation"),
        # At trust 1 all contribute as soon as they can, though together it brings them nothing.
        ([[0.5, 1], [0.6, 1.4]], {"promotion": 0, "friction": 0.36, "outside": -0.6}, "subsidy"),
    ],
)
def test_edges_between_what_is_worth_the_same_are_found(benefit, options, helper):
    times = [(0.25, 0.2)] if helper == "mediation" else [(0.5, 1.2)]
    pair = qg.Partnership(benefit, 1, bad_times=times, **options)
    third_party = qg.Coordinator(sharing=True, **{helper: 1})
    found = qg.pivotal_window(pair, third_party, founding=int(helper == "subsidy"))
    assert found.certificate.ok
    assert found.certificate.outside
