"""What `qinba_games` shows by name, and what it says of names of earlier versions."""

import pytest

import qinba_games as qg


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
