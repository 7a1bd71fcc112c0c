"""Sweeps under signals: alone and with workers, with a file and without, nothing is lost or raw."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from helpers.marks import EXHAUSTIVE, some
from helpers.swept import noted as computed
from helpers.swept import slowly
from joblib.externals.loky.reusable_executor import _ReusablePoolExecutor

import qinba_games as qg
from qinba_games import errors
from qinba_games.common.signals import sigterm_raises

SCRIPT = """
import signal, sys
sys.path[:0] = {path!r}
import qinba_games as qg
from qinba_games.common import progress
from qinba_games.common.signals import sigterm_raises
from helpers.swept import noted
progress.watched = lambda: True  # the bar says which answers have come in
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
options = dict(n_jobs={jobs}, store={store!r})
try:
    qg.sweep(noted, {{"a": list(range(400)), "folder": [{noted!r}]}}, **options)
except BaseException as error:
    end = error
print(type(end).__name__, (end.partial["error"] == "").sum().item(), flush=True)
"""
KINDS = [signal.SIGINT, signal.SIGTERM, signal.SIGKILL]
INTERRUPTED = [pytest.param(KINDS[0], stored, marks=EXHAUSTIVE) for stored in (True, False)]


def until(is_so, process):
    """Wait for something that a running process does, however slow the machine is."""
    while not is_so():
        assert process.poll() is None
        time.sleep(0.02)


def counted(bar):
    """How many answers the bar says have come in."""
    return max(map(int, re.findall(r"(\d+)/400", bar.read_text())), default=0)


def kept(store):
    """Answers of which the file holds whole lines."""
    lines = store.read_text().split("\n")[1:-1] if store.exists() else []
    return {json.loads(line)[1][1]["value"] // 3 for line in lines}


def lives(process):
    """Whether there is such a process, and it has not ended."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")  # one that has ended may wait to be buried
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def forked(job):
    """A process that ends with 0, whatever is raised in it."""
    child = os.fork()
    if not child:
        try:
            job()
        finally:
            os._exit(0)
    return child


def test_a_forked_worker_ends_by_sigterm_whatever_it_does(recwarn):
    """What is raised in it may be passed over, and then whoever waits for it waits for ever."""

    def deaf():
        with contextlib.suppress(SystemExit):
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0.2)

    with sigterm_raises():
        assert os.waitstatus_to_exitcode(os.waitpid(forked(deaf), 0)[1]) == -signal.SIGTERM
        for _ in range(20):
            child = forked(lambda: time.sleep(2))
            os.kill(child, signal.SIGTERM)  # mostly before Python is ready there
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGTERM
        with pytest.raises(SystemExit):
            os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert signal.SIGTERM not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.fixture
def interruptible():
    """An interrupt is an exception, also in what was started in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_workers_that_ask_for_more_as_they_are_stopped_say_nothing(monkeypatch, caplog):
    """An answer comes in, the next point is on its way to the pool, and then comes the signal."""
    really, late = _ReusablePoolExecutor.submit, []

    def submit(pool, *given, **options):
        if threading.current_thread() is not threading.main_thread():
            late.append(True)
            if len(late) == 1:
                os.kill(os.getpid(), signal.SIGINT)
            end = time.monotonic() + 60
            while not pool._flags.shutdown and time.monotonic() < end:
                time.sleep(0.01)
        return really(pool, *given, **options)

    monkeypatch.setattr(_ReusablePoolExecutor, "submit", submit)
    with pytest.raises(errors.NotConvergedError):
        qg.sweep(slowly, {"a": list(range(50))}, progress=False, n_jobs=2)
    assert late
    assert caplog.messages == []


@pytest.mark.slow
@pytest.mark.parametrize("jobs", some([2, 1], 1, 1))
@pytest.mark.parametrize(("kind", "stored"), [*((kind, True) for kind in KINDS[1:]), *INTERRUPTED])
def test_a_signal_loses_nothing(tmp_path, kind, jobs, stored):
    noted, store = tmp_path / "noted", tmp_path / "kept.jsonl" if stored else None
    noted.mkdir()
    told = {"path": sys.path, "jobs": jobs, "noted": str(noted), "store": store and str(store)}
    code = [sys.executable, "-c", SCRIPT.format(**told)]
    out, err = tmp_path / "out", tmp_path / "err"  # workers that are left hold a pipe open
    with (
        out.open("w") as said,
        err.open("w") as raw,
        subprocess.Popen(code, env=os.environ, stdout=said, stderr=raw) as process,
    ):
        until(lambda: len(list(noted.iterdir())) >= 30, process)
        done = {int(file.name): int(file.read_text()) for file in noted.iterdir()}
        until(lambda: counted(err) >= len(done), process)
        until(lambda: store is None or kept(store) >= set(done), process)
        process.send_signal(kind)
        process.wait(timeout=60)
    assert "Traceback" not in err.read_text()
    if kind is signal.SIGKILL:
        assert process.returncode == -signal.SIGKILL
        workers, end = set(done.values()) - {process.pid}, time.monotonic() + 30
        while any(map(lives, workers)):  # what it has begun ends with it
            assert time.monotonic() < end
            time.sleep(0.1)
    else:
        name, count = out.read_text().split()
        assert name in ("NotConvergedError", "KeyboardInterrupt", "SystemExit")
        assert 400 > int(count) >= len(done)
    if stored:
        for file in noted.iterdir():
            file.unlink()
        grid = {"a": sorted(done), "folder": [str(noted)]}
        found = qg.sweep(computed, grid, progress=False, store=store)
        assert not list(noted.iterdir())  # nothing had to be computed again
        assert found["value"].values.ravel().tolist() == [3 * a for a in sorted(done)]
