"""Banzhaf, Owen, tau, dividends and rules for claims beside brute force and published numbers."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from oracles import cooperative as oracle

from qinba_games.cooperative import (
    ClaimsProblem,
    TUGame,
    banzhaf,
    claims_game,
    dividends,
    owen_value,
    shapley,
    share,
    tau_value,
)
from qinba_games.core import errors

F = Fraction
GLOVE = TUGame([0, 0, 0, 1, 0, 1, 0, 1])
RULES = ("proportional", "constrained equal awards", "constrained equal losses", "talmud")


def random_values(rng):
    n = int(rng.integers(1, 6))
    return [F(0)] + [F(int(x), int(rng.integers(1, 5))) for x in rng.integers(-6, 12, (1 << n) - 1)]


def together(order, unions):
    """Whether every union arrives without anybody else in between."""
    places = [sorted(order.index(i) for i in union) for union in unions]
    return all(b - a == 1 for union in places for a, b in pairwise(union))


@pytest.mark.parametrize("seed", range(30))
def test_values_are_what_brute_force_says(seed):
    rng = np.random.default_rng(seed)
    values = random_values(rng)
    game, floats = TUGame(values), TUGame([float(x) for x in values])
    assert list(banzhaf(game)) == oracle.banzhaf(values)
    assert list(banzhaf(floats)) == pytest.approx([float(x) for x in banzhaf(game)], abs=1e-12)
    assert dividends(game).values.tolist() == oracle.dividends(values)
    members = rng.permutation(game.n_players).tolist()
    cut = int(rng.integers(0, len(members) + 1))
    unions = [members[:cut], members[cut:]]
    answer = owen_value(game, unions[: int(rng.integers(1, 3))])
    named = [[game.players.index(name) for name in group] for group in answer.parameters["unions"]]
    assert list(answer) == oracle.over_orders(values, lambda order: together(order, named))
    same = owen_value(floats, answer.parameters["unions"])
    assert list(same) == pytest.approx([float(x) for x in answer], abs=1e-12)
    assert list(owen_value(game, [])) == list(owen_value(game, [members])) == list(shapley(game))


def test_published_values():
    assert list(banzhaf(GLOVE)) == [F(3, 4), F(1, 4), F(1, 4)]
    assert list(owen_value(TUGame([0, 0, 0, 1, 0, 1, 1, 1]), [("1", "2")])) == [F(1, 2), F(1, 2), 0]
    assert list(tau_value(TUGame([0, 0, 0, 1, 0, 2, 1, 3]))) == [F(6, 5), F(3, 5), F(6, 5)]
    assert list(tau_value(TUGame([0, 2, 4, 18, 5, 14, 9, 24]))) == [F(23, 2), 7, F(11, 2)]
    problem = ClaimsProblem(200, [100, 200, 300])
    assert list(tau_value(claims_game(problem))) == [40, 80, 80]
    assert list(share(claims_game(problem), "shapley")) == [F(100, 3), F(250, 3), F(250, 3)]


def test_dividends_are_a_table():
    answer = dividends(GLOVE)
    assert answer.columns() == {
        "coalition": [("1", "2"), ("1", "3"), ("1", "2", "3")],
        "dividend": [1, 1, -1],
    }
    assert answer["1", "2"] == 1
    assert repr(answer) == "Dividends(3 coalitions of TUGame(3 players, exact))"
    assert answer.exact
    with pytest.raises(errors.CertificateError):
        answer.replace(values=answer.values * 2).checked()


@pytest.mark.parametrize(
    ("estate", "awards"), [(100, [F(100, 3)] * 3), (200, [50, 75, 75]), (300, [50, 100, 150])]
)
def test_three_widows(estate, awards):
    """Aumann and Maschler (1985), Journal of Economic Theory 36, 195-213: the Mishna's table."""
    assert list(share(ClaimsProblem(estate, [100, 200, 300]), "talmud")) == awards


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("rule", RULES)
def test_rules_for_claims(rule, seed):
    """Efficient, in between, in order, and dual: losses are what the dual rule awards of them."""
    rng = np.random.default_rng(seed)
    claims = [F(int(x), 3) for x in rng.integers(0, 20, int(rng.integers(1, 6)))]
    estate = sum(claims) * F(int(rng.integers(0, 13)), 12)
    answer = share(ClaimsProblem(estate, claims), rule)
    assert sum(answer) == estate
    assert all(0 <= award <= claim for award, claim in zip(answer, claims, strict=True))
    order = sorted(range(len(claims)), key=claims.__getitem__)
    for small, great in pairwise(order):
        assert answer[small] <= answer[great]
        assert claims[small] - answer[small] <= claims[great] - answer[great]
    duals = {RULES[1]: RULES[2], RULES[2]: RULES[1]}
    losses = share(ClaimsProblem(sum(claims) - estate, claims), duals.get(rule, rule))
    assert [claim - loss for claim, loss in zip(claims, losses, strict=True)] == list(answer)
    floats = share(ClaimsProblem(float(estate), [float(x) for x in claims]), rule)
    assert list(floats) == pytest.approx([float(x) for x in answer], abs=1e-12)


def test_equal_awards_and_losses_are_level():
    problem = ClaimsProblem(200, [100, 200, 300])
    assert list(share(problem, "constrained equal awards")) == [F(200, 3)] * 3
    assert list(share(problem, "constrained equal losses")) == [0, 50, 150]
    assert list(share(problem, "proportional")) == [F(100, 3), F(200, 3), 100]


def test_an_estate_of_all_claims_up_to_rounding():
    claims = [0.25, 0.75]
    problem = ClaimsProblem(np.nextafter(1, 2), claims)
    assert problem.estate == 1
    for rule in RULES:
        assert list(share(problem, rule)) == pytest.approx(claims)
        assert list(share(ClaimsProblem(0, [0, 0]), rule)) == [0, 0]
    assert repr(problem) == "ClaimsProblem(1 among 2 claimants, float)"


REFUSALS = [
    (errors.RangeError, lambda: ClaimsProblem(7, [1, 2])),
    (errors.RangeError, lambda: ClaimsProblem(-1, [1, 2])),
    (errors.RangeError, lambda: ClaimsProblem(1, [-1, 2])),
    (errors.EmptyGameError, lambda: ClaimsProblem(0, [])),
    (errors.ShapeError, lambda: ClaimsProblem(1, [[1, 2]])),
    (errors.NotFiniteError, lambda: ClaimsProblem(1, [float("inf")])),
    (errors.ShapeError, lambda: ClaimsProblem(1, [1, 2], players=["A"])),
    (errors.UnknownNameError, lambda: share(ClaimsProblem(1, [1]), "talmudic")),
    (errors.UnknownNameError, lambda: share(GLOVE, "talmud")),
    (errors.NotApplicableError, lambda: share([1, 2], "talmud")),
    (errors.InputTypeError, lambda: claims_game(GLOVE)),
    (errors.RangeError, lambda: owen_value(GLOVE, [["1"], ["1", "2"]])),
    (errors.UnknownNameError, lambda: owen_value(GLOVE, [["4"]])),
    (errors.InputTypeError, lambda: owen_value(GLOVE, "12")),
    (errors.NotApplicableError, lambda: tau_value(TUGame([0, 2, 2, 1]))),
]


@pytest.mark.parametrize(("error", "call"), REFUSALS)
def test_bad_input_is_refused(error, call):
    with pytest.raises(error):
        call()


@pytest.mark.parametrize("verb", [banzhaf, shapley, lambda game: owen_value(game, [])])
def test_a_wrong_answer_is_not_returned(verb):
    answer = verb(TUGame([0, 1, 3, 7]))
    with pytest.raises(errors.CertificateError):
        answer.replace(payoffs=answer.payoffs + np.array([F(1), F(-1)])).checked()
    with pytest.raises(errors.CertificateError):
        answer.replace(payoffs=answer.payoffs * 2).checked()
