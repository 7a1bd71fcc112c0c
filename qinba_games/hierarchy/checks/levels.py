"""Certificate of `Levels`: every pair once more from the definition, its surroundings included.

Superiors, frictions, coordinators and the chain of the environment are read off the hierarchy and
off what the superior pairs are said to do; then values by one linear system over (trust,
environment), and every deviation at every (trust, environment, conditions). Pairs of one shape are
looked at together, superiors before those below them.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...certify.record import Side
from ...common.register import checks, checks_together
from ...partnership.partnership import Partnership
from ...types import Array, Certificate, read_only
from ...verify.findings import Finding, claim, verdict
from ..hierarchy import Pair
from ..proof import PairProofs, outside_of
from ..results import Levels
from .periods import Periods
from .tree import ParentTree, Surroundings

#: Entries of the largest array of one look.
_CELLS = 2_000_000


#: How surroundings move that never change.
_UNCHANGED = read_only([[1]])


class _HierarchyReading(NamedTuple):
    """What was seen of a hierarchy before it is judged."""

    again: ReadAgain
    findings: list[Finding]
    sides: Sequence[Side]  #: of better equilibria, look by look


@checks(
    Levels,
    "levels have no policy of their own to replace",
    "Judge a pair by verify(solve(levels.flat(a, b), ...), policy=...)",
)
def _certify_levels(result: Levels, *, known: _HierarchyReading | None = None) -> Certificate:
    """Whether every pair is where the hierarchy puts it, and no member gains by any deviation."""
    again = known.again if known else ReadAgain(result)
    findings = known.findings if known else again.findings()
    tolerance = max(again.allowed, default=0)
    certificate = verdict(findings, exact=result.exact, tolerance=tolerance)
    if not certificate.inside:
        return certificate
    proved, open_ = again.outside(known.sides if known else outside_of(again.shown()))
    below = {pair for pair, over in again.tree.over.items() if over is not None}
    unsure = any(pair in below and strong is not None for pair, strong in open_)
    if unsure and proved["outside"]:
        proved["outside"] = None
    return dataclasses.replace(certificate, **proved)


@checks_together(Levels)
def _checks_of_levels(results: Sequence[Levels]) -> list[Callable[..., Certificate]]:
    """The check of each, which knows what is better for pairs of all: those are read together."""
    if any(one.exact for one in results):
        return [_certify_levels] * len(results)
    agains = [ReadAgain(result) for result in results]
    findings = [again.findings() for again in agains]
    proofs = [again.shown() for again in agains]
    sides = iter(outside_of([one for some in proofs for one in some]))
    read = ([next(sides) for _ in some] for some in proofs)
    known = map(_HierarchyReading, agains, findings, read)
    return [functools.partial(_certify_levels, known=one) for one in known]


def _of_the_whole(result: Levels) -> list[Finding]:
    """What is said of no single pair."""
    strange = {"mandate", "stake", "recommendation"} & set(result.coordinator.capacities)
    return [
        claim(not strange, "coordinator"),
        claim(0 <= result.control_loss <= 1, "control_loss"),
        claim({*result.unsettled} <= {*result.hierarchy.pairs}, "unsettled"),
    ]


class Stand(NamedTuple):
    """A pair at its place; or in a constant environment, with strong superiors or none."""

    pair: Pair
    place: Surroundings
    strong: bool | None = None

    @property
    def key(self) -> tuple[Pair, bool | None]:
        """Which of its places this is; who follows nobody is in the constant one."""
        alone = self.strong is None and self.place.source is None
        return self.pair, False if alone else self.strong


class ReadAgain:
    """All that is said of pairs, beside what follows from what they are said to do."""

    def __init__(self, result: Levels) -> None:
        self.result = result
        #: Where pairs were looked at whose trust may surround others.
        self.periods: dict[Pair, tuple[Periods, int]] = {}
        self.looks: list[tuple[Sequence[Stand], Periods, Array]] = []
        self.allowed: list[Any] = []

    @functools.cached_property
    def tree(self) -> ParentTree:
        """The hierarchy, and what is said of its pairs."""
        return ParentTree(self.result)

    def findings(self) -> list[Finding]:
        """All that is said, but that nothing is better."""
        findings = _of_the_whole(self.result)
        if any(one.gain for one in findings):
            return findings
        for stands in self.groups():
            findings += self.judge(stands)
        keys = {stand.key for stands, *_ in self.looks for stand in stands}
        findings.append(claim(set(self.result.witness or ()) == keys, "witness"))
        return findings

    def groups(self) -> Iterator[list[Stand]]:
        """Pairs of one shape, whose surroundings were looked at before; constant ones last."""
        waves: dict[int, dict[Any, list[Stand]]] = {}
        own = [(self._wave(pair), Stand(pair, self.tree.place(pair))) for pair in self.tree.pairs]
        for wave, stand in [*own, *((0, stand) for stand in self._constant())]:
            model, place = self._model(stand.pair), stand.place
            rule = self.tree.rule(stand.pair, place)
            shape = len(place.friction), len(model.bad_times), model.drop, rule, self._seen(stand)
            waves.setdefault(wave, {}).setdefault(shape, []).append(stand)
        for wave in sorted(waves):
            for (size, *_), stands in waves[wave].items():
                step = max(1, _CELLS // (size * self.result.hierarchy.top + size) ** 2)
                yield from (stands[low : low + step] for low in range(0, len(stands), step))

    def _constant(self) -> Iterator[Stand]:
        """Pairs with superiors; who follows nobody is where it would be without them."""
        for pair, over in self.tree.over.items():
            if over is not None:
                alone = self.tree.place(pair).source is None
                for strong in (True,) if alone else (False, True):
                    yield Stand(pair, self.tree.constant(pair, strong=strong), strong)

    def _seen(self, stand: Stand) -> Any:
        """Where breaches are ever seen; tables of exact numbers are alike in that."""
        if not self.result.exact:
            return None
        own, watch = self._model(stand.pair).detection > 0, self.result.coordinator.monitoring > 0
        return tuple(bool(own or (watch and one)) for one in stand.place.credibility)

    def _wave(self, pair: Pair) -> int:
        source = self.tree.place(pair).source
        return 0 if source is None else 1 + self._wave(source)

    def _surroundings(self, place: Surroundings) -> Array:
        """How the environment of a pair moves."""
        if place.source is None:
            return _UNCHANGED
        if self.result.anticipation == "frozen":
            return np.eye(len(place.labels), dtype=int)
        period, row = self.periods[place.source]
        return np.asarray(period.chain[row])

    def judge(self, stands: Sequence[Stand]) -> list[Finding]:
        """All that is said of pairs of one shape."""
        own = [stand.pair for stand in stands if stand.strong is None]
        around = [self._surroundings(stand.place) for stand in stands]
        period = self.period(stands, around, exact=self.result.exact)
        witnesses = [self.result.witness[stand.key] for stand in stands]
        choice, worth = period.said(witnesses)
        if not period.fits(*choice):  # nothing can be looked at here or below
            raise IndexError("a choice that there is not")
        period.agree(choice, worth)
        self.periods |= {pair: (period, row) for row, pair in enumerate(own)}
        self.allowed += period.allowed.tolist()
        self.looks.append((stands, period, choice))
        findings = deviations(period, stands)
        for at in (stands[row] for row in period.idle_for_nothing()):
            constant = at.key[1] is not None and self.tree.over[at.pair] is not None
            findings.append(claim(not constant, "constant environment", member=at.pair))
        gaps = period.misses()
        row = int(np.argmax(gaps - period.allowed))
        findings.append(Finding(gaps[row], period.allowed[row], stands[row].pair, action="value"))
        return findings

    def period(self, stands: Sequence[Stand], around: Sequence[Array], *, exact: bool) -> Periods:
        """Pairs of one shape in surroundings that move like that."""
        return Periods(
            [self._model(stand.pair) for stand in stands],
            [stand.place for stand in stands],
            around,
            rule=self.tree.rule(stands[0].pair, stands[0].place),
            helper=self.result.coordinator,
            delta=self.result.delta,
            exact=exact,
        )

    def shown(self) -> list[PairProofs]:
        """What shows of all pairs that nothing is better."""
        return [
            PairProofs(period.kernel, choice, [self.result.witness[stand.key] for stand in stands])
            for stands, period, choice in self.looks
        ]

    def outside(
        self, sides: Sequence[Side]
    ) -> tuple[dict[str, Any], set[tuple[Pair, bool | None]]]:
        """What is proved of better equilibria, given what happens above, and where it is not."""
        open_, better, gap = set(), False, 0
        for (stands, *_), one in zip(self.looks, sides, strict=True):
            claimed = [s.strong is None and s.pair not in self.result.unsettled for s in stands]
            side = one.against(np.array(claimed))
            own = sum(stand.strong is None for stand in stands)
            better |= bool(side.better.any())
            gap = max(gap, side.gap[:own].max(initial=0))
            open_ |= {stands[row].key for row in np.flatnonzero(side.gap > 0).tolist()}
        outside = False if better else None if gap > 0 else True
        return {"outside": outside, "gap": gap, "proven": not gap > 0}, open_

    def _model(self, pair: Pair) -> Partnership:
        return self.result.hierarchy.partnerships[pair]


def deviations(period: Periods, stands: Sequence[Stand]) -> list[Finding]:
    """The worst deviation of every kind."""
    findings, allowed = [], period.allowed
    for action, gains in period.deviations().items():
        over = gains - allowed.reshape(-1, *[1] * (gains.ndim - 1))
        at = np.unravel_index(int(np.argmax(np.where(over == over, over, math.inf))), over.shape)
        row, k, z, t, *who = (int(i) for i in at)
        pair, labels = stands[row].pair, stands[row].place.labels
        label = labels[z] if labels else ()
        member = (pair, *who) if who else pair
        findings.append(Finding(gains[at], period.allowed[row], member, (k, label, t), action))
    return findings
