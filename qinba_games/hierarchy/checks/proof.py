"""The proof of `Levels` as plain numbers: the tree, and of every pair its witness by state.

A pair comes after the one whose trust surrounds it. Its states are (trust, environment,
conditions), environments as in `LevelPair.environment`; a constant one stands alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ...common.proof import without_proof
from ...common.register import proves
from ...game.table import of_games
from ...partnership.checks.proof import GIVEN, File
from ..hierarchy import Pair
from ..results import Levels
from .levels import ReadAgain

#: What a coordinator can do between levels.
_CAPACITIES = ("sharing", "monitoring", "mediation", "subsidy", "credibility")
#: What is changed for superiors that are as they are, for none, and for strong ones.
_KINDS = {None: "here", False: "apart", True: "together"}


@proves(Levels)
def parts_of(result: Levels) -> dict[str, Any]:
    """The tree, what every pair agrees on wherever it is looked at, and that nothing is better.

    Parameters
    ----------
    result : Levels
    """
    certificate, tree, coordinator = result.certificate, result.hierarchy, result.coordinator
    if certificate is not None and certificate.outside is None:
        rule = f"has no proof: {result.guarantee}"
        raise without_proof(result, rule, "verify says what is left open")
    names, answers = _names(tree.parents), _answers(result)
    pair_results = sorted(result.pairs, key=lambda one: max(map(tree.depth, one.pair)))
    pairs = [
        {
            "lines": [[names[up] for up in (*tree.above(a)[::-1], a)] for a in one.pair],
            **{name: getattr(tree.partnerships[one.pair], name) for name in GIVEN},
            "founding": one.founding[0],
            "founding value": one.founding_value,
            "classes": one.classes.ravel(),
            "needs": one.needs,
            "matters": one.matters,
            "answers": answers[one.pair],
        }
        for one in (pair_results[::-1] if result.regime == "bottom-up" else pair_results)
    ]
    return {
        "inside": tree.inside,
        "border": tree.border,
        "root friction": tree.root_friction,
        "delta": result.delta,
        "regime": result.regime,
        "coordinator": {
            **{name: getattr(coordinator, name) for name in _CAPACITIES},
            "deposit": np.broadcast_to(coordinator.deposit, 2),
        },
        "control loss": result.control_loss,
        "frozen": result.anticipation == "frozen",
        "pairs": pairs,
    }


def _names(parents: Iterable[Any]) -> dict[Any, str]:
    """What governments are called; their place too, if several are called the same."""
    names = {name: str(name) for name in parents}
    if len({*names.values()}) == len(names):
        return names
    return {name: f"{called} {k}" for k, (name, called) in enumerate(names.items())}


def _answers(result: Levels) -> dict[Pair, dict[str, Any]]:
    """What each pair does in its environment, and in constant ones, by the names of `_KINDS`."""
    again = ReadAgain(result)
    again.findings()
    answers: dict[Pair, dict[str, Any]] = {pair: {} for pair in again.tree.pairs}
    for stands, period, choice in again.looks:
        for row, stand in enumerate(stands):
            part, game = result.witness[stand.key]
            one, file = of_games(part, [game]), File(period.table.take([row]), choice[row].size)
            record = file.node(one.tree, file.table.open[:, 0])
            answers[stand.pair][_KINDS[stand.strong]] = file.answer(choice[row], one.play) | record
    return answers
