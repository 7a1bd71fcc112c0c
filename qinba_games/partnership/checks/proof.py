"""The proof of an `Evolution` as plain numbers: the relation as given, and its witness by state.

States are (trust, times); where somebody cannot leave, the same once more after a breach; and last
comes the end. Choices are numbered state by state, each with its profiles and last leaving. A table
of bounds says for every state what each member gets at least after a breach, with fixed shares what
each can hope for at most, and what all together can.
"""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...common.proof import without_proof
from ...common.register import LATER, proves
from ...game.table import Table, after_deviations, by_segment, of_games
from ...game.witness import Bounds, Part, PenalCode, Play, Tree
from ...types import Array, BoolArray, IntArray
from ..partnership import Partnership
from ..proof import classes_of, table_of
from ..results.arrays import EvolutionArrays
from ..results.evolution import Evolution
from ..results.evolution_batch import EvolutionBatch
from ..results.punishment import Punishment
from .arrays import choices_of, outside_of

#: What a proof says of a relation.
GIVEN = (
    *("benefit", "cost", "outside", "promotion", "friction", "drop", "detection", "bad_times"),
    *("sharing", "deposit", "subsidy", "stake"),
)


class _PartnershipClaim(NamedTuple):
    """What is said of one partnership, and what shows it."""

    model: Partnership
    delta: Any
    founding: int
    value: Any  #: at the founding
    classes: Any
    choice: IntArray  #: shape (L, T)
    punishment: Punishment | None
    witness: Part


@proves(Evolution)
def parts_of(result: Evolution) -> dict[str, Any]:
    """The relation, what is agreed on in it, and the record that nothing is better.

    Parameters
    ----------
    result : Evolution
    """
    certificate = result.certificate
    if certificate is not None and certificate.outside is None:
        raise _open(result)
    report = _PartnershipClaim(
        result.partnership,
        _exact.fraction(result.delta) if result.exact else float(result.delta),
        result.founding,
        result.founding_value,
        result.classes,
        result.choice,
        result.punishment,
        Part(np.zeros(1, dtype=int), *result.witness),
    )
    parts = _parts(result, report)
    after = parts["values"][len(result.values) :]
    return parts | {"delta": result.delta, "values": np.concatenate([result.values, after])}


@proves(EvolutionBatch)
def _parts_of_one(result: EvolutionBatch, index: int) -> dict[str, Any]:
    """The same of one partnership of many.

    Parameters
    ----------
    result : EvolutionBatch
    index : int
    """
    optimality: Any = None if result.certificate is None else result.certificate.proven
    if not np.broadcast_to(optimality is None or optimality, len(result.delta))[index]:
        raise _open(result)
    (part,) = (part for part in result.witness if index in part.games)
    report = _PartnershipClaim(
        result.partnerships[index],
        float(result.delta[index]),
        int(result.founding[index]),
        result.founding_value[index],
        result.classes[index],
        result.choice[index],
        result.punishment[index] if result.punishment else None,
        of_games(part, np.flatnonzero(part.games == index)),
    )
    return _parts(result, report)


@proves(EvolutionArrays)
def _parts_of_pair(result: EvolutionArrays, index: int) -> dict[str, Any]:
    """The same of one pair of many, whose witness is found when it is asked for.

    Parameters
    ----------
    result : EvolutionArrays
    index : int
    """
    terms, acts = result.terms.block([index]), result.acts[[index]]
    witness = LATER[EvolutionArrays, "witness"](dataclasses.replace(result, terms=terms))
    side = outside_of(terms, acts, witness)
    if side.better.any() or side.gap.any():
        raise _open(result)
    benefit, cost, outside, deposit, friction = (
        part[..., 0].T
        for part in (terms.received, terms.cost, terms.outside, terms.deposit, terms.friction)
    )
    model = Partnership(
        benefit,
        cost,
        outside=outside,
        deposit=deposit,
        friction=friction,
        bad_times=[*zip(terms.chance[1:, 0], terms.burden[:, 1:, 0].T - cost, strict=True)],
        sharing=terms.sharing,
        drop=terms.drop,
        **{name: getattr(terms, name)[0] for name in ("promotion", "detection", "subsidy")},
    )
    report = _PartnershipClaim(
        model,
        terms.delta[0],
        int(terms.founding[0]),
        result.founding_value[index],
        classes_of(acts == 0, acts == 4, (terms.chance == 0).T[:, None])[0],
        choices_of(terms, acts)[0],
        None,
        witness[0],
    )
    return _parts(result, report)


def _open(result: Any) -> Exception:
    rule = f"has no proof: {result.guarantee}"
    return without_proof(result, rule, "verify says what is left open")


def _parts(result: Any, report: _PartnershipClaim) -> dict[str, Any]:
    model, code = report.model, report.witness.code
    table = table_of([model], [report.delta], exact=result.exact)
    file = File(table, report.choice.size, code)
    return {
        **{name: getattr(model, name) for name in GIVEN},
        "mandate": [i for i, name in enumerate(model.members) if name in model.mandate],
        "delta": report.delta,
        "founding": report.founding,
        "founding value": report.value,
        "classes": report.classes,
        **file.answer(report.choice, report.witness.play, report.punishment),
        **_record(result, file, report.witness.tree),
    }


class File:
    """States and rows as a file numbers them: of each state as many, the last one leaving."""

    # Before the state `top` nobody was betrayed; what follows a breach comes after it.
    def __init__(self, table: Table, top: int, code: PenalCode | None = None) -> None:
        self.table, self.top, self.code = table, top, code
        pooled, n = not table.pools.any(), table.pools.size
        size = 1 + (2**n if pooled else 2)  # leaving too where nobody can
        self.base = table.state * size + np.arange(len(table.state))
        self.base -= table.first_row[table.state]
        self.after_breach = table if code is None else after_deviations(table)
        #: The rows that count after a breach too, what members get outside, and at the most.
        self.rows = np.flatnonzero(table.state >= top)
        self.outside = table.rows.now[-1, :, 0]
        self.most = np.maximum(table.rows.now.max(axis=0)[:, 0], self.outside)

    def node(self, tree: Tree, remaining: BoolArray) -> dict[str, Any]:
        """Rounds, the bounds of what remains, and a branch for each row that is left in a state."""
        entry: dict[str, Any] = {"record": []}
        for one in tree.rounds:
            gone = one.eliminated[:, 0] & remaining
            if gone.any():  # in the witness of many games a round may be one of others
                bounds = self.bounds(self.table, one.bounds, remaining)
                entry["record"].append((bounds, self.base[gone]))
            remaining = remaining & ~gone
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

    def answer(
        self, choice: IntArray, play: Play, punishment: Punishment | None = None
    ) -> dict[str, Any]:
        """What is played, its worth by member, and what follows a breach where one cannot leave.

        Where members pay each other all of the surplus is shared by equal parts.
        """
        rows, code = play.rows[:-1, 0].copy(), self.code
        rows[: self.top] = self.table.first_row[: self.top] + choice.ravel()
        worth, n = _worth(self.table, play.worth)[rows], len(self.outside)
        payoffs: Any = [] if punishment is None else punishment.values
        if worth.shape[1] == 1:
            least = self.outside if punishment is None else np.tile(payoffs, (2, 1))
            worth = least + (worth - least.sum(axis=-1, keepdims=True)) / n
        against = [] if code is None else _against(self, code, n)
        entry = {"policy": self.base[rows], "values": worth[:, :n]}
        return entry | {"held": payoffs, "punishments": against}

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


def _against(file: File, code: PenalCode, n: int) -> list[tuple[Any, Any]]:
    own = file.base[file.rows]
    if code.agreed is not None:
        return [(own[rows[: file.top, 0]], []) for rows in code.rows]
    levels = len(file.table.start)
    plays = [(one, one.rows[: file.top, 0]) for one in code.against if one.begins < levels]
    return [(own[rows], _worth(file.after_breach, one.worth)[rows][:, :n]) for one, rows in plays]


def _record(result: Any, file: File, tree: Tree) -> dict[str, Any]:
    """The record of the punishments, and after it that of what is agreed on."""
    before, remaining = list[Any](), file.table.open[:, 0].copy()
    if file.code is not None:
        before, remaining = _after_a_breach(result, file, file.code, remaining)
    entry = file.node(tree, remaining)
    return {**entry, "record": [*before, *entry["record"]]}


def _after_a_breach(
    result: Any, file: File, code: PenalCode, remaining: BoolArray
) -> tuple[list[Any], BoolArray]:
    """What no punishment can hold, round by round, and what is left then."""
    low, rounding = code.record.bounds.punishment, 0
    if not result.exact:
        rounding = _tolerance.meeting(_tolerance.CHECK, low, code.punishment)
    if (code.punishment > low + rounding).any():
        rule = "rests on punishments compared one by one, of which there is no record"
        raise without_proof(result, rule, "verify compares, or says what is left open")
    rounds, here = [], remaining[file.rows]
    for one in code.record.rounds:
        gone = file.rows[one.eliminated[:, 0]]
        rounds.append((file.bounds(file.after_breach, one.bounds, here, file.top), file.base[gone]))
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
    waits = np.where(table.replies.waits, table.delta[0], 0)
    later = table.lotteries.expect(punishment)[table.replies.then, table.replier, 0]
    each = (1 - waits) * table.replies.now[:, 0] + waits * later
    best = by_segment(np.maximum, each, table.first)
    return np.asarray(np.where(table.menu >= 0, best[table.menu], np.inf))
