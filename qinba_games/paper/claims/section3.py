"""Section 3 of the paper: what goes wrong in the cooperation that there is."""

from __future__ import annotations

from typing import Any

from ...models.partnership import Partnership
from ...results.base import Table, show
from ...results.evolution import Evolution
from ...types import Number
from . import relations
from .claim import Claim
from .inputs import checked
from .judgement import judged, word
from .search import LONGEST, Asked, Turning, grid, turning


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
