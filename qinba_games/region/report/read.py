"""A solved region in the form in which a report takes it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ...partnership.evolve import evolve
from ...third_parties.results.window import PivotalWindow
from ...types import FloatArray
from ..partnerships import given, unused
from ..settings import BY_NAME, SETTINGS
from ..study.reasons import founding_gains
from ..study.results import MANY, scan_steps
from ..study.superiors import superiors
from ..tables.records import Tie, short_name
from ..uncertain.draws import solve_sides
from ..uncertain.sensitivity import Sensitivity
from .budget import budget_of, ends_of
from .evolution import BothSides, look_at
from .facts import (
    CountQuantile,
    CountRange,
    Decides,
    Draws,
    Facts,
    FocalTie,
    Piece,
    SettingEstimate,
    StrictDraws,
    TieFacts,
    WhatIf,
    nine_of_ten,
)
from .words import ORDER, percent, plain, two

_PLACE = "Cooperation between governments"
#: Periods over which all ties are followed.
PERIODS = 20


def material(
    study: Any,
    uncertain: Any = None,
    sensitive: Sensitivity | None = None,
    *,
    place: str = _PLACE,
    tie: Any = None,
) -> Facts:
    """Everything that the common parts of a report say about a region's `Study`."""
    # `uncertain` says how sure it is, `sensitive` which assumption decides that; `tie` is looked at
    # closely, by default the one whose probability of becoming strong the coordinator changes most.
    region = study.region
    records = region.records
    groups = [str(group or "") for group in region.governments["group"]]
    settings = {**region.settings, "delta": study.delta}
    estimated = tuple(_estimates(region, settings))
    first = {one.setting: settings[one.setting] for one in estimated}
    facts = Facts(
        place=place,
        full_names=region.names,
        names=tuple(short_name(name) for name in region.names),
        groups=tuple(groups),
        above=tuple(name in set(records.parents) for name in region.names),
        latitude=region.governments["lat"].to_numpy(float),
        longitude=region.governments["lon"].to_numpy(float),
        pairs=tuple((int(a), int(b)) for a, b in records.ends),
        ties=tuple(_facts(study)),
        counts=(study.counts["without"], study.counts["with"]),
        delta=float(study.delta),
        cost=float(settings["cost"]),
        does=_does(study.coordinator),
        steps=scan_steps(len(study.pivotal)),
        settings=tuple(
            {"setting": name, "value": plain(value), "meaning": BY_NAME[name].meaning}
            for name, value in {**first, **settings}.items()
        ),
        estimated=estimated,
        given=given(records),
        unused=unused(records),
        superiors=superiors(study),
        what_if=tuple(_what_if(study, settings)),
        paths=_paths(study),
        focal_tie=_focal_tie(study, _most_changed(study) if tie is None else tie),
        budget=budget_of(study, uncertain),
        ends=ends_of(study, uncertain),
        concepts=(study.without.concept, study.helped.concept),
    )
    return facts if uncertain is None else _with_draws(facts, uncertain, sensitive)


def _estimates(region: Any, settings: Mapping[str, Any]) -> Iterator[SettingEstimate]:
    """What records say, of settings that are as they say."""
    for one in region.estimates:
        if settings[one.setting] == region.settings[one.setting]:
            value, low, high = map(two, (float(settings[one.setting]), one.low, one.high))
            yield SettingEstimate(one.setting, value, low, high, one.records or "records")


def _does(coordinator: Any) -> tuple[str, ...]:
    """What a coordinator does, in words."""
    phrases = ["settles how benefits are shared"] if coordinator.sharing else []
    for name, text in (
        ("mediation", "removes {} of friction"),
        ("monitoring", "finds {} of hidden breaches"),
    ):
        value = getattr(coordinator, name)
        phrases += [text.format(percent(value))] if value else []
    for name in ("deposit", "subsidy"):
        value = getattr(coordinator, name)
        phrases += [f"brings a {name} of {_amount(value)}"] if np.any(value) else []
    return tuple(phrases)


def _amount(value: Any) -> str:
    return " and ".join(map(plain, value)) if isinstance(value, tuple) else plain(value)


def _facts(study: Any) -> Iterator[TieFacts]:
    without, helped = study.without, study.helped
    many = len(study.pivotal) > MANY
    needs = [""] * len(study.pivotal) if many else study.needs_coordinator
    for k, (tie, classes) in enumerate(zip(study.region.all_ties, study.classes, strict=True)):
        window = study.pivotal[k]
        yield TieFacts(
            members=tie.members,
            name=tie.name,
            across=tie.cross_border,
            where=" – ".join(dict.fromkeys(group for group in tie.groups if group)),
            trust=tie.founding,
            classes=classes,
            needs=needs[k],
            decided=None,
            sure=None,
            probability=(float(without.probability_strong[k]), float(helped.probability_strong[k])),
            time=(float(without.time_to_strong[k]), float(helped.time_to_strong[k])),
            why=study.reasons[k],
            window=tuple((float(low), float(high)) for low, high in window.intervals),
            strips=(_pieces(window, 0), _pieces(window, 1)),
        )


def _pieces(window: PivotalWindow, side: int) -> tuple[Piece, ...]:
    return tuple((float(low), float(high), name) for low, high, name in window.strips(side))


def _with_draws(facts: Facts, uncertain: Any, sensitive: Sensitivity | None = None) -> Facts:
    """The same, with how sure each number is, and which assumption decides."""
    few = len(facts.ties) <= MANY
    sample, rows = draws(uncertain, strict=few), uncertain.ties.to_dict("records")
    decided = uncertain.strict.decided.mean(axis=0).tolist() if few else [None] * len(rows)
    ties = tuple(
        dataclasses.replace(
            tie,
            decided=share,
            sure=(float(row[f"without_{tie.classes[0]}"]), float(row[f"with_{tie.classes[1]}"])),
        )
        for tie, row, share in zip(facts.ties, rows, decided, strict=True)
    )
    facts = dataclasses.replace(facts, ties=ties if sample.enough else facts.ties, draws=sample)
    if sensitive is None:
        return facts
    return dataclasses.replace(
        facts, decides=_decides(sensitive, facts.unused), base=sensitive.draws
    )


def sure_ties(uncertain: Any) -> Any:
    """The table of ties over all draws, with how often only the coordinator keeps each in some."""
    if len(uncertain.region.all_ties) > MANY:
        return uncertain.ties
    strict = uncertain.strict
    return uncertain.ties.assign(
        decided_in_both=strict.decided.mean(axis=0), draws_of_both=len(strict.draws)
    )


def draws(uncertain: Any, *, strict: bool = True) -> Draws:
    """What is found when assumptions move together; `strict`: also where governments take turns."""
    added, quantiles = uncertain.kept["added"], uncertain.quantiles()
    low, middle, high = (
        (float(row["without"]), float(row["with"]), float(row["added"]))
        for row in quantiles.to_dict("records")
    )
    without, with_help, more = zip(low, middle, high, strict=True)
    none = unused(uncertain.region.records)
    return Draws(
        count=len(added),
        settings=tuple(one.name for one in uncertain.ranges if one.name not in none),
        without=without,
        helped=with_help,
        added=more,
        helps=float((added > 0).mean()),
        hurts=float((added < 0).mean()),
        strict=_strict(uncertain.strict) if strict else None,
        known=tuple(
            CountQuantile(str(of), *map(float, row))
            for of, *row in uncertain.quantile_intervals().itertuples(index=False, name=None)
        ),
    )


def _strict(sample: Any) -> StrictDraws:
    only = sample.decided.sum(axis=1)
    alone, decided = (nine_of_ten(each) for each in (sample.kept, only))
    return StrictDraws(len(sample.draws), alone, decided, float((only > 0).mean()))


def _decides(sensitive: Sensitivity, none: tuple[str, ...]) -> tuple[Decides, ...]:
    """Total indices by group of settings, with intervals, of those that some tie uses."""
    parts = {(row.setting, row.of): row for row in sensitive.rows}
    return tuple(
        Decides(
            settings=tuple(name.split(", ")),
            without=parts[name, "without"],
            helped=parts[name, "with"],
            added=parts[name, "added"],
        )
        for name in dict.fromkeys(row.setting for row in sensitive.rows)
        if not {*name.split(", ")} <= {*none}
    )


def _what_if(study: Any, settings: Mapping[str, Any]) -> Iterator[WhatIf]:
    """Ties kept while one setting moves to its lower and its higher value; none of many ties."""
    if len(study.pivotal) > MANY:
        return
    none = unused(study.region.records)
    here = _count_cooperating(study, settings)
    sizes = study.region.records.sizes
    if len(set(sizes.tolist())) > 1 and "size" not in none:
        equal = _count_cooperating(study, {**settings, "size": np.ones((1, len(sizes)))})
        yield _count_ranges("size", "all of one size", [here, equal])
    for setting in SETTINGS:
        values = setting.alternatives(settings[setting.name])
        if not values or setting.name in none:
            continue
        counts = [
            here,
            *(_count_cooperating(study, {**settings, setting.name: value}) for value in values),
        ]
        yield _count_ranges(setting.name, " · ".join(map(plain, values)), counts)


def _count_ranges(setting: str, tried: str, counts: Sequence[tuple[int, int]]) -> WhatIf:
    return WhatIf(
        setting=setting,
        tried=tried,
        without=_range([a for a, _ in counts]),
        helped=_range([b for _, b in counts]),
        added=_range([b - a for a, b in counts]),
    )


def _count_cooperating(study: Any, settings: Mapping[str, Any]) -> tuple[int, int]:
    """Ties founded weak or strong, without and with."""
    sides = solve_sides(study.region.records, settings)
    without, with_help = (int(np.isin(s.founding_class, ("weak", "strong")).sum()) for s in sides)
    return without, with_help


def _range(counts: Sequence[int]) -> CountRange:
    return CountRange(min(counts), counts[0], max(counts))


def _paths(study: Any) -> tuple[FloatArray, FloatArray]:
    frame = study.path(PERIODS)
    frame = frame.assign(isolated=frame["isolated"] + frame["dissolved"])
    without, with_help = (
        frame.loc[frame["coordinator"] == side, list(ORDER)].to_numpy(float)
        for side in ("without", "with")
    )
    return without, with_help


def _most_changed(study: Any) -> Tie:
    """The tie across groups, or of all, whose probability of becoming strong changes most."""
    gain = np.abs(study.helped.probability_strong - study.without.probability_strong)
    time = np.where(study.helped.probability_strong > 0, study.helped.time_to_strong, 0.0)
    value = study.helped.founding_value - study.without.founding_value
    ties: Sequence[Tie] = study.region.all_ties
    across = [tie for tie in ties if tie.cross_border] or list(ties)

    def rank(tie: Tie) -> tuple[float, ...]:
        return tuple(round(float(x[tie.number]), 9) for x in (gain, time, value))

    return max(across, key=rank)


def _focal_tie(study: Any, tie: Tie) -> FocalTie:
    settings = study.region.settings
    first, second = founding_gains(tie, settings)
    who = short_name(tie.members[0 if first <= second else 1])
    gains = (who, min(first, second), float(settings["cost"]))
    probability, time = study.without.probability_strong, study.without.time_to_strong
    alone = [t for t in study.region.all_ties if probability[t.number] > 1 - 1e-9]
    slow = [t for t in alone if 0 < time[t.number] < np.inf and t.number != tie.number]
    other = max(slow, key=lambda t: float(time[t.number]), default=None)
    compared = None if other is None else (other.name, _sides(study, other))
    return look_at(tie.name, _sides(study, tie), gains, compared)


def _sides(study: Any, tie: Tie) -> BothSides:
    model = study.region.model(tie)
    helpers = (None, study.coordinator)
    without, with_help = (
        evolve(model, study.delta, founding=tie.founding, coordinator=each) for each in helpers
    )
    return without, with_help
