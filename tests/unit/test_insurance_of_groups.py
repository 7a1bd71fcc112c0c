"""Insurance of three and four members: two that always earn alike act as one, limits, forgeries."""

import time

import numpy as np
import pytest
from helpers.forgery import changed

import qinba_games as qg
from qinba_games import errors
from qinba_games.agreements import Insurance, insure
from qinba_games.agreements.checks.risk_sharing import plan_of
from qinba_games.agreements.solvers import risk_sharing_weights as solver

THREE = Insurance.independent([[1, 0.4]] * 3, [[0.8, 0.2]] * 3)
FLOOD = Insurance(
    [[1, 1, 1], [0.5, 1, 1.1], [1, 0.6, 0.9]],
    [0.7, 0.2, 0.1],
    states=["calm", "flood", "drought"],
)


@pytest.fixture
def coarse(monkeypatch):
    """Fewer points, so that what does not depend on them is seen soon."""
    monkeypatch.setattr(solver, "POINTS", {3: (9, 17), 4: (3, 5)})


@pytest.fixture(scope="module")
def rough():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solver, "POINTS", {3: (9, 17)})
        return insure(FLOOD, 0.88)


def _alike(seed):
    """Two members, the second of which may be two that always earn alike; patience and shares."""
    rng = np.random.default_rng(seed)
    states = int(rng.integers(2, 4))
    income = rng.uniform(0.4, 1.6, (states, 2))
    chances = rng.dirichlet(np.full(states, rng.choice([0.3, 1, 5])), states)
    kinds = {"aversion": float(rng.choice([0.5, 1, 2, 3])), "loss": float(rng.choice([0, 0.02]))}
    two = Insurance(income, chances, **kinds)
    three = Insurance(income @ [[1, 0, 0], [0, 0.5, 0.5]], chances, **kinds)
    full = qg.critical_discount(two, kind="first best").delta
    if not 0.1 < full <= 0.95:
        return _alike(1000 + seed)
    return two, three, full, float(rng.uniform(0.35, 0.65))


def _two_act_as_one(seed):
    two, three, full, one = _alike(seed)
    least = 0.5 * full if two.loss.any() else qg.critical_discount(two).delta
    delta, gamma = least + 0.6 * (full - least), two.aversion
    pair = insure(two, delta, shares=[one, 1 - one])
    group = insure(three, delta, shares=[one, (1 - one) / 2, (1 - one) / 2])
    assert (pair.kind, pair.proven) == (group.kind, not group.proven) == ("partial", True)
    assert group.certificate.ok
    paid = np.array([two.income[s] - pair.consumption_at(s) for s in range(two.n_states)])
    merged = group.transfers @ [[1, 0], [0, 1], [0, 1]]
    assert merged / two.total[:, None] == pytest.approx(paid / two.total[:, None], abs=9e-3)
    # What the best contract is worth lies between this one's and the bound.
    each = pair.values_from_start.copy()
    half = np.log(0.5) / (1 - delta) if gamma == 1 else 0.5 ** (1 - gamma)
    each[:, 1] = each[:, 1] + half if gamma == 1 else each[:, 1] * half
    weight = (group.shares / group.shares[-1]) ** gamma
    best = each @ [weight[0], 2]
    assert (group.values @ weight <= best + 1e-8 * abs(best)).all()
    assert (best <= group.witness.most[:, -1] + 1e-8 * abs(best)).all()
    assert group.bound < 2e-3


@pytest.mark.parametrize("seed", [7])
def test_two_members_that_earn_alike_act_as_one(seed):
    _two_act_as_one(seed)


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(60))
def test_many_members_that_earn_alike_act_as_one(seed):
    _two_act_as_one(seed)


@pytest.mark.usefixtures("coarse")
def test_a_contract_of_three_is_kept_and_is_not_proven():
    found = insure(THREE, 0.75)
    assert (found.kind, found.proven, found.growth) == ("partial", False, None)
    assert 0 < found.bound < 3e-3
    assert found.status is qg.types.Status.WITHIN
    assert repr(found).endswith(" of consumption better at most)")
    assert (found.values >= found.autarky - 1e-8).all()
    # Two that are hit alike get alike; whoever is not hit pays, and is no worse off than alone.
    assert found.transfers[3, 0] > 0.1
    assert found.transfers[3, 1] == pytest.approx(found.transfers[3, 2], abs=1e-9)
    assert found.transfers.sum(axis=1) == pytest.approx(0, abs=1e-12)


def test_a_path_of_three_is_an_average_over_draws(rough):
    path = rough.path(["flood", "calm", "calm"])
    assert path.transfers[0] == pytest.approx(rough.transfers[1])
    assert path.transfers[0, 0] < 0 < path.transfers[1, 0]
    assert path.ratio is None
    assert rough.consumption_at("flood") == pytest.approx(path.consumption[0])
    plan = plan_of(rough)
    spent = np.exp(plan.utility)
    second = sum(chance[1, -1] * spent[0, point[1, -1]] for point, chance in plan.drawn)
    assert path.consumption[1] == pytest.approx(second)
    with pytest.raises(errors.NotApplicableError, match="for two members"):
        rough.path(["calm"], start=0.0)
    with pytest.raises(errors.NotApplicableError, match="no edges"):
        _ = rough.long_run


@pytest.mark.usefixtures("coarse")
def test_units_and_states_split_in_two_do_not_matter(rough):
    split = Insurance(1000 * FLOOD.income[[0, 1, 1, 2]], [0.7, 0.1, 0.1, 0.1])
    found = insure(split, 0.88)
    assert found.transfers == pytest.approx(1000 * rough.transfers[[0, 1, 1, 2]], abs=1e-5)
    assert found.bound == pytest.approx(rough.bound, abs=1e-8)


def test_without_patience_or_with_common_shocks_nothing_is_insured():
    assert insure(THREE, 0).kind == "autarky"
    common = Insurance([[1, 2, 3], [0.5, 1, 1.5]], [0.5, 0.5])
    assert insure(common, 0.9).kind == "autarky"


@pytest.mark.usefixtures("coarse")
def test_four_members_are_insured():
    four = Insurance(1 - 0.5 * np.vstack([np.zeros(4), np.eye(4)]), [0.6, 0.1, 0.1, 0.1, 0.1])
    found = insure(four, 0.82)
    assert found.transfers[1] == pytest.approx(
        found.transfers[1, 1] * np.array([-3, 1, 1, 1]), abs=2e-3
    )
    assert found.bound < 0.02


def test_five_members_are_refused():
    five = Insurance.independent([[1, 0.4]] * 5, [[0.8, 0.2]] * 5)
    with pytest.raises(errors.NotApplicableError, match="dynamic=False"):
        insure(five, 0.75)


def test_a_better_life_outside_names_the_state_of_three():
    outside = Insurance(FLOOD.income, FLOOD.probability, outside=1.2 * FLOOD.income)
    with pytest.raises(errors.NoEquilibriumError, match="no transfers keep all members"):
        insure(outside, 0.88)


def _raised(found, more):
    return found.weights._replace(raised=found.weights.raised + more)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weights", lambda r: _raised(r, [1e-6, 0, 0])),
        ("weights", lambda r: _raised(r, [-1e-6, 0, 0])),
        ("weights", lambda r: r.weights._replace(raised=r.weights.raised[:2])),
        ("weights", lambda r: None),
        ("weights", lambda r: r.weights._replace(grid=r.weights.grid._replace(size=16))),
        ("delta", lambda r: 0.88 + 1e-7),
        ("shares", lambda r: np.array([0.3, 0.3, 0.4])),
        ("witness", lambda r: r.witness._replace(values=r.witness.values + 1e-6)),
        ("witness", lambda r: r.witness._replace(values=r.witness.values[:2])),
        ("witness", lambda r: r.witness._replace(most=r.witness.most - 1e-6)),
        ("witness", lambda r: r.witness._replace(bound=np.ones_like(r.witness.bound))),
        ("witness", lambda r: r.witness._replace(bound=None)),
        ("proven", lambda r: True),
        ("insurance", lambda r: Insurance(FLOOD.income * [1, 1.00001, 1], FLOOD.probability)),
    ],
)
def test_a_forged_contract_of_three_is_refused(rough, field, value):
    assert qg.verify(rough).ok
    assert not qg.verify(changed(rough, **{field: value(rough)})).ok


def test_weights_that_fall_bound_nothing(rough):
    # All weights are less tomorrow: ratios stay, and so would everything but what is shown.
    lower = changed(rough, weights=_raised(rough, -0.01))
    plan, insurance, raised = plan_of(lower), FLOOD, lower.weights.raised
    last, rise = np.exp(raised[..., -1]), np.exp(raised) - np.exp(plan.before)
    now = (np.exp(raised) * plan.utility - rise * plan.apart[:, None]).sum(axis=2)
    most = rough.witness.most
    for _ in range(400):
        most = now + last * plan.tomorrow(insurance, lower.delta, most)
    most = most + 1e-6 * rough.witness.bound
    forged = changed(lower, witness=rough.witness._replace(most=most))
    judged = qg.verify(forged)
    assert (judged.ok, judged.action) == (False, "weights")


def test_without_a_bound_it_is_said_that_none_is_known(rough):
    bare = changed(rough, witness=rough.witness._replace(most=None, bound=None))
    assert qg.verify(bare).ok
    assert bare.bound is None
    assert repr(bare).endswith("not proven)")


@pytest.mark.exhaustive
def test_near_the_patience_at_which_insurance_begins_two_grids_have_to_do():
    """Insurance begins at .6426."""
    begun = time.process_time()
    near, far = insure(THREE, 0.65), insure(THREE, 0.75)
    assert time.process_time() - begun < 30  # 8 where nothing else runs
    points = [len(one.weights.grid.points[0]) for one in (near, far)]
    assert points == [31**2, 61**2]
    assert all(one.certificate.ok and 0 < one.bound < 1e-3 for one in (near, far))
