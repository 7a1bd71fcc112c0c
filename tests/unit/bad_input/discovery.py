"""Everything public that takes an argument, found by itself."""

import inspect
from collections.abc import Iterator
from typing import Any

import qinba_games as qg
from bad_input.methods import WITHIN, arguments
from qinba_games.common.result import Result
from qinba_games.paper import claims, scenarios

#: Results are made by verbs; only an automaton, and the case's own records, may be written down.
_MADE = (Result, qg.paper.Tie, qg.paper.TieStudy, qg.paper.Variant, qg.paper.Study)


def public_callables() -> set[str]:
    """Names, as the table of wrong values has them: `shapley`, `TUGame.worth`, `claims.c01`."""
    found = set(_methods(Result))
    for name, value in _offered():
        made = inspect.isclass(value) and issubclass(value, _MADE) and value is not qg.Automaton
        if not made and callable(value) and arguments(value):
            found.add(name)
        if inspect.isclass(value):
            found |= set(_methods(value))
    found |= {name for kind in Result.__subclasses__() for name in _methods(kind)}
    return found - WITHIN


def _offered() -> Iterator[tuple[str, Any]]:
    chapters = [getattr(qg, name) for name in qg.__all__ if name not in ("errors", "paper")]
    for chapter in (qg, *filter(inspect.ismodule, chapters)):
        yield from ((name, getattr(chapter, name)) for name in chapter.__all__)
    yield from ((f"paper.{name}", getattr(qg.paper, name)) for name in qg.paper.__all__)
    yield from ((f"scenarios.{name}", call) for name, call in scenarios.SCENARIOS.items())
    yield from ((f"claims.{name.lower()}", judge) for name, judge in claims.CLAIMS.items())


def _methods(kind: type) -> Iterator[str]:
    for name in dir(kind):
        plain = inspect.getattr_static(kind, name)
        function = getattr(plain, "__func__", plain)
        ours = inspect.isfunction(function) and function.__module__.startswith("qinba_games.")
        if not ours or name.startswith("_"):
            continue
        if len(arguments(function)) > (not isinstance(plain, staticmethod)):
            own = not function.__qualname__.startswith("Result.")
            yield f"{kind.__name__ if own else 'Result'}.{name}"
