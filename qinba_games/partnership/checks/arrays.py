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
from .evolution import PATH, classes_of, reached, time_gap

_BLOCK = 4096
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
    found = [claim(result.exact is False, "exact")]
    count = result.terms.count
    for low in range(0, count, _BLOCK):
        found += _block(result, np.arange(low, min(low + _BLOCK, count)))
    return verdict(found, exact=False, tolerance=max(finding.allowed for finding in found))


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
    chain = np.zeros((count, levels, levels + 1))
    for k, t in np.ndindex(levels, conditions):
        full, left = acts[:, k, t] == 0, acts[:, k, t] == 4
        chance = terms.chance[t]
        below = levels if terms.drop is None else max(0, k - terms.drop)
        smooth = np.where(full, 1 - terms.friction[k], 0) * chance
        chain[:, k, below] += np.where(left, 0, chance - smooth)
        chain[:, k, levels] += np.where(left, chance, 0)
        chain[:, k, min(k + 1, levels - 1)] += smooth * terms.promotion
        chain[:, k, k] += smooth * (1 - terms.promotion)
    return chain
