"""The third party: a bundle of capacities, each of which can be switched on alone."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from .. import _check, errors
from ..types import Array, Number, frozen, read_only
from .partnership import Partnership

_OWNER = "Coordinator"


@frozen
class Coordinator:
    """What a third party can do for a partnership, and how far it is believed.

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
        Paid to each member, in advance, in periods in which all contribute.
    recommendation, mandate, stake
        Correlated recommendations, members who cannot leave, and a stake of its own are not
        available yet; a value other than the default is a `NotApplicableError`.
    credibility : float
        Probability kappa that what it decides is executed.

    Raises
    ------
    ProbabilityError, RangeError, NotFiniteError, InputTypeError, NotApplicableError

    Notes
    -----
    Capacities act on a `Partnership` as follows: detection q becomes 1 - (1 - q)(1 - kappa m),
    friction becomes friction * (1 - kappa a), the deposit kappa B, the subsidy s.

    Examples
    --------
    >>> import qinba_games as qg
    >>> qg.Coordinator(sharing=True, mediation=0.5)
    Coordinator(sharing=True, mediation=0.5)
    """

    sharing: bool
    monitoring: Number
    mediation: Number
    deposit: Array
    subsidy: Number
    recommendation: bool
    mandate: tuple[str, ...]
    credibility: Number
    stake: Number

    def __init__(
        self,
        *,
        sharing: bool = False,
        monitoring: Number = 0,
        mediation: Number = 0,
        deposit: Any = 0,
        subsidy: Number = 0,
        recommendation: bool = False,
        mandate: Any = (),
        credibility: Number = 1,
        stake: Number = 0,
    ) -> None:
        values = {
            "sharing": _check.flag(_OWNER, "sharing", sharing),
            "monitoring": _check.probability(_OWNER, "monitoring", monitoring),
            "mediation": _check.probability(_OWNER, "mediation", mediation),
            "deposit": _deposit(deposit),
            "subsidy": _check.number(_OWNER, "subsidy", subsidy, low=0),
            "recommendation": _unavailable("recommendation", recommendation, False),
            "mandate": _unavailable("mandate", mandate, ()),
            "credibility": _check.probability(_OWNER, "credibility", credibility),
            "stake": _unavailable("stake", stake, 0),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def applied_to(self, model: Partnership) -> Partnership:
        """Return the partnership as it is when this coordinator is at work.

        Parameters
        ----------
        model : Partnership

        Raises
        ------
        NotApplicableError
            If the model already has a sharing rule, a deposit or a subsidy of its own where this
            coordinator brings another.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2]], 1, promotion=1, friction=0.2)
        >>> qg.Coordinator(sharing=True, mediation=0.5).applied_to(pair).friction
        array([0.1])
        """
        _check.instance("Coordinator.applied_to", "model", model, Partnership)
        changes: dict[str, Any] = {}
        if self.sharing:
            _must_be_free("sharing", model.sharing)
            changes["sharing"] = "voluntary"
        if np.any(self.deposit != 0):
            _must_be_free("deposit", model.deposit)
            changes["deposit"] = self.credibility * self.deposit
        if self.subsidy != 0:
            _must_be_free("subsidy", model.subsidy)
            changes["subsidy"] = self.subsidy
        if self.monitoring != 0:
            missed = (1 - model.detection) * (1 - self.credibility * self.monitoring)
            changes["detection"] = 1 - missed
        if self.mediation != 0:
            changes["friction"] = model.friction * (1 - self.credibility * self.mediation)
        return dataclasses.replace(model, **changes)

    @property
    def capacities(self) -> tuple[str, ...]:
        """Names of the capacities that are switched on."""
        names = ("sharing", "monitoring", "mediation", "deposit", "subsidy")
        return tuple(name for name in names if np.any(np.asarray(getattr(self, name)) != 0))

    def __repr__(self) -> str:
        shown = [f"{name}={_short(getattr(self, name))}" for name in self.capacities]
        if self.credibility != 1:
            shown.append(f"credibility={self.credibility}")
        return f"Coordinator({', '.join(shown)})"


def _must_be_free(name: str, own: Any) -> None:
    """Check that the partnership says nothing itself of what the coordinator brings."""
    if isinstance(own, str):
        free = own in ("none", "voluntary")
    else:
        free = name != "sharing" and not np.any(np.asarray(own) != 0)
    if not free:
        raise errors.NotApplicableError(
            function="Coordinator.applied_to",
            argument=name,
            value=own,
            rule=f"the partnership already has its own {name}",
            remedy=f"Drop {name} from the partnership or from the coordinator",
        )


def _deposit(given: Any) -> Array:
    values = _check.array(_OWNER, "deposit", given)
    if values.ndim > 1:
        raise errors.ShapeError(
            function=_OWNER,
            argument="deposit",
            value=values.shape,
            rule="must be one number, or one for each member",
            remedy="Pass a number or a list with one entry per member",
        )
    if np.any(values < 0):
        raise errors.RangeError(
            function=_OWNER,
            argument="deposit",
            value=values.min(),
            rule="must not be negative",
            remedy="Pass deposits of at least 0",
        )
    return read_only(values)


def _unavailable(name: str, given: Any, default: Any) -> Any:
    empty = given is None or (np.ndim(given) == 0 and not given) or np.size(given) == 0
    if empty:
        return default
    raise errors.NotApplicableError(
        function=_OWNER,
        argument=name,
        value=given,
        rule="this capacity is not available for any model yet",
        remedy=f"Leave {name} at {default!r}",
    )


def _short(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value
