"""Agreements as values, their results, and certificates that notice what is wrong."""

import dataclasses
from fractions import Fraction as F

import numpy as np
import pytest

from qinba_games import errors
from qinba_games.agreements import (
    AbatementEconomy,
    Agreement,
    SymmetricAgreement,
    almost_ideal_sharing,
    chander_tulkens,
    farsighted_agreements,
    gamma_core,
    linear_quadratic,
    minimum_participation,
    repeated_agreement,
    stable_agreements,
)
from qinba_games.agreements.results.agreement import Foresight
from qinba_games.verify.door import verify

PLAIN = linear_quadratic(5)
MIXED = AbatementEconomy([1, 1, 1, 6], members=["A", "B", "C", "D"]).to_agreement()


def changed(array, where, by=1):
    """The array with one entry that is wrong."""
    copied = array.copy()
    copied[where] = not copied[where] if copied.dtype == bool else copied[where] + by
    return copied


def refuses(result, **fields):
    """Whether the certificate of a tampered result fails."""
    return not verify(dataclasses.replace(result, **fields)).ok


def test_an_agreement_from_a_function_and_from_names():
    by_function = Agreement.from_function(["A", "B", "C"], lambda s: [len(s), int("A" in s), 0.5])
    assert by_function.payoffs[0b101].tolist() == [2, 1, 0.5]
    assert by_function.payoffs[0b100].tolist() == [0, 0, 0.5]
    by_name = Agreement({(): [0, 0], "B": [0, 0], ("B", "A"): [1, 2]}, members=["A", "B"])
    assert by_name.payoff("B", [0, 1]) == 2
    assert by_name.coalition(by_name.key(["B"])) == ("B",)
    with pytest.raises(errors.RangeError, match=r"from_function.*at most 20 members"):
        Agreement.from_function(10**9, lambda s: [0])
    with pytest.raises(errors.EmptyGameError, match="at least one member"):
        Agreement.from_function([], lambda s: [0])


def test_one_member_alone():
    pact = Agreement([[1], [1]])
    assert stable_agreements(pact).sizes == ()
    assert stable_agreements(pact).best == ()
    assert minimum_participation(pact).best is None
    assert repeated_agreement(pact).size.tolist() == [0]
    assert gamma_core(pact).payoffs.tolist() == [1]
    assert farsighted_agreements(pact).coalitions == [()]


def test_one_of_two_can_leave():
    """The other one alone is no agreement, so that nobody else has to go along."""
    pact = Agreement({(): [0, 0], ("A", "B"): [3, -1]})
    for membership in ("open", "exclusive"):
        assert farsighted_agreements(pact, membership=membership).coalitions == [()]


def test_no_stable_agreement_is_an_answer():
    found = stable_agreements(MIXED)
    assert found.sizes == ()
    assert "none is stable" in repr(found)
    assert stable_agreements(MIXED, transfers=True).best == ("A", "B", "C", "D")


def test_sums_of_large_ints_are_exact():
    large = 2**62
    pact = Agreement({(): [0, 0], ("A", "B"): [large, large]})
    assert pact.total[3] == 2**63
    same = SymmetricAgreement([0, 0, large], [0, 0])
    assert same.total[2] == 2**63
    assert stable_agreements(same).surplus[2] == 2**63
    assert Agreement([[0, 0]] * 3 + [[5, 5]]).payoffs.dtype == np.int64


def test_large_numbers_of_identical_members():
    pact = linear_quadratic(2000, benefit=0.3)
    assert stable_agreements(pact).sizes == (2, 3)
    assert farsighted_agreements(pact).sizes[:10] == (2, 3, 5, 8, 12, 18, 26, 38, 55, 79)


def test_coalitions_of_identical_members_stand_for_all():
    assert stable_agreements(PLAIN).coalitions == [("1", "2"), ("1", "2", "3")]
    assert minimum_participation(PLAIN).coalitions(5) == [("1", "2", "3", "4", "5")]
    shared = almost_ideal_sharing(PLAIN, ["2", "4", "5"])
    assert shared.payoffs.tolist() == almost_ideal_sharing(PLAIN, 3).payoffs.tolist()
    assert shared.surplus == 0
    with pytest.raises(errors.RangeError, match="required"):
        minimum_participation(PLAIN).sizes(6)


def test_what_a_breach_brings_is_never_less_than_keeping_ones_word():
    pact = SymmetricAgreement([0, 0, 2], [0, 0], breach=[9, 9, 1])
    assert repeated_agreement(pact, breach="hidden").threshold.tolist() == [0, 0, 0]
    assert repeated_agreement(pact.expand(), breach="hidden").threshold.tolist() == [0, 0, 0, 0]


def test_who_is_paid_on_signing_keeps_that_in_a_hidden_breach():
    """Paid 1, the first has its 2 without agreement, and the second is left with 4 of 5."""
    pact = Agreement({(): [2, 0], ("A", "B"): [1, 5]}, breach=[[0, 0]] * 3 + [[1, 8]])
    found = repeated_agreement(pact, breach="hidden", transfers=True)
    assert found.needed(["A", "B"]) == F(3, 7)
    assert not -(F(4, 7) * 3) + F(3, 7) * 4  # what the second gains at that patience


def test_whole_payoffs_and_a_breach_in_floats():
    pact = SymmetricAgreement([1, 1, 2, 4], [1, 1, 4], breach=[0, 0, 5, 6.5])
    for given in (pact, pact.expand()):
        found = repeated_agreement(given, breach="hidden")
        assert found.threshold.dtype == float
        assert not found.exact
        assert found.needed(["1", "2", "3"]) == pytest.approx(5 / 11)


def test_worse_than_nothing_is_never_kept():
    pact = SymmetricAgreement([0, 0, -1], [0, 0])
    found = repeated_agreement(pact)
    assert found.needed(2) == np.inf
    assert found.delta.tolist() == [0]
    assert found.at(F(99, 100)) == 0


def test_thresholds_that_differ_by_rounding_are_one_step():
    """Hidden breaches: 1/2 for every number; announced ones: (k - 3)/(2k - 4)."""
    for n in (12, 40):
        found = repeated_agreement(linear_quadratic(n, benefit=0.7, cost=1.3), breach="hidden")
        assert found.size.tolist() == [0, n]
        assert (found.at(0.5), found.at(0.499)) == (n, 0)
    for unit in ({}, {"benefit": 0.1, "cost": 0.3}):
        found = repeated_agreement(linear_quadratic(6, **unit))
        assert [found.at(delta) for delta in (1 / 4, 1 / 3, 3 / 8)] == [4, 5, 6]
    assert repeated_agreement(PLAIN).at(F(1, 3) - F(1, 10**12)) == 4


def test_patience_of_a_named_coalition():
    found = repeated_agreement(MIXED, transfers=True)
    assert found.needed(["A", "B", "C", "D"]) == 0
    assert repeated_agreement(MIXED).needed(["A", "D"]) == np.inf
    with pytest.raises(errors.DiscountError, match=r"RepeatedAgreement\.at"):
        found.at(1)


RESULTS = {
    "stable": stable_agreements(MIXED, transfers=True),
    "stable sizes": stable_agreements(PLAIN, response="next stable"),
    "participation": minimum_participation(PLAIN),
    "farsighted": farsighted_agreements(MIXED),
    "repeated": repeated_agreement(PLAIN),
    "almost ideal": almost_ideal_sharing(MIXED, ["A", "D"], weights=[1, 2]),
    "chander-tulkens": chander_tulkens(AbatementEconomy([1, 2, 3])),
}


def test_certificates_notice_what_is_wrong():
    for response in ("stay", "dissolve", "next stable"):
        for pact in (PLAIN, MIXED):
            found = stable_agreements(pact, response=response)
            for key in range(len(found.internal)):
                assert refuses(found, internal=changed(found.internal, key))
                assert refuses(found, surplus=changed(found.surplus, key))
                assert refuses(found, outcome=changed(found.outcome, key))
                if response != "next stable":
                    assert refuses(found, external=changed(found.external, key))


@pytest.mark.parametrize(("external", "joins"), [("strict", True), ("weak", False)])
def test_certificates_know_whether_an_indifferent_outsider_joins(external, joins):
    """Two of three sign; the third gets 2 outside as well as inside."""
    pact = SymmetricAgreement([0, 0, 1, 2], [0, 0, 2])
    for same in (pact, pact.expand()):
        found = stable_agreements(same, external=external)
        key = same.key(["1", "2"])
        assert found.external[key] == (not joins)
        assert refuses(found, external=changed(found.external, key))


def test_certificates_notice_wrong_sharing_and_sets():
    for rule in ("almost ideal", "chander-tulkens"):
        result = RESULTS[rule]
        assert refuses(
            result, payoffs=result.payoffs + [F(1, 9), F(-1, 9), 0][: len(result.coalition)]
        )
        assert not verify(result, policy=result.before).ok
    held = RESULTS["participation"]
    for m, key in np.ndindex(held.stable.shape):
        assert refuses(held, stable=changed(held.stable, (m, key)))
    far = RESULTS["farsighted"]
    assert refuses(far, stable=far.stable[1:])
    assert not verify(farsighted_agreements(PLAIN), policy=[2, 3]).ok
    again = RESULTS["repeated"]
    for key in range(2, 6):
        assert refuses(again, threshold=changed(again.threshold, key, F(1, 7)))


@pytest.mark.parametrize("economy", [[1, 2, 3], [1.0, 2.0, 3.0]])
def test_certificates_read_off_anew_what_members_would_have_otherwise(economy):
    pact = AbatementEconomy(economy)
    for result in (chander_tulkens(pact), almost_ideal_sharing(pact.to_agreement(), [0, 1, 2])):
        for name in ("before", "claims", "weights", "payoffs"):
            for k in range(3):
                assert refuses(result, **{name: changed(getattr(result, name), k, 1)})
    huge = [1e300, -1e300, 0]
    assert refuses(chander_tulkens(pact), before=np.array(huge), claims=np.array(huge))


def test_certificates_notice_impossible_patience():
    found = repeated_agreement(SymmetricAgreement([0, 0, 3, 2], [0, 0, 0]))
    assert found.delta.tolist() == [0]
    assert refuses(found, threshold=changed(found.threshold, 3, F(-1, 7)))
    assert refuses(found, threshold=found.threshold - 1)
    # Nobody keeps what is worse than no agreement, even if leaving is worse still.
    worse = repeated_agreement(SymmetricAgreement([0, 0, -2, -1], [0, 0, -3]))
    assert worse.needed(3) == np.inf
    held = worse.threshold.copy()
    held[3] = F(2, 3)
    assert refuses(worse, threshold=held)
    # Nor is that impossible which loses nothing and gains nothing.
    idle = repeated_agreement(SymmetricAgreement([0, 0, 0, 0.0], [0, 0, -5]))
    assert idle.at(0) == 3
    assert refuses(idle, threshold=changed(idle.threshold, 3, np.inf))


def test_a_gamma_core_can_be_verified():
    assert verify(gamma_core(MIXED)).ok
    pairs = {pair: [2, 2, 2] for pair in (("A", "B"), ("A", "C"), ("B", "C"))}
    empty = gamma_core(Agreement({(): [0, 0, 0], ("A", "B", "C"): [1, 1, 1], **pairs}))
    assert empty.empty
    assert verify(empty).ok


def test_a_coalition_can_be_judged_by_verify():
    found = stable_agreements(PLAIN)
    assert verify(found, policy=3).ok
    assert not verify(found, policy=4).ok
    shared = stable_agreements(MIXED, transfers=True)
    assert verify(shared, policy=["A", "B", "C", "D"]).ok
    assert not verify(shared, policy=["A", "B"]).ok


def test_floats_are_judged_within_the_tolerance():
    payoffs = np.array([1.0, 1.0, 1.1, 1.3])
    outside = np.array([1.0, 1.0, 1.3 + 1e-14])
    assert stable_agreements(SymmetricAgreement(payoffs, outside)).sizes == (2, 3)
    exact = SymmetricAgreement([F(x) for x in payoffs], [F(x) for x in outside])
    assert stable_agreements(exact).sizes == (2,)


@pytest.mark.parametrize(("membership", "n"), [("open", 4), ("exclusive", 4)])
def test_certificates_read_why_sets_last(membership, n):
    """The witness says in which round each set falls, and how far it is to what may follow."""
    draws = np.random.default_rng(n).integers(0, 6, (1 << n, n))
    draws[1 << np.arange(n)] = draws[0]
    found = farsighted_agreements(Agreement(draws), membership=membership)
    steps, falls = found.witness
    assert 1 < len(found.stable) < len(falls)

    def moved(array, index, value):
        other = array.copy()
        other[index] = value
        return other

    for index in np.ndindex(steps.shape):
        for value in (0, 1, 2, np.inf):
            forged = Foresight(moved(steps, index, value), falls)
            assert refuses(found, witness=forged) == (value != steps[index])
    states, last = np.flatnonzero(found.agreement.sizes != 1), falls.max()
    for key, round_ in enumerate(falls.tolist()):
        forged = moved(falls, key, 0 if round_ == last else last)
        lasting = states[forged == last]
        assert refuses(found, witness=Foresight(steps, forged))
        assert refuses(found, witness=Foresight(steps, forged), stable=lasting)
    nothing = np.full(len(falls), np.nan)
    assert refuses(found, witness=Foresight(steps, nothing), stable=found.stable[:0])


def test_certificates_read_who_leaves_first():
    """Whoever gains most leaves; the rest stays where that is better for them."""
    rows = {(): [0] * 4, ("A", "B", "C", "D"): [1] * 4}
    for mask in range(1, 15):
        if mask.bit_count() > 1:
            names = tuple("ABCD"[i] for i in range(4) if mask >> i & 1)
            rows[names] = [2, 3, 2, 2] if len(names) == 3 else [1] * 4
    found = stable_agreements(Agreement(rows), response="next stable")
    assert found.outcome[-1] == found.agreement.key(["A", "C", "D"])
    other = found.agreement.key(["A", "B", "C"])
    assert found.internal[other]
    assert refuses(found, outcome=changed(found.outcome, 15, other - found.outcome[15]))


def test_of_many_members_every_set_is_judged():
    rng = np.random.default_rng(3)
    pact = AbatementEconomy(rng.random(12) + 0.2).to_agreement()
    for options in ({}, {"transfers": True}, {"response": "next stable"}):
        found = stable_agreements(pact, **options)
        for key in rng.integers(0, 1 << 12, 5).tolist():
            assert refuses(found, internal=changed(found.internal, key))
    held = minimum_participation(pact)
    for m, key in zip(range(13), rng.integers(0, 1 << 12, 13).tolist(), strict=True):
        assert refuses(held, stable=changed(held.stable, (m, key)))
    assert repeated_agreement(pact, breach="hidden").certificate.ok


def test_nobody_signs_for_less_than_without_agreement():
    """All three have 5 to share; A has 4 on its own, and -9 while the others go on without it."""
    pact = Agreement(
        {
            (): [4, 0, 0],
            ("A", "B"): [-9, 0, 2],
            ("A", "C"): [-9, 2, 0],
            ("B", "C"): [-9, 2, 2],
            ("A", "B", "C"): [0, 3, 2],
        }
    )
    # B and C would have 2 each for one period: 4 + 4 (1 - d) <= 5.
    assert repeated_agreement(pact, transfers=True).needed(["A", "B", "C"]) == F(3, 4)
    assert repeated_agreement(pact).needed(["A", "B", "C"]) == np.inf


def test_a_gamma_core_of_identical_members_needs_no_table_of_all_of_them(monkeypatch):
    pact = linear_quadratic(4)
    told_apart = gamma_core(pact.expand(), vertices=True)
    monkeypatch.delattr(SymmetricAgreement, "expand")
    assert gamma_core(pact, vertices=True) == told_apart
    assert not gamma_core(linear_quadratic(13)).empty
