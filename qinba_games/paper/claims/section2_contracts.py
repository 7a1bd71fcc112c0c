"""Section 2 (3) of the paper: agreements or orders."""

from __future__ import annotations

from typing import Any

from ...common.result import Table, show
from ...coordinator import Coordinator
from ...patience.critical_discount import critical_discount
from ...types import Number
from .claim import Claim
from .judgement import HOLDS, judged, trusted, word
from .search import asking, first_turning, grid, patient
from .worlds import pairs


def c11(
    *,
    fine: Number = 3,
    delta: Number = 0.7,
    reward: Number = 3,
    sucker: Number = 0,
    temptation: Number = 5,
    punishment: Number = 1,
) -> Claim:
    """Is it agreements that carry collective action, and not orders?

    Payoffs as for `c08`. An agreement carries it if it enforces itself, from
    delta* = (T - R)/(T - P) on. An order carries it if whoever disobeys loses a fine f that makes
    up for the temptation even if there is no tomorrow: f >= T - R. Holds iff the agreement does and
    the order does not.

    What a fine takes away is direct power over the members, and section 4.3 (1) of the paper wants
    the coordinator to have such power (see `c43`). Where both would do, it has no use for it by the
    present argument, and every use by that one: the verdict is then "inconsistent". Where the
    agreement does not enforce itself the claim fails.

    Parameters
    ----------
    fine : Number
        f, what disobedience costs.
    delta : Number
        Discount factor in [0, 1).
    reward, sucker, temptation, punishment : Number
        R, S, T and P.

    Returns
    -------
    Claim
        Concept "voluntary-transfers SPE"; members are alike, so nothing needs to be paid.

    Raises
    ------
    DiscountError, RangeError

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
    p = pairs.payoffs("c11", locals())
    contract = pairs.bond(p)
    turn = first_turning(asking(_contracts_only, p, "fine"), 0.0, pairs.scale(p))
    edge, needed = turn.nearest(p["fine"]), contract.delta
    patience = pairs.NOWHERE if _ordered(p) else pairs.patience_turning(p)
    condition = "fails whatever a fine may be: members are too impatient for an agreement"
    if edge is not None:
        condition = (
            f"holds if a fine is below {show(edge)}, the least that makes an order work, and delta "
            f"at least {show(needed)}; with larger fines it is inconsistent with 4.3 (1), where "
            "the coordinator is to have direct power (C43)"
        )
    elif patient(p["delta"], needed):
        condition = "fails whatever a fine may be: nobody is tempted, and any order will do"
    return judged(
        "C11",
        "2 (3)",
        "Collective action rests on agreements that members keep by themselves, not on orders.",
        parameters=p,
        holds=_carried,
        found=contract,
        turns={"fine": turn, "delta": patience},
        condition=condition,
        evidence=_with_fine(p, edge),
        picture=("fine", "patience under orders", "patience of an agreement"),
        others=[{"fine": 0, "delta": (1 + needed) / 2}] if needed < 1 else (),
    )


def _order(p: dict[str, Any]) -> Any:
    """Least patience that keeps members together where whoever breaks away is fined."""
    helper = Coordinator(deposit=p["fine"])
    return trusted(critical_discount(helper.applied_to(pairs.game(p)), pairs.TOGETHER)).delta


def _ordered(p: dict[str, Any]) -> bool:
    return patient(0, _order(p))


def _carried(**q: Any) -> str:
    needed = pairs.bond(q).delta
    if patient(0, needed) or not patient(q["delta"], needed):
        return word(False)
    return "inconsistent" if _ordered(q) else word(True)


def _contracts_only(**q: Any) -> bool:
    return _carried(**q) == HOLDS


def _with_fine(p: dict[str, Any], edge: Any) -> Table:
    high = 2 * max(pairs.scale(p), float(edge or 0))
    cases = [{**p, "fine": f} for f in grid(0, high, 11, p["fine"])]
    return {
        "fine": [case["fine"] for case in cases],
        "patience under orders": [_order(case) for case in cases],
        "patience of an agreement": [pairs.bond(case).delta for case in cases],
        "delta": [p["delta"]] * len(cases),
        "verdict": [_carried(**case) for case in cases],
    }
