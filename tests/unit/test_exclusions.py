"""That nothing cheaper does: what a witness of it says, and what is wrong with another one."""

import dataclasses
import functools
import sys
from fractions import Fraction

import numpy as np
import pytest
from helpers.changes import at, plus, put
from helpers.partnerships import reference

import qinba_games as qg
from qinba_games import errors
from qinba_games.game.table import of_games
from qinba_games.third_parties import cheapest_coordinator, subsidy_budget
from qinba_games.third_parties.capacities import Capacities
from qinba_games.third_parties.checks import cheaper
from qinba_games.third_parties.goal import GoalClass
from qinba_games.third_parties.results.cheapest import Exclusion

HALF = Fraction(1, 2)
#: Half of all breaches are seen: for a goal two graded capacities are needed.
PLAIN = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, detection=0.5)
#: Three levels of trust, bad times, fractions; with sharing members can take turns.
LEVELS = qg.Partnership(
    [[Fraction(6, 5), Fraction(8, 5)], [Fraction(9, 5), Fraction(17, 10)], [Fraction(9, 4), 2]],
    [1, Fraction(11, 10)],
    promotion=HALF,
    friction=Fraction(1, 10),
    detection=Fraction(4, 5),
    bad_times=[(Fraction(1, 4), [HALF, HALF])],
)
BOTH, ONE = ("monitoring", "deposit"), ("deposit",)


@functools.cache
def found(name):
    """An answer, and the numbers of its bundles by their capacities."""
    if name == "plain":
        one = cheapest_coordinator(PLAIN, 0.4, {"monitoring": 1, "deposit": 3})
    else:
        costs = {"sharing": Fraction(1, 20), "mediation": Fraction(3, 10), "deposit": 1}
        one = cheapest_coordinator(LEVELS, 0.6, costs, goal="cooperation", founding=1)
    return one, {bundle.capacities: k for k, bundle in enumerate(one.bundles)}


def judged(name, changes):
    """The certificate of an answer in whose record something is changed."""
    one, place = found(name)
    record = one.record
    for (bundle, path), change in changes.items():
        record = at(record, f"{place[bundle]}.{path}" if path else f"{place[bundle]}", change)
    return qg.verify(dataclasses.replace(one, record=record))


def refused(name, changes):
    return not judged(name, changes).ok


def without(*games):
    """The same without some of the levels, in every part."""

    def change(lower):
        rest = [k for k in range(len(lower.levels)) if k not in games]
        return Exclusion(lower.levels[rest], of_games(lower.tree, rest))

    return change


def always(value):
    return lambda _: value


LOWER, ROUND = "lower.levels", "lower.tree.rounds.0"
#: What is changed in the witness of two graded capacities.
FORGED = {
    "no number": {LOWER: put((0, 0), np.nan)},
    "no end": {LOWER: put((0, 1), np.inf)},
    "below nothing": {LOWER: put((0, 0), -0.1)},
    "more than there is": {LOWER: put((0, 0), 1.01)},
    "one less": {LOWER: lambda levels: levels[1:]},
    "one twice": {LOWER: lambda levels: np.concatenate([levels[:1], levels])},
    "none": {LOWER: lambda levels: levels[:0]},
    "a capacity less": {LOWER: lambda levels: levels[:, :1]},
    "in a row": {LOWER: np.ravel},
    "the other way round": {LOWER: lambda levels: levels[:, ::-1]},
    "whole numbers": {LOWER: lambda levels: levels.astype(int)},
    "objects": {LOWER: lambda levels: levels.astype(object)},
    "a list": {LOWER: lambda levels: levels.tolist()},
    "no levels": {LOWER: always(None)},
    "higher": {LOWER: plus(1e-3, ..., 1)},
    "lower": {LOWER: lambda levels: levels * 0.999},
    "the first left out": {"lower": without(0)},
    "one in the middle left out": {"lower": without(20)},
    "the last left out": {"lower": without(-1 % 63)},
    "all left out": {"lower": always(Exclusion(np.empty((0, 2)), None))},
    "no tree": {"lower.tree": always(None)},
    "no rounds": {"lower.tree.rounds": always(())},
    "a round twice": {"lower.tree.rounds": lambda rounds: rounds * 2},
    "a parting row": {f"{ROUND}.eliminated": lambda gone: gone & False},
    "one does not fall": {f"{ROUND}.eliminated": put((..., 3), False)},
    "more falls": {f"{ROUND}.eliminated": lambda gone: gone | True},
    "numbers fall": {f"{ROUND}.eliminated": lambda gone: gone.astype(int)},
    "a game less": {f"{ROUND}.eliminated": lambda gone: gone[:, 1:]},
    "lower bounds": {f"{ROUND}.bounds.worth": plus(-1e-3)},
    "a lower bound of one": {f"{ROUND}.bounds.worth": plus(-1e-3, ..., 5)},
    "higher bounds": {f"{ROUND}.bounds.worth": plus(1)},
    "bounds that are none": {f"{ROUND}.bounds.worth": put((0, 0, 0), np.nan)},
    "bounds without end": {f"{ROUND}.bounds.worth": put((0, 0, 0), np.inf)},
    "bounds of a pool": {f"{ROUND}.bounds.worth": lambda worth: worth[:, :1]},
    "harder punishments": {f"{ROUND}.bounds.punishment": plus(1)},
    "milder punishments": {f"{ROUND}.bounds.punishment": plus(-5)},
    "last bounds": {"lower.tree.bounds.worth": plus(-1)},
}


@pytest.mark.parametrize("change", FORGED)
def test_forged_levels_of_two_capacities_are_refused(change):
    changes = {(BOTH, path): how for path, how in FORGED[change].items()}
    assert refused("plain", changes)


#: What is changed in the witness of a single capacity, and of members who take turns.
PLAYED = {
    "another play": {"play.play.rows": lambda rows: rows + 1},
    "leaving": {"play.play.rows": put(0, 2)},
    "worth more": {"play.play.worth": plus(0.1)},
    "no number": {"play.play.worth": put((0, 0, 0), np.nan)},
    "something better": {"play.tree.bounds.worth": plus(-1)},
    "games twice": {"play.play.rows": lambda rows: np.repeat(rows, 2, axis=1)},
}


@pytest.mark.parametrize("change", PLAYED)
def test_forged_plays_of_a_single_capacity_are_refused(change):
    changes = {(ONE, path): how for path, how in PLAYED[change].items()}
    assert refused("plain", changes)


def test_the_play_of_another_level_is_refused():
    one, place = found("plain")
    none = GoalClass(PLAIN, 0.4, 0, "strong")
    alone = none.play(Capacities(False, ONE, np.ones(1)), np.zeros(1))
    assert one.bundles[place[ONE]].cost < np.inf
    assert refused("plain", {(ONE, "play"): always(alone)})


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record[1:],
        lambda record: (*record, record[-1]),
        lambda record: (record[0], *record),
        lambda record: (record[1], record[0], *record[2:]),
        lambda record: (),
    ],
)
def test_another_record_than_one_of_each_bundle_is_refused(change):
    one = found("plain")[0]
    assert qg.verify(one).outside
    assert not qg.verify(dataclasses.replace(one, record=change(one.record))).ok


def test_less_may_be_shown_and_then_less_is_said():
    one, place = found("plain")
    assert judged("plain", {(BOTH, "lower"): always(None)}).outside is None
    for changes in ({(ONE, "play"): always(None)}, {(ONE, "least"): always(False)}):
        certificate = judged("plain", changes)
        assert certificate.outside
        assert not certificate.proven[place[ONE]]
        assert one.certificate.proven[place[ONE]]


#: Where members take turns, on three levels of trust.
TURNS = ("sharing", "deposit")
FURTHER = {
    "a level": {(TURNS, LOWER): plus(1e-3)},
    "a little less": {(TURNS, LOWER): plus(-1e-4)},
    "the last round": {(TURNS, "lower.tree.rounds"): lambda rounds: rounds[:-1]},
    "the first round": {(TURNS, "lower.tree.rounds"): lambda rounds: rounds[1:]},
    "rounds in another order": {(TURNS, "lower.tree.rounds"): lambda rounds: rounds[::-1]},
    "a bound at trust 2": {(TURNS, f"{ROUND}.bounds.worth"): plus(-1e-3, 2)},
    "what falls at trust 1": {(TURNS, f"{ROUND}.eliminated"): put(slice(10, 20), False)},
    "the record of other levels": {
        (("sharing", "mediation", "deposit"), "lower"): without(*range(1, 57))
    },
    "of those who share": {(("deposit",), "lower"): lambda _: shown(TURNS).lower},
    "of those who do not": {(TURNS, "lower"): lambda _: shown(("deposit",)).lower},
}


def shown(bundle):
    one, place = found("levels")
    return one.record[place[bundle]]


@pytest.mark.slow
@pytest.mark.parametrize("change", FURTHER)
def test_forged_witnesses_of_members_who_take_turns_are_refused(change):
    assert found("levels")[0].certificate.outside
    assert refused("levels", FURTHER[change])


@pytest.mark.slow
def test_nothing_that_is_excluded_reaches_the_goal():
    """Levels by chance that cost less lie below a corner, and do not do."""
    rng = np.random.default_rng(3)
    for name, names in (("plain", BOTH), ("levels", ("mediation", "deposit"))):
        one, place = found(name)
        sharing = "sharing" in one.prices
        lower = one.record[place[(*["sharing"] * sharing, *names)]].lower
        unit = np.array([float(one.prices[each][1]) for each in names])
        rest = float(one.cost) - sum(float(one.prices["sharing"][1]) for _ in range(sharing))
        tried = rng.dirichlet(np.ones(3), 400)[:, :2] * rest / unit
        tried = tried[(tried[:, 0] <= 1) & (tried @ unit < rest - 1e-5)]
        assert len(tried) > 100
        assert all((lower.levels >= each).all(axis=1).any() for each in tried)
        for each in tried[:40].tolist():
            helper = qg.Coordinator(sharing=sharing, **dict(zip(names, each, strict=True)))
            with_it = qg.evolve(one.model, one.delta, coordinator=helper, founding=one.founding)
            assert with_it.classes[one.founding] not in ("strong", "weak")[: 1 + sharing]


def test_forged_subsidies_are_refused():
    pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, drop=None)
    one = subsidy_budget(pair, 0.4)
    assert one.record.levels.shape == (1, 1)
    for path, change in (
        ("levels", plus(1e-3)),
        ("levels", plus(-1e-3)),
        ("levels", put((0, 0), np.nan)),
        ("tree.rounds", always(())),
        ("tree", always(None)),
    ):
        forged = dataclasses.replace(one, record=at(one.record, path, change))
        assert not qg.verify(forged).ok, path
    assert qg.verify(dataclasses.replace(one, record=None)).outside is None


@pytest.mark.parametrize(("name", "holds"), [("mediation", False), ("deposit", True)])
def test_a_record_of_more_mediation_needs_hopes_that_do_not_fall_with_trust(name, holds):
    """With less of it trust is lost more often: that loosens what is worth more without it."""
    pair = qg.Partnership([[1.2, 1.2]] * 2, 1, promotion=0.5, friction=0.2)
    given = False, (name,), np.ones(1)
    lower = GoalClass(pair, 0.5, 0, "strong").below(Capacities(*given), 0.1, np.zeros(1))
    asked = cheaper.Goal(pair, 0.5, 0, strong=True, credibility=1)
    # Bounds all the same, and the rows fall under them as well.
    more = plus(np.array([0.1, 0.05, 0])[:, None, None])
    other = at(lower, "tree.rounds.0.bounds.worth", more)
    less = Capacities(*given), 0.099
    assert cheaper.none_below(asked, *less, lower) is True
    assert cheaper.none_below(asked, *less, other) is holds


def test_a_solver_that_skips_a_box_is_refused(monkeypatch):
    module = sys.modules["qinba_games.third_parties.solvers.exclusion"]
    real = module._halves

    def some(*given):
        return tuple(part[1:] if len(part) > 2 else part for part in real(*given))

    monkeypatch.setattr(module, "_halves", some)
    with pytest.raises(errors.CertificateError, match="something better exists"):
        cheapest_coordinator(PLAIN, 0.4, {"monitoring": 1, "deposit": 3})


@pytest.mark.slow
@pytest.mark.parametrize("drop", [1, None])
def test_what_members_who_cannot_leave_are_held_to_is_asked_of_the_definition(drop):
    """It may change with patience where a breach can end the relation: then nothing is shown."""
    pair = dataclasses.replace(reference("C"), detection=0.8, mandate=["1", "2"], drop=drop)
    one = subsidy_budget(pair, 0.7, goal="cooperation")
    assert one.certificate.outside is (True if drop else None)
    harder = at(one.record, "tree.rounds.0.bounds.punishment", plus(0.1))
    assert qg.verify(dataclasses.replace(one, record=harder)).ok is (not drop)
