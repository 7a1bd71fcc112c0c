"""The Qinba case in the form in which a report takes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..region.report.looking import Sides, classes_by, look_at
from ..region.report.material import Chosen, Material, TieFacts, WhatIf
from ..region.report.numbers import percent, plain
from ..region.report.tracks import Moved, Piece
from ..region.settings import BY_NAME
from . import facts
from .reasons import founding_gains, reason
from .study import Study
from .tie_study import TieStudy, kept

PLACE = "Cooperation in the Qinba Mountains"
#: Periods over which all ties are followed.
PERIODS = 20


def material(study: Study) -> Material:
    """Everything that the common parts of the page say."""
    frame = study.case.governments
    number = {name: k for k, name in enumerate(frame["name"])}
    return Material(
        place=PLACE,
        names=tuple(facts.short_name(name) for name in frame["name"]),
        groups=tuple(frame["group"]),
        latitude=frame["lat"].to_numpy(float),
        longitude=frame["lon"].to_numpy(float),
        pairs=tuple((number[one.tie.members[0]], number[one.tie.members[1]]) for one in study.ties),
        ties=tuple(_facts(study, one) for one in study.ties),
        counts=(study.without, study.helped),
        delta=float(study.case.delta),
        cost=float(study.case.settings["cost"]),
        does=does(study.case.settings),
        settings=tuple(_settings(study)),
        draws=None,
        what_if=tuple(_what_if(study)),
        paths=_paths(study.ties),
        chosen=_chosen(study),
        concepts=(study.chosen.without.concept, study.chosen.helped.concept),
    )


def does(values: Any) -> tuple[str, ...]:
    """What the coordinator does, in words."""
    found = ["settles how benefits are shared"] if values["sharing"] else []
    for name, text in (
        ("mediation", "removes {} of friction"),
        ("monitoring", "finds {} of hidden breaches"),
    ):
        found += [text.format(percent(values[name]))] if values[name] else []
    for name in ("deposit", "subsidy"):
        found += [f"brings a {name} of {plain(values[name])}"] if values[name] else []
    return tuple(found)


def _facts(study: Study, one: TieStudy) -> TieFacts:
    tie = one.tie
    return TieFacts(
        members=tie.members,
        name=tie.name,
        across=tie.cross_border,
        where=" – ".join(dict.fromkeys(tie.groups)),
        trust=tie.founding,
        classes=one.classes,
        decided=None,
        sure=None,
        probability=(one.without.probability_strong, one.helped.probability_strong),
        time=(one.without.time_to_strong, one.helped.time_to_strong),
        why=reason(study.case, one),
        window=tuple((float(low), float(high)) for low, high in one.window.intervals),
        strips=(_pieces(one, 0), _pieces(one, 1)),
    )


def _pieces(one: TieStudy, side: int) -> tuple[Piece, ...]:
    return tuple((float(low), float(high), name) for low, high, name in one.window.strips(side))


def _settings(study: Study) -> list[dict[str, Any]]:
    return [
        {"setting": name, "value": plain(value), "meaning": BY_NAME[name].meaning}
        for name, value in study.case.settings.items()
    ]


def _what_if(study: Study) -> list[WhatIf]:
    found = []
    here = (kept(study.without), kept(study.helped))
    for name in study.case.settings:
        moved = [one for one in study.variants if one.setting.name == name]
        if not moved:
            continue
        counts = [here, *((kept(one.without), kept(one.helped)) for one in moved)]
        found.append(
            WhatIf(
                setting=name,
                tried=" · ".join(plain(one.value) for one in moved),
                without=_moved([a for a, _ in counts]),
                helped=_moved([b for _, b in counts]),
                added=_moved([b - a for a, b in counts]),
            )
        )
    return found


def _moved(counts: Sequence[int]) -> Moved:
    return Moved(min(counts), counts[0], max(counts))


def _paths(ties: Sequence[TieStudy]) -> Any:
    sides = ([one.without for one in ties], [one.helped for one in ties])
    without, helped = (np.sum([classes_by(r, PERIODS) for r in side], axis=0) for side in sides)
    return without, helped


def _chosen(study: Study) -> Chosen:
    one, case = study.chosen, study.case
    first, second = founding_gains(case, one)
    who = facts.short_name(one.tie.members[0 if first <= second else 1])
    gains = (who, min(first, second), float(case.settings["cost"]))
    return look_at(one.tie.name, (one.without, one.helped), gains, _self_made(study.ties))


def _self_made(ties: Sequence[TieStudy]) -> tuple[str, Sides] | None:
    """The tie that surely becomes strong without help, and takes longest."""
    found = [
        one
        for one in ties
        if one.without.probability_strong > 1 - 1e-9 and one.without.time_to_strong > 0
    ]
    if not found:
        return None
    one = max(found, key=lambda each: each.without.time_to_strong)
    return one.tie.name, (one.without, one.helped)
