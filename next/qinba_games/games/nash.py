"""What governments do that neither meet again nor can commit themselves: Nash equilibria."""

import math
from fractions import Fraction
from typing import Any

import numpy as np

from ..core import read
from ..core.errors import RangeError
from ..core.numbers import Numbers, positive
from .equilibria import NashResult
from .polytope import in_integers, vertices
from .stage_game import StageGame

#: Bases of a best-response polytope, and inequalities, at most: 12 x 12 actions, or 2 x 60.
_BASES, _BITS = 3_000_000, 62
_MIXED = "only pure equilibria were looked for: there may be mixed ones as well"
_DEGENERATE = "the game is degenerate: some mixed strategy has more best replies than actions"
_CONTINUUM = "some equilibria form continua: their corners are listed"


def nash(stage: StageGame, *, pure: bool = False) -> NashResult:
    """Find the Nash equilibria of a game that is played once.

    Nobody gains by a change of its own: g_i(b, s_-i) <= g_i(s) for every player i and action b.
    Strictly dominated actions are set aside first. If at most two players still have a choice, all
    equilibria are found, as pairs of vertices of the best-response polytopes, in exact arithmetic;
    of a degenerate game the corners of every set of equilibria. With more players only the pure
    ones are found; there may be none.

    Parameters
    ----------
    stage : StageGame
    pure : bool
        Look for pure equilibria only.

    Returns
    -------
    NashResult
        `.equilibria` (for each a mixed strategy of every player, Fractions if payoffs are),
        `.payoffs`, `.pure`, `.complete`, `.notes`.

    Raises
    ------
    RangeError
        If mixed equilibria are wanted of more than about 12 x 12 actions.

    References
    ----------
    Nash, J. (1951). Non-cooperative games. Annals of Mathematics 54, 286-295.

    von Stengel, B. (2007). Equilibrium computation for two-player games in strategic and extensive
    form. In N. Nisan et al. (eds), Algorithmic Game Theory, chapter 3. Cambridge
    University Press.

    Examples
    --------
    >>> from qinba_games.games import nash, stag_hunt
    >>> answer = nash(stag_hunt(4, 0, 3, 2))
    >>> answer
    NashResult(3 equilibria (all); payoffs (4, 4), (2, 2), (8/3, 8/3))
    >>> print(*answer.equilibria[2][0])
    2/3 1/3
    """
    read.kind("nash", "stage", stage, StageGame)
    read.choice("nash", "pure", pure, (False, True))
    menus = undominated(stage.payoffs)
    notes = _aside(stage, menus)
    mixing = [i for i, menu in enumerate(menus) if len(menu) > 1]
    if mixing and (pure or len(mixing) > 2):
        profiles = np.argwhere(stage.replies.all(axis=-1)).tolist()
        points = [_point(stage, [[a] for a in profile], {}) for profile in profiles]
        return NashResult(stage, tuple(points), False, (*notes, _MIXED)).checked()
    if not mixing:
        points = [_point(stage, menus, {})]
        return NashResult(stage, tuple(points), True, notes).checked()
    pairs, complete, remarks = _of_two(stage, menus, mixing)
    points = [_point(stage, menus, dict(zip(mixing, pair, strict=False))) for pair in pairs]
    return NashResult(stage, tuple(points), complete, (*notes, *remarks)).checked()


def undominated(payoffs: Numbers) -> list[list[int]]:
    """Actions of each player after iterated elimination of those that another one beats always."""
    n = payoffs.shape[-1]
    menus = [list(range(m)) for m in payoffs.shape[:-1]]
    while True:
        rest = payoffs[np.ix_(*menus, range(n))]
        beaten = [_beaten(np.moveaxis(rest[..., i], i, 0)) for i in range(n)]
        if not any(gone.any() for gone in beaten):
            return menus
        pairs = zip(menus, beaten, strict=True)
        menus = [[a for a, out in zip(menu, gone, strict=True) if not out] for menu, gone in pairs]


def _beaten(own: Numbers) -> Numbers:
    """Which actions (first axis) are strictly dominated by another pure one."""
    flat = own.reshape(len(own), -1)
    gone = [positive(flat - row, abs(flat) + abs(row)).all(axis=1).any() for row in flat]
    return np.array(gone)


def _of_two(
    stage: StageGame, menus: list[list[int]], mixing: list[int]
) -> tuple[list[Any], bool, tuple[str, ...]]:
    """Pairs of vertices with all labels; whether there are no others; remarks."""
    sizes = [*(len(menus[i]) for i in mixing), 1][:2]
    if sum(sizes) > _BITS or math.comb(sum(sizes), sizes[0]) > _BASES:
        rule = "must have about 12 x 12 actions that are not dominated, or 2 x 60, at most"
        raise RangeError("nash", "stage", stage, rule, "pure=True finds pure equilibria.")
    rest = stage.payoffs[np.ix_(*menus, range(stage.n_players))]
    own = [in_integers(rest[..., i].reshape(sizes)) for i in mixing]
    A, B = (*own, [[1] * sizes[1]] * sizes[0])[:2]
    x, y = vertices([list(column) for column in zip(*B, strict=True)]), vertices(A)
    m, n = sizes
    turned = (y.labels >> n) | ((y.labels & ((1 << n) - 1)) << m)
    pairs = np.argwhere((x.labels[:, None] | turned) == (1 << (m + n)) - 1).tolist()
    complete = all(len(set(side)) == len(pairs) for side in zip(*pairs, strict=True))
    binding = [each.bit_count() > m for each in x.labels.tolist()]
    binding += [each.bit_count() > n for each in y.labels.tolist()]
    remarks = (_DEGENERATE,) * any(binding) + (_CONTINUUM,) * (not complete)
    chosen = [(x.strategies[k], y.strategies[l]) for k, l in pairs]
    return sorted(chosen, key=_simplicity), complete, remarks


def _simplicity(pair: tuple[list[Any], ...]) -> Any:
    """Pure equilibria come first, then by the actions that are used."""
    used = [[a for a, chance in enumerate(own) if chance] for own in pair]
    return sum(map(len, used)), used, [[-chance for chance in own] for own in pair]


def _point(stage: StageGame, menus: list[list[int]], mixed: dict[int, Any]) -> tuple[Numbers, ...]:
    """A strategy of each player over all actions: mixed, or the only one there is."""
    point = []
    for i, menu in enumerate(menus):
        own = np.full(stage.shape[i], Fraction(0), dtype=object if stage.exact else float)
        own[menu] = mixed.get(i, [Fraction(1)])
        own.flags.writeable = False
        point.append(own)
    return tuple(point)


def _aside(stage: StageGame, menus: list[list[int]]) -> tuple[str, ...]:
    """Which actions are set aside, in words."""
    gone = [
        f"{player}: {', '.join(str(name) for a, name in enumerate(names) if a not in menu)}"
        for player, names, menu in zip(stage.players, stage.actions, menus, strict=True)
        if len(menu) < len(names)
    ]
    return (f"strictly dominated actions are set aside ({'; '.join(gone)})",) * bool(gone)
