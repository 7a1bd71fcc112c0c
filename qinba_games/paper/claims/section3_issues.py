"""Section 3 of the paper: one plan or many agreements, and on how many topics."""

from __future__ import annotations

from typing import Any

from ...agreements.link_issues import issues_from_games, link_issues
from ...agreements.results.issues import LinkedIssues
from ...common.result import Table, show
from ...stage.dilemmas import resource_exchange
from ...types import Number
from .. import facts
from .claim import Claim
from .inputs import MOST_TOPICS, checked
from .judgement import judged, trusted, word
from .search import Turning, grid, patient

_COOPERATION = (1, 1)


def c19(
    *,
    delta: Number = 0.7,
    gain: Number = 0.75,
    topics: int | None = 2,
    benefit: Number = 1.25,
    cost: Number = 1,
) -> Claim:
    """Does cooperating issue by issue, without a plan for the whole, hold governance back?

    Two equals can exchange contributions on m topics, at a cost of c each. On the first, the hard
    one, a contribution is worth b to the other member, on every other one b + g. Agreements topic
    by topic all last from the largest of the single thresholds on, c/b; one plan, whose breach on
    any topic ends it on all, from their mediant on, m c/(m b + (m - 1) g). Holds iff the plan lasts
    and not every single agreement does. Topics that are alike (g = 0) leave no room for it.

    That there is no plan for the whole is inconsistent with section 5.3, which builds on one.

    Parameters
    ----------
    delta : Number
        Discount factor in [0, 1).
    gain : Number
        g, how much more a contribution brings on the other topics.
    topics : int, optional
        m, 1 to 8; None: as many as the paper lists for one agreement.
    benefit, cost : Number
        b and c.

    Returns
    -------
    Claim
        Concept "voluntary-transfers SPE"; members are alike, so nothing needs to be paid.

    Raises
    ------
    DiscountError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), sections 3 (1) and, for the plan, 5.3. Bernheim, B. D. and Whinston,
    M. D. (1990), Multimarket contact and collusive behavior, RAND Journal of Economics 21, 1-26.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> [claims.c19(delta=delta).verdict for delta in (0.6, 0.7, 0.85)]
    ['fails', 'holds', 'fails']
    """
    p = checked("c19", locals())
    found = _linked(p)
    edges = (found.linked, max(found.separate))
    window = edges[0] < 1 and not patient(*edges)
    plans = ", ".join(facts.plans())
    condition = "fails at every delta: one plan for such topics needs as much patience as many"
    if window:
        condition = f"holds if delta is at least {show(edges[0])}, from where on one plan lasts"
        if edges[1] < 1:
            condition += f", and below {show(edges[1])}, from where on every agreement does"
    return judged(
        "C19",
        "3 (1)",
        "Cooperation topic by topic, without a plan for the whole, holds governance back.",
        parameters=p,
        holds=_plan_helps,
        found=found,
        turns={"delta": Turning(tuple(e for e in edges if e < 1) if window else (), 0, 1)},
        condition=f"{condition}; that there is no plan is inconsistent with 5.3 ({plans})",
        evidence=_one_by_one_or_all(p, found),
        picture=("delta", "surplus topic by topic", "surplus of one plan"),
        others=[{"gain": p["benefit"] + p["cost"]}],
    )


def _linked(p: dict[str, Any]) -> LinkedIssues:
    """Patience needed topic by topic and by one plan."""
    hard, easy = (resource_exchange(p["benefit"] + more, p["cost"]) for more in (0, p["gain"]))
    games = [hard] + [easy] * (p["topics"] - 1)
    found: LinkedIssues = trusted(
        link_issues(issues_from_games(games, [_COOPERATION] * len(games)))
    )
    return found


def _plan_helps(**q: Any) -> bool:
    found = _linked(q)
    return patient(q["delta"], found.linked) and not patient(q["delta"], max(found.separate))


def _one_by_one_or_all(p: dict[str, Any], found: LinkedIssues) -> Table:
    deltas = grid(0, 0.95, 20, p["delta"])
    steps = [found.at(delta) for delta in deltas]
    return {
        "delta": deltas,
        "surplus topic by topic": [step.separate for step in steps],
        "surplus of one plan": [step.linked for step in steps],
        "surplus of the best bundles": [step.best for step in steps],
        "verdict": [word(_plan_helps(**{**p, "delta": delta})) for delta in deltas],
    }


def c23(
    *,
    topics: int | None = None,
    delta: Number = 0.6,
    gain: Number = 0.75,
    benefit: Number = 1.25,
    cost: Number = 1,
) -> Claim:
    """Are there too few topics of cooperation?

    One agreement links m topics, the first hard and the others easier, as for `c19`. Every easy
    topic lowers the patience that the agreement needs, m c/(m b + (m - 1) g), while topics that are
    alike (g = 0) do not: linking equal issues is irrelevant. Holds iff m topics are too few and
    more, up to eight, would do. That is for m below m*, the least number that suffices:
    m* = g/(b + g - c/delta) rounded up.

    The paper itself lists the topics of an agreement. If they are m* or more, then that there are
    too few is inconsistent with the list.

    Parameters
    ----------
    topics : int, optional
        m, 1 to 8; None: as many as the paper lists for one agreement.
    delta : Number
        Discount factor in [0, 1).
    gain : Number
        g, how much more a contribution brings on the other topics than on the first.
    benefit, cost : Number
        b, on the first topic, and c.

    Returns
    -------
    Claim
        Concept "voluntary-transfers SPE"; members are alike, so nothing needs to be paid.

    Raises
    ------
    DiscountError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 3 (3). Bernheim, B. D. and Whinston, M. D. (1990),
    Multimarket contact and collusive behavior, RAND Journal of Economics 21, 1-26.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c23().verdict, claims.c23(topics=2).verdict, claims.c23(gain=0).verdict
    ('inconsistent', 'holds', 'fails')
    """
    p = checked("c23", locals())
    found, most = _linked(p), _linked({**p, "topics": MOST_TOPICS})
    edges = [edge for edge in (most.linked, found.linked) if edge < 1]
    rises = most.linked < found.linked and not patient(most.linked, found.linked)
    enough = _enough(p)
    return judged(
        "C23",
        "3 (3)",
        "Governments cooperate on too few topics.",
        parameters=p,
        holds=_too_few,
        found=found,
        turns={"delta": Turning(tuple(edges) if rises else (), 0, 1)},
        condition=_how_many(p, enough),
        evidence=_by_topics(p),
        picture=("topics", "patience linked", "patience topic by topic", "delta"),
        others=[{"topics": 1}, {"topics": 1, "gain": p["benefit"] + p["cost"]}],
    )


def _enough(p: dict[str, Any]) -> int | None:
    """The least number of topics that one agreement needs at delta; None if there is none."""
    numbers = range(1, MOST_TOPICS + 1)
    lasting = (m for m in numbers if patient(p["delta"], _linked({**p, "topics": m}).linked))
    return next(lasting, None)


def _too_few(**q: Any) -> str:
    enough, (_, listed) = _enough(q), facts.longest_list_of_topics()
    if enough is None:
        return word(False)
    if q["topics"] < enough:
        return word(True)
    return "inconsistent" if enough <= len(listed) else word(False)


def _how_many(p: dict[str, Any], enough: int | None) -> str:
    name, listed = facts.longest_list_of_topics()
    if enough is None:
        return f"fails at delta {show(p['delta'])}: not even {MOST_TOPICS} such topics are enough"
    few = f"fewer than {enough} topics" if enough > 1 else "no number of topics"
    condition = f"holds with {few} at delta {show(p['delta'])}"
    if enough > len(listed):
        return condition
    return f"{condition}, and is inconsistent with the {len(listed)} that the paper lists ({name})"


def _by_topics(p: dict[str, Any]) -> Table:
    numbers = list(range(1, MOST_TOPICS + 1))
    found = [_linked({**p, "topics": m}) for m in numbers]
    return {
        "topics": numbers,
        "patience linked": [f.linked for f in found],
        "patience topic by topic": [max(f.separate) for f in found],
        "delta": [p["delta"]] * len(numbers),
        "verdict": [word(_too_few(**{**p, "topics": m})) for m in numbers],
    }
