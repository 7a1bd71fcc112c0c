"""What those who sign an agreement may decide at all."""

from __future__ import annotations

from typing import Any

from ...common.bisection import bracket
from ...common.result import Table, show
from ...patience.critical_discount import critical_discount
from ...repeated.results.patience import CriticalDiscount
from .. import facts
from .argument import ALIKE, Case, Columns, Finding, World, trusted
from .judging import claim
from .parameters import Setting
from .search import NOWHERE, Turning, patient
from .worlds.alone import symmetric
from .worlds.pairs import TOGETHER

_WIDTH = 1e-10


def _effort(p: Setting, e: Any) -> CriticalDiscount:
    """Least patience for a mutual effort e: worth b e to the other, at a cost of c e^2/2."""
    cost = p.cost * e * e / 2
    game = symmetric([[p.benefit * e - cost, -cost], [p.benefit * e, 0]])
    return trusted(critical_discount(game, TOGETHER))


def _free(p: Setting) -> Finding:
    """The best effort that holds itself up if signatories may decide on everything."""

    def lasts(e: float) -> bool:
        return patient(p.delta, _effort(p, e).delta)

    best = min(1.0, float(p.benefit / p.cost)) if p.cost else 1.0
    effort = best if lasts(best) else bracket(lasts, 0.0, best, _WIDTH)[0]
    return Finding(_effort(p, max(effort, _WIDTH)), effort)


def _over_authority(case: Case) -> Turning:
    effort = case.found.value
    return Turning((effort,), 0, 1) if _WIDTH < effort < 1 else NOWHERE


def _over_patience(case: Case) -> Turning:
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
def low_signatories(p: Setting, found: Finding) -> bool:
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
    return bool(found.value - p.authority > _WIDTH)


def _below_an_effort(effort: float) -> str:
    if effort <= _WIDTH:
        return "fails at every authority: no effort would be kept"
    return (
        f"holds if signatories may decide on less than {show(effort)} of the task: more than that "
        "is not kept, or not worth its cost"
    )


def _within_and_without(case: Case) -> Columns:
    p, effort = case.p, case.found.value

    def joint(e: Any) -> float:
        return float(2 * p.benefit * e - p.cost * e * e)

    return {
        "joint payoff within it": lambda q, _: joint(min(float(q.authority), effort)),
        "joint payoff without a limit": lambda *_: joint(effort),
    }


def _levels() -> Table:
    rows = [row["level"] for row in facts.agreements() if row["status"] == "paper"]
    names = list(dict.fromkeys(rows))
    return {"level": names, "agreements": [rows.count(name) for name in names]}
