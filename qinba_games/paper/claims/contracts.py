"""Agreements or orders, agreements that nobody keeps, who gains and pays, and who is equal."""

from __future__ import annotations

import math
from typing import Any

from ...common.result import FrameColumns, show
from ...cooperative.core import core
from ...cooperative.tu_game import TUGame
from ...coordinator import Coordinator
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import Evolution
from ...partnership.results.evolution_batch import EvolutionBatch
from ...patience.critical_discount import critical_discount
from ...repeated.repeated_game import RepeatedGame
from ...repeated.results.patience import CriticalDiscount
from ...stage.dilemmas import public_good
from .argument import ALIKE, GRIM, HOLDS, INCONSISTENT, Columns, Instance, World, trusted, word
from .judging import claim
from .parameters import ParameterSetting
from .search import NOWHERE, Turning, among, between, first_turning, patient, turning
from .worlds import pairs, relations, risk, turnover
from .worlds.alone import symmetric
from .worlds.pairs import COOPERATION, MEMBERS, exchange


def _below_a_fine(case: Instance) -> str:
    edge, needed = case.edge("fine"), case.found.delta
    if edge is not None:
        return (
            f"holds if a fine is below {show(edge)}, the least that makes an order work, and delta "
            f"at least {show(needed)}; with larger fines it is inconsistent with 4.3 (1), where "
            "the coordinator is to have direct power (C43)"
        )
    if patient(case.p.delta, needed):
        return "fails whatever a fine may be: nobody is tempted, and any order will do"
    return "fails whatever a fine may be: members are too impatient for an agreement"


@claim(
    "C11",
    "2 (3)",
    "Collective action rests on agreements that members keep by themselves, not on orders.",
    world=pairs.world(pairs.bond, ALIKE, "fine", "delta"),
    parameters={"fine": 3, "delta": 0.7, **pairs.PAYOFFS},
    turns={
        "fine": lambda case: first_turning(case.holds_over("fine"), 0.0, pairs.scale(case.p)),
        "delta": lambda case: NOWHERE if _enforces(case.p) else pairs.patience_turning(case.found),
    },
    picture=("fine", "patience under orders", "patience of an agreement"),
    condition=_below_a_fine,
    values=lambda case: (0, 2 * max(pairs.scale(case.p), float(case.edge("fine") or 0)), 11),
    columns={
        "patience under orders": lambda q, _: _order(q),
        "patience of an agreement": lambda _, threshold: threshold.delta,
        "delta": lambda q, _: q.delta,
    },
    further={turnover.TITLE: lambda case: turnover.unless_far(_through_elections, case.p)},
    others=lambda case: (
        [{"fine": 0, "delta": (1 + case.found.delta) / 2}] if case.found.delta < 1 else ()
    ),
)
def agreements_not_orders(p: ParameterSetting, threshold: CriticalDiscount) -> str:
    """Is it agreements that carry collective action, and not orders?

    Payoffs as for `c08`. An agreement carries it if it enforces itself, from
    delta* = (T - R)/(T - max(S, P)) on. An order carries it if whoever disobeys loses a fine f that
    makes up for the temptation even if there is no tomorrow: f >= T - R. Holds exactly when the
    agreement does and the order does not.

    What a fine takes away is direct power over the members, and section 4.3 (1) of the paper wants
    the coordinator to have such power (see `c43`). Where both would do, it has no use for it by the
    present argument, and every use by that one: the verdict is then "inconsistent". Where the
    agreement does not enforce itself the claim fails.

    If every new government negotiates again, what it promises to punish is forgiven. `.further`
    says up to which turnover what is best for both is agreed on: as it is, with a clause that
    dissolves the agreement at the first breach, P for ever, which no successor can forgive, and
    under the order.

    References
    ----------
    Yuan, Wen and Zhang (2020), sections 2 (3) and, for direct power, 4.3 (1). Ostrom, E. (1990),
    Governing the Commons.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c11(fine=1).verdict, claims.c11(fine=3).verdict, claims.c11(delta=0.3).verdict
    ('holds', 'inconsistent', 'fails')
    """
    if patient(0, threshold.delta) or not patient(p.delta, threshold.delta):
        return word(False)
    return INCONSISTENT if _enforces(p) else HOLDS


def _order(p: ParameterSetting) -> Any:
    """Least patience that keeps members together where whoever breaks away is fined."""
    helper = Coordinator(deposit=p.fine)
    return trusted(critical_discount(helper.applied_to(pairs.game(p)), pairs.TOGETHER)).delta


def _enforces(p: ParameterSetting) -> bool:
    return patient(0, _order(p))


def _through_elections(p: ParameterSetting) -> FrameColumns:
    """Up to which turnover an agreement, one with a clause, and an order are kept."""
    fined = [[p.reward, p.sucker], [p.temptation - p.fine, p.punishment - p.fine]]
    binding = {
        "the agreement": pairs.game(p),
        "a clause that dissolves it": RepeatedGame(pairs.game(p), outside=[p.punishment] * 2),
        "an order with the fine": symmetric(fined),
    }
    return {"what binds": list(binding), **turnover.largest((g, p.delta) for g in binding.values())}


def _contract(p: ParameterSetting) -> Partnership:
    gains, deposit = [[p.benefit] * 2], p.get("deposit", 0)
    return Partnership(gains, p.cost, outside=p.outside, promotion=0, friction=0, deposit=deposit)


def _reach(p: ParameterSetting) -> float:
    return float(p.benefit + p.cost + abs(p.outside))


def _below(case: Instance) -> str:
    condition, ends = f"holds if delta is below {show(case.edge('delta'))}", case.turns["outside"]
    if not ends.points:
        return condition
    # Where leaving costs so much that members contribute, the threshold of delta is lower.
    edge = show(max(ends.points))
    return condition + f" and leaving costs more than idling (outside below {edge})"


@claim(
    "C20",
    "3 (2)",
    "Agreements are signed, and then nobody carries them out.",
    world=relations.world(_contract),
    parameters={"delta": 0.4, "outside": -0.05, "benefit": 2, "cost": 1},
    turns={
        "delta": 64,
        "outside": lambda case: case.turning("outside", -_reach(case.p), _reach(case.p)),
    },
    picture=("delta", "value"),
    over={"outside": (-0.5, 0.5)},
    condition=_below,
    never="{verdict} at every delta with outside {outside}",
    values=(0, 0.9, 10),
    columns={"class": lambda b: b.founding_class, "value": lambda b: b.founding_value},
    further={"deposit needed": lambda case: _deposits(case) if case.verdict == HOLDS else {}},
)
def signed_and_idle(_: ParameterSetting, evolution: Evolution | EvolutionBatch) -> Any:
    """Are agreements signed and then not implemented?

    Two equals with a standing agreement contribute, idle or leave; walking out of what was signed
    leaves each with w. Every breach is found out. Holds exactly when the agreement is *nominal*: it
    stands, and nobody contributes. Where contributing is worth it, b > c, that takes
    delta < delta* = c/(b - w) and w < 0; with w >= 0 members would leave rather than idle. A
    deposit lost by whoever is found out to idle makes members contribute once it reaches
    B = [(T - R) - delta (T - P)]/(1 - delta) with T = b, R = b - c, P = w.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> signed = claims.c20(delta=0.4, outside=-0.05)
    >>> signed.verdict, round(signed.threshold["delta"], 6)
    ('holds', 0.487805)
    >>> signed.further["deposit needed"]["class"]
    ['nominal', 'strong']
    """
    return relations.classes(evolution) == "nominal"


def _deposits(case: Instance) -> FrameColumns:
    """What becomes of the agreement with a deposit just below and just above what is needed."""
    p = case.p.but(deposit=0)
    points = turning(case.holds_over("deposit"), 0.0, _reach(p) / (1 - float(p.delta))).points
    if not points:
        return {}
    sizes = [points[0] * (1 + step) for step in (-1e-6, 1e-6)]
    batch = relations.varied(_contract, p, "deposit", sizes)
    return {"deposit": sizes, "class": batch.founding_class.tolist()}


def _ends(p: ParameterSetting) -> Turning:
    """The parts of the joint payoff that the core leaves member 1 at least and at most."""
    joint = sum(exchange(p).stage.payoffs[COOPERATION].tolist())
    ends = [x / joint for x in _range(_core(p))] if joint else []
    return Turning(tuple(sorted(end for end in ends if 0 < end < 1)), 0, 1)


def _threshold(p: ParameterSetting) -> Any:
    """Least patience for mutual contributions under the division in force."""
    rule = p.division
    sharing = rule if isinstance(rule, str) else [rule, 1 - rule]
    return trusted(critical_discount(exchange(p), COOPERATION, sharing=sharing))


@claim(
    "C13",
    "2 (5)",
    "However costs and benefits are divided, the division puts trust at risk.",
    world=World(_threshold, GRIM, fixed=("delta",)),
    parameters={"delta": 0.55, "division": "optimal", **MEMBERS},
    turns={
        "delta": lambda case: among([case.found.delta]),
        "division": lambda case: _ends(case.p),
    },
    picture=("delta", "least for member 1", "most for member 1", "member 1 gets"),
    condition=lambda case: _whose_patience(case.p, case.found.delta),
    values=(0, 0.9, 10),
    columns=lambda case, deltas: _by_patience(case.p, deltas),
    further={
        "divisions": lambda case: _rules(case.p),
        risk.LUCK: lambda _: risk.by_patience(),
    },
    others=[{"division": rule} for rule in ("optimal", "none", "equal")],
)
def divisions_at_risk(p: ParameterSetting, threshold: Any) -> bool:
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
    return not patient(p.delta, threshold.delta)


def _by_patience(p: ParameterSetting, deltas: list[Any]) -> Columns:
    shares = {q.delta: _range(_core(q)) for q in p.varied("delta", deltas)}
    return {
        "least for member 1": lambda q, _: shares[q.delta][0],
        "most for member 1": lambda q, _: shares[q.delta][1],
        "member 1 gets": lambda _, threshold: _gets(threshold),
    }


def _core(p: ParameterSetting) -> Any:
    """The divisions that keep both members in: the core, with its corners."""
    game = exchange(p)
    payoffs, delta = game.stage.payoffs, p.delta
    leaving = [
        (1 - delta) * max(alone.max(), p.outside) + delta * p.outside
        for alone in (payoffs[:, 1, 0], payoffs[1, :, 1])
    ]
    return trusted(core(TUGame([0, *leaving, payoffs[COOPERATION].sum()]), vertices=True))


def _range(divisions: Any) -> tuple[Any, Any]:
    """The least and the most that member 1 can get; nan if there is no such division."""
    if divisions.empty:
        return math.nan, math.nan
    first = divisions.vertices[:, 0].tolist()
    return min(first), max(first)


def _gets(threshold: Any) -> Any:
    """What member 1 gets; nan if nothing is divided."""
    return math.nan if threshold.shares is None else threshold.shares.tolist()[0]


def _whose_patience(p: ParameterSetting, needed: Any) -> str:
    condition = "holds at every delta: no patience makes up for this division"
    if needed < 1:
        condition = f"holds if delta is below {show(needed)}"
    best = _threshold(p.but(division="optimal")).delta
    if best < needed:
        condition += f", and under every division if it is below {show(best)}"
    condition += f"; at delta {show(p.delta)} "
    divisions = _core(p)
    if divisions.empty:
        return f"{condition}no division keeps trust: the core is empty"
    low, high = map(show, _range(divisions))
    return f"{condition}paying member 1 from {low} to {high} keeps trust"


def _rules(p: ParameterSetting) -> FrameColumns:
    """The patience that each rule needs, and what member 1 gets by it."""
    rules = ["optimal", "equal", "surplus", "none"]
    thresholds = [_threshold(q) for q in p.varied("division", rules)]
    return {
        "division": rules,
        "patience needed": [f.delta for f in thresholds],
        "member 1 gets": [_gets(f) for f in thresholds],
        "who needs it": [", ".join(f.binding) for f in thresholds],
    }


def _of_unequals(p: ParameterSetting) -> Any:
    b, s = p.benefit, p.spread
    stage = public_good(2, benefits=[b * (1 + s), b * (1 - s)], cost=p.cost)
    return trusted(critical_discount(stage, COOPERATION, sharing=p.sharing))


def _of_equals(p: ParameterSetting) -> Any:
    return _of_unequals(p.but(spread=0)).delta


def _up_to_a_spread(case: Instance) -> str:
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
def equal_standing(p: ParameterSetting, threshold: Any) -> bool:
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
    return patient(p.delta, _of_equals(p)) and not patient(p.delta, threshold.delta)
