"""Which level decides: the case on three levels, solved under every regime, and what to ask it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ..hierarchy.hierarchy import Hierarchy
from ..hierarchy.results import LevelPair, Levels
from ..hierarchy.stabilise import levels_of, stabilise
from ..hierarchy.worlds import RegimeProblem
from ..region.study.reasons import KEPT
from ..region.study.superiors import FrictionExtremes, border, with_and_without
from ..region.tables.records import short_name
from ..region.uncertain.results import Uncertain
from ..types import frozen
from . import facts
from .case import Case
from .hierarchy import LEVELS, hierarchy, of_levels
from .tie_study import active_ties

#: Bazhong and Hanzhong, the pair of which the paper says that it depends on its provinces.
PAIR = ("Bazhong", "Hanzhong")
#: Their provinces, Sichuan and Shaanxi.
SUPERIORS = ("Sichuan", "Shaanxi")
#: What is assumed differently for that pair: less patience, less forgiving, more friction.
ASSUMED: tuple[dict[str, Any], ...] = (
    {},
    {"delta": 0.5},
    {"drop": None},
    {"drop": None, "delta": 0.6},
    {"drop": None, "barrier": 0.4},
)


@frozen
class Dependence:
    """The founding class of one pair while its superiors never, or always, trust each other."""

    assumed: Mapping[str, Any]  #: the settings that are moved
    absent: str  #: the class at the friction that stays for ever, superiors being apart
    strong: str  #: and superiors being strong; nobody coordinates in either case

    @property
    def needs(self) -> bool:
        """Whether the pair cooperates only where its superiors do."""
        return self.absent not in KEPT and self.strong in KEPT


@frozen
class LevelStudy:
    """The case on three levels."""

    regimes: tuple[Levels, ...]  #: from nobody to all three levels, and from below
    #: of Bazhong and Hanzhong, first as assumed, then with settings moved
    dependence: tuple[Dependence, ...]
    #: of each pair of prefectures that a provincial border separates, as assumed
    across: Mapping[tuple[str, str], FrictionExtremes]
    #: in some draws of all settings: ties of cities across a border that are kept with nobody,
    #: with a national office, and with linked agencies
    drawn: tuple[tuple[int, ...], ...] = ()

    @property
    def border(self) -> tuple[LevelPair, ...]:
        """The pairs that have a superior pair, without any coordinator."""
        return border(self.regimes)

    def __repr__(self) -> str:
        return f"LevelStudy({', '.join(each.regime for each in self.regimes)})"


#: Every level of trust multiplies the environments of the pairs below; here it is counted so far.
TOP_TRUST = 4


def on_levels(case: Case, levels: Iterable[str] = LEVELS, *, inside: bool = True) -> Hierarchy:
    """The case on its levels, with no more levels of trust than can be solved at once."""
    capped = min(case.settings["levels"], TOP_TRUST)
    return of_levels({**case.settings, "levels": capped}, levels, inside=inside)


def solve_levels(case: Case, levels: Hierarchy, regime: str) -> Levels:
    """Every pair under one regime, with the case's patience and coordinator."""
    return stabilise(levels, case.delta, regime, coordinator=case.coordinator)


def dependence(case: Case, assumed: Mapping[str, Any]) -> Dependence:
    """Whether Bazhong and Hanzhong depend on Sichuan and Shaanxi, some settings moved."""
    settings = {**case.settings, **assumed}
    ends = with_and_without(hierarchy(**settings), settings["delta"], PAIR)
    return Dependence(assumed=assumed, absent=ends.absent, strong=ends.strong)


def dependences(case: Case, levels: Hierarchy) -> dict[tuple[str, str], FrictionExtremes]:
    """The classes of each pair of prefectures across a provincial border, as assumed."""
    return {
        pair: with_and_without(levels, case.delta, pair)
        for pair in levels.pairs
        if levels.levels[pair] == "prefecture" and levels.crosses(*pair)
    }


def from_before(case: Case) -> str:
    """What the pair is with the trust that it had before its provinces agreed on anything."""
    signed, begun = facts.years_of(*PAIR), facts.first_between(*SUPERIORS)
    before = [year for year in signed if begun is None or year < int(begun["year"])]
    levels = hierarchy(**case.settings)
    trust = levels.founding[PAIR]
    if begun is None or len(before) >= trust:
        return ""
    levels = dataclasses.replace(levels, founding={**levels.founding, PAIR: len(before)})
    ends = with_and_without(levels, case.delta, PAIR)
    then = f"{ends.absent} either way"
    if ends.absent != ends.strong:
        then = f"{ends.absent} with them apart, and {ends.strong} with them together"
    return (
        f"That is with a trust of {trust}, from agreements up to {signed[-1]}. Bureaus of the two "
        f"provinces signed one in {begun['year']}: with a trust of {len(before)}, from before, the "
        f"cities’ tie is {then}."
    )


def name(pair: tuple[str, str]) -> str:
    """The names of two governments as a page shows them."""
    return "–".join(map(short_name, pair))


def assumption(one: Dependence) -> str:
    """The settings that are moved, in words."""
    phrases = {
        "delta": "patience {}",
        "drop": "the relation ends when cooperation misfires",
        "barrier": "friction across borders {}",
    }
    texts = [phrases[key].format(value) for key, value in one.assumed.items()]
    return ", ".join(texts) or "as assumed"


#: Nobody, a national office, linked agencies.
ASKED = ("none", "national", "three-level")
#: One draw in so many is solved on its levels too.
_ONE_IN = 10
#: So many draws are solved together: more of them are no faster.
_TOGETHER = 10


def sample(uncertain: Uncertain) -> list[dict[str, Any]]:
    """The settings of some draws, taken evenly from those of `uncertain`."""
    count = len(uncertain.drawn)
    rows = np.linspace(0, count - 1, max(count // _ONE_IN, 1)).astype(int)
    return list(uncertain.settings.iloc[rows].to_dict("records"))


def in_batches(rows: Sequence[Mapping[str, Any]]) -> list[Sequence[Mapping[str, Any]]]:
    """Draws in batches that are solved at once."""
    return [rows[k : k + _TOGETHER] for k in range(0, len(rows), _TOGETHER)]


def count_city_ties(case: Case, rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, ...]]:
    """Ties of cities across a provincial border that are kept, under each of `ASKED`, by draw."""
    worlds: list[RegimeProblem] = []
    for settings in rows:
        drawn = case.replaced(**settings)
        # Superiors are solved first, and without regard to those below: counties change nothing,
        # and pairs under one province change none across its border.
        levels = on_levels(drawn, [level for level in LEVELS if level != "county"], inside=False)
        worlds += [
            RegimeProblem(levels, drawn.delta, of, drawn.coordinator, 0, False) for of in ASKED
        ]
    counts = [active_ties(each.counts("prefecture", crosses=True)) for each in levels_of(worlds)]
    return [tuple(counts[k : k + len(ASKED)]) for k in range(0, len(counts), len(ASKED))]
