"""The commands `qinba-games reproduce` and `qinba-games report`."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from ..core.errors import QinbaGamesError
from ..region import Region
from .case import case

_EXAMPLE = "example: qinba-games report page --governments g.csv --ties t.csv --set delta=0.8"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what is wrong with it or its files is said, with status 2."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        settings = dict(map(_setting, given.set))
        study = given.region(given, settings).study()
        page = study.report(given.folder, title=given.title)
    except (QinbaGamesError, OSError) as error:
        parser.error(str(error))
    sys.stdout.write(f"{study!r}\n{page}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qinba-games",
        description="Which ties of a region last, and what a coordinator changes: one page.",
        epilog=_EXAMPLE,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    own = commands.add_parser("reproduce", help="write the page of the paper's region")
    own.add_argument("folder", nargs="?", default="report", help="default: report")
    own.set_defaults(region=lambda _, settings: case(**settings), title="Qinba mountains")
    other = commands.add_parser("report", help="write the page of a region of your own")
    other.add_argument("folder", help="new, empty, or one that holds such a page")
    other.add_argument("--governments", required=True, help="CSV: name, lat, lon, size, group")
    other.add_argument("--ties", required=True, help="CSV: a, b, and what is known of them")
    other.add_argument("--agreements", help="CSV: agreement, member")
    other.add_argument("--title", default="A region", help="what the region is called")
    other.set_defaults(region=_region)
    for each in (own, other):
        each.add_argument(
            "--set", action="append", default=[], metavar="NAME=VALUE", help="an assumption"
        )
    return parser


def _region(given: argparse.Namespace, settings: dict[str, Any]) -> Region:
    return Region.from_csv(given.governments, given.ties, given.agreements, **settings)


def _setting(text: str) -> tuple[str, Any]:
    """Name and value; true, false, null and numbers are read as such."""
    name, _, given = text.partition("=")
    try:
        return name, json.loads(given)
    except ValueError:
        return name, given
