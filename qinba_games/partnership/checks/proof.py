"""The proof of an `Evolution` as plain numbers: the relation as given, and its witness by state.

States are (trust, times); where somebody cannot leave, the same once more after a breach; and last
comes the end. Choices are numbered state by state, each with its profiles and last leaving. A table
of bounds says for every state what each member gets at least after a breach, with fixed shares what
each can hope for at most, and what all together can.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...common.proof import without_proof
from ...common.register import proves
from ...game.table import Table, after_deviations, by_segment
from ...game.witness import Bounds, PenalCode, Play, Tree
from ...types import Array, BoolArray
from ..proof import table_of
from ..results.evolution import Evolution

#: What a proof says of a relation.
GIVEN = (
    *("benefit", "cost", "outside", "promotion", "friction", "drop", "detection", "bad_times"),
    *("sharing", "deposit", "subsidy", "stake"),
)


@proves(Evolution)
def parts_of(result: Evolution) -> dict[str, Any]:
    """The relation, what is agreed on in it, and the record that nothing is better.

    Parameters
    ----------
    result : Evolution
    """
    exact, model = result.exact, result.partnership
    certificate = result.certificate
    if certificate is not None and certificate.outside is None:
        rule = f"has no proof: {result.guarantee}"
        raise without_proof(result, rule, "verify says what is left open")
    delta = _exact.fraction(result.delta) if exact else float(result.delta)
    play, tree, code = result.witness
    table = table_of([model], [delta], exact=exact)
    file = File(table, result.choice.size, len(result.game.contributes) + 1, code)
    return {
        **{name: getattr(model, name) for name in GIVEN},
        "mandate": np.flatnonzero(result.game.mandated),
        "delta": result.delta,
        "founding": result.founding,
        "founding value": result.founding_value,
        "classes": result.classes,
        **_answer(result, file, play),
        **_record(result, file, tree),
    }


class File:
    """States and rows as a file numbers them: of each state as many, the last one leaving."""

    # Before the state `top` nobody was betrayed; what follows a breach comes after it.
    def __init__(self, table: Table, top: int, size: int, code: PenalCode | None = None) -> None:
        self.table, self.top, self.code = table, top, code
        self.base = table.state * size + np.arange(len(table.state))
        self.base -= table.first_row[table.state]
        self.behind = table if code is None else after_deviations(table)
        #: The rows that count after a breach too, what members get outside, and at the most.
        self.rows = np.flatnonzero(table.state >= top)
        self.outside = table.rows.now[-1, :, 0]
        self.most = np.maximum(table.rows.now.max(axis=0)[:, 0], self.outside)

    def node(self, tree: Tree, remaining: BoolArray) -> dict[str, Any]:
        """Rounds, the bounds of what remains, and a branch for each row that is left in a state."""
        entry: dict[str, Any] = {"record": []}
        for one in tree.rounds:
            gone = np.flatnonzero(one.eliminated[:, 0])
            entry["record"].append(
                (self.bounds(self.table, one.bounds, remaining), self.base[gone])
            )
            remaining = remaining & ~one.eliminated[:, 0]
        if not np.logical_or.reduceat(remaining, self.table.first_row[:-1]).all():
            return {**entry, "bounds": []}
        entry["bounds"] = self.bounds(self.table, tree.bounds, remaining)
        if tree.at is None:
            return entry
        branches = {}
        for row, branch in tree.branches.items():
            alone = remaining & (self.table.state != tree.at)
            alone[row] = True
            branches[int(self.base[row])] = self.node(branch, alone)
        return {**entry, "at": tree.at, "branches": branches}

    def bounds(
        self, table: Table, bounds: Bounds, remaining: BoolArray, before: int = 0
    ) -> list[list[Any]]:
        """Bounds by state, of the rows that are left; the most that is paid in those `before`."""
        most, least = _worth(table, bounds.worth), _best(table, bounds.punishment)
        first = table.first_row[:-1]
        most = np.maximum.reduceat(np.where(remaining[:, None], most, -np.inf), first)
        least = np.minimum.reduceat(np.where(remaining[:, None], least, np.inf), first)
        least[: self.top - before] = self.outside  # nobody is punished there
        paid = np.append(self.most, self.most.sum())[-most.shape[1] :]
        lines = np.concatenate([least, most], axis=1)
        return [[*self.outside, *paid]] * before + [*lines.tolist()]


def _answer(result: Evolution, file: File, play: Play) -> dict[str, Any]:
    """What is played, what it is worth, and what follows a breach where somebody cannot leave.

    All of the surplus is shared by equal parts where members pay each other.
    """
    rows, code = play.rows[:-1, 0], file.code
    entry = {"policy": file.base[rows], "values": result.values, "held": [], "punishments": []}
    if code is None or result.punishment is None:
        return entry
    punishment, after = result.punishment.values, rows[file.top :]
    worth, n = _worth(file.table, play.worth)[after], punishment.shape[1]
    if result.game.voluntary:
        surplus = worth[:, 0] - punishment.sum(axis=1)
        worth = punishment + surplus[:, None] / n
    values = np.concatenate([result.values, worth[:, :n]])
    against = _against(file, code, result.game.levels, n)
    return entry | {"values": values, "held": punishment, "punishments": against}


def _against(file: File, code: PenalCode, levels: int, n: int) -> list[tuple[Any, Any]]:
    own = file.base[file.rows]
    if code.agreed is not None:
        return [(own[rows[: file.top, 0]], []) for rows in code.rows]
    plays = [(one, one.rows[: file.top, 0]) for one in code.against if one.begins < levels]
    return [(own[rows], _worth(file.behind, one.worth)[rows][:, :n]) for one, rows in plays]


def _record(result: Evolution, file: File, tree: Tree) -> dict[str, Any]:
    """The record of the punishments, and after it that of what is agreed on."""
    before, remaining = list[Any](), file.table.open[:, 0].copy()
    if file.code is not None:
        before, remaining = _after_a_breach(result, file, file.code, remaining)
    entry = file.node(tree, remaining)
    return {**entry, "record": [*before, *entry["record"]]}


def _after_a_breach(
    result: Evolution, file: File, code: PenalCode, remaining: BoolArray
) -> tuple[list[Any], BoolArray]:
    """What no punishment can hold, round by round, and what is left then."""
    low, near = code.record.bounds.punishment, 0
    if not result.exact:
        near = _tolerance.meeting(_tolerance.CHECK, low, code.punishment)
    if (code.punishment > low + near).any():
        rule = "rests on punishments compared one by one, of which there is no record"
        raise without_proof(result, rule, "verify compares, or says what is left open")
    rounds, here = [], remaining[file.rows]
    for one in code.record.rounds:
        gone = file.rows[one.eliminated[:, 0]]
        rounds.append((file.bounds(file.behind, one.bounds, here, file.top), file.base[gone]))
        here = here & ~one.eliminated[:, 0]
    remaining[file.rows] = here
    return rounds, remaining


def _worth(table: Table, starts: Array) -> Array:
    """What the rows of a single game are worth to each pool, (rows, pools)."""
    waits = np.where(table.rows.waits, table.delta[0], 0)[:, None]
    later = table.lotteries.expect(starts)[table.rows.then, :, 0]
    return np.asarray((1 - waits) * (table.rows.now[..., 0] @ table.sums) + waits * later)


def _best(table: Table, punishment: Array) -> Array:
    """What the best replies to the rows of a single game are worth, (rows, n)."""
    owner = np.repeat(table.owner, np.diff(table.first))
    waits = np.where(table.replies.waits, table.delta[0], 0)
    later = table.lotteries.expect(punishment)[table.replies.then, owner, 0]
    each = (1 - waits) * table.replies.now[:, 0] + waits * later
    best = by_segment(np.maximum, each, table.first)
    return np.asarray(np.where(table.menu >= 0, best[table.menu], np.inf))
