"""Certificate of a partnership's least patience: every edge lies between two equilibria."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ... import _tolerance
from ...common.certificate import Certificate
from ...common.register import checks
from ...partnership.partnership import Partnership
from ...repeated.checks.spans import several_intervals
from ...repeated.results.patience import CriticalDiscount
from ...verify.door import verify
from ...verify.evidence import certify_evidence, worst
from ...verify.findings import Finding, same, verdict
from ..results.evolution import Evolution
from .trust_play import deviations, unroll

COOPERATING = ("weak", "strong", "cooperation")
#: How far from an edge, in tolerances, an equilibrium may lie that shows it, and how near it may
#: be of either class.
_FAR, NEAR = 16, 4
#: Deviations by which an agreement is broken.
_BREACHES = ("leave", "idle")

Interval = tuple[Any, Any]


@checks(CriticalDiscount, of=Partnership)
def certify_least_patience(result: CriticalDiscount, policy: Any = None) -> Certificate:
    """Check the intervals of a partnership against what was solved beside their ends.

    Parameters
    ----------
    result : CriticalDiscount
        Of a partnership.
    policy : dict, optional
        Judged in place of the policy of the equilibrium at the threshold.
    """
    spans, evidence = result.intervals, result.evidence
    if policy is not None:
        return verify(evidence[0][1], policy=policy)
    found = several_intervals(result)
    found.append(Finding(float(not _binds(result)), 0, action="binding member"))
    edges = {edge for span in spans for edge in span}
    found += shown_beside(evidence, edges, result.tolerance)
    for delta, shown in evidence:
        found += belongs(shown, result.game, delta, shown.founding)
        claimed = inside(spans, delta)
        if clear(delta, edges, result.tolerance):
            found.append(Finding(float(cooperates(shown) != claimed), 0, state=float(delta)))
    own = verdict(found, exact=False, tolerance=result.tolerance)
    return worst(own, certify_evidence(result))


def _binds(result: CriticalDiscount) -> bool:
    """Whether who is said to bind would break what is agreed if all were a little less patient."""
    shown = result.evidence[0][1]
    below = float(shown.delta) - 1e-6
    if shown.game.voluntary or not result.intervals or below < 0:
        return result.binding is None
    play = unroll(shown.game, np.array([below]), shown.choice[None])
    held = None if shown.punishment is None else shown.punishment.values[None]
    breaches = [d for d in deviations(play, held, None) if d.action in _BREACHES]
    most = {
        name: max(d.gain.max() for d in breaches if d.member == name) for name in shown.game.members
    }
    allowed = _tolerance.check(play.payoff, shown.game.outside, shown.game.flow)
    if result.binding is None:
        return bool(max(most.values()) <= allowed)
    named = [most.get(name, -1) for name in result.binding]
    return len(named) == 1 and bool(named[0] >= max(0, max(most.values()) - allowed))


def cooperates(shown: Evolution) -> bool:
    """Whether the founding level of an evolution is weak or strong."""
    return shown.classes[shown.founding] in COOPERATING


def shows_least(
    shown: Sequence[Evolution], model: Any, least: Any, founding: int, tolerance: Any
) -> list[Finding]:
    """Whether there is cooperation just above the least patience, and none just below."""
    found, far = [], _FAR * tolerance
    wrong = len(shown) != 1 + (0 < least < 1)
    for k, one in enumerate(shown):
        found += belongs(one, model, one.delta, founding)
        away = one.delta - least if k == 0 else least - one.delta
        if least >= 1:
            away = 1 - one.delta - 1e-5
        wrong |= away > far or cooperates(one) != (k == 0 and least < 1)
    return [*found, Finding(float(wrong), 0, action="least patience")]


def belongs(shown: Evolution, model: Any, delta: Any, founding: int) -> list[Finding]:
    """Whether an evolution is that of this partnership, patience and founding."""
    return [
        Finding(float(not same(shown.game, model.to_trust_game())), 0, action="another model"),
        Finding(abs(shown.delta - delta), 0, action="another patience"),
        Finding(abs(shown.founding - founding), 0, action="another founding"),
    ]


def shown_beside(rows: Iterable[Any], edges: set[Any], tolerance: Any) -> list[Finding]:
    """Whether just beside every edge, on either side, something was solved."""
    deltas, found = [row[0] for row in rows], []
    for edge in edges - {0, 1}:
        far = _FAR * tolerance
        beside = any(edge - far <= d < edge for d in deltas) and any(
            edge <= d <= edge + far for d in deltas
        )
        found.append(Finding(float(not beside), 0, state=float(edge), action="edge"))
    return found


def clear(delta: Any, edges: Iterable[Any], tolerance: Any) -> bool:
    """Whether a patience is not so near to an edge that it may be of either class."""
    return all(abs(delta - edge) > NEAR * tolerance for edge in edges if edge not in (0, 1))


def inside(spans: Iterable[Interval], delta: Any) -> bool:
    """Whether a patience lies in one of the spans."""
    return any(low <= delta < high for low, high in spans)
