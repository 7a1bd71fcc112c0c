"""By which baseline the cheapest coordinator is needed: said when it is asked."""

import dataclasses

import numpy as np
import pytest
from helpers.marks import some

import qinba_games as qg
from qinba_games import errors
from qinba_games.common.register import LATER
from qinba_games.third_parties import cheapest_coordinator
from qinba_games.third_parties.results.cheapest import CheapestCoordinator
from qinba_games.third_parties.results.window import NEEDS

#: One contributes 2.4 to the other, who gives back 1.6, at a cost of 1.
PAIR = qg.Partnership([[2.4, 1.6]], 1, promotion=0, friction=0)
THREE = qg.Partnership([2 * (np.ones((3, 3)) - np.eye(3))], 3, promotion=0, friction=0)
#: With sharing from 1/2 on, by turns from 3.4/(2.4 * 2.6) on, acting together from 1/1.6 on.
EDGES = (0.5, 3.4 / 2.4 / 2.6, 0.625)
WORDS = ("not even with it", "in both readings", "acting together", "no")


def cheapest(model: qg.Partnership, delta: float) -> CheapestCoordinator:
    return cheapest_coordinator(model, delta, {"sharing": 1}, goal="cooperation")


@pytest.mark.parametrize("k", range(3))
def test_what_is_needed_turns_at_the_edges(k: int) -> None:
    below, above = (cheapest(PAIR, EDGES[k] + step) for step in (-2e-3, 2e-3))
    assert (below.needs_coordinator, above.needs_coordinator) == WORDS[k : k + 2]
    assert below.need != above.need
    assert {below.needs_coordinator, above.needs_coordinator} <= {*NEEDS}


def test_the_cheapest_is_the_same_by_either_baseline() -> None:
    costs = [cheapest(PAIR, delta).cost for delta in (0.52, 0.6)]
    assert costs == [1, 1]
    assert cheapest(PAIR, 0.7).cost == 0


def test_it_is_found_when_it_is_asked_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, key = [], (CheapestCoordinator, "needs_coordinator")
    real = LATER[key]
    monkeypatch.setitem(LATER, key, lambda found: asked.append(found) or real(found))
    found = cheapest(PAIR, 0.52)
    assert repr(found)
    assert len(found.to_frame()) == 2
    assert asked == []
    assert found.need == found.need
    assert asked == [found]


@pytest.mark.parametrize("seed", some(range(40), 1, 6))
def test_windows_say_the_same(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pair = qg.Partnership(
        [np.sort(rng.uniform(1.1, 3, 2))], 1, promotion=0, friction=rng.uniform(0, 0.2)
    )
    helper = qg.Coordinator(sharing=True)
    both = qg.pivotal_window(pair, helper, baseline="any equilibrium")
    together = qg.pivotal_window(pair, helper)
    for delta in rng.uniform(0.3, 0.95, 2):
        need = cheapest(pair, delta).needs_coordinator
        assert (need == "in both readings") == (delta in both.intervals)
        assert (need in ("in both readings", "acting together")) == (delta in together.intervals)
        assert (need == "no") == (delta in together.kept(0))


@pytest.mark.parametrize(
    ("model", "argument"),
    [
        (dataclasses.replace(PAIR, deposit=(0.1, 0.1)), "deposit"),
        (dataclasses.replace(PAIR, sharing="equal"), "sharing"),
        (
            qg.Partnership([2 * (np.ones((3, 3)) - np.eye(3))], 3, promotion=0, friction=0),
            "n_members",
        ),
    ],
)
def test_what_is_not_known_is_refused_by_name(model: qg.Partnership, argument: str) -> None:
    found = cheapest_coordinator(model, 0.45, {"subsidy": 1}, goal="cooperation")
    assert found.coordinator is not None
    with pytest.raises(errors.NotApplicableError, match=f"'{argument}'"):
        found.need  # noqa: B018
