"""Trees and pairs that make no sense are refused; certificates of levels notice what is changed."""

import dataclasses
import importlib
from fractions import Fraction

import numpy as np
import pytest
from matplotlib import pyplot

import qinba_games as qg
from qinba_games import errors
from qinba_games.algorithms.elimination import needs
from qinba_games.algorithms.values import Problem
from qinba_games.hierarchy.checks.levels import ReadAgain
from qinba_games.hierarchy.environments import Environment, environment_games
from qinba_games.hierarchy.proof import in_surroundings
from qinba_games.hierarchy.results import CLASSES, LevelPair
from qinba_games.hierarchy.stabilise import MEDIATOR, levels_of
from qinba_games.hierarchy.worlds import RegimeProblem
from qinba_games.partnership import compile as compile_module
from qinba_games.partnership import proof
from qinba_games.verify.door import verify_all

TREE = {"N": None, "P": "N", "Q": "N", "p": "P", "q": "Q", "r": "P", "c": "p", "d": "q", "m": "Q"}


def pair(low=1.4, step=0.3, **changes):
    benefit = [[low + step * k, low - 0.2 + step * k] for k in range(3)]
    return qg.Partnership(benefit, 1, **{"promotion": 0.6, "friction": 0, "drop": 1, **changes})


FLAT = qg.Partnership([[2, 2]], 1, promotion=0, friction=0)
BOUND = pair(mandate="all")


def tree(**changes):
    terms = {
        "parents": TREE,
        "partnerships": {
            ("P", "Q"): pair(1.3),
            ("p", "q"): pair(1.25, bad_times=[(0.2, 0.4)]),
            ("c", "d"): pair(1.35),
            ("p", "r"): pair(1.2),
            ("c", "m"): pair(1.5),
        },
        "inside": 0.08,
        "border": [0.3, 0.2, 0.1, 0.35],
        "founding": {("q", "p"): 1},
    }
    return qg.Hierarchy(**{**terms, **changes})


def test_superiors():
    levels = tree()
    assert levels.superior("c", "d") == ("p", "q")
    assert levels.superior("P", "Q") is None
    assert levels.superior("c", "m") == ("p", "m")
    assert levels.founding["p", "q"] == 1
    assert levels.crosses("c", "d")
    assert not levels.crosses("p", "r")


def test_pairs_directly_under_the_root_may_have_a_friction_of_their_own():
    usual, own = tree(), tree(root_friction=0.05)
    assert usual.root_friction == 0.35
    assert usual.friction(("P", "Q")) == [0.35]
    assert own.friction(("P", "Q")) == [0.05]
    assert own.friction(("p", "q")) == [0.3, 0.2, 0.1, 0.35]
    for regime in ("none", "national", "bottom-up"):
        found = qg.stabilise(own, 0.7, regime)
        assert qg.verify(found).ok
        assert not qg.verify(dataclasses.replace(found, hierarchy=usual)).ok
    provinces = qg.stabilise(own, 0.7, "none").pair("P", "Q")
    alone = qg.evolve(dataclasses.replace(pair(1.3), friction=0.05), 0.7)
    assert provinces.founding_value == pytest.approx(float(alone.founding_value), abs=1e-12)


def test_friction_of_the_root_as_a_fraction_keeps_exactness():
    half, benefit = Fraction(1, 2), [[2, 2], [3, 3]]
    model = qg.Partnership(benefit, 1, promotion=half, friction=0)
    terms = {"inside": 0, "border": [half] * 3, "root_friction": Fraction(1, 10)}
    levels = qg.Hierarchy({"N": None, "A": "N", "B": "N"}, {("A", "B"): model}, **terms)
    found = qg.stabilise(levels, half, "none", coordinator=qg.Coordinator(sharing=True))
    assert found.exact
    assert found.certificate.exact
    alone = qg.evolve(dataclasses.replace(model, friction=Fraction(1, 10)), half)
    assert found.pair("A", "B").founding_value == alone.founding_value


def test_a_government_goes_by_any_of_its_names():
    levels = tree(aliases={"p": ["511900", "巴中市"], "q": ["Hanzhong"]})
    assert levels.key("巴中市 ", "HANZHONG") == ("p", "q")
    assert levels.superior("511900", "Hanzhong") == ("P", "Q")
    assert levels.depth("511900") == 2
    assert levels.crosses("巴中市", "q")
    found = qg.stabilise(levels, 0.7, "none")
    assert found.pair("hanzhong", "511900").pair == ("p", "q")
    with pytest.raises(errors.UnknownNameError, match="Hanzhong2"):
        levels.key("p", "Hanzhong2")


def test_governments_of_the_case_go_by_name_code_and_chinese_name():
    case = qg.paper.hierarchy()
    assert case.key("610700", "巴中市") == ("Bazhong", "Hanzhong")
    assert ("Sichuan", "Shaanxi") == case.superior("511900", "汉中市")
    assert case.above("shennongjia") == ["Hubei", case.root]


@pytest.mark.parametrize("pair", [("c", "P"), ("P", "c"), ("N", "P"), ("c", "c")])
def test_one_government_above_the_other_is_no_pair_with_superiors(pair):
    with pytest.raises(errors.RangeError, match="none above the other") as caught:
        tree().superior(*pair)
    assert caught.value.function == "Hierarchy.superior"


@pytest.mark.parametrize("pair", [("N", "P"), ("c", "N"), ("N", "N")])
def test_nobody_stands_above_the_root(pair):
    with pytest.raises(errors.NotApplicableError, match="nobody stands above the root") as caught:
        tree().common(*pair)
    assert caught.value.function == "Hierarchy.common"


@pytest.mark.parametrize("raised", [TypeError, ValueError, ZeroDivisionError, RecursionError])
@pytest.mark.parametrize("end", ["a", "b"])
@pytest.mark.parametrize("method", ["common", "superior"])
def test_a_name_whose_hash_raises_is_no_government(method, end, raised):
    class Unhashed:
        def __hash__(self):
            raise raised("no hash")

    wrong = Unhashed()
    with pytest.raises(errors.UnknownNameError) as caught:
        getattr(tree(), method)(**{"a": "c", "b": "d", end: wrong})
    assert caught.value.function == f"Hierarchy.{method}"
    assert caught.value.argument == end
    assert caught.value.value is wrong


@pytest.mark.parametrize(
    ("changes", "kind", "argument"),
    [
        ({"parents": {"A": "B", "B": "A"}}, errors.RangeError, "parents"),
        ({"parents": {"N": None, "A": "X"}}, errors.UnknownNameError, "parents"),
        ({"parents": {"N": None, "M": None}}, errors.RangeError, "parents"),
        ({"partnerships": {("P", "X"): pair()}}, errors.UnknownNameError, "partnerships"),
        ({"partnerships": {("P", "p"): pair()}}, errors.RangeError, "partnerships"),
        (
            {"partnerships": dict.fromkeys([("P", "Q"), ("Q", "P")], FLAT)},
            errors.RangeError,
            "partnerships",
        ),
        ({"partnerships": {"PQ": pair()}}, errors.ShapeError, "partnerships"),
        ({"partnerships": {("P", "Q"): BOUND}}, errors.NotApplicableError, "partnerships"),
        (
            {"partnerships": {("P", "Q"): pair(), ("p", "q"): FLAT}},
            errors.ShapeError,
            "partnerships",
        ),
        ({"border": [0.3, 0.2]}, errors.ShapeError, "border"),
        ({"border": [0.1, 0.2, 0.1, 0.3]}, errors.RangeError, "border"),
        ({"border": [0.3, 0.2, 0.1, 0.25]}, errors.RangeError, "border"),
        ({"founding": {("P", "r"): 1}}, errors.UnknownNameError, "founding"),
        ({"founding": {("P", "Q"): 1, ("Q", "P"): 0}}, errors.RangeError, "founding"),
        ({"levels": {("p", "q"): "x", ("q", "p"): "x"}}, errors.RangeError, "levels"),
        ({"root": "P"}, errors.RangeError, "parents"),
        ({"aliases": {"p": ["x"], "q": ["X"]}}, errors.RangeError, "aliases"),
    ],
)
def test_trees_without_sense(changes, kind, argument):
    with pytest.raises(kind) as caught:
        tree(**changes)
    assert caught.value.function == "Hierarchy"
    assert caught.value.argument == argument


def test_a_pair_that_is_helped_brings_nothing_of_its_own():
    levels = tree(partnerships={("P", "Q"): pair(subsidy=0.1), ("p", "r"): pair()}, founding={})
    helper = qg.Coordinator(subsidy=0.2)
    assert qg.stabilise(levels, 0.7, "provinces", coordinator=helper).certificate.ok
    for wrong in (helper, qg.Coordinator(mandate="all")):
        with pytest.raises(errors.NotApplicableError):
            qg.stabilise(levels, 0.7, "national", coordinator=wrong)


@pytest.fixture(scope="module", params=["none", "three-level", "bottom-up"])
def solved(request):
    found = qg.stabilise(tree(), 0.75, request.param, control_loss=0.3)
    assert qg.verify(found).ok
    return found


def telling(found, key, choice=None, *, more=0):
    """The same levels with a witness of another choice in some place, or of `more` worth."""
    part, game = found.witness[key]
    rows, worth = part.play.rows.copy(), part.play.worth + more
    if choice is not None:
        one = found.pair(*key[0])
        told = (
            one.choice
            if one.constant_environment is None
            else one.constant_environment[int(key[1])]
        )
        rows[:-1, game] += choice.ravel() - told.ravel()
    part = part._replace(play=part.play._replace(rows=rows, worth=worth))
    return dataclasses.replace(found, witness={**found.witness, key: (part, game)})


@pytest.mark.parametrize("more", [1e-4, -1e-4])
def test_values_that_no_choice_brings_are_named(solved, more):
    for key in list(solved.witness)[::3]:
        judged = qg.verify(telling(solved, key, more=more))
        assert not judged.inside
        assert "action value" in repr(judged)


@pytest.mark.parametrize("more", [1, -1e-4])
def test_what_each_member_has_is_read_beside_what_all_have(solved, more):
    """Nobody's gain is judged by values that only the witness says."""
    for key, (part, game) in [*solved.witness.items()][::3]:
        worth = np.array(part.play.worth)
        worth[:-1, 0, game] += more
        shown = part._replace(play=part.play._replace(worth=worth)), game
        forged = dataclasses.replace(solved, witness={**solved.witness, key: shown})
        assert not qg.verify(forged).inside


def walk(one, leave):
    """Moves over (trust, environment), the end last, term by term."""
    (levels, places), model = one.values.shape, one.helped
    bad = [chance for chance, _ in model.bad_times]
    moves = np.zeros((levels * places + 1,) * 2)
    moves[-1, -1] = 1
    for k, z, t in np.ndindex(one.choice.shape):
        here, chance, act = k * places + z, [1 - sum(bad), *bad][t], one.choice[k, z, t]
        falls = 0 if act == leave else 1 if act else one.friction[z]
        rises = 0 if act else (1 - falls) * model.promotion
        for trust, part in ((k - model.drop, falls), (k + 1, rises), (k, 1 - falls - rises)):
            ahead = slice(places * min(max(trust, 0), levels - 1), None)
            moves[here, ahead][:places] += chance * part * one.chain[z] * (act != leave)
        moves[here, -1] += chance * (act == leave)
    return moves


def test_what_becomes_of_a_pair_follows_from_what_it_agrees_on(solved):
    """Classes, chances and times of becoming strong, and the long run, by powers of its moves."""
    kinds = set()
    for one in solved.pairs:
        leave = 4 if one.helped.sharing == "voluntary" else 2
        some, all_ = (one.choice == 0).any(axis=-1), (one.choice == 0).all(axis=-1)
        apart = (one.choice == leave).all(axis=-1)
        classes = np.select([all_, some, apart], ["strong", "weak", "isolated"], "nominal")
        assert one.classes.tolist() == classes.tolist()
        assert one.founding_class == classes[one.founding]
        assert one.founding_value == one.values[one.founding]
        moves, names = walk(one, leave), [*classes.ravel(), "dissolved"]
        first = np.ravel_multi_index(one.founding, classes.shape)
        lazy = np.linalg.matrix_power((moves + np.eye(len(moves))) / 2, 2**20)
        shares = {name: lazy[first, np.array(names) == name].sum() for name in one.long_run}
        assert one.long_run == pytest.approx(shares, abs=1e-9)
        assert list(one.long_run) == [*CLASSES, "dissolved"]
        strong = np.array(names) == "strong"
        until = np.where(strong[:, None], np.eye(len(moves)), moves)
        hit = np.linalg.matrix_power(until, 2**20)[:, strong].sum(axis=1)
        assert one.probability_strong == pytest.approx(hit[first])
        on = (hit > 1e-9) & ~strong
        waits = np.zeros(len(moves))
        waits[on] = np.linalg.solve(np.eye(on.sum()) - moves[np.ix_(on, on)], hit[on])
        time = waits[first] / hit[first] if hit[first] > 1e-9 else np.inf
        assert one.time_to_strong == pytest.approx(time)
        kinds |= {one.founding_class, hit[first] > 0, 0 < time < np.inf}
    assert kinds >= {"strong", True}


@pytest.mark.parametrize("regime", ["none", "provinces", "national", "three-level", "bottom-up"])
@pytest.mark.parametrize("anticipation", ["full", "frozen"])
def test_pairs_are_told_to_stand_where_the_tree_is_read_to_put_them(regime, anticipation):
    """Superiors, environments, frictions and help, read off the parents by the check."""
    helper = qg.Coordinator(sharing=True, mediation=0.5, monitoring=0.6, deposit=0.3, subsidy=0.1)
    models = tree().partnerships.items()
    seen = {name: dataclasses.replace(model, detection=0.4) for name, model in models}
    terms = {"coordinator": helper, "control_loss": 0.2, "anticipation": anticipation}
    found = qg.stabilise(tree(partnerships=seen), 0.9, regime, **terms)
    again = ReadAgain(found)
    again.findings()
    assert [one.pair for one in found.pairs] == list(found.hierarchy.pairs)
    for stands, period, choice in again.looks:
        for row, (pair, place, strong) in enumerate(stands):
            one = found.pair(*pair)
            if strong is not None:
                assert one.constant_environment[int(strong)].tolist() == choice[row, :, 0].tolist()
                continue
            assert one.level == found.hierarchy.levels[pair]
            assert one.superior == again.tree.over[pair]
            assert one.crosses == (len(again.tree.shared[pair]) == 1)
            assert one.environment == place.labels
            assert one.founding == (found.hierarchy.founding[pair], place.start)
            assert one.pilot == (place.source if regime == "bottom-up" else None)
            assert one.bridge == place.bridge
            assert one.coordinated == (place.bridge or place.credibility[-1] is not None)
            assert one.choice.tolist() == choice[row].tolist()
            np.testing.assert_allclose(one.values, period.joint()[row], atol=1e-12)
            np.testing.assert_allclose(one.friction, period.friction[row], atol=1e-12)
            np.testing.assert_allclose(one.chain, period.around[row], atol=1e-12)
            assert one.helped.detection == pytest.approx(period.detection[row, 0])
            assert one.helped.deposit.tolist() == pytest.approx(period.deposit[row, 0].tolist())
            assert one.helped.subsidy == pytest.approx(np.atleast_1d(period.subsidy)[row])
            own = found.hierarchy.partnerships[pair]
            assert one.helped.sharing == ("voluntary" if one.coordinated else own.sharing)
            assert one.helped.benefit is own.benefit
    assert any(one.superior for one in found.pairs)
    assert (regime == "none") != any(one.coordinated for one in found.pairs)


def test_where_a_pair_ends_depends_on_where_it_begins():
    """It keeps full trust for ever, and leaves where it has none."""
    for trust, end in ((2, "strong"), (0, "dissolved")):
        levels = tree(
            partnerships={("P", "Q"): pair(0.3, 0.9)}, founding={("P", "Q"): trust}, border=[0] * 4
        )
        (one,) = qg.stabilise(levels, 0.7, "none").pairs
        assert one.long_run == {name: float(name == end) for name in one.long_run}
        expected = (1, 0) if end == "strong" else (0, np.inf)
        assert (one.probability_strong, one.time_to_strong) == expected


def test_several_are_solved_and_judged_together_as_each_alone():
    """Worlds that differ in all that may differ: patience, friction, founding trust, regime."""
    asked = [
        (tree(), 0.75, "none"),
        (tree(inside=0.3), 0.4, "three-level"),
        (tree(founding={}), 0.9, "national"),
    ]
    worlds = [RegimeProblem(levels, delta, of, MEDIATOR, 0.1, False) for levels, delta, of in asked]
    found = levels_of(worlds)
    alone = [qg.stabilise(levels, delta, of, control_loss=0.1) for levels, delta, of in asked]
    for one, other in zip(found, alone, strict=True):
        assert [each.founding_class for each in one.pairs] == [
            each.founding_class for each in other.pairs
        ]
        values = [[each.founding_value for each in levels.pairs] for levels in (one, other)]
        assert np.allclose(*values, rtol=0, atol=1e-12)
        assert (one.certificate.inside, one.certificate.outside) == (True, True)
    keys = list(found[1].witness)
    witness = dict(zip(keys, [found[1].witness[key] for key in reversed(keys)], strict=True))
    first = found[1].pairs[0].pair
    for forged in (
        dataclasses.replace(found[1], witness=witness),
        telling(found[1], (first, False), more=1e-4),
    ):
        judged = verify_all([found[0], forged, found[2]])
        assert [each.ok for each in judged] == [True, False, True]


@pytest.mark.parametrize("rule", ["none", "equal", [0.5] * 2])
def test_a_mistaken_solver_is_refused(monkeypatch, rule):
    """A friction map shifted by one trust level, and a chain that lags by one period."""
    solving = importlib.import_module("qinba_games.hierarchy.solving")
    right = solving.environment_games
    pairs = {
        names: dataclasses.replace(model, sharing=rule)
        for names, model in tree().partnerships.items()
    }
    helper = qg.Coordinator(sharing=rule == "none", mediation=0.5)

    def shifted(models, around):
        return right(models, [one._replace(friction=np.roll(one.friction, 1)) for one in around])

    def lagging(models, around):
        return right(models, [one._replace(chain=np.eye(len(one.chain))) for one in around])

    for mistake in (shifted, lagging):
        monkeypatch.setattr(solving, "environment_games", mistake)
        with pytest.raises(errors.CertificateError):
            qg.stabilise(tree(partnerships=pairs), 0.75, "three-level", coordinator=helper)


def test_flat_games_have_a_limit():
    levels = tree(
        partnerships={("P", "Q"): pair(sharing="equal"), ("p", "r"): pair(detection=0.5)},
        founding={},
    )
    found = qg.stabilise(levels, 0.7, "none")
    for names in (("P", "Q"), ("p", "r")):
        with pytest.raises(errors.NotApplicableError):
            found.flat(*names)


def test_least_regime_that_makes_a_pair_strong_some_day():
    pair = qg.Partnership([[2, 2], [3, 3]], 1, promotion=0.5, friction=0, bad_times=[(0.3, 0.8)])
    tree = {"nation": None, "A": "nation", "B": "nation", "a": "A", "b": "B"}
    levels = qg.Hierarchy(
        tree, {("A", "B"): pair, ("a", "b"): pair}, inside=0.1, border=[0.3, 0.2, 0.4]
    )
    for delta, first, some_day in (
        (0.52, None, None),
        (0.55, None, "three-level"),
        (0.6, *["none"] * 2),
    ):
        assert qg.least_regime(levels, "a", "b", delta) == first
        assert qg.least_regime(levels, "a", "b", delta, goal="becomes strong") == some_day
    helped = qg.stabilise(levels, 0.55, "three-level").pair("a", "b")
    assert (helped.founding_class, helped.probability_strong) == ("weak", pytest.approx(1))


def test_least_regime_and_thresholds():
    levels = tree()
    assert qg.least_regime(levels, "d", "c", 0.9) == "none"
    assert qg.least_regime(levels, "d", "c", 0.1) is None
    spans = qg.pair_thresholds(levels, "p", "q", 0.75, "three-level")
    for low, high in spans:
        below = qg.stabilise(levels, low - 1e-6, "three-level").pair("p", "q").founding_class
        above = qg.stabilise(levels, low + 1e-6, "three-level").pair("p", "q").founding_class
        assert below not in ("weak", "strong")
        assert above in ("weak", "strong")
        assert high <= 1


def test_a_bridge_carries_friction_that_a_pair_cannot_bear_alone():
    """Superiors that trust each other whatever the border costs, and a pair unequal in gains."""
    over = qg.Partnership([[9, 9]], 1, promotion=0, friction=0)
    poor = qg.Partnership([[4, 0.9]], 1, promotion=0, friction=0, drop=None)
    pairs = {("P", "Q"): over, ("p", "q"): poor}
    helper = {"coordinator": qg.Coordinator(sharing=True)}
    made = qg.Hierarchy(TREE, pairs, inside=0, border=[0.1, 0.1])
    spans = qg.pair_thresholds(made, "p", "q", 0.7, "three-level", "friction", **helper)
    assert qg.pair_thresholds(made, "p", "q", 0.7, "national", "friction", **helper) == ()
    ((_, edge),) = spans
    assert edge == pytest.approx(1 - 2 / (0.7 * 4.9))  # joint gain, both costs
    for friction in (0.1, edge - 1e-6, edge + 1e-6, 0.9):
        levels = qg.Hierarchy(TREE, pairs, inside=0, border=[friction, friction])
        found = qg.stabilise(levels, 0.7, "three-level", **helper).pair("p", "q")
        assert found.bridge
        assert (found.founding_class == "strong") == (friction < edge)


def test_layers_are_the_counts_and_stand_in_the_picture(solved):
    layers = solved.layers()
    # read off TREE: provinces first, every pair in one row
    rows = ("1, across", "2, inside", "2, across", "3, across")
    assert list(layers) == [f"depth {row}" for row in rows]
    assert sum(sum(row.values()) for row in layers.values()) == len(solved.pairs)
    ax = solved.plot()
    assert [label.get_text() for label in ax.get_yticklabels()] == list(layers)
    assert sum(bar.get_width() for bar in ax.patches) == len(solved.pairs)
    assert solved.plot(ax) is ax
    pyplot.close(ax.figure)


def test_the_picture_of_a_pair_names_its_environments(solved):
    for one in solved.pairs:
        ax = one.plot()
        names = [label.get_text() for label in ax.get_xticklabels()]
        assert len(names) == max(1, len(one.environment))
        shown = np.asarray(ax.collections[0].get_array(), dtype=int).reshape(one.classes.shape)
        assert np.array(CLASSES, dtype=object)[shown].tolist() == one.classes.tolist()
        pyplot.close(ax.figure)


def test_environments_of_a_third_level_are_told_in_short():
    below = qg.stabilise(tree(), 0.75, "none").pair("c", "d").plot()
    assert "1/apart" in [label.get_text() for label in below.get_xticklabels()]
    pyplot.close(below.figure)


@pytest.mark.parametrize("sharing", [True, False])
@pytest.mark.parametrize("subsidy", [0, 0.1])
def test_bridges_watch_while_superiors_are_together(sharing, subsidy):
    """Monitoring and deposits of a bridge end with the superior pair; the check sees both sides."""
    helper = qg.Coordinator(sharing=sharing, monitoring=0.6, deposit=0.3, subsidy=subsidy)
    pairs = {
        name: dataclasses.replace(model, detection=0.4)
        for name, model in tree().partnerships.items()
    }
    levels = tree(partnerships=pairs)
    found = qg.stabilise(levels, 0.9, "three-level", coordinator=helper)
    assert any(one.bridge for one in found.pairs)
    assert qg.stabilise(levels, 0.9, "bottom-up", coordinator=helper).certificate.ok


WATCHED = {
    "monitoring": {"deposit": 0.3, "credibility": 0.7},
    "deposit": {"monitoring": 0.3, "subsidy": 0.1, "credibility": 0.7},
    "credibility": {"monitoring": 0.6, "deposit": 0.5},
}


@pytest.mark.parametrize("regime", ["national", "three-level"])
@pytest.mark.parametrize("sharing", [True, False])
@pytest.mark.parametrize("moved", WATCHED)
@pytest.mark.slow
def test_a_weaker_coordinator_is_seen_iff_it_changes_what_holds(regime, sharing, moved):
    """What only deviations depend on: the check refuses where the solver finds something else."""
    hidden = {
        name: dataclasses.replace(model, detection=0.3)
        for name, model in tree().partnerships.items()
    }
    levels, seen = tree(partnerships=hidden), []
    fixed = {"sharing": sharing, **WATCHED[moved]}

    def solved_by(x):
        helper = qg.Coordinator(**{**fixed, moved: x})
        return qg.stabilise(levels, 0.76, regime, coordinator=helper, control_loss=0.2)

    best = solved_by(1.0)
    for x in np.linspace(0.02, 1, 5).tolist():
        other = solved_by(x)
        pairs = list(zip(best.pairs, other.pairs, strict=True))
        same = all(np.array_equal(one.choice, two.choice) for one, two in pairs)
        same &= all((one.needs, one.matters) == (two.needs, two.matters) for one, two in pairs)
        swapped = dataclasses.replace(best, coordinator=other.coordinator)
        assert qg.verify(swapped).ok == same, x
        seen.append(same)
    assert seen[-1]
    assert not seen[0]


def in_parts(number, regime, delta, detection, ties, loss=0, **helper):
    """Levels in fractions or in floats, all numbers in twentieths."""

    def part(*counts):
        return [number(k) / 20 for k in counts]

    (promotion, detection, delta, loss), times = part(12, detection, delta, loss), part(4, 8)
    benefit = [part(27, 23), part(33, 29), part(39, 35)]
    terms = {
        "promotion": promotion,
        "friction": 0,
        "detection": detection,
        "bad_times": [tuple(times)],
    }
    pairs = dict.fromkeys(ties, qg.Partnership(benefit, 1, **terms))
    levels = tree(partnerships=pairs, inside=number(2) / 25, border=part(6, 4, 2, 7))
    watch = dict(zip(("monitoring", "deposit", "credibility"), part(10, 6, 18), strict=True))
    helper = qg.Coordinator(mediation=number(1) / 2, **watch, **helper)
    return qg.stabilise(levels, delta, regime, coordinator=helper, control_loss=loss)


@pytest.mark.parametrize("sharing", [True, False])
@pytest.mark.parametrize("regime", ["none", "three-level", "bottom-up"])
def test_floats_are_what_fractions_say(regime, sharing):
    """Two solvers: arrays of pairs, and trust games on (trust, environment)."""
    asked = regime, 17, 8, [("P", "Q"), ("p", "q")], 2
    exact, found = (in_parts(number, *asked, sharing=sharing) for number in (Fraction, float))
    assert exact.exact
    assert not found.exact
    for one, two in zip(exact.pairs, found.pairs, strict=True):
        assert one.choice.tolist() == two.choice.tolist()
        assert one.bridge == two.bridge
        np.testing.assert_allclose(one.values.astype(float), two.values, atol=1e-12)
        np.testing.assert_allclose(one.chain.astype(float), two.chain, atol=1e-12)


@pytest.mark.parametrize(("regime", "delta"), [("three-level", 17), ("provinces", 10)])
def test_fractions_tell_places_where_breaches_are_seen_from_others(regime, delta):
    """Nobody sees them but a coordinator: a bridge for a while, or an inner one."""
    asked = regime, delta, 0, [("P", "Q"), ("p", "q"), ("p", "r")]
    exact, found = (in_parts(number, *asked).pairs for number in (Fraction, float))
    assert [one.classes.tolist() for one in exact] == [one.classes.tolist() for one in found]


def test_members_of_pairs_are_called_as_they_like():
    def founded(*names):
        ties = zip([("P", "Q"), ("p", "q"), ("p", "r")], names, strict=True)
        pairs = {tie: pair(members=list(both), sharing=[0.6, 0.4]) for tie, both in ties}
        found = qg.stabilise(tree(partnerships=pairs, founding={}), 0.8, "none")
        return [one.values.tolist() for one in found.pairs]

    assert founded("ab", "cd", "ac") == founded("ab", "ab", "ab")


@pytest.mark.parametrize(("deposit", "founded"), [(0.8, "strong"), (0, "isolated")])
def test_deposits_of_its_own_hold_a_pair_together(deposit, founded):
    """At delta = 1/2 the burden of 1 is more than the future, 0.3, can carry without a deposit."""
    own = qg.Partnership([[1.3, 1.3]] * 3, 1, promotion=0.5, friction=0, deposit=deposit)
    levels = tree(partnerships={("P", "Q"): own}, founding={}, border=[0.0, 0, 0, 0])
    found = qg.stabilise(levels, 0.5, "none")
    assert found.pairs[0].founding_class == founded
    assert qg.verify(found).ok


@pytest.mark.parametrize("detection", [0, 0.5])
def test_whoever_saves_nothing_by_a_breach_nobody_sees_commits_none(detection):
    own = qg.Partnership(
        [[1.3, 1.3]] * 3, 0, promotion=0.5, friction=0, detection=detection, sharing="voluntary"
    )
    levels = tree(partnerships={("P", "Q"): own}, founding={}, border=[0.0, 0, 0, 0])
    assert qg.stabilise(levels, 0.5, "none").pairs[0].founding_class == "strong"


@pytest.mark.parametrize(
    ("sharing", "gain", "action"), [("none", 3, "idle"), ("voluntary", np.inf, "any")]
)
def test_whoever_saves_by_a_breach_nobody_sees_commits_it(sharing, gain, action):
    own = qg.Partnership(
        [[4.2, 4.2]] * 3, 4, promotion=0.5, friction=0, detection=0, sharing=sharing
    )
    levels = tree(partnerships={("P", "Q"): own}, founding={}, border=[0.0] * 4)
    found = qg.stabilise(levels, 0.25, "none")
    (one,) = found.pairs
    certificate = qg.verify(telling(found, (one.pair, False), 0 * one.choice))
    assert (certificate.ok, certificate.action) == (False, action)
    assert certificate.largest_gain == pytest.approx(gain)


def test_a_pair_of_large_numbers_hides_no_other():
    """The one may gain 0.006 by rounding, and gains nothing; the other gains 0.005 by a breach."""

    def solved_with(deposit):
        terms = {"promotion": 0.5, "friction": 0}
        own = qg.Partnership([[1.3, 1.3]] * 3, 1, deposit=deposit, **terms)
        hopeless = qg.Partnership([[4e5, 4e5]] * 3, 1e6, **terms)
        pairs = {("P", "Q"): own, ("p", "r"): hopeless}
        levels = tree(partnerships=pairs, founding={}, border=[0.0] * 4, inside=0)
        return qg.stabilise(levels, 0.5, "none")

    held, less = solved_with(0.8), solved_with(0.69)
    forged = dataclasses.replace(held, hierarchy=less.hierarchy)
    assert qg.verify(forged).largest_gain == pytest.approx(0.005)
    assert not qg.verify(forged).ok


def test_trust_on_trust_has_a_limit():
    many = qg.Partnership([[2, 2]] * 13, 1, promotion=0.5, friction=0)
    names = {("P", "Q"): many, ("p", "q"): many, ("c", "d"): many}
    levels = tree(partnerships=names, border=[0.3] * 14, founding={})
    with pytest.raises(errors.RangeError, match="2379 states"):
        qg.stabilise(levels, 0.7, "none")
    with pytest.raises(errors.RangeError, match=r"least_regime.*2379 states"):
        qg.least_regime(levels, "c", "d", 0.7)
    with pytest.raises(errors.RangeError, match=r"pair_thresholds.*2379 states"):
        qg.pair_thresholds(levels, "P", "Q", 0.7, "bottom-up")
    assert qg.least_regime(levels, "P", "Q", 0.7) == "none"  # nothing stands above it


def test_whoever_asks_is_named_where_a_capacity_means_nothing_between_levels():
    with pytest.raises(errors.NotApplicableError, match=r"least_regime\(\).*stake"):
        qg.least_regime(tree(), "P", "Q", 0.7, coordinator=qg.Coordinator(stake=0.1))


def at_patience_of(better, worse):
    """What holds with little patience, said of more."""
    return dataclasses.replace(worse, delta=better.delta)


@pytest.mark.parametrize("regime", ["none", "national", "three-level", "bottom-up"])
@pytest.mark.slow
def test_levels_are_proved_to_be_the_best_and_which_superiors_matter(regime):
    found = qg.stabilise(tree(), 0.8, regime)
    assert found.certificate.outside is True
    assert found.open == ()
    apart = at_patience_of(found, qg.stabilise(tree(), 0.05, regime))
    assert any(one.founding_class != "isolated" for one in found.pairs)
    assert all(one.founding_class == "isolated" for one in apart.pairs)
    assert not qg.verify(apart).ok
    for one in found.pairs:
        if one.needs is None:
            continue
        full = one.constant_environment[:, one.founding[0]] == 0
        low, high = full.any(axis=-1).tolist()
        assert one.needs == (high and not low)
        assert one.matters >= (full.all(axis=-1).tolist() != [all(full[0])] * 2 or low != high)
        for strong, acts in (
            (False, one.constant_environment[0]),
            (True, one.constant_environment[1]),
        ):
            for other in (
                one.constant_environment[int(not strong)],
                acts + 1,
                0 * acts + np.max(one.constant_environment),
            ):
                same = np.array_equal(other, acts)
                assert qg.verify(telling(found, (one.pair, strong), other)).ok == same


@pytest.mark.parametrize("regime", ["none", "national", "three-level", "bottom-up"])
def test_who_leaves_a_constant_environment_does_not_idle_instead(regime):
    """Both are worth as much, and which of them it is follows from the order of choices."""
    found = qg.stabilise(tree(), 0.05, regime)
    for one in found.pairs:
        for strong in () if one.constant_environment is None else (False, True):
            acts = one.constant_environment[int(strong)].copy()
            assert set(acts.ravel().tolist()) <= {2, 4}
            acts[2] -= 1
            assert not qg.verify(telling(found, (one.pair, strong), acts)).ok


def test_pairs_in_floats_may_have_a_coordinator_in_fractions():
    half = Fraction(1, 2)
    helper = qg.Coordinator(sharing=True, mediation=half, monitoring=half, deposit=half)
    floats = qg.Coordinator(sharing=True, mediation=0.5, monitoring=0.5, deposit=0.5)
    one, other = (qg.stabilise(tree(), 0.6, "national", coordinator=c) for c in (helper, floats))
    for a, b in zip(one.pairs, other.pairs, strict=True):
        assert a.choice.tolist() == b.choice.tolist()
        np.testing.assert_allclose(a.values.astype(float), b.values, atol=1e-12)


@pytest.mark.parametrize("loss", [-1, 1.5, Fraction(3, 2)])
def test_no_more_credibility_is_lost_than_there_is(loss):
    found = qg.stabilise(tree(), 0.05, "none")
    assert not qg.verify(dataclasses.replace(found, control_loss=loss)).ok


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
@pytest.mark.parametrize("seed", range(6))
def test_surroundings_are_read_as_they_are_compiled(sharing, seed):
    """Two tables of different hands: what rows are worth, and what upholds them."""
    rng = np.random.default_rng(seed)
    places, levels = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    drop, count = [1, 2, None][seed % 3], 3
    models = [
        qg.Partnership(
            np.sort(rng.uniform(0.5, 2, (levels, 2)), axis=0),
            rng.uniform(0.5, 1, 2),
            outside=rng.uniform(-0.2, 0.2, 2),
            promotion=rng.random(),
            friction=0,
            drop=drop,
            detection=rng.uniform(0.3, 1),
            deposit=rng.uniform(0, 0.2),
            bad_times=[(0.3, rng.uniform(0, 0.5, 2))] * (seed % 2),
            sharing=sharing,
        )
        for _ in range(count)
    ]
    seen = 0.2 * (seed % 4 > 0)
    aparts = [dataclasses.replace(model, detection=seen, deposit=0.05) for model in models]
    trust = np.append(np.arange(places - 1), -1)
    friction, chain = rng.random((count, places)), rng.dirichlet(np.ones(places), (count, places))
    around = [Environment(trust, *both) for both in zip(friction, chain, aparts, strict=True)]
    delta = rng.uniform(0.3, 0.9, count)
    compiled = compile_module.table_of(environment_games(models, around), delta)
    tables = []
    for z in range(places):
        here = aparts if trust[z] < 0 else models
        here = [
            dataclasses.replace(m, friction=f) for m, f in zip(here, friction[:, z], strict=True)
        ]
        tables.append(proof.table_of(here, delta, exact=False))
    again = in_surroundings(tables, chain)
    assert (compiled.open == again.open).all()
    starts = rng.normal(size=(levels * places + 1, compiled.sums.shape[1], count))
    worth = [Problem(table, table.sums).worth(starts) for table in (compiled, again)]
    np.testing.assert_allclose(*worth, atol=1e-12)
    known = rng.normal(size=(levels * places + 1, 2, count))
    known[:-1] = 0
    due = [needs(table, known).due for table in (compiled, again)]
    np.testing.assert_allclose(*due, atol=1e-12)


@pytest.mark.parametrize("seed", [72, 182, 248, 338])
@pytest.mark.slow
def test_looking_ahead_deletes_nothing_that_is_best(seed):
    """Also where somebody never earns what it spends, and would only lose more by leaving."""
    rng = np.random.default_rng(seed)

    def drawn():
        benefit = np.sort(rng.uniform([0.6, 0.6], [2.5, 1.4], (3, 2)), axis=0)
        outside = rng.uniform(-0.2, 0, 2)
        return qg.Partnership(benefit, 1, outside=outside, promotion=rng.random(), friction=0)

    ties = [("P", "Q"), ("p", "q"), ("r", "m"), ("p", "m"), ("r", "q"), ("c", "d"), ("c", "m")]
    levels = tree(partnerships={tie: drawn() for tie in ties}, founding={})
    asked = levels, rng.choice([0.5, 0.8, 0.9]), rng.choice(["none", "bottom-up"])
    found = qg.stabilise(*asked, anticipation="frozen")
    assert found.proven
    assert found.certificate.outside


def test_pairs_have_all_their_fields_and_no_other(solved):
    names = {field.name for field in dataclasses.fields(LevelPair)}
    assert all(vars(one).keys() >= names for one in solved.pairs)
    assert all(dataclasses.replace(one) == one for one in solved.pairs)


def test_patience_that_only_fractions_tell_is_refused_beside_floats():
    pair = qg.Partnership([[2, 2], [3, 3]], 1, promotion=Fraction(1, 2), friction=0)
    tree = {"nation": None, "A": "nation", "B": "nation"}
    levels = qg.Hierarchy(
        tree, {("A", "B"): pair}, inside=Fraction(1, 10), border=[Fraction(1, 3), 0, Fraction(1, 3)]
    )
    delta, exact = 1 - Fraction(1, 10**9), qg.Coordinator(sharing=True)
    assert qg.stabilise(levels, delta, "none", coordinator=exact).exact
    assert qg.least_regime(levels, "A", "B", delta, coordinator=exact)
    for ask in (
        lambda: qg.stabilise(levels, delta, "none"),
        lambda: qg.least_regime(levels, "A", "B", delta),
        lambda: qg.plan(levels, 1, prices={"sharing": 1}, delta=delta),
    ):
        with pytest.raises(errors.DiscountError, match="rounding of floats"):
            ask()
