"""The third party: a bundle of capacities, each of which can be switched on alone."""

import dataclasses
from functools import singledispatch
from typing import Any

import numpy as np

from ..core import read
from ..core.errors import InputTypeError, NotApplicableError, ShapeError
from ..core.value import Value, become, value
from ..partnership import Partnership
from ..table import StochasticGame

_OWNER, _APPLIED = "Coordinator", "Coordinator.applied_to"


@value
class Coordinator(Value):
    """What a third party can do for a group, how far it is believed, and what it takes.

    What capacities do to a partnership (q detection, eps friction, x payoffs, w outside values):

    ============== ================================================
    sharing        transfers become voluntary: "none" -> "voluntary"
    monitoring     q -> 1 - (1 - q)(1 - kappa m)
    mediation      eps -> eps (1 - kappa a)
    deposit        kappa B is lost by whoever is found out
    subsidy        s each in periods in which all contribute
    mandate        some cannot leave
    stake          x -> w + (1 - sigma)(x - w)
    ============== ================================================

    A `StochasticGame` knows sharing only: it is solved with voluntary transfers.

    Parameters
    ----------
    sharing : bool
        It settles transfers; they are self-enforcing, so that nobody need trust it.
    monitoring : probability m
        That it finds out a breach which members would miss.
    mediation : number a in [0, 1]
        The part of friction that it resolves.
    deposit : number, or array, shape (n,)
        A lump in payoff units, lodged with it.
    subsidy : number
        Paid to each member, in advance, per period.
    recommendation : bool
        Recommends actions, in private, in a stage game that is played once.
    mandate : some members, by name or place, or "all"
        Who cannot leave; needs credibility 1.
    credibility : probability kappa
        That it executes monitoring, mediation and deposits.
    stake : number sigma in [0, 1]
        The part of the joint surplus that it takes where all contribute.

    Raises
    ------
    ProbabilityError, RangeError, InputTypeError, ShapeError
    NotApplicableError
        For a mandate that is not executed for sure.

    Examples
    --------
    >>> Coordinator(sharing=True, mediation=0.5)
    Coordinator(sharing=True, mediation=0.5)
    >>> Coordinator(deposit=[1, 2], mandate=["Hanzhong"], stake=0.1).capacities
    ('deposit', 'mandate', 'stake')
    """

    sharing: bool = False
    monitoring: Any = 0
    mediation: Any = 0
    deposit: Any = 0
    subsidy: Any = 0
    recommendation: bool = False
    mandate: Any = ()
    credibility: Any = 1
    stake: Any = 0

    def __post_init__(self) -> None:
        for name in ("monitoring", "mediation", "credibility", "stake"):
            become(self, **{name: read.probability(_OWNER, name, getattr(self, name))})
        for name in ("sharing", "recommendation"):
            become(self, **{name: read.choice(_OWNER, name, getattr(self, name), (False, True))})
        deposit = read.array(_OWNER, "deposit", self.deposit, low=0)
        if deposit.ndim > 1 or not deposit.size:
            rule = "must be one number, or one for each member"
            raise ShapeError(_OWNER, "deposit", deposit.shape, rule)
        subsidy = read.number(_OWNER, "subsidy", self.subsidy, 0)
        mandate = _mandate(self.mandate)
        if mandate and self.credibility != 1:
            rule = "needs credibility 1: it is executed or it is not"
            raise NotApplicableError(_OWNER, "mandate", self.mandate, rule)
        become(self, deposit=deposit, subsidy=subsidy, mandate=mandate)

    @property
    def capacities(self) -> tuple[str, ...]:
        """Names of what is switched on; credibility qualifies some, and is none."""
        names = (f.name for f in dataclasses.fields(self) if f.name != "credibility")
        return tuple(name for name in names if _is_on(getattr(self, name)))

    def only(self, capacities: Any) -> "Coordinator":
        """The coordinator with none but these of its capacities; as credible as before."""
        names = read.subset("Coordinator.only", "capacities", capacities, self.capacities)
        return Coordinator(
            credibility=self.credibility, **{name: getattr(self, name) for name in names}
        )

    def applied_to(self, model: Any) -> Any:
        """The model as it is when this coordinator is at work.

        Raises
        ------
        NotApplicableError
            If a capacity has no meaning for the model, or the model has one of its own where this
            coordinator brings another.
        UnknownNameError, ShapeError
            If mandated members, or deposits, are not those of the model.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2]], 1, promotion=1, friction=0.2)
        >>> qg.Coordinator(sharing=True, mediation=0.5).applied_to(pair).friction
        array([0.1])
        """
        return govern(model, self) if self.capacities else model

    def __repr__(self) -> str:
        parts = [f"{name}={_shown(getattr(self, name))}" for name in self.capacities]
        parts += [f"credibility={self.credibility}"] * (self.credibility != 1)
        return f"Coordinator({', '.join(parts)})"


def _mandate(given: Any) -> Any:
    """Members as they were named; a group is known only when it is governed."""
    if isinstance(given, str) and given == "all":
        return "all"
    single = isinstance(given, (str, int)) and not isinstance(given, bool)
    names = (given,) if single else given
    if isinstance(names, (bool, float, type(None))):
        raise InputTypeError(_OWNER, "mandate", given, 'must be names or places, or "all"')
    return tuple(names)


def _is_on(given: Any) -> bool:
    return len(given) > 0 if isinstance(given, (tuple, str)) else bool(np.any(given != 0))


def _shown(given: Any) -> Any:
    if isinstance(given, np.ndarray):
        return f"[{', '.join(map(str, given.tolist()))}]" if given.ndim else given[()]
    return repr(given) if isinstance(given, (str, tuple)) else given


@singledispatch
def govern(model: Any, coordinator: Coordinator) -> Any:
    """What a coordinator does to a kind of model; chapters above register their own."""
    rule = "is of a kind that knows no coordinator"
    raise NotApplicableError(_APPLIED, "model", model, rule)


@govern.register
def _(model: Partnership, coordinator: Coordinator) -> Partnership:
    kappa, changes = coordinator.credibility, dict[str, Any]()
    for name in coordinator.capacities:
        given = getattr(coordinator, name)
        match name:
            case "monitoring":
                changes["detection"] = 1 - (1 - model.detection) * (1 - kappa * given)
            case "mediation":
                changes["friction"] = model.friction * (1 - kappa * given)
            case "recommendation":
                raise NotApplicableError(_APPLIED, name, given, "is for games played once")
            case _:
                _must_be_free(name, getattr(model, name))
                settled = {"sharing": "voluntary", "deposit": kappa * coordinator.deposit}
                changes[name] = settled.get(name, given)
    return model.replace(**changes)


@govern.register
def _(model: StochasticGame, coordinator: Coordinator) -> StochasticGame:
    """The game itself: `solve` and `critical_discount` let players pay each other."""
    for name in coordinator.capacities:
        if name != "sharing":
            given, rule = getattr(coordinator, name), "is for partnerships"
            raise NotApplicableError(_APPLIED, name, given, rule)
    return model


def _must_be_free(name: str, own: Any) -> None:
    """Refuse what the partnership says itself."""
    if name == "sharing":
        free = isinstance(own, str) and own in ("none", "voluntary")
    else:
        free = not _is_on(own)
    if not free:
        raise NotApplicableError(_APPLIED, name, own, "is the partnership's own already")
