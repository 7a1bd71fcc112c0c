"""Every algorithm by the name of its file: a lazy table of contents.

>>> from qinba_games.solvers import minmax
>>> minmax.__name__
'qinba_games.stage.solvers.minmax'
"""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

#: Formulas that answers know, too.
_FORMULAS = {
    **dict.fromkeys(("linear_programme", "markov_chain"), "common"),
    **dict.fromkeys(("promise_counts", "tail_bounds", "uncertain_gains"), "panel"),
    **dict.fromkeys(("cascading", "tie_transfers"), "network"),
}
_CHAPTERS = {path.stem: path.parts[-3] for path in Path(__file__).parent.glob("*/solvers/[!_]*.py")}

_TABLES = tuple(path.stem for path in Path(__file__).parent.glob("algorithms/[!_]*.py"))

__all__ = sorted([*_CHAPTERS, *_FORMULAS, *_TABLES])  # noqa: PLE0605 (the files there are)


def __getattr__(name: str) -> ModuleType:
    if name in _CHAPTERS:
        return importlib.import_module(f".{_CHAPTERS[name]}.solvers.{name}", __package__)
    if name in _FORMULAS:
        return importlib.import_module(f".{_FORMULAS[name]}.{name}", __package__)
    if name in _TABLES:
        return importlib.import_module(f".algorithms.{name}", __package__)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
