"""Who waits for its superiors? The verb `waiting`."""

from __future__ import annotations

import dataclasses

import numpy as np

from .. import _check, errors
from ..algorithms.elimination import UpheldPolicy
from ..algorithms.solution import solve
from ..partnership.compile import table_of
from ..types import IntArray, read_only
from ..verify.door import certified
from .environments import Environment, choices_of, environment_games, environments_of
from .results import LevelPair, Levels, Waiting
from .solvers.long_run import reachable_from

_OWNER = "waiting"


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
        If members decide as if nothing changed.

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
    plays = {one.pair: _instead(levels, one) for one in levels.pairs if _idles(one)}
    some = {pair: play for pair, play in plays.items() if play is not None}
    pairs = [levels.pair(*pair) for pair in some]
    return certified(
        Waiting(
            levels=levels,
            pairs=tuple(some),
            instead=tuple(_choice(one, some[one.pair]) for one in pairs),
            values=tuple(float(some[one.pair].starts[_first(one), -1, 0]) for one in pairs),
            exact=False,
            proven=False,
        )
    )


def _idles(one: LevelPair) -> bool:
    """Whether a pair with superiors goes on at founding in good times without contributing."""
    leave = choices_of(one.helped) - 1
    return len(one.environment) > 1 and bool(0 < one.choice[(*one.founding, 0)] < leave)


def _first(one: LevelPair) -> int:
    """The founding state among (trust, environment)."""
    return one.founding[0] * len(one.environment) + one.founding[1]


def _instead(levels: Levels, one: LevelPair) -> UpheldPolicy | None:
    """The best equilibrium in which a pair begins at once, if it waits and there is one."""
    trust = [-1 if label == "none" else label[0] for label in one.environment]
    alone = levels.hierarchy.partnerships[one.pair] if one.bridge else None
    around = Environment(np.array(trust), one.friction, one.chain, alone)
    game, first = environment_games([one.helped], [around]).as_floats(), _first(one)
    own = one.choice.reshape(1, game.levels, -1)
    reachable = reachable_from(environments_of(game, own), np.array([first]))[0, :-1]
    if not (reachable & (own[0, :, 0] == 0)).any():
        return None
    table = table_of(game, np.array([float(levels.delta)]))
    begins, after = table.first_row[first * game.conditions :][:2]
    open_ = table.open.copy()
    open_[begins + 1 : after] = False
    try:
        solution = solve(dataclasses.replace(table, open=open_))
    except (errors.NoEquilibriumError, errors.NotConvergedError):
        return None
    return solution.found


def _choice(one: LevelPair, play: UpheldPolicy) -> IntArray:
    """Rows of every state as choices."""
    rows, every = play.rows[:-1, 0], choices_of(one.helped)
    return read_only((rows - every * np.arange(len(rows))).reshape(one.choice.shape))
