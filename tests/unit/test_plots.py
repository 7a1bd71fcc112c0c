"""Every picture takes a colour, a size and the style of a paper, and draws into given axes."""

import matplotlib as mpl
import numpy as np
import pytest
from helpers.marks import SLOW
from helpers.one_of_each import DILEMMA, MODELS, PAIR, RESULTS
from matplotlib import pyplot as plt

import qinba_games as qg
from qinba_games.paper import claims

#: Of every kind that draws itself, and what is drawn in another way.
PICTURES = {type(one).__name__: one for one in [*MODELS, *RESULTS] if hasattr(one, "plot")}
PICTURES |= {
    "nash of three": qg.nash(qg.public_good(3, 2)),
    "never": qg.critical_discount(DILEMMA, ("cooperate", "defect"), sharing="none"),
    "claims of two parameters": claims.c01.map("spillover", "benefit", steps=2),
}
LONG = {"Study", "Region", "Uncertain"}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[SLOW] * (kind in LONG)) for kind in PICTURES]
)
def test_a_picture_takes_colour_size_and_style(kind):
    found, before = PICTURES[kind], dict(mpl.rcParams)
    ax = np.ravel(np.asarray(found.plot(color="black", figsize=(3, 2)), dtype=object))[0]
    assert ax.figure.get_size_inches().tolist() == [3, 2]
    narrow = np.ravel(np.asarray(found.plot(style="paper"), dtype=object))[0]
    assert narrow.figure.get_size_inches()[0] == pytest.approx(3.4)
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    "kind", ["DiscountTable", "never", "Evolution", "Network", "PivotalWindow"]
)
def test_an_unknown_look_is_named_with_the_nearest(kind):
    found, before = PICTURES[kind], plt.get_fignums()
    rule = r"plot\(\): argument 'colour' = 'red': is no look of a picture. Did you mean 'color'\?"
    with pytest.raises(qg.errors.UnknownNameError, match=rule):
        found.plot(colour="red")
    assert plt.get_fignums() == before


@pytest.mark.parametrize(
    ("look", "rule"),
    [
        ({"markrs": 3}, "argument 'markrs' = 3: is no look.* 'marker'"),
        ({"color": "no such"}, "argument 'color' = 'no such': matplotlib does not take it"),
        ({"where": "pre"}, "argument 'where' = 'pre': is set by the picture itself. Leave it out"),
        ({"label": "mine", "color": "red"}, "argument 'label' = 'mine': is set by the picture"),
        ({"color": "red", "vmin": 3}, r"argument 'vmin' = 3: does not belong .*\(Line2D\)"),
        ({"zorder": 1, "linewidth": "z"}, "'zorder, linewidth' = {.*matplotlib does not take it"),
    ],
)
def test_a_look_that_is_not_taken_is_named(look, rule):
    found, before = qg.discount_table(DILEMMA), plt.get_fignums()
    with pytest.raises(qg.errors.InvalidInputError, match=rule):
        found.plot(**look)
    assert plt.get_fignums() == before


def test_given_axes_keep_their_size():
    fig, ax = plt.subplots(figsize=(5, 4))
    qg.discount_table(DILEMMA).plot(ax=ax, style="paper", figsize=(1, 1))
    assert fig.get_size_inches().tolist() == [5, 4]


def test_what_is_no_axes_is_named():
    study = PICTURES["Study"]
    _, (one, two) = plt.subplots(1, 2)
    assert study.plot(ax=[one, two])[1] is two
    with pytest.raises(qg.errors.ShapeError, match="must be 2 Axes"):
        study.plot(ax=one)
    with pytest.raises(qg.errors.InputTypeError, match="must be Axes"):
        qg.evolve(PAIR, 0.8).plot(ax="here")


def test_a_batch_shows_every_partnership_in_the_colour_of_its_class():
    found = qg.evolve_many({"weak": PAIR, "sure": PAIR}, [0.5, 0.9])
    ax = found.plot()
    drawn = {tuple(point) for discs in ax.collections for point in discs.get_offsets().tolist()}
    assert drawn == set(zip(found.delta.tolist(), found.founding_value.tolist(), strict=True))
    assert {text.get_text() for text in ax.texts} == {"weak", "sure"}
    assert {text.get_text() for text in ax.get_legend().get_texts()} == set(found.founding_class)


def test_another_style_is_refused():
    with pytest.raises(qg.errors.UnknownNameError, match="paper"):
        qg.discount_table(DILEMMA).plot(style="papers")


def test_the_equilibria_are_where_their_payoffs_are():
    ax = qg.nash(DILEMMA).plot()
    assert ax.collections[1].get_offsets().tolist() == [[0, 0]]


def test_the_bar_of_patience_begins_at_the_threshold():
    bars = qg.critical_discount(DILEMMA).plot().patches
    assert bars[1].get_x() == pytest.approx(1 / 3)
    assert bars[1].get_x() + bars[1].get_width() == pytest.approx(1)
