"""Whole numbers as names in random order give what words as names give, at the ends too."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from helpers.marks import some
from helpers.networks import random_ties, table

import qinba_games as qg
from qinba_games import errors
from qinba_games.region.settings import SETTINGS

REGIMES = ("none", "provinces", "national")


def word(name: int) -> str:
    return f"g{name}"


def outcome(verb: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """What a verb says, or how it refuses."""
    try:
        return verb(*given, **named)
    except errors.InvalidInputError as error:
        return type(error)


def exact(rng: np.random.Generator, most: int) -> Fraction:
    """A number from 0 to 10 with 3 to `most` digits."""
    digits = int(rng.integers(3, most + 1))
    return Fraction("".join(map(str, rng.integers(0, 10, digits + 1)))) / 10**digits


def shuffled(rng: np.random.Generator, series: Any) -> Any:
    return series.iloc[rng.permutation(len(series))]


@pytest.mark.parametrize("seed", some(range(10), 0, 1))
def test_networks_and_seeds(seed) -> None:
    rng = np.random.default_rng([1, seed])
    for _ in range(50):
        n, ties = random_ties(rng, most=8)
        more = exact(rng, 200)
        ties = [(a, b, *(tuple(v + more for v in pair) for pair in rest)) for a, b, *rest in ties]
        names = [int(k) for k in rng.permutation(n)]
        columns = table(ties)
        words = {**columns, **{end: [*map(word, columns[end])] for end in "ab"}}
        delta = [0, Fraction(1, 2), 1 - Fraction(1, 10**100)][rng.integers(3)]
        labels = [None if x == 3 else f"P{x}" for x in rng.integers(0, 4, n)]
        by_name = dict(zip(names, labels, strict=True))
        asked = qg.sustain(
            qg.Network(names, pd.DataFrame(columns)),
            delta,
            "coordinator",
            jurisdictions=shuffled(rng, pd.Series(by_name, dtype=object)),
        )
        known = qg.sustain(
            qg.Network([*map(word, names)], words),
            delta,
            "coordinator",
            jurisdictions={word(name): label for name, label in by_name.items()},
        )
        assert (asked.value, asked.jurisdictions) == (known.value, known.jurisdictions)
        assert np.array_equal(asked.sustained, known.sustained)
        _same_seeds(rng, names)


def _same_seeds(rng: np.random.Generator, names: list[int]) -> None:
    n = len(names)
    influence = np.array([[exact(rng, 20) for _ in names] for _ in names], dtype=object)
    limits, costs = ([exact(rng, 20) for _ in names] for _ in range(2))
    frame = pd.DataFrame(influence, index=names, columns=names)
    frame = frame.iloc[rng.permutation(n), rng.permutation(n)]
    group = qg.Membership(names, frame, shuffled(rng, pd.Series(limits, index=names)))
    found = qg.key_projects(group, shuffled(rng, pd.Series(costs, index=names)))
    known = qg.key_projects(qg.Membership([*map(word, names)], influence, limits), costs)
    assert [*map(word, found.seeds)] == [*known.seeds]
    assert (found.cost, found.bound) == (known.cost, known.bound)


def at_their_ends(rng: np.random.Generator) -> dict[str, Any]:
    """Some settings, each the least or the most that it can be."""
    some = [one for one in SETTINGS if one.kind in ("number", "discount", "flag", "levels")]
    found = {}
    for one in (some[k] for k in rng.choice(len(some), 4, replace=False)):
        low, high = (False, True) if one.kind == "flag" else (one.low, one.high)
        ends = [end for end in (low, high) if end is not None]
        if ends:
            found[one.name] = ends[rng.integers(len(ends))]
    return found


@pytest.mark.parametrize("seed", some(range(10), 0, 3))
def test_regions(seed) -> None:
    rng = np.random.default_rng([2, seed])
    for k in range(30):
        n = int(rng.integers(2, 6))
        names = [int(name) for name in rng.permutation(n)]
        gains = pd.DataFrame(rng.uniform(0, 4, (n, n)).round(2), index=names, columns=names)
        gains = gains.where(~np.eye(n, dtype=bool), 0)
        where = pd.DataFrame({"lat": rng.uniform(20, 40, n), "lon": rng.uniform(100, 120, n)})
        settings = {"cost": 1, **at_their_ends(rng)}
        other = gains.iloc[:, rng.permutation(n)]
        regions = [
            outcome(qg.Region.from_matrix, frame, coordinates=places, **settings)
            for frame, places in (
                (other, where),
                (gains.rename(index=word, columns=word), where.rename(index=word)),
            )
        ]
        if isinstance(regions[1], type):
            assert regions[0] is regions[1]
            continue
        asked, known = regions
        assert np.array_equal(asked.records.places, known.records.places)
        for tie, same in zip(asked.all_ties, known.all_ties, strict=True):
            assert tuple(map(word, map(int, tie.members))) == same.members
            assert tie.gains == same.gains
        if k == 0:
            told = [outcome(region.study) for region in regions]
            assert told[0] is told[1] or told[0].classes == told[1].classes


def tree(rng: np.random.Generator, names: list[int]) -> tuple[dict[int, Any], list[Any]]:
    """A random tree over some names, and pairs of them that are not on one line."""
    parents: dict[int, Any] = {names[0]: None}
    for k, name in enumerate(names[1:], start=1):
        parents[name] = names[int(rng.integers(0, k))]
    pairs = []
    for k, a in enumerate(names[1:], start=1):
        pairs += [(a, b) for b in names[k + 1 :] if rng.random() < 0.5]
    return parents, pairs


@pytest.mark.parametrize("seed", some(range(10), 0, 3))
def test_hierarchies(seed) -> None:
    rng = np.random.default_rng([3, seed])
    solved = 0
    for _ in range(30):
        names = [int(name) for name in rng.permutation(int(rng.integers(3, 7)))]
        parents, pairs = tree(rng, names)
        terms = {"promotion": [0, Fraction(1, 2), 1][rng.integers(3)], "friction": 0}
        models = {
            pair: qg.Partnership(sorted([exact(rng, 30) / 3] * 2 for _ in range(2)), 1, **terms)
            for pair in pairs
        }
        founding = {pair: int(rng.integers(0, 2)) for pair in pairs}
        ends = {"inside": [0, 1][rng.integers(2)], "border": [Fraction(1, 4), 0, 1]}
        delta, regime = [0, 0.6, 0.99][rng.integers(3)], REGIMES[rng.integers(3)]
        spoken = {word(a): None if over is None else word(over) for a, over in parents.items()}
        asked = outcome(qg.Hierarchy, parents, models, founding=founding, **ends)
        known = outcome(
            qg.Hierarchy,
            spoken,
            {tuple(map(word, pair)): model for pair, model in models.items()},
            founding={tuple(map(word, pair)): trust for pair, trust in founding.items()},
            **ends,
        )
        if isinstance(known, type):
            assert asked is known
            continue
        found, same = (
            outcome(qg.hierarchy.stabilise, one, delta, regime) for one in (asked, known)
        )
        if isinstance(same, type):
            assert found is same
            continue
        solved += 1
        for one, other in zip(found.pairs, same.pairs, strict=True):
            assert [*map(word, one.pair)] == [*other.pair]
            assert one.classes.tolist() == other.classes.tolist()
            assert one.founding_value == other.founding_value
            assert (one.level, one.crosses) == (other.level, other.crosses)
    assert solved
