"""Whether a third party is needed, and what it has to be like."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ...common.result import FrameColumns, show
from ...common.spans import Spans
from ...cooperative.results import Dividends
from ...coordinator import Coordinator
from ...institutions.honesty import honesty, workable_stakes
from ...institutions.results import Honesty, WorkableStakes
from ...payoff_sets.payoff_set import payoff_set
from ...payoff_sets.results import PayoffSet
from ...sharing.worths_from_play import characteristic_function
from ...stage.stage_game import StageGame
from ...third_parties.results.window import ACTING_TOGETHER, ANY_EQUILIBRIUM, PivotalWindow
from ...third_parties.window import pivotal_window
from . import regions
from .argument import GRIM, HOLDS, INCONSISTENT, Columns, Instance, World, trusted, word
from .judging import claim
from .parameters import LONGEST, ParameterSetting
from .search import Turning, asking, patient, turning
from .worlds import pairs, windows
from .worlds.alone import additions, choices, falls_short, smallest, stage_equilibria
from .worlds.pairs import COOPERATION, MEMBERS, exchange

_OFFICE = {"stake": 0.15, "effort": 0.4, "income": 1, "deposit": 1}


@claim(
    "C14",
    "2 (5)",
    "Members need a third party if they are to cooperate.",
    world=World(
        lambda p: _together(p) if p.baseline == ACTING_TOGETHER else _by_turns(p),
        f'"voluntary-transfers SPE" with the third party; without it {GRIM}, or with baseline "any '
        f'equilibrium" "{PayoffSet.concept}"',
        fixed=("delta",),
    ),
    parameters={"delta": 0.55, **MEMBERS, "deposit": 0, "baseline": ACTING_TOGETHER},
    turns={"delta": lambda case: windows.edges(case.found)},
    picture=("delta", "joint payoff with a third party", "joint payoff without"),
    condition=windows.words(
        "fails at every delta: a third party makes no difference to such members",
        below="the less patient cannot be helped",
        above="the more patient need no help",
    ),
    values=(0, 0.9, 19),
    columns=lambda case, _: _joint_payoffs(case.p),
    further={"without a third party": lambda case: _alone(case.p)},
    others=[{"benefits": (3, 1.25), "costs": (1, 1), "outside": 0, "delta": 0.6}],
)
def third_party_needed(p: ParameterSetting, window: PivotalWindow | NarrowerWindow) -> bool:
    """Is a third party needed?

    The two members of `c13`: each pays c_i for what brings the other one b_j, and has w by itself.
    Alone they share nothing, and both contribute or neither does ("acting together"). A third party
    settles shares, and can hold a deposit B of each, lost by whoever breaks the agreement. Holds
    exactly when it is pivotal: there is cooperation with it and none without. That is a window of
    discount factors. From its lower end, L/(L + S) with L = sum max(0, c_i - B) and S = sum (b_i -
    c_i) - 2w, a third party is of use; from its upper end, the larger c_i/(b_i - w), it is
    unnecessary. Members who take turns can do with less patience: with `baseline="any equilibrium"`
    it is unnecessary as soon as somebody contributes in some equilibrium without payments. A table
    beside it has both baselines.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> [claims.c14(delta=delta).verdict for delta in (0.45, 0.55, 0.65)]
    ['fails', 'holds', 'fails']
    >>> claims.c14(delta=0.55, baseline="any equilibrium").verdict
    'fails'
    """
    return windows.inside(window, p.delta)


def _worth(p: ParameterSetting) -> tuple[Any, Any]:
    """The joint payoff of members without and with cooperation."""
    return 2 * p.outside, sum(p.benefits) - sum(p.costs)


def _together(p: ParameterSetting) -> PivotalWindow:
    """Beside members who both contribute for ever or never do."""
    helper = Coordinator(sharing=True, deposit=p.deposit)
    return trusted(pivotal_window(exchange(p), helper, profile=COOPERATION))


class NarrowerWindow(NamedTuple):
    """A window beside members who act together, and what is left of it beside any equilibrium."""

    window: PivotalWindow
    intervals: Spans

    def __getattr__(self, name: str) -> Any:
        """All else is as beside members who act together."""
        return getattr(self.window, name)


def _by_turns(p: ParameterSetting) -> NarrowerWindow:
    """Beside members who play any equilibrium: the more patient they are, the more there are."""
    window, pieces = _together(p), []
    for low, high in window.intervals:
        inside = 1e-6 * (high - low)
        begins = turning(
            lambda deltas: np.array([_most(p.but(delta=float(d))) > 2 * p.outside for d in deltas]),
            low + inside,
            min(high - inside, LONGEST),
            start=1,
            parts=2,
            width=1e-7,
        )
        pieces.append((low, min((*begins.points, high))))
    return NarrowerWindow(window, Spans.union(pieces))


def _most(p: ParameterSetting) -> float:
    """The largest joint payoff of any equilibrium of members alone."""
    return max(float(sum(corner)) for corner in trusted(payoff_set(exchange(p), p.delta)).vertices)


def _joint_payoffs(p: ParameterSetting) -> Columns:
    columns = windows.joint_payoffs(_worth(p), "joint payoff with a third party")
    if p.baseline == ACTING_TOGETHER:
        return columns
    return {**columns, "joint payoff without": lambda q, _: _most(q)}


def _alone(p: ParameterSetting) -> FrameColumns:
    """What members have without it, by either baseline."""
    window = _together(p)
    inside = [(3 * float(low) + float(high)) / 4 for low, high in window.intervals]
    deltas = sorted({float(p.delta), *inside})
    together = [float(_worth(p)[windows.cooperates(window, delta)[0]]) for delta in deltas]
    most = [_most(p.but(delta=delta)) for delta in deltas]
    return {"delta": deltas, ACTING_TOGETHER: together, ANY_EQUILIBRIUM: most}


def _honesty(p: ParameterSetting, stake: Any) -> Honesty:
    gain = max(p.temptation - p.reward, 0)
    return trusted(honesty(p.income, p.delta, p.deposit, stake=stake, gain=gain, effort=p.effort))


def _by_parts(case: Instance) -> Turning:
    """Among the stakes that members bear, with which the work is done, and that leave it honest."""
    honest = asking(lambda q: _honesty(q, q.stake).credible, case.p, "stake")
    edges = turning(honest, *case.argument.ranges["stake"], start=16, parts=2).points
    return case.among("stake", [case.found.low, case.found.high, *edges])


@claim(
    "C15",
    "2 (5)",
    "It takes a third party that is credible, or one that has no stake of its own.",
    world=pairs.world(
        lambda p: trusted(
            workable_stakes(pairs.game(p), p.delta, p.effort, profile=pairs.TOGETHER)
        ),
        f"{GRIM} of the members; honest verdicts of the third party are subgame perfect",
        "stake",
    ),
    parameters={**_OFFICE, "delta": 0.7, **pairs.PAYOFFS},
    turns={"stake": _by_parts},
    picture=("stake", "deposit it can be trusted with", "deposit"),
    condition=lambda case: _how_much(case.found, case),
    values=(0, 0.5, 11),
    columns=lambda case, _: _by_stake(case.found),
    others=[{"stake": 1, "deposit": 0, "effort": 0}],
)
def no_stake(p: ParameterSetting, stakes: WorkableStakes) -> str:
    """Does it take a third party that is credible, or one without a stake?

    Two members with the payoffs of `c08` lodge a deposit B each with a third party that earns F and
    has a stake sigma in their affairs. Whoever has been dismissed for a false verdict is followed
    by another one, and keeps the stake of the first. It is credible exactly when F >= e and
    (1 - delta)(B + sigma (T - R)) <= delta (F - e), and members bear the stake exactly when
    sigma <= (delta (T - P) - (T - R))/(R - P). Nobody sees the effort e, so that it is made only
    for a stake of e/(2 (R - P)) at least. The section says *or*: a credible one may have a stake.
    So it holds exactly when the third party with this stake is one of the two and does the work, or
    is neither and does not; it fails if not even one without a stake is believed.

    If the stake is too small for the work, and a larger one is harmless, the verdict is
    "inconsistent": one without a stake does not do the work, and section 4.2 of the paper builds on
    a higher level that is willing to do it (see `c35`).

    References
    ----------
    Yuan, Wen and Zhang (2020), sections 2 (5) and, for who is willing, 4.2. Milgrom, P. R., North,
    D. C. and Weingast, B. R. (1990), Economics and Politics 2, 1-23, for verdicts that are bought.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c15(stake=0).verdict, claims.c15(stake=0.15).verdict, claims.c15(stake=0.3).verdict
    ('inconsistent', 'holds', 'holds')
    >>> claims.c15(stake=0, effort=0).verdict
    'holds'
    """
    if not _harmless(p, stakes, 0):
        return word(False)
    if p.stake > 0 and not _honesty(p, p.stake).credible:
        return HOLDS
    if p.stake >= stakes.low:
        return word(patient(stakes.high, p.stake))
    return INCONSISTENT if stakes.low <= 1 and _harmless(p, stakes, stakes.low) else word(False)


def _by_stake(members: WorkableStakes) -> Columns:
    return {
        "deposit it can be trusted with": lambda q, _: _honesty(q, q.stake).largest_deposit.item(),
        "deposit": lambda q, _: q.deposit,
        "members bear it": lambda q, _: patient(members.high, q.stake),
        "the work is done": lambda q, _: q.stake >= members.low,
    }


def _harmless(p: ParameterSetting, members: WorkableStakes, stake: Any) -> bool:
    return patient(members.high, stake) and _honesty(p, stake).credible


def _how_much(members: WorkableStakes, case: Instance) -> str:
    p = case.p
    if not _harmless(p, members, 0):
        return "fails at every stake: not even without one can such a third party do its work"
    edges, takes = case.turns["stake"], members.low
    condition = f"{case.predicate} at every stake"
    if edges.points:
        where = regions.spans(case.argument, p, "stake", edges)
        condition = f"holds for a stake in {where.words(3)}"
    if takes > 0:
        least = "more than any stake" if takes == math.inf else f"a stake of {show(takes)} or more"
        condition += f"; the work takes {least}"
    if 0 < takes <= 1 and _harmless(p, members, takes):
        condition += ": none is inconsistent with 4.2, where the higher level is willing (C35)"
    if members.high < 1 and _honesty(p, members.high).credible:
        condition += f"; members bear no more than {show(members.high)}"
    return condition


def _river(p: ParameterSetting) -> StageGame:
    n, b, q = p.members, p.benefit, p.reach
    worth = [[b * q ** (j - i - 1) if i < j else 0 for i in range(n)] for j in range(n)]
    efforts = choices(n)
    costs = p.cost * efforts.astype(object)  # a whole number may be longer than those of numpy
    return StageGame((efforts @ np.array(worth).T - costs).tolist())


def _efforts_together(p: ParameterSetting, _: Dividends) -> int:
    joint = _river(p).payoffs.sum(axis=-1)
    return int(sum(np.unravel_index(int(joint.argmax()), joint.shape)))


_EFFORTS = {
    "efforts alone": lambda p, _: max(map(sum, stage_equilibria(_river(p)).pure)),
    "efforts together": _efforts_together,
    "smallest coalition": lambda _, found: smallest(found),
}


@claim(
    "C17",
    "2",
    "No single province along the great river could have solved the problems of its basin.",
    world=World(
        lambda p: additions(characteristic_function(_river(p), "alpha")),
        '"Harsanyi dividends", a property of coalitions, and stage Nash equilibria',
    ),
    parameters={"benefit": 0.7, "members": 6, "reach": 0.8, "cost": 1},
    turns={"benefit": lambda case: case.turning("benefit", 0.0, 2 * float(case.p.cost) or 1.0)},
    picture=("benefit", "efforts alone", "efforts together", "smallest coalition"),
    condition=lambda case: _between_benefits(case.turns["benefit"].points),
    values=lambda case: (0, 1.4 * float(case.p.cost), 8),
    columns=_EFFORTS,
    further={
        "length of the river": lambda case: case.table(
            "members", sorted({2, 3, 4, 5, 6, case.p.members}), _EFFORTS
        )
    },
)
def river_basin(p: ParameterSetting, dividends: Dividends) -> bool:
    """Could a single province along a river have solved the problems of its basin?

    Each province can make an effort at a cost of c, which is worth b to the next one downstream,
    q b to the one after that, and so on: g_j = sum over i < j of b q^(j - i - 1) x_i - c x_j. None
    makes an effort for itself. A single province that gained more than the cost would pay the one
    upstream; so the claim holds exactly when the stage equilibria fall short of the optimum, and
    the smallest coalition that gains anything has more than two members:
    c/(1 + q + ... + q^(n - 2)) < b <= c.

    What a coalition gains is its dividend (Harsanyi) in the game of what coalitions can guarantee
    themselves (alpha).

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c17(benefit=0.7).verdict, claims.c17(benefit=1.2).verdict
    ('holds', 'fails')
    """
    return falls_short(stage_equilibria(_river(p))) and 2 < smallest(dividends) <= p.members


def _between_benefits(points: tuple[Any, ...]) -> str:
    if not points:
        return "fails at every benefit: what is worth doing for all is worth paying for one"
    return (
        f"holds if the benefit to the next province exceeds {show(min(points))}, so that "
        f"effort is worth its cost to the basin, and is at most {show(max(points))}, so "
        "that it is to no single province"
    )
