"""The kernel accepts what solvers of tables find, and nothing that is false."""

import numpy as np
import pytest
from helpers.marks import some
from helpers.tables import forged, random_partnership, random_patience, random_stochastic_game

import qinba_games as qg
from qinba_games import errors
from qinba_games.algorithms.solution import solve
from qinba_games.certify.kernel import Kernel
from qinba_games.certify.play import equilibrium
from qinba_games.certify.record import optimality
from qinba_games.partnership import compile as compiling
from qinba_games.partnership.proof import table_of
from qinba_games.stochastic import proof as stochastic


def _against(table, play, tree, code):
    kernel = Kernel(table)
    gaps = [*equilibrium(kernel, play, code), *optimality(kernel, play, tree, code)]
    return [gap for gap in gaps if not gap.size <= gap.allowed]


def _solved(rng, *, exact, mandate):
    """A partnership: as it is read for its proof, and what is found in it as it is compiled."""
    pair, delta = random_partnership(rng, exact=exact, mandate=mandate), None
    delta = random_patience(rng, exact=exact)
    kind = object if exact else float
    found = solve(compiling.table_of(pair.to_trust_game(), np.array([delta], dtype=kind)))
    ((_, play, tree, code),) = found.parts()
    table = table_of([pair], [delta], exact=exact)
    return table, play, tree, code, (pair, delta)


@pytest.mark.parametrize("most", [1, 200, 100_000])
def test_each_game_of_each_round_is_read(monkeypatch, most):
    """However many stand side by side: few of a round, or those of several rounds."""
    monkeypatch.setattr("qinba_games.certify.record._AT_ONCE", most)
    grows, terms = np.linspace(0, 1.2, 5)[:, None], {"promotion": 0.5, "friction": 0.3, "drop": 1}
    pairs = [
        qg.Partnership([low, low - 0.3] + grows, 1, **terms) for low in np.linspace(0.9, 1.6, 9)
    ]
    table = table_of(pairs, [0.6] * len(pairs), exact=False)
    ((_, play, tree, _),) = solve(table).parts()
    assert not _against(table, play, tree, None)
    assert len(tree.rounds) > 2
    for k, one in enumerate(tree.rounds):
        for game in np.flatnonzero(one.eliminated.any(axis=0)).tolist():
            worth = one.bounds.worth.copy()
            worth[..., game] -= 0.01
            low = one._replace(bounds=one.bounds._replace(worth=worth))
            rounds = (*tree.rounds[:k], low, *tree.rounds[k + 1 :])
            wrong = _against(table, play, tree._replace(rounds=rounds), None)
            assert {(gap.what, gap.game) for gap in wrong} == {("bound on values", game)}


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("mandate", [0.0, 1.0])
def test_what_is_found_is_accepted(exact, mandate):
    rng = np.random.default_rng(12)
    for _ in range(4 if exact else 10):
        table, play, tree, code, model = _solved(rng, exact=exact, mandate=mandate)
        assert not _against(table, play, tree, code), model


@pytest.mark.parametrize("beyond", [0, 1e-12, 1e-10, 1.2e-10, 2.4e-10, 1e-9])
def test_what_is_just_upheld_is_so_for_whoever_reads(beyond):
    """Terms count from a payoff in the middle, in the search as in the check."""
    gains = 0.6 * (1 - np.eye(4))[None]
    outside = [(1.3 - 0.01 * 1.8) / 0.99 + beyond, 0.6, 0.6, 0.6]
    pair = qg.Partnership(gains, 0.5, promotion=0.5, friction=0, outside=outside)
    one, many = qg.evolve(pair, 0.99), qg.evolve_many([pair] * 2, [0.99, 0.99])
    assert one.classes[0] == many.classes[0, 0]


@pytest.mark.slow
@pytest.mark.parametrize("seed", some(range(12), 1, 3))
def test_at_the_edges_of_cooperation_one_and_many_are_accepted(seed):
    rng = np.random.default_rng([7, seed])
    pair = random_partnership(rng, exact=False, mandate=float(seed % 4 == 0))
    found = qg.critical_discount(pair, sharing=pair.sharing)
    ends = [float(end) for ends in found.intervals for end in ends if 0 < end < 1]
    steps = (0, *(sign * step for step in (1e-13, 1e-11, 1e-10, 3e-10, 1e-9) for sign in (1, -1)))
    deltas = [end + step for end in ends for step in steps if 0 < end + step < 1]
    if deltas:
        many = qg.evolve_many([pair] * len(deltas), deltas)
        for k, delta in enumerate(deltas[: 2 * len(steps) : 3]):
            assert (np.array(qg.evolve(pair, delta).classes) == many.classes[3 * k]).all()


@pytest.mark.parametrize("exponent", [3, 5, 7])
def test_patience_next_to_one_is_read_as_it_is_searched(exponent):
    rng = np.random.default_rng(exponent)
    for _ in range(8):
        qg.evolve(random_partnership(rng, exact=False, mandate=0.0), 1 - 10.0**-exponent)


def test_what_cannot_be_reached_is_no_term_of_a_value():
    pair = qg.Partnership([[2.0, 2.0], [3, 3]], 1, promotion=0.5, friction=0.1)
    table = table_of([pair], [0.5], exact=False)
    sizes = np.array([1.0, 2.0, 50.0])[:, None, None]  # two levels, and life alone
    assert table.largest_ahead(sizes).ravel().tolist() == [2, 2, 50]


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("constant", [0, 10**7])
def test_what_is_found_in_stochastic_games_is_accepted(exact, constant):
    rng, accepted = np.random.default_rng(3), 0
    while accepted < 6:
        game = random_stochastic_game(rng, exact=exact, constant=constant)
        try:
            found = qg.solve(game, random_patience(rng, exact=exact))
        except errors.NoEquilibriumError:
            continue
        table = stochastic.table_of(game, found.delta, exact=exact)
        play, tree, code = stochastic.witness_of(found)
        assert not _against(table, play, tree, code)
        accepted += 1


def _forgeries(models, each, *, exact, mandate, seed):
    """How many false witnesses are refused; none may pass that says something false."""
    rng, refused = np.random.default_rng(seed), 0
    for _ in range(models):
        table, play, tree, code, model = _solved(rng, exact=exact, mandate=mandate)
        for _ in range(each):
            false = forged(rng, table, play, tree, code)
            if false is None:
                continue
            if _against(table, *false):
                refused += 1
                continue
            start, feared = table.start, table.feared
            near = 0 if exact else 1e-7
            worth = abs(false[0].worth[start, -1] - play.worth[start, -1]).max()
            held = abs(false[0].punishment - play.punishment)[feared].max()
            assert worth <= near, model
            assert held <= near, model
    return refused


@pytest.mark.slow
@pytest.mark.parametrize("exact", [False, True])
def test_false_witnesses_are_refused(exact):
    refused = _forgeries(6 if exact else 12, 12, exact=exact, mandate=0.3, seed=5)
    assert refused > 25


@pytest.mark.parametrize("share", some([8, 1], 0, 1))
@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("mandate", [0.0, 1.0])
def test_hundreds_of_false_witnesses_are_refused(exact, mandate, share):
    models, each = (10, 20) if exact else (30, 40)
    refused = _forgeries(models // share, each, exact=exact, mandate=mandate, seed=8)
    assert refused > models // share * each / 3
