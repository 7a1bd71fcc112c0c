"""Relations whose members play the best of all equilibria in which nobody pays, turns included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ....common.markov_chain import reach
from ....partnership.evolve import classify
from ....partnership.partnership import Partnership
from ....partnership.solvers.trust_values import level_chain
from ....payoff_sets.by_state import StatePayoffSets
from ....payoff_sets.efficient import efficient_profiles
from ....payoff_sets.payoff_set import payoff_set
from ....types import Array
from ..argument import trusted

#: Choices of `evolve` between two members: all contribute, all idle, all leave.
_CONTRIBUTE, _IDLE, _LEAVE = range(3)


class BestAlone(NamedTuple):
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


def best_alone(relation: Partnership, delta: Any, founding: int) -> BestAlone:
    """The best that two reach by themselves, from their founding level on."""
    sets = trusted(payoff_set(relation, delta))
    game, (some, both) = relation.to_trust_game(), _choices(relation, sets)
    classes = classify(game, some)
    chance, time = reach(level_chain(game, both), classes == "strong")
    return BestAlone(
        founding_class=classes[0, founding],
        founding_value=float(sets.at_founding(founding).support([1, 1])),
        probability_strong=chance[0, founding],
        time_to_strong=time[0, founding],
        certificate=sets.certificate,
        proven=bool(sets.proven),
    )


def each_alone(relations: Sequence[Partnership], deltas: Array, founding: int) -> BestAlone:
    """The same of many relations, as arrays."""
    each = [best_alone(one, d, founding) for one, d in zip(relations, deltas.tolist(), strict=True)]
    return BestAlone(
        founding_class=np.array([one.founding_class for one in each]),
        founding_value=np.array([one.founding_value for one in each]),
        probability_strong=np.array([one.probability_strong for one in each]),
        time_to_strong=np.array([one.time_to_strong for one in each]),
        certificate=max((one.certificate for one in each), key=lambda found: found.largest_gain),
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
