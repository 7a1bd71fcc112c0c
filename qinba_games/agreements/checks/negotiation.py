"""Certificate of a repeated negotiation: every period read from the one that follows it.

Inside: U and v are what the reported profiles are worth and cost, given what follows; all of them
can be agreed on. Outside: no other profile that can be agreed on is worth more or punishes harder,
and, of an equilibrium, nothing else holds in the truncated game of r, whose record of deletions is
read by the kernel.
"""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...common.register import checks
from ...partnership.partnership import Partnership
from ...repeated.results.equilibrium import Equilibrium
from ...stochastic.checks.stochastic import certify_stochastic
from ...stochastic.stochastic_game import StochasticGame
from ...types import Array, BoolArray, Certificate, IntArray, content
from ...verify.findings import Finding, claim, verdict
from ..negotiated_game import as_stochastic, preference, truncated
from ..results.negotiation import KINDS, CriticalTurnover, Negotiated, goes_on

#: So many periods are looked at before a pass is called unsettled.
_PERIODS = 2_000
#: What misses another by less than that part of what may be rounding is as good.
_EQUAL = 1e-4


class _NegotiationQuestion(NamedTuple):
    """A question as its check reads it: `Fraction`s if exact, else floats."""

    game: StochasticGame
    delta: Any
    turnover: Any
    weights: Array
    payoffs: Array
    chance: Array
    near: Any  #: gains up to this are rounding
    lines: list[tuple[IntArray, IntArray, IntArray]]  #: by member: see `_line`

    def expect(self, values: Array) -> Array:
        """What follows each row on average, shape (rows, ...)."""
        each = (self.chance * values[self.game.successor].T).T
        return np.asarray(np.add.reduceat(each, self.game.first_successor[:-1]))

    def best_replies(self, own: Array) -> Array:
        """For each row the best that each member can get by another action, shape (rows, n)."""
        best = np.empty_like(own)
        for i, (line, order, first) in enumerate(self.lines):
            best[:, i] = np.maximum.reduceat(own[order, i], first)[line]
        return best


class _RowWorths(NamedTuple):
    """What every row is worth, and costs, given what follows."""

    worth: Array
    best: Array  #: shape (rows, n)
    agreed: BoolArray


def _question(result: Negotiated) -> _NegotiationQuestion:
    game, exact = as_stochastic("verify", result.game, clause=result.clause), result.exact
    number = _exact.fraction if exact else float
    return _NegotiationQuestion(
        game,
        number(result.delta),
        number(result.turnover),
        _exact.as_numbers(result.weights, exact),
        _exact.as_numbers(game.payoffs, exact),
        _exact.as_numbers(game.probability, exact),
        0 if exact else _tolerance.check(game.payoffs.astype(float)),
        [_line(game, i) for i in range(len(game.players))],
    )


def _line(game: StochasticGame, i: int) -> tuple[IntArray, IntArray, IntArray]:
    """Lines of rows that differ in what i does: that of each row, rows by line, their first."""
    others = np.column_stack([game.state, np.delete(game.action, i, axis=1)])
    line = np.unique(others, axis=0, return_inverse=True)[1].ravel()
    order = np.argsort(line, kind="stable")
    return line, order, np.searchsorted(line[order], np.arange(line.max() + 1))


@checks(
    Negotiated, "a repeated negotiation is judged as it is", "Build a game with these actions alone"
)
def _certify_negotiation(result: Negotiated) -> Certificate:
    """The largest error of a value, gain from a deviation, or gain of something better."""
    if result.clause and not isinstance(result.game, Partnership):
        return verdict([claim(False, "clause")], exact=result.exact)
    case = _question(result)
    flaw = _form(result, case)
    if flaw is not None:
        return verdict([claim(False, flaw)], exact=result.exact)
    if result.kind == "unsettled":
        return _first_of(result)
    findings = [Finding(0, 0)]
    after = [*range(1, result.period), 0]
    if result.kind == "horizon":
        after.pop()
    else:
        findings += _repeats(result, case)
    each = {id(one): one for period in (result.policy, *result.punishments) for one in period}
    known = {key: case.game.rows(one, function="verify") for key, one in each.items()}
    for k, later in enumerate(after):
        findings += _one_period(result, case, k, later, known)
    behind = certify_stochastic(result.witness) if _is_about(result, case) else None
    if behind is None or not behind.ok:
        findings.append(claim(False, "witness"))
    else:
        findings += _last(result, case) if result.kind == "horizon" else _truncation(result, case)
    judged = verdict(findings, exact=result.exact, tolerance=case.near)
    if result.kind == "limit" or not judged.inside or behind is None:
        return judged
    return dataclasses.replace(judged, outside=behind.outside, gap=behind.gap)


def _form(result: Negotiated, case: _NegotiationQuestion) -> str | None:
    """Which parts of an answer do not fit together; None if all do."""
    period, states, n = result.period, len(case.game.states), len(case.game.players)
    shapes = {
        "joint_payoff": (period, states),
        "punishment_payoff": (period, states, n),
        "weights": (n,),
    }
    for name, shape in shapes.items():
        if not period or getattr(result, name).shape != shape:
            return name
    weights, slack = case.weights, 0 if result.exact else _tolerance.PROBABILITY
    sizes = {len(result.policy), len(result.punishments)}
    claims = {
        "kind": result.kind in KINDS and (result.kind != "cycle" or period > 1),
        "period": period == 1 or result.kind not in ("stationary", "unsettled"),
        "policy and punishments": sizes == {period},
        "punishments": all(len(one) == n for one in result.punishments),
        "weights": (weights >= -slack).all() and abs(weights.sum() - 1) <= slack,
        "turnover": 0 <= case.turnover <= 1,
        "delta": 0 <= case.delta < 1,
        "proven": result.proven == (result.kind not in ("limit", "unsettled")),
    }
    return next((name for name, holds in claims.items() if not holds), None)


def _numbers(result: Negotiated) -> tuple[Array, Array, Array]:
    """U and v as reported, and r = v + beta (U - sum v), which follows."""
    parts = result.joint_payoff, result.punishment_payoff, result.weights
    joint, least, weights = (_exact.as_numbers(part, result.exact) for part in parts)
    return joint, least, least + weights * (joint - least.sum(axis=-1))[..., None]


def _largest(
    case: _NegotiationQuestion,
    off: Array,
    action: str,
    member: int | None = None,
    *,
    of_rows: bool = False,
) -> list[Finding]:
    """The largest of errors by state, or by row; or, of several axes, by state and member."""
    at = np.unravel_index(int(np.argmax(off)), off.shape)
    place, who = (at[0], member) if off.ndim == 1 else at[-2:]
    state = case.game.states[case.game.state[place] if of_rows else place]
    name = None if who is None else case.game.players[who]
    return [Finding(np.asarray(off[at]).item(), case.near, name, state, action)]


def _rows(case: _NegotiationQuestion, joint: Array, least: Array, paid: Array) -> _RowWorths:
    """What rows are worth and cost when these values follow."""
    now = (1 - case.delta) * case.payoffs
    worth = now.sum(axis=1) + case.delta * case.expect(joint)
    after = (1 - case.turnover) * least + case.turnover * paid
    best = case.best_replies(now + case.delta * case.expect(after))
    # What rounding could decide may be agreed on, and need not be.
    return _RowWorths(worth, best, np.asarray(worth - best.sum(axis=1) >= case.near, dtype=bool))


def _one_period(
    result: Negotiated, case: _NegotiationQuestion, k: int, later: int, known: dict[int, IntArray]
) -> list[Finding]:
    """Whether the values of a period follow from those of the next, and from no other profile."""
    game, (joint, least, paid) = case.game, _numbers(result)
    rows = _rows(case, joint[later], least[later], paid[later])
    path, *against = (known[id(one)] for one in (result.policy[k], *result.punishments[k]))
    lacks = rows.best.sum(axis=1) - rows.worth
    findings = _largest(case, abs(rows.worth[path] - joint[k]), "joint payoff")
    findings += _largest(case, lacks[path], "deviate from what is agreed on")
    for i, one in enumerate(against):
        findings += _largest(case, abs(rows.best[one, i] - least[k, :, i]), "punishment payoff", i)
        findings += _largest(case, lacks[one], "deviate from a punishment", i)
    if isinstance(result.game, Partnership):
        findings.append(claim(_is_first(case, rows, path, joint[k]), "policy"))
    better = np.where(rows.agreed, rows.worth - joint[k, game.state], -np.inf)
    findings += _largest(case, better, "agree on something better", of_rows=True)
    for i in range(len(game.players)):
        harsher = np.where(rows.agreed, least[k, game.state, i] - rows.best[:, i], -np.inf)
        findings += _largest(case, harsher, "punish harder", i, of_rows=True)
    return findings


def _is_first(case: _NegotiationQuestion, rows: _RowWorths, path: IntArray, joint: Array) -> bool:
    """Of profiles worth as much: all contribute, somebody leaves, some contribute, all idle."""
    rank, state = preference(case.game), case.game.state
    as_good = rows.agreed & (rows.worth >= joint[state] - case.near * _EQUAL)
    return not (as_good & (rank < rank[path][state])).any()


def _last(result: Negotiated, case: _NegotiationQuestion) -> list[Finding]:
    """Whether the last negotiation is one after which promises are kept for ever."""
    behind = result.witness
    joint, least, _ = _numbers(result)
    findings = _largest(case, abs(behind.joint_payoff - joint[-1]), "joint payoff")
    findings += _largest(case, abs(behind.punishment_payoff - least[-1]), "punishment payoff")
    rows = _rows(case, joint[-1], least[-1], least[-1])
    path = case.game.rows(result.policy[-1], function="verify")
    findings += _largest(case, abs(rows.worth[path] - joint[-1]), "policy")
    for i, one in enumerate(result.punishments[-1]):
        against = case.game.rows(one, function="verify")
        findings += _largest(case, abs(rows.best[against, i] - least[-1, :, i]), "punishments", i)
    return findings


def _is_about(result: Negotiated, case: _NegotiationQuestion) -> bool:
    """Whether the witness speaks of this game, or of its truncated game, at this patience."""
    behind, game = result.witness, case.game
    if result.kind != "horizon":
        game = truncated(game, result.turnover, _numbers(result)[2])
    return (
        isinstance(behind, Equilibrium)
        and behind.exact == result.exact
        and float(behind.delta) == float(result.delta)
        and content(vars(behind.game)) == content(vars(game))
    )


def _repeats(result: Negotiated, case: _NegotiationQuestion) -> list[Finding]:
    """A cycle is none of a shorter period."""
    period, (joint, least, _) = result.period, _numbers(result)
    each = np.concatenate([joint[..., None], least], axis=-1)
    shorter = [p for p in range(1, period) if period % p == 0]
    repeats = [p for p in shorter if (abs(each - np.roll(each, p, axis=0)) <= case.near).all()]
    return [claim(not repeats, "period")]


def _truncation(result: Negotiated, case: _NegotiationQuestion) -> list[Finding]:
    """Whether the truncated game has these values, and something better if this is a limit."""
    joint, least, _ = _numbers(result)
    period, states, _ = least.shape
    behind = result.witness
    joint_off = behind.joint_payoff[: period * states].reshape(period, states) - joint
    least_off = least - behind.punishment_payoff[: period * states].reshape(least.shape)
    if result.kind == "limit":
        better = max(joint_off.max(), least_off.max())
        return [claim(better > case.near, "nothing better in the truncated game")]
    return [
        *_largest(case, abs(joint_off)[..., None], "joint payoff of the truncated game"),
        *_largest(case, abs(least_off), "punishment payoff of the truncated game"),
    ]


def _first_of(result: Negotiated) -> Certificate:
    """A pass that does not settle shows its first period."""
    (until,) = result.witness
    parts = ("joint_payoff", "punishment_payoff", "policy", "punishments")
    question = ("game", "delta", "turnover", "weights", "clause", "exact")
    long = until.kind == "horizon" and until.period == _PERIODS
    same = all(content(getattr(until, name)) == content(getattr(result, name)) for name in question)
    first = all(
        content(getattr(until, name)[:1]) == content(getattr(result, name)) for name in parts
    )
    if not (long and same and first):
        return verdict([claim(False, "witness")], exact=result.exact)
    return _certify_negotiation(until)


# -- Critical turnover: what is negotiated on both sides of every edge ----------------------------

#: So near to both sides of an edge something is shown, where it follows from a formula.
_NEAR = Fraction(1, 10**6)


@checks(
    CriticalTurnover,
    "a critical turnover is judged as it is",
    "Ask verify about one of its negotiations",
)
def _certify_turnover(result: CriticalTurnover) -> Certificate:
    """Whether it holds where it is said to, on both sides of every edge and at both ends."""
    levels = getattr(result.game, "levels", 1)
    findings = [Finding(0, 0), claim(_in_order(result.ends), "ends")]
    findings.append(claim(result.founding in range(levels), "founding"))
    for one in result.witness:
        findings += _one(result, one)
    turnovers = sorted(float(one.turnover) for one in result.witness)
    findings += _edges(result, turnovers)
    return verdict(findings, exact=result.exact)


def _in_order(ends: tuple[tuple[Any, Any], ...]) -> bool:
    """Whether intervals ascend within [0, 1] and are not empty."""
    flat = [end for pair in ends for end in pair]
    proper = all(low < high for low, high in ends)
    return proper and flat == sorted(flat) and all(0 <= end <= 1 for end in flat)


def _one(result: CriticalTurnover, one: Any) -> list[Finding]:
    """Whether a negotiation is one of this question, is right, and says the same."""
    names = ("game", "delta", "weights", "clause")
    if not isinstance(one, Negotiated) or any(
        content(getattr(one, name)) != content(getattr(result, name)) for name in names
    ):
        return [claim(False, "witness")]
    certificate = _certify_negotiation(one)
    holds = goes_on(one, result.wanted, result.founding)
    report = any(low <= one.turnover <= high for low, high in result.ends)
    return [
        Finding(certificate.largest_gain, certificate.tolerance),
        claim(certificate.ok, "witness", state=one.turnover),
        claim(holds == report, result.wanted, state=one.turnover),
    ]


def _edges(result: CriticalTurnover, turnovers: list[float]) -> list[Finding]:
    """Whether something is shown at each end of every interval, and just beyond it."""
    near = float(result.tolerance) or float(_NEAR)
    findings = [claim(result.wanted in ("cooperates", "strong"), "wanted")]
    begins = bool(result.ends) and not result.tolerance
    findings.append(claim(bool(turnovers) and (begins or turnovers[0] <= near), "witness at 0"))
    for low, high in result.ends:
        for end, beyond in ((low, -1), (high, 1)):
            if float(end) in (0.0, 1.0):
                continue
            at = float(end) in turnovers
            other = any(0 < beyond * (rho - float(end)) <= 1.01 * near for rho in turnovers)
            findings.append(claim(at and other, "ends", state=end))
    return findings
