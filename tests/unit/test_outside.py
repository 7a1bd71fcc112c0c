"""Nothing better exists: certificates from the other side."""

import dataclasses
import functools
import importlib
import sys
from fractions import Fraction as F

import numpy as np
import pytest
from helpers import networks
from helpers.marks import some
from helpers.partnerships import instead, reference

import qinba_games as qg
from qinba_games import agreements, errors
from qinba_games.agreements.checks.repeated import _nothing_less
from qinba_games.common.spans import Spans
from qinba_games.network.checks import sustained as ties_check
from qinba_games.stochastic.checks.elsewhere import fails_outside
from qinba_games.third_parties import monitoring_window, noisy_prisoners_dilemma

#: The reference partnerships of the theory page, in Fractions.
exactly = functools.partial(reference, exact=True)
REFERENCES = [(name, sharing) for name in "ABC" for sharing in ("none", "voluntary")]


def is_worse(found, **fields):
    """Whether an answer is found to be an equilibrium, and one beside which there is a better."""
    said = qg.verify(dataclasses.replace(found, **fields))
    return (said.inside, said.outside, said.ok) == (True, False, False)


def needing_more(monkeypatch):
    """A solver that takes what upholds a row for a fifth more than it is."""
    solver = sys.modules["qinba_games.algorithms.solution"]
    real = solver.needs

    def dearer(table, punishment):
        need = real(table, punishment)
        return need._replace(due=need.due + abs(need.due) / 5)

    monkeypatch.setattr(solver, "needs", dearer)


@pytest.mark.parametrize(("name", "sharing"), REFERENCES)
def test_the_best_is_proved_best(name, sharing):
    model = exactly(name, sharing)
    for delta in (F(1, 2), F(3, 5), F(7, 10), F(4, 5), F(9, 10)):
        for patience in (delta, float(delta)):
            certificate = qg.evolve(model, patience).certificate
            assert certificate.outside is True
            assert certificate.gap == 0
            assert "nothing better exists" in repr(certificate)


@pytest.mark.parametrize(("name", "sharing"), REFERENCES)
def test_a_solver_that_never_contributes_is_refused(name, sharing, monkeypatch):
    instead(monkeypatch, lambda game: len(game.contributes))
    for delta in (0.95, F(19, 20)):
        with pytest.raises(errors.CertificateError, match="something better exists"):
            qg.evolve(exactly(name, sharing), delta)


@pytest.mark.parametrize(("name", "sharing"), REFERENCES)
def test_a_solver_that_is_too_pessimistic_is_refused(name, sharing, monkeypatch):
    model = exactly(name, sharing)
    least = qg.critical_discount(model, sharing=sharing).delta
    honest = qg.evolve(model, least + 0.002)
    assert honest.cooperates
    needing_more(monkeypatch)
    with pytest.raises(errors.CertificateError, match="an eliminated row is upheld"):
        qg.evolve(model, least + 0.002)


def pessimistic(real, game):
    """Deviations are thought to bring a twentieth more than they do."""

    def keeps(problem, joint, policy, found):
        dearer = [one._replace(deviation=one.deviation + abs(one.deviation) / 20) for one in found]
        return real(problem, joint, policy, dearer)

    return keeps


def lazy(real, game):
    """No profile is kept in which somebody contributes."""
    someone = [any(a == "contribute" for a in game.profile(row)) for row in range(len(game.state))]

    return lambda *given: real(*given) & ~np.array(someone)


@pytest.mark.parametrize("broken", [pessimistic, lazy])
@pytest.mark.parametrize("name", "ABC")
def test_solve_refuses_what_a_broken_solver_found(name, broken, monkeypatch):
    model = exactly(name, "voluntary")
    game, least = model.to_game(), qg.critical_discount(model, sharing="voluntary").delta
    honest = qg.solve(game, least + 0.002)
    assert any("contribute" in profile for profile in honest.policy.values())
    solver = sys.modules["qinba_games.stochastic.solvers.policy_elimination"]
    monkeypatch.setattr(solver, "_self_enforcing", broken(solver._self_enforcing, game))
    with pytest.raises(errors.CertificateError, match="an eliminated row is upheld"):
        qg.solve(game, least + 0.002)


def test_solve_refuses_what_a_pessimistic_table_says(monkeypatch):
    assert qg.solve(DILEMMA, 0.5).joint_payoff == 18
    tables = sys.modules["qinba_games.repeated.solvers.voluntary_transfers"]
    real = tables.discount_rows

    def later(stage):
        return [row._replace(delta=row.delta * F(21, 20)) for row in real(stage)]

    monkeypatch.setattr(tables, "discount_rows", later)
    with pytest.raises(errors.CertificateError, match="discount factor"):
        qg.discount_table(DILEMMA)
    with pytest.raises(errors.CertificateError, match="something better exists"):
        qg.solve(DILEMMA, 0.145)
    monkeypatch.setattr(tables, "discount_rows", lambda stage: real(stage)[1:])
    with pytest.raises(errors.CertificateError, match="something better exists"):
        qg.solve(DILEMMA, 0.1)
    monkeypatch.setattr(tables, "discount_rows", lambda stage: real(stage)[:1])
    with pytest.raises(errors.CertificateError, match="something better exists"):
        qg.solve(DILEMMA, 0.5)


def test_isolated_where_the_truth_is_strong_is_refused():
    found = qg.evolve(exactly("B", "none"), 0.95)
    assert found.cooperates
    play, *rest = found.witness
    rows, worth, size = play.rows.copy(), play.worth.copy(), found.choice.size
    rows[:size, 0], worth[: len(found.choice)] = 3 * np.arange(size) + 2, 0
    worse = dataclasses.replace(found, witness=(play._replace(rows=rows, worth=worth), *rest))
    assert worse.classes == ("isolated",) * 3
    assert is_worse(worse)


def test_a_batch_with_one_that_is_not_the_best_is_refused():
    models = [exactly("B", "none")] * 2
    found = qg.evolve_many(models, [0.7, 0.95])
    assert found.certificate.outside is True
    (part,) = found.witness
    rows, worth, size = part.play.rows.copy(), part.play.worth.copy(), found.choice[1].size
    rows[:size, 1], worth[: len(found.choice[1]), :, 1] = 3 * np.arange(size) + 2, 0
    witness = (part._replace(play=part.play._replace(rows=rows, worth=worth)),)
    worse = dataclasses.replace(found, witness=witness)
    assert worse.founding_class.tolist() == [found.founding_class[0], "isolated"]
    assert is_worse(worse)
    modest = qg.verify(dataclasses.replace(worse, proven=np.array([True, False])))
    assert (modest.outside, modest.proven.tolist()) == (None, [True, False])
    assert modest.gap == pytest.approx(found.founding_value[1])


def test_the_best_is_not_asked_of_a_policy_of_ones_own():
    found = qg.evolve(exactly("B", "none"), 0.95)
    certificate = qg.verify(found, policy=dict.fromkeys(found.policy, "leave"))
    assert certificate.ok
    assert certificate.outside is None
    assert certificate.gap is None


DILEMMA = qg.StageGame.from_bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
STATES = qg.StochasticGame.from_stage(DILEMMA)


def rows(found, count):
    """The first rows of a table."""
    fields = ("delta", "joint_payoff", "punishment_payoff", "liquidity", "profile")
    return {name: getattr(found, name)[:count] for name in (*fields, "punishment_profile")}


@pytest.mark.parametrize("floats", [False, True])
def test_a_table_without_its_last_row_is_refused(floats):
    payoffs = DILEMMA.payoffs.astype(float) if floats else DILEMMA.payoffs
    found = qg.discount_table(qg.StageGame(payoffs))
    assert found.certificate.outside is True
    assert is_worse(found, **rows(found, 1))


@pytest.mark.parametrize("number", [F, float])
@pytest.mark.parametrize("outside", [None, [1, 2]])
def test_a_table_without_its_first_row_is_refused(number, outside):
    """At no patience nothing is left to lose: all are held to just what they get anyway."""
    stage = qg.StageGame([[[number(1), number(2)]] * 2])
    found = qg.discount_table(qg.RepeatedGame(stage, outside=outside))
    assert found.delta.tolist() == [0]
    certificate = qg.verify(dataclasses.replace(found, **rows(found, 0)))
    assert (certificate.outside, certificate.ok) == (False, False)


@pytest.mark.parametrize("sharing", ["voluntary", "none", "equal", "optimal"])
@pytest.mark.parametrize("delta", [F(9, 10), 0.9])
def test_joint_payoff_six_where_eighteen_is_upheld_is_refused(sharing, delta):
    worse = qg.solve(DILEMMA, F(1, 10) if isinstance(delta, F) else 0.1, sharing=sharing)
    assert worse.joint_payoff == 6
    assert qg.solve(DILEMMA, delta, sharing=sharing).certificate.outside is True
    assert is_worse(worse, delta=delta)


@pytest.mark.parametrize("number", [F, float])
def test_a_better_stage_equilibrium_that_the_rule_would_not_uphold_is_seen(number):
    """It needs no shares; equal ones would be broken there."""
    own = [[(9, 1), (0, 0)], [(0, 0), (2, 2)]]
    game = qg.StageGame([[[number(v) for v in cell] for cell in row] for row in own])
    best = qg.solve(game, number(F(1, 10)), sharing="equal")
    assert best.policy == (0, 0)
    assert best.certificate.outside is True
    worse = {"policy": (1, 1), "joint_payoff": number(4)}
    assert is_worse(best, payoffs=best.game.stage.payoffs[1, 1], **worse)


def test_an_equilibrium_whose_punishments_could_be_harsher_is_refused():
    game = qg.StageGame(np.random.default_rng(22).integers(0, 9, (3, 3, 2)))
    mild, best = qg.solve(game, F(2, 5)), qg.solve(game, F(4, 5))
    assert mild.joint_payoff == best.joint_payoff
    assert mild.punishment_payoff.sum() > best.punishment_payoff.sum()
    assert is_worse(mild, delta=F(4, 5))


def test_a_member_who_gets_just_its_outside_value_keeps_a_better_agreement():
    stage = qg.StageGame.from_bimatrix([[5, 0], [6, 0]], [[1, 0], [0, 0]])
    game = qg.RepeatedGame(stage, outside=[0, 1])
    leave = qg.solve(game, F(1, 10), sharing="none")
    assert leave.joint_payoff < qg.solve(game, F(1, 2), sharing="none").joint_payoff
    assert qg.verify(dataclasses.replace(leave, delta=F(1, 2))).outside is False


def test_a_worse_equilibrium_of_a_stochastic_game_is_refused():
    best, worse = qg.solve(STATES, F(9, 10)), qg.solve(STATES, F(1, 10))
    assert best.certificate.outside is True
    forged = dataclasses.replace(worse, delta=F(9, 10), record=best.record)
    assert qg.verify(forged).outside is False
    assert not qg.verify(dataclasses.replace(forged, record=worse.record)).ok
    assert not qg.verify(dataclasses.replace(best, record=())).ok


def one_state(number):
    """The dilemma as a stochastic game in fractions or floats: mutual cooperation from 1/7 on."""
    payoffs, stay = DILEMMA.payoffs * number(1), np.full((2, 2, 1), number(1))
    return qg.StochasticGame.from_arrays([payoffs], [stay])


def with_record(found, *rounds):
    """The answer with rounds of ones own: bounds of a round, and the rows that fall under them."""
    record = tuple(one._replace(rows=np.array(rows, dtype=int)) for one, rows in rounds)
    return qg.verify(dataclasses.replace(found, record=record))


@pytest.mark.parametrize(
    ("number", "lower"), [(F, 0), (float, 0), (float, 1e-13), (float, 1e-9), (float, 1e-8)]
)
def test_what_lacks_nothing_does_not_fall(number, lower):
    """Nor what lacks no more than the bounds are off; cooperation lacks nothing at 1/7."""
    best, worse = (qg.solve(one_state(number), number(F(1, d))) for d in (7, 8))
    assert (best.joint_payoff, worse.joint_payoff) == ([18], [6])
    hoped = best.record[0]._replace(joint=best.joint_payoff - number(lower))
    patient = dataclasses.replace(worse, delta=best.delta)
    certificate = with_record(patient, (hoped, [0, 1, 2]), (worse.record[-1], []))
    assert not certificate.inside
    assert certificate.action in ("an eliminated row is upheld", "bound on values")


@pytest.mark.parametrize("number", [F, float])
def test_no_state_of_a_record_runs_empty(number):
    """What nobody is left to reach is bounded by anything."""
    found = qg.solve(one_state(number), number(F(1, 8)))
    first, last = found.record
    nothing = last._replace(joint=last.joint - 50)
    certificate = with_record(found, (first, first.rows), (last, [3]), (nothing, []))
    assert (certificate.inside, certificate.outside) == (False, None)


def test_what_is_played_does_not_fall():
    """In floats it may lack a little, and then be kept as well as deleted; but not both."""
    game, delta = one_state(float), 1 / 7 - 5e-10
    kept, found = qg.solve(game, 1 / 7), qg.solve(game, delta)
    assert found.joint_payoff == 6
    played = dataclasses.replace(kept, delta=delta)
    certificate = with_record(played, *((one, one.rows) for one in found.record))
    assert (certificate.inside, certificate.outside) == (False, None)


def test_a_deletion_that_its_bounds_do_not_justify_is_refused(monkeypatch):
    solver = sys.modules["qinba_games.stochastic.solvers.policy_elimination"]
    real = solver._self_enforcing

    def pessimistic(*given):
        keeps = real(*given)
        keeps[0] = False
        return keeps

    monkeypatch.setattr(solver, "_self_enforcing", pessimistic)
    with pytest.raises(errors.CertificateError, match="an eliminated row is upheld"):
        qg.solve(STATES, F(9, 10))


MANDATES = [(sharing, bound) for sharing in ("none", "voluntary") for bound in (["1"], ["1", "2"])]


@pytest.mark.parametrize(("sharing", "bound"), MANDATES)
def test_what_members_who_cannot_leave_agree_on_is_proved_best(sharing, bound):
    model = dataclasses.replace(exactly("C", sharing), mandate=bound, outside=F(-1, 2))
    for delta in (F(3, 5), F(4, 5), F(9, 10)):
        for patience in (delta, float(delta)):
            found = qg.evolve(model, patience)
            assert found.certificate.outside is True
            assert found.certificate.gap == 0
    assert qg.evolve_many([model] * 2, [0.7, 0.9]).certificate.outside is True


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_members_who_cannot_leave_and_never_contribute_are_refused(sharing, monkeypatch):
    model = dataclasses.replace(exactly("B", sharing), mandate=["1", "2"])
    assert qg.evolve(model, 0.95).cooperates
    instead(monkeypatch, lambda game: len(game.contributes) - 1)
    with pytest.raises(errors.CertificateError, match="something better exists"):
        qg.evolve(model, 0.95)


def test_nobody_is_held_to_less_than_idling_once_where_that_ends_it():
    terms = {"promotion": F(1, 2), "friction": 0, "drop": None, "mandate": ["1", "2"]}
    model = qg.Partnership([[F(3, 2)] * 2] * 2, 1, outside=[F(-7, 10), F(-3, 10)], **terms)
    found = qg.evolve(model, F(4, 5))
    assert found.punishment.values.tolist() == [[F(4, 5) * F(-7, 10), F(4, 5) * F(-3, 10)]] * 2
    assert found.certificate.outside is True


def test_punishments_that_could_be_harsher_are_refused(monkeypatch):
    solver = sys.modules["qinba_games.algorithms.solution"]
    real = solver.penal_code
    model = dataclasses.replace(exactly("A", "none"), mandate=["2"], outside=[0.0, -1.0])

    def mild(table):  # nobody threatens to leave
        stays = table.rows.waits | (table.state == table.state[-1])
        return real(dataclasses.replace(table, open=table.open & stays[:, None]))

    assert qg.evolve(model, 0.7).certificate.outside is True
    monkeypatch.setattr(solver, "penal_code", mild)
    with pytest.raises(errors.CertificateError, match="bound on punishments"):
        qg.evolve(model, 0.7)


@pytest.mark.parametrize("policy", [None, {1: (0, 0), 2: (0, 0)}])
@pytest.mark.parametrize("later", some([1e-5, 0.01], 1))
def test_a_threshold_of_a_stochastic_game_that_is_too_late_is_refused(policy, later):
    solver = importlib.import_module("qinba_games.stochastic.critical_discount")
    dilemma = np.array([[[2, 2], [-1, 3]], [[3, -1], [0, 0]]])
    moves = [[[[p, 1 - p], [0.5, 0.5]], [[0.5, 0.5], [p, 1 - p]]] for p in (1 / 3, 2 / 3)]
    game = qg.StochasticGame.from_arrays([dilemma, dilemma + 2], moves, states=[1, 2])
    found = qg.critical_discount(game, policy)
    assert found.certificate.outside is True
    assert "patience within the intervals" in found.open
    rows = None if policy is None else game.rows(policy, function="critical_discount")
    end = solver._threshold(game, rows, found.delta + later)
    late = dataclasses.replace(found, intervals=Spans.upward(end.delta), witness=(end,))
    assert is_worse(late)


@pytest.mark.slow
@pytest.mark.parametrize("seed", some(range(6), 1, 2))
def test_what_holds_somewhere_is_never_proved_to_fail_there(seed):
    rng = np.random.default_rng(seed)
    payoffs = [rng.integers(-4, 9, (2, 2, 2)) for _ in range(2)]
    moves = [rng.dirichlet([1, 1], size=(2, 2)) for _ in range(2)]
    game = qg.StochasticGame.from_arrays(payoffs, moves)
    found = qg.critical_discount(game)
    assert found.intervals
    least = found.intervals.least
    later = Spans([(least + (1 - least) / 10, 1)])
    rows = game.rows(found.profile, function="a test")
    for asked in (None, rows):
        assert fails_outside(game, asked, later) is None
        assert fails_outside(game, asked, Spans([])) is None
    told = qg.critical_discount(game, found.profile).intervals
    assert fails_outside(game, rows, told) is True


def random_agreement(seed):
    """An agreement whose members are told apart, or are alike; exact, or of any size in floats."""
    rng = np.random.default_rng(seed)
    n, alike = int(rng.integers(2, 6)), seed % 3 == 0
    shape = (n + 1,) if alike else (1 << n, n)
    payoffs, breach, outsider = (rng.integers(-6, 12, s) for s in (shape, shape, n))
    if seed % 2:
        noise = 10.0 ** rng.integers(-3, 5) * (1 + rng.random() / 9)
        payoffs, breach, outsider = noise * payoffs, noise * breach, noise * outsider
    payoffs[[1] if alike else [1 << i for i in range(n)]] = payoffs[0]
    outsider[:2] = payoffs[0] if alike else 0
    if alike:
        return agreements.SymmetricAgreement(payoffs, outsider, breach=breach)
    return agreements.Agreement(payoffs, breach=breach)


def test_thresholds_of_repeated_agreements_are_proved_and_later_ones_refused():
    found = [
        agreements.repeated_agreement(
            random_agreement(seed), breach=breach, transfers=bool(seed & 2)
        )
        for seed in range(12)
        for breach in ("announced", "hidden")
    ]
    assert [one.certificate.outside for one in found] == [True] * len(found)
    for one in found:
        near = _nothing_less(one, 0)
        assert near is True
        for key in np.flatnonzero(one.threshold < 1)[-3:]:
            for later in ((one.threshold[key] + 1) / 2, np.inf):
                threshold = one.threshold.copy()
                threshold[key] = later
                late = dataclasses.replace(one, threshold=threshold)
                assert one.agreement.sizes[key] < 2 or not _nothing_less(late, 0)
                assert not qg.verify(late).ok


def test_a_late_threshold_among_more_sets_than_are_looked_at_one_by_one_is_refused():
    payoffs = np.random.default_rng(1).integers(-6, 12, (1 << 11, 11)).astype(float)
    payoffs[[1 << i for i in range(11)]] = payoffs[0]
    found = agreements.repeated_agreement(agreements.Agreement(payoffs), transfers=True)
    assert found.certificate.outside is True
    for key in np.flatnonzero((found.threshold > 0) & (found.threshold < 0.9))[:5]:
        threshold = found.threshold.copy()
        threshold[key] = 0.95
        late = dataclasses.replace(found, threshold=threshold)
        assert not qg.verify(late).ok


def test_windows_that_rest_on_repeated_agreements_are_proved():
    window = qg.pivotal_window(agreements.linear_quadratic(6), qg.Coordinator(sharing=True))
    assert window.certificate.outside is True


def test_lines_duals_and_sets_prove_that_nothing_is_better():
    found = [
        qg.correlated(DILEMMA),
        qg.critical_discount(DILEMMA, sharing="none", punishment="worst"),
        qg.membership_equilibria(qg.Membership(["a", "b"], [[0, 1], [1, 0]], [1, 1])),
        monitoring_window(noisy_prisoners_dilemma()),  # rests on two tables
    ]
    assert [one.certificate.outside for one in found] == [True] * len(found)


POOLS = ("bilateral+sharing", "multilateral", "multilateral+sharing", "coordinator")


@pytest.mark.parametrize("regime", POOLS)
def test_the_best_set_of_ties_is_proved_and_a_worse_one_is_not(regime):
    refuted = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        n, ties = networks.random_ties(rng, 16)
        labels = networks.random_labels(rng, n) if regime == "coordinator" else None
        net = networks.network(n, ties, exact=bool(seed % 2))
        delta = networks.DELTA if seed % 2 else 0.5
        found = qg.sustain(net, delta, regime, jurisdictions=labels)
        assert found.certificate.outside is True
        if regime == "bilateral+sharing" or not found.value > 0:
            continue
        worse = dataclasses.replace(found, sustained=np.zeros_like(found.sustained))
        gap, better, _ = ties_check._price_gap(worse, ties_check.TieSlacks(worse))
        refuted.append(better)
        assert 0 < gap <= ties_check._bought(found, ties_check.TieSlacks(found)) + 1e-9
    assert any(refuted) or regime == "bilateral+sharing"  # else too many sets are left to look at


def test_a_set_of_ties_whose_bound_leaves_too_many_others_is_left_open(monkeypatch):
    monkeypatch.setattr(ties_check, "_SETS", 1)
    n, ties = networks.random_ties(np.random.default_rng(10), 16)
    found = qg.sustain(networks.network(n, ties), networks.DELTA, "multilateral")
    assert found.certificate.outside is None
    assert found.certificate.gap > 0
    assert "a solver reports" in found.guarantee
