"""The report as one HTML page: the common parts of every region, and those of the paper."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..region.report import assumptions, budget, evolution, headline, ties
from ..region.report.capacities import capacities_part
from ..region.report.facts import Facts
from ..region.report.files import Imprint
from ..region.report.page import PagePart, document, part
from ..region.report.svg import Drawing
from ..region.report.words import listed, percent, plain, two
from ..region.settings import options_of
from . import facts
from .claims.argument import ARGUMENTS, HOLDS, KINDS, VERDICTS
from .claims.catalogue import disagreeing, having
from .claims.claim import Claim
from .claims.parameters import PARAMETERS, meaning_of
from .levels_page import level_drawings, levels_part, link_agencies
from .study import Study
from .tables import TITLES
from .tie_study import TieStudy, ordered

if TYPE_CHECKING:
    import pandas

#: Who wrote the paper, and where it can be read.
_SOURCE = (
    "Yuan, Wen and Zhang (2020), Construction of Cross-Regional Cooperative Governance System in "
    "Qinba Mountain Area, Strategic Study of CAE 22(1)"
)
_DOI = "10.15302/J-SSCAE-2020.01.005"


def payoffs(study: Study) -> list[list[str]]:
    """What every tie is assumed to bring."""
    return [_payoff_cells(study, one) for one in study.ties]


def _payoff_cells(study: Study, one: TieStudy) -> list[str]:
    tie, values = one.tie, study.case.settings
    pairs = zip(tie.sizes, tie.codes, strict=True)
    sizes = [f"{size:g}{'†' if facts.listed_counties(code) else ''}" for size, code in pairs]
    return [
        *(tie.name, ", ".join(sizes), f"{tie.distance:.0f}", *map(two, tie.gains)),
        plain(values["outside_signed" if tie.signed else "outside"]),
        plain(values["barrier" if tie.cross_border else "friction"]),
    ]


def _data_part(frames: Mapping[str, pandas.DataFrame], reveals: str) -> PagePart:
    """Agreements and governments with their flags, and what kept promises reveal."""
    return part(
        "data",
        "Data",
        "The data, and how far to trust them",
        package=__package__,
        reveals=reveals,
        names={each: row["name"] for each, row in facts.governments().items()},
        agreements=[row for row in facts.agreements() if row["status"] == "paper"],
        governments=list(frames["governments"].itertuples(index=False)),
    )


def drawings(study: Study, facts: Facts) -> dict[str, Drawing]:
    """Every drawing by its name."""
    return {
        **ties.map_drawings(facts),
        **level_drawings(study),
        **evolution.evolution_drawings(facts),
        **budget.budget_drawings(facts),
    }


def page(
    study: Study,
    facts: Facts,
    frames: Mapping[str, pandas.DataFrame],
    drawn: Mapping[str, Drawing],
    judged: Sequence[Claim],
    about: Imprint,
    reveals: str,
) -> str:
    """The page, from the study, its tables, its drawings and what its agreements reveal."""
    parts = [
        budget.budget_part(facts, drawn),
        ties.map_part(facts, drawn),
        levels_part(study, drawn),
        evolution.evolution_part(facts, drawn, opening="The paper’s first figure, computed."),
        ties.windows_part(facts),
        capacities_part(ordered(study.ties), float(study.case.delta)),
        assumptions.sure_part(facts),
        claims_part(judged),
        disagreements_part(judged),
        ties.ties_part(facts),
        assumptions.settings_part(
            facts, package=__package__, more="payoffs.html", payoffs=payoffs(study)
        ),
        _data_part(frames, reveals),
        assumptions.again_part(facts, command(study) + about.options, TITLES, drawn, about),
        appendix_part(judged),
    ]
    third = link_agencies(study) or headline.find_out(facts)
    advice = [headline.appoint(facts), headline.start_with(facts), third]
    known = [part for part in parts if part is not None]
    return document(facts, known, advice, __package__, imprint=about, source=_SOURCE, doi=_DOI)


def command(study: Study) -> str:
    """What makes this page again."""
    tie = ",".join(study.chosen.tie.members)
    return f'qinba-games reproduce{options_of(study.case.settings)} --tie "{tie}"'


_FloatInterval = tuple[float, float]


class _TurningParts(NamedTuple):
    """Where a claim is true in the range of one parameter, as parts of it."""

    spans: list[_FloatInterval]
    here: float
    share: float
    parameter: str


@dataclasses.dataclass(frozen=True, eq=False)
class _ClaimRow:
    # Known by itself: two rows are never the same.
    claim: Claim
    turning: _TurningParts | None
    words: str


def claims_part(claims: Sequence[Claim]) -> PagePart:
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


def _examples(judged: Sequence[_ClaimRow]) -> list[_ClaimRow]:
    """The claim that is true most widely, one within its range, and one that hardly ever is."""
    shares = {
        each: each.turning.share
        for each in judged
        if each.turning is not None and each.claim.kind == KINDS[0]
    }
    holding = [each for each in shares if each.claim.verdict == HOLDS]
    others = [each for each in shares if each not in holding]
    examples = [max(holding, key=shares.__getitem__)] if holding else []
    examples += [min(holding, key=lambda each: abs(shares[each] - 0.5))] if holding else []
    examples += [min(others, key=shares.__getitem__)] if others else []
    return list(dict.fromkeys(examples))


def _caption(examples: Sequence[_ClaimRow]) -> str:
    """On how much of its range each is true."""
    shares = [each.turning.share for each in examples if each.turning]
    words = {1.0: "always", 0.0: "never"}
    phrases = [words.get(share, f"on {percent(share)} of its range") for share in shares]
    first = f"One claim is true {phrases[0]}" if phrases else ""
    return listed([first, *(f"one {each}" for each in phrases[1:])]) if phrases else ""


def appendix_part(claims: Sequence[Claim]) -> PagePart:
    """Each argument with the values of one assumption for which it is true, and all parameters."""
    judged = sorted(map(_row, claims), key=_rank)
    return part(
        "appendix",
        "Appendix",
        f"Appendix: all {len(claims)} claims, and the parameters of their games",
        package=__package__,
        judged=judged,
        anchors=[each.claim.id.lower() for each in judged],
        parameters=[(name, meaning_of(name), having(name)) for name in PARAMETERS],
    )


def _rank(row: _ClaimRow) -> tuple[Any, ...]:
    """By kind; of one kind those first that hold, and of these the narrowest."""
    share = 1.0 if row.turning is None else row.turning.share
    claim = row.claim
    return (KINDS.index(claim.kind), VERDICTS.index(claim.verdict), share, claim.id)


def _heading(kinds: Sequence[str]) -> str:
    """How many verdicts an equilibrium decides."""
    computed = kinds.count(KINDS[0])
    return f"The paper’s claims: an equilibrium decides {computed} of {len(kinds)}"


def _row(claim: Claim) -> _ClaimRow:
    turning, words = _turning(claim), f"It {_rounded(claim.condition)}."
    if turning is not None:
        name = turning.parameter
        label = "patience" if name == "delta" else name.replace("_", " ")
        words = f"{label}: {_intervals(claim, name)}. {words}"
    if see := ARGUMENTS[claim.id].see:
        words = f"{words} {see}."
    return _ClaimRow(claim, turning, words)


def _turning(claim: Claim) -> _TurningParts | None:
    """On the parameter that its picture shows, or the first on which it turns; None: on none."""
    names = [name for name in (*claim.picture[:1], *claim.region) if name in claim.region]
    if not names:
        return None
    spans = claim.region[names[0]]
    low, high = map(float, spans.domain)
    size = high - low
    pieces = [((float(a) - low) / size, (float(b) - low) / size) for a, b in spans.merged()]
    here = min(max((float(claim.parameters[names[0]]) - low) / size, 0.0), 1.0)
    return _TurningParts(pieces, here, sum(b - a for a, b in pieces), names[0])


def _intervals(claim: Claim, name: str) -> str:
    """The values for which it is true, as a reader says them."""
    spans = claim.region[name].merged()
    low, high = map(float, spans.domain)
    texts = []
    for start, end in ((float(a), float(b)) for a, b in spans):
        if start <= low and end >= high:
            return f"from {two(low)} to {two(high)}"
        if start <= low:
            texts.append(f"< {two(end)}")
        elif end >= high:
            texts.append(f"≥ {two(start)}")
        else:
            texts.append(f"≥ {two(start)} and < {two(end)}")
    return ", or ".join(texts) or "nowhere"


def _rounded(text: str) -> str:
    """A sentence with two digits of each long number: payoffs are illustrative."""
    return re.sub(r"\d+\.\d{3,}", lambda match: two(float(match[0])), text)


def disagreements_part(claims: Sequence[Claim]) -> PagePart:
    """Each claim that does not hold as assumed: its number, its setting, and what would agree."""
    rows = disagreeing(claims)
    return part(
        "disagreements",
        "Where it disagrees",
        f"Where the computation disagrees with the paper: {len(rows)} of {len(claims)} claims",
        package=__package__,
        rows=rows,
    )
