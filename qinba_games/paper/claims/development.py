"""Development: against the environment, through exchange, and without any network."""

from __future__ import annotations

from typing import Any

from ...patience.critical_discount import critical_discount
from ...repeated.results.patience import CriticalDiscount
from ...stage.nash import nash
from ...stage.results import NashResult
from ...stage.stage_game import StageGame
from .argument import ALIKE, World, trusted
from .judging import claim
from .parameters import ParameterSetting
from .search import first_turning, patient
from .worlds.alone import best, contributing, stage_equilibria, symmetric
from .worlds.pairs import TOGETHER

_BOTH = (1, 1)


def _most(p: ParameterSetting) -> float:
    """More than any cross effect at which the verdict turns."""
    return max(2.0, 2 * float(p.benefit))


def _departments(p: ParameterSetting) -> NashResult:
    """Development and protection of the environment, both for the good of the same government."""
    one = p.benefit - p.cost
    worth = [[0, one], [one, 2 * one + p.complement]]
    return trusted(nash(StageGame.from_bimatrix(worth, worth), pure=True))


@claim(
    "C05",
    "1",
    "Economic development and protection of the environment are in conflict.",
    kind="by assumption",
    world=World(_departments, '"Nash equilibrium" of the stage game'),
    parameters={"complement": -1, "benefit": 1.6, "cost": 1},
    # As far down as what one of the two brings can go, however large that is.
    turns={"complement": lambda case: case.turning("complement", -_most(case.p), _most(case.p))},
    picture=("complement", "both", "only one of the two"),
    over={"complement": (-2, 2)},
    condition=(
        "holds if the activities are substitutes, with a cross effect below {edge}: what both lose "
        "together is more than one of them brings"
    ),
    never="fails at every cross effect: one of the two is not worth its cost by itself",
    values=(-2, 2, 9),
    columns={
        "both": lambda _, equilibria: float(equilibria.game.payoffs[_BOTH].max()),
        "only one of the two": lambda _, equilibria: float(equilibria.game.payoffs[1, 0].max()),
    },
    others=[{"complement": -2}, {"benefit": 1.6, "cost": 1}],
)
def conflict_of_aims(p: ParameterSetting, equilibria: NashResult) -> bool:
    """Are development and protection of the environment in conflict?

    A government can do both; each alone brings b at a cost of c, and both together g more, or less
    if g is negative. Their cross effect g decides: with complements, g > 0, each makes the other
    one worth more, with substitutes less. They are in conflict, and the claim holds, exactly when
    each alone is worth its cost and both together are no equilibrium of those who decide: g < -(b -
    c).

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c05(complement=-1).verdict, claims.c05(complement=0.5).verdict
    ('holds', 'fails')
    """
    return bool(p.benefit > p.cost and _BOTH not in equilibria.pure)


def _exchange(p: ParameterSetting, similarity: Any) -> CriticalDiscount:
    """Least patience for an exchange of resources in fields that are so similar."""
    worth = p.benefit * (1 + p.complement * similarity)
    game = symmetric([[worth - p.cost, -p.cost], [worth, 0]])
    return trusted(critical_discount(game, TOGETHER))


@claim(
    "C09",
    "2 (1)",
    "Similar fields with resources that can be exchanged make members complement each other.",
    kind="by assumption",
    world=World(lambda p: _exchange(p, p.similarity), ALIKE),
    parameters={"complement": -0.3, "similarity": 0.6, "benefit": 2, "cost": 1},
    turns={"complement": lambda case: first_turning(case.holds_over("complement"), -1.0, 2.0)},
    picture=("complement", "patience needed", "patience if nothing is similar"),
    over={"complement": (-0.4, 0.6)},
    condition=(
        "holds if resources of similar fields add more than {edge} to each other, and fails if "
        "they are substitutes, as in a region of one and the same industry"
    ),
    never="fails at every cross effect: nothing is similar, or nothing is given",
    values=(-0.4, 0.6, 11),
    columns={
        "patience needed": lambda _, threshold: float(threshold.delta),
        "patience if nothing is similar": lambda q, _: float(_exchange(q, 0).delta),
    },
    others=[{"complement": 0.3}, {"complement": 0.3, "similarity": 0.5}],
)
def similar_fields(p: ParameterSetting, threshold: CriticalDiscount) -> bool:
    """Does similarity make members complement each other?

    Two equals exchange what costs them c and is worth b (1 + g x) to the other one, x how similar
    their fields are: g > 0 if resources of one field complement each other, g < 0 if they are
    substitutes, as those of the same industry twice. Exchange takes a patience of
    c/(b (1 + g x)). Holds exactly when similarity makes it easier: g > 0 and x > 0, for exchange
    that costs something and is worth it, 0 < c <= b (1 + g x).

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c09(complement=-0.3).verdict, claims.c09(complement=0.3).verdict
    ('fails', 'holds')
    """
    return not patient(threshold.delta, _exchange(p, 0).delta)


def _support_game(p: ParameterSetting) -> StageGame:
    """The linear public good, with s from above for whoever contributes, whatever others do."""
    n, cost = p.members, 1 - p.support
    return contributing(n, lambda own, others: p.multiplier * (own + others) / n - own * cost)


def _least(p: ParameterSetting) -> CriticalDiscount:
    return trusted(critical_discount(_support_game(p), (1,) * p.members))


@claim(
    "C24",
    "4",
    "Only a network of cooperation can bring development.",
    world=World(
        lambda p: stage_equilibria(_support_game(p)),
        f'"Nash equilibrium" of the stage game; {ALIKE}',
        fixed=("delta",),
    ),
    parameters={"support": 0.2, "delta": 0.7, "members": 4, "multiplier": 1.6},
    turns={
        "support": lambda case: case.of_parts("support", _develops, _lasts),
        "delta": lambda case: case.among("delta", [_least(case.p).delta]),
    },
    picture=("support", "joint payoff without a network", "joint payoff in a network"),
    over={"support": (0, 1)},
    condition=(
        "turns at a support of {edge} per unit and {verdict} at {support}: with less nobody "
        "contributes without a network, or none lasts; with more all do anyway"
    ),
    never="{verdict} at every support",
    values=(0, 1, 6),
    columns={
        "joint payoff without a network": lambda _, equilibria: float(best(equilibria)),
        "joint payoff in a network": lambda q, _: _in_a_network(q),
    },
    others=[{"support": 1}, {"delta": 0}, {"support": 0, "delta": 0.9}],
)
def only_a_network(p: ParameterSetting, equilibria: NashResult) -> bool:
    """Is a network the only way to development?

    The public good of `c02`, with s per unit from above for whoever contributes, network or not.
    Holds exactly when nobody contributes in any stage equilibrium, s < 1 - r/n, and a network can
    hold everybody to it: delta >= (n - r - n s)/(r (n - 1)). Private returns or transfers that are
    large enough bring development without any network.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c24(support=0.2).verdict, claims.c24(support=0.7).verdict
    ('holds', 'fails')
    """
    return not _contribute(equilibria) and _lasts(p)


def _contribute(equilibria: NashResult) -> bool:
    """Whether anybody contributes without a network."""
    return any(map(any, equilibria.pure))


def _develops(p: ParameterSetting) -> bool:
    return _contribute(stage_equilibria(_support_game(p)))


def _lasts(p: ParameterSetting) -> bool:
    """Whether a network holds everybody to it."""
    return patient(p.delta, _least(p).delta)


def _in_a_network(q: ParameterSetting) -> float:
    worth = float(q.members * (q.multiplier - 1 + q.support))
    return worth if _lasts(q) else 0.0
