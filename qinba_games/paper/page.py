"""The report as one HTML page that needs nothing else: no address, no script, no font to load."""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..results.evolution import CLASSES
from . import facts
from .markup import (
    Raw,
    bar,
    change,
    chip,
    data_table,
    escape,
    figure,
    paragraph,
    section,
)
from .reasons import patience, reason
from .settings import BY_NAME
from .study import KEPT, Study, TieStudy
from .tables import ordered, show

if TYPE_CHECKING:
    import pandas

_SOURCE = (
    "Yuan, Wen and Zhang (2020), Construction of Cross-Regional Cooperative Governance System in "
    "Qinba Mountain Area, Strategic Study of CAE 22(1), doi 10.15302/J-SSCAE-2020.01.005"
)


def page(
    study: Study, frames: Mapping[str, pandas.DataFrame], drawings: Mapping[str, str]
) -> str:
    """The page, from the study, its tables, and its figures as inline SVG."""
    style = importlib.resources.files(__package__).joinpath("page.css").read_text("utf-8")
    parts = [
        _map(drawings),
        _ties(study),
        _evolution(study, frames, drawings),
        _phase(study, drawings),
        _sensitivity(study, frames, drawings),
        _assumptions(study),
        _data(frames),
        _again(study, frames),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="generator" content="qinba_games">'
        f"<title>{escape(headline(study))}</title>"
        f'<link rel="icon" href="data:,"><style>{style}</style></head>'
        f'<body><a class="skip" href="#map">Skip to the results</a>{_first_screen(study)}'
        f"<main>{''.join(parts)}</main>"
        f"<footer><p>Illustrative payoffs, exact solutions of an illustrative model. "
        f"The case: {escape(_SOURCE)}. Made by qinba_games.</p></footer></body></html>\n"
    )


def headline(study: Study) -> str:
    """The finding in one sentence."""
    n, without, helped = len(study.ties), kept(study.without), kept(study.helped)
    return f"Of {n} ties, {without} are kept without a coordinator and {helped} with one"


def kept(counts: Mapping[str, int]) -> int:
    """Number of ties that are weak or strong."""
    return sum(counts[name] for name in KEPT)


def _first_screen(study: Study) -> str:
    links = "".join(
        f'<a href="#{name}">{title}</a>'
        for name, title in (
            ("map", "Map"),
            ("by-class", "Ties"),
            ("evolution", "Evolution"),
            ("phase", "Patience"),
            ("sensitivity", "What if"),
            ("assumptions", "Assumptions"),
            ("data", "Data"),
            ("again", "Do it again"),
        )
    )
    bars = bar("without", study.without) + bar("with", study.helped)
    cards = "".join(
        f"<div><h2>{title}</h2><p>{text}</p></div>"
        for title, text in (
            ("Asked", _asked()),
            ("Assumed", _assumed(study)),
            ("Found", _found(study)),
        )
    )
    return (
        f'<header><p class="eyebrow">Cooperation in the Qinba Mountains</p>'
        f'<h1>{escape(headline(study))}.</h1><div class="bars">{bars}</div>'
        f'<div class="cards">{cards}</div><nav aria-label="Parts of this page">{links}</nav></header>'
    )


def _asked() -> str:
    return (
        "Which ties between neighbouring governments are isolated, nominal, weak or strong, and "
        "which does a coordinator change?"
    )


def _assumed(study: Study) -> str:
    return (
        "<strong>Every payoff is illustrative, none is an estimate:</strong> gains grow with size "
        f"and trust and fall with distance; discount factor {study.case.delta:g}. "
        f"The coordinator {_what_it_does(study)}."
    )


def _what_it_does(study: Study) -> str:
    values = study.case.settings
    does = ["settles shares"] if values["sharing"] else []
    for name, text in (
        ("mediation", "removes {:.0%} of friction"),
        ("monitoring", "finds {:.0%} of hidden breaches"),
    ):
        does += [text.format(values[name])] if values[name] else []
    for name in ("deposit", "subsidy"):
        does += [f"brings a {name} of {values[name]:g}"] if values[name] else []
    return " and ".join(does) or "does nothing"


def _found(study: Study) -> str:
    across = [one for one in study.ties if one.tie.cross_border]
    sides = [sum(one.classes[side] in KEPT for one in across) for side in (0, 1)]
    gains = [kept(v.helped) - kept(v.without) for v in study.variants]
    adds = sum(gain > 0 for gain in gains)
    share = f"all {len(gains)}" if adds == len(gains) else f"{adds} of {len(gains)}"
    return (
        f"Across provincial borders, {sides[0]} of {len(across)} ties are kept without a "
        f"coordinator and {sides[1]} with one. With one assumption moved at a time, it adds ties in "
        f"{share} variants; how many depends on the numbers assumed."
    )


def _map(drawings: Mapping[str, str]) -> str:
    return section(
        "map",
        "Where the ties hold",
        figure(
            [drawings["map_without"], drawings["map_with"]],
            "The 26 governments at the coordinates of their seats (dots prefectures, squares "
            "districts and counties of Chongqing, larger where there are more listed counties) and "
            "the class of each tie at its founding trust.",
            ["map_without", "map_with"],
        ),
        _legend(),
    )


def _legend() -> str:
    meaning = {
        "strong": "all contribute in good and bad times",
        "weak": "all contribute in good times or in bad ones, not in both",
        "nominal": "an agreement stands that is not implemented in full at any time",
        "isolated": "members leave, or never join",
    }
    items = "".join(f"<div><dt>{chip(k)}</dt><dd>{v}</dd></div>" for k, v in meaning.items())
    return f'<dl class="legend">{items}</dl>'


def _ties(study: Study) -> str:
    matrix = [
        [chip(a), *(study.moves.get((a, b), 0) or "" for b in CLASSES), study.without[a]]
        for a in CLASSES
    ]
    matrix.append(["in all", *(study.helped[b] for b in CLASSES), len(study.ties)])
    return section(
        "by-class",
        "Every tie by class, without and with a coordinator",
        data_table(
            "moves",
            "Number of ties by class without (rows) and with a coordinator (columns)",
            ["without / with", *CLASSES, "in all"],
            matrix,
            numbers=range(1, 6),
        ),
        paragraph(
            "Class and patience are given without → with a coordinator. Patience is the least discount "
            "factor at which the tie is kept (weak or strong) at its founding trust, rounded up; the "
            "reason names who gains least and what it takes."
        ),
        data_table(
            "ties",
            f"The {len(study.ties)} ties",
            ["tie", "trust", "class", "patience", "strong, with", "why"],
            [_tie_cells(study, one) for one in ordered(study)],
            numbers=(1,),
            stacked=True,
        ),
    )


def _tie_cells(study: Study, one: TieStudy) -> list[Any]:
    tie = one.tie
    where = " – ".join(dict.fromkeys(tie.provinces))
    name = Raw(f"{escape(tie.name)}<small>{escape(where)}, {tie.distance:.0f}\u00a0km</small>")
    needs = [patience(one.least_patience(side, KEPT)) for side in (0, 1)]
    return [
        name,
        tie.founding,
        change(*one.classes),
        Raw(f'{needs[0]} <span class="arrow">→</span> {needs[1]}'),
        _prospect(one),
        reason(study.case, one),
    ]


def _prospect(one: TieStudy) -> str:
    probability, time = one.helped.probability_strong, one.helped.time_to_strong
    if probability <= 0:
        return "never"
    if time <= 0:
        return "at once"
    sure = probability > 1 - 1e-9
    return f"{'surely' if sure else f'{probability:.0%}'}, in {time:.1f} periods"


def _evolution(
    study: Study, frames: Mapping[str, pandas.DataFrame], drawings: Mapping[str, str]
) -> str:
    one = study.chosen
    rows = [
        [
            f"{row.coordinator}, trust {row.trust}",
            chip(row[3]),
            row.good_times,
            row.bad_times,
            f"{row.rises:.3f}",
            f"{row.falls:.3f}",
            f"{row.ends:.3f}",
        ]
        for row in frames["evolution"].itertuples()
    ]
    columns = ["coordinator, trust", "class", "in good times", "in bad times"]
    return section(
        "evolution",
        f"From isolated to weak to strong: {one.tie.name}",
        paragraph(
            f"{escape(reason(study.case, one))} Levels of trust are discs, coloured by class; an "
            "arrow carries the probability of the move in a period."
        ),
        figure(
            [drawings["evolution"]],
            f"How {escape(one.tie.name)} evolves from founding trust {one.tie.founding}, and the "
            "probability that it has become strong.",
            ["evolution"],
        ),
        data_table(
            "levels",
            f"{one.tie.name} at every level of trust",
            [*columns, "trust rises", "falls", "ends"],
            rows,
            numbers=(4, 5, 6),
        ),
    )


def _phase(study: Study, drawings: Mapping[str, str]) -> str:
    one = study.chosen
    rows = [
        [k, " and ".join(f"{low:.3f} to {high:.3f}" for low, high in window.intervals) or "none"]
        for k, window in enumerate(study.phases)
    ]
    return section(
        "phase",
        "How patient they must be, and when a coordinator decides",
        paragraph(
            "Below the pivotal window this coordinator does not help, above it none is needed; inside "
            "it turns no cooperation into cooperation (a weak or strong tie)."
        ),
        figure(
            [drawings["phase"]],
            f"Class of {escape(one.tie.name)} over patience, for every founding trust.",
            ["phase"],
        ),
        data_table(
            "windows",
            f"Pivotal window of {one.tie.name}",
            ["founding trust", "discount factors"],
            rows,
            numbers=(1,),
        ),
    )


def _sensitivity(
    study: Study, frames: Mapping[str, pandas.DataFrame], drawings: Mapping[str, str]
) -> str:
    rows = [
        [row["setting"], row["value"], *(row[f"{name}_{side}"] for side in ("without", "with") for name in CLASSES)]
        for row in frames["sensitivity"].to_dict("records")
    ]
    return section(
        "sensitivity",
        "What if an assumption is different",
        paragraph(
            "One setting at a time is moved and everything solved again. Read the table before "
            "quoting a count: the counts are answers to assumptions, not measurements."
        ),
        figure(
            [drawings["sensitivity"]],
            "Number of ties that are kept when one setting is moved, the most influential first.",
            ["sensitivity"],
        ),
        data_table(
            "variants",
            "Ties by class, one setting moved at a time",
            ["setting", "value", *CLASSES, *(f"{name}, with" for name in CLASSES)],
            rows,
            numbers=range(1, 10),
        ),
    )


def _assumptions(study: Study) -> str:
    values = study.case.settings
    rows = [
        [name, show(value), BY_NAME[name].meaning, BY_NAME[name].group]
        for name, value in values.items()
    ]
    return section(
        "assumptions",
        "Every payoff, and that all are illustrative",
        paragraph(
            "The source gives no payoffs. What follows is <strong>illustrative</strong>: at trust "
            "<i>k</i> a member gains <i>benefit</i> × √(size of the other / mean size) × "
            "exp(−distance / <i>reach</i>) + <i>learning</i> × <i>k</i> per period from the other's "
            "contribution, and pays <i>cost</i> for its own, <i>hardship</i> more in bad times."
        ),
        data_table(
            "settings",
            "Settings: illustrative, each can be changed with --set name=value",
            ["setting", "value", "meaning", "group"],
            rows,
            numbers=(1,),
        ),
        data_table(
            "payoffs",
            "Illustrative payoffs per period of every tie (add learning × trust)",
            ["tie", "sizes", "km", "first gains", "second gains", "outside value", "friction"],
            [_payoff_cells(study, one) for one in study.ties],
            numbers=range(1, 7),
        ),
        paragraph(
            "† The size counts counties of the 2012 poverty list as recalled, not verified against "
            "the list.",
            "note",
        ),
    )


def _payoff_cells(study: Study, one: TieStudy) -> list[Any]:
    tie, values = one.tie, study.case.settings
    sizes = [
        f"{size}{'†' if facts.listed_counties(code) else ''}"
        for size, code in zip(tie.sizes, tie.codes, strict=True)
    ]
    return [
        tie.name,
        ", ".join(sizes),
        f"{tie.distance:.0f}",
        f"{tie.gains[0]:.3f}",
        f"{tie.gains[1]:.3f}",
        f"{values['outside_signed' if tie.signed else 'outside']:g}",
        f"{values['barrier' if tie.cross_border else 'friction']:g}",
    ]


def _data(frames: Mapping[str, pandas.DataFrame]) -> str:
    names = {code: row["name"] for code, row in facts.governments().items()}
    agreements = [
        [
            f"{row['name']} ({row['year']})",
            ", ".join(names[code] for code in row["members"].split(";") if code) or "not named",
            row["note"],
            row["status"],
        ]
        for row in facts.agreements()
        if row["status"] == "paper"
    ]
    governments = [
        [row.name, row.name_zh, row.province, row.size, row.status, row.size_status]
        for row in frames["governments"].itertuples(index=False)
    ]
    return section(
        "data",
        "The data, and how far to trust them",
        paragraph(
            "Founding trust is the number of the paper's agreements that both members belong to. An "
            "enlargement counts once with what it enlarges, the agreement without named members and "
            "the national plan not at all."
        ),
        data_table(
            "agreements",
            "Agreements of the paper",
            ["agreement", "named members", "note", "status"],
            agreements,
        ),
        data_table(
            "governments",
            "Governments",
            ["government", "Chinese name", "province", "size", "status", "status of the size"],
            governments,
            numbers=(3,),
        ),
    )


def _again(study: Study, frames: Mapping[str, pandas.DataFrame]) -> str:
    changed = {k: v for k, v in study.case.settings.items() if v != BY_NAME[k].default}
    tie = ",".join(study.chosen.tie.members)
    options = " ".join(f"{name}={show(value)}" for name, value in changed.items())
    code = f'qinba-games reproduce {f"--set {options} " if changed else ""}--tie "{tie}"'
    files = ", ".join(f'<a href="{name}.csv">{name}.csv</a>' for name in frames)
    return section(
        "again",
        "Do it again",
        f"<pre><code>{escape(code)}</code></pre>",
        paragraph(f"The tables of this page as CSV: {files}."),
        paragraph(
            "Solution concept: the equilibrium that is greatest in joint value, with withdrawal as "
            f"the punishment; without a coordinator {escape(study.chosen.without.concept)}, with one "
            f"{escape(study.chosen.helped.concept)}. Each one was checked by code that shares "
            "nothing with the solver: no single deviation pays."
        ),
    )
