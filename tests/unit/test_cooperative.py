"""Cooperative games and what comes back about them: input, errors, wording, certificates."""

import dataclasses
import tracemalloc
from fractions import Fraction

import matplotlib.pyplot as plt
import networkx
import numpy as np
import pytest
from helpers.cooperative_games import lexicographic, random_game, worths

from qinba_games import errors
from qinba_games.cooperative import (
    classic_games,
    core,
    dividends,
    least_core,
    myerson_value,
    nucleolus,
    owen_value,
    per_capita_nucleolus,
    prenucleolus,
    properties,
    shapley,
    tau_value,
)
from qinba_games.cooperative.bargaining import BargainingProblem
from qinba_games.cooperative.claims import ClaimsProblem
from qinba_games.cooperative.river import River
from qinba_games.cooperative.solvers import excess
from qinba_games.cooperative.tu_game import MAX_MEMBERS, TUGame
from qinba_games.sharing import share
from qinba_games.verify.door import verify

GLOVES = TUGame([0, 0, 0, 1, 0, 1, 0, 1], players=["Bazhong", "Hanzhong", "Ankang"])
PAIRS = {"A": 1, "B": 2, ("A", "B"): 5}
KALAI = "kalai-smorodinsky"


def bargain(*agreements):
    return BargainingProblem(agreements, [0] * len(agreements[0]))


def test_a_mapping_and_an_array_are_the_same_game():
    game = TUGame(PAIRS)
    assert game.players == ("A", "B")
    assert game.values.tolist() == [0, 1, 2, 5]
    assert TUGame({**PAIRS, (): 0}, players=["B", "A"]).values.tolist() == [0, 2, 1, 5]
    assert game.worth(["B", "A"]) == game.worth([0, 1]) == 5
    assert game.worth("A") == game.worth([0]) == 1
    assert game.coalition(2) == ("B",)
    assert game.mask([]) == 0
    for mask in (-1, 4):
        with pytest.raises(errors.RangeError, match=r"\[0, 3\]"):
            game.coalition(mask)


@pytest.mark.parametrize(
    ("values", "exact"),
    [([0, 1], True), ([0, Fraction(1, 3)], True), ([0, 1.0], False), ({"A": 1.5}, False)],
)
def test_ints_and_fractions_stay_exact(values, exact):
    assert TUGame(values).exact is exact
    assert repr(TUGame(values)) == f"TUGame(1 player, {'exact' if exact else 'float'})"


def test_too_many_members_are_named_before_memory_is_taken():
    text = f"at most {MAX_MEMBERS} members.*Group members"
    too_many = MAX_MEMBERS + 1
    for build in (
        lambda: TUGame(np.broadcast_to(0.0, 1 << too_many)),
        lambda: TUGame({"A": 1}, players=[str(i) for i in range(40)]),
        lambda: River([1] * 30, [1] * 30).to_game(),
    ):
        with pytest.raises(errors.RangeError, match=text):
            build()


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: GLOVES.worth("Xi'an"), errors.UnknownNameError, "Choose one of: Bazhong"),
        (lambda: GLOVES.mask(["Hanzong"]), errors.UnknownNameError, "Did you mean 'Hanzhong'"),
        (lambda: GLOVES.mask([3]), errors.UnknownNameError, "is not one of the 3 names"),
        (lambda: core(GLOVES).contains([1, 0]), errors.ShapeError, r"shape \(3,\)"),
        (lambda: core(GLOVES).contains([1, 0, 1]), errors.RangeError, "add up to the worth"),
        (lambda: core(GLOVES).blocking([0.5, 0.5, 0.1]), errors.RangeError, "no more and no less"),
        (lambda: share(bargain([1, 0, 1], [0, 0, 1]), "nash"), errors.NotApplicableError, "no agr"),
        (lambda: share(bargain([-1, 2]), KALAI), errors.NotApplicableError, "no agreement gives"),
        (lambda: share(bargain([-1, 2, 2]), KALAI), errors.NotApplicableError, "no agreement"),
        (lambda: classic_games.glove_game(0, 0), errors.EmptyGameError, "at least one member"),
        (lambda: TUGame(PAIRS, players=["A", "C"]), errors.UnknownNameError, "'B'"),
    ],
)
def test_bad_input_is_named(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_shapley_takes_little_memory():
    """Beyond the worths themselves, less than three arrays of their size; n = 22 in bench."""
    n = 18
    game = TUGame(np.append(0, np.random.default_rng(1).random((1 << n) - 1)))
    tracemalloc.start()
    shapley(game)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * 8 * 2**n


@pytest.mark.parametrize("values", [[0, 3], [0, 3.5], [0, -2]])
def test_one_member_gets_everything(values):
    game = TUGame(values)
    for rule in (shapley, nucleolus, prenucleolus, per_capita_nucleolus, tau_value):
        assert list(rule(game)) == [values[1]]
    found = core(game, vertices=True)
    assert not found.empty
    assert found.vertices.tolist() == [[values[1]]]
    assert found.contains(values[1:])
    assert list(share(game, "equal")) == list(share(game, "surplus")) == [values[1]]


def test_an_allocation_is_read_like_a_sequence():
    found = shapley(GLOVES)
    assert len(found) == 3
    assert found["Bazhong"] == found[0] == Fraction(2, 3)
    assert np.asarray(found, dtype=float).sum() == pytest.approx(1)
    assert found.to_frame()["member"].tolist() == list(GLOVES.players)
    with pytest.raises(errors.UnknownNameError, match="Choose one of"):
        found["Xi'an"]


def test_an_allocation_draws_one_bar_per_member():
    axes = shapley(GLOVES).plot()
    assert [bar.get_height() for bar in axes.patches] == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert [label.get_text() for label in axes.get_xticklabels()] == list(GLOVES.players)
    plt.close(axes.figure)


def test_other_results_tabulate_themselves():
    found = core(GLOVES, vertices=True)
    assert found.to_dict()["Bazhong"] == [1]
    assert "1 corner)" in repr(found)
    empty = core(classic_games.voting_game([1, 1, 1], 2))
    assert repr(empty) == "CoreResult(core of TUGame(3 players, exact) is empty)"
    assert empty.to_frame().empty
    assert dividends(GLOVES)[["Bazhong", "Hanzhong"]] == 1
    assert repr(dividends(GLOVES)) == "Dividends(3 coalitions of TUGame(3 players, exact))"
    table = properties(GLOVES).to_dict()
    assert table["holds"] == [True, True, False, True]
    assert repr(nucleolus(GLOVES).levels[0]).startswith("Level(excess 0: ")


def test_links_come_from_networkx_too():
    graph = networkx.path_graph(["Bazhong", "Hanzhong", "Ankang"])
    pairs = [("Bazhong", "Hanzhong"), ("Hanzhong", "Ankang"), ("Ankang", "Ankang")]
    assert list(myerson_value(GLOVES, graph)) == list(myerson_value(GLOVES, pairs))
    assert myerson_value(GLOVES, graph).parameters["links"] == tuple(pairs[:2])


def test_unions_may_leave_members_out_and_be_names():
    found = owen_value(GLOVES, ["Bazhong", (1, 2)])
    assert found.parameters["unions"] == (("Bazhong",), ("Hanzhong", "Ankang"))
    assert list(found) == [Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)]


def test_who_blocks_and_by_how_much():
    found = core(GLOVES)
    assert found.blocking([0, Fraction(1, 2), Fraction(1, 2)]) in [
        (("Bazhong", "Hanzhong"), Fraction(1, 2)),
        (("Bazhong", "Ankang"), Fraction(1, 2)),
    ]
    assert found.blocking([1, 0, 0]) is None
    assert found.contains([1 - 1e-14, 1e-14, 0])
    assert not found.contains([1 - 1e-6, 1e-6, 0])


ALL = [
    shapley,
    lambda game: shapley(game, weights=[3, 1, 2, 5]),
    lambda game: owen_value(game, [[0, 2]]),
    lambda game: myerson_value(game, [(0, 1), (1, 2), (1, 3)]),
    lambda game: share(game, "equal"),
    lambda game: share(game, "surplus"),
    lambda game: share(game, "downstream incremental"),
    lambda game: share(game, "upstream incremental"),
    nucleolus,
    prenucleolus,
    per_capita_nucleolus,
    tau_value,
]


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("rule", ALL)
def test_a_certificate_notices_what_is_off(rule, exact):
    game = lexicographic([1, 0, 2, 1, 4, 5, 6, 4, 5, 6, 12, 13, 12, 11, 25])
    found = rule(game if exact else TUGame(game.values.astype(float)))
    assert found.certificate.exact is exact
    step = Fraction(1, 10**9) if exact else 1e-5
    for i in range(4):
        shifted = found.payoffs.copy()
        shifted[i] += step
        assert not verify(found, policy=shifted).ok
        shifted[(i + 1) % 4] -= step
        assert not verify(found, policy=shifted).ok


@pytest.mark.parametrize(
    "rule", ["proportional", "constrained equal awards", "constrained equal losses", "talmud"]
)
def test_a_certificate_of_awards_notices_what_is_off(rule):
    found = share(ClaimsProblem(7, [2, 5, 6]), rule)
    assert found.certificate.exact
    for i in range(3):
        shifted = found.payoffs.copy()
        shifted[i] += Fraction(1, 10**9)
        shifted[i - 1] -= Fraction(1, 10**9)
        assert not verify(found, policy=shifted).ok


@pytest.mark.parametrize("n", [2, 3])
@pytest.mark.parametrize("rule", ["nash", KALAI])
def test_a_certificate_of_a_bargain_notices_what_is_off(rule, n):
    points = np.vstack([np.eye(n) * 3 + 0.5, np.full(n, 1.6)])
    found = share(BargainingProblem(points, np.zeros(n)), rule)
    for i in range(n):
        for step in (1e-3, -1e-3):
            shifted = found.payoffs.copy()
            shifted[i] += step
            assert not verify(found, policy=shifted).ok


@pytest.mark.parametrize("rule", ["nash", KALAI])
def test_a_bargain_without_a_gain_for_everybody_is_none(rule):
    """The product of the gains is 0 there, and prices 1 / gain are no numbers."""
    found = share(BargainingProblem([[4, 0], [3, 2], [0, 3]], [0, 0]), rule)
    for corner in ([4, 0], [0, 3], [-1, 3]):
        assert not verify(found, policy=corner).ok


@pytest.mark.parametrize("kind", [int, float])
def test_a_bargain_is_read_from_its_lotteries_and_prices(kind):
    """Nash's bargain (3, 2) lies on the segment of the proportional one, (36/13, 27/13)."""
    problem = BargainingProblem(np.array([[4, 0], [3, 2], [0, 3]], dtype=kind), [0, 0])
    nash, fair = share(problem, "nash"), share(problem, KALAI)
    lotteries, prices = fair.witness
    mixed = np.vstack([lotteries[:2], nash.witness[0]])
    forgeries = [
        dataclasses.replace(fair, payoffs=nash.payoffs, witness=(mixed, prices)),
        dataclasses.replace(nash, payoffs=fair.payoffs, witness=(lotteries[-1:], None)),
        *(
            dataclasses.replace(fair, payoffs=fair.payoffs * factor)
            for factor in (1 + Fraction(1, 1000), 1 - Fraction(1, 1000))
        ),
        *(
            dataclasses.replace(fair, witness=witness)
            for witness in (
                (lotteries[1:], prices[1:]),
                (lotteries[::-1], prices),
                (lotteries, prices[::-1]),
                (lotteries * [1, 1, -1], prices),
                (lotteries, -prices),
                (mixed, prices),
                None,
            )
        ),
    ]
    assert not any(verify(forgery).ok for forgery in forgeries)


@pytest.mark.parametrize("n", [2, 4])
@pytest.mark.parametrize("lotteries", [True, False])
def test_large_constants_do_not_fail_a_bargain(n, lotteries):
    """Gains of a millionth beside a million: rounding of payoffs is not a wrong bargain."""
    rng = np.random.default_rng(n)
    points = 1e6 + 1e-6 * rng.random((20, n))
    problem = BargainingProblem(points, np.full(n, 1e6), lotteries=lotteries)
    assert share(problem, "nash").certificate.ok
    if lotteries:
        assert share(problem, KALAI).certificate.ok


@pytest.mark.parametrize("rule", ["nash", KALAI])
def test_the_unit_of_payoffs_does_not_fail_a_bargain(rule):
    points = np.array([[3, 0], [0, 2], [0, 0]]) * 1e-20
    found = share(BargainingProblem(points, [0, 0]), rule)
    assert found.payoffs == pytest.approx([1.5e-20, 1e-20], rel=1e-9, abs=0)


def test_a_least_core_has_corners():
    for worth in (2, 2.0):
        found = least_core(TUGame([0, 0, 0, worth, 0, 2, 2, 3]), vertices=True)
        assert found.slack == 0
        assert not verify(dataclasses.replace(found, vertices=found.vertices[:0])).ok


@pytest.mark.slow
def test_certificates_of_other_results_notice_what_is_off():
    game = lexicographic([0, 0, 0, 40, 50, 20, 100])
    found = core(game, vertices=True)
    wrong = [
        dataclasses.replace(found, least_excess=found.least_excess - 1),
        dataclasses.replace(found, payoffs=found.payoffs + np.array([30, -30, 0])),
        dataclasses.replace(found, collection={("1",): 1, ("2",): 1, ("3",): Fraction(1, 2)}),
        dataclasses.replace(found, collection={("1",): 2, ("2", "3"): 1, ("1", "2", "3"): -1}),
        dataclasses.replace(found, vertices=np.array([[40, 30, 30]])),
        dataclasses.replace(found, vertices=np.array([[0, 0, 100]])),
        dataclasses.replace(found, vertices=found.vertices + np.array([10, 0, 0])),
        dataclasses.replace(found, vertices=np.vstack([found.vertices, found.vertices[:1]])),
        dataclasses.replace(found, vertices=found.vertices[:0]),
        *(
            dataclasses.replace(found, vertices=np.vstack([found.vertices, [point]]))
            for point in (found.vertices[:2].mean(axis=0), [200, -50, -50])
        ),
        *(
            dataclasses.replace(found, vertices=np.delete(found.vertices, k, axis=0))
            for k in range(len(found.vertices))
        ),
        dataclasses.replace(least_core(game, vertices=True), vertices=found.vertices),
    ]
    parts = dividends(game)
    wrong.append(dataclasses.replace(parts, values=parts.values + 1))
    kind = properties(GLOVES)
    assert kind.witness["convex"]
    wrong.append(dataclasses.replace(kind, witness={}))
    wrong.append(dataclasses.replace(kind, witness={"convex": ((0,), (1,))}))
    wrong.append(dataclasses.replace(kind, witness={**kind.witness, "balanced": {(0, 1, 2): 1}}))
    wrong.append(dataclasses.replace(kind, division=None))
    wrong.append(dataclasses.replace(kind, division=np.array([0, 1, 0])))
    empty = properties(classic_games.voting_game([1, 1, 1], 2))
    assert empty.division is None
    less = {name: pair for name, pair in empty.witness.items() if name != "balanced"}
    wrong.append(dataclasses.replace(empty, witness=less))
    for result in wrong:
        assert not verify(result).ok
    assert verify(found, policy=[45, 25, 30]).ok
    assert not verify(found, policy=[90, 5, 5]).ok


def test_certificates_notice_members_who_are_not_at_their_floor():
    found = nucleolus(TUGame([0, 0, 0, 10, 0, 0, 0, 2]))
    level = next(level for level in found.levels if level.floor)
    assert level.floor == ("3",)
    wrong = dataclasses.replace(level, floor=("1",))
    levels = tuple(wrong if one is level else one for one in found.levels)
    assert not verify(dataclasses.replace(found, levels=levels)).ok


@pytest.mark.parametrize("seed", range(12))
def test_levels_that_pass_over_a_coalition_are_refused(seed):
    """The division of a game in which one coalition is worth less, with excesses of this one."""
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 20, 16)
    values[0], values[-1] = 0, 60
    less = values.copy()
    less[rng.integers(1, 15)] -= 9
    found, other = prenucleolus(TUGame(values)), prenucleolus(TUGame(less))
    game, x = found.game, other.payoffs
    levels = []
    for level in other.levels:
        paid = [sum(x[game.mask([name]).bit_length() - 1] for name in c) for c in level.coalitions]
        worth = [int(values[game.mask(c)]) for c in level.coalitions]
        excess = [v - p for v, p in zip(worth, paid, strict=True)]
        levels.append(dataclasses.replace(level, excess=excess[0]))
    forged = dataclasses.replace(found, payoffs=x, levels=tuple(levels))
    assert verify(forged).ok == (x == found.payoffs).all()
    assert verify(found, policy=x).ok == (x == found.payoffs).all()


def test_what_fails_its_check_is_not_returned(monkeypatch):
    """A solver that settles every coalition tight at one vertex: the error of case 25."""

    class Careless(excess._ExcessState):
        def _settle(self, found, _):
            x = found.payoffs
            for mask in range(1, len(self.values) - 1):
                paid = sum(x[i] for i in range(self.n) if mask >> i & 1)
                if self.values[mask] - paid >= found.excess - 1e-9:
                    vector = np.array([mask >> i & 1 for i in range(self.n)])
                    if np.linalg.matrix_rank([*self.settled, vector]) > len(self.settled):
                        self.settled.append(vector)
                        self.right.append(self.values[mask] - found.excess)

    game = classic_games.claims_game(ClaimsProblem(200.0, [100, 200, 300]))
    assert list(nucleolus(game)) == pytest.approx([50, 75, 75])
    monkeypatch.setattr(excess, "_ExcessState", Careless)
    rejected = 0
    for seed in range(40):
        drawn = random_game(seed, kinds=("claims", "assignment"), low=3)
        try:
            prenucleolus(TUGame(drawn.values.astype(float)))
        except errors.CertificateError:
            rejected += 1
    assert rejected > 5


@pytest.mark.parametrize("step", [Fraction(1, 10**11), Fraction(1, 10**20)])
@pytest.mark.parametrize("seed", range(12))
def test_differences_that_floats_cannot_tell_are_told(seed, step):
    """Worths that differ by less than any tolerance, as decimals turned into fractions do."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 6))
    coarse, fine = rng.integers(0, 4, 2**n), rng.integers(-5, 6, 2**n)
    values = [int(a) + int(b) * step for a, b in zip(coarse, fine, strict=True)]
    game = TUGame([Fraction(0), *values[1:]])
    for rule in (prenucleolus, least_core, properties):
        assert rule(game).certificate.exact
    assert core(game, vertices=True).empty == (least_core(game).slack > 0)
    if game.values[1 << np.arange(n)].sum() <= game.values[-1]:
        assert per_capita_nucleolus(game).certificate.exact
        assert nucleolus(game).certificate.exact


@pytest.mark.parametrize("rule", [nucleolus, per_capita_nucleolus])
@pytest.mark.parametrize("more", [1, 8])
@pytest.mark.parametrize("seed", range(12))
def test_floors_and_parts_per_head_that_floats_cannot_tell_are_told(seed, more, rule):
    """With little more than what they have alone, some members are held to that."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 3, 16) * rng.integers(0, 2, 16)
    values = [
        int(a) + int(b) * Fraction(1, 10**12)
        for a, b in zip(coarse, rng.integers(-9, 10, 16), strict=True)
    ]
    alone = sum(coarse[[1, 2, 4, 8]].tolist())
    game = TUGame([Fraction(0), *values[1:-1], Fraction(alone + more)])
    assert rule(game).certificate.exact


def test_sums_of_integers_do_not_overflow():
    """Two worths of 6e18 add up to more than 64 bits hold."""
    large = 6 * 10**18
    game = TUGame([0, large, large, 9 * 10**18])
    with pytest.raises(errors.NotApplicableError, match="alone the members have 12000000000000000"):
        nucleolus(game)
    assert list(share(game, "equal")) == [Fraction(9, 2) * 10**18] * 2
    assert not properties(game).superadditive


@pytest.mark.parametrize("n", [13, 15])
def test_many_members_with_exact_and_per_capita_certificates(n):
    rng = np.random.default_rng(n)
    for kind in ("claims", "simple", "by size"):
        game = TUGame(worths(rng, n, kind))
        assert prenucleolus(game).certificate.exact == game.exact
        assert shapley(game).certificate.ok
    game = classic_games.airport_game(rng.integers(1, 9, n))
    assert per_capita_nucleolus(game).certificate.exact


def test_a_rounded_sum_of_claims_is_no_mistake():
    problem = ClaimsProblem(43 / 7, [0, 0, 4.0, 15 / 7])
    assert problem.estate == problem.claims.sum()
    assert share(problem, "talmud").payoffs.sum() == problem.estate
    with pytest.raises(errors.RangeError, match="must lie in"):
        ClaimsProblem(43 / 7 + 1e-9, [0, 0, 4.0, 15 / 7])
    with pytest.raises(errors.RangeError, match="must lie in"):
        ClaimsProblem(Fraction(43, 7) + Fraction(1, 10**20), [4, Fraction(15, 7)])


def test_a_river_of_steep_benefits_loses_nobody():
    river = River([1, 1], [1, 1e-4], exponent=0.99).to_game()
    assert river.values.tolist() == pytest.approx([0, 1, 1e-4, 1.0001])
    huge = River([1e12, 1], [5e12, 1e-4], exponent=0.99).to_game()
    assert huge.values.tolist() == pytest.approx([0, 5e12 * 1e12**0.99, 1e-4, 5e12 * 1e12**0.99])


def test_water_passes_members_who_have_none_and_need_none():
    river = River([1, 0, 1], [1, 0, 2]).to_game()
    assert river.worth(["1", "2", "3"]) == pytest.approx(10**0.5)
    assert river.worth(["1", "3"]) == 3


def test_a_nucleolus_next_to_nothing_is_as_near_as_worths_are():
    worths = [-1e-12 * key.bit_count() for key in range(15)]
    assert list(nucleolus(TUGame([*worths, 0]))) == pytest.approx([0] * 4, abs=1e-24)


@pytest.mark.parametrize("far", [1e6, 1e13])
def test_weights_that_are_far_apart_divide_in_floats_as_in_fractions(far):
    worths, weights = [0, 4, 3, -6, 17, -4, 5, -9], [far, 1 / far, 1]
    found = shapley(TUGame(worths), weights=weights)
    exact = shapley(TUGame(worths), weights=[Fraction(w) for w in weights])
    assert list(found) == pytest.approx([float(x) for x in exact], rel=1e-12)


def test_a_core_is_answered_where_everybody_gets_nothing():
    worth = [0, 0.4, 0.0, -0.6, 0.0]  # by number of members
    game = TUGame([worth[mask.bit_count()] for mask in range(16)])
    assert core(game).least_excess == pytest.approx(0.4)
    assert least_core(game).certificate.ok
