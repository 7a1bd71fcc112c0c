"""How members share the risk of disasters when nobody can be forced to pay."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np

from ... import _check, errors
from ...common import concepts
from ...common.markov_chain import long_run_shares
from ...common.result import FrameColumns, Result, show
from ...common.rounded import derived
from ...common.show import many
from ...types import Array, FloatArray, IntArray, frozen, read_only
from ..drawing import draw_contract, draw_path
from ..insurance import Insurance
from ..risk import (
    Weights,
    autarky,
    certain,
    consumption_pair,
    efficient,
    least_shares,
    place,
    ratio_of,
    utility,
)

#: First best, up to rounding of shares.
_ROUNDING = 1e-12
#: How near to an edge a ratio is at it.
_NEAR = 1e-9


class ContractWitness(NamedTuple):
    """What shows a contract to whoever multiplies it out.

    Attributes
    ----------
    values : array, shape (S, 2S, n) or (S, 1, n)
        What each member has, by state and by the last edge at which the ratio was; of a contract
        that depends on the state alone by state.
    bound : array, shape (S, 2S) or (S, 1), or None
        Positive numbers that cost, at the contract's prices, less today than they are: nothing
        better exists. None where that is not claimed. On a grid, shape (S, K + 1): positive
        numbers that are less tomorrow, drawn and times what weights rise by, so that sums end.
    most : array, shape (S, K + 1), or None
        On a grid: what weighted values come to at most, in any contract.
    """

    values: FloatArray
    bound: FloatArray | None
    most: FloatArray | None = None


@frozen
class RiskPath:
    """What happens along a path of states.

    Attributes
    ----------
    members, states : tuple of str
    ratio : array, shape (T,), or None
        Log ratio of marginal utilities; None where the contract depends on today's state alone.
    income, consumption, transfers : array, shape (T, n)
        A transfer is what a member pays, negative where it receives.
    """

    members: tuple[str, ...]
    states: tuple[str, ...]
    ratio: FloatArray | None
    income: FloatArray
    consumption: FloatArray

    @property
    def transfers(self) -> FloatArray:
        """What each member pays, by period."""
        return np.asarray(self.income - self.consumption)

    plot = draw_path

    def __repr__(self) -> str:
        most = show(_largest(self.transfers))
        return f"RiskPath({many(len(self.states), 'period')}, up to {most} paid)"


@frozen
class RiskSharing(Result):
    r"""A contract about transfers that every member keeps after every history.

    Two members: the log ratio of marginal utilities is moved as little as possible into the
    interval of today's state, and what each consumes follows from it.

    Attributes
    ----------
    insurance : Insurance
    delta : float
    dynamic : bool
        Whether transfers may depend on history; otherwise on today's state alone.
    shares : array, shape (n,)
        Of first best with which the contract starts.
    intervals : array, shape (S, 2), or None
        Lower and upper edge of the ratio by state. At the lower one member 1 is indifferent to
        leaving, at the upper one member 2. None where `consumption` says all.
    consumption : array, shape (S, n), or None
        Where it depends on the state alone.
    witness : ContractWitness
    weights : Weights or None
        Of three or four members whose contract depends on history.
    """

    concept = concepts.COMMITMENT
    _sources = ("ligon2002", "kocherlakota1996", "alvarez2000", "coate1993")

    insurance: Insurance
    delta: float
    dynamic: bool
    shares: Array
    intervals: Array | None
    consumption: Array | None
    witness: ContractWitness
    weights: Weights | None = None

    @property
    def kind(self) -> str:
        """Whether the contract is "static", "autarky", "first best" or "partial"."""
        if not self.dynamic:
            return "static"
        if self.weights is not None:
            return "partial"
        if self.intervals is None:
            alone = np.array_equal(np.asarray(self.consumption), self.insurance.income)
        else:
            alone = self.insurance.is_plain and bool((np.ptp(self.intervals, axis=1) == 0).all())
        if alone:
            return "autarky"
        needed = least_shares(self.insurance, self.delta).sum()
        return "first best" if needed <= 1 + _ROUNDING else "partial"

    @property
    def autarky(self) -> FloatArray:
        """What each member has when it is alone for ever, by state; shape (S, n)."""
        return autarky(self.insurance, self.delta)

    @property
    def transfers(self) -> FloatArray:
        """What each member pays: (S, 2, n) at both edges, or (S, n), on a grid at the start."""
        income = self.insurance.income
        if self.intervals is None:
            return np.asarray(income - self._by_state)
        total = self.insurance.total[:, None]
        spent = consumption_pair(total, self.intervals, self.insurance.aversion)
        return np.asarray(income[:, None] - spent)

    @property
    def values(self) -> FloatArray:
        """Expected discounted utility of each member: (S, 2, n) at both edges, or (S, n)."""
        worth = self.witness.values
        if self.intervals is None:
            return np.asarray(worth[:, -1])
        S = np.arange(self.insurance.n_states)
        return np.stack([worth[S, 2 * S], worth[S, 2 * S + 1]], axis=1)

    @property
    def growth(self) -> float | None:
        """How fast the contract's prices let future income grow; below 1 nothing better exists."""
        if self.witness.bound is None or self.weights is not None:
            return None
        consumed, after = self._plan
        move, bound = self.delta * self.insurance.probability, self.witness.bound
        weight = consumed**self.insurance.aversion
        # What the bound of tomorrow costs today, by state and column.
        dear = (weight[None] / weight[:, after]).max(axis=-1)
        prices = np.einsum("st,tsk,tsk->sk", move, dear, bound[:, after])
        return float((prices / bound).max())

    @property
    def bound(self) -> float | None:
        """By which part of consumption all members could gain at most in another contract.

        0 where nothing better exists; None where nothing bounds it.
        """
        if self.proven:
            return 0.0
        if self.weights is None or self.witness.most is None:
            return None
        gamma = self.insurance.aversion
        weight = (self.shares / self.shares[-1]) ** gamma
        now, most = self.values @ weight, self.witness.most[:, -1]
        if gamma == 1:
            return float(np.expm1((1 - self.delta) * (most - now) / weight.sum()).max())
        return float(((most / now) ** (1 / (1 - gamma)) - 1).max())

    @functools.cached_property
    def _by_state(self) -> FloatArray:
        """Consumption by state, on a grid in the first period."""
        if self.weights is None:
            return np.asarray(self.consumption)
        first = self.weights.raised[:, -1].T
        return efficient(self.insurance.total, first, self.insurance.aversion).T

    def _drawn(self, weights: Weights, states: list[int]) -> FloatArray:
        """Consumption along a path, on average over the weights that are drawn."""
        chance = np.zeros(weights.raised.shape[1])
        each = []
        chance[-1] = 1
        for s in states:
            raised = weights.raised[s].T
            total = self.insurance.total[s]
            each.append(efficient(total, raised, self.insurance.aversion) @ chance)
            where = place(weights.grid, raised)
            drawn = (where.chance * chance).ravel()
            chance = np.bincount(where.corner.ravel(), drawn, len(chance)).astype(float)
        return np.array(each)

    @property
    def _plan(self) -> tuple[FloatArray, IntArray]:
        """Consumption by state and last edge, and the edge that is the last one then."""
        S = np.arange(self.insurance.n_states)
        if self.intervals is None:
            return np.asarray(self.consumption)[:, None], np.zeros((len(S), 1), dtype=np.int64)
        edges = self.intervals.ravel()
        low, high = self.intervals.T[..., None]
        after = np.where(edges > high, (2 * S + 1)[:, None], np.arange(len(edges)))
        after = np.where(edges < low, (2 * S)[:, None], after)
        total = self.insurance.total[:, None]
        return consumption_pair(total, edges[after], self.insurance.aversion), after

    @property
    def start(self) -> float | None:
        """Log ratio of two members at the `shares` of first best, before it is moved."""
        if self.intervals is None:
            return None
        return float(ratio_of(self.shares, self.insurance.aversion))

    def consumption_at(self, state: Any, ratio: float | None = None) -> FloatArray:
        """Return what each member consumes in a state, after a period with that log ratio.

        Parameters
        ----------
        state : str or int
        ratio : float, optional
            That of the period before; by default the one of `shares`.
        """
        owner = "RiskSharing.consumption_at"
        s = _check.position(owner, "state", state, self.insurance.states)
        if self.intervals is None:
            _check.without(owner, "ratio", ratio, "Leave it out: it is for two members")
            return np.asarray(self._by_state[s])
        moved = self._moved(s, self._ratio(owner, "ratio", ratio))
        return consumption_pair(self.insurance.total[s], moved, self.insurance.aversion)

    def _ratio(self, owner: str, argument: str, ratio: float | None) -> float:
        start = self.start
        return float(_check.number(owner, argument, start if ratio is None else ratio))

    def _moved(self, s: int, ratio: float) -> float:
        assert self.intervals is not None
        return float(np.clip(ratio, *self.intervals[s]))

    @derived
    def values_from_start(self) -> FloatArray:
        """Expected discounted utility of who starts with `shares`, by first state; shape (S, n)."""
        values, x = self.values, self.start
        if self.intervals is None or x is None:
            return values
        low, high = self.intervals.T
        moved = np.where((x < low)[:, None], values[:, 0], values[:, 1])
        inside = (low <= x) & (x <= high)
        move, gamma = self.delta * self.insurance.probability, self.insurance.aversion
        now = utility(consumption_pair(self.insurance.total, np.full(len(low), x), gamma), gamma)
        rest = np.where(inside[:, None], 0, moved)
        stays = np.linalg.solve(np.eye(len(low)) - move * inside, now + move @ rest)
        return np.where(inside[:, None], stays, moved)

    @property
    def gain(self) -> FloatArray:
        """By which part a certain income would have to grow to be as good; shape (S, n).

        (c - a)/a by first state, with (1-δ) V = u(c) for the contract that starts at `shares` and
        (1-δ) A = u(a) for a member that is alone.
        """
        gamma, scale = self.insurance.aversion, 1 - self.delta
        values = self.values_from_start
        return np.asarray(certain(scale * values, gamma) / certain(scale * self.autarky, gamma) - 1)

    def path(self, states: Any, start: float | None = None) -> RiskPath:
        """Follow the contract along some states.

        Parameters
        ----------
        states : sequence of str or int
        start : float, optional
            Log ratio before the first period; by default the one of `shares`.
        """
        owner, names = "RiskSharing.path", self.insurance.states
        given = _check.sequence(owner, "states", states, "states")
        _check.some(owner, "states", states, len(given), "state", "period")
        places = _check.positions(owner, "states", given, names)
        income = self.insurance.income[places]
        ratio: FloatArray | None = None
        if self.intervals is None:
            _check.without(owner, "start", start, "Leave it out: it is for two members")
            consumed = self._by_state[places]
            if self.weights is not None:
                consumed = self._drawn(self.weights, places)
        else:
            x, each = self._ratio(owner, "start", start), []
            for s in places:
                x = self._moved(s, x)
                each.append(x)
            ratio = np.array(each)
            total = self.insurance.total[places]
            consumed = consumption_pair(total, ratio, self.insurance.aversion)
        return RiskPath(
            members=self.insurance.members,
            states=tuple(names[s] for s in places),
            ratio=ratio,
            income=read_only(income),
            consumption=read_only(consumed),
        )

    @property
    def long_run(self) -> FloatArray:
        """Shares of time by state, and by who is indifferent to leaving; shape (S, 3).

        Member 1 (the ratio is at the lower edge), nobody, member 2; from the first state and
        `shares` on. At an edge that is both it counts as the lower one.

        Raises
        ------
        NotApplicableError
            If there are no intervals.
        """
        if self.intervals is None:
            rule, remedy = "the contract has no edges", "Look at its transfers, or at a path"
            raise errors.NotApplicableError("RiskSharing.long_run", "self", self, rule, remedy)
        S = self.insurance.n_states
        points = np.array([*self.intervals.ravel(), self.start])
        low, high = self.intervals.T[..., None]
        moved = np.clip(points, low, high)  # by state and last point
        shares = np.zeros((S, 3))
        after = abs(moved[..., None] - points).argmin(axis=-1)
        moves = np.zeros((S, len(points), S, len(points)))
        s, k, t = np.ogrid[:S, : len(points), :S]
        moves[s, k, t, after[t, k]] = self.insurance.probability[s, t]
        chain = moves.reshape(S * len(points), -1)
        share = long_run_shares(chain, int(after[0, -1])).reshape(S, len(points))
        at_low = abs(points - low) <= _NEAR
        at_high = ~at_low & (abs(points - high) <= _NEAR)
        for column, where in enumerate((at_low, ~at_low & ~at_high, at_high)):
            shares[:, column] = (share * where).sum(axis=1)
        return shares

    plot = draw_contract

    def _table(self) -> FrameColumns:
        insurance, paid = self.insurance, self.transfers
        table: FrameColumns = {
            "state": list(insurance.states),
            "income": [tuple(row) for row in insurance.income.tolist()],
        }
        if self.intervals is None:
            return table | {"paid": [tuple(row) for row in paid.tolist()]}
        low, high = self.intervals.T.tolist()
        return table | {
            f"paid if {insurance.members[0]} could leave": [tuple(r) for r in paid[:, 0].tolist()],
            f"paid if {insurance.members[1]} could leave": [tuple(r) for r in paid[:, 1].tolist()],
            "lowest ratio": low,
            "highest ratio": high,
        }

    def __repr__(self) -> str:
        most = show(_largest(self.transfers))
        bound = self.bound if self.dynamic else 0
        open_ = "" if bound == 0 else f", {_more(bound)}"
        return f"RiskSharing({self.kind} at delta {show(self.delta)}: up to {most} paid{open_})"


def _more(bound: float | None) -> str:
    """What another contract could bring."""
    return (
        "not proven" if bound is None else f"not proven: {bound:.2g} of consumption better at most"
    )


def _largest(transfers: FloatArray) -> float:
    """The largest transfer of a member; what rounding leaves of none is none."""
    most = float(abs(transfers).max())
    return most if most > _ROUNDING else 0.0
