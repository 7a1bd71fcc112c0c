"""What happens if nobody expects a tomorrow: the Nash equilibria of the stage game."""

from __future__ import annotations

import numpy as np

from .. import _check, _exact, _sizes, errors
from ..common.progress import telling
from ..common.rounded import rounded
from ..types import Array, IntArray, read_only
from ..verify.door import certified
from .results import NashResult
from .solvers.dominance import surviving_actions
from .solvers.minmax import pure_equilibria
from .solvers.stage_nash import EquilibriumList, bimatrix_equilibria, is_worthwhile
from .stage_game import StageGame


@telling("nash")
def nash(stage: StageGame, *, pure: bool = False) -> NashResult:
    """Find the Nash equilibria of a game that is played once.

    What do governments do that neither meet again nor can commit themselves? A profile of mixed
    strategies is a Nash equilibrium if nobody gains by a change of its own: for every player i and
    action b, g_i(b, s_-i) <= g_i(s).

    Strictly dominated actions are set aside first. If at most two players still have a choice, all
    equilibria are sought: by enumeration of the vertices of the best-response polytopes, by
    support enumeration where that proves nothing, and by the Lemke-Howson algorithm in large games
    (more than about 12 actions each, or 50 beside 2). With more players only the pure equilibria
    are sought.

    Parameters
    ----------
    stage : StageGame
    pure : bool
        Seek pure equilibria only, with any number of players.

    Returns
    -------
    NashResult
        `.equilibria` (one mixed strategy per player, `Fraction`s for rational payoffs),
        `.payoffs`, `.complete`, `.method`, `.notes`. `.complete` is True only where it is proven
        that there are no others: in nondegenerate two-player games and where dominance leaves one
        profile. In a degenerate game equilibria can form continua, of which the corners are
        listed. A game of three or more players without a pure equilibrium has an empty list.

    Raises
    ------
    InputTypeError
        If `stage` is no StageGame.
    NotConvergedError
        If no equilibrium of a two-player game was found, though one exists (large games only).

    Notes
    -----
    Solution concept: Nash equilibrium, no transfers, no repetition. Floats: gains up to 1e-10 of
    the payoff range do not count as gains.

    References
    ----------
    Nash, J. (1951). Non-cooperative games. Annals of Mathematics 54, 286-295.

    von Stengel, B. (2007). Equilibrium computation for two-player games in strategic and extensive
    form. In N. Nisan et al. (eds), Algorithmic Game Theory, chapter 3. Cambridge University Press.

    Examples
    --------
    >>> import qinba_games as qg
    >>> hunt = qg.StageGame.from_bimatrix([[4, 0], [3, 2]], [[4, 3], [0, 2]])
    >>> found = qg.nash(hunt)
    >>> found
    NashResult(3 equilibria (all), vertex enumeration; payoffs (4, 4), (2, 2), (8/3, 8/3))
    >>> found.pure
    ((0, 0), (1, 1))
    >>> [str(probability) for probability in found.equilibria[2][0]]
    ['2/3', '1/3']
    """
    stage = _check.instance("nash", "stage", stage, StageGame)
    pure = _check.flag("nash", "pure", pure)
    if not stage.exact and _is_quick(stage, pure) and _sizes.is_far(stage):
        answer = nash(_exact.decimals(stage), pure=pure)
        return certified(rounded(answer, ("equilibria",), game=stage))
    values = _exact.in_integers(stage.payoffs, 2)[0] if stage.exact else stage.payoffs
    menus = surviving_actions(values)
    rest = _remaining(values[np.ix_(*menus, np.arange(stage.n_players))], pure, stage.exact)
    equilibria = tuple(tuple(map(_embed, mixed, menus, stage.shape)) for mixed in rest.equilibria)
    answer = NashResult(
        game=stage,
        equilibria=equilibria,
        complete=rest.complete,
        method=rest.method,
        notes=(*_set_aside(stage, menus), *rest.notes),
        exact=stage.exact,
        proven=rest.complete,
        witness=rest.vertices and tuple(map(read_only, rest.vertices)),
    )
    return certified(answer)


#: So few payoffs are taken as fractions where they are far apart; and so many, in some seconds,
#: where no vertices of best-response polytopes are listed: each of them would be solved again.
_FEW = 128
_MANY = 100_000


def _is_quick(stage: StageGame, pure: bool) -> bool:
    choosing = [m for m in stage.shape if m > 1]
    two = not pure and len(choosing) == 2
    listed = two and is_worthwhile("vertex enumeration", stage.shape, found_some=False)
    return stage.payoffs.size <= (_FEW if listed else _MANY)


def _remaining(payoffs: Array, pure: bool, exact: bool) -> EquilibriumList:
    """Equilibria of a game without strictly dominated actions."""
    active = [i for i, m in enumerate(payoffs.shape[:-1]) if m > 1]
    if active and not pure and len(active) <= 2:
        return _between_two(payoffs, active, exact)
    equilibria = [
        tuple(_unit(m, a, exact) for m, a in zip(payoffs.shape[:-1], profile, strict=True))
        for profile in pure_equilibria(payoffs)
    ]
    if not active:
        return EquilibriumList(equilibria, True, "iterated strict dominance", [])
    notes = ["only pure equilibria were sought: there may be mixed ones as well"]
    return EquilibriumList(equilibria, False, "pure enumeration", notes)


def _between_two(payoffs: Array, active: list[int], exact: bool) -> EquilibriumList:
    """One or two players have a choice; a missing second one gets a single action."""
    n, sizes = payoffs.shape[-1], [payoffs.shape[i] for i in active] + [1]
    sides = [payoffs[..., i].reshape(sizes[:2]) for i in active]
    pairs = bimatrix_equilibria(sides[0], (sides + [np.zeros_like(sides[0])])[1], exact=exact)
    if not pairs.equilibria:
        raise errors.NotConvergedError(
            f"nash(): {pairs.method} found no equilibrium of this {sizes[0]} x {sizes[1]} game, "
            f"though one exists ({'; '.join(pairs.notes)}). Remove actions that nobody uses.",
            partial=pairs,
        )
    one = _unit(1, 0, exact)
    places = [active.index(i) if i in active else None for i in range(n)]
    equilibria = [tuple(one if k is None else pair[k] for k in places) for pair in pairs.equilibria]
    return pairs._replace(equilibria=equilibria)


def _unit(length: int, position: int, exact: bool) -> Array:
    return _exact.as_numbers(np.eye(length)[position], exact)


def _embed(vector: Array, actions: IntArray, length: int) -> Array:
    full = _exact.as_numbers(np.zeros(length), vector.dtype == object)
    full[actions] = vector
    return read_only(full)


def _set_aside(stage: StageGame, menus: list[IntArray]) -> list[str]:
    gone = [
        f"{player}: {', '.join(n for a, n in enumerate(names) if a not in actions)}"
        for player, names, actions in zip(stage.players, stage.actions, menus, strict=True)
        if len(actions) < len(names)
    ]
    return [f"strictly dominated actions were set aside ({'; '.join(gone)})"] if gone else []
