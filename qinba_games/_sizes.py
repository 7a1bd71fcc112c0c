"""How large a question may be, and how far apart its numbers: every limit in one place.

A size is looked at before anything is allocated; its limit is where an answer would take more than
about a gigabyte, or minutes, on an ordinary computer. Errors say the size asked for, the limit, and
what to ask instead.

Doubles keep sixteen digits. What is compared is compared relative to the terms that meet, so that a
huge number that is never reached does no harm. Where it is reached, or where all payoffs are huge
and differ little, rounding may decide; then the answer is refused and not guessed.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from . import _tolerance, errors
from .types import FloatArray

#: Bytes of a file of names and numbers: a million ties take less.
FILE = 100_000_000
#: Payoffs in the tensor of a stage game, or probabilities of its signals: 40 MB of floats.
PAYOFFS = 5_000_000
#: Players of a game whose tensor is built from a formula: numpy has at most 64 axes.
PLAYERS = 32
#: Members of a TU game: 2^24 worths take 128 MB.
COALITION_MEMBERS = 24
#: Signatories told apart: 2^20 rows of 20 payoffs take 160 MB.
SIGNATORIES = 20
#: Members that are all alike: what each number of signatories gets is a `Fraction`.
ALIKE = 10_000
#: Coefficients of the programme of a correlated equilibrium, one for each profile and each pair of
#: actions of a player: 4 million take about 6 seconds and 350 MB.
CORRELATED = 6_000_000
#: Profiles of three and more members between whose payoff sets polytopes are drawn: minutes.
POLYTOPES = 1_000
#: Turn-takers at a canal, governments of a regional agreement, members who leave one by one.
WAITERS, REGIONAL, LEAVING = 12, 250, 12
#: Pairs of a set and a smaller one, times levels and conditions, or of levels of trust in all sets,
#: where members leave one by one: minutes, and up to 1.5 GB.
LEAVING_WORK = 10_000_000
#: Populations of replicator dynamics.
POPULATIONS = 8
#: Governments of which every set may tip.
TIPPING = 20
#: Starting points from which paths of the replicator dynamics are followed.
STARTS = 100_000
#: Points at which a verb solves a model anew, or lists what it found.
POINTS = 100_000
#: Waiters at a canal, any number of whom may watch.
WATCHERS = 1_000_000
#: Members of a promise, each with a deposit.
PROMISERS = 100_000
#: States of a game given by dense arrays: a row of chances for each profile and next state.
DENSE_STATES = 20_000
#: Levels of trust of a partnership: 400 take about 10 seconds at one discount factor.
TRUST_LEVELS = 400
#: Levels of trust where the answer is wanted at every discount factor.
SCANNED_LEVELS = 100
#: Members of a partnership whose every subset of contributors is a mode: 14 take about 2 seconds.
CONTRIBUTORS = 14
#: States of an insurance, of two members after equal ones are merged: a gigabyte, and minutes.
INSURED, INSURED_APART = 512, 128
#: States of an insurance of three members or four: minutes.
INSURED_TOGETHER = 64
#: Periods of a path that is listed one by one.
PATH = 1_000_000
#: Draws of uncertain settings, and resamples of them.
DRAWS = 1_000_000
#: Digits that a float is written with, beyond which there are none.
DIGITS = 50
#: Processes at work at once.
JOBS = 1_000
#: Periods after which somebody may ask whether a relation lasts.
PERIODS = 10**18
#: Ways in which help can start and end, times the periods looked at: minutes.
CALENDAR = 1_000_000
#: Up to so many powers of ten between payoffs nothing is refused.
_POWERS = 8
#: Beyond so many, what is compared by the range of all is taken in fractions where that is quick.
_CLOSE = 4
#: Worths of so many coalitions are compared with what their members are worth alone.
_FEW_WORTHS = 2**16
#: Chances, names and places, which are no payoffs.
_NO_PAYOFFS = frozenset(
    (
        *("probability", "probabilities", "friction", "promotion", "detection", "stake", "chance"),
        *("governments", "members", "ends", "partnerships", "state", "action", "first_row"),
        *("successor", "first_successor"),
    )
)
_NO_ARRAYS = frozenset((int, str, bool, type(None)))


def fits(
    function: str, argument: str, value: Any, size: int, most: int, what: str, remedy: str
) -> None:
    """`size` things of the kind `what` are at most `most`."""
    if size > most:
        count = f"{size:,}" if size < 10**15 else f"about 10^{len(str(size)) - 1}"
        rule = f"{count} {what} are too many; at most {most:,} are allowed"
        raise errors.RangeError(function, argument, value, rule, remedy)


def refuse_constant(
    model: Any, name: str, powers: int = _POWERS, *, rational: bool = False
) -> None:
    """Refuse payoffs of which a constant hides that many digits, of exact ones if asked."""
    given = list(_payoffs(model, rational=rational))
    for parts in (map(_some, given), given):  # mostly a few show that there is none
        spread, most = _tolerance.scale(parts)
        if spread and spread * 10.0**powers >= most:
            return
    if spread:
        _refuse(name, most / spread)


def refuse_hidden(result: Any) -> None:
    """Refuse an answer about payoffs of which a constant hides too many digits."""
    model = vars(result).get("game", vars(result).get("agreement"))
    refuse_constant(model, type(result).__name__, rational=True)


def refuse_far(model: Any, name: str) -> None:
    """Refuse numbers that are huge beside most others, where all are compared by their range."""
    if is_too_far(model):
        refuse(model, name)


def refuse(model: Any, name: str) -> None:
    """Refuse numbers of which fractions say something else than floats."""
    _refuse(name, far(model))


def is_far(model: Any) -> bool:
    """Whether one number is so large that floats could decide what fractions tell."""
    if not any(True for _ in _tables(model)):  # mostly all are near each other
        given = _payoffs(model, rational=True)
        sizes = abs(np.concatenate([np.zeros(0), *given], axis=None))
        sizes = sizes[sizes > 0]
        if not sizes.size:
            return False
        if np.maximum.reduce(sizes) <= 10.0**_CLOSE * np.minimum.reduce(sizes):
            return False
    return far(model) > 10.0**_CLOSE


def is_too_far(model: Any) -> bool:
    """Whether one number is so large that `refuse_far` refuses what is done in floats."""
    return far(model) > 10.0**_POWERS


def far(model: Any) -> float:
    """How many times what numbers of a model usually are the largest is."""
    # A quarter of them may be next to nothing, as what only rounding keeps from 0 is. Whole numbers
    # and fractions count, which are floats where they meet one.
    usual = min([*_quarter(model), *differences(model)], default=math.inf)
    return _tolerance.scale(_payoffs(model, rational=True))[1] / usual


def usual(model: Any) -> float:
    """What members get mostly differs by, where most; or what most numbers are at least; or 0."""
    return max(differences(model) or _quarter(model), default=0.0)


def _quarter(model: Any) -> list[float]:
    some = [abs(_some(p)) for p in _payoffs(model, rational=True)]
    sizes = np.sort(np.concatenate([np.zeros(0), *(p[p > 0] for p in some)]))
    return [float(sizes[len(sizes) // 4])] if len(sizes) else []


def _some(numbers: FloatArray) -> FloatArray:
    return numbers.ravel()[:: 1 + numbers.size // 1000]


def differences(model: Any) -> list[float]:
    """What it mostly differs by what each member gets."""
    return [differ for table in _tables(model) for differ in _tolerance.usual(table)]


def _tables(model: Any) -> Iterator[Any]:
    """What members get, outcome by outcome."""
    names = ("payoffs", "values", "agreements")
    tables = [model, *(getattr(model, name, None) for name in names)]
    yield from (table for table in tables if isinstance(table, np.ndarray))
    worths = getattr(model, "values", None)
    if isinstance(worths, np.ndarray) and len(worths) <= _FEW_WORTHS:
        yield _more(worths)


def _more(worths: FloatArray) -> FloatArray:
    """What some coalitions are worth beyond what their members are alone, rounding aside."""
    masks = _tolerance.some_of(np.arange(len(worths)))
    members = np.arange(len(worths).bit_length() - 1)
    worth = worths[masks].astype(float)
    alone = (masks[:, None] >> members & 1) @ worths[1 << members].astype(float)
    rounding = np.where(8 * worth % 1 == 0, 0, 16 * np.finfo(float).eps * abs(alone))
    return np.where(abs(worth - alone) > rounding, worth - alone, 0.0)


def refuse_span(result: Any) -> None:
    """Refuse a model whose payoffs are too far apart, if they are."""
    fields, name = vars(result), type(result).__name__
    refuse_hidden(result)
    names = ("partnership", "partnerships", "game", "model", "agreement", "network", "issues")
    model = next((fields[name] for name in names if name in fields), None)
    refuse_far(model, name)
    sizes = [abs(p[p != 0]) for p in _payoffs(model)]
    amounts = np.concatenate([np.zeros(0), *(size.ravel() for size in sizes)])
    if len(amounts) and amounts.max() > 10.0**_POWERS * amounts.min():
        _refuse(name, float(amounts.max()) / float(amounts.min()))


def _refuse(name: str, span: float) -> None:
    powers = math.log10(min(span, sys.float_info.max))
    raise errors.PayoffSpanError(
        f"{name}: payoffs span 10^{round(powers)}, too far for floats, "
        "whose rounding could decide the answer; pass ints or Fractions, which are exact."
    )


def _payoffs(model: Any, *, rational: bool = False) -> Iterator[FloatArray]:
    """The arrays of floats that a model consists of, chances left out; of exact ones if asked."""
    if isinstance(model, np.ndarray):
        if model.dtype.kind == "f" or (rational and model.dtype.kind in "iuO"):
            yield model.astype(float, copy=False)
    elif isinstance(model, float):
        yield np.array(model)
    elif isinstance(model, tuple):
        for part in model:
            yield from _payoffs(part, rational=rational)
    elif dataclasses.is_dataclass(model):
        kind: Any = type(model)
        for name in _payoff_fields(kind):
            part = getattr(model, name)
            if type(part) not in _NO_ARRAYS:
                yield from _payoffs(part, rational=rational)


@functools.cache
def _payoff_fields(kind: Any) -> tuple[str, ...]:
    """Fields that may hold payoffs."""
    return tuple(f.name for f in dataclasses.fields(kind) if f.name not in _NO_PAYOFFS)
