"""Many partnerships at once give what each gives alone."""

import dataclasses
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from helpers.marks import some
from helpers.partnerships import from_raw, reference
from oracles import generators

import qinba_games as qg
from qinba_games.game.table import of_games
from qinba_games.game.witness import Round
from qinba_games.partnership import trust_game
from qinba_games.partnership.results.evolution import profile_names


def _varied(name, sharing, count, seed=0):
    rng = np.random.default_rng(seed)
    base = reference(name, sharing)
    models = [
        dataclasses.replace(
            base, benefit=base.benefit * rng.uniform(0.8, 1.5), friction=rng.uniform(0, 0.3)
        )
        for _ in range(count)
    ]
    return models, rng.uniform(0.4, 0.98, count)


@pytest.mark.parametrize("sharing", ["none", "voluntary", "equal", "optimal"])
def test_a_batch_gives_what_each_partnership_gives_alone(sharing, monkeypatch):
    models, deltas = _varied("C", sharing, 60)
    monkeypatch.setattr(trust_game, "_AT_ONCE", 800)  # its witness then has several parts
    batch = qg.evolve_many(models, deltas, founding=1)
    assert len(batch.witness) > 1
    for n, (model, delta) in enumerate(zip(models, deltas, strict=True)):
        alone = qg.evolve(model, delta, founding=1)
        assert tuple(batch.classes[n]) == alone.classes
        np.testing.assert_array_equal(batch.choice[n], alone.choice)
        assert batch.founding_value[n] == pytest.approx(alone.founding_value, abs=1e-12)
        assert batch.probability_strong[n] == pytest.approx(alone.probability_strong, abs=1e-12)
        assert batch.time_to_strong[n] == pytest.approx(alone.time_to_strong, rel=1e-12)


@pytest.mark.parametrize("seeds", some([range(20), range(20, 40)], 0, 1))
def test_the_check_of_a_batch_judges_as_the_check_of_one(seeds):
    """Flip single choices of random partnerships: both certificates agree, also on the amount."""
    refused = 0
    for seed in seeds:
        params, delta = generators.partnership(np.random.default_rng(seed))
        model = from_raw(params)
        alone, batch = qg.evolve(model, delta), qg.evolve_many([model], delta)
        options = len(alone.game.contributes) + 1
        for k, t in alone.policy:
            flipped = np.array(batch.choice)
            flipped[0, k, t] = (flipped[0, k, t] + 1) % options
            names = {s: profile_names(alone.game, flipped[0][s]) for s in alone.policy}
            one, many = qg.verify(alone, policy=names), qg.verify(batch, policy=flipped)
            if abs(one.largest_gain) > 1e-6:
                assert many.ok == one.ok, (seed, k, t)
                assert max(many.largest_gain, 0) == pytest.approx(
                    max(one.largest_gain, 0), abs=1e-9
                )
            refused += not one.ok
    assert refused > 0.4 * len(seeds)


@pytest.mark.parametrize("name", ["A", "C"])
def test_every_partnership_of_a_batch_has_its_residual(name):
    """The amount by which its own certificate fails, whoever else is in the batch."""
    models, deltas = _varied(name, "none", 6)
    batch = qg.evolve_many(models, deltas, founding=1)
    assert batch.residual.shape == (6,)
    assert batch.residual.max() < 1e-12
    choice = np.full(batch.choice.shape, len(batch.game.contributes))
    choice[2:] = 0
    gains = qg.verify(batch, policy=choice).residual
    for n, (model, delta) in enumerate(zip(models, deltas, strict=True)):
        alone = qg.evolve(model, delta, founding=1)
        modes = dict.fromkeys(alone.policy, "leave" if n < 2 else "contribute")
        found = qg.verify(alone, policy=modes).largest_gain
        assert max(gains[n], 0) == pytest.approx(max(found, 0), abs=1e-12)
    assert gains[:2].max() < 1e-12
    assert (gains > 1e-3).any()


def _shifted(values, by, node=0):
    """The same with the numbers of a node of the fourth game moved."""
    values = values.copy()
    values[node, ..., 3] += by
    return values


def _forgeries(part):
    """Witnesses of a batch that are false or prove less, by what was done to them."""
    games, play, tree, code = part
    yield "a game is missing", part._replace(games=games[:-1])
    yield "a game is not judged", of_games(part, slice(-1))
    yield "a game stands twice", part._replace(games=np.append(games[:-1], 0))
    yield "games change places", part._replace(games=games[::-1].copy())
    for name, values, node in (("worth", play.worth, 0), ("punishment", play.punishment, -1)):
        for by in (1e-4, -1e-4):
            moved = play._replace(**{name: _shifted(values, by, node)})
            yield f"{name} {by}", part._replace(play=moved)
    for by in (0.01, -0.01):
        bounds = tree.bounds._replace(worth=_shifted(tree.bounds.worth, by))
        yield f"bounds {by}", part._replace(tree=tree._replace(bounds=bounds))
    yield "no round", part._replace(tree=tree._replace(rounds=()))
    step = tree.rounds[0]
    for by in (9, -0.5):
        bounds = step.bounds._replace(worth=_shifted(step.bounds.worth, by))
        rounds = (step._replace(bounds=bounds), *tree.rounds[1:])
        yield f"bounds of a round {by}", part._replace(tree=tree._replace(rounds=rounds))
    gone = np.zeros((len(tree.rounds[0].eliminated), len(games)), dtype=bool)
    gone[play.rows[0, 3], 3] = True
    rounds = (*tree.rounds, Round(tree.bounds, gone))
    yield "what is played falls", part._replace(tree=tree._replace(rounds=rounds))
    if code is None:
        return
    for by in (1e-4, -1e-4):
        known = _shifted(code.punishment, by)
        moved = play._replace(punishment=play.punishment.copy())
        moved.punishment[-len(known) :] = known
        yield (
            f"punishment of the code {by}",
            part._replace(play=moved, code=code._replace(punishment=known)),
        )
    if code.agreed is None:
        against = tuple(one._replace(worth=_shifted(one.worth, 1e-4)) for one in code.against)
        yield "worth of a punishment", part._replace(code=code._replace(against=against))
        yield "no punishment", part._replace(code=code._replace(against=code.against[:-1]))
    else:
        agreed = code.agreed._replace(worth=_shifted(code.agreed.worth, 1e-4))
        yield "worth after a punishment", part._replace(code=code._replace(agreed=agreed))
    low = code.record.bounds
    low = low._replace(punishment=_shifted(low.punishment, -0.01))
    low = code.record._replace(bounds=low)
    yield "punishments may be harsher", part._replace(code=code._replace(record=low, rises=()))


@pytest.mark.parametrize("bound", [(), ("1",), ("1", "2")])
@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_a_batch_with_a_forged_witness_is_refused(sharing, bound):
    models, deltas = _varied("C", sharing, 6)
    models = [dataclasses.replace(model, mandate=bound, outside=-0.4) for model in models]
    found = qg.evolve_many(models, deltas)
    (part,) = found.witness
    for name, forged in _forgeries(part):
        assert not qg.verify(dataclasses.replace(found, witness=(forged,))).ok, name
    assert qg.verify(found).outside is True


def test_what_a_record_leaves_open_is_not_called_proven():
    models, deltas = _varied("C", "none", 6)
    found = qg.evolve_many(models, deltas)
    ((_, _, tree, _),) = found.witness
    worth = tree.bounds.worth + np.array([0, 0.25, 0, 0.5, 0, 0])
    tree = tree._replace(bounds=tree.bounds._replace(worth=worth))
    proven = np.array([True, False, True, False, True, True])
    part = found.witness[0]._replace(tree=tree)
    modest = qg.verify(dataclasses.replace(found, witness=(part,), proven=proven))
    assert (modest.outside, modest.gap) == (None, pytest.approx(0.5))
    assert modest.proven.tolist() == proven.tolist()
    proven = np.array([True, False, True, True, True, True])
    assert not qg.verify(dataclasses.replace(found, witness=(part,), proven=proven)).ok


def test_partnerships_may_have_names_of_their_own_and_keep_their_index():
    one, two = (
        dataclasses.replace(reference("A"), members=names)
        for names in (("Ankang", "Shiyan"), ("Bazhong", "Hanzhong"))
    )
    plain = qg.evolve_many([reference("A")] * 2, [0.7, 0.8])
    named = qg.evolve_many({("A", "S"): one, ("B", "H"): two}, [0.7, 0.8])
    assert named.labels == (("A", "S"), ("B", "H"))
    assert named.founding_class.tolist() == plain.founding_class.tolist()
    assert named.to_frame().index.tolist() == [("A", "S"), ("B", "H")]
    series = qg.evolve_many(pd.Series({"x": one, "y": two}), 0.8)
    assert series.to_frame().loc["y", "founding class"] == plain.founding_class[1]


def test_a_search_goes_on_from_what_is_left_of_its_own_game():
    """The second of two is branched on, and the first would leave it other rows."""
    trust, given = 0.4 * np.arange(4)[:, None], {"bad_times": [(0.2, 0.6)]}
    first = qg.Partnership(np.array([0.7, 0.6]) + trust, 1, promotion=0.2, friction=0.3, **given)
    second = qg.Partnership(np.array([1.4, 0.7]) + trust, 1, promotion=0.6, friction=0, **given)
    found = qg.evolve_many([first, second], [0.3, 0.81])
    assert [bool(part.tree.branches) for part in found.witness] == [False, True]
    alone = qg.evolve(second, 0.81)
    assert found.choice[1].tolist() == alone.choice.tolist()
    assert found.witness[1].tree.branches.keys() == alone.witness[1].branches.keys()


def test_levels_at_the_start_may_be_whole_numbers_among_objects():
    pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1)
    starts = [np.array([0, 1], dtype=kind) for kind in (int, object)]
    plain, objects = (qg.evolve_many([pair] * 2, [0.5, 0.6], founding=one) for one in starts)
    assert objects == plain
    with pytest.raises(qg.errors.InputTypeError, match="not a Fraction"):
        qg.evolve_many([pair] * 2, [0.5, 0.6], founding=[Fraction(1, 2), 1])
