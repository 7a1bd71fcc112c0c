"""Networks with few members, and members that leave."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...common.bisection import bracket
from ...common.result import FrameColumns, show
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import Evolution
from ...partnership.results.evolution_batch import EvolutionBatch
from ...patience.critical_discount import critical_discount
from ...region.settings import complete
from ...repeated.repeated_game import RepeatedGame
from ...repeated.results.patience import CriticalDiscount
from ...stage.dilemmas import public_good
from .. import facts
from .argument import ALIKE, CertifiedAnswer, Columns, Instance, World, trusted
from .judging import claim
from .parameters import ParameterSetting
from .search import NOWHERE, Turning, patient
from .worlds import relations, risk, ties, turnover
from .worlds.alone import symmetric
from .worlds.pairs import TOGETHER

#: So many members can negotiate again in a moment.
_FEW = 4
_NETWORK = {"members": 4, "benefit": 0.6, "cost": 0.5, "delta": 0.8}


def _contributing(p: ParameterSetting, number: int) -> CriticalDiscount:
    """Least patience for everybody's contribution in a network of some number of members."""
    larger = Fraction(number, p.members) ** (1 - p.rivalry)
    stage = public_good(number, p.multiplier * larger)
    return trusted(critical_discount(stage, (1,) * number))


def _of_many(p: ParameterSetting) -> CriticalDiscount:
    return _contributing(p, p.members + p.joining)


@claim(
    "C21",
    "3 (3)",
    "Few participants make a weak network.",
    # What few need does not depend on the rivalry with those who join.
    world=World(lambda p: _contributing(p, p.members), ALIKE, fixed=("rivalry",)),
    parameters={"rivalry": 1, "members": 4, "joining": 2, "multiplier": 1.6},
    turns={"rivalry": 8},
    picture=("rivalry", "patience of few", "patience of many"),
    condition=lambda case: (
        case.words(
            "holds if rivalry for what is contributed is below {edge}: at a fixed return to each, "
            "not at a fixed total return"
        )
        + f"; {_about_coverage()}"
    ),
    never=lambda case: case.words("{verdict} at every rivalry") + f"; {_about_coverage()}",
    values=(0, 1, 11),
    columns={
        "patience of few": lambda _, threshold: threshold.delta,
        "patience of many": lambda q, _: _of_many(q).delta,
    },
    further={
        "patience by number of members": lambda case: _by_number(case.p),
        "coverage of the case": lambda _: _coverage(),
    },
)
def few_participants(p: ParameterSetting, threshold: CriticalDiscount) -> bool:
    """Is a network with few participants the weaker one?

    The linear public good: n members need a patience of delta*(n) = (n - r)/(r (n - 1)), and the
    more a network needs, the weaker it is. When k more join, what a unit contributed is worth to
    all together becomes r ((n + k)/n)^(1 - rho). With rivalry rho = 1 the total return stays fixed
    and is shared by more, with rho = 0 everybody's own return stays fixed, r/n. Holds exactly when
    few need more patience than many, delta*(n) > delta*(n + k): with 1 < r < n that is below
    rho* = 1 - log(R/r)/log((n + k)/n), R = (n + k)/(1 + delta*(n) (n + k - 1)), so that it fails at
    a fixed total return and holds at a fixed own one.

    How many members an agreement has is not how much of the area agreements cover: `.further` says
    how many neighbours of the case have one, and how many would work together if all had.

    References
    ----------
    Olson, M. (1965), The Logic of Collective Action, for the opposite view of large groups.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c21(rivalry=1).verdict, claims.c21(rivalry=0).verdict
    ('fails', 'holds')
    """
    return not patient(_of_many(p).delta, threshold.delta)


def _by_number(p: ParameterSetting) -> FrameColumns:
    numbers = list(range(2, 9))
    return {
        "members": numbers,
        "fixed total return": [_contributing(p.but(rivalry=1), n).delta for n in numbers],
        "fixed own return": [_contributing(p.but(rivalry=0), n).delta for n in numbers],
    }


def _coverage() -> FrameColumns:
    """Neighbours of the case that work together, by how many of them have an agreement."""
    delta, (*_, last) = complete({})["delta"], sorted(int(r["year"]) for r in facts.agreements())
    signed = ties.trust(last)
    batch = ties.evolution(delta)
    covered = {
        "no agreement": [0] * len(signed),
        "as on record": signed,
        "every two have one": [max(1, trust) for trust in signed],
    }
    return {
        "coverage": list(covered),
        "neighbours": [len(signed)] * len(covered),
        "with an agreement": [sum(k > 0 for k in trust) for trust in covered.values()],
        "who work together": [int(ties.cooperates(batch, t).sum()) for t in covered.values()],
    }


def _about_coverage() -> str:
    """What more coverage would do: another number than that of the members."""
    table = _coverage()
    (_, with_one, every), (_, now, then) = table["with an agreement"], table["who work together"]
    return (
        f"coverage is another number: in the case {with_one} of {every} neighbours have an "
        f"agreement and {now} work together, {then} if all had one"
    )


def _group(p: ParameterSetting) -> Partnership:
    """The network with the member in question first; all others are alike."""
    n = p.members
    gains = [[0 if i == j else p.benefit for j in range(n)] for i in range(n)]
    w = [p.outside, *[p.others] * (n - 1)]
    return Partnership([gains], p.cost, outside=w, promotion=0, friction=0, sharing=p.sharing)


def cascade(p: ParameterSetting) -> int:
    """How many leave, one after the other, until the rest is a network that holds, or nobody."""
    everybody = p.members
    while p.members > 1:
        batch = relations.varied(_group, p, "delta", [p.delta])
        if batch.founding_class[0] != "isolated":
            return int(everybody - p.members)
        # The best alternative goes first; the others are all alike, so one of them is now in front.
        p = p.but(outside=min(p.outside, p.others), members=p.members - 1)
    return int(everybody)


def _within_reach(case: Instance) -> Turning:
    reach = float(case.p.members * case.p.benefit + case.p.cost) + abs(float(case.p.others))
    return case.turning("outside", -reach, reach)


def _elsewhere(case: Instance) -> list[float]:
    edge = case.edge("outside")
    middle = float(case.p.others if edge is None else edge)
    return sorted({float(case.p.outside), *(middle + 0.1 * k for k in range(-4, 5))})


@claim(
    "C31",
    "4.2",
    "A member that could do better elsewhere withdraws and can take others along.",
    kind="by assumption",
    world=relations.world(_group)._replace(
        concept='"Markov SPE, joint modes", or "voluntary-transfers SPE" with sharing'
    ),
    parameters={"outside": 1.3, **_NETWORK, "others": 0.6, "sharing": "none"},
    turns={"outside": _within_reach},
    picture=("outside", "members who leave"),
    condition="holds if the member gets more than {edge} elsewhere",
    never="holds whatever it gets elsewhere: the network is not worth its cost to its members",
    values=_elsewhere,
    columns=lambda case, values: _cascades(case.p, values),
    further={
        turnover.TITLE: lambda case: turnover.unless_far(_through_elections, case.p),
        risk.LEAVES: lambda _: risk.who_leaves(),
    },
)
def withdrawals(_: ParameterSetting, evolution: Evolution | EvolutionBatch) -> Any:
    """Does a member that could do better elsewhere withdraw, and who follows?

    Each of n members gains b from every other one's contribution and pays c; one of them could get
    w elsewhere, the others v. Holds exactly when it cannot be kept in: without sharing when w, or
    v, is positive and above (n - 1) b - c/delta. With voluntary transfers the others can make up
    for it: it is as dissatisfied and stays as long as the group as a whole has something to lose.

    The cascade is found by solving the smaller group without it, then without the next one to go,
    until those who are left stay. The one with the best alternative goes first.

    If every new government negotiates again, even transfers keep the member only up to some
    turnover. `.further` has it for up to four members, and how many leave beyond it: at least as
    many as if those who stay could rely on promises.

    Where members insure each other against disasters, the one that would leave in the example of
    `.further` is the one with the higher income.

    References
    ----------
    Hirschman, A. O. (1970), Exit, Voice, and Loyalty.

    Examples
    --------
    It leaves, and the other three, who were content with four, cannot do with three:

    >>> from qinba_games.paper import claims
    >>> exodus = claims.c31(outside=1.3)
    >>> exodus.verdict, claims.c31(outside=1.3, sharing="voluntary").verdict
    ('holds', 'fails')
    >>> exodus.evidence["members who leave"][-1]
    4
    """
    return relations.classes(evolution) == "isolated"


def _cascades(p: ParameterSetting, values: list[Any]) -> Columns:
    leaving = [cascade(q) for q in p.varied("outside", values)]
    return {
        "members who leave": lambda _: leaving,
        "members who stay": lambda _: [p.members - gone for gone in leaving],
    }


def _through_elections(p: ParameterSetting) -> FrameColumns:
    """Up to which turnover all contribute if they share, and who leaves beyond it."""
    if p.members > _FEW or (p.members - 1) * p.benefit <= p.cost:
        return {}
    stage = public_good(p.members, benefits=p.benefit, cost=p.benefit + p.cost)
    game = RepeatedGame(stage, outside=[p.outside, *[p.others] * (p.members - 1)])
    least = min(p.outside, p.others)
    rest = p.but(outside=least, members=p.members - 1, sharing="voluntary")
    return {
        "members": [p.members],
        **turnover.largest([(game, p.delta)]),
        "members who leave beyond it, at least": [1 + cascade(rest)],
    }


_WIDTH = 1e-10


def _effort(p: ParameterSetting, e: Any) -> CriticalDiscount:
    """Least patience for a mutual effort e: worth b e to the other, at a cost of c e^2/2."""
    cost = p.cost * e * e / 2
    game = symmetric([[p.benefit * e - cost, -cost], [p.benefit * e, 0]])
    return trusted(critical_discount(game, TOGETHER))


def _free(p: ParameterSetting) -> CertifiedAnswer:
    """The best effort that holds itself up if signatories may decide on everything."""

    def lasts(e: float) -> bool:
        return patient(p.delta, _effort(p, e).delta)

    best = min(1.0, float(p.benefit / p.cost)) if p.cost else 1.0
    effort = best if lasts(best) else bracket(lasts, 0.0, best, _WIDTH)[0]
    return CertifiedAnswer(_effort(p, max(effort, _WIDTH)), effort)


def _over_authority(case: Instance) -> Turning:
    effort = case.found.value
    return Turning((effort,), 0, 1) if _WIDTH < effort < 1 else NOWHERE


def _over_patience(case: Instance) -> Turning:
    p = case.p
    return case.among("delta", [_effort(p, p.authority).delta] if p.authority else [])


@claim(
    "C22",
    "3 (3)",
    "Agreements signed at a low level of administration achieve little.",
    kind="by assumption",
    world=World(_free, ALIKE, fixed=("authority",)),
    parameters={"authority": 0.5, "delta": 0.7, "benefit": 1.6, "cost": 2},
    turns={"authority": _over_authority, "delta": _over_patience},
    picture=("authority", "joint payoff within it", "joint payoff without a limit"),
    condition=lambda case: _below_an_effort(case.found.value),
    values=(0, 1, 11),
    columns=lambda case, _: _within_and_without(case),
    further={"who signed what the paper describes": lambda _: _levels()},
    others=[{"authority": 1, "delta": 0}, {"authority": 0.1, "delta": 0.9}],
)
def low_signatories(p: ParameterSetting, answer: CertifiedAnswer) -> bool:
    """Does a low administrative level of those who sign limit what an agreement achieves?

    Two equals agree on an effort e, worth b e to the other one at a cost of c e^2/2; signatories
    may decide on at most the part a of the whole task, e <= a. Holds exactly when that limit binds,
    that is, if more would hold itself up and be worth it: a < e* = min(1, b/c, 2 b delta/c).
    Impatient partners would not keep more even if they might promise it.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c22(authority=0.5).verdict, claims.c22(authority=0.9).verdict
    ('holds', 'fails')
    """
    return bool(answer.value - p.authority > _WIDTH)


def _below_an_effort(effort: float) -> str:
    if effort <= _WIDTH:
        return "fails at every authority: no effort would be kept"
    return (
        f"holds if signatories may decide on less than {show(effort)} of the task: more than that "
        "is not kept, or not worth its cost"
    )


def _within_and_without(case: Instance) -> Columns:
    p, effort = case.p, case.found.value

    def joint(e: Any) -> float:
        return float(2 * p.benefit * e - p.cost * e * e)

    return {
        "joint payoff within it": lambda q, _: joint(min(float(q.authority), effort)),
        "joint payoff without a limit": lambda *_: joint(effort),
    }


def _levels() -> FrameColumns:
    rows = [row["level"] for row in facts.agreements() if row["status"] == "paper"]
    names = list(dict.fromkeys(rows))
    return {"level": names, "agreements": [rows.count(name) for name in names]}
