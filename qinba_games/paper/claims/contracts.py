"""Agreements or orders, and agreements that are signed and not kept."""

from __future__ import annotations

from typing import Any

from ...common.result import Table, show
from ...coordinator import Coordinator
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import Evolution, EvolutionBatch
from ...patience.critical_discount import critical_discount
from ...repeated.repeated_game import RepeatedGame
from ...repeated.results.patience import CriticalDiscount
from .argument import ALIKE, HOLDS, INCONSISTENT, Case, trusted, word
from .judging import claim
from .parameters import Setting
from .search import NOWHERE, first_turning, patient, turning
from .worlds import pairs, relations, turnover
from .worlds.alone import symmetric


def _below_a_fine(case: Case) -> str:
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
        "delta": lambda case: NOWHERE if _ordered(case.p) else pairs.patience_turning(case.found),
    },
    picture=("fine", "patience under orders", "patience of an agreement"),
    condition=_below_a_fine,
    values=lambda case: (0, 2 * max(pairs.scale(case.p), float(case.edge("fine") or 0)), 11),
    columns={
        "patience under orders": lambda q, _: _order(q),
        "patience of an agreement": lambda _, found: found.delta,
        "delta": lambda q, _: q.delta,
    },
    further={turnover.TITLE: lambda case: turnover.unless_far(_through_elections, case.p)},
    others=lambda case: (
        [{"fine": 0, "delta": (1 + case.found.delta) / 2}] if case.found.delta < 1 else ()
    ),
)
def agreements_not_orders(p: Setting, found: CriticalDiscount) -> str:
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
    if patient(0, found.delta) or not patient(p.delta, found.delta):
        return word(False)
    return INCONSISTENT if _ordered(p) else HOLDS


def _order(p: Setting) -> Any:
    """Least patience that keeps members together where whoever breaks away is fined."""
    helper = Coordinator(deposit=p.fine)
    return trusted(critical_discount(helper.applied_to(pairs.game(p)), pairs.TOGETHER)).delta


def _ordered(p: Setting) -> bool:
    return patient(0, _order(p))


def _through_elections(p: Setting) -> Table:
    """Up to which turnover an agreement, one with a clause, and an order are kept."""
    fined = [[p.reward, p.sucker], [p.temptation - p.fine, p.punishment - p.fine]]
    binding = {
        "the agreement": pairs.game(p),
        "a clause that dissolves it": RepeatedGame(pairs.game(p), outside=[p.punishment] * 2),
        "an order with the fine": symmetric(fined),
    }
    return {"what binds": list(binding), **turnover.largest((g, p.delta) for g in binding.values())}


def _signed(p: Setting) -> Partnership:
    gains, held = [[p.benefit] * 2], p.get("deposit", 0)
    return Partnership(gains, p.cost, outside=p.outside, promotion=0, friction=0, deposit=held)


def _reach(p: Setting) -> float:
    return float(p.benefit + p.cost + abs(p.outside))


def _below(case: Case) -> str:
    outside, condition = case.edge("outside"), f"holds if delta is below {show(case.edge('delta'))}"
    if outside is None:
        return condition
    return condition + f" and leaving costs more than idling (outside below {show(outside)})"


@claim(
    "C20",
    "3 (2)",
    "Agreements are signed, and then nobody carries them out.",
    world=relations.world(_signed),
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
def signed_and_idle(_: Setting, found: Evolution | EvolutionBatch) -> Any:
    """Are agreements signed and then not implemented?

    Two equals with a standing agreement contribute, idle or leave; walking out of what was signed
    leaves each with w. Every breach is found out. Holds exactly when the agreement is *nominal*: it
    stands, and nobody contributes. That takes delta < delta* = c/(b - w) and w < 0; with w >= 0
    members would leave rather than idle. A deposit lost by whoever is found out to idle makes
    members contribute once it reaches B = [(T - R) - delta (T - P)]/(1 - delta) with T = b, R = b -
    c, P = w.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> signed = claims.c20(delta=0.4, outside=-0.05)
    >>> signed.verdict, round(signed.threshold["delta"], 6)
    ('holds', 0.487805)
    >>> signed.further["deposit needed"]["class"]
    ['nominal', 'strong']
    """
    return relations.classes(found) == "nominal"


def _deposits(case: Case) -> Table:
    """What becomes of the agreement with a deposit just below and just above what is needed."""
    p = case.p.but(deposit=0)
    points = turning(case.holds_over("deposit"), 0.0, _reach(p) / (1 - float(p.delta))).points
    if not points:
        return {}
    sizes = [points[0] * (1 + step) for step in (-1e-6, 1e-6)]
    batch = relations.varied(_signed, p, "deposit", sizes)
    return {"deposit": sizes, "class": batch.founding_class.tolist()}
