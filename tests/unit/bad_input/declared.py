"""Rows that nobody writes: what is wrong for an argument by what its signature says of it.

A `bool` is True or False, a class of the package wants one of its kind, a docstring lists names to
choose from as `{"one", "another"}`, and what means the same everywhere is told by its name.
"""

import inspect
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import qinba_games as qg

from . import bad
from .defects import Defect, Public

#: What numbers of these names are, whoever asks for them.
NUMBERS = {
    bad.discount: "delta",
    bad.probability: """
        audits control_loss credibility detection friction guard_detection hazard inside mediation
        monitoring probability promotion psi stake turnover""",
    partial(bad.number, low=0): """
        appeal budget collection crowding effort guard_reward harm income penalty query subsidy""",
}
WHOLE = {
    bad.integer: "left right seed",
    partial(bad.integer, low=-9999): "until",
    partial(bad.integer, low=1): "drop lasting max_rounds periods relations starts waiters years",
}
BY_NAME = {
    (name, kind): wrong
    for kind, table in {"Number": NUMBERS, "int": WHOLE}.items()
    for wrong, names in table.items()
    for name in names.split()
}
#: Models where others are wanted.
STAGE = qg.prisoners_dilemma(9, 1, 10, 3)
PAIR = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)
MODELS = [STAGE, qg.RepeatedGame(STAGE), qg.TUGame([0, 0, 0, 1]), PAIR]
NAMES = re.compile(r'^(\w+(?:, \w+)*) : \{("[^{}]*")\}', re.MULTILINE)
#: Arguments of methods that all results share.
SHARED = {"numeric", "style", "wide"}
#: Refused by somebody else, who says so, or not for every kind of model.
OTHERWISE = {
    ("critical_discount", "kind"),
    ("critical_discount (worst punishment)", "kind"),
    ("evolve_members", "coordinator"),
    ("hand_over", "delta"),
    ("hand_over (region)", "coordinator"),
    ("hand_over (region)", "delta"),
    ("hand_over (region)", "periods"),
    ("paper.study", "case"),
    ("scenarios.qinba_levels", "delta"),
    ("scenarios.yangtze", "office"),
    ("Study.path", "periods"),
}


def _options(call: Callable[..., Any]) -> dict[str, list[str]]:
    """Names to choose from, by argument, as a docstring lists them."""
    found = NAMES.findall(inspect.getdoc(call) or "")
    return {name: re.findall(r'"([^"]*)"', listed) for name, listed in found}


def _choice(options: list[str]) -> list[Defect]:
    """The longest name without its last letter, and what is near to none: then all are listed."""
    right = max(options, key=len)
    listed = re.escape(f"Choose one of: {', '.join(options)}")
    return [bad.name(right[:-1], re.escape(f"Did you mean '{right}'")), bad.name("zzzz", listed)]


def _wrong(name: str, kind: str, where: dict[str, Any]) -> list[Defect]:
    """What is wrong for an argument by its name and annotation."""
    cls = where.get(kind)
    if kind == "bool":
        return bad.flag()
    if inspect.isclass(cls) and cls.__module__.startswith("qinba_games."):
        return bad.instance(kind, "me", *(one for one in MODELS if not isinstance(one, cls)))
    return BY_NAME.get((name, kind), list)()


def rows(row: str, public: Public) -> dict[str, list[Defect]]:
    """What is wrong for each argument that is declared so."""
    call: Any = public.call
    inner = call.__init__ if inspect.isclass(call) else inspect.unwrap(call)
    where = getattr(inner, "__globals__", {})
    found, options = {}, _options(call)
    for name, parameter in inspect.signature(call).parameters.items():
        if (row, name) in OTHERWISE or parameter.kind in (2, 4):  # *several, **more
            continue
        kind = str(parameter.annotation)
        wrong = _choice(options[name]) if name in options else []
        wrong = wrong or _wrong(name, kind.removesuffix(" | None"), where)
        optional = kind.endswith(" | None") or parameter.default is None
        found[name] = [one for one in wrong if not (optional and one.value is None)]
    # What all results have, and what has a name in its own room, says that name alone.
    room, _, short = public.function.rpartition(".")
    for name, wrong in found.items():
        for defect in wrong:
            defect.function = short if name in SHARED or room.islower() else None
    return {name: wrong for name, wrong in found.items() if wrong}
