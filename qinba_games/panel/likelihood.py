"""How likely the records of a panel are, given parameters: hidden trust, hidden gains.

What pairs agree on at every gain is constant in cells. A policy's values are linear in the gain, so
where it stops being an equilibrium, or another one becomes better, is found by interpolation; the
batched solver of partnerships then says on which side of it what is played.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from .. import _check, errors
from ..common.register import finds
from ..partnership.evolve_arrays import best_acts
from ..types import Array, FloatArray, IntArray, read_only
from .kinds import GainIntervals, Kinds, kinds_of, payoff_scale, terms_at
from .panel import OBSERVED, Panel
from .parameters import complete, fits
from .solvers.policy_edges import edge_between
from .solvers.trust_filter import FORUM, IMPLEMENTED, STANDS, Plays, forward
from .stakes import RULES
from .uncertain_gains import p_values

#: Neighbouring gains that are looked at differ by this factor, in logs: 80 steps from .3 to 9.
_STEP = float(np.log(30)) / 80
#: Steps that are added together, so that a small move of a parameter asks for nothing new.
_BLOCK = 8
#: Cells are divided up to this; inside, an edge is where a constraint binds or worths are equal.
_NARROW = _STEP / 2**8
_ROUNDS = 14
#: From this round on they are halved as well: where a policy is overtaken twice, edges do not meet.
_HALVING = 4
#: Where edges of cells are looked for if parameters move by little.
_REACH = 1e-3
#: What is played at a gain depends on these, and on the kind of pair.
_DECISIVE = (
    *("learning", "cost", "hardship", "bad_times", "outside", "outside_signed", "levels"),
    *("promotion", "friction", "barrier", "drop", "detection", "delta"),
)


def _cells_of(
    kinds: Kinds, parameters: Mapping[str, Any], sharing: str, low: float, high: float
) -> GainIntervals:
    """The cells between two log gains; beyond these the first and the last go on."""
    decisive = tuple((name, parameters[name]) for name in _DECISIVE)
    base = float(np.log(payoff_scale(parameters)))
    first = int(np.floor((low - base) / _STEP / _BLOCK)) * _BLOCK
    last = int(np.ceil((high - base) / _STEP / _BLOCK)) * _BLOCK
    return _cells(kinds, decisive, sharing, first, max(last, first + _BLOCK))


@functools.lru_cache(maxsize=64)
def _cells(
    kinds: Kinds, decisive: tuple[tuple[str, Any], ...], sharing: str, first: int, last: int
) -> GainIntervals:
    parameters = dict(decisive)
    grid = np.log(payoff_scale(parameters)) + _STEP * np.arange(first, last + 1)
    kind = np.repeat(np.arange(len(kinds.ratio)), len(grid))
    at = np.tile(grid, len(kinds.ratio))
    acts = _acts_at(kinds, kind, at, parameters, sharing)
    edge = np.empty(0)
    for spent in range(_ROUNDS):
        here = np.flatnonzero(_differ(kind, acts))
        if not len(here):
            break
        ends = here, here + 1
        low, high = (terms_at(kinds, kind[end], at[end], parameters, sharing) for end in ends)
        way = edge_between(low, high, *(acts[end] for end in ends))
        wide = np.diff(at)[here]
        edge = at[here] + np.log1p(way * np.expm1(wide))
        if (wide <= _NARROW).all() or spent == _ROUNDS - 1:
            break
        new = _points(at[here], at[here + 1], edge, halve=spent >= _HALVING)
        rows, places = np.nonzero(~np.isnan(new))
        more, kind_of = new[rows, places], kind[here][rows]
        kind, at = np.concatenate([kind, kind_of]), np.concatenate([at, more])
        acts = np.concatenate([acts, _acts_at(kinds, kind_of, more, parameters, sharing)])
        order = np.lexsort((at, kind))
        kind, at, acts = kind[order], at[order], acts[order]
    return _as_cells(kind, at, acts, edge)


def shift_cells(
    cells: GainIntervals, kinds: Kinds, parameters: Mapping[str, Any], sharing: str
) -> GainIntervals:
    """The same cells at parameters that differ by little: policies stay, their edges move."""
    here = np.flatnonzero(np.isfinite(cells.high))
    kind, edge = cells.kind[here], cells.high[here]
    ends = (edge - _REACH, edge + _REACH)
    low, high = (terms_at(kinds, kind, end, parameters, sharing) for end in ends)
    if not len(here):
        return cells
    way = edge_between(low, high, cells.acts[here], cells.acts[here + 1])
    edge = ends[0] + np.log1p(way * np.expm1(2 * _REACH))
    lows, highs = cells.low.copy(), cells.high.copy()
    highs[here], lows[here + 1] = edge, edge
    return cells._replace(low=lows, high=highs)


def _points(low: FloatArray, high: FloatArray, edge: FloatArray, *, halve: bool) -> FloatArray:
    """Where wide cells are divided: on both sides of the edge, or in the middle if it is outside.

    Shape (cells, 3); nan where there is no point.
    """
    near = 0.4 * _NARROW
    points = np.stack([edge - near, edge + near, (low + high) / 2], axis=1)
    inside = (points[:, :2] > low[:, None]) & (points[:, :2] < high[:, None])
    points[:, :2][~inside] = np.nan
    if not halve:
        points[inside.any(axis=1), 2] = np.nan
    points[high - low <= _NARROW] = np.nan
    return points


def _as_cells(kind: IntArray, at: FloatArray, acts: IntArray, edge: FloatArray) -> GainIntervals:
    cut, new = _differ(kind, acts), np.diff(kind) > 0
    between = np.full(len(cut), np.inf)
    between[cut] = edge
    start = np.flatnonzero(np.concatenate([[True], cut | new]))
    end = np.append(start[1:], len(kind)) - 1
    high = np.append(between, np.inf)[end]
    low = np.where(np.append(True, new)[start], -np.inf, np.append(-np.inf, between)[start])
    middle = (start + end) // 2
    parts = kind[start], low, high, acts[middle], at[middle]
    return GainIntervals(*map(read_only, parts))


def _differ(kind: IntArray, acts: IntArray) -> Array:
    """Whether neighbours of one kind play differently."""
    modes = acts.reshape(len(acts), -1)
    return np.asarray((modes[1:] != modes[:-1]).any(axis=1) & (kind[1:] == kind[:-1]))


def _acts_at(
    kinds: Kinds, kind: IntArray, at: FloatArray, parameters: Mapping[str, Any], sharing: str
) -> IntArray:
    """What pairs of some kinds agree on at some log gains, (pairs, K + 1, conditions)."""
    return best_acts(terms_at(kinds, kind, at, parameters, sharing))[0]


#: Gains farther than this from the mean, in standard deviations, do not count: less than 1e-9.
_FAR = 6.0
#: No benefit is that of so little.
_SMALL = 1e-12


class PanelRecords(NamedTuple):
    """What a likelihood reads of a panel: pairs that play and were seen alike only once."""

    kinds: Kinds
    middle: FloatArray  #: (pairs,): log geometric mean of the two gains, in units of `benefit`
    kind: IntArray  #: (pairs,)
    group: IntArray  #: (pairs,): which history each has
    groups: tuple[IntArray, IntArray, IntArray]  #: kind, founding trust, history; longest first

    @classmethod
    def of(cls, function: str, panel: Panel, observed: str) -> PanelRecords:
        """What is read of a panel of which so much is observed."""
        _check.choice(function, "observed", observed, OBSERVED)
        if observed == "modes" and panel.observed == "spells":
            rule = "the panel does not know whether agreements were implemented"
            remedy = 'Pass observed="spells"'
            raise errors.NotApplicableError(function, "observed", observed, rule, remedy)
        history = panel.history
        if observed == "spells":
            standing = (history == IMPLEMENTED) | (history == FORUM)
            history = np.where(standing, STANDS, history)
        kinds, kind = kinds_of(panel)
        length = (history >= 0).sum(axis=1)
        wide = np.column_stack([-length, kind, panel.founding, history])
        groups, group = np.unique(wide, axis=0, return_inverse=True)
        return cls(
            kinds,
            np.log(panel.gains).mean(axis=1),
            kind,
            group.ravel(),
            (groups[:, 1], groups[:, 2], groups[:, 3:]),
        )


class _GroupCells(NamedTuple):
    """The cells of every group of pairs."""

    group: IntArray  #: (rows,)
    cell: IntArray  #: (rows,)
    first: IntArray  #: (groups,): its first row
    loglik: FloatArray  #: (rows,)
    trust: FloatArray  #: (K + 2, rows)


@finds(Panel, "loglik")
def _logliks(
    panel: Panel, observed: str, sharing: str, parameters: Mapping[str, Any]
) -> FloatArray:
    """The log-likelihood of every pair of a panel, at parameters that are checked here."""
    known = complete("Panel.loglik", {**dict(panel.settings), **parameters})
    fits("Panel.loglik", known["levels"], panel.founding)
    _check.choice("Panel.loglik", "sharing", sharing, RULES)
    return loglik_of(PanelRecords.of("Panel.loglik", panel, observed), known, sharing)


def loglik_of(records: PanelRecords, parameters: Mapping[str, Any], sharing: str) -> FloatArray:
    """The log-likelihood of every pair."""
    return loglik_in(records, cells_for(records, parameters, sharing), parameters)


def loglik_in(
    records: PanelRecords, cells: GainIntervals, parameters: Mapping[str, Any]
) -> FloatArray:
    """The same if cells are known."""
    rows = rows_of(records, cells, parameters)
    pair, row, weight = weights_of(records, cells, rows, parameters)
    with np.errstate(divide="ignore"):  # edges that have moved may have crossed
        terms = np.log(np.maximum(weight, 0)) + rows.loglik[row]
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    most = np.maximum.reduceat(terms, first)
    shift = np.where(np.isfinite(most), most, 0)
    with np.errstate(divide="ignore"):
        return np.log(np.add.reduceat(np.exp(terms - shift[pair]), first)) + shift


def _middle_of(records: PanelRecords, parameters: Mapping[str, Any]) -> FloatArray:
    """The log geometric mean gain of every pair if u is 0."""
    return np.asarray(np.log(max(float(parameters["benefit"]), _SMALL)) + records.middle)


def cells_for(records: PanelRecords, parameters: Mapping[str, Any], sharing: str) -> GainIntervals:
    """The cells that the gains of pairs can lie in."""
    middle = _middle_of(records, parameters)
    far = _FAR * parameters["spread"]
    return _cells_of(records.kinds, parameters, sharing, middle.min() - far, middle.max() + far)


def rows_of(
    records: PanelRecords, cells: GainIntervals, parameters: Mapping[str, Any]
) -> _GroupCells:
    """How likely every history is in every cell of its kind."""
    kind, founding, history = records.groups
    begin = np.searchsorted(cells.kind, np.arange(len(records.kinds.ratio) + 1))
    count = np.diff(begin)[kind]
    first = np.cumsum(count) - count
    group = np.repeat(np.arange(len(kind)), count)
    cell = begin[kind][group] + np.arange(len(group)) - first[group]
    played = plays_of(cells, records.kinds, parameters)
    part = played._replace(
        contribute=played.contribute[:, cell],
        idle=played.idle[:, cell],
        friction=played.friction[cell],
    )
    data = history[group], founding[group]
    likelihood = forward(part, *data, parameters["noise"], parameters["outside_end"])
    return _GroupCells(group, cell, first, *likelihood)


def plays_of(cells: GainIntervals, kinds: Kinds, parameters: Mapping[str, Any]) -> Plays:
    """How a pair of every cell plays."""
    chance = terms_at(kinds, cells.kind[:1], cells.at[:1], parameters, "none").chance[:, 0]
    acts = np.moveaxis(cells.acts, 0, -1)  # K + 1, conditions, cells
    contribute = ((acts == 0) * chance[:, None]).sum(axis=1)
    idle = (((acts > 0) & (acts < 4)) * chance[:, None]).sum(axis=1)
    across = np.array(kinds.across)[cells.kind]
    friction = np.where(across, parameters["barrier"], parameters["friction"]).astype(float)
    return Plays(contribute, idle, friction, parameters["promotion"], parameters["drop"])


def weights_of(
    records: PanelRecords, cells: GainIntervals, rows: _GroupCells, parameters: Mapping[str, Any]
) -> tuple[IntArray, IntArray, FloatArray]:
    """Pair, row and probability of every cell that the gain of a pair may lie in."""
    from scipy.special import ndtr

    size = np.diff(np.append(rows.first, len(rows.group)))[records.group]
    pair = np.repeat(np.arange(len(size)), size)
    start = np.cumsum(size) - size
    row = rows.first[records.group][pair] + np.arange(len(pair)) - start[pair]
    middle = _middle_of(records, parameters)[pair]
    low, high = (
        (end[rows.cell[row]] - middle) / parameters["spread"] for end in (cells.low, cells.high)
    )
    above = low > 0  # differences of small tails, not of numbers near 1
    weight = np.where(above, ndtr(-low) - ndtr(-high), ndtr(high) - ndtr(low))
    return pair, row, weight


class First(NamedTuple):
    """What pairs did in their first year."""

    kept: int  #: pairs that implemented what they agreed on
    pairs: int
    p: float  #: bound of the probability of so many if keeping rarely is an equilibrium


def first_promises(
    panel: Panel, records: PanelRecords, cells: GainIntervals, parameters: Mapping[str, Any]
) -> First | None:
    """The promises of first years at these parameters; None where that shows nothing.

    A pair promises with the trust with which it is founded, and gains are known up to `spread`. A
    record is wrong at the rate `noise`. Keeping is an equilibrium where the best one has it, if
    outside values are not negative, or if no promise is kept at a joint loss.
    """
    if panel.observed == "spells":
        return None
    rows = rows_of(records, cells, parameters)
    pair, row, weight = weights_of(records, cells, rows, parameters)
    founding = panel.founding[pair]
    contributes = (cells.acts[rows.cell[row], founding] == 0).any(axis=1)
    chance = np.bincount(pair, weight * contributes, len(panel)).clip(0, 1)
    successes = panel.history[:, 0] == IMPLEMENTED
    one = np.ones(len(panel), dtype=int)
    (p,) = p_values(chance[None], one, successes.astype(int), np.array(parameters["noise"]))
    return First(int(successes.sum()), len(panel), float(p))
