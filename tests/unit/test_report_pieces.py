"""The pieces of a report: labels that do not collide, honest numbers, escaped text."""

import itertools
import math
import re
import xml.etree.ElementTree as ET
from types import SimpleNamespace

import numpy as np
import pandas
import pytest
from matplotlib import pyplot

from qinba_games.common.show import many
from qinba_games.region.drawing import draw_map
from qinba_games.region.report import (
    capacities,
    drawing,
    evolution,
    files,
    headline,
    labels,
    maps,
    superiors,
    templating,
    ties,
)
from qinba_games.region.report.facts import CountRange, Curve, TieFacts
from qinba_games.region.report.words import confidence, hundredths, percent, periods, span, two

RNG = np.random.default_rng(3)
POINTS = RNG.random((24, 2)) * [330, 220] + 35
NAMES = [f"Government {k}"[: 5 + k % 9] for k in range(24)]


def overlap(a, b):
    """Area that two boxes share, by definition."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return max(width, 0) * max(height, 0)


@pytest.fixture(scope="module")
def placed():
    segments = np.hstack([POINTS[:-1], POINTS[1:]])
    return labels.place(POINTS, NAMES, segments, (400, 290), size=8)


def test_no_label_covers_another_one_or_a_dot(placed):
    for a, b in itertools.combinations(placed.boxes, 2):
        assert overlap(a, b) == 0
    for box, (x, y) in itertools.product(placed.boxes, POINTS):
        assert overlap(box, (x - 2.6, y - 2.6, x + 2.6, y + 2.6)) == 0
    assert placed.overlap == 0
    assert (placed.boxes[:, :2] >= 0).all()
    assert (placed.boxes[:, 2:] <= [400, 290]).all()


def test_labels_always_stand_at_the_same_place(placed):
    segments = np.hstack([POINTS[:-1], POINTS[1:]])
    again = labels.place(POINTS, NAMES, segments, (400, 290), size=8)
    assert np.array_equal(again.x, placed.x)
    assert again.anchors == placed.anchors


def test_what_cannot_be_placed_is_told():
    crowd = np.full((9, 2), 100.0) + RNG.random((9, 2))
    found = labels.place(crowd, ["a long name"] * 9, np.empty((0, 4)), (200, 200))
    assert found.overlap > 0


def test_a_label_that_would_cover_is_left_out():
    """Of a crowd that no frame can hold, those names are shown that can be read."""
    crowd = 100 + RNG.random((9, 2))
    found = labels.place(crowd, ["a long name"] * 9, np.empty((0, 4)), (200, 200))
    clear = labels.legible(found, crowd)
    boxes = found.only(clear).boxes
    assert 0 < len(clear) < 9
    assert all(overlap(a, b) == 0 for a, b in itertools.combinations(boxes, 2))


def test_length_of_lines_under_a_box_is_the_length_cut_out():
    """Against points that are spread along the line."""
    boxes = np.array([[10.0, 10, 30, 20], [0, 0, 100, 100], [40, 40, 50, 41]])
    line = np.array([[0.0, 0, 60, 45]])
    share = np.linspace(0, 1, 200_001)
    x, y = share * 60, share * 45
    for box, length in zip(boxes, labels.under(boxes, line), strict=True):
        inside = (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])
        assert length == pytest.approx(75 * inside.mean(), abs=1e-3)


@pytest.mark.parametrize("known", [True, False])
def test_a_map_with_and_without_coordinates(known):
    place = np.array([30.0, 31, 32, 31]), np.array([105.0, 107, 105, 109])
    if not known:
        place = (np.full(4, np.nan), np.full(4, np.nan))
    where = maps.plan(["A", "B", "C & D", "E"], *place, ["x", "x", "y", "y"], [(0, 1), (1, 2)])
    drawn = maps.draw(where, "m", "A map", ["strong", "isolated"], sure=np.array([0.95, 0.4]))
    root = ET.fromstring(drawn.file())
    assert "C & D" in list(root.itertext())
    assert len(where.hulls) == (2 if known else 0)
    assert (where.points >= 0).all()
    assert (where.points[:, 0] <= where.width).all()
    kinds = [
        each.get("class", "") for each in root.iter() if each.get("class", "").startswith("t ")
    ]
    assert kinds == ["t isolated s1", "t strong"]
    if known:  # north is up, east is right
        assert where.points[2, 1] < where.points[1, 1] < where.points[0, 1]
        assert where.points[3, 0] > where.points[1, 0] > where.points[0, 0]


def test_a_picture_of_a_map_has_areas_under_the_names_of_their_groups():
    place = np.array([30.0, 31, 32, 31]), np.array([105.0, 107, 105, 109])
    where = maps.plan(list("ABCD"), *place, ["low", "low", "high", "high"], [(0, 1), (1, 2)])
    ax = draw_map(where, ["strong", "isolated"])
    told = [text.get_text() for text in ax.texts]
    assert {"A", "B", "C", "D"} <= set(told)
    assert set(told) - set("ABCD") == {title.upper() for _, _, title in where.group_names}
    areas = [patch.get_xy() for patch in ax.patches]
    assert len(areas) == 2 * len(where.hulls) == 4
    assert np.array_equal(areas[0][:-1], where.hulls[0])
    pyplot.close(ax.figure)


def test_hulls_of_few_points_and_of_points_on_a_line():
    assert len(maps.hull(np.array([[1.0, 1]]))) == 1
    assert len(maps.hull(np.array([[1.0, 1], [2, 2]]))) == 2
    assert len(maps.hull(np.array([[0.0, 0], [1, 1], [2, 2], [3, 3]]))) == 2
    assert len(maps.hull(np.array([[0.0, 0], [4, 0], [4, 4], [0, 4], [2, 2]]))) == 4


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (two(0.0432), "0.043"),
        (two(1.96), "2.0"),
        (two(12.3), "12"),
        (two(9.96), "10"),
        (two(0.0995), "0.10"),
        (two(0.625), "0.63"),
        (hundredths(0.625), "0.63"),
        (two(99.6), "100"),
        (two(-0.05), "−0.050"),
        (two(math.inf), "never"),
        (two(0), "0"),
        (percent(0.125), "13\N{NO-BREAK SPACE}%"),
        (percent(0.001), "<1\N{NO-BREAK SPACE}%"),
        (percent(0.999), ">99\N{NO-BREAK SPACE}%"),
        (percent(1), "100\N{NO-BREAK SPACE}%"),
        (span([3, 3]), "3"),
        (span([9, 3]), "3–9"),
        (periods(0, 1), "at once"),
        (periods(1.54, 0.54), "1.5 (54\N{NO-BREAK SPACE}%)"),
        (periods(math.inf, 0), "never"),
        (confidence(0.9, both=True)[1], "Robust in the model"),
        (confidence(0.9, both=False)[1], "Mostly"),
        (confidence(0.89, both=True)[1], "Mostly"),
        (confidence(0.67, both=True)[1], "Mostly"),
        (confidence(0.669, both=True)[1], "Open"),
        (confidence(0.5, both=True)[1], "Open"),
        (confidence(None, both=True)[1], "Open"),
    ],
)
def test_numbers_as_they_are_said(said, expected):
    assert said == expected


def piece(text, **values):
    """What a template makes of the pieces that every page has."""
    macros = "{% from 'macros.html' import bar, chip, fold, interval, moved %}"
    return templating._environment(templating.__package__).from_string(macros + text).render(values)


def test_text_is_escaped_and_markup_is_not():
    text = piece(
        "{% call(row) fold('t', name, [['<a>']], rows, '') %}<td>{{ chip(row) }}</td>{% endcall %}",
        name='"<b>',
        rows=["<i>&'"],
    )
    assert '<td><span class="chip &lt;i&gt;&amp;&#39;">&lt;i&gt;&amp;&#39;</span></td>' in text
    assert '<caption class="vh">&#34;&lt;b&gt;</caption>' in text
    assert "&lt;a&gt;</th>" in text


def test_a_long_table_shows_five_rows_and_a_short_one_all():
    template = (
        "{% call(row) fold('t', 'Squares', [['n'], ['n²', 'n']], rows, 'All', filters={'': 'all'},"
        " marks=rows, anchors=rows) %}<td>{{ row }}</td>{% endcall %}"
    )
    text = piece(template, rows=[f"row-{k}" for k in range(9)])
    before, _, after = text.partition("<details>")
    assert before.count("<tr>") == 6
    assert "id=" not in before
    assert after.count('id="row-') == 9
    assert after.count(" checked") == 1
    assert after.count('<th scope="col" class="n">n²</th>') == 1
    assert "<details>" not in piece(template, rows=["a"] * 6)


def test_a_bar_is_as_long_as_its_counts():
    counts = {"strong": 12, "weak": 3, "nominal": 12, "isolated": 22}
    text = piece("{{ bar('Without', counts, (9, 15, 33, 13)) }}", counts=counts)
    widths = [float(part.partition("%")[0]) for part in text.split("width:")[1:5]]
    assert widths == pytest.approx([100 * counts[k] / 49 for k in counts], abs=5e-3)
    assert f"left:{100 * 15 / 49:.2f}%" in text
    assert "kept 15, in nine draws of ten 9 to 33" in text


def test_ranges_stand_on_one_scale():
    text = piece("{{ moved(50, a, b) }}", a=CountRange(10, 15, 20), b=CountRange(40, 40, 50))
    assert "left:20.00%;width:calc(20.00% + 2px)" in text
    assert "left:80.00%;width:calc(20.00% + 2px)" in text
    assert "left:30.00%" in text
    hollow = piece("{{ interval([(0.5, 0.625)], 0.7, false) }}")
    assert "left:50.00%;width:calc(12.50% + 1px)" in hollow
    assert '"def out" style="left:70.00%"' in hollow


def test_why_a_national_office_moves_no_tie_is_said_where_it_moves_none():
    none, more = {"strong": 1, "weak": 0}, {"strong": 2, "weak": 0}
    below = {"none": none, "national": none, "three-level": more}
    moved = {**below, "national": more}
    inside = {**below, "three-level": none}
    told = superiors.why_no_change({"Cities across": below, "Provinces": moved, "Counties": inside})
    assert told.startswith("It moves no tie of cities across: the government above all")
    assert superiors.why_no_change({"Provinces": moved, "Counties": inside}) == ""
    told = superiors.why_no_change({"Cities across": below, "Counties": below})
    assert told.startswith("It moves no tie of cities across, and none of counties: the")


def test_superiors_stand_above_their_members():
    points = {"a": (0, 0), "b": (1, 0), "c": (0, 1), "d": (1, 1)}
    members = {"a": "A", "b": "B", "c": "A", "d": "B"}
    where = superiors.arrange(members, points, [("a", "b"), ("c", "d")], [("A", "B")])
    assert where.at_superiors[:, 1].max() < where.at_members[:, 1].min()


def test_areas_add_up_to_all_ties():
    values = np.array([[1.0, 2, 3, 4], [4, 3, 2, 1]])
    ax = drawing.draw_areas(values)
    edges = [area.get_paths()[0].get_extents() for area in ax.collections]
    assert [(edge.y0, edge.y1) for edge in edges] == [(0, 4), (1, 7), (3, 9), (6, 10)]
    # Each is named at the last period within itself.
    assert [t.get_text() for t in ax.texts] == ["4 strong", "3 weak", "2 nominal", "1 isolated"]
    assert [t.get_position()[1] for t in ax.texts] == [2, 5.5, 8, 9.5]
    pyplot.close(ax.figure)


def test_stairs_rise_with_trust_from_one_floor():
    moves = np.array([[0.5, 0.25, 0.125, 0.125], [0.5, 0.5, 0, 0], [0.25, 0.375, 0.375, 0]])
    ax = drawing.draw_steps(["isolated", "weak", "strong"], moves)
    assert [(step.get_y(), step.get_height()) for step in ax.patches] == [(0, 1), (0, 2), (0, 3)]
    told = [text.get_text() for text in ax.texts if text.get_text()]
    rise, fall = ("38\N{NO-BREAK SPACE}%", "50\N{NO-BREAK SPACE}%"), "63\N{NO-BREAK SPACE}%"
    assert told == ["isolated", "trust 0", "weak", "trust 1", "strong", "trust 2", *rise, fall]
    pyplot.close(ax.figure)


def test_who_is_isolated_leaves_and_many_levels_have_no_words():
    ax = drawing.draw_steps(["isolated"] * 6, np.eye(7)[np.full(6, 6)])
    assert [text.get_text() for text in ax.texts if text.get_text()] == list("012345")
    pyplot.close(ax.figure)
    ax = drawing.draw_steps(["isolated"], np.array([[0.0, 1]]))
    assert "leave" in [text.get_text() for text in ax.texts]
    pyplot.close(ax.figure)


def test_a_chart_has_the_colours_of_the_page_and_alone_those_of_daylight():
    name = "\u6210\u90fd & $a$ <b>, without"
    curves = [Curve(name, "without", [0.0, 0.5]), Curve("B, with", "with", [0.1, 1])]
    before = pyplot.get_fignums()
    drawn = [drawing.chart("one", "T", "D", drawing.draw_curves(curves)) for _ in range(2)]
    assert drawn[0].file() == drawn[1].file()
    assert pyplot.get_fignums() == before
    text = drawn[0].inline()
    assert {"var(--accent)", "var(--muted)", "var(--line)"} <= set(re.findall(r"var[^;\"]*", text))
    assert not re.search("#[0-9a-f]{6}", text)
    assert all(each.startswith("one-") for each in re.findall(r' id="(.*?)"', text))
    alone = ET.fromstring(drawn[0].file())
    assert name in list(alone.itertext())
    assert b"var(" not in drawn[0].file()
    assert b"#a8321e" in drawn[0].file()


def test_latex_of_special_signs_and_numbers():
    frame = pandas.DataFrame({"a_b": ["50 % & more", "x_y"], "n": [0.123456, math.inf]})
    text = files.as_latex(frame, "t", "A #1").decode()
    assert r"50 \% \& more & 0.123 \\" in text
    assert r"x\_y & $\infty$ \\" in text
    assert r"\begin{tabular}{lr}" in text
    assert r"\caption{A \#1}\label{tab:t}" in text
    long = pandas.DataFrame({"n": range(60)})
    assert r"\begin{longtable}" in files.as_latex(long, "t", "Long").decode()


def test_of_many_governments_those_with_most_ties_are_named(monkeypatch):
    monkeypatch.setattr(maps, "NAMED", 1)
    where = np.array([1.0, 2, 3])
    drawn = maps.plan(["A", "B", "C"], where, where[::-1] ** 2, [""] * 3, [(0, 1), (1, 2)])
    assert drawn.names == ("B",)


def test_how_far_a_spot_lies_from_an_area():
    square = np.array([[0.0, 0], [10, 0], [10, 10], [0, 10]])
    spots = np.array([[5.0, 5], [12, 5], [13, 14]])
    assert maps._distance(spots, square).tolist() == [0, 2, 5]


def test_a_line_is_faint_where_it_does_not_count_as_sure():
    shares = np.array([1, maps.SURE, 0.89, maps.HALF, 0.49])
    assert [maps.faint(share) for share in shares] == ["", "", " s2", " s2", " s1"]


def test_one_is_no_plural():
    assert [many(k, "tie") for k in (0, 1, 2)] == ["0 ties", "1 tie", "2 ties"]


def test_long_names_and_wide_characters_have_room():
    for name in ("Hanzhong", "x" * 30):
        assert labels.shortened(name) == name
    for name in ("Very long name of a district far in the west", "x" * 50, "\u6210\u90fd" * 20):
        short = labels.shortened(name)
        assert short.endswith("\N{HORIZONTAL ELLIPSIS}")
        assert labels.breadth(short) <= 30
        assert name.startswith(short[:-1].rstrip())
    assert labels.breadth("\u6210\u90fd") > 3
    points = np.array([[390.0, 100.0]])
    placed = labels.place(points, ["\u6210\u90fd\u5e02" * 30], np.zeros((0, 4)), (400, 200))
    assert placed.boxes[0, 0] > 0
    assert placed.boxes[0, 2] < 400


@pytest.mark.parametrize("total", [1, 2, 7])
def test_marks_of_areas_stand_at_whole_numbers(total):
    ax = drawing.draw_areas(np.tile([float(total), 0, 0, 0], (5, 1)))
    assert ax.get_yticks().tolist() == sorted({0, total // 2, total})
    assert all(tick == int(tick) for tick in ax.get_xticks())
    pyplot.close(ax.figure)


@pytest.mark.parametrize("most", [1, 2, 13])
def test_marks_of_ties_kept_for_a_budget_are_whole_numbers(most):
    ax = drawing.draw_budgets([(0, 0), (3, most)], [3])
    ax.figure.canvas.draw()
    assert all(tick == int(tick) for tick in ax.get_yticks())
    pyplot.close(ax.figure)


@pytest.mark.parametrize(
    ("needing", "of", "said"),
    [
        (0, 0, "What each level gains"),
        (3, 5, "Which level decides? 3 of 5 ties wait for their superiors"),
        (1, 5, "Which level decides? 1 of 5 ties waits for its superiors"),
        (2, 5, "Which level decides? 2 of 5 ties wait for their superiors"),
    ],
)
def test_a_heading_says_how_many_wait_for_their_superiors(needing, of, said, monkeypatch):
    below = [SimpleNamespace(needs=k < needing) for k in range(of)]
    monkeypatch.setattr(superiors, "border", lambda regimes: below)
    assert superiors._heading(SimpleNamespace(regimes=())) == said


def test_a_headline_says_when_fewer_ties_may_be_kept():
    it = SimpleNamespace(ties=range(9), draws=SimpleNamespace(added=(-1, 2, 4)))
    assert headline.headline(it) == (
        "With a coordinator, between 1 fewer and 4 more of 9 ties between governments are kept"
    )


def a_tie(name: str, classes: tuple[str, str], **known: object) -> TieFacts:
    given: dict[str, object] = dict.fromkeys(TieFacts.__annotations__)
    pieces = ((0.0, 0.8, "isolated"), (0.8, 1.0, "weak"))
    given |= {
        "name": name,
        "classes": classes,
        "window": (),
        "strips": (pieces, pieces),
        "trust": 0,
    }
    return TieFacts(**given | known)


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ([0.8], "0 ties can do without it there, and 1 needs more patience than that even with"),
        (
            [0.8, 1],
            "more patience than that even with it; more patience does not keep the other one.",
        ),
        (
            [1, 1],
            "0 need more patience than that even with it; more patience keeps none of the other 2.",
        ),
    ],
)
def test_more_patience_is_not_said_to_keep_what_no_patience_keeps(lost, said):
    strips = [((0.0, edge, "isolated"), (edge, 1.0, "strong"))[: 1 + (edge < 1)] for edge in lost]
    some = [
        a_tie(f"A–{k}", ("isolated", "nominal"), strips=(strip, strip))
        for k, strip in enumerate(strips)
    ]
    facts = SimpleNamespace(ties=some, delta=0.5, steps=400)
    assert said in ties.windows_part(facts).body


def test_of_many_ties_it_is_not_said_that_turns_do_not_keep_them():
    """Nobody has asked that of them."""
    facts = SimpleNamespace(draws=None, budget=None)
    facts.ties = [a_tie("A–B", ("isolated", "weak"), needs="")]
    assert headline.start_with(facts).text == "As assumed, the coordinator adds 1 tie:"
    facts.ties = [a_tie("A–B", ("isolated", "weak"), needs="in both readings")]
    assert headline.start_with(facts).text == "As assumed, the coordinator alone keeps 1 tie:"


@pytest.mark.parametrize(
    ("patience", "probability", "said"),
    [
        ([0.3, 0.1], [0.3, 0.1], "Settling shares does most of it"),
        ([0.3, 0.1], [0, 0], "Settling shares does most of it"),
        ([0.3, 0.1], [0.1, 0.3], "Which of its capacities does it"),
        ([0.3, 0.2], [0.3, 0.1], "Which of its capacities does it"),
        ([0.3, 0.1, 0.1, 0.1], [0.3, 0, 0, 0], "Which of its capacities does it"),
        ([1e-17, 0], [0, 0], "Which of its capacities does it"),
    ],
)
def test_the_capacity_that_does_most_does_so_by_every_measure(patience, probability, said):
    names = ("sharing", "mediation", "deposit", "subsidy")
    averages = [
        SimpleNamespace(values=dict(zip(names, some, strict=False)), changed=any(some))
        for some in (patience, probability)
    ]
    assert capacities._heading(averages) == said


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (1.0, "it is strong after 4.0."),
        (0.4, "it is strong with probability 40\u00a0%, and then after 4.0."),
    ],
)
def test_a_tie_that_becomes_strong_with_some_chance_is_not_said_to_be_strong(chance, said):
    alone = SimpleNamespace(time_to_strong=9.0)
    helped = SimpleNamespace(probability_strong=chance, time_to_strong=4.0)
    assert evolution._comparison("A–B", (alone, helped)).endswith(f"With the coordinator {said}")
