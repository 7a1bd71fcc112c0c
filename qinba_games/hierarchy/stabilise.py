"""Which pairs stabilise when levels of government help them? The verb `stabilise`."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import _check
from ..common.progress import telling
from ..common.register import finds
from ..coordinator import Coordinator
from ..types import Array, Number, make, read_only
from ..verify.door import certified_all
from .environments import choices_of, moves_in
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
    delta = _check.discount("stabilise", delta, exact=False)
    _check.choice("stabilise", "regime", regime, REGIMES)
    _check.instance("stabilise", "coordinator", coordinator, Coordinator)
    check_coordinator("stabilise", coordinator)
    control_loss = _check.probability("stabilise", "control_loss", control_loss)
    _check.choice("stabilise", "anticipation", anticipation, _ANTICIPATION)
    check_size("stabilise", hierarchy, hierarchy.tallest)
    frozen = anticipation == "frozen"
    world = RegimeProblem(hierarchy, delta, regime, coordinator, control_loss, frozen)
    _check.patience("stabilise", delta, exact=world.exact)
    return levels_of([world])[0]


class _WorldPlays(NamedTuple):
    """What pairs of one world do: as they are, and at friction that stays."""

    pairs: list[PairPlay]
    apart: list[PairPlay]  #: without superiors
    together: list[PairPlay]  #: with strong ones


def levels_of(worlds: Sequence[RegimeProblem]) -> list[Levels]:
    """Worlds with the same tree, solved and judged together; "bottom-up" alone is from below."""
    with telling("stabilise"):
        plays = _everywhere(Solving(worlds))
    return certified_all([_levels(*both) for both in zip(worlds, plays, strict=True)])


def _everywhere(solving: Solving) -> list[_WorldPlays]:
    """All pairs of every world, and those with superiors at friction that stays."""
    worlds, pairs = range(len(solving.worlds)), solving.pairs
    some = [pair for pair, at in solving.levels.standing.items() if at.superior is not None]
    apart = [solving.without_superiors(w, pair) for w in worlds for pair in some]
    together = [_with_strong_superiors(solving, w, pair) for w in worlds for pair in some]
    done = solving.run([*apart, *together])
    ends, count = solving.alone, len(some)
    return [
        _WorldPlays(
            [done[w, pair] for pair in pairs],
            ends[w * count : (w + 1) * count],
            ends[len(apart) + w * count : len(apart) + (w + 1) * count],
        )
        for w in worlds
    ]


def _with_strong_superiors(solving: Solving, w: int, pair: Pair) -> Task:
    world = solving.worlds[w]
    high = world.levels.border[world.levels.top]
    return at_friction(world, w, pair, high, together=True)


def _levels(world: RegimeProblem, plays: _WorldPlays) -> Levels:
    """What was found of one world."""
    unsettled = tuple(one.task.pair for one in plays.pairs if not one.proven)
    return Levels(
        hierarchy=world.levels,
        delta=world.delta,
        regime=world.regime,
        coordinator=world.coordinator,
        control_loss=world.loss,
        anticipation="frozen" if world.frozen else "full",
        unsettled=unsettled,
        witness={
            one.task.key: one.record() for one in (*plays.apart, *plays.together, *plays.pairs)
        },
        exact=world.exact,
        proven=not unsettled,
    )


@finds(Levels, "pairs")
def _pairs_of(levels: Levels) -> tuple[LevelPair, ...]:
    """Every pair at its place, which does what the witness says."""
    terms = levels.hierarchy, levels.delta, levels.regime, levels.coordinator, levels.control_loss
    world = RegimeProblem(*terms, frozen=levels.anticipation == "frozen")
    (plays,) = _everywhere(Solving([world], solve=functools.partial(_plays, levels)))
    constant = dict.fromkeys(levels.hierarchy.pairs, _Constant(None, None, None))
    ends = zip(plays.apart, plays.together, strict=True)
    constant |= {one.task.pair: _constant(one, other) for one, other in ends}
    return tuple(_describe(one, world, constant[one.task.pair]) for one in plays.pairs)


def _plays(levels: Levels, tasks: Sequence[Task], _: Any) -> list[PairPlay]:
    """What pairs do, and what that is worth, as the witness says."""
    plays = []
    for task in tasks:
        part, game = levels.witness[task.key]
        rows, worth = part.play.rows[:-1, game], read_only(part.play.worth[:-1, -1, game])
        choice = read_only(rows - choices_of(task.model) * np.arange(len(rows)))
        choice = choice.reshape(len(worth), -1)
        moves = functools.cache(functools.partial(moves_in, task.model, task.around, choice))
        record = functools.partial(levels.witness.get, task.key)
        proven = task.pair not in levels.unsettled
        plays.append(PairPlay(task, choice, worth, moves, proven, record))
    return plays


def _describe(solved: PairPlay, world: RegimeProblem, constant: _Constant) -> LevelPair:
    """What a reader wants to know about one pair."""
    task, levels = solved.task, world.levels
    at = levels.standing[task.pair]
    shape = (levels.top + 1, len(task.around.trust))
    return make(
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
        needs=constant.needs,
        matters=constant.matters,
        constant_environment=constant.choice,
        proven=solved.proven,
    )


class _Constant(NamedTuple):
    """Whether a pair needs its superiors, whether they matter, and what it does without change."""

    needs: bool | None
    matters: bool | None
    choice: Array | None


def _constant(apart: PairPlay, together: PairPlay) -> _Constant:
    """The same of what a pair does at both ends."""
    low, high = apart.founded, together.founded
    needs = low not in COOPERATING and high in COOPERATING
    return _Constant(needs, low != high, np.array([apart.choice, together.choice]))
