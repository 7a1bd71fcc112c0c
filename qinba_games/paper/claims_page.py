"""The part of the page that judges the paper's arguments: where each is true, and how surely."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ..region.report import tracks
from ..region.report.markup import Raw, escape, fold, paragraph, section
from ..region.report.numbers import percent, two
from ..region.report.page import Part
from .background import parameters_table
from .claims.claim import Claim

Interval = tuple[float, float]


def claims_part(claims: Sequence[Claim]) -> Part:
    """Each argument with the values of one assumption for which it is true."""
    found = sorted(claims, key=_rank)
    rows = [_row(each) for each in found]
    body = section(
        "claims",
        "The paper’s claims: where each is true",
        paragraph(
            Raw(
                "Each argument is a small game of its own, with <strong>illustrative</strong> "
                "payoffs that are not those of the ties above. A bar shows for which values of one "
                "assumption the claim is true, over its whole range; the diamond is the value "
                "assumed (hollow: the claim fails there). <em>Share</em>: how much of the range. "
                "<em>Always, within, never, inconsistent</em> and <em>needs data</em> are the five "
                "verdicts; <em>inconsistent</em> means that another passage of the paper says "
                "otherwise."
            )
        ),
        fold(
            "arguments",
            "Claims of the paper, in our words",
            ["Claim", tracks.axis("low", "one assumption", "high"), "share", "verdict"],
            rows,
            summary=f"Show all {len(rows)} claims",
            kind="stack",
            numbers=(2,),
            optional=(2,),
            track=1,
            anchors=[each.id.lower() for each in found],
        ),
        "<h3>What the parameters mean</h3>",
        parameters_table(),
    )
    return Part(name="claims", link="The paper’s claims", body=body)


def _rank(claim: Claim) -> tuple[Any, ...]:
    """Claims that are true for some numbers only come first, the narrowest first of all."""
    turning, order = _turning(claim), ("within", "inconsistent", "never", "always", "needs data")
    return (order.index(_verdict(claim)), 1.0 if turning is None else turning[2], claim.id)


def _row(claim: Claim) -> list[Any]:
    name = Raw(f'<span class="cid">{claim.id}</span> {escape(claim.statement)}')
    turning = _turning(claim)
    verdict = _verdict(claim)
    told = Raw(f'<span class="vd {verdict.replace(" ", "-")}">{verdict}</span>')
    words = f"It {_rounded(claim.condition)}."
    if turning is None:
        return [name, Raw(f"<small>{escape(words)}</small>"), "–", told]
    spans, here, share, parameter = turning
    where = f"{_said(parameter)}: {_intervals(claim, parameter)}. {words}"
    return [
        name,
        tracks.interval(spans, here, where, inside=claim.verdict == "holds"),
        percent(share),
        told,
    ]


def _turning(claim: Claim) -> tuple[list[Interval], float, float, str] | None:
    """Where it is true in the range of one parameter, as parts of it; None: on none it turns.

    That is the parameter that its picture shows, or the first on which it turns.
    """
    names = [name for name in (*claim.picture[:1], *claim.region) if name in claim.region]
    if not names:
        return None
    spans = claim.region[names[0]]
    low, high = map(float, spans.domain)
    size = high - low
    pieces = [((float(a) - low) / size, (float(b) - low) / size) for a, b in spans.merged()]
    here = min(max((float(claim.parameters[names[0]]) - low) / size, 0.0), 1.0)
    return pieces, here, sum(b - a for a, b in pieces), names[0]


def _intervals(claim: Claim, name: str) -> str:
    """The values for which it is true, as a reader says them."""
    spans = claim.region[name].merged()
    low, high = map(float, spans.domain)
    told = []
    for start, end in ((float(a), float(b)) for a, b in spans):
        if start <= low and end >= high:
            return f"from {two(low)} to {two(high)}"
        if start <= low:
            told.append(f"< {two(end)}")
        elif end >= high:
            told.append(f"≥ {two(start)}")
        else:
            told.append(f"≥ {two(start)} and < {two(end)}")
    return ", or ".join(told) or "nowhere"


def _rounded(text: str) -> str:
    """A sentence with two digits of each long number: payoffs are illustrative."""
    return re.sub(r"\d+\.\d{3,}", lambda found: two(float(found[0])), text)


def _said(parameter: str) -> str:
    return "patience" if parameter == "delta" else parameter.replace("_", " ")


def _verdict(claim: Claim) -> str:
    """One of five words: from how far it is true, unless another passage disagrees."""
    if claim.verdict == "inconsistent":
        return "inconsistent"
    if claim.verdict == "empirical":
        return "needs data"
    return claim.extent
