"""Partnerships as their checks read them, and what is agreed in them as a `Play`.

Flows, temptations and moves are read off the parameters once more, one member at a time: a mistake
in the arrays that the solvers were given shows when they are compared with these. Many partnerships
at once: arrays have a leading axis N, then S = levels x conditions states and n members.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...repeated.checks.round import shares
from ...types import Array, BoolArray
from ...verify.findings import Deviation, Play
from ..partnership import Partnership
from ..trust_game import TrustGame

_NUMBERS = ("benefit", "cost", "outside", "promotion", "friction", "detection", "deposit")
NEVER = -np.inf


def alike(models: Sequence[Partnership]) -> bool:
    """Whether partnerships differ in numbers and names only."""
    shapes = [(_bound(m), m.drop, m.benefit.shape, len(m.bad_times), _rule(m)) for m in models]
    return all(shape == shapes[0] for shape in shapes)


def _bound(model: Partnership) -> list[bool]:
    """Whether each member is bound to stay."""
    return [name in model.mandate for name in model.members]


def _rule(model: Partnership) -> str:
    return model.sharing if isinstance(model.sharing, str) else "fractions"


def read(models: Sequence[Partnership], *, exact: bool, rule: str | None = None) -> TrustGame:
    """Flows, temptations and moves of partnerships that are `alike`, off their parameters.

    In `Fraction`s if `exact`, else in floats; `rule` where the sharing rule is not their own.
    """

    def numbers(values: Any) -> Array:
        return _exact.as_numbers(values, exact)

    first, rule = models[0], rule or _rule(models[0])
    of = {name: numbers([getattr(m, name) for m in models]) for name in (*_NUMBERS, "subsidy")}
    bad, costs = [], [of["cost"]]
    for t in range(len(first.bad_times)):
        bad.append(numbers([m.bad_times[t][0] for m in models]))
        costs.append(of["cost"] + numbers([m.bad_times[t][1] for m in models]))
    good = 1 - sum(bad, numbers([0] * len(models)))
    n = len(first.members)
    # By their numbers if names differ.
    called = first.members if len({m.members for m in models}) == 1 else map(str, range(1, n + 1))
    profiles = [(True,) * n, (False,) * n]
    if rule == "voluntary":
        profiles = list(itertools.product((True, False), repeat=n))
    gross, saved = _periods(of["benefit"], np.stack(costs, axis=1), profiles)
    flow = gross - saved
    w, earned = of["outside"][:, None, None, :], flow[..., 0, :]
    alone = gross[..., 0, :]  # whoever idles while the others contribute
    if rule not in ("voluntary", "none"):
        parts: Any = rule
        if rule == "fractions":
            parts = numbers([m.sharing for m in models])[:, None, None, :]
        cost = of["cost"][:, None, None, :]
        flow[..., 0, :] = shares(parts, earned, np.maximum(alone, w), w, cost=cost)
    staked = any(m.stake != 0 for m in models)
    if staked:
        above = flow[..., 0, :] - w
        part = numbers([m.stake for m in models])[:, None, None, None]
        flow[..., 0, :] -= part * above * (above.sum(axis=-1, keepdims=True) > 0)
    if staked or rule not in ("voluntary", "none"):
        saved[..., 0, :] = alone - flow[..., 0, :]
    return TrustGame(
        members=tuple(called),
        contributes=np.array(profiles),
        flow=flow,
        temptation=saved,
        move=moves(of["friction"], of["promotion"], first.drop),
        chance=np.stack([np.maximum(good, 0), *bad], axis=1),
        voluntary=rule == "voluntary",
        mandated=np.array(_bound(first)),
        **{name: of[name] for name in ("outside", "detection", "deposit", "subsidy")},
    )


def _periods(benefit: Array, costs: Array, profiles: list[tuple[bool, ...]]) -> tuple[Array, Array]:
    """What members get when these contribute, and what each of them would save by idling."""
    count, levels, n, _ = benefit.shape
    shape = (count, levels, costs.shape[1], len(profiles), n)
    earned, saved = (np.zeros(shape, dtype=benefit.dtype) for _ in range(2))
    acts = np.array(profiles).astype(benefit.dtype)
    for i, j in itertools.permutations(range(n), 2):
        earned[..., i] += acts[:, j] * benefit[:, :, i, j, None, None]
    for i in range(n):
        saved[..., i] = acts[:, i] * costs[:, None, :, i, None]
    return earned, saved


def moves(friction: Array, promotion: Array, drop: int | None) -> Array:
    """Chances of every trust level in the next period, the last column being the end."""
    count, levels = friction.shape
    move = np.zeros((count, 2, levels, levels + 1), dtype=friction.dtype)
    for k in range(levels):
        back, up = levels if drop is None else max(k - drop, 0), min(k + 1, levels - 1)
        smooth = 1 - friction[:, k]
        move[:, 1, k, back] = 1
        move[:, 0, k, back] += friction[:, k]
        move[:, 0, k, up] += smooth * promotion
        move[:, 0, k, k] += smooth * (1 - promotion)
    return move


class Agreed(NamedTuple):
    """Agreed choices, what they pay and where they lead."""

    game: TrustGame
    choice: Array  #: shape (N, S): their numbers
    delta: Array  #: shape (N, 1, 1)
    #: Shape (N, S): whether nobody leaves, and whether all contribute.
    stays: BoolArray
    who: BoolArray  #: shape (N, S, n): who contributes
    everyone: BoolArray
    #: Shape (N, S, n): what a period pays without the subsidy, what a contributor saves in it by
    #: idling, and what it pays in all.
    flow: Array
    saved: Array
    payoff: Array
    chain: Array  #: shape (N, S, S + 1): moves; the last column is the end of the relation
    values: Array  #: shape (N, S, n)

    def worth(self, payoff: Array) -> Array:
        """Values in every state if a period pays this."""
        ended = self.delta * self.chain[..., -1:] * self.game.outside[:, None, :]
        reward = (1 - self.delta) * payoff + ended
        over = 1 - self.delta[..., 0] + self.delta[..., 0] * self.chain[..., -1]
        return Play(reward, self.delta * self.chain[..., :-1], over).values()

    def future(self, values: Array, outside: Array) -> Array:
        """Expected values of the next state."""
        return np.asarray(self.chain[..., :-1] @ values + self.chain[..., -1:] * outside)

    def near(self, *terms: Array) -> Any:
        """Gains up to this are rounding where these terms, shape (N, S, n), meet; 0 if exact.

        They may be small remainders of the largest payoffs that are reached.
        """
        return self.near_of(self.floors, *terms)

    def near_together(self, *terms: Array) -> Any:
        """The same where terms of all members meet in one constraint, shape (N, S)."""
        if self.floors.dtype == object:
            return 0
        sums = [np.where(np.isfinite(term), abs(term), 0).sum(axis=-1) for term in terms]
        return self.near_of(self.floors.sum(axis=-1), *sums)

    def near_of(self, floors: Array, *terms: Array) -> Any:
        """Slack of a certificate where numbers of these sizes meet."""
        if floors.dtype == object:
            return 0
        # What is a tie for a solver is one here, also where little meets at high patience.
        slack = _tolerance.meeting(_tolerance.TIE, floors)
        return slack + _tolerance.meeting(_tolerance.CHECK, *terms)

    @property
    def floors(self) -> Array:
        """The largest payoff of each member that is reached with some chance, (N, 1, n)."""
        count, levels = self.game.flow.shape[:2]
        drawn = np.repeat((self.game.chance > 0)[:, None], levels, axis=1).reshape(count, -1)
        paid = abs(self.payoff) + abs(self.saved) * self.stays[..., None]
        return np.asarray(np.where(drawn[..., None], paid, 0 * paid).max(axis=1, keepdims=True))

    def after(self, kind: int, worst: Array | None) -> Array:
        """The same after a deviation that moves trust as when all contribute (0), or not (1)."""
        game, w = self.game, self.game.outside[:, None, :]
        if worst is None:
            return w
        by_level = worst.reshape(*game.flow.shape[:3], -1) * game.chance[:, None, :, None]
        move = game.move[:, kind]
        later = move[..., :-1] @ by_level.sum(axis=2) + move[..., -1:] * w
        return np.repeat(later, game.conditions, axis=1)


def unroll(game: TrustGame, delta: Array, choice: Array) -> Agreed:
    """What choices, shape (N, levels, conditions), pay and lead to."""
    count, levels, conditions = choice.shape
    size, leave = levels * conditions, len(game.contributes)
    index = choice.reshape(count, size)
    stays, kept = index < leave, np.minimum(index, leave - 1)
    who = game.contributes[kept] & stays[..., None]
    everyone = np.asarray(who.all(axis=-1))

    def chosen(values: Array) -> Array:
        by_state = values.reshape(count, size, leave, -1)
        return np.take_along_axis(by_state, kept[..., None, None], axis=2)[:, :, 0]

    flow = chosen(game.flow)
    paid = flow + (everyone * game.subsidy[:, None])[..., None]
    level = np.repeat(np.arange(levels), conditions)
    move = game.move[np.arange(count)[:, None], np.where(everyone, 0, 1), level]
    onward = (move[..., :-1, None] * game.chance[:, None, None, :]).reshape(count, size, size)
    ends = np.where(stays, move[..., -1], 1)[..., None]
    agreed = Agreed(
        game=game,
        choice=index,
        delta=delta[:, None, None],
        stays=stays,
        who=who,
        everyone=everyone,
        flow=flow,
        saved=chosen(game.temptation),
        payoff=np.where(stays[..., None], paid, game.outside[:, None, :]),
        chain=np.concatenate([np.where(stays[..., None], onward, 0), ends], axis=-1),
        values=flow,
    )
    return agreed._replace(values=agreed.worth(agreed.payoff))


def with_fixed_shares(agreed: Agreed, worst: Array | None) -> list[Deviation]:
    """What members gain by leaving, or by a breach that may be found out, at fixed shares.

    `worst`, shape (N, S, n), is what whoever breaks the agreement is held to where somebody cannot
    leave; None: the outside value, since the relation is dissolved.
    """
    game, d, values = agreed.game, agreed.delta, agreed.values
    w, q, free = game.outside[:, None, :], game.detection[:, None, None], ~game.mandated
    lost = game.deposit[:, None, :] + (agreed.everyone * game.subsidy[:, None])[..., None]
    broken = agreed.after(1, worst)
    later = q * broken + (1 - q) * agreed.future(values, w)
    breach = (1 - d) * (agreed.payoff + agreed.saved - q * lost) + d * later
    gains = {"leave": np.where(free, w - values, NEVER)}
    near = {"leave": agreed.near(w, values)}
    if worst is not None:
        alone = np.where(free, d * broken - w, 0) if free.sum() == 1 else 0
        instead = alone if free.any() else np.inf
        gains["stay"] = np.where(agreed.stays[..., None], NEVER, instead + 0 * w)
        near["stay"] = agreed.near(broken, w)
    gains["idle"] = np.where(agreed.who, breach - values, NEVER)
    now = (1 - d) * (abs(agreed.payoff) + abs(agreed.saved) + q * lost)
    near["idle"] = agreed.near(now, later, q * broken, values)
    return by_member(game, gains, near)


def by_member(game: TrustGame, gains: dict[str, Any], near: dict[str, Any]) -> list[Deviation]:
    """Gains of shape (N, S, n), one deviation for each member and action, and what is rounding."""
    return [
        Deviation(name, action, gain[..., i], np.broadcast_to(near[action], gain.shape)[..., i])
        for i, name in enumerate(game.members)
        for action, gain in gains.items()
    ]
