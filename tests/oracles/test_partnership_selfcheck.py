"""The oracle for partnerships against enumerated tables, closed forms and stochastic games."""

import math
from fractions import Fraction

import numpy as np
import pytest
from helpers.marks import some

from oracles import generators, partnership, stochastic
from oracles.evolution import evolution, trust_chain

TINY = Fraction(1, 10**9)
COMMON = {"cost": (1, 1), "outside": (0, 0), "promotion": 0.6, "friction": 0.05, "drop": 1}


def pair(first, second, top, **more):
    benefit = np.zeros((top + 1, 2, 2))
    for k in range(top + 1):
        benefit[k, 0, 1], benefit[k, 1, 0] = first + 0.35 * k, second + 0.35 * k
    return {**COMMON, "benefit": benefit, **more}


BAD = {"bad_times": ((0.25, (1, 1)),)}
REFERENCE = {"A": pair(1.2, 0.7, 4), "B": pair(1.2, 1.2, 2, **BAD), "C": pair(1.2, 0.7, 2, **BAD)}
TABLE = [  # first letters of isolated, weak, strong; None: the founding level does not cooperate
    ("A", 0.5, "none", "iiiii", None), ("A", 0.5, "voluntary", "iiiss", None),
    ("A", 0.6, "none", "iisss", None), ("A", 0.6, "voluntary", "issss", None),
    ("A", 0.7, "none", "issss", None), ("A", 0.7, "voluntary", "sssss", 0.697308),
    ("A", 0.8, "none", "sssss", None), ("A", 0.8, "voluntary", "sssss", 1.069542),
    ("B", 0.65, "none", "iii", None), ("B", 0.65, "voluntary", "iii", None),
    ("B", 0.7, "none", "iww", None), ("B", 0.7, "voluntary", "iww", None),
    ("B", 0.75, "none", "www", 0.639344), ("B", 0.75, "voluntary", "www", 0.639344),
    ("B", 0.8, "none", "wss", 0.766807), ("B", 0.8, "voluntary", "wss", 0.766807),
    ("C", 0.8, "none", "iii", None), ("C", 0.8, "voluntary", "iww", None),
    ("C", 0.9, "none", "iii", None), ("C", 0.9, "voluntary", "wss", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "delta", "sharing", "letters", "value"), TABLE)
def test_reference_partnerships(name, delta, sharing, letters, value):
    params = {**REFERENCE[name], "sharing": sharing}
    best = partnership.best_equilibrium(params, delta)
    assert "".join(kind[0] for kind in best.classes) == letters
    assert best.greatest
    if value is not None:
        assert best.founding_values[0] == pytest.approx(value, abs=5e-7)
    if letters == "wss":
        path = evolution(params, best.policy)
        assert path.probability_strong == pytest.approx(1, abs=1e-12)
        assert path.time_to_strong == pytest.approx(1 / 0.4275, abs=1e-9)


@pytest.mark.parametrize(("name", "sharing", "threshold"), [
    ("A", "none", 0.7473465), ("A", "voluntary", 0.6730936),
    ("C", "none", 0.930322), ("C", "voluntary", 0.81647),
])  # fmt: skip
def test_founding_thresholds(name, sharing, threshold):
    step = 1e-7 if name == "A" else 1e-5
    for delta, founded in ((threshold - step, False), (threshold + step, True)):
        best = partnership.best_equilibrium({**REFERENCE[name], "sharing": sharing}, delta)
        assert (best.classes[0] in ("weak", "strong")) == founded


def test_one_sided_play_is_mixed():
    params = {**pair(3, 0.5, 0), "sharing": "voluntary"}
    best = partnership.best_equilibrium(params, 0.8)
    assert best.policy[0, 0] == ("idle", "contribute")
    assert best.classes == ("nominal",)


def test_mixed_play_forfeits_no_subsidy():
    """One gives 1 at cost 1/2, w = -1/4: (1-δ)/2 = δ (1/2 + 1/2) at δ = 1/3, whatever s."""
    benefit = np.array([[[0, 1], [0, 0]]])
    for subsidy in (0, Fraction(1, 3)):
        params = {
            "benefit": benefit,
            "cost": [Fraction(1, 2)] * 2,
            "outside": [Fraction(-1, 4)] * 2,
            "promotion": 0,
            "friction": 0,
            "sharing": "voluntary",
            "subsidy": subsidy,
        }
        policy = {(0, 0): ("idle", "contribute")}
        assert partnership.policy_slack(params, Fraction(1, 3), policy) == 0
        assert not partnership.policy_ok(params, Fraction(1, 3) - TINY, policy)


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_leaving_beats_an_idle_agreement(sharing):
    params = {**pair(1.2, 1.2, 0), "outside": (0.4, -0.3), "sharing": sharing}
    assert not partnership.policy_ok(params, 0.8, {(0, 0): "idle"})
    params["outside"] = (0, -0.3)
    assert partnership.policy_ok(params, 0.8, {(0, 0): "idle"})
    assert partnership.policy_ok(params, 0.8, {(0, 0): "leave"})


def test_how_trust_moves():
    up, same, down = 0.75 * 0.6, 0.75 * 0.4, 0.25
    params = {**pair(1, 1, 3), "friction": 0.25, "drop": 2}
    policy = dict.fromkeys([(0, 0), (1, 0), (3, 0)], "contribute") | {(2, 0): "idle"}
    assert np.allclose(
        trust_chain(params, policy),
        [
            [down + same, up, 0, 0, 0],
            [down, same, up, 0, 0],
            [1, 0, 0, 0, 0],
            [0, down, 0, same + up, 0],
            [0, 0, 0, 0, 1],
        ],
    )
    ending = trust_chain({**params, "drop": None}, policy)
    assert np.allclose(ending[0], [same, up, 0, 0, down])
    assert np.allclose(ending[2], [0, 0, 0, 0, 1])


@pytest.mark.parametrize(("fine", "delta"), [(0, Fraction(2, 9)), (1, Fraction(1, 8))])
def test_ten_members_and_a_fine(fine, delta):
    params = {
        "benefit": (np.ones((10, 10), dtype=int) - np.eye(10, dtype=int))[None],
        "cost": [2] * 10,
        "promotion": 1,
        "friction": 0,
        "drop": None,
        "deposit": fine,
    }
    assert partnership.policy_slack(params, delta, {(0, 0): "contribute"}) == 0
    assert not partnership.policy_ok(params, delta - TINY, {(0, 0): "contribute"})


def test_one_trust_level_has_a_closed_form():
    """K = 0, drop None: δ* = ρ*/(1-ε) with fixed shares, one inequality with voluntary ones."""
    rng = np.random.default_rng(3)
    seen = set()
    for draw in range(900):
        params, delta = generators.partnership(rng, "voluntary" if draw % 2 else None)
        params = {
            **params,
            "drop": None,
            "benefit": params["benefit"][:1],
            "bad_times": (),
            "friction": np.ravel(params["friction"])[:1],
            "deposit": params["deposit"] * rng.choice([1, 5]),  # leaving tempts, not breach
        }
        b, c, w = params["benefit"][0], params["cost"], params["outside"]
        q, B, s = params["detection"], params["deposit"], params["subsidy"]
        rho, g, rule = delta * (1 - params["friction"][0]), b.sum(axis=1) - c, params["sharing"]
        if isinstance(rule, str) and rule == "voluntary":
            need = np.maximum(0, np.maximum(c / q - s - B, w - g - s)).sum()
            slack = rho * (g + s - w).sum() - (1 - rho) * need
            worth = (1 - delta) / (1 - rho) * min(slack, (g + s - w).sum())
            exact_slack = partnership.policy_slack(params, delta, {(0, 0): "contribute"})
            assert exact_slack == pytest.approx(worth, abs=1e-9)
        else:
            shares = {
                "none": g,
                "equal": np.full(len(c), g.mean()),
                "surplus": w + (g - w).mean(),
                "proportional": c / c.sum() * g.sum(),
            }
            x = shares[rule] if isinstance(rule, str) else rule * g.sum()
            gain = np.maximum(0, g + c - x - q * (s + B))
            slack = min((x + s - w).min(), (rho * q * (x + s - w) - (1 - rho) * gain).min())
        if abs(slack) > 1e-6:
            ok = partnership.policy_ok(params, delta, {(0, 0): "contribute"})
            assert ok == (slack > 0)
            seen.add((rule if isinstance(rule, str) else "own", ok))
    assert len(seen) == 12


def test_voluntary_partnership_is_a_stochastic_game():
    rng = np.random.default_rng(4)
    for _ in range(40):
        params, delta = generators.partnership(rng, "voluntary", max_policies=125)
        params = {**params, "detection": 1, "deposit": 0, "subsidy": 0}
        if params["benefit"].shape[1] > 2:
            continue
        best = partnership.best_equilibrium(params, delta)
        other = stochastic.solve_at(partnership.raw_game(params), delta)
        assert [*best.joint.values()] == pytest.approx(other.joint_payoff[:-1], abs=1e-9)
        assert np.allclose(other.punishment_payoff, params["outside"])


def test_rivals_are_settled_at_the_lowest_trust():
    params, delta = generators.rivals()
    best = partnership.best_equilibrium(params, delta)
    assert not best.greatest
    assert best.classes == ("strong", "nominal")
    assert [*best.joint.values()] == pytest.approx([1, 0.8])
    found = partnership.enumerate_equilibria(params, delta)
    assert len(found.joint) == 6
    assert found.joint.max(axis=0) == pytest.approx([1, 1])


@pytest.mark.slow
@pytest.mark.parametrize("block", some(range(2), 1, 1))
def test_evolution_against_a_plain_loop(block):
    rng = np.random.default_rng(10 + block)
    seen = set()
    for _ in range(75):
        params, delta = generators.partnership(rng, max_policies=800)
        best = partnership.best_equilibrium(params, delta)
        path = evolution(params, best.policy)
        chain, strong = trust_chain(params, best.policy), np.array(best.classes) == "strong"
        stands = [np.linalg.matrix_power(chain, t)[0, :-1].sum() for t in range(51)]
        assert path.survival == pytest.approx(stands, abs=1e-12)
        state, chance, waited = np.eye(len(chain))[0], 0.0, 0.0
        for t in range(3000):
            arrived = state[:-1] * strong
            chance, waited = chance + arrived.sum(), waited + t * arrived.sum()
            state[:-1] -= arrived
            state = state @ chain
        assert path.probability_strong == pytest.approx(chance, abs=1e-9)
        assert path.time_to_strong == (pytest.approx(waited / chance) if chance else math.inf)
        assert sum(path.long_run.values()) == pytest.approx(1, abs=1e-9)
        seen.add((bool(chance), chance > 0.999999))
    assert len(seen) == 3
