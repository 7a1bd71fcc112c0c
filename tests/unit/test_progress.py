"""Slow questions say how far they are; quick ones, and what works inside others, say nothing."""

import itertools
import signal
import subprocess
import sys
import threading
import time
from fractions import Fraction

import numpy as np
import pytest

import qinba_games as qg
from qinba_games.common import progress
from qinba_games.paper import claims
from qinba_games.paper.claims import catalogue
from qinba_games.sweep import run

PAIR = qg.Partnership([[1.2, 0.7], [1.6, 1.1]], 1, promotion=0.6, friction=0.05)
HELPER = qg.Coordinator(sharing=True, monitoring=0.5)
FOUR = qg.Partnership(
    [[[0, 1.7, 0.3, 0.3], [1.7, 0, 0.3, 0.3], [0.8, 0.5, 0, 0.4], [0.9, 0.9, 0.2, 0]]],
    1,
    promotion=0,
    friction=0.1,
    drop=None,
)
RING = qg.Membership(["A", "B", "C"], [[0, 0, 1], [1, 0, 0], [0, 1, 0]], [1, 1, 1])
#: More than one circle, so that seeds are searched for.
ALL_TIED = qg.Membership([*"ABCD"], 1 - np.eye(4, dtype=int), [2] * 4)
MAJORITY = qg.TUGame([0, 0, 0, 6, 0, 7, 8, 12])
DILEMMA = qg.prisoners_dilemma(9, 1, 10, 3)

ENDS = np.array(list(itertools.combinations("ABCDEFGH", 2)))
DRAWN = np.random.default_rng(0).integers(1, 5, (4, len(ENDS)))
NET = qg.Network(
    list("ABCDEFGH"),
    {"a": ENDS[:, 0], "b": ENDS[:, 1], "value_a": DRAWN[0], "value_b": DRAWN[1]}
    | {"temptation_a": 2 * DRAWN[2], "temptation_b": 2 * DRAWN[3]},
)
LEVELS = qg.Hierarchy(
    {"nation": None, "A": "nation", "B": "nation", "a": "A", "b": "B"},
    {("A", "B"): PAIR, ("a", "b"): PAIR},
    inside=0.1,
    border=[0.3, 0.2, 0.4],
)

EXACT = qg.Partnership(
    [[Fraction(6, 5), Fraction(7, 10)], [Fraction(8, 5), Fraction(11, 10)]],
    1,
    promotion=Fraction(3, 5),
    friction=Fraction(1, 20),
)
#: Of the second member's replies none is dominated.
ANGLES = np.linspace(0.1, 1.4, 60)
WIDE = qg.StageGame(
    np.stack(
        [np.random.default_rng(0).random((2, 60)), np.stack([np.cos(ANGLES), np.sin(ANGLES)])], -1
    )
)

#: What is shown before the line -> the question, small here.
QUESTIONS = {
    "evolve_many": lambda: qg.evolve_many([PAIR] * 3, 0.7),
    "evolve_arrays": lambda: qg.evolve_arrays(
        benefit=np.full((3, 2, 2), 2.0), cost=1, promotion=0.5, friction=0.1, delta=0.7
    ),
    "critical_discount": lambda: qg.critical_discount(PAIR),
    "pivotal_window": lambda: qg.pivotal_window(PAIR, HELPER),
    "attribute": lambda: qg.attribute(PAIR, HELPER),
    "evolve_members": lambda: qg.evolve_members(FOUR, 0.7),
    "key_projects": lambda: qg.key_projects(ALL_TIED),
    "subsidies": lambda: qg.cheapest_subsidies(RING),
    "nucleolus": lambda: qg.cooperative.nucleolus(MAJORITY),
    "payoff_set": lambda: qg.payoff_set(DILEMMA, 0.24704),
    "evolve": lambda: qg.evolve(EXACT, Fraction(7, 10)),
    "cascade": lambda: qg.cascade(NET, 0.4, "multilateral", exits=["A"]),
    "nash": lambda: qg.nash(WIDE),
    "sustain": lambda: qg.sustain(NET, 0.4, "multilateral+sharing"),
    "stabilise": lambda: qg.stabilise(LEVELS, 0.6, "none"),
    "claims": catalogue.all_claims,
    "claims.c14.where": lambda: claims.c14.where("outside"),
    "rows": lambda: claims.c14.map("delta", "outside", steps=3),
    "draws": lambda: claims.c14.uncertain(draws=3, rng=1),
}


@pytest.fixture(autouse=True)
def _at_a_terminal(monkeypatch, request):
    if "unwatched" not in request.node.name:
        monkeypatch.setattr(progress, "watched", lambda: True)


def test_unwatched_files_get_no_lines(monkeypatch, capsys):
    monkeypatch.setattr(progress, "SECONDS", -1)
    QUESTIONS["evolve_many"]()
    assert capsys.readouterr().err == ""


@pytest.mark.slow
@pytest.mark.parametrize("label", QUESTIONS)
def test_a_slow_question_says_how_far_it_is(label, monkeypatch, capsys):
    monkeypatch.setattr(progress, "SECONDS", -1)
    few = {name: claims.CLAIMS[name] for name in ("C01", "C14")}
    monkeypatch.setattr(catalogue, "CLAIMS", few)
    QUESTIONS[label]()
    assert f"{label}: " in capsys.readouterr().err


def test_a_quick_question_says_nothing(capsys):
    for label in ("evolve_many", "nucleolus", "key_projects", "evolve_members"):
        QUESTIONS[label]()
    assert capsys.readouterr().err == ""


def test_two_seconds_are_waited_for(monkeypatch, capsys):
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    with progress.telling("adding", 3) as teller:
        for now[0] in (1.0, 1.9):
            teller()
        assert capsys.readouterr().err == ""
        now[0] = 2.1
        teller()
        assert "adding: 100%" in capsys.readouterr().err
    assert teller.done == 3


def test_who_knows_how_much_there_is_counts_nothing_else(capsys):
    with progress.telling("adding", 3) as teller:
        progress.tick()
        with progress.telling("within") as within:
            progress.tick()
        teller()
    assert teller.done == 1
    assert within.done == 1


STAGES = {"ties": 2.0, "draws": 10.0, "page": 1.0}


def two_stages() -> None:
    with progress.stages(STAGES, True):
        progress.stage("ties")
        qg.sweep(qg.evolving(PAIR), {"delta": [0.5, 0.7]})
        progress.stage("draws")
        progress.parts(2)
        for _ in range(2):
            list(run(abs_of, [{"k": k} for k in range(4)]))
        progress.stage("page")


def abs_of(k: int) -> int:
    return abs(k)


def test_several_stages_have_one_line_that_goes(capsys):
    two_stages()
    shown = capsys.readouterr().err
    lines = [line.strip() for line in shown.split("\r") if line.strip()]
    assert all("now: " in line or ", ? left" in line for line in lines)
    assert any("now: ties; to come: draws, page" in line for line in lines)
    assert any(line.startswith("92%") and "done: ties; now: draws" in line for line in lines)
    assert "now: page, 00:0" in lines[-1]
    assert "\n" not in shown
    assert not shown.split("\r")[-2].strip()
    assert progress._here.stages is None


def test_unwatched_stages_have_a_line_each(monkeypatch, capsys):
    two_stages()
    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"{name}: done in 0 s ({k} of 3)" for k, name in enumerate(STAGES, 1)]
    for shown in (None, False):
        with progress.stages(STAGES, shown):
            progress.stage("ties")
    with progress.silent(), progress.stages(STAGES, True):
        progress.stage("ties")
    qg.sweep(qg.evolving(PAIR), {"delta": [0.5, 0.7]}, progress=True)
    assert capsys.readouterr().err == ""


def test_a_stage_that_fails_is_not_done(capsys):
    def fails() -> None:
        with progress.stages(STAGES, True):
            progress.stage("ties")
            1 / 0  # noqa: B018

    with pytest.raises(ZeroDivisionError):
        fails()
    assert "done: ties" not in capsys.readouterr().err
    assert progress._here.stages is None


def test_of_questions_inside_others_the_outer_one_tells(monkeypatch, capsys):
    monkeypatch.setattr(progress, "SECONDS", -1)
    qg.sweep(qg.evolving(PAIR), {"delta": [0.5, 0.7]}, progress=True)
    shown = capsys.readouterr().err
    assert "2/2" in shown or "1/1" in shown
    assert "evolve_many" not in shown


def test_nothing_is_said_where_nobody_wants_it(monkeypatch, capsys):
    monkeypatch.setattr(progress, "SECONDS", -1)
    with progress.silent():
        QUESTIONS["evolve_many"]()
    worker = threading.Thread(target=QUESTIONS["evolve_many"])
    worker.start()
    worker.join()
    qg.payoff_set(DILEMMA, 0.24704, progress=False)
    assert capsys.readouterr().err == ""


def test_an_error_leaves_nobody_telling():
    with pytest.raises(qg.errors.DiscountError):
        qg.payoff_set(DILEMMA, 2)
    with pytest.raises(ZeroDivisionError), progress.telling("dividing"):
        1 / 0  # noqa: B018
    assert progress._here.teller is None


def chain(count):
    """Everybody is tempted to break with the next one, and kept by the one before."""
    k = np.arange(count)
    given = {f"{name}_{end}": np.full(count, 2) for name in ("value", "temptation") for end in "ab"}
    given["temptation_a"] = np.where(k > 0, 5, 2)
    return qg.Network(range(count + 1), {"a": k, "b": k + 1, **given})


#: What takes longest, small here -> how many steps are told at least.
STEPS = {
    "evolve": (lambda: qg.evolve(LONG, Fraction(7, 10)), 40),
    "cascade": (lambda: qg.cascade(chain(200), 0.5, "multilateral", exits=[0]), 400),
    "nash": (QUESTIONS["nash"], 100),
}
LONG = qg.Partnership(
    [[Fraction(12 + k, 10), Fraction(7 + k, 10)] for k in range(20)],
    1,
    promotion=Fraction(3, 5),
    friction=Fraction(1, 20),
)


@pytest.mark.parametrize("label", STEPS)
def test_every_round_and_every_column_is_told(label):
    question, least = STEPS[label]
    with progress.telling("test") as teller:
        question()
    assert teller.done >= least


@pytest.mark.slow
def test_prices_beyond_all_floats_are_left_out():
    """Along a chain of 1,500 ties each price is more than twice the one before."""
    found = qg.sustain(chain(1500), Fraction(1, 2), "multilateral")
    assert found.sustained.all()


LARGE = {
    "evolve": """qg.evolve(qg.Partnership(
        [[F(12 + k, 10), F(7 + k, 10)] for k in range(200)],
        1, promotion=F(3, 5), friction=F(1, 20)), F(7, 10))""",
    "nash": """qg.nash(qg.StageGame(np.stack(
        [np.random.default_rng(0).random((2, 300)), np.stack([np.cos(t), np.sin(t)])], -1)))""",
    "cascade": """qg.cascade(qg.Network(range(100_001), {
        "a": k, "b": k + 1, "value_a": 2 + 0 * k, "value_b": 2 + 0 * k,
        "temptation_a": np.where(k > 0, 5, 2), "temptation_b": 2 + 0 * k,
        }), 0.5, "multilateral", exits=[0])""",
}


@pytest.mark.slow
@pytest.mark.parametrize("label", LARGE)
def test_large_questions_stop_at_once(label):
    lines = [
        "import signal, numpy as np, qinba_games as qg, nashpy, scipy.optimize",
        "signal.signal(signal.SIGINT, signal.default_int_handler)",  # a background job ignores it
        "from fractions import Fraction as F",
        "t, k = np.linspace(0.1, 1.4, 300), np.arange(100_000)",
        "print('begun', flush=True)",
        "while True:",
        f"    {LARGE[label]}",
    ]
    command = [sys.executable, "-c", "\n".join(lines)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout.readline() == b"begun\n"
        time.sleep(2)
        run.send_signal(signal.SIGINT)
        sent = time.monotonic()
        try:
            _, said = run.communicate(timeout=60)
        finally:
            run.kill()
    assert time.monotonic() - sent < 2
    assert b"KeyboardInterrupt" in said
