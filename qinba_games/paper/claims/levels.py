"""What superiors do for a pair that a provincial border separates."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from ...common.result import FrameColumns, show
from ...common.spans import Spans
from ...hierarchy import worlds
from ...hierarchy.hierarchy import Hierarchy
from ...hierarchy.stabilise import MEDIATOR, levels_of
from ...hierarchy.waiting import waiting
from ...partnership.evolve_many import evolve_many
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import COOPERATING
from ...partnership.results.evolution_batch import EvolutionBatch
from ...types import Array, BoolArray
from .. import facts
from ..hierarchy import hierarchy
from ..levels import PAIR, SUPERIORS
from .argument import CertifiedAnswer, Instance, World, trusted
from .judging import claim
from .parameters import ParameterSetting
from .search import turning
from .worlds import windows


@functools.cache
def _case() -> Hierarchy:
    return hierarchy()


def _both(p: ParameterSetting, name: str, values: Iterable[Any]) -> EvolutionBatch:
    """The pair in each setting, first without its superiors, then with strong superiors."""
    # Friction stays what it is for ever, as if nobody expected the superiors to change.
    levels, cases = _case(), p.varied(name, values)
    ends = (levels.border[-1], levels.border[levels.top])
    relations = [_pair(friction, q.drop, q.sharing) for friction in ends for q in cases]
    deltas = np.array([float(q.delta) for q in cases] * 2)
    return trusted(evolve_many(relations, deltas, founding=levels.top))


@functools.lru_cache(maxsize=64)
def _pair(friction: Any, drop: int | None, sharing: str) -> Partnership:
    """Bazhong and Hanzhong at one friction for ever."""
    return dataclasses.replace(_as_assumed(), friction=friction, drop=drop, sharing=sharing)


def _as_assumed() -> Partnership:
    """Bazhong and Hanzhong as the case has them."""
    levels = _case()
    return levels.partnerships[levels.key(*PAIR, function="claims.c38")]


class Needing(NamedTuple):
    """Pairs across borders at the friction of a border, and at the least one."""

    #: All of them, first without superiors, then with superiors that are strong, both for ever.
    batch: EvolutionBatch
    needs: BoolArray  #: Which of them work together only with strong superiors
    matters: BoolArray  #: Whose class differs

    @property
    def share(self) -> float:
        """The share that works together only with strong superiors."""
        return float(self.needs.mean())


@functools.lru_cache(maxsize=64)
def needing(delta: float, drop: int | None, sharing: str) -> Needing:
    """What the superiors of all pairs across borders of the case change."""
    levels = _case()
    pairs = [pair for pair in levels.pairs if levels.superior(*pair) is not None]
    relations = [
        dataclasses.replace(
            levels.partnerships[pair],
            members=("a", "b"),
            friction=friction,
            drop=drop,
            sharing=sharing,
        )
        for friction in (levels.border[-1], levels.border[levels.top])
        for pair in pairs
    ]
    founding = np.array([levels.founding[pair] for pair in pairs] * 2)
    batch = trusted(evolve_many(relations, np.full(len(relations), delta)))
    classes = np.asarray(batch.classes)[np.arange(len(relations)), founding].reshape(2, -1)
    without, strong = np.isin(classes, COOPERATING)
    return Needing(batch, ~without & strong, classes[0] != classes[1])


def _needing(p: ParameterSetting) -> CertifiedAnswer:
    effect = needing(float(p.delta), p.drop, p.sharing)
    return CertifiedAnswer(effect.batch, effect)


@claim(
    "C37",
    "4.2",
    "Only a network at a higher level brings development to the levels below.",
    world=World(
        _needing,
        '"Markov SPE, joint modes", or "voluntary-transfers SPE" if sharing is voluntary',
        fixed=("quorum",),
    ),
    parameters={"quorum": 0.5, "delta": 0.7, "drop": 1, "sharing": "none"},
    turns={"quorum": lambda case: case.among("quorum", [case.found.value.share])},
    picture=("quorum", "share that needs its superiors"),
    condition=lambda case: _up_to_a_quorum(case.found.value),
    values=(0, 1, 11),
    columns={"share that needs its superiors": lambda _, answer: answer.value.share},
    further={"by patience": lambda case: _by_patience(case.p)},
    others=[{"quorum": 0}, {"quorum": 0.01}, {"quorum": 0, "delta": 0.7}, {"quorum": 1}],
)
def only_from_above(p: ParameterSetting, answer: CertifiedAnswer) -> bool:
    """Do pairs that a border separates depend on a network of their superiors?

    All pairs of `paper.hierarchy` that have a superior pair, at the friction of a border whose
    superiors are not together, and of one whose superiors trust each other fully, both for ever. A
    pair needs its superiors if it works together with the latter only. Holds exactly when the share
    of the pairs that need them is at least the quorum; the share itself says more than any quorum.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> found = claims.c37()
    >>> found.verdict, round(108 * found.evidence["share that needs its superiors"][0])
    ('fails', 8)
    """
    return bool(answer.value.share >= p.quorum)


def _up_to_a_quorum(effect: Needing) -> str:
    needs = int(effect.needs.sum())
    few = f"as soon as {show(effect.share)} of them do" if needs else "though none of them does"
    return (
        f"holds only if one speaks of all pairs {few}: {needs} of {len(effect.needs)} "
        f"{'needs its' if needs == 1 else 'need their'} superiors, for {effect.matters.sum()} "
        "their superiors matter"
    )


def _by_patience(p: ParameterSetting) -> FrameColumns:
    """The shares for several discount factors, with trust that forgives and that does not."""
    rows = [
        (delta, drop, needing(delta, drop, p.sharing))
        for drop in (1, None)
        for delta in (0.5, 0.6, 0.7, 0.8)
    ]
    return {
        "delta": [delta for delta, _, _ in rows],
        "drop": ["none" if drop is None else drop for _, drop, _ in rows],
        "pairs": [len(effect.needs) for *_, effect in rows],
        "need their superiors": [int(effect.needs.sum()) for *_, effect in rows],
        "superiors matter": [int(effect.matters.sum()) for *_, effect in rows],
    }


def _halves(values: Any) -> Array:
    """What was found without superiors, and with strong ones."""
    return np.asarray(values).reshape(2, -1)


#: Trust that forgives and that does not, without sharing and with it; and as columns of a table.
_RULES = [(drop, rule) for drop in (1, None) for rule in ("none", "voluntary")]
_FORGIVING: FrameColumns = {
    "drop": ["none" if drop is None else drop for drop, _ in _RULES],
    "sharing": [rule for _, rule in _RULES],
}


@functools.lru_cache(maxsize=64)
def bearable(delta: float) -> FrameColumns:
    """The largest constant friction at which the pair is strong, and works together at all."""
    top = _case().top

    def largest(classes: tuple[str, ...], drop: int | None, rule: str) -> float:
        def asked(values: Any) -> BoolArray:
            alike = [
                dataclasses.replace(
                    _as_assumed(), friction=np.full(top + 1, value), drop=drop, sharing=rule
                )
                for value in values
            ]
            batch = trusted(evolve_many(alike, np.full(len(alike), delta), founding=top))
            return np.asarray(np.isin(batch.founding_class, classes), dtype=bool)

        edges = turning(asked, 0, 1, start=32, parts=32).points
        return float(edges[-1]) if edges else float(asked([0.5])[0])

    return {
        **_FORGIVING,
        "strong up to": [largest(("strong",), *row) for row in _RULES],
        "works together up to": [largest(COOPERATING, *row) for row in _RULES],
    }


def _decisive(batch: EvolutionBatch, classes: Iterable[str]) -> BoolArray:
    """Where the pair is of one of these classes with strong superiors, and not without any."""
    without, strong = _halves(np.isin(batch.founding_class, list(classes)))
    return np.asarray(~without & strong, dtype=bool)


@functools.cache
def everywhere() -> FrameColumns:
    """The discount factors for which it holds, forgiving or not, without and with sharing."""
    holds, strong = zip(*itertools.starmap(_deciding, _RULES), strict=True)
    return {
        **_FORGIVING,
        "holds for delta": list(holds),
        "in bad times as well": list(strong),
    }


def _deciding(drop: int | None, rule: str) -> list[str]:
    """Where superiors decide whether the pair works together, and whether in bad times as well."""

    def asked(values: Any) -> Any:
        batch = _both(ParameterSetting(drop=drop, sharing=rule), "delta", values)
        return _decisive(batch, COOPERATING) + 2 * _decisive(batch, ["strong"])

    edges = [0.0, *turning(asked, 0, 0.99, start=99, width=1e-6).points, 1.0]
    middles = np.array([min((a + b) / 2, 0.99) for a, b in itertools.pairwise(edges)])
    codes, pieces = asked(middles), list(itertools.pairwise(edges))
    return [
        Spans.union([pieces[k] for k in np.flatnonzero(codes & bit)], (0, 1)).words(4)
        for bit in (1, 2)
    ]


def _by_trust(case: Instance) -> FrameColumns:
    """Classes with the trust of each number of agreements, and since when there are so many."""
    signed = facts.years_of(*PAIR)
    without, strong = np.asarray(_both(case.p, "delta", [case.p.delta]).classes).tolist()
    return {
        "trust": list(range(len(without))),
        "on record since": ["", *signed, *[""] * len(without)][: len(without)],
        "without superiors": without,
        "with strong superiors": strong,
    }


def _with_which_trust(case: Instance) -> str:
    """From which trust it starts, and what it would do with that from before its provinces."""
    table, begun = _by_trust(case), facts.first_between(*SUPERIORS)
    signed = facts.years_of(*PAIR)
    before = [year for year in signed if begun is None or year < int(begun["year"])]
    ends = [table[side][len(before)] for side in ("without superiors", "with strong superiors")]
    either = f"{ends[0]} either way" if ends[0] == ends[1] else f"{ends[0]} or {ends[1]}"
    since = f" of {signed[-1]}" if signed else ""
    return (
        f"full trust counts an agreement{since}, after the provinces had begun; at delta "
        f"{show(case.p.delta)} with trust {len(before)}, from before, it is {either}"
    )


#: Gain from a partner next door, friction across a border, and patience: the defaults, and a place
#: where trust must be built at a loss.
_PLACES = ((2.2, 0.25, (0.5, 0.7, 0.9)), (1.0, 0.6, (0.8, 0.9, 0.95)))


@functools.cache
def _waiting(drop: int | None, sharing: str) -> FrameColumns:
    """How many pairs across borders could work together at once, and had better wait."""
    regime = "three-level" if sharing == "voluntary" else "none"
    rows: list[tuple[Any, ...]] = []
    problems: list[worlds.RegimeProblem] = []
    for benefit, barrier, deltas in _PLACES:
        case = hierarchy(benefit=benefit, barrier=barrier, drop=drop)
        problems += [
            worlds.RegimeProblem(case, at, regime, MEDIATOR, 0, frozen=False) for at in deltas
        ]
        rows += [(benefit, barrier, delta) for delta in deltas]
    for k, levels in enumerate(levels_of(problems)):
        waits = waiting(levels).pairs
        itself = levels.hierarchy.key(*PAIR, function="claims.c38") in waits
        rows[k] += len(waits), itself
    heads = ("benefit", "barrier", "delta", "pairs that wait", "Bazhong and Hanzhong wait")
    table: FrameColumns = dict(zip(heads, map(list, zip(*rows, strict=True)), strict=True))
    return {"regime": [regime] * len(rows), **table}


@claim(
    "C38",
    "4.2",
    "Bazhong and Hanzhong can work together only once Sichuan and Shaanxi do.",
    world=World(
        lambda p: _both(p, "delta", [p.delta]),
        '"Markov SPE, joint modes", or "voluntary-transfers SPE" if sharing is voluntary',
        many=_both,
    ),
    parameters={"delta": 0.7, "drop": 1, "sharing": "none"},
    turns={"delta": 198},
    picture=("delta", "value without superiors", "value with strong superiors"),
    over={"delta": (0, 0.99)},
    condition=lambda case: (
        f"holds {windows.over_delta(windows.where(case))}; the more patient need no superiors; "
        f"{_with_which_trust(case)}"
    ),
    never="fails at every delta: superiors do not decide whether the pair works together",
    values=(0.4, 0.8, 17),
    columns={
        "without superiors": lambda batch: _halves(batch.founding_class)[0],
        "with strong superiors": lambda batch: _halves(batch.founding_class)[1],
        "value without superiors": lambda batch: _halves(batch.founding_value)[0],
        "value with strong superiors": lambda batch: _halves(batch.founding_value)[1],
    },
    further={
        "friction that the pair bears": lambda case: bearable(float(case.p.delta)),
        "where it holds": lambda _: everywhere(),
        "by trust": _by_trust,
        "who waits for its superiors": lambda case: _waiting(case.p.drop, case.p.sharing),
    },
)
def superiors_first(_: ParameterSetting, evolution: EvolutionBatch) -> Any:
    """Does the pair of the paper's second figure need its provinces to come first?

    The pair as in `paper.hierarchy`, founded with full trust, at the friction of a border whose
    provinces have no relation, and of one whose provinces trust each other fully, both for ever.
    Holds exactly when it works together, at least in good times, only with the latter. `.further`
    says where it is strong, in bad times as well, only with the latter ("where it holds"), and what
    it is with the trust that it had before its provinces agreed on anything ("by trust").

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c38().verdict, claims.c38(delta=0.5).verdict
    ('fails', 'holds')
    >>> claims.c38(delta=0.6, drop=None).verdict
    'holds'
    """
    holds = _decisive(evolution, COOPERATING)
    return holds if len(holds) > 1 else bool(holds[0])
