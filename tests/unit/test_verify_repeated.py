"""Certificates of repeated games reject what is wrong."""

import dataclasses
import math
from fractions import Fraction

import numpy as np
import pytest
from helpers.forgery import needing

import qinba_games as qg
from qinba_games import errors
from qinba_games.types import read_only

F = Fraction
NAMES = [["C", "D"], ["C", "D"]]
DILEMMA = qg.StageGame.from_bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]], actions=NAMES)


def test_infinite_and_finite_are_not_mixed_up():
    finite = qg.critical_discount(DILEMMA)
    assert not qg.verify(needing(finite, math.inf)).ok
    pennies = qg.StageGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    never = qg.critical_discount(pennies)
    assert not qg.verify(needing(never, F(9, 10))).ok
    fixed = qg.critical_discount(DILEMMA, sharing="equal")
    assert not qg.verify(needing(fixed, math.inf)).ok


def test_a_critical_discount_factor_far_too_high_is_traced_down():
    found = qg.critical_discount(DILEMMA)
    certificate = qg.verify(needing(found, F(9, 10)))
    assert certificate.largest_gain == F(9, 10) - F(1, 7)
    assert certificate.action == "ask for less patience"
    floats = qg.critical_discount(qg.StageGame(DILEMMA.payoffs.astype(float)))
    certificate = qg.verify(needing(floats, 0.9))
    assert certificate.largest_gain == pytest.approx(9 / 10 - 1 / 7)


def paid(found, which, index, by):
    values = getattr(found.transfers, which).copy()
    values[index] += by
    transfers = dataclasses.replace(found.transfers, **{which: read_only(values)})
    return dataclasses.replace(found, transfers=transfers)


def test_whoever_refuses_to_pay_loses_only_what_it_has_above_its_punishment():
    """At patience 1/2 that is 9 - 3; a fine of 8 is not paid, although 9 is more than that."""
    found = qg.solve(DILEMMA, F(1, 2))
    fine = found.transfers.deviation[0, 0]
    assert qg.verify(paid(found, "deviation", (0, 0), 6 - fine)).ok
    assert not qg.verify(paid(found, "deviation", (0, 0), 8 - fine)).ok


def test_a_little_less_patience_than_a_fixed_rule_needs_is_refused():
    floats = qg.solve(qg.StageGame(DILEMMA.payoffs.astype(float)), 0.2, sharing="none")
    assert not qg.verify(dataclasses.replace(floats, delta=1 / 7 - 1e-6)).ok


@pytest.mark.parametrize("seed", [1, 4, 12])
def test_of_three_each_pays_for_the_punishment_of_another(seed):
    stage = qg.StageGame(np.random.default_rng(seed).integers(0, 9, (2, 2, 2, 3)))
    assert qg.solve(stage, F(3, 4)).certificate.ok


def test_a_single_member_who_may_leave_is_judged():
    governed = qg.Coordinator(mandate=["1"]).applied_to(qg.RepeatedGame(DILEMMA, outside=[4, 4]))
    found = qg.critical_discount(governed)
    assert not qg.verify(needing(found, F(1, 2))).ok


@pytest.mark.parametrize("number", [F, float])
def test_who_binds_under_a_third_party_is_asked_of_every_member(number):
    """Member 2 has less to lose by half: it alone binds; alike, both do."""
    for last, names in ((3, ("1", "2")), (5, ("2",))):
        stage = qg.StageGame([[(9, 9), (1, 10)], [(10, 1), (3, last)]])
        stage = qg.StageGame(stage.payoffs * number(1))
        found = qg.critical_discount(qg.Coordinator(deposit=F(1, 2)).applied_to(stage), (0, 0))
        assert found.binding == names
        for other in {("1",), ("2",), ("1", "2"), ()} - {names}:
            assert not qg.verify(dataclasses.replace(found, binding=other)).ok
        assert not qg.verify(needing(found, number(F(1, 2)))).ok


def test_refusing_to_pay_is_one_of_the_deviations():
    """At the threshold nothing can be asked on top of what is paid."""
    found = qg.solve(DILEMMA, F(1, 7))
    assert qg.verify(found).ok
    for i in range(2):
        more = qg.verify(paid(found, "deviation", (0, i), F(1, 10)))
        assert not more.ok
        assert more.member == found.game.stage.players[i]
        assert "refuse to pay after a deviation" in more.action
        less = qg.verify(paid(found, "deviation", (0, i), -F(1, 10)))
        assert not less.ok
        assert less.action == "play D, then pay"
    tribute = paid(paid(found, "compliance", (0, 0), 3), "compliance", (0, 1), -3)
    tribute = dataclasses.replace(tribute, payoffs=read_only(found.payoffs + [-3, 3]))
    refused = qg.verify(tribute)
    assert (refused.member, refused.state) == ("1", "agreed")
    assert "refuse to pay" in refused.action


def test_payments_that_do_not_add_up_are_rejected():
    found = qg.solve(DILEMMA, F(1, 2))
    certificate = qg.verify(paid(found, "compliance", (1, 1), -F(1, 100)))
    assert certificate.action == "payments that do not add up"
    assert certificate.largest_gain == F(1, 100)


def one_sided(outside=None):
    """Member 1 has nothing to decide; member 2 can give up 1 so that 1 gets 3."""
    stage = qg.StageGame([[(0, 0), (3, -1)]])
    return qg.RepeatedGame(stage, outside=outside)


def with_payment(found, amount):
    """The agreed payment from member 1 to member 2 replaced, values with it."""
    by = amount - found.transfers.compliance[0, 0]
    moved = paid(paid(found, "compliance", (0, 0), by), "compliance", (0, 1), -by)
    return dataclasses.replace(moved, payoffs=read_only(found.payoffs + [-by, by]))


def test_refusing_after_everybody_complied():
    found = qg.solve(one_sided(), F(1, 2))
    assert found.payoffs.tolist() == [F(3, 2), F(1, 2)]
    refused = qg.verify(with_payment(found, F(5, 2)))
    assert (refused.member, refused.state, refused.action) == ("1", "agreed", "refuse to pay")


def test_leaving_when_it_is_better_than_any_action():
    found = qg.solve(one_sided(outside=[0, F(1, 2)]), F(9, 10))
    assert found.policy == (0, 1)
    poor = qg.verify(with_payment(found, F(5, 4)))
    assert (poor.member, poor.action) == ("2", "leave")


def test_leaving_is_one_of_the_deviations():
    game = qg.RepeatedGame(DILEMMA, outside=[5, 5])
    found = qg.solve(game, F(1, 2))
    assert qg.verify(found).ok
    poor = paid(paid(found, "compliance", (0, 0), 5), "compliance", (0, 1), -5)
    assert not qg.verify(poor).ok
    assert not qg.verify(dataclasses.replace(found, game=qg.RepeatedGame(DILEMMA), policy=None)).ok


def test_rows_in_the_wrong_order_are_rejected():
    table = qg.discount_table(DILEMMA)
    fields = ("delta", "joint_payoff", "punishment_payoff", "liquidity")
    turned = {name: read_only(getattr(table, name)[::-1]) for name in fields}
    turned |= {"profile": table.profile[::-1], "punishment_profile": table.punishment_profile[::-1]}
    assert not qg.verify(dataclasses.replace(table, **turned)).ok


def test_policies():
    found = qg.solve(DILEMMA, F(1, 7))
    assert qg.verify(found, policy=("D", "D")).ok
    assert not qg.verify(found, policy=("C", "D")).ok
    assert qg.verify(qg.solve(DILEMMA, F(2, 7)), policy=("C", "D")).ok
    critical = qg.critical_discount(DILEMMA)
    assert not qg.verify(critical, policy=("C", "D")).ok
    assert qg.verify(critical, policy=("D", "D")).ok
    fixed = qg.critical_discount(DILEMMA, sharing="none")
    assert not qg.verify(fixed, policy=("D", "C")).ok
    for rule in ("voluntary", "none"):  # where none is large enough nothing is kept there
        never = qg.critical_discount(qg.RepeatedGame(DILEMMA, outside=[10, 10]), sharing=rule)
        assert (never.delta, never.certificate.ok) == (math.inf, True)
        assert not qg.verify(never, policy=("D", "D")).ok
    with pytest.raises(errors.NotApplicableError, match="solve"):
        qg.verify(qg.discount_table(DILEMMA), policy=("C", "C"))
    with pytest.raises(errors.UnknownNameError, match="verify"):
        qg.verify(found, policy=("C", "X"))


def test_a_failed_certificate_is_an_error():
    from qinba_games.verify.door import certified

    wrong = dataclasses.replace(qg.solve(DILEMMA, F(1, 2)), joint_payoff=F(19))
    with pytest.raises(errors.CertificateError, match="largest gain 1"):
        certified(wrong)


def test_rational_fractions_of_the_joint_payoff_are_compared_exactly():
    """A third and two thirds of 4: member 1 keeps 4/3 against 3 once, from 1 - 4/9 on."""
    game = qg.RepeatedGame(qg.prisoners_dilemma(2, -1, 3, 0))
    thirds = [Fraction(1, 3), Fraction(2, 3)]
    held = qg.solve(game, Fraction(5, 9), sharing=thirds)
    assert (held.policy, held.exact) == ((0, 0), True)
    assert held.payoffs.tolist() == [Fraction(4, 3), Fraction(8, 3)]
    assert qg.solve(game, Fraction(5, 9) - Fraction(1, 10**9), sharing=thirds).policy != (0, 0)
