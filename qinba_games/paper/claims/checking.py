"""The check of a claim: it is judged once more, and asked on both sides of its condition."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from ...common.register import checks
from ...third_parties.results.window import ANY_EQUILIBRIUM
from ...types import Certificate, content
from ...verify.findings import Finding, verdict, without_policy
from ...verify.findings import claim as so
from .argument import HOLDS, Argument
from .claim import Claim
from .judging import CLAIMS
from .parameters import Setting

#: How far from where its verdict turns a claim is asked again; further where edges are known less
#: closely.
_CLOSE, _ASIDE = 1e-6, 1e-4


@checks(Claim)
def certify_claim(result: Claim, policy: Any = None) -> Certificate:
    """Whether solvers, asked again, say the same, and the verdict turns where the claim says."""
    without_policy(
        policy,
        rule="a claim has no policy to replace",
        remedy="Judge the claim at other parameters: claims.c14(delta=0.6)",
    )
    if result.id not in CLAIMS:
        return verdict([so(False, "id")], exact=False)
    judge = CLAIMS[result.id]
    again = judge(**result.parameters)
    found = [*_alike(result, again), *_turns(judge.argument, result)]
    behind = again.certificate
    if behind is None:
        return verdict(found, exact=True)
    least = Finding(behind.largest_gain, behind.tolerance)
    return verdict([*found, least], exact=again.exact, tolerance=behind.tolerance)


def _alike(result: Claim, again: Claim) -> Iterator[Finding]:
    """Whether every field says what is found once more."""
    for field in dataclasses.fields(Claim):
        one, other = (getattr(claim, field.name) for claim in (result, again))
        if field.name != "certificate":
            yield so(content(one) == content(other), field.name)


def _turns(argument: Argument, result: Claim) -> Iterator[Finding]:
    """Whether the verdict is another one beside each threshold, and at the counterexample."""
    p = Setting(result.parameters)

    def holds(**changes: Any) -> bool:
        return argument.verdict(p.but(**changes)) == HOLDS

    aside = _ASIDE if p.get("baseline") == ANY_EQUILIBRIUM else _CLOSE
    for name, edge in result.threshold.items():
        sides = [float(edge) + step for step in (-aside, aside)]
        low, high = argument.ranges[name]
        if low <= sides[0] and sides[1] <= high:
            below, above = (holds(**{name: side}) for side in sides)
            yield so(below != above, f"threshold of {name}")
    if result.counterexample is not None:
        other = holds(**result.counterexample)
        yield so(other != (result.verdict == HOLDS), "counterexample")
