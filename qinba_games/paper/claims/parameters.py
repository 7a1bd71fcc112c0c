"""The parameters of the claims: one table, from which checks, signatures and help are made.

A name means the same, under the same rule, in every claim that has it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from ... import _check, errors
from ...third_parties.results.window import BASELINES
from .. import facts

Rule = Callable[[str, str, Any], Any]
#: The smallest target: a task of size 0 needs nobody.
LEAST = 0.001
MOST_TOPICS = 8
#: Searches over discount factors stop here: still closer to 1 all payoffs are equal to a solver.
LONGEST = 1 - 1e-6


class _Parameter(NamedTuple):
    """What a name stands for in every claim that has it."""

    meaning: str  #: The symbol of the docstrings, and what it measures
    check: Rule  #: Function, name and value to the value, or a named error
    #: The range in which values make sense; None: no end, or no number.
    low: Any = None
    high: Any = None
    kind: str = "Number"  #: The type, as help names it


class ParameterSetting(dict[str, Any]):
    """Values of the parameters of a claim by name, which are attributes too."""

    def __getattr__(self, name: str) -> Any:
        if name in self:
            return self[name]
        raise AttributeError(name)

    def but(self, **changes: Any) -> ParameterSetting:
        """The same setting with some values changed."""
        return ParameterSetting(self, **changes)

    def varied(self, name: str, values: Iterable[Any]) -> list[ParameterSetting]:
        """The settings in which `name` takes each of `values`."""
        return [self.but(**{name: value}) for value in values]


def _number(meaning: str, low: float | None = None, high: float | None = None) -> _Parameter:
    return _Parameter(meaning, partial(_check.number, low=low, high=high), low, high)


def _integer(meaning: str, low: int, high: int) -> _Parameter:
    return _Parameter(meaning, partial(_check.integer, low=low, high=high), low, high, "int")


def _probability(meaning: str) -> _Parameter:
    return _Parameter(meaning, _check.probability, 0, 1)


def _discount(function: str, name: str, value: Any) -> Any:
    return _check.discount(function, value, name)


def _drop(function: str, name: str, value: Any) -> Any:
    return None if value is None else _check.integer(function, name, value, low=1, high=12)


def _rule(*rules: str) -> Rule:
    """One of these rules of sharing, "none" among them, which a command line passes as None."""
    return lambda owner, name, v: _check.choice(owner, name, "none" if v is None else v, rules)


def _division(function: str, name: str, value: Any) -> Any:
    if value is None or isinstance(value, str):
        return _rule("optimal", "equal", "surplus", "none")(function, name, value)
    return _check.number(function, name, value, low=0, high=1)


def _yes(function: str, name: str, value: Any) -> bool:
    """True or False, which a command line calls yes and no."""
    if isinstance(value, str) and value in ("yes", "no"):
        return value == "yes"
    return _check.flag(function, name, value)


def _topics(function: str, name: str, value: Any) -> Any:
    """A number of topics; None: as many as the paper lists for one agreement."""
    if value is None:
        _, listed = facts.longest_list_of_topics()
        value = len(listed)
    return _check.integer(function, name, value, low=1, high=MOST_TOPICS)


def _each(meaning: str, low: int, high: int) -> _Parameter:
    """A non-negative number for each of `low` to `high` members, as a tuple."""
    wanted = str(low) if low == high else f"{low} to {high}"

    def rule(function: str, name: str, value: Any) -> Any:
        given = _check.array(function, name, value)
        if given.ndim != 1 or not low <= len(given) <= high:
            rule = f"must be {wanted} numbers, one for each member"
            remedy = "Pass a tuple of that many numbers"
            raise errors.ShapeError(function, name, value, rule, remedy)
        return tuple(_check.number(function, name, number, low=0) for number in given)

    return _Parameter(meaning, rule, kind="array_like")


_DIVISION = (
    '"optimal", "equal", "surplus" (w and half of the surplus each), "none" (each has what comes '
    "to it), or the fraction of all gains that member 1 gets"
)
_BASELINE = (
    'What members do alone: "acting together" (all contribute, all idle, or all leave) or "any '
    'equilibrium" (turns and lots included, and nobody pays)'
)
_DROP = "Levels of trust that a misfire costs; None: it ends the relation"
_TOPICS = "m, how many topics; None: as many as the paper lists for one agreement"

PARAMETERS: dict[str, _Parameter] = {
    "authority": _probability("a, the part of the whole task that the signatories may decide"),
    "bad_times": _probability("Probability of bad times"),
    "barrier": _probability("eps_out, friction where nobody trusts anybody across the border"),
    "baseline": _Parameter(_BASELINE, _rule(*BASELINES), kind="str"),
    "benefit": _number("b, what a contribution brings", 0),
    "benefits": _each("b_i, what a contribution brings to each of two members", 2, 2),
    "budget": _number("y, what the coordinator allocates to each member per period", 0),
    "capacities": _each("k_i, what each of up to 10 members can bring", 1, 10),
    "complement": _number("g, what both issues bring more together; negative for substitutes"),
    "conditional": _number("f, the part of the budget for those who keep the agreement", 0, 1),
    "control_loss": _probability("lambda, credibility lost with every level"),
    "cost": _number("c, what a contribution costs", 0),
    "costs": _each("c_i, what a contribution costs each of two members", 2, 2),
    "crowding_out": _number("k, the part of the rest that replaces what partners brought", 0, 1),
    "delta": _Parameter("Discount factor: how much the future counts", _discount, 0, LONGEST),
    "deposit": _number("B, what is held for each member, lost by whoever breaks the agreement", 0),
    "detection": _probability("q, the chance that a breach is found out"),
    "division": _Parameter(_DIVISION, _division, kind="str or Number"),
    "doubt": _probability("x, how large what nobody has measured may be"),
    "drop": _Parameter(_DROP, _drop, 1, 12, "int or None"),
    "effort": _number("e, what the work costs the third party per period", 0),
    "factor": _number("m, how many times as often, or as fast", 1),
    "favour": _number("g, what a false verdict is worth to the one it favours", 0),
    "fine": _number("f, what disobedience costs", 0),
    "focal": _Parameter(
        "Whether members expect each other to work together anyway", _yes, kind="bool"
    ),
    "frequency": _number("f, meetings a year", 0.01),
    "friction": _probability("eps, the chance that a kept period goes wrong"),
    "gain": _number("g, how much more a contribution brings on the other topics", 0),
    "harm": _number("h, what a unit of pollution costs where it moves to", 0),
    "hardship": _number("h, how much more a contribution costs in bad times", 0),
    "income": _number("F, what the third party earns per period", 0),
    "joining": _integer("k, how many more join", 1, 4),
    "learning": _number("beta, what a contribution brings more with every level of trust", 0),
    "levels": _integer("Highest level of trust", 0, 12),
    "link_cost": _number("k, what a link costs each of its ends per period", 0),
    "mediation": _probability("a, the part of friction that the coordinator resolves"),
    "members": _integer("n, how many members there are", 2, 8),
    "memory": _integer("m, how many misfires the relation outlives, the last included", 1, 12),
    "monitoring": _probability("m, the part of hidden breaches that the coordinator finds out"),
    "multiplier": _number("r, what a unit contributed is worth to all together", 0),
    "neighbours": _integer("m, how many on each side of a circle a member has links with", 1, 4),
    "noise": _number("nu, in years: how fast friction grows with the number of meetings", 0),
    "others": _number("v, what each of the others gets elsewhere"),
    "outside": _number("w, what a member gets outside the agreement"),
    "prior": _probability("mu, the belief that the other one can be won"),
    "projects": _integer("k, how many key projects there are means for", 1, 8),
    "promotion": _probability("p, the chance that a kept period raises trust"),
    "punishment": _number("P, what each gets if nobody works together"),
    "quorum": _probability("The share of the pairs from which on one speaks of all of them"),
    "rate": _number("rho, annual rate of discount", 0),
    "reach": _probability("q, the part of the benefit that arrives one province further down"),
    "renewal": _probability("r, the chance that another project follows"),
    "reward": _number("R, what each gets if both work together"),
    "rivalry": _number("rho: 1 for a fixed total return, 0 for a fixed own return", 0, 1),
    "sharing": _Parameter(
        '"voluntary" (transfers that nobody can be made to pay) or "none"',
        _rule("none", "voluntary"),
        kind="str",
    ),
    "similarity": _probability("x, how similar the fields of members are"),
    "softening": _number("phi, the part of the gains that goes on after a breach", 0, 1),
    "spillover": _probability("s, the share of the good that spills over to the others"),
    "spread": _number("s, how unequal members are", 0, 1),
    "stake": _number("sigma, the stake of the third party in the members' affairs", 0, 1),
    "subsidy": _number("s, paid to each member per period while all keep the agreement", 0),
    "sucker": _number("S, what a member gets that is let down"),
    "support": _number("s, paid per unit to whoever contributes, in a network or not", 0),
    "surplus": _number("G, the surplus of the network below", 0),
    "target": _number("t, what the task takes, at least 0.001", LEAST),
    "temptation": _number("T, what a member gets that lets the other one down"),
    "topics": _Parameter(_TOPICS, _topics, 1, MOST_TOPICS, "int or None"),
    "turnover": _probability("tau, the chance that an exchanged official moves on each period"),
    "weight": _number("a, how much the partner's payoff counts", 0, 1),
    "year": _number("The year as of which the record is read", 1950, 2030),
}


def checked(function: str, given: Mapping[str, Any]) -> ParameterSetting:
    """The arguments of a claim under their rules, or a named error that says which is at fault."""
    return ParameterSetting({k: PARAMETERS[k].check(function, k, v) for k, v in given.items()})


def signature(defaults: Mapping[str, Any], returns: type) -> inspect.Signature:
    """What help and notebooks show of a function with such parameters, all of them keywords."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter(name, keyword, default=v) for name, v in defaults.items()]
    return inspect.Signature(parameters, return_annotation=returns)


def ranges(defaults: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The range of each number about which a claim is asked."""
    ends = {}
    for name, value in defaults.items():
        low, high = PARAMETERS[name].low, PARAMETERS[name].high
        if high is not None:
            ends[name] = (low, high)
        elif PARAMETERS[name].kind == "Number":
            # No upper end: from half to twice the default, or around 0.
            around = sorted((value / 2, 2 * value)) if value else [-1 if low is None else low, 1]
            ends[name] = (around[0], around[1])
    return ends


def entries(names: Iterable[str]) -> str:
    """These parameters as a docstring lists them."""
    return "\n".join(f"{name} : {PARAMETERS[name].kind}\n    {meaning_of(name)}." for name in names)


def meaning_of(name: str) -> str:
    """What a parameter stands for, with its range."""
    meaning, _, low, high, _ = PARAMETERS[name]
    if low is None or "at least" in meaning:
        return meaning
    if name == "delta":
        return f"{meaning}; in [0, 1)"
    return f"{meaning}; {low} or more" if high is None else f"{meaning}; {low} to {high}"
