"""Certificate of a cascade: the agreements before and after it, and what the second is about."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...common.register import checks
from ...types import Certificate
from ...verify.findings import Finding, claim, verdict
from ...verify.thresholds import worst
from ..network import Network
from ..results.cascade import Cascade
from .sustained import certify_sustained


@checks(Cascade, "a cascade has no policy", "Check the ties: verify(x.before)")
def _certify_cascade(result: Cascade) -> Certificate:
    """Check the agreements before and after, and that the second is about what the exits left."""
    own = verdict(_question(result), exact=result.exact)
    for part in (result.before, result.witness):
        own = worst(own, certify_sustained(part))
    return own


def _after_shocks(result: Cascade) -> Network:
    """The network after the shocks."""
    net, rise = result.before.network, dict(result.shocks)
    if not rise:
        return net
    more = np.array([rise.get(name, 0) for name in net.governments], dtype=object)
    outside = net.outside.astype(object) + more[net.ends]
    rational = result.exact or not any(isinstance(v, float) for v in outside.ravel())
    return net.replaced(outside=outside if rational else outside.astype(float))


def _question(result: Cascade) -> Iterator[Finding]:
    """The new agreement is one among all ties that the exits left, at the same patience."""
    before, again, model = result.before, result.witness, _after_shocks(result)
    out = np.array([name in result.exits for name in model.governments], dtype=bool)
    survivors = ~out[model.ends].any(axis=1)
    same = (again.delta, again.regime, again.jurisdictions, again.network.governments) == (
        before.delta,
        before.regime,
        before.jurisdictions,
        model.governments,
    )
    for field in ("ends", "value", "temptation", "outside", "weight", "friction"):
        value, reported_value = getattr(model, field), getattr(again.network, field)
        if value is None or reported_value is None:
            same = same and value is reported_value
        else:
            same = same and np.array_equal(value[survivors], reported_value)
    yield claim(same, "another question", state="salvage")
    yield claim(again.exact or not result.exact, state="exact")
    sure = bool(before.proven) and bool(again.proven)
    yield claim(sure or not result.proven, state="proven")
