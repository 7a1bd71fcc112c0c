"""Files of a report: all or none, ours only, one process at a time, whatever stops it when."""

import errno
import json
import os
import signal
import subprocess
import sys
import warnings
from contextlib import ExitStack
from pathlib import Path

import pytest
from helpers.marks import some
from helpers.written import snapshot

import qinba_games as qg
from qinba_games import errors
from qinba_games.region.report import publish
from qinba_games.region.report.publish import publication

NAMES = ["index.html", "a.csv", "b.png", "report.json"]
LOCK = ".report.qinba-games-lock"
NEW, OLD = ".report.qinba-games-new", ".report.qinba-games-old"


def content(word, names=NAMES):
    return {name: f"{word} {name}".encode() for name in names if name != "report.json"} | {
        "report.json": json.dumps({"word": word}).encode()
    }


def write(folder, word="new", names=NAMES):
    with publication(folder) as put:
        put(content(word, names))


def words(folder):
    """Which reports the files in a folder are of."""
    found = {path.read_text().split()[0] for path in folder.iterdir() if path.name != "report.json"}
    return found | {json.loads((folder / "report.json").read_text())["word"]}


def alone(folder):
    """Nothing is beside a report, but a lock that nobody holds."""
    return {path.name for path in folder.parent.iterdir()} == {"report", LOCK}


@pytest.fixture
def place(tmp_path):
    """An earlier report, with a file that reports have no more."""
    folder = tmp_path / "report"
    write(folder, "old", [*NAMES, "gone.csv"])
    folder.chmod(0o750)
    return folder


def forked():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads that nobody needs here
        return os.fork()


def in_a_child(job):
    """Run a job in a process of its own: how it ended, or minus the signal that ended it."""
    child = forked()
    if not child:
        status = 1
        try:
            job()
            status = 0
        except KeyboardInterrupt:
            status = 130
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


# --- what is replaced ----------------------------------------------------------------------------


def test_a_report_takes_the_place_of_an_earlier_one(place):
    (place / ".DS_Store").write_text("how a folder looks")
    (place / "b.png").unlink()  # it may be missing
    write(place)
    assert words(place) == {"new"}
    assert {path.name for path in place.iterdir()} == set(NAMES)
    assert place.stat().st_mode & 0o777 == 0o750
    assert alone(place)


def test_an_empty_folder_and_one_that_is_not_there_will_do(tmp_path):
    (tmp_path / "report").mkdir()
    write(tmp_path / "report")
    write(tmp_path / "far" / "below" / "report")
    assert words(tmp_path / "report") == words(tmp_path / "far" / "below" / "report") == {"new"}
    assert alone(tmp_path / "far" / "below" / "report")


def added(name):
    return lambda folder: (folder / name).write_text("mine")


FOREIGN = {
    "a file": added("notes.txt"),
    "a hidden file": added(".hidden"),
    "a changed page": added("index.html"),
    "a changed list": added("report.json"),
    "a list that says less": lambda folder: (folder / "report.json").write_text(
        json.dumps({"word": "old", "files": NAMES})
    ),
    "a deep list": lambda folder: (folder / "report.json").write_text("[" * 10**6),
    "a list without an end": lambda folder: (
        (folder / "report.json").unlink(),
        (folder / "report.json").symlink_to("/dev/zero"),
    ),
    "a folder": lambda folder: (folder / "drafts").mkdir(),
    "a link": lambda folder: (folder / "link").symlink_to("nowhere"),
    "a file with a list of its own": lambda folder: [
        path.unlink() for path in folder.iterdir() if path.name == "report.json"
    ],
}


@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize("late", [False, True])
def test_a_folder_with_anything_else_is_refused(place, what, late):
    """Before anything is computed, and what came meanwhile before the first rename."""
    computed, expected = [], []

    def asked():
        if not late:
            FOREIGN[what](place)
            expected.append(snapshot(place.parent))
        with publication(place) as put:
            computed.append(True)
            if late:
                FOREIGN[what](place)
                expected.append(snapshot(place.parent))
            put(content("new"))

    with pytest.raises(errors.OutputError, match=r"it holds '.*Nothing was changed"):
        asked()
    assert bool(computed) == late
    assert [snapshot(place.parent)] == expected


def test_a_list_cannot_name_files_elsewhere(place):
    secret = place.parent / "secret.txt"
    secret.write_text("mine")
    forged = {"../secret.txt": b"mine", "report.json": b"{}"}
    (place / "report.json").write_bytes(publish.with_checksums(forged)["report.json"])
    assert publish.ours(place) == {}
    with pytest.raises(errors.OutputError, match="no report wrote"):
        write(place)
    assert secret.read_text() == "mine"


def test_a_file_that_comes_after_the_last_look_stays(place, monkeypatch):
    """It is kept beside the new report, and the next run says where."""
    rename = Path.rename

    def late(path, goal):
        if path == place:
            (place / "last.txt").write_text("mine")
        return rename(path, goal)

    monkeypatch.setattr(Path, "rename", late)
    write(place)
    monkeypatch.undo()
    assert words(place) == {"new"}
    assert (place.parent / OLD / "last.txt").read_text() == "mine"
    with pytest.raises(errors.OutputError, match=r"-old' holds what no report wrote"):
        write(place, "third")
    assert words(place) == {"new"}


@pytest.mark.parametrize("beside", [NEW, OLD])
def test_a_folder_of_somebody_else_beside_the_report_is_refused(place, beside):
    (place.parent / beside).mkdir()
    (place.parent / beside / "notes.txt").write_text("mine")
    before = snapshot(place.parent)
    with pytest.raises(errors.OutputError, match="holds what no report wrote"):
        write(place)
    assert snapshot(place.parent) == before


# --- where it can be written ---------------------------------------------------------------------


def refused(folder, says):
    computed = []
    with pytest.raises(errors.OutputError, match=says), publication(Path(folder)):
        computed.append(True)
    assert computed == []


def test_a_place_that_will_not_do_is_refused_before_anything_is_computed(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "here").mkdir()
    before = snapshot(tmp_path)
    refused(tmp_path / ("n" * 240), "File name too long")
    refused(tmp_path / "new" / ("n" * 300), "File name too long")
    refused(tmp_path / "a\0b", "null")
    refused("/proc/no/report", "No such file")
    refused(tmp_path / "file", "is a file")
    refused(tmp_path / "file" / "report", "is a file")
    refused("/dev/shm", "disk of its own")
    monkeypatch.chdir(tmp_path / "here")
    refused(".", "you stand in")
    monkeypatch.setattr(os, "access", lambda *_: False)
    refused(tmp_path / "here", "you may not write to this folder")
    refused(tmp_path / "other" / "report", "you may not write to")
    monkeypatch.undo()
    after = snapshot(tmp_path)
    assert {name: after[name] for name in after if not name.endswith("lock")} == before


def test_a_region_looks_at_the_folder_first(tmp_path, monkeypatch):
    monkeypatch.setattr(qg.Region, "study", None)
    region = qg.Region.from_frames(
        {"name": ["A", "B"]}, {"a": ["A"], "b": ["B"], "benefit_a": [2], "benefit_b": [2]}
    )
    for name in ("n" * 240, "mine"):
        (tmp_path / "mine").mkdir(exist_ok=True)
        (tmp_path / "mine" / "notes.txt").write_text("mine")
        with pytest.raises(errors.OutputError, match=r"^Region.report\(\): cannot write"):
            region.report(tmp_path / name)


# --- whatever stops it ---------------------------------------------------------------------------


class Steps:
    """Calls that change a folder, counted; at one of them something happens, before or after."""

    def __init__(self, patch, at=-1, late=False, event=lambda: None):
        self.count, self.at, self.late, self.event = 0, at, late, event
        for name in ("rename", "mkdir", "chmod", "write_bytes", "unlink", "rmdir"):
            patch.setattr(Path, name, self.counted(getattr(Path, name)))

    def counted(self, function):
        def call(*arguments, **options):
            now, self.count = self.count == self.at, self.count + 1
            if now and not self.late:
                self.event()
            found = function(*arguments, **options)
            if now and self.late:
                self.event()
            return found

        return call


@pytest.mark.parametrize(
    ("stop", "late"),
    [
        (OSError(errno.EIO, "Input/output error"), False),
        (KeyboardInterrupt(), False),
        (KeyboardInterrupt(), True),
    ],
)
def test_whatever_fails_the_report_is_old_or_new(place, stop, late):
    """At every step, an interrupt also after it."""

    def event():
        raise stop

    before, at, ended = snapshot(place.parent), 0, set()
    while True:
        with pytest.MonkeyPatch.context() as patch, publication(place) as put:
            steps = Steps(patch, at, late, event)
            try:
                put(content("new"))
                ended.add("done")
            except (errors.OutputError, KeyboardInterrupt) as error:
                ended.add("stopped")
                if isinstance(error, errors.OutputError):
                    assert snapshot(place.parent) == before
        assert words(place) in ({"old"}, {"new"})
        if steps.count <= at:
            break
        write(place, "old", [*NAMES, "gone.csv"])
        assert snapshot(place.parent) == before
        at += 1
    assert at >= 12
    assert ended == {"done", "stopped"}


class Lines:
    """Lines of publishing, counted as they are about to run; at one of them something happens."""

    def __init__(self, at, event):
        self.count, self.at, self.event = 0, at, event

    def trace(self, frame, what, _):
        if frame.f_code.co_filename != publish.__file__:
            return None
        if what == "line":
            self.count += 1
            if self.count == self.at:
                sys.settrace(None)
                frame.f_trace = None
                self.event()
        return self.trace


def interrupt():
    raise KeyboardInterrupt


def stopped_at(folder, at, event):
    with ExitStack() as stack:
        stack.callback(sys.settrace, None)
        sys.settrace(Lines(at, event).trace)
        write(folder)


@pytest.mark.slow
@pytest.mark.parametrize("event", [interrupt, kill])
@pytest.mark.parametrize("step", [41, pytest.param(2, marks=pytest.mark.exhaustive)])
def test_stopped_at_any_line(place, event, step):
    """The report is old or new, or whole beside its place; the next run leaves nothing behind."""
    at, status = 1, 1
    while status:
        status = in_a_child(lambda at=at: stopped_at(place, at, event))
        assert status in (0, 130, -signal.SIGKILL)
        there = place if place.exists() else place.parent / OLD
        assert words(there) in ({"old"}, {"new"})
        with publication(place):
            assert words(place) in ({"old"}, {"new"})
            assert alone(place)
        write(place, "old", [*NAMES, "gone.csv"])
        assert words(place) == {"old"}
        at += step
    assert at > 150


def test_killed_between_the_renames(place):
    """What was there is whole beside its place, and the next run puts it back."""
    before = snapshot(place)

    def killed():
        with pytest.MonkeyPatch.context() as patch, publication(place) as put:
            rename = Path.rename
            patch.setattr(Path, "rename", lambda *paths: (rename(*paths), kill()))
            put(content("new"))

    assert in_a_child(killed) == -signal.SIGKILL
    assert not place.exists()
    assert snapshot(place.parent / OLD) == before
    with publication(place):  # nothing comes of it
        assert snapshot(place) == before
    assert alone(place)


def test_what_cannot_be_put_back_is_said(place, monkeypatch):
    """The disk fails at the second rename, and again as the old report goes back."""
    rename, before = Path.rename, snapshot(place)

    def failing(path, goal):
        if path != place:
            raise OSError(errno.EIO, "Input/output error")
        return rename(path, goal)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(errors.OutputError, match=r"The report of before is in .*-old'; the next"):
        write(place)
    monkeypatch.undo()
    assert snapshot(place.parent / OLD) == before
    write(place)
    assert words(place) == {"new"}
    assert alone(place)


# --- one at a time -------------------------------------------------------------------------------


@pytest.mark.parametrize("rounds", some([10, 25, 200], 1, 2))
def test_two_at_once_never_mix(place, rounds):
    for turn in range(rounds):
        children = []
        for word in ("one", "two"):
            child = forked()
            if not child:
                status = 1
                try:
                    write(place, f"{word}{turn}")
                    status = 0
                finally:
                    os._exit(status)
            children.append(child)
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
        assert words(place) in ({f"one{turn}"}, {f"two{turn}"})
        assert alone(place)


def test_a_lock_of_the_living_is_respected_and_one_of_the_dead_is_free(place, monkeypatch):
    monkeypatch.setattr(publish, "PATIENCE", 0.2)
    code = f"""
import time
from filelock import FileLock
with FileLock({str(place.parent / LOCK)!r}):
    print("taken", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as other:
        assert other.stdout.readline()
        refused(place, "could not be acquired")
        other.kill()
        other.wait()
    write(place)
    assert words(place) == {"new"}
