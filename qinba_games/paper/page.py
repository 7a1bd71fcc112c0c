"""The report as one HTML page that needs nothing else: no address, no script, no font to load."""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .background import again_section, assumptions_section, claims_section, data_section
from .findings import (
    evolution_section,
    map_section,
    phase_section,
    sensitivity_section,
    ties_section,
)
from .levels_page import levels_section
from .markup import bar, escape
from .study import Study
from .third_party import capacities_section, windows_section
from .tie_study import KEPT, kept

if TYPE_CHECKING:
    import pandas

_SOURCE = (
    "Yuan, Wen and Zhang (2020), Construction of Cross-Regional Cooperative Governance System in "
    "Qinba Mountain Area, Strategic Study of CAE 22(1), doi 10.15302/J-SSCAE-2020.01.005"
)


def page(study: Study, frames: Mapping[str, pandas.DataFrame], drawings: Mapping[str, str]) -> str:
    """The page, from the study, its tables, and its figures as inline SVG."""
    style = importlib.resources.files(__package__).joinpath("page.css").read_text("utf-8")
    parts = [
        map_section(drawings),
        ties_section(study),
        evolution_section(study, frames, drawings),
        phase_section(study, drawings),
        windows_section(study, drawings),
        capacities_section(study, drawings),
        levels_section(study, frames, drawings),
        sensitivity_section(frames, drawings),
        claims_section(frames),
        assumptions_section(study),
        data_section(frames),
        again_section(study, frames),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="generator" content="qinba_games">'
        f"<title>{escape(headline(study))}</title>"
        f'<link rel="icon" href="data:,"><style>{style}</style></head>'
        f'<body><a class="skip" href="#map">Skip to the results</a>{_first_screen(study)}'
        f"<main>{''.join(parts)}</main>"
        "<footer><p>All payoffs are illustrative; the answers are those of a model. "
        f"The case: {escape(_SOURCE)}. Made by qinba_games.</p></footer></body></html>\n"
    )


def headline(study: Study) -> str:
    """The finding in one sentence."""
    n, without, helped = len(study.ties), kept(study.without), kept(study.helped)
    return f"Of {n} ties, {without} are kept without a coordinator and {helped} with one"


def _first_screen(study: Study) -> str:
    links = "".join(
        f'<a href="#{name}">{title}</a>'
        for name, title in (
            ("map", "Map"),
            ("by-class", "Ties"),
            ("evolution", "Evolution"),
            ("phase", "Patience"),
            ("pivotal", "Windows"),
            ("capacities", "Capacities"),
            ("hierarchy", "Levels"),
            ("sensitivity", "What if"),
            ("claims", "Arguments"),
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
        f'<div class="cards">{cards}</div>'
        f'<nav aria-label="Parts of this page">{links}</nav></header>'
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
        f"coordinator and {sides[1]} with one. With one assumption moved at a time, it adds ties "
        f"in {share} variants; how many depends on the numbers assumed."
    )
