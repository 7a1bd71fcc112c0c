"""Section 1 of the paper: why governments have to act together."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...common.result import show
from ...cooperative.classic_games import voting_game
from ...cooperative.results import Dividends
from ...cooperative.values import shapley
from ...patience.critical_discount import critical_discount, discount_table
from ...stage.dilemmas import public_good
from ...stage.results import NashResult
from ...stage.stage_game import StageGame
from .argument import ALIKE, Columns, Instance, World, trusted
from .judging import claim
from .parameters import LEAST, ParameterSetting
from .search import NOWHERE, Turning, patient
from .worlds import alone
from .worlds.alone import additions, smallest


def _spilling(p: ParameterSetting) -> NashResult:
    to_others = Fraction(1, p.members - 1) * p.spillover * p.benefit
    own = (1 - p.spillover) * p.benefit - p.cost
    game = alone.contributing(p.members, lambda act, others: own * act + to_others * others)
    return alone.stage_equilibria(game)


@claim(
    "C01",
    "1",
    "Problems that spill over borders are solved when governments act together.",
    kind="by assumption",
    world=World(_spilling, '"Nash equilibrium" of the game played once'),
    parameters={"spillover": 0.6, "members": 4, "benefit": 1.6, "cost": 1},
    turns={"spillover": 16},
    picture=("spillover", "each alone", "together"),
    condition=(
        "holds if the spillover exceeds {edge}: from there on the own return is below the own cost"
    ),
    never="fails at every spillover: what each does alone is the joint optimum",
    values=(0, 1, 11),
    columns={
        "each alone": lambda _, equilibria: alone.best(equilibria),
        "together": lambda _, equilibria: alone.most(equilibria.game),
        "patience needed": lambda _, equilibria: critical_discount(equilibria.game).delta,
    },
)
def shared_problems(_: ParameterSetting, equilibria: NashResult) -> bool:
    """Do problems that cross borders need governments that act together?

    Each member can spend c on a good worth b, of which the share s spills over to the others in
    equal parts: g_i = (1 - s) b x_i + s b/(n - 1) sum of the others' x_j - c x_i, x_i in {0, 1}.
    Holds exactly when every equilibrium of the stage game falls short of the largest joint payoff,
    that is for b > c above s* = 1 - c/b: there must be a spillover, and an own return below the
    cost.

    References
    ----------
    Olson, M. (1965), The Logic of Collective Action.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c01(spillover=0.6).verdict, claims.c01(spillover=0.3).verdict
    ('holds', 'fails')
    """
    return alone.falls_short(equilibria)


def _public_good(p: ParameterSetting) -> StageGame:
    return public_good(p.members, p.multiplier)


def _tragic(p: ParameterSetting) -> bool:
    return alone.falls_short(alone.stage_equilibria(_public_good(p)))


def _unless_patient(case: Instance) -> str:
    if not _tragic(case.p):
        return "fails for every delta: contributing pays alone already, or not even all together"
    upon = f"from delta {show(case.found.delta)} on"
    return f"fails if the own return reaches the cost (multiplier {case.p.members}), or {upon}"


@claim(
    "C02",
    "1",
    "Governments that govern apart from each other cannot but ruin what they share.",
    world=World(lambda p: trusted(critical_discount(_public_good(p))), ALIKE, fixed=("delta",)),
    parameters={"delta": 0.8, "members": 4, "multiplier": 1.6},
    turns={
        "delta": lambda case: Turning((case.found.delta,), 0, 1) if _tragic(case.p) else NOWHERE
    },
    picture=("delta", "joint payoff", "largest joint payoff"),
    condition=_unless_patient,
    values=(0, 0.9, 10),
    columns=lambda case, _: _by_patience(_public_good(case.p)),
    others=lambda case: [{"multiplier": (1 + case.p.members) / 2, "delta": 0}],
)
def tragedy_of_the_commons(p: ParameterSetting, threshold: Any) -> bool:
    """Does governance by each on its own end in a tragedy of the commons?

    The linear public good g_i = r sum(x)/n - x_i, x_i in {0, 1}, played once and repeatedly. Holds
    exactly when every stage equilibrium falls short of the largest joint payoff and members are too
    impatient to do better: delta < delta* = (n - r)/(r (n - 1)). Fails where the own return r/n
    reaches the cost 1, where contributing is not worth it even to all together (r <= 1), and from
    delta* on, where the threat of the tragedy is enough and nobody has to be in charge.

    References
    ----------
    Hardin, G. (1968), Science 162, 1243-1248; Ostrom, E. (1990), Governing the Commons.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c02(delta=0.8)
    Claim(C02 fails: fails if the own return reaches the cost (multiplier 4), or from delta 0.5 on)
    """
    return _tragic(p) and not patient(p.delta, threshold.delta)


def _by_patience(stage: StageGame) -> Columns:
    table = trusted(discount_table(stage))
    return {
        "joint payoff": lambda q, _: table.at(q.delta).joint_payoff,
        "largest joint payoff": lambda *_: alone.most(stage),
    }


def _highest(p: ParameterSetting) -> float:
    return 1.25 * float(sum(p.capacities)) or 1.0


@claim(
    "C04",
    "1",
    "There is a task beyond any single government and within the reach of several.",
    kind="by assumption",
    world=World(
        lambda p: additions(voting_game(p.capacities, p.target)),
        '"Harsanyi dividends" of the threshold game, a property of coalitions',
    ),
    parameters={"target": 5, "capacities": (3, 2, 2, 1)},
    turns={"target": lambda case: case.turning("target", LEAST, _highest(case.p))},
    picture=("target", "smallest coalition", "power of the strongest"),
    condition=lambda case: _within_reach(case.turns["target"].points),
    values=lambda case: (_highest(case.p) / 12, _highest(case.p), 12),
    columns={
        "smallest coalition": lambda _, dividends: smallest(dividends),
        "power of the strongest": lambda q, _: max(_pivots(q)),
    },
    further={
        "power": lambda case: {
            "member": [str(i + 1) for i in range(len(case.p.capacities))],
            "capacity": list(case.p.capacities),
            "power": _pivots(case.p),
        }
    },
)
def beyond_a_single_government(p: ParameterSetting, dividends: Dividends) -> bool:
    """Is there what no single government can do, and several can?

    Each member can bring a capacity k_i to a task that takes t. The threshold game is v(S) = 1 if
    sum over S of k_i >= t, else 0, and the smallest coalition that is up to the task is the
    smallest one with a dividend (Harsanyi's). Holds exactly when there is one and it has more than
    one member, that is for max k_i < t <= sum k_i. The evidence adds the power of the strongest
    member, its Shapley value: the part of all orders of arrival in which it makes the coalition
    reach t.

    References
    ----------
    Shapley, L. S. and Shubik, M. (1954), American Political Science Review 48, 787-792, for the
    power of members in threshold games.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c04(target=5).verdict, claims.c04(target=3).verdict, claims.c04(target=9).verdict
    ('holds', 'fails', 'fails')
    """
    return 1 < smallest(dividends) <= len(p.capacities)


def _within_reach(targets: tuple[Any, ...]) -> str:
    if not targets:
        return "fails at every target: what takes two members is beyond all together"
    least, limit = min(targets), max(targets)
    condition = f"holds if the target is at most {show(limit)}, all capacities together"
    return condition + (f", and exceeds {show(least)}" if least < limit else "")


def _pivots(p: ParameterSetting) -> list[Any]:
    return list(trusted(shapley(voting_game(p.capacities, p.target))))
