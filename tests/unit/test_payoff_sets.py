"""Small cases, wording, and what is refused by the checks of payoff sets."""

import dataclasses
import hashlib
import json
import signal
import subprocess
import sys
import time
from fractions import Fraction as F

import numpy as np
import pytest
from helpers.forgery import needing
from helpers.project import ROOT

import qinba_games as qg
from qinba_games import errors
from qinba_games.payoff_sets import building, half_planes
from qinba_games.payoff_sets.checks.corner_play import corners_played
from qinba_games.payoff_sets.half_planes import GrowingSides, sides_of
from qinba_games.payoff_sets.scaled import scaled
from qinba_games.payoff_sets.solvers import rounds
from qinba_games.payoff_sets.solvers.outer_rounds import Rounds
from qinba_games.verify.findings import verdict

DILEMMA = qg.prisoners_dilemma(9, 1, 10, 3)
SET = qg.payoff_set(DILEMMA, F(1, 4))
NONE = qg.StageGame([[(1, -1), (-1, 2)], [(-2, 2), (1, 0)]])  # of the tests of QuantEcon


@pytest.mark.parametrize("delta", [0, 0.1, 0.3])
def test_a_point_in_floats_is_a_point(delta):
    """To stay apart brings .1 + .2, and leaving .3."""
    apart = 0.1 + 0.2
    stage = qg.StageGame(np.array([[[1, 1], [-0.5, 1.5]], [[1.5, -0.5], [apart, apart]]]))
    found = qg.payoff_set(qg.RepeatedGame(stage, outside=[0.3, 0.3]), delta)
    assert found.shape == "point"
    assert found.certificate.tolerance < 1e-8
    other = qg.payoff_set(qg.RepeatedGame(stage, outside=[0.29, 0.29]), delta)
    assert other.shape == "segment"


def test_no_equilibrium_names_delta_and_the_least_one_with_transfers():
    game = qg.StageGame(np.random.default_rng(7).integers(-9, 10, (4, 4, 2)))
    least = qg.discount_table(game).delta[0]
    with pytest.raises(
        errors.NoEquilibriumError, match=rf"delta = 1/2\..* from delta = {least} on"
    ):
        qg.payoff_set(game, F(1, 2))
    with pytest.raises(errors.NoEquilibriumError, match=r"delta = 0\.05"):
        qg.payoff_set(NONE, 0.05)
    pennies = qg.StageGame([[(1, -1), (-1, 1)], [(-1, 1), (1, -1)]])
    with pytest.raises(errors.NoEquilibriumError, match="none at any delta"):
        qg.payoff_set(pennies, F(9, 10))


def test_members_who_can_leave_always_have_an_equilibrium():
    found = qg.payoff_set(qg.RepeatedGame(NONE, outside=[-5, -5]), F(1, 20))
    assert found.contains([-5, -5])
    assert found.play[found.worst[0]].profile is None or found.punishment[0] == -5


def test_impatient_members_play_the_stage_game():
    found = qg.payoff_set(qg.stag_hunt(4, 0, 3, 2), 0)
    assert found.vertices.tolist() == [[2, 2], [4, 4]]
    assert found.certificate.method == "definition"
    leaving = qg.payoff_set(qg.RepeatedGame(DILEMMA, outside=[4, 1]), 0)
    assert leaving.vertices.tolist() == [[4, 1]]
    alike = qg.StageGame([[(0, 0), (-9, -9)], [(-9, -9), (0.05, 0.05)]])
    assert len(qg.payoff_set(alike, 0).vertices) == 2


def test_a_corner_that_is_nearly_on_an_edge_stays():
    """Three equilibria of the stage game; the middle one is a hundredth beyond the other two."""
    middle = F(101, 200)
    payoffs = np.full((3, 3, 2), F(-1))
    payoffs[range(3), range(3)] = [(0, 1), (middle, middle), (1, 0)]
    found = qg.payoff_set(qg.StageGame(payoffs), 0)
    assert sorted(found.vertices.tolist()) == [[0, 1], [middle, middle], [1, 0]]


def drawn(seed, size):
    return qg.StageGame(np.random.default_rng(seed).integers(0, 9, (size, size, 2)))


def test_each_member_has_a_worst_corner_of_its_own():
    found = qg.payoff_set(drawn(110, 2), F(3, 5))
    assert found.exact
    assert found.worst == (0, 1)
    assert (found.play[1].binding, found.play[1].kind) == ((1,), "binding")
    assert dataclasses.replace(found.play[1], binding=(0, 1)).kind == "both"


def test_profiles_are_tried_in_blocks(monkeypatch):
    at_once = qg.payoff_set(DILEMMA, F(3, 10))
    monkeypatch.setattr(rounds, "_BLOCK", 1)
    assert qg.payoff_set(DILEMMA, F(3, 10)).vertices.tolist() == at_once.vertices.tolist()


def test_half_planes_leave_only_what_is_played():
    game, square = drawn(17, 3), np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]])
    case = scaled(game.payoffs, None, 0.3, exact=False)
    outer = half_planes.start(case, sides_of(square))
    for _ in range(4):
        outer = half_planes.tighten(case, outer)
    played = game.payoffs.reshape(-1, 2)[outer.live]
    assert played.tolist() == qg.payoff_set(game, F(3, 10)).vertices.tolist()


def test_rounds_of_half_planes_come_down_to_the_set():
    stage = drawn(9, 2)
    found = qg.payoff_set(qg.StageGame(stage.payoffs.astype(float)), 0.6)
    assert building.with_outer_set(found).gap < 1e-8


@pytest.mark.parametrize("delta", [F(1, 3), 0.5, 0.99])
def test_ordinary_answers_to_degenerate_games(delta):
    assert qg.payoff_set(qg.StageGame([[(2, 5)]]), delta).vertices.tolist() == [[2, 5]]
    assert qg.payoff_set(qg.StageGame(np.full((3, 2, 2), 7)), delta).shape == "point"
    common = qg.payoff_set(qg.StageGame([[(1, 1), (0, 0)], [(0, 0), (3, 3)]]), delta)
    assert common.shape == "segment"
    watching = qg.StageGame([[(1, 0), (1, 2)], [(0, 0), (0, 1)]])
    assert qg.payoff_set(watching, delta).vertices.tolist() == [[1, 2]]


@pytest.mark.parametrize("low", [0.0, 0.1, 1e6, -1e-6])
def test_averages_of_corners_are_in_the_set(low):
    # A point, a segment and a polygon; in floats an average falls beside them as often as not.
    games = [[[[1, 1], [0, 0]], [[0, 0], [3, 3]]], [[[1, 1]]]]
    draw = np.random.default_rng(1)
    for payoffs in [*games, qg.prisoners_dilemma(9, 1, 10, 3).payoffs]:
        found = qg.payoff_set(qg.StageGame(low + 0.1 * np.array(payoffs, dtype=float)), 0.3)
        for weights in draw.dirichlet(np.ones(len(found.vertices)), 40):
            point = weights @ found.vertices
            assert found.contains(point)
            assert found.strategy(point).initial.sum() == pytest.approx(1)


@pytest.mark.slow
def test_contains_support_and_shape():
    assert SET.shape == "polygon"
    assert SET.contains([3, 3])
    assert SET.contains([F(39, 4) + F(1, 10**12), 3]) is False
    assert SET.support([1, 1]) == 18
    assert SET.punishment.tolist() == [3, 3]
    enclosed = qg.payoff_set(DILEMMA, F(2475, 10000))
    between = (enclosed.outer[1] + enclosed.inner[1]) / 2
    assert enclosed.contains(between) is None
    with pytest.raises(errors.RangeError, match="not proved"):
        enclosed.strategy(between)
    assert qg.verify(enclosed.strategy(enclosed.inner[1])).ok


def test_pictures():
    labels = [text.get_text() for text in SET.plot().get_legend().get_texts()]
    wanted = {"feasible", "with transfers", "equilibrium payoffs", "stage equilibria"}
    assert set(labels) == wanted
    assert qg.payoff_set(DILEMMA, F(1, 10)).plot(style="paper") is not None
    path = qg.play(SET.strategy([8, 7]), 20, rng=1)
    assert path.plot().get_xlabel() == "period"


def test_a_play_averages_to_what_the_strategy_is_worth():
    plan = SET.strategy([8, 7])
    starts = [qg.play(plan, 40, rng=seed).payoffs.astype(float) for seed in range(400)]
    weights = 0.75 * 0.25 ** np.arange(40)
    mean = np.mean([weights @ paid for paid in starts], axis=0)
    assert np.allclose(mean, [8, 7], atol=0.35)
    assert qg.play(plan, 9, rng=3).profiles == qg.play(plan, 9, rng=3).profiles


def automaton(delta, **changed):
    told = {
        "profile": [(0, 0), (1, 1)],
        "after": [[1, 0], [0, 1]],
        "punish": [[1, 1], [1, 1]],
        "initial": None,
    }
    return qg.Automaton(DILEMMA, delta, **{**told, **changed})


def test_strategies_of_ones_own():
    assert qg.verify(automaton(F(1, 7))).ok
    below = qg.verify(automaton(F(1, 8)))
    assert not below.ok
    assert below.largest_gain > 0
    # Stick and carrot: one period of defection, then back.
    carrot = {"after": [[1, 0], [1, 0]], "punish": [[1, 1], [1, 1]]}
    assert not qg.verify(automaton(F(1, 7), **carrot)).ok
    assert automaton(F(1, 2), initial=[F(1, 2), F(1, 2)]).payoffs.tolist() == [6, 6]


@pytest.mark.parametrize("kind", [np.uint8, np.uint64, object])
def test_states_that_punish_may_be_whole_numbers_of_any_type(kind):
    game, punish = qg.prisoners_dilemma(9, 1, 10, 3), np.array([[1, 1], [1, 1]], dtype=kind)
    grim = qg.Automaton(game, 0.5, profile=[(0, 0), (1, 1)], after=np.eye(2), punish=punish)
    assert grim.payoffs.tolist() == [9, 9]


def test_a_strategy_next_to_a_patience_of_one_is_worth_what_it_brings():
    game = qg.RepeatedGame(qg.StageGame([[2.1]]), outside=[2.1])
    after, terms = [[0.4, 0.6, 0], [3 / 7, 1 / 7, 3 / 7], [0, 1, 0]], {"punish": [[0]] * 3}
    plan = qg.Automaton(game, 1 - 1e-9, profile=[(0,)] * 3, after=after, **terms)
    assert plan.values == pytest.approx(2.1, rel=1e-14)
    assert qg.verify(plan).ok


def test_a_strategy_after_whose_breach_all_leave():
    """Grim trigger by leaving for 3 each: it holds from (10 - 9)/(10 - 3) = 1/7 on."""
    game = qg.RepeatedGame(DILEMMA, outside=[3, 3])
    terms = {"profile": [(0, 0), None], "after": [[1, 0], [1, 0]], "punish": [[1, 1], [1, 1]]}
    leaving = qg.Automaton(game, F(1, 7), **terms)
    assert leaving.values.tolist() == [[9, 9], [3, 3]]
    assert qg.verify(leaving).ok
    assert not qg.verify(qg.Automaton(game, F(1, 8), **terms)).ok
    # Whoever starts apart and could have more alone leaves at once.
    worse = qg.RepeatedGame(DILEMMA, outside=[F(19, 2), 3])
    assert not qg.verify(qg.Automaton(worse, F(1, 7), **terms)).ok
    told = leaving.to_dict()
    assert told["profile"][1] == "all leave"
    assert told["start"] == [1, 0]
    assert told["after 1 deviated"] == [1, 1]
    assert told["value to 2"] == [9, 3]


@pytest.mark.parametrize("binding", [(0,), (1,), (0, 1)])
def test_who_leaves_binds_nobody(binding):
    found = qg.payoff_set(qg.RepeatedGame(DILEMMA, outside=[4, 1]), F(1, 4))
    assert (found.play[0].profile, found.play[0].binding) == (None, ())
    bound = dataclasses.replace(found.play[0], binding=binding)
    refused = qg.verify(dataclasses.replace(found, play=(bound, *found.play[1:])))
    assert (refused.ok, refused.action, refused.state) == (False, "play", 0)


@pytest.mark.slow
def test_how_the_proved_corners_are_played_is_checked():
    found = qg.payoff_set(DILEMMA, F(99, 400))

    def fits(told):
        forged = dataclasses.replace(found, inner_play=told)
        return verdict(corners_played(forged, np.zeros(2), np.ones(2)), exact=True).inside

    assert fits(found.inner_play)
    for k, one in enumerate(found.inner_play):
        for step in (F(1, 10**14), -F(1, 10**3)):
            wrong = dataclasses.replace(one, continuation=one.continuation + step)
            assert not fits((*found.inner_play[:k], wrong, *found.inner_play[k + 1 :]))
    for told in (found.inner_play[:-1], (*found.inner_play[1:], found.inner_play[0]), found.play):
        assert not fits(told)
    wrong = dataclasses.replace(found, inner_play=(wrong, *found.inner_play[1:]))
    assert not qg.verify(wrong).ok
    assert not qg.verify(dataclasses.replace(SET, inner_play=SET.play)).ok


@pytest.mark.parametrize("share", [0, 0.5, 0.9999, 1])
def test_of_floats_no_more_is_known_than_rounding_lets_be_seen(share):
    found = qg.payoff_set(qg.StageGame(SET.game.stage.payoffs.astype(float)), 0.75)
    told = qg.verify(dataclasses.replace(found, gap=share * found.gap))
    assert told.ok == (share == 1)
    assert told.gap == (share * found.gap if told.ok else None)


def test_a_set_that_generates_itself_but_is_too_small_is_refused():
    # (3, 3) is an equilibrium for ever, and so is (9, 9): the segment generates itself.
    corners = SET.vertices[[0, 2]]
    small = dataclasses.replace(SET, vertices=corners, inner=corners, outer=corners, play=())
    certificate = qg.verify(small)
    assert certificate.inside
    assert not certificate.outside
    assert not certificate.ok


def without(witness, what):
    slower = np.where(np.arange(len(witness.growth)) == witness.picks[0].max(), 1e-5, 1)
    return {
        "witness": None,
        "growth of an edge": witness._replace(growth=witness.growth * slower),
        "an edge": witness._replace(growth=witness.growth[:-1]),
        "bounds": witness._replace(picks=witness.picks[:, :-1]),
        "the right bounds": witness._replace(picks=witness.picks * [[1], [1], [0]]),
        "rounds": witness._replace(rounds=()),
    }[what]


@pytest.mark.parametrize("kind", [int, float])
@pytest.mark.parametrize(
    "what",
    [
        *("witness", "growth of an edge", "an edge"),
        *("bounds", "the right bounds", "rounds"),
    ],
)
def test_a_witness_that_shows_less_is_refused(what, kind):
    stage = drawn(9, 4).payoffs.astype(kind)
    found = qg.payoff_set(qg.StageGame(stage), 0.55 if kind is float else F(11, 20))
    assert found.witness.rounds
    assert qg.verify(found).ok
    certificate = qg.verify(dataclasses.replace(found, witness=without(found.witness, what)))
    assert certificate.inside
    assert not certificate.ok


def test_the_policy_of_a_set():
    with pytest.raises(errors.NotApplicableError, match="strategy"):
        qg.verify(SET, policy=(0, 0))


@pytest.mark.parametrize("huge", [10**6, 10**9, 10**15])
def test_an_action_that_nobody_takes_is_no_unit(huge, tmp_path):
    """A third action that costs the first member more than it could ever get."""
    payoffs = np.full((3, 2, 2), 1, dtype=object)
    payoffs[:2] = DILEMMA.payoffs
    payoffs[2, :, 0] = -huge
    told = qg.payoff_set(qg.StageGame(payoffs), F(1, 4))
    assert (told.vertices == SET.vertices).all()
    found = qg.payoff_set(qg.StageGame(payoffs.astype(float)), 0.25)
    assert abs(found.vertices - SET.vertices.astype(float)).max() < 1e-12
    assert found.gap < 1e-7
    wrong = found.vertices + np.array([[0, 0], [1e-6, 0], [0, 0], [0, 0]])
    forged = dataclasses.replace(found, vertices=wrong, inner=wrong, outer=wrong)
    assert not qg.verify(forged).ok
    told.proof(tmp_path / "proof.json")
    script = [sys.executable, "-I", ROOT / "scripts" / "check_payoff_set.py"]
    subprocess.run([*script, tmp_path / "proof.json"], check=True, capture_output=True)


def test_no_proof_of_floats():
    with pytest.raises(errors.NotApplicableError, match="ints or Fractions"):
        qg.payoff_set(DILEMMA, 0.5).proof()


def test_the_stand_alone_check(tmp_path):
    script = ROOT / "scripts" / "check_payoff_set.py"
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 220
    for name, change in (("good", None), ("bad", ("39/4", "38/4"))):
        told = json.dumps(SET.proof(tmp_path / "proof.json"))
        if change:
            (tmp_path / "proof.json").write_text(told.replace(*change), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-I", script, tmp_path / "proof.json"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode == 0) == (name == "good")
        assert ("PROVED" in done.stdout) == (name == "good")
        assert ("REFUSED" in done.stderr) == (name == "bad")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"delta": "1e999999999"}, "a number is no fraction"),
        ({"inner": [["1/" + "9" * 5000, "1"]]}, "a number is no fraction"),
        ({"normals": [["1", "0"]] * 10**5, "levels": ["1"] * 10**5}, "too much to be shown"),
    ],
)
def test_what_would_take_for_ever_is_refused_at_once(change, reason):
    space = {"__name__": "checker"}
    exec((ROOT / "scripts" / "check_payoff_set.py").read_text(encoding="utf-8"), space)
    told = {k: v for k, v in (SET.proof() | change).items() if k != "sha256"}
    text = json.dumps(told, sort_keys=True).encode()
    with pytest.raises(ValueError, match=reason):
        space["check"](told | {"sha256": hashlib.sha256(text).hexdigest()})


def test_too_few_rounds_carry_what_is_known():
    with pytest.raises(errors.NotConvergedError, match="max_rounds") as told:
        qg.payoff_set(DILEMMA, F(24704, 100000), max_rounds=3)
    partial = told.value.partial
    assert partial.inner.tolist() == [[3, 3]]
    assert len(partial.outer) > 2
    assert not partial.proven


@pytest.mark.slow
def test_a_gap_above_what_was_asked_for():
    with pytest.raises(errors.NotConvergedError, match="allow more") as told:
        qg.payoff_set(DILEMMA, F(2475, 10000), tol=1e-14)
    assert told.value.partial.certificate.ok


def test_progress_is_shown(capsys):
    qg.payoff_set(DILEMMA, 0.24704, progress=True)
    assert "100 rounds" in capsys.readouterr().err


def interrupted(code):
    """Seconds from an interrupt to the end of a process that runs some code, and its error."""
    code = (
        "import signal, numpy as np, qinba_games as qg\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell may ignore it
        f"{code}"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    assert running.stdout.readline().strip() == b"on"
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    begun = time.monotonic()
    try:
        _, error = running.communicate(timeout=20)
    finally:
        running.kill()
    return time.monotonic() - begun, error


TWO = """
d = qg.prisoners_dilemma(9, 1, 10, 3)
print('on', flush=True)
while True: qg.payoff_set(d, 0.24704)
"""
THREE = """
q = np.linspace(0, 3, 4)[np.indices((4, 4, 4))]
price = np.maximum(6 - q.sum(axis=0), 0)
game = qg.StageGame(np.stack([q[i] * (price - 0.5) for i in range(3)], axis=-1))
told = lambda: print('on', flush=True)
from qinba_games.payoff_sets.solvers import many_players
first, images = [told], many_players._images
many_players._images = lambda *given: (first and first.pop()(), images(*given))[1]
while True: qg.payoff_set(game, 0.6)
"""


@pytest.mark.slow
@pytest.mark.parametrize("code", [TWO, THREE], ids=["two", "three"])
def test_an_interrupt_stops_it_within_a_second(code):
    seconds, error = interrupted(code)
    assert seconds < 2  # one, and the end of Python on a busy machine
    assert b"KeyboardInterrupt" in error


def test_what_is_left_over_where_emptiness_is_not_proved(monkeypatch):
    # With transfers some profiles are played; without, rounds end them.
    rng = np.random.default_rng(3)
    game = qg.StageGame(np.stack([rng.random((20, 20)), rng.random((20, 20))], axis=-1))
    with pytest.raises(errors.NoEquilibriumError):
        qg.payoff_set(game, 0.3)
    verb = sys.modules["qinba_games.payoff_sets.payoff_set"]

    def nothing(case):
        return Rounds(GrowingSides(), half_planes.start(case, sides_of(case.g)))

    monkeypatch.setattr(verb, "narrow", nothing)
    with pytest.raises(errors.NotConvergedError, match="could not be proved") as told:
        qg.payoff_set(game, 0.3)
    partial = told.value.partial
    assert not partial.proven
    assert len(partial.inner) == 0
    assert len(partial.outer) > 2


def test_what_is_sure_where_corners_are_no_fixed_point(monkeypatch, tmp_path):
    # As if the solver had come to rest beside the set: an answer with a wide gap, and a true one.
    verb = sys.modules["qinba_games.payoff_sets.payoff_set"]
    solver = verb.payoff_polygon

    def beside(game, **options):
        found = solver(game, **options)
        points = found.corners.points * (1 + 1e-6)
        return found._replace(corners=found.corners._replace(points=points))

    monkeypatch.setattr(verb, "payoff_polygon", beside)
    monkeypatch.setattr(verb.building, "rational", lambda *_: None)
    for delta in (F(1, 4), 0.25):
        found = qg.payoff_set(DILEMMA, delta)
        assert "threshold" in found.notes[0]
        assert found.inner.tolist() == [[3, 3], [9, 9]]  # both can be played for ever
        assert 3 < found.gap < 7
        assert found.contains([9, 5]) is None
        assert found.contains([9, 10]) is False
        with pytest.raises(errors.NotConvergedError, match="allow more"):
            qg.payoff_set(DILEMMA, delta, tol=1e-3)
    # What is played for ever is shown to whoever reads the proof.
    proof = qg.payoff_set(DILEMMA, F(1, 4)).proof(tmp_path / "proof.json")
    assert proof["play"] == [[1, 1], [0, 0]]
    script = [sys.executable, "-I", ROOT / "scripts" / "check_payoff_set.py"]
    subprocess.run([*script, tmp_path / "proof.json"], check=True, capture_output=True)
    monkeypatch.setattr(verb.building, "conservative_set", lambda *_, **__: None)
    with pytest.raises(errors.NotConvergedError, match="threshold is near") as told:
        qg.payoff_set(DILEMMA, F(1, 4))
    assert told.value.partial.inner.tolist() == [[3, 3]]


def test_least_patience_never_and_always():
    least = qg.critical_discount(DILEMMA, (0, 1), sharing="none", punishment="worst")
    assert least.delta == float("inf")
    assert least.proven
    assert qg.critical_discount(DILEMMA, (1, 1), sharing="none", punishment="worst").delta == 0


def test_a_wrong_least_patience_is_refused():
    found = qg.critical_discount(DILEMMA, sharing="none", punishment="worst")
    for delta in (F(1, 8), F(1, 6)):
        wrong = needing(found, delta)
        assert not qg.verify(wrong).ok
        at = qg.payoff_set(DILEMMA, delta)
        assert not qg.verify(dataclasses.replace(wrong, witness=(at,))).ok


def test_least_patience_in_floats_is_bracketed():
    floats = qg.StageGame(DILEMMA.payoffs.astype(float))
    found = qg.critical_discount(floats, sharing="none", punishment="worst")
    assert found.delta == pytest.approx(1 / 7, abs=1e-8)
    assert not found.exact


@pytest.mark.parametrize("delta", [F(1, 8), F(1, 7), F(3, 5)])
@pytest.mark.parametrize("outside", [None, [F(7, 2), 4]])
def test_what_transfers_would_add(delta, outside):
    game = qg.RepeatedGame(DILEMMA, outside=outside)
    found, row = qg.payoff_set(game, delta), qg.discount_table(game).at(delta)
    low, most = row.punishment_payoff, row.joint_payoff
    assert found.with_transfers[0].tolist() == low.tolist()
    assert found.with_transfers[1].sum() == found.with_transfers[2].sum() == most
    assert (found.vertices.sum(axis=1) <= most).all()


@pytest.mark.parametrize("kind", [int, float])
def test_what_is_drawn_around_a_set_of_random_payoffs(kind):
    rng, counted = np.random.default_rng(5), 0
    for _ in range(30):
        payoffs = rng.integers(0, 6, (2, 3, 2)).astype(kind)
        game = qg.RepeatedGame(
            qg.StageGame(payoffs), outside=[1, 2] if rng.random() < 0.5 else None
        )
        try:
            found = qg.payoff_set(game, kind(1) * F(3, 5) if kind is int else 0.6)
        except errors.NoEquilibriumError:
            continue
        still = [
            payoffs[a, b].tolist()
            for a, b in np.ndindex(2, 3)
            if payoffs[a, b, 0] == payoffs[:, b, 0].max()
            and payoffs[a, b, 1] == payoffs[a, :, 1].max()
        ]
        assert found.stage_equilibria.tolist() == still
        row = qg.discount_table(game).at(found.delta)
        assert found.with_transfers[0].tolist() == row.punishment_payoff.tolist()
        assert found.with_transfers.sum(axis=1).max() == row.joint_payoff
        assert found.vertices.min(axis=0).tolist() == found.punishment.tolist()
        at = found.vertices[list(found.worst), [0, 1]]
        assert at.tolist() == found.punishment.tolist()
        counted += 1
    assert counted > 15


def test_strategies_of_corners_that_are_no_fractions():
    """The enclosure is in fractions, the corners of the answer are the floats next to them."""
    game = qg.StageGame(
        [[[6, -3], [-3, -8], [4, -4]], [[7, -1], [7, -7], [-6, -3]], [[-9, 0], [3, 3], [-5, -6]]]
    )
    found = qg.payoff_set(game, F(31, 50))
    assert found.inner.dtype == object
    assert found.vertices.dtype == float
    assert any(found.contains(corner) is None for corner in found.vertices)
    for corner in found.vertices:
        plan = found.strategy(corner)
        assert qg.verify(plan).ok
        worth = plan.initial @ plan.values
        assert np.allclose(worth.astype(float), corner, rtol=0, atol=1e-12)
        with pytest.raises(qg.errors.RangeError):
            found.strategy(corner + 1e-6 * (corner - found.vertices.mean(axis=0)))


@pytest.mark.parametrize("delta", [0.0, 1e-9, 0.1])
def test_a_point_of_payoffs_in_fractions_is_found_at_a_float(delta):
    """Only (1, 1) is played: what counts as 1 there is no part of a common denominator."""
    payoffs = np.array([[[1, 1], [0, F(-7, 6)]], [[F(-7, 6), 0], [-3, -3]]], dtype=object)
    found, close = (qg.payoff_set(qg.StageGame(own), delta) for own in (payoffs, payoffs + 0.0))
    assert found.shape == close.shape == "point"
    assert found.gap == pytest.approx(close.gap)
