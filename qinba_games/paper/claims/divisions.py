"""Who gains and who pays, and whether equals are needed."""

from __future__ import annotations

import math
from typing import Any

from ...common.result import Table, show
from ...cooperative.core import core
from ...cooperative.tu_game import TUGame
from ...patience.critical_discount import critical_discount
from ...stage.dilemmas import public_good
from .argument import GRIM, Case, Columns, World, trusted
from .judging import claim
from .parameters import Setting
from .search import Turning, among, between, patient
from .worlds import risk
from .worlds.pairs import COOPERATION, MEMBERS, exchange


def _ends(p: Setting) -> Turning:
    """The parts of the joint payoff that the core leaves member 1 at least and at most."""
    joint = sum(exchange(p).stage.payoffs[COOPERATION].tolist())
    ends = [x / joint for x in _range(_core(p))] if joint else []
    return Turning(tuple(sorted(end for end in ends if 0 < end < 1)), 0, 1)


def _divided(p: Setting) -> Any:
    """Least patience for mutual contributions under the division in force."""
    rule = p.division
    sharing = rule if isinstance(rule, str) else [rule, 1 - rule]
    return trusted(critical_discount(exchange(p), COOPERATION, sharing=sharing))


@claim(
    "C13",
    "2 (5)",
    "However costs and benefits are divided, the division puts trust at risk.",
    world=World(_divided, GRIM, fixed=("delta",)),
    parameters={"delta": 0.55, "division": "optimal", **MEMBERS},
    turns={
        "delta": lambda case: among([case.found.delta]),
        "division": lambda case: _ends(case.p),
    },
    picture=("delta", "least for member 1", "most for member 1", "member 1 gets"),
    condition=lambda case: _whose_patience(case.p, case.found.delta),
    values=(0, 0.9, 10),
    columns=lambda case, deltas: _by_patience(case.p, deltas),
    further={"divisions": lambda case: _rules(case.p), risk.LUCK: lambda _: risk.by_patience()},
    others=[{"division": rule} for rule in ("optimal", "none", "equal")],
)
def divisions_at_risk(p: Setting, found: Any) -> bool:
    """Does the division of costs and benefits put trust at risk, whatever it is?

    Each of two members pays c_i for a contribution that brings the other one b_j, and whoever
    breaks the agreement keeps d_i = max(b_i, w) once and gets w ever after. With payments that give
    member i the share x_i of G = sum b - sum c it needs a patience of
    delta_i = (d_i - x_i)/(d_i - w). Holds exactly when the division in force needs more than there
    is, delta < max delta_i. The optimal division makes all delta_i equal to
    delta*_opt = (D - G)/(D - W), D = sum d_i, W = 2w: below that no division keeps trust.

    What keeps a member in is worth (1 - delta) d_i + delta w to it. With these as the worths of
    single members and G as that of both, the divisions that keep trust are the core of a game, and
    the risk is real where the core is empty.

    Where members insure each other against disasters, luck puts trust at risk: whoever was spared
    is asked to pay. `.further` has an example by patience.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c13(delta=0.55, division="equal").verdict, claims.c13(delta=0.55).verdict
    ('holds', 'fails')
    >>> claims.c13(delta=0.45).verdict
    'holds'
    """
    return not patient(p.delta, found.delta)


def _by_patience(p: Setting, deltas: list[Any]) -> Columns:
    shares = {q.delta: _range(_core(q)) for q in p.varied("delta", deltas)}
    return {
        "least for member 1": lambda q, _: shares[q.delta][0],
        "most for member 1": lambda q, _: shares[q.delta][1],
        "member 1 gets": lambda _, found: _gets(found),
    }


def _core(p: Setting) -> Any:
    """The divisions that keep both members in: the core, with its corners."""
    game = exchange(p)
    payoffs, delta = game.stage.payoffs, p.delta
    leaving = [
        (1 - delta) * max(alone.max(), p.outside) + delta * p.outside
        for alone in (payoffs[:, 1, 0], payoffs[1, :, 1])
    ]
    return trusted(core(TUGame([0, *leaving, payoffs[COOPERATION].sum()]), vertices=True))


def _range(found: Any) -> tuple[Any, Any]:
    """The least and the most that member 1 can get; nan if there is no such division."""
    if found.empty:
        return math.nan, math.nan
    first = found.vertices[:, 0].tolist()
    return min(first), max(first)


def _gets(found: Any) -> Any:
    """What member 1 gets; nan if nothing is divided."""
    return math.nan if found.shares is None else found.shares.tolist()[0]


def _whose_patience(p: Setting, needed: Any) -> str:
    condition = "holds at every delta: no patience makes up for this division"
    if needed < 1:
        condition = f"holds if delta is below {show(needed)}"
    best = _divided(p.but(division="optimal")).delta
    if best < needed:
        condition += f", and under every division if it is below {show(best)}"
    condition += f"; at delta {show(p.delta)} "
    found = _core(p)
    if found.empty:
        return f"{condition}no division keeps trust: the core is empty"
    low, high = map(show, _range(found))
    return f"{condition}paying member 1 from {low} to {high} keeps trust"


def _rules(p: Setting) -> Table:
    """The patience that each rule needs, and what member 1 gets by it."""
    rules = ["optimal", "equal", "surplus", "none"]
    found = [_divided(q) for q in p.varied("division", rules)]
    return {
        "division": rules,
        "patience needed": [f.delta for f in found],
        "member 1 gets": [_gets(f) for f in found],
        "who needs it": [", ".join(f.binding) for f in found],
    }


def _of_unequals(p: Setting) -> Any:
    b, s = p.benefit, p.spread
    stage = public_good(2, benefits=[b * (1 + s), b * (1 - s)], cost=p.cost)
    return trusted(critical_discount(stage, COOPERATION, sharing=p.sharing))


def _of_equals(p: Setting) -> Any:
    return _of_unequals(p.but(spread=0)).delta


def _up_to_a_spread(case: Case) -> str:
    how = "transfers make up for" if case.p.sharing == "voluntary" else "members can bear"
    edge = show(case.edge("spread"))
    return f"fails as long as {how} the inequality, up to a spread of {edge}"


@claim(
    "C16",
    "2",
    "Cooperation rests on shared aims and equal standing.",
    world=World(
        _of_unequals, f'"voluntary-transfers SPE", or {GRIM} without sharing', fixed=("delta",)
    ),
    parameters={"spread": 0.5, "delta": 0.6, "sharing": "voluntary", "benefit": 0.7, "cost": 1},
    turns={"spread": 64, "delta": lambda case: between(_of_equals(case.p), case.found.delta)},
    picture=("spread", "patience without sharing", "patience with transfers"),
    condition=_up_to_a_spread,
    never=lambda case: (
        "fails at every spread: what equals keep, unequal ones do"
        + ("" if patient(case.p.delta, _of_equals(case.p)) else " as little as equals")
    ),
    values=(0, 1, 11),
    columns={
        "patience without sharing": lambda q, _: _of_unequals(q.but(sharing="none")).delta,
        "patience with transfers": lambda q, _: _of_unequals(q.but(sharing="voluntary")).delta,
    },
    others=[{"sharing": rule} for rule in ("none", "voluntary")],
)
def equal_standing(p: Setting, found: Any) -> bool:
    """Are shared aims and equal standing what cooperation rests on?

    Two members each contribute a unit or nothing to what both enjoy, at a cost of c; a unit is
    worth b (1 + s) to one and b (1 - s) to the other: g_i = b_i (x_1 + x_2) - c x_i. The spread s
    leaves all totals as they are. Holds exactly when members so unequal do not keep at delta an
    agreement that equals would keep. With b < c < 2b and no sharing it is the weaker one who needs
    patience, delta* = (c - b_2)/b_2: holds from s* = 1 - c/(b (1 + delta)) on.

    With transfers the patience needed does not rise, delta* = (c - b)/b, as long as nobody would
    contribute alone, b (1 + s) <= c. Beyond that the stronger one is known to go on whatever the
    other does, and delta* = (c - b_2)/(2b) rises: to s* = 1 - (c - 2 b delta)/b.

    References
    ----------
    Olson, M. (1965), The Logic of Collective Action, for what the great leave to the small.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c16(spread=0.5).verdict, claims.c16(spread=0.5, sharing="none").verdict
    ('fails', 'holds')
    """
    return patient(p.delta, _of_equals(p)) and not patient(p.delta, found.delta)
