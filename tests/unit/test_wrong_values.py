"""One list of wrong values for every argument of every public callable.

Whatever is passed for one argument of a proper call, there is an answer or a named error: no raw
exception, nothing taken that means nothing, and no refusal that takes a second.
"""

import importlib
import inspect
import pkgutil
import time
from collections.abc import Iterator
from typing import Any

import bad_input
import numpy as np
import pandas as pd
import pytest
from bad_input.defects import Public
from bad_input.wrong_values import ODD, REFUSED, labelled, spoilt
from helpers.partnerships import reference

import qinba_games as qg
from qinba_games import agreements, cooperative, errors, repeated

CALLABLES: dict[str, Public] = {}
for _found in pkgutil.iter_modules(bad_input.__path__, "bad_input."):
    CALLABLES |= getattr(importlib.import_module(_found.name), "CALLABLES", {})

#: The order of a group does not matter.
SETS = {"set of numbers", "set of names", "frozen set", "list of sets"}
GROUPS = {
    ("Coordinator", "mandate"),
    ("Partnership", "mandate"),
    ("almost_ideal_sharing", "coalition"),
    ("cascade", "exits"),
    ("fairness", "profile"),
    ("owen_value", "unions"),
}
#: A state may be called anything that can be told apart from the others.
STATES = {
    *("Series of foreign labels", "Series of labels twice", "array of dates"),
    *("array of objects", "list with a complex number", "list with an object"),
    "list with infinity",
}
#: Starting worker processes takes longer than a second.
STARTS_PROCESSES = {("sweep", "n_jobs")}


def is_right(name: str, argument: str, label: str) -> bool:
    """Whether a value that is wrong elsewhere means something here."""
    head = name.split(" ")[0]
    if (head, argument) in GROUPS and label in SETS:
        return True
    tables = (("Region.from_matrix", "frame"), ("agreements_from_incidence", "frame"))
    if (head, argument) in tables and label == "foreign labels":
        return True  # there are no names but those
    return (head, argument) == ("StochasticGame.from_arrays", "states") and label in STATES


def arguments(name: str, public: Public) -> Iterator[str]:
    """Arguments of a callable, but for what tests themselves pass through."""
    own = getattr(public.call, "__module__", "").startswith("bad_input")
    names = dict.fromkeys(
        p.name
        for p in inspect.signature(public.call).parameters.values()
        if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)
    )
    for argument in names | dict.fromkeys(public.defects):
        passed_on = own and argument in ("model", "numbers", "values", "found")
        if not passed_on and argument != "function" and name != "paper.reproduce":
            yield argument


def wrong_values(public: Public, argument: str) -> Iterator[tuple[str, bool, Any]]:
    """Label, whether it has to be refused, and the value."""
    for label, make in REFUSED.items():
        yield label, True, make()
    for label, make in ODD.items():
        yield label, False, make()
    for label, value in spoilt(public.proper.get(argument)).items():
        yield label, True, value


def outcome(public: Public, argument: str, value: Any) -> str:
    """ "", "taken", or what is wrong with the way in which the value was refused."""
    started = time.process_time()
    try:
        public.call(**{**public.proper, argument: value})
        found = "taken"
    except errors.QinbaGamesError as error:
        found = "" if str(error) else "no message"
    except Exception as error:  # noqa: BLE001 (this is what must not happen)
        found = f"raw {type(error).__name__}: {str(error)[:60]}"
    # What means something here is answered, which takes as long as any answer.
    patience = 10 if found == "taken" else 1
    return found if time.process_time() - started < patience else f"{found}, but late"


def faults(name: str, share: int = 1) -> list[tuple[str, str, str]]:
    """Whatever is not as it should be in every `share`-th call."""
    public, bad, count = CALLABLES[name], [], sum(map(ord, name))
    for argument in arguments(name, public):
        if (name.split(" ")[0], argument) in STARTS_PROCESSES:
            continue
        for label, refused, value in wrong_values(public, argument):
            count += 1
            if count % share:
                continue
            found = outcome(public, argument, value)
            fine = found == "" or (
                found == "taken" and (not refused or is_right(name, argument, label))
            )
            bad += [] if fine else [(argument, label, found)]
    return bad


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """Files named by a wrong value are made in a folder of their own."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", CALLABLES)
def test_a_sample_of_wrong_values(name):
    assert faults(name, share=29) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLABLES)
def test_every_wrong_value(name):
    assert faults(name) == []


@pytest.mark.parametrize(
    "call",
    [
        lambda x: 1 / x,
        lambda x: None if isinstance(x, complex) else {}[0],
        lambda x: "taken",
    ],
)
def test_a_fault_would_be_noticed(call, monkeypatch):
    monkeypatch.setitem(CALLABLES, "made up", Public(call, {"x": 0.5}, {"x": []}, "made up"))
    assert len(faults("made up")) > 20


@pytest.mark.parametrize("name", CALLABLES)
def test_what_pandas_writes_in_order_is_taken(name):
    """A Series or frame without labels of its own is a list or table like any other."""
    public = CALLABLES[name]
    for argument, proper in public.proper.items():
        if (frame := labelled(proper)) is not None and argument not in ("bad_times", "profile"):
            public.call(**{**public.proper, argument: frame})


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
