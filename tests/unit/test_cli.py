"""The command: statuses and messages, and that a folder is as it was whatever goes wrong."""

import contextlib
import errno
import functools
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers.marks import SLOW, some
from helpers.written import snapshot

import qinba_games as qg
from qinba_games import errors
from qinba_games.paper import claims, cli
from qinba_games.paper import report as reporting
from qinba_games.paper.case import case
from qinba_games.paper.report import FILES
from qinba_games.region.report import publish as publishing
from qinba_games.region.settings import SETTINGS

CONTENT = {name: f"new {name}\n".encode() for name in FILES} | {"report.json": b'{"new": 1}'}


class Quick:
    """Stands in for a study, so that writing can be tested without solving."""

    without = helped = dict.fromkeys(("isolated", "nominal", "weak", "strong"), 1)


@pytest.fixture
def quick(monkeypatch):
    """`reproduce` that solves nothing and writes `CONTENT`."""
    asked = []

    def study(the_case, tie, **options):
        asked.append((the_case, tie, options))
        return Quick()

    monkeypatch.setattr(reporting, "study", study)
    monkeypatch.setattr(reporting, "render", lambda found, **options: CONTENT)
    return asked


@pytest.fixture
def place(tmp_path):
    """A folder with an earlier report, with a file that reports have no more, in `tmp_path`."""
    with publishing.publication(tmp_path / "report") as publish:
        publish({"report.json": b"{}", "index.html": b"old page", "old.csv": b"old table"})
    return tmp_path / "report"


def test_done(quick, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["reproduce"]) == 0
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == sorted(FILES)
    out, err = capsys.readouterr()
    assert "report/index.html" in out
    assert err == ""
    assert sorted(map(str, Path().iterdir())) == [".report.qinba-games-lock", "report"]


def test_options_arrive(quick, tmp_path):
    folder = tmp_path / "a" / "b"
    arguments = ["reproduce", "--out", str(folder), "--set", "delta=0.8", "drop=none"]
    assert (
        cli.main([*arguments, "--set", "levels=2", "--tie", "Hanzhong, Bazhong", "--jobs", "2"])
        == 0
    )
    ((the_case, tie, options),) = quick
    assert the_case.settings == case(delta=0.8, drop=None, levels=2).settings
    assert set(tie.members) == {"Bazhong", "Hanzhong"}
    assert options == {"draws": reporting.DRAWS, "jobs": 2, "progress": True}
    assert (folder / "index.html").read_bytes() == CONTENT["index.html"]


def test_an_earlier_report_is_replaced(quick, place):
    assert cli.main(["reproduce", "--quiet", "--out", str(place)]) == 0
    assert {path.name for path in place.iterdir()} == set(FILES)
    assert (place / "index.html").read_bytes() == CONTENT["index.html"]


@pytest.mark.parametrize("name", ["index.html", "ties.csv", "map_with.svg"])
def test_a_foreign_file_is_never_replaced(quick, tmp_path, capsys, name):
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / name).write_text("mine")
    before = snapshot(folder)
    assert cli.main(["reproduce", "--out", str(folder)]) == 1
    assert name in capsys.readouterr().err
    assert snapshot(folder) == before
    assert quick == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["reprodce"], "'reproduce'"),
        (["reproduce", "--ouut", "x"], "'--out'"),
        (["reproduce", "--set", "detla=0.8"], "'delta'"),
        (["reproduce", "--set", "delta"], "name=value"),
        (["reproduce", "--set", "delta=1"], r"[0, 1)"),
        (["reproduce", "--set", "delta=high"], "delta"),
        (["reproduce", "--set", "sharing=perhaps"], "true, false"),
        (["reproduce", "--set", "levels=-1"], "levels"),
        (["reproduce", "--set"], "--set"),
        (["reproduce", "--tie", "Bazong,Hanzhong"], "'Bazhong'"),
        (["reproduce", "--tie", "Bazhong"], "Bazhong,Hanzhong"),
        (["reproduce", "--tie", "Bazhong,Luoyang"], "has no tie with"),
        *((["reproduce", "--jobs", n], "--jobs") for n in ("0", "-1", "two", "9" * 20, "9" * 5000)),
        *((["reproduce", "--out", name], "--out") for name in ("", " ")),
        (["reproduce", "more"], "'more'"),
        (["window", "--tie", "Bazong,Hanzhong"], "'Bazhong'"),
        (["window", "--tie", "Bazhong,Luoyang"], "has no tie with"),
        (["window", "--set", "detla=0.8"], "'delta'"),
        (["window", "--jobs", "2"], "'--jobs' is no option of window"),
        (["--verion"], "--version"),
    ],
)
def test_a_wrong_command_line(quick, tmp_path, monkeypatch, capsys, arguments, says):
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert err.startswith("qinba-games: ")
    assert says in err
    assert err.count("\n") == 1
    assert out == ""
    assert quick == []
    assert list(tmp_path.iterdir()) == []


def test_nothing_asked(capsys):
    assert cli.main([]) == 2
    assert "usage" in capsys.readouterr().err


@SLOW
def test_windows_of_one_tie(capsys):
    given = ["--set", "delta=0.45", "levels=1"]
    assert cli.main(["window", "--tie", "Bazhong,Hanzhong", *given]) == 0
    head, titles, *lines, last = capsys.readouterr().out.splitlines()
    assert head == "Coordinator(sharing=True, mediation=0.5)"
    assert titles.split()[:2] == ["tie", "trust"]
    assert "illustrative" in last
    impatient = case(delta=0.45, levels=1)
    pair = impatient.partnership("Bazhong", "Hanzhong")
    for trust, line in enumerate(lines):
        helper = impatient.coordinator
        [(low, high)] = qg.pivotal_window(pair, helper, founding=trust).intervals
        sides = [qg.evolve(pair, 0.45, coordinator=each) for each in (None, helper)]
        assert f" {trust}  " in line
        assert f"  {low:.3f} to {high:.3f}  inside  " in line
        assert line.endswith(" -> ".join(side.classes[trust] for side in sides))
    assert len(lines) == len(sides[0].classes)


@pytest.mark.slow
def test_windows_of_all_ties(monkeypatch, capsys):
    """One is printed for every tie; that each is the right one is seen in the report."""
    solve = cli.windows
    monkeypatch.setattr(cli, "windows", lambda chosen, asked: solve(chosen, asked[:1]) * len(asked))
    assert cli.main(["window"]) == 0
    _, _, *lines, _ = capsys.readouterr().out.splitlines()
    assert [line.partition("  ")[0] for line in lines] == [tie.name for tie in case().all_ties]


@pytest.mark.slow
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_is_not_read_to_the_end(unbuffered):
    """What is printed at once fails at once, what waits in a buffer at the end."""
    with subprocess.Popen(
        [sys.executable, "-m", "qinba_games.paper.cli", "claims", "C01"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
    ) as job:
        job.stdout.close()
        assert job.stderr.read() == ""
        assert job.wait() == 0


@pytest.mark.parametrize("arguments", [["--help"], ["reproduce", "--help"]])
def test_help(capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 0
    text = capsys.readouterr().out
    if len(arguments) > 1:
        assert "examples:" in text
        assert "illustrative" in text
        for setting in SETTINGS:
            assert f"  {setting.name}=" in text


def test_help_lists_the_parameters_of_claims(capsys):
    with pytest.raises(SystemExit):
        cli.main(["claims", "--help"])
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 92
    for claim in claims.CLAIMS.values():
        for name in claim.argument.parameters:
            assert f"\n  {name} " in text


def test_a_path_below_a_file(quick, tmp_path, capsys):
    (tmp_path / "file").write_text("mine")
    before = snapshot(tmp_path)
    for out in ("file", "file/report", "file/far/below/report"):
        assert cli.main(["reproduce", "--out", str(tmp_path / out)]) == 1
        message = capsys.readouterr().err
        assert "is a file" in message
        assert message.count("\n") == 1
    assert snapshot(tmp_path) == before
    assert quick == []


def test_a_place_that_cannot_be_written_to(quick, tmp_path, monkeypatch, capsys):
    """Root may write everywhere, so the refusal is made rather than asked of the system."""
    monkeypatch.setattr(publishing.os, "access", lambda *_: False)
    assert cli.main(["reproduce", "--out", str(tmp_path / "far" / "report")]) == 1
    assert "you may not write" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert quick == []


@pytest.mark.parametrize("number", [0, 7, len(FILES) - 1])
@pytest.mark.parametrize("new", [True, False])
def test_a_full_disk(quick, place, monkeypatch, capsys, number, new):
    writes = iter(range(len(FILES)))
    write = Path.write_bytes

    def fill(path, content):
        if next(writes) == number:
            write(path, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", fill)
    before = snapshot(place.parent)
    out = place.parent / "deep" / "er" if new else place
    assert cli.main(["reproduce", "--out", str(out)]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert snapshot(place.parent) == before


def test_a_failure_while_solving_changes_nothing(place, monkeypatch, capsys):
    def fail(*arguments, **options):
        raise errors.CertificateError("a result failed its check")

    monkeypatch.setattr(reporting, "study", fail)
    before = snapshot(place.parent)
    assert cli.main(["reproduce", "--out", str(place)]) == 1
    assert "failed its check" in capsys.readouterr().err
    assert snapshot(place.parent) == before


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_while_solving(place, monkeypatch, capsys, number, status, request):
    if signal.getsignal(number) is signal.SIG_IGN:  # by `nohup`, as another test has it
        request.addfinalizer(functools.partial(signal.signal, number, signal.SIG_IGN))
        signal.signal(number, signal.SIG_DFL)
    monkeypatch.setattr(reporting, "study", lambda *a, **o: signal.raise_signal(number))
    before = snapshot(place.parent)
    handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    assert cli.main(["reproduce", "--out", str(place)]) == status
    assert "nothing was changed" in capsys.readouterr().err
    assert snapshot(place.parent) == before
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == handlers


def test_a_signal_when_the_report_is_in_place(quick, place, monkeypatch, capsys):
    monkeypatch.setattr(cli, "_tell", lambda *_: signal.raise_signal(signal.SIGINT))
    before = snapshot(place.parent)
    assert cli.main(["reproduce", "--out", str(place)]) == 130
    told = capsys.readouterr().err
    assert told == "qinba-games: stopped before the end; what it writes is in place, whole\n"
    assert snapshot(place.parent) != before


@pytest.mark.parametrize("jobs", some(["1", "2"], 1, 1))
@pytest.mark.slow
def test_the_command_itself_interrupted(place, jobs):
    """A process interrupted between two stages; SIGINT is ignored at first, as by `command &`."""
    before = snapshot(place.parent)
    command = [
        sys.executable,
        "-m",
        "qinba_games.paper.cli",
        "reproduce",
        "--jobs",
        jobs,
        "--out",
        place,
    ]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # noqa: PLW1509
    )
    os.set_blocking(process.stderr.fileno(), False)
    seen, end = b"", time.monotonic() + 60
    while b"done in" not in seen and time.monotonic() < end:
        seen += process.stderr.read() or b""
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    os.set_blocking(process.stderr.fileno(), True)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == b""
    assert b"nothing was changed" in err
    assert b"Traceback" not in seen + err
    assert snapshot(place.parent) == before


def test_the_installed_command(tmp_path):
    command = shutil.which("qinba-games", path=Path(sys.executable).parent)
    shown = subprocess.run(
        [command, "reproduce", "--set", "delt=1"], capture_output=True, text=True, check=False
    )
    assert shown.returncode == 2
    assert "'delta'" in shown.stderr


def test_the_end_of_the_terminal_stays_ignored(place, quick, monkeypatch):
    """As `nohup` has it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        monkeypatch.setattr(
            reporting, "study", lambda *a, **o: signal.raise_signal(signal.SIGHUP) or Quick()
        )
        assert cli.main(["reproduce", "--out", str(place)]) == 0
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("command", [["reproduce", "--quiet"], ["--help"], ["--version"]])
def test_standard_output_that_is_full(quick, tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli.os, "dup2", lambda *a: None)
    with contextlib.suppress(OSError), Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert cli.main(command) == 1
        assert "cannot print to standard output: No space left" in capsys.readouterr().err


def test_standard_output_that_is_closed(quick, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdout", None)
    assert cli.main(["reproduce", "--quiet"]) == 1
    assert "standard output is closed" in capsys.readouterr().err
    assert (tmp_path / "report" / "index.html").exists()


def test_no_standard_error_either(quick, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stderr", None)
    assert cli.main(["reproduce", "--ouut"]) == 2
    assert cli.main(["reproduce"]) == 0


def test_links_that_go_in_a_circle(quick, tmp_path, capsys):
    (tmp_path / "one").symlink_to(tmp_path / "other")
    (tmp_path / "other").symlink_to(tmp_path / "one")
    assert cli.main(["reproduce", "--out", str(tmp_path / "one" / "report")]) == 1
    assert "cannot write the report" in capsys.readouterr().err
    assert quick == []


@pytest.mark.slow
def test_the_report_needs_no_matplotlib():
    """Neither a backend that does not exist nor a matplotlibrc can change or stop it."""
    code = (
        "import sys, qinba_games as qg; from qinba_games.paper import report; "
        "print(*(name for name in sys.modules if name.startswith('matplotlib')))"
    )
    environment = {**os.environ, "MPLBACKEND": "nonsense"}
    found = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == ""
