"""Certificate of a `MembersEvolution`: every set of members once more, from the definition.

What a set is said to do is played out with numbers read off the parameters; values come from one
linear system for each set; then every member is asked whether it would rather leave, breach or
refuse to pay, and every set whether a smaller one that stays together would bring it more.
"""

from __future__ import annotations

import itertools
import math
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...common.register import checks
from ...partnership.checks.evolution import PATH, reached, time_gap
from ...partnership.checks.helped import helped_by
from ...partnership.checks.trust_play import read
from ...partnership.trust_game import TrustGame
from ...types import Array, Certificate
from ...verify.findings import Finding, claim, verdict, without_policy
from ..results.members import MembersEvolution
from .members_outside import of_some, outside_of, with_outside


@checks(MembersEvolution)
def certify_members(result: MembersEvolution, policy: Any = None) -> Certificate:
    """Whether every set does what it gains by, and its values and the path are what that brings."""
    without_policy(
        policy,
        rule="every set of members has a policy of its own",
        remedy="Judge two members by verify(evolve(...), policy=...)",
    )
    again = _Again(result)
    n, found, sides = len(result.members), [*again.nothing(), *again.path()], []
    certificate = verdict(found, exact=result.exact, tolerance=again.allowed)
    for size in range(2, n + 1):
        groups = np.array(list(itertools.combinations(range(n), size)))
        game = read([of_some(result.partnership, who) for who in groups], exact=result.exact)
        for k, who in enumerate(groups.tolist()):
            found += again.judge(
                _Set(tuple(who), sum(1 << i for i in who), game.take(np.array([k])))
            )
        certificate = verdict(found, exact=result.exact, tolerance=again.allowed)
        if certificate.inside:
            sides.append(outside_of(result, again.delta, groups, game))
    return with_outside(certificate, sides) if certificate.inside else certificate


class _Set(NamedTuple):
    """One set of members and its numbers, read off the partnership."""

    who: tuple[int, ...]
    mask: int
    game: TrustGame


class _Again:
    def __init__(self, result: MembersEvolution) -> None:
        self.result, self.model = result, result.partnership
        self.delta: Any = _exact.fraction(result.delta) if result.exact else float(result.delta)
        rule = self.model.sharing
        self.voluntary = isinstance(rule, str) and rule == "voluntary"
        bad = [p for p, _ in self.model.bad_times]
        self.chance = np.array([1 - sum(bad), *bad])
        if not result.exact:
            self.chance = self.chance.astype(float)
        self.allowed = 0
        if not result.exact:
            every = np.arange(len(result.members))
            whole = read([of_some(self.model, every)], exact=False)
            self.allowed = _tolerance.check(whole.flow, whole.outside)

    def nothing(self) -> list[Finding]:
        """Who is alone or outside of a set has what it has outside, and nobody alone goes on."""
        result, n = self.result, len(self.result.members)
        few = np.array([mask.bit_count() < 2 for mask in range(1 << n)])
        shape = (1 << n, self.model.levels, len(self.chance))
        told = result.staying, result.acting, result.surplus
        facts = [helped_by(result)]
        facts += [0 <= result.delta < 1, (result.values is None) == self.voluntary]
        facts += [part.shape == shape for part in told]
        if all(facts):
            facts += [
                bool((part[few] == alone).all())
                for part, alone in zip(told, (0, -1, 0), strict=True)
            ]
            facts += [bool((part == part.astype(int)).all()) for part in told[:2]]
        if all(facts) and result.values is not None:
            out = np.array([[mask >> i & 1 == 0 for i in range(n)] for mask in range(1 << n)])
            out |= few[:, None]
            facts.append(result.values.shape == (*shape, n))
        if all(facts) and result.values is not None:
            w = self.model.outside if result.exact else self.model.outside.astype(float)
            apart = np.moveaxis(result.values, -1, 1) != w[:, None, None]
            facts.append(not apart[out].any())
        return [claim(all(facts), "sets")]

    # --- one set --------------------------------------------------------------------------------

    def judge(self, one: _Set) -> list[Finding]:
        """Everything that is said of one set."""
        stay, act = self.result.staying[one.mask], self.result.acting[one.mask]
        names = tuple(self.result.members[i] for i in one.who)
        goes_on = act >= 0
        wrong = goes_on != (stay == one.mask)
        wrong |= ~goes_on & ((stay & ~one.mask) != 0)
        found = [Finding(int(wrong.any()), 0, names, action="who goes on")]
        found += self._exits(one, names)
        profile = self._profiles(one, act)
        own = self._voluntary if self.voluntary else self._fixed
        return found + own(one, names, profile, stay)

    def _exits(self, one: _Set, names: tuple[str, ...]) -> list[Finding]:
        """Whoever goes on after an exit keeps itself together, and nobody else brings more."""
        result, worst, apart = self.result, 0, 0
        smaller = [one.mask & ~(1 << i) for i in one.who]
        best = np.maximum(np.stack([result.surplus[m] for m in smaller]).max(axis=0), 0)
        for k, t in np.ndindex(*best.shape):
            target = int(result.staying[one.mask, k, t])
            if target == one.mask:
                gap = best[k, t] - result.surplus[one.mask, k, t] if self.voluntary else 0
            else:
                apart |= int(target > 0 and result.staying[target, k, t] != target)
                gap = best[k, t] - (result.surplus[target, k, t] if target else 0)
            worst = max(worst, gap)
        return [
            Finding(worst, self.allowed, names, action="a smaller set brings more"),
            Finding(apart, 0, names, action="does not stay together"),
        ]

    def _profiles(self, one: _Set, act: Array) -> Array:
        """Row of `game.contributes` that is played; -1 where the set does not go on."""
        same = act[..., None] == one.game.contributes @ np.array([1 << i for i in one.who])
        return np.where(same.any(axis=-1), same.argmax(axis=-1), -1)

    def _solve(self, one: _Set, profile: Array, now: Array, exits: Array, end: Array) -> Array:
        """Values before conditions are known, (K, ...); `now` and `exits` are (K, T, ...)."""
        game, levels = one.game, self.model.levels
        matrix = np.eye(levels, dtype=int) + 0 * game.move[0, 0, :, :-1]
        right = np.zeros((levels, now.shape[-1]), dtype=game.flow.dtype)
        for k, t in np.ndindex(*profile.shape):
            p = self.chance[t]
            if profile[k, t] < 0:
                right[k] += p * exits[k, t]
                continue
            move = self._move(game, int(profile[k, t]), k)
            right[k] += p * ((1 - self.delta) * now[k, t] + self.delta * move[-1] * end)
            matrix[k] = matrix[k] - self.delta * p * move[:-1]
        return np.asarray(_exact.solve(matrix, right))

    def _move(self, game: TrustGame, profile: int, k: int) -> Array:
        return np.asarray(game.move[0, 0 if game.contributes[profile].all() else 1, k])

    def _paid(self, one: _Set, profile: Array) -> Array:
        """What each member of the set gets where it goes on, (K, T, s)."""
        game = one.game
        paid = np.zeros((*profile.shape, len(one.who)), dtype=game.flow.dtype)
        for k, t in np.ndindex(*profile.shape):
            if profile[k, t] >= 0:
                full = game.contributes[profile[k, t]].all()
                paid[k, t] = game.flow[0, k, t, profile[k, t]] + full * game.subsidy[0]
        return paid

    def _voluntary(
        self, one: _Set, names: tuple[str, ...], profile: Array, stay: Array
    ) -> list[Finding]:
        game, result = one.game, self.result
        w = game.outside[0]
        paid = self._paid(one, profile)
        now = paid.sum(axis=-1, keepdims=True) - w.sum()
        level, time = np.indices(stay.shape)
        exits = np.where(stay == one.mask, 0, result.surplus[stay, level, time])[..., None]
        start = self._solve(one, profile, now, exits, 0 * w[:1])[:, 0]
        worst, off = -math.inf, 0
        for k, t in np.ndindex(*profile.shape):
            if profile[k, t] < 0:
                value = exits[k, t, 0]
            else:
                later = self._move(game, int(profile[k, t]), k)[:-1] @ start
                value = (1 - self.delta) * now[k, t, 0] + self.delta * later
                need = self._need(one, int(profile[k, t]), k, t, paid[k, t])
                gain = (1 - self.delta) * need - self.delta * later if need < math.inf else need
                worst = max(worst, gain)
            off = max(off, abs(value - result.surplus[one.mask, k, t]))
        return [
            Finding(worst, self.allowed, names, action="any deviation"),
            Finding(off, self.allowed, names, action="value"),
        ]

    def _need(self, one: _Set, profile: int, k: int, t: int, paid: Array) -> Any:
        """What members must expect above their outside values so as to comply."""
        game, total = one.game, 0
        acts = game.contributes[profile]
        q, subsidy = game.detection[0], game.subsidy[0]
        for i in range(len(one.who)):
            least = max(0, game.outside[0, i] - paid[i])
            saved = game.temptation[0, k, t, profile, i]
            if acts[i]:
                if q == 0 and saved > 0:
                    return math.inf
                gain = saved / q if q > 0 else 0 * saved
                least = max(least, gain - game.deposit[0, i] - (subsidy if acts.all() else 0))
            elif acts.sum() == len(acts) - 1:
                least = max(least, subsidy - game.temptation[0, k, t, 0, i])
            total = total + least
        return total

    def _fixed(
        self, one: _Set, names: tuple[str, ...], profile: Array, stay: Array
    ) -> list[Finding]:
        game, result = one.game, self.result
        assert result.values is not None
        w, q = game.outside[0], game.detection[0]
        paid = self._paid(one, profile)
        exits = np.zeros(paid.shape, dtype=paid.dtype)
        for k, t in np.ndindex(*profile.shape):
            target = int(stay[k, t])
            for i, member in enumerate(one.who):
                stays = target != one.mask and target >> member & 1
                exits[k, t, i] = result.values[target, k, t, member] if stays else w[i]
        start = self._solve(one, profile, paid, exits, w)
        gains: Any = -math.inf
        off: Any = 0
        for k, t in np.ndindex(*profile.shape):
            value, later = exits[k, t], 0 * w
            if profile[k, t] >= 0:
                move = self._move(game, int(profile[k, t]), k)
                later = move[:-1] @ start + move[-1] * w
                value = (1 - self.delta) * paid[k, t] + self.delta * later
            gains = max(gains, (w - value).max())
            if profile[k, t] == 0:
                idle = game.flow[0, k, t, 0] + game.temptation[0, k, t, 0]
                idle = idle + (1 - q) * game.subsidy[0] - q * game.deposit[0]
                breach = (1 - self.delta) * idle + self.delta * (q * w + (1 - q) * later)
                gains = max(gains, (breach - value).max())
            off = max(off, abs(value - result.values[one.mask, k, t, list(one.who)]).max())
            joint = value.sum() - w.sum() - result.surplus[one.mask, k, t]
            off = max(off, abs(joint))
        return [
            Finding(gains, self.allowed, names, action="leave or idle"),
            Finding(off, self.allowed, names, action="value"),
        ]

    # --- the path -------------------------------------------------------------------------------

    def path(self) -> list[Finding]:
        """Founding value, the chain from the founding on, and where it leads."""
        result, model = self.result, self.model
        everybody, first = len(result.staying) - 1, result.founding
        mean = (result.surplus[everybody, first] * self.chance).sum()
        w = model.outside.sum() if result.exact else float(model.outside.sum())
        found = [
            Finding(abs(mean + w - result.founding_value), self.allowed, action="founding value")
        ]
        wrong = result.states[:1] != ((everybody, first),) or len(set(result.states)) != len(
            result.states
        )
        found.append(Finding(int(wrong), 0, action="states"))
        size = len(result.states)
        rows = np.zeros((size + 1, size + 1))
        rows[-1, -1] = 1
        place = {state: x for x, state in enumerate(result.states)}
        for x, (mask, k) in enumerate(result.states):
            for t, p in enumerate(self.chance.astype(float)):
                stay = int(result.staying[mask, k, t])
                if not stay:
                    rows[x, -1] += p
                    continue
                full = result.acting[stay, k, t] == stay
                for level, chance in self._next(k, full=bool(full)):
                    if p * chance > 0:
                        there = size if level is None else place.get((stay, level))
                        if there is None:
                            return [*found, Finding(math.inf, 0, action="states")]
                        rows[x, there] += p * chance
        gap = abs(rows - result.chain).max() if rows.shape == result.chain.shape else math.inf
        found.append(Finding(gap, PATH, action="chain"))
        drawn = np.flatnonzero(self.chance)
        full = [
            m == everybody and bool((result.acting[m, k, drawn] == m).all())
            for m, k in result.states
        ]
        names = np.where(full, "strong", "other")[None]
        hit, time = reached(rows[None, :-1], np.ones((1, 1)), names)
        found.append(Finding(abs(hit[0, 0] - result.probability_strong), PATH, action="P(strong)"))
        never = math.isinf(result.time_to_strong) == (result.probability_strong == 0)
        found.append(Finding(int(not never), 0, action="never strong"))
        far = time_gap(result.time_to_strong, time[0, 0])
        return [*found, Finding(far, PATH, action="time to strong")]

    def _next(self, k: int, *, full: bool) -> list[tuple[int | None, float]]:
        model = self.model
        fallen = None if model.drop is None else max(0, k - model.drop)
        if not full:
            return [(fallen, 1.0)]
        friction, rise = float(model.friction[k]), float(model.promotion)
        moves: dict[int | None, float] = {fallen: friction}
        up = min(k + 1, model.levels - 1)
        moves[up] = moves.get(up, 0) + (1 - friction) * rise
        moves[k] = moves.get(k, 0) + (1 - friction) * (1 - rise)
        return list(moves.items())
