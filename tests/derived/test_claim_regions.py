"""Where claims hold: their regions against verdicts asked point by point, at random settings."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from helpers.claim_thresholds import judged
from helpers.marks import some
from helpers.random_claims import drawn

from qinba_games import Coordinator, errors, stabilise
from qinba_games.paper import claims
from qinba_games.paper.claims import regions
from qinba_games.paper.claims.argument import HOLDS, KINDS, Argument, Instance
from qinba_games.paper.claims.parameters import PARAMETERS, ParameterSetting
from qinba_games.paper.claims.search import NOWHERE
from qinba_games.paper.claims.worlds import superiors

#: Claims whose verdict turns on several parameters.
SEVERAL = [name for name, claim in claims.CLAIMS.items() if len(claim.argument.turns) > 1]
BY_ASSUMPTION = (
    *("C01", "C04", "C05", "C09", "C10", "C22", "C25", "C31"),
    *("C36", "C43", "C44", "C47", "C48", "C49", "C50"),
)


def asked_at(spans: Any, name: str, rng: np.random.Generator) -> list[float]:
    """Some values of a parameter, and values close to each edge of its spans on both sides."""
    low, high = map(float, spans.domain)
    edges = [float(edge) for span in spans for edge in span]
    beside = [edge + step * (high - low) for edge in edges for step in (-1e-5, 1e-5)]
    most = min(high, 0.999) if name == "delta" else high
    return [
        float(value)
        for value in (*rng.uniform(low, most, 3), *beside)
        if low < value < most and all(abs(value - edge) > 1e-6 * (high - low) for edge in edges)
    ]


def compared(argument: Argument, rng: np.random.Generator) -> list[tuple[str, float]]:
    """Parameters and values at which a region and the verdict there disagree."""
    p = drawn(argument, rng)
    wrong = []
    for name, spans in regions.region(argument, p, Instance(argument, p).turns).items():
        if PARAMETERS[name].kind.startswith("int"):
            continue
        for value in asked_at(spans, name, rng):
            try:
                holds = argument.verdict(p.but(**{name: value})) == HOLDS
            except errors.InvalidInputError:  # part of the range makes no sense with the others
                continue
            if holds != (value in spans):
                wrong.append((name, value))
    return wrong


@pytest.mark.parametrize("seed", some(range(200), 1, 2))
@pytest.mark.parametrize("identifier", SEVERAL)
def test_region_is_what_verdicts_say_point_by_point(identifier: str, seed: int) -> None:
    assert compared(claims.CLAIMS[identifier].argument, np.random.default_rng(seed)) == []


@pytest.mark.parametrize("seed", some(range(4, 16), 0, 3))
def test_so_is_that_of_three_levels(seed: int) -> None:
    assert compared(claims.CLAIMS["C42"].argument, np.random.default_rng(seed)) == []


def test_a_loss_of_control_matters_to_bridges_alone() -> None:
    """What `superiors.stable` takes for granted in the regimes without them."""
    p = drawn(claims.CLAIMS["C42"].argument, np.random.default_rng(1))
    who = Coordinator(sharing=True, mediation=p.mediation)
    for regime in set(superiors.REGIMES) - {"three-level"}:
        found = [
            stabilise(superiors.tree(p), 0.8, regime, coordinator=who, control_loss=loss).pairs
            for loss in (0, 1)
        ]
        assert found[0] == found[1], regime


def test_claims_that_turn_on_several_parameters() -> None:
    assert {"C08", "C11", "C13", "C16", "C20", "C42", "C45", "C46"} <= {*SEVERAL}


def test_a_region_without_its_turning_points_is_noticed() -> None:
    """The division of C13, had nobody looked for where it turns."""
    argument = claims.CLAIMS["C13"].argument
    turns = {**argument.turns, "division": lambda _: NOWHERE}
    lost = dataclasses.replace(argument, turns=turns)
    seeds = (np.random.default_rng(seed) for seed in range(12))
    assert any(compared(lost, rng) for rng in seeds)


def test_fifteen_claims_are_decided_by_assumption() -> None:
    kinds = {name: claim.argument.kind for name, claim in claims.CLAIMS.items()}
    assert tuple(name for name in kinds if kinds[name] == "by assumption") == BY_ASSUMPTION
    assert len(BY_ASSUMPTION) == 15
    assert {*kinds.values()} == {*KINDS}
    assert [name for name in kinds if kinds[name] == "record"] == ["C29"]
    assert [name for name in kinds if kinds[name] == "data needed"] == ["C03", "C07", "C39"]


def contradictions(claim: claims.Claim) -> list[str]:
    """Where verdict, evidence, region, counterexample, extent and words do not say one thing."""
    name, holds, wrong = claim.picture[0], claim.verdict == HOLDS, []
    rows = list(zip(claim.evidence[name], claim.evidence["verdict"], strict=True))
    if not isinstance(claim.parameters[name], str):
        asked = pytest.approx(claim.parameters[name])
        here = [verdict for value, verdict in rows if value == asked]
        if claim.verdict not in here:
            wrong.append(f"evidence has {here}")
    if name in claim.region:
        spans, edges = claim.region[name], claim.turns[name].points
        near = 1e-6 * max(1.0, *(abs(float(end)) for end in spans.domain))
        for value, verdict in rows:
            # On which side an edge lies, and an end of the range, is not resolved.
            inside = spans.domain[0] < value < spans.domain[1]
            if inside and all(abs(value - edge) > near for edge in edges):
                wrong += [f"region at {value}"] * ((value in spans) != (verdict == HOLDS))
    for parameter, spans in claim.region.items():
        value = claim.parameters[parameter]
        if isinstance(value, str):
            continue
        if all(abs(value - edge) > 1e-6 for edge in claim.turns[parameter].points):
            wrong += [f"region of {parameter}"] * ((value in spans) != holds)
    if claim.extent not in {True: ("always", "within"), False: ("never", "within")}[holds]:
        wrong.append(claim.extent)
    if claim.counterexample is not None:
        other = claims.CLAIMS[claim.id].argument.verdict(ParameterSetting(claim.counterexample))
        wrong += ["counterexample"] * ((other == HOLDS) == holds)
    words = claim.explain()
    wrong += ["verdict in words"] * (f"Verdict: {claim.verdict}, for" not in words)
    if claim.counterexample is not None:
        wrong += ["otherwise"] * (holds != ("It does not hold with" in words))
    # A condition that begins with the other verdict would say the contrary.
    first = claim.condition.split(";")[0]  # what follows is of the case
    contrary = {True: "fails", False: "holds"}[holds]
    wrong += ["condition"] * (first.startswith(contrary) and "at every" in first)
    return wrong


@pytest.mark.parametrize("identifier", claims.CLAIMS)
def test_verdict_and_evidence_never_contradict_each_other(identifier: str) -> None:
    assert contradictions(judged(identifier)) == []


@pytest.mark.parametrize("seed", some(range(50), 0, 1))
@pytest.mark.parametrize("identifier", claims.CLAIMS)
def test_they_do_not_at_random_settings_either(identifier: str, seed: int) -> None:
    judge = claims.CLAIMS[identifier]
    assert contradictions(judge(**drawn(judge.argument, np.random.default_rng(seed)))) == []


def test_a_contradiction_is_noticed() -> None:
    claim = judged("C14")
    for changed in (
        {"verdict": "fails"},
        {"evidence": {**claim.evidence, "verdict": claim.evidence["verdict"][::-1]}},
        {"counterexample": {**claim.parameters, "delta": 0.56}},
        {"condition": "fails at every delta"},
    ):
        assert contradictions(dataclasses.replace(claim, **changed)) != []


@pytest.mark.slow
def test_a_stretch_narrower_than_a_step_of_the_grid_is_found() -> None:
    """C24 between what a network takes and what is done anyway; C30 between two edges of delta."""
    narrow = {"delta": 0.03, "members": 8, "multiplier": 3.2}
    argument = claims.CLAIMS["C24"].argument
    p = ParameterSetting({**argument.parameters, **narrow})
    [(low, high)] = regions.region(argument, p, Instance(argument, p).turns)["support"]
    # From (n - r - delta r (n - 1))/n up to 1 - r/n.
    assert low == pytest.approx((8 - 3.2 - 0.03 * 3.2 * 7) / 8)
    assert high == pytest.approx(1 - 3.2 / 8)
    argument = claims.CLAIMS["C30"].argument
    p = drawn(argument, np.random.default_rng(16))
    [(low, high)] = regions.region(argument, p, Instance(argument, p).turns)["delta"]
    assert 0 < high - low < 0.02


@pytest.mark.parametrize(
    ("identifier", "given", "name", "low", "high"),
    [
        ("C32", {"friction": 0.4, "learning": 0.3, "promotion": 0.41}, "bad_times", 0, 0.0310734),
        ("C40", {"delta": 0.62, "learning": 0.39}, "bad_times", 0, 0.0192696),
        ("C40", {"cost": 1.41}, "delta", 0.912276, 0.919944),
        ("C20", {"benefit": 2.4}, "outside", -0.1, 0),
    ],
)
def test_so_is_one_of_any_parameter(
    identifier: str, given: dict[str, Any], name: str, low: float, high: float
) -> None:
    argument = claims.CLAIMS[identifier].argument
    p = argument.setting("", given)
    spans = claims.CLAIMS[identifier].where(name, **given)
    assert spans.pairs[0] == pytest.approx((low, high), abs=1e-6)
    values = np.linspace(*argument.ranges[name], 400)[1:-1]
    holds = argument.holds_over(p, name)(values)
    assert [value in spans for value in values] == holds.tolist()


def test_what_everybody_does_anyway_takes_no_patience_up_to_rounding() -> None:
    given = {"support": 0.8005040427378881, "members": 8, "multiplier": 1.6145677667927125}
    argument = claims.CLAIMS["C24"].argument
    assert (
        argument.verdict(ParameterSetting({**argument.parameters, **given, "delta": 0.38}))
        == "fails"
    )
