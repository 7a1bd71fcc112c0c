"""Who waits for its superiors? The verb `waiting`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import _check, errors
from ..partnership.solvers.pair_blocks import pairs_of
from ..partnership.solvers.pair_paths import moves
from ..partnership.solvers.pairs_in_blocks import CHOICE, acts_with, starts
from ..partnership.stacked_pairs import can_be_stacked
from ..types import Array, BoolArray, read_only
from ..verify.door import certified
from .hierarchy import Pair
from .results import LevelPair, Levels, Waiting
from .solvers.environments import Environment, surrounded_pairs
from .solvers.long_run import met_from

_OWNER = "waiting"
#: The acts of both behind a choice under a fixed rule.
_ACTS = np.array([0, 3, 4])


def waiting(levels: Levels) -> Waiting:
    """Find the pairs that could work together at once and are better off waiting for superiors.

    A pair waits if it idles at founding in good times, contributes later, and if there is an
    equilibrium in which it contributes at founding in good times: that would be sustained while its
    superiors are as weak as they are, yet is worth less. Members must foresee that their superiors
    change.

    Parameters
    ----------
    levels : Levels
        What `stabilise` returned, with `anticipation="full"`.

    Returns
    -------
    Waiting
        `.pairs`, and for each the equilibrium that it forgoes. In floats; that the pairs listed
        wait is checked, that no other one does is not.

    Raises
    ------
    InputTypeError
    NotApplicableError
        If members decide as if nothing changed, or share by fractions of their own.

    Notes
    -----
    Idling lets trust fall, so that only pairs at low trust wait; and a pair that earns at least
    what it spends, in all conditions and at every trust, never does.

    Examples
    --------
    Trust must be built at a loss, and superiors that trust each other make that cheaper.

    >>> import qinba_games as qg
    >>> tree = {"nation": None, "A": "nation", "B": "nation", "a": "A", "b": "B"}
    >>> provinces = qg.Partnership([[2, 2], [3, 3]], 1, promotion=0.9, friction=0)
    >>> prefectures = qg.Partnership([[0.4, 0.4], [2.5, 2.5]], 1, promotion=0.5, friction=0)
    >>> case = qg.hierarchy.Hierarchy(
    ...     tree,
    ...     {("A", "B"): provinces, ("a", "b"): prefectures},
    ...     inside=0.1,
    ...     border=[0.6, 0, 0.7],
    ... )
    >>> found = qg.hierarchy.waiting(qg.stabilise(case, 0.9, "national"))
    >>> found.pairs
    (('a', 'b'),)
    """
    _check.instance(_OWNER, "levels", levels, Levels)
    if levels.anticipation != "full":
        rule = "who decides as if nothing changed waits for nobody"
        remedy = 'Pass what stabilise returns with anticipation="full"'
        raise errors.NotApplicableError(_OWNER, "levels", levels.anticipation, rule, remedy)
    groups: dict[Any, list[LevelPair]] = {}
    for one in levels.pairs:
        if _idles(one):
            model = one.helped
            shape = len(one.environment), len(model.bad_times), model.drop, model.sharing
            groups.setdefault(shape, []).append(one)
    found: dict[Pair, tuple[Array, float]] = {}
    for some in groups.values():
        found |= _instead(levels, some)
    pairs = tuple(one.pair for one in levels.pairs if one.pair in found)
    return certified(
        Waiting(
            levels=levels,
            pairs=pairs,
            instead=tuple(found[pair][0] for pair in pairs),
            values=tuple(found[pair][1] for pair in pairs),
            concept=levels.concept,
            exact=False,
            proven=False,
        )
    )


def _idles(one: LevelPair) -> bool:
    """Whether a pair with superiors goes on at founding in good times without contributing."""
    if len(one.environment) < 2:
        return False
    if not can_be_stacked(one.helped):
        rule = "pairs share by a rule with a name, and nobody has a stake"
        remedy = 'Use sharing="none", "voluntary" or another rule by name'
        raise errors.NotApplicableError(_OWNER, "levels", one.helped.sharing, rule, remedy)
    leave = 4 if one.helped.sharing == "voluntary" else 2
    return bool(0 < one.choice[(*one.founding, 0)] < leave)


def _instead(levels: Levels, some: Sequence[LevelPair]) -> dict[Pair, tuple[Array, float]]:
    """What those that wait forgo, and what that is worth, by pair."""
    first = np.array([one.founding[0] * len(one.environment) + one.founding[1] for one in some])
    around = [_around(levels, one) for one in some]
    delta = np.full(len(some), float(levels.delta))
    terms = surrounded_pairs([one.helped for one in some], around, delta, first)
    pairs, rows = pairs_of(terms), np.arange(len(some))
    acts, there = acts_with(pairs, first, voluntary=terms.voluntary)
    value = starts(pairs, acts, voluntary=terms.voluntary).sum(axis=0)[first, rows]
    own = np.stack([one.choice.reshape(pairs.levels, -1) for one in some], axis=-1)
    there &= _contributes(moves(pairs, own if terms.voluntary else _ACTS[own]), own, first)
    choice = np.moveaxis(acts if terms.voluntary else CHOICE[acts], -1, 0)
    return {
        some[k].pair: (read_only(choice[k].reshape(some[k].choice.shape)), float(value[k]))
        for k in np.flatnonzero(there).tolist()
    }


def _around(levels: Levels, one: LevelPair) -> Environment:
    """What surrounds a pair, off what is said of it."""
    trust = [-1 if label == "none" else label[0] for label in one.environment]
    alone = levels.hierarchy.partnerships[one.pair] if one.bridge else None
    return Environment(np.array(trust), one.friction, one.chain, alone)


def _contributes(chain: Array, choice: Array, first: Array) -> BoolArray:
    """Whether all contribute in good times at some level that is met from the first one."""
    met = met_from(chain, first)[:, :-1]
    return np.asarray((met & (choice[:, 0] == 0).T).any(axis=1))
