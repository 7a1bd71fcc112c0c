"""`Spans` against sets of grid points: whatever is done to intervals is done to their numbers."""

import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinba_games import errors
from qinba_games.common.spans import Spans

STEPS = 16
#: Ends lie on even points, so that odd ones are inside or outside and no number is forgotten.
GRID = [Fraction(k, 2 * STEPS) for k in range(2 * STEPS + 1)]


@st.composite
def spans(draw, *, closed=False, number=Fraction):
    ends = sorted(draw(st.lists(st.integers(0, STEPS), max_size=8)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    kept = [(number(a) / STEPS, number(b) / STEPS) for a, b in pairs if a < b]
    return Spans(kept, closed=closed)


@st.composite
def alike(draw):
    """Two of one kind of domain."""
    closed = draw(st.booleans())
    return draw(spans(closed=closed)), draw(spans(closed=closed))


def points(found):
    return {x for x in GRID if x in found}


def everywhere(found):
    return set(GRID) if found.closed else set(GRID[:-1])


@given(alike())
def test_operations_are_those_of_sets(both):
    a, b = both
    assert points(a.minus(b)) == points(a) - points(b)
    assert points(a.intersection(b)) == points(a) & points(b)
    assert points(a.complement()) == everywhere(a) - points(a)
    assert points(a.merged()) == points(a)
    assert points(Spans.union([*b, *a])) == points(Spans([*a])) | points(Spans([*b]))
    assert a.complement().complement() == a.merged()
    assert a.minus(b) == a.intersection(b.complement()).merged() or a.merged() != a


@given(spans(), spans(), st.integers(0, STEPS))
def test_pieces_no_longer_than_what_is_ignored_are_left_out(a, b, length):
    """Of what one span leaves; several cut one after another."""
    a, short = a.merged(), Fraction(length, STEPS)
    for one in b:
        whole = a.minus([one])
        assert list(a.minus([one], ignore=short)) == [p for p in whole if p[1] - p[0] > short]


@given(alike())
def test_what_is_found_is_again_in_order_and_exact(both):
    a, b = both
    for found in (a.minus(b), a.intersection(b), a.complement(), a.merged()):
        assert found == Spans(list(found), found.domain, closed=found.closed)
        assert all(not isinstance(end, float) for pair in found for end in pair)


@given(spans(), st.sampled_from(GRID[:-1]))
def test_edges_are_where_it_changes(found, x):
    merged = found.merged()
    step = Fraction(1, 4 * STEPS)
    if 0 < x:
        assert (x in merged.edges) == ((x in found) != (x - step in found))
    assert set(merged.edges) <= set(found.edges)


@given(spans())
def test_least_and_threshold(found):
    assert found.least == min(points(found), default=float("inf"))
    up = bool(found) and points(found) == {x for x in everywhere(found) if x >= found.least}
    assert found.merged().threshold == (found.least if up else float("inf"))
    assert Spans.upward(found.least) == ([(found.least, 1)] if found else [])


@given(spans(number=float), st.data())
def test_snapping_takes_errors_back(found, data):
    errors_ = st.floats(-1e-10, 1e-10)
    bent = [
        (a + (data.draw(errors_) if a else 0), b + (data.draw(errors_) if b < 1 else 0))
        for a, b in found.merged()
    ]
    assert Spans(bent).snapped(found.edges, 1e-9) == found.merged()


@given(spans(), st.booleans())
def test_a_sequence_like_the_list_of_its_pairs(found, floats):
    pairs = [(float(a), float(b)) if floats else (a, b) for a, b in found]
    value = Spans(pairs)
    assert value == pairs
    assert value == tuple(pairs)
    assert list(value) == pairs
    assert len(value) == len(pairs)
    assert bool(value) == bool(pairs)
    assert not pairs or (value[0], value[-1], value[:1]) == (pairs[0], pairs[-1], (pairs[0],))
    assert np.array_equal(np.asarray(value), np.asarray(pairs))
    assert np.asarray(value).dtype == np.asarray(pairs).dtype
    assert value == found
    assert hash(value) == hash(found) == hash(tuple(pairs))
    assert pickle.loads(pickle.dumps(value)) == value
    assert value != [*pairs, (2, 3)]
    assert value != 1


def test_the_domain_counts():
    sizes = Spans([(1, 3)], (0, 3), closed=True)
    assert 3 in sizes
    assert 3.5 not in sizes
    assert 3 not in Spans([(1, 3)], (0, 3))
    assert sizes != Spans([(1, 3)], (0, 3))
    assert sizes == [(1, 3)]
    assert sizes.complement() == [(0, 1)]
    assert sizes.edges == (1,)
    assert sizes.words() == "[1.00, 3.00]"
    point = Spans([(3, 3)], (0, 3), closed=True)
    assert 3 in point
    assert sizes.minus(point) == [(1, 3)]
    assert 3 not in sizes.minus([(0, 3)])
    assert Spans([(Fraction(1, 3), 1)]).words(None) == "[1/3, 1)"


@pytest.mark.parametrize(
    ("pairs", "error"),
    [
        ([(0.5, 0.4)], errors.RangeError),
        ([(0.5, 0.5)], errors.RangeError),
        ([(0.5, 0.7), (0.6, 0.8)], errors.RangeError),
        ([(0.6, 0.8), (0.1, 0.2)], errors.RangeError),
        ([(0.5, 1.5)], errors.RangeError),
        ([(-0.5, 0.5)], errors.RangeError),
        ([(float("nan"), 0.5)], errors.NotFiniteError),
        ([(0.1, "b")], errors.InputTypeError),
        ([(0.1, 0.2, 0.3)], errors.ShapeError),
        ([0.5], errors.ShapeError),
        (0.5, errors.ShapeError),
        ("ab", errors.InputTypeError),
    ],
)
def test_disorder_is_refused(pairs, error):
    with pytest.raises(error, match=r"Spans\(\)"):
        Spans(pairs)


@given(spans(), st.booleans())
def test_a_scan_finds_what_lies_between_points(found, closed):
    """From the odd points, which are inside or outside; it changes on the even ones."""
    looked = GRID[1::2]
    held = [x in found for x in looked]
    half = Fraction(1, 2 * STEPS)

    def edge(low, high, begins):
        assert (low in found, high in found) == (not begins, begins)
        return low + half

    again = Spans.scanned(looked, held, edge, (0, 1), closed=closed)
    assert again == Spans(list(found.merged()), closed=closed)
    assert Spans.scanned(looked, held, edge, (0, 1), ignore=2) == []
