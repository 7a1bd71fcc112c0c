"""What every tie, and the average tie, owes to each of the coordinator's capacities.

The Shapley value and the dividends are linear in the game, so that the average of what the ties owe
is what is owed in the average game.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from ...common.result import frame_of
from ...common.show import many
from ...third_parties.results.attribution import Attribution, CapacityNames
from ...types import frozen
from ..study.attributions import EffectDivision
from ..tables.records import Tie
from .page import PagePart, part
from .words import hundredths

if TYPE_CHECKING:
    import pandas


#: Measures that are divided, with their names and the sign with which they are shown.
_MEASURES = {"delta": ("least patience", -1), "probability_strong": ("probability strong", 1)}
_ALL = "all ties"
#: Parts below this are nothing.
NOTHING = 1e-9
#: Parts below this are 0.00 where two digits are shown.
_LEAST = 0.005


class Owing(Protocol):
    """A tie with what it owes, by measure."""

    @property
    def tie(self) -> Tie:
        """The tie."""

    @property
    def attributions(self) -> Mapping[str, Attribution | EffectDivision]:
        """The effect divided, by measure."""


@frozen
class EffectShares:
    """The effect of the coordinator on one tie, or the average of many, and whose doing it is."""

    group: str  #: Name of the tie, or of the group of ties
    #: "delta", the least patience with cooperation (1 if there is none), or "probability_strong".
    of: str
    #: How many ties, and in how many of them some capacity has a part.
    ties: int
    changed: int
    #: The measure without and with the coordinator.
    without: float
    helped: float
    #: Shapley value of every capacity, positive where it helps: a fall in least patience, a rise in
    #: probability. They add up to the whole effect.
    values: dict[str, float]
    #: For every bundle of at least two capacities: what they add together to what their parts add.
    dividends: dict[CapacityNames, float]

    @property
    def parts(self) -> dict[str, float]:
        """Without, with, and the part of every capacity."""
        return {"without": self.without, "with": self.helped, **self.values}

    @property
    def strongest(self) -> dict[CapacityNames, float]:
        """The bundle of capacities that interact most, with its dividend; empty if none do."""
        bundle = max(self.dividends, key=lambda each: abs(self.dividends[each]), default=())
        together = self.dividends.get(bundle, 0.0)
        return {bundle: together} if abs(together) > NOTHING else {}

    def __repr__(self) -> str:
        parts = ", ".join(f"{name} {value:.3g}" for name, value in self.values.items())
        return f"EffectShares({self.group}, {self.of}: {parts or 'nothing'})"


def _effect_shares(one: Owing, of: str) -> EffectShares:
    """What one tie owes."""
    return _average(one.tie.name, of, [one.attributions[of]])


def averages(ties: Sequence[Owing]) -> list[EffectShares]:
    """What the average tie owes: of all, then across borders, then inside a province."""
    groups = {"across provinces": True, "inside a province": False}
    by_group = {
        name: [one for one in ties if one.tie.cross_border == across]
        for name, across in groups.items()
    }
    parts = by_group if all(by_group.values()) else {}
    return [
        *average_tie(ties),
        *(o for name, some in parts.items() for o in average_tie(some, name)),
    ]


def average_tie(ties: Sequence[Owing], group: str = _ALL) -> list[EffectShares]:
    """What the average of a group of ties owes, for every measure."""
    return [_average(group, of, [one.attributions[of] for one in ties]) for of in _MEASURES]


def changes(one: Owing) -> bool:
    """Whether any capacity has a part in any measure of a tie."""
    return any(_has_effect(attribution) for attribution in one.attributions.values())


def _effect_words(ties: Sequence[Owing]) -> str:
    """What the coordinator changes in the average tie, and whose doing it is."""
    patience, strong = average_tie(ties)
    over = many(patience.ties, "tie")
    return (
        f"On average over {over}, the least patience with cooperation goes from "
        f"{_change(patience)}, and the probability of becoming strong from {_change(strong)}."
    )


def _change(each: EffectShares) -> str:
    text = f"{hundredths(each.without)} to {hundredths(each.helped)}"
    parts = ", ".join(f"{name} {hundredths(value)}" for name, value in each.values.items())
    return f"{text} ({parts})" if parts else text


def interaction_words(ties: Sequence[Owing]) -> str:
    """Which capacities need each other most, or do the same, on average and in how many ties."""
    interactions = [(each, *most) for each in average_tie(ties) for most in each.strongest.items()]
    large = [one for one in interactions if abs(one[-1]) >= _LEAST]
    return " ".join(_interaction(ties, *one) for one in large)


def _interaction(
    ties: Sequence[Owing], each: EffectShares, bundle: CapacityNames, together: float
) -> str:
    by_tie = {one.tie.name: one.attributions[each.of].dividends[bundle] for one in ties}
    more = sum(value > NOTHING for value in by_tie.values())
    less = sum(value < -NOTHING for value in by_tie.values())
    most = max(by_tie, key=lambda name: abs(by_tie[name]))
    need, parts = "need each other" if together > 0 else "partly do the same", "their parts"
    if len(bundle) > 2:  # a sign alone does not say whether three need each other
        need, parts = "act on each other", "the smaller bundles of them"
    return (
        f"For the {_MEASURES[each.of][0]}, {', '.join(bundle[:-1])} and {bundle[-1]} {need}: "
        f"together they do {_beyond(together)} than {parts} add up to (more in "
        f"{many(more, 'tie')}, less in {less}; most of all for {most}, {_beyond(by_tie[most])})."
    )


def _beyond(dividend: float) -> str:
    return f"{hundredths(abs(dividend))} {'more' if dividend > 0 else 'less'}"


def table(ties: Sequence[Owing]) -> pandas.DataFrame:
    """One row per tie and measure, in the order of the case."""
    rows = [
        {
            **dict(zip("ab", one.tie.members, strict=True)),
            "cross_border": one.tie.cross_border,
            "measure": of,
            "changes": _has_effect(one.attributions[of]),
            **_columns(_effect_shares(one, of)),
        }
        for one in ties
        for of in _MEASURES
    ]
    return frame_of(rows)


def averages_table(ties: Sequence[Owing]) -> pandas.DataFrame:
    """One row per group of ties and measure."""
    return frame_of(
        {"group": o.group, "measure": o.of, "ties": o.ties, "changed": o.changed, **_columns(o)}
        for o in averages(ties)
    )


def _columns(each: EffectShares) -> dict[str, float]:
    together = {" and ".join(bundle): value for bundle, value in each.dividends.items()}
    whole = {**each.parts, **together}
    return {name: value if abs(value) >= NOTHING else 0.0 for name, value in whole.items()}


def _average(
    group: str, of: str, attributions: Sequence[Attribution | EffectDivision]
) -> EffectShares:
    measures = np.mean([each.measures for each in attributions], axis=0) * _MEASURES[of][1]
    values = np.mean([each.values for each in attributions], axis=0)
    return EffectShares(
        group=group,
        of=of,
        ties=len(attributions),
        changed=sum(map(_has_effect, attributions)),
        without=float(measures[0]),
        helped=float(measures[-1]),
        values=dict(zip(attributions[0].capacities, values.tolist(), strict=True)),
        dividends={
            bundle: float(np.mean([each.dividends[bundle] for each in attributions]))
            for bundle in attributions[0].dividends
            if len(bundle) > 1
        },
    )


def _has_effect(attribution: Attribution | EffectDivision) -> bool:
    return bool((abs(attribution.values.astype(float)) > NOTHING).any())


_ARROW = " → "


def capacities_part(ties: Sequence[Owing], delta: float) -> PagePart | None:
    """What every tie and the average tie owe to each capacity of the coordinator."""
    if not ties:
        return None
    changed, means = [one for one in ties if changes(one)], averages(ties)
    return part(
        "capacities",
        "Which capacity",
        _heading(average_tie(ties)),
        effects=_effect_words(ties),
        interactions=interaction_words(ties),
        delta=delta,
        averages=[
            [it.group, _MEASURES[it.of][0], it.ties, it.changed, *_effect_cells(it)] for it in means
        ],
        changed=[
            [
                one.tie.name,
                *(cell for of in _MEASURES for cell in _effect_cells(_effect_shares(one, of))),
            ]
            for one in changed
        ],
    )


def _heading(averages: Sequence[EffectShares]) -> str:
    """Which capacity does most for the average tie by every measure that changes, if one does."""
    leading = {_leading(one.values) for one in averages if one.changed}
    if len(leading) != 1 or leading == {""}:
        return "Which of its capacities does it"
    names, name = {"sharing": "Settling shares", "mediation": "Removing friction"}, leading.pop()
    return f"{names.get(name, name.capitalize())} does most of it"


def _leading(values: Mapping[str, float]) -> str:
    """The capacity that does more than twice what all others do together; "" if none does."""
    name = max(values, key=lambda each: values[each])
    others = sum(max(value, 0.0) for each, value in values.items() if each != name)
    return name if len(values) > 1 and values[name] > max(2 * others, NOTHING) else ""


def _effect_cells(each: EffectShares) -> list[str]:
    """Without and with; the parts; the strongest interaction."""
    together = {" and ".join(bundle): value for bundle, value in each.strongest.items()}
    same = not each.changed
    before, after = hundredths(each.without), hundredths(each.helped)
    effect = before if same else f"{before}{_ARROW}{after}"
    return [effect, _parts(each.values), _parts(together)]


def _parts(values: Mapping[str, float]) -> str:
    """Names with two digits, without what rounds to nothing."""
    texts = [
        f"{name} {hundredths(value)}" for name, value in values.items() if abs(value) >= _LEAST
    ]
    return ", ".join(texts) or "–"
