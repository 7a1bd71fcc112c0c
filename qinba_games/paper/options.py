"""What the command `qinba-games` understands: its commands and their options."""

from __future__ import annotations

import argparse
import contextlib
import sys
import textwrap
from collections.abc import Iterable
from typing import Any, NoReturn

from ..hierarchy.worlds import REGIMES
from ..planning.arguments import OBJECTIVES
from ..planning.calendar.results import OBJECTIVES as COUNTED
from ..region.settings import SETTINGS, show
from .claims.parameters import PARAMETERS, meaning_of
from .report import DEFAULT, DRAWS

_TABLES = ("--governments", "--ties", "--agreements")
_FORMS = ("--json", "--csv")
_PAGE = (
    *("--out", "--set", "--tie", "--draws", "--jobs", "--quiet", *_FORMS),
    *("--title", "--author", "--source", "--date", "--pdf"),
)
OPTIONS = {
    "reproduce": (*_PAGE, "--help"),
    "report": (*_TABLES, *_PAGE, "--help"),
    "init": ("--help",),
    "window": (*_TABLES, "--set", "--tie", *_FORMS, "--help"),
    "why": (*_TABLES, "--set", "--proof", *_FORMS, "--help"),
    "priorities": (*_TABLES, "--set", "--by", "--price", "--first", *_FORMS, "--help"),
    "hand-over": (*_TABLES, "--set", *_FORMS, "--help"),
    "plan": (
        *(*_TABLES, "--set", "--budget", "--price", "--office", "--objective"),
        *(*_FORMS, "--help"),
    ),
    "schedule": (
        *(*_TABLES, "--set", "--budgets", "--periods", "--price", "--counted", "--time-limit"),
        *(*_FORMS, "--help"),
    ),
    "hierarchy": (*_TABLES, "--set", "--regime", "--tie", *_FORMS, "--help"),
    "claims": ("--set", *_FORMS, "--help"),
}
_EXAMPLES = """\
examples:
  qinba-games reproduce
      the default case, into report/; open report/index.html in any browser
  qinba-games reproduce --out patient --set delta=0.8
      more patient governments
  qinba-games reproduce --set sharing=false mediation=1 --tie Bazhong,Hanzhong
      a coordinator that removes all friction but settles no shares, and a closer look at one tie
"""


class UsageError(Exception):
    """The command line says something that the command does not understand."""


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaints end like all others."""

    def error(self, message: str) -> NoReturn:
        """Complain."""
        raise UsageError(f"{message}. See {self.prog} --help.")

    def _print_message(self, message: str, file: Any = None) -> None:
        """Print, and do not keep silent where that fails."""
        print(message or "", end="", file=file or sys.stderr, flush=True)


def whole(text: str) -> int:
    """A whole number, or what is wrong with it in words."""
    with contextlib.suppress(ValueError):
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no whole number. Give one, for example 2")


def real(text: str) -> float:
    """A number, or what is wrong with it in words."""
    with contextlib.suppress(ValueError):
        return float(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number. Give one, for example 0.5")


#: What a command does: in a few words, and below in full.
_TOLD = {
    "reproduce": """solve the Qinba case and write the report
        Solve every tie of the Qinba case without and with a coordinator, and write a report
        that says which are isolated, nominal, weak or strong, and why: one HTML page that
        needs nothing else, its tables as CSV and LaTeX, its drawings as SVG. It appears
        complete or not at all, in a folder that holds nothing but an earlier report.""",
    "window": """say when the coordinator decides
        Print the discount factors at which the coordinator turns no cooperation into
        cooperation, for every tie of a region, or for one tie at every founding trust. Without
        tables the region is the Qinba case.""",
    "claims": """judge the paper's arguments
        Judge the paper's arguments by solvers, and say on what each verdict turns.""",
    "report": """study your own region and write the report
        Solve every tie of a region without and with a coordinator, draw all assumptions at once
        to say how sure that is, and write a report: one HTML page that needs nothing else, its
        tables as CSV and LaTeX, its drawings as SVG. It appears complete or not at all.
        'qinba-games init' writes tables to start from.""",
    "init": """write tables to start from
        Write the tables of six provinces into a folder, with remarks on every column:
        governments.csv, ties.csv, agreements.csv. They run as they are. Nothing is written over
        a file that is there.""",
    "why": """explain one tie
        Print what two governments do without and with a coordinator, who gains by what deviation,
        at which patience they cooperate, and what would change it. Names and codes will do.
        Without tables the region is the Qinba case.""",
    "priorities": """say what the coordinator could do first
        Print every single action, one capacity of the coordinator on one tie of a region, by
        what it brings; with prices whole bundles of capacities, in the order in which a plan buys
        them as money comes in. Without tables the region is the Qinba case.""",
    "hand-over": """say when help may end
        Print for every tie of a region whether it keeps itself alone, is started by help that
        ends on a date or at a mark of trust, is carried by help for good, or is lost. Without
        tables the region is the Qinba case.""",
    "plan": """say which ties to help for a budget
        Print which ties of a region to help, and with which capacities of the coordinator, so that
        a budget brings most; what it costs, and what a unit more would bring. Capacities that have
        no price are not to be had. Without tables the region is the Qinba case.""",
    "schedule": """say which ties to help when
        Print which ties of a region to help, from which period on, and until when (for good, a
        date, or a mark of trust), with a budget for every period; prices are for one helped
        period. Without tables the region is the Qinba case.""",
    "hierarchy": """say what levels of government change
        Print how many pairs of every level are isolated, nominal, weak or strong under each
        regime, or under one regime every pair, or one pair alone. Names, codes and Chinese names
        will do. The table of governments has to name parents. Without tables: provinces,
        prefectures and counties of the Qinba case.""",
}
_OBJECTIVE = "ties kept, ties that become or are strong, or joint value (default: kept)"
_COUNTED = "ties kept, of these those alone by then, or joint value (default: kept)"
_BY = "gain in ties that become strong, or in joint value (default: probability)"
_TIE = (
    "the tie to look at closely (default: the one whose probability of becoming strong "
    "changes most, in 'reproduce' across provincial borders; in 'window' and 'hierarchy' all)"
)
_BUNDLE = "what a capacity, or sharing+mediation, costs on each tie; once for each"
_REQUIRED: dict[str, Any] = {"required": True}
_MANY: dict[str, Any] = {"default": []}
#: Options with a value: what stands for it, what it is about, and what else argparse is told.
_VALUES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "--set": (
        *("name=value", "change what is listed below, for example delta=0.3"),
        {"nargs": "+", "action": "extend", **_MANY},
    ),
    "--out": ("DIR", f"folder (default: {DEFAULT})", {"default": DEFAULT}),
    "--tie": ("A,B", _TIE, {}),
    "--draws": (
        *("N", f"draws that say how sure it is; 0: none (default: {DRAWS})"),
        {"type": whole, "default": DRAWS},
    ),
    "--jobs": ("N", "processes (default: 1)", {"type": whole, "default": 1}),
    "--title": ("TEXT", "title of the report (default: what it is about)", {}),
    "--author": ("TEXT", "who signs it (default: nobody)", {}),
    "--source": ("TEXT", "where its numbers come from (default: nothing)", {}),
    "--date": ("TEXT", "of when it is (default: nothing)", {}),
    "--first": ("N", "only the first N", {"type": whole}),
    "--budget": ("N", "what the plan may cost", _REQUIRED),
    "--price": ("name=price", _BUNDLE, {"action": "append", **_MANY}),
    "--office": ("N", "what it costs to open an office (default: none is needed)", {}),
    "--proof": ("FILE", "write both edges of the window with all that it takes to check them", {}),
    "--budgets": (
        *("N,N,...", "what may be spent in each period; the last one holds for ever"),
        _REQUIRED,
    ),
    "--periods": (
        *("N", "help starts before this period, and dates end by then"),
        {"type": whole, **_REQUIRED},
    ),
    "--time-limit": ("S", "seconds for the search", {"type": real}),
    **{name: ("CSV", f"the table of {name[2:]}", {}) for name in _TABLES},
}
#: What argparse is told of an option.
_KNOWN: dict[str, dict[str, Any]] = {
    **{name: {"metavar": m, "help": said, **more} for name, (m, said, more) in _VALUES.items()},
    "--quiet": {"action": "store_true", "help": "say nothing of how far it is"},
    "--pdf": {"action": "store_true", "help": "print it as report.pdf, too, by a Chromium"},
    "--by": {"choices": ("probability", "value"), "default": "probability", "help": _BY},
    "--objective": {"choices": OBJECTIVES, "default": "kept", "help": _OBJECTIVE},
    "--counted": {"choices": COUNTED, "default": "kept", "help": _COUNTED},
    "--regime": {"choices": REGIMES, "help": "one regime (default: all, counted)"},
    **{
        name: {"dest": "form", "action": "store_const", "const": name[2:], "help": f"print {form}"}
        for name, form in zip(_FORMS, ("JSON", "CSV"), strict=True)
    },
}


def parser_of_all() -> _Parser:
    """The parser of the command line, with every command."""
    from importlib.metadata import version

    parser = _Parser(
        prog="qinba-games",
        description="Repeated games of governments that share benefits: the Qinba case.",
        allow_abbrev=False,
    )
    text = f"qinba-games {version('qinba-games')}"
    parser.add_argument("--version", action="version", version=text)
    commands = parser.add_subparsers(dest="command", metavar="command", required=True)
    text = _table((f"{each.name}={show(each.default)}", each.meaning) for each in SETTINGS)
    settings = f"settings (all illustrative, none is an estimate):\n{text}"
    text = _table((name, meaning_of(name)) for name in PARAMETERS)
    parameters = f"parameters (in every claim that has one of that name):\n{text}"
    ends = {"reproduce": f"{_EXAMPLES}\n{settings}", "init": "", "claims": parameters}
    for name in OPTIONS:
        title, _, described = _TOLD[name].partition("\n")
        job = commands.add_parser(
            name,
            help=title,
            description=textwrap.fill(" ".join(described.split()), 92),
            epilog=ends.get(name, settings),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        form = job.add_mutually_exclusive_group() if "--json" in OPTIONS[name] else job
        for option in OPTIONS[name][:-1]:  # argparse knows the last one, --help
            (form if option in _FORMS else job).add_argument(option, **_KNOWN[option])
        if name == "init":
            job.add_argument("folder", metavar="DIR", help="folder, made if it does not exist")
        if name == "why":
            job.add_argument("a", metavar="A", help="a government")
            job.add_argument("b", metavar="B", help="another one that it has a tie with")
        if name == "claims":
            only = "explain these claims only (default: list all)"
            job.add_argument("claim", nargs="*", metavar="C14", help=only)
    return parser


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = []
    for name, meaning in rows:
        lines += textwrap.wrap(f"{'  ' + name:24}{meaning}", 92, subsequent_indent=" " * 24)
    return "\n".join(lines)
