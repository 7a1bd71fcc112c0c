"""At which discount factors a policy of a stochastic game is an equilibrium.

More patience need not help here: it changes which states are worth reaching, for those who keep an
agreement and for those who break it. So the whole interval is looked at, and there may be several.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from ..core import read
from ..core.answer import Answer, Certificate, show
from ..core.errors import NotApplicableError
from ..core.numbers import POINT, Numbers
from ..core.steps import Spans, find_steps
from ..core.value import value
from ..core.verbs import critical_discount
from .decision import best
from .equilibrium import CONCEPTS
from .solver import Play, solve, upheld
from .stochastic import StochasticGame
from .table import Table

#: Where it is looked first; every change is cut down.
GRID = np.concatenate([np.arange(200) / 200, 1 - np.logspace(-3, -5, 3)])
#: Most policies that are compared where nobody pays; cells that are solved at once.
POLICIES, CELLS = 20_000, 200_000
_REVERSION = "reversion to Markov perfect equilibria, pure"

Holds = Callable[[Numbers], Numbers]


@value
class PolicyDiscount(Answer):
    """What `critical_discount` returns for a stochastic game.

    Attributes
    ----------
    game : StochasticGame
    profile : dict or None
        The policy that was asked about; None: the largest joint value in every state.
    sharing : "voluntary" or "none"
    intervals : Spans
        The discount factors at which it is an equilibrium.
    looks : pairs (discount factor, whether it is one), just inside the ends
    """

    game: StochasticGame
    profile: Any
    sharing: str
    intervals: Spans
    looks: tuple[tuple[float, bool], ...]

    notes = (f"Looked at every 1/{len(GRID) - 3} up to {GRID[-1]:.5f}. Every change is cut down.",)

    @property
    def concept(self) -> str:
        """With or without transfers."""
        return CONCEPTS["voluntary"] if self.sharing == "voluntary" else _REVERSION

    @property
    def delta(self) -> Any:
        """The least; inf if there is none, or if they are not one interval up to 1."""
        return self.intervals.threshold

    @property
    def certificate(self) -> Certificate:
        """At how many of the points just inside the ends the policy is no equilibrium."""
        bad = [point for point, holds in self.looks if holds != self.intervals.holds(point)]
        return Certificate(len(bad), bad or "no end", 0)

    def columns(self) -> dict[str, Any]:
        """One row for each interval."""
        low, high = zip(*self.intervals, strict=True) if self.intervals else ((), ())
        return {"from": low, "to": high}

    def _text(self) -> str:
        return f"delta {show(self.delta)}, an equilibrium on {self.intervals!r}"


@critical_discount.register
def _(
    game: StochasticGame, policy: Any = None, *, sharing: str = "voluntary", coordinator: Any = None
) -> PolicyDiscount:
    """The discount factors at which a policy, or the first best, is an equilibrium."""
    read.choice("critical_discount", "sharing", sharing, CONCEPTS)
    model = game if coordinator is None else coordinator.applied_to(game)
    holds = _question(model, policy, sharing)

    def ask(_: Numbers, points: Numbers) -> tuple[list[bool], list[bool]]:
        flags = holds(points).tolist()
        return flags, flags

    (steps,) = find_steps(ask, 1, GRID)
    intervals = Spans((a, b) for a, b in steps.where(True) if b - a > POINT)
    points = np.array([x for low, high in intervals for x in (low, high - POINT / 2)])
    points = points.clip(0, GRID[-1])
    looks = zip(points.tolist(), (bool(holds(x)[0]) for x in points[:, None]), strict=True)
    return PolicyDiscount(model, policy, sharing, intervals, tuple(looks)).checked()


def _question(game: StochasticGame, policy: Any, sharing: str) -> Holds:
    """Whether a policy, or the first best, is an equilibrium at discount factors."""
    rows = None if policy is None else game.rows(policy)[:, None, None]
    if sharing == "voluntary":
        return partial(_in_blocks, game, partial(_with_transfers, rows))
    policies = _policies(game)
    return lambda points: np.array([_reverts(game, policies, rows, x) for x in points])


def _in_blocks(game: StochasticGame, holds: Callable[[Table], Numbers], points: Numbers) -> Numbers:
    table = game.table(points[:1])
    size = max(1, CELLS // table.reply.size)
    cuts = [points[k : k + size] for k in range(0, len(points), size)]
    return np.concatenate([holds(game.table(some)) for some in cuts])


def _with_transfers(rows: Numbers | None, table: Table) -> Numbers:
    play: Play = solve(table)
    if rows is not None:
        every = np.broadcast_to(rows, play.rows.shape)
        return np.asarray(play.exists & upheld(table, every, play.low))
    first = best(table, table.joint, table.open).values
    own = table.evaluate(play.rows, table.joint[..., None, :])[:, 0]
    reached = first - own <= table.pays.shape[3] * table.near
    return np.asarray(play.exists & reached.all(axis=0))


def _policies(game: StochasticGame) -> Numbers:
    """All pure stationary policies as rows of the table, (states, 1, P)."""
    count = int(game.there.sum(axis=1).astype(object).prod())
    if count > POLICIES:
        rule = f"compares all policies without transfers, at most {POLICIES:,}"
        raise NotApplicableError("critical_discount", "sharing", count, rule, "Let members share.")
    each = [np.flatnonzero(there).tolist() for there in game.there]
    return np.array(list(product(*each))).T[:, None]


def _reverts(game: StochasticGame, policies: Numbers, rows: Numbers | None, delta: float) -> bool:
    """Whether no deviation pays after which the worst Markov perfect equilibrium is played."""
    own = [table.evaluate(some, table.pays) for table, some in _tables(game, policies, delta)]
    each = zip(_tables(game, policies, delta), own, strict=True)
    stable = np.concatenate([upheld(table, some, values) for (table, some), values in each])
    values = np.concatenate(own, axis=-1)
    if not stable.any():
        return False
    worst = values[..., stable].min(axis=-1, keepdims=True)
    candidates = policies[..., _first_best(game, values, delta)] if rows is None else rows
    return any(
        upheld(table, some, np.broadcast_to(worst, (*values.shape[:2], table.games))).any()
        for table, some in _tables(game, candidates, delta)
    )


def _tables(
    game: StochasticGame, policies: Numbers, delta: float
) -> Iterator[tuple[Table, Numbers]]:
    """Policies (states, 1, P) in blocks, with the game once for each of a block."""
    cells = game.there.size * max(game.there.shape[1], 2)
    size = max(1, CELLS // cells)
    for k in range(0, policies.shape[-1], size):
        some = policies[..., k : k + size]
        yield game.table(np.full(some.shape[-1], delta), voluntary=False), some


def _first_best(game: StochasticGame, values: Numbers, delta: float) -> Numbers:
    """Which policies are jointly worth the most in every state, (P,)."""
    joint = values.sum(axis=1)
    near = len(game.players) * game.table(np.array([delta])).near
    return np.asarray((joint >= joint.max(axis=1, keepdims=True) - near).all(axis=0))
