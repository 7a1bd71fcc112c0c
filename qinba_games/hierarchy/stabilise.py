"""Which pairs stabilise when levels of government help them? The verb `stabilise`."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .. import _check
from ..common.progress import telling
from ..coordinator import Coordinator
from ..game.witness import Part
from ..types import Array, Number, made
from ..verify.door import certified_all
from .hierarchy import Hierarchy, Pair
from .results import LevelPair, Levels
from .solving import Solving, at_friction
from .worlds import (
    COOPERATING,
    REGIMES,
    PairPlay,
    RegimeProblem,
    Task,
    check_coordinator,
    check_size,
)

_ANTICIPATION = ("full", "frozen")
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
    regime : {"none", "provinces", "national", "three-level", "bottom-up"}
        "none": nobody is coordinated. "provinces": pairs whose lowest common superior is not the
        root are coordinated by it. "national": also the pairs directly under the root.
        "three-level": also every pair across the root's border whose superior pair is founded weak
        or strong (a bridge). "bottom-up": as "provinces", but superiors follow their most valuable
        cooperating pair below instead of leading.
    coordinator : Coordinator
        What whoever coordinates can do.
    control_loss : Number
        Part of the credibility that is lost with every level between coordinator and pair.
    anticipation : {"full", "frozen"}
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
    _check.discount("stabilise", delta, exact=False)
    delta = _check.patience("stabilise", delta, exact=hierarchy.exact)
    _check.choice("stabilise", "regime", regime, REGIMES)
    _check.instance("stabilise", "coordinator", coordinator, Coordinator)
    check_coordinator(coordinator)
    control_loss = _check.probability("stabilise", "control_loss", control_loss)
    _check.choice("stabilise", "anticipation", anticipation, _ANTICIPATION)
    check_size(hierarchy)
    frozen = anticipation == "frozen"
    return stabilised([RegimeProblem(hierarchy, delta, regime, coordinator, control_loss, frozen)])[
        0
    ]


def stabilised(worlds: Sequence[RegimeProblem]) -> list[Levels]:
    """Worlds with the same tree, solved and judged together; "bottom-up" alone is from below."""
    solving, everywhere = Solving(worlds), range(len(worlds))
    ends = [_ends(solving, w) for w in everywhere]
    with telling("stabilise"):
        done = solving.run([task for some in ends for task in (*some.apart, *some.together)])
    alone = iter(solving.alone)
    found = []
    for w, world, some in zip(everywhere, worlds, ends, strict=True):
        solved = [done[w, pair] for pair in solving.pairs]
        resting = list(itertools.islice(alone, 2 * len(some.apart)))
        found.append(_levels(world, solved, some, resting))
    return certified_all(found)


def _levels(
    world: RegimeProblem,
    solved: Sequence[PairPlay],
    ends: _ConstantFriction,
    resting: Sequence[PairPlay],
) -> Levels:
    """What was found of one world."""
    needed = _needed(ends.apart, resting)
    pairs = tuple(
        describe(one, world, needed.get(one.task.pair, _Resting(None, None, None)))
        for one in solved
    )
    return Levels(
        hierarchy=world.levels,
        delta=world.delta,
        regime=world.regime,
        coordinator=world.coordinator,
        control_loss=world.loss,
        anticipation="frozen" if world.frozen else "full",
        pairs=pairs,
        witness=_witness(solved, ends.apart, resting),
        exact=world.exact,
        proven=all(pair.proven for pair in pairs),
    )


def _witness(
    solved: Sequence[PairPlay], apart: Sequence[Task], alone: Sequence[PairPlay]
) -> dict[tuple[Pair, bool | None], tuple[Part, int]]:
    """What shows each pair (None), and it at rest: without superiors (False), with strong ones."""
    strong = [k >= len(apart) for k in range(len(alone))]
    found: dict[tuple[Pair, bool | None], PairPlay] = {
        (one.task.pair, at): one for one, at in zip(alone, strong, strict=True)
    }
    for one in solved:
        # Who follows nobody is at rest without superiors.
        rests = len(one.task.around.trust) == 1
        found[one.task.pair, False if rests else None] = one
    return {key: one.record.find() for key, one in found.items()}


def describe(solved: PairPlay, world: RegimeProblem, resting: _Resting) -> LevelPair:
    """What a reader wants to know about one pair."""
    task, levels = solved.task, world.levels
    at = levels.standing[task.pair]
    shape = (levels.top + 1, len(task.around.trust))
    return made(
        LevelPair,
        pair=task.pair,
        level=levels.levels[task.pair],
        superior=at.superior,
        crosses=at.crosses,
        coordinated=task.helped,
        bridge=task.bridge,
        helped=task.model,
        pilot=task.pilot,
        environment=task.labels,
        choice=solved.choice.reshape(*shape, -1),
        values=solved.start.reshape(shape),
        friction=task.around.friction,
        chain=task.around.chain,
        founding=task.founding,
        needs=resting.needs,
        matters=resting.matters,
        at_rest=resting.choice,
        proven=solved.proven,
    )


class _ConstantFriction(NamedTuple):
    """Pairs with superiors at friction that stays."""

    apart: list[Task]  #: without superiors
    together: list[Task]  #: with strong ones


def _ends(solving: Solving, w: int) -> _ConstantFriction:
    """The same of one world."""
    world = solving.worlds[w]
    levels = world.levels
    pairs = [pair for pair, at in levels.standing.items() if at.superior is not None]
    high = levels.border[levels.top]
    return _ConstantFriction(
        [solving.without_superiors(w, pair) for pair in pairs],
        [at_friction(world, w, pair, high, together=True) for pair in pairs],
    )


class _Resting(NamedTuple):
    """Whether a pair needs its superiors, whether they matter, and what both rest on."""

    needs: bool | None
    matters: bool | None
    choice: Array | None


def _needed(tasks: Sequence[Task], solved: Sequence[PairPlay]) -> dict[Pair, _Resting]:
    """Whether pairs need their superiors, and whether these matter, from both ends in a row."""
    apart, together = solved[: len(tasks)], solved[len(tasks) :]
    found = {}
    for a, b in zip(apart, together, strict=True):
        low, high = a.founded, b.founded
        needs = low not in COOPERATING and high in COOPERATING
        found[a.task.pair] = _Resting(needs, low != high, np.array([a.choice, b.choice]))
    return found
