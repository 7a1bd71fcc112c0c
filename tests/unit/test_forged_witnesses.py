"""Witnesses of small tables with one thing changed, and what the kernel says of each."""

import functools
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pytest
from helpers.changes import at, plus, put
from helpers.tables import by_chance, by_hand, together

from qinba_games.algorithms.solution import solve
from qinba_games.certify.kernel import Kernel
from qinba_games.certify.play import Account, equilibrium
from qinba_games.certify.record import both_sides, optimality
from qinba_games.game.witness import Bounds, PenalCode, Play, Round, Tree

#: With transfers; without them, where punishments rise; and where what is agreed on is searched.
PAYS, RISES, SEARCH = (287, False), (295, True), (271, True)


class Witness(NamedTuple):
    table: Any
    play: Any
    tree: Any
    code: Any


def solved(table):
    ((_, play, tree, code),) = solve(table).parts()
    return Witness(table, play, tree, code)


@functools.cache
def truth(seed, alone, exact=True):
    return solved(by_chance(seed, alone=alone, exact=exact))


def said(one):
    """What is wrong, in the kernel's words."""
    kernel = Kernel(one.table)
    gaps = [*equilibrium(kernel, one.play, one.code)]
    gaps += optimality(kernel, one.play, one.tree, one.code)
    wrong = {gap.what for gap in gaps if not gap.size <= gap.allowed}
    # The same on both sides at once, by a kernel that has read another witness before.
    _, inside, outside = both_sides(kernel.anew(), *one[1:])
    assert wrong == {gap.what for gap in (*inside, *outside) if not gap.size <= gap.allowed}
    return wrong


def gone(*fallen):
    """More rows that fall."""
    return put([*fallen], True)


HIGHER, LOWER = plus(1), plus(-1)
BOUND, FEAR, LEFT = "bound on values", "bound on punishments", "something better may be left"
MILD, ELSEWHERE = "a harsher punishment may be left", "a row is played that is not there"
KNOWN, SHAPE, MISSING = "punishment payoff", "a witness of another shape", "a punishment is missing"
ROUND, END, AGREED = "tree.rounds.0.bounds", "tree.bounds", "code.agreed"
TREE = "code.rises.0.trees.0"


def in_floats(rows):
    return rows.astype(float)


def fewer(parts):
    return parts[:-1]


#: The witness, what is changed in it, and all that is wrong then.
CHANGES = [
    (PAYS, {"play.worth": plus(1, 0, -1)}, {"value"}),
    (PAYS, {"play.worth": plus(-1, 0, -1)}, {"value", LEFT}),
    (PAYS, {"play.rows": put(0, 4)}, {ELSEWHERE}),
    (PAYS, {"table.open": put(2, False)}, {ELSEWHERE, "what is played is eliminated"}),
    (PAYS, {"table.open": put(7, False)}, {ELSEWHERE}),
    (PAYS, {"play.rows": put(0, 0)}, {"value", "agreed", "what is played is eliminated"}),
    (PAYS, {"play.punishment": plus(-1, 1, 1)}, {"another punishment", FEAR}),
    (PAYS, {"play.punishment": plus(1, 1, 1)}, {"another punishment"}),
    *(
        (
            PAYS,
            {"play.punishment": plus(by, 1, i), "code.punishment": plus(by, 0, i)},
            {what, KNOWN},
        )
        for i in (0, 1)
        for by, what in ((-1, FEAR), (1, MILD))
    ),
    (PAYS, {"code.rows.1": put(0, 1)}, {KNOWN}),
    (PAYS, {"code.rows.0": put(0, 2)}, {KNOWN, "punishment"}),
    (PAYS, {"code.rows.0": put(0, 3)}, {ELSEWHERE}),
    (PAYS, {f"{AGREED}.worth": HIGHER}, {"value"}),
    (PAYS, {f"{AGREED}.rows": put(0, 1)}, {"value"}),
    (PAYS, {f"{AGREED}.punishment": plus(-5)}, set()),
    (PAYS, {"tree.rounds.1.eliminated": gone(0)}, {"a row is eliminated twice"}),
    (PAYS, {"tree.rounds.1.eliminated": gone(7)}, {"an eliminated row is upheld"}),
    (PAYS, {f"{ROUND}.worth": LOWER}, {BOUND}),
    (PAYS, {f"{ROUND}.punishment": HIGHER}, {FEAR}),
    (PAYS, {f"{ROUND}.punishment": LOWER}, {"an eliminated row is upheld"}),
    (PAYS, {f"{END}.worth": LOWER}, {BOUND}),
    (PAYS, {f"{END}.worth": HIGHER}, {LEFT}),
    (PAYS, {"code.record.rounds.0.bounds.punishment": plus(1, 0, 1)}, {FEAR}),
    (PAYS, {"code.record.bounds.punishment": plus(1, 0, 1)}, {FEAR}),
    (PAYS, {"code.record.bounds.punishment": plus(Fraction(1, 100), 0, 1)}, {FEAR}),
    (PAYS, {"code.record.rounds.0.bounds.punishment": plus(Fraction(1, 100), 0, 1)}, {FEAR}),
    (PAYS, {"code.record.bounds.punishment": plus(-1, 0, 1)}, {MILD}),
    (PAYS, {"code.record.bounds.worth": LOWER}, {BOUND}),
    (RISES, {"code.against": lambda every: every[:1]}, {MISSING}),
    (RISES, {"code.against": lambda every: every[::-1]}, {MISSING}),
    (RISES, {"code.against.1.rows": put(0, 1)}, {"value in a punishment", "punishment"}),
    (RISES, {"code.against.1.worth": HIGHER}, {"value in a punishment", KNOWN}),
    (RISES, {"code.record.rounds": lambda rounds: ()}, {BOUND, LEFT}),
    (RISES, {"code.rises": lambda rises: rises[1:]}, {"punishments that were not shown before"}),
    (RISES, {"code.rises.1.trees.1": lambda tree: None}, {"a tree is missing"}),
    (RISES, {"code.rises.2.values": HIGHER}, {LEFT}),
    (RISES, {"code.rises.1.values": plus(1, 0, 1)}, {LEFT}),
    (RISES, {f"{TREE}.branches": lambda some: {0: some[0]}}, {LEFT}),
    (RISES, {f"{TREE}.branches.0.branches": lambda some: {3: some[3], 4: some[4]}}, {LEFT}),
    (RISES, {"play.punishment": plus(1, 1, 1), "code.punishment": plus(1, 0, 1)}, {MILD, KNOWN}),
    (PAYS, {"code.rows.0": put(1, 4)}, {KNOWN, "punishment"}),
    (RISES, {"code.against.1.rows": put(1, 3)}, {"value in a punishment", "punishment"}),
    (PAYS, {"code": lambda code: None}, {MISSING}),
    *(
        (base, {path: change}, {SHAPE})
        for base, path, change in (
            (SEARCH, "play.rows", put(-1, -1)),
            (SEARCH, "play.rows", put(-1, 12)),
            (PAYS, "play.rows", in_floats),
            (PAYS, "tree.rounds.0.eliminated", lambda fallen: fallen.astype(int)),
            (PAYS, "tree.rounds.0.bounds.worth", fewer),
            (PAYS, f"{END}.worth", fewer),
            (SEARCH, "tree.branches.2.bounds.worth", fewer),
            (PAYS, "code.rows", fewer),
            (PAYS, "code.rows.0", in_floats),
            (PAYS, f"{AGREED}.rows", in_floats),
            (PAYS, "code.record.bounds.worth", fewer),
            (RISES, "code.rises.0.values", fewer),
            (RISES, f"{TREE}.bounds.worth", fewer),
        )
    ),
    (SEARCH, {"tree.branches": lambda some: {1: some[1]}}, {LEFT}),
    (SEARCH, {"tree.at": lambda state: None}, {LEFT}),
    (SEARCH, {"tree.branches.1.at": lambda state: None}, {LEFT}),
]


@pytest.mark.parametrize("case", CHANGES)
def test_one_change_is_named(case):
    base, changes, wrong = case
    one = truth(*base)
    for path, change in changes.items():
        one = at(one, path, change)
    assert said(one) == wrong


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("base", [PAYS, RISES, SEARCH])
def test_what_is_true_is_accepted(base, exact):
    assert said(truth(*base, exact)) == set()


@pytest.mark.parametrize(
    ("path", "by", "wrong"),
    [
        (f"{END}.worth", -1e-11, {BOUND}),
        (f"{END}.punishment", 1e-11, {FEAR}),
        ("code.record.bounds.punishment", 1e-11, {FEAR}),
        ("play.worth", 1e-9, set()),
        ("play.worth", 2e-7, {"value"}),
        (f"{END}.worth", 1e-9, set()),
        (f"{END}.worth", 1e-6, {LEFT}),
        ("code.punishment", 1e-9, set()),
        ("code.punishment", 1e-6, {MILD, "another punishment"}),
    ],
)
def test_floats_have_three_levels(path, by, wrong):
    assert said(at(truth(*PAYS, False), path, plus(by))) == wrong


def leaving(tempted=7, *, worse=2, delta=0.5, exact=False):
    """Two members, each content by itself, in good times or bad ones, until one ends it all.

    Bad times are better as long as nobody is tempted; without a choice they are worse.
    """
    rows = [
        (0, (-7, -8), 0, {0: [(-6, 1)], 1: [(-7, 1)]}),
        (1, (-5, -8), 0, {0: [(tempted - 10, 1)], 1: [(-8, 1)]}),
        (1, (worse - 10, -9), 0, {}),
        (2, (-9, -10), None, {0: [(-9, None)], 1: [(-10, None)]}),
    ]
    draws = [{0: Fraction(1, 2), 1: Fraction(1, 2)}, {2: 1}]
    return by_hand(delta, rows, pools=(0, 1), draws=draws, feared=[1], exact=exact)


def stays(table):
    """All stay, although somebody may be tempted: nothing falls, and nothing is better."""
    worth = np.array([[-6, -8, -14], [-9, -10, -19]], dtype=table.delta.dtype)[..., None]
    ended = np.array([[-9, -10]] * 2, dtype=table.delta.dtype)[..., None]
    play = Play(np.array([[0], [1], [3]]), worth, ended)
    return Witness(table, play, Tree((), Bounds(worth, ended)), None)


@pytest.mark.parametrize("delta", [Fraction(1, 2), 0.5])
@pytest.mark.parametrize("tempted", [7, 9])
def test_where_deviations_end_it_all(tempted, delta):
    table = leaving(tempted, delta=delta, exact=isinstance(delta, Fraction))
    true = solved(table)
    assert said(true) == set()
    assert true.play.rows[1] == 1 + (tempted > 8)
    assert said(stays(table)) == ({"agreed"} if tempted > 8 else set())
    for name in ("play", "tree.bounds"):
        true = at(true, f"{name}.punishment", plus(-1, 1, 1))
    assert said(true) == {KNOWN}


@pytest.mark.parametrize(
    ("beyond", "upheld", "falls"),
    [
        (Fraction(0), True, False),
        (1e-11, True, False),
        (1e-9, True, True),
        (1e-6, False, True),
    ],
)
def test_who_gains_by_rounding_alone_stays(beyond, upheld, falls):
    exact = isinstance(beyond, Fraction)
    one = stays(leaving(8 + beyond, delta=Fraction(1, 2) if exact else 0.5, exact=exact))
    assert said(one) == (set() if upheld else {"agreed"})
    fallen = Round(one.tree.bounds, np.arange(4)[:, None] == 1)
    wrong = said(at(one, "tree.rounds", lambda rounds: (fallen,)))
    assert ("an eliminated row is upheld" in wrong) is not falls


def test_an_error_that_lasts_is_one_of_a_whole_value():
    """It adds up from period to period, so that it is no larger part of a value than of one."""
    true = stays(leaving(delta=0.9999))
    assert said(true) == set()
    for by in (1e-6, 1e-7):
        assert said(at(true, "play.worth", plus(by, 0, 0))) == {"value"}


def test_large_values_hide_no_small_ones():
    end = {0: [(1, None)], 1: [(0, None)]}
    rows = [(0, (0, 0), None, {}), (0, (2e6, 0), None, {}), (1, (1, 0), None, end)]
    true = solved(by_hand(0.5, rows, pools=(0, 1), feared=[1], exact=False))
    near = at(true, "play.worth", plus(1e-3, 0, 0))
    assert said(near) == set()
    assert said(at(near, "play.worth", plus(1e-5, 1, 0))) == {"value"}


def test_who_has_no_reply_leaves_the_other_tempted():
    end = {0: [(0, None)], 1: [(0, None)]}
    rows = [(0, (3, 3), 0, {0: [(-np.inf, 1)], 1: [(20, 1)]}), (1, (0, 0), None, end)]
    table = by_hand(0.5, rows, pools=(0, 0), feared=[1], exact=False)
    worth, ended = np.array([6.0, 0])[:, None, None], np.zeros((2, 2, 1))
    play = Play(np.array([[0], [1]]), worth, ended)
    assert said(Witness(table, play, Tree((), Bounds(worth, ended)), None)) == {"agreed"}


def test_what_nobody_can_leave_does_not_fall():
    """Otherwise the better times without a choice could be left out."""
    true = solved(leaving(9))
    wrong = {"an eliminated row is upheld", "what is played is eliminated", LEFT}
    assert said(at(true, "tree.rounds.0.eliminated", gone(2))) - {LEFT} == wrong - {LEFT}


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize(
    ("path", "by", "wrong"),
    [
        ("play.worth", 1, {"value"}),
        ("play.punishment", -1, {KNOWN}),
        (f"{ROUND}.worth", -1, {BOUND}),
        (f"{ROUND}.punishment", 1, {FEAR}),
        (f"{END}.worth", -1, {BOUND}),
        (f"{END}.worth", 1, {LEFT}),
        (f"{END}.punishment", 1, {FEAR}),
    ],
)
def test_where_deviations_end_it_all_one_look_is_enough(path, by, wrong, exact):
    one = solved(leaving(9, delta=Fraction(1, 2) if exact else 0.5, exact=exact))
    assert said(one) == set()
    assert said(at(one, path, plus(by))) == wrong


def test_each_game_of_a_batch_is_judged_by_itself():
    games = [(7, 2), (7, 3), (9, 2), (9, 3)]
    every = together(*(leaving(tempted, worse=worse) for tempted, worse in games))
    one = solved(every)
    assert said(one) == set()
    assert one.play.rows[1].tolist() == [1, 1, 2, 2]

    def wrong(one):
        kernel = Kernel(one.table)
        gaps = [*equilibrium(kernel, one.play), *optimality(kernel, one.play, one.tree)]
        return {(gap.what, gap.game) for gap in gaps if not gap.size <= gap.allowed}

    assert (ELSEWHERE, 0) in wrong(at(one, "table.open", put((2, 3), False)))
    for game in range(4):
        low = at(one, f"{ROUND}.worth", plus(-0.01, ..., game))
        assert wrong(low) == ({(BOUND, game)} if game > 1 else set())
        high = at(one, f"{END}.worth", plus(0.01, ..., game))
        assert wrong(high) == {(LEFT, game)}


def test_a_best_reply_is_one_of_its_own_row_and_game():
    games = [leaving(tempted) for tempted in (7, 9)]
    worth, ended = np.zeros((2, 3, 2)), np.zeros((2, 2, 2))
    account = Account(Kernel(together(*games)), Play(np.array([[0] * 2, [1] * 2]), worth, ended))
    for chosen, best in ((1, 2), [-1.5, -np.inf]), ((2, 1), [-np.inf, -0.5]):
        found = account.replies(np.array([[0, 0], chosen, [3, 3]])) + account.kernel.base
        assert found[1, 0].tolist() == best


#: What can be agreed on in the last state, and done instead; with what the kernel takes for exits.
LAST = [
    ([(None, {0: [(-9, None)], 1: [(-10, None)]})], [-9, -10]),
    ([(None, {0: [(-9, None), (-8, None)], 1: [(-10, None)]})], [-8, -10]),
    ([(None, {0: [(-9, None)]})], None),
    ([(1, {0: [(-9, None)], 1: [(-10, None)]})], None),
    ([(None, {0: [(-9, None)], 1: [(-10, 1)]})], None),
    ([(None, {0: [(-9, None)], 1: [(-10, None)]})] * 2, None),
]


@pytest.mark.parametrize(("last", "left"), LAST)
def test_exits_leave_no_choice_and_nothing_follows(last, left):
    rows = [(0, (0, 0), 0, {i: [(0, 1)] for i in (0, 1)})]
    rows += [(1, (-9, -10), then, instead) for then, instead in last]
    kernel = Kernel(by_hand(0.5, rows, pools=(0, 1), feared=[1], exact=False))
    exits = kernel.exits
    assert left == (exits and (exits.best[0] + kernel.base)[:, 0].tolist())


@pytest.mark.parametrize("known", [False, True], ids=["anew", "known"])
def test_a_part_of_a_kernel_is_the_kernel_of_that_part(known):
    """Also of what it found before it was taken."""
    every = together(*(leaving(tempted, worse=3) for tempted in (7, 8, 9)))
    play, every = solved(every).play, at(every, "replies.now", lambda now: now + np.arange(3))
    kernel = Kernel(every)
    for more in (1, 0) if known else ():
        kernel.best(kernel.values(play.worth + 1, play.punishment + more))
    values = play.worth[..., 1:], play.punishment[..., 1:]
    part, alone = kernel.take([1, 2]), Kernel(every.take([1, 2]))
    one, other = (few.constraints(few.values(*values)) for few in (part, alone))
    assert all(map(np.array_equal, one, other))
    assert all(map(np.array_equal, part.exits, alone.exits))


def test_who_is_paid_by_nobody_gets_what_is_played():
    """Its best reply to the stick brings 0, and that is also what it gets if it can be fined."""
    tempted, half = Fraction(107, 25), Fraction(1, 2)
    carrot = (0, (3, 3), 0, {i: [(tempted, 1)] for i in (0, 1)})
    stick = (1, (-1, -1), 0, {i: [(0, 1)] for i in (0, 1)})
    after = (1, (3, 3), 1, carrot[3])
    values = {1: [[6], [half * 4]], 2: [[3, 3, 6], [1, 1, 2]]}
    for pools in ((0, 0), (0, 1)):
        table = by_hand(half, [carrot, stick, after], pools=pools, feared=[1])
        worth = np.array(values[len({*pools})], dtype=object)[..., None]
        none = np.zeros((2, 2, 1), dtype=object)
        play = Play(np.array([[0], [1]]), worth, none)
        assert {gap.what for gap in equilibrium(Kernel(table), play) if gap.size > 0} == {MISSING}
        rows, worth = np.array([[0]]), 0 * worth[1:] + worth[:1]
        tree = Tree((), Bounds(worth, none[:1]))
        code = PenalCode(none[:1], Play(rows + 1, worth, none[:1]), (rows,) * 2, (), tree)
        play = play._replace(rows=np.array([[0], [2]]), worth=np.concatenate([worth] * 2))
        wrong = {gap.what for gap in equilibrium(Kernel(table), play, code) if gap.size > 0}
        assert wrong == ({SHAPE} if pools[1] else set())


def test_numbers_that_are_none_and_sums_without_an_end_are_refused():
    lost = at(truth(*RISES, False), "code.rises.0.values", lambda v: v.astype(object) * np.nan)
    assert said(lost) == {SHAPE}
    huge = truth(*PAYS, False)
    for path in ("play.worth", "tree.bounds.worth"):
        huge = at(huge, path, lambda values: 0 * values + 1.5e308)
    assert said(huge) == {SHAPE}
    assert said(at(truth(*RISES), "code.rises.0.values", lambda v: v * np.nan)) == {SHAPE}


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("nodes.chance", put(slice(2), [[-0.25], [1.25]])),
        ("nodes.chance", put(0, 0.25)),
        ("lotteries.chance", put(0, 1.25)),
        ("rows.now", plus(np.nan, 0)),
        ("feared", lambda nodes: nodes - 1),
        ("delta", lambda delta: delta / delta),
        ("delta", lambda delta: -delta),
    ],
)
def test_what_is_no_table_is_refused(path, change):
    with pytest.raises(ValueError, match=r"chances|discount|deviation|number"):
        Kernel(at(truth(*PAYS, False).table, path, change))
