"""Certificate of an `EvolutionArrays`: every pair from the definition, in blocks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np

from ... import _tolerance
from ...certify.kernel import Kernel
from ...certify.record import Side, look
from ...common.register import checks
from ...game.witness import Part
from ...repeated.checks.round import shares
from ...types import Array, Certificate
from ...verify.findings import Finding, claim, verdict
from ..pair_terms import PairTerms
from ..proof import Terms, moves_of, table_from
from ..residual import residual
from ..results.arrays import EvolutionArrays

_BLOCK = 4096
#: With fixed shares both contribute, or nobody, or they leave.
_TOGETHER = np.array([0, -1, -1, 1, 2])


@checks(
    EvolutionArrays,
    "many pairs have no policy of their own to replace",
    "Judge other modes by .residual_of(modes)",
)
def _certify_arrays(result: EvolutionArrays) -> Certificate:
    """Whether no member of any pair gains by a deviation, and all that is reported follows."""
    terms = result.terms
    findings = [
        claim(result.exact is False, "exact"),
        claim(result.acts.dtype.kind == "i", "acts"),
        claim(np.array_equal(terms.cost, terms.burden[:, 0]), "cost"),
        claim((terms.share is None) == (terms.sharing in ("none", "voluntary")), "sharing"),
    ]
    count = result.terms.count
    parts = [np.arange(low, min(low + _BLOCK, count)) for low in range(0, count, _BLOCK)]
    for rows in parts:
        findings += _block(result, rows)
    tolerance = max(finding.allowed for finding in findings)
    certificate = verdict(findings, exact=False, tolerance=tolerance)
    if not certificate.inside:
        return certificate
    side = outside_of(terms, result.acts, result.witness).against(np.asarray(result.proven))
    return dataclasses.replace(
        certificate,
        outside=side.outside,
        gap=side.gap.max(),
        proven=side.gap <= 0,
    )


def outside_of(terms: PairTerms, acts: Array, witness: Iterable[Part]) -> Side:
    """Whether something better exists than what each pair does, (N, K + 1, conditions)."""
    side, choice = Side.unknown(terms.count), choices_of(terms, acts)
    for part in witness:
        few = part.games
        kernel = Kernel(table_from(_terms(terms.block(few))))
        side.better[few], side.gap[few] = look(kernel, part, choice[few].reshape(len(few), -1))
    return side


def choices_of(terms: PairTerms, acts: Array) -> Array:
    """What each pair does as its rows are numbered, (N, K + 1, conditions)."""
    return acts if terms.voluntary else _TOGETHER[acts]


def _terms(terms: PairTerms) -> Terms:
    """The same parameters as they are read once more."""
    benefit = np.zeros((terms.received.shape[1], 2, 2, terms.count))
    benefit[:, 0, 1], benefit[:, 1, 0] = terms.received
    return Terms(
        delta=terms.delta,
        benefit=benefit,
        costs=terms.burden.swapaxes(0, 1),
        chance=terms.chance,
        friction=terms.friction,
        outside=terms.outside,
        deposit=terms.deposit,
        promotion=terms.promotion,
        detection=terms.detection,
        subsidy=terms.subsidy,
        stake=0 * terms.subsidy,
        rule=terms.sharing,
        part=None,
        drop=terms.drop,
        bound=np.zeros(2, dtype=bool),
    )


def _block(result: EvolutionArrays, rows: Array) -> list[Finding]:
    terms, pairs = _with_shares(result.terms.block(rows)), np.arange(len(rows))
    gain, start = residual(terms, np.moveaxis(result.acts[rows], 0, -1))
    off = abs(start.sum(axis=0)[terms.founding, pairs] - result.founding_value[rows])
    allowed, findings = _tolerance.meeting(_tolerance.CHECK, terms.scale()), []
    for name, gap in (("any deviation", gain), ("founding value", off)):
        gap = np.where(np.isnan(gap), np.inf, gap)
        worst = int(np.argmax(gap - allowed))
        findings.append(Finding(gap[worst], allowed[worst], state=int(rows[worst]), action=name))
    return findings


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


def chain_of(terms: PairTerms, acts: Array) -> Array:
    """Moves between trust levels, the last column being the end, (N, K + 1, K + 2)."""
    count, levels, conditions = acts.shape
    move = moves_of(_terms(terms)).dense(levels + 1)[:-1].reshape(levels, 2, levels + 1, count)
    chain = np.zeros((count, levels, levels + 1))
    for k, t in np.ndindex(levels, conditions):
        full, exits = (acts[:, k, t, None] == choice for choice in (0, 4))
        onward = np.where(full, move[k, 0].T, move[k, 1].T)
        chain[:, k] += terms.chance[t][:, None] * np.where(exits, np.eye(levels + 1)[-1], onward)
    return chain
