"""The part of the page that judges the paper's arguments: where each is true, and how surely."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..region.report.page import Part, part
from ..region.report.words import listed, percent, two
from .claims.argument import ARGUMENTS, HOLDS, KINDS, VERDICTS
from .claims.catalogue import disagreeing, having
from .claims.claim import Claim
from .claims.parameters import PARAMETERS, explained

Interval = tuple[float, float]


class _Turning(NamedTuple):
    """Where a claim is true in the range of one parameter, as parts of it."""

    spans: list[Interval]
    here: float
    share: float
    parameter: str


@dataclasses.dataclass(frozen=True, eq=False)
class _Row:
    # Known by itself: two rows are never the same.
    claim: Claim
    turning: _Turning | None
    words: str


def claims_part(claims: Sequence[Claim]) -> Part:
    """How arguments are judged, and three of them."""
    examples = _examples(sorted(map(_row, claims), key=_rank))
    return part(
        "claims",
        "The paper’s claims",
        _heading([claim.kind for claim in claims]),
        package=__package__,
        examples=examples,
        caption=_caption(examples),
        judged=len(claims),
    )


def _examples(judged: Sequence[_Row]) -> list[_Row]:
    """The claim that is true most widely, one within its range, and one that hardly ever is."""
    shares = {
        each: each.turning.share
        for each in judged
        if each.turning is not None and each.claim.kind == KINDS[0]
    }
    holding = [each for each in shares if each.claim.verdict == HOLDS]
    others = [each for each in shares if each not in holding]
    found = [max(holding, key=shares.__getitem__)] if holding else []
    found += [min(holding, key=lambda each: abs(shares[each] - 0.5))] if holding else []
    found += [min(others, key=shares.__getitem__)] if others else []
    return list(dict.fromkeys(found))


def _caption(examples: Sequence[_Row]) -> str:
    """On how much of its range each is true."""
    shares = [each.turning.share for each in examples if each.turning]
    words = {1.0: "always", 0.0: "never"}
    told = [words.get(share, f"on {percent(share)} of its range") for share in shares]
    first = f"One claim is true {told[0]}" if told else ""
    return listed([first, *(f"one {each}" for each in told[1:])]) if told else ""


def appendix_part(claims: Sequence[Claim]) -> Part:
    """Each argument with the values of one assumption for which it is true, and all parameters."""
    judged = sorted(map(_row, claims), key=_rank)
    return part(
        "appendix",
        "Appendix",
        f"Appendix: all {len(claims)} claims, and the parameters of their games",
        package=__package__,
        judged=judged,
        anchors=[each.claim.id.lower() for each in judged],
        parameters=[(name, explained(name), having(name)) for name in PARAMETERS],
    )


def _rank(row: _Row) -> tuple[Any, ...]:
    """By kind; of one kind those first that hold, and of these the narrowest."""
    share = 1.0 if row.turning is None else row.turning.share
    claim = row.claim
    return (KINDS.index(claim.kind), VERDICTS.index(claim.verdict), share, claim.id)


def _heading(kinds: Sequence[str]) -> str:
    """How many verdicts an equilibrium decides."""
    computed = kinds.count(KINDS[0])
    return f"The paper’s claims: an equilibrium decides {computed} of {len(kinds)}"


def _row(claim: Claim) -> _Row:
    turning, words = _turning(claim), f"It {_rounded(claim.condition)}."
    if turning is not None:
        name = turning.parameter
        said = "patience" if name == "delta" else name.replace("_", " ")
        words = f"{said}: {_intervals(claim, name)}. {words}"
    if see := ARGUMENTS[claim.id].see:
        words = f"{words} {see}."
    return _Row(claim, turning, words)


def _turning(claim: Claim) -> _Turning | None:
    """On the parameter that its picture shows, or the first on which it turns; None: on none."""
    names = [name for name in (*claim.picture[:1], *claim.region) if name in claim.region]
    if not names:
        return None
    spans = claim.region[names[0]]
    low, high = map(float, spans.domain)
    size = high - low
    pieces = [((float(a) - low) / size, (float(b) - low) / size) for a, b in spans.merged()]
    here = min(max((float(claim.parameters[names[0]]) - low) / size, 0.0), 1.0)
    return _Turning(pieces, here, sum(b - a for a, b in pieces), names[0])


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


def disagreements_part(claims: Sequence[Claim]) -> Part:
    """Each claim that does not hold as assumed: its number, its setting, and what would agree."""
    rows = disagreeing(claims)
    return part(
        "disagreements",
        "Where it disagrees",
        f"Where the computation disagrees with the paper: {len(rows)} of {len(claims)} claims",
        package=__package__,
        rows=rows,
    )
