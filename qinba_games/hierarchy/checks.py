"""Certificate of `Levels`: every pair once more from the definition, its surroundings included.

Superiors, frictions, coordinators and the chain of the environment are read off the hierarchy and
off what the superior pairs are said to do; then values by one linear system over (trust,
environment), and every deviation at every (trust, environment, conditions).
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any, NamedTuple

import numpy as np

from .. import _exact, _tolerance
from ..common.certificate import Certificate
from ..common.register import checks
from ..partnership.checks.evolution import PATH, long_run, reached, time_gap
from ..partnership.checks.trust_play import read
from ..partnership.partnership import Partnership
from ..types import Array
from ..verify.findings import Finding, verdict, without_policy
from .hierarchy import Pair
from .results import LevelPair, Levels

_UP = ("weak", "strong")


class _Place(NamedTuple):
    """What surrounds a pair: labels, friction, credibility and chain by environment; the start."""

    labels: tuple[Any, ...]
    friction: list[Any]
    credibility: list[Any]  # of whoever coordinates; None where nobody does
    chain: Array
    start: int
    bridge: bool


@checks(Levels)
def certify_levels(result: Levels, policy: Any = None) -> Certificate:
    """Whether every pair is where the hierarchy puts it, and no member gains by any deviation."""
    without_policy(
        policy,
        rule="levels have no policy of their own to replace",
        remedy="Judge a pair by verify(solve(levels.flat(a, b), ...), policy=...)",
    )
    again = _Again(result)
    found = [Finding(int(tuple(p.pair for p in result.pairs) != result.hierarchy.pairs), 0)]
    tolerance = 0
    for one in result.pairs:
        own, allowed = again.judge(one)
        found += own
        tolerance = max(tolerance, allowed)
    return verdict(found, exact=result.exact, tolerance=tolerance)


class _Again:
    """The hierarchy, read once more."""

    def __init__(self, result: Levels) -> None:
        self.result, self.tree = result, result.hierarchy
        self.said = {one.pair: one for one in result.pairs}
        self.chains: dict[Pair, Array] = {}
        self.places: dict[Pair, _Place] = {}

    # --- the tree ---------------------------------------------------------------------------

    def _line(self, name: Any) -> list[Any]:
        """A government and all above it, the root first."""
        line = [name]
        while self.tree.parents[line[0]] is not None:
            line.insert(0, self.tree.parents[line[0]])
        return line

    def _over(self, pair: Pair) -> Pair | None:
        a, b = (self._line(name) for name in pair)
        deepest = max(len(a), len(b))
        up = tuple(line[-2] if len(line) == deepest else line[-1] for line in (a, b))
        return None if up[0] == up[1] else up

    def _shared(self, pair: Pair) -> list[Any]:
        """All that stand above both, the root first."""
        a, b = (self._line(name) for name in pair)
        return [x for x, y in zip(a, b, strict=False) if x == y]

    def _named(self, pair: Pair | None) -> Pair | None:
        for turned in () if pair is None else (pair, pair[::-1]):
            if turned in self.said:
                return turned
        return None

    # --- what surrounds a pair ----------------------------------------------------------------

    def _source(self, pair: Pair) -> Pair | None:
        if self.result.regime != "bottom-up":
            return self._named(self._over(pair))
        if len(self._shared(pair)) > 1:
            return None
        below = [p for p in self.said if self._named(self._over(p)) == pair]
        able = [p for p in below if self.said[p].founding_class in _UP]
        worth = {p: self.said[p].founding_value for p in able}
        best = [p for p in able if worth[p] == max(worth.values())]
        return min(best, key=lambda p: sorted(map(str, p)), default=None)

    def _place(self, pair: Pair) -> _Place:
        result, tree = self.result, self.tree
        over, shared = self._over(pair), self._shared(pair)
        source, root = self._source(pair), len(shared) == 1
        shallow = min(len(self._line(name)) for name in pair)
        trust = result.coordinator.credibility
        far = trust * (1 - result.control_loss) ** (shallow - len(shared) - 1)
        wide = result.regime in ("national", "three-level")
        helped = result.regime != "none" and (not root or (wide and over is None))
        outer = result.regime == "three-level" and root and over is not None
        bridge = outer and source is not None and self.said[source].founding_class in _UP
        near = far if helped else None
        none = tree.inside if over is None and not root else tree.border[-1]
        if source is None:
            alone = () if over is None else ("none",)
            return _Place(alone, [none], [near], np.array([[1]]), 0, False)
        chain = self._moves(source)
        around = self.places[source].labels or ((),)
        labels: list[Any] = []
        felt: list[Any] = []
        kept: list[Any] = []
        for m in range(tree.top + 1):
            for z in around:
                labels.append((m, z))
                felt.append(tree.border[m])
                kept.append(trust * (1 - result.control_loss) if bridge else near)
        labels.append("none")
        start = tree.founding[source] * len(around) + self.places[source].start
        if result.anticipation == "frozen":
            chain = np.eye(len(labels), dtype=int)
        return _Place(tuple(labels), [*felt, none], [*kept, near], chain, start, bool(bridge))

    def _moves(self, pair: Pair) -> Array:
        """How the trust and the environment of a pair move if it does what it is said to do."""
        if pair not in self.chains:
            self.judge(self.said[pair])
        return self.chains[pair]

    # --- one pair -----------------------------------------------------------------------------

    def judge(self, one: LevelPair) -> tuple[list[Finding], Any]:
        """All that is said of one pair, and the tolerance of its payoffs."""
        place = self.places[one.pair] = self._place(one.pair)
        shape = (self.tree.top + 1, len(place.friction))
        period = _Period(self, one.pair, place)
        conditions, most = period.game.conditions, len(period.game.contributes)
        if one.choice.shape != (*shape, conditions) or one.choice.max() > most:
            self.chains[one.pair] = np.eye(shape[0] * shape[1] + 1, dtype=int)
            return [Finding(math.inf, 0, one.pair, action="environment")], 0
        chain = period.chain(one.choice)
        self.chains[one.pair] = chain
        values = period.values(one.choice)
        allowed = period.allowed
        found = period.deviations(one.choice, values)
        joint = values.sum(axis=-1)
        trust = self.tree.founding[one.pair]
        first = trust * len(place.friction) + place.start
        names = period.classes(one.choice)
        met = reached(chain[None, :-1], np.ones((1, 1)), names.reshape(1, -1).astype(str))
        hit, time = (values[0, first] for values in met)
        shares = long_run(chain[:-1], np.eye(len(chain))[first])
        settled = {n: shares[:-1][names.ravel() == n].sum() for n in one.long_run}
        settled["dissolved"] = shares[-1]
        if one.values.shape != shape or len(one.friction) != shape[1] != len(one.chain):
            return [Finding(math.inf, 0, one.pair, action="values")], allowed
        numbers = {
            "value": (abs(joint - one.values).max(), allowed),
            "founding value": (abs(joint[trust, place.start] - one.founding_value), allowed),
            "friction": (abs(period.friction - one.friction).max(), _slim(self.result.exact)),
            "environment moves": (abs(place.chain - one.chain).max(), _slim(self.result.exact)),
            "probability strong": (abs(hit - one.probability_strong), PATH),
            "time to strong": (time_gap(one.time_to_strong, time), PATH),
            "long run": (max(abs(settled[n] - one.long_run[n]) for n in settled), PATH),
        }
        facts = {
            "level": one.level == self.tree.levels[one.pair],
            "superior": one.superior == self._over(one.pair),
            "crosses": one.crosses == (len(self._shared(one.pair)) == 1),
            "coordinated": one.coordinated == any(k is not None for k in place.credibility),
            "bridge": one.bridge == place.bridge,
            "pilot": one.pilot
            == (self._source(one.pair) if self.result.regime == "bottom-up" else None),
            "environment": one.environment == place.labels,
            "classes": one.classes.tolist() == names.tolist(),
            "founding": one.founding == (trust, place.start),
            "founding class": one.founding_class == names[trust, place.start],
            "never strong": math.isinf(one.time_to_strong) == (one.probability_strong == 0),
            "needs": (one.needs is None) == (self._over(one.pair) is None),
            "matters": one.needs is None or bool(one.matters) >= bool(one.needs),
        }
        found += [Finding(gap, most, one.pair, action=n) for n, (gap, most) in numbers.items()]
        found += [Finding(int(not true), 0, one.pair, action=n) for n, true in facts.items()]
        return found, allowed


class _Period:
    """One period of a pair in every environment, off the parameters of its partnership."""

    def __init__(self, again: _Again, pair: Pair, place: _Place) -> None:
        result = again.result
        self.pair, self.place, self.exact = pair, place, result.exact
        self.delta = _exact.fraction(result.delta) if self.exact else float(result.delta)
        plain, helper = again.tree.partnerships[pair], result.coordinator
        models, left, kinds = [], [], dict[Any, int]()
        for eps, trust in zip(place.friction, place.credibility, strict=True):
            kinds.setdefault(trust, len(kinds))
            left.append(eps if trust is None else eps - eps * helper.mediation * trust)
        for trust in kinds:
            changes: dict[str, Any] = {}
            if (place.bridge or trust is not None) and helper.sharing:
                changes["sharing"] = "voluntary"
            if (place.bridge or trust is not None) and helper.subsidy != 0:
                changes["subsidy"] = helper.subsidy
            if trust is not None and helper.monitoring != 0:
                changes["detection"] = 1 - (1 - plain.detection) * (1 - helper.monitoring * trust)
            if trust is not None and np.any(helper.deposit != 0):
                changes["deposit"] = helper.deposit * trust
            models.append(dataclasses.replace(plain, **changes) if changes else plain)
        self.friction = _numbers(left, exact=self.exact)
        rows = [kinds[trust] for trust in place.credibility]
        game = read(models, exact=self.exact).take(np.array(rows))
        self.game = dataclasses.replace(game, move=_moves(plain, self.friction))
        self.moving = place.chain if self.exact else place.chain.astype(float)
        self.w = self.game.outside[0]
        game = self.game
        everyone = np.asarray(game.contributes.all(axis=1))
        self.paid = game.flow + everyone[:, None] * game.subsidy[:, None, None, None, None]
        self.allowed = 0 if self.exact else _tolerance.check(self.paid, game.flow, self.w)

    def _chosen(self, choice: Array, values: Array) -> Array:
        """The entry of each state's profile; `values` is (Z, K, T, P, ...)."""
        last = len(self.game.contributes) - 1
        index = np.minimum(choice, last).transpose(1, 0, 2)
        extra = values.ndim - 4
        index = index.reshape(*index.shape, *[1] * (1 + extra))
        found = np.take_along_axis(np.asarray(values), index, axis=3)[:, :, :, 0]
        return np.asarray(np.moveaxis(found, 0, 1))  # K Z T ...

    def _next(self, choice: Array | None, values: Array) -> Array:
        """What follows each state if all comply, (K, Z, T, ...), from values (K, Z, ...)."""
        game, leave = self.game, len(self.game.contributes)
        assert choice is not None
        around = np.tensordot(self.moving, values, axes=(1, 1))  # Z K' ...
        both = np.stack([self._expect(kind, around) for kind in (0, 1)])  # 2 Z K ...
        kinds = np.where(game.contributes.all(axis=1), 0, 1)
        kind = kinds[np.minimum(choice, leave - 1)]  # K Z T
        levels, places, _ = choice.shape
        k, z = np.ogrid[:levels, :places]
        return np.asarray(both[kind, z[..., None], k[..., None]])

    def _expect(self, kind: int, around: Array) -> Array:
        move = self.game.move[:, kind]  # Z K K'+1
        ended = move[..., -1]
        rest = self.w if around.ndim == 3 else self.w.sum()
        kept = np.stack([move[z, :, :-1] @ around[z] for z in range(len(move))])
        return np.asarray(kept + (ended[..., None] * rest if around.ndim == 3 else ended * rest))

    def _rows(self, choice: Array) -> Array:
        """Moves over (k, z) in each condition, the end last: (K, Z, T, K Z + 1)."""
        game, leave = self.game, len(self.game.contributes)
        levels, places, conditions = choice.shape
        full = np.append(game.contributes.all(axis=1), False)[choice]
        k, z = np.ogrid[:levels, :places]
        move = game.move[z[..., None], np.where(full, 0, 1), k[..., None]]  # K Z T K'+1
        move = np.where((choice == leave)[..., None], 0, move)
        inner = move[..., :-1, None] * self.moving[None, :, None, None, :]
        ended = np.where(choice == leave, 1, move[..., -1])
        return np.concatenate(
            [inner.reshape(levels, places, conditions, -1), ended[..., None]], axis=-1
        )

    def chain(self, choice: Array) -> Array:
        """Moves over (trust, environment) before conditions are known, the end last."""
        rows = (self._rows(choice) * self.game.chance[0][:, None]).sum(axis=2)
        size = rows.shape[-1]
        end = np.zeros((1, size), dtype=rows.dtype)
        end[0, -1] = 1
        return np.concatenate([rows.reshape(-1, size), end])

    def values(self, choice: Array) -> Array:
        """Members' values at the start of a period, (K, Z, n), by one linear system."""
        game, leave = self.game, len(self.game.contributes)
        levels, places, _ = choice.shape
        stays = (choice != leave)[..., None]
        earned = np.where(stays, (1 - self.delta) * self._chosen(choice, self.paid), self.w)
        rows = np.where(stays, self._rows(choice), 0)
        chance = game.chance[0][:, None]
        right = (earned * chance).sum(axis=2).reshape(-1, len(self.w))
        moves = (rows * chance).sum(axis=2).reshape(-1, levels * places + 1)
        right = right + self.delta * moves[:, -1:] * self.w
        matrix = np.eye(len(moves), dtype=int) - self.delta * moves[:, :-1]
        return np.asarray(_exact.solve(matrix, right).reshape(levels, places, -1))

    def deviations(self, choice: Array, values: Array) -> list[Finding]:
        """The largest gain of leaving, of breaching, of refusing to pay."""
        return (
            self._voluntary(choice, values) if self.game.voluntary else self._fixed(choice, values)
        )

    def _now(self, choice: Array, values: Array) -> Array:
        """Members' values once conditions are known, (K, Z, T, n)."""
        leave = (choice == len(self.game.contributes))[..., None]
        own = (1 - self.delta) * self._chosen(choice, self.paid)
        return np.where(leave, self.w, own + self.delta * self._next(choice, values))

    def _worst(self, gains: Array, where: str) -> Finding:
        place = np.unravel_index(int(np.argmax(gains)), gains.shape)
        k, z, t = place[:3]
        label = self.place.labels[z] if self.place.labels else ()
        who = (self.pair, int(place[3])) if gains.ndim == 4 else self.pair
        return Finding(gains[place], self.allowed, who, (int(k), label, int(t)), where)

    def _fixed(self, choice: Array, values: Array) -> list[Finding]:
        game, now = self.game, self._now(choice, values)
        q = game.detection[None, :, None, None]
        idle = self._chosen(choice, game.flow + game.temptation)
        lost = game.deposit[None, :, None, :]
        missed = idle + (1 - q) * game.subsidy[None, :, None, None] - q * lost
        after = q * self.w + (1 - q) * self._next(choice, values)
        breach = (1 - self.delta) * missed + self.delta * after - now
        breach = np.where((choice == 0)[..., None], breach, self.w - now)
        return [self._worst(self.w - now, "leave"), self._worst(breach, "idle")]

    def _voluntary(self, choice: Array, values: Array) -> list[Finding]:
        game, joint = self.game, values.sum(axis=-1)
        leave = choice == len(game.contributes)
        now = self._now(choice, values).sum(axis=-1)
        surplus = self._next(choice, joint) - self.w.sum()
        q = game.detection[:, None, None, None, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            seldom = np.where(game.temptation > 0, math.inf, 0 * game.temptation)
            saved = np.where(q == 0, seldom, game.temptation / np.where(q == 0, 1, q))
        full = np.asarray(game.contributes.all(axis=1))[:, None]
        subsidy = game.subsidy[:, None, None, None, None]
        breach = np.where(
            game.contributes,
            saved - full * subsidy - game.deposit[:, None, None, None, :],
            -math.inf,
        )
        only = ~game.contributes & (game.contributes.sum(axis=1) == 1)[:, None]
        alone = np.where(only, subsidy - game.temptation[..., :1, :], -math.inf)
        need = np.maximum(np.maximum(breach, alone), np.maximum(self.w - self.paid, 0)).sum(axis=-1)
        gain = (1 - self.delta) * self._chosen(choice, need) - self.delta * surplus
        gain = np.where(leave, 0 * surplus, gain)
        return [self._worst(self.w.sum() - now, "refuse to pay"), self._worst(gain, "any")]

    def classes(self, choice: Array) -> Array:
        """Class of every (trust, environment)."""
        names = np.empty(choice.shape[:2], dtype=object)
        for place in np.ndindex(*names.shape):
            acts = choice[place].tolist()
            leave = len(self.game.contributes)
            if set(acts) == {0}:
                names[place] = "strong"
            elif 0 in acts:
                names[place] = "weak"
            else:
                names[place] = "isolated" if set(acts) == {leave} else "nominal"
        return names


def _numbers(values: list[Any], *, exact: bool) -> Array:
    return _exact.fractions(np.array(values)) if exact else np.array(values, dtype=float)


def _moves(plain: Partnership, friction: Array) -> Array:
    """Chances of the next trust in each environment, after a kept period (0) and another (1)."""
    top = plain.levels - 1
    rise = plain.promotion if friction.dtype == object else float(plain.promotion)
    move = np.zeros((len(friction), 2, top + 1, top + 2), dtype=friction.dtype)
    for k in range(top + 1):
        back = top + 1 if plain.drop is None else max(k - plain.drop, 0)
        move[:, 1, k, back] = 1
        move[:, 0, k, back] += friction
        move[:, 0, k, min(k + 1, top)] += (1 - friction) * rise
        move[:, 0, k, k] += (1 - friction) * (1 - rise)
    return move


def _slim(exact: bool) -> float:
    return 0 if exact else 1e-12
