"""What `qinba_games` shows by name, and what it says of names of earlier versions."""

import pytest

import qinba_games as qg
from qinba_games import errors


def test_only_public_names_are_listed():
    assert dir(qg) == sorted(qg.__all__)
    assert all(hasattr(qg, name) for name in dir(qg))
    assert not [name for name in dir(qg) if name.startswith("_")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("phase", "phase_diagram"),
        ("strength", "network_measures"),
        ("subsidies", "cheapest_subsidies"),
    ],
)
def test_a_name_of_before_names_its_successor(old, new):
    assert new in dir(qg)
    assert old not in dir(qg)
    with pytest.raises(AttributeError, match=f"it is {new} now"):
        getattr(qg, old)


@pytest.mark.parametrize(
    ("call", "argument", "remedy"),
    [
        (lambda: qg.Region(1, 2), "arguments", "Use Region.from_frames"),
        (lambda: qg.Region(governments=1), "governments", "Use Region.from_frames"),
        (lambda: qg.public_good(members=5), "members", "Pass n, the number of members, and r"),
        (qg.public_good, "n", "Pass n, the number of members, and r"),
        (
            lambda: qg.Partnership([[3, 2]], 1, promotion=1, fricton=0),
            "fricton",
            "Did you mean 'friction'",
        ),
        (lambda: qg.Coordinator(1), "arguments", "It takes sharing, monitoring"),
        (lambda: qg.Hierarchy({}), "partnerships", "It takes parents, partnerships"),
    ],
)
def test_a_call_that_does_not_fit_is_bad_input_with_a_name(call, argument, remedy):
    with pytest.raises(errors.InputTypeError) as caught:
        call()
    assert caught.value.argument == argument
    assert caught.value.remedy.startswith(remedy)


def test_an_error_inside_a_constructor_stays_what_it_is():
    class Odd:
        def __array__(self, *_, **__):
            raise TypeError("of somebody else")

    with pytest.raises(TypeError, match=r"of somebody else|numbers"):
        qg.Partnership(Odd(), 1, promotion=1, friction=0)
