"""Claims about members whom nobody helps, by both baselines."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from helpers.claim_thresholds import case_of, each_once
from helpers.marks import SLOW, some

import qinba_games as qg
from qinba_games import errors
from qinba_games.paper import claims
from qinba_games.paper.claims import third_party
from qinba_games.paper.claims.argument import ALONE
from qinba_games.paper.claims.regions import region
from qinba_games.paper.claims.worlds import relations
from qinba_games.payoff_sets.efficient import efficient_profiles
from qinba_games.third_parties.results.window import ACTING_TOGETHER, ANY_EQUILIBRIUM, BASELINES

BOTH = ("C14", "C32", "C33", "C34", "C40")
#: Equals with one level of trust: in bad times what both are promised is too little for two.
BAD_TIMES = {
    "benefit": 2,
    "cost": 1,
    "hardship": 0.5,
    "bad_times": 0.5,
    "learning": 0,
    "levels": 0,
    "promotion": 0,
    "friction": 0,
    "delta": 0.65,
}


def verdict(identifier: str, **given: Any) -> str:
    argument = claims.CLAIMS[identifier].argument
    return argument.verdict(claims.parameters.checked("", {**argument.parameters, **given}))


def test_five_claims_have_a_baseline() -> None:
    having = claims.catalogue.having("baseline")
    assert tuple(having) == BOTH
    for identifier in BOTH:
        assert claims.CLAIMS[identifier].argument.parameters["baseline"] == ACTING_TOGETHER
        with pytest.raises(errors.UnknownNameError, match="any equilibrium"):
            claims.CLAIMS[identifier](baseline="turns")


@pytest.mark.parametrize("baseline", some(reversed(BASELINES), 1))
@pytest.mark.parametrize("identifier", some(BOTH, 1, 2))
@pytest.mark.slow
def test_each_sentence_says_which_baseline(identifier: str, baseline: str) -> None:
    with each_once():
        claim = claims.CLAIMS[identifier](baseline=baseline)
    assert claim.condition.endswith(f"; {ALONE[baseline]}")
    assert "joint modes" not in claim.condition
    assert claim.parameters["baseline"] == baseline
    name = claim.picture[0]
    rows = dict(zip(claim.evidence[name], claim.evidence["verdict"], strict=True))
    assert rows[float(claim.parameters[name])] == claim.verdict
    spans = claim.region[name]
    assert all((x in spans) == (rows[x] == "holds") for x in rows if spans.domain[0] <= x)
    if baseline == ANY_EQUILIBRIUM:  # at its defaults every claim is confirmed elsewhere
        assert qg.verify(claim).ok


@pytest.mark.parametrize("seed", some(range(40), 1, 6))
@pytest.mark.slow
def test_turns_end_the_window_of_c14_where_promises_suffice(seed: int) -> None:
    """(1 + b_1)/(b_1 (1 + b_2)), derived on the page of the claims; both can be more patient."""
    rng = np.random.default_rng(seed)
    low, high = sorted(rng.uniform(1.3, 4, 2))
    case = case_of(claims.c14, {"benefits": (high, low), "baseline": ANY_EQUILIBRIUM})
    [(start, end)] = region(case.argument, case.p, case.turns)["delta"]
    assert start == pytest.approx(2 / (high + low), abs=1e-6)
    assert end == pytest.approx((1 + high) / (high * (1 + low)), abs=1e-6)


@pytest.mark.parametrize("seed", some(range(40), 2, 8))
def test_turns_bring_equals_nothing_in_calm_surroundings(seed: int) -> None:
    rng = np.random.default_rng(seed)
    given = {"delta": rng.uniform(0.3, 0.9), "friction": rng.uniform(0, 0.6)}
    given |= {"drop": [None, 1, 2][rng.integers(3)], "benefit": rng.uniform(1, 2.5)}
    assert len({verdict("C33", **given, baseline=each) for each in BASELINES}) == 1


def test_turns_decide_in_bad_times() -> None:
    """Alone the two are strong from the start, as one of them contributes in bad times."""
    argument = claims.CLAIMS["C32"].argument
    given = {**argument.parameters, **BAD_TIMES}
    together, best = (
        argument.world.solve(claims.parameters.checked("", {**given, "baseline": each}))
        for each in BASELINES
    )
    assert together.classes == ("isolated",)
    assert best.founding_class == "strong"
    assert best.founding_value == pytest.approx(1.25)
    helped = {**BAD_TIMES, "subsidy": 0, "deposit": 2, "mediation": 0}
    assert verdict("C34", **helped) == "holds"
    assert verdict("C34", **helped, baseline=ANY_EQUILIBRIUM) == "fails"


@pytest.mark.parametrize("seed", some(range(60), 3, 12))
def test_what_acts_together_is_efficient_where_nothing_is_worth_more(seed: int) -> None:
    rng = np.random.default_rng(seed)
    levels = rng.integers(1, 3)
    pair = qg.Partnership(
        np.sort(rng.uniform(1, 3, (levels, 1)), axis=0) * np.ones(2),
        1,
        promotion=0.5,
        friction=rng.uniform(0, 0.2),
        bad_times=[(0.3, rng.uniform(0, 1))],
    )
    delta = rng.uniform(0.4, 0.9)
    sets, modes = qg.payoff_set(pair, delta), qg.evolve(pair, delta)
    best = dict(zip(sets.states, efficient_profiles(sets), strict=True))
    names = ("contribute", "idle", "leave")
    for k in range(levels):
        assert best[k, 0]
        worth = float(sets.at_founding(k).support([1, 1]))
        if worth < float(modes.values[k].sum()) + 1e-9:
            assert (names[modes.choice[k, 0]],) * 2 in best[k, 0]


@SLOW
def test_what_is_efficient_is_less_than_what_is_playable() -> None:
    pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, bad_times=[(0.5, (0.5, 0.5))])
    sets = qg.payoff_set(pair, 0.65)
    best = dict(zip(sets.states, efficient_profiles(sets), strict=True))
    assert best[0, 0] == (("contribute", "contribute"),)
    assert {*best[0, 1]} == {("contribute", "idle"), ("idle", "contribute")}
    for own, all_ in zip(efficient_profiles(sets), sets.playable, strict=True):
        assert {*own} <= {*all_}


@pytest.mark.parametrize(
    ("identifier", "found"), [("C32", "holds"), ("C33", "fails"), ("C40", "inconsistent")]
)
def test_at_the_defaults_turns_change_nothing(identifier: str, found: str) -> None:
    """What can be played is more: at .8 one could contribute in bad times from the start."""
    assert [verdict(identifier, baseline=each) for each in BASELINES] == [found] * 2


@pytest.mark.parametrize(("module", "identifier"), [(relations, "C33"), (third_party, "C14")])
def test_no_verdict_on_turns_without_a_certificate(
    module: Any, identifier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = module.payoff_set
    monkeypatch.setattr(
        module,
        "payoff_set",
        lambda *given: dataclasses.replace(real(*given), certificate=None),
    )
    with pytest.raises(errors.CertificateError, match="not certified"):
        verdict(identifier, baseline=ANY_EQUILIBRIUM)
