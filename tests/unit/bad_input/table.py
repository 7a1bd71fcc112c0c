"""The table of wrong values: which value goes to which argument, and what has to come of it.

`tests/unit/test_wrong_values.py` makes a sample of the calls, `scripts/reliability.py` all of them.
"""

import importlib
import inspect
import pkgutil
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from typing import Any

import matplotlib.pyplot as plt

import bad_input
from bad_input.declared import rows
from bad_input.defects import Public
from bad_input.wrong_values import ODD, REFUSED, spoilt
from qinba_games import errors

#: Rows made by themselves, for what has none that somebody wrote.
METHODS = "bad_input.methods"
CALLABLES: dict[str, Public] = {}
for _found in pkgutil.iter_modules(bad_input.__path__, "bad_input."):
    if _found.name != __name__:
        _rows = getattr(importlib.import_module(_found.name), "CALLABLES", {})
        CALLABLES = {**CALLABLES, **_rows} if _found.name != METHODS else {**_rows, **CALLABLES}
for _name, _public in CALLABLES.items():
    _public.function = _public.function or _name.split(" ")[0].removeprefix("paper.")
    if not getattr(_public.call, "__module__", "").startswith("bad_input"):
        for _argument, _wrong in rows(_name, _public).items():
            _public.defects[_argument] = [*_wrong, *_public.defects.get(_argument, ())]

#: The order of a group does not matter.
SETS = {
    *("set of numbers", "set of names", "frozen set", "list of sets"),
    *("view of names", "view of pairs"),
}
GROUPS = {
    ("Coordinator", "mandate"),
    ("Partnership", "mandate"),
    ("Coordinator.only", "capacities"),
    ("almost_ideal_sharing", "coalition"),
    ("cascade", "exits"),
    ("fairness", "profile"),
    ("owen_value", "unions"),
    *((name, "coalition") for name in ("TUGame.mask", "TUGame.worth", "Dividends.__getitem__")),
    *((f"{name}.key", "coalition") for name in ("Agreement", "SymmetricAgreement")),
    *((name, "coalition") for name in ("Agreement.payoff", "RepeatedAgreement.needed")),
    *(
        (f"MembersEvolution.{name}", "members")
        for name in ("stay", "joint_value", "class_of", "cascade")
    ),
}
#: There are no names but those of the table; from infinity on is never; a pair may be a record;
#: what can be called may be a slope; and budgets may have years as labels.
MEANT = {
    ("Region.from_matrix", "frame", "foreign labels"),
    ("agreements_from_incidence", "frame", "foreign labels"),
    ("Region.agreements_from_incidence", "frame", "foreign labels"),
    ("Spans.upward", "least", "infinity"),
    ("Partnership", "bad_times", "array of records"),
    ("evolve_arrays", "bad_times", "array of records"),
    ("MerchantGuild", "slope", "failing"),
    ("schedule", "budgets", "Series of foreign labels"),
    ("Region.schedule", "budgets", "Series of foreign labels"),
}
#: A state may be called anything that can be told apart from the others.
STATES = {
    *("Series of foreign labels", "Series of labels twice", "array of dates"),
    *("array of objects", "list with a complex number", "list with an object"),
    *("list with infinity", "Series of two levels", "complex array", "list of decimals"),
}
#: What an error is to say of a caller further up.
WORDS = ("function", "argument")
#: Starting worker processes takes longer than a second, and so does the whole case.
PROCESSES = {"jobs", "n_jobs"}
STARTS = {"minus one", "two"}
LONG = {"paper.study": ("progress", "jobs")}


def is_right(name: str, argument: str, label: str) -> bool:
    """Whether a value that is wrong elsewhere means something here."""
    head = name.split(" ")[0]
    if (head, argument) in GROUPS and label in SETS:
        return True
    if (head, argument, label) in MEANT:
        return True
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
        left_out = passed_on or argument in WORDS or argument in LONG.get(name, ())
        if not left_out and name != "paper.reproduce":
            yield argument


def wrong_values(public: Public, argument: str) -> Iterator[tuple[str, bool, Callable[[], Any]]]:
    """Label, whether it has to be refused, and what makes the value."""
    for label, make in REFUSED.items():
        yield label, True, make
    for label, make in ODD.items():
        if argument not in PROCESSES or label not in STARTS:
            yield label, False, make
    for label, value in spoilt(public.proper.get(argument)).items():
        yield label, True, partial(deepcopy, value)


def outcome(public: Public, argument: str, value: Any) -> str:
    """ "", "taken", or what is wrong with the way in which the value was refused."""
    started = time.process_time()
    try:
        public.call(**{**public.proper, argument: value})
        found = "taken"
        plt.close("all")
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
        for label, refused, make in wrong_values(public, argument):
            count += 1
            if count % share:
                continue
            found = outcome(public, argument, make())
            fine = found == "" or (
                found == "taken" and (not refused or is_right(name, argument, label))
            )
            bad += [] if fine else [(argument, label, found)]
    return bad
