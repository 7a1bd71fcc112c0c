"""Which pairs stabilise when levels of government help them? The verb `stabilise`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from .. import _check
from ..common.markov_chain import long_run_shares
from ..coordinator import Coordinator
from ..types import Number
from ..verify.door import certified
from .hierarchy import Hierarchy, Pair
from .regimes import REGIMES, check_coordinator
from .results import CLASSES, LevelPair, Levels
from .sizes import check_size
from .solving import COOPERATING, Solved, Solving, World, at_friction, solve_tasks

ANTICIPATION = ("full", "frozen")
#: Settles shares and halves friction.
MEDIATOR = Coordinator(sharing=True, mediation=0.5)


def stabilise(
    hierarchy: Hierarchy,
    delta: Number,
    regime: str,
    *,
    coordinator: Coordinator = MEDIATOR,
    control_loss: Number = 0,
    anticipation: str = "full",
) -> Levels:
    """Find what every pair of a hierarchy agrees on, in every environment its superiors make.

    A pair that a border separates suffers the more friction the less its superiors trust each
    other, and knows that their trust moves. It plays the stochastic game on (trust, environment);
    superiors are solved first.

    Parameters
    ----------
    hierarchy : Hierarchy
    delta : Number
        Common discount factor in [0, 1).
    regime : str
        "none": nobody is coordinated. "provinces": pairs whose lowest common superior is not the
        root are coordinated by it. "national": also the pairs directly under the root.
        "three-level": also every pair across the root's border whose superior pair is founded weak
        or strong (a bridge). "bottom-up": as "provinces", but superiors follow their most valuable
        cooperating pair below instead of leading.
    coordinator : Coordinator
        What whoever coordinates can do.
    control_loss : Number
        Part of the credibility that is lost with every level between coordinator and pair.
    anticipation : str
        "frozen": members decide as if their environment stayed as it is for ever.

    Returns
    -------
    Levels
        "voluntary-transfers SPE" where sharing is voluntary, else "Markov SPE, joint modes".

    Raises
    ------
    InputTypeError, DiscountError, UnknownNameError, ProbabilityError, NotApplicableError
    RangeError
        If trust on trust gives a pair more than 1,000 states.

    Notes
    -----
    Times of different pairs are independent. A superior pair's end in a period is felt from the
    next one on. Selection and ties as in `evolve`, in the order of (trust, environment).

    Examples
    --------
    >>> import qinba_games as qg
    >>> pair = qg.Partnership([[2, 2], [3, 3]], 1, promotion=0.5, friction=0)
    >>> tree = {"nation": None, "A": "nation", "B": "nation", "a": "A", "b": "B"}
    >>> levels = qg.hierarchy.Hierarchy(
    ...     tree, {("A", "B"): pair, ("a", "b"): pair}, inside=0.1, border=[0.3, 0.2, 0.4]
    ... )
    >>> qg.hierarchy.stabilise(levels, 0.6, "none").pair("a", "b").founding_class
    'strong'
    """
    _check.instance("stabilise", "hierarchy", hierarchy, Hierarchy)
    delta = _check.discount("stabilise", delta)
    _check.choice("stabilise", "regime", regime, REGIMES)
    _check.instance("stabilise", "coordinator", coordinator, Coordinator)
    check_coordinator(coordinator)
    control_loss = _check.probability("stabilise", "control_loss", control_loss)
    _check.choice("stabilise", "anticipation", anticipation, ANTICIPATION)
    check_size(hierarchy)
    world = World(hierarchy, delta, regime, coordinator, control_loss, anticipation == "frozen")
    solved, needed = Solving([world]).run(), _needed(world)
    pairs = tuple(
        describe(solved[0, pair], world, needed.get(pair, (None, None))) for pair in hierarchy.pairs
    )
    voluntary = coordinator.sharing and regime != "none"
    return certified(
        Levels(
            hierarchy=hierarchy,
            delta=delta,
            regime=regime,
            coordinator=coordinator,
            control_loss=control_loss,
            anticipation=anticipation,
            pairs=pairs,
            concept=_CONCEPTS[voluntary],
            exact=world.exact,
            proven=all(pair.proven for pair in pairs),
        )
    )


_CONCEPTS = {
    True: "voluntary-transfers SPE where coordinated, else Markov SPE, joint modes",
    False: "Markov SPE, joint modes",
}


def describe(solved: Solved, world: World, needed: tuple[bool | None, bool | None]) -> LevelPair:
    """What a reader wants to know about one pair."""
    task, levels = solved.task, world.levels
    shape = (levels.top + 1, len(task.around.trust))
    return LevelPair(
        pair=task.pair,
        level=levels.levels[task.pair],
        superior=levels.superior(*task.pair),
        crosses=levels.crosses(*task.pair),
        coordinated=task.helped,
        bridge=task.bridge,
        helped=dataclasses.replace(task.model, members=levels.partnerships[task.pair].members),
        pilot=task.pilot,
        environment=task.labels,
        classes=solved.names.astype(object).reshape(shape),
        choice=solved.choice.reshape(*shape, -1),
        values=solved.start.reshape(shape),
        friction=task.around.friction,
        chain=task.around.chain,
        founding=task.founding,
        founding_class=solved.founded,
        founding_value=solved.start[solved.first],
        probability_strong=float(solved.probability[solved.first]),
        time_to_strong=float(solved.time[solved.first]),
        long_run=_long_run(solved),
        needs=needed[0],
        matters=needed[1],
        proven=solved.proven,
    )


def _long_run(solved: Solved) -> Mapping[str, float]:
    chain = solved.chain.astype(float)
    met = np.zeros(len(chain), dtype=bool)
    met[solved.first] = True
    while (more := met | (chain[met] > 0).any(axis=0)).sum() > met.sum():
        met = more
    names = np.append(solved.names, "dissolved")[met]
    if len(names) == 1 or len(set(names)) == 1:
        shares = np.ones(len(names)) / len(names)
    else:
        initial = np.arange(len(chain))[met] == solved.first
        shares = long_run_shares(chain[np.ix_(met, met)], initial.astype(float))
    return {name: float(shares[names == name].sum()) for name in (*CLASSES, "dissolved")}


def _needed(world: World) -> dict[Pair, tuple[bool, bool]]:
    """Whether pairs need their superiors, and whether these matter, at friction that stays."""
    levels = world.levels
    pairs = [pair for pair in levels.pairs if levels.superior(*pair) is not None]
    ends = []
    for strong in (False, True):
        friction = levels.border[levels.top if strong else -1]
        tasks = [at_friction(world, 0, pair, friction, strong=strong) for pair in pairs]
        ends.append([solved.founded for solved in solve_tasks(tasks, [world])])
    return {
        pair: (a not in COOPERATING and b in COOPERATING, a != b)
        for pair, a, b in zip(pairs, *ends, strict=True)
    }
