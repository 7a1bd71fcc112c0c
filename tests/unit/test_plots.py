"""Every picture takes a colour, a size and the style of a paper, and draws into given axes."""

import dataclasses
import functools
import inspect
import re

import matplotlib as mpl
import numpy as np
import pytest
from helpers.marks import SLOW
from helpers.one_of_each import DILEMMA, HALF, MODELS, PAIR, RESULTS
from helpers.pictures import faults
from helpers.the_case import case_study
from matplotlib import pyplot as plt

import qinba_games as qg
from qinba_games import agreements, cooperative, sharing, third_parties
from qinba_games.paper import claims
from qinba_games.plotting import figures, palette
from qinba_games.plotting.charts import plain
from qinba_games.plotting.figures import axes, drawing
from qinba_games.region.report import svg

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
    ax = first(found.plot(color="black", figsize=(3, 2)))
    assert ax.figure.get_size_inches().tolist() == [3, 2]
    fits(found)
    assert dict(mpl.rcParams) == before


def first(drawn):
    """The first Axes of a picture."""
    return np.ravel(np.asarray(drawn, dtype=object))[0]


def fits(found):
    """In a column and across a page no texts overlap, and nothing is cut off."""
    narrow = first(found.plot(style="paper")).figure
    assert narrow.get_size_inches()[0] == pytest.approx(3.4)
    assert faults(narrow) == []
    wide, high = first(found.plot()).figure.get_size_inches()
    assert faults(first(found.plot(figsize=(6.5, high * 6.5 / wide))).figure) == []


TRUSTS = np.arange(5)[:, None]
UNEQUAL = qg.Partnership(
    np.array([1.2, 0.7]) + 0.35 * TRUSTS,
    *(1,),
    promotion=0.6,
    friction=0.05,
    bad_times=[(0.25, (0.6, 0.6))],
    members=["Ankang", "Shiyan"],
)
ALL = qg.Coordinator(sharing=True, monitoring=0.5, mediation=0.5, subsidy=0.1)
THREE = qg.Partnership(
    [[[0, 3, 1], [2, 0, 1], [2, 1, 0]]],
    [3, 1, 1],
    members=["large", "middle", "small"],
    promotion=1,
    friction=0,
)
BORDER = {
    "protection_cost": 6,
    "own_benefit": 1,
    "water_benefit": 5,
    "compensation": 2,
    "subsidy": 2,
    "upstream_fine": 2,
    "downstream_fine": 3,
    "coordination_cost": 1,
    "credit": 4,
}
TOWNS = ["Ankang", "Bazhong", "Hanzhong", "Shangluo"]


def ring():
    return qg.Network(
        TOWNS,
        {
            "a": TOWNS,
            "b": [*TOWNS[1:], TOWNS[0]],
            **{f"value_{end}": [3, 2, 4, 1] for end in "ab"},
            **{f"temptation_{end}": [2, 5, 1, 4] for end in "ab"},
        },
    )


#: As large, and with as many names, as in the notebooks.
LARGER = {
    "the case": case_study,
    "its levels": lambda: qg.stabilise(qg.paper.hierarchy(), 0.7, "none"),
    "a claim": claims.third_party_needed,
    "trust": lambda: qg.evolve(UNEQUAL, 0.8, coordinator=ALL),
    "attribution": lambda: qg.attribute(UNEQUAL, qg.Coordinator(sharing=True, mediation=0.5)),
    "rules": lambda: sharing.fairness(qg.prisoners_dilemma(9, 1, 10, 3)),
    "bands": lambda: sharing.shares_path(THREE, np.linspace(0.5, 0.95, 10)),
    "a cube": lambda: third_parties.adoption(third_parties.watershed_game(**BORDER), starts=1),
    "a ring": lambda: qg.cascade(ring(), HALF, "multilateral", exits=["Ankang"]),
    "inner and outer": lambda: qg.payoff_set(DILEMMA, 0.4),
    "a negotiation": lambda: qg.agreements.negotiated(VOLUNTARY, 0.8, 0.2),
}
#: A pair that shares voluntarily, whose agreement every new government reopens.
VOLUNTARY = dataclasses.replace(UNEQUAL, sharing="voluntary")


@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=[SLOW] * ("case" in kind or "its" in kind)) for kind in LARGER],
)
def test_a_larger_picture_fits(kind):
    fits(LARGER[kind]())


def test_a_map_of_patience_and_turnover_fits():
    """What survives, by class, and hatched where a clause keeps what turnover takes."""

    class Map:
        plot = staticmethod(lambda **look: qg.phase_diagram(*found, **look))

    def kind(clause, delta, turnover):
        pair = qg.agreements.negotiated(VOLUNTARY, delta, turnover, clause=clause)
        return {"founding_class": pair.founding_class}

    grid = {"delta": [0.7, 0.85], "turnover": [0, 0.5, 1]}
    maps = [qg.sweep(functools.partial(kind, one), grid, progress=False) for one in (False, True)]
    found = maps[0], "delta", "turnover"
    last = [one["founding_class"].values[1, 2] for one in maps]
    assert last == ["isolated", "strong"]
    ax = qg.phase_diagram(*found, helped=maps[1])
    assert [one.get_text() for one in ax.get_legend().get_texts()][-1] == "window"
    fits(Map)


def test_intervals_over_patience_fit():
    pair = qg.agreements.Insurance.independent([[4 / 3, 2 / 3]] * 2, [[0.9, 0.1]] * 2)

    class Intervals:
        plot = staticmethod(lambda **look: qg.agreements.plot_intervals(pair, **look))

    fits(Intervals)
    ax = Intervals.plot()
    # The published thresholds: any insurance from .86659, first best from .96446.
    borders = [one.get_xdata()[0] for one in ax.lines if len(set(one.get_xdata())) == 1]
    np.testing.assert_allclose(borders, [0.8666, 0.9645], atol=0.003)
    # The better-off has at least so much of what both have; it published x = .0589 at .94.
    found = qg.agreements.insure(pair, 0.94)
    low = 1 / (1 + np.exp(-found.intervals[1, 0]))
    delta, shares = next(
        one.get_data() for one in ax.lines if one.get_label() == "1.33333, 0.666667"
    )
    assert np.interp(0.94, delta, shares) == pytest.approx(low, abs=1e-3)
    # Where both are hit together there is nothing to insure, at any patience.
    ax = qg.agreements.plot_intervals(qg.agreements.Insurance([[1, 1], [0.5, 0.5]], [0.8, 0.2]))
    np.testing.assert_allclose(ax.lines[0].get_xdata()[[0, -1]], [0.01, 0.99])


def test_what_does_not_fit_is_found():
    figure, ax = plt.subplots(figsize=(3.4, 2))
    ax.text(0.5, 0.5, "one")
    assert faults(figure) == []
    ax.text(0.52, 0.5, "over it")
    ax.text(0.9, 0.8, "a name much too long")
    lies, cut = faults(figure)
    assert lies == "'one' lies over 'over it'"
    assert cut.endswith("cut off, right")


def test_pictures_have_the_colours_of_the_page():
    page = svg.tokens()
    for name in palette.CLASS_LINES:
        assert palette.CLASS_LINES[name] == page[name]
        assert palette.CLASS_COLOURS[name] == page[f"f-{name}"]
    names = ("INK", "MUTED", "PAGE", "HULL", "ACCENT", "HALO")
    assert [getattr(palette, name) for name in names] == [page[name.lower()] for name in names]
    assert (palette.HAIRLINE, palette.HULL_EDGE) == (page["line"], page["hull-edge"])
    assert (palette.MAIN, palette.OTHER) == (page["link"], page["isolated"])


def test_what_a_backend_sets_while_it_draws_stays():
    """A notebook shows figures from then on: its backend sets that when the first one is made."""

    @drawing
    def draw(ax=None, **style):
        mpl.rcParams["figure.dpi"] = 77
        return axes(ax)

    before = mpl.rcParams["figure.dpi"], mpl.rcParams["font.size"]
    try:
        draw(style="paper")
        assert (mpl.rcParams["figure.dpi"], mpl.rcParams["font.size"]) == (77, before[1])
    finally:
        mpl.rcParams["figure.dpi"] = before[0]


@pytest.mark.slow
def test_two_maps_have_one_legend_and_case_what_only_the_coordinator_keeps():
    ax = case_study().plot()
    [legend] = ax[0].figure.legends
    assert [one.get_legend() for one in ax] == [None, None]
    words = [text.get_text() for text in legend.get_texts()]
    assert words == ["strong", "weak", "nominal", "isolated", "only with it"]
    cased = [line for line in ax[1].lines if line.get_color() == palette.HALO]
    assert np.isnan(cased[0].get_xdata()).sum() == 25


def test_what_is_proved_inside_and_what_outside_are_told_apart():
    found = qg.payoff_set(DILEMMA, 0.4)
    texts = [text.get_text() for text in found.plot().get_legend().get_texts()]
    assert ("proved: none outside" in texts) == bool(found.gap)


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


def test_the_equilibria_are_where_their_payoffs_are():
    ax = qg.nash(DILEMMA).plot()
    assert ax.collections[1].get_offsets().tolist() == [[0, 0]]


def test_the_bar_of_patience_begins_at_the_threshold():
    bars = qg.critical_discount(DILEMMA).plot().patches
    assert bars[1].get_x() == pytest.approx(1 / 3)
    assert bars[1].get_x() + bars[1].get_width() == pytest.approx(1)


NAMES = ["$x_{", "$ and \\frac$", "30$"]
GAME = cooperative.TUGame([0, 0, 0, 4, 0, 5, 2, 9], players=NAMES)
SIGNED = qg.Partnership([[3, 2]], 1, promotion=1, friction=0.2, members=NAMES[:2])
NAMED = qg.RepeatedGame(qg.prisoners_dilemma(2, -1, 3, 0, players=NAMES[:2]))
PACT = agreements.AbatementEconomy([1, 2, 3], members=NAMES)
TIES = {
    "a": [NAMES[0]],
    "b": [NAMES[1]],
    "value_a": [2],
    "value_b": [2],
    "temptation_a": [3],
    "temptation_b": [3],
}


@pytest.mark.parametrize(
    "picture",
    [
        lambda: cooperative.shapley(GAME).plot(),
        lambda: qg.solve(NAMED, 0.9).plot(),
        lambda: agreements.chander_tulkens(PACT).plot(),
        lambda: sharing.shares_path(SIGNED, [0.3, 0.6]).plot(),
        lambda: qg.sustain(qg.Network(NAMES[:2], TIES), 0.9, "bilateral").plot(),
        lambda: qg.third_parties.adoption(NAMED.stage, starts=4).plot(),
    ],
)
def test_a_name_with_dollars_is_drawn(picture):
    figure = picture().figure
    try:
        figure.canvas.draw()
        shown = {text.get_text() for text in figure.findobj(plt.Text)}
        assert any("x_{" in text for text in shown)
    finally:
        plt.close(figure)


def test_dollars_are_what_would_break_it():
    figure, ax = plt.subplots()
    try:
        ax.set_title("$ and \\frac$")
        with pytest.raises(ValueError, match="frac"):
            figure.canvas.draw()
        ax.set_title(plain("$ and \\frac$"))
        figure.canvas.draw()
    finally:
        plt.close(figure)


def test_a_docstring_is_read_with_and_without_its_indentation():
    # Python 3.13 takes the indentation out, older versions leave it in.
    parts = ("Draw.", "By state.\n", "Parameters\n    ----------\n    of : str\n        What.\n")
    for written in ("\n\n    ".join(parts), "\n\n    ".join(parts[:2])):
        for ax in (True, False):
            made = figures._docstring(written, ax=ax)
            assert made == figures._docstring(inspect.cleandoc(written), ax=ax)
            assert re.findall(r"^ *Parameters$", made, re.MULTILINE) == ["Parameters"]
