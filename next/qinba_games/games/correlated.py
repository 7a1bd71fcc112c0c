"""What can a mediator recommend, in private, so that everybody obeys?"""

import math
from functools import cached_property
from typing import Any

import numpy as np

from ..core import numbers, read
from ..core.answer import Answer, Certificate, show
from ..core.errors import NoEquilibriumError, RangeError
from ..core.numbers import Numbers
from ..core.programmes import Programme, maximum
from ..core.value import value
from .stage_game import StageGame

_OBJECTIVES = ("sum", "symmetric", "maxmin")
#: Coefficients of the linear programme, at most.
_MOST = 5_000_000


@value
class CorrelatedEquilibrium(Answer):
    """What `correlated` returns: a distribution over profiles that everybody obeys.

    Attributes
    ----------
    game : StageGame
    objective : str or tuple
        What is largest: "sum", "symmetric", "maxmin", or the weights of players.
    coarse : bool
        Whether players decide on obedience before they hear the recommendation.
    distribution : array, shape (m_1, ..., m_n)
        Probability with which each profile is recommended.
    bound : number
        No correlated equilibrium reaches more of the objective, as duality proves.
    """

    game: StageGame
    objective: Any
    coarse: bool
    distribution: Numbers
    bound: Any
    notes: tuple[str, ...] = ()

    @property
    def concept(self) -> str:
        """The solution concept."""
        return f"{'coarse ' * self.coarse}correlated equilibrium"

    @property
    def exact(self) -> bool:
        """Whether probabilities are rational."""
        return numbers.is_exact(self.distribution)

    @cached_property
    def payoffs(self) -> Numbers:
        """What each player expects, (n,)."""
        chances, payoffs = numbers.alike(self.distribution[..., None], self.game.payoffs)
        return (chances * payoffs).reshape(-1, self.game.n_players).sum(axis=0)

    @property
    def value(self) -> Any:
        """What the objective is worth."""
        return numbers.plain(goals(self.payoffs[None], self.objective).min())

    @property
    def gap(self) -> Any:
        """How much more of the objective there may be."""
        return max(self.bound - self.value, 0 * self.value)

    @cached_property
    def slack(self) -> tuple[Numbers, ...]:
        """By how much obedience beats every other action, of each player [recommended, instead].

        It is weighted with the probability of the recommendation; if coarse, [instead].
        """
        each = [_slack(*pair) for pair in self._sides()]
        return tuple(own.sum(axis=0) if self.coarse else own for own in each)

    def _sides(self) -> list[tuple[Numbers, Numbers]]:
        """Payoffs and probabilities by the action of each player, (m_i, profiles of others)."""
        payoffs, chances = numbers.alike(self.game.payoffs, self.distribution)
        own = enumerate(np.moveaxis(payoffs, -1, 0))
        pairs = ((np.moveaxis(g, i, 0), np.moveaxis(chances, i, 0)) for i, g in own)
        return [(g.reshape(len(g), -1), chance.reshape(len(g), -1)) for g, chance in pairs]

    @property
    def profiles(self) -> dict[tuple[Any, ...], Any]:
        """Names of the profiles that are recommended, with their probabilities."""
        places = map(tuple, np.argwhere(self.distribution > 0).tolist())
        return {self.game.label(a): numbers.plain(self.distribution[a]) for a in places}

    @cached_property
    def certificate(self) -> Certificate:
        """The most that anybody gains by disobedience; or how wrong the probabilities are."""
        zero = 0 * self.distribution.flat[0]
        wrong = max(abs(self.distribution.sum() - 1), -self.distribution.min())
        checks = [Certificate(wrong, "probabilities", numbers.tolerance(zero, 1))]
        for name, slack, (g, _) in zip(self.game.players, self.slack, self._sides(), strict=True):
            allowed = numbers.tolerance(zero, abs(g).max())
            checks.append(Certificate(-slack.min(), f"player {name}", allowed))
        if isinstance(self.objective, str) and self.objective == "symmetric":
            allowed = numbers.tolerance(zero, abs(self.game.payoffs).max())
            spread = self.payoffs.max() - self.payoffs.min()
            checks.append(Certificate(spread, "equal payoffs", allowed))
        return max(checks, key=lambda check: check.violation - check.tolerance)

    def columns(self) -> dict[str, Any]:
        """One row for each profile that is recommended."""
        profiles = self.profiles
        gains = [self.game.payoff(profile) for profile in profiles]
        table = {"profile": list(profiles), "probability": list(profiles.values())}
        for i, name in enumerate(self.game.players):
            table[f"payoff {name}"] = [row[i] for row in gains]
        return table

    def _text(self) -> str:
        count = len(self.profiles)
        payoffs = ", ".join(map(show, self.payoffs))
        goal = (
            self.objective if isinstance(self.objective, str) else list(map(show, self.objective))
        )
        what = f"{'coarse, ' * self.coarse}objective {goal}"
        return f"{what}: payoffs ({payoffs}) from {count} profile{'s' * (count > 1)}"


def correlated(
    stage: StageGame, objective: Any = "sum", *, coarse: bool = False
) -> CorrelatedEquilibrium:
    """Find the best that a mediator can recommend to each player in private.

    The best distribution mu over profiles under which nobody gains by disobedience: for every
    player i, recommended action a_i and other action b, the sum over a_-i of
    mu(a) [g_i(a) - g_i(b, a_-i)] is 0 or more.

    Parameters
    ----------
    stage : StageGame
    objective : "sum", "symmetric", "maxmin", or array, shape (n,)
        What is to be largest: the sum of payoffs; the sum if all get the same; the payoff of who
        gets least; the sum weighted with these numbers.
    coarse : bool
        Whether players decide on obedience before they hear the recommendation.

    Returns
    -------
    CorrelatedEquilibrium
        `.distribution`, `.payoffs`, `.slack`, `.gap`; exact for rational payoffs unless `.notes`
        say otherwise. Others may be as good.

    Raises
    ------
    NoEquilibriumError
        For "symmetric", if in no correlated equilibrium all get the same.
    RangeError
        If the linear programme has more than 5 million coefficients.

    References
    ----------
    Aumann, R. (1974). Subjectivity and correlation in randomized strategies. Journal of
    Mathematical Economics 1, 67-96.

    Moulin, H. and Vial, J.-P. (1978). Strategically zero-sum games. International Journal of Game
    Theory 7, 201-221, for the coarse kind.

    Examples
    --------
    Chicken: who yields? Left alone, both get 14/3 in the mixed equilibrium. A mediator does better.

    >>> from qinba_games.games import StageGame, correlated
    >>> names = [["yield", "insist"]] * 2
    >>> chicken = StageGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]], actions=names)
    >>> correlated(chicken)
    CorrelatedEquilibrium(objective sum: payoffs (21/4, 21/4) from 3 profiles)
    """
    read.kind("correlated", "stage", stage, StageGame)
    read.choice("correlated", "coarse", coarse, (False, True))
    if isinstance(objective, str):
        read.choice("correlated", "objective", objective, _OBJECTIVES)
    else:
        weights = read.array("correlated", "objective", objective, (stage.n_players,))
        objective = tuple(weights.tolist())
    size = math.prod(stage.shape) * sum(m if coarse else m * m for m in stage.shape)
    if size > _MOST:
        rule = f"must make at most {_MOST} coefficients: profiles times pairs of actions"
        raise RangeError("correlated", "stage", stage, rule)
    programme = _programme(stage.payoffs, objective, coarse)
    best = maximum(programme, "correlated")
    if best is None:
        raise NoEquilibriumError(
            "correlated: in no correlated equilibrium of this game do all players get the same. "
            'objective="maxmin" makes the least payoff as large as it can be.'
        )
    notes = ("floats: no rational corner was found",) * (programme.exact and not best.exact)
    chances = best.point[:-1] if best.exact else _as_lottery(best.point[:-1])
    bound = best.bound * _size(goals(stage.payoffs.reshape(-1, stage.n_players), objective))
    chances = chances.reshape(stage.shape)
    return CorrelatedEquilibrium(stage, objective, coarse, chances, bound, notes).checked()


def _as_lottery(x: Numbers) -> Numbers:
    positive = np.where(x > numbers.ROUNDING, x, 0)
    return positive / positive.sum()


def _size(rows: Numbers) -> Any:
    """The largest entry, at least something."""
    return (abs(rows).max() if rows.size else 0) or 1


def goals(payoffs: Numbers, objective: Any) -> Numbers:
    """What is to be large, the least of the columns, for payoffs (rows, n)."""
    if isinstance(objective, str):
        return payoffs if objective == "maxmin" else payoffs.sum(axis=1, keepdims=True)
    return numbers.as_numbers((payoffs * np.array(objective)).sum(axis=1, keepdims=True))


def _programme(payoffs: Numbers, objective: Any, coarse: bool) -> Programme:
    """The largest t that no goal is below, over probabilities and t; each part has size 1."""
    n = payoffs.shape[-1]
    flat = payoffs.reshape(-1, n)
    equal = isinstance(objective, str) and objective == "symmetric"
    same = (flat[:, 1:] - flat[:, :1]).T if equal else flat.T[:0]
    obedience = np.concatenate([_obedience(payoffs[..., i], i, coarse) for i in range(n)])
    parts = numbers.alike(obedience, same, goals(flat, objective).T)
    obedience, same, aims = (part / _size(part) for part in parts)
    one, none = 1 + 0 * aims[:1], 0 * aims[:1, 0]
    rows = np.concatenate([_beside(-obedience, 0), _beside(-aims, 1)])
    fixed = np.concatenate([_beside(one, 0), _beside(same, 0)])
    free = np.arange(len(flat) + 1) == len(flat)
    zeros, level = np.repeat(none, len(rows)), np.append(none + 1, np.repeat(none, len(same)))
    return Programme(free + np.repeat(none, len(free)), rows, zeros, fixed, level, free)


def _beside(rows: Numbers, last: int) -> Numbers:
    """Rows with one more coefficient, of t."""
    return np.concatenate([rows, 0 * rows[:, :1] + last], axis=1)


def _obedience(g: Numbers, i: int, coarse: bool) -> Numbers:
    """Rows of coefficients of mu: for each action recommended and other one; or coarse."""
    own = np.moveaxis(g, i, 0)
    m = len(own)
    losses = own[:, None] - own[None]
    if coarse:
        rows = losses.swapaxes(0, 1)
    else:
        each = np.zeros((m, *losses.shape), dtype=int) * losses
        each[range(m), :, range(m)] = losses
        rows = each.reshape(m * m, *own.shape)
    return np.moveaxis(rows, 1, i + 1).reshape(len(rows), -1)


def _slack(own: Numbers, chances: Numbers) -> Numbers:
    """What each recommended action brings more than each other one, times its probability."""
    return (chances * own).sum(axis=1)[:, None] - chances @ own.T
