"""Sliders: the page follows the settings, quickly, and says what cannot be asked."""

import statistics
import sys
import time

import numpy as np
import pytest

import qinba_games as qg
from qinba_games import errors
from qinba_games.explore.sliders import controls, page

PAIR = qg.Partnership(
    np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None], 1, promotion=0.6, friction=0.05
)
NET = qg.Network(
    ["A", "B", "C"],
    {
        "a": ["A", "B"],
        "b": ["B", "C"],
        "value_a": [2, 3],
        "value_b": [2, 1],
        "temptation_a": [3, 4],
        "temptation_b": [3, 6],
    },
)


def settings_of(model, **changed):
    given = controls(model, 0.7, qg.Coordinator(sharing=True))
    return {**{c["name"]: c["value"] for c in given}, **changed}


def test_the_page_shows_what_evolve_finds():
    shown = page(PAIR, settings_of(PAIR))
    assert "founding is isolated at a patience of 0.70" in shown
    assert "founding is strong at a patience of 0.70" in shown
    assert "<td>isolated</td>" in shown
    assert "<td>strong</td>" in shown
    together = page(PAIR, settings_of(PAIR, delta=0.8))
    assert together.count("<td>strong</td>") == 2


def test_the_page_of_a_network_counts_what_sustain_keeps():
    for regime in ("bilateral", "coordinator"):
        choice = next(c for c in controls(NET, 0.6, qg.Coordinator()) if c["name"] == "regime")
        name = next(r for r in choice["choices"] if regime in r)
        kept = int(qg.sustain(NET, 0.6, name).sustained.sum())
        assert f"{kept} of 2 ties hold" in page(NET, settings_of(NET, delta=0.6, regime=name))


def test_what_cannot_be_asked_is_said():
    shown = page(PAIR, settings_of(PAIR, delta=1.0))
    assert "cannot be asked" in shown
    assert "delta" in shown


def test_the_page_is_of_the_model_as_it_is_given():
    """Trust at founding, friction at every level, and shares that are numbers."""
    terms = {"promotion": 0.5, "friction": [0.9, 0], "sharing": [0.4, 0.6], "founding": 1}
    model = qg.Partnership([[0.3, 0.3], [1.6, 1.6]], 1, **terms)
    found = qg.evolve(model, 0.7)
    assert found.classes == ("isolated", "strong")
    shown = page(model, settings_of(model, sharing="no"))
    assert shown.count("<td>strong</td>") == 2
    assert f"<td>{found.founding_value:.2g}</td>" in shown


def test_what_no_slider_shows_is_refused():
    helped = qg.Coordinator
    for model, helper in (
        (PAIR, helped(mandate=["1"])),
        (PAIR, helped(stake=0.1)),
        (PAIR, helped(deposit=[0.1, 0.2])),
        (NET, helped(sharing=True)),
    ):
        with pytest.raises(errors.NotApplicableError, match="no slider shows this"):
            qg.explore(model, coordinator=helper)
    widget = qg.explore(PAIR, delta=0.999, coordinator=helped(sharing=True, deposit=[1, 1]))
    assert all(c["value"] <= c["high"] for c in widget.controls if "high" in c)


def test_the_widget_follows_its_settings():
    widget = qg.explore(PAIR, delta=0.7)
    before = widget.page
    widget.settings = {**widget.settings, "delta": 0.2}
    assert widget.page != before
    assert widget.page == page(PAIR, dict(widget.settings))


@pytest.mark.slow
def test_a_move_of_a_slider_takes_less_than_a_tenth_of_a_second():
    widget, taken = qg.explore(PAIR), []
    for delta in np.linspace(0.1, 0.9, 50):
        start = time.perf_counter()
        widget.settings = {**widget.settings, "delta": float(delta)}
        taken.append(time.perf_counter() - start)
    assert statistics.median(taken) < 0.1 * 3  # other tests run beside this one


def test_a_missing_library_is_one_line_of_help(monkeypatch):
    module = sys.modules["qinba_games.explore.sliders"]
    module._widget_class.cache_clear()
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(
        qg.errors.MissingLibraryError, match=r"pip install 'qinba-games\[explore\]'"
    ):
        qg.explore(PAIR)
    module._widget_class.cache_clear()


def test_the_page_of_a_region_counts_what_its_study_keeps():
    case = qg.paper.case()
    helper = qg.Coordinator(sharing=True, mediation=0.5)
    given = controls(case, case.delta, helper)
    shown = page(case, {c["name"]: c["value"] for c in given})
    assert "15 of 49 ties kept" in shown
    assert "40 of 49 ties kept" in shown
    assert "Bazhong" in shown


def test_a_region_is_redrawn_quickly():
    case, taken = qg.paper.case(), []
    widget = qg.explore(case, coordinator=qg.Coordinator(sharing=True, mediation=0.5))
    for delta in (0.5, 0.6, 0.7, 0.8, 0.9):
        start = time.process_time()
        widget.settings = {**widget.settings, "delta": delta}
        taken.append(time.process_time() - start)
    assert statistics.median(taken) < 0.1 * 3  # other work slows this down, too
