"""What works in C for long is silent, shows its progress and stops at Ctrl-C."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import qinba_games as qg
from qinba_games.common import progress
from qinba_games.common.aside import aside

LARGE = """
import signal
import numpy as np
import qinba_games as qg
from qinba_games.common import progress

progress.watched = lambda: True
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
rng = np.random.default_rng(0)
a, b = np.divmod(np.unique(rng.integers(0, 3000**2, 640_000)), 3000)
a, b = a[a < b], b[a < b]
drawn = dict(zip(("value_a", "value_b"), rng.uniform(1, 5, (2, len(a)))))
drawn |= dict(zip(("temptation_a", "temptation_b"), rng.uniform(1, 9, (2, len(a)))))
network = qg.Network(range(3000), {"a": a, "b": b, **drawn})
assert len(a) > 300_000
print("begun", flush=True)
try:
    qg.sustain(network, 0.4, "multilateral")
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


def large_for_highs():
    """A network on which HiGHS prints a line of its own."""
    rng = np.random.default_rng(2)
    ties, n = 186, 93
    pairs = np.unique(rng.integers(0, n * n, 2 * ties))
    a, b = np.divmod(rng.permutation(pairs[pairs // n < pairs % n])[:ties], n)
    drawn = [rng.integers(10, most, len(a)) for most in (50, 50, 90, 90)]
    names = ("value_a", "value_b", "temptation_a", "temptation_b")
    return qg.Network(range(n), {"a": a, "b": b, **dict(zip(names, drawn, strict=True))})


def test_what_comes_back_is_what_was_found_or_raised():
    assert aside(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        aside(divmod, 7, 0)


@pytest.mark.skipif(os.name != "posix", reason="C libraries have other names there")
def test_what_c_code_prints_goes_nowhere(capfd):
    library = ctypes.CDLL(None)
    library.puts(b"before")
    aside(library.puts, b"noise")
    aside(aside, library.puts, b"more noise")
    library.puts(b"after")
    library.fflush(None)
    assert capfd.readouterr().out == "before\nafter\n"


def test_progress_is_shown_meanwhile(monkeypatch, capsys):
    monkeypatch.setattr(progress, "SECONDS", 0.2)
    monkeypatch.setattr(progress, "watched", lambda: True)
    with progress.telling("waiting"):
        aside(time.sleep, 0.9)
    assert "waiting: " in capsys.readouterr().err


def test_an_interrupt_is_heard_at_once():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    begun = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            aside(threading.Event().wait, 20)
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - begun < 2
    os.fstat(1)


@pytest.mark.slow
def test_highs_prints_nothing(capfd):
    qg.sustain(large_for_highs(), 0.3, "multilateral+sharing", time_limit=3)
    ctypes.CDLL(None).fflush(None)
    assert capfd.readouterr().out == ""


@pytest.mark.slow
def test_many_ties_show_progress_and_stop_at_an_interrupt():
    ran = [sys.executable, "-c", LARGE]
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(ran, **both) as process:
        assert process.stdout.readline() == "begun\n"
        time.sleep(8)
        process.send_signal(signal.SIGINT)
        sent = time.monotonic()
        assert process.stdout.readline() == "stopped\n"
        assert time.monotonic() - sent < 2
        assert "sustain: " in process.stderr.read()
        assert process.wait() == 0
