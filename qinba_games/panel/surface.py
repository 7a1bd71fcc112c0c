"""The highest point of a likelihood, and how it falls from there: fits, profiles, intervals.

References
----------
.. [BHHH1974] E. K. Berndt, B. H. Hall, R. E. Hall and J. A. Hausman (1974), "Estimation and
   inference in nonlinear structural models", Annals of Economic and Social Measurement 3, 653-665.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ..common.progress import tick
from ..types import FloatArray
from .kinds import conditions, payoff_scale
from .likelihood import PanelRecords, cells_for, loglik_in, shift_cells
from .parameters import Scale

#: Records that cannot be are this unlikely, so that a search can leave them.
WORST = -1e9
#: How far a coordinate moves for a slope; where edges of cells are looked for then.
_SLOPE = 1e-5
#: Steps of a search, and by how little it has to improve for another one, relatively.
_STEPS, _ENOUGH = 40, 1e-6
#: Steps of scoring, how far they go at most, how often they are shortened, and the least gain.
_SCORES, _LONGEST, _HALVINGS, _GAIN = 12, 0.2, 3, 1e-2
#: An end of an interval is known up to this part of its distance from the estimate.
_PART = 0.02
_TRIES = 20
#: Where the root of the deviance is so many times its goal no secant says where it passes that.
_CLIFF = 20
#: Below 0 these let agreements stand that idle, from 0 on not; and how far below is beside it.
_JUMPING, _BESIDE = ("outside", "outside_signed"), 1e-9
#: A profile is followed in steps of at most this.
_SHORT = 0.03


class Surface:
    """The log-likelihood over free parameters, each of which is stretched to [0, 1]."""

    def __init__(
        self, records: PanelRecords, names: tuple[str, ...], known: Mapping[str, Any], sharing: str
    ) -> None:
        self.records, self.names, self.known, self.sharing = records, names, dict(known), sharing
        self.highest = np.empty(0), -np.inf  # point and height
        self.scales = [Scale.of(name, payoff_scale(known)) for name in names]
        self.jumps = [k for k, name in enumerate(names) if name in _JUMPING]

    def parameters(self, point: FloatArray) -> dict[str, Any]:
        """Every parameter at a point."""
        free = zip(self.names, self.scales, point.tolist(), strict=True)
        return self.known | {name: scale.value(at) for name, scale, at in free}

    def point(self, values: Mapping[str, Any]) -> FloatArray:
        """Where free parameters have these values."""
        pairs = zip(self.names, self.scales, strict=True)
        return np.array([scale.place(values[name]) for name, scale in pairs])

    def values(self, point: FloatArray) -> list[float]:
        """The free parameters at a point."""
        return [scale.value(at) for scale, at in zip(self.scales, point.tolist(), strict=True)]

    def height(self, point: FloatArray) -> float:
        """The log-likelihood."""
        tick()
        known = self.parameters(point)
        cells = cells_for(self.records, known, self.sharing)
        loglik = max(float(loglik_in(self.records, cells, known).sum()), WORST)
        if loglik > self.highest[1]:
            self.highest = point.copy(), loglik
        return loglik

    def slopes(self, point: FloatArray, free: list[int]) -> FloatArray:
        """How each pair's log-likelihood changes with some coordinates, (pairs, coordinates).

        If no cell appears or vanishes.
        """
        known = self.parameters(point)
        cells = cells_for(self.records, known, self.sharing)
        here = np.maximum(loglik_in(self.records, cells, known), WORST)
        columns, times = [], conditions(known)
        for place in free:
            step = _SLOPE if point[place] < 0.5 else -_SLOPE
            near = point.copy()
            near[place] += step
            known = self.parameters(near)
            if conditions(known) == times:
                moved = shift_cells(cells, self.records.kinds, known, self.sharing)
            else:  # bad times at an end of their range: others are drawn nearby
                moved = cells_for(self.records, known, self.sharing)
            there = np.maximum(loglik_in(self.records, moved, known), WORST)
            columns.append((there - here) / step)
        return np.column_stack(columns)

    def climb(self, start: FloatArray, free: list[int]) -> tuple[FloatArray, float]:
        """The highest point that a search reaches from a point, moving some coordinates."""
        from scipy.optimize import minimize

        point = start.copy()

        def fall(some: FloatArray) -> tuple[float, FloatArray]:
            point[free] = some
            return -self.height(point), -self.slopes(point, free).sum(axis=0)

        optimum = minimize(
            fall,
            start[free],
            jac=True,
            method="L-BFGS-B",
            bounds=[self.scales[k].ends for k in free],
            options={"maxiter": _STEPS, "ftol": _ENOUGH, "maxls": 12},
        )
        point[free] = optimum.x
        return point, self.height(point)

    def ascend(self, start: FloatArray, free: list[int]) -> tuple[FloatArray, float]:
        """The highest point near a point, moving some coordinates, by steps of scoring.

        [BHHH1974]_: the information is the sum over pairs of outer products of slopes.
        """
        point, height = start, self.height(start)
        lows, highs = (end[free] for end in self.around(start))
        for _ in range(_SCORES if free else 0):
            pairs = self.slopes(point, free)
            slope, place = pairs.sum(axis=0), point[free]
            moves = ~((place <= lows) & (slope < 0)) & ~((place >= highs) & (slope > 0))
            information = pairs.T @ pairs
            information += 1e-6 * max(information.trace(), 1e-6) * np.eye(len(free))
            step = np.zeros(len(free))
            inner = information[np.ix_(moves, moves)]
            step[moves] = np.linalg.solve(inner, slope[moves])
            if slope @ step < _GAIN:
                break
            step *= min(1.0, _LONGEST / abs(step).max())
            for _ in range(_HALVINGS):
                trial = point.copy()
                trial[free] = np.clip(place + step, lows, highs)
                there = self.height(trial)
                if there > height:
                    break
                step = step / 3
            else:
                break
            point, height = trial, there
        return point, height

    def around(self, point: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The ends of ranges; of outside values those on one side of 0, where likelihoods jump."""
        lows, highs = np.array([scale.ends for scale in self.scales]).T
        for k in self.jumps:
            zero = self.scales[k].place(0)
            if point[k] >= zero:
                lows[k] = zero
            else:
                highs[k] = zero - _BESIDE
        return lows, highs

    def polish(self, start: FloatArray) -> tuple[FloatArray, float]:
        """The highest point near a point, by a search that kinks do not stop."""
        from scipy.optimize import minimize

        size = len(start)
        steps = np.where(start < 0.5, 0.01, -0.01) * np.eye(size)
        optimum = minimize(
            lambda point: -self.height(point),
            start,
            method="Nelder-Mead",
            bounds=[scale.ends for scale in self.scales],
            options={
                "initial_simplex": np.vstack([start, start + steps]),
                "xatol": 1e-4,
                "fatol": 3e-3,
                "maxfev": 20 * size,
            },
        )
        return optimum.x, -float(optimum.fun)


class End(NamedTuple):
    """An end of an interval."""

    point: FloatArray  #: where the profile of a parameter passes the limit, or its range ends
    loglik: float
    is_open: bool  #: whether the range ends before
    highest: tuple[FloatArray, float]  #: the highest point that was met on the way


class ProfileLikelihood:
    """The profile of one parameter: the most that others make of each of its values."""

    def __init__(self, surface: Surface, place: int, top: FloatArray, height: float) -> None:
        self.surface, self.place, self.top, self.height = surface, place, top, height
        self.others = [k for k in range(len(top)) if k != place]

    def at(self, x: float, near: FloatArray) -> tuple[FloatArray, float]:
        """The profile at a coordinate; others begin on the line through the top and `near`."""
        way = near[self.place] - self.top[self.place]
        share = (x - self.top[self.place]) / way if way else 0.0
        surface = self.surface
        start = np.clip(self.top + share * (near - self.top), *surface.around(near))
        start[self.place] = x
        best = surface.ascend(start, self.others)
        for k in set(surface.jumps) & set(self.others):  # on the other side it may be higher
            there, zero = best[0].copy(), surface.scales[k].place(0)
            there[k] = zero - _BESIDE if there[k] >= zero else zero
            if surface.height(there) > best[1]:
                best = surface.ascend(there, self.others)
        return best

    def follow(
        self, x: float, begin: tuple[FloatArray, float] | None = None
    ) -> tuple[FloatArray, float]:
        """The profile at a coordinate far away: by short steps from the top, or from a point."""
        profile = begin or (self.top, self.height)
        first = profile[0][self.place]
        for one in np.linspace(first, x, int(abs(x - first) / _SHORT) + 2)[1:].tolist():
            profile = self.at(one, profile[0])
        return profile

    def end(self, side: int, limit: float, step: float) -> End:
        """Where on one side the deviance passes a limit, by secants of its root."""
        x0, last = self.top[self.place], self.surface.scales[self.place].ends[side > 0]
        goal, low, high, far = limit**0.5, (x0, 0.0), (last, np.inf), 0.0
        x, near, reached = x0 + side * min(step, abs(last - x0)), self.top, (self.top, self.height)
        for _ in range(_TRIES):
            point, height = self.at(x, near)
            root = max(2 * (self.height - height), 0.0) ** 0.5
            if root <= goal:
                high = (last, np.inf) if x == high[0] else high
                low, near, reached = (x, root), point, (point, height)
            else:
                high, far = (x, root), abs(x - near[self.place])
            is_open = root <= (1 + _PART) * goal and x == last
            if is_open or abs(root - goal) <= _PART * goal:
                reached = point, height
                break
            x = _next(x0, low, high, goal, last)
            # From so far away the others may not have been led to their best: once more from here.
            if self.others and far > _SHORT and abs(high[0] - low[0]) <= far / 2:
                x = high[0]
        return End(*reached, bool(is_open), self.surface.highest)


def _next(
    x0: float, low: tuple[float, float], high: tuple[float, float], goal: float, last: float
) -> float:
    """Where the root of the deviance is expected to pass its goal."""
    if np.isfinite(high[1]):
        share = (goal - low[1]) / (high[1] - low[1]) if high[1] < _CLIFF * goal else 0.5
        return low[0] + min(max(share, 0.1), 0.9) * (high[0] - low[0])
    growth = min(max(1.2 * goal / low[1] if low[1] else 4.0, 1.3), 4.0)
    x = x0 + growth * (low[0] - x0)
    return last if (x - last) * (last - x0) >= 0 else x
