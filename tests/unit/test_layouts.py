"""Layouts of tables are made once for all games of a form, by each of the two readings."""

import dataclasses

import numpy as np
import pytest

import qinba_games as qg
from qinba_games.partnership import compile as compiled
from qinba_games.partnership import layout, proof, proof_layout
from qinba_games.partnership.trust_game import compile_partnerships

PAIR = qg.Partnership(
    [[1.5, 1.2], [2.0, 1.6], [2.4, 2.1]],
    [1, 0.8],
    outside=[0.1, 0],
    promotion=0.6,
    friction=0.1,
    bad_times=[(0.2, (0.5, 0.3))],
    drop=1,
)
#: Partnerships whose tables differ from that one in their form.
OTHERS = {
    "levels": {"benefit": PAIR.benefit[:2], "friction": 0.1},
    "times": {"bad_times": []},
    "sharing": {"sharing": "voluntary"},
    "one who is bound": {"mandate": [1]},
    "the other": {"mandate": [0]},
    "both": {"mandate": [0, 1]},
    "drop": {"drop": 2},
    "the end": {"drop": None},
    "a breach unseen": {"detection": 0},
    "a rise that is sure": {"promotion": 1},
}


def tables(model):
    delta = np.array([0.7])
    game = compile_partnerships([model])
    return compiled.table_of(game, delta), proof.table_of([model], delta, exact=False)


def arrays(table):
    """All arrays of a table, by name."""
    found = {}
    for field in dataclasses.fields(table):
        part = getattr(table, field.name)
        parts = part._asdict() if isinstance(part, tuple) else {"": part}
        found |= {f"{field.name} {name}": value for name, value in parts.items()}
    return found


def forget():
    for known in (layout.layout_of, proof_layout.scheme_of, proof_layout.moves):
        known.cache_clear()


@pytest.mark.parametrize("name", OTHERS)
def test_a_layout_is_that_of_its_own_form(name):
    other = dataclasses.replace(PAIR, **OTHERS[name])
    forget()
    anew = tables(other)
    forget()
    tables(PAIR)
    for one, again in zip(anew, tables(other), strict=True):
        for part, value in arrays(one).items():
            np.testing.assert_array_equal(arrays(again)[part], value, err_msg=part)


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_both_readings_have_the_same_rows_and_replies(sharing, name):
    """They are found by different code, and lead to the same places with the same chances."""
    one, other = tables(dataclasses.replace(PAIR, **{"sharing": sharing, **OTHERS[name]}))
    for part in ("state", "menu", "owner", "first", "pools", "feared", "start", "order"):
        np.testing.assert_array_equal(getattr(one, part), getattr(other, part), err_msg=part)
    for mine, again in ((one.rows, other.rows), (one.replies, other.replies)):
        np.testing.assert_array_equal(mine.waits, again.waits)
        np.testing.assert_array_equal(mine.then[mine.waits], again.then[mine.waits])
        np.testing.assert_allclose(mine.now, again.now, atol=1e-12)
    nodes = len(one.nodes.first) - 1
    for mine, again in ((one.lotteries, other.lotteries), (one.nodes, other.nodes)):
        places = nodes if mine is one.lotteries else one.states
        np.testing.assert_allclose(mine.dense(places), again.dense(places), atol=1e-12)


def test_games_of_one_form_share_their_layout_and_nobody_writes_to_it():
    cheaper = dataclasses.replace(PAIR, cost=[0.9, 0.7], friction=0.2)
    for one, other in zip(tables(PAIR), tables(cheaper), strict=True):
        assert one.menu is other.menu
        assert not np.array_equal(one.rows.now, other.rows.now)
        shared = [part for name, part in arrays(one).items() if part is arrays(other)[name]]
        assert len(shared) >= 15
        assert not any(part.flags.writeable for part in shared)


def test_the_two_readings_share_no_layout():
    one, other = (arrays(table) for table in tables(PAIR))
    assert not any(np.shares_memory(one[name], other[name]) for name in one)


def test_only_small_layouts_are_remembered_and_the_last_ones_of_these():
    benefit, times = np.linspace(1, 2, 300)[:, None] * [1, 1], [(0.1, (0.1, 0.1))] * 5
    many = [dataclasses.replace(PAIR, benefit=benefit[:k], friction=0.1) for k in range(1, 35)]
    large = {"benefit": benefit, "friction": 0.1, "bad_times": times, "sharing": "voluntary"}
    forget()
    tables(dataclasses.replace(PAIR, **large))
    assert not any(
        known.cache_info().currsize for known in (layout.layout_of, proof_layout.scheme_of)
    )
    for model in many:
        tables(model)
    for known in (layout.layout_of, proof_layout.scheme_of, proof_layout.moves):
        assert known.cache_info().currsize == 32
