"""How many files one call passes through, and that no two files need each other."""

import functools
import sys
from collections.abc import Callable
from pathlib import Path

import networkx
import numpy as np
import pandas
import pytest
from helpers.project import who_imports_whom

import qinba_games as qg

PACKAGE = Path(qg.__file__).parent
# What every call passes through: refusals, arithmetic, and saying how far it is.
GROUND = {"errors", "types", "_check", "_exact", "_tolerance", "_reading", "_sizes", "__init__"}
GROUND |= {"progress", "rounded"}
BENEFIT = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]
PAIR = qg.Partnership(BENEFIT, cost=1, promotion=0.6, friction=0.05)
DILEMMA = qg.prisoners_dilemma(2, -1, 3, 0)
REPEATED = qg.RepeatedGame(DILEMMA)
HELPER = qg.Coordinator(sharing=True, mediation=0.5)
TIES = {"a": ["A", "B"], "b": ["B", "C"], "value_a": [2, 3], "value_b": [2, 1]}
NETWORK = qg.Network(["A", "B", "C"], TIES | {"temptation_a": [3, 7], "temptation_b": [3, 2]})
LEVELS = qg.hierarchy.Hierarchy(
    {"nation": None, "A": "nation", "B": "nation", "a": "A", "b": "B"},
    {("A", "B"): PAIR, ("a", "b"): PAIR},
    inside=0.1,
    border=[0.3, 0.25, 0.2, 0.15, 0.1, 0.4],
)


@functools.cache
def one_tie() -> qg.Region:
    """A region of two governments."""
    gains = pandas.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    return qg.Region.from_matrix(gains, cost=1)


def files_of(call: Callable[[], object]) -> list[str]:
    """Files of the package that a call enters when it is made for the second time."""
    call()
    entered = set()

    def enter(frame: object, event: str, _: object) -> None:
        if event == "call":
            entered.add(frame.f_code.co_filename)

    before = sys.getprofile()
    sys.setprofile(enter)
    try:
        call()
    finally:
        sys.setprofile(before)
    own = [Path(name) for name in entered if Path(name).is_relative_to(PACKAGE)]
    return sorted(str(p.relative_to(PACKAGE)) for p in own if p.stem not in GROUND)


#: Of each call how many files it may enter, and how many it should.
CALLS = {
    "evolve": (lambda: qg.evolve(PAIR, 0.7), 14, 12),
    "evolve with a coordinator": (lambda: qg.evolve(PAIR, 0.7, coordinator=HELPER), 16, 15),
    "critical_discount": (lambda: qg.critical_discount(REPEATED), 11, 11),
    "critical_discount of a pair": (lambda: qg.critical_discount(PAIR), 24, 18),
    "sustain": (lambda: qg.sustain(NETWORK, 0.5, "multilateral"), 12, 14),
    "stabilise": (lambda: qg.stabilise(LEVELS, 0.6, "three-level"), 24, 24),
    "payoff_set": (lambda: qg.payoff_set(DILEMMA, 0.5), 17, 17),
    "fairness": (lambda: qg.sharing.fairness(DILEMMA), 22, 19),
    "Region.study": (lambda: one_tie().study(), 33, 30),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_passes_through_few_files(name: str) -> None:
    call, most, goal = CALLS[name]
    found = files_of(call)
    sys.stdout.write("\n  ".join([f"{name}: {len(found)} files, {goal} are the goal", *found, ""]))
    assert len(found) <= most, "\n".join(found)


def test_no_two_files_need_each_other() -> None:
    """Also not for the name of a type."""
    graph = who_imports_whom()
    arrows = ((m, n) for m in graph.modules for n in graph.find_modules_directly_imported_by(m))
    found = networkx.strongly_connected_components(networkx.DiGraph(arrows))
    assert not [sorted(circle) for circle in found if len(circle) > 1]


def test_half_of_the_files_stay_short() -> None:
    lengths = sorted(len(p.read_text().splitlines()) for p in PACKAGE.rglob("*.py"))
    assert lengths[len(lengths) // 2] < 150
