"""Third parties that have to be believed: the law merchant and the merchant guild."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import _check, errors
from ..types import Number, fill, frozen


@frozen
class LawMerchant:
    r"""Strangers who trade in pairs, and a judge who remembers who has not paid.

    Every period traders are matched with strangers for a dilemma: (1, 1) if both are honest,
    (alpha, -beta) if one cheats, (0, 0) if both do. They know nothing of each other except through
    the law merchant:

    1. each trader may *ask* about its partner, at cost Q; it is told whether a judgment against
       the partner is unpaid, and both know who has asked;
    2. they trade;
    3. a trader that has asked, has nothing unpaid, and was cheated while honest may *appeal*, at
       cost C; it is awarded J;
    4. the cheater may *pay* J, which costs f(J) = (1 + phi) J; if it does not, this is on
       record for ever.

    Parameters
    ----------
    temptation : Number
        alpha > 1, what a lone cheater gets.
    loss : Number
        beta > 0, what a lone cheater costs the other below nothing.
    query : Number
        Q, the cost of asking; at least 0.
    appeal : Number
        C, the cost of an appeal; at least 0.
    collection : Number
        phi, what paying costs the payer beyond the judgment, as a part of it; at least 0.
    fee : Number
        What the merchant earns of each query.
    pairs : int
        How many pairs of traders stop asking for ever once the merchant has judged falsely: its
        income at stake is 2 pairs fee per period.

    Raises
    ------
    RangeError
        If alpha is not above 1, beta not above 0, a cost negative, or the fee above the cost of a
        query.

    References
    ----------
    P. R. Milgrom, D. C. North and B. R. Weingast (1990), "The role of institutions in the revival
    of trade", Economics and Politics 2, 1-23.

    Examples
    --------
    >>> from qinba_games.third_parties import LawMerchant
    >>> LawMerchant(1.6, 0.8, query=0.1, appeal=0.2)
    LawMerchant(temptation=1.6, loss=0.8, query=0.1, appeal=0.2)
    """

    temptation: Number = dataclasses.field(kw_only=False)
    loss: Number = dataclasses.field(kw_only=False)
    query: Number = 0
    appeal: Number = 0
    collection: Number = 0
    fee: Number = 0
    pairs: int = 1

    def __post_init__(self) -> None:
        owner = "LawMerchant"
        for name in ("query", "appeal", "collection"):
            fill(self, **{name: _check.number(owner, name, getattr(self, name), low=0)})
        fill(
            self,
            temptation=_check.above(owner, "temptation", self.temptation, 1),
            loss=_check.above(owner, "loss", self.loss),
            fee=_check.number(owner, "fee", self.fee, low=0, high=self.query),
            pairs=_check.integer(owner, "pairs", self.pairs, low=1),
        )

    @property
    def income(self) -> Number:
        """What the merchant earns per period from the traders who would stop asking."""
        return 2 * self.pairs * self.fee

    def cost_of_paying(self, judgment: Any) -> Any:
        """What it costs to pay a judgment, f(J) = (1 + phi) J."""
        owner = "LawMerchant.cost_of_paying"
        return (1 + self.collection) * _check.number(owner, "judgment", judgment, low=0)

    def __repr__(self) -> str:
        return field_repr(self, ("temptation", "loss", "query", "appeal"), ("collection", "fee"))


@frozen
class MerchantGuild:
    r"""A city that could rob its foreign traders, and the traders' power to stay away.

    If x traders come, trade is worth f(x) per period. The city takes tau f(x) in tolls and is to
    protect the traders, at cost c f(x); it may save the cost on any part of them. The efficient
    number x* makes f largest. Three threats can hold the city to its word: the traders it has
    wronged stay away (*bilateral*); all stay away except for the x' that it can still attract by
    bilateral threats (*leaky embargo*, a guild that only calls for one); all stay away
    (*boycott*, a guild that can also force its members to keep to it).

    Parameters
    ----------
    toll : Number
        tau, what the city earns per unit of trade; above 0.
    service : Number
        c, what protection costs it per unit of trade; above 0.
    trade : callable, optional
        f, increasing and concave up to its largest value, f(0) = 0. Default x(2 - x).
    slope : callable, optional
        f'; without it, central differences.
    most : float
        The largest number of traders; x* is sought up to it. Default 2.

    Raises
    ------
    RangeError
        If toll or service is not above 0, or trade is worth nothing.
    InputTypeError
        If `trade` or `slope` cannot be called.

    References
    ----------
    A. Greif, P. Milgrom and B. R. Weingast (1994), "Coordination, commitment, and enforcement: the
    case of the merchant guild", Journal of Political Economy 102, 745-776.

    Examples
    --------
    >>> from qinba_games.third_parties import MerchantGuild
    >>> MerchantGuild(0.2, 0.1)
    MerchantGuild(toll=0.2, service=0.1)
    """

    toll: Number
    service: Number
    trade: Callable[[float], float]
    slope: Callable[[float], float]
    most: float

    def __init__(
        self,
        toll: Number,
        service: Number,
        *,
        trade: Callable[[float], float] | None = None,
        slope: Callable[[float], float] | None = None,
        most: float = 2,
    ) -> None:
        owner = "MerchantGuild"
        given = {"toll": toll, "service": service, "most": most}
        clean = {name: _check.above(owner, name, value) for name, value in given.items()}
        largest = float(clean["most"])
        f = _concave if trade is None else _check.function(owner, "trade", trade)
        own: Any = _concave_slope if trade is None else _Difference(function=f)
        slope = own if slope is None else _check.function(owner, "slope", slope)
        values = np.array([_at(f, x) for x in np.linspace(0, largest, 41)[1:].tolist()])
        if not np.isfinite(values).all() or values.max() <= 0:
            rule = "must be finite, and worth something for some number of traders"
            remedy = "Pass a function with trade(0) = 0 that first rises, or another 'most'"
            raise errors.RangeError(owner, "trade", values.max(), rule, remedy)
        fill(self, **clean | {"trade": f, "slope": slope, "most": largest})

    def __repr__(self) -> str:
        return field_repr(self, ("toll", "service"), ())


def bribes(model: LawMerchant, judgment: Any) -> dict[str, Any]:
    """The most that a trader would pay a merchant for a false verdict, and for its silence."""
    silence = max(model.temptation - model.query, 0)
    return {"verdict": model.cost_of_paying(judgment), "concealment": silence}


def saved_by_breach(model: MerchantGuild, delta: Any) -> Any:
    """kappa, what a city saves by one breach over what net tolls are worth to it for ever."""
    tolls = delta * (model.toll - model.service)
    return model.service * (1 - delta) / tolls if tolls > 0 else math.inf


@frozen
class _Difference:
    """Slope of a function by central differences; a value, so that it can be pickled."""

    function: Callable[[float], float]

    def __call__(self, x: float) -> float:
        step = 1e-6 * max(x, 1e-6)
        return (self.function(x + step) - self.function(x - step)) / (2 * step)


def _at(function: Callable[[float], float], x: float) -> float:
    """What the traders of a guild are worth; a named error if the function does not say."""
    try:
        return float(function(x))
    except Exception as error:
        rule = f"gives no number at {x:g} traders ({type(error).__name__}: {error})"
        remedy = "Pass a function from a number to a number"
        raise errors.InputTypeError("MerchantGuild", "trade", function, rule, remedy) from error


def _concave(x: float) -> float:
    return x * (2 - x)


def _concave_slope(x: float) -> float:
    return 2 - 2 * x


def field_repr(model: Any, always: tuple[str, ...], otherwise: tuple[str, ...]) -> str:
    """Class and fields, those in `otherwise` only if they are not 0."""
    names = [*always, *(name for name in otherwise if getattr(model, name) != 0)]
    return f"{type(model).__name__}({', '.join(f'{n}={getattr(model, n)}' for n in names)})"
