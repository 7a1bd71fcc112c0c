"""The closed forms against the solvers: 500 random draws each, 2,000 for one relation."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from helpers.closed_forms import DRAWS, draw
from helpers.marks import some

import qinba_games as qg
from qinba_games import symbolic, third_parties
from qinba_games.agreements.solvers.linked_issues import bundle_thresholds
from qinba_games.institutions.results import largest_deposit
from qinba_games.institutions.solvers.credibility import merchant_threshold, stake_limits
from qinba_games.paper.claims.parameters import ParameterSetting
from qinba_games.paper.claims.worlds import pairs
from qinba_games.repeated.solvers.thresholds import fixed_shares_threshold, voluntary_threshold


def each(values: dict[str, Any], function: Callable[..., Any]) -> Any:
    """A function of one draw, for all of them."""
    columns = list(values.values())
    return np.array(
        [function(**dict(zip(values, row, strict=True))) for row in zip(*columns, strict=True)]
    )


def dilemma(T: float, R: float, P: float) -> Any:
    """Payoffs of a dilemma in which mutual cooperation is worth most."""
    return qg.prisoners_dilemma(R, min(P, 2 * R - T) - 1, T, P)


def patience(game: Any, **more: Any) -> float:
    return qg.critical_discount(game, **more).delta


def gift(delta: float) -> float:
    """The largest gift that is sustained, of which the formula's and a larger one are on offer."""
    best = min(1.0, 2 * delta)
    game = qg.resource_exchange(1.0, 0.0, curvature=1.0, levels=[0.0, best, best + 0.02])
    sustained = qg.critical_discount(game, (1, 1)).delta
    assert qg.critical_discount(game, (2, 2)).delta > delta or best == 1
    return 2 * sustained if best < 1 else float(sustained <= delta)


def pair(w_1: float, w_2: float, d_1: float, d_2: float, G: float) -> Any:
    """Two members with these deviation payoffs; agreeing is worth G to both together."""
    tempted = (d_1 + d_2 - G) / 2
    x = (d_1 - tempted, d_2 - tempted)
    low = (w_1 - 1, w_2 - 1)
    stage = qg.StageGame([[x, (low[0], d_2)], [(d_1, low[1]), low]])
    return qg.RepeatedGame(stage, outside=[w_1, w_2])


def dissolved(W: float, G: float, D: float) -> float:
    first, second = W / 3 + 0.6 * (D - W), 2 * W / 3 + 0.4 * (D - W)
    return patience(pair(W / 3, 2 * W / 3, first, second, G), profile=(0, 0))


def shared(rule: str, answer: str) -> Callable[..., float]:
    def found(**given: float) -> float:
        result = qg.critical_discount(pair(**given), (0, 0), sharing=rule)
        return float(result.shares[0] if answer == "share" else getattr(result, answer))

    return found


def fixed(w: float, x: float, d: float) -> float:
    """Member 1 of two equals, whose share is what the agreement gives it."""
    stage = qg.StageGame([[(x, x), (w - 1, d)], [(d, w - 1), (w - 1, w - 1)]])
    return patience(qg.RepeatedGame(stage, outside=[w, w]), profile=(0, 0), sharing="none")


def caring(c: float, b: float, a: float) -> float:
    game = qg.resource_exchange(b, c).payoffs
    return patience(qg.StageGame(game + a * game[..., ::-1]), profile=(1, 1))


def on_both(c: float, b: float, g: float) -> float:
    """All four ways to give or not on two issues, against each other."""
    plans = [(0, 0), (0, 1), (1, 0), (1, 1)]
    worth = [b * sum(plan) + g * all(plan) for plan in plans]
    own = [[received - c * sum(plan) for received in worth] for plan in plans]
    return patience(qg.StageGame.from_bimatrix(own, np.transpose(own)), profile=(3, 3))


def one_relation(v: dict[str, Any], share: str = "x", **more: Any) -> Any:
    keys = {"detection": "q", "friction": "epsilon", "deposit": "B", "subsidy": "s"}
    options = {k: v[n] for k, n in keys.items() if n in v} | {"credibility": v["kappa"]} | more
    return fixed_shares_threshold(v[share], v["d"], v["w"], **options)


def identical(v: dict[str, Any]) -> Any:
    three = [np.repeat(v[name][:, None], 3, axis=1) for name in ("g", "d", "w", "B")]
    return voluntary_threshold(
        *three[:3],
        detection=v["q"],
        friction=v["epsilon"],
        deposit=three[3],
        subsidy=v["s"],
        credibility=v["kappa"],
    )


def unequal(v: dict[str, Any]) -> Any:
    pairs = [np.stack([v[f"{name}_1"], v[f"{name}_2"]], axis=1) for name in "gdwB"]
    return voluntary_threshold(
        *pairs[:3],
        detection=v["q"],
        friction=v["epsilon"],
        deposit=pairs[3],
        subsidy=v["s"],
        credibility=v["kappa"],
    )


def helped(v: dict[str, Any]) -> Any:
    """The parameters that a coordinator makes of those of a partnership."""
    found = []
    for m, a, kappa, q, eps, s, B in zip(
        *(v[k] for k in ("m", "a", "kappa", "q", "epsilon", "s", "B")), strict=True
    ):
        before = qg.Partnership([[2, 2]], 1, promotion=1, friction=eps, detection=q, drop=None)
        third = qg.Coordinator(monitoring=m, mediation=a, deposit=B, subsidy=s, credibility=kappa)
        after = third.applied_to(before)
        found.append((after.detection, after.friction[0], after.deposit[0], after.subsidy))
    q, eps, B, s = np.array(found, dtype=float).T
    return fixed_shares_threshold(
        v["x"], v["d"], v["w"], detection=q, friction=eps, deposit=B, subsidy=s
    )


def upstream(k: float, w: float, s: float) -> float:
    """Upstream acts or not, downstream gains; either can pay the other."""
    return patience(qg.StageGame([[[0, 0]], [[s - k, w]]]), profile=(1, 0))


def paid_for(P: float, R: float, T: float, y: float, f: float, k: float) -> float:
    """More for who cooperates, and something for who does not."""
    reward, alone = R + f * y, P + k * (1 - f) * y
    game = qg.RepeatedGame(dilemma(T, reward, reward - 1), outside=[alone, alone])
    return patience(game)


def harder(v: dict[str, Any], k: int) -> Any:
    """Separate (0) and linked (1) issues."""
    rows = np.transpose([v["L_1"], v["L_2"], v["S_1"], v["S_2"]])[:, :, None]
    least = [bundle_thresholds(row[:2], row[2:]) for row in rows]
    return np.array([each[3] if k else each[1:3].max() for each in least])


def easier(v: dict[str, Any]) -> Any:
    alone = [
        harder({**v, f"L_{j}": v[f"L_{i}"], f"S_{j}": v[f"S_{i}"]}, 0) for i, j in ((1, 2), (2, 1))
    ]
    return np.minimum(*alone)


def whole(v: dict[str, Any], name: str) -> dict[str, Any]:
    """As many members as a game can have."""
    return v | {name: 2.0 + np.arange(len(v[name])) % 4}


def goods(v: dict[str, Any]) -> dict[str, Any]:
    v = whole(v, "N")
    cost = v["b"] * (1 + (v["N"] - 1) * np.linspace(0.02, 0.98, len(v["N"])))
    fine = (cost - v["b"]) * np.tile([0, 0.2, 0.5, 0.9], len(v["N"]) // 4)
    return v | {"c": cost, "f": fine}


def multiplied(v: dict[str, Any]) -> dict[str, Any]:
    v = whole(v, "n")
    return v | {"r": 1 + (v["n"] - 1) * np.linspace(0.02, 0.98, len(v["n"]))}


#: How the package finds the number that the formula gives.
SOLVED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "prisoners dilemma": lambda v: each(v, lambda P, R, T: patience(dilemma(T, R, P))),
    "dissolution": lambda v: each(v, dissolved),
    "dilemma with exit": lambda v: each(
        v, lambda w, R, T: patience(qg.RepeatedGame(dilemma(T, R, R - 1), outside=[w, w]))
    ),
    "public good": lambda v: each(v, lambda r, n: patience(qg.public_good(int(n), r))),
    "linear public good": lambda v: each(
        v, lambda N, b, c: patience(qg.public_good(int(N), benefits=b, cost=c), sharing="none")
    ),
    "linear public good with fine": lambda v: fixed_shares_threshold(
        v["b"] * v["N"] - v["c"], v["b"] * (v["N"] - 1), 0, deposit=v["f"]
    ),
    "mutual gift": lambda v: each(v, gift),
    "fixed share": lambda v: each(v, fixed),
    "optimal sharing": lambda v: each(v, shared("optimal", "delta")),
    "optimal share": lambda v: each(v, shared("optimal", "share")),
    "price of fairness": lambda v: each(v, shared("equal", "price_of_fairness")),
    "linked issues": lambda v: harder(v, 1),
    "gain from linking": lambda v: harder(v, 0) - harder(v, 1),
    "cost of linking": lambda v: harder(v, 1) - easier(v),
    "complementary issues": lambda v: each(v, on_both),
    "weight on partner": lambda v: each(v, caring),
    "renewal": lambda v: fixed_shares_threshold(v["R"], v["T"], v["P"], friction=1 - v["r"]),
    "effective patience": one_relation,
    "relation": one_relation,
    "relation with transfers": identical,
    "relation of two": unequal,
    "relation with coordinator": helped,
    "stake": lambda v: each(v, lambda P, R, T, sigma: patience(dilemma(T, R - sigma * (R - P), P))),
    "largest stake": lambda v: stake_limits(v["R"], v["T"], v["P"], v["delta"], 0.0),
    "credible deposit": lambda v: each(
        v, lambda delta_c, g, sigma, F: largest_deposit(F, delta_c, sigma * g)
    ),
    "conditional subsidy": lambda v: each(v, upstream),
    "law merchant": lambda v: each(
        v, lambda C, phi, Q, alpha: merchant_threshold(alpha, Q, C, phi)
    ),
    "budget": lambda v: each(v, paid_for),
}
DRAWN = {
    "public good": multiplied,
    "linear public good": goods,
    "linear public good with fine": goods,
}


#: Formulas with a corner, compared on both sides of it too.
CORNERS = (
    "mutual gift",
    "fixed share",
    "optimal sharing",
    "gain from linking",
    "cost of linking",
    "weight on partner",
    "effective patience",
    "relation",
    "relation with transfers",
    "relation of two",
    "relation with coordinator",
    "credible deposit",
    "conditional subsidy",
    "law merchant",
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "where"),
    [*((name, "branch") for name in SOLVED), *((name, "domain") for name in CORNERS)],
)
@pytest.mark.parametrize("count", some([DRAWS // 5, DRAWS], 1, 1))
def test_formula_is_what_the_solver_finds(name, where, count):
    form = symbolic.form(name)
    values = draw(getattr(form, where), np.random.default_rng(6), count)
    values = DRAWN.get(name, dict)(values)
    values = {s.name: values[s.name] for s in form.symbols}
    formula = form(**values)
    if form.quantity.name.startswith(("delta", "rho")):
        formula = np.where(formula < 1, formula, np.inf)
        assert np.mean(formula < 1) > 0.2
    assert SOLVED[name](values) == pytest.approx(formula, rel=1e-7, abs=1e-8)


def income(delta: Any, now: Any, later: Any) -> Any:
    """Average value of one payment and a constant income after it, added up."""
    discount = delta ** np.arange(1, 3000)[:, None]
    return (1 - delta) * (now + (discount * later).sum(axis=0))


def tempted(rho: Any) -> Any:
    """A deviation payoff that is borne from rho on, where the share is 2 and leaving brings 0."""
    return 2 + 2 * rho / (1 - rho)


def dared(v: dict[str, Any], mu: Any) -> tuple[Any, Any]:
    """What cooperation and refusal are worth against a stranger, by the system for the plans."""
    names = {"R": "reward", "S": "sucker", "T": "temptation", "P": "punishment", "delta": "delta"}
    found = []
    for mine in (pairs.CONDITIONAL, pairs.REFUSAL):
        kind, refuser = (
            each(
                {names[n]: v[n] for n in names},
                lambda mine=mine, other=other, **p: pairs.worth(ParameterSetting(p), mine, other),
            )
            for other in (pairs.CONDITIONAL, pairs.REFUSAL)
        )
        found.append(mu * kind + (1 - mu) * refuser)
    return found[0], found[1]


#: What has to be equal if the answer to the inverse question is right.
INVERSE: dict[str, Callable[[dict[str, Any], Any], tuple[Any, Any]]] = {
    "renewal needed": lambda v, r: (
        np.where(
            r <= 1, fixed_shares_threshold(v["R"], v["T"], v["P"], friction=1 - np.minimum(r, 1)), 0
        ),
        np.where(r <= 1, v["delta"], 0),
    ),
    "meeting frequency": lambda v, f: (
        np.exp(-v["rho"] / f),
        fixed_shares_threshold(v["R"], v["T"], v["P"]),
    ),
    "effective discount": lambda v, rho: (
        fixed_shares_threshold(2, tempted(rho), 0, friction=v["epsilon"]),
        v["delta"],
    ),
    "deposit needed": lambda v, B: (
        fixed_shares_threshold(v["R"], v["T"], v["P"], deposit=B),
        v["delta"],
    ),
    "largest stake": lambda v, sigma: (
        fixed_shares_threshold(v["R"] - sigma * (v["R"] - v["P"]), v["T"], v["P"]),
        v["delta"],
    ),
    "least stake": lambda v, sigma: (sigma * v["N"] * (v["R"] - v["P"]), v["e"]),
    "credible deposit": lambda v, B: (
        income(v["delta_c"], v["F"], v["F"]),
        income(v["delta_c"], v["F"] + B + v["sigma"] * v["g"], 0),
    ),
    "honest patience": lambda v, delta: (
        income(delta, v["F"], v["F"]),
        income(delta, v["F"] + v["B"] + v["sigma"] * v["g"], 0),
    ),
    "barrier": lambda v, theta: (
        fixed_shares_threshold(v["b"] - v["c"], v["b"], 0, friction=theta),
        v["delta"],
    ),
    "trust needed": dared,
    "boycott": lambda v, delta: (
        income(delta, v["tau"] - v["c"], v["tau"] - v["c"]),
        income(delta, v["tau"], 0),
    ),
    "subsidy needed": lambda v, s: (
        fixed_shares_threshold(v["w"] - v["k"], v["w"], 0, subsidy=s, detection=1),
        v["delta"],
    ),
}


@pytest.mark.parametrize("name", INVERSE)
def test_at_the_answer_the_solver_finds_the_question(name):
    form = symbolic.form(name)
    values = draw(form.branch, np.random.default_rng(7))
    found, wanted = INVERSE[name](values, form(**values))
    assert found == pytest.approx(wanted, rel=1e-7, abs=1e-8)


@pytest.mark.parametrize("burning", [False, True])
def test_noisy_dilemma_is_what_public_monitoring_finds(burning):
    """With audits and without, where cooperation begins: its liquidity and its patience."""
    more = " with burning" if burning else ""
    forms = symbolic.form(f"noisy liquidity{more}"), symbolic.form(f"noisy dilemma{more}")
    values = draw(forms[1].branch, np.random.default_rng(5), 8)
    for row in zip(*values.values(), strict=True):
        given = dict(zip(values, map(float, row), strict=True))
        d, beta, rest = given["d"], given["beta"], (1 - given["beta"]) / 4
        noise = {"beta": beta, "lam": given.get("lamda", rest), "mu": given.get("mu", rest)}
        alpha = (1 - sum(noise.values())) / 4
        game = third_parties.noisy_prisoners_dilemma(d=d, s=d + 1, alpha=alpha, **noise)
        game = third_parties.audited(game, given["A"]) if given["A"] else game
        table = third_parties.public_monitoring(game, budget="burning" if burning else "balanced")
        first = table.profile.index((0, 0))
        told = [form(**{s.name: given[s.name] for s in form.symbols}) for form in forms]
        assert told == pytest.approx([table.liquidity[first], table.delta[first]], abs=1e-8)


def test_burning_is_worth_nothing_where_the_anonymous_signal_is_a_bad_test():
    """lambda d > mu: money is burned too often for what it deters."""
    fifth, tenth = Fraction(1, 5), Fraction(1, 10)
    found = third_parties.public_monitoring(
        third_parties.noisy_prisoners_dilemma(d=2, s=3, lam=fifth, mu=fifth)
    )
    given = {"d": 2, "beta": fifth, "mu": fifth, "A": 0}
    form = symbolic.form("noisy dilemma with burning")
    assert form(**given, lamda=fifth) == found.delta[-1] == Fraction(10, 11)
    assert form(**given, lamda=fifth) == symbolic.form("noisy dilemma")(d=2, beta=fifth, A=0)
    assert form(**given, lamda=tenth) == form(**given, lamda=fifth)
    assert form(**given, lamda=tenth / 2) == Fraction(20, 23)


@pytest.mark.slow
def test_voluntary_transfers_are_the_rows_of_discount_tables():
    """Liquidity, joint payoff and punishments of each row give its discount factor, exactly."""
    rng, form, rows = np.random.default_rng(8), symbolic.form("voluntary transfers"), []
    while len(rows) < DRAWS:
        table = qg.discount_table(qg.StageGame(rng.integers(-5, 9, size=(3, 3, 2)).tolist()))
        worst = table.punishment_payoff.sum(axis=-1)
        rows += list(zip(table.liquidity, table.joint_payoff, worst, table.delta, strict=True))[1:]
    L, U, v, delta = (np.array(column, dtype=object) for column in zip(*rows, strict=True))
    assert np.all(form(L=L, U=U, v=v) == delta)


@pytest.mark.slow
def test_every_form_is_compared_with_a_solver():
    names = {form.name for form in symbolic.catalogue()}
    apart = {name for name in names if name.startswith("noisy")} | {"voluntary transfers"}
    assert {*SOLVED, *INVERSE, *apart} == names


def test_relation_is_the_root_of_its_value_equations():
    """2,000 relations: values by linear solves, the discount factor by bisection."""
    form, rng = symbolic.form("relation"), np.random.default_rng(9)
    v = draw(form.domain, rng, 2000)
    v["d"] = v["x"] + v["q"] * (v["s"] + v["kappa"] * v["B"]) + rng.uniform(-0.5, 1.5, 2000)

    def gap(delta: Any) -> Any:
        """How much better it is to keep its word always than to break it once."""
        stays = np.zeros((2000, 2, 2))
        stays[:, 0, 0], stays[:, 0, 1], stays[:, 1, 1] = 1 - v["epsilon"], v["epsilon"], 1
        pay = np.stack([v["x"] + v["s"], v["w"]], axis=1)
        system = np.eye(2) - delta[:, None, None] * stays
        value = np.linalg.solve(system, (1 - delta)[:, None, None] * pay[..., None])[..., 0]
        now = v["d"] + (1 - v["q"]) * v["s"] - v["q"] * v["kappa"] * v["B"]
        goes_on = (stays[:, 0] * value).sum(axis=1)
        later = v["q"] * value[:, 1] + (1 - v["q"]) * goes_on
        return value[:, 0] - (1 - delta) * now - delta * later

    low, high = np.zeros(2000), np.full(2000, 1 - 1e-7)
    never, always = gap(high) < 0, gap(low) >= 0
    for _ in range(60):
        middle = (low + high) / 2
        holds = gap(middle) >= 0
        low, high = np.where(holds, low, middle), np.where(holds, middle, high)
    formula = form(**v)
    assert min(never.sum(), always.sum(), (~never & ~always).sum()) > 200
    assert np.all(formula[never] >= 1 - 1e-6)
    assert np.all(formula[always] == 0)
    inside = ~never & ~always
    assert formula[inside] == pytest.approx(high[inside], abs=1e-9)
