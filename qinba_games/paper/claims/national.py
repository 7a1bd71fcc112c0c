"""A coordinator for the whole country, and the power to allocate."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from ...common.result import FrameColumns, show
from ...coordinator import Coordinator
from ...network.members import evolve_members
from ...partnership.partnership import Partnership
from ...patience.critical_discount import critical_discount
from ...repeated.repeated_game import RepeatedGame
from ...repeated.results.patience import CriticalDiscount
from ...stage.nash import nash
from ...stage.stage_game import StageGame
from ...third_parties.harm import when_it_hurts
from ...third_parties.results.harm import Harm
from ...third_parties.results.window import PivotalWindow
from ..hierarchy import hierarchy
from .argument import GRIM, HOLDS, Columns, Instance, World, trusted, word
from .judging import claim
from .parameters import ParameterSetting
from .search import patient
from .worlds import pairs, windows
from .worlds.alone import best, most


def _with_so_many(case: Instance) -> str:
    p, window = case.p, case.found.intervals
    condition = f"fails at every delta with {p.members} provinces"
    if window:
        condition = f"holds with {p.members} provinces {windows.over_delta(window)}"
    by_number = case.further["number of provinces"]
    rows = zip(by_number["provinces"], by_number["verdict"], strict=True)
    pivotal = [str(n) for n, verdict in rows if verdict == HOLDS]
    numbers = f"with {', '.join(pivotal)} of them" if pivotal else "with no number of them"
    return f"{condition}, and at delta {show(p.delta)} {numbers}"


@functools.cache
def six_provinces() -> FrameColumns:
    """Who of the case's provinces stays together without and with sharing: networks that shrink."""
    levels = hierarchy()
    ties = [pair for pair in levels.pairs if levels.levels[pair] == "province"]
    names = sorted({name for tie in ties for name in tie})
    benefit = np.zeros((levels.top + 1, len(names), len(names)))
    for a, b in ties:
        i, j, gains = names.index(a), names.index(b), levels.partnerships[a, b].benefit
        # What a neighbour contributes brings a third of what it brings a pair alone, and nothing
        # without a common border; friction is as across a border, and nobody mediates.
        benefit[:, i, j], benefit[:, j, i] = gains[:, 0, 1] / 3, gains[:, 1, 0] / 3
    like = levels.partnerships[ties[0]]
    times = [(chance, [max(extra)] * len(names)) for chance, extra in like.bad_times]
    network = Partnership(
        benefit,
        max(like.cost),
        members=names,
        promotion=like.promotion,
        friction=float(levels.root_friction),
        drop=like.drop,
        bad_times=times,
    )
    cases = [(delta, rule) for rule in ("none", "voluntary") for delta in (0.5, 0.6, 0.7, 0.8)]
    solutions = [trusted(evolve_members(network, delta, sharing=rule)) for delta, rule in cases]
    return {
        "delta": [delta for delta, _ in cases],
        "sharing": [rule for _, rule in cases],
        "provinces that stay": [len(one.stay("all")) for one in solutions],
        "class": [one.class_of("all") for one in solutions],
    }


@claim(
    "C41",
    "4.3",
    "The provinces need a coordinator at the national level.",
    world=World(
        windows.of_provinces,
        f'"voluntary-transfers SPE" with the coordinator; without it {GRIM}',
        fixed=("delta",),
    ),
    parameters={"delta": 0.7, "members": 6, "multiplier": 1.6, "spread": 0.2},
    turns={"delta": lambda case: windows.edges(case.found)},
    picture=("delta", "joint payoff with a coordinator", "joint payoff without"),
    condition=_with_so_many,
    values=(0, 0.95, 20),
    columns=lambda case, _: _with_and_without(windows.provinces(case.p)),
    further={
        "number of provinces": lambda case: _by_number(case.p),
        "the six provinces of the case": lambda _: six_provinces(),
    },
    others=[{"multiplier": 1.6, "members": 6, "spread": 0.2, "delta": 0.7}],
)
def national_coordinator(p: ParameterSetting, window: PivotalWindow) -> bool:
    """Do provinces need a coordinator at the national level?

    n provinces contribute a unit or nothing, at a cost of 1, to a public good. A unit is worth r to
    all together, b_i to province i: from (1 + s) r/n down to (1 - s) r/n in equal steps. Alone they
    share nothing, and the one that gains least needs most patience; a national coordinator settles
    transfers. Holds exactly when that is pivotal: with all b_i below 1 < r from
    (n - r)/(r (n - 1)) on and below (1 - b_n)/((n - 1) b_n), b_n the smallest. Both rise with n:
    few patient provinces do without.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c41(members=6).verdict, claims.c41(members=3).verdict
    ('holds', 'fails')
    """
    return windows.inside(window, p.delta)


def _with_and_without(stage: StageGame) -> Columns:
    worth = (best(trusted(nash(stage, pure=True))), most(stage))
    return windows.joint_payoffs(worth, "joint payoff with a coordinator")


def _by_number(p: ParameterSetting) -> FrameColumns:
    numbers = list(range(2, 9))
    solutions = [windows.of_provinces(q) for q in p.varied("members", numbers)]
    sides = [window.witness[0] for window in solutions]
    return {
        "provinces": numbers,
        "patience with a coordinator": [with_coordinator.delta for _, _, with_coordinator in sides],
        "patience without": [alone.delta for _, alone, _ in sides],
        "verdict": [word(windows.inside(window, p.delta)) for window in solutions],
    }


def _relation(p: ParameterSetting, more: Any = 0) -> RepeatedGame:
    """The relation of two who have `more` than P when it is over."""
    return RepeatedGame(pairs.game(p), outside=[p.punishment + more] * 2)


def _threshold(p: ParameterSetting) -> CriticalDiscount:
    """Least patience for the agreement under the budget."""
    inside = p.conditional * p.budget
    game = _relation(p, p.crowding_out * (p.budget - inside))
    return trusted(critical_discount(Coordinator(subsidy=inside).applied_to(game), pairs.TOGETHER))


def _without(p: ParameterSetting) -> Any:
    return _threshold(p.but(budget=0)).delta


def _conditional(case: Instance) -> str:
    edge = case.edge("conditional")
    effect = "makes the patience needed rise" if case.p.crowding_out > 0 else "changes nothing"
    condition = "fails whatever is conditional: such a budget makes no difference"
    if edge is not None:
        condition = (
            f"holds if more than {show(edge)} of the budget goes only to those who keep the "
            f"agreement; what is paid to anybody {effect}"
        )
    return f"{condition}; by 2 (3) agreements would do without (C11)"


@claim(
    "C43",
    "4.3 (1)",
    "A coordinator needs direct power over resources.",
    kind="by assumption",
    world=pairs.world(_threshold, f"{GRIM}: nothing is shared"),
    parameters={"conditional": 1, "budget": 1, "crowding_out": 1, **pairs.PAYOFFS},
    turns={"conditional": 8},
    picture=("conditional", "patience needed", "without a budget"),
    condition=_conditional,
    values=(0, 1, 11),
    columns=lambda case, _: {
        "patience needed": lambda _, threshold: threshold.delta,
        "without a budget": lambda *_: _without(case.p),
    },
    further={"size of the budget": lambda case: _by_size(case.p)},
    others=lambda case: [
        {"conditional": 0},
        {"conditional": 1, "budget": pairs.scale(case.p) / 4},
    ],
)
def direct_power(p: ParameterSetting, threshold: CriticalDiscount) -> bool:
    """Should a coordinator be able to allocate resources directly?

    Payoffs as for `c08`; members can also leave, and then have P. The coordinator allocates y per
    period to each of them: the part f of it only while both keep the agreement, the rest to
    anybody, and k of that rest replaces what partners would have brought. So a member has f y more
    inside the agreement, and k (1 - f) y more by itself, than it would have without:
    delta* = (T - R - f y)/(T - P - k (1 - f) y). Holds exactly when the power lowers the patience
    needed, from (T - R)/(T - P): for f > f* = k (T - R)/(T - P + k (T - R)).

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c43(conditional=1).verdict, claims.c43(conditional=0).verdict
    ('holds', 'fails')
    """
    return not patient(threshold.delta, _without(p))


def _by_size(p: ParameterSetting) -> FrameColumns:
    """Budgets of several sizes: for those who keep the agreement only, and for everybody."""
    sizes = np.linspace(0, 1.5 * float(p.budget), 7).tolist()
    harm: Harm = trusted(when_it_hurts(_relation(p), "support", sizes, crowding_out=p.crowding_out))
    given = p.but(conditional=1).varied("budget", harm.sizes.tolist())
    return {
        "budget": harm.sizes.tolist(),
        "patience if conditional": [float(_threshold(q).delta) for q in given],
        "patience if not": harm.delta.tolist(),
        "hurts if not": [bool(spans) for spans in harm.lost],
    }
