"""Repeated negotiation: numbers by hand, the definition by brute force, and false answers."""

import dataclasses
import itertools
import math
import random
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import pytest
from helpers.marks import some
from oracles import negotiation as oracle

import qinba_games as qg
from qinba_games import errors
from qinba_games.agreements import all_negotiated, critical_turnover, negotiated
from qinba_games.agreements.checks import negotiation as check
from qinba_games.agreements.negotiated_game import as_stochastic
from qinba_games.agreements.solvers import negotiation as solver
from qinba_games.types import Status

F = Fraction
HALF = F(1, 2)
DILEMMA = qg.prisoners_dilemma(2, -1, 3, 0)


def paradise(lone, idle, n=2):
    """Members can build once, together, what pays 2 to each of them for ever."""

    def payoffs(x, a):
        if x == "built" or set(a) == {"C"}:
            return [2] * n
        if set(a) == {"D"}:
            return [0] * n
        return [lone if own == "C" else idle for own in a]

    return qg.StochasticGame.from_functions(
        ["before", "built"],
        lambda x: [["C", "D"] if x == "before" else ["rest"]] * n,
        payoffs,
        lambda x, a: {"built" if x == "built" or set(a) == {"C"} else "before": 1},
    )


GANGSTA = paradise(F(-10, 3), 3)


def arms_race():
    """Two arsenals of up to 3: attack, build, keep, destroy."""

    def actions(x):
        moves = ["wait", *["build"] * (x < 3), *["destroy"] * (x > 0)]
        return [f"{how} {move}" for how in ["peace", *["attack"] * (x > 0)] for move in moves]

    def payoffs(x, a):
        (own, _), (other, _) = words = [one.split() for one in a]
        attack = [own == "attack", other == "attack"]
        builds = [move == "build" for _, move in words]
        return [
            -0.3 * x[i] - 0.01 * builds[i] - 0.05 * x[i] * attack[i] - x[1 - i] * attack[1 - i]
            for i in range(2)
        ]

    def moves(x, move):
        if move == "build":
            return {x + 1: 0.08, x: 0.92}
        return {x - (move == "destroy"): 1.0}

    def transitions(x, a):
        first, second = (moves(own, one.split()[1]) for own, one in zip(x, a, strict=True))
        return {(p, q): first[p] * second[q] for p in first for q in second}

    states = list(itertools.product(range(4), repeat=2))
    return qg.StochasticGame.from_functions(
        states, lambda x: [actions(x[0]), actions(x[1])], payoffs, transitions
    )


@pytest.mark.parametrize(
    ("delta", "turnover", "paid", "held"),
    [
        (HALF, HALF, [2, 1], [F(2, 5), F(3, 5)]),
        (F(3, 5), HALF, [2, 2, F(6, 5)], [F(762, 973), F(594, 973), F(4062, 4865)]),
        (HALF, F(1, 10), [2], [F(2, 11)]),
        (F(1, 5), F(1, 10), [0], [0]),
    ],
)
def test_gangstas_paradise(delta, turnover, paid, held):
    found = negotiated(GANGSTA, delta, turnover)
    assert found.kind == ("cycle" if len(paid) > 1 else "stationary")
    assert found.exact
    assert found.period == len(paid)
    assert found.negotiated_payoff[:, 0].tolist() == [[r, r] for r in paid]
    assert found.punishment_payoff[:, 0].tolist() == [[v, v] for v in held]
    assert found.joint_payoff[:, 0].tolist() == [2 * r for r in paid]
    assert found.certificate.outside
    agreed = {2: "C", 1: "D", F(6, 5): "D", 0: "D"}
    assert [one["before"][0] for one in found.policy] == [agreed[r] for r in paid]


@pytest.mark.parametrize(
    ("delta", "turnover", "worth"),
    [
        (HALF, HALF, []),
        (F(3, 5), HALF, []),
        (HALF, F(1, 10), [(4, F(2, 11))]),
        (F(1, 5), F(1, 10), [(0, 0)]),
        (0.5, 0.5, []),
    ],
)
def test_all_equilibria_of_gangstas_paradise(delta, turnover, worth):
    found = all_negotiated(GANGSTA, delta, turnover)
    assert [(one.joint_payoff[0, 0], one.punishment_payoff[0, 0, 0]) for one in found] == worth
    assert all(one.certificate.ok and one.certificate.outside for one in found)


def test_of_three_members_weights_divide_and_nothing_more():
    plays = itertools.product([0, 1], repeat=3)
    payoffs = [[F(3, 5) * sum(a) - own for own in a] for a in plays]
    game = qg.StageGame(np.array(payoffs, dtype=object).reshape(2, 2, 2, 3))
    found = negotiated(game, F(4, 5), F(1, 5), weights=[HALF, F(1, 3), F(1, 6)])
    assert found.joint_payoff.tolist() == [[F(12, 5)]]
    assert found.negotiated_payoff.tolist() == [[[F(6, 5), F(4, 5), F(2, 5)]]]
    assert found.punishment_payoff.tolist() == [[[F(8, 15), F(16, 45), F(8, 45)]]]


def test_with_states_weights_decide_whether_things_repeat_at_once():
    game = paradise(-10, 3, n=3)
    assert negotiated(game, F(3, 5), F(3, 10)).kind == "stationary"
    found = negotiated(game, F(3, 5), F(3, 10), weights=[HALF, F(3, 10), F(1, 5)])
    assert (found.kind, found.period) == ("cycle", 2)
    assert found.negotiated_payoff[:, 0, 0].tolist() == [3, F(9, 5)]


@pytest.mark.slow
def test_arms_race():
    game = arms_race()
    assert len(game.state) == 324
    found = negotiated(game, 0.99, 0.65, horizon=1000)
    policy, place = found.policy[0], game.states.index((1, 0))
    assert found.joint_payoff[0, place] == pytest.approx(-0.5674622, abs=5e-8)
    assert found.punishment_payoff[0, place] == pytest.approx([-0.1890513, -0.4005789], abs=5e-8)
    for x, agreed in policy.items():
        builds = [one == "peace build" for one in agreed]
        assert sum(builds) == {(0, 0): 2, (1, 0): 1, (0, 1): 1}.get(x, 0)
        assert {one.split()[0] for one in agreed} == {"peace"}
        assert all(one in ("peace build", "peace wait") for one in agreed)
    # One more number of the state (1, 0): both wait, which is worth more and not agreed on.
    later = found.joint_payoff[1, place]
    assert 0.01 * -0.3 + 0.99 * later == pytest.approx(-0.5647873, abs=5e-8)


def test_without_turnover_the_arms_race_does_not_begin():
    found = negotiated(arms_race(), 0.99, 0)
    assert found.kind == "stationary"
    for x, agreed in found.policy[0].items():
        assert agreed == tuple("peace destroy" if own else "peace wait" for own in x)


def drawn(rng, n, size):
    """A random game of the oracle's form."""
    game = {}
    for x in range(size):
        game[x] = {}
        for a in itertools.product("ab", repeat=n):
            together = rng.randint(1, 4) * a.count("a")
            payoffs = [F(together - rng.randint(2, 7) * (own == "a")) for own in a]
            weights = [rng.randint(0, 2) for _ in range(size)]
            weights[0] += not sum(weights)
            moves = {y: F(w, sum(weights)) for y, w in enumerate(weights) if w}
            game[x][a] = payoffs, moves
    return game


def built(game, n):
    return qg.StochasticGame.from_functions(
        [*game], lambda x: [["a", "b"]] * n, lambda x, a: game[x][a][0], lambda x, a: game[x][a][1]
    )


@pytest.mark.parametrize("seed", some(range(60), 4, 7))
def test_by_brute_force(seed):
    rng = random.Random(seed)
    n = rng.choice([2, 2, 2, 3])
    game = drawn(rng, n, rng.choice([1, 2] if n == 2 else [1]))
    delta, turnover = F(rng.randint(2, 9), 10), F(rng.randint(0, 10), 10)
    weights = [F(rng.randint(1, 4)) for _ in range(n)]
    weights = [w / sum(weights) for w in weights]
    expected = oracle.until(game, delta, turnover, weights, 4)
    found = negotiated(built(game, n), delta, turnover, weights=weights, horizon=4)
    assert found.exact
    for t, (joint, held, paid) in enumerate(expected):
        assert found.joint_payoff[t].tolist() == list(joint.values())
        assert found.punishment_payoff[t].tolist() == list(held.values())
        assert found.negotiated_payoff[t].tolist() == list(paid.values())
    found = negotiated(built(game, n), delta, turnover, weights=weights)
    if found.exact and found.period * len(game) <= 2:
        paid = [dict(zip(game, r.tolist(), strict=True)) for r in found.negotiated_payoff]
        equilibrium = oracle.is_equilibrium(game, delta, turnover, weights, paid)
        assert equilibrium == (found.kind != "limit")


@pytest.mark.parametrize("seed", some(range(100, 160), 3, 5))
def test_all_equilibria_by_brute_force(seed):
    rng = random.Random(seed)
    game = drawn(rng, 2, 1)
    delta, turnover = F(rng.randint(2, 9), 10), F(rng.randint(0, 10), 10)
    weights = [F(1, 3), F(2, 3)]
    expected = oracle.stationary(game, delta, turnover, weights)
    found = all_negotiated(built(game, 2), delta, turnover, weights=weights)
    assert {tuple(one.negotiated_payoff[0, 0].tolist()) for one in found} == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("game", [GANGSTA, qg.StochasticGame.from_stage(DILEMMA)])
def test_without_turnover_promises_are_kept(game):
    for delta in (F(1, 5), F(2, 3)):
        found, kept = negotiated(game, delta, 0), qg.solve(game, delta)
        assert found.joint_payoff[0].tolist() == kept.joint_payoff.tolist()
        assert found.punishment_payoff[0].tolist() == kept.punishment_payoff.tolist()


def test_with_certain_turnover_only_the_state_remembers():
    """U and v are those of pure equilibria of one period, in which r follows."""
    delta = F(3, 5)
    found = negotiated(GANGSTA, delta, 1)
    after = found.negotiated_payoff
    for k in range(found.period):
        later = after[(k + 1) % found.period]
        worth = {}
        for row in range(4):
            to = GANGSTA.successor[row]
            worth[tuple(GANGSTA.action[row])] = (1 - delta) * GANGSTA.payoffs[row] + delta * later[
                to
            ]
        stable = [
            values
            for (a, b), values in worth.items()
            if values[0] >= worth[1 - a, b][0] and values[1] >= worth[a, 1 - b][1]
        ]
        assert found.joint_payoff[k, 0] == max(values.sum() for values in stable)
        assert found.punishment_payoff[k, 0, 0] == min(values[0] for values in stable)


@pytest.mark.parametrize("turnover", [0, F(1, 5), F(4, 9), HALF, F(9, 10), 1])
def test_of_one_state_turnover_is_impatience(turnover):
    delta = F(3, 5)
    found = negotiated(DILEMMA, delta, turnover, weights=[F(1, 4), F(3, 4)])
    patience = delta * (1 - turnover)
    kept = qg.solve(DILEMMA, patience)
    joint, held = kept.joint_payoff, kept.punishment_payoff
    paid = [v + w * (joint - sum(held)) for v, w in zip(held, [F(1, 4), F(3, 4)], strict=True)]
    assert found.kind == "stationary"
    assert found.joint_payoff[0, 0] == joint
    assert found.negotiated_payoff[0, 0].tolist() == paid
    least = [
        ((1 - delta) * v + delta * turnover * r) / (1 - patience)
        for v, r in zip(held, paid, strict=True)
    ]
    assert found.punishment_payoff[0, 0].tolist() == least
    assert (joint == 4) == (turnover <= F(4, 9))


@pytest.mark.parametrize(("turnover", "joint"), [(0, 4), (F(2, 3), 4), (F(67, 100), 0), (1, 0)])
def test_who_can_leave_holds_up_to_more_turnover(turnover, joint):
    game = qg.RepeatedGame(DILEMMA, outside=[0, 0])
    found = negotiated(game, F(3, 5), turnover)
    assert found.joint_payoff[0].tolist() == [joint, 0]
    assert found.punishment_payoff[0].tolist() == [[0, 0], [0, 0]]
    assert found.negotiated_payoff[0, 0].tolist() == [F(joint, 2)] * 2


def twice(found):
    """A cycle told as one of twice its period."""
    parts = ("joint_payoff", "punishment_payoff")
    longer = {name: np.concatenate([getattr(found, name)] * 2) for name in parts}
    both = {"policy": found.policy * 2, "punishments": found.punishments * 2}
    return dataclasses.replace(found, kind="cycle", **longer, **both)


def test_a_cycle_is_not_told_twice():
    certificate = qg.verify(twice(negotiated(GANGSTA, HALF, F(1, 10))))
    assert not certificate.ok
    assert certificate.action == "period"


#: Both may free-ride for ever in the second state, which the truncated game does better.
def only_a_limit():
    pair = qg.Partnership(
        np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None],
        1,
        promotion=0.6,
        friction=0.05,
        sharing="voluntary",
    )
    return negotiated(pair, 0.7, 0.3)


def test_a_limit_is_no_equilibrium():
    found = only_a_limit()
    assert found.kind == "limit"
    assert found.status is Status.BEHAVIOUR
    assert found.founding_class is None
    assert not found.proven
    better = found.witness.joint_payoff[: found.joint_payoff.size] - found.joint_payoff[0]
    assert better.max() > 1e-3
    for change in ({"kind": "stationary", "proven": True}, {"proven": True}):
        assert not qg.verify(dataclasses.replace(found, **change)).ok


def test_what_is_shown():
    found = negotiated(GANGSTA, HALF, HALF)
    frame = found.to_frame()
    assert list(frame["t"]) == [1] * 4 + [2] * 4
    assert frame["negotiated payoff"].tolist()[:2] == [2, 2]
    assert found.concept == "repeated negotiation equilibrium"
    assert found.status is Status.COMPUTED
    assert "cycle of 2" in repr(found)
    assert found.classes is None


def test_what_repeats_is_drawn_twice():
    ax = negotiated(GANGSTA, F(3, 5), HALF).plot()
    assert [line.get_ydata().tolist() for line in ax.lines] == [[2, 2, 1.2] * 2] * 2
    assert [patch.get_x() for patch in ax.patches] == [3.5]
    plt.close(ax.figure)
    ax = critical_turnover(DILEMMA, F(3, 5)).plot()
    assert [patch.get_width() for patch in ax.patches] == [4 / 9]
    plt.close(ax.figure)


def test_states_are_drawn_with_where_play_goes():
    def arrows(ax):
        return {(round(one.xyann[0]), one.xy[0]) for one in ax.texts if one.arrow_patch is not None}

    found = negotiated(GANGSTA, HALF, F(1, 10))
    ax = found.plot()
    assert arrows(ax) == {(0, 1)}
    assert [line.get_ydata().tolist() for line in ax.lines] == [[2, 2]] * 2
    assert [label.get_text() for label in ax.get_xticklabels()] == ["before", "built"]
    assert not arrows(found.plot(of="periods"))
    # Two states a level, good and bad times: from good ones up, from bad ones back; the end apart.
    ax = negotiated(ALIKE, 0.8, 0.2).plot()
    assert {(0, 2), (1, 0), (4, 5)} <= arrows(ax)
    assert 6 not in {place for both in arrows(ax) for place in both}
    with pytest.raises(errors.UnknownNameError):
        found.plot(of="members")
    plt.close("all")


def test_where_nothing_can_be_agreed_on():
    pennies = qg.StageGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    with pytest.raises(errors.NoEquilibriumError):
        negotiated(pennies, 0.5, 0.5)


def test_an_answer_is_judged_as_it_is():
    with pytest.raises(errors.NotApplicableError):
        qg.verify(negotiated(DILEMMA, 0.5, 0.5), policy={})


def partnership(second="6/5", number=F):
    """Trust 0, 1, 2; bad times with probability 1/4; the second of two members may gain less."""
    benefit = [[F(6, 5) + F(7, 20) * k, F(second) + F(7, 20) * k] for k in range(3)]
    return qg.Partnership(
        [[number(b) for b in row] for row in benefit],
        1,
        promotion=number(F(3, 5)),
        friction=number(F(1, 20)),
        bad_times=[(number(F(1, 4)), (1, 1))],
        sharing="voluntary",
    )


ALIKE, UNEQUAL = partnership(number=float), partnership("7/10", number=float)


def classes(found):
    """Letters of the classes of the first period: nominal and isolated are one here."""
    return "".join("n" if name == "isolated" else name[0] for name in found.classes[0])


def test_of_a_partnership_in_fractions():
    found = negotiated(partnership(), F(4, 5), F(1, 4))
    assert found.kind == "stationary"
    assert found.exact
    joint = F(2368106, 3233275)
    assert found.joint_payoff[0, 0] == joint
    assert found.negotiated_payoff[0, 0].tolist() == [joint / 2] * 2
    assert found.classes == (("weak",) * 3,)


@pytest.mark.parametrize(
    ("pair", "delta", "expected"),
    [
        (ALIKE, 0.8, {0: "wss", 0.19: "wss", 0.2: "wws", 0.24: "www", 0.47: "nww", 0.72: "nnn"}),
        (ALIKE, 0.9, {0.7: "wss", 0.72: "www", 0.9: "nnn"}),
        (UNEQUAL, 0.9, {0.47: "wss", 0.48: "www", 0.66: "nww", 0.84: "nnn"}),
    ],
)
def test_turnover_takes_strength_then_the_founding_then_cooperation(pair, delta, expected):
    for turnover, letters in expected.items():
        found = negotiated(pair, delta, turnover)
        assert (found.kind, classes(found)) == ("stationary", letters)


def test_between_two_classes_the_founding_alternates():
    found = negotiated(partnership(), F(9, 10), F(17, 20))
    assert (found.kind, found.period, found.exact) == ("cycle", 2, True)
    assert found.classes == (("weak",) * 3, ("nominal", "weak", "weak"))
    assert found.founding_class == "nominal"


@pytest.mark.parametrize("turnover", [0.5, 1])
@pytest.mark.parametrize(("pair", "delta"), [(ALIKE, 0.8), (UNEQUAL, 0.9)])
def test_a_clause_restores_what_turnover_takes(pair, delta, turnover):
    assert classes(negotiated(pair, delta, turnover, clause=True)) == "wss"


def test_unless_one_member_gets_all():
    for turnover, letters in ((0.5, "wss"), (0.9, "nnn")):
        found = negotiated(UNEQUAL, 0.9, turnover, weights=[1, 0], clause=True)
        assert classes(found) == letters
    assert classes(negotiated(UNEQUAL, 0.9, 0.74, weights=[1, 0])) == "nnn"


def test_a_clause_dissolves_where_some_contribute_and_others_idle():
    play = as_stochastic("test", ALIKE, clause=True)
    gone = play.states.index("dissolved")
    for row in range(len(play.state)):
        chosen = {*play.profile(row)}
        ends = chosen == {"contribute", "idle"} or bool({"leave", "out"} & chosen)
        moves = slice(*play.first_successor[row : row + 2])
        assert (play.successor[moves].tolist() == [gone]) == ends


LEAVING = qg.RepeatedGame(DILEMMA, outside=[0, 0])


@pytest.mark.parametrize(
    ("game", "delta", "turnover"),
    [
        (DILEMMA, F(3, 5), F(4, 9)),
        (DILEMMA, F(1, 5), -math.inf),
        (DILEMMA, F(1, 3), -math.inf),  # at 0 alone
        (LEAVING, F(3, 5), F(2, 3)),
        # 2 (3/10 + 9/10 (7 rho - 5)) = 4.
        (qg.RepeatedGame(DILEMMA, outside=[-5, -5]), F(9, 10), F(62, 63)),
        (qg.RepeatedGame(DILEMMA, outside=[3, 3]), F(3, 5), -math.inf),
        (qg.StageGame.from_bimatrix([[2, 0], [0, 1]], [[2, 0], [0, 1]]), F(1, 2), 1),
    ],
)
def test_critical_turnover_of_one_state(game, delta, turnover):
    found = critical_turnover(game, delta)
    assert found.turnover == turnover
    assert found.exact
    assert found.status is Status.COMPUTED


@pytest.mark.parametrize("weights", [[1, 0], [F(1, 4), F(3, 4)], [HALF, HALF]])
def test_critical_turnover_is_where_the_backward_pass_changes(weights):
    game = qg.RepeatedGame(DILEMMA, outside=[F(1, 2), F(-1, 2)])
    edge = critical_turnover(game, F(3, 5), weights=weights).turnover
    for turnover, joint in ((edge, 4), (edge - F(1, 100), 4), (edge + F(1, 100), 0)):
        if 0 <= turnover <= 1:
            found = negotiated(game, F(3, 5), turnover, weights=weights)
            assert found.joint_payoff[0, 0] == joint


@pytest.mark.slow
def test_critical_turnover_of_a_partnership():
    pair = qg.Partnership(
        [[1.2, 0.9], [1.55, 1.25]], 1, promotion=0.6, friction=0.05, sharing="voluntary"
    )
    found = critical_turnover(pair, 0.8)
    edge = found.turnover
    assert 0.3 < edge < 0.4
    below, above = (negotiated(pair, 0.8, edge + by).classes[0][0] for by in (-1e-4, 1e-4))
    assert below == "strong" != above
    assert found.status is Status.BRACKETED
    for change in (
        {"ends": ((0, 0.99),)},
        {"ends": ((0, edge - 1e-4),)},
        {"clause": True},
        {"witness": found.witness[:1]},
    ):
        assert not qg.verify(dataclasses.replace(found, **change)).ok


def test_forged_critical_turnovers_are_refused():
    found = critical_turnover(LEAVING, F(3, 5))
    for change in (
        {"ends": ((0, F(67, 100)),)},
        {"ends": ()},
        {"ends": ((F(2, 3) + F(1, 10**6), 1),)},  # where it does not hold
        {"delta": F(1, 2)},
        {"weights": np.array([F(1, 3), F(2, 3)])},
        {"game": qg.RepeatedGame(DILEMMA, outside=[0, F(1, 2)])},
        {"witness": found.witness[:1]},  # nothing beyond the edge
    ):
        assert not qg.verify(dataclasses.replace(found, **change)).ok


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("founding", "wanted", "turnover"),
    [(0, "cooperates", (0.45, 0.47)), (1, "cooperates", (0.7, 0.72)), (1, "strong", (0.19, 0.2))],
)
def test_critical_turnover_by_level_of_trust(founding, wanted, turnover):
    """Between the turnovers of the classes above."""
    low, high = turnover
    assert low < critical_turnover(ALIKE, 0.8, founding=founding, wanted=wanted).turnover < high
    assert not critical_turnover(ALIKE, 0.8, wanted="strong").intervals


@pytest.mark.exhaustive
def test_clause_holds_at_every_turnover():
    found = critical_turnover(ALIKE, 0.8, clause=True)
    assert found.intervals == [(0, 1)]


def test_who_leaves_rather_than_deviates_counts_as_leaving():
    """Member 1 would lose by any deviation; of member 2: 2/5 (3 + 5) + 3/5 rho 11/2 = 11/2."""
    game = qg.RepeatedGame(DILEMMA, outside=[F(7, 2), -5])
    assert critical_turnover(game, F(3, 5), weights=[0, 1]).turnover == F(23, 33)


def test_what_needs_no_patience_bears_every_turnover():
    game = qg.StageGame.from_bimatrix([[2, 0], [0, 1]], [[2, 0], [0, 1]])
    assert critical_turnover(game, 0).turnover == 1


def test_a_worse_agreement_is_refused():
    """Both idle in the first of two periods: all numbers follow, and to build is worth more."""
    found = negotiated(GANGSTA, F(3, 5), HALF, horizon=2)
    joint = found.joint_payoff.copy()
    assert joint[0, 0] == 4
    joint[0, 0] = F(12, 5)
    policy = ({"before": ("D", "D"), "built": ("rest", "rest")}, found.policy[1])
    certificate = qg.verify(dataclasses.replace(found, joint_payoff=joint, policy=policy))
    assert not certificate.ok
    assert certificate.action == "agree on something better"


def test_a_pass_that_does_not_settle_shows_its_first_period(monkeypatch):
    """As if two periods were all that is looked at."""
    monkeypatch.setattr(solver, "PERIODS", 2)
    monkeypatch.setattr(check, "_PERIODS", 2)
    found = negotiated(GANGSTA, F(3, 5), HALF)
    assert (found.kind, found.proven) == ("unsettled", False)
    assert found.policy == negotiated(GANGSTA, 0.6, 0.5, horizon=2).policy[:1]
    assert qg.verify(found).inside
    monkeypatch.setattr(check, "_PERIODS", 3)
    assert not qg.verify(found).inside
    monkeypatch.setattr(check, "_PERIODS", 2)
    assert not qg.verify(dataclasses.replace(found, turnover=0.25)).inside


def test_turnover_up_to_nearly_all_is_told_from_all():
    # In fractions all but 17/600000001 is not all; floats do not tell, up to rounding.
    stage = qg.StageGame([[[3, 2], [10**8, F(-5, 6)]], [[1, 2], [F(8, 3), 3]]])
    found = critical_turnover(qg.RepeatedGame(stage, outside=[1, -2]), F(1, 2))
    assert found.turnover == 1 - F(17, 600000001)
    stage = qg.StageGame([[[3.0, 5 / 6], [0.0, -5 / 6]], [[3.5, -2.0], [1.0, 3.0]]])
    found = critical_turnover(qg.RepeatedGame(stage, outside=[-2, 1 / 6]), 7 / 12)
    assert found.turnover == 1


def test_negotiations_that_do_not_settle_are_named():
    stage = qg.StageGame([[[3, F(13, 6)], [F(8, 3), 2]], [[4, 4], [0, F(11, 6)]]])
    with pytest.raises(errors.NotConvergedError, match="do not settle"):
        critical_turnover(stage, 1 - F(1, 10**9))


@pytest.mark.parametrize(("more", "turnover"), [(0, 1), (3, -math.inf)])
def test_members_whom_leaving_brings_as_much_stay_where_they_can(more, turnover):
    stage = qg.StageGame([[[more, -more], [1, -1]]])
    found = critical_turnover(qg.RepeatedGame(stage, outside=[0, 0]), HALF)
    assert found.turnover == turnover
