"""How patient must they have been? The verb `revealed_patience`."""

from __future__ import annotations

import math
from typing import Any

from .. import _check, errors
from ..common.register import finds
from ..errors import QinbaGamesError
from ..repeated.risk_dominance import risk_dominant_discount
from ..verify.door import certified
from .promises import Promises
from .results.revealed_patience import RevealedPatience
from .spread import with_spread

_OWNER = "revealed_patience"
_RECORDS, _SELECTIONS = ("all", "kept"), ("any", "best")


def revealed_patience(
    promises: Promises,
    *,
    error: float = 0.05,
    level: float = 0.95,
    records: str = "all",
    selection: str = "any",
    miss: float | None = None,
    spread: float = 0,
    progress: bool | None = None,
    jobs: int = 1,
) -> RevealedPatience:
    r"""Find the discount factors that are consistent with promises that were kept.

    A promise whose support does not hold delta is kept with probability at most `error`. Of the J
    units with such promises let m_j be the share of these that were kept, and S their sum. With one
    promise a unit p(delta) = P(Bin(J, error) >= S); else the bounds of Hoeffding and Bentkus, which
    allow any dependence within units. The set is {delta : p(delta) > 1 - level}.

    Parameters
    ----------
    promises : Promises
    error : float
        In [0, 1): mistakes, gains that were read wrongly, and whatever else the theory leaves out.
    level : float
        Confidence, in (0, 1).
    records : {"all", "kept"}
        "all": promises are in the table whether they were kept or not. "kept": only kept ones were
        recorded, and `error` is the share of records that are mistaken.
    selection : {"any", "best"}
        "any": whatever equilibrium is played. "best": the best one, so that a promise whose support
        holds delta is broken with probability at most `miss`.
    miss : float, optional
        In [0, 1), with "best".
    spread : float
        Of partnerships: benefits at trust 0 are known up to a factor exp(u) of each promise, u
        normal with mean 0 and this standard deviation.
    progress : bool, optional
        Show a progress bar, with `spread`; None: where it takes long.
    jobs : int
        Processes at work at once, with `spread`; -1 for one on each core.

    Returns
    -------
    RevealedPatience
        "confidence set, any SPE" or "confidence set, best SPE". An empty set is an answer: refused.

    Raises
    ------
    InvalidInputError
        For rates and levels out of range, `miss` without "best" or the reverse, a broken promise
        with records="kept", and `spread` with anything but partnerships of two, one promise a unit,
        all records and any selection.

    Notes
    -----
    All promises share one delta; for patience that differs between units see `.share`. The set
    holds the true delta with probability at least `level`, for every number of promises and
    whatever equilibrium is selected, if the gains are right and units are independent. It may have
    holes. A broken promise says nothing under "any": breaking is always an equilibrium. Good
    outside values raise thresholds, so that kept promises reveal more; help that was not recorded
    makes the bound too high.

    With `spread` the chance pi_r that keeping is an equilibrium is found to .002, on a grid of
    delta whose cells at the ends of the set are narrowed to 1e-4; p of a cell is the larger one of
    its two ends. The sets {r : pi_r <= q}, q = 0, 1/4, 1/2, 3/4, are tested together, by the
    Poisson binomial distribution with the chances error + (1 - error) pi_r.

    References
    ----------
    W. Hoeffding (1963), Journal of the American Statistical Association 58, 13-30, Theorem 1.
    V. Bentkus (2004), Annals of Probability 32, 1650-1673, Theorem 1.2. F. Ciliberto and E. Tamer
    (2009), Econometrica 77, 1791-1828.

    Examples
    --------
    >>> import qinba_games as qg
    >>> kept = {"threshold": [0.2, 0.4, 0.6, 0.8], "kept": [True, True, True, False]}
    >>> qg.revealed_patience(qg.Promises.from_frame(kept), error=0)
    RevealedPatience(delta in [0.60, 1.00); 4 promises of 4 units, error 0)
    """
    _check.instance(_OWNER, "promises", promises, Promises)
    error = _rate("error", error)
    level = float(_check.number(_OWNER, "level", level, low=0, high=1))
    if not 0 < level < 1:
        rule, remedy = "must lie in (0, 1)", "Choose for example 0.95"
        raise errors.RangeError(_OWNER, "level", level, rule, remedy)
    _check.choice(_OWNER, "records", records, _RECORDS)
    _check.choice(_OWNER, "selection", selection, _SELECTIONS)
    if (miss is None) == (selection == "best"):
        rule = 'belongs to selection="best", and only to it'
        remedy = "Pass both, for example miss=0.1" if miss is None else "Leave it out"
        raise errors.NotApplicableError(_OWNER, "miss", miss, rule, remedy)
    miss = None if miss is None else _rate("miss", miss)
    outcomes = promises.kept.tolist()
    if records == "kept" and not all(outcomes):
        rule = "holds a broken promise, though only kept ones were recorded"
        remedy = 'Leave broken promises out, or pass records="all"'
        raise errors.NotApplicableError(_OWNER, "promises", promises, rule, remedy)
    spread = float(_check.number(_OWNER, "spread", spread, low=0))
    bar = None if progress is None else _check.flag(_OWNER, "progress", progress)
    jobs = _check.integer(_OWNER, "jobs", jobs, low=-1)
    answer = RevealedPatience(
        promises=promises,
        error=error,
        level=level,
        records=records,
        miss=miss,
        exact=False,
        notes=promises.notes,
    )
    if spread:
        _alone(promises, records, selection)
        answer = with_spread(answer, spread, bar, jobs)
    return certified(answer)


def _alone(promises: Promises, records: str, selection: str) -> None:
    """Gains that are not known go with what stands alone."""
    remedy = "Leave spread out, or this"
    if records != "all" or selection != "any":
        name, value = ("records", records) if records != "all" else ("selection", selection)
        rule = "is not known of gains that are not known"
        raise errors.NotApplicableError(_OWNER, name, value, rule, remedy)
    if len(set(promises.units)) < len(promises):
        rule = "some unit has several promises, and their gains are not independent"
        remedy = "Leave spread out, or keep one promise of each unit"
        raise errors.NotApplicableError(_OWNER, "promises", promises, rule, remedy)


def _rate(argument: str, value: Any) -> float:
    rate = float(_check.number(_OWNER, argument, value, low=0))
    if rate < 1:
        return rate
    rule, remedy = "must lie in [0, 1)", "Choose a small rate, for example 0.05"
    raise errors.ProbabilityError(_OWNER, argument, value, rule, remedy)


@finds(RevealedPatience, "less_risky")
def _less_risky(promises: Promises) -> list[float]:
    """From which patience on, promise by promise; infinite where that has no meaning."""
    known: list[float] = []
    for one in promises.thresholds:
        try:
            known.append(float(risk_dominant_discount(one.game, one.profile).delta))
        except QinbaGamesError:  # no game of two actions each that members cannot leave
            known.append(math.inf)
    sources = promises.sources or ((),) * len(promises)  # none where supports were given
    return [min((known[k] for k in places), default=math.inf) for places in sources]
