"""Certificates of divisions: what rules give, by definitions that their solvers do not use.

Shapley and Banzhaf: marginal contributions folded one member at a time. Weighted Shapley and Owen:
by dividends. Myerson: components grown link by link. Tau: its bounds, coalition by coalition.
Nucleoli: the criterion of Kohlberg. Separable costs, and worths that have no table: by few of them.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _check, _exact, _tolerance
from ...common.register import checks
from ...types import Array, Certificate
from ...verify.findings import Finding, by_member, claim, verdict
from ..bargaining import BargainingProblem
from ..claims import ClaimsProblem
from ..coalitions import coalition_sizes, coalition_sums
from ..results import LEXICOGRAPHIC, Allocation, Level
from ..tu_game import TUGame
from ..worths import PairWorths, TreeWorths
from .division_rules import bargaining_findings, claims_findings
from .kohlberg import allowance, levels_findings

#: Rules that need few worths.
SEPARABLE = ("scrb", "alternate cost avoided")
#: Rule -> what it is given besides the game.
_GIVEN = {
    "weighted shapley": [["weights"]],
    "owen": [["unions"]],
    "myerson": [["links"]],
    "scrb": [[], ["benefits"]],
}


@checks(Allocation)
def _certify_allocation(result: Allocation, policy: Any = None) -> Certificate:
    """Check a division, or the payoffs given as `policy` in its place, against its rule."""
    game, payoffs = result.game, judged(result.payoffs, policy)
    exact = _tolerance.is_exact(payoffs) and game.exact
    if isinstance(game, ClaimsProblem):
        findings = claims_findings(game, result.rule, payoffs)
    elif isinstance(game, BargainingProblem):
        findings, exact = bargaining_findings(game, result.rule, payoffs, result.witness), False
    else:
        known = result.rule in LEXICOGRAPHIC  # levels leave no other division
        own = result.payoffs if known else payoffs
        findings = tu_findings(game, result.rule, own, result.parameters, result.levels)
        if known:
            findings += by_member(game.players, abs(payoffs - own), allowance(game.values, own))
    tolerance = max(f.allowed for f in findings)
    certificate = verdict([*findings, of_its_rule(result)], exact=exact, tolerance=tolerance)
    if policy is None and certificate.inside and result.rule in LEXICOGRAPHIC:
        # The criterion of Kohlberg is one for the best.
        return dataclasses.replace(certificate, outside=True, gap=0)
    return certificate


def of_its_rule(result: Allocation) -> Finding:
    """Whether just what the rule asks for is told beside what it gives."""
    levels = result.levels == () or result.rule in LEXICOGRAPHIC
    return claim(levels and list(result.parameters) in _GIVEN.get(result.rule, [[]]), "parameters")


def judged(own: Array, policy: Any) -> Array:
    """The numbers of a result, or those given as `policy` in their place."""
    return own if policy is None else _check.array("verify", "policy", policy, shape=own.shape)


def tu_findings(
    game: TUGame,
    rule: str,
    payoffs: Array,
    given: Mapping[str, Any],
    levels: Sequence[Level] = (),
) -> list[Finding]:
    """Whether payoffs are what a rule gives in a cooperative game."""
    if game.function or rule in SEPARABLE:
        return list(_few_findings(game, rule, payoffs, given))
    allowed = _tolerance.check(game.values, payoffs)
    if rule in LEXICOGRAPHIC:  # other rules are sums of all worths
        allowed = allowance(game.values, payoffs)
    findings = []
    if rule not in ("banzhaf", "myerson"):
        off = abs(payoffs.sum() - game.values[-1])
        findings.append(Finding(off, len(payoffs) * allowed, state="sum"))
    if rule not in LEXICOGRAPHIC:
        off = abs(payoffs - _rule_values(game, rule, given))
        return findings + by_member(game.players, off, allowed)
    if LEXICOGRAPHIC[rule][1]:
        own = game.values[1 << np.arange(len(payoffs))]
        findings += by_member(game.players, own - payoffs, allowed)
    return findings + levels_findings(game, rule, payoffs, levels, allowed)


def _rule_values(game: TUGame, rule: str, parameters: Mapping[str, Any]) -> Array:
    """What the rule gives, by a definition that the solver does not use."""
    values, n = game.values, game.n_players
    rules: dict[str, Callable[[], Array]] = {
        "shapley": lambda: shapley_value(values),
        "weighted shapley": lambda: _weighted_value(values, parameters["weights"]),
        # Average marginal contribution over all coalitions of the others.
        "banzhaf": lambda: _marginal(values, [Fraction(1, 2 ** (n - 1))] * n),
        "owen": lambda: owen_value(values, _indices(game, parameters["unions"])),
        "myerson": lambda: myerson_value(values, _indices(game, parameters["links"])),
        "tau": lambda: tau_value(values),
        "equal": lambda: _equal(game, 0 * values),
        "surplus": lambda: _equal(game, values),
        "downstream incremental": lambda: _incremental(values, range(n)),
        "upstream incremental": lambda: _incremental(values, range(n)[::-1]),
    }
    return rules[rule]() if rule in rules else np.full(n, np.nan)  # no such rule gives anything


def _indices(game: TUGame, groups: Any) -> list[Any]:
    return [tuple(game.players.index(name) for name in group) for group in groups]


def _equal(game: TUGame, worths: Array) -> Array:
    """What single members are worth, and equal parts of the rest."""
    n, own = game.n_players, worths[1 << np.arange(game.n_players)]
    parts = np.array([n * x + game.values[-1] - own.sum() for x in own])
    return parts / (Fraction(n) if game.exact else n)


def _incremental(values: Array, along: Sequence[int]) -> Array:
    payoffs = np.empty(len(along), dtype=values.dtype)
    here = 0
    for i in along:
        payoffs[i] = values[here | 1 << i] - values[here]
        here |= 1 << i
    return payoffs


def shapley_value(values: Array) -> Array:
    """Average marginal contribution over all orders."""
    n = len(values).bit_length() - 1
    return _marginal(values, [Fraction(1, n * math.comb(n - 1, s)) for s in range(n)])


def _marginal(values: Array, joins: Sequence[Fraction]) -> Array:
    """Σ joins(s) (v(S+i) - v(S)) over the coalitions S without i, s their size."""
    n = len(values).bit_length() - 1
    sizes = coalition_sizes(n)
    unit: Any = 1
    weights = np.array([0, *joins, 0], dtype=object)
    if _tolerance.is_exact(values):
        scale = math.lcm(*(w.denominator for w in joins))
        total = sum(2 * w * scale * math.comb(n, s) for s, w in enumerate(joins))
        values, denominator = _exact.in_integers(values, int(total))
        weights, unit = (weights * scale).astype(values.dtype), Fraction(1, scale * denominator)
    else:
        weights = weights.astype(float)
    absent = (weights[1:][sizes] * values).sum()
    both = (weights[:-1] + weights[1:])[sizes]
    both *= values
    payoffs = np.empty(n, dtype=object if isinstance(unit, Fraction) else float)
    for i in reversed(range(n)):
        half = 1 << i
        payoffs[i] = both[half:].sum() - absent
        both[:half] += both[half:]
        both = both[:half]
    return payoffs * unit if isinstance(unit, Fraction) else payoffs


def dividends(values: Array) -> Array:
    """What each coalition adds to its parts."""
    transform = _exact.fractions(values) if _tolerance.is_exact(values) else values.astype(float)
    for i in range(len(values).bit_length() - 1):
        halves = transform.reshape(-1, 2, 1 << i)
        transform = np.stack([halves[:, 0], halves[:, 1] - halves[:, 0]], axis=1).reshape(-1)
    return transform


def _weighted_value(values: Array, weights: Array) -> Array:
    """Dividends divided in proportion to weights."""
    if _tolerance.is_exact(weights):
        weights = _exact.fractions(weights)
    whole = coalition_sums(weights)
    whole[0] = 1
    return _member_sums(dividends(values) / whole, len(weights)) * weights


def owen_value(values: Array, unions: Sequence[Sequence[int]]) -> Array:
    """Dividends divided equally among unions, then equally among their members."""
    n = len(values).bit_length() - 1
    masks, shared = np.arange(1 << n), dividends(values)
    present = np.zeros(1 << n, dtype=np.int64)
    for union in unions:
        present += masks & sum(1 << i for i in union) != 0
    payoffs = np.zeros(n, dtype=shared.dtype)
    for union in unions:
        inside = coalition_sizes(n)[masks & sum(1 << i for i in union)].astype(np.int64)
        collected = _member_sums(shared / np.maximum(present * inside, 1), n)
        payoffs[list(union)] = collected[list(union)]
    return payoffs


def _member_sums(parts: Array, n: int) -> Array:
    return np.array([parts.reshape(-1, 2, 1 << i)[:, 1].sum() for i in range(n)])


def myerson_value(values: Array, links: Sequence[tuple[int, int]]) -> Array:
    """Shapley value of the game in which coalitions fall apart into their components."""
    rest, total = np.arange(len(values)), 0 * values
    while rest.any():
        component = rest & -rest
        grown = 0 * component
        while (grown != component).any():
            grown = component
            for i, j in [*links, *((j, i) for i, j in links)]:
                component = component | (component >> i & rest >> j & 1) << j
        total = total + values[component]
        rest = rest ^ component
    return shapley_value(total)


def tau_value(values: Array) -> Array:
    """The efficient point between least rights and utopia payoffs."""
    n = len(values).bit_length() - 1
    exact = _tolerance.is_exact(values)
    worth = _exact.as_numbers(values, exact)
    best = np.array([worth[-1] - worth[-1 - (1 << i)] for i in range(n)])
    remainder = worth - coalition_sums(best)
    masks = np.arange(1 << n)
    least = np.array([best[i] + max(remainder[masks >> i & 1 == 1]) for i in range(n)])
    span = best.sum() - least.sum()
    if span <= _tolerance.tie(values):
        return least
    return np.asarray(least + (best - least) * (worth[-1] - least.sum()) / span)


def _few_findings(
    game: TUGame, rule: str, payoffs: Array, given: Mapping[str, Any]
) -> Iterator[Finding]:
    """Whether payoffs add up to the worth of all, and are what the rule gives."""
    n, everybody = game.n_players, (1 << game.n_players) - 1
    masks = [everybody, *(everybody ^ 1 << i for i in range(n)), *(1 << i for i in range(n))]
    worths = _exact.rational(game.worths(masks))
    allowed = _tolerance.check(worths, payoffs)
    yield Finding(abs(payoffs.sum() - worths[0]), n * allowed, state="sum")
    if rule in SEPARABLE:
        off = _off(worths, payoffs, given.get("benefits"), allowed)
    elif rule == "shapley" and isinstance(game.function, PairWorths):
        both = _exact.rational(game.function.benefits + game.function.benefits.T)
        off = payoffs - np.array([sum(row) for row in both.tolist()]) / 2
    elif rule == "shapley" and isinstance(game.function, TreeWorths):
        off = payoffs - np.array(_fees(game.function))
    else:
        off = np.full(n, np.inf)  # of worths without a table no other rule gives anything
    yield from by_member(game.players, abs(off), allowed)


def _off(worths: Array, payoffs: Array, benefits: Any, allowed: Any) -> Array:
    """By how much what each gets beyond what it adds is not in proportion to what remains to it."""
    n = len(payoffs)
    adds, alone = worths[0] - worths[1 : n + 1], worths[n + 1 :]
    if benefits is not None:
        alone = np.maximum(alone, -_exact.rational(benefits))
    remaining = adds - alone
    if min(remaining) < -allowed:
        return np.full(n, np.inf)
    whole = sum(remaining)
    if whole <= n * allowed:
        return np.asarray(payoffs - adds)
    return np.asarray(payoffs - adds - (worths[0] - sum(adds)) * remaining / whole)


def _fees(tree: TreeWorths) -> list[Any]:
    """From the ends of the tree inwards, who is beyond each link; from the source on, the fees."""
    n, costs = len(tree.names), _exact.rational(tree.costs).tolist()
    beyond, below = [1] * n, [list[int]() for _ in range(n)]
    order = [i for i in range(n) if i not in tree.above]
    for i, end in tree.above.items():
        below[end].append(i)
    for i in order:  # grows while it is read
        order += below[i]
    for i in reversed(order):
        beyond[i] += sum(beyond[j] for j in below[i])
    fees = [0 * costs[0]] * n
    for i in order:
        before = fees[tree.above[i]] if i in tree.above else 0
        fees[i] = before - costs[i] / beyond[i]
    return fees
