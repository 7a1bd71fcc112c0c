"""One list of wrong values for every argument of every public callable.

Whatever is passed for one argument of a proper call, there is an answer or a named error: no raw
exception, nothing taken that means nothing, and no refusal that takes a second.
"""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from bad_input.defects import Public
from bad_input.discovery import public_callables
from bad_input.table import CALLABLES, faults
from bad_input.wrong_values import rewritten
from helpers.marks import EXHAUSTIVE
from helpers.partnerships import reference

import qinba_games as qg
from qinba_games import agreements, cooperative, errors, repeated


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """Files named by a wrong value are made in a folder of their own."""
    monkeypatch.chdir(tmp_path)


#: Every so many-th call is made in a fast test, in a slow one; `make reliability` makes all.
FAST, SLOW = 421, 150


def test_every_public_callable_has_a_row():
    assert sorted(public_callables() - {name.split(" ")[0] for name in CALLABLES}) == []


def test_a_new_callable_would_be_noticed(monkeypatch):
    def new(self, x):
        return self, x

    new.__module__ = "qinba_games.cooperative"
    monkeypatch.setattr(qg.TUGame, "forgotten", new, raising=False)
    monkeypatch.setattr(cooperative, "__all__", [*cooperative.__all__, "lost"])
    monkeypatch.setattr(cooperative, "lost", new, raising=False)
    found = public_callables() - {name.split(" ")[0] for name in CALLABLES}
    assert found == {"TUGame.forgotten", "lost"}


@pytest.mark.slow
def test_a_sample_of_wrong_values():
    assert [(name, *fault) for name in CALLABLES for fault in faults(name, share=FAST)] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLABLES)
def test_more_wrong_values(name):
    assert faults(name, share=SLOW) == []


@pytest.mark.parametrize(
    "call",
    [
        lambda x: 1 / x,
        lambda x: None if isinstance(x, complex) else {}[0],
        lambda x: "taken",
    ],
)
def test_a_fault_would_be_noticed(call, monkeypatch):
    monkeypatch.setitem(CALLABLES, "made up", Public(call, {"x": 0.5}, x=[]))
    assert len(faults("made up")) > 20


#: Names, profiles and tables that are told apart by labels, and what is no table of numbers.
LABELLED = {
    *("bad_times", "profile", "coalition", "members", "frame", "frames", "series", "graph"),
    *("state", "other", "pairs", "policy", "punish"),
}
WRITTEN = [
    (name, argument, way)
    for name, public in CALLABLES.items()
    for argument, proper in public.proper.items()
    if argument not in LABELLED
    for way in rewritten(proper)
]
THIRDS = [pytest.param(*one, marks=[EXHAUSTIVE] * (k % 3 > 0)) for k, one in enumerate(WRITTEN)]


@pytest.mark.parametrize(("name", "argument", "way"), THIRDS)
def test_what_is_written_in_another_way_is_taken(name, argument, way):
    """Such as a frame without labels of its own, or an array that nobody may write to."""
    public = CALLABLES[name]
    public.call(**{**public.proper, argument: rewritten(public.proper[argument])[way]})


# Labels are matched with names.

NAMES = ["Ankang", "Bazhong", "Dazhou"]
OTHERS = ["Dazhou", "Ankang", "Bazhong"]


def series(values: list[Any]) -> Any:
    """The values by name, written down in another order."""
    return pd.Series(values, index=NAMES)[OTHERS]


def test_a_series_is_read_by_its_labels():
    claims = cooperative.ClaimsProblem(3, series([1, 2, 4]), players=NAMES)
    assert claims.claims.tolist() == [1, 2, 4]
    relation = repeated.Relation([2, 2, 2], series([3, 4, 5]), [0, 0, 0], members=NAMES)
    assert [int(d) for d in relation.deviation] == [3, 4, 5]
    economy = agreements.AbatementEconomy(series([1, 2, 3]), series([4, 5, 6]), members=NAMES)
    assert economy.cost.astype(int).tolist() == [4, 5, 6]
    game, same = cooperative.TUGame([0, 0, 0, 4, 0, 5, 2, 9], players=NAMES), cooperative.shapley
    assert same(game, weights=series([1, 2, 3])) == same(game, weights=[1, 2, 3])


def test_a_frame_is_read_by_the_labels_of_both_sides():
    matrix = np.arange(9).reshape(3, 3)
    frame = pd.DataFrame(matrix, index=NAMES, columns=NAMES).loc[OTHERS, OTHERS]
    game = cooperative.network_game(frame, players=NAMES)
    assert game == cooperative.network_game(matrix, players=NAMES)
    benefit = pd.DataFrame([[3, 2], [4, 3]], columns=["a", "b"])[["b", "a"]]
    pair = qg.Partnership(benefit, 1, promotion=0.5, friction=0.1, members=["a", "b"])
    same = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1, members=["a", "b"])
    assert pair == same


def test_labels_that_do_not_match_are_refused():
    with pytest.raises(errors.UnknownNameError, match=r"Bazong.* does not match the names Ankang"):
        cooperative.ClaimsProblem(
            1, pd.Series([1, 2, 3], index=["Ankang", "Bazong", "Dazhou"]), players=NAMES
        )
    with pytest.raises(errors.UnknownNameError, match=r"the places 0, 1.*pass \.to_numpy"):
        cooperative.ClaimsProblem(1, series([1, 2, 3]))


def test_nothing_masked_counts_unless_nothing_is_masked():
    hidden = np.ma.masked_array([1.0, 2.0], mask=[False, True])
    with pytest.raises(errors.NotFiniteError, match="has masked entries"):
        cooperative.ClaimsProblem(1, hidden)
    shown = np.ma.masked_array([1.0, 2.0], mask=False)
    assert cooperative.ClaimsProblem(1, shown).claims.tolist() == [1, 2]


def test_lists_without_entries_are_no_mistake():
    pair = reference("A", "none")
    alone = qg.Partnership(
        pair.benefit,
        pair.cost,
        promotion=pair.promotion,
        friction=pair.friction,
        bad_times=np.zeros((0, 2)),
        mandate=np.array([]),
    )
    assert alone.bad_times == ()
    assert alone.mandate == ()
    game = cooperative.TUGame([0, 0, 0, 1])
    assert cooperative.myerson_value(game, np.zeros((0, 2))).payoffs.tolist() == [0, 0]
    assert len(qg.Network(["a", "b"], pd.DataFrame()).ends) == 0


def test_integers_too_long_to_be_written_are_named():
    for value in (10**5000, -(10**5000)):
        with pytest.raises(errors.RangeError, match=r"about -?10\^5000: floats do not reach"):
            cooperative.ClaimsProblem(1, [1, value])
