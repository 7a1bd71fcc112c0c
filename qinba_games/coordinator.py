"""The third party: a bundle of capacities, each of which can be switched on alone."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np

from . import _check, _reading, errors
from .common import html
from .common.show import show
from .types import Number, fill, frozen

F = TypeVar("F", bound=Callable[..., Any])

_OWNER = "Coordinator"
#: Kind of model -> what a coordinator does to it. Chapters register their models.
_GOVERNS: dict[type, Callable[..., Any]] = {}


def governs(*kinds: type) -> Callable[[F], F]:
    """Register what a coordinator does to these kinds of model."""

    def register(function: F) -> F:
        for kind in kinds:
            if kind in _GOVERNS:
                raise ValueError(f"{kind} is registered twice: {_GOVERNS[kind]} and {function}")
            _GOVERNS[kind] = function
        return function

    return register


@frozen
class Coordinator:
    """What a third party can do for a group, how far it is believed, and what it takes.

    Parameters
    ----------
    sharing : bool
        Negotiates and settles transfers: "none" becomes "voluntary". Transfers are
        self-enforcing, so this needs no credibility.
    monitoring : float
        Probability m that it finds out a breach which the members would miss.
    mediation : float
        Part a of friction that it resolves.
    deposit : float or array_like, shape (n,)
        What members lodge with it and lose when found out, in payoff units.
    subsidy : float
        Paid to each member, in advance, in periods in which all keep the agreement.
    recommendation : bool
        Recommends an action to each player of a stage game that is played once, in private: see
        `correlated`.
    mandate : sequence of str or int, or "all"
        Members who cannot leave; needs credibility 1.
    credibility : float
        Probability kappa that what it decides is executed: monitoring, mediation and deposits.
    stake : float
        Part sigma of the joint surplus over the outside values that it takes for itself in periods
        in which all keep the agreement.

    Attributes
    ----------
    capacities : tuple of str
        Names of what is switched on, in the order above.

    Raises
    ------
    ProbabilityError, RangeError, NotFiniteError, ShapeError, InputTypeError
    NotApplicableError
        For a mandate that is not executed for sure.

    Notes
    -----
    What the capacities do, q being the members' own chance to find out a breach and eps friction:

    ============== ================================= ==================================
    capacity       `Partnership`                     `RepeatedGame`, `StageGame`
    ============== ================================= ==================================
    sharing        transfers become voluntary        transfers become voluntary
    monitoring     q -> 1 - (1 - q)(1 - kappa m)     not applicable: nothing is hidden
    mediation      eps -> eps (1 - kappa a)          not applicable: there is no friction
    deposit        lost when found out: kappa B      lost after a breach: kappa B
    subsidy        s each if all contribute          s each if the agreed profile is played
    recommendation not applicable                    `correlated`, in a game played once
    mandate        some cannot leave                 some cannot leave
    stake          x -> w + (1 - sigma)(x - w)       x -> w + (1 - sigma)(x - w)
    ============== ================================= ==================================

    With `PublicMonitoring` a repeated game knows sharing (its payments) and monitoring (audits with
    probability kappa m); a `StochasticGame` sharing; an `Agreement` sharing among signatories and a
    subsidy for each of them.

    Examples
    --------
    >>> import qinba_games as qg
    >>> qg.Coordinator(sharing=True, mediation=0.5)
    Coordinator(sharing=True, mediation=0.5)
    >>> qg.Coordinator(deposit=[1, 2], mandate=["Hanzhong"], stake=0.1).capacities
    ('deposit', 'mandate', 'stake')
    """

    sharing: bool = False
    monitoring: Number = 0
    mediation: Number = 0
    deposit: Any = 0
    subsidy: Number = 0
    recommendation: bool = False
    mandate: Any = ()
    credibility: Number = 1
    stake: Number = 0

    def __post_init__(self) -> None:
        for name in ("credibility", "monitoring", "mediation", "stake"):
            fill(self, **{name: _check.probability(_OWNER, name, getattr(self, name))})
        for name in ("sharing", "recommendation"):
            fill(self, **{name: _check.flag(_OWNER, name, getattr(self, name))})
        if _reading.has_labels(self.deposit):
            rule = "is labelled, and a coordinator does not know the names of members"
            remedy = "Pass .to_numpy(), in the order of the members"
            raise errors.InputTypeError(_OWNER, "deposit", self.deposit, rule, remedy)
        deposit = _check.array(_OWNER, "deposit", self.deposit, low=0)
        if deposit.ndim > 1 or not deposit.size:
            rule = "must be one number, or one for each member"
            remedy = "Pass a number or a list with one entry per member"
            raise errors.ShapeError(_OWNER, "deposit", deposit.shape, rule, remedy)
        subsidy = _check.number(_OWNER, "subsidy", self.subsidy, low=0)
        mandate = _mandate(self.mandate, self.credibility)
        fill(self, deposit=deposit, subsidy=subsidy, mandate=mandate)

    def only(self, capacities: tuple[str, ...]) -> Coordinator:
        """The coordinator with none but these of its capacities; its credibility is the same."""
        owner, mine = "Coordinator.only", self.capacities
        names = _check.sequence(owner, "capacities", capacities, "names of capacities", sets=True)
        for name in names:
            _check.choice(owner, "capacities", name, mine)
        values = {name: getattr(self, name) for name in mine if name in names}
        return Coordinator(credibility=self.credibility, **values)

    def applied_to(self, model: Any) -> Any:
        """Return the model as it is when this coordinator is at work.

        Parameters
        ----------
        model : Partnership, RepeatedGame, StageGame, StochasticGame or Agreement
            A stage game is repeated without a way out.

        Returns
        -------
        Partnership, GovernedGame, RepeatedGame, StochasticGame or GovernedAgreement
            A partnership with other parameters; a repeated game with what the coordinator adds to
            it, or with audits; a stochastic game itself, which is solved with voluntary transfers
            unless told otherwise; an agreement with subsidies, and whether signatories share.
            Without any capacity, the model itself.

        Raises
        ------
        NotApplicableError
            If a capacity has no meaning for the model, or if a partnership has a sharing rule, a
            deposit, a subsidy, a mandate or a stake of its own where this coordinator brings
            another.
        UnknownNameError, ShapeError
            If a mandated member does not exist, or deposits are not one for each member.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2]], 1, promotion=1, friction=0.2)
        >>> qg.Coordinator(sharing=True, mediation=0.5).applied_to(pair).friction
        array([0.1])
        >>> dilemma = qg.prisoners_dilemma(reward=9, sucker=1, temptation=10, punishment=3)
        >>> print(qg.critical_discount(qg.Coordinator(stake=0.5).applied_to(dilemma)).delta)
        0.5714285714285714
        """
        kinds = type(model).__mro__
        apply = next((_GOVERNS[kind] for kind in kinds if kind in _GOVERNS), None)
        if apply is None:
            return _check.instance("Coordinator.applied_to", "model", model, tuple(_GOVERNS))
        return apply(model, self) if self.capacities else model

    @functools.cached_property
    def capacities(self) -> tuple[str, ...]:
        """Names of what is switched on."""
        # Credibility qualifies some of them, and is none.
        names = (f.name for f in dataclasses.fields(self) if f.name != "credibility")
        return tuple(name for name in names if _is_on(getattr(self, name)))

    def _repr_html_(self) -> str:
        columns = {
            "capacity": list(self.capacities),
            "value": [_short(getattr(self, name)) for name in self.capacities],
        }
        return html.table(f"Coordinator, credibility {show(self.credibility)}", columns)

    def __repr__(self) -> str:
        parts = [f"{name}={_text(getattr(self, name))}" for name in self.capacities]
        if self.credibility != 1:
            parts.append(f"credibility={self.credibility}")
        return f"Coordinator({', '.join(parts)})"


def _is_on(value: Any) -> bool:
    if isinstance(value, (tuple, str)):
        return len(value) > 0
    return bool((value != 0).any() if isinstance(value, np.ndarray) else value != 0)


def _mandate(given: Any, credibility: Number) -> Any:
    """Members as they were named; a group is known only once the mandate is applied to one."""
    named = given if isinstance(given, str) and given == "all" else ()
    named = named or _check.several(_OWNER, "mandate", given)
    for name in named:
        _check.name(_OWNER, "mandate", name, "Name members by strings or by their numbers")
    if named and credibility != 1:
        rule = f"a mandate is executed or it is not, but credibility is {credibility}"
        remedy = "Set credibility to 1, or drop the mandate"
        raise errors.NotApplicableError(_OWNER, "mandate", given, rule, remedy)
    return named


def _short(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value


def _text(value: Any) -> str:
    if isinstance(value, np.ndarray) and value.ndim:
        return f"[{', '.join(map(_text, value.tolist()))}]"
    return str(value) if isinstance(value, (Fraction, np.ndarray)) else repr(value)


def refuse(coordinator: Coordinator, rules: dict[str, tuple[str, str]]) -> None:
    """Refuse the capacities for which there is a (rule, remedy)."""
    for name in coordinator.capacities:
        if name in rules:
            function, value = "Coordinator.applied_to", getattr(coordinator, name)
            raise errors.NotApplicableError(function, name, value, *rules[name])


def refuse_all_but(coordinator: Coordinator, known: set[str], rule: str, remedy: str) -> None:
    """Refuse all capacities but those that this kind of model knows."""
    refuse(coordinator, dict.fromkeys(set(coordinator.capacities) - known, (rule, remedy)))
