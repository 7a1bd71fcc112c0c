"""A partnership's classes at every patience, by their witness, and its least patience.

Every edge lies between two equilibria.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...certify.edges import subintervals
from ...common.proof import beside_edges, without_proof
from ...common.register import checks, proves
from ...common.spans import Spans
from ...common.status import LAST, NEAR
from ...game.witness import Regimes
from ...repeated.results.patience import CriticalDiscount
from ...types import Certificate
from ...verify.door import verify
from ...verify.findings import Finding, blanks, claim, same, verdict, with_outside
from ...verify.thresholds import FAR, certify_rows, class_gaps, readable, worst
from ..partnership import Partnership
from ..proof import CLASSES, classes_of, table_of, terms_of
from ..results.evolution import COOPERATING, Evolution
from .evolution import AgreedPlay

#: Where another class than the claimed one is found on more than this, it is no rounding.
_CLEAR = 1e-7
#: What a class is called where only cooperation is told apart, and where all classes are.
COOPERATES = {str(name): str(name) in COOPERATING for name in CLASSES}
BY_NAME = {str(name): str(name) for name in CLASSES}


class FoundingClasses(NamedTuple):
    """Classes of the founding level, by rising patience."""

    rows: tuple[tuple[float, float, Any], ...]  #: (low, high, class, or a pair of them)
    settled: bool  #: whether nothing is left open but edges


def read(
    model: Partnership, founding: int, given: Regimes | None, last: float = LAST
) -> FoundingClasses:
    """The classes that a witness shows of one partnership up to some patience."""
    if given is None:
        return FoundingClasses((), settled=False)
    table = table_of([model] * len(given.delta), given.delta, exact=False)
    choices, times = int(table.first_row[1]), table.nodes.first[1]
    here = slice(founding * times, (founding + 1) * times)
    never, rows = table.nodes.chance[:times, 0] == 0, []
    for low, high, played in subintervals(table, given):
        choice = (played[here] % choices)[None, None]
        (name,) = classes_of(choice == 0, choice == choices - 1, never)[0]
        rows.append((low, high, str(name)))
    ends = [0.0, *(end for low, high, _ in rows for end in (low, high)), last]
    gaps = np.diff(ends)[::2]  # before, between and after the cells
    return FoundingClasses(tuple(rows), settled=bool((gaps <= 1.5 * NEAR).all()))


def none_below(model: Partnership, founding: int, least: Any, given: Regimes | None) -> bool | None:
    """Whether there is no cooperation at any patience below this; None where it is not shown."""
    last = min(float(least) - NEAR / 2, LAST)
    if last <= 0:
        return True
    return agree(read(model, founding, given, last), {False: Spans([(0, last)])}, COOPERATES)


def claims_hold(
    model: Partnership,
    founding: int,
    claimed: Mapping[Any, Spans],
    words: Mapping[Any, Any],
    given: Regimes | None,
) -> bool | None:
    """Whether classes are claimed where they are; None where that is not shown.

    `words` says what a class is called in `claimed`; nothing is claimed elsewhere.
    """
    return agree(read(model, founding, given), claimed, words)


def agree(
    classes: FoundingClasses, claimed: Mapping[Any, Spans], words: Mapping[Any, Any]
) -> bool | None:
    """The same where the classes are known."""
    for label, spans in claimed.items():
        for low, high in spans:
            for first, last, name in classes.rows:
                overlap = min(last, float(high)) - max(first, float(low))
                if overlap > _CLEAR and label != words[name]:
                    return False
    return True if classes.settled else None


@checks(CriticalDiscount, of=Partnership)
def _certify_least_patience(result: CriticalDiscount, policy: Any = None) -> Certificate:
    """Check the intervals of a partnership against what was solved beside their ends.

    The outside: the classes are found anew at every patience. `policy` is
    judged in place of that of the equilibrium at the threshold.
    """
    witness = result.witness
    if policy is not None:
        return verify(witness[0][1], policy=policy)
    own, behind = inside(result)
    if not own.inside:
        return own
    claimed = {True: result.intervals, False: result.intervals.complement()}
    founding = witness[0][1].founding
    proof = claims_hold(result.game, founding, claimed, COOPERATES, result.regimes)
    return with_outside(own, [proof, behind.outside])


@proves(CriticalDiscount)
def _edges_of(result: CriticalDiscount) -> dict[str, Any]:
    """What was solved beside the edges of the intervals."""
    if not isinstance(result.game, Partnership):
        rule = "is a closed form, or was found for several states: no two answers show it"
        remedy = "Solve the game at this patience and just below, and ask these for their proofs"
        raise without_proof(result, rule, remedy)
    others = [name for name in CLASSES if name not in COOPERATING]
    claim = [(COOPERATING, result.intervals), (others, result.intervals.complement())]
    return beside_edges(result.tolerance, [claim], [(one,) for _, one in result.witness])


def inside(result: CriticalDiscount) -> tuple[Certificate, Certificate]:
    """The inside of a threshold of a partnership, and the worst of the equilibria that show it."""
    witness = result.witness
    findings = [
        *blanks(result, "shares", "price_of_fairness"),
        claim(same(result.sharing, result.game.sharing), "sharing"),
        Finding(float(not _binds(result)), 0, action="binding member"),
        claim(result.profile == (witness[0][1].profiles if result.intervals else None), "profile"),
    ]
    for delta, one in witness:
        findings += belongs(one, result.game, delta, one.founding)
    for spans in readable(result.intervals) or []:
        rows = [(delta, one.cooperates) for delta, one in witness]
        findings += class_gaps(rows, {True: spans, False: spans.complement()}, result.tolerance)
    behind = certify_rows(result.witness)
    return worst(verdict(findings, exact=False, tolerance=result.tolerance), behind), behind


def _binds(result: CriticalDiscount) -> bool:
    """Whether who is said to bind would break what is agreed if all were a little less patient."""
    evolution = result.witness[0][1]
    below = float(evolution.delta) - 1e-6
    if evolution.game.voluntary or not result.intervals or below < 0:
        return result.binding is None
    terms = terms_of([evolution.partnership], [below], exact=False)
    play = AgreedPlay(
        terms, evolution.partnership.members, evolution.witness, evolution.choice[None]
    )
    gains = play.gains.size[..., 0].max(axis=0).tolist()
    most = dict(zip(play.members, gains, strict=True))
    allowed = _tolerance.check(evolution.values.astype(float), evolution.game.outside)
    if result.binding is None:
        return bool(max(most.values()) <= allowed)
    named = [most.get(name, -1) for name in result.binding]
    return len(named) == 1 and bool(named[0] >= max(0, max(most.values()) - allowed))


def shows_least(
    witness: Sequence[Evolution], model: Any, least: Any, founding: int, tolerance: Any
) -> list[Finding]:
    """Whether there is cooperation just above the least patience, and none just below.

    From 1 on there is none, and none at any patience is shown at nearly 1.
    """
    spans = Spans.upward(least)
    rows = [(one.delta, one.cooperates) for one in witness]
    begins, far = (least, FAR * tolerance) if spans else (1 - 1e-5, 1e-5)
    findings = class_gaps(rows, {True: spans, False: spans.complement()}, tolerance)
    findings.append(Finding(float(not begins <= rows[0][0] <= begins + far), 0, action="edge"))
    for one in witness:
        findings += belongs(one, model, one.delta, founding)
    return findings


def belongs(evolution: Evolution, model: Any, delta: Any, founding: int) -> list[Finding]:
    """Whether an evolution is that of this partnership, patience and founding."""
    own = evolution.partnership is model  # whose arrays its own check has looked at
    if not own:
        one, other = (terms_of([m], [0], exact=model.exact) for m in (evolution.partnership, model))
        own = same(one, other)
    return [
        claim(own, "another model"),
        Finding(abs(evolution.delta - delta), 0, action="another patience"),
        Finding(abs(evolution.founding - founding), 0, action="another founding"),
    ]
