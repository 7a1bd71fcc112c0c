"""Section 2 of the paper: what makes a network of governments last."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from ... import _tolerance
from ...common.result import show
from ...partnership.evolve import evolve
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import Evolution
from ...types import Array, Number
from .claim import Claim
from .inputs import checked
from .judgement import judged, trusted, word
from .search import LONGEST, Turning, grid, turning
from .worlds import relations

#: The pair whose hazard is shown: it lasts only where trust has already grown a little.
_AGEING = Partnership(
    np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None], 1, promotion=0.6, friction=0.05
)
_AGEING_PATIENCE, _AGES = 0.7, 12
#: Growth of stability, in logarithms, that is more than rounding.
_GAIN = 1e-9


def c06(
    *,
    delta: Number = 0.8,
    friction: Number = 0.05,
    benefit: Number = 1.6,
    cost: Number = 1,
    memory: int = 1,
) -> Claim:
    """Does dealing with each other for long make a network last?

    Two equals gain b from each other's contribution at a cost of c; friction strikes a kept period
    with probability eps and costs one of m levels of trust, which do not grow back; at the bottom
    the relation is over. With m = 1 that is the relation of one level that friction ends. Holds
    iff members contribute, delta >= delta* = (c/b)/(1 - eps); then they last m/eps periods.

    Parameters
    ----------
    delta : Number
        Discount factor in [0, 1): how much the future counts.
    friction : Number
        eps in [0, 1].
    benefit, cost : Number
        b and c.
    memory : int
        m, how many misfires the relation outlives, the last one included; 1 to 12.

    Returns
    -------
    Claim
        Concept "Markov SPE, joint modes": nothing is shared, leaving is the punishment.

    Raises
    ------
    DiscountError, ProbabilityError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 2. Axelrod, R. (1984), The Evolution of Cooperation.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c06(delta=0.8).verdict, claims.c06(delta=0.6).verdict
    ('holds', 'fails')
    """
    p = checked("c06", locals())
    asked = relations.asked(_remembering, p, "delta", founding=p["memory"])
    turn = turning(asked, 0.0, LONGEST)
    edge = turn.nearest(p["delta"])
    never = "fails at every delta: keeping the agreement is not worth its cost"
    return judged(
        "C06",
        "2",
        "The longer members expect to deal with each other, the longer their network lasts.",
        parameters=p,
        holds=lambda **q: relations.founded(_remembered(q)),
        found=_remembered(p),
        turns={"delta": turn},
        condition=never if edge is None else f"holds if delta is at least {show(edge)}",
        evidence=_lifetimes(p),
        picture=("delta", *(f"periods, memory {m}" for m in _memories(p))),
    )


def _remembered(p: dict[str, Any]) -> Evolution:
    return relations.evolution(_remembering, p, founding=p["memory"])


def _remembering(p: relations.Parameters) -> Partnership:
    gains = [[0, 0], *[[p["benefit"]] * 2] * p["memory"]]
    return Partnership(gains, p["cost"], promotion=0, friction=p["friction"], drop=1)


def _memories(p: dict[str, Any]) -> list[int]:
    return sorted({1, 2, 4, p["memory"]})


def _lifetimes(p: dict[str, Any]) -> dict[str, list[Any]]:
    deltas = grid(0.1, 0.9, 9, p["delta"])
    batches = {
        m: relations.varied(_remembering, {**p, "memory": m}, "delta", deltas, founding=m)
        for m in _memories(p)
    }
    verdicts = relations.cooperates(batches[p["memory"]])
    return {
        "delta": deltas,
        **{f"periods, memory {m}": relations.lifetimes(b) for m, b in batches.items()},
        "verdict": [word(v) for v in verdicts],
    }


def c12(
    *,
    noise: Number = 0.02,
    frequency: Number = 4,
    factor: Number = 2,
    rate: Number = 0.3,
    benefit: Number = 1.6,
    cost: Number = 1,
) -> Claim:
    """Is a relation the more stable, the longer it lasts and the more often members meet?

    Members who meet f times a year discount from one meeting to the next by delta = exp(-rho/f),
    and each meeting can end the relation by friction, eps = 1 - exp(-nu f): the more business, the
    more misfires. Stability is delta(f)/delta*(f), delta* the least patience that sustains the
    relation of one trust level. Holds iff meeting m times as often raises it: nu < rho/(m f^2).

    How the hazard of a breakdown falls with age is shown for a pair with five levels of trust,
    founded with a little trust and, the case of a bad history, with none.

    Parameters
    ----------
    noise : Number
        nu, in years: how fast friction grows with the number of meetings.
    frequency : Number
        f, meetings a year.
    factor : Number
        m, how many times as often they are to meet.
    rate : Number
        rho, annual rate of discount.
    benefit, cost : Number
        b and c.

    Returns
    -------
    Claim
        Concept "Markov SPE, joint modes": nothing is shared, leaving is the punishment.

    Raises
    ------
    RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 2 (4). Abreu, D., Milgrom, P. and Pearce, D. (1991),
    Information and timing in repeated partnerships, Econometrica 59, 1713-1733.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c12(noise=0.02).verdict, claims.c12(noise=0.001).verdict
    ('fails', 'holds')
    """
    p = checked("c12", locals())
    turn = _tolerated_noise(p)
    edge = turn.nearest(p["noise"])
    condition = "fails at any noise: more meetings never make the relation more stable"
    if edge is not None:
        condition = f"fails if the noise that comes with meetings is {show(edge)} or more"
    return judged(
        "C12",
        "2 (4)",
        "Partners who have met for longer and who meet more often are the more stable.",
        parameters=p,
        holds=_steadies,
        found=trusted(evolve(_met(p, p["frequency"]), math.exp(-p["rate"] / p["frequency"]))),
        turns={"noise": turn},
        condition=condition,
        evidence=_by_frequency(p),
        picture=("frequency", "stability"),
        further={"hazard by age": _hazards()},
    )


def _met(p: relations.Parameters, frequency: Any) -> Partnership:
    friction = -math.expm1(-p["noise"] * frequency)
    return Partnership([[p["benefit"]] * 2], p["cost"], promotion=0, friction=friction, drop=None)


def _stability(p: relations.Parameters, frequencies: Any) -> tuple[Array, Array, Array]:
    """Discount factor, least patience, and their ratio, for every frequency."""
    patience = np.exp(-float(p["rate"]) / np.asarray(frequencies, dtype=float))
    needed = relations.least_patience([_met(p, f) for f in frequencies])
    costly = needed > _tolerance.DISCOUNT
    ratio = np.where(costly, patience / np.where(costly, needed, 1), math.inf)
    return patience, needed, ratio


def _log_gain(p: relations.Parameters) -> float:
    """Log of the factor by which stability rises; nan if the relation never or always lasts."""
    _, _, (now, more) = _stability(p, [p["frequency"], p["factor"] * p["frequency"]])
    if not 0 < now < math.inf:
        return math.nan
    return math.log(more / now) if more > 0 else -1.0


def _steadies(**q: Any) -> bool:
    return bool(_log_gain(q) > _GAIN)


def _tolerated_noise(p: dict[str, Any]) -> Turning:
    """The noise at which meeting more often stops to help, if it ever helps."""
    from scipy.optimize import brentq

    @functools.cache
    def gain(noise: float) -> float:
        return _log_gain({**p, "noise": noise})

    # From `most` on friction is certain, and nothing lasts.
    most = 40 / float(p["frequency"])
    low, high = 0.0, float(p["noise"]) or most
    if not gain(low) > _GAIN:
        return Turning((), low, most)
    while gain(high) > 0 and high < most:
        low, high = high, min(4 * high, most)
    while math.isnan(gain(high)):
        middle = (low + high) / 2
        low, high = (middle, high) if gain(middle) > 0 else (low, middle)
    edge = float(brentq(gain, low, high, xtol=1e-10))
    return Turning((edge,), 0.0, 2 * edge)


def _by_frequency(p: dict[str, Any]) -> dict[str, list[Any]]:
    often = [float(p["frequency"]) * float(p["factor"]) ** k for k in range(-3, 5)]
    patience, needed, ratio = _stability(p, often)
    rises = ratio[1:] > ratio[:-1] * (1 + _GAIN)
    return {
        "frequency": often[:-1],
        "delta": patience[:-1].tolist(),
        "friction": [float(_met(p, f).friction[0]) for f in often[:-1]],
        "patience needed": needed[:-1].tolist(),
        "stability": ratio[:-1].tolist(),
        "verdict": [word(r) for r in rises],
    }


def _hazards() -> dict[str, list[Any]]:
    ages = np.arange(_AGES)
    some = trusted(evolve(_AGEING, _AGEING_PATIENCE, founding=1))
    none = trusted(evolve(_AGEING, _AGEING_PATIENCE, founding=0))
    return {
        "age": ages.tolist(),
        "hazard, some trust": some.hazard(ages).tolist(),
        "hazard, bad history": none.hazard(ages).tolist(),
    }
