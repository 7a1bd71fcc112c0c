"""Whether meeting for longer and more often makes relations more stable."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from ... import _tolerance, errors
from ...common.result import FrameColumns
from ...partnership.evolve import evolve
from ...partnership.evolve_many import evolve_many
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import CLASSES, Evolution
from ...region.settings import complete
from ...types import Array, BoolArray
from .argument import Columns, World, trusted
from .judging import claim
from .parameters import LONGEST, ParameterSetting
from .search import Turning, turning
from .worlds import relations, ties, turnover
from .worlds.alone import symmetric

#: The pair whose hazard is shown: it lasts only where trust has already grown a little.
_GAINS = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]
_AGEING = Partnership(_GAINS, 1, promotion=0.6, friction=0.05)
_AGEING_PATIENCE, _AGES = 0.7, 12
#: Growth of stability, in logarithms, that is more than rounding.
_GAIN = 1e-9
#: The share of noise by which the search for its edge stays on the side of what lasts.
_BELOW = 1e-8


def _refuse_too_often(function: str, p: ParameterSetting) -> None:
    """Refuse members who meet so often that floats cannot tell one meeting from the next."""
    often = float(p.frequency) * float(p.factor)
    if not _weighs(p, often):
        rule = "so many meetings a year are too many: rounding hides what one of them brings"
        remedy = "Choose a smaller frequency or factor, or a larger rate"
        raise errors.RangeError(function, "frequency", often, rule, remedy)


def _weighs(p: ParameterSetting, frequency: float) -> bool:
    return -math.expm1(-float(p.rate) / frequency) >= _tolerance.PERIOD


_MEETINGS = {"noise": 0.02, "frequency": 4, "factor": 2, "rate": 0.3, "benefit": 1.6, "cost": 1}
_WORLD = World(
    lambda p: trusted(evolve(_relation(p, p.frequency), math.exp(-p.rate / p.frequency))),
    relations.JOINT_MODES,
    check=_refuse_too_often,
)
#: What is asked of partners anywhere and of those in the area.
_ASKED: dict[str, Any] = {
    "world": _WORLD,
    "parameters": _MEETINGS,
    "turns": {"noise": lambda case: _tolerated_noise(case.p)},
    "picture": ("frequency", "stability"),
    "over": {"noise": (0, 0.04)},
    "values": lambda case: _frequencies(case.p),
    "columns": lambda case, often: _by_frequency(case.p, often),
}


@claim(
    "C12",
    "2 (4)",
    "Partners who have met for longer and who meet more often are the more stable.",
    see="C27 asks the same of the Qinba area",
    **_ASKED,
    condition="fails if the noise that comes with meetings is {edge} or more",
    never="fails at any noise: more meetings never make the relation more stable",
    further={
        "hazard by age": lambda _: _hazards(),
        turnover.TITLE: lambda case: turnover.unless_far(_through_elections, case.p),
    },
)
def frequent_meetings(p: ParameterSetting, _: Evolution) -> bool:
    """Is a relation the more stable, the longer it lasts and the more often members meet?

    Members who meet f times a year discount from one meeting to the next by delta = exp(-rho/f),
    and each meeting can end the relation by friction, eps = 1 - exp(-nu f): the more business, the
    more misfires. Stability is delta(f)/delta*(f), delta* the least patience that sustains the
    relation of one trust level. Holds exactly when meeting m times as often, m > 1, raises it:
    nu < rho/(m f^2), where such a relation can last, 0 < c < b exp(-m nu f).

    How the hazard of a breakdown falls with age is shown for a pair with five levels of trust,
    founded with a little trust and, the case of a bad history, with none.

    What is repeated deepens only if promises survive those who made them: `.further` says for how
    many years governments have to stay in the mean if each new one negotiates again and forgives.
    Each meeting of two is then an exchange of gifts, benefit b for a cost of c, that friction ends:
    patience is delta (1 - eps).

    References
    ----------
    Abreu, D., Milgrom, P. and Pearce, D. (1991), Information and timing in repeated partnerships,
    Econometrica 59, 1713-1733.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c12(noise=0.02).verdict, claims.c12(noise=0.001).verdict
    ('fails', 'holds')
    """
    return bool(_log_gain(p) > _GAIN)


@claim(
    "C27",
    "4.1",
    "In the Qinba area longer and more frequent interaction makes relations more stable.",
    see="C12 asks the same of partners anywhere",
    **_ASKED,
    condition="fails, as C12, if the noise that comes with meetings is {edge} or more",
    never="fails at any noise, as C12",
    further={"neighbours by their history": lambda _: _by_history()},
)
def meetings_in_the_area(p: ParameterSetting, _: Evolution) -> bool:
    """Does what `c12` argues hold in the area of the paper?

    The relation of `c12`, under the same condition. A table beside it has the neighbours of the
    case by the number of agreements that both belonged to: history is what they have more of.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c27(noise=0.02).verdict, claims.c27(noise=0.001).verdict
    ('fails', 'holds')
    """
    return bool(_log_gain(p) > _GAIN)


def _by_history() -> FrameColumns:
    """Neighbours of the case by founding trust: classes and value, without a coordinator."""
    models, delta = ties.neighbours(), float(complete({})["delta"])
    batch = ties.evolution(delta)
    trust = np.array(models.founding)
    classes = ties.classes(batch, trust)
    levels = sorted(set(models.founding))
    return {
        "agreements of both": levels,
        "neighbours": [int((trust == k).sum()) for k in levels],
        **{name: [int((classes[trust == k] == name).sum()) for k in levels] for name in CLASSES},
    }


def _relation(p: ParameterSetting, frequency: Any) -> Partnership:
    friction = -math.expm1(-p.noise * frequency)
    return Partnership([[p.benefit] * 2], p.cost, promotion=0, friction=friction, drop=None)


@functools.lru_cache(maxsize=512, typed=True)
def _least_patience(noise: Any, benefit: Any, cost: Any, frequencies: tuple[Any, ...]) -> Array:
    """Least patience at every frequency: the same wherever it is asked."""
    p = ParameterSetting(noise=noise, benefit=benefit, cost=cost)
    return relations.least_patience([_relation(p, f) for f in frequencies])


def _stability(p: ParameterSetting, frequencies: Any) -> tuple[Array, Array, Array]:
    """Discount factor, least patience, and their ratio, for every frequency."""
    patience = np.exp(-float(p.rate) / np.asarray(frequencies, dtype=float))
    needed = _least_patience(p.noise, p.benefit, p.cost, tuple(frequencies))
    costly = needed > _tolerance.DISCOUNT
    ratio = np.where(costly, patience / np.where(costly, needed, 1), math.inf)
    return patience, needed, ratio


def _log_gain(p: ParameterSetting) -> float:
    """Log of the factor by which stability rises; nan if the relation never or always lasts."""
    _, _, (now, more) = _stability(p, [p.frequency, p.factor * p.frequency])
    if not 0 < now < math.inf:
        return math.nan
    return math.log(more / now) if more > 0 else -1.0


def _tolerated_noise(p: ParameterSetting) -> Turning:
    """The noise at which meeting more often stops to help, if it ever helps."""
    from scipy.optimize import brentq

    often = float(p.frequency) * float(p.factor)

    def gain(noise: float) -> float:
        return _log_gain(p.but(noise=noise))

    def lasts(misfires: Array) -> BoolArray:
        pairs = [_relation(p.but(noise=each / often), often) for each in misfires.tolist()]
        return relations.cooperates(trusted(evolve_many(pairs, np.full(len(pairs), LONGEST))))

    # From 40 misfires a year on friction is certain, and nothing lasts.
    most = 40 / often
    if not gain(0.0) > _GAIN:
        return Turning((), 0.0, most)
    (misfires,) = turning(lasts, 0.0, 40.0, start=1).points
    edge = misfires / often
    # The gain is smooth below, and falls to nothing where who meets more often does not last.
    if gain(below := edge * (1 - _BELOW)) <= _GAIN:
        edge = float(brentq(gain, 0.0, below, xtol=1e-9 * below))
    return Turning((edge,), 0.0, 2 * edge)


def _frequencies(p: ParameterSetting) -> list[float]:
    grid = [float(p.frequency) * float(p.factor) ** k for k in range(-3, 4)]
    return [often for often in grid if _weighs(p, often)]


def _by_frequency(p: ParameterSetting, often: list[float]) -> Columns:
    patience, needed, ratio = _stability(p, often)
    friction = [float(_relation(p, f).friction[0]) for f in often]
    rows = zip(patience.tolist(), friction, needed.tolist(), ratio.tolist(), strict=True)
    table = dict(zip(often, rows, strict=True))
    titles = ("delta", "friction", "patience needed", "stability")
    return {title: lambda q, _, k=k: table[q.frequency][k] for k, title in enumerate(titles)}


def _through_elections(p: ParameterSetting) -> FrameColumns:
    """Which turnover gifts bear at f and m f meetings a year; none if they are not worth it."""
    if p.benefit <= p.cost:
        return {}
    often = [float(p.frequency), float(p.frequency * p.factor)]
    gifts = symmetric([[p.benefit - p.cost, -p.cost], [p.benefit, 0]])
    patience = [math.exp(-p.rate / f) * float(1 - _relation(p, f).friction[0]) for f in often]
    most = turnover.largest((gifts, delta) for delta in patience)
    years = [term / f for term, f in zip(most.pop(turnover.TERM), often, strict=True)]
    return {"frequency": often, "patience": patience, **most, f"{turnover.TERM}, in years": years}


def _hazards() -> FrameColumns:
    ages = np.arange(_AGES)
    some = trusted(evolve(_AGEING, _AGEING_PATIENCE, founding=1))
    none = trusted(evolve(_AGEING, _AGEING_PATIENCE, founding=0))
    return {
        "age": ages.tolist(),
        "hazard, some trust": some.hazard(ages).tolist(),
        "hazard, bad history": none.hazard(ages).tolist(),
    }
