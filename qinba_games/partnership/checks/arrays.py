"""Certificate of an `EvolutionArrays`: every pair from the definition, in blocks."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ... import _tolerance
from ...common.register import checks
from ...repeated.checks.round import shares
from ...types import Array, Certificate
from ...verify.findings import Finding, claim, verdict, without_policy
from ..pair_terms import PairTerms
from ..residual import residual
from ..results.arrays import EvolutionArrays
from ..trust_game import TrustGame
from .evolution import PATH, classes_of, reached, time_gap
from .outside import Verdict, case_between, judged
from .trust_play import moves

_BLOCK = 4096
#: Who contributes in every choice of two members; with fixed shares both do, or nobody.
_PROFILES = np.array([[True, True], [True, False], [False, True], [False, False]])
_TOGETHER = np.array([0, -1, -1, 1, 2])
#: Mode of each choice: both, one alone, the other alone, nobody, leave.
_MODES = np.array([0, 3, 3, 1, 2])


@checks(EvolutionArrays)
def certify_arrays(result: EvolutionArrays, policy: Any = None) -> Certificate:
    """Whether no member of any pair gains by a deviation, and all that is reported follows."""
    without_policy(
        policy,
        rule="many pairs have no policy of their own to replace",
        remedy="Judge other modes by .residual_of(modes)",
    )
    terms = result.terms
    found = [
        claim(result.exact is False, "exact"),
        claim(np.array_equal(terms.cost, terms.burden[:, 0]), "cost"),
        claim((terms.share is None) == (terms.sharing in ("none", "voluntary")), "sharing"),
    ]
    count = result.terms.count
    parts = [np.arange(low, min(low + _BLOCK, count)) for low in range(0, count, _BLOCK)]
    for rows in parts:
        found += _block(result, rows)
    tolerance = max(finding.allowed for finding in found)
    certificate = verdict(found, exact=False, tolerance=tolerance)
    if not certificate.inside:
        return certificate
    sides = [
        outside_of(_with_shares(result.terms.block(rows)), result.acts[rows]) for rows in parts
    ]
    gap = np.concatenate([side.gap for side in sides])
    better = any(side.better.any() for side in sides)
    return dataclasses.replace(
        certificate,
        outside=False if better else None if gap.max() > 0 else True,
        gap=gap.max(),
        proven=gap <= 0,
    )


def outside_of(terms: PairTerms, acts: Array) -> Verdict:
    """Whether something better exists than what each pair does, (N, K + 1, conditions)."""
    with np.errstate(invalid="ignore"):
        case = case_between(_as_game(terms), terms.delta, None)
        return judged(case, acts if terms.voluntary else _TOGETHER[acts])


def _as_game(terms: PairTerms) -> TrustGame:
    """The same parameters as the games that are bounded."""
    who = _PROFILES if terms.voluntary else _PROFILES[[0, -1]]
    burden = terms.burden.T[:, None, :, None, :]  # N 1 T 1 n
    earned = terms.received.T[:, :, None, None, :] * who[:, ::-1]
    shape = (terms.count, terms.received.shape[1], len(terms.chance), *who.shape)
    saved = np.broadcast_to(burden * who, shape).copy()
    flow = np.broadcast_to(earned, shape) - saved
    if terms.share is not None:
        alone = terms.received.T[:, :, None, :]
        flow[..., 0, :] = terms.share.T.swapaxes(1, 2)
        saved[..., 0, :] = alone - flow[..., 0, :]
    return TrustGame(
        members=("1", "2"),
        contributes=who,
        flow=flow,
        temptation=saved,
        move=moves(terms.friction.T, terms.promotion, terms.drop),
        chance=terms.chance.T,
        outside=terms.outside.T,
        detection=terms.detection,
        deposit=terms.deposit.T,
        subsidy=terms.subsidy,
        voluntary=terms.voluntary,
        mandated=np.zeros(2, dtype=bool),
    )


def _block(result: EvolutionArrays, rows: Array) -> list[Finding]:
    terms = _with_shares(result.terms.block(rows))
    acts = result.acts[rows]
    gain, start = residual(terms, np.moveaxis(acts, 0, -1))
    allowed = _tolerance.meeting(_tolerance.CHECK, terms.scale())
    classes = classes_of(acts == 0, acts == 4, (terms.chance == 0).T[:, None])
    here = np.arange(len(rows)), terms.founding
    chance, time = reached(_chain(terms, acts), np.ones((len(rows), 1)), classes)
    gaps = {
        "any deviation": (gain, allowed),
        "residual": (abs(result.residual[rows] - gain), allowed),
        "founding value": (
            abs(start.sum(axis=0)[terms.founding, here[0]] - result.founding_value[rows]),
            allowed,
        ),
        "probability strong": (abs(chance[here] - result.probability_strong[rows]), PATH),
        "time to strong": (time_gap(result.time_to_strong[rows], time[here]), PATH),
        "never strong": (
            (
                np.isinf(result.time_to_strong[rows]) != (result.probability_strong[rows] == 0)
            ).astype(int),
            0,
        ),
        "founding class": ((classes[here] != result.founding_class[rows]).astype(int), 0),
        "modes": ((_MODES[acts] != result.modes[rows]).any(axis=(1, 2)).astype(int), 0),
    }
    found = []
    for name, (gap, most) in gaps.items():
        gap = np.where(np.isnan(gap), np.inf, gap)
        most = np.broadcast_to(most, gap.shape)
        worst = int(np.argmax(gap - most))
        found.append(Finding(gap[worst], most[worst], state=int(rows[worst]), action=name))
    return found


def _with_shares(terms: PairTerms) -> PairTerms:
    """The parameters with the rule applied once more."""
    if terms.share is None:
        return terms
    earned = terms.received[:, :, None] - terms.burden[:, None]
    w = np.moveaxis(terms.outside[:, None, None] + 0 * earned, 0, -1)
    best = np.maximum(np.moveaxis(terms.received[:, :, None] + 0 * earned, 0, -1), w)
    cost = np.moveaxis(terms.cost[:, None, None] + 0 * earned, 0, -1)
    again = shares(terms.sharing, np.moveaxis(earned, 0, -1), best, w, cost=cost)
    return dataclasses.replace(terms, share=np.moveaxis(again, -1, 0))


def _chain(terms: PairTerms, acts: Array) -> Array:
    """Moves between trust levels, the last column being the end, (N, K + 1, K + 2)."""
    count, levels, conditions = acts.shape
    move = moves(terms.friction.T, terms.promotion, terms.drop)
    chain = np.zeros((count, levels, levels + 1))
    for k, t in np.ndindex(levels, conditions):
        full, left = (acts[:, k, t, None] == choice for choice in (0, 4))
        onward = np.where(full, move[:, 0, k], move[:, 1, k])
        chain[:, k] += terms.chance[t][:, None] * np.where(left, np.eye(levels + 1)[-1], onward)
    return chain
