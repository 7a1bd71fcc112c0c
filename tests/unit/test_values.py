"""Every model and result is a value: equal and hashed by content, also after pickling."""

import contextlib
import copy
import dataclasses
import functools
import html
import json
import pickle
from fractions import Fraction

import numpy as np
import pytest
from helpers.one_of_each import DILEMMA, MODELS, PAIR, RESULTS

import qinba_games as qg
from qinba_games import errors
from qinba_games.common.register import CHECKS
from qinba_games.common.result import Result
from qinba_games.types import content, frozen, make


def _named(value):
    return type(value).__name__


def test_every_kind_of_result_is_here():
    kinds = {kind for kind, _ in CHECKS}
    assert kinds == {type(result) for result in RESULTS}


@pytest.mark.parametrize("value", [*MODELS, *RESULTS], ids=_named)
def test_a_pickled_copy_is_equal_and_any_other_content_is_not(value):
    again = pickle.loads(pickle.dumps(value))
    assert again == value
    assert hash(again) == hash(value)
    for field in dataclasses.fields(value):
        other = copy.copy(value)
        object.__setattr__(other, field.name, "something else")
        assert other != value, field.name
    assert value != DILEMMA.payoffs.tolist()


@pytest.mark.parametrize("value", [*MODELS, *RESULTS], ids=_named)
def test_a_value_cannot_be_changed_nor_can_its_pickled_copy(value):
    for one in (value, pickle.loads(pickle.dumps(value))):
        for field in dataclasses.fields(one):
            held = getattr(one, field.name)
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(one, field.name, held)
            if isinstance(held, np.ndarray):
                assert not held.flags.writeable, field.name


@pytest.mark.parametrize("result", RESULTS, ids=_named)
def test_a_result_prints_in_one_line_and_as_a_table(result):
    assert len(repr(result)) <= 200
    assert repr(result) in html.unescape(result._repr_html_())
    assert len(result.to_frame()) or type(result).__name__ == "Waiting"
    assert "tabular" in result.to_latex()
    assert json.loads(result.to_json())["concept"] == result.concept


def parts(value):
    """A value of this package, and those that it is made of."""
    if dataclasses.is_dataclass(value):
        yield value
        value = [getattr(value, field.name) for field in dataclasses.fields(value)]
    elif isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from parts(part)


@pytest.mark.parametrize("value", [*MODELS, *RESULTS], ids=_named)
def test_every_part_of_a_value_is_said_in_one_line(value):
    assert [part for part in parts(value) if "\n" in repr(part)] == []


# An automaton is built from its game; what it is checked for follows from that.
BUILT = [found for found in RESULTS if type(found).__name__ != "Automaton"]


@pytest.mark.parametrize("result", BUILT, ids=_named)
def test_a_result_can_be_replaced_and_says_how_sure_it_is(result):
    other = dataclasses.replace(result, notes=("seen",))
    assert isinstance(other, Result)
    assert other.notes == ("seen",)
    assert other != result
    assert dataclasses.replace(other, notes=result.notes) == result
    assert isinstance(result.exact, bool)
    assert isinstance(result.notes, tuple)
    known = result.to_dict()
    assert (known["concept"], known["exact"]) == (result.concept, result.exact)
    assert np.array_equal(known["proven"], result.proven)
    assert known["certified"] is True


def _views(result):
    """Names of what follows from the fields of a result."""
    fields = {field.name for field in dataclasses.fields(result)}
    of = {name: getattr(type(result), name, None) for name in dir(type(result))}
    kinds = (property, functools.cached_property)
    return [n for n, v in of.items() if isinstance(v, kinds) and n[0] != "_" and n not in fields]


@pytest.mark.parametrize("result", RESULTS, ids=_named)
def test_what_follows_from_a_result_is_no_field(result):
    """It cannot be replaced, nobody can write to what is stored, and a copy finds it once more."""
    fields = {field.name: getattr(result, field.name) for field in dataclasses.fields(result)}
    assert _views(result)
    for name in _views(result):
        with pytest.raises(TypeError):
            dataclasses.replace(result, **{name: None})
        with contextlib.suppress(errors.NotApplicableError):  # such answers have none
            value = getattr(result, name)
            if name in vars(result) and isinstance(value, np.ndarray):
                assert not value.flags.writeable, name
            again = getattr(make(type(result), **fields), name)
            if hasattr(value, "equals"):  # a frame
                assert value.equals(again), name
            else:
                assert content(value) == content(again), name


def test_what_was_made_alike_is_equal_however_numbers_are_kept():
    assert qg.Coordinator(sharing=True, deposit=[1, 2]) == qg.Coordinator(
        sharing=True, deposit=[1.0, Fraction(2)]
    )
    games = {qg.StageGame(DILEMMA.payoffs.astype(kind)) for kind in (int, float, object)}
    assert len(games) == 1
    assert qg.StageGame([[[0.1, 0]]]) != qg.StageGame([[[Fraction(1, 10), 0]]])
    assert qg.evolve(PAIR, 0.7) == qg.evolve(PAIR, 0.7)


@frozen
class _Anything:
    what: object


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (float("nan"), np.float64("nan")),
        (np.array([1, np.nan]), np.array([1, np.nan], dtype=object)),
        ({"a": [1, {"b": np.array(2)}], "c": 3}, {"c": 3.0, "a": [1, {"b": np.array(2.0)}]}),
        ((1, (np.array([True]),)), (1, (np.array([1]),))),
    ],
)
def test_contents_are_compared_all_the_way_down(one, other):
    assert _Anything(what=one) == _Anything(what=other)
    assert hash(_Anything(what=one)) == hash(_Anything(what=other))


def test_the_shape_belongs_to_the_content():
    flat, square = np.arange(4), np.arange(4).reshape(2, 2)
    assert _Anything(what=flat) != _Anything(what=square)


@pytest.mark.parametrize(
    "result", [found for found in RESULTS if hasattr(found, "plot")], ids=_named
)
def test_a_result_draws_into_the_axes_that_it_is_given(result):
    from matplotlib import pyplot

    ax = result.plot()
    both = np.ravel(np.asarray(ax, dtype=object))  # a study has a map for either side
    assert all(one.has_data() for one in both)
    assert result.plot(ax) is ax
    pyplot.close(both[0].figure)


MANY = 12
RISING = np.linspace(2, 4, MANY)[:, None] + [0, 0.5]
LARGE = qg.Partnership(RISING, 1, promotion=0.5, friction=0.05, bad_times=[(0.2, (1, 1))])


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: qg.solve(LARGE.to_game(), 0.8), f"({2 * MANY + 1})"),
        (lambda: qg.evolve(LARGE, 0.8), "from 0 on"),
        (lambda: qg.critical_discount(LARGE), f"in {2 * MANY} states"),
    ],
    ids=["solve", "evolve", "least patience"],
)
def test_many_states_fit_a_line(ask, said):
    text = repr(ask())
    assert len(text) <= 250
    assert said in text
