"""No rule beats the best shares, which a numerical search finds too; and what must not matter."""

import dataclasses
import math
from fractions import Fraction

import numpy as np
import pytest
from helpers.marks import some
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import qinba_games as qg
from qinba_games import sharing
from qinba_games.algorithms.elimination import known_punishment, needs
from qinba_games.partnership.compile import table_of
from qinba_games.partnership.solvers.trust_shares import relaxed
from qinba_games.repeated import Relation
from qinba_games.sharing import fairness, shares_path

ONE_LEVEL = ("none", "equal", "surplus", "proportional", "optimal", "shapley")


def random_partnership(seed, *, levels=1, plain=False):
    """Two to four unequal members; every capacity of a relation, unless it is to be plain."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 5)) if levels == 1 else int(rng.integers(2, 4))
    gain = rng.uniform(0, 3, (levels, n, n)).cumsum(axis=0) * (1 - np.eye(n))
    more = {}
    if not plain:
        more = {
            "drop": None,
            "detection": rng.choice([1, rng.uniform(0.2, 1)]),
            "deposit": rng.choice([0, 1]) * rng.uniform(0, 1, n),
            "subsidy": rng.choice([0, rng.uniform(0, 0.5)]),
        }
    return qg.Partnership(
        gain,
        rng.uniform(0.2, 2, n),
        outside=rng.uniform(-0.5, 0.8, n),
        promotion=0.6,
        friction=rng.choice([0, rng.uniform(0, 0.2)]),
        **more,
    )


def searched(model):
    """The least discount factor, up to 1e-6, at which a linear programme finds stable shares.

    The constraints are those of a partnership with one level, written down from the values: with
    kept = (1 - a)(x + s) + a w for a suitable a, and the same for a breach.
    """
    d, w = model.benefit[0].sum(axis=1).astype(float), model.outside.astype(float)
    total = float((d - model.cost).sum())
    q, s, B = float(model.detection), float(model.subsidy), model.deposit.astype(float)
    eps = 0.0 if model.drop is not None else float(model.friction[0])

    def feasible(delta):
        stay = (1 - delta) / (1 - delta * (1 - eps))  # weight of x + s in the value of keeping
        missed = (1 - delta) * (d + (1 - q) * s - q * B) + delta * q * w
        later = delta * (1 - q)
        # kept = stay (x + s) + (1 - stay) w >= missed + later ((1 - eps) kept + eps w), and >= w.
        slope = stay * (1 - later * (1 - eps))
        fixed = (stay * s + (1 - stay) * w) * (1 - later * (1 - eps))
        lower = np.maximum((missed + later * eps * w - fixed) / slope, w - s)
        found = linprog(
            np.zeros(len(d)),
            A_ub=-np.eye(len(d)),
            b_ub=-lower,
            A_eq=np.ones((1, len(d))),
            b_eq=[total],
            bounds=[(None, None)] * len(d),
        )
        return found.status == 0

    low, high = 0.0, 1 - 1e-7
    if not feasible(high):
        return math.inf
    if feasible(low):
        return 0.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (low, middle) if feasible(middle) else (middle, high)
    return high


SEARCHED = some(range(500), 12, 30)


@pytest.mark.parametrize("seed", SEARCHED)
def test_no_shares_do_better_and_a_search_over_shares_finds_the_best(seed):
    model = random_partnership(seed)
    found = fairness(model)
    assert all(row.delta >= found.delta_opt - 1e-9 for row in found.rows)
    assert searched(model) == pytest.approx(found.delta_opt, abs=2e-6)
    rng = np.random.default_rng(seed)
    joint = found.relation.joint
    tries = {str(k): found["optimal"].shares + moved(rng, model.n_members) for k in range(5)}
    tried = fairness(model, rules=["optimal"], shares=tries)
    assert abs(tried["0"].shares.sum() - joint) < 1e-9
    assert all(row.delta >= tried.delta_opt - 1e-9 for row in tried.rows)
    assert tried["optimal"].delta == pytest.approx(found.delta_opt, abs=1e-12)


def moved(rng, n):
    """Payments that add up to nothing."""
    pay = rng.normal(size=n) * rng.choice([1e-3, 0.1, 1])
    return pay - pay.mean()


PLAIN = some(range(40), 1, 3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", PLAIN)
def test_closed_form_is_what_evolving_the_partnership_finds(seed):
    """Where cooperating is best for all together, what holds is what is agreed on."""
    model = random_partnership(seed)
    n = model.n_members
    found = fairness(model, rules=ONE_LEVEL)
    if found.relation.joint + n * model.subsidy < max(0, model.outside.sum()):
        assert found.delta_opt == math.inf or found.relation.joint < 0
        return
    for rule in ("none", "equal", "surplus", "proportional"):
        numeric = qg.critical_discount(model, sharing=rule).delta
        if numeric < 1 - 1e-5 or found[rule].delta < 1 - 1e-5:
            assert numeric == pytest.approx(found[rule].delta, abs=1e-7)
    shares = found["shapley"].shares
    if (shares >= 0).all() and shares.sum() > 0:
        numeric = qg.critical_discount(model, sharing=shares / shares.sum()).delta
        if numeric < 1 - 1e-5 or found["shapley"].delta < 1 - 1e-5:
            assert numeric == pytest.approx(found["shapley"].delta, abs=1e-7)


@pytest.mark.parametrize("seed", range(40))
def test_proportional_shares_are_proportional(seed):
    model = random_partnership(seed)
    row = fairness(model, rules=["proportional"])["proportional"]
    assert row.shares / row.shares.sum() == pytest.approx(model.cost / model.cost.sum())
    d, w, x = model.benefit[0].sum(axis=1), model.outside, row.shares
    simple = dataclasses.replace(model, detection=1, deposit=0, subsidy=0, friction=0)
    delta = fairness(simple, rules=["proportional"])["proportional"].delta
    if (x > w).all():
        assert delta == pytest.approx(max(0, ((d - x) / (d - w))[d > x].max(initial=0)))
    elif (x < w).any():
        assert delta == math.inf


numbers = st.fractions(min_value=-5, max_value=5, max_denominator=12)


@st.composite
def relations(draw):
    n = draw(st.integers(2, 4))
    vector = st.lists(numbers, min_size=n, max_size=n)
    g, w = np.array(draw(vector)), np.array(draw(vector))
    d = np.maximum(g, w) + abs(np.array(draw(vector)))
    return Relation(
        g,
        d,
        w,
        cost=[1] * n,
        detection=draw(st.sampled_from([1, Fraction(1, 3)])),
        friction=draw(st.sampled_from([0, Fraction(1, 10)])),
        deposit=draw(st.sampled_from([0, Fraction(1, 2)])),
        subsidy=draw(st.sampled_from([0, Fraction(1, 4)])),
    )


def table(found):
    return {row.rule: (row.delta, row.price) for row in found.rows}


@given(relations(), st.integers(1, 9), numbers)
@settings(max_examples=25, deadline=None)
def test_units_and_incomes_of_their_own_do_not_matter(relation, scale, income):
    """Payoffs in another unit, and an income that one member has in any case."""
    rules = ("none", "surplus", "optimal", "shapley")
    first = fairness(relation, rules=rules)
    extra = np.array([income] + [0] * (relation.n_members - 1))
    other = Relation(
        scale * relation.payoffs + extra,
        scale * relation.deviation + extra,
        scale * relation.outside + extra,
        detection=relation.detection,
        friction=relation.friction,
        deposit=scale * relation.deposit,
        subsidy=scale * relation.subsidy,
    )
    second = fairness(other, rules=rules)
    assert first.exact
    assert table(first) == table(second)
    for rule in rules:
        assert (scale * first[rule].shares + extra == second[rule].shares).all()
        assert scale * first[rule].from_shapley == second[rule].from_shapley
        assert scale * first[rule].from_core == second[rule].from_core
        assert first[rule].binding == second[rule].binding


@pytest.mark.slow
@given(relations(), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_of_members_does_not_matter(relation, random):
    order = list(range(relation.n_members))
    random.shuffle(order)
    other = Relation(
        relation.payoffs[order],
        relation.deviation[order],
        relation.outside[order],
        cost=relation.cost[order],
        detection=relation.detection,
        friction=relation.friction,
        deposit=relation.deposit[order],
        subsidy=relation.subsidy,
    )
    first, second = fairness(relation), fairness(other)
    assert table(first) == table(second)
    for row in first.rows:
        assert (row.shares[order] == second[row.rule].shares).all()


@given(relations(), st.fractions(min_value=0, max_value=Fraction(19, 20), max_denominator=20))
@settings(max_examples=25, deadline=None)
def test_stable_shares_are_a_simplex_that_grows_with_patience(relation, delta):
    path = shares_path(relation, [delta, (1 + delta) / 2])
    assert path.slack[1] >= path.slack[0]
    assert (path.slack >= 0).tolist() == [d >= path.delta_opt for d in path.deltas]
    if delta >= path.delta_opt:
        assert (path.optimal >= path.least[0]).all()
        assert (path.optimal <= path.most[0]).all()
        for i in range(relation.n_members):
            corner = path.least[0].copy()
            corner[i] = path.most[0, i]
            row = fairness(relation, rules=["none"], shares={"corner": corner})["corner"]
            assert row.delta <= delta
            # A little less for any member at its least, and it breaks the agreement.
            other = (i + 1) % relation.n_members
            corner[other] -= 1
            corner[i] += 1
            row = fairness(relation, rules=["none"], shares={"outside": corner})["outside"]
            assert row.delta > delta


TRUST = some(range(40), 1, 3)


@pytest.mark.parametrize("seed", TRUST)
def test_no_fixed_shares_beat_the_bound_of_a_partnership_with_trust(seed):
    """And where every breach is found out, shares for each level attain it."""
    model = random_partnership(seed, levels=2, plain=seed % 2 == 0)
    found = fairness(model, rules=["none", "surplus", "optimal"])
    best = found.delta_opt
    assert all(row.delta >= best - 1e-8 for row in found.rows)
    if best == math.inf:
        assert not any(state_shares(model, d) for d in (0.3, 0.5, 0.7, 0.9, 0.99))
    else:
        assert best < 1e-6 or not state_shares(model, best - 1e-6)
        assert state_shares(model, best + 1e-6) or model.detection < 1


def state_shares(model, delta):
    """Whether shares for each level exist at which all contribute everywhere, by linear programme.

    Unknowns are shares x[k, i] and values V[k, i].
    """
    levels, n = model.levels, model.n_members
    d, w = model.benefit.sum(axis=2), model.outside
    q, s, B = model.detection, model.subsidy, model.deposit
    size = levels * n
    move = np.zeros((levels, levels + 1))
    for k in range(levels):
        move[k, levels if model.drop is None else max(0, k - model.drop)] += model.friction[k]
        move[k, min(k + 1, levels - 1)] += (1 - model.friction[k]) * model.promotion
        move[k, k] += (1 - model.friction[k]) * (1 - model.promotion)
    equal, right, upper, limit = [], [], [], []
    for k in range(levels):
        row = np.zeros(2 * size)
        row[k * n : (k + 1) * n] = 1
        equal.append(row)
        right.append((d[k] - model.cost).sum())
        for i in range(n):
            x, value = k * n + i, size + k * n + i
            future = np.zeros(2 * size)
            for other in range(levels):
                future[size + other * n + i] = move[k, other]
            row = -delta * future
            row[value] += 1
            row[x] -= 1 - delta
            equal.append(row)
            right.append((1 - delta) * s + delta * move[k, -1] * w[i])
            row = delta * (1 - q) * future
            row[value] -= 1
            upper.append(row)
            broken = (1 - delta) * (d[k, i] + (1 - q) * s - q * B[i])
            limit.append(-(broken + delta * (q * w[i] + (1 - q) * move[k, -1] * w[i])))
            row = np.zeros(2 * size)
            row[value] = -1
            upper.append(row)
            limit.append(-w[i])
    found = linprog(
        np.zeros(2 * size),
        A_ub=np.array(upper),
        b_ub=limit,
        A_eq=np.array(equal),
        b_eq=right,
        bounds=[(None, None)] * (2 * size),
    )
    return found.status == 0


@pytest.mark.parametrize("cost", [1, 3])
@pytest.mark.parametrize("seed", range(6))
def test_no_shares_need_less_than_those_of_the_bound(seed, cost):
    """Also where there is too little to keep anybody content, and deposits outweigh temptation."""
    terms = {"cost": cost, "detection": 0.6, "deposit": 4, "subsidy": 0.3}
    model = dataclasses.replace(random_partnership(seed, levels=2), **terms)
    game = relaxed(model.to_trust_game())
    # What upholds full contribution, less what compliance brings: per unit of the present.
    table = table_of(game, np.array([0.5]))
    due = needs(table, known_punishment(table)).due[table.first_row[: game.levels], 0, 0]
    comply = game.flow[0, :, 0, 0].sum(axis=-1) + model.n_members * 0.3 + model.outside.sum()
    needed = (due - comply / 2) / (1 - 0.5)
    n, one = model.n_members, np.eye(model.n_members)
    q, s, d = model.detection, model.subsidy, model.benefit.sum(axis=2)
    for level, need in enumerate(needed):
        # Unknowns are shares and what each member needs.
        found = linprog(
            np.repeat([0, 1], n),
            A_ub=np.block([[-one / q, -one], [-one, -one]]),
            b_ub=np.append(s + model.deposit - d[level] / q, s - model.outside),
            A_eq=np.repeat([[1, 0]], n, axis=1),
            b_eq=[(d[level] - model.cost).sum()],
            bounds=[(None, None)] * n + [(0, None)] * n,
        )
        assert need == pytest.approx(found.fun)


@pytest.mark.parametrize("seed", range(20))
def test_games_agree_with_the_thresholds_of_critical_discount(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 4))
    stage = qg.StageGame(rng.integers(-4, 9, (2,) * n + (n,)))
    outside = rng.integers(-4, 4, n)
    game = qg.RepeatedGame(stage, outside=outside)
    found = fairness(game, rules=["none", "equal", "surplus", "optimal"])
    for row in found.rows:
        single = qg.critical_discount(game, found.profile, sharing=row.rule)
        assert (row.delta, row.binding) == (single.delta, single.binding)
        if single.shares is not None:
            assert (row.shares == single.shares).all()
    assert found.delta_opt == qg.critical_discount(game, found.profile, sharing="optimal").delta
    assert sharing.shares_path(game, [0]).delta_opt == found.delta_opt
