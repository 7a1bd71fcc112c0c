"""Whether a pair of a hierarchy cooperates by itself, by both baselines."""

import dataclasses

import numpy as np
import pytest
from helpers.marks import some

import qinba_games as qg
from qinba_games import errors
from qinba_games.common.concepts import BASELINES
from qinba_games.hierarchy import Hierarchy, stabilise

TREE = {"nation": None, "A": "nation", "B": "nation", "a": "A", "b": "B"}


def case(rng: np.random.Generator, border: list[float]) -> Hierarchy:
    def one() -> qg.Partnership:
        benefit = np.sort(rng.uniform(1, 3, (2, 2)), axis=0)
        return qg.Partnership(benefit, 1, promotion=0.5, friction=0)

    return Hierarchy(TREE, {("A", "B"): one(), ("a", "b"): one()}, inside=0.1, border=border)


@pytest.mark.parametrize("seed", some(range(60), 3, 15))
def test_in_a_constant_environment_it_is_an_ordinary_partnership(seed: int) -> None:
    rng = np.random.default_rng(seed)
    friction = float(rng.uniform(0, 0.2))
    levels, delta = case(rng, [friction] * 3), float(rng.uniform(0.4, 0.8))
    found = stabilise(levels, delta, "none")
    for pair, model in levels.partnerships.items():
        model = dataclasses.replace(model, friction=friction)
        sets = qg.payoff_set(model, delta)
        together, best = (found.by_itself(*pair, baseline=each) for each in BASELINES)
        assert best == sets.contributes()
        assert together == (qg.evolve(model, delta).classes[0] in ("weak", "strong"))
        assert best or not together


@pytest.mark.parametrize("seed", some(range(60), 2, 12))
def test_what_acts_together_is_one_of_the_equilibria(seed: int) -> None:
    rng = np.random.default_rng(seed)
    levels = case(rng, [0.3, 0.1, 0.4])
    found = stabilise(levels, float(rng.uniform(0.4, 0.8)), "none")
    for pair in levels.pairs:
        together, best = (found.by_itself(*pair, baseline=each) for each in BASELINES)
        assert best or not together


def test_prefectures_that_are_unequal_take_turns() -> None:
    above = qg.Partnership([[3, 3]], 1, promotion=0, friction=0)
    below = qg.Partnership([[3, 1.3]], 1, promotion=0, friction=0)
    levels = Hierarchy(TREE, {("A", "B"): above, ("a", "b"): below}, inside=0.1, border=[0.1, 0.3])
    answers = [
        [stabilise(levels, delta, "none").by_itself("a", "b", baseline=each) for each in BASELINES]
        for delta in (0.5, 0.7, 0.95)
    ]
    assert answers == [[False, False], [False, True], [True, True]]


def test_what_cannot_be_asked_is_refused_by_name() -> None:
    levels = case(np.random.default_rng(1), [0.3, 0.1, 0.4])
    helped = stabilise(levels, 0.6, "national")
    with pytest.raises(errors.NotApplicableError, match="'regime'"):
        helped.by_itself("A", "B")
    frozen = stabilise(levels, 0.6, "none", anticipation="frozen")
    assert frozen.by_itself("a", "b") in (True, False)
    with pytest.raises(errors.NotApplicableError, match="'anticipation'"):
        frozen.by_itself("a", "b", baseline="any equilibrium")
    own = {pair: dataclasses.replace(m, sharing="equal") for pair, m in levels.partnerships.items()}
    shared = stabilise(Hierarchy(TREE, own, inside=0.1, border=[0.3, 0.1, 0.4]), 0.6, "none")
    with pytest.raises(errors.NotApplicableError, match="'sharing'"):
        shared.by_itself("a", "b", baseline="any equilibrium")
    with pytest.raises(errors.UnknownNameError, match="acting together"):
        shared.by_itself("a", "b", baseline="turns")
    unseen = {
        pair: dataclasses.replace(m, detection=0.5) for pair, m in levels.partnerships.items()
    }
    dark = stabilise(Hierarchy(TREE, unseen, inside=0.1, border=[0.3, 0.1, 0.4]), 0.6, "none")
    with pytest.raises(errors.NotApplicableError, match="detection"):
        dark.by_itself("a", "b", baseline="any equilibrium")
