"""One plan or many agreements, on how many topics, and by one agency or many departments."""

from __future__ import annotations

import itertools
from typing import Any

from ...agreements.link_issues import issues_from_games, link_issues
from ...agreements.results.issues import LinkedIssues
from ...common.result import show
from ...patience.critical_discount import critical_discount
from ...repeated.results.patience import CriticalDiscount
from ...stage.dilemmas import resource_exchange
from .. import facts
from .argument import ALIKE, HOLDS, INCONSISTENT, Instance, World, trusted, word
from .judging import claim
from .parameters import MOST_TOPICS, ParameterSetting
from .search import Turning, between, first_turning, patient
from .worlds.alone import symmetric
from .worlds.pairs import COOPERATION


def _issues(p: ParameterSetting) -> LinkedIssues:
    """Patience needed topic by topic and by one plan."""
    hard, easy = (resource_exchange(p.benefit + more, p.cost) for more in (0, p.gain))
    games = [hard] + [easy] * (p.topics - 1)
    return trusted(link_issues(issues_from_games(games, [COOPERATION] * len(games))))


@claim(
    "C19",
    "3 (1)",
    "Cooperation topic by topic, without a plan for the whole, holds governance back.",
    world=World(_issues, ALIKE, fixed=("delta",)),
    parameters={"delta": 0.7, "gain": 0.75, "topics": 2, "benefit": 1.25, "cost": 1},
    turns={"delta": lambda case: between(case.found.linked, max(case.found.separate))},
    picture=("delta", "surplus topic by topic", "surplus of one plan"),
    condition=lambda case: _from_one_plan_on(case.turns["delta"].points),
    values=(0, 0.95, 20),
    columns={
        "surplus topic by topic": lambda q, issues: issues.at(q.delta).separate,
        "surplus of one plan": lambda q, issues: issues.at(q.delta).linked,
        "surplus of the best bundles": lambda q, issues: issues.at(q.delta).best,
    },
    others=lambda case: [{"gain": case.p.benefit + case.p.cost}],
)
def topic_by_topic(p: ParameterSetting, issues: LinkedIssues) -> bool:
    """Does cooperating issue by issue, without a plan for the whole, hold governance back?

    Two equals can exchange contributions on m topics, at a cost of c each. On the first, the hard
    one, a contribution is worth b to the other member, on every other one b + g. Agreements topic
    by topic all last from the largest of the single thresholds on, c/b; one plan, whose breach on
    any topic ends it on all, from their mediant on, m c/(m b + (m - 1) g). Holds exactly when the
    plan lasts and not every single agreement does. Topics that are alike (g = 0) leave no room for
    it.

    That there is no plan for the whole is inconsistent with section 5.3, which builds on one.

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
    return patient(p.delta, issues.linked) and not patient(p.delta, max(issues.separate))


def _from_one_plan_on(edges: tuple[Any, ...]) -> str:
    condition = "fails at every delta: one plan for such topics needs as much patience as many"
    if edges:
        condition = f"holds if delta is at least {show(edges[0])}, from where on one plan lasts"
    if edges[1:]:
        condition += f", and below {show(edges[1])}, from where on every agreement does"
    plans = ", ".join(facts.plans())
    return f"{condition}; that there is no plan is inconsistent with 5.3 ({plans})"


@claim(
    "C23",
    "3 (3)",
    "Governments cooperate on too few topics.",
    world=World(_issues, ALIKE, fixed=("delta",)),
    parameters={"topics": None, "delta": 0.6, "gain": 0.75, "benefit": 1.25, "cost": 1},
    turns={
        "delta": lambda case: between(
            _issues(case.p.but(topics=MOST_TOPICS)).linked, case.found.linked
        )
    },
    picture=("topics", "patience linked", "patience topic by topic", "delta"),
    condition=lambda case: _how_many(case.p),
    values=list(range(1, MOST_TOPICS + 1)),
    columns={
        "patience linked": lambda _, issues: issues.linked,
        "patience topic by topic": lambda _, issues: max(issues.separate),
        "delta": lambda q, _: q.delta,
    },
    others=lambda case: [{"topics": 1}, {"topics": 1, "gain": case.p.benefit + case.p.cost}],
)
def too_few_topics(p: ParameterSetting, _: LinkedIssues) -> str:
    """Are there too few topics of cooperation?

    One agreement links m topics, the first hard and the others easier, as for `c19`. Every easy
    topic lowers the patience that the agreement needs, m c/(m b + (m - 1) g), while topics that are
    alike (g = 0) do not: linking equal issues is irrelevant. Holds exactly when m topics are too
    few and more, up to eight, would do. That is for m below m*, the least number that suffices:
    m* = g/(b + g - c/delta) rounded up.

    The paper itself lists the topics of an agreement. If they are m* or more, then that there are
    too few is inconsistent with the list.

    References
    ----------
    Bernheim, B. D. and Whinston, M. D. (1990), Multimarket contact and collusive behavior, RAND
    Journal of Economics 21, 1-26.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c23().verdict, claims.c23(topics=2).verdict, claims.c23(gain=0).verdict
    ('inconsistent', 'holds', 'fails')
    """
    enough, listed = _enough(p), facts.longest_list_of_topics()[1]
    if enough is None:
        return word(False)
    if p.topics < enough:
        return HOLDS
    return INCONSISTENT if enough <= len(listed) else word(False)


def _enough(p: ParameterSetting) -> int | None:
    """The least number of topics that one agreement needs at delta; None if there is none."""
    cases = p.varied("topics", range(1, MOST_TOPICS + 1))
    return next((q.topics for q in cases if patient(q.delta, _issues(q).linked)), None)


def _how_many(p: ParameterSetting) -> str:
    enough, (name, listed) = _enough(p), facts.longest_list_of_topics()
    if enough is None:
        return f"fails at delta {show(p.delta)}: not even {MOST_TOPICS} such topics are enough"
    few = f"fewer than {enough} topics" if enough > 1 else "no number of topics"
    condition = f"holds with {few} at delta {show(p.delta)}"
    if enough > len(listed):
        return condition
    return f"{condition}, and is inconsistent with the {len(listed)} that the paper lists ({name})"


def _agency(p: ParameterSetting) -> CriticalDiscount:
    """Least patience for one agreement on both issues, whose breach on either ends it on both."""
    plans = list(itertools.product((0, 1), repeat=2))
    worth = [p.benefit * sum(x) + p.complement * x[0] * x[1] for x in plans]
    own = [[received - p.cost * sum(x) for received in worth] for x in plans]
    return trusted(critical_discount(symmetric(own), (len(plans) - 1,) * 2))


def _departments(p: ParameterSetting) -> Any:
    """Least patience with which the agreements of both departments last."""
    issue = resource_exchange(p.benefit, p.cost)
    return max(trusted(link_issues(issues_from_games([issue] * 2, [COOPERATION] * 2))).separate)


def _unit(p: ParameterSetting) -> float:
    return float(p.benefit + p.cost) or 1.0


def _edges(case: Instance) -> Turning:
    turns = between(case.found.delta, _departments(case.p))
    return turns._replace(points=tuple(edge for edge in turns.points if edge > 0))


def _from_a_complement_on(case: Instance) -> str:
    edge, departments = show(case.edge("complement")), _departments(case.p)
    well = "nothing"
    if departments < 1:
        well = f"not do as well (delta below {show(departments)})"
    return f"holds if the issues are complements worth at least {edge}, and departments do {well}"


@claim(
    "C46",
    "5.2",
    "One agency for all issues achieves more than a department for each.",
    world=World(_agency, ALIKE, fixed=("delta",)),
    parameters={"complement": 0.5, "delta": 0.7, "benefit": 1.25, "cost": 1},
    turns={
        "complement": lambda case: first_turning(
            case.holds_over("complement"), -2 * _unit(case.p), _unit(case.p)
        ),
        "delta": _edges,
    },
    picture=("complement", "patience with one agency", "with departments", "delta"),
    over={"complement": (-2, 2)},
    condition=_from_a_complement_on,
    never="fails at delta {delta} however well the issues go together",
    values=lambda case: (-_reach(case) / 2, _reach(case), 13),
    columns={
        "patience with one agency": lambda _, threshold: threshold.delta,
        "with departments": lambda q, _: _departments(q),
        "delta": lambda q, _: q.delta,
    },
    others=lambda case: _with_most(case.p),
)
def one_agency(p: ParameterSetting, threshold: CriticalDiscount) -> bool:
    """Does one agency for everything do more than a department for each issue?

    Two members exchange contributions on two issues, at a cost of c each. A contribution is worth b
    to the other member, and both together g more than 2b. A department answers for its own issue
    and counts what that brings by itself: its agreement lasts from c/b on. One agency answers for
    both, and makes one agreement that also counts g: 2c/(2b + g). Holds exactly when that lasts and
    those of the departments do not. The issues have to be complements, g > 0, by at least
    g* = 2 (c/delta - b).

    References
    ----------
    Holmstrom, B. and Milgrom, P. (1991), Multitask principal-agent analyses, Journal of Law,
    Economics, and Organization 7, 24-52.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c46(complement=0.5).verdict, claims.c46(complement=-0.5).verdict
    ('holds', 'fails')
    >>> claims.c46(complement=0.5, delta=0.85).verdict
    'fails'
    """
    return patient(p.delta, threshold.delta) and not patient(p.delta, _departments(p))


def _reach(case: Instance) -> float:
    largest = max(abs(float(case.p.complement)), float(case.edge("complement") or 0))
    return 2 * largest or float(case.p.cost) or 1.0


def _with_most(p: ParameterSetting) -> list[dict[str, Any]]:
    most, departments = {"complement": 2 * _unit(p)}, _departments(p)
    return [most, {**most, "delta": 0.99 * departments}] if departments <= 1 else []
