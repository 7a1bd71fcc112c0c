"""A partnership as a function of its parameters, on grids solved in batches."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from helpers.partnerships import reference
from matplotlib import pyplot

import qinba_games as qg

GRID = {"delta": np.linspace(0.4, 0.95, 8).tolist(), "friction": [0.0, 0.1, 0.3]}


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_a_grid_holds_what_evolve_says_of_each_point(sharing):
    found = qg.sweep(qg.evolving(reference("C", sharing), founding=1), GRID, progress=False)
    for delta, friction in itertools.product(*GRID.values()):
        point = found.sel(delta=delta, friction=friction)
        model = qg.Partnership(
            reference("C").benefit,
            1,
            promotion=0.6,
            friction=friction,
            bad_times=[(0.25, (1, 1))],
            sharing=sharing,
        )
        alone = qg.evolve(model, delta, founding=1)
        assert point["founding_class"].item() == alone.classes[1]
        assert point["founding_value"].item() == pytest.approx(alone.founding_value, abs=1e-12)
        assert point["probability_strong"].item() == pytest.approx(alone.probability_strong)
    assert found["residual"].max() < 1e-12


def test_the_phase_diagram_outlines_the_window():
    question = qg.evolving(reference("C"))
    helped = qg.evolving(reference("C"), coordinator=qg.Coordinator(sharing=True))
    found, more = (qg.sweep(one, GRID, progress=False) for one in (question, helped))
    ax = question.phase(found, more)
    shown = {text.get_text() for text in ax.get_legend().get_texts()}
    assert shown == {*np.unique(found["founding_class"].values.astype(str)), "window"}
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("delta", "friction")
    assert "window" not in {
        text.get_text() for text in question.phase(found, found).get_legend().get_texts()
    }
    pyplot.close("all")


def test_classes_of_any_sweep_are_drawn_over_the_parameters_named():
    found = qg.sweep(qg.evolving(reference("C")), GRID, progress=False)
    words = found["founding_class"].values.astype(str)
    for x, y, ends in (
        (None, None, ("delta", "friction")),
        ("friction", None, ("friction", "delta")),
        (None, "delta", ("friction", "delta")),
        ("delta", "friction", ("delta", "friction")),
    ):
        ax = qg.phase_diagram(found, x, y, figsize=(3, 2), alpha=0.5)
        assert (ax.get_xlabel(), ax.get_ylabel()) == ends
        cells = np.asarray(ax.collections[0].get_array())
        assert cells.shape == (words.T if ends[0] == "delta" else words).shape
        pyplot.close("all")


def test_cells_stand_where_their_numbers_and_words_are():
    words = ("strong", "weak", "nominal", "isolated", "weak", "nominal")
    kinds = dict(zip(itertools.product((2, 0, 1), "ab"), words, strict=True))
    grid = {"d": {Fraction(d, 2): d for d in (2, 0, 1)}, "r": {None: "a", 1: "b"}}
    found, more = (
        qg.sweep(lambda d, r, known=known: known[d, r], grid, progress=False)
        for known in (kinds, {**kinds, (0, "b"): "strong"})
    )
    ax = qg.phase_diagram(found, of="value", helped=more)
    cells, window = ax.collections[:2]
    assert cells.get_array().tolist() == [[1, 2, 3], [0, 1, 2]]
    assert cells.get_coordinates()[0, :, 0].tolist() == [-0.25, 0.25, 0.75, 1.25]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["None", "1"]
    corners = window.get_paths()[0].vertices
    assert [*corners.min(axis=0), *corners.max(axis=0)] == [-0.25, 0.5, 0.25, 1.5]
    pyplot.close("all")


def test_a_single_value_has_a_cell():
    grid = {"delta": [0.5], "friction": [0, 0.2]}
    found = qg.sweep(qg.evolving(reference("C")), grid, progress=False)
    helped = found.assign(founding_class=(("delta", "friction"), [["strong", "strong"]]))
    cells = qg.phase_diagram(found, helped=helped).collections[0]
    assert cells.get_coordinates()[0, :, 0].tolist() == [0.25, 0.75]
    pyplot.close("all")


def test_codes_mean_what_their_flags_say():
    found = qg.sweep(qg.evolving(reference("C")), GRID, progress=False)
    classes = ["strong", "isolated", "weak", "nominal"]
    words = found["founding_class"].values.astype(str)
    codes = np.vectorize(classes.index)(words)
    flags = {"flag_meanings": " ".join(classes), "flag_values": [0, 1, 2, 3]}
    coded = found.assign(kind=(("delta", "friction"), codes, flags))
    drawn = [
        qg.phase_diagram(coded, of=of).collections[0].get_array()
        for of in ("kind", "founding_class")
    ]
    assert np.array_equal(*drawn)
    pyplot.close("all")


def test_the_coordinator_acts_on_moved_parameters():
    helped = qg.evolving(reference("A"), delta=0.7, coordinator=qg.Coordinator(mediation=0.5))
    assert helped(friction=0.2) == qg.evolving(reference("A"), delta=0.7)(friction=0.1)


def test_points_of_different_shape_are_grouped():
    moves = qg.evolving(reference("A"), delta=0.8)
    cells = moves.batch([{"drop": 1}, {"drop": None}, {"drop": 2}, {"founding": 2}, {}])
    assert cells[0] == cells[4]
    assert cells[3]["founding_value"] > cells[0]["founding_value"]


def test_one_bad_point_does_not_cost_the_others():
    found = qg.sweep(
        qg.evolving(reference("A"), delta=0.8), {"friction": [0.1, 1.5, 0.2]}, progress=False
    )
    assert found.attrs["failed"] == 1
    assert "ProbabilityError" in found["error"].values[1]
    assert found["error"].values.tolist()[::2] == ["", ""]
    assert np.isfinite(found["founding_value"].values[[0, 2]]).all()


def test_the_same_numbers_from_two_processes():
    one = qg.sweep(qg.evolving(reference("B")), GRID, progress=False)
    assert one.equals(qg.sweep(qg.evolving(reference("B")), GRID, progress=False, n_jobs=2))
