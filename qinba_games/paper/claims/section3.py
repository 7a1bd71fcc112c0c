"""Section 3 of the paper: what goes wrong in the cooperation that there is."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...common.result import Table, show
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import Evolution
from ...patience.critical_discount import critical_discount
from ...stage.dilemmas import public_good
from ...types import Number
from .claim import Claim
from .inputs import checked
from .judgement import judged, trusted, word
from .search import LONGEST, Asked, Turning, asking, grid, patient, turning
from .worlds import relations


def c20(
    *,
    delta: Number = 0.4,
    outside: Number = -0.05,
    benefit: Number = 2,
    cost: Number = 1,
) -> Claim:
    """Are agreements signed and then not implemented?

    Two equals with a standing agreement contribute, idle or leave; walking out of what was signed
    leaves each with w. Holds iff the agreement is *nominal*: it stands, and nobody contributes.
    That takes delta < delta* = c/(b - w) and w < 0; with w >= 0 members would leave rather than
    idle. A deposit lost by whoever is found out to idle makes members contribute once it reaches
    B = [(T - R) - delta (T - P)]/(1 - delta) with T = b, R = b - c, P = w.

    Parameters
    ----------
    delta : Number
        Discount factor in [0, 1).
    outside : Number
        w, what each gets per period after a signed agreement was left.
    benefit, cost : Number
        b and c.

    Returns
    -------
    Claim
        Concept "Markov SPE, joint modes": nothing is shared, leaving is the punishment, every
        breach is found out.

    Raises
    ------
    DiscountError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 3 (2).

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> signed = claims.c20(delta=0.4, outside=-0.05)
    >>> signed.verdict, round(signed.threshold["delta"], 6)
    ('holds', 0.487805)
    >>> signed.further["deposit needed"]["class"]
    ['nominal', 'strong']
    """
    p = checked("c20", locals())
    reach = float(p["benefit"] + p["cost"] + abs(p["outside"]))
    turns = {
        "delta": turning(_idle(p, "delta"), 0.0, LONGEST),
        "outside": turning(_idle(p, "outside"), -reach, reach),
    }
    found = relations.evolution(_signed, p)
    return judged(
        "C20",
        "3 (2)",
        "Agreements are signed, and then nobody carries them out.",
        parameters=p,
        holds=lambda **q: _nominal(relations.evolution(_signed, q)),
        found=found,
        turns=turns,
        condition=_condition(p, turns, word(_nominal(found))),
        evidence=_by_patience(p),
        picture=("delta", "value"),
        further=_deposits(p) if _nominal(found) else {},
    )


def _signed(p: relations.Parameters) -> Partnership:
    return Partnership(
        [[p["benefit"]] * 2],
        p["cost"],
        outside=p["outside"],
        promotion=0,
        friction=0,
        deposit=p.get("deposit", 0),
    )


def _nominal(found: Evolution) -> bool:
    return found.classes[0] == "nominal"


def _idle(p: dict[str, Any], name: str) -> Asked:
    return relations.asked(_signed, p, name, ("nominal",))


def _condition(p: dict[str, Any], turns: dict[str, Turning], verdict: str) -> str:
    delta, outside = (turns[name].nearest(p[name]) for name in ("delta", "outside"))
    if delta is None:
        return f"{verdict} at every delta with outside {show(p['outside'])}"
    walls = f" and leaving costs more than idling (outside below {show(outside)})"
    return f"holds if delta is below {show(delta)}" + ("" if outside is None else walls)


def _by_patience(p: dict[str, Any]) -> dict[str, list[Any]]:
    deltas = grid(0, 0.9, 10, p["delta"])
    batch = relations.varied(_signed, p, "delta", deltas)
    return {
        "delta": deltas,
        "class": batch.founding_class.tolist(),
        "value": batch.founding_value.tolist(),
        "verdict": [word(name == "nominal") for name in batch.founding_class],
    }


def _deposits(p: dict[str, Any]) -> dict[str, Table]:
    """What becomes of the agreement with a deposit just below and just above what is needed."""
    p = {**p, "deposit": 0}
    most = float(p["benefit"] + p["cost"] + abs(p["outside"])) / (1 - float(p["delta"]))
    points = turning(_idle(p, "deposit"), 0.0, most).points
    if not points:
        return {}
    sizes = [points[0] * (1 + step) for step in (-1e-6, 1e-6)]
    batch = relations.varied(_signed, p, "deposit", sizes)
    table: Table = {"deposit": sizes, "class": batch.founding_class.tolist()}
    return {"deposit needed": table}


def c21(
    *,
    rivalry: Number = 1,
    members: int = 4,
    joining: int = 2,
    multiplier: Number = 1.6,
) -> Claim:
    """Is a network with few participants the weaker one?

    The linear public good: n members need a patience of delta*(n) = (n - r)/(r (n - 1)), and the
    more a network needs, the weaker it is. When k more join, what a unit contributed is worth to
    all together becomes r ((n + k)/n)^(1 - rho). With rivalry rho = 1 the total return stays fixed
    and is shared by more, with rho = 0 everybody's own return stays fixed, r/n. Holds iff few need
    more patience than many, delta*(n) > delta*(n + k): with 1 < r < n that is below
    rho* = 1 - log(R/r)/log((n + k)/n), R = (n + k)/(1 + delta*(n) (n + k - 1)), so that it fails at
    a fixed total return and holds at a fixed own one.

    Parameters
    ----------
    rivalry : Number
        rho in [0, 1]: 1 for a fixed total return, 0 for a fixed own return.
    members : int
        n, 2 to 8.
    joining : int
        k, 1 to 4.
    multiplier : Number
        r, what a unit contributed is worth to all n members together.

    Returns
    -------
    Claim
        Concept "voluntary-transfers SPE"; the game is symmetric, so nothing needs to be paid.

    Raises
    ------
    RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 3 (3). Olson, M. (1965), The Logic of Collective Action, for
    the opposite view of large groups.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c21(rivalry=1).verdict, claims.c21(rivalry=0).verdict
    ('fails', 'holds')
    """
    p = checked("c21", locals())
    found = _of_few(p)
    # What few need does not depend on the rivalry with those who join.
    asked = asking(lambda **q: not patient(_of_many(q).delta, found.delta), p, "rivalry")
    turn = turning(asked, 0.0, 1.0, start=8, parts=2)
    edge = turn.nearest(p["rivalry"])
    condition = f"{word(_easier_together(**p))} at every rivalry"
    if edge is not None:
        condition = (
            f"holds if rivalry for what is contributed is below {show(edge)}: at a fixed return to "
            "each, not at a fixed total return"
        )
    return judged(
        "C21",
        "3 (3)",
        "Few participants make a weak network.",
        parameters=p,
        holds=_easier_together,
        found=found,
        turns={"rivalry": turn},
        condition=condition,
        evidence=_before_and_after(p),
        picture=("rivalry", "patience of few", "patience of many"),
        further={"patience by number of members": _by_number(p)},
    )


def _contributing(p: dict[str, Any], number: int) -> Any:
    """Least patience for everybody's contribution in a network of some number of members."""
    larger = Fraction(number, p["members"]) ** (1 - p["rivalry"])
    everybody = (1,) * number
    return trusted(critical_discount(public_good(number, p["multiplier"] * larger), everybody))


def _of_few(p: dict[str, Any]) -> Any:
    return _contributing(p, p["members"])


def _of_many(p: dict[str, Any]) -> Any:
    return _contributing(p, p["members"] + p["joining"])


def _easier_together(**q: Any) -> bool:
    return not patient(_of_many(q).delta, _of_few(q).delta)


def _before_and_after(p: dict[str, Any]) -> Table:
    cases = [{**p, "rivalry": rho} for rho in grid(0, 1, 11, p["rivalry"])]
    return {
        "rivalry": [case["rivalry"] for case in cases],
        "patience of few": [_of_few(case).delta for case in cases],
        "patience of many": [_of_many(case).delta for case in cases],
        "verdict": [word(_easier_together(**case)) for case in cases],
    }


def _by_number(p: dict[str, Any]) -> Table:
    numbers = list(range(2, 9))
    fixed = {"fixed total return": 1, "fixed own return": 0}
    return {
        "members": numbers,
        **{
            name: [_contributing({**p, "rivalry": rho}, n).delta for n in numbers]
            for name, rho in fixed.items()
        },
    }
