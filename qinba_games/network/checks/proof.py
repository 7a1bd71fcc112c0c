"""The proof of sustained ties as plain numbers: the ties as given, the set, and prices of slack."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _exact
from ...common.proof import without_proof
from ...common.register import proves
from ...game.table import of_games
from ...partnership.checks.proof import GIVEN, File
from ...types import Array
from ..proof import rows_of, table_of
from ..regimes import codes_of
from ..results.members import MembersEvolution
from ..results.sustained import Sustained


@proves(Sustained)
def _parts_of(result: Sustained) -> dict[str, Any]:
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


@proves(MembersEvolution)
def _of_members(result: MembersEvolution) -> dict[str, Any]:
    """What every set does, and the record that nothing is better for it, given smaller ones."""
    certificate, n = result.certificate, len(result.members)
    if certificate is not None and certificate.outside is None:
        rule = f"has no proof: {result.guarantee}"
        raise without_proof(result, rule, "verify says what is left open")
    sets = {}
    for masks, _, tree in result.witness:
        for place, mask in enumerate(masks.tolist()):
            group = np.array([[i for i in range(n) if mask >> i & 1]])
            table = table_of(result, group)
            file = File(table, table.states - 1)
            record = file.node(of_games(tree, [place]), table.open[:, 0])
            sets[mask] = {"policy": file.base[rows_of(result, group, table)[:-1, 0]], **record}
    return {
        **{name: getattr(result.partnership, name) for name in GIVEN},
        "delta": result.delta,
        "founding": result.founding,
        "founding value": result.founding_value,
        "staying": result.staying,
        "acting": result.acting,
        "surplus": result.surplus,
        "values": _each(result),
        "sets": sets,
    }


def _each(result: MembersEvolution) -> Array:
    """What each member is worth in every set; where members pay, by equal parts of the surplus."""
    if result.values is not None:
        return result.values
    n = len(result.members)
    insiders = np.arange(2**n)[:, None] >> np.arange(n) & 1
    size = _exact.as_numbers(np.maximum(insiders.sum(axis=1, keepdims=True), 1), result.exact)
    surplus = result.surplus[..., None] * (insiders / size)[:, None, None]
    return np.asarray(result.partnership.outside + surplus)
