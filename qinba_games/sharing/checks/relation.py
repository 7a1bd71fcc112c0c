"""One relation as its checks read it: what keeping and breaking an agreement is worth.

Everything is recomputed from the model: values from the equations that define them, and the
least share of a member from the fact that its gains are linear in it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...agreements.agreement import Agreement
from ...cooperative.tu_game import TUGame
from ...repeated.checks.round import Round
from ...repeated.relation import Relation
from ...repeated.repeated_game import RepeatedGame
from ...stage.stage_game import StageGame
from ...types import Array, Profile
from ...verify.findings import Finding

#: Rules that need to know the relation only, and those that divide what coalitions can reach.
SIMPLE = ("none", "equal", "surplus", "proportional", "optimal")
COALITIONAL = ("shapley", "tau", "nucleolus", "prenucleolus", "per-capita nucleolus")


def is_one(model: Any) -> bool:
    """Whether every period is the same, so that there is no state to depend on."""
    single = isinstance(model, (Relation, RepeatedGame, StageGame, Agreement))
    return single or (model.levels == 1 and not model.bad_times)


def recomputed(model: Any, given: Relation, profile: Profile | None, trust: int | None) -> Relation:
    """The relation read off the model once more, in the arithmetic of `given`."""
    found = _recomputed(model, profile, trust)
    return found if given.exact else found.as_floats()


def _recomputed(model: Any, profile: Profile | None, trust: int | None) -> Relation:
    if isinstance(model, Relation):
        return model
    if isinstance(model, (StageGame, RepeatedGame)):
        assert profile is not None
        game = model if isinstance(model, RepeatedGame) else RepeatedGame(model)
        case = Round(game, exact=game.exact)
        w = case.reversion()
        members = game.stage.players
        return Relation(case.at(profile), case.temptations(profile, w), w, members=members)
    if isinstance(model, Agreement):
        assert profile is not None
        signed = [model.members[i] for i in profile]
        w = [model.payoff(name, ()) for name in signed]
        free = [model.payoff(i, [j for j in signed if j != i]) for i in signed]
        return Relation(
            [model.payoff(name, signed) for name in signed],
            [max(pair) for pair in zip(free, w, strict=True)],
            w,
            members=signed,
        )
    level = trust or 0
    received = [sum(row) for row in model.benefit[level].tolist()]
    cost = model.cost.tolist()
    return Relation(
        [b - c for b, c in zip(received, cost, strict=True)],
        received,
        model.outside,
        members=model.members,
        cost=cost,
        detection=model.detection,
        friction=0 if model.drop is not None else model.friction.tolist()[level],
        deposit=model.deposit,
        subsidy=model.subsidy,
    )


def difference(first: Relation, second: Relation) -> Any:
    """Largest difference between two relations in any of their numbers."""
    names = ["payoffs", "deviation", "outside", "deposit", "detection", "friction", "subsidy"]
    gaps = [abs(getattr(first, name) - getattr(second, name)) for name in names]
    return max(np.max(gap) for gap in gaps)


def gains(relation: Relation, i: int, share: Any, delta: Any) -> tuple[Any, Any]:
    """What member i gains at a discount factor by breaking the agreement, and by leaving.

    V = (1 - delta)(x + s) + delta ((1 - eps) V + eps w); whoever breaks the agreement has
    (1 - delta)(d + (1 - q) s - q B) + delta (q w + (1 - q)((1 - eps) V + eps w)). Here everything
    is counted from w, and `share` too.
    """
    q, eps, s = relation.detection, relation.friction, relation.subsidy
    grabbed = relation.deviation[i] - relation.outside[i] + (1 - q) * s - q * relation.deposit[i]
    kept = (1 - delta) * (share + s) / (1 - delta * (1 - eps))
    broken = (1 - delta) * grabbed + delta * (1 - q) * (1 - eps) * kept
    return broken - kept, -kept


def floor(relation: Relation, i: int, delta: Any) -> Any:
    """The least share at which member i neither breaks the agreement nor leaves."""
    at_zero, at_one = (gains(relation, i, x, delta) for x in (0, 1))
    # Both gains fall linearly in the share.
    roots = [zero / (zero - one) for zero, one in zip(at_zero, at_one, strict=True)]
    return relation.outside[i] + max(roots)


def worths_again(model: Any, relation: Relation, trust: int | None) -> TUGame:
    """What coalitions can reach, by going through them one by one."""
    if isinstance(model, Relation) and model.worths is not None:
        return model.worths
    n = relation.n_members
    values = [0 * relation.joint]
    for mask in range(1, 1 << n):
        own = [i for i in range(n) if mask >> i & 1]
        reached = _reach(model, own, trust, relation.members)
        values.append(max(relation.outside[own].sum(), reached))
    values[-1] = relation.joint
    clean = _exact.fractions(values) if relation.exact else np.array(values, dtype=float)
    return TUGame(clean)


def _reach(model: Any, own: list[int], trust: int | None, players: tuple[str, ...]) -> Any:
    """What a coalition of at least two partners, or of players, can count on by itself."""
    if isinstance(model, Relation):
        return -np.inf
    if isinstance(model, (StageGame, RepeatedGame)):
        payoffs = (model if isinstance(model, StageGame) else model.stage).payoffs
        joint = payoffs[..., own].sum(axis=-1)
        others = [j for j in range(payoffs.shape[-1]) if j not in own]
        for j in reversed(others):
            joint = joint.min(axis=j)
        return joint.max()
    if len(own) < 2:
        return -np.inf
    if isinstance(model, Agreement):
        signed = [players[i] for i in own]
        return sum(model.payoff(name, signed) for name in signed)
    level = trust or 0
    inside = sum(model.benefit[level, i, j] for i in own for j in own)
    return inside - sum(model.cost[i] for i in own)


def relation_findings(relation: Relation, rule: str, payoffs: Array) -> list[Finding]:
    """Whether payoffs are what a simple rule gives in a relation."""
    expected = by_rule(relation, rule)
    if expected is None:
        return [Finding(math.inf, 0, action=f"divide by '{rule}'")]
    allowed = _tolerance.check(*relation.levels)
    off = abs(payoffs - expected)
    return [
        Finding(abs(payoffs.sum() - relation.joint), len(payoffs) * allowed, state="sum"),
        *(Finding(o, allowed, member=m) for m, o in zip(relation.members, off, strict=True)),
    ]


def by_rule(relation: Relation, rule: str) -> Array | None:
    """Shares of a rule that needs to know the relation only, by its definition."""
    g, w, n = relation.payoffs, relation.outside, relation.n_members
    total = g.sum()
    match rule:
        case "none":
            return g
        case "equal":
            return np.array([total / n] * n)
        case "surplus":
            return np.array([(n * own + total - w.sum()) / n for own in w])
        case "proportional":
            assert relation.cost is not None
            return np.array([total * c / relation.cost.sum() for c in relation.cost])
        case "optimal":
            return _optimal(relation)
    return None


def _optimal(relation: Relation) -> Array:
    """The surplus in proportion to what breaking the agreement brings beyond the outside value."""
    q, s, n = relation.detection, relation.subsidy, relation.n_members
    floor_alone = relation.outside - s
    net = relation.deviation + (1 - q) * s - q * relation.deposit
    over = [max(0 * a, a - b) for a, b in zip(net, relation.outside, strict=True)]
    left = relation.joint - floor_alone.sum()
    if sum(over) <= n * relation.tie:
        return np.array([f + left / n for f in floor_alone])
    return np.array([f + left * o / sum(over) for f, o in zip(floor_alone, over, strict=True)])
