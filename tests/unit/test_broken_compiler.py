"""Arrays that do not say what the partnership says are refused, for one and for a batch."""

import dataclasses
import sys

import numpy as np
import pytest

import qinba_games as qg
from qinba_games import errors
from qinba_games.partnership.trust_game import compile_partnerships

PAIR = qg.Partnership(
    [[1.5, 1.2], [2.0, 1.6], [2.4, 2.1]],
    [1, 0.8],
    outside=[0.1, 0],
    promotion=0.6,
    friction=0.1,
    detection=0.9,
    subsidy=0.05,
    deposit=0.1,
    bad_times=[(0.2, (0.5, 0.3))],
)


def _wrong_sign(models):
    game = compile_partnerships(models)
    return dataclasses.replace(game, flow=game.flow + 2 * game.temptation)


def _swapped_members(models):
    game = compile_partnerships(models)
    return dataclasses.replace(game, flow=game.flow[..., ::-1])


def _forgotten_bad_time(models):
    game = compile_partnerships(models)
    return dataclasses.replace(game, chance=np.eye(game.conditions)[[0] * game.n_games])


def _wrong_drop(models):
    return compile_partnerships([dataclasses.replace(model, drop=2) for model in models])


BROKEN = [_wrong_sign, _swapped_members, _forgotten_bad_time, _wrong_drop]


@pytest.fixture(params=BROKEN, ids=lambda broken: broken.__name__.lstrip("_"))
def _broken(request, monkeypatch):
    for module in list(sys.modules.values()):
        known = getattr(module, "compile_partnerships", None)
        if known is compile_partnerships and module.__name__ != __name__:
            monkeypatch.setattr(module, "compile_partnerships", request.param)


@pytest.mark.usefixtures("_broken")
@pytest.mark.parametrize("delta", [0.2, 0.8])
@pytest.mark.parametrize("sharing", ["none", "voluntary", "optimal"])
def test_a_broken_compiler_is_refused(sharing, delta):
    model = dataclasses.replace(PAIR, sharing=sharing)
    with pytest.raises(errors.CertificateError, match="another model"):
        qg.evolve(model, delta)
    with pytest.raises(errors.CertificateError, match="another model"):
        qg.evolve_many([model, model], [delta, 0.5])


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_a_batch_of_other_partnerships_is_refused(sharing):
    models = [dataclasses.replace(PAIR, sharing=sharing, friction=eps) for eps in (0.1, 0.2, 0.3)]
    batch = qg.evolve_many(models, 0.7)
    others = [
        (models[0], models[2], models[1]),
        tuple(models[:2]),
        (*models[:2], dataclasses.replace(models[2], drop=2)),
        (*models[:2], dataclasses.replace(models[2], sharing="equal")),
    ]
    for partnerships in others:
        found = qg.verify(dataclasses.replace(batch, partnerships=partnerships))
        assert (found.ok, found.action) == (False, "another model")


RULES = ["none", "equal", "surplus", "proportional", "optimal", "voluntary", (0.3, 0.3, 0.4)]


@pytest.mark.slow
@pytest.mark.parametrize("sharing", RULES)
@pytest.mark.parametrize("drop", [1, 2, None])
@pytest.mark.parametrize("stake", [0, 0.2])
def test_three_members_are_read_as_they_are_compiled(sharing, drop, stake):
    rng = np.random.default_rng(3)
    benefit = np.cumsum(rng.uniform(0, 1, (3, 3, 3)) * (1 - np.eye(3)), axis=0)
    model = qg.Partnership(
        benefit,
        rng.uniform(0.2, 1.5, 3),
        outside=rng.uniform(-0.5, 0.5, 3),
        promotion=0.7,
        friction=[0.3, 0.2, 0.1],
        drop=drop,
        detection=0.8,
        deposit=rng.uniform(0, 0.3, 3),
        bad_times=[(0.2, rng.uniform(0, 1, 3)), (0.1, rng.uniform(0, 2, 3))],
        sharing=sharing,
        stake=stake,
        mandate=[1],
    )
    for delta in (0.1, 0.9):
        assert qg.evolve(model, delta).certificate.ok
