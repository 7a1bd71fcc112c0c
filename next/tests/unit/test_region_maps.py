"""Maps: every tie is drawn as its class, names are off each other, and nothing needs a place."""

import re
from collections import Counter

import numpy as np
import pandas
import pytest

import qinba_games as qg
from qinba_games import paper
from qinba_games.plotting import CLASS_LINES
from qinba_games.region.labels import places
from qinba_games.region.maps import HIGH, WIDE, draw_maps, positions, svg_of


@pytest.fixture(scope="module")
def study():
    return paper.case().study()


def lines(axes):
    """Class of every tie as it is drawn, by its place."""
    found = {}
    for line in axes.get_lines():
        if match := re.fullmatch(r"tie\d-(\w+)-(\d+)", line.get_gid()):
            assert line.get_color() == CLASS_LINES[match[1]]
            found[int(match[2])] = match[1]
    return [found[k] for k in sorted(found)]


def test_every_tie_is_drawn_as_its_class(study):
    figure = study.plot()
    before, after = zip(*study.classes)
    assert [lines(axes) for axes in figure.axes] == [[*before], [*after]]
    halos = [[line.get_gid() for line in axes.get_lines()] for axes in figure.axes]
    counts = [sum(gid.startswith("halo") for gid in each) for each in halos]
    assert counts == [0, sum(study.added)] == [0, 25]
    assert len([gid for gid in halos[0] if gid.startswith("hull")]) == 6


def test_lines_end_at_their_governments(study):
    used, dots = positions(study.region)
    assert (dots > 0).all()
    assert (dots < [WIDE, HIGH]).all()
    frame = study.region.governments.iloc[used]
    east, north = frame["lon"].argmax(), frame["lat"].argmax()
    assert (dots[:, 0].argmax(), dots[:, 1].argmin()) == (east, north)
    names = frame["name"].tolist()
    drawn = {line.get_gid(): line.get_xydata() for line in study.plot().axes[0].get_lines()}
    for k, (pair, names_of) in enumerate(zip(study.region.numbers.pairs, study.classes)):
        ends = [dots[names.index(name)] for name in pair]
        assert drawn[f"tie0-{names_of[0]}-{k}"] == pytest.approx(np.array(ends))


def test_names_cover_neither_each_other_nor_dots(study):
    used, dots = positions(study.region)
    names = study.region.governments["name"].iloc[used].tolist()
    ends = dots[np.searchsorted(used, study.region.numbers.ends)]
    boxes = places(dots, names, ends, 8.6, (WIDE, HIGH))
    low, high = boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2
    assert (low >= 0).all()
    assert (high <= [WIDE, HIGH]).all()
    apart = (low[:, None] >= high) | (low >= high[:, None])
    assert (apart.any(axis=2) | np.eye(len(names), dtype=bool)).all()
    on = (dots > low[:, None]) & (dots < high[:, None])
    assert not on.all(axis=2).any()


def test_without_coordinates_ties_say_where():
    gains = pandas.DataFrame(2.0, list("ABC"), list("ABC"))
    region = qg.Region.from_matrix(gains, cost=1)
    _, dots = positions(region)
    assert np.isfinite(dots).all()
    assert positions(region)[1].tolist() == dots.tolist()
    assert len(lines(region.study().plot().axes[1])) == 3


@pytest.mark.parametrize("lon", [[1.0, 1.0], [1.0, 2.0]])
def test_governments_in_one_line_are_drawn(lon):
    governments = {"name": ["A", "B"], "lat": [1.0, 1.0], "lon": lon, "group": ["P", "Q"]}
    study = qg.Region.from_frames(governments, {"a": ["A"], "b": ["B"]}).study()
    assert len(lines(study.plot().axes[0])) == 1


def test_svg_says_what_it_shows(study):
    text = svg_of(draw_maps(study, (1,)), "Ties & more", "22 strong")
    assert text.startswith('<svg class="map" role="img"')
    assert "<title>Ties &amp; more</title><desc>22 strong</desc>" in text
    shown = Counter(re.findall(r'id="tie1-(\w+)-\d+"', text))
    assert shown == {"strong": 22, "weak": 18, "nominal": 2, "isolated": 7}
    assert "Shennongjia<" in text
    assert svg_of(draw_maps(study, (1,)), "Ties & more", "22 strong") == text
