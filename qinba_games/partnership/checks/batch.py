"""Certificate of an `EvolutionBatch`: the kernel reads its witness, all partnerships at once."""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...certify.kernel import Gap, Kernel, chosen
from ...certify.play import equilibrium
from ...certify.record import OPEN, at_most, optimality
from ...common.register import checks
from ...game.table import Table, by_segment
from ...game.witness import Part, Play
from ...types import Array, Certificate
from ...verify.findings import Deviation, Finding, claim, same, verdict, worst
from ..proof import table_of
from ..results.evolution import EvolutionBatch
from ..trust_game import TrustGame
from .evolution import FOREIGN, PATH, path_gaps, wrong_punishment
from .trust_play import Agreed, alike, read, unroll


@checks(EvolutionBatch)
def certify_batch(result: EvolutionBatch, policy: Any = None) -> Certificate:
    """Largest gain of any member of any partnership from one deviation.

    `policy` are choices, shape (N, K + 1, conditions), to judge in place of the result's own.
    """
    models, own, count = result.partnerships, policy is None, len(result.delta)
    game = read(models, exact=False) if alike(models) else None
    if game is None or len(models) != count or not same(result.game, game):
        return verdict([claim(False, FOREIGN)], exact=False, tolerance=0)
    whole = np.sort(np.concatenate([part.games for part in result.witness]))
    bound = len(result.punishment) == bool(game.mandated.any()) * count
    if not np.array_equal(whole, np.arange(count)) or not bound:
        action = "punishment" if not bound else "witness"
        return verdict([claim(False, action)], exact=False, tolerance=0)
    delta = np.asarray(result.delta, dtype=float)
    agreed = unroll(game, delta, result.choice if own else np.asarray(policy))
    parts = [_judged(result, agreed, part, own=own) for part in result.witness]
    found, path = [one for part in parts for one in part.found], []
    if own:
        found.append(claim(result.exact is False, "exact"))
        off = [
            Deviation(None, name, gap[:, None]) for name, gap in path_gaps(result, agreed).items()
        ]
        path.append(worst(off, PATH, lambda n, _: (n, None)))
    residual, gap = np.zeros(count), np.zeros(count)
    for part, one in zip(result.witness, parts, strict=True):
        residual[part.games], gap[part.games] = one.residual, one.gap
    certificate = verdict(found, exact=False, besides=path)
    certificate = dataclasses.replace(certificate, residual=residual)
    if not own or not certificate.inside:
        return certificate
    shown = gap <= 0
    outside = True if shown.all() else False if (result.proven & ~shown).any() else None
    proven = shown if count > 1 else bool(shown[0])
    return dataclasses.replace(certificate, outside=outside, gap=gap.max(), proven=proven)


class _Judged(NamedTuple):
    """Some of the partnerships: what speaks against their answers, and what is left open."""

    found: list[Finding]
    residual: Array  #: the largest gain, or error of a value, of each
    gap: Array  #: by how much something may be better


def _judged(result: EvolutionBatch, agreed: Agreed, part: Part, *, own: bool) -> _Judged:
    few = part.games
    table = table_of([result.partnerships[k] for k in few], result.delta[few], exact=False)
    play, kernel = _as_played(agreed, table, part, own=own), Kernel(table)
    against, gap = [*equilibrium(kernel, play, part.code)], np.zeros(len(few))
    residual = _gains(kernel, play, agreed.game.detection[few])
    gain = residual
    if own:
        off, near = _founding(kernel, play, result.founding[few], result.founding_value[few])
        residual, k = np.maximum(residual, off), int(np.argmax(off - near))
        against.append(Gap(off[k], near[k], "reported value", game=k))
        for one in optimality(kernel, play, part.tree, part.code):
            if one.what not in OPEN:
                against.append(one)
            elif not one.size <= one.allowed:
                gap[one.game] = max(gap[one.game], at_most(one))
    named = [_named(one, agreed.game, table, few, gain) for one in against]
    if part.code is not None:
        reported = [result.punishment[k] for k in few]
        named.append(wrong_punishment(reported, agreed.game, kernel.behind, part.code))
    return _Judged(named, residual, gap)


def _as_played(agreed: Agreed, table: Table, part: Part, *, own: bool) -> Play:
    """The choices as rows of the table; what they are worth as it is said, or found here.

    What is played after a breach is as the witness says.
    """
    game, few = agreed.game, part.games
    rows, worth = part.play.rows.copy(), part.play.worth.copy()
    size = agreed.choice.shape[1]
    rows[:size] = table.first_row[:size, None] + agreed.choice[few].T
    if not own:
        drawn = agreed.values[few].reshape(len(few), *game.flow.shape[1:3], -1)
        values = (drawn * game.chance[few, None, :, None]).sum(axis=2).T  # n L N
        columns = [*([] if game.voluntary else values), values.sum(axis=0)]
        worth[: game.levels] = np.stack(columns, axis=1)
    return Play(rows, worth, part.play.punishment)


def _gains(kernel: Kernel, play: Play, found_out: Array) -> Array:
    """The largest gain of any one-shot deviation in each game, (N,).

    The table counts a breach as if it were always found out, its gain so much larger.
    """
    table, values = kernel.table, kernel.values(play.worth, play.punishment)
    if not table.pools.any():
        pooled = kernel.constraints(values, np.arange(len(table.state)))
        gain = np.where(pooled.bound, pooled.gap, -np.inf)
        return np.asarray(chosen(gain, play.rows).max(axis=(0, 1)))
    agreed = np.isin(np.arange(len(table.owner)), table.menu[table.rows.waits])
    breach = table.replies.waits & np.repeat(agreed, np.diff(table.first))
    reply, worth = kernel.replies(values), kernel.worth(values)[:, : table.pools.size]
    each = (
        by_segment(np.maximum, np.where(some[:, None], reply, -np.inf), table.first)[table.menu]
        for some in (~breach, breach)
    )
    other, found = (chosen(best - worth, play.rows) for best in each)
    there = chosen(np.broadcast_to((table.menu >= 0)[..., None], worth.shape), play.rows)
    gain = np.fmax(other, np.where(found > -np.inf, found_out * found, -np.inf))
    return np.asarray(np.where(there, gain, -np.inf).max(axis=(0, 1)))


def _founding(kernel: Kernel, play: Play, founding: Array, reported: Array) -> tuple[Array, Array]:
    """How far founding values are from those of the witness, and what is rounding, (N,)."""
    here = founding, -1, np.arange(len(founding))
    value = play.worth[here]
    of = kernel.table.nodes.largest(kernel.ahead(kernel.sizes, play.rows))[here]
    middle = kernel.middle[-1]
    return abs(value - reported), kernel.near(
        _tolerance.CHECK, value - middle, reported - middle, of=of
    )


def _named(gap: Gap, game: TrustGame, table: Table, games: Array, gain: Array) -> Finding:
    """Who gains, in which partnership, where, and by what."""
    where, member, action = None, None, gap.what
    if gap.row is not None:
        choices, states = int(table.first_row[1]), game.levels * game.conditions
        where = divmod(gap.row // choices % states, game.conditions)
        if gap.member is not None and gap.against is None and not game.voluntary:
            member = game.members[gap.member]
            leaves = gap.reply is not None and not table.replies.waits[gap.reply]
            action = "leave" if leaves else "idle"
    size, found_out = gap.size, gain[gap.game]
    if gap.what == "agreed" and min(size, found_out) > gap.allowed:
        size = found_out  # and not what it would be if every breach were
    return Finding(size, gap.allowed, member, (int(games[gap.game]), where), action)
