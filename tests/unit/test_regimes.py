"""Every patience, read from plays and records at a few: what is true is shown, nothing false is."""

import dataclasses
import itertools

import numpy as np
import pytest
from helpers import ladder
from helpers.forgery import changed
from helpers.marks import some
from helpers.partnerships import from_raw, reference
from oracles import generators
from oracles import partnership as oracle

import qinba_games as qg
from qinba_games.certify import edges
from qinba_games.common.spans import Spans
from qinba_games.game.table import of_games
from qinba_games.game.witness import Regimes, Round
from qinba_games.partnership import critical_discount as solver
from qinba_games.partnership.checks import thresholds as check
from qinba_games.partnership.proof import table_of
from qinba_games.partnership.selection import regimes

RULES = ("none", "voluntary", "equal", "optimal")


def random_pair(seed):
    given, options = ladder.partnership(np.random.default_rng(seed), RULES[seed % 4], 1)
    rounded = {k: v if isinstance(v, str) else ladder.floats(v) for k, v in options.items()}
    return qg.Partnership(*ladder.floats(list(given)), **rounded)


def sides(pair, founding=0):
    """What is claimed, the witness, and what it shows."""
    claimed = solver.segments(pair, founding)
    given = regimes(pair)
    return claimed, given, check.read(pair, founding, given)


@pytest.mark.parametrize("seeds", some([range(2), range(2, 40)], 1, 1))
def test_classes_of_random_partnerships_are_shown(seeds):
    for seed in seeds:
        pair = random_pair(seed)
        for founding in range(pair.levels):
            claimed, _, found = sides(pair, founding)
            assert found.settled, (seed, founding)
            assert check.agree(found, claimed, check.BY_NAME) is True, (seed, founding)


@pytest.mark.slow
@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_classes_are_those_of_all_policies_one_by_one(sharing):
    looked = 0
    for seed in range(14):
        rng = np.random.default_rng(seed)
        params, delta = generators.partnership(rng, sharing=sharing)
        pair = from_raw(params)
        for low, high, name in sides(pair)[2].rows:
            at = [low + 1e-5, high - 1e-5, delta]
            for each in [each for each in at if low + 1e-6 < each < high - 1e-6][:3]:
                assert oracle.best_equilibrium(params, float(each)).classes[0] == name, seed
                looked += 1
    assert looked > 40


def moved(claimed, edge, to):
    """The claim with one edge elsewhere."""
    return {
        name: Spans([tuple(to if end == edge else end for end in span) for span in spans])
        for name, spans in claimed.items()
    }


FORGED = [random_pair(3), random_pair(6), reference("A"), reference("C", "equal")]


@pytest.mark.parametrize("pair", FORGED)
@pytest.mark.parametrize("off", [1e-6, -1e-6, 0.003, -0.003])
def test_edges_elsewhere_are_refused_and_a_witness_moved_with_them_shows_nothing(pair, off):
    claimed, given, found = sides(pair)
    for edge in solver.changes(claimed) - {0, 1}:
        wrong = moved(claimed, edge, edge + off)
        assert check.agree(found, wrong, check.BY_NAME) is False
        delta = np.where(abs(given.delta - edge) < 3e-8, given.delta + off, given.delta)
        forged = given._replace(delta=delta)
        assert check.claims_hold(pair, 0, wrong, check.BY_NAME, forged) is not True


@pytest.mark.parametrize("pair", FORGED)
def test_classes_that_change_places_are_refused(pair):
    claimed, _, found = sides(pair)
    one, other, *_ = claimed
    wrong = {**claimed, one: claimed[other], other: claimed[one]}
    assert check.agree(found, wrong, check.BY_NAME) is False


def without(given, gone):
    """The witness without some points."""
    number = {g: k for k, g in enumerate(g for g in range(len(given.delta)) if g not in gone)}
    parts = []
    for part in given.parts:
        kept = [k for k, g in enumerate(part.games.tolist()) if g in number]
        if kept:
            games = np.array([number[part.games[k]] for k in kept])
            parts.append(type(part)(games, *of_games(tuple(part[1:]), kept)))
    return type(given)(np.delete(given.delta, [*gone]), tuple(parts))


@pytest.mark.parametrize("pair", FORGED)
def test_what_the_witness_lacks_is_not_shown(pair):
    _, given, whole = sides(pair)
    last = len(given.delta) - 1
    for gone in [{0}, {last}, *({k, k + 1} for k in range(1, last - 1, 2))]:
        found = check.read(pair, 0, without(given, gone))
        assert not found.settled
        for low, high, name in found.rows:  # what is left of it is true
            assert {n for a, b, n in whole.rows if min(b, high) - max(a, low) > 1e-7} == {name}


def each_part(given, change):
    return given._replace(parts=tuple(map(change, given.parts)))


def another_play(part):
    play = of_games(part.play, np.roll(np.arange(len(part.games)), 1))
    return part._replace(play=play)


def more_eliminated(part):
    """As if everything else than is played fell in one more round."""
    rows, games = part.play.rows, np.arange(len(part.games))
    bounds, size = part.tree.bounds, int(rows.max()) + 1
    gone = np.ones((size, len(games)), dtype=bool)
    gone[rows, games] = False
    for step in part.tree.rounds:
        gone &= ~step.eliminated
    rounds = (*part.tree.rounds, Round(bounds, gone))
    return part._replace(tree=part.tree._replace(rounds=rounds))


def lower_bounds(part):
    bounds = part.tree.bounds
    return part._replace(tree=part.tree._replace(bounds=bounds._replace(worth=bounds.worth - 0.01)))


@pytest.mark.parametrize("change", [another_play, more_eliminated, lower_bounds])
@pytest.mark.parametrize("pair", FORGED)
def test_a_false_witness_shows_nothing(pair, change):
    given = sides(pair)[1]
    assert check.read(pair, 0, each_part(given, change)) == ((), False)


def test_a_branch_that_is_missing_leaves_its_cell_open():
    pair = reference("C")
    given = sides(pair)[1]

    def pruned(part):
        branches = dict([*part.tree.branches.items()][1:])
        return part._replace(tree=part.tree._replace(branches=branches))

    assert any(part.tree.branches for part in given.parts)
    assert not check.read(pair, 0, each_part(given, pruned)).settled


def test_a_branch_that_is_worth_less_is_closed_and_no_other():
    """Nobody ever contributes; in a branch all idle in good times, which loses at every patience.

    What is best of that branch changes within the cell, so that its bound alone tells.
    """
    benefit = np.zeros((2, 2, 2))
    benefit[:, 0, 1], benefit[:, 1, 0] = [1.68, 2.12], [1, 1.19]
    pair = qg.Partnership(
        *(benefit, [0.72, 1.43]),
        promotion=0.36,
        friction=0.16,
        outside=[0.28, -0.07],
        bad_times=[(0.2, [0.84, 0.64])],
    )
    assert check.read(pair, 0, regimes(pair)) == (((0.0, check.LAST, "isolated"),), True)


def test_changes_are_found_where_the_class_stays():
    """At higher trust the choice changes four times before it does at the founding level."""
    pair = reference("A")
    claimed, given, found = sides(pair)
    assert len(solver.changes(claimed) - {0, 1}) == 1
    assert len(given.delta) == 2 + 2 * 5
    assert found.settled


def test_another_partnership_has_no_use_for_the_witness():
    pair = reference("A")
    other = dataclasses.replace(pair, friction=0.06)
    assert check.read(other, 0, sides(pair)[1]) == ((), False)


def test_where_members_cannot_leave_a_table_shows_one_patience_at_a_time():
    pair = dataclasses.replace(reference("A"), mandate=["1"], outside=[0, -0.5])
    table = table_of([reference("A")], [0.5], exact=False)
    assert edges.Surplus(table).grows
    waits = table.replies.waits.copy()
    waits[: table.first[1]] = True  # at one row a member has no way out
    closed = dataclasses.replace(table, replies=table.replies._replace(waits=waits))
    assert not edges.Surplus(closed).grows
    assert not edges.Surplus(table_of([pair], [0.5], exact=False)).grows


def test_an_answer_without_its_witness_leaves_patience_between_edges_open():
    for found in (
        qg.critical_discount(reference("A")),
        qg.pivotal_window(reference("A"), qg.Coordinator(sharing=True)),
    ):
        assert found.certificate.outside is True
        bare = None if isinstance(found.regimes, Regimes) else ()
        judged = qg.verify(changed(found, regimes=bare))
        assert (judged.inside, judged.outside) == (True, None)


def test_what_is_better_between_two_patiences_alone_is_seen():
    """Row 1 pays 1 now and leads to a node that pays -4, and that to one that pays 4 for ever.

    At node 0 row 0 pays 0; so row 1 gains 1 - 4 d + 4 d^2 / (1 - d) - ... where that is positive.
    """
    move = np.array([[0, 0, 0], [0, 0, 0.5], [0, 0, 0.5]])
    now, turn = np.array([0, -4.0, 4.0]), np.array([[0, 1.0, 0]])
    more = np.array([1.0])

    def gain(d):
        last = 4 / (1 - d / 2)
        return 1 + d * (-4 + d / 2 * last)

    grid = np.linspace(0, 0.999, 5001)
    expected = [bool(sign) for sign, _ in itertools.groupby(gain(grid) > 0)]
    found = edges._positive(now, move, more, turn, 0.0, 0.999)[:, 0].tolist()
    assert expected == [True, False, True]
    assert [sign for sign, _ in itertools.groupby(found)] == expected


def test_a_window_of_members_with_shares_of_their_own_is_shown():
    pair = dataclasses.replace(reference("A"), sharing=[0.6, 0.4])
    found = qg.pivotal_window(pair, qg.Coordinator(deposit=0.3))
    assert found.concept == "Markov SPE, joint modes"
    assert found.status.name == "EDGES"
