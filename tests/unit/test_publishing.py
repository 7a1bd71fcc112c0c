"""Files of a report: all or none, ours only, one process at a time, whatever stops it when."""

import errno
import json
import os
import signal
import warnings
from pathlib import Path

import pytest

from qinba_games import errors
from qinba_games.common import locks
from qinba_games.region import exchange, leftovers, publish
from qinba_games.region.publish import publication
from qinba_games.region.signature import ours, why_not

NAMES = ["index.html", "a.csv", "b.png", "report.json"]
#: Ways to put files in place: at once, by three moves, file by file.
WAYS = ["at once", "three moves", "one by one"]


def content(word, names=NAMES):
    return {name: f"{word} {name}".encode() for name in names if name != "report.json"} | {
        "report.json": json.dumps({"word": word}).encode()
    }


def write(folder, word="new", names=NAMES):
    with publication(folder, names) as put:
        put(content(word, names))


def words(folder):
    """Which reports the files of ours in a folder are of."""
    found = {path.read_text().split()[0] for path in folder.iterdir() if path.name in NAMES[:3]}
    return found | {json.loads((folder / "report.json").read_text())["word"]}


def snapshot(folder):
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mode,
            path.read_bytes() if path.is_file() else None,
        )
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def place(tmp_path):
    """An earlier report with a file that reports have no more, and what the user put beside it."""
    folder = tmp_path / "report"
    write(folder, "old", [*NAMES, "gone.csv"])
    (folder / "notes.txt").write_text("mine")
    (folder / "drafts").mkdir()
    (folder / "drafts" / "one.txt").write_text("mine too")
    folder.chmod(0o750)
    return folder


def choose(monkeypatch, way):
    if way == "three moves":
        monkeypatch.setattr(exchange, "_swapped_at_once", lambda one, other: False)
    if way == "one by one":
        monkeypatch.setattr(publish, "_stood_in", lambda target: True)


class Steps:
    """Calls that change a folder, counted; at one of them something happens, before or after."""

    def __init__(self, monkeypatch, at=-1, late=False, event=lambda: None):
        self.count, self.at, self.late, self.event = 0, at, late, event
        for owner, name in (
            (Path, "rename"),
            (Path, "mkdir"),
            (Path, "chmod"),
            (Path, "write_bytes"),
            (os, "link"),
            (exchange, "_swapped_at_once"),
        ):
            monkeypatch.setattr(owner, name, self.counted(getattr(owner, name)))

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


def steps_of(way, folder):
    """How many steps a run takes that nothing disturbs."""
    with pytest.MonkeyPatch.context() as patch:
        choose(patch, way)
        with publication(folder, NAMES) as put:
            counted = Steps(patch)
            put(content("new"))
    return counted.count


@pytest.mark.parametrize("way", WAYS)
def test_a_report_takes_the_place_of_an_earlier_one(place, way, monkeypatch):
    choose(monkeypatch, way)
    write(place)
    assert words(place) == {"new"}
    assert {path.name for path in place.iterdir()} == {*NAMES, "notes.txt", "drafts"}
    assert (place / "notes.txt").read_text() == "mine"
    assert (place / "drafts" / "one.txt").read_text() == "mine too"
    assert place.stat().st_mode & 0o777 == 0o750
    assert [path.name for path in place.parent.iterdir()] == ["report"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("late", [False, True])
def test_whatever_fails_nothing_was_changed(place, way, late):
    """At every step, before and after it: an error of the system, and an interrupt."""
    total, before = steps_of(way, place.parent / "other"), snapshot(place.parent)
    assert total >= 6
    tried = 0
    for at in range(40):
        for stop in (OSError(errno.EIO, "Input/output error"), KeyboardInterrupt()):

            def event(stop=stop):
                raise stop

            expected = errors.OutputError if isinstance(stop, OSError) else KeyboardInterrupt
            with pytest.MonkeyPatch.context() as patch:
                choose(patch, way)
                with publication(place, NAMES) as put:
                    steps = Steps(patch, at, late, event)
                    try:
                        put(content("new"))
                    except expected:
                        tried += 1
            if steps.count <= at or words(place) == {"new"}:  # a step that may fail: a link
                assert words(place) == {"new"}
                write(place, "old", [*NAMES, "gone.csv"])
            after = snapshot(place.parent)
            assert after == before, (at, set(after) ^ set(before))
        if steps.count <= at:
            break
    assert tried >= 12


@pytest.mark.parametrize(
    "way", [WAYS[0], *(pytest.param(way, marks=pytest.mark.slow) for way in WAYS[1:])]
)
@pytest.mark.parametrize("late", [False, True])
def test_killed_at_any_step(place, way, late):
    """Old or new, never both; the next run leaves nothing behind, and nothing is lost."""
    kept = {"notes.txt": "mine", "drafts/one.txt": "mine too"}
    for at in range(60):
        status = in_a_child(lambda at=at: killed(place, way, late, at))
        if place.exists() and (place / "report.json").exists():
            assert words(place) in ({"old"}, {"new"}) or way == "one by one"
        write(place, "third")
        assert words(place) == {"third"}
        assert {name: (place / name).read_text() for name in kept} == kept
        assert [path.name for path in place.parent.iterdir()] == ["report"]
        write(place, "old", [*NAMES, "gone.csv"])
        if status == 0:
            break
    assert at > 5


def killed(place, way, late, at):
    with pytest.MonkeyPatch.context() as patch:
        choose(patch, way)
        with publication(place, NAMES) as put:
            Steps(patch, at, late, lambda: os.kill(os.getpid(), signal.SIGKILL))
            put(content("new"))


def in_a_child(job):
    """Run a job in a process of its own; 0 if it came to its end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads that nobody needs here
        child = os.fork()
    if not child:
        status = 1
        try:
            job()
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1]


def both_at_once(folder, rounds):
    for turn in range(rounds):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            children = []
            for word in ("one", "two"):
                child = os.fork()
                if not child:
                    status = 1
                    try:
                        write(folder, f"{word}{turn}")
                        status = 0
                    finally:
                        os._exit(status)
                children.append(child)
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
        assert words(folder) in ({f"one{turn}"}, {f"two{turn}"})
        assert [path.name for path in folder.parent.iterdir()] == ["report"]


def test_two_at_once_never_mix(place):
    both_at_once(place, 15)


@pytest.mark.slow
def test_two_at_once_never_mix_two_hundred_times(place):
    both_at_once(place, 200)


def test_a_lock_of_the_dead_is_broken_and_one_of_the_living_respected(place, monkeypatch):
    monkeypatch.setattr(exchange, "PATIENCE", 0.2)
    lock = place.parent / ".report.qinba-games-lock"
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    lock.write_text(f"{child} {locks.host()}")
    write(place)
    assert words(place) == {"new"}
    mine = os.getpid()
    for text in (f"{os.getppid()} {locks.host()}", f"{child} elsewhere", f"{mine} elsewhere", ""):
        lock.write_text(text)
        with pytest.raises(errors.OutputError, match="another process keeps"):
            write(place, "third")
        assert words(place) == {"new"}
        lock.unlink()


def since(process):
    """When a process began: field 22 of what Linux says of it."""
    return (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[19]


LINUX = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux says")


@LINUX
def test_a_lock_of_a_process_that_nobody_has_buried_is_broken(tmp_path):
    lock, child = tmp_path / "lock", os.fork()
    if not child:
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)  # it has ended, and stays a zombie
    for text in (f"{child} {locks.host()}", f"{child} {locks.host()} {since(child)}"):
        os.kill(child, 0)
        lock.write_text(text)
        assert locks.taken(lock)
        locks.given_back(lock)
    os.waitpid(child, 0)


@LINUX
def test_a_lock_of_one_whose_number_another_has_now_is_broken(tmp_path, monkeypatch):
    lock, host = tmp_path / "lock", locks.host()
    for process in (os.getppid(), os.getpid()):
        monkeypatch.setattr(locks, "_HELD", {lock})  # so that our own is judged like all others
        for text in (f"{process} {host}", f"{process} {host} {since(process)}"):
            lock.write_text(text)  # as earlier versions wrote it, and as it is written now
            assert not locks.taken(lock)
        began = int(since(process))
        for other in (began - 1, began + 1):
            lock.write_text(f"{process} {host} {other}")
            assert locks.is_dead(process, host, str(other))
            assert locks.taken(lock)
            lock.write_text(f"{process} elsewhere {other}")
            assert not locks.taken(lock)


@LINUX
def test_a_lock_says_when_its_process_began(tmp_path):
    lock = tmp_path / "lock"
    assert locks.taken(lock)
    assert lock.read_text() == f"{os.getpid()} {locks.host()} {since(os.getpid())}"
    locks.given_back(lock)


@pytest.mark.parametrize("said", [None, b"", b"7 (a) b) S 1", "7 (é) S".encode()])
def test_where_the_system_says_nothing_only_the_number_counts(tmp_path, monkeypatch, said):
    def read(path):
        if said is None:
            raise FileNotFoundError(path)
        return said

    monkeypatch.setattr(Path, "read_bytes", read)
    lock = tmp_path / "lock"
    assert locks.taken(lock)
    assert lock.read_text() == f"{os.getpid()} {locks.host()}"
    locks.given_back(lock)
    assert not locks.is_dead(os.getppid(), locks.host(), "5")
    assert locks.is_dead(2**22 + 1, locks.host(), "5")


def test_a_name_with_brackets_says_nothing(monkeypatch):
    """A process can call itself what it likes, also like a zombie."""
    fields = " ".join(map(str, range(1, 30)))
    said = {
        f"7 (a) Z {'1 ' * 29}) S {fields}": (False, "19"),
        f"7 (a) Z {fields.replace('17', '1')}": (True, "19"),
        f"7 (a) Z {fields.replace('17', '2')}": (False, "19"),  # other threads go on
    }
    for text, told in said.items():
        monkeypatch.setattr(Path, "read_bytes", lambda _, text=text: text.encode())
        assert locks._told_of(7) == told


def test_a_lock_that_changes_hands_while_it_is_judged_stays(tmp_path, monkeypatch):
    """Its process gives it back and ends, another one takes it, and only then it is judged."""
    lock, other = tmp_path / "lock", f"{os.getppid()} {locks.host()}"
    lock.write_text(f"{2**22 + 1} {locks.host()}")
    dead = locks.is_dead

    def late(*whose):
        lock.unlink()
        lock.write_text(other)
        return dead(*whose)

    monkeypatch.setattr(locks, "is_dead", late)
    assert not locks.taken(lock)
    assert lock.read_text() == other


def test_a_lock_that_others_took_for_left_behind_before_it_was_signed_is_not_held(
    tmp_path, monkeypatch
):
    lock, other = tmp_path / "lock", f"{os.getppid()} {locks.host()}"
    opened = os.fdopen

    def stopped(*given):
        lock.unlink()
        lock.write_text(other)
        return opened(*given)

    monkeypatch.setattr(os, "fdopen", stopped)
    assert not locks.taken(lock)
    assert lock.read_text() == other
    assert lock not in locks._HELD


def test_reports_are_signed(place):
    known = ours(place, ())
    assert set(known) == {*NAMES, "gone.csv"}
    assert all(why_not(place, name, known) is None for name in known)
    assert json.loads((place / "report.json").read_text())["signed"]["tool"] == "qinba_games"


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_was_changed_is_not_replaced(place, name):
    changed = '{"word": "mine"}' if name == "report.json" else "mine"
    (place / name).write_text(changed)
    before = snapshot(place.parent)
    with pytest.raises(errors.OutputError, match=r"no earlier report wrote|was changed"):
        write(place)
    assert snapshot(place.parent) == before


def test_a_changed_file_that_reports_have_no_more_stays(place):
    (place / "gone.csv").write_text("mine")
    write(place)
    assert (place / "gone.csv").read_text() == "mine"


@pytest.mark.parametrize("way", WAYS)
def test_a_file_that_appears_while_solving_is_not_replaced(tmp_path, way, monkeypatch):
    choose(monkeypatch, way)
    folder = tmp_path / "report"
    folder.mkdir()

    def solve_and_write():
        with publication(folder, NAMES) as put:
            (folder / "a.csv").write_text("mine")
            put(content("new"))

    with pytest.raises(errors.OutputError, match=r"a\.csv"):
        solve_and_write()
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"a.csv": "mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_file_that_appears_in_the_last_moment(place, monkeypatch):
    swap = publish.swap

    def late(one, other, spare):
        if not (other / "last.txt").exists():
            (other / "last.txt").write_text("mine")
            (other / "a.csv").write_text("mine")
        swap(one, other, spare)

    monkeypatch.setattr(publish, "swap", late)
    with pytest.raises(errors.OutputError, match=r"a\.csv"):
        write(place)
    assert (place / "a.csv").read_text() == (place / "last.txt").read_text() == "mine"
    assert (place / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("content", ['{"files": ["index.html"]}', "[]", "no json", "null"])
def test_a_foreign_report_json_makes_nothing_ours(tmp_path, content):
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "report.json").write_text(content)
    (folder / "index.html").write_text("mine")
    before = snapshot(tmp_path)
    with pytest.raises(errors.OutputError, match="no earlier report wrote"):
        write(folder)
    assert snapshot(tmp_path) == before


def test_leftovers_of_a_process_that_lives_stay(place):
    other = place.parent / f"{leftovers.PREFIX}{os.getppid()}-{locks.host()}-x"
    other.mkdir()
    write(place)
    assert other.is_dir()


@pytest.mark.parametrize("system", ["linux", "darwin"])
@pytest.mark.parametrize(
    ("number", "way"),
    [(0, "at once"), (errno.ENOSYS, "moves"), (errno.EINVAL, "moves"), (errno.EACCES, "refused")],
)
def test_a_system_exchanges_folders_or_says_that_it_cannot(system, number, way, monkeypatch):
    asked = []

    class Library:
        def renameat2(self, *named):
            asked.append(("linux", *named))
            return -1 if number else 0

        def renamex_np(self, *named):
            asked.append(("darwin", *named))
            return -1 if number else 0

    monkeypatch.setattr(exchange.sys, "platform", system)
    monkeypatch.setattr(exchange.ctypes, "CDLL", lambda name, use_errno: Library())
    monkeypatch.setattr(exchange.ctypes, "get_errno", lambda: number)
    if way == "refused":
        with pytest.raises(OSError, match=os.strerror(number)):
            exchange._swapped_at_once(Path("one"), Path("other"))
    else:
        assert exchange._swapped_at_once(Path("one"), Path("other")) == (way == "at once")
    with_folder = {"linux": (-100, b"one", -100, b"other", 2), "darwin": (b"one", b"other", 2)}
    assert asked == [(system, *with_folder[system])]


def test_where_no_call_exchanges_folders_they_are_moved(tmp_path, monkeypatch):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / folder.name).touch()
    monkeypatch.setattr(exchange.ctypes, "CDLL", lambda name, use_errno: object())
    exchange.swap(one, other, tmp_path / "spare")
    assert [path.name for path in one.iterdir()] == ["other"]
    assert [path.name for path in other.iterdir()] == ["one"]
    assert not (tmp_path / "spare").exists()


def test_a_process_of_somebody_else_lives(monkeypatch):
    def kill(process, number):
        raise PermissionError

    monkeypatch.setattr(os, "kill", kill)
    assert not locks.is_dead(1, locks.host())
