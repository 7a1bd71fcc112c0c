"""A claim is judged once more: what it says, and on which side of its condition it says so."""

import dataclasses
from typing import Any

import pytest
from helpers.claim_thresholds import LEVELS, judged
from helpers.marks import SLOW

import qinba_games as qg
from qinba_games.paper import claims

EVERY = [pytest.param(name, marks=[SLOW] * (name not in LEVELS)) for name in claims.CLAIMS]


@pytest.mark.parametrize("identifier", EVERY)
def test_every_claim_is_confirmed(identifier: str) -> None:
    assert qg.verify(judged(identifier)).ok


@pytest.mark.parametrize(
    ("field", "forge"),
    [
        ("id", lambda _: "C99"),
        ("statement", lambda text: text.upper()),
        ("verdict", lambda _: "fails"),
        ("condition", lambda text: text.replace("0.5", "0.6")),
        ("threshold", lambda edges: {name: edge + 0.01 for name, edge in edges.items()}),
        ("evidence", lambda table: {**table, "verdict": table["verdict"][::-1]}),
        ("counterexample", lambda p: {**p, "delta": 0.55}),
        ("concept", lambda _: '"Nash equilibrium"'),
    ],
)
def test_what_a_claim_says_is_refused_if_solvers_do_not(field: str, forge: Any) -> None:
    told = judged("C14")
    forged = dataclasses.replace(told, **{field: forge(getattr(told, field))})
    found = qg.verify(forged)
    assert not found.ok
    assert field in found.action


def test_condition_is_asked_on_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes a claim and what makes it again are wrong alike: the verdict does not turn."""
    judge = claims.CLAIMS["C14"]
    told = dataclasses.replace(judged("C14"), threshold={"delta": 0.55})
    monkeypatch.setitem(claims.CLAIMS, "C14", Same(judge, told))
    found = qg.verify(told)
    assert not found.ok
    assert found.action == "threshold of delta"


class Same:
    """Judges a claim as it was judged before."""

    def __init__(self, judge: Any, told: claims.Claim) -> None:
        self.argument, self.told = judge.argument, told

    def __call__(self, **_: Any) -> claims.Claim:
        return self.told


def test_a_claim_has_no_policy() -> None:
    with pytest.raises(qg.errors.NotApplicableError, match="no policy"):
        qg.verify(judged("C14"), policy={})
