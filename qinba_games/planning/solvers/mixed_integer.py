"""The best plan by mixed integer programme: where worst draws count, or many offices hang together.

A plan chooses for each tie, under each help of what is above it, one bundle or none. HiGHS proposes
plans; what each costs and is worth is seen here, in plain arithmetic. What is maximised may be the
least of several sums over ties: each plan that was valued names the sum that is least there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...common.aside import mixed_integer
from ...types import FloatArray, Number
from ..programme import NEAR as _NEAR
from ..programme import Help, Programme, fraction

#: What each tie is worth by its help: no plan is worth more than the sum.
_WorthsByHelp = Sequence[Mapping[Help, Number]]
OptionIndices = tuple[int, ...]
#: Values that differ by less are equal, relative to what is above 1.
NEAR = float(_NEAR)
#: Branches after which a plan as good as the best is taken for the cheapest.
_CHEAPER = 3000
#: What rows and objective are scaled to, so that the solver's absolute tolerances are small.
_SCALE = 1e3
#: By how much the solver may miss a constraint, relative to the largest number in it.
_OFF = 1e-7
_OPTIMAL = 0


class _IncumbentPlan(NamedTuple):
    """A plan that can be paid, and how far from the best it can be."""

    choice: OptionIndices
    value: Number
    most: Number  #: no plan is worth more, as the solver says
    proven: bool  #: whether the search was finished
    cheapest: bool  #: whether nothing as good costs less


def best_plan(
    programme: Programme,
    budget: Number,
    # from a plan to what it is worth, and a table whose sum that is; of no plan it is less
    measure: Callable[[OptionIndices], tuple[Number, _WorthsByHelp]],
    tables: Sequence[_WorthsByHelp],  # some of these to begin with
    first: OptionIndices,  # a plan that can be paid
    most: float = math.inf,  # what is shown that no plan exceeds
    deadline: float | None = None,  # when to stop, as `time.monotonic` counts
) -> _IncumbentPlan:
    """Find the plan that a budget pays and that is worth most; of these the cheapest.

    References
    ----------
    Q. Huangfu and J. A. J. Hall (2018), "Parallelizing the dual revised simplex method",
    Mathematical Programming Computation 10, 119-142 (HiGHS).
    """
    master = _Master(programme, budget, tables)
    best, value = first, measure(first)[0]
    while value < most - NEAR * max(1.0, abs(float(value))):
        solved = master.solved(deadline)
        if solved.choice is not None and not master.pays(solved.choice):
            master.forbid(solved.choice)
            if solved.finished:
                continue
        elif solved.choice is not None:
            worth, table = measure(solved.choice)
            if worth > value:
                best, value = solved.choice, worth
            reached = float(value) >= solved.most - _OFF * max(1.0, abs(solved.most))
            if solved.finished and not reached:
                master.add(table)
                continue
            if solved.finished:
                break
        bound = max(float(value), min(solved.most, most))
        return _IncumbentPlan(best, value, bound, proven=False, cheapest=False)
    best, cheapest = _cheaper(master, measure, best, value, deadline)
    return _IncumbentPlan(best, value, value, proven=True, cheapest=cheapest)


def _cheaper(
    master: _Master,
    measure: Callable[[OptionIndices], tuple[Number, _WorthsByHelp]],
    best: OptionIndices,
    value: Number,
    deadline: float | None,
) -> tuple[OptionIndices, bool]:
    """The cheapest plan that is worth as much, and whether it is."""
    programme = master.programme
    least = float(value) - NEAR * max(1.0, abs(float(value)))
    node_budget = _CHEAPER
    while node_budget > 0:
        solved = master.solved(deadline, least=least, nodes=node_budget)
        node_budget -= solved.nodes
        if solved.choice is None or not solved.finished:
            return best, False
        worth, table = measure(solved.choice)
        if not master.pays(solved.choice):
            master.forbid(solved.choice)
        elif worth >= least:
            cost = fraction(programme.cost(solved.choice))
            cheaper = cost < fraction(programme.cost(best))
            return (solved.choice if cheaper else best), True
        elif worth >= solved.most - _OFF * max(1.0, abs(least)):
            master.forbid(solved.choice)
        else:
            master.add(table)
    return best, False


class _SolverAnswer(NamedTuple):
    choice: OptionIndices | None
    most: float  #: bound of the value; where the least cost is sought, the value of the plan
    finished: bool
    nodes: int


class _Master:
    """Decisions z (tie, help), offices y, and what is maximised, as columns."""

    def __init__(
        self, programme: Programme, budget: Number, tables: Sequence[_WorthsByHelp]
    ) -> None:
        self.programme, self.budget = programme, budget
        every = frozenset(programme.offices)
        able = [{*programme.options(k, every)} for k in range(len(programme.ties))]
        over = [self._line(k) for k in range(len(programme.ties))]
        self.places = [
            (k, help_)
            for k, row in enumerate(programme.values)
            for help_ in row
            if all(o in able[j] for j, o in zip(over[k], help_, strict=True))
        ]
        self.column = {place: j for j, place in enumerate(self.places)}
        self.offices = {name: len(self.places) + j for j, name in enumerate(programme.offices)}
        self.value = len(self.places) + len(self.offices)
        self.cost = self._cost()
        self.rows: list[tuple[dict[int, float], float, float]] = [*self._structure()]
        payable = programme.payable(budget)
        self.rows.append(_scaled(dict(enumerate(self.cost.tolist())), high=float(payable)))
        for table in tables:
            self.add(table)

    def _line(self, k: int) -> list[int]:
        over = self.programme.above[k]
        return [*([] if over is None else self._line(over)), k]

    def _cost(self) -> FloatArray:
        money, programme = self.programme.money.whole, self.programme
        prices = [money(programme.price(k, help_[-1])) for k, help_ in self.places]
        return np.array([*prices, *map(money, programme.offices.values()), 0], dtype=float)

    def _structure(self) -> Any:
        """One option of each tie under the help that is above it, with its offices open."""
        groups: dict[tuple[int, Help], list[int]] = {}
        for j, (k, help_) in enumerate(self.places):
            groups.setdefault((k, help_[:-1]), []).append(j)
        for (k, above), columns in groups.items():
            row, over = dict.fromkeys(columns, 1.0), self.programme.above[k]
            if over is not None:
                row[self.column[over, above]] = -1.0
            yield row, float(over is None), float(over is None)
        for k, names in enumerate(self.programme.charged):
            some = [j for j, (tie, help_) in enumerate(self.places) if tie == k and help_[-1]]
            for name in sorted(names):
                yield {**dict.fromkeys(some, 1.0), self.offices[name]: -1.0}, -math.inf, 0.0

    def add(self, table: _WorthsByHelp) -> None:
        """No plan is worth more than what this table adds up to."""
        row = {j: -float(table[k][help_]) for j, (k, help_) in enumerate(self.places)}
        self.rows.append(_scaled({**row, self.value: 1.0}, high=0.0))

    def forbid(self, choice: OptionIndices) -> None:
        """Leave out a plan, and all that help the same ties as much and others too."""
        where = enumerate(self.places)
        some = [j for j, (k, h) in where if h[-1] and h == self.programme.help_of(k, choice)]
        self.rows.append((dict.fromkeys(some, 1.0), -math.inf, len(some) - 1.0))

    def pays(self, choice: OptionIndices) -> bool:
        """Whether the budget pays a plan."""
        return fraction(self.programme.cost(choice)) <= fraction(self.budget)

    def solved(
        self, deadline: float | None, least: float | None = None, nodes: int | None = None
    ) -> _SolverAnswer:
        """The plan of the greatest value; or of the least cost that is worth so much at least."""
        from scipy.optimize import Bounds, LinearConstraint
        from scipy.sparse import csr_array

        count = self.value + 1
        low, high = np.zeros(count), np.ones(count)
        low[-1], high[-1] = (-np.inf if least is None else least), np.inf
        weight = np.eye(count)[-1] * -1.0 if least is None else self.cost
        scale = _SCALE / (abs(weight).max() or 1)
        data = [(r, j, v) for r, (row, _, _) in enumerate(self.rows) for j, v in row.items()]
        at, columns, entries = zip(*data, strict=True)
        matrix = csr_array((entries, (at, columns)), shape=(len(self.rows), count))
        solved = mixed_integer(
            weight * scale,
            deadline=deadline,
            nodes=nodes,
            integrality=np.arange(count) < self.value,
            bounds=Bounds(low, high),
            constraints=LinearConstraint(
                matrix, [r[1] for r in self.rows], [r[2] for r in self.rows]
            ),
        )
        finished, node_count = solved.status == _OPTIMAL, max(solved.mip_node_count or 0, 1)
        if least is None:
            dual = getattr(solved, "mip_dual_bound", None)
            most = math.inf if dual is None or not np.isfinite(dual) else -dual / scale
        else:
            most = -math.inf if solved.x is None else float(solved.x[-1])
        choice = None if solved.x is None else self._choice(solved.x > 0.5)
        return _SolverAnswer(choice, most, finished, node_count)

    def _choice(self, chosen: Any) -> OptionIndices:
        choice = [0] * len(self.programme.ties)
        for j in np.flatnonzero(chosen[: len(self.places)]).tolist():
            k, help_ = self.places[j]
            choice[k] = help_[-1]
        return tuple(choice)


def _scaled(row: dict[int, float], high: float) -> tuple[dict[int, float], float, float]:
    largest = max(map(abs, row.values()), default=0) or 1
    return (
        {j: v * _SCALE / largest for j, v in row.items() if v},
        -math.inf,
        high * _SCALE / largest,
    )
