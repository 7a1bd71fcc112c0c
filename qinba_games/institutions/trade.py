"""What the law merchant, the merchant guild and the watchers of an irrigation system achieve."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _exact
from ..repeated.solvers.thresholds import least_patience
from ..types import Number
from ..verify.door import certified
from .irrigation import Irrigation
from .law_merchant import LawMerchant, MerchantGuild, bribes, saved_by_breach
from .results import HonestTrade, Inspection, ProtectedTrade
from .solvers import credibility
from .solvers.inspection import TheftGame, coincidence, equilibria


def honest_trade(
    model: LawMerchant,
    delta: Number,
    *,
    judgment: Number | None = None,
    merchant_delta: Number | None = None,
) -> HonestTrade:
    """Ask whether a judge who only keeps records makes strangers trade honestly.

    Traders ask about their partner, trade honestly if neither has an unpaid judgment and both have
    asked, and cheat otherwise; the cheated appeal; the judged pay. That is an equilibrium
    exactly when

    * (1 + phi) J >= alpha - 1: cheating and paying brings nothing;
    * J >= C: an appeal is worth its cost;
    * (1 + phi) J <= delta (1 - Q) / (1 - delta): a clean record is worth the payment;
    * Q <= 1: trade is worth asking.

    Some J does exactly when delta >= m / (m + 1 - Q), m = max(alpha - 1, (1 + phi) C). With perfect
    information nobody needs the merchant from max(beta, alpha - 1) / (1 + beta) on. The merchant is
    honest exactly when (1 - delta_c) B <= delta_c F, F its income at stake and B the largest bribe:
    (1 + phi) J for a false verdict, alpha - Q for hiding an unpaid judgment from one partner.

    Parameters
    ----------
    model : LawMerchant
    delta : Number
        Patience of the traders.
    judgment : Number, optional
        J; by default the least that deters and is worth an appeal.
    merchant_delta : Number, optional
        Patience of the law merchant, by default that of the traders.

    Returns
    -------
    HonestTrade
        `.sustained`, `.threshold`, `.judgments`, `.bribes`, `.honest_merchant`. Perfect equilibrium
        in pure strategies, no transfers but judgments. Exact for rational input.

    Raises
    ------
    DiscountError, RangeError, InputTypeError, NotFiniteError

    Notes
    -----
    The conditions for the traders are those of the cited model. How a false verdict is found out
    and punished is a modelling choice of this package: the wronged trader sees it, and the traders
    counted in `model.pairs` never ask again.

    References
    ----------
    P. R. Milgrom, D. C. North and B. R. Weingast (1990), "The role of institutions in the revival
    of trade: the law merchant, private judges, and the Champagne fairs", Economics and Politics 2,
    1-23.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.third_parties import LawMerchant, honest_trade
    >>> tenth = Fraction(1, 10)
    >>> fair = LawMerchant(16 * tenth, 8 * tenth, query=tenth, appeal=2 * tenth, fee=tenth, pairs=5)
    >>> honest_trade(fair, Fraction(1, 2))
    HonestTrade(delta 1/2, judgment 3/5: traders are honest (they are from 2/5 on), the merchant
    is not (it is from 3/5 on))
    >>> print(honest_trade(fair, Fraction(1, 2)).informed_threshold)
    4/9
    """
    owner = "honest_trade"
    _check.instance(owner, "model", model, LawMerchant)
    alpha, Q, C, phi = model.temptation, model.query, model.appeal, model.collection
    exact = all(map(_exact.is_rational, (alpha, Q, C, phi, model.loss, model.fee)))
    patience = _check.discount(owner, delta, exact=exact)
    own = patience
    if merchant_delta is not None:
        own = _check.discount(owner, merchant_delta, "merchant_delta", exact=exact)
    span = credibility.judgments(alpha, Q, C, phi, patience)
    J = span[0] if judgment is None else _check.number(owner, "judgment", judgment, low=0)
    numbers = (alpha, model.loss, Q, C, phi, model.fee, patience, own, J)
    answer = HonestTrade(
        model=model,
        delta=patience,
        merchant_delta=own,
        judgment=J,
        judgments=span,
        threshold=credibility.merchant_threshold(alpha, Q, C, phi),
        informed_threshold=credibility.informed_threshold(alpha, model.loss),
        merchant_threshold=least_patience(max(bribes(model, J).values()), model.income),
        exact=all(map(_exact.is_rational, numbers)),
    )
    return certified(answer)


def protected_trade(model: MerchantGuild, delta: Number) -> ProtectedTrade:
    """Ask how much trade a city protects, under threats of growing strength.

    With kappa = c (1 - delta) / (delta (tau - c)):

    * *bilateral*: x traders are protected exactly when x f'(x) / f(x) >= kappa, never the efficient
      x* where f' = 0 there; x' is the largest such number;
    * *leaky embargo*, of all traders but the x' that the city can still protect: x* is protected
      exactly when kappa <= 1 - f(x') / f(x*);
    * *boycott*, which the guild enforces among its members: exactly when kappa <= 1, that is,
      c <= delta tau.

    If a leaky embargo does not protect x*, it protects no number above x' either.

    Parameters
    ----------
    model : MerchantGuild
    delta : Number
        Patience of the city.

    Returns
    -------
    ProtectedTrade
        `.sustained`, `.traders` and `.worth` by threat, `.kappa`, `.leak`. Subgame perfect; the
        leak is found by root finding, so only `.kappa`, `.threshold` and the boycott are exact.

    Raises
    ------
    DiscountError, InputTypeError

    References
    ----------
    A. Greif, P. Milgrom and B. R. Weingast (1994), "Coordination, commitment, and enforcement: the
    case of the merchant guild", Journal of Political Economy 102, 745-776.

    Examples
    --------
    >>> from qinba_games.third_parties import MerchantGuild, protected_trade
    >>> protected_trade(MerchantGuild(0.2, 0.1), 0.9)
    ProtectedTrade(delta 0.9, kappa 0.111111: boycott suffices for the efficient 1, bilateral
    threats protect 0.941176)
    """
    owner = "protected_trade"
    _check.instance(owner, "model", model, MerchantGuild)
    patience = _check.discount(owner, delta, exact=False)
    kappa = float(saved_by_breach(model, patience))
    efficient, leak = credibility.guild(model.trade, model.slope, kappa, model.most)
    answer = ProtectedTrade(
        model=model,
        delta=patience,
        efficient=efficient,
        leak=leak,
        threshold=least_patience(model.service, model.toll - model.service),
        exact=False,
    )
    return certified(answer)


def inspection(model: Irrigation) -> Inspection:
    """Ask how often is stolen where watching costs something, and who watches.

    In between, everybody is indifferent: thefts stay hidden with probability p / (b + p), so that
    stealing does not pay; without a guard each waiter therefore watches with probability
    m = (1 - (p/(b+p))^(1/n)) / q, and the turn-taker steals with
    s = k / (q (r + l (p/(b+p))^((n-1)/n))). There is always some stealing. A guard without
    reward never watches. With one, it alone can do it if k_g q (r + l p/(b+p)) <= k q_g r_g, and
    the waiters alone if s q_g r_g <= k_g; where both hold strictly, a third equilibrium lets both
    watch.

    Parameters
    ----------
    model : Irrigation

    Returns
    -------
    Inspection
        Every equilibrium in which all waiters do the same: `.stealing`, `.watching`, `.guarding`,
        `.watchers()`. Nash equilibrium, mixed strategies, floats.

    Raises
    ------
    InputTypeError

    References
    ----------
    F. Weissing and E. Ostrom (1991), "Irrigation institutions and the games irrigators play: rule
    enforcement without guards", in R. Selten (ed.), Game Equilibrium Models II, Springer.

    Examples
    --------
    >>> from qinba_games.third_parties import Irrigation, inspection
    >>> village = {"benefit": 2, "penalty": 3, "cost": 0.5, "detection": 0.8, "reward": 1}
    >>> inspection(Irrigation(1, harm=0.25, **village))
    Inspection(1 equilibrium: stealing 0.5, waiters watch 0.5, guard 0)
    >>> guarded = Irrigation(1, **village, guard_cost=0.2, guard_detection=1, guard_reward=1)
    >>> inspection(guarded).watchers()
    ('guard',)
    """
    _check.instance("inspection", "model", model, Irrigation)
    names = ("benefit", "penalty", "cost", "detection", "reward", "harm")
    guard = ("guard_cost", "guard_detection", "guard_reward")
    game = TheftGame(model.waiters, *(float(getattr(model, name)) for name in names + guard))
    triples = equilibria(game)
    rates, complete = np.array(triples, dtype=float).reshape(-1, 3).T.copy(), not coincidence(game)
    terms: Any = dict(zip(("stealing", "watching", "guarding"), rates, strict=True))
    answer = Inspection(model=model, **terms, complete=complete, exact=False, proven=complete)
    return certified(answer)
