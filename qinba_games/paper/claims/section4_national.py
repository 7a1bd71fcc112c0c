"""Section 4.3 of the paper: a coordinator for the whole country, and the power to allocate."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...common.result import Table, show
from ...coordinator import Coordinator
from ...patience.critical_discount import critical_discount
from ...repeated.repeated_game import RepeatedGame
from ...stage.dilemmas import public_good
from ...stage.nash import nash
from ...stage.stage_game import StageGame
from ...third_parties.harm import when_it_hurts
from ...third_parties.results.harm import Harm
from ...third_parties.results.window import PivotalWindow
from ...third_parties.window import pivotal_window
from ...types import Number
from .claim import Claim
from .inputs import checked
from .judgement import HOLDS, judged, trusted, word
from .search import asking, grid, patient, turning
from .worlds import pairs, windows
from .worlds.alone import best, most

_PROVINCES = range(2, 9)


def c41(
    *,
    delta: Number = 0.7,
    members: int = 6,
    multiplier: Number = 1.6,
    spread: Number = 0.2,
) -> Claim:
    """Do provinces need a coordinator at the national level?

    n provinces contribute a unit or nothing, at a cost of 1, to a public good. A unit is worth r to
    all together, b_i to province i: from (1 + s) r/n down to (1 - s) r/n in equal steps. Alone they
    share nothing, and the one that gains least needs most patience; a national coordinator settles
    transfers. Holds iff that is pivotal: with all b_i below 1 < r from
    (n - r)/(r (n - 1)) on and below (1 - b_n)/((n - 1) b_n), b_n the smallest. Both rise with n:
    few patient provinces do without.

    Parameters
    ----------
    delta : Number
        Discount factor in [0, 1).
    members : int
        n, 2 to 8.
    multiplier : Number
        r.
    spread : Number
        s in [0, 1].

    Returns
    -------
    Claim
        Concept "voluntary-transfers SPE" with the coordinator; without him "fixed-sharing SPE
        (grim)". `.further` has the window for each number of provinces.

    Raises
    ------
    DiscountError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 4.3.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c41(members=6).verdict, claims.c41(members=3).verdict
    ('holds', 'fails')
    """
    p = checked("c41", locals())
    found = _national(p)
    condition = f"fails at every delta with {p['members']} provinces"
    if found.intervals:
        condition = (
            f"holds with {p['members']} provinces for delta {windows.spans(found.intervals)}"
        )
    by_number = _by_number(p)
    needed = zip(by_number["provinces"], by_number["verdict"], strict=True)
    pivotal = [str(n) for n, verdict in needed if verdict == HOLDS]
    numbers = f"with {', '.join(pivotal)} of them" if pivotal else "with no number of them"
    return judged(
        "C41",
        "4.3",
        "The provinces need a coordinator at the national level.",
        parameters=p,
        holds=_pivotal,
        found=found,
        turns={"delta": windows.edges(found)},
        condition=f"{condition}, and at delta {show(p['delta'])} {numbers}",
        evidence=_with_nation(p, found),
        picture=("delta", "joint payoff with a coordinator", "joint payoff without"),
        further={"number of provinces": by_number},
        others=[{"multiplier": 1.6, "members": 6, "spread": 0.2, "delta": 0.7}],
    )


def _provinces(p: dict[str, Any]) -> StageGame:
    n = p["members"]
    parts = [1 + p["spread"] * (n - 1 - 2 * i) / (n - 1) for i in range(n)]
    return public_good(n, benefits=[p["multiplier"] * part / n for part in parts])


def _national(p: dict[str, Any]) -> PivotalWindow:
    found: PivotalWindow = trusted(pivotal_window(_provinces(p), Coordinator(sharing=True)))
    return found


def _pivotal(**q: Any) -> bool:
    return windows.inside(_national(q), q["delta"])


def _with_nation(p: dict[str, Any], found: PivotalWindow) -> Table:
    stage = _provinces(p)
    worth = (best(trusted(nash(stage, pure=True))), most(stage))
    deltas = grid(0, 0.95, 20, p["delta"])
    sides = [windows.kept(found, delta) for delta in deltas]
    return {
        "delta": deltas,
        "joint payoff without": [worth[alone] for alone, _ in sides],
        "joint payoff with a coordinator": [worth[helped] for _, helped in sides],
        "verdict": [word(windows.inside(found, delta)) for delta in deltas],
    }


def _by_number(p: dict[str, Any]) -> Table:
    found = [_national({**p, "members": n}) for n in _PROVINCES]
    sides = [window.evidence[0] for window in found]
    return {
        "provinces": list(_PROVINCES),
        "patience with a coordinator": [helped.delta for _, _, helped in sides],
        "patience without": [alone.delta for _, alone, _ in sides],
        "verdict": [word(windows.inside(window, p["delta"])) for window in found],
    }


def c43(
    *,
    conditional: Number = 1,
    budget: Number = 1,
    crowding_out: Number = 1,
    reward: Number = 3,
    sucker: Number = 0,
    temptation: Number = 5,
    punishment: Number = 1,
) -> Claim:
    """Should a coordinator be able to allocate resources directly?

    Payoffs as for `c08`; members can also leave, and then have P. The coordinator allocates y per
    period to each of them: the part f of it only while both keep the agreement, the rest to
    anybody, and k of that rest replaces what partners would have brought. So a member has f y more
    inside the agreement, and k (1 - f) y more on his own, than he would have without:
    delta* = (T - R - f y)/(T - P - k (1 - f) y). Holds iff the power lowers the patience needed,
    from (T - R)/(T - P): for f > f* = k (T - R)/(T - P + k (T - R)).

    Parameters
    ----------
    conditional : Number
        f in [0, 1].
    budget : Number
        y.
    crowding_out : Number
        k in [0, 1].
    reward, sucker, temptation, punishment : Number
        R, S, T and P.

    Returns
    -------
    Claim
        Concept "fixed-sharing SPE (grim)": nothing is shared. `.further` compares budgets of
        different sizes that are all conditional, or not at all.

    Raises
    ------
    RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 4.3 (1).

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c43(conditional=1).verdict, claims.c43(conditional=0).verdict
    ('holds', 'fails')
    """
    p = pairs.payoffs("c43", locals())
    turn = turning(asking(_useful, p, "conditional"), 0.0, 1.0, start=8, parts=2)
    edge = turn.nearest(p["conditional"])
    condition = "fails whatever is conditional: such a budget makes no difference"
    effect = "makes the patience needed rise" if p["crowding_out"] > 0 else "changes nothing"
    if edge is not None:
        condition = (
            f"holds if more than {show(edge)} of the budget goes only to those who keep the "
            f"agreement; what is paid to anybody {effect}"
        )
    return judged(
        "C43",
        "4.3 (1)",
        "A coordinator needs direct power over resources.",
        parameters=p,
        holds=_useful,
        found=_allocated(p),
        turns={"conditional": turn},
        condition=f"{condition}; by 2 (3) agreements would do without (C11)",
        evidence=_with_budget(p),
        picture=("conditional", "patience needed", "without a budget"),
        further={"size of the budget": _by_size(p)},
        others=[{"conditional": 0}, {"conditional": 1, "budget": pairs.scale(p) / 4}],
    )


def _apart(p: dict[str, Any], more: Any = 0) -> RepeatedGame:
    """The relation of two who have `more` than P when it is over."""
    return RepeatedGame(pairs.game(p), outside=[p["punishment"] + more] * 2)


def _allocated(p: dict[str, Any]) -> Any:
    """Least patience for the agreement under the budget."""
    inside = p["conditional"] * p["budget"]
    game = _apart(p, p["crowding_out"] * (p["budget"] - inside))
    return trusted(critical_discount(Coordinator(subsidy=inside).applied_to(game), pairs.TOGETHER))


def _useful(**q: Any) -> bool:
    return not patient(_allocated(q).delta, _allocated({**q, "budget": 0}).delta)


def _with_budget(p: dict[str, Any]) -> Table:
    cases = [{**p, "conditional": f} for f in grid(0, 1, 11, p["conditional"])]
    return {
        "conditional": [case["conditional"] for case in cases],
        "patience needed": [_allocated(case).delta for case in cases],
        "without a budget": [_allocated({**p, "budget": 0}).delta] * len(cases),
        "verdict": [word(_useful(**case)) for case in cases],
    }


def _by_size(p: dict[str, Any]) -> Table:
    """Budgets of several sizes: for those who keep the agreement only, and for everybody."""
    sizes = np.linspace(0, 1.5 * float(p["budget"]), 7).tolist()
    harm: Harm = trusted(when_it_hurts(_apart(p), "support", sizes, crowding_out=p["crowding_out"]))
    given = [{**p, "conditional": 1, "budget": size} for size in harm.sizes.tolist()]
    return {
        "budget": harm.sizes.tolist(),
        "patience if conditional": [float(_allocated(case).delta) for case in given],
        "patience if not": harm.delta.tolist(),
        "hurts if not": [bool(spans) for spans in harm.lost],
    }
