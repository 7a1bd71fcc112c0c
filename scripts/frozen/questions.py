"""What is asked of a random model, chapter by chapter: (question, how it is asked)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from draw import Draw

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

Questions = Iterator[tuple[str, Callable[[], Any]]]
FIXED = ("none", "equal", "surplus", "optimal")
#: Chapter -> part of all random models.
PARTS = {
    "partnership": 0.22,
    "repeated": 0.15,
    "cooperative": 0.1,
    "network": 0.09,
    "stage": 0.08,
    "agreements": 0.08,
    "stochastic": 0.06,
    "institutions": 0.065,
    "third_parties": 0.025,
    "sharing": 0.04,
    "hierarchy": 0.02,
    "payoff_sets": 0.03,
    "members": 0.02,
    "region": 0.01,
    "patience": 0.02,
    "monitoring": 0.02,
    "dynamics": 0.015,
    "batches": 0.025,
}


def stage(d: Draw) -> Questions:
    """Stage games: equilibria, correlated ones, and dilemmas by their names."""
    game = d.stage(*d.pick((2, 2), (3, 3), (2, 3), (2, 2, 2)))
    n = game.n_players
    yield "nash", lambda: qg.nash(game)
    yield "nash pure", lambda: qg.nash(game, pure=True)
    for objective in ("sum", "symmetric", d.numbers(0, 1, n)):
        name = objective if isinstance(objective, str) else "weights"
        yield (
            f"correlated {name}",
            lambda o=objective: qg.correlated(game, o, coarse=d.seed % 3 == 0),
        )
    yield "to_nfg", lambda: qg.to_nfg(game)
    yield "from_nfg", lambda: qg.from_nfg(qg.to_nfg(game))
    a, b, c, e = sorted(d.numbers(-2, 3, 4))
    yield "prisoners_dilemma", lambda: qg.prisoners_dilemma(c, a, e, b)
    yield "stag_hunt", lambda: qg.stag_hunt(e, a, c, b)
    yield "public_good", lambda: qg.public_good(3, d.number(1, 3))
    yield "commons", lambda: qg.commons(2, d.number(2, 4), d.number(0.2, 1), d.number(0.2, 1))
    yield "resource_exchange", lambda: qg.resource_exchange(d.number(1, 3), d.number(0.5, 1))
    if n == 2:
        yield "nashpy", lambda: qg.from_nashpy(qg.to_nashpy(game))
    yield "quantecon", lambda: qg.from_quantecon(qg.to_quantecon(game))


def repeat(d: Draw) -> Questions:
    """Repeated games: every discount factor, one of them, and every rule."""
    game = d.repeated(*d.pick((2, 2), (2, 2), (3, 3), (2, 2, 2)))
    delta, n = d.delta(), game.n_players
    yield "model", lambda: game
    yield "discount_table", lambda: qg.discount_table(game)
    for rule in ("voluntary", *FIXED, d.shares(n)):
        name = rule if isinstance(rule, str) else "fractions"
        yield f"solve {name}", lambda r=rule: qg.solve(game, delta, sharing=r)
        yield f"critical {name}", lambda r=rule: qg.critical_discount(game, sharing=r)
    profile = (0,) * n
    yield "critical of a profile", lambda: qg.critical_discount(game, profile)
    if n == 2 and d.seed % 4 == 0:
        yield (
            "worst",
            lambda: qg.critical_discount(game, profile, sharing="none", punishment="worst"),
        )
    help_ = d.coordinator(
        n, "monitoring", "mediation", *(["mandate"] if game.outside is None else [])
    )
    yield "helped", lambda: help_.applied_to(game)
    yield "critical helped", lambda: qg.critical_discount(help_.applied_to(game))
    yield "window", lambda: qg.pivotal_window(game, help_)


def stochastic(d: Draw) -> Questions:
    """Games whose state moves."""
    game = d.stochastic()
    yield "model", lambda: game
    yield "solve", lambda: qg.solve(game, d.delta())
    if d.seed % 12 == 0:
        yield "critical_discount", lambda: qg.critical_discount(game)
    if d.seed % 60 == 3:
        yield "window", lambda: qg.pivotal_window(game, qg.Coordinator(sharing=True))


def partnership(d: Draw) -> Questions:
    """Partnerships of two and three, with and without coordinator."""
    pair = d.partnership(3 if d.chance(0.15) else 2)
    founding, delta, n = d.integer(0, pair.levels - 1), d.delta(), pair.n_members
    has = {
        "sharing": str(pair.sharing) != "none",
        "deposit": any(pair.deposit),
        "subsidy": pair.subsidy,
    }
    help_ = d.coordinator(n, *(name for name, there in has.items() if there))
    yield "model", lambda: pair
    yield "evolve", lambda: qg.evolve(pair, delta, founding=founding)
    yield "helped", lambda: help_.applied_to(pair)
    yield "evolve helped", lambda: qg.evolve(pair, delta, founding=founding, coordinator=help_)
    yield "voluntary", lambda: qg.evolve(pair, delta, sharing="voluntary")
    if d.seed % 6 == 0:
        yield "record", lambda: qg.evolve(pair, delta, founding=founding).record
    if d.seed % 3 == 0:
        yield (
            "bound",
            lambda: qg.evolve(d.partnership(n, mandate=[0], stake=d.number(0, 0.3)), delta),
        )
    if d.seed % 12 == 0:
        yield "critical_discount", lambda: qg.critical_discount(pair, founding=founding)
    if d.seed % 7 == 0:
        yield "to_game", pair.to_game
    if d.seed % 20 == 1:
        grid = {"delta": [0.5, 0.8], "friction": [0, 0.2]}
        yield "sweep", lambda: qg.sweep(qg.evolving(pair, founding=founding), grid, progress=False)


def batches(d: Draw) -> Questions:
    """Many pairs at once."""
    top, rule = (
        d.integer(0, 3),
        d.pick("none", "voluntary", "equal", "surplus", "proportional", "optimal"),
    )
    many = 12
    terms: dict[str, Any] = {"promotion": 0.6, "drop": d.pick(1, 2, None), "sharing": rule}
    pairs = [
        qg.Partnership(
            d.benefit(2, top), d.numbers(0.5, 1.3, 2), friction=d.number(0, 0.3), **terms
        )
        for _ in range(many)
    ]
    deltas = [float(d.delta()) for _ in pairs]
    yield "evolve_many", lambda: qg.evolve_many(pairs, deltas)
    given = {
        "benefit": np.cumsum(d.rng.uniform(0.1, 1.2, (many, top + 1, 2)), axis=1),
        "cost": d.rng.uniform(0.5, 1.3, (many, 2)),
        "friction": d.rng.uniform(0, 0.3, many),
        "outside": d.rng.uniform(-0.3, 0.3, (many, 2)),
        "detection": d.rng.uniform(0.5, 1, many),
        "bad_times": [(0.2, 0.5)] if d.chance() else (),
        "deposit": d.rng.uniform(0, 0.4, many),
        "subsidy": d.rng.uniform(0, 0.2, many),
    }
    yield "evolve_arrays", lambda: qg.evolve_arrays(**terms, **given, delta=deltas)


def members(d: Draw) -> Questions:
    """Networks whose members depend on each other."""
    group = d.partnership(d.integer(2, 3 if d.exact else 4), top=d.integer(0, 1))
    yield "evolve_members", lambda: qg.evolve_members(group, d.delta())
    help_ = qg.Coordinator(sharing=True, mediation=d.number(0, 1), deposit=d.number(0, 0.5))
    alone = d.partnership(group.n_members, top=0, sharing="none", rich=False)
    yield "helped", lambda: qg.evolve_members(alone, d.delta(), coordinator=help_)


def levels(d: Draw) -> Questions:
    """Levels of government in every regime."""
    tree, delta = d.hierarchy(), d.delta()
    yield "model", lambda: tree
    help_ = qg.Coordinator(
        sharing=d.chance(), mediation=d.number(0, 1), credibility=d.number(0.5, 1)
    )
    given: dict[str, Any] = {"coordinator": help_, "control_loss": d.number(0, 0.3)}
    for regime in ("none", "provinces", "national", "three-level", "bottom-up"):
        yield regime, lambda r=regime: qg.stabilise(tree, delta, r, **given)
    yield "frozen", lambda: qg.stabilise(tree, delta, "three-level", anticipation="frozen", **given)
    pair = tree.pairs[-1]
    yield "friction", lambda: [[tree.superior(*p), tree.friction(p)] for p in tree.pairs]
    yield "waiting", lambda: hierarchy.waiting(qg.stabilise(tree, delta, "national", **given))
    yield "flat", lambda: qg.stabilise(tree, delta, "none").flat(*pair)
    if d.seed % 4 == 0:
        yield "least_regime", lambda: qg.least_regime(tree, *pair, delta, **given)
    if d.seed % 15 == 0:
        for of in ("delta", "friction", "control_loss"):
            yield (
                f"thresholds {of}",
                lambda o=of: qg.pair_thresholds(tree, *pair, delta, "national", o, **given),
            )


def networks(d: Draw) -> Questions:
    """Ties that are kept together, exits, and memberships."""
    net, delta = d.network(d.integer(3, 6)), d.delta()
    names, regimes = list(net.governments), ["bilateral", "bilateral+sharing"]
    regimes += ["multilateral", "multilateral+sharing", "coordinator"]
    groups = [k % 2 for k in range(len(names))] if d.chance() else None
    shock = {names[-1]: d.number(0, 1)}
    yield "model", lambda: net
    yield "numbers", lambda: [net.slack(delta), net.numbers(delta), net.patience(delta)]
    for regime in regimes:
        where = groups if regime == "coordinator" else None
        yield regime, lambda r=regime, w=where: qg.sustain(net, delta, r, jurisdictions=w)
    last = regimes[d.seed % 5]
    yield f"exits {last}", lambda: qg.cascade(net, delta, last, exits=names[:1], shocks=shock)
    measures = _now_or_before("network_measures", "strength")
    yield "strength", lambda: measures(qg.sustain(net, delta, last))
    dying = d.network(4, friction=True)
    yield "friction", lambda: qg.sustain(dying, delta, "bilateral+sharing")
    n = d.integer(3, 5)
    pull = [[0 if i == j else d.number(0, 1) for j in range(n)] for i in range(n)]
    joint = qg.Membership(range(n), pull, d.numbers(0.2, 2, n))
    paid = _now_or_before("cheapest_subsidies", "subsidies")
    for name, verb in (
        ("membership_equilibria", qg.membership_equilibria),
        ("key_projects", qg.key_projects),
        ("subsidies", paid),
    ):
        yield name, lambda v=verb: v(joint)
    yield "priced", lambda: qg.key_projects(joint, d.numbers(0.5, 2, n))
    yield "greedy", lambda: qg.key_projects(joint, method="greedy")


def _now_or_before(now: str, before: str) -> Any:
    """A verb by its name of today, or by that of the version that is compared with it."""
    return getattr(qg, now) if hasattr(qg, now) else getattr(qg, before)


def pacts(d: Draw) -> Questions:
    """Self-enforcing agreements, and issues that are linked."""
    n = d.integer(2, 4)
    alone = d.numbers(0, 1, n)
    rows = [alone if m.bit_count() < 2 else d.numbers(0, 4, n) for m in range(2**n)]
    one = agreements.Agreement(rows, breach=[d.numbers(0, 5, n) for _ in rows])
    two = d.pick(
        agreements.linear_quadratic, agreements.barrett_leader, agreements.diamantoudi_sartzetakis
    )
    for name, pact in {"any": one, "symmetric": two(d.integer(2, 9))}.items():
        for response in ("stay", "dissolve", "next stable"):
            yield (
                f"{name} {response}",
                lambda p=pact, r=response: agreements.stable_agreements(
                    p,
                    response=r,
                    external=d.pick("weak", "strict"),
                    transfers=r == "stay" and d.chance(),
                ),
            )
        yield f"{name} farsighted", lambda p=pact: agreements.farsighted_agreements(p)
        yield f"{name} participation", lambda p=pact: agreements.minimum_participation(p)
        for transfers in (False, True):
            yield (
                f"{name} repeated {transfers}",
                lambda p=pact, t=transfers: agreements.repeated_agreement(p, transfers=t),
            )
        yield (
            f"{name} window",
            lambda p=pact: qg.pivotal_window(p, qg.Coordinator(subsidy=d.number(0, 1))),
        )
        yield f"{name} core", lambda p=pact: agreements.gamma_core(p, vertices=p is one and n < 4)
    yield "hidden", lambda: agreements.repeated_agreement(one, breach="hidden")
    yield "almost ideal", lambda: agreements.almost_ideal_sharing(one, one.members)
    economy = agreements.AbatementEconomy(d.numbers(0.2, 2, n), d.numbers(0.2, 2, n))
    yield "chander_tulkens", lambda: agreements.chander_tulkens(economy)
    yield "to_agreement", economy.to_agreement
    yield "modest", lambda: agreements.modest_agreement(5, d.number(0.1, 1))
    for kind in ("getting even", "penance", "regional"):
        size, cost = d.integer(4, 9), d.number(1.1, 3.5)
        yield (
            kind,
            lambda k=kind, s=size, c=cost: agreements.renegotiation_proof(s, 1, c, punishment=k),
        )
    count = d.integer(2, 4)
    kept, left = d.numbers(1, 3, count, 2), d.numbers(0, 1, count, 2)
    issues = agreements.Issues(kept, [[x + d.number(0, 3) for x in row] for row in kept], left)
    for rule in ("voluntary", "none"):
        yield (
            f"issues {rule}",
            lambda r=rule: agreements.link_issues(
                issues, d.delta(), sharing=r, objective=d.pick("surplus", "issues")
            ),
        )
    games = [d.dilemma(), qg.RepeatedGame(d.dilemma(), outside=[0, 0])]
    yield "issues of games", lambda: agreements.issues_from_games(games)


def rules(d: Draw) -> Questions:
    """Institutions that make promises hold."""
    delta, cost = d.delta(), d.number(0.1, 1)
    canal = institutions.Irrigation(
        d.integer(1, 5), benefit=d.number(1, 4), penalty=d.number(0, 3), cost=cost,
        detection=d.number(0.2, 1), reward=d.number(0, 1), harm=d.number(0, 0.5),
        guard_detection=d.number(0, 1), guard_reward=d.number(0, 1), guard_cost=d.number(0.1, 1),
    )  # fmt: skip
    yield "irrigation", canal.to_game
    yield "inspection", lambda: institutions.inspection(canal)
    query = d.number(0, 0.3)
    fair = institutions.LawMerchant(
        d.number(1.2, 3), d.number(0.3, 2), query=query, appeal=d.number(0, 0.4),
        collection=d.number(0, 0.3), fee=query / 2, pairs=d.integer(1, 5),
    )  # fmt: skip
    yield "honest_trade", lambda: institutions.honest_trade(fair, delta)
    yield "judgment", lambda: institutions.honest_trade(fair, delta, judgment=d.number(0.2, 2))
    guild = institutions.MerchantGuild(d.number(0.2, 1), d.number(0.05, 0.4))
    yield "protected_trade", lambda: institutions.protected_trade(guild, delta)
    income, deposit = d.number(0, 3), d.numbers(0, 3, 2)
    more: dict[str, Any] = {
        "stake": d.numbers(0, 0.5, 2),
        "gain": d.numbers(0, 1, 2),
        "effort": d.number(0, 0.5),
    }
    yield "honesty", lambda: institutions.honesty(income, delta, deposit, **more)
    yield "credible_deposit", lambda: institutions.credible_deposit(income, delta, **more)
    game = d.repeated(2, 2)
    for rule in ("optimal", "equal", "surplus"):
        yield (
            f"stakes {rule}",
            lambda r=rule: institutions.workable_stakes(game, delta, cost / 3, sharing=r),
        )


def hidden(d: Draw) -> Questions:
    """Actions that are not seen."""
    few = {name: d.number(0.02, 0.2) for name in ("lam", "mu", "alpha", "beta")}
    noisy = monitoring.noisy_prisoners_dilemma(d=d.number(0.3, 1), s=d.number(0.5, 1.5), **few)
    for budget in ("burning", "balanced"):
        yield budget, lambda b=budget: monitoring.public_monitoring(noisy, budget=b)
    chance = [[s, 1 - s] for s in d.numbers(0.1, 0.9, 4)]
    seen = repeated.PublicMonitoring(["good", "bad"], [chance[:2], chance[2:]])
    game = qg.RepeatedGame(d.dilemma(), monitoring=seen)
    yield "own", lambda: monitoring.public_monitoring(game)
    yield "audited", lambda: repeated.audited(game, d.number(0.1, 0.9))
    yield "monitoring_window", lambda: third_parties.monitoring_window(noisy, audits=d.number(0, 1))


def sets(d: Draw) -> Questions:
    """Equilibrium payoffs where nobody can pay."""
    kind, delta = d.seed % 6, d.delta(0.3, 0.85)
    if kind < 3:
        game: Any = d.repeated(*d.pick((2, 2), (3, 3), (2, 3)))
    elif kind == 3:
        game = d.repeated(2, 2, 2)
    elif kind == 4:
        game = d.stochastic()
    else:
        game = d.partnership(top=d.integer(0, 1), rich=False, sharing="none")
    found = functools.cache(lambda: qg.payoff_set(game, delta, progress=False))
    yield "payoff_set", found
    if kind < 4:
        yield "play", lambda: qg.play(found().strategy(), 6, rng=1)


def tu_games(d: Draw) -> Questions:
    """Cooperative games and other problems of division."""
    game = d.tu_game(d.integer(2, 4))
    n = game.n_players
    for verb in (
        *(cooperative.shapley, cooperative.banzhaf, cooperative.tau_value, cooperative.nucleolus),
        *(cooperative.prenucleolus, cooperative.per_capita_nucleolus, cooperative.dividends),
        cooperative.properties,
    ):
        yield verb.__name__, lambda v=verb: v(game)
    yield "core", lambda: cooperative.core(game, vertices=n < 4)
    yield "least_core", lambda: cooperative.least_core(game, vertices=n < 4)
    yield "weighted", lambda: cooperative.shapley(game, weights=d.numbers(0.5, 2, n))
    yield "owen_value", lambda: cooperative.owen_value(game, [[0], [*range(1, n)]])
    yield (
        "myerson_value",
        lambda: cooperative.myerson_value(game, [(k, k + 1) for k in range(n - 1)]),
    )
    problem = cooperative.ClaimsProblem(d.number(1, 4), [c + 1 for c in d.numbers(0, 4, 3)])
    for rule in ("proportional", "constrained equal awards", "constrained equal losses", "talmud"):
        yield rule, lambda r=rule: qg.share(problem, r)
    yield "claims_game", lambda: cooperative.claims_game(problem)
    points, apart = d.numbers(0, 4, d.integer(2, 6), d.integer(2, 3)), d.number(0, 0.3)
    many = cooperative.BargainingProblem(points, [apart] * len(points[0]), lotteries=d.chance(0.7))
    for rule in ("nash", "kalai-smorodinsky"):
        yield rule, lambda r=rule: qg.share(many, r)
    river = cooperative.River([float(x) for x in d.numbers(0, 5, 3)], [1.0, 2.0, 1.5])
    for rule in ("downstream incremental", "upstream incremental", "shapley"):
        yield f"river {rule}", lambda r=rule: qg.share(river, r)
    yield "airport_game", lambda: cooperative.airport_game(d.numbers(0, 3, 3))
    yield "voting_game", lambda: cooperative.voting_game(d.numbers(1, 3, 4), 4)
    yield "glove_game", lambda: cooperative.glove_game(d.integer(1, 3), d.integer(1, 3))
    yield "network_game", lambda: cooperative.network_game(d.numbers(-0.5, 2, n, n))


def divided(d: Draw) -> Questions:
    """What rules of sharing ask of patience."""
    kind, n = d.seed // 2 % 4, d.integer(2, 3)
    if kind == 0:
        model: Any = d.repeated(*(2,) * n)
    elif kind == 1:
        model = d.partnership(n, top=0, rich=False, sharing="none")
    elif kind == 2:
        got, more = d.numbers(0.5, 2, n), d.numbers(0.2, 2, n)
        away = [x + m for x, m in zip(got, more, strict=True)]
        terms: dict[str, Any] = {"detection": d.number(0.5, 1), "friction": d.number(0, 0.2)}
        terms |= {"deposit": d.number(0, 0.5), "cost": d.numbers(0.2, 1, n)}
        model = repeated.Relation(got, away, d.number(-0.5, 0.3), **terms)
    else:
        model = agreements.linear_quadratic(d.integer(3, 6))
    for rule in (
        "none",
        "equal",
        "surplus",
        "proportional",
        "optimal",
        "shapley",
        "tau",
        "nucleolus",
    ):
        yield rule, lambda r=rule: sharing.share(model, r)
    yield "fairness", lambda: sharing.fairness(model)
    yield "shares_path", lambda: sharing.shares_path(model, [d.delta() for _ in range(3)])
    game = d.stage(2, 2, 2)
    for assumption in ("alpha", "beta", "gamma", "minimax"):
        yield assumption, lambda a=assumption: sharing.characteristic_function(game, a)
    pair = d.partnership(top=1)
    yield "partners", lambda: sharing.characteristic_function(pair, trust=0)
    if d.seed % 8 == 0:
        yield "fairness with trust", lambda: sharing.fairness(pair, rules=["equal", "optimal"])


def helped(d: Draw) -> Questions:
    """Third parties: windows, capacities, costs and harm."""
    pair = d.partnership(top=d.integer(0, 1), sharing="none", rich=False)
    delta = d.delta()
    help_ = qg.Coordinator(sharing=True, mediation=d.number(0, 1), subsidy=d.number(0, 0.3))
    plain = d.partnership(top=0, rich=False, sharing="none")
    game = qg.RepeatedGame(d.dilemma(), outside=[0, 0])
    if d.seed % 3 == 0:
        yield "window", lambda: qg.pivotal_window(pair, help_)
    yield (
        "attribute",
        lambda: qg.attribute(game, qg.Coordinator(sharing=True, subsidy=d.number(0, 1))),
    )
    of = d.pick("probability_strong", "speed")
    yield f"attribute {of}", lambda: qg.attribute(pair, help_, of=of, delta=delta)
    if d.seed % 8 == 0:
        yield "attribute patience", lambda: qg.attribute(plain, help_)
        yield "budget", lambda: third_parties.subsidy_budget(plain, delta, goal="cooperation")
        yield (
            "cheapest",
            lambda: third_parties.cheapest_coordinator(
                plain, delta, {"sharing": 1, "deposit": (0.2, 0.5)}, goal="cooperation"
            ),
        )
    if d.seed % 40 == 2:
        yield (
            "against all",
            lambda: qg.pivotal_window(
                plain, qg.Coordinator(sharing=True), baseline="any equilibrium"
            ),
        )
    for measure in ("support", "bias", "stake"):
        sizes = sorted(d.numbers(0, 0.9, 3))
        yield measure, lambda m=measure, s=sizes: third_parties.when_it_hurts(game, m, s)
    if d.seed % 8 == 1:
        yield "mediation", lambda: third_parties.when_it_hurts(pair, "mediation", [0.3, 0.8])


def patient(d: Draw) -> Questions:
    """Closed forms and the games that they are recognised in."""
    game = qg.RepeatedGame(d.dilemma(), outside=d.pick(None, [0, 0]))
    yield "twin", lambda: getattr(qg.symbolic.twin_of(game), "name", None)
    tall = d.repeated(3, 3)
    yield "table", lambda: qg.discount_table(tall)
    big = d.repeated(2, 2, 2, 2) if d.exact else d.repeated(4, 4)
    yield "big table", lambda: qg.discount_table(big)
    yield "big solve", lambda: qg.solve(big, d.delta())


def moving(d: Draw) -> Questions:
    """Adoption by imitation."""
    game = d.stage(2, 2) if d.chance() else d.dilemma()
    yield "adoption", lambda: dynamics.adoption(game, starts=32)
    yield "from a start", lambda: dynamics.adoption(game, [0.4, 0.7], starts=16, horizon=20)
    numbers = {
        name: d.number(0, most)
        for name, most in (("protection_cost", 2), ("water_benefit", 4), ("compensation", 2))
    }
    yield "watershed", lambda: dynamics.watershed_game(**numbers, subsidy=d.number(0, 1))


def regions(d: Draw) -> Questions:
    """Small regions of anybody."""
    n = d.integer(3, 5)
    places = {
        "name": [f"g{k}" for k in range(n)],
        "lat": d.numbers(30, 32, n),
        "lon": d.numbers(105, 108, n),
    }
    places["group"] = [f"p{k % 2}" for k in range(n)]
    pairs = [(a, b) for a in range(n) for b in range(a)]
    ties = {end: [f"g{pair[k]}" for pair in pairs] for k, end in enumerate("ab")}
    region = qg.Region.from_frames(places, ties, delta=float(d.delta()))
    yield "model", lambda: region.settings
    yield "tables", lambda: [region.governments, region.ties]
    yield "study", lambda: region.study(progress=False)
    yield "network", region.network
    if d.seed % 4 == 0:
        yield "uncertain", lambda: region.uncertain(draws=4, rng=d.seed, progress=False)
        yield (
            "sensitivity",
            lambda: region.sensitivity(
                {"delta": (0.5, 0.9), "friction": (0, 0.2)}, draws=4, rng=1, progress=False
            ),
        )
    yield (
        "sobol",
        lambda: qg.sobol(
            lambda x: x[:, 0] + x[:, 0] * x[:, 1], {"a": (0, 1), "b": (1, 2)}, draws=64, rng=d.seed
        ),
    )


CHAPTERS: dict[str, Callable[[Draw], Questions]] = {
    "stage": stage,
    "repeated": repeat,
    "stochastic": stochastic,
    "partnership": partnership,
    "batches": batches,
    "members": members,
    "hierarchy": levels,
    "network": networks,
    "agreements": pacts,
    "institutions": rules,
    "monitoring": hidden,
    "payoff_sets": sets,
    "cooperative": tu_games,
    "sharing": divided,
    "third_parties": helped,
    "patience": patient,
    "dynamics": moving,
    "region": regions,
}
