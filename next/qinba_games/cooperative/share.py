"""One verb for every rule: `share`."""

from functools import singledispatch
from typing import Any

from ..core import read
from ..core.errors import NotApplicableError
from .allocation import Allocation, allocate
from .claims import RULES, ClaimsProblem
from .tau import tau_value
from .tu_game import TUGame
from .values import shapley

_VALUES = {"shapley": shapley, "tau": tau_value}


def share(model: Any, rule: str) -> Allocation:
    """Divide what a cooperative game is worth, or an estate, by a rule.

    For a `ClaimsProblem`: "proportional", "constrained equal awards" (all have the same, but none
    more than its claim), "constrained equal losses" (all lose the same, but none more than its
    claim), "talmud" (equal awards of half-claims up to half of all claims, equal losses of them
    above). For a `TUGame`: "shapley", "tau"; see the functions of these names.

    Parameters
    ----------
    model : ClaimsProblem or TUGame
    rule : str

    Returns
    -------
    Allocation

    Raises
    ------
    UnknownNameError
        If the rule is none for this kind of model.
    NotApplicableError
        If the rule has no answer, or the model is of another kind.

    Examples
    --------
    >>> from qinba_games.cooperative import ClaimsProblem, share
    >>> share(ClaimsProblem(200, [100, 200, 300], players=["A", "B", "C"]), "talmud")
    Allocation(talmud: A 50, B 75, C 75)

    References
    ----------
    W. Thomson (2003), Mathematical Social Sciences 45, 249-297; R. J. Aumann and M. Maschler
    (1985), Journal of Economic Theory 36, 195-213.
    """
    return shares_of(model, rule)


@singledispatch
def shares_of(model: Any, rule: str) -> Allocation:
    """The shares of a kind of model; chapters above register their own."""
    rule = f"must be a game or a claims problem for {rule!r}"
    raise NotApplicableError("share", "model", model, rule)


@shares_of.register
def _(model: ClaimsProblem, rule: str) -> Allocation:
    divide = RULES[read.choice("share", "rule", rule, tuple(RULES))]
    return allocate(model, rule, divide(model.estate, model.claims))


@shares_of.register
def _(model: TUGame, rule: str) -> Allocation:
    return _VALUES[read.choice("share", "rule", rule, tuple(_VALUES))](model)
