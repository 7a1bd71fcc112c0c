"""The part of the page that says which level of government decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..hierarchy.results import Levels
from ..region.report import superiors
from ..region.report.budget import FIRST, FURTHER
from ..region.report.headline import Advice
from ..region.report.page import PagePart, part
from ..region.report.superiors import DRAWN, by_layer, class_counts, why_no_change, words
from ..region.report.svg import Drawing
from ..region.report.words import FEW, listed, percent
from ..region.study.reasons import KEPT
from ..region.tables.records import short_name
from . import facts
from .levels import ASKED, PAIR, TOP_TRUST, LevelStudy, assumption, from_before, name
from .study import Study
from .tie_study import active_ties

_LAYERS = {
    "province, across": "Provinces",
    "prefecture, across": "Cities across borders",
    "prefecture, inside": "Cities inside provinces",
    "county, across": "Counties across borders",
    "county, inside": "Counties inside provinces",
}


def level_drawings(study: Study) -> dict[str, Drawing]:
    """The ties of cities across borders, twice: provinces apart, and together for ever."""
    hot = (short_name(PAIR[0]), short_name(PAIR[1]))
    one = study.levels.dependence[0]
    apart, together = (f"{'–'.join(hot)} is {own}." for own in (one.absent, one.strong))
    names = ("Provinces", "Cities, and counties of Chongqing")
    where, pairs = _layers(study.levels), study.levels.across
    return superiors.twice(where, pairs, "provinces", names, hot=hot, more=(apart, together))


def _layers(study: LevelStudy) -> superiors.Layers:
    tree = study.regimes[0].hierarchy
    names = list(dict.fromkeys(name for pair in study.across for name in pair))
    rows = {name: facts.governments()[facts.code_of(name)] for name in names}
    tops = [pair for pair, level in tree.levels.items() if level == "province"]
    members = {short_name(name): tree.above(name)[-2] for name in names}
    known = set(members.values())
    return superiors.arrange(
        members,
        {short_name(n): (float(row["lon"]), -float(row["lat"])) for n, row in rows.items()},
        [(short_name(a), short_name(b)) for a, b in study.across],
        [(a, b) for a, b in tops if a in known and b in known],
    )


def levels_part(study: Study, drawings: Mapping[str, Drawing]) -> PagePart:
    """Two layers, the paper's pair, and what each level gains from each way to coordinate."""
    solved, trust = study.levels, study.case.settings["levels"]
    layers_ = by_layer(solved.regimes, _LAYERS)
    return part(
        "levels",
        "Which level decides",
        _heading(solved),
        package=__package__,
        left_alone=_by_themselves(solved),
        drawn=[drawings[key] for key in DRAWN],
        counted=class_counts(solved.across),
        ties=len(solved.across),
        delta=study.case.delta,
        capped=TOP_TRUST if trust > TOP_TRUST else None,
        dependence=[(assumption(one), one) for one in solved.dependence],
        words=f"{from_before(study.case)} {words(solved.border)}".strip(),
        gains=f"{_gains(solved)} {_beside_the_ties(study)}".strip(),
        layers=layers_,
        unmoved=why_no_change(layers_),
        need=[
            (name(one.pair), name(one.superior), one.level, one.founding_class)
            for one in solved.border
            if one.needs and one.superior
        ],
    )


def _heading(solved: LevelStudy) -> str:
    needing = sum(bool(one.needs) for one in solved.border)
    gain = _across(solved, "three-level") - _across(solved, "none")
    return (
        f"Which level decides? {needing} of {len(solved.border)} ties "
        f"wait{'s' if needing == 1 else ''} for the provinces; "
        f"linked agencies add {gain} of {len(solved.across)} between cities"
    )


def _regime(solved: LevelStudy, regime: str) -> Levels:
    return next(each for each in solved.regimes if each.regime == regime)


def _across(solved: LevelStudy, regime: str) -> int:
    """Ties of cities across a border that are kept under a regime."""
    return active_ties(_regime(solved, regime).counts("prefecture", crosses=True))


def _by_themselves(solved: LevelStudy) -> str:
    alone = [one for one in solved.regimes[0].pairs if one.level == "province"]
    holding = [one for one in alone if one.founding_class in ("weak", "strong")]
    if not holding:
        return f"Left to themselves, none of {len(alone)} pairs of provinces does."
    text = listed([f"{name(one.pair)} ({one.founding_class})" for one in holding])
    does = "does" if len(holding) == 1 else "do"
    return f"Left to themselves, {len(holding)} of {len(alone)} pairs of provinces {does}: {text}."


def _gains(solved: LevelStudy) -> str:
    """What the ways to coordinate change, sentence by sentence, where the numbers bear it."""
    nobody, three = _across(solved, "none"), _across(solved, "three-level")
    sentences = [
        (
            f"Of {len(solved.across)} ties of cities across a border, {nobody} are kept if nobody "
            f"coordinates, {_across(solved, 'national')} with a national office, and {three} if "
            "linked agencies work at three levels."
        )
    ]
    strong = [
        _regime(solved, regime).counts("county", crosses=True)["strong"]
        for regime in ("none", "bottom-up")
    ]
    if strong[1] < strong[0]:
        sentences.append(
            "Building from below leaves counties across a border with fewer strong ties "
            f"({strong[1]} instead of {strong[0]})."
        )
    return " ".join(sentences)


def _beside_the_ties(study: Study) -> str:
    """Which ties of cities are kept here and not elsewhere on the page, or the other way round."""
    sentences = []
    for side, (regime, who) in enumerate((("none", "nobody"), ("three-level", "three levels"))):
        pairs = _regime(study.levels, regime)
        both = [
            (each.tie.name, pairs.pair(*each.tie.members).founding_class, each.classes[side])
            for each in study.ties
        ]
        counts = [sum(one[k] in KEPT for one in both) for k in (1, 2)]
        differing = [
            f"{tie} is {here} here and {there} there"
            for tie, here, there in both
            if (here in KEPT) != (there in KEPT)
        ]
        if differing:
            sentences.append(
                f"With {who} {counts[0]} ties of cities are kept here, and {counts[1]} in the rest "
                f"of the page: {listed(differing)}."
            )
    if sentences:
        sentences.append(
            "Here friction at a border moves with the trust of the provinces, and agencies bridge "
            "it only while these work together."
        )
    return " ".join(sentences)


def link_agencies(study: Study) -> Advice | None:
    """Whether linked agencies reach what a national office alone does not."""
    solved = study.levels
    nobody, nation, three = (_across(solved, each) for each in ASKED)
    link = "Linked agencies of provinces"
    if nation == nobody < three:
        share, why = _sure(solved, lambda none, top, all_three: top <= none < all_three)
        text = f"{link} add ties of cities; a national office alone adds none"
        return Advice(text, share, why, price=_price(solved))
    if nobody < nation < three:
        share, why = _sure(solved, lambda none, top, all_three: none <= top < all_three)
        text = f"{link} add more ties of cities than a national office"
        return Advice(text, share, why, price=_price(solved))
    return None


def _price(solved: LevelStudy) -> str:
    """What help on three levels costs at assumed prices."""
    pairs = _regime(solved, "three-level").pairs
    count = sum(one.coordinated or one.bridge for one in pairs)
    return f"{count * (FIRST + FURTHER)} for {count} pairs"


def _sure(solved: LevelStudy, holds: Callable[[int, int, int], bool]) -> tuple[float | None, str]:
    """The share of draws in which a sentence is true, and what that is."""
    if len(solved.drawn) < FEW:
        return None, "only tried at the assumed numbers."
    share = sum(holds(*counts) for counts in solved.drawn) / len(solved.drawn)
    return share, f"true in {percent(share)} of {len(solved.drawn):,} draws."
