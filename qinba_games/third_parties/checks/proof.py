"""Proofs of the cheapest coordinator: of each bundle the levels at which rows fall, and how.

What is asked, and what is played, are written as the proof of an `Evolution` writes them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import _tolerance
from ...common.proof import without_proof
from ...common.register import proves
from ...game.table import of_games
from ...game.witness import Round, Tree
from ...partnership.checks.proof import GIVEN, File
from ...partnership.proof import table_of
from ...types import Array
from ..capacities import EDGE, Capacities
from ..results.cheapest import Bundle, BundleWitness, CheapestCoordinator, SubsidyBudget
from .cheaper import Goal


@proves(CheapestCoordinator)
def _parts_of_coordinator(result: CheapestCoordinator) -> dict[str, Any]:
    """The relation, prices, and of every bundle what shows that nothing cheaper does."""
    return _parts(result, result.prices, result.bundles, result.record, result.credibility)


@proves(SubsidyBudget)
def _parts_of_budget(result: SubsidyBudget) -> dict[str, Any]:
    """The same of a subsidy alone, each unit of which is paid to all members."""
    cost, lower = result.per_period, result.record
    levels = {"subsidy": result.subsidy} if cost < math.inf else {}
    alone = Bundle(capacities=(), levels={}, cost=0 if cost == 0 else math.inf)
    bundles = [Bundle(capacities=("subsidy",), levels=levels, cost=cost), alone]
    # What falls with some subsidy falls without any.
    none = None if lower is None else lower._replace(levels=lower.levels[:, :0])
    record = [BundleWitness(one, least=False, play=None) for one in (lower, none)]
    return _parts(result, {"subsidy": (0, result.model.n_members)}, bundles, record, 1)


def _parts(
    result: CheapestCoordinator | SubsidyBudget,
    prices: dict[str, Any],
    bundles: Sequence[Bundle],
    record: Sequence[BundleWitness],
    credibility: Any,
) -> dict[str, Any]:
    model, certificate = result.model, result.certificate
    if certificate is None or not certificate.outside:
        rule = f"has no proof: {result.guarantee}"
        raise without_proof(result, rule, "verify says what is left open")
    goal = Goal(model, result.delta, result.founding, result.goal == "strong", credibility)
    # Of members who cannot leave no more is written down than what is cheapest.
    proven: Any = False if model.mandate else certificate.proven
    least = np.broadcast_to(proven, len(bundles))
    # What the first one does at its levels is the answer.
    record = [record[0]._replace(play=None), *record[1:]]
    rows = zip(bundles, record, least.tolist(), strict=True)
    return {
        **{name: getattr(model, name) for name in GIVEN},
        "mandate": [i for i, name in enumerate(model.members) if name in model.mandate],
        "delta": float(result.delta),
        "founding": result.founding,
        "goal": result.goal,
        "prices": prices,
        "credibility": credibility,
        "bundles": [_bundle(goal, Capacities.of(row[0], prices), *row) for row in rows],
        "answer": result.witness.proof(),
    }


def _bundle(
    goal: Goal, capacities: Capacities, bundle: Bundle, witness: BundleWitness, least: bool
) -> dict[str, Any]:
    """Levels, what excludes cheaper ones, and what is played where they are the least."""
    never, lower, play = bundle.cost == math.inf, witness.lower, witness.play
    entry: dict[str, Any] = {
        "capacities": bundle.capacities,
        "levels": [] if never else capacities.levels(bundle.levels),
        "cost": None if never else bundle.cost,
        "below its own": witness.least,
        "least": least,
        "excluded": [],
    }
    if lower is not None and lower.tree is not None:
        files = _files(goal, capacities, lower.levels)
        entry["excluded"] = [
            (at, _node(file, of_games(lower.tree, [k])))
            for k, (at, file) in enumerate(zip(lower.levels, files, strict=True))
        ]
    if least and play is not None:
        above = np.minimum(capacities.levels(bundle.levels) + EDGE, capacities.most)
        (file,) = _files(goal, capacities, above[None])
        choice = play.play.rows[: file.top, 0] - file.table.first_row[: file.top]
        node = file.node(play.tree, file.table.open[:, 0])
        entry["play"] = {**file.answer(choice, play.play), **node}
    return entry


def _node(file: File, tree: Tree) -> dict[str, Any]:
    """How rows fall; first that nobody leaves after a breach, where others would fear it."""
    table, remaining = file.table, file.table.open[:, 0].copy()
    bounds = (tree.rounds[0] if tree.rounds else tree).bounds
    fear = np.minimum(bounds.punishment, file.outside[:, None])
    rounding = _tolerance.meeting(_tolerance.CHECK, fear, bounds.punishment)
    if (fear < bounds.punishment - rounding)[table.feared].any():
        after = (table.state >= file.top) & (table.state < table.state[-1])
        leaves = after & ~table.rows.waits & remaining
        stays = Round(bounds._replace(punishment=fear), leaves[:, None])
        tree = tree._replace(rounds=(stays, *tree.rounds))
    return file.node(tree, remaining)


def _files(goal: Goal, capacities: Capacities, levels: Array) -> list[File]:
    """The relation with each of these levels, as a file numbers its states and rows."""
    states = goal.model.levels * (1 + len(goal.model.bad_times))
    models = goal.models(capacities, levels)
    return [File(table_of([one], [float(goal.delta)], exact=False), states) for one in models]
