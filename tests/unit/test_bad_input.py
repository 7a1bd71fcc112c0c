"""Every public callable, given everything that can be wrong with each of its arguments.

The modules of `bad_input` say how each one is called properly and what is wrong for each argument.
The tests at the end fail if a public callable, or one of its arguments, is missing there.
"""

import inspect
import math
import re
from typing import Any

import numpy as np
import pytest
from bad_input.declared import OTHERWISE, rows
from bad_input.defects import SAME, Defect, Public
from bad_input.table import CALLABLES

import qinba_games as qg
from qinba_games import errors


def same(seen: Any, expected: Any) -> bool:
    """Whether two values are the same, NaN and arrays included."""
    if isinstance(expected, float) and math.isnan(expected):
        return isinstance(seen, float) and math.isnan(seen)
    return seen is expected or bool(np.all(seen == expected))


def complaint(public: Public, argument: str, defect: Defect) -> str:
    """What is wrong with the error that a wrong value raises; "" if nothing is."""
    try:
        public.call(**{**public.proper, argument: defect.value})
    except errors.InvalidInputError as error:
        parts = (error.function, error.argument, error.rule, error.remedy)
        expected = defect.value if defect.seen is SAME else defect.seen
        fits = {
            "kind": isinstance(error, defect.kind),
            "function": error.function == (defect.function or public.function),
            "argument": error.argument == (defect.argument or argument),
            "value": same(error.value, expected),
            "remedy": re.search(defect.remedy, error.remedy),
            "message": all(part and part in str(error) for part in parts),
        }
        return ", ".join(part for part, fit in fits.items() if not fit)
    return "taken"


@pytest.mark.parametrize("name", [name for name, public in CALLABLES.items() if public.defects])
def test_bad_input_is_named(name: str) -> None:
    public = CALLABLES[name]
    found = {
        f"{argument}-{k}": complaint(public, argument, defect)
        for argument, defects in public.defects.items()
        for k, defect in enumerate(defects)
    }
    assert {row: told for row, told in found.items() if told} == {}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """Files that a proper call writes are made in a folder of their own."""
    monkeypatch.chdir(tmp_path)


#: What solves the whole case with every result that it has, and what reports on a region.
LONG = {"paper.study": pytest.mark.exhaustive}
LONG |= dict.fromkeys(("Region.report", "Study.report"), pytest.mark.slow)


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=LONG.get(n, ())) for n, public in CALLABLES.items() if public.proper],
)
def test_the_proper_call_is_no_error(name: str) -> None:
    """Otherwise a defect would not be what the error is about."""
    public = CALLABLES[name]
    public.call(**public.proper)


def _public() -> dict[str, Any]:
    """Everything callable that `import qinba_games`, its namespaces and `paper` offer."""
    found = {name: getattr(qg, name) for name in qg.__all__}
    chapters = [getattr(qg, name) for name in qg.__all__ if name not in ("errors", "paper")]
    for namespace in filter(inspect.ismodule, chapters):
        found |= {name: getattr(namespace, name) for name in namespace.__all__}
    found |= {f"paper.{name}": getattr(qg.paper, name) for name in ("case", "reproduce")}
    return {name: value for name, value in found.items() if callable(value)}


@pytest.mark.parametrize("name", sorted(_public()))
def test_every_argument_of_every_public_callable_has_a_row(name: str) -> None:
    parameters = inspect.signature(_public()[name]).parameters.values()
    wanted = {p.name for p in parameters if p.kind is not p.VAR_KEYWORD}
    rows = {a for n, public in CALLABLES.items() if n.split(" ")[0] == name for a in public.defects}
    assert name in CALLABLES
    assert wanted <= rows, f"no bad input for {sorted(wanted - rows)} of {name}"


def test_a_forgotten_callable_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qg, "__all__", [*qg.__all__, "forgotten"])
    monkeypatch.setattr(qg, "forgotten", lambda stage: stage, raising=False)
    with pytest.raises(AssertionError):
        test_every_argument_of_every_public_callable_has_a_row("forgotten")


def test_wrong_values_follow_from_a_signature() -> None:
    """Whoever takes anything for what it declares is noticed, without a row of its own."""

    def ask(delta: "Number", fair: "bool" = True, rule: str = "equal", x: Any = 0) -> Any:  # noqa: F821
        """Ask.

        Parameters
        ----------
        rule : {"equal", "surplus"}
        """
        return delta, fair, rule, x

    public = Public(ask, {"delta": 0.5}, "ask")
    found = rows("ask", public)
    assert list(found) == ["delta", "fair", "rule"]
    taken = [complaint(public, name, one) for name, wrong in found.items() for one in wrong]
    assert set(taken) == {"taken"}
    assert all(name in inspect.signature(CALLABLES[row].call).parameters for row, name in OTHERWISE)
