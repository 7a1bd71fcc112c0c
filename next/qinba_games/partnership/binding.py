"""What members can be punished with, what they need, and whose constraint binds."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..core.numbers import Numbers, plain
from ..table.table import pick
from .compile import BREACH, LEAVE, REFUSE, flows, options_of, rows_of

if TYPE_CHECKING:
    from .evolution import Evolution


class Binding(NamedTuple):
    """The deviation that gains most if everybody contributes in every state.

    `member` is None where members share: then their joint surplus does not cover it, and `action`
    is "any". `gain` is that of one deviation, in payoffs per period.
    """

    member: Any
    state: tuple[int, int]
    action: str
    gain: Any


def binding(answer: "Evolution") -> Binding | None:
    """See `Evolution.binding`; a breach that is found out with chance q gains q times as much."""
    model, table = answer.partnership, answer.table
    if not answer.terms.detection[0, 0]:
        return _unseen(answer)
    rows = answer.play.rows.copy()
    rows[: model.levels] = 0
    values = table.evaluate(rows, table.pooled)
    worth = pick(table.worth(table.pooled, values), rows)[: model.levels, ..., 0]
    if model.voluntary:
        gains = pick(table.due(answer.play.low), rows)[: model.levels, ..., 0] - worth
        named: list[tuple[str, Numbers]] = [("any", gains)]
    else:
        leave = pick(_reply(answer, LEAVE), rows)[: model.levels, ..., 0] - worth
        idle = pick(_reply(answer, BREACH), rows)[: model.levels, ..., 0] - worth
        named = [("leave", leave), ("idle", answer.terms.detection[0, 0] * idle)]
    return _largest(answer, named)


def _unseen(answer: "Evolution") -> Binding | None:
    """Where no breach is ever found out, a breach gains what it saves."""
    saved = flows(answer.terms, rows_of(answer.terms))[1][:, :, 0, :, 0]
    gains = (1 - answer.delta) * np.maximum(saved, 0 * saved)
    if answer.partnership.voluntary:
        return _largest(answer, [("any", gains.sum(axis=2, keepdims=True))])
    return _largest(answer, [("idle", gains)])


def _largest(answer: "Evolution", named: list[tuple[str, Numbers]]) -> Binding | None:
    gains = np.stack([gain for _, gain in named], axis=-1)
    k, t, i, which = np.unravel_index(int(gains.argmax()), gains.shape)
    gain = plain(gains[k, t, i, which])
    if gain <= answer.certificate.tolerance:
        return None
    member = None if answer.partnership.voluntary else answer.partnership.members[i]
    return Binding(member, (int(k), int(t)), named[which][0], gain)


def _reply(answer: "Evolution", option: int) -> Numbers:
    """What one kind of reply is worth to each member, (Y, T, R, n, 1)."""
    table, low, model = answer.table, answer.play.low, answer.partnership
    place = options_of(model.voluntary, bool(model.mandate)).index(option)
    paid, leads = table.reply[..., place, :], table.leads[..., place]
    later = table.expect(low)[:, leads, np.arange(low.shape[1])][:, None]
    return (1 - table.delta) * paid + table.delta * later


def punishments(answer: "Evolution") -> Numbers:
    """See `Evolution.punishment`."""
    model, table = answer.partnership, answer.table
    part, shape = table.after, (model.levels, -1, model.n_members)
    outside = answer.terms.outside[:, 0]
    least = np.broadcast_to(outside, (len(answer.states), model.n_members)).copy()
    replies = part.best_replies(answer.play.low[table.feared :])
    for code in answer.play.codes:
        start = part.evaluate(code.rows, part.pays)
        worth = part.worth(part.pays, start) if table.alone else replies
        values = pick(worth, code.rows)[: model.levels, :, code.member, 0]
        here = slice(None) if code.node is None else [code.node]
        if code.node is None or code.node < model.levels:
            least.reshape(shape)[here, :, code.member] = values[here]
    return least


def division(answer: "Evolution") -> Numbers:
    """See `Evolution.division`."""
    table, rows = answer.table, answer.play.rows
    refuse = pick(_reply(answer, REFUSE), rows)
    need = answer.in_states(pick(table.best_replies(answer.play.low), rows) - refuse)
    need = np.where((answer.modes.ravel() == "leave")[:, None], 0, need)
    need = np.where(need > table.near[0], need, 0)
    together = need.sum(axis=1, keepdims=True)
    some, even = together > 0, 1 + 0 * need
    return np.where(some, need, even) / np.where(some, together, even.sum(axis=1)[:, None])
