"""What stands inside answers and reports says in one line what it is."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
import sympy

from qinba_games.agreements.governed import GovernedAgreement
from qinba_games.network.results.cascade import Cascade
from qinba_games.network.results.strength import Strength
from qinba_games.network.results.tipping import Subsidies
from qinba_games.paper.capacities import Owed
from qinba_games.paper.claims.regions import Share, VerdictMap
from qinba_games.paper.levels import LevelStudy
from qinba_games.paper.study import Study, Variant
from qinba_games.paper.tie_study import TieStudy
from qinba_games.partnership.results.arrays import EvolutionArrays
from qinba_games.partnership.results.punishment import Punishment
from qinba_games.payoff_sets.by_state import StatePayoffSets
from qinba_games.payoff_sets.results import CornerPlay
from qinba_games.region.settings import named
from qinba_games.region.uncertain.sensitivity import Sensitivity
from qinba_games.symbolic.domain import Bound
from qinba_games.third_parties.results.cheapest import Bundle

W = sympy.Symbol("w")
TIE = {
    "tie": SimpleNamespace(name="A–B", founding=1),
    "without": SimpleNamespace(classes=("isolated", "weak")),
    "helped": SimpleNamespace(classes=("isolated", "strong")),
}

SPAN = {"low": sympy.Integer(0), "high": sympy.Integer(2), "closed": (True, False)}
LEFT = {"exits": ("A",), "shocks": (("B", 0.5),), "followers": ("C",), "rounds": (1, 2)}
LEFT |= {"before": SimpleNamespace(regime="bilateral", sustained=np.ones(9)), "value": 1.5}
STRONG = {"fairness": 0.25, "density": 0.5, "resilience": 0.75, "largest_cascade": 3}
VERDICTS = np.array([["holds", "fails"], ["holds", "holds"]])
REGIMES = tuple(SimpleNamespace(regime=name) for name in ("none", "national"))
OWED = {"values": {"stake": 0.12345, "deposit": -1}, "group": "all"}
CORNER = {"profile": (0, 1), "kind": "static", "continuation": np.array([1, 2])}

#: Kind, what it says of itself, and the fields of which it speaks.
TOLD = [
    (Bound, "Bound(w any number)", {"symbol": W}),
    (Bound, "Bound(w >= 0, w < 2)", {"symbol": W} | SPAN),
    (Bundle, "Bundle(stake=0.5: cost 2)", {"levels": {"stake": 0.5}, "cost": 2}),
    (
        Bundle,
        "Bundle(none of ('stake',): cost 0)",
        {"levels": {}, "capacities": ("stake",), "cost": 0},
    ),
    (
        Cascade,
        "Cascade(bilateral from A, B: 1 followers in 2 rounds, 2 of 9 ties remain, value 1.5)",
        LEFT | {"remaining": np.array([True, False, True])},
    ),
    (CornerPlay, "CornerPlay((0, 1), static, then ", CORNER),
    (
        EvolutionArrays,
        "EvolutionArrays(3 partnerships, founded ",
        {"founding_class": np.array(["strong", "weak", "strong"]), "modes": np.zeros(3)},
    ),
    (
        GovernedAgreement,
        "GovernedAgreement('treaty', transfers=True)",
        {"agreement": "treaty", "transfers": True},
    ),
    (LevelStudy, "LevelStudy(none, national)", {"regimes": REGIMES}),
    (Owed, "Owed(all, delta: stake 0.123, deposit -1)", OWED | {"of": "delta"}),
    (Owed, "Owed(all, speed: nothing)", {"group": "all", "of": "speed", "values": {}}),
    (Punishment, "Punishment(3 policies)", {"policies": (1, 2, 3)}),
    (Sensitivity, "Sensitivity(128 points, 2 indices)", {"draws": 128, "rows": (1, 2)}),
    (
        Share,
        "Share(C01 holds in 88 % of the stated ranges, +- 2, 200 draws)",
        {"id": "C01", "share": 0.875, "error": 0.021, "draws": 200},
    ),
    (
        StatePayoffSets,
        "StatePayoffSets(2 states, delta 0.5, gap 1.0e-09)",
        {"states": ("wet", "dry"), "delta": 0.5, "gap": 1e-9},
    ),
    (
        Strength,
        "Strength(bilateral at 0.5: fairness 0.25, density 0.5, resilience 0.75, largest casc",
        STRONG | {"sustained": SimpleNamespace(regime="bilateral", delta=0.5)},
    ),
    (Subsidies, "Subsidies(A, B; cost 1.5)", {"order": ("A", "B"), "cost": 1.5}),
    (TieStudy, "TieStudy(A–B: weak -> strong)", TIE),
    (Variant, "Variant(delta = 0.75)", {"setting": SimpleNamespace(name="delta"), "value": 0.75}),
    (
        VerdictMap,
        "VerdictMap(C01 over delta and stake: holds in 75 %)",
        {"id": "C01", "x": "delta", "y": "stake", "verdicts": VERDICTS},
    ),
]


@pytest.mark.parametrize(("kind", "said", "fields"), TOLD)
def test_pieces_say_in_one_line_what_they_are(kind, said, fields):
    """Fields that are not told may be anything."""
    piece = object.__new__(kind)
    for field in dataclasses.fields(kind):
        if field.name in fields:
            object.__setattr__(piece, field.name, fields[field.name])
    assert set(vars(piece)) >= set(fields)
    shown = repr(piece)
    assert shown.startswith(said)
    assert "\n" not in shown
    assert shown.endswith(")")


def test_a_study_says_what_a_coordinator_changes():
    study = object.__new__(Study)
    object.__setattr__(study, "ties", (SimpleNamespace(classes=("weak", "strong")),) * 2)
    without, helped = repr(study).removeprefix("Study(").split(" without a coordinator; ")
    assert "2 weak" in without
    assert "2 strong" in helped
    assert helped.endswith(" with one)")


def test_a_setting_says_its_default():
    assert repr(named("delta")).startswith("Setting(delta = 0.")
