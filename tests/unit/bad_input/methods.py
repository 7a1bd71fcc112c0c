"""Methods of models and results: one of each kind, with what a proper call of each needs.

Whatever such an object can be asked with arguments has a row, which `rows` finds by itself; only
arguments without a default are said here.
"""

import inspect
from collections.abc import Iterator
from typing import Any

import pandas as pd
from helpers.one_of_each import MODELS, NETWORK, PAIR, RESULTS, SMALL, TREE

import qinba_games as qg
from qinba_games.common.spans import Spans
from qinba_games.paper import claims, scenarios

from .defects import Public

INCIDENCE = pd.DataFrame({"zone": [1, 1]}, index=["A", "B"])
SERIES = pd.Series([0, 0, 1], index=pd.Index(["A", "B", ("A", "B")], tupleize_cols=False))
HELD = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)
FLAT = qg.stabilise(
    qg.Hierarchy(TREE, {("A", "B"): HELD, ("a", "b"): HELD}, inside=0.1, border=[0.3, 0.4]),
    0.6,
    "none",
)
#: More that users hold: what methods and verbs give back.
OTHERS = [
    FLAT,
    FLAT.pairs[0],
    qg.evolve(HELD, 0.5),
    qg.nucleolus(qg.TUGame([0, 0, 0, 1])),
    qg.payoff_set(HELD, 0.5),
    qg.play(qg.payoff_set(qg.prisoners_dilemma(2, -1, 3, 0), 0.9).strategy(), 4),
    Spans([(0.1, 0.2)]),
    claims.c49.map("temptation", "delta", steps=2),
    scenarios.chishui(),
]
PHASE = qg.sweep(qg.evolving(PAIR), {"delta": [0.5, 0.7], "friction": [0.1, 0.2]})
#: What only the package asks, with what it has checked; and what Python asks of every sequence.
WITHIN = {"TrustGame.take", "Spans.__getitem__", "Spans.scanned", "Spans.snapped", "TUGame.worths"}
#: Arguments without a default, of proper calls, by callable.
PROPER: dict[str, dict[str, Any]] = {
    "Allocation.__getitem__": {"member": "1"},
    "Agreement.coalition": {"key": 1},
    "Agreement.from_function": {"members": ["a", "b"], "payoffs": lambda signed: [1, 1]},
    "Agreement.key": {"coalition": [0]},
    "Agreement.payoff": {"member": 0, "coalition": [0]},
    "Attribution.__getitem__": {"capacity": "deposit"},
    "Attribution.bundle": {"mask": 1},
    "Calibration.bootstrap": {"draws": 1, "rng": 1, "jobs": 1},
    "Calibration.interval": {"name": "promotion", "level": 0.9},
    "Calibration.profile": {"name": "promotion", "values": [0.5]},
    "Calibration.survival": {"a": "A", "b": "B"},
    "Coordinator.only": {"capacities": ("sharing",)},
    "CoreResult.blocking": {"payoffs": [0, 0, 1]},
    "CoreResult.contains": {"payoffs": [0, 0, 1]},
    "Dividends.__getitem__": {"coalition": ["1"]},
    "DiscountTable.at": {"delta": 0.5},
    "EvolutionArrays.residual_of": {"modes": [[[0], [0]]]},
    "Evolving.batch": {"points": [{"delta": 0.5}]},
    "Evolving.phase": {"found": PHASE},
    "Fairness.__getitem__": {"rule": "equal"},
    "Hierarchy.above": {"name": "a"},
    "Hierarchy.common": {"a": "a", "b": "b"},
    "Hierarchy.crosses": {"a": "a", "b": "b"},
    "Hierarchy.depth": {"name": "a"},
    "Hierarchy.friction": {"pair": ("a", "b")},
    "Hierarchy.key": {"a": "a", "b": "b"},
    "Hierarchy.superior": {"a": "a", "b": "b"},
    "Hierarchy.superior_key": {"pair": ("a", "b")},
    "Levels.by_itself": {"a": "a", "b": "b"},
    "Levels.flat": {"a": "a", "b": "b"},
    "Levels.pair": {"a": "a", "b": "b"},
    "LawMerchant.cost_of_paying": {"judgment": 1},
    "MembersEvolution.cascade": {"member": 0},
    "MembersEvolution.class_of": {"members": [0, 1]},
    "MembersEvolution.expected_size": {"t": 3},
    "MembersEvolution.joint_value": {"members": [0, 1]},
    "MembersEvolution.stay": {"members": [0, 1]},
    "MembersEvolution.survival": {"t": 3},
    "LinkedIssues.at": {"delta": 0.5},
    "MinimumParticipation.coalitions": {"required": 2},
    "MinimumParticipation.sizes": {"required": 2},
    "MonitoringTable.at": {"delta": 0.5},
    "MonitoringTable.row": {"r": 0, "delta": 0.5},
    "Network.from_networkx": {"graph": NETWORK.to_networkx()},
    "Network.from_partnerships": {"pairs": {("a", "b"): HELD}},
    "Network.numbers": {"delta": 0.5},
    "Network.patience": {"delta": 0.5},
    "Network.slack": {"delta": 0.5},
    "Plan.why": {"a": "A", "b": "B"},
    "PayoffSet.contains": {"point": [0, 0]},
    "PayoffSet.support": {"direction": [1, 1]},
    "PivotalWindow.at": {"delta": 0.5},
    "PivotalWindow.kept": {"k": 0},
    "PivotalWindow.side": {"k": 0},
    "PivotalWindow.strips": {"k": 0},
    "Region.agreements_from_incidence": {"frame": INCIDENCE},
    "Region.model": {"tie": SMALL.all_ties[0]},
    "Region.report": {"folder": "report", "draws": 0, "progress": False},
    "Region.plan": {"budget": 3, "prices": {"sharing": 2}},
    "Region.to_graphml": {"path": "out.graphml"},
    "Region.to_siena": {"waves": [2010]},
    "Region.to_goldfish": {},
    "RenegotiationProof.at": {"delta": 0.5},
    "RepeatedAgreement.at": {"delta": 0.5},
    "RepeatedAgreement.needed": {"coalition": [0, 1]},
    "Insurance.independent": {
        "levels": [[1.0, 0.5], [1.0, 0.5, 0.2]],
        "probabilities": [[0.5, 0.5], [0.5, 0.25, 0.25]],
    },
    "LossWindow.least": {"delta": 0.5},
    "RiskSharing.consumption_at": {"state": "flood"},
    "RiskSharing.path": {"states": ["calm", "flood"]},
    "Spans.intersection": {"other": [(0, 0.15)]},
    "Spans.minus": {"other": [(0, 0.15)]},
    "Spans.union": {"pairs": [(0, 0.15)]},
    "Spans.upward": {"least": 0.5},
    "StageGame.from_frames": {"frames": {"1": pd.DataFrame([[1, 2]]), "2": pd.DataFrame([[1, 2]])}},
    "StageGame.label": {"profile": (0, 0)},
    "StageGame.payoff": {"profile": (0, 0)},
    "StageGame.profile": {"given": (0, 0)},
    "StatePayoffSets.__getitem__": {"state": (0, 0)},
    "StochasticGame.policy": {"rows": [0]},
    "StochasticGame.profile": {"row": 0},
    "StochasticGame.shape": {"x": 0},
    "Sustained.bounded": {"bound": 0, "unit": 1},
    "Study.path": {"periods": 3},
    "Study.report": {"folder": "report"},
    "Study.window": {"a": "A", "b": "B"},
    "SymmetricAgreement.coalition": {"key": 1},
    "SymmetricAgreement.from_functions": {
        "n": 3,
        "signatory": lambda size: 2 * (size > 1),
        "outsider": lambda size: 3 * (size > 1),
    },
    "SymmetricAgreement.key": {"coalition": 2},
    "TUGame.coalition": {"mask": 1},
    "TUGame.from_series": {"series": SERIES},
    "TUGame.mask": {"coalition": [0]},
    "TUGame.worth": {"coalition": [0]},
}


def methods(value: Any) -> Iterator[tuple[str, Any]]:
    """What can be asked of an object with arguments, by the class that users know it from."""
    for name in dir(type(value)):
        plain = inspect.getattr_static(type(value), name)
        plain = getattr(plain, "__func__", plain)
        hidden = name.startswith("_") and name not in ("__getitem__", "__call__")
        ours = inspect.isfunction(plain) and plain.__module__.startswith("qinba_games.")
        if hidden or not ours or not arguments(getattr(value, name)):
            continue
        owner = "Result" if plain.__qualname__.startswith("Result.") else type(value).__name__
        yield owner if name == "__call__" else f"{owner}.{name}", getattr(value, name)


def arguments(call: Any) -> list[str]:
    """Names of what a callable takes, but for what it takes by any name."""
    kinds = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    return [p.name for p in inspect.signature(call).parameters.values() if p.kind not in kinds]


CALLABLES: dict[str, Public] = {}
for _value in (SMALL, *OTHERS, *MODELS, *RESULTS):
    for _name, _call in methods(_value):
        if _name in WITHIN:
            continue
        CALLABLES.setdefault(_name, Public(_call, PROPER.get(_name, {})))
