"""Arrays that do not say what the partnership says are refused, for one and for a batch."""

import contextlib
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
def broken(request):
    """Within it the compiler is broken."""

    @contextlib.contextmanager
    def within():
        with pytest.MonkeyPatch.context() as patch:
            for module in list(sys.modules.values()):
                known = getattr(module, "compile_partnerships", None)
                if known is compile_partnerships and module.__name__ != __name__:
                    patch.setattr(module, "compile_partnerships", request.param)
            yield

    return within


def _said(found):
    """What an answer says, found when it is asked for."""
    numbers = (found.founding_value, found.probability_strong, found.time_to_strong)
    if isinstance(found.classes, tuple):
        numbers += (found.values, found.founding_value_net, *found.long_run.values())
    return np.concatenate([np.ravel(one) for one in numbers]), np.array(found.classes)


@pytest.mark.parametrize("sharing", ["none", "voluntary", "optimal"])
def test_a_broken_compiler_is_refused(sharing, broken):
    """An answer is refused, or it is right: then all that follows is right as well."""
    model, refused = dataclasses.replace(PAIR, sharing=sharing), 0
    asked = [
        *(lambda delta=delta: qg.evolve(model, delta) for delta in (0.2, 0.5, 0.8)),
        *(lambda delta=delta: qg.evolve_many([model] * 2, [delta, 0.5]) for delta in (0.2, 0.8)),
    ]
    for ask in asked:
        numbers, classes = _said(ask())
        with broken():
            try:
                found = ask()
            except errors.CertificateError:
                refused += 1
                continue
            again, names = _said(found)
        np.testing.assert_allclose(again, numbers, atol=1e-12)
        assert (names == classes).all()
    assert refused >= 3


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
        assert not qg.verify(dataclasses.replace(batch, partnerships=partnerships)).ok


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
