"""The proof of sustained ties as plain numbers: the ties as given, the set, and prices of slack."""

from __future__ import annotations

from typing import Any

from ...common.proof import without_proof
from ...common.register import proves
from ..regimes import codes_of
from ..results.sustained import Sustained


@proves(Sustained)
def parts_of(result: Sustained) -> dict[str, Any]:
    """What holds is added up from the ties; that nothing is worth more follows from the prices."""
    certificate, net = result.certificate, result.network
    if certificate is not None and certificate.outside is None:
        rule = "is not proven to be the best: prices of slack leave open whether more holds"
        raise without_proof(result, rule, "verify says what is left open")
    return {
        "ends": net.ends,
        "value": net.value,
        "temptation": net.temptation,
        "outside": net.outside,
        "weight": net.weight,
        "friction": net.friction,
        "delta": result.delta,
        "regime": result.regime,
        "jurisdictions": codes_of(result.jurisdictions),
        "sustained": result.sustained,
        "worth": result.value,
        "price": result.price,
    }
