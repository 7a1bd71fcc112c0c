"""How do members insure each other when nobody can be forced, and from which patience on?"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from .. import _check, _sizes, _tolerance, errors
from ..common.progress import telling
from ..common.spans import Spans
from ..repeated.results.patience import CriticalDiscount
from ..types import FloatArray, Number
from ..verify.door import certified
from .insurance import Insurance
from .results.loss_window import LossWindow
from .results.risk_sharing import ContractWitness, RiskSharing
from .risk import autarky, discounted, least_shares, needed_shares, ratio_of, utility
from .solvers import insurance_thresholds, risk_sharing_intervals
from .solvers.risk_sharing_intervals import Contract, TwoMembers
from .solvers.risk_sharing_weights import POINTS, Group, weighted_contract
from .solvers.static_risk_sharing import StaticContract, divide, static_contract

_OWNER = "insure"
_KINDS = ("any", "first best", "static")
_ROUNDING = 1e-12
#: Static transfers so small may be what is left of none; parts of income.
_FEW = 1e-6


def insure(
    insurance: Insurance, delta: Any, *, dynamic: bool = True, shares: Any = None
) -> RiskSharing:
    r"""Find how members insure each other if each can leave at any time.

    A contract says who pays whom after every history. It is kept if after every history
    V_i >= A_i, what i has when it is alone for ever (limited commitment); it is *efficient* if no
    such contract is better for one member and worse for none. For two members the log ratio
    x = log u'(c_2)/u'(c_1) of an efficient contract is moved as little as possible into
    [x̲(s), x̄(s)] in state s: member 1 is indifferent to leaving at x̲(s), member 2 at x̄(s).

    Parameters
    ----------
    insurance : Insurance
        Any number of members; contracts that depend on history of up to four, and of more where
        those are autarky or first best.
    delta : Number
    dynamic : bool
        False: transfers depend on today's state alone. From first best on, whoever would leave is
        given what keeps it, and the others share the rest as `shares` are, until nobody would.
    shares : array_like, shape (n,), optional
        Of first best, with which the contract starts; in proportion to the least shares with which
        members stay, by default. Efficient contracts of two members differ in nothing else.

    Returns
    -------
    RiskSharing
        `.kind`, `.intervals`, `.transfers`, `.values`, `.path(states)`. Floats only. A growth
        below 1 shows that nothing better exists; a static contract is not proven to be the best.
        Three or four members are not proven either, as weights are rounded to a grid, and `.bound`
        says by which part of consumption all could gain in another contract at most.

    Raises
    ------
    NoEquilibriumError
        If members are better off outside, so that in some state nothing keeps them; never if they
        have their own incomes there.
    NotApplicableError
        For more than four members, where history matters.
    NotConvergedError
        With the edges of value iteration as `partial`, where Newton's method does not end.
    DiscountError, RangeError, ShapeError, ProbabilityError, InputTypeError

    References
    ----------
    N. R. Kocherlakota (1996), "Implications of efficient risk sharing without commitment", Review
    of Economic Studies 63, 595-609. E. Ligon, J. P. Thomas and T. Worrall (2002), "Informal
    insurance arrangements with limited commitment", Review of Economic Studies 69, 209-244:
    Proposition 1. F. Alvarez and U. J. Jermann (2000), "Efficiency, equilibrium, and asset pricing
    with risk of default", Econometrica 68, 775-797. S. Coate and M. Ravallion (1993), "Reciprocity
    without commitment", Journal of Development Economics 40, 1-24: `dynamic=False`.

    Examples
    --------
    >>> from qinba_games.agreements import Insurance, insure
    >>> pair = Insurance.independent([[4 / 3, 2 / 3]] * 2, [[0.9, 0.1]] * 2)
    >>> insure(pair, 0.94)
    RiskSharing(partial at delta 0.94: up to 0.303803 paid)
    >>> insure(pair, 0.94, dynamic=False)
    RiskSharing(static at delta 0.94: up to 0.14508 paid)
    >>> insure(pair, 0.97).kind, insure(pair, 0.8).kind
    ('first best', 'autarky')
    """
    _check.instance(_OWNER, "insurance", insurance, Insurance)
    patience = float(_check.patience(_OWNER, delta, exact=False))
    _check.flag(_OWNER, "dynamic", dynamic)
    needed = least_shares(insurance, patience)
    theta = needed / needed.sum() if shares is None else _shares(shares, insurance)
    with telling(_OWNER):
        if dynamic:
            contract = _dynamic(insurance, patience, theta, needed)
        else:
            contract = _static(insurance, patience, theta)
    return certified(contract)


def _shares(shares: Any, insurance: Insurance) -> FloatArray:
    n, names = insurance.n_members, insurance.members
    given = _check.array(_OWNER, "shares", shares, shape=(n,), names=names).astype(float)
    _check.positive(_OWNER, "shares", given)
    return np.asarray(_check.distribution(_OWNER, "shares", given))


def _answer(
    insurance: Insurance, delta: float, shares: FloatArray, witness: ContractWitness, **parts: Any
) -> RiskSharing:
    whole: Any = {"dynamic": True, "intervals": None, "consumption": None} | parts
    terms: Any = {"insurance": insurance, "delta": delta, "shares": shares, "witness": witness}
    return RiskSharing(exact=False, **terms, **whole)


def _static(insurance: Insurance, delta: float, shares: FloatArray) -> RiskSharing:
    outside = autarky(insurance, delta)
    P, gamma = insurance.probability, insurance.aversion
    try:
        plan = static_contract(insurance.total, P, gamma, delta, outside, shares)
        few = bool((abs(plan.consumption - insurance.income) < _FEW * insurance.income).all())
    except errors.NotConvergedError:
        if not _never_static(insurance, delta):
            _shares_within_total(insurance, delta)
            raise
        few = True
    if few and _never_static(insurance, delta):
        plan = StaticContract(insurance.income, outside)
    parts = {"consumption": plan.consumption, "dynamic": False, "proven": False}
    return _answer(insurance, delta, shares, ContractWitness(plan.values[:, None], None), **parts)


def _never_static(insurance: Insurance, delta: float) -> bool:
    """Whether prices show that no static contract exists."""
    if not insurance.is_plain:
        return False
    try:
        low = insurance_thresholds.static_insurance(_worth(insurance)).low
    except errors.NotConvergedError as apart:
        low = np.asarray(apart.partial).min()
    return bool(low >= delta)


def _dynamic(
    insurance: Insurance, delta: float, shares: FloatArray, needed: FloatArray
) -> RiskSharing:
    """Autarky and first best of any number, and all efficient contracts of two."""
    if insurance.is_plain:
        growth, bound = insurance_thresholds.from_above(delta * _worth(insurance).max(axis=-1))
        if growth < 1:
            return _no_transfers(insurance, delta, shares, bound)
    if insurance.n_members == 2:
        return _intervals(insurance, delta, shares, needed)
    if needed.sum() > 1 + _ROUNDING:
        return _on_grid(insurance, delta, shares)
    given = divide(np.ones(1), needed[None], shares)[0]
    consumption = insurance.total[:, None] * given
    values = discounted(insurance, delta, utility(consumption, insurance.aversion))
    bound = insurance.total**insurance.aversion
    witness = ContractWitness(values[:, None], bound[:, None])
    return _answer(insurance, delta, given, witness, consumption=consumption)


def _worth(insurance: Insurance) -> FloatArray:
    """What a member's income of tomorrow is worth to it today, in autarky; shape (S, S, n)."""
    parts = insurance.income, insurance.probability, insurance.aversion
    return insurance_thresholds.worth_of_gains(*parts)


def _no_transfers(
    insurance: Insurance, delta: float, shares: FloatArray, bound: FloatArray
) -> RiskSharing:
    values, columns = autarky(insurance, delta)[:, None], bound[:, None]
    parts: dict[str, Any] = {"consumption": insurance.income}
    if insurance.n_members == 2:
        ratio = ratio_of(insurance.income, insurance.aversion)
        parts = {"intervals": np.stack([ratio, ratio], axis=1)}
        count = 2 * insurance.n_states
        values, columns = np.repeat(values, count, axis=1), np.repeat(columns, count, axis=1)
    return _answer(insurance, delta, shares, ContractWitness(values, columns), **parts)


def _intervals(
    insurance: Insurance, delta: float, shares: FloatArray, needed: FloatArray
) -> RiskSharing:
    alike = risk_sharing_intervals.equal_states(
        insurance.income, insurance.alone, insurance.probability
    )
    first = np.unique(alike, return_index=True)[1]
    what, remedy = "states that differ", "Take fewer levels, or dynamic=False"
    _sizes.fits(_OWNER, "insurance", insurance, len(first), _sizes.INSURED_APART, what, remedy)
    pair = _pair(insurance, delta, needed, alike, first)
    try:
        contract, proven = risk_sharing_intervals.efficient_contract(pair)
    except risk_sharing_intervals.EmptyIntervalError as empty:
        raise _better_outside(insurance, delta, first[empty.args[0]]) from None
    edges, witness = _of_all_states(contract, alike)
    return _answer(insurance, delta, shares, witness, intervals=edges, proven=proven)


def _pair(
    insurance: Insurance, delta: float, needed: FloatArray, alike: Any, first: Any
) -> TwoMembers:
    """Two members, and of equal states one."""
    gamma, alone = insurance.aversion, insurance.alone[first]
    return TwoMembers(
        **_terms(insurance, delta, first),
        probability=(insurance.probability @ np.eye(len(first))[alike])[first],
        unit=alone ** (1 - gamma) / (1 - delta),
        alone=ratio_of(alone, gamma),
        apart=not insurance.is_plain,
        shares=needed,
    )


def _terms(insurance: Insurance, delta: float, some: Any = slice(None)) -> dict[str, Any]:
    """What the solvers read of some states."""
    whole = discounted(insurance, delta, utility(insurance.total, insurance.aversion))
    by_state = {"total": insurance.total, "autarky": autarky(insurance, delta), "first_best": whole}
    terms = {name: values[some] for name, values in by_state.items()}
    return terms | {"aversion": insurance.aversion, "delta": delta}


def _on_grid(insurance: Insurance, delta: float, shares: FloatArray) -> RiskSharing:
    """Three or four members, by weights on a grid."""
    if insurance.n_members not in POINTS:
        rule = "contracts that depend on history are found for up to four members"
        raise errors.NotApplicableError(_OWNER, "insurance", insurance, rule, "Use dynamic=False")
    what, remedy = "states", "Take fewer levels, or dynamic=False"
    count = insurance.n_states
    _sizes.fits(_OWNER, "insurance", insurance, count, _sizes.INSURED_TOGETHER, what, remedy)
    needs = _shares_within_total(insurance, delta)
    group = Group(
        **_terms(insurance, delta),
        probability=insurance.probability,
        alone=np.log(insurance.alone),
        needs=needs,
        start=insurance.aversion * np.log(shares),
    )
    weights, values, rising, most = weighted_contract(group)
    witness = ContractWitness(values, rising, most)
    return _answer(insurance, delta, shares, witness, weights=weights, proven=False)


def _shares_within_total(insurance: Insurance, delta: float) -> FloatArray:
    """The least shares that keep members in every state, together no more than there is."""
    needs = needed_shares(insurance, delta)
    over = needs.sum(axis=1)
    if over.max() > 1 + _ROUNDING and not insurance.is_plain:
        raise _better_outside(insurance, delta, int(over.argmax()))
    return needs


def _better_outside(insurance: Insurance, delta: float, state: int) -> errors.NoEquilibriumError:
    message = (
        f"insure(): in state {insurance.states[state]!r} no transfers keep all members at "
        f"delta = {delta:.6g}: they are better off outside. Ask at another patience, or with lower "
        "incomes outside."
    )
    return errors.NoEquilibriumError(message)


def _of_all_states(contract: Contract, alike: Any) -> tuple[FloatArray, ContractWitness]:
    """Edges and witness of every state, from those of one of each kind."""
    columns = np.stack([2 * alike, 2 * alike + 1], axis=1).ravel()
    grid = np.ix_(alike, columns)
    return contract.edges[alike], ContractWitness(contract.values[grid], contract.bound[grid])


def critical_discount_insurance(insurance: Insurance, kind: Any) -> CriticalDiscount:
    """Find the least patience at which members insure each other; see `critical_discount`."""
    owner = "critical_discount"
    _check.choice(owner, "kind", kind, _KINDS)
    if kind != "first best" and not insurance.is_plain:
        rule = "has a meaning where members that leave have their own incomes"
        remedy = 'Use kind="first best", or an Insurance without outside and loss'
        raise errors.NotApplicableError(owner, "kind", kind, rule, remedy)
    worth = _worth(insurance)
    if kind == "any":
        bracket = insurance_thresholds.any_insurance(worth)
    elif kind == "static":
        bracket = insurance_thresholds.static_insurance(worth)
    else:
        bracket = insurance_thresholds.first_best(
            lambda delta: float(least_shares(insurance, delta).sum())
        )
    answer = CriticalDiscount(
        game=insurance,
        sharing=kind,
        profile=None,
        intervals=Spans.upward(bracket.high),
        exact=False,
        tolerance=(10 if kind == "static" else 1) * _tolerance.DISCOUNT,
        witness=bracket,
    )
    return certified(answer)


def loss_window(insurance: Insurance, loss: Number) -> LossWindow:
    r"""Find the patience at which a loss of those that leave makes members share all risk.

    A third party that can take a part φ of income from a member that is alone lowers the share
    that keeps it from θ to (1-φ) θ. So it is *pivotal* at the patience at which
    1 < Σ θ_i <= 1/(1-φ): members share all risk with it, and do not without it. With any loss above
    0 there is some insurance at every patience.

    Parameters
    ----------
    insurance : Insurance
        Of members that lose nothing yet, and have their own incomes outside.
    loss : Number
        φ, in [0, 1).

    Returns
    -------
    LossWindow
        `.intervals` of patience, `.least(delta)` the least loss there. Floats only.

    Raises
    ------
    NotApplicableError
        If members lose something already, or have other incomes outside.
    RangeError, InputTypeError

    References
    ----------
    E. Ligon, J. P. Thomas and T. Worrall (2002), "Informal insurance arrangements with limited
    commitment", Review of Economic Studies 69, 209-244, section 2: penalties.

    Examples
    --------
    >>> from qinba_games.agreements import Insurance, loss_window
    >>> pair = Insurance.independent([[4 / 3, 2 / 3]] * 2, [[0.9, 0.1]] * 2)
    >>> found = loss_window(pair, 0.02)
    >>> found
    LossWindow(a loss of 0.02 is pivotal on [0.896732, 0.964462))
    >>> round(found.least(0.9), 6)
    0.019044
    """
    owner = "loss_window"
    _check.instance(owner, "insurance", insurance, Insurance)
    part = float(_check.number(owner, "loss", loss, low=0))
    if part >= 1:
        rule, remedy = "is a part of income in [0, 1)", "Choose a part below 1"
        raise errors.RangeError(owner, "loss", loss, rule, remedy)
    if not insurance.is_plain:
        rule = "has members that lose something already, or other incomes outside"
        remedy = "Pass an Insurance without outside and loss"
        raise errors.NotApplicableError(owner, "insurance", insurance, rule, remedy)
    costly = dataclasses.replace(insurance, loss=np.full(insurance.n_members, part))
    window = LossWindow(
        insurance=insurance,
        loss=part,
        alone=critical_discount_insurance(insurance, "first best"),
        helped=critical_discount_insurance(costly, "first best"),
        exact=False,
    )
    return certified(window)
