"""What is shown of an answer: one sentence, made of its certificate and of what it claims."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..types import Status
from .show import show

#: How far patience is looked at where edges are searched for, and how near to an edge.
LAST, NEAR = 1 - 1e-6, 2e-8


def status_of(answer: Any, full: Status, unsure: Status) -> Status | None:
    """`full` where all is shown, `unsure` where only the solver closes a gap; of rows the weakest.

    None before the answer was checked, and where the check refuses it.
    """
    certificate = answer.certificate
    if certificate is None or not certificate.ok:
        return None
    proven = bool(np.all(answer.proven))
    gap = certificate.gap or 0
    whole = certificate.outside and not gap and not (full is Status.EDGES and answer.open)
    if whole or full is Status.BEHAVIOUR or (full is Status.COMPUTED and proven):
        return full
    if full is Status.EDGES:
        return Status.BRACKETED
    if not 0 < gap < math.inf:
        return Status.EQUILIBRIUM
    if full is Status.SAME:
        return Status.ENCLOSED
    return unsure if proven and not certificate.outside else Status.WITHIN


def guarantee_of(answer: Any, status: Status) -> str:
    """The sentence with the numbers of the answer in it."""
    off, proven = answer.tolerance, bool(np.all(answer.proven))
    width = "exact" if answer.exact else "rounded"
    words = ", ".join(answer.open)
    sentence = status.value.format(
        gap=show(answer.certificate.gap),
        why="the check does not repeat all of it" if proven else "no search settled it",
        last=show(LAST if off else 1),
        width=f"known up to {show(max(off, NEAR))}" if off else width,
        brackets=words or "patience away from what was solved",
    )
    complete_sentence = not words or status is Status.BRACKETED
    return sentence if complete_sentence else f"{sentence}; not shown: {words}"
