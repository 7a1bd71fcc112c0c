"""The part of the page that says by which of its capacities a coordinator decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..capacities import (
    MEASURES,
    Owed,
    Owing,
    averages,
    changes,
    effect_words,
    interaction_words,
    owed,
)
from ..numbers import hundredths
from ..page import Part, part

_ARROW = " → "


def capacities_part(ties: Sequence[Owing], delta: float) -> Part | None:
    """What every tie and the average tie owe to each capacity of the coordinator."""
    if not ties:
        return None
    changed, means = [one for one in ties if changes(one)], averages(ties)
    return part(
        "capacities",
        "Which capacity",
        _heading(means[0]),
        effects=effect_words(ties),
        interactions=interaction_words(ties),
        delta=delta,
        averages=[
            [it.group, MEASURES[it.of][0], it.ties, it.changed, *_effect_cells(it)] for it in means
        ],
        changed=[
            [one.tie.name, *(cell for of in MEASURES for cell in _effect_cells(owed(one, of)))]
            for one in changed
        ],
    )


def _heading(average: Owed) -> str:
    """Which capacity does most for the patience of the average tie, if one does."""
    ranked = sorted(average.values.items(), key=lambda item: -item[1])
    if len(ranked) > 1 and ranked[0][1] > 2 * max(ranked[1][1], 0.0):
        names = {"sharing": "Settling shares", "mediation": "Removing friction"}
        return f"{names.get(ranked[0][0], ranked[0][0].capitalize())} does most of it"
    return "Which of its capacities does it"


def _effect_cells(each: Owed) -> list[str]:
    """Without and with; the parts; the strongest interaction."""
    together = {" and ".join(bundle): value for bundle, value in each.strongest.items()}
    same = not each.changed
    before, after = hundredths(each.without), hundredths(each.helped)
    effect = before if same else f"{before}{_ARROW}{after}"
    return [effect, _parts(each.values), _parts(together)]


def _parts(values: Mapping[str, float]) -> str:
    """Names with two digits, without what rounds to nothing."""
    told = [f"{name} {hundredths(value)}" for name, value in values.items() if abs(value) >= 0.005]
    return ", ".join(told) or "–"
