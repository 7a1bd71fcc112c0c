"""The command `qinba-games`.

Status 0: done. 1: the report could not be written, or a result failed. 2: a wrong command, option,
name or value. 130: interrupted (143: terminated, 129: the terminal closed). Messages go to standard
error, one each.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import signal
import sys
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from .. import _check, errors
from ..partnership.results.evolution import CLASSES
from ..region.report.files import PAGE, SAID
from ..region.report.publish import MANIFEST
from ..region.settings import number, setting_of
from ..region.study.results import ClassCounts
from ..region.tables.templates import TEMPLATES, write_templates
from . import desk
from .claims import CLAIMS, all_claims
from .claims.catalogue import table_of
from .claims.judging import Judge
from .options import OPTIONS, UsageError, parser_of_all
from .report import reproduce
from .solving import windows
from .tie_study import listing

#: The option that an argument of the library comes from; all others are settings.
_OPTION_OF = {name: f"--{name}" for name in ("out", "jobs", "draws", "regime", "by", "pdf", *SAID)}
_OPTION_OF |= {"a": "--tie", "b": "--tie", "folder": "--out", "parent": "--governments"}
_OPTION_OF |= {"budget": "--budget", "prices": "--price", "offices": "--office"}
_OPTION_OF |= {"budgets": "--budgets", "periods": "--periods", "time_limit": "--time-limit"}
_OPTION_OF |= {"settings": "--set", "overrides": "--set", "path": "--proof", "first": "--first"}


class _StopSignal(KeyboardInterrupt):
    """A signal asked to stop."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number, self.late = number, False


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    before = {number: signal.signal(number, _stop) for number in _signals()}
    closed = _open_outlets()
    try:
        status = _run(given)
        sys.stdout.flush()
        return _say("standard output is closed; nothing was printed", 1) if closed else status
    except _StopSignal as stopped:
        outcome = "what it writes is in place, whole" if stopped.late else "nothing was changed"
        return _say(f"stopped before the end; {outcome}", 128 + stopped.number)
    except UsageError as error:
        return _say(str(error), 2)
    except errors.InvalidInputError as error:
        return _say(_plain(error), 2)
    except errors.QinbaGamesError as error:
        return _say(re.sub(r"^\w+\(\): ", "", str(error)), 1)
    except BrokenPipeError:
        # Whoever read has read enough; what is left to print goes nowhere.
        _forget_output()
        return 0
    except OSError as error:  # every file of ours is behind an OutputError
        _forget_output()
        return _say(f"cannot print to standard output: {error.strerror or error}", 1)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _signals() -> list[int]:
    """What asks to stop; where `nohup` has the end of the terminal ignored, it stays so."""
    numbers: list[int] = [signal.SIGINT, signal.SIGTERM]
    closing: int | None = getattr(signal, "SIGHUP", None)  # not on Windows
    if closing is not None and signal.getsignal(closing) is not signal.SIG_IGN:
        numbers.append(closing)
    return numbers


def _open_outlets() -> bool:
    """Let what is printed go nowhere if there is nowhere to print; whether that is so."""
    closed = sys.stdout is None
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, io.StringIO())
    return closed


def _forget_output() -> None:
    """What is left to print goes nowhere, also when Python ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stop(number: int, frame: FrameType | None) -> None:
    """Stop once; what follows is cleaning up, which is not to be interrupted."""
    del frame
    for other in _signals():
        signal.signal(other, signal.SIG_IGN)
    raise _StopSignal(number)


def _run(given: list[str]) -> int:
    parser = parser_of_all()
    if not given:
        parser.print_help(sys.stderr)
        return 2
    known = (*OPTIONS, "-h", "--help", "--version")
    if given[0] not in known:
        raise UsageError(f"'{given[0]}' is no command. {_check.nearest(given[0], known)}")
    options, unknown = parser.parse_known_args(given)
    if unknown:
        name = unknown[0].partition("=")[0]
        near = _check.nearest(name, OPTIONS[given[0]])
        raise UsageError(f"'{name}' is no option of {given[0]}. {near}")
    before = _written_last(options)
    try:
        return _JOBS[options.command](options)
    except _StopSignal as stopped:
        stopped.late = _written_last(options) != before
        raise


def _written_last(options: argparse.Namespace) -> tuple[int, int] | None:
    """Which file it is that a command puts in place last, if one is there."""
    folder, name = getattr(options, "out", None), MANIFEST
    if options.command == "init":
        folder, name = options.folder, TEMPLATES[-1]
    try:
        status = Path(folder or "", name).stat()
    except (OSError, ValueError):  # also a name that no folder can have
        return None
    return status.st_ino, status.st_mtime_ns


def _reproduce(options: argparse.Namespace) -> int:
    settings = _once(map(_setting, options.set))
    tie = None if options.tie is None else _pair(options.tie)
    study = reproduce(options.out, tie=tie, **_work(options), **_imprint(options), **settings)
    _tell(options, study.without, study.helped)
    return 0


def _report(options: argparse.Namespace) -> int:
    tables, settings = _region(options)
    if not tables:
        raise UsageError(
            "--governments is missing: a report needs --governments and --ties. That about the "
            "Qinba case is made by 'reproduce'."
        )
    chosen = desk.region_of(tables, settings)
    report = chosen.report(
        options.out,
        tie=None if options.tie is None else _pair(options.tie),
        inputs=tables,
        **_work(options),
        **_imprint(options),
    )
    _tell(options, report.counts["without"], report.counts["with"])
    return 0


def _work(options: argparse.Namespace) -> dict[str, Any]:
    """How much is computed, and how."""
    return {"draws": options.draws, "jobs": options.jobs, "progress": not options.quiet}


def _imprint(options: argparse.Namespace) -> dict[str, Any]:
    """What the report says of itself, and whether it is printed."""
    return {name: getattr(options, name) for name in (*SAID, "pdf")}


def _init(options: argparse.Namespace) -> int:
    for path in write_templates(options.folder):
        print(_check.escaped(str(path)))
    return 0


def _region(options: argparse.Namespace) -> tuple[dict[str, Any], dict[str, Any]]:
    """The tables that were named, and the settings."""
    settings = _once(map(_setting, options.set))
    given = {name: getattr(options, name) for name in ("governments", "ties", "agreements")}
    tables = {name: path for name, path in given.items() if path is not None}
    if tables and not {"governments", "ties"} <= set(tables):
        missing = "--ties" if "governments" in tables else "--governments"
        raise UsageError(f"{missing} is missing: a region needs --governments and --ties.")
    return tables, settings


def _priorities(options: argparse.Namespace) -> int:
    study = desk.region_of(*_region(options)).study(progress=False)
    table = study.priorities(options.by, prices=_prices(options) if options.price else None)
    if options.first is not None:
        table = table.head(_check.integer("priorities", "first", options.first, low=1))
    nothing = "No budget brings more"
    if not options.price:
        nothing = "The coordinator has no capacity"
    note = table.attrs.get("note", "" if len(table) else nothing)
    return _show(options, table, note and f"{note}.")


def _show(options: argparse.Namespace, table: Any, more: str = "") -> int:
    """Print a table and, where people read it, what is to be said beside it."""
    if options.form is not None or len(table):
        print(desk.as_text(table, options.form))
    if more and options.form is None:
        print(more)
    return 0


def _prices(options: argparse.Namespace) -> dict[str, Any]:
    given = _once((_assignment(text, "--price") for text in options.price), "--price")
    return {name: number(price) for name, price in given.items()}


def _plan(options: argparse.Namespace) -> int:
    plan = desk.region_of(*_region(options)).plan(
        number(options.budget),
        prices=_prices(options),
        offices=None if options.office is None else number(options.office),
        objective=options.objective,
    )
    return _show(options, plan.ties if options.form else plan.helped, plan.text)


def _schedule(options: argparse.Namespace) -> int:
    schedule = desk.region_of(*_region(options)).schedule(
        [number(text) for text in options.budgets.split(",")],
        periods=options.periods,
        prices=_prices(options),
        objective=options.counted,
        time_limit=options.time_limit,
    )
    ties = schedule.ties
    helped = ties[ties["bundle"] != ""].convert_dtypes()  # a start beside a gap is a float
    return _show(options, ties if options.form else helped, schedule.text)


def _hierarchy(options: argparse.Namespace) -> int:
    pair = None if options.tie is None else _pair(options.tie)
    return _show(options, desk.levels_table(*_region(options), options.regime, pair))


def _hand_over(options: argparse.Namespace) -> int:
    handover = desk.region_of(*_region(options)).hand_over()
    counted = ", ".join(f"{count} {name}" for name, count in handover.counts.items())
    return _show(options, handover.ties, f"{counted}.")


def _window(options: argparse.Namespace) -> int:
    chosen = desk.region_of(*_region(options))
    starts = [(tie, tie.founding) for tie in chosen.all_ties]
    if options.tie is not None:
        tie = chosen.tie(*_pair(options.tie))
        starts = [(tie, trust) for trust in range(chosen.settings["levels"] + 1)]
    if options.form is not None:
        return _show(options, desk.windows_table(chosen, starts, windows(chosen, starts)))
    print(chosen.coordinator)
    print(listing(starts, windows(chosen, starts), chosen.delta))
    return 0


def _why(options: argparse.Namespace) -> int:
    try:
        reason = desk.region_of(*_region(options)).why(options.a, options.b)
    except errors.InvalidInputError as error:
        if error.argument not in ("a", "b"):
            raise
        raise UsageError(_plain(error, error.argument.upper())) from error
    if options.proof is not None:
        reason.proof(options.proof)
    if options.form is not None:
        return _show(options, reason.to_frame(numeric=True))
    print("\n".join(textwrap.wrap(reason.text, 92)))
    return 0


def _claims(options: argparse.Namespace) -> int:
    words = _once(map(_assignment, options.set))
    given = {n: None if word.lower() == "none" else number(word) for n, word in words.items()}
    if options.form is not None:
        some = [_claim(text)(**given) for text in options.claim]
        return _show(options, table_of(some or all_claims(**given)).reset_index())
    if options.claim:
        chosen = [_claim(text) for text in options.claim]
        print("\n\n".join(textwrap.fill(one.explain(**given), 92) for one in chosen))
        return 0
    lines = []
    for claim in all_claims(**given):
        head = f"{claim.id}  {claim.verdict}  "
        statement = f"{claim.statement} (section {claim.section})"
        for text in (statement, f"It holds for {claim.holds_for()}.", f"It {claim.condition}."):
            lines += textwrap.wrap(text, 92, initial_indent=head, subsequent_indent=" " * len(head))
            head = " " * len(head)
    print("\n".join([*lines, "The payoffs are illustrative; what counts is where it holds."]))
    return 0


def _claim(text: str) -> Judge:
    if text.upper() not in CLAIMS:
        raise UsageError(f"'{text}' is no claim. {_check.nearest(text.upper(), CLAIMS)}")
    return CLAIMS[text.upper()]


_JOBS = {
    "reproduce": _reproduce,
    "report": _report,
    "init": _init,
    "window": _window,
    "why": _why,
    "priorities": _priorities,
    "hand-over": _hand_over,
    "plan": _plan,
    "schedule": _schedule,
    "hierarchy": _hierarchy,
    "claims": _claims,
}


def _tell(options: argparse.Namespace, without: ClassCounts, with_one: ClassCounts) -> None:
    """Print how many ties are of each class and, where people read it, where the report is."""
    if options.form is not None:
        _show(options, desk.counts_table(without, with_one))
        return
    width = max(map(len, CLASSES)) + 18
    print(f"{'ties, illustrative payoffs':{width}}{'without':>9}{'with':>6}  a coordinator")
    for name in CLASSES:
        print(f"{name:{width}}{without[name]:>9}{with_one[name]:>6}")
    print(f"The report: {_check.escaped(str(Path(options.out) / PAGE))}")


def _setting(text: str) -> tuple[str, Any]:
    name, value = _assignment(text)
    setting = setting_of(name)
    return setting.name, setting.parse(value)


def _once(given: Iterable[tuple[str, Any]], option: str = "--set") -> dict[str, Any]:
    """What is given by name; nothing is given twice."""
    all_of: dict[str, Any] = {}
    for name, value in given:
        if name in all_of:
            raise UsageError(f"{option} {name} is given twice. Give it once.")
        all_of[name] = value
    return all_of


def _assignment(text: str, option: str = "--set") -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        example = {"--set": "delta=0.8", "--price": "sharing=2"}[option]
        raise UsageError(f"{option} {text!r} must read name=value, for example {option} {example}.")
    return name.strip(), value.strip()


def _pair(text: str) -> tuple[str, str]:
    names = [name.strip() for name in text.replace("–", ",").split(",")]
    if len(names) != 2:
        raise UsageError(f"--tie {text!r} must name two, for example --tie Bazhong,Hanzhong.")
    return names[0], names[1]


#: What a value should have been, and how that is said on the command line.
_KINDS = {
    "an integer": ("is no whole number", "Give one, for example 2"),
    "a real number": ("is no number", "Give one, for example 0.5 or 1/2"),
}


def _plain(error: errors.InvalidInputError, named: str | None = None) -> str:
    """The message in the words of the command line, where an argument may be `named` otherwise."""
    where = named or _OPTION_OF.get(error.argument, f"--set {error.argument}")
    if error.function == "write_templates":
        where = "DIR"
    if error.argument.partition(" ")[0] in ("governments", "ties", "agreements"):
        where = f"--{error.argument}"
    rule, remedy, value = error.rule, error.remedy, error.value
    for kind, words in _KINDS.items():
        if isinstance(error, errors.InputTypeError) and kind in rule:
            rule, remedy = words
    end = "" if remedy.endswith("?") else "."
    text = repr(value) if isinstance(value, str) else errors.shown(value)
    return f"{where}{'' if value is None else f' {text}'}: {rule}. {remedy}{end}"


def _say(message: str, status: int) -> int:
    print(f"qinba-games: {_check.escaped(message)}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
