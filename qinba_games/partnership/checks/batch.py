"""Certificate of an `EvolutionBatch`: the kernel reads its witness, all partnerships at once."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ...certify.kernel import Gap
from ...common.register import checks
from ...types import Certificate
from ...verify.findings import Deviation, Finding, claim, same, verdict, worst
from ..proof import game_of, terms_of
from ..results.evolution import EvolutionBatch
from ..trust_game import shape_of
from .agreed import CLASSES, Agreed
from .evolution import FOREIGN, PATH, path_gaps, wrong_punishment


@checks(EvolutionBatch)
def certify_batch(result: EvolutionBatch, policy: Any = None) -> Certificate:
    """Largest gain of any member of any partnership from one deviation.

    `policy` are choices, shape (N, K + 1, conditions), to judge in place of the result's own.
    """
    models, own, count = result.partnerships, policy is None, len(result.delta)
    alike = len(models) == count and len({*map(shape_of, models)}) == 1
    terms = terms_of(models, result.delta, exact=False) if alike else None
    if terms is None or not same(result.game, game := game_of(models, terms)):
        return verdict([claim(False, FOREIGN)], exact=False, tolerance=0)
    whole = np.sort(np.concatenate([part.games for part in result.witness]))
    bound = len(result.punishment) == bool(game.mandated.any()) * count
    if not np.array_equal(whole, np.arange(count)) or not bound:
        action = "punishment" if not bound else "witness"
        return verdict([claim(False, action)], exact=False, tolerance=0)
    choice = np.asarray(result.choice if own else policy)
    found, path = (
        [claim(result.exact is False, "exact")] if own else list[Finding](),
        list[Finding](),
    )
    residual, gap, moves = np.zeros(count), np.zeros(count), np.zeros(game.move[:, 0].shape)
    classes = np.empty(moves.shape[:2], dtype=CLASSES.dtype)
    for part in result.witness:
        few = part.games
        agreed = Agreed(terms.some(few), models[0].members, choice[few], part[1:], own=own)
        against, gain = agreed.against(), agreed.gains.size.max(axis=(0, 1))
        if own:
            off, near = agreed.founded(result.founding[few], result.founding_value[few])
            gain, k = np.maximum(gain, off), int(np.argmax(off - near))
            refused, gap[few] = agreed.better()
            against += [Gap(off[k], near[k], "reported value", game=k), *refused]
        residual[few] = gain
        found += [agreed.named(one, few) for one in against]
        if part.code is not None:
            found.append(wrong_punishment([result.punishment[k] for k in few], agreed))
        moves[few], classes[few] = agreed.moves, agreed.classes
    if own:
        found.append(claim(result.exact is False, "exact"))
        gaps = path_gaps(result, moves, classes).items()
        wrong = [Deviation(None, name, each[:, None]) for name, each in gaps]
        path.append(worst(wrong, PATH, lambda n, _: (n, None)))
    certificate = verdict(found, exact=False, besides=path)
    certificate = dataclasses.replace(certificate, residual=residual)
    if not own or not certificate.inside:
        return certificate
    shown = gap <= 0
    outside = True if shown.all() else False if (result.proven & ~shown).any() else None
    proven = shown if count > 1 else bool(shown[0])
    return dataclasses.replace(certificate, outside=outside, gap=gap.max(), proven=proven)
