"""A report under injected faults: whatever stops it, old or new, and nothing lost."""

import functools
import itertools
import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest
from helpers.faults import DONE, ENDED, ERRORS, RAW, REFUSED, STUCK, Faults, Lines, in_a_child
from test_publishing import NAMES, WAYS, choose, content, words, write

from qinba_games.paper import cli
from qinba_games.region import exchange, leftovers
from qinba_games.region.publish import publication

KEPT = {"notes.txt": "mine", "drafts/one.txt": "mine too"}
KINDS = sorted(ERRORS)


@pytest.fixture
def place(tmp_path):
    return earlier(tmp_path / "report")


def earlier(folder):
    """An earlier report with a file that reports have no more, and what the user put beside it."""
    (folder / "drafts").mkdir(parents=True)
    for name, text in KEPT.items():
        (folder / name).write_text(text)
    write(folder, "old", [*NAMES, "gone.csv"])
    return folder


def publishing(folder, way, faults=None):
    with pytest.MonkeyPatch.context() as patch:
        choose(patch, way)
        patch.setattr(exchange, "PATIENCE", 1.0)
        if faults is not None:
            faults.install(patch)
        with publication(folder, NAMES) as put:
            put(content("new"))


def judged(folder, status, way="at once", *, lasting=False):
    """What a run in a process of its own has left; the next one puts the rest right."""
    assert status != RAW
    assert status != STUCK or lasting  # what failed for good could not be undone either
    if status in (DONE, REFUSED):
        holds(folder, {"new"} if status == DONE else {"old"})
    elif status < 0 and folder.exists() and way != "one by one":  # killed
        assert words(folder) in ({"old"}, {"new"})
    write(folder, "third")
    holds(folder, {"third"})
    assert [path.name for path in folder.parent.iterdir()] == ["report"]
    assert not (folder / "gone.csv").exists()
    write(folder, "old", [*NAMES, "gone.csv"])


def holds(folder, word):
    """One report, whole, and what is the user's own."""
    assert words(folder) == word
    assert {path.name for path in folder.iterdir()} >= {*NAMES, "notes.txt", "drafts"}
    assert {name: (folder / name).read_text() for name in KEPT} == KEPT


@functools.cache
def calls(way, folder):
    """How many calls of each kind a run makes that nothing disturbs."""
    faults = Faults()
    publishing(earlier(folder), way, faults)
    return faults.counts


def tried(folder, way, kind, numbers, most):
    """Let calls of a kind fail in turn, once and from then on; how many faults that were.

    At most so many calls, evenly spread, and the ways to fail in turn.
    """
    count = calls(way, folder.parents[1] / way / "report")[kind]
    turns = range(0, count, -(-count // most) or 1)
    for at, number in zip(turns, itertools.cycle(numbers)):
        for lasting in (False, True):
            faults = Faults(kind, at, number, lasting=lasting)
            status = in_a_child(lambda faults=faults: publishing(folder, way, faults))
            judged(folder, status, lasting=lasting)
    return 2 * len(turns)


@pytest.mark.parametrize("kind", ["rename", "swap", "write", "lstat", "unlink"])
def test_a_call_that_fails(place, kind):
    way = "one by one" if kind == "rename" else "at once"
    assert tried(place, way, kind, ERRORS[kind][1:], most=3) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_call_that_fails(place, way, kind, record_property):
    record_property("faults", tried(place, way, kind, ERRORS[kind], most=24))


def interrupt():
    raise KeyboardInterrupt


def stopped_at(folder, way, at, event):
    """Run one line after the other up to this one; whether it came to its end before."""
    with Lines(at, event):
        publishing(folder, way)


def killed_at(folder, way, at):
    stopped_at(folder, way, at, lambda: os.kill(os.getpid(), signal.SIGKILL))


def interrupted_at(folder, way, at):
    try:
        stopped_at(folder, way, at, interrupt)
    except KeyboardInterrupt:
        os._exit(130)


@pytest.mark.parametrize("way", [WAYS[0], *(pytest.param(w, marks=pytest.mark.slow) for w in WAYS)])
@pytest.mark.parametrize("job", [interrupted_at, killed_at])
def test_stopped_at_a_line(place, way, job, request, record_property):
    """Between two lines of what publishes; a sample, and a smaller one where it has to be fast."""
    slow = request.node.get_closest_marker("slow") is not None
    at, faults = 1, 0
    while True:
        status = in_a_child(lambda at=at: job(place, way, at))
        if status == DONE:
            break
        assert status in (130, -signal.SIGKILL)
        judged(place, status, way)
        faults += 1
        at += 11 if slow else 40
    assert faults >= (25 if slow else 5)
    record_property("faults", faults)


#: What somebody else may do to the folder while a report is on its way.
def renamed(folder):
    folder.rename(folder.parent / "elsewhere")


def replaced(folder):
    renamed(folder)
    folder.mkdir()
    (folder / "a.csv").write_text("theirs")


def linked(folder):
    renamed(folder)
    folder.symlink_to("elsewhere")


def made_a_file(folder):
    renamed(folder)
    folder.write_text("theirs")


def claimed(folder):
    (folder / "a.csv").unlink(missing_ok=True)
    (folder / "a.csv").write_text("theirs")


def filled(folder):
    (folder / "b.png").unlink(missing_ok=True)
    (folder / "b.png").mkdir()
    (folder / "b.png" / "own.txt").write_text("theirs")


MEDDLING = [renamed, replaced, linked, made_a_file, claimed, filled]


def meddled_at(folder, way, at, what):
    with Lines(at, lambda: what(folder)) as lines:
        publishing(folder, way)
    if lines.count < at:
        os._exit(ENDED)


def read(folder):
    return {path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("what", MEDDLING)
@pytest.mark.parametrize("step", [60, pytest.param(19, marks=pytest.mark.slow)])
def test_somebody_else_is_at_the_folder(tmp_path, what, step, record_property):
    """Before any line: nothing of theirs or of the user's is lost, and nothing ends raw."""
    for at in range(1, 5000, step):
        room = tmp_path / str(at)
        folder = earlier(room / "report")
        status = in_a_child(lambda at=at, folder=folder: meddled_at(folder, "at once", at, what))
        if status == ENDED:
            break
        assert status in (DONE, REFUSED, STUCK)
        added = set() if what in (renamed, linked) else {"theirs"}
        assert read(room) >= {*KEPT.values(), *added}
        shutil.rmtree(room)
    record_property("faults", at // step)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_a_signal_at_a_random_moment(place, name, record_property):
    """The command's own handlers are in place, as in `qinba-games reproduce`."""
    number, chance = getattr(signal, name), random.Random(name)
    for _ in range(25):
        status = signalled(place, number, chance.uniform(0.003, 0.03))
        judged(place, 130 if status == DONE else status)
    record_property("faults", 25)


def signalled(folder, number, seconds, begin=lambda: None):
    """How a run ends to which a signal is sent after so many seconds."""
    handled = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    # However late the child begins: what is sent before its handlers are there waits for them.
    signal.pthread_sigmask(signal.SIG_BLOCK, handled)
    child = os.fork()
    if not child:
        status = RAW
        try:
            begin()
            for one in handled:
                signal.signal(one, cli._stop)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, handled)
            publishing(folder, "at once")
            signal.pthread_sigmask(signal.SIG_BLOCK, handled)  # too late from here on
            status = DONE
        except KeyboardInterrupt:
            status = 130
        finally:
            os._exit(status)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, handled)
    time.sleep(seconds)
    os.kill(child, number)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (DONE, -number if number == signal.SIGKILL else 130)
    return status


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_before_the_child_has_begun_waits_for_its_handlers(place, name):
    """On a busy machine the signal is sent before the child runs."""
    status = signalled(place, getattr(signal, name), 0, lambda: time.sleep(0.05))
    assert status == 130
    judged(place, status)


def test_a_signal_while_a_folder_is_closed_is_still_one(tmp_path, monkeypatch):
    """What removes folders closes the folder again, and then says only that it is closed."""

    def closed_twice(*_, **__):
        try:
            raise KeyboardInterrupt
        finally:
            os.close(-1)

    monkeypatch.setattr(leftovers.shutil, "rmtree", closed_twice)
    with pytest.raises(KeyboardInterrupt):
        leftovers.cleared(tmp_path / "aside")


def killed_while_it_writes_a_name(folder):
    def opened(path, *_, **__):
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "write_text", opened)
        publishing(folder, "at once")


def test_a_folder_aside_without_a_name_is_cleared(place):
    """Killed between opening the file that says whose it is and writing it."""
    assert in_a_child(lambda: killed_while_it_writes_a_name(place)) == -signal.SIGKILL
    judged(place, -signal.SIGKILL)


def killed_while_it_clears(folder, way):
    """In which order files of a folder go is up to the system: here what says whose they are."""

    def begun(aside, **_):
        (aside / "new" / "report.json").unlink()
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leftovers.shutil, "rmtree", begun)
        publishing(folder, way)


@pytest.mark.parametrize("way", ["at once", "three moves"])
def test_of_a_folder_that_was_being_removed_nothing_goes_back(place, way):
    """Killed meanwhile: an old report without its list is not taken for the user's own files."""
    status = in_a_child(lambda: killed_while_it_clears(place, way))
    assert status == -signal.SIGKILL
    judged(place, status, way)
