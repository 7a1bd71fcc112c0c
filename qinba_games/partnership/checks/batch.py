"""Certificates of many evolutions: the kernel reads their witnesses, all partnerships at once."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ...common.register import checks
from ...types import Certificate
from ...verify.findings import claim, verdict
from ..proof import terms_of
from ..results.evolution_batch import EvolutionBatch
from ..trust_game import shape_of
from .evolution import AgreedPlay, wrong_punishment


@checks(EvolutionBatch)
def _certify_batch(result: EvolutionBatch, policy: Any = None) -> Certificate:
    """Largest gain of any member of any partnership from one deviation.

    `policy` are choices, shape (N, K + 1, conditions), to judge in place of the result's own.
    """
    models, own, count = result.partnerships, policy is None, len(result.delta)
    alike = len(models) == count and len({*map(shape_of, models)}) == 1
    whole = np.sort(np.concatenate([part.games for part in result.witness]))
    bound = alike and len(result.punishment) == bool(models[0].mandate) * count
    if not bound or not np.array_equal(whole, np.arange(count)):
        action = "another model" if not alike else "punishment" if not bound else "witness"
        return verdict([claim(False, action)], exact=False, tolerance=0)
    terms = terms_of(models, result.delta, exact=False)
    choice = None if own else np.asarray(policy)
    entries = [claim(not own or _begins(result), "founding"), claim(result.exact is False, "exact")]
    residual, gap = np.zeros(count), np.zeros(count)
    for part in result.witness:
        few = part.games
        other = None if choice is None else choice[few]
        agreed = AgreedPlay(terms.some(few), models[0].members, part[1:], other)
        against = agreed.against()
        residual[few] = agreed.gains.size.max(axis=(0, 1), initial=0)
        if own:
            refused, gap[few] = agreed.better()
            against += refused
        entries += [agreed.named(one, few) for one in against]
        if part.code is not None:
            entries.append(wrong_punishment([result.punishment[k] for k in few], agreed))
    certificate = verdict(entries, exact=False)
    certificate = dataclasses.replace(certificate, residual=residual)
    if not own or not certificate.inside:
        return certificate
    optimal = gap <= 0
    outside = True if optimal.all() else False if (result.proven & ~optimal).any() else None
    proven = optimal if count > 1 else bool(optimal[0])
    return dataclasses.replace(certificate, outside=outside, gap=gap.max(), proven=proven)


def _begins(result: EvolutionBatch) -> bool:
    """Whether each partnership begins at one of its levels."""
    founding, levels = np.asarray(result.founding), result.partnerships[0].levels
    alike = founding.shape == result.delta.shape and founding.dtype.kind == "i"
    return bool(alike and (founding >= 0).all() and (founding < levels).all())
