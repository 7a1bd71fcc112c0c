"""Where a pair of a hierarchy cooperates: in patience, in friction, in control loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import _check, _tolerance
from ..common.bisection import brackets
from ..common.progress import telling
from ..common.spans import Spans
from ..coordinator import Coordinator
from ..types import Array, Number
from .environments import becoming_strong
from .hierarchy import Hierarchy, Pair
from .solving import Solving, at_friction, solve_tasks
from .stabilise import MEDIATOR
from .worlds import COOPERATING, REGIMES, PairPlay, RegimeProblem, check_coordinator, check_size

GOALS = ("founded strong", "becomes strong")
_PARAMETERS = ("delta", "friction", "control_loss")
#: Edges are located up to this; spans narrower than a grid step may be missed.
TOLERANCE = 1e-10
_STEPS = 200


def least_regime(
    hierarchy: Hierarchy,
    a: Any,
    b: Any,
    delta: Number,
    *,
    coordinator: Coordinator = MEDIATOR,
    control_loss: Number = 0,
    goal: str = "founded strong",
) -> str | None:
    """Name the least institution under which a pair is founded strong, or becomes strong.

    Parameters
    ----------
    hierarchy : Hierarchy
    a, b : name
        The pair, in either order.
    delta : Number
        Common discount factor in [0, 1).
    coordinator : Coordinator
    control_loss : Number
        As for `stabilise`.
    goal : {"founded strong", "becomes strong"}
        "founded strong": both contribute in all conditions from the first period on. "becomes
        strong": they come to do so some day with probability one.

    Returns
    -------
    str or None
        The first of "none", "provinces", "national" and "three-level"; None if none of them will
        do.

    Raises
    ------
    UnknownNameError, DiscountError, InputTypeError, ProbabilityError, NotApplicableError
    RangeError
        As for `stabilise`, by the pairs above this one.

    Examples
    --------
    >>> import qinba_games as qg
    >>> pair = qg.Partnership([[2, 2], [3, 3]], 1, promotion=0.5, friction=0)
    >>> tree = {"nation": None, "A": "nation", "B": "nation", "a": "A", "b": "B"}
    >>> levels = qg.hierarchy.Hierarchy(
    ...     tree, {("A", "B"): pair, ("a", "b"): pair}, inside=0.1, border=[0.3, 0.2, 0.4]
    ... )
    >>> qg.hierarchy.least_regime(levels, "a", "b", 0.6)
    'none'
    """
    owner = "least_regime"
    pair = _pair(owner, hierarchy, a, b)
    delta = _check.discount(owner, delta, exact=False)
    loss = _control_loss(owner, coordinator, control_loss)
    _check.choice(owner, "goal", goal, GOALS)
    for regime in REGIMES[:4]:
        world = RegimeProblem(hierarchy, delta, regime, coordinator, loss, frozen=False)
        _check.patience(owner, delta, exact=world.exact)
        solved = _plays(owner, [world], pair)[0]
        hit, _ = becoming_strong(solved.chain, solved.names, solved.first)
        becomes = goal == GOALS[1] and hit >= 1 - _tolerance.PROBABILITY
        if solved.founded == "strong" or becomes:
            return regime
    return None


def pair_thresholds(
    hierarchy: Hierarchy,
    a: Any,
    b: Any,
    delta: Number,
    regime: str,
    of: str = "delta",
    *,
    coordinator: Coordinator = MEDIATOR,
    control_loss: Number = 0,
    classes: Sequence[str] = ("weak", "strong"),
) -> Spans:
    """Find where a pair is founded weak or strong as one parameter moves.

    Parameters
    ----------
    hierarchy : Hierarchy
    a, b : name
        The pair, in either order.
    delta : Number
        The discount factor; where it moves itself, this one is left aside.
    regime : {"none", "provinces", "national", "three-level", "bottom-up"}
        As for `stabilise`.
    of : {"delta", "friction", "control_loss"}
        "delta"; "control_loss"; or "friction": that of the pair, the same for ever, whatever its
        superiors do (whoever coordinates it still helps: under "three-level" also the bridge, if
        its superiors are founded weak or strong).
    coordinator : Coordinator
    control_loss : Number
        As for `stabilise`.
    classes : sequence of str
        Founding classes that count; ("strong",) for strong alone.

    Returns
    -------
    Spans
        Of the parameter, scanned on a grid of 1/200 and refined by bisection to 1e-10; what is
        narrower than a step of the grid may be missed.

    Raises
    ------
    UnknownNameError, DiscountError, InputTypeError, ProbabilityError, NotApplicableError
    RangeError
        As for `stabilise`, by the pairs above this one.

    Examples
    --------
    >>> import qinba_games as qg
    >>> pair = qg.Partnership([[2, 2], [3, 3]], 1, promotion=0.5, friction=0)
    >>> tree = {"nation": None, "A": "nation", "B": "nation", "a": "A", "b": "B"}
    >>> levels = qg.hierarchy.Hierarchy(
    ...     tree, {("A", "B"): pair, ("a", "b"): pair}, inside=0.1, border=[0.3, 0.2, 0.4]
    ... )
    >>> [round(low, 6) for low, _ in qg.hierarchy.pair_thresholds(levels, "a", "b", 0.6, "none")]
    [0.426616]
    """
    owner = "pair_thresholds"
    pair = _pair(owner, hierarchy, a, b)
    delta = _check.patience(owner, delta, exact=False)
    _check.choice(owner, "regime", regime, REGIMES)
    _check.choice(owner, "of", of, _PARAMETERS)
    loss = _control_loss(owner, coordinator, control_loss)
    for name in _check.sequence(owner, "classes", classes, "names of classes"):
        _check.choice(owner, "classes", name, ("isolated", "nominal", "weak", "strong"))

    def world(**moved: Any) -> RegimeProblem:
        terms = {"delta": float(delta), "loss": float(loss), **moved}
        return RegimeProblem(
            hierarchy, regime=regime, coordinator=coordinator, frozen=False, **terms
        )

    here = [world()]
    above = hierarchy.superior_key(pair)
    together = (
        of == "friction"
        and above is not None
        and _plays(owner, here, above)[0].founded in COOPERATING
    )

    def founded(points: Array) -> Array:
        if of == "friction":
            tasks = [at_friction(here[0], 0, pair, x, together=together) for x in points.tolist()]
            names = [solved.founded for solved in solve_tasks(tasks, here)]
        else:
            key = "delta" if of == "delta" else "loss"
            solved = _plays(owner, [world(**{key: x}) for x in points.tolist()], pair)
            names = [one.founded for one in solved]
        return np.isin(names, list(classes))

    with telling(owner):
        return _scan(founded, closed=of != "delta")


def _scan(founded: Callable[[Array], Array], *, closed: bool) -> Spans:
    grid = np.linspace(0, 1, _STEPS + 1)
    grid = grid if closed else grid[:-1]
    here = founded(grid)
    jumps = np.flatnonzero(here[1:] != here[:-1])
    low, high = grid[jumps], grid[jumps + 1]
    _, high = brackets(lambda middle: founded(middle) == here[jumps], low, high, TOLERANCE)
    edges = [*([0.0] if here[0] else []), *high.tolist(), *([1.0] if here[-1] else [])]
    return Spans(list(zip(edges[::2], edges[1::2], strict=True)), closed=closed)


def _plays(owner: str, worlds: Sequence[RegimeProblem], pair: Pair) -> list[PairPlay]:
    """One pair in many worlds; only what it depends on is solved."""
    levels = worlds[0].levels
    chain = None
    if worlds[0].regime != "bottom-up":
        chain = [pair]
        while (above := levels.superior_key(chain[-1])) is not None:
            chain.append(above)
    check_size(owner, levels, levels.tallest if chain is None else len(chain) - 1)
    done = Solving(worlds, chain).run()
    return [done[w, pair] for w in range(len(worlds))]


def _pair(owner: str, hierarchy: Hierarchy, a: Any, b: Any) -> Pair:
    return _check.instance(owner, "hierarchy", hierarchy, Hierarchy).key(a, b, function=owner)


def _control_loss(owner: str, coordinator: Coordinator, loss: Number) -> Number:
    check_coordinator(owner, _check.instance(owner, "coordinator", coordinator, Coordinator))
    return _check.probability(owner, "control_loss", loss)
