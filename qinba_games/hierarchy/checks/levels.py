"""Certificate of `Levels`: every pair once more from the definition, its surroundings included.

Superiors, frictions, coordinators and the chain of the environment are read off the hierarchy and
off what the superior pairs are said to do; then values by one linear system over (trust,
environment), and every deviation at every (trust, environment, conditions). Pairs of one shape are
looked at together, superiors before those below them.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import math
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...certify.play import Side
from ...common.register import checks, checks_together
from ...partnership.partnership import Partnership
from ...partnership.proof import classes_of
from ...types import Array, Certificate, read_only
from ...verify.findings import Finding, claim, same, verdict, without_policy
from ..hierarchy import Pair
from ..proof import PairProofs, outside_of
from ..results import LevelPair, Levels
from .periods import Periods
from .tree import UP, ParentTree, Surroundings

#: What no coordinator changes in a partnership.
_kept = operator.attrgetter(
    *("members", "benefit", "cost", "outside", "promotion", "friction", "drop", "bad_times"),
    *("mandate", "stake", "founding"),
)
#: What follows from the place of a pair, and what else is so or is not.
_TOLD = (
    *("level", "superior", "crosses", "coordinated", "bridge", "pilot", "environment", "founding"),
)
_FACTS = ("needs", "matters")
_told = operator.attrgetter(*_TOLD)
#: Entries of the largest array of one look.
_CELLS = 2_000_000


#: How surroundings move that never change.
_STILL = read_only([[1]])


class HierarchyReading(NamedTuple):
    """What was seen of a hierarchy before it is judged."""

    again: ReadAgain
    found: list[Finding]
    sides: Sequence[Side]  #: of better equilibria, look by look


@checks(Levels)
def certify_levels(
    result: Levels, policy: Any = None, *, known: HierarchyReading | None = None
) -> Certificate:
    """Whether every pair is where the hierarchy puts it, and no member gains by any deviation."""
    without_policy(
        policy,
        rule="levels have no policy of their own to replace",
        remedy="Judge a pair by verify(solve(levels.flat(a, b), ...), policy=...)",
    )
    again = known.again if known else ReadAgain(result)
    found = known.found if known else again.found()
    tolerance = max(again.allowed, default=0)
    certificate = verdict(found, exact=result.exact, tolerance=tolerance)
    if not certificate.inside:
        return certificate
    proved, open_ = again.outside(known.sides if known else outside_of(again.shown()))
    resting, unsure = again.at_rest(open_)
    if resting:
        return verdict(resting, exact=result.exact, tolerance=tolerance)
    return dataclasses.replace(certificate, **proved, unchecked=unsure)


@checks_together(Levels)
def checks_of_levels(results: Sequence[Levels]) -> list[Callable[..., Certificate]]:
    """The check of each, which knows what is better for pairs of all: those are read together."""
    if any(one.exact for one in results):
        return [certify_levels] * len(results)
    agains = [ReadAgain(result) for result in results]
    found = [again.found() for again in agains]
    shown = [again.shown() for again in agains]
    sides = iter(outside_of([one for some in shown for one in some]))
    read = ([next(sides) for _ in some] for some in shown)
    known = map(HierarchyReading, agains, found, read)
    return [functools.partial(certify_levels, known=one) for one in known]


def _of_the_whole(result: Levels) -> list[Finding]:
    """What is said of no single pair."""
    found = [Finding(int(tuple(p.pair for p in result.pairs) != result.hierarchy.pairs), 0)]
    strange = {"mandate", "stake", "recommendation"} & set(result.coordinator.capacities)
    found.append(claim(not strange, "coordinator"))
    found.append(claim(0 <= result.control_loss <= 1, "control_loss"))
    return found


class Stand(NamedTuple):
    """A pair at its place; or at rest: at one friction for ever, with strong superiors or none."""

    pair: Pair
    place: Surroundings
    strong: bool | None = None

    @property
    def key(self) -> tuple[Pair, bool | None]:
        """Which of its places this is; who follows nobody is at rest without superiors."""
        rests = self.strong is None and self.place.source is None
        return self.pair, False if rests else self.strong

    def chosen(self, said: LevelPair) -> Array:
        """What is said to be agreed on there, (K, Z, T)."""
        if self.strong is None:
            return said.choice
        resting: Array = np.asarray(said.at_rest)[int(self.strong)]
        return resting[:, None]


class ReadAgain:
    """All that is said of pairs, beside what follows from what they are said to do."""

    def __init__(self, result: Levels) -> None:
        self.result, self.tree = result, ParentTree(result)
        self.chains: dict[Pair, Array] = {}
        self.looks: list[tuple[Sequence[Stand], Periods, Array]] = []
        #: Founding classes at rest.
        self.resting: dict[Any, str] = {}
        self.allowed: list[Any] = []

    def found(self) -> list[Finding]:
        """All that is said, but that nothing is better."""
        found = _of_the_whole(self.result)
        if any(one.gain for one in found):
            return found
        for stands in self.groups():
            found += self.judge(stands)
        shown = {stand.key for stands, *_ in self.looks for stand in stands}
        found.append(claim(set(self.result.witness or ()) == shown, "witness"))
        return found

    def groups(self) -> Iterator[list[Stand]]:
        """Pairs of one shape, whose surroundings were looked at before; those at rest last."""
        waves: dict[int, dict[Any, list[Stand]]] = {}
        own = [(self._wave(pair), Stand(pair, self.tree.place(pair))) for pair in self.tree.said]
        for wave, stand in [*own, *((0, stand) for stand in self._at_rest())]:
            model, place = self._model(stand.pair), stand.place
            rule = self.rule(stand.pair, place)
            shape = len(place.friction), len(model.bad_times), model.drop, rule, self._seen(stand)
            waves.setdefault(wave, {}).setdefault(shape, []).append(stand)
        for wave in sorted(waves):
            for (size, *_), stands in waves[wave].items():
                step = max(1, _CELLS // (size * self.result.hierarchy.top + size) ** 2)
                yield from (stands[low : low + step] for low in range(0, len(stands), step))

    def _at_rest(self) -> Iterator[Stand]:
        """Pairs with superiors; who follows nobody is where it would be without them."""
        for pair, over in self.tree.over.items():
            if over is not None:
                alone = self.tree.place(pair).source is None
                for strong in (True,) if alone else (False, True):
                    yield Stand(pair, self.tree.resting(pair, strong=strong), strong)

    def _seen(self, stand: Stand) -> Any:
        """Where breaches are ever seen; tables of exact numbers are alike in that."""
        if not self.result.exact:
            return None
        own, watch = self._model(stand.pair).detection > 0, self.result.coordinator.monitoring > 0
        return tuple(bool(own or (watch and one)) for one in stand.place.credibility)

    def _wave(self, pair: Pair) -> int:
        source = self.tree.place(pair).source
        return 0 if source is None else 1 + self._wave(source)

    def rule(self, pair: Pair, place: Surroundings) -> str:
        """The sharing rule of a pair at its place."""
        if self.result.coordinator.sharing and _helped(place):
            return "voluntary"
        own = self._model(pair).sharing
        return own if isinstance(own, str) else "fractions"

    def _surroundings(self, place: Surroundings) -> Array:
        """How the environment of a pair moves."""
        if place.source is None:
            return _STILL
        if self.result.anticipation == "frozen":
            return np.eye(len(place.labels), dtype=int)
        return self.chains[place.source]

    def judge(self, stands: Sequence[Stand]) -> list[Finding]:
        """All that is said of pairs of one shape."""
        own = [stand.pair for stand in stands if stand.strong is None]
        told = [stand.chosen(self.tree.said[stand.pair]) for stand in stands]
        places, said = [stand.place for stand in stands], [self.tree.said[pair] for pair in own]
        around = [self._surroundings(place) for place in places]
        period = self.period(stands, around, exact=self.result.exact)
        sizes = self.result.hierarchy.top + 1, len(places[0].friction)
        wrong = {one.pair for one in said if not _fits(one, *sizes)}
        if not period.fits(*told):
            wrong |= {at.pair for at, one in zip(stands, told, strict=True) if not period.fits(one)}
        if wrong:
            # What follows from nothing cannot be looked at, here or below.
            self.chains |= {pair: np.eye(math.prod(sizes) + 1, dtype=int) for pair in own}
            return [Finding(math.inf, 0, pair, action="environment") for pair in wrong]
        choice = np.array(told)
        period.agree(choice)
        chain = period.chain()
        self.chains |= zip(own, chain, strict=False)
        self.allowed += period.allowed.tolist()
        names = classes_of(period.full, period.left, (period.chance == 0)[:, None, None])
        if sizes[1] == 1:
            first = [self.result.hierarchy.founding[stand.pair] for stand in stands]
            founded = names[np.arange(len(stands)), first, 0].tolist()
            self.resting |= zip((stand.key for stand in stands), founded, strict=True)
        self.looks.append((stands, period, choice))
        found = deviations(period, stands)
        for at in (stands[row] for row in period.idle_for_nothing()):
            found.append(claim(at.strong is None, "at rest", member=at.pair))
        if not own:
            return found
        found += _numbers(self, period, said)
        for row in np.flatnonzero(~self._helped_so(said, period)):
            found.append(claim(False, "helped", member=own[row]))
        return found + _facts(self, said, places)

    def period(self, stands: Sequence[Stand], around: Sequence[Array], *, exact: bool) -> Periods:
        """Pairs of one shape in surroundings that move like that."""
        return Periods(
            [self._model(stand.pair) for stand in stands],
            [stand.place for stand in stands],
            around,
            rule=self.rule(stands[0].pair, stands[0].place),
            helper=self.result.coordinator,
            delta=self.result.delta,
            exact=exact,
        )

    def shown(self) -> list[PairProofs]:
        """What shows of all pairs that nothing is better."""
        return [
            PairProofs(period.table, choice, [self.result.witness[stand.key] for stand in stands])
            for stands, period, choice in self.looks
        ]

    def outside(
        self, sides: Sequence[Side]
    ) -> tuple[dict[str, Any], set[tuple[Pair, bool | None]]]:
        """What is proved of better equilibria, given what happens above, and where it is not."""
        open_, better, gap = set(), False, 0
        for (stands, *_), one in zip(self.looks, sides, strict=True):
            claimed = [s.strong is None and self.tree.said[s.pair].proven for s in stands]
            side = one.against(np.array(claimed))
            own = sum(stand.strong is None for stand in stands)
            better |= bool(side.better.any())
            gap = max(gap, side.gap[:own].max(initial=0))
            open_ |= {stands[row].key for row in np.flatnonzero(side.gap > 0).tolist()}
        outside = False if better else None if gap > 0 else True
        return {"outside": outside, "gap": gap, "proven": not gap > 0}, open_

    def at_rest(
        self, open_: set[tuple[Pair, bool | None]]
    ) -> tuple[list[Finding], tuple[str, ...]]:
        """What is said of superiors that is not so, and what cannot be told."""
        found, unsure = [], False
        for pair, one in self.tree.said.items():
            if one.at_rest is None:
                continue
            apart, together = (self.resting[pair, strong] for strong in (False, True))
            needs, matters = together in UP and apart not in UP, together != apart
            right = len(one.at_rest) == 2 and (one.needs, one.matters) == (needs, matters)
            if self.tree.place(pair).source is None:
                right &= one.at_rest[0].tolist() == one.choice[:, 0].tolist()
            if not right:
                found.append(claim(False, "needs", member=pair))
            unsure |= not open_.isdisjoint([(pair, False), (pair, True)])
        return found, ("pairs.needs", "pairs.matters", "pairs.at_rest") if unsure else ()

    def _model(self, pair: Pair) -> Partnership:
        return self.result.hierarchy.partnerships[pair]

    def _helped_so(self, said: Sequence[LevelPair], period: Periods) -> Array:
        """Whether pairs are said to be as their coordinators leave them, friction apart."""
        plain = [self._model(one.pair) for one in said]
        numbers = {
            "detection": period.detection[: len(said), 0],
            "deposit": period.deposit[: len(said), 0],
            "subsidy": np.broadcast_to(period.subsidy, len(period.w))[: len(said)],
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
    with contextlib.suppress(ValueError):  # rows of different lengths
        if np.array_equal(np.array(told), values):
            return np.ones(len(told), dtype=bool)
    return np.array([same(np.asarray(a), b) for a, b in zip(told, values, strict=True)])


def _helped(place: Surroundings) -> bool:
    return place.bridge or place.credibility[-1] is not None


def _fits(one: LevelPair, levels: int, places: int) -> bool:
    shapes = one.values.shape, one.friction.shape, one.chain.shape
    return shapes == ((levels, places), (places,), (places, places))


def deviations(period: Periods, stands: Sequence[Stand]) -> list[Finding]:
    """The worst deviation of every kind."""
    found, allowed = [], period.allowed
    for action, gains in period.deviations().items():
        over = gains - allowed.reshape(-1, *[1] * (gains.ndim - 1))
        at = np.unravel_index(int(np.argmax(np.where(over == over, over, math.inf))), over.shape)
        row, k, z, t, *who = (int(i) for i in at)
        pair, labels = stands[row].pair, stands[row].place.labels
        label = labels[z] if labels else ()
        member = (pair, *who) if who else pair
        found.append(Finding(gains[at], period.allowed[row], member, (k, label, t), action))
    return found


def _numbers(again: ReadAgain, period: Periods, said: Sequence[LevelPair]) -> list[Finding]:
    """Every number that is reported, beside what it is; the worst of every kind."""
    count, slim = len(said), 0 if again.result.exact else 1e-12
    pairs = {
        "value": (period.joint(), [one.values for one in said], period.allowed[:count]),
        "friction": (period.friction, [one.friction for one in said], slim),
        "environment moves": (period.around, [one.chain for one in said], slim),
    }
    found = []
    for name, (right, told, most) in pairs.items():
        gap = abs(right[:count] - np.array(told)).reshape(count, -1).max(axis=1)
        row = int(np.argmax(np.where(gap == gap, gap - most, math.inf)))
        accepted = most[row] if isinstance(most, np.ndarray) else most
        found.append(Finding(gap[row], accepted, said[row].pair, action=name))
    return found


def _bools(one: LevelPair) -> bool:
    """Whom friction keeps apart for ever unless its superiors trust each other, that matters to."""
    told = one.needs, one.matters
    return all(isinstance(part, bool) for part in told) and bool(one.matters) >= bool(one.needs)


def _facts(
    again: ReadAgain, said: Sequence[LevelPair], places: Sequence[Surroundings]
) -> list[Finding]:
    """What is said of pairs that is so or is not."""
    result, tree = again.result, again.tree
    hierarchy, below = result.hierarchy, result.regime == "bottom-up"
    found = []
    for one, place in zip(said, places, strict=False):
        trust, over = hierarchy.founding[one.pair], tree.over[one.pair]
        right = (
            *(hierarchy.levels[one.pair], over, len(tree.shared[one.pair]) == 1),
            *(_helped(place), place.bridge, place.source if below else None, place.labels),
            (trust, place.start),
        )
        told = _told(one)
        facts = (
            (one.needs is None) == (one.at_rest is None) == (over is None),
            one.matters is None if one.needs is None else _bools(one),
        )
        if told != right or not all(facts):
            true = (*map(operator.eq, told, right), *facts)
            named = zip((*_TOLD, *_FACTS), true, strict=True)
            found += [claim(False, name, member=one.pair) for name, holds in named if not holds]
    return found
