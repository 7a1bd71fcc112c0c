"""Certificate of `Calibration`: the likelihood at the estimate once more, from its cells.

Cells tile the gains of every kind of pair, what is agreed on in each is an equilibrium at both of
its ends, and the likelihood of every pair is a sum of products of matrices over them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ... import _tolerance, errors
from ...common.register import checks
from ...partnership.residual import residual
from ...types import Array, Certificate, FloatArray
from ...verify.findings import Finding, claim, verdict
from ..kinds import GainIntervals, kinds_of, terms_at
from ..panel import ENDED
from ..parameters import PARAMETERS, Scale, complete
from ..results.calibration import Calibration

#: By how much two sums of the same likelihood may differ.
_NEAR = 1e-6
#: So close to an edge what is agreed on has to be an equilibrium, in logs.
_INSIDE = 1e-5

#: No benefit is that of so little.
_LEAST = 1e-12


@checks(Calibration, "an estimate has no policy", "Leave it out")
def _certify_calibration(result: Calibration) -> Certificate:
    """Whether the records are so likely at the estimate, and numbers fit each other."""
    known = dict(result.parameters)
    findings = [*_numbers(result), *_tiles(result.cells, len(result.kinds.ratio))]
    if all(one.gain <= one.allowed for one in findings):
        findings += _equilibria(result, known)
        mine = float(_logliks(result, known).sum())
        findings.append(Finding(abs(mine - result.loglik), _NEAR, action="loglik"))
    return verdict(findings, exact=False, tolerance=_NEAR)


def _numbers(result: Calibration) -> Iterator[Finding]:
    size, names = len(result.free), [name for name, _ in result.parameters]
    yield claim(names == [*PARAMETERS] and _in_range(result), "parameters")
    yield claim(size > 0 and set(result.free) <= set(names), "free")
    modes = result.observed == "modes" and result.panel.observed == "modes"
    yield claim(modes or result.observed == "spells", "observed")
    yield claim(result.sharing in ("none", "voluntary"), "sharing")
    shapes = (
        np.shape(result.open_ends) == (size, 2),
        np.shape(result.at_ends) == (size, 2, size),
        np.ndim(result.searches) == 2 and np.shape(result.searches)[1] == size + 1,
    )
    yield claim(all(shapes), "ends")
    if all(shapes):
        estimate = np.array([result.estimate[name] for name in result.free])
        low, high = result.ends.T
        yield claim(not ((low > estimate) | (high < estimate)).any(), "ends")
        limits = np.array([Scale.limits(name) for name in result.free])
        there = np.isclose(result.ends, limits, rtol=1e-9, atol=1e-12)
        known = ~np.isnan(limits)
        yield claim(np.array_equal(result.open_ends[known], there[known]), "open_ends")
        yield claim(bool(np.isfinite(result.searches).all()), "searches")
        best = result.searches[:, -1].max(initial=-np.inf)
        yield claim(best <= result.loglik + _NEAR, "searches")


def _in_range(result: Calibration) -> bool:
    """Whether every parameter has a value that it may have."""
    try:
        complete("verify", dict(result.parameters))
    except errors.InvalidInputError:
        return False
    return True


def _tiles(cells: GainIntervals, kinds: int) -> Iterator[Finding]:
    """Whether the cells of every kind follow each other from one end of the line to the other."""
    yield claim({len(part) for part in cells} == {len(cells.kind)}, "cells")
    first = np.flatnonzero(np.diff(cells.kind, prepend=-1))
    yield claim(cells.kind[first].tolist() == list(range(kinds)), "cells")
    last = np.append(first[1:], len(cells.kind)) - 1
    whole = bool(np.isneginf(cells.low[first]).all() and np.isposinf(cells.high[last]).all())
    inner = np.setdiff1d(np.arange(len(cells.kind)), first)
    joined = np.array_equal(cells.low[inner], cells.high[inner - 1])
    ordered = bool((cells.low <= cells.high).all())
    yield claim(whole and joined and ordered, "cells")


def _equilibria(result: Calibration, known: Mapping[str, Any]) -> Iterator[Finding]:
    """Whether what is agreed on in a cell is an equilibrium inside and close to both ends."""
    cells = result.cells
    for at in (cells.low + _INSIDE, cells.at, cells.high - _INSIDE):
        here = np.flatnonzero(np.isfinite(at) & (cells.high - cells.low > 2 * _INSIDE))
        if len(here):
            terms = terms_at(result.kinds, cells.kind[here], at[here], known, result.sharing)
            gain, _ = residual(terms, np.moveaxis(cells.acts[here], 0, -1))
            near = _tolerance.meeting(_tolerance.CHECK, terms.scale())
            worst = int(np.argmax(gain - near))
            yield Finding(gain[worst], near[worst], state=int(here[worst]), action="any deviation")


def _logliks(result: Calibration, known: Mapping[str, Any]) -> FloatArray:
    """The log-likelihood of every pair, a product of matrices for every cell."""
    from scipy.stats import norm

    panel, cells = result.panel, result.cells
    kinds, kind = kinds_of(panel)
    mean = np.log(max(known["benefit"], _LEAST)) + np.log(panel.gains).mean(axis=1)
    cache, logliks = dict[Any, FloatArray](), np.empty(len(panel))
    for pair, k in enumerate(kind.tolist()):
        here = cells.kind == k
        friction = known["barrier" if kinds.across[k] else "friction"]
        key = k, int(panel.founding[pair]), panel.history[pair].tobytes()
        if key not in cache:
            cache[key] = _chances(result, pair, cells.acts[here], friction, known)
        edges = np.append(cells.low[here], np.inf)
        below = norm.cdf(edges, mean[pair], known["spread"])
        above = norm.sf(edges, mean[pair], known["spread"])
        weight = np.where(edges[:-1] > mean[pair], -np.diff(above), np.diff(below))
        total = float(weight @ cache[key])
        logliks[pair] = math.log(total) if total > 0 else -math.inf
    return logliks


def _chances(
    result: Calibration, pair: int, acts: Array, friction: float, known: Mapping[str, Any]
) -> FloatArray:
    """How likely the history of a pair is under each of some policies, (cells, K + 1, T)."""
    bad, eta, xi = known["bad_times"], known["noise"], known["outside_end"]
    chance = np.array([part for part in (1 - bad, bad) if part > 0])
    size = acts.shape[1]
    after = [np.zeros((size + 1, size + 1)) for _ in range(2)]
    for k in range(size):
        down = size if known["drop"] is None else max(0, k - known["drop"])
        after[0][k, down] += friction
        after[0][k, min(k + 1, size - 1)] += (1 - friction) * known["promotion"]
        after[0][k, k] += (1 - friction) * (1 - known["promotion"])
        after[1][k, down] = 1
    mode = np.zeros((3, len(acts), size + 1))
    mode[2, :, size] = 1  # once friction has ended the relation all have left
    for m, of in enumerate((acts == 0, (acts > 0) & (acts < 4), acts == 4)):
        mode[m, :, :size] = of @ chance
    moves = [mode[m][..., None] * after[m] for m in range(2)]
    share = {0: (1 - eta, eta), 1: (eta, 1 - eta), 2: (1.0, 1.0)}
    trust = np.zeros((len(acts), size + 1))
    trust[:, result.panel.founding[pair]] = 1
    for code in result.panel.history[pair].tolist():
        if code == ENDED:
            return np.asarray(xi * trust.sum(axis=1) + (1 - xi) * (trust * mode[2]).sum(axis=1))
        if code >= 0:
            parts = share[2 if result.observed == "spells" else code]
            whole = parts[0] * moves[0] + parts[1] * moves[1]
            trust = (1 - xi) * np.einsum("ck,ckj->cj", trust, whole)
    return np.asarray(trust.sum(axis=1))
