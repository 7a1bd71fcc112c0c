"""The parts of the page that say when a coordinator decides, and by which of its capacities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .capacities import MEASURES, Owed, averages, changes, effect_words, interaction_words, owed
from .markup import ARROW, Raw, change, data_table, escape, figure, paragraph, section, strong
from .study import Study
from .tie_study import TieStudy
from .windows import POSITIONS, by_kind, kind, ordered, position, positions, ranges, words


def windows_section(study: Study, drawings: Mapping[str, str]) -> str:
    """The pivotal window of every tie, and how many have the assumed patience inside it."""
    delta = study.case.delta
    groups = {**by_kind(study.ties), "in all": study.ties}
    counts = [[name, *positions(ties, delta).values(), len(ties)] for name, ties in groups.items()]
    return section(
        "pivotal",
        "When a coordinator decides, tie by tie",
        paragraph(
            f"{strong(words(study.ties, delta))} Inside its window a tie is kept (weak or strong) "
            "with the coordinator and not without, at the founding trust of the tie."
        ),
        data_table(
            "positions",
            f"Number of ties by where the assumed patience of {float(delta):g} lies as "
            "seen from their window",
            ["ties", *POSITIONS, "in all"],
            counts,
            numbers=range(1, 2 + len(POSITIONS)),
        ),
        figure(
            drawings,
            "Class of every tie over patience: upper half of a strip without, lower half with the "
            "coordinator; hatched: its pivotal window; the line: the patience assumed.",
            "windows",
        ),
        data_table(
            "windows",
            "Pivotal window of every tie",
            ["tie", "trust", "window", "assumed patience", "class there"],
            [_window_cells(study, one) for one in ordered(study.ties)],
            numbers=(1, 2),
            stacked=True,
        ),
    )


def _window_cells(study: Study, one: TieStudy) -> list[Any]:
    return [
        Raw(f"{escape(one.tie.name)}<small>{escape(kind(one.tie))}</small>"),
        one.tie.founding,
        ranges(one.window.intervals),
        position(one.window, study.case.delta),
        change(*one.classes),
    ]


def capacities_section(study: Study, drawings: Mapping[str, str]) -> str:
    """What every tie and the average tie owe to each capacity of the coordinator."""
    changed = [one for one in ordered(study.ties) if changes(one)]
    return section(
        "capacities",
        "Which of its capacities does it",
        paragraph(f"{strong(effect_words(study.ties))} {escape(interaction_words(study.ties))}"),
        paragraph(
            "Every bundle of capacities was put to work alone, and the change divided by the "
            "Shapley value: parts add up to the whole. What a bundle adds beyond its parts is its "
            "dividend: positive where capacities need each other, negative where they do the same. "
            "Least patience is the least discount factor at which the tie is kept, 1 if none; the "
            f"probability of becoming strong is that at {float(study.case.delta):g}."
        ),
        figure(
            drawings,
            f"The average of the {len(study.ties)} ties, from without to with the coordinator, "
            "capacity by capacity.",
            "attribution",
        ),
        data_table(
            "averages",
            "The average tie: what is owed to each capacity",
            ["ties", "measure", "number", "changed", "without → with", "owed to", "together"],
            [_average_cells(each) for each in averages(study.ties)],
            numbers=(2, 3),
        ),
        data_table(
            "attribution",
            f"The {len(changed)} ties that a capacity changes",
            [
                "tie",
                "least patience",
                "fall owed to",
                "together",
                "probability strong",
                "rise owed to",
                "together, rise",
            ],
            [_owed_cells(one) for one in changed],
            stacked=True,
        ),
    )


def _average_cells(each: Owed) -> list[Any]:
    name = MEASURES[each.of][0]
    return [each.group, name, each.ties, each.changed, *_effect_cells(each)]


def _owed_cells(one: TieStudy) -> list[Any]:
    return [one.tie.name, *(cell for of in MEASURES for cell in _effect_cells(owed(one, of)))]


def _effect_cells(each: Owed) -> list[Any]:
    """Without and with; the parts; the strongest interaction."""
    together = {" and ".join(bundle): value for bundle, value in each.strongest.items()}
    same = not each.changed
    effect = f"{each.without:.3f}" if same else f"{each.without:.3f}{ARROW}{each.helped:.3f}"
    return [Raw(effect), _parts(each.values), _parts(together)]


def _parts(values: Mapping[str, float]) -> str:
    """Names with three digits, with a minus that is one, and without what rounds to nothing."""
    told = [f"{name} {value:.3f}" for name, value in values.items() if abs(value) >= 5e-4]
    return ", ".join(told).replace("-", "−") or "–"
