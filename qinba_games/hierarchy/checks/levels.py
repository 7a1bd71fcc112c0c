"""Certificate of `Levels`: every pair once more from the definition, its surroundings included.

Superiors, frictions, coordinators and the chain of the environment are read off the hierarchy and
off what the superior pairs are said to do; then values by one linear system over (trust,
environment), and every deviation at every (trust, environment, conditions). Pairs of one shape are
looked at together, superiors before those below them.
"""

from __future__ import annotations

import dataclasses
import math
import operator
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ...common.register import checks
from ...partnership.checks.evolution import PATH, classes_of, long_run, reached, time_gap
from ...partnership.partnership import Partnership
from ...types import Array, Certificate
from ...verify.findings import Finding, claim, same, verdict, without_policy
from ..hierarchy import Pair
from ..results import CLASSES, LevelPair, Levels
from .outside import classes_at_rest, outside_of
from .paths import becoming_strong, in_the_long_run, walks
from .periods import Periods
from .tree import UP, Place, Tree

_NAMES = (*CLASSES, "dissolved")
_KINDS = frozenset(_NAMES)
#: What no coordinator changes in a partnership.
_kept = operator.attrgetter(
    *("members", "benefit", "cost", "outside", "promotion", "friction", "drop", "bad_times"),
    *("mandate", "stake"),
)
#: Entries of the largest array of one look.
_CELLS = 2_000_000


@checks(Levels)
def certify_levels(result: Levels, policy: Any = None) -> Certificate:
    """Whether every pair is where the hierarchy puts it, and no member gains by any deviation."""
    without_policy(
        policy,
        rule="levels have no policy of their own to replace",
        remedy="Judge a pair by verify(solve(levels.flat(a, b), ...), policy=...)",
    )
    found = [Finding(int(tuple(p.pair for p in result.pairs) != result.hierarchy.pairs), 0)]
    strange = {"mandate", "stake", "recommendation"} & set(result.coordinator.capacities)
    found.append(claim(not strange, "coordinator"))
    again = Again(result)
    for pairs in again.groups():
        found += again.judge(pairs)
    tolerance = max(again.allowed, default=0)
    certificate = verdict(found, exact=result.exact, tolerance=tolerance)
    if not certificate.inside:
        return certificate
    proved = again.outside()
    resting, unsure = again.at_rest()
    if resting:
        return verdict(resting, exact=result.exact, tolerance=tolerance)
    return dataclasses.replace(certificate, **proved, unchecked=unsure)


class Again:
    """All that is said of pairs, beside what follows from what they are said to do."""

    def __init__(self, result: Levels) -> None:
        self.result, self.tree = result, Tree(result)
        self.chains: dict[Pair, Array] = {}
        self.periods: list[tuple[Sequence[Pair], Periods, Array]] = []
        self.open: set[Pair] = set()
        self.allowed: list[Any] = []

    def groups(self) -> Iterator[list[Pair]]:
        """Pairs of one shape, whose surroundings were looked at before."""
        waves: dict[int, dict[Any, list[Pair]]] = {}
        for pair in self.tree.said:
            place = self.tree.place(pair)
            model, rule = self._model(pair), self.rule(pair, place)
            shape = len(place.friction), len(model.bad_times), model.drop, rule
            waves.setdefault(self._wave(pair), {}).setdefault(shape, []).append(pair)
        for wave in sorted(waves):
            for (size, *_), pairs in waves[wave].items():
                step = max(1, _CELLS // (size * self.result.hierarchy.top + size) ** 2)
                yield from (pairs[low : low + step] for low in range(0, len(pairs), step))

    def _wave(self, pair: Pair) -> int:
        source = self.tree.place(pair).source
        return 0 if source is None else 1 + self._wave(source)

    def rule(self, pair: Pair, place: Place) -> str:
        """The sharing rule of a pair at its place."""
        if self.result.coordinator.sharing and _helped(place):
            return "voluntary"
        own = self._model(pair).sharing
        return own if isinstance(own, str) else "fractions"

    def _surroundings(self, place: Place) -> Array:
        """How the environment of a pair moves."""
        if place.source is None:
            return np.array([[1]])
        if self.result.anticipation == "frozen":
            return np.eye(len(place.labels), dtype=int)
        return self.chains[place.source]

    def judge(self, pairs: Sequence[Pair]) -> list[Finding]:
        """All that is said of pairs of one shape."""
        tree, result = self.tree, self.result
        places = [tree.place(pair) for pair in pairs]
        around = [self._surroundings(place) for place in places]
        period = self._period(pairs, places, around)
        said = [tree.said[pair] for pair in pairs]
        sizes = result.hierarchy.top + 1, len(places[0].friction)
        if wrong := [one for one in said if not (period.fits(one.choice) and _fits(one, *sizes))]:
            # What follows from nothing cannot be looked at, here or below.
            self.chains |= {pair: np.eye(math.prod(sizes) + 1, dtype=int) for pair in pairs}
            return [Finding(math.inf, 0, one.pair, action="environment") for one in wrong]
        choice = np.stack([one.choice for one in said])
        period.agree(choice)
        self.periods.append((pairs, period, choice))
        chain = period.chain()
        self.chains |= zip(pairs, chain, strict=True)
        self.allowed += period.allowed.tolist()
        names = classes_of(period.full, period.left, (period.chance == 0)[:, None, None])
        values = period.values(chain)
        found = deviations(period, values, said, places)
        found += _numbers(self, period, values.sum(axis=-1), said, places, chain, names)
        for one, right in zip(said, self._helped_so(said, period), strict=True):
            found.append(claim(right, "helped", member=one.pair))
        return found + _facts(self, said, places, names)

    def _period(
        self, pairs: Sequence[Pair], places: Sequence[Place], around: Sequence[Array]
    ) -> Periods:
        return Periods(
            [self._model(pair) for pair in pairs],
            places,
            around,
            rule=self.rule(pairs[0], places[0]),
            helper=self.result.coordinator,
            delta=self.result.delta,
            exact=self.result.exact,
        )

    def outside(self) -> dict[str, Any]:
        """What is proved of better equilibria of all pairs, given what happens above them."""
        sides = [outside_of(period, choice) for _, period, choice in self.periods]
        for (pairs, *_), side in zip(self.periods, sides, strict=True):
            self.open |= {pairs[row] for row in np.flatnonzero(side.gap > 0).tolist()}
        better = any(side.better.any() for side in sides)
        gap = max((side.gap.max() for side in sides), default=0)
        outside = False if better else None if gap > 0 else True
        return {"outside": outside, "gap": gap, "proven": not gap > 0}

    def at_rest(self) -> tuple[list[Finding], tuple[str, ...]]:
        """What is said of superiors that is not so, and what cannot be told.

        Who follows nobody is where it would be without superiors.
        """
        said, tree = self.tree.said, self.tree
        asked = [pair for pair, one in said.items() if one.needs is not None]
        alone = [pair for pair in asked if tree.place(pair).source is None]
        known = {
            (pair, False): (said[pair].founding_class, pair not in self.open) for pair in alone
        }
        every = ((pair, strong) for pair in asked for strong in (False, True))
        classes = known | self._resting([case for case in every if case not in known])
        found, unsure = [], False
        for pair in asked:
            (apart, one), (together, two) = (classes[pair, strong] for strong in (False, True))
            needs, matters = together in UP and apart not in UP, together != apart
            if not (one and two):
                unsure = True
            elif (said[pair].needs, said[pair].matters) != (needs, matters):
                found.append(claim(False, "needs", member=pair))
        return found, ("pairs.needs", "pairs.matters") if unsure else ()

    def _resting(self, cases: Sequence[tuple[Pair, bool]]) -> dict[Any, tuple[str, bool]]:
        """Founding class at friction that stays, superiors apart or not, and if it is certain."""
        groups: dict[Any, list[tuple[tuple[Pair, bool], Place]]] = {}
        for pair, strong in cases:
            place, model = self.tree.resting(pair, strong=strong), self._model(pair)
            shape = len(model.bad_times), model.drop, self.rule(pair, place)
            groups.setdefault(shape, []).append(((pair, strong), place))
        found: dict[Any, tuple[str, bool]] = {}
        for group in groups.values():
            keys, places = zip(*group, strict=True)
            pairs = [pair for pair, _ in keys]
            names, sure = classes_at_rest(
                self._period(pairs, places, [np.array([[1]])] * len(keys))
            )
            first = [self.result.hierarchy.founding[pair] for pair in pairs]
            founded = names[np.arange(len(keys)), first]
            found |= zip(keys, zip(founded.tolist(), sure.tolist(), strict=True), strict=True)
        return found

    def _model(self, pair: Pair) -> Partnership:
        return self.result.hierarchy.partnerships[pair]

    def _helped_so(self, said: Sequence[LevelPair], period: Periods) -> Array:
        """Whether pairs are said to be as their coordinators leave them, friction apart."""
        plain = [self._model(one.pair) for one in said]
        numbers = {
            "detection": period.detection[:, 0],
            "deposit": period.deposit[:, 0],
            "subsidy": np.broadcast_to(period.subsidy, len(said)),
        }
        kept = [
            (one.helped is own or all(map(_alike, _kept(one.helped), _kept(own))))
            and same(one.helped.sharing, "voluntary" if period.game.voluntary else own.sharing)
            for one, own in zip(said, plain, strict=True)
        ]
        right = np.array(kept)
        for name, values in numbers.items():
            right &= _rows_alike([getattr(one.helped, name) for one in said], values)
        return right


def _alike(told: Any, own: Any) -> bool:
    return told is own or same(told, own)


def _rows_alike(told: Sequence[Any], values: Array) -> Array:
    """Whether two say the same, row by row."""
    alike = len({np.shape(one) for one in told}) == 1 and np.shape(told) == values.shape
    if alike and np.asarray(np.array(told) == values).all():
        return np.ones(len(told), dtype=bool)
    return np.array([same(np.asarray(a), b) for a, b in zip(told, values, strict=True)])


def _helped(place: Place) -> bool:
    return place.bridge or place.credibility[-1] is not None


def _fits(one: LevelPair, levels: int, places: int) -> bool:
    shapes = one.values.shape, one.friction.shape, one.chain.shape
    return shapes == ((levels, places), (places,), (places, places))


def deviations(
    period: Periods, values: Array, said: Sequence[LevelPair], places: Sequence[Place]
) -> list[Finding]:
    """The worst deviation of every kind."""
    found, allowed = [], period.allowed
    for action, gains in period.deviations(values).items():
        over = gains - allowed.reshape(-1, *[1] * (gains.ndim - 1))
        at = np.unravel_index(int(np.argmax(np.where(over == over, over, math.inf))), over.shape)
        row, k, z, t, *who = (int(i) for i in at)
        label = places[row].labels[z] if places[row].labels else ()
        pair = said[row].pair
        member = (pair, *who) if who else pair
        found.append(Finding(gains[at], period.allowed[row], member, (k, label, t), action))
    return found


def _numbers(
    again: Again,
    period: Periods,
    joint: Array,
    said: Sequence[LevelPair],
    places: Sequence[Place],
    chain: Array,
    names: Array,
) -> list[Finding]:
    """Every number that is reported, beside what it is; the worst of every kind."""
    rows, size = np.arange(len(said)), len(places[0].friction)
    first = np.array([again.result.hierarchy.founding[one.pair] for one in said]) * size
    first = first + [place.start for place in places]
    joint = joint.reshape(len(said), -1)
    told = np.stack([one.values for one in said]).reshape(joint.shape)
    slim = 0 if again.result.exact else 1e-12
    end = np.full((len(said), 1), "dissolved")
    kinds = np.concatenate([names.reshape(len(said), -1), end], axis=1)
    hit, time, long = _paths(chain.astype(float), kinds, first, said)
    around = np.stack([one.chain for one in said])
    gaps = {
        "value": (abs(joint - told).max(axis=1), period.allowed),
        "founding value": (
            abs(joint[rows, first] - [one.founding_value for one in said]),
            period.allowed,
        ),
        "friction": (_apart(period.friction, np.stack([one.friction for one in said])), slim),
        "environment moves": (_apart(period.around, around), slim),
        "probability strong": (hit, PATH),
        "time to strong": (time, PATH),
        "long run": (long, PATH),
    }
    found = []
    for name, (gap, most) in gaps.items():
        allowed = np.broadcast_to(np.array(most), len(said))
        over = np.where(gap == gap, gap - allowed, math.inf)
        row = int(np.argmax(over))
        found.append(Finding(gap[row], allowed[row], said[row].pair, action=name))
    return found


def _apart(one: Array, other: Array) -> Array:
    return np.asarray(abs(one - other).reshape(len(one), -1).max(axis=1))


def _paths(
    chain: Array, kinds: Array, first: Array, said: Sequence[LevelPair]
) -> tuple[Array, Array, Array]:
    """How far chances, periods and long-run shares are off; twice looked at where they seem so."""
    through = walks(chain, kinds, first)
    told = np.array([[one.probability_strong, one.time_to_strong] for one in said], dtype=float)
    shares = np.array([[one.long_run.get(n, math.nan) for n in _NAMES] for one in said])
    hit, time = becoming_strong(through)
    here = in_the_long_run(through, _NAMES)

    def gaps(hit: Array, time: Array, here: Array, rows: Any) -> tuple[Array, Array, Array]:
        off = abs(here - shares[rows]).max(axis=-1)
        return abs(hit - told[rows, 0]), time_gap(told[rows, 1], time), off

    found = gaps(hit, time, here, slice(None))
    for row in np.flatnonzero(~(np.maximum.reduce(found) <= PATH)):
        inner = chain[row, :-1]
        met = reached(inner[None], np.ones((1, 1)), kinds[row, None, :-1])
        rest = long_run(inner, np.eye(len(chain[row]))[first[row]])
        here = np.array([rest[kinds[row] == name].sum() for name in _NAMES])
        hit, time = (values[0, first[row]] for values in met)
        for gap, again in zip(found, gaps(hit, time, here, row), strict=True):
            gap[row] = again
    return found


def _bools(one: LevelPair) -> bool:
    """Whom friction keeps apart for ever unless its superiors trust each other, that matters to."""
    told = one.needs, one.matters
    return all(isinstance(part, bool) for part in told) and bool(one.matters) >= bool(one.needs)


def _facts(
    again: Again, said: Sequence[LevelPair], places: Sequence[Place], names: Array
) -> list[Finding]:
    """What is said of pairs that is so or is not."""
    result, tree = again.result, again.tree
    hierarchy, below = result.hierarchy, result.regime == "bottom-up"
    found = []
    for one, place, known in zip(said, places, names.tolist(), strict=True):
        trust, over = hierarchy.founding[one.pair], tree.over[one.pair]
        facts = (
            ("level", one.level == hierarchy.levels[one.pair]),
            ("superior", one.superior == over),
            ("crosses", one.crosses == (len(tree.shared[one.pair]) == 1)),
            ("coordinated", one.coordinated == _helped(place)),
            ("bridge", one.bridge == place.bridge),
            ("pilot", one.pilot == (place.source if below else None)),
            ("environment", one.environment == place.labels),
            ("classes", one.classes.tolist() == known),
            ("founding", one.founding == (trust, place.start)),
            ("founding class", one.founding_class == known[trust][place.start]),
            ("never strong", math.isinf(one.time_to_strong) == (one.probability_strong == 0)),
            ("long run", one.long_run.keys() == _KINDS),
            ("needs", (one.needs is None) == (over is None)),
            ("matters", one.matters is None if one.needs is None else _bools(one)),
        )
        found += [claim(False, name, member=one.pair) for name, true in facts if not true]
    return found
