"""Whether what a result holds can be what it stands for, before anything is computed from it.

A number is recomputed for the question that a word names; a word that names none of them would be
taken for one of the others. A place that is negative would be counted from the end, a patience of
one or more would make sums of no end, and a number that is kept as text would be read as the number
that it spells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from numbers import Number
from typing import Any

import numpy as np

_VOLUNTARY, _JOINT = "voluntary-transfers SPE", "Markov SPE, joint modes"
_GRIM, _HIDDEN = "fixed-sharing SPE (grim)", "fixed-sharing PPE (grim)"
#: What a third party can change the agreements of.
_AGREED = (
    *(_VOLUNTARY, _JOINT, _GRIM, _HIDDEN, "PPE", "Markov SPE, perfect reversion"),
    *("SPE without transfers (worst punishment)", "SPE (grim)", f"{_VOLUNTARY} (grim)"),
)
_RULES = ("voluntary", "none", "equal", "surplus", "optimal", "proportional")

#: Kind of result -> field -> the words that it may be; whatever is no text is not looked at.
_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "Attribution": {"of": ("delta", "probability_strong", "speed")},
    "CheapestCoordinator": {"goal": ("strong", "cooperation")},
    "CorrelatedEquilibrium": {"objective": ("sum", "symmetric", "maxmin")},
    "CriticalDiscount": {"sharing": _RULES},
    "Equilibrium": {"sharing": _RULES},
    "FarsightedAgreements": {
        "membership": ("open", "exclusive"),
        "method": ("recursion", "largest consistent set"),
    },
    "Harm": {"measure": ("support", "bias", "stake", "mediation")},
    "Levels": {
        "regime": ("none", "provinces", "national", "three-level", "bottom-up"),
        "anticipation": ("full", "frozen"),
    },
    "LinkedIssues": {"sharing": ("voluntary", "none"), "objective": ("surplus", "issues")},
    "MonitoringTable": {"budget": ("burning", "balanced")},
    "PivotalWindow": {"alone": ("joint modes", "all")},
    "RenegotiationProof": {"punishment": ("getting even", "penance", "regional")},
    "RepeatedAgreement": {"breach": ("announced", "hidden")},
    "StableAgreements": {
        "response": ("stay", "dissolve", "next stable"),
        "external_rule": ("weak", "strict"),
    },
    "SubsidyBudget": {"goal": ("strong", "cooperation")},
    "UnsharedDiscount": {"sharing": ("none",)},
    "WorkableStakes": {"sharing": _RULES},
}

#: Kind of result -> field -> all that it may have entries for.
_KEYS: dict[str, dict[str, tuple[str, ...]]] = {
    "GameProperties": {"witness": ("monotone", "superadditive", "convex", "balanced")},
    "Harm": {
        "witness": ("size", "delta", "least patience without", "least patience with"),
    },
    "HonestTrade": {"bribes": ("verdict", "concealment")},
    "ProtectedTrade": dict.fromkeys(
        ("sustained", "traders", "worth"), ("bilateral", "leaky embargo", "boycott")
    ),
}


def _threshold(result: Any) -> str:
    kind, rule = type(result.game).__name__, result.sharing
    if kind == "Partnership":
        rule = result.game.sharing
    if isinstance(rule, str) and rule == "voluntary":
        return _VOLUNTARY
    other = {"Partnership": _JOINT, "StochasticGame": "Markov SPE, perfect reversion"}
    return other.get(kind, _GRIM)


def _shared(voluntary: Any) -> str:
    return _VOLUNTARY if voluntary else _JOINT


def _levels(result: Any) -> str:
    if result.coordinator.sharing and result.regime != "none":
        return f"{_VOLUNTARY} where coordinated, else {_JOINT}"
    return _JOINT


#: Rule -> the concept of what it gives.
_RULED = {
    **{f"{name.lower()}": f"{name} value" for name in ("Shapley", "Banzhaf", "Owen", "Myerson")},
    "weighted shapley": "weighted Shapley value",
    "tau": "tau value",
    "nash": "Nash bargaining solution",
    "kalai-smorodinsky": "Kalai-Smorodinsky solution",
    "none": "nothing shared",
    "equal": "equal division",
    "surplus": "equal division of the surplus",
    "proportional": "division in proportion to cost",
    "optimal": "stability-optimal division",
}


def _divided(result: Any) -> str:
    if type(result.game).__name__ == "ClaimsProblem":
        return f"{result.rule} rule"
    stream = str(result.rule).endswith("stream incremental")
    return _RULED.get(result.rule, f"{result.rule}{' distribution' * stream}")


def _attributed(result: Any) -> str:
    concepts = sorted({one.concept for row in result.evidence for one in row[1:]})
    return f"Shapley value over equilibria: {' or '.join(concepts)}"


def _drawn(result: Any) -> str:
    without, helped = (side.concept for side in result.evidence[1:])
    return f"without: {without}; with: {helped}"


#: Kind of result -> its concept, several that it can be, or how it follows from what was asked.
_CONCEPTS: dict[str, str | tuple[str, ...] | Callable[[Any], str]] = {
    "Adoption": "behavioural",
    "Allocation": _divided,
    "Attribution": _attributed,
    "Automaton": "finite strategy with public signals",
    "Cascade": lambda r: str(r.before.concept),
    "CheapestCoordinator": _AGREED,
    "CoreResult": ("core", "least core", "gamma-core"),
    "CorrelatedEquilibrium": lambda r: f"{'coarse ' * bool(r.coarse)}correlated equilibrium",
    "CriticalDiscount": _threshold,
    "DiscountTable": _VOLUNTARY,
    "Dividends": "Harsanyi dividends",
    "Equilibrium": lambda r: (
        _VOLUNTARY if isinstance(r.sharing, str) and r.sharing == "voluntary" else _GRIM
    ),
    "Evolution": lambda r: _shared(r.game.voluntary),
    "EvolutionArrays": lambda r: _shared(r.terms.voluntary),
    "EvolutionBatch": lambda r: _shared(r.game.voluntary),
    "Fairness": (_GRIM, _HIDDEN, _JOINT),
    "FarsightedAgreements": lambda r: (
        "farsighted stability (recursion)" if r.method == "recursion" else str(r.method)
    ),
    "GameProperties": "properties of a TU game",
    "Harm": _AGREED,
    "HonestTrade": "perfect equilibrium (law merchant)",
    "Honesty": "honest verdicts, SPE (dismissal)",
    "Inspection": "Nash equilibrium",
    "KeyProjects": "cheapest seeds of best-reply dynamics",
    "Levels": _levels,
    "LinkedIssues": lambda r: _VOLUNTARY if r.sharing == "voluntary" else _GRIM,
    "MembersEvolution": lambda r: _shared(r.values is None),
    "MembershipEquilibria": "Nash equilibrium of a game with strategic complements",
    "MinimumParticipation": "internal and external stability with minimum participation",
    "MonitoringTable": "PPE",
    "NashResult": "Nash equilibrium",
    "PayoffSet": "SPE payoff set, public randomisation",
    "PivotalWindow": _AGREED,
    "ProtectedTrade": "SPE (boycott)",
    "RenegotiationProof": "weakly renegotiation-proof SPE",
    "RepeatedAgreement": lambda r: f"{'voluntary-transfers ' * bool(r.transfers)}SPE (grim)",
    "SharedAgreement": ("almost ideal sharing", "gamma-core allocation"),
    "SharesPath": (_GRIM, _HIDDEN),
    "StableAgreements": lambda r: (
        "potential internal and external stability"
        if r.transfers
        else f"internal and external stability ({r.response})"
    ),
    "StatePayoffSets": "SPE payoff set, public randomisation",
    "Strength": lambda r: str(r.sustained.concept),
    "Study": lambda r: f"without: {r.without.concept}; with: {r.helped.concept}",
    "Subsidies": "unique implementation (divide and conquer)",
    "SubsidyBudget": _AGREED,
    "Sustained": (
        *("separable SPE, tie by tie", f"{_VOLUNTARY}, tie by tie", "stationary SPE (grim)"),
        *(
            "stationary SPE (grim) with transfers along ties",
            f"{_VOLUNTARY} within jurisdictions",
        ),
    ),
    "Uncertain": _drawn,
    "UnsharedDiscount": "SPE without transfers (worst punishment)",
    "Waiting": lambda r: str(r.levels.concept),
    "WorkableStakes": _GRIM,
}


def misnamed(result: Any) -> str | None:
    """Which field of a result has a word that it cannot have; None if none has."""
    kind = type(result).__name__
    for name, words in _WORDS.get(kind, {}).items():
        told = getattr(result, name)
        if isinstance(told, str) and told not in words:
            return name
    for name, keys in _KEYS.get(kind, {}).items():
        if not set(getattr(result, name) or ()) <= set(keys):
            return name
    known = _CONCEPTS.get(kind)
    if known is None:
        return None
    right = known(result) if callable(known) else known
    return None if result.concept in ((right,) if isinstance(right, str) else right) else "concept"


#: Kind of result -> the patience that was asked about, which is less than one.
_PATIENCE = {
    **dict.fromkeys(("Equilibrium", "Evolution", "EvolutionBatch", "LinkedIssues"), "delta"),
    **dict.fromkeys(("MembersEvolution", "Levels", "PayoffSet", "StatePayoffSets"), "delta"),
    **dict.fromkeys(("CheapestCoordinator", "SubsidyBudget", "ProtectedTrade"), "delta"),
    **dict.fromkeys(("Automaton", "Honesty", "Sustained", "WorkableStakes", "Study"), "delta"),
    "HonestTrade": "merchant_delta",
    "SharesPath": "deltas",
}
#: Fields that count actions, phases or states from zero.
_PLACES = frozenset(
    (
        *("after", "choice", "initial", "modes", "profile", "profiles", "punish"),
        *("punishment_profile", "punishments", "staying", "worst"),
    )
)
#: Numbers that stand alone.
_NUMBERS = frozenset(
    (
        *("control_loss", "delta", "founding_value", "joint_payoff", "kappa", "merchant_delta"),
        *("probability_strong", "threshold", "time_to_strong", "tolerance"),
    )
)


def out_of_range(result: Any) -> str | None:
    """Which field cannot be what it stands for; None if all can."""
    asked = _PATIENCE.get(type(result).__name__)
    for name, value in vars(result).items():
        if name in _NUMBERS and isinstance(value, str):
            return f"{name} is no number"
        if name == asked and value is not None and not all(0 <= one < 1 for one in _leaves(value)):
            return f"{name} is no patience"
        if name == "time_to_strong" and np.any(np.asarray(value, dtype=float) < 0):
            return f"{name} is no time"
        if name in _PLACES and _negative(value):
            return f"{name} is no place"
        if isinstance(value, np.ndarray) and value.dtype == object and _mixed(value):
            return f"{name} has text among numbers"
    return None


def _negative(value: Any) -> bool:
    if isinstance(value, np.ndarray) and value.dtype.kind in "if":
        return bool((value < 0).any())
    if isinstance(value, (int, np.integer)):
        return bool(value < 0)
    parts = value.values() if isinstance(value, Mapping) else value
    return isinstance(parts, (tuple, list, np.ndarray)) and any(_negative(one) for one in parts)


def _mixed(values: Any) -> bool:
    kinds = set(map(type, values.ravel().tolist()))
    return str in kinds and any(issubclass(kind, Number) for kind in kinds)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, np.ndarray):
        yield from value.ravel().tolist()
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _leaves(one)
    else:
        yield value
