"""A call of every public verb that takes exact numbers, with numbers as long as somebody likes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import qinba_games as qg
from qinba_games import (
    agreements,
    cooperative,
    dynamics,
    hierarchy,
    institutions,
    monitoring,
    repeated,
    sharing,
    third_parties,
)

#: Turns a small number into a long one near it, a multiple of its own in each call.
Long = Callable[[Any], Any]


def each(f: Long, given: Any) -> Any:
    """All numbers of nested lists, each made long by itself."""
    if isinstance(given, (list, tuple)):
        return [each(f, part) for part in given]
    return f(given)


def stage(f: Long) -> qg.StageGame:
    return qg.StageGame(each(f, [[[9, 9], [1, 10]], [[10, 1], [3, 3]]]))


def game(f: Long) -> qg.RepeatedGame:
    return qg.RepeatedGame(stage(f))


def pair(f: Long, **more: Any) -> qg.Partnership:
    return qg.Partnership(
        each(f, [[1.25, 0.75], [1.5, 1]]), f(1), promotion=f(0.5), friction=f(0.125), **more
    )


def hard(f: Long, **more: Any) -> qg.Partnership:
    """A pair that has everything a pair can have."""
    times = [(f(0.25), each(f, [1, 0.75]))]
    apart = {"detection": f(0.75), "outside": each(f, [0.125, 0.0625]), "deposit": f(0.125)}
    return pair(f, **apart, bad_times=times, **more)


def deal(f: Long) -> qg.Coordinator:
    return qg.Coordinator(
        sharing=True, monitoring=f(0.5), mediation=f(0.5), deposit=f(0.25), subsidy=f(0.125)
    )


def states(f: Long) -> qg.StochasticGame:
    payoffs = each(
        f, [[[[9, 9], [1, 10]], [[10, 1], [3, 3]]], [[[5, 5], [0, 6]], [[6, 0], [1, 1]]]]
    )
    first = f(0.75)
    return qg.StochasticGame.from_arrays(
        payoffs, [[[[first, 1 - first]] * 2] * 2, [[[1 - first, first]] * 2] * 2]
    )


def tu(f: Long, n: int = 3) -> cooperative.TUGame:
    worth = {1: [0, 2], 2: [0, 0, 0, 4], 3: [0, 0, 0, 4, 0, 5, 2, 9]}[n]
    return cooperative.TUGame([0, *each(f, worth[1:])])


def net(f: Long, n: int = 4) -> qg.Network:
    rng, columns = np.random.default_rng(1), {"a": [], "b": []}
    pairs = [(a, b) for a in range(n) for b in range(a)]
    columns = {"a": [a for a, _ in pairs], "b": [b for _, b in pairs]}
    for name, most in (("value", 7), ("temptation", 14), ("outside", 2)):
        for side in "ab":
            numbers = rng.integers(0, most, len(pairs)).tolist()
            columns[f"{name}_{side}"] = [f(number) for number in numbers]
    return qg.Network(range(n), columns)


def members(f: Long) -> qg.Membership:
    influence = [[0, 2, 1, 1], [1, 0, 2, 1], [2, 1, 0, 1], [1, 1, 1, 0]]
    return qg.Membership(list("ABCD"), each(f, influence), each(f, [3, 2, 4, 1]))


def tree(f: Long) -> qg.Hierarchy:
    return qg.Hierarchy(
        {"Basin": None, "North": "Basin", "South": "Basin"},
        {("North", "South"): pair(f)},
        inside=f(0.25),
        border=each(f, [0.25, 0.125, 0.5]),
    )


def alike(f: Long) -> agreements.SymmetricAgreement:
    one = [f(1)] * 2
    return agreements.SymmetricAgreement([*one, *each(f, [3, 4])], [*one, f(2)])


def settlement(f: Long) -> agreements.Agreement:
    one = each(f, [1, 1, 1])
    rows = [one, one, one, each(f, [3, 2, 2]), one, each(f, [2, 2, 2]), each(f, [2, 3, 1])]
    return agreements.Agreement([*rows, each(f, [4, 4, 3])])


def noisy(f: Long) -> qg.RepeatedGame:
    good, mid, bad = f(0.875), f(0.5), f(0.25)
    signals = third_parties.PublicMonitoring(
        ["good", "bad"],
        [[[good, 1 - good], [mid, 1 - mid]], [[mid, 1 - mid], [bad, 1 - bad]]],
    )
    return qg.RepeatedGame(stage(f), monitoring=signals)


def issues(f: Long) -> agreements.Issues:
    return agreements.Issues(
        each(f, [[3, 2], [2, 2]]), each(f, [[5, 4], [4, 3]]), each(f, [[1, 1], [0, 1]])
    )


def problem(f: Long) -> cooperative.ClaimsProblem:
    return cooperative.ClaimsProblem(f(200), each(f, [100, 200, 300]))


def bargain(f: Long) -> cooperative.BargainingProblem:
    return cooperative.BargainingProblem(each(f, [[6, 1], [4, 4], [1, 5]]), each(f, [1, 1]))


def three(f: Long) -> qg.Partnership:
    return qg.Partnership(
        each(f, [[[0, 2, 2], [2, 0, 2], [2, 2, 0]]]), f(1), promotion=f(0.5), friction=f(0.125)
    )


def merchants(f: Long) -> institutions.LawMerchant:
    return institutions.LawMerchant(temptation=f(1.5), loss=f(0.75), query=f(0.125), appeal=f(0.25))


def pairs(f: Long) -> qg.Network:
    def one() -> qg.Partnership:
        return qg.Partnership(each(f, [[1.25, 2]]), f(1), promotion=f(0.5), friction=f(0.125))

    return qg.Network.from_partnerships({("a", "b"): one(), ("b", "c"): one()}, trust=0)


def credible(f: Long) -> Any:
    """Honesty at the deposit that makes it credible, and not below it."""
    income, delta, more = f(1), f(0.75), {"stake": f(0.25), "gain": f(0.5)}
    found = institutions.credible_deposit(income, delta, **more)
    return institutions.honesty(income, delta, [found, found / 2], **more)


def reread(f: Long) -> Any:
    return qg.nash(qg.from_nfg(qg.to_nfg(stage(f))))


REGIMES = ("bilateral", "bilateral+sharing", "multilateral", "multilateral+sharing", "coordinator")
RULES = ("none", "equal", "proportional", "optimal", "voluntary")
Call = Callable[[Long], Any]

#: The calls by the name of the verb, more than one where it has more than one model or method.
VERBS: dict[str, list[Call]] = {
    "attribute": [
        lambda f: qg.attribute(pair(f), qg.Coordinator(sharing=True, deposit=f(0.25))),
        lambda f: qg.attribute(pair(f), deal(f), of="probability_strong", delta=f(0.75)),
    ],
    "cascade": [
        *(lambda f, r=r: qg.cascade(net(f), f(0.75), r, exits=(0,)) for r in REGIMES),
        lambda f: qg.cascade(net(f), f(0.75), "multilateral", shocks={1: f(3)}),
    ],
    "commons": [lambda f: qg.nash(qg.commons(2, f(8), f(2), f(1), levels=each(f, [0, 1, 2])))],
    "from_nfg": [reread],
    "to_nfg": [reread],
    "core": [lambda f: qg.core(tu(f)), lambda f: qg.core(tu(f), vertices=True)],
    "correlated": [
        lambda f: qg.correlated(stage(f)),
        lambda f: qg.correlated(stage(f), each(f, [1, 2]), coarse=True),
    ],
    "critical_discount": [
        *(
            lambda f, r=r: qg.critical_discount(game(f), sharing=r)
            for r in RULES
            if r != "proportional"
        ),
        lambda f: qg.critical_discount(game(f), sharing="none", punishment="worst"),
        lambda f: qg.critical_discount(states(f)),
        lambda f: qg.critical_discount(pair(f)),
    ],
    "risk_dominant_discount": [
        lambda f: qg.risk_dominant_discount(qg.prisoners_dilemma(f(4), f(1), f(5), f(2)))
    ],
    "discount_table": [lambda f: qg.discount_table(game(f))],
    "evolve": [lambda f, r=r: qg.evolve(hard(f, sharing=r), f(0.75)) for r in RULES]
    + [
        lambda f: qg.evolve(
            hard(f), f(0.75), coordinator=qg.Coordinator(sharing=True, mediation=f(0.5))
        )
    ],
    "evolve_members": [lambda f: qg.evolve_members(three(f), f(0.75))],
    "evolve_many": [lambda f: qg.evolve_many([pair(f), pair(f)], each(f, [0.75, 0.5]))],
    "evolve_arrays": [
        lambda f: qg.evolve_arrays(
            benefit=each(f, [[[2, 2], [3, 3]], [[1, 2], [2, 3]]]),
            cost=f(1),
            promotion=f(0.5),
            friction=f(0.125),
            delta=each(f, [0.5, 0.75]),
        )
    ],
    "key_projects": [
        lambda f: qg.key_projects(members(f)),
        lambda f: qg.key_projects(members(f), each(f, [1, 2, 1, 3])),
        lambda f: qg.key_projects(members(f), each(f, [1, 2, 1, 3]), method="greedy"),
    ],
    "membership_equilibria": [lambda f: qg.membership_equilibria(members(f))],
    "cheapest_subsidies": [lambda f: qg.cheapest_subsidies(members(f))],
    "nash": [lambda f: qg.nash(stage(f)), lambda f: qg.nash(stage(f), pure=True)],
    "nucleolus": [lambda f: qg.nucleolus(tu(f))],
    "pair_thresholds": [lambda f: qg.pair_thresholds(tree(f), "North", "South", f(0.75), "none")],
    "least_regime": [
        lambda f: qg.least_regime(
            tree(f),
            "North",
            "South",
            f(0.75),
            coordinator=qg.Coordinator(sharing=True, mediation=f(0.5)),
        )
    ],
    "stabilise": [
        lambda f, r=r: qg.stabilise(tree(f), f(0.75), r, coordinator=deal(f), control_loss=f(0.25))
        for r in ("none", "provinces", "national")
    ],
    "payoff_set": [
        lambda f: qg.payoff_set(game(f), f(0.75)),
        lambda f: qg.payoff_set(states(f), f(0.5)),
    ],
    "pivotal_window": [
        lambda f: qg.pivotal_window(game(f), qg.Coordinator(sharing=True, deposit=f(0.25))),
        lambda f: qg.pivotal_window(pair(f), deal(f)),
        lambda f: qg.pivotal_window(noisy(f), qg.Coordinator(monitoring=f(0.5))),
    ],
    "prisoners_dilemma": [lambda f: qg.nash(qg.prisoners_dilemma(f(3), f(0), f(5), f(1)))],
    "stag_hunt": [lambda f: qg.nash(qg.stag_hunt(f(4), f(0), f(3), f(2)))],
    "public_good": [
        lambda f: qg.nash(qg.public_good(3, f(1.5), cost=f(1))),
        lambda f: qg.nash(qg.public_good(3, benefits=each(f, [1, 2, 3]), cost=f(2))),
    ],
    "resource_exchange": [
        lambda f: qg.nash(
            qg.resource_exchange(f(3), f(1), curvature=f(0.25), levels=each(f, [0, 1]))
        )
    ],
    "shapley": [
        lambda f: qg.shapley(tu(f)),
        lambda f: qg.shapley(tu(f), weights=each(f, [1, 2, 3])),
    ],
    "scrb": [
        lambda f: cooperative.scrb(tu(f)),
        lambda f: cooperative.scrb(
            cooperative.TUGame(each(f, [0, -6, -8, -10])), benefits=each(f, [4, 9])
        ),
    ],
    "alternate_cost_avoided": [lambda f: cooperative.alternate_cost_avoided(tu(f))],
    "tree_game": [
        lambda f: qg.shapley(cooperative.tree_game([None, 0, 0], each(f, [1, 2, 3]))),
        lambda f: qg.shapley(cooperative.airport_game(each(f, list(range(1, 27))))),
    ],
    "share": [
        *(lambda f, r=r: sharing.share(tu(f), r) for r in ("shapley", "nucleolus", "tau", "scrb")),
        *(lambda f, r=r: sharing.share(game(f), r) for r in ("optimal", "equal")),
        *(
            lambda f, r=r: sharing.share(pair(f), r)
            for r in ("none", "equal", "surplus", "proportional", "optimal")
        ),
        lambda f: sharing.share(bargain(f), "nash"),
        lambda f: sharing.share(bargain(f), "kalai-smorodinsky"),
        *(lambda f, r=r: sharing.share(problem(f), r) for r in ("talmud", "proportional")),
        lambda f: sharing.share(
            cooperative.River(each(f, [9, 1, 2]), each(f, [1, 2, 1])), "shapley"
        ),
    ],
    "solve": [
        *(
            lambda f, r=r: qg.solve(game(f), f(0.75), sharing=r)
            for r in RULES
            if r != "proportional"
        ),
        lambda f: qg.solve(states(f), f(0.75)),
    ],
    "sustain": [
        *(lambda f, r=r: qg.sustain(net(f), f(0.5), r) for r in REGIMES),
        lambda f: qg.sustain(pairs(f), f(0.75), "bilateral"),
        lambda f: qg.sustain(net(f), f(0.75), "coordinator", jurisdictions=["x", "x", "x", None]),
    ],
    "network_measures": [
        lambda f, r=r: qg.network_measures(qg.sustain(net(f), f(0.75), r)) for r in REGIMES
    ],
    "almost_ideal_sharing": [
        lambda f: agreements.almost_ideal_sharing(settlement(f), [0, 1]),
        lambda f: agreements.almost_ideal_sharing(alike(f), 2),
    ],
    "barrett_leader": [
        lambda f: agreements.stable_agreements(
            agreements.barrett_leader(4, benefit=f(1), cost=f(2), scale=f(3))
        )
    ],
    "chander_tulkens": [
        lambda f: agreements.chander_tulkens(
            agreements.AbatementEconomy(each(f, [1, 2, 3]), each(f, [4, 5, 6]))
        )
    ],
    "diamantoudi_sartzetakis": [
        lambda f: agreements.stable_agreements(
            agreements.diamantoudi_sartzetakis(5, benefit=f(3), damage=f(1), scale=f(2))
        )
    ],
    "farsighted_agreements": [
        lambda f: agreements.farsighted_agreements(settlement(f)),
        lambda f: agreements.farsighted_agreements(alike(f)),
    ],
    "gamma_core": [
        lambda f: agreements.gamma_core(settlement(f), vertices=True),
        lambda f: agreements.gamma_core(alike(f)),
    ],
    "issues_from_games": [
        lambda f: agreements.link_issues(agreements.issues_from_games([game(f), game(f)]))
    ],
    "linear_quadratic": [
        lambda f: agreements.stable_agreements(
            agreements.linear_quadratic(5, benefit=f(1), cost=f(2))
        )
    ],
    "link_issues": [
        *(
            lambda f, r=r: agreements.link_issues(issues(f), f(0.5), sharing=r)
            for r in ("none", "voluntary")
        ),
        lambda f: agreements.link_issues(issues(f)),
    ],
    "minimum_participation": [
        lambda f: agreements.minimum_participation(settlement(f)),
        lambda f: agreements.minimum_participation(alike(f)),
    ],
    "modest_agreement": [
        lambda f: agreements.stable_agreements(
            agreements.modest_agreement(5, f(0.5), benefit=f(1), cost=f(2))
        )
    ],
    "all_negotiated": [
        lambda f: agreements.all_negotiated(game(f), f(0.75), f(0.25))[0],
    ],
    "critical_turnover": [
        lambda f: agreements.critical_turnover(game(f), f(0.75)),
        lambda f: agreements.critical_turnover(
            qg.RepeatedGame(stage(f), outside=each(f, [1, 1])), f(0.75)
        ),
    ],
    "negotiated": [
        lambda f: agreements.negotiated(game(f), f(0.75), f(0.25)),
        lambda f: agreements.negotiated(states(f), f(0.5), f(0.25), horizon=3),
        lambda f: agreements.negotiated(pair(f, sharing="voluntary"), f(0.75), f(0.25)),
    ],
    "renegotiation_proof": [
        *(
            lambda f, p=p, d=d: agreements.renegotiation_proof(
                7, f(3), f(5), d and f(d), punishment=p
            )
            for p in ("getting even", "penance", "regional")
            for d in (None, 0.75)
        ),
    ],
    "repeated_agreement": [
        *(
            lambda f, t=t: agreements.repeated_agreement(settlement(f), transfers=t)
            for t in (False, True)
        ),
        lambda f: agreements.repeated_agreement(alike(f)),
    ],
    "stable_agreements": [
        *(
            lambda f, t=t: agreements.stable_agreements(settlement(f), transfers=t)
            for t in (False, True)
        ),
        lambda f: agreements.stable_agreements(alike(f), response="dissolve"),
    ],
    "airport_game": [lambda f: qg.shapley(cooperative.airport_game(each(f, [1, 2, 3])))],
    "banzhaf": [lambda f: cooperative.banzhaf(tu(f))],
    "claims_game": [lambda f: qg.nucleolus(cooperative.claims_game(problem(f)))],
    "dividends": [lambda f: cooperative.dividends(tu(f))],
    "least_core": [lambda f: cooperative.least_core(tu(f), vertices=True)],
    "myerson_value": [lambda f: cooperative.myerson_value(tu(f), [("1", "2"), ("2", "3")])],
    "network_game": [
        lambda f: qg.shapley(cooperative.network_game(each(f, [[0, 2, 1], [1, 0, 1], [2, 1, 0]])))
    ],
    "owen_value": [lambda f: cooperative.owen_value(tu(f), [["1", "2"]])],
    "per_capita_nucleolus": [lambda f: cooperative.per_capita_nucleolus(tu(f))],
    "prenucleolus": [lambda f: cooperative.prenucleolus(tu(f))],
    "properties": [lambda f: cooperative.properties(tu(f))],
    "tau_value": [lambda f: cooperative.tau_value(tu(f))],
    "voting_game": [lambda f: qg.shapley(cooperative.voting_game(each(f, [3, 2, 2]), f(4)))],
    "adoption": [lambda f: dynamics.adoption(stage(f), starts=4)],
    "watershed_game": [
        lambda f: dynamics.adoption(
            dynamics.watershed_game(protection_cost=f(3), water_benefit=f(5), compensation=f(2)),
            starts=4,
        )
    ],
    "waiting": [
        lambda f, r=r: hierarchy.waiting(qg.stabilise(tree(f), f(0.75), r))
        for r in ("none", "national")
    ],
    "credible_deposit": [credible],
    "honest_trade": [lambda f: institutions.honest_trade(merchants(f), f(0.875))],
    "honesty": [lambda f: institutions.honesty(f(1), f(0.75), each(f, [1, 2]), stake=f(0.25))],
    "inspection": [
        lambda f: institutions.inspection(
            institutions.Irrigation(2, benefit=f(2), penalty=f(1), cost=f(0.5))
        )
    ],
    "protected_trade": [
        lambda f: institutions.protected_trade(
            institutions.MerchantGuild(toll=f(0.25), service=f(0.125)), f(0.875)
        )
    ],
    "workable_stakes": [lambda f: institutions.workable_stakes(game(f), f(0.75), f(1))],
    "noisy_prisoners_dilemma": [
        lambda f: monitoring.public_monitoring(
            monitoring.noisy_prisoners_dilemma(
                d=f(1), s=f(1.5), lam=f(0.125), mu=f(0.25), alpha=f(0.125)
            )
        )
    ],
    "public_monitoring": [
        *(
            lambda f, b=b: monitoring.public_monitoring(noisy(f), budget=b)
            for b in ("burning", "balanced")
        ),
    ],
    "audited": [lambda f: monitoring.public_monitoring(repeated.audited(noisy(f), f(0.25)))],
    "monitoring_window": [
        lambda f: third_parties.monitoring_window(noisy(f), audits=f(0.25)),
    ],
    "characteristic_function": [
        *(
            lambda f, a=a: qg.shapley(sharing.characteristic_function(stage(f), a))
            for a in ("alpha", "beta", "gamma", "minimax")
        ),
        lambda f: qg.shapley(sharing.characteristic_function(pair(f))),
    ],
    "fairness": [
        lambda f: sharing.fairness(game(f)),
        lambda f: sharing.fairness(pair(f)),
        lambda f: sharing.fairness(settlement(f)),
        lambda f: sharing.fairness(
            repeated.Relation(each(f, [2, 2]), each(f, [3, 4]), each(f, [0, 1]))
        ),
    ],
    "shares_path": [lambda f: sharing.shares_path(game(f), each(f, [0.25, 0.5, 0.75]))],
    "cheapest_coordinator": [
        lambda f: third_parties.cheapest_coordinator(
            pair(f), f(0.75), {"deposit": f(1), "subsidy": f(2)}
        )
    ],
    "hand_over": [
        lambda f: qg.hand_over(pair(f), f(0.75), qg.Coordinator(sharing=True), periods=3)
    ],
    "subsidy_budget": [lambda f: third_parties.subsidy_budget(pair(f), f(0.75))],
    "when_it_hurts": [
        lambda f: third_parties.when_it_hurts(
            qg.RepeatedGame(stage(f), outside=each(f, [1, 0.5])), "support", each(f, [0, 1])
        ),
        lambda f: third_parties.when_it_hurts(pair(f), "mediation", each(f, [0, 0.5])),
    ],
}

_TEXT, _FLOATS = "takes names, files or other games, no numbers", "computes in floats"
_CASE = "examples of the verbs above with settings"
#: Public functions that are not in the table, and why; of several by the beginning of the name.
LEFT_OUT = {
    **dict.fromkeys(("agreements_from_incidence", "write_templates", "catalogue", "form"), _TEXT),
    **dict.fromkeys(("read_", "invented_extract"), _TEXT),
    **dict.fromkeys(
        ("glove_game", "skane", "tennessee_valley", "prove", "phase_diagram", "play", "verify"),
        _TEXT,
    ),
    **dict.fromkeys(("evolving", "explore", "plan", "revealed_patience"), _FLOATS),
    **dict.fromkeys(("calibrate", "simulate_panel", "insure", "loss_window"), _FLOATS),
    "plot_intervals": _FLOATS,
    **dict.fromkeys(("sampled_shapley", "schedule", "sobol", "sweep"), _FLOATS),
    **dict.fromkeys(("from_nashpy", "from_quantecon", "to_nashpy", "to_quantecon"), _FLOATS),
    **dict.fromkeys(("paper.", "scenarios.", "claims."), _CASE),
    "twin_of": "returns no result; test_many_digits asks it",
}
