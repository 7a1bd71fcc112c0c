"""Nothing better exists at any patience where punishments change with patience, cell by cell."""

import dataclasses

import numpy as np
import pytest
from helpers.marks import some
from helpers.partnerships import from_raw, reference
from oracles import generators, mandate

import qinba_games as qg
from qinba_games.common.spans import Spans
from qinba_games.partnership.checks import cells, everywhere, floors
from qinba_games.third_parties import attribute, when_it_hurts

SHARING = qg.Coordinator(sharing=True)
#: Two who could go and one who could not, and would rather be left; in the second idling ends it.
THREE = {
    "benefit": np.array([[[0, 0.6, 0.6], [0.8, 0, 0.7], [0.5, 0.5, 0]]]) * [[[1]], [[1.6]]],
    "cost": [0.6, 0.9, 0.7],
    "promotion": 0.7,
    "friction": 0.06,
    "outside": [0.25, -0.1, 0.1],
    "mandate": (0,),
}
PAIRS = {
    "voluntary": dataclasses.replace(
        reference("B", "voluntary"), mandate=["1"], outside=[0.15, 0.05]
    ),
    "idling ends it": dataclasses.replace(
        reference("B"), mandate=["2"], outside=[-0.2, 0.1], drop=None
    ),
    "would be left": qg.Partnership(
        *([[1.2, 1.2], [1.55, 1.55]], 1),
        promotion=0.6,
        friction=0.05,
        bad_times=[(0.25, (1, 1))],
        mandate=["1"],
        outside=[0.1, 0.1],
    ),
    "three": qg.Partnership(**THREE),
    "three, voluntary": qg.Partnership(**{**THREE, "sharing": "voluntary", "drop": None}),
}


def small(first, last, sharing=None):
    """Two members, one of whom cannot leave, whose punishments change with patience."""
    for seed in range(first, last):
        rng = np.random.default_rng(seed)
        params, delta = generators.partnership(rng, sharing=sharing)
        levels, n = params["benefit"].shape[:2]
        if n == 2 and levels * (1 + len(params["bad_times"])) <= 4:
            params["outside"] = rng.uniform(-0.3, 0.6, size=2).round(2)
            params["mandate"] = (int(rng.integers(2)),)
            pair = from_raw(params)
            if floors.constant(pair.to_trust_game().as_floats()) is None:
                yield seed, params, pair, delta


@pytest.mark.parametrize("name", some(PAIRS, 0, 1))
def test_thresholds_are_proved_and_others_refused(name):
    pair = PAIRS[name]
    game = pair.to_trust_game().as_floats()
    assert floors.constant(game) is None
    found = qg.critical_discount(pair, sharing=pair.sharing)
    assert found.certificate.outside is True
    strips = everywhere.strips(game, 0)
    for off in (1e-6, -1e-6, 0.05, -0.05):
        least = min(float(found.delta), 1) + off
        claimed = {True: Spans.upward(least), False: Spans([(0, min(least, 1))])}
        if 0 < found.delta + off < 1:
            assert everywhere.agree(strips, claimed, everywhere.COOPERATES) is False


@pytest.mark.exhaustive
def test_all_that_is_asked_of_every_patience_is_proved():
    pair = PAIRS["idling ends it"]
    window = qg.pivotal_window(pair, SHARING)
    assert window.certificate.outside is True
    assert attribute(pair, qg.Coordinator(sharing=True, deposit=0.1)).certificate.outside is True
    assert when_it_hurts(pair, "support", [0, 0.1]).certificate.outside is True
    side = dict(window.side(1))
    cut = max(edge for spans in side.values() for edge in spans.edges if edge < 1)
    (last,) = (name for name, spans in side.items() if (1 + cut) / 2 in spans)
    side[last] = Spans.union((low, min(high, 0.97)) for low, high in side[last])
    other = next(name for name in ("weak", "nominal") if name != last)
    side[other] = Spans([*side.get(other, ()), (0.97, 1)])
    shared = SHARING.applied_to(pair)
    assert everywhere.proved(shared, 0, side, everywhere.BY_NAME) is False


SEEDS = [
    (6, 14, "voluntary"),
    (6, 14, "none"),
    *((22, 62, sharing) for sharing in ("none", "voluntary", "equal")),
    *((k, k + 40, sharing) for k in (62, 102) for sharing in ("none", "voluntary", "equal")),
]


@pytest.mark.slow
@pytest.mark.parametrize("drawn", some(SEEDS, 1, 2))
def test_classes_are_those_of_all_policies_one_by_one(drawn):
    looked = open_ = 0
    for seed, params, pair, delta in small(*drawn):
        strips = everywhere.strips(pair.to_trust_game().as_floats(), 0)
        if not strips.settled:
            open_ += 1
            continue
        edges = np.array([low for low, *_ in strips.rows])
        for at in (0.2, 0.5, float(delta), 0.9):
            if abs(edges - at).min() > 1e-5:
                best = mandate.best_equilibrium(params, at)
                told = [each for low, high, each in strips.rows if low <= at < high]
                assert [best.classes[0] in each for each in told] == [True], (seed, at)
                looked += 1
    assert looked > 8
    assert open_ <= looked / 40


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("patience", some([0.85, 0.3, 0.6, 0.99], 1, 2))
def test_bounds_hold_for_every_patience_of_a_cell(name, patience):
    """What members are held to, and what may be left, lies between both bounds."""
    game = PAIRS[name].to_trust_game().as_floats()
    bare = floors.bare_of(game)
    low, high = patience, patience + 0.1 * (1 - patience)
    ends = cells.Ends(np.array([low]), np.array([high]))
    harsh = cells._at_most(bare, ends, None)
    if game.voluntary:
        surely = cells._at_least(bare, ends, None)
        least, most = harsh.held, np.where(surely.sound[:, None, None], surely.held, np.inf)
    else:
        least, most, sound = cells._punished(bare, ends, harsh)
        most = np.where(sound[:, None, None], most, np.inf)
    left = cells._at_most(game, ends, least).left[0]
    for delta in np.linspace(low, high, 7):
        found = qg.evolve(PAIRS[name], delta)
        held = np.asarray(found.punishment.values, dtype=float)
        held = np.einsum("ktn,t->kn", held.reshape(*game.flow.shape[1:3], -1), game.chance[0])
        assert (least[0] <= held + 1e-9).all()
        assert (held <= most[0] + 1e-9).all()
        assert np.take_along_axis(left, found.choice[..., None], axis=-1).all()


@pytest.mark.exhaustive
def test_a_threshold_that_cannot_be_bounded_is_left_open(monkeypatch):
    monkeypatch.setattr(cells, "_CELLS", 30)
    found = qg.critical_discount(PAIRS["would be left"], sharing="none")
    assert found.certificate.outside is None


@pytest.mark.slow
def test_what_cannot_be_bounded_is_left_open(monkeypatch):
    pair = PAIRS["would be left"]
    monkeypatch.setattr(cells, "_CELLS", 30)
    assert everywhere.strips(pair.to_trust_game().as_floats(), 0).settled is False
    monkeypatch.setattr(everywhere, "_CHANGING", 3)
    assert everywhere.strips(pair.to_trust_game().as_floats(), 0) == ((), False)


@pytest.mark.slow
def test_a_threshold_that_is_missed_is_refused(monkeypatch):
    pair = PAIRS["would be left"]
    solver = __import__("sys").modules["qinba_games.partnership.critical_discount"]
    kept = solver._scanned
    short = np.linspace(0, 0.4, 40)
    monkeypatch.setattr(solver, "_scanned", lambda ask, count, *_: kept(ask, count, short))
    with pytest.raises(qg.errors.CertificateError, match="something better exists"):
        qg.critical_discount(pair, sharing="none")


def test_a_cell_in_which_something_else_is_better_somewhere_is_cut(monkeypatch):
    game = PAIRS["would be left"].to_trust_game().as_floats()
    assert cells._classes(game, 0, [(0.99, 0.991)]) == [{"weak"}]
    monkeypatch.setattr(cells, "better_between", lambda *_: [0.9905])
    assert cells._classes(game, 0, [(0.99, 0.991)]) == [None]


@pytest.mark.parametrize(("dark", "settled"), [(1e-9, True), (3e-7, False)])
def test_narrow_cells_side_by_side_are_not_taken_for_an_edge(monkeypatch, dark, settled):
    """Each of them could be an edge, and all of them are more than that."""

    def classes(game, founding, pairs):
        some = [low < 0.5 + dark and high > 0.5 for low, high in pairs]
        return [None if each else frozenset(["weak"]) for each in some]

    monkeypatch.setattr(cells, "_classes", classes)
    monkeypatch.setattr(cells, "_CELLS", 10**5)
    rows, found = cells.rows_of(None, 0, 0.9)
    assert found is settled
    assert [name for *_, name in rows if len(name) == 4] != []
