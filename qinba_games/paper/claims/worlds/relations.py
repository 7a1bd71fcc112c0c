"""Relations between equals, many at a time: acting together, and the best of all equilibria."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from .... import _tolerance
from ....common.markov_chain import expected_hitting_time, hitting_probability, reach
from ....partnership.evolve import evolve
from ....partnership.evolve_many import evolve_many
from ....partnership.partnership import Partnership
from ....partnership.results.evolution import COOPERATING, Evolution
from ....partnership.results.evolution_batch import EvolutionBatch
from ....partnership.trust_game import classify, level_chain
from ....payoff_sets.by_state import StatePayoffSets
from ....payoff_sets.efficient import efficient_profiles
from ....payoff_sets.payoff_set import payoff_set
from ....third_parties.results.window import ACTING_TOGETHER, ANY_EQUILIBRIUM
from ....types import Array, BoolArray
from ..argument import Instance, World, trusted
from ..parameters import LONGEST, ParameterSetting
from ..search import Turning, turning

#: Choices of `evolve` between two members: all contribute, all idle, all leave.
_CONTRIBUTE, _IDLE, _LEAVE = range(3)


class _BestAlone(NamedTuple):
    """What the best equilibrium without payments brings: of one relation, or of each of many.

    A level is strong if somebody contributes in all conditions, and weak if in some. Trust rises
    where both contribute.
    """

    founding_class: Any
    founding_value: Any
    probability_strong: Any
    time_to_strong: Any
    certificate: Any  #: that with the largest gain
    proven: bool
    concept: str = StatePayoffSets.concept
    exact: bool = False


def _best_alone(relation: Partnership, delta: Any, founding: int) -> _BestAlone:
    """The best that two reach by themselves, from their founding level on."""
    sets = trusted(payoff_set(relation, delta))
    game, (some, both) = relation.to_trust_game(), _choices(relation, sets)
    classes = classify(game, some)
    chance, time = reach(level_chain(game, both), classes == "strong")
    return _BestAlone(
        founding_class=classes[0, founding],
        founding_value=float(sets.at_founding(founding).support([1, 1])),
        probability_strong=chance[0, founding],
        time_to_strong=time[0, founding],
        certificate=sets.certificate,
        proven=bool(sets.proven),
    )


def _each_alone(relations: Sequence[Partnership], deltas: Array, founding: int) -> _BestAlone:
    """The same of many relations, as arrays."""
    each = [
        _best_alone(one, d, founding) for one, d in zip(relations, deltas.tolist(), strict=True)
    ]
    return _BestAlone(
        founding_class=np.array([one.founding_class for one in each]),
        founding_value=np.array([one.founding_value for one in each]),
        probability_strong=np.array([one.probability_strong for one in each]),
        time_to_strong=np.array([one.time_to_strong for one in each]),
        certificate=max((one.certificate for one in each), key=lambda proof: proof.largest_gain),
        proven=all(one.proven for one in each),
    )


def _choices(relation: Partnership, sets: StatePayoffSets) -> tuple[Array, Array]:
    """Where somebody contributes, and where both do, as choices of `evolve`, (1, levels, T)."""
    best = dict(zip(sets.states, efficient_profiles(sets), strict=True))
    states = [(k, t) for k in range(relation.levels) for t in range(len(relation.bad_times) + 1)]
    most = [max(profile.count("contribute") for profile in best[x]) for x in states]
    over = [any("leave" in profile for profile in best[x]) for x in states]
    rest = np.where(over, _LEAVE, _IDLE)
    some, both = (np.where(np.array(most) >= n, _CONTRIBUTE, rest) for n in (1, 2))
    shape = (1, relation.levels, -1)
    return some.reshape(shape), both.reshape(shape)


#: Parameters of relations that grow, and of those that bad times strain.
GROWING = {"benefit": 1.6, "cost": 1, "learning": 0.35, "levels": 2, "promotion": 0.6}
STRAINED = {**GROWING, "benefit": 1.2, "hardship": 1, "bad_times": 0.25}
#: The solution concept of all of them that share nothing.
JOINT_MODES = '"Markov SPE, joint modes": nothing is shared, leaving is the punishment'
#: By which baseline members are alone.
BASELINE = {"baseline": ACTING_TOGETHER}
#: How finely every equilibrium is looked at, how finely an edge, and up to which patience: closer
#: to 1 payoff sets do not settle.
_PIECES, _WIDTH, _MOST = 16, 4e-5, 0.98

Build = Callable[[ParameterSetting], Partnership]
#: What a relation comes to, or each of many: acting together, or in any equilibrium.
_Batch = EvolutionBatch | _BestAlone
Evolutions = Evolution | _Batch


def world(build: Build, founding: Callable[[ParameterSetting], int] = lambda _: 0) -> World:
    """Relations of one kind, one or many at a time, founded with so much trust."""
    return World(
        lambda p: evolution(build, p, founding(p)),
        JOINT_MODES,
        many=lambda p, name, values: varied(build, p, name, values, founding(p)),
        stages=_stage,
    )


def by_themselves(build: Build) -> World:
    """Relations of members whom nobody helps, by the baseline of the claim."""
    return World(
        lambda p: _alone(build, p),
        f'{JOINT_MODES}; with baseline "any equilibrium" "{_BestAlone._field_defaults["concept"]}"',
        many=lambda p, name, values: each(build, p, name, values),
        stages=_stage,
    )


def turns(name: str, *others: Build) -> Callable[[Instance], Turning]:
    """Where the verdict on relations turns; less finely where every equilibrium is sought.

    It may also turn where what `others`, beside them, come to changes.
    """

    def found(case: Instance) -> Turning:
        question = case.argument.stages_over(case.p, name)

        def stages(values: Array) -> Array:
            beside = (_stage(each(build, case.p, name, values)) for build in others)
            return functools.reduce(np.char.add, beside, question(values))

        low, high = case.argument.ranges[name]
        fine: Any = {"start": _PIECES, "parts": 2, "width": _WIDTH}
        end = min(high, _MOST) if name == "delta" else high
        if case.p.baseline == ACTING_TOGETHER:
            fine, end = {}, high
        return case.among(name, turning(stages, low, end, **fine).points)

    return found


def _stage(outcome: _Batch) -> Array:
    """The class of each relation at its founding, and whether it becomes strong, in one word."""
    grows = np.where(outcome.probability_strong > 0, "+", "")
    return np.char.add(np.asarray(classes(outcome)).astype(str), grows)


def growing(p: ParameterSetting) -> Partnership:
    """Two equals whose gain from each other grows with trust; `drop` None: friction ends it."""
    return _two(p, drop=p.get("drop"))


def under_strain(p: ParameterSetting) -> Partnership:
    """Two equals whose trust grows, under the strain of bad times."""
    return _two(p, bad_times=[(p.bad_times, p.hardship)])


def _two(p: ParameterSetting, **more: Any) -> Partnership:
    gains = [[p.benefit + p.learning * k] * 2 for k in range(p.levels + 1)]
    return Partnership(gains, p.cost, promotion=p.promotion, friction=p.friction, **more)


def evolution(build: Build, p: ParameterSetting, founding: int = 0) -> Evolution:
    """The certified equilibrium of one relation."""
    return trusted(evolve(build(p), p.delta, founding=founding))


def varied(
    build: Build, p: ParameterSetting, name: str, values: Iterable[Any], founding: int = 0
) -> EvolutionBatch:
    """The equilibria of the relations in which parameter `name` takes each of `values`."""
    cases = p.varied(name, values)
    relations = [build(p)] * len(cases) if name == "delta" else [build(case) for case in cases]
    deltas = np.array([float(case.delta) for case in cases])
    return trusted(evolve_many(relations, deltas, founding=founding))


def _alone(build: Build, p: ParameterSetting) -> Evolutions:
    """What members of one relation come to by themselves."""
    if p.baseline == ANY_EQUILIBRIUM:
        return _best_alone(build(p), p.delta, 0)
    return evolution(build, p)


def each(build: Build, p: ParameterSetting, name: str, values: Iterable[Any]) -> _Batch:
    """The same of the relations in which parameter `name` takes each of `values`."""
    if p.baseline == ACTING_TOGETHER:
        return varied(build, p, name, values)
    cases = p.varied(name, values)
    return _each_alone([build(q) for q in cases], np.array([float(q.delta) for q in cases]), 0)


def beside(build: Build, p: ParameterSetting, outcome: Evolution | EvolutionBatch) -> Evolutions:
    """Members alone at the discount factors of those found, one or as many."""
    if isinstance(outcome, EvolutionBatch):
        return each(build, p, "delta", outcome.delta)
    return _alone(build, p)


def classes(outcome: Evolutions) -> Any:
    """The class at the founding level, of one relation or of each of many."""
    if isinstance(outcome, Evolution):
        return outcome.classes[outcome.founding]
    return outcome.founding_class


def cooperates(outcome: Evolutions) -> BoolArray:
    """Whether members contribute at the founding level, at least in good times."""
    return np.isin(classes(outcome), COOPERATING)


def lifetimes(batch: EvolutionBatch) -> list[float]:
    """Expected number of periods before somebody leaves or friction ends the relation."""
    return [
        _lifetime(*walk, start)
        for walk, start in zip(_walks(batch), batch.founding.tolist(), strict=True)
    ]


def chances_of_full_trust(batch: EvolutionBatch) -> list[float]:
    """Probability that trust reaches its highest level before the relation is over."""
    return [
        float(hitting_probability(moves, [len(moves) - 2], before=over)[start])
        if not over[start]
        else 0.0
        for (moves, over), start in zip(_walks(batch), batch.founding.tolist(), strict=True)
    ]


def least_patience(relations: Sequence[Partnership]) -> Array:
    """Least discount factor at which each relation of one trust level lasts; inf if none."""
    # Looks for one change only: such a relation is kept by all who are patient enough.
    parts, count = 100, len(relations)
    low, high = np.zeros(count), np.full(count, LONGEST)
    lasting = np.zeros(count, dtype=bool)
    every = [relation for relation in relations for _ in range(parts - 1)]
    while (high - low).max() > _tolerance.DISCOUNT:
        edges = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, parts + 1)
        inner = edges[:, 1:-1].ravel()
        keeps = cooperates(trusted(evolve_many(every, inner))).reshape(count, -1)
        lasting |= keeps.any(axis=1)
        first = np.where(keeps.any(axis=1), keeps.argmax(axis=1), parts - 1)
        low, high = edges[range(count), first], edges[range(count), first + 1]
    return np.where(lasting, high, math.inf)


def _walks(batch: EvolutionBatch) -> list[tuple[Array, BoolArray]]:
    """Moves between trust levels and "over", and the states in which the relation is over."""
    leave = len(batch.game.contributes)
    end = np.eye(batch.choice.shape[1] + 1)[-1]
    return [
        (np.vstack([moves, end]), np.append((choice == leave).all(axis=-1), True))
        for moves, choice in zip(level_chain(batch.game, batch.choice), batch.choice, strict=True)
    ]


def _lifetime(moves: Array, over: BoolArray, founding: int) -> float:
    if hitting_probability(moves, over)[founding] < 1 - _tolerance.PROBABILITY:
        return math.inf
    return float(expected_hitting_time(moves, over)[founding])
