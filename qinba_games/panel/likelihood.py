"""How likely the records of a panel are, given parameters: hidden trust, hidden gains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from .. import _check, errors
from ..common.register import finds
from ..types import FloatArray, IntArray
from .kinds import Cells, Kinds, terms_at
from .panel import OBSERVED, Panel
from .parameters import complete, fits
from .policies import cells_of
from .solvers.trust_filter import FORUM, IMPLEMENTED, STANDS, Plays, forward
from .solvers.uncertain_gains import p_values
from .stakes import RULES

#: Gains farther than this from the mean, in standard deviations, do not count: less than 1e-9.
_FAR = 6.0
#: No benefit is that of so little.
_SMALL = 1e-12


class Records(NamedTuple):
    """What a likelihood reads of a panel: pairs that play and were seen alike only once."""

    kinds: Kinds
    middle: FloatArray  #: (pairs,): log geometric mean of the two gains, in units of `benefit`
    kind: IntArray  #: (pairs,)
    group: IntArray  #: (pairs,): which history each has
    groups: tuple[IntArray, IntArray, IntArray]  #: kind, founding trust, history; longest first

    @classmethod
    def of(cls, function: str, panel: Panel, observed: str) -> Records:
        """What is read of a panel of which so much is observed."""
        _check.choice(function, "observed", observed, OBSERVED)
        if observed == "modes" and panel.observed == "spells":
            rule = "the panel does not know whether agreements were implemented"
            remedy = 'Pass observed="spells"'
            raise errors.NotApplicableError(function, "observed", observed, rule, remedy)
        history, gains = panel.history, panel.gains
        if observed == "spells":
            standing = (history == IMPLEMENTED) | (history == FORUM)
            history = np.where(standing, STANDS, history)
        apart = np.exp(abs(np.diff(np.log(gains), axis=1)[:, 0]).round(12))
        table = np.column_stack([apart, panel.across, panel.founding > 0])
        kinds, kind = np.unique(table, axis=0, return_inverse=True)
        kind = kind.ravel()
        length = (history >= 0).sum(axis=1)
        wide = np.column_stack([-length, kind, panel.founding, history])
        groups, group = np.unique(wide, axis=0, return_inverse=True)
        return cls(
            Kinds(tuple(kinds[:, 0].tolist()), *map(tuple, (kinds[:, 1:] > 0).T.tolist())),
            np.log(gains).mean(axis=1),
            kind,
            group.ravel(),
            (groups[:, 1], groups[:, 2], groups[:, 3:]),
        )


class Rows(NamedTuple):
    """The cells of every group of pairs."""

    group: IntArray  #: (rows,)
    cell: IntArray  #: (rows,)
    first: IntArray  #: (groups,): its first row
    loglik: FloatArray  #: (rows,)
    trust: FloatArray  #: (K + 2, rows)


@finds(Panel, "loglik")
def logliks(panel: Panel, observed: str, sharing: str, parameters: Mapping[str, Any]) -> FloatArray:
    """The log-likelihood of every pair of a panel, at parameters that are checked here."""
    known = complete("Panel.loglik", {**dict(panel.settings), **parameters})
    fits("Panel.loglik", known["levels"], panel.founding)
    _check.choice("Panel.loglik", "sharing", sharing, RULES)
    return loglik_of(Records.of("Panel.loglik", panel, observed), known, sharing)


def loglik_of(records: Records, parameters: Mapping[str, Any], sharing: str) -> FloatArray:
    """The log-likelihood of every pair."""
    return loglik_in(records, cells_for(records, parameters, sharing), parameters)


def loglik_in(records: Records, cells: Cells, parameters: Mapping[str, Any]) -> FloatArray:
    """The same if cells are known."""
    rows = rows_of(records, cells, parameters)
    pair, row, weight = weights_of(records, cells, rows, parameters)
    with np.errstate(divide="ignore"):
        terms = np.log(weight) + rows.loglik[row]
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    most = np.maximum.reduceat(terms, first)
    shift = np.where(np.isfinite(most), most, 0)
    with np.errstate(divide="ignore"):
        return np.log(np.add.reduceat(np.exp(terms - shift[pair]), first)) + shift


def middle_of(records: Records, parameters: Mapping[str, Any]) -> FloatArray:
    """The log geometric mean gain of every pair if u is 0."""
    return np.asarray(np.log(max(float(parameters["benefit"]), _SMALL)) + records.middle)


def cells_for(records: Records, parameters: Mapping[str, Any], sharing: str) -> Cells:
    """The cells that the gains of pairs can lie in."""
    middle = middle_of(records, parameters)
    far = _FAR * parameters["spread"]
    return cells_of(records.kinds, parameters, sharing, middle.min() - far, middle.max() + far)


def rows_of(records: Records, cells: Cells, parameters: Mapping[str, Any]) -> Rows:
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
    seen = history[group], founding[group]
    found = forward(part, *seen, parameters["noise"], parameters["outside_end"])
    return Rows(group, cell, first, *found)


def plays_of(cells: Cells, kinds: Kinds, parameters: Mapping[str, Any]) -> Plays:
    """How a pair of every cell plays."""
    chance = terms_at(kinds, cells.kind[:1], cells.at[:1], parameters, "none").chance[:, 0]
    acts = np.moveaxis(cells.acts, 0, -1)  # K + 1, conditions, cells
    contribute = ((acts == 0) * chance[:, None]).sum(axis=1)
    idle = (((acts > 0) & (acts < 4)) * chance[:, None]).sum(axis=1)
    across = np.array(kinds.across)[cells.kind]
    friction = np.where(across, parameters["barrier"], parameters["friction"]).astype(float)
    return Plays(contribute, idle, friction, parameters["promotion"], parameters["drop"])


def weights_of(
    records: Records, cells: Cells, rows: Rows, parameters: Mapping[str, Any]
) -> tuple[IntArray, IntArray, FloatArray]:
    """Pair, row and probability of every cell that the gain of a pair may lie in."""
    from scipy.special import ndtr

    size = np.diff(np.append(rows.first, len(rows.group)))[records.group]
    pair = np.repeat(np.arange(len(size)), size)
    start = np.cumsum(size) - size
    row = rows.first[records.group][pair] + np.arange(len(pair)) - start[pair]
    middle = middle_of(records, parameters)[pair]
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
    panel: Panel, records: Records, cells: Cells, parameters: Mapping[str, Any]
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
    kept = panel.history[:, 0] == IMPLEMENTED
    one = np.ones(len(panel), dtype=int)
    (p,) = p_values(chance[None], one, kept.astype(int), np.array(parameters["noise"]))
    return First(int(kept.sum()), len(panel), float(p))
