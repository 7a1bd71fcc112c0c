"""The part of the page that says which level of government decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..hierarchy.results import Levels
from ..region.report import layers
from ..region.report.first import Advice
from ..region.report.levels import changed, counted, needing_table, regime_tables, words
from ..region.report.markup import chip, figure, pair, paragraph, section, table
from ..region.report.numbers import listed, percent, plain
from ..region.report.page import Part
from ..region.report.svg import Drawing
from ..region.tie import short_name
from . import facts
from .levels import PAIR, TOP_TRUST, LevelStudy, assumption, name
from .levels_drawn import ASKED
from .study import Study
from .tie_study import kept

#: Who coordinates, as a reader says it.
_REGIMES = {
    "none": "nobody",
    "provinces": "provinces",
    "national": "+ nation",
    "three-level": "three levels",
    "bottom-up": "from below",
}
_LAYERS = {
    "province, across": "Provinces",
    "prefecture, across": "Cities across borders",
    "prefecture, inside": "Cities inside provinces",
    "county, across": "Counties across borders",
    "county, inside": "Counties inside provinces",
}


def level_drawings(study: Study) -> dict[str, Drawing]:
    """The ties of cities across borders, twice: provinces apart, and together for ever."""
    found = study.levels.across
    where = _arranged(study.levels)
    hot = (_short(PAIR[0]), _short(PAIR[1]))
    one = study.levels.dependence[0]
    drawn = {}
    for key, state, classes, above, own in (
        ("levels_apart", "apart", [d.absent for d in found.values()], "isolated", one.absent),
        ("levels_together", "together", [d.strong for d in found.values()], "strong", one.strong),
    ):
        drawn[key] = layers.draw(
            where,
            key.replace("_", "-"),
            f"Two layers, provinces {state}",
            classes,
            [above] * len(where.above),
            changed=changed(found),
            hot=hot,
            layer_names=("Cities, and counties of Chongqing", "Provinces"),
            more=f"Below, the provinces are {state}. {'–'.join(hot)} is {own}.",
        )
    return drawn


def _arranged(study: LevelStudy) -> layers.Layers:
    rows = facts.governments()
    codes = list(dict.fromkeys(code for pair in study.across for code in pair))
    tops = [
        tuple(_short(code) for code in one.pair)
        for one in study.regimes[0].pairs
        if one.level == "province"
    ]
    members = {_short(code): facts.province(code) for code in codes}
    known = set(members.values())
    return layers.arrange(
        members,
        {_short(code): (float(rows[code]["lon"]), -float(rows[code]["lat"])) for code in codes},
        [(_short(a), _short(b)) for a, b in study.across],
        [(a, b) for a, b in tops if a in known and b in known],
    )


def _short(code: str) -> str:
    return short_name(facts.governments()[code]["name"])


def levels_part(study: Study, drawings: Mapping[str, Drawing]) -> Part:
    """Two layers, the paper's pair, and what each level gains from each way to coordinate."""
    solved = study.levels
    titles = ("If the provinces stay apart", "If the provinces work together")
    sides = ([d.absent for d in solved.across.values()], [d.strong for d in solved.across.values()])
    drawn = pair(
        *(
            (title, counted(classes), drawings[key].inline())
            for title, classes, key in zip(
                titles, sides, ("levels_apart", "levels_together"), strict=True
            )
        )
    )
    caption = (
        f"{len(solved.across)} ties across provincial borders, above; the provinces that they "
        "belong to, below; dotted: jurisdiction. Circles: the class differs between the two "
        "drawings. Cities without a tie across a border are left out. No coordinator, patience "
        f"{plain(study.case.delta)}.{_capped(study)}"
    )
    body = section(
        "levels",
        _heading(solved),
        paragraph(
            "The paper’s second figure says that Bazhong and Hanzhong cannot work together unless "
            "Sichuan and Shaanxi do. Here the cities’ ties are solved twice: with provinces that "
            f"never work together, and with provinces that always do. {_left_alone(solved)}"
        ),
        figure(drawn, caption, "bleed"),
        _box(solved),
        _pair_table(solved),
        "<h3>Five ways to coordinate: what each level gains</h3>",
        paragraph(_gains(solved)),
        regime_tables(solved.regimes, _LAYERS, _REGIMES),
        needing_table(
            [
                (name(one.pair), name(one.superior), one.level, one.founding_class)
                for one in solved.border
                if one.needs and one.superior
            ]
        ),
    )
    return Part(name="levels", link="Which level decides", body=body)


def _capped(study: Study) -> str:
    """Say so where trust is counted less far than in the rest of the report."""
    if study.case.settings["levels"] <= TOP_TRUST:
        return ""
    return f" Trust is counted from 0 to {TOP_TRUST} here, less far than in the rest of the page."


def _heading(solved: LevelStudy) -> str:
    needing = sum(bool(one.needs) for one in solved.border)
    helped = _across(solved, "three-level") - _across(solved, "none")
    if needing <= 0.2 * len(solved.border) and helped >= 0.2 * len(solved.across):
        return "Which level decides? Few ties wait for the provinces, yet linked agencies help many"
    return "Which level decides?"


def _regime(solved: LevelStudy, regime: str) -> Levels:
    return next(each for each in solved.regimes if each.regime == regime)


def _across(solved: LevelStudy, regime: str) -> int:
    """Ties of cities across a border that are kept under a regime."""
    return kept(_regime(solved, regime).counts("prefecture", crosses=True))


def _left_alone(solved: LevelStudy) -> str:
    alone = [one for one in solved.regimes[0].pairs if one.level == "province"]
    holding = [one for one in alone if one.founding_class in ("weak", "strong")]
    if not holding:
        return f"Left to themselves, none of {len(alone)} pairs of provinces does."
    told = listed([f"{name(one.pair)} ({one.founding_class})" for one in holding])
    does = "does" if len(holding) == 1 else "do"
    return f"Left to themselves, {len(holding)} of {len(alone)} pairs of provinces {does}: {told}."


def _box(solved: LevelStudy) -> str:
    one = solved.dependence[0]
    agrees = "agrees" if one.needs else "disagrees"
    if one.absent == one.strong:
        how = f"is {one.strong} whether Sichuan and Shaanxi work together or not"
    else:
        how = f"is {one.absent} with Sichuan and Shaanxi apart, and {one.strong} with them together"
    return (
        f"<div class=box><p><strong>The computation {agrees} with the paper’s example.</strong> "
        f"Bazhong–Hanzhong {how}. {words(solved.border)}</p></div>"
    )


def _pair_table(solved: LevelStudy) -> str:
    return table(
        "dependence",
        "Bazhong–Hanzhong under other assumptions",
        ["Bazhong–Hanzhong, if members are …", "provinces apart", "together", "needs them"],
        [
            [assumption(one), chip(one.absent), chip(one.strong), "yes" if one.needs else "no"]
            for one in solved.dependence
        ],
        kind="narrow",
    )


def _gains(solved: LevelStudy) -> str:
    """What the ways to coordinate change, sentence by sentence, where the numbers bear it."""
    nobody, three = _across(solved, "none"), _across(solved, "three-level")
    told = [
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
        told.append(
            "Building from below leaves counties across a border with fewer strong ties "
            f"({strong[1]} instead of {strong[0]})."
        )
    return " ".join(told)


def link_agencies(study: Study) -> Advice | None:
    """Whether linked agencies reach what a national office alone does not."""
    solved = study.levels
    nobody, nation, three = (_across(solved, each) for each in ASKED)
    link = "Link provincial agencies across borders"
    if nation == nobody < three:
        share, why = _sure(solved, lambda none, top, all_three: top <= none < all_three)
        return Advice(f"{link}; a national office alone does not reach the cities.", share, why)
    if nobody < nation < three:
        share, why = _sure(solved, lambda none, top, all_three: none <= top < all_three)
        return Advice(f"{link}; it reaches more cities than a national office.", share, why)
    return None


def _sure(solved: LevelStudy, holds: Callable[[int, int, int], bool]) -> tuple[float | None, str]:
    """The share of draws in which a sentence is true, and what that is."""
    if not solved.drawn:
        return None, "only tried at the assumed numbers."
    share = sum(holds(*counts) for counts in solved.drawn) / len(solved.drawn)
    return share, f"true in {percent(share)} of {len(solved.drawn):,} draws."
