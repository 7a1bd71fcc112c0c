"""Partnerships as tables: rows, what they pay, where they lead, and what deviations bring.

Nodes are the levels of trust, and last the end of the partnership. Where some cannot leave the
levels stand once more before the end: what is played there after a breach, without deposits and
subsidies. Rows come in the order of ties: all contribute, all leave, some contribute, nobody does.
"""

import itertools
from typing import NamedTuple

import numpy as np

from ..core import numbers
from ..core.numbers import Numbers, total
from ..table.table import Table
from .shares import shares
from .terms import Terms

#: What follows at a node: after all contributed, after somebody idled, the end; and the first two
#: after a breach.
FULL, PARTIAL, END, FULL_AFTER, PARTIAL_AFTER = range(5)
#: What a member can do: leave, comply but not pay, contribute unasked, idle against the agreement.
LEAVE, REFUSE, JOIN, BREACH = range(4)


class Acts(NamedTuple):
    """Who contributes in every row, (R, n), and in which row all leave, (R,)."""

    contribute: Numbers
    leave: Numbers

    @property
    def full(self) -> Numbers:
        """Where all contribute."""
        return np.asarray(self.contribute.all(axis=1))

    @property
    def modes(self) -> Numbers:
        """What rows are called."""
        some = self.contribute.any(axis=1)
        names = ["contribute", "leave", "mixed"]
        return np.select([self.full, self.leave, some], names, "idle")


class Trust(NamedTuple):
    """Where trust moves from every level after all contributed (0) or somebody idled (1).

    `to` (L, 2, S) and `odds` (L, 2, S, N); the level after the last one is the end.
    """

    to: Numbers
    odds: Numbers


def acts_of(n: int, voluntary: bool, leave: bool) -> Acts:
    """The rows of a partnership of n members."""
    each = list(itertools.product([True, False], repeat=n)) if voluntary else []
    mixed = [who for who in each if any(who) and not all(who)]
    rows = [(True,) * n, *[(False,) * n] * leave, *mixed, (False,) * n]
    return Acts(np.array(rows), np.arange(len(rows)) == (1 if leave else -1))


def rows_of(terms: Terms) -> Acts:
    """The rows of partnerships of one shape; they can leave if anybody can."""
    return acts_of(len(terms.mandate), terms.voluntary, not terms.mandate.all())


def options_of(voluntary: bool, bound: bool) -> list[int]:
    """Replies that somebody may have, with transfers or where some cannot leave."""
    return [LEAVE, *[REFUSE] * (voluntary or bound), *[JOIN] * voluntary, BREACH]


def trust_of(terms: Terms) -> Trust:
    """Trust that friction and idling throw back by `drop`, and kept promises raise by one."""
    levels, here = terms.levels, np.arange(terms.levels)
    drop = levels if terms.drop is None else terms.drop
    below = np.full(levels, levels) if terms.drop is None else np.maximum(0, here - drop)
    to = np.stack([below, np.minimum(here + 1, levels - 1), here], axis=-1)
    calm, rises = 1 - terms.friction, terms.promotion
    comply = np.stack([terms.friction, calm * rises, calm * (1 - rises)], axis=1)
    idle = 0 * comply + np.array([1, 0, 0])[:, None]
    return Trust(np.stack([to, to], axis=1), np.stack([comply, idle], axis=1))


def table_of(terms: Terms, delta: Numbers, trust: Trust | None = None) -> Table:
    """N partnerships at N discount factors as one table."""
    acts, free = rows_of(terms), ~terms.mandate
    flow, saved = flows(terms, acts)
    blocks = [_block(terms, acts, flow, saved, bool(b)) for b in range(1 + (not free.all()))]
    kind = np.where(acts.leave, END, np.where(acts.full, FULL, PARTIAL))
    pays, reply, allowed = (
        np.concatenate(parts) for parts in zip(*blocks, _end(terms, flow), strict=True)
    )
    options = options_of(terms.voluntary, len(blocks) > 1)
    to, odds = _lotteries(trust_of(terms) if trust is None else trust, len(blocks))
    alone = np.arange(len(free))
    return Table(
        delta=delta,
        chance=np.repeat(terms.chance[None], len(pays), axis=0),
        to=to,
        odds=odds,
        pays=pays,
        kind=kind,
        reply=reply[..., options, :],
        leads=_leads(kind, len(free), len(blocks))[..., options],
        open=allowed,
        pools=0 * alone if terms.voluntary else alone,
        feared=terms.levels,
        starts=terms.levels,
        size=abs(pays).reshape(-1, terms.games).max(axis=0),
    )


def node_name(table: Table, node: int) -> str:
    """What a node of a partnership's table is."""
    block, level = divmod(node, table.starts)
    return "the end" if node == len(table.to) - 1 else f"trust {level}{' after a breach' * block}"


def flows(terms: Terms, acts: Acts) -> tuple[Numbers, Numbers]:
    """What rows pay without subsidies, and what contributors save by idling, (L, T, R, n, N)."""
    who = acts.contribute[..., None]
    parts = [who[:, [j]] * terms.benefit[:, None, :, j] for j in range(who.shape[1])]
    gains = total(parts)[:, None]  # L 1 R n N
    flow = gains - who * (terms.cost + terms.extra)[:, None]
    own, gross = flow[:, :, 0], gains[:, :, 0]
    if not terms.voluntary:
        own = shares(terms.rule, own, gross, terms.outside, terms.cost, terms.fractions)
    surplus = own - terms.outside
    together, size = (
        total(np.moveaxis(x, -2, 0)) for x in (surplus, abs(own) + abs(terms.outside))
    )
    some = numbers.positive(together, size)[..., None, :]
    flow[:, :, 0] = np.where(some, own - terms.stake * surplus, own)
    flow[:, :, acts.leave] = terms.outside
    return flow, np.where(who, gains - flow, 0)


def _block(
    terms: Terms, acts: Acts, flow: Numbers, saved: Numbers, after: bool
) -> tuple[Numbers, Numbers, Numbers]:
    """What rows pay, what replies pay, and what is open, before a breach or after one."""
    who, free = acts.contribute[..., None], ~terms.mandate[:, None]
    stays, full = ~acts.leave[:, None, None], acts.full[:, None, None]
    pays = flow if after else flow + full * terms.subsidy
    q = terms.detection[:, None, None, None]
    lost = 0 if after else terms.deposit[:, None, None]
    caught = flow + saved / np.where(q > 0, q, 1) - lost
    last = who.sum(axis=1, keepdims=True) == len(free) - 1
    options = [
        (terms.outside, free | ~stays),
        (pays, stays & bool(terms.voluntary or after)),
        (pays[:, :, :1], last & ~who & stays & terms.voluntary),
        (caught, who & (q > 0)),
    ]
    reply = np.stack(
        [np.where(there, paid + 0 * pays, -np.inf) for paid, there in options], axis=-2
    )
    if free.sum() == 1:  # whoever alone may leave may stay beside partners who idle
        idle = np.where(~stays & free, 0 * pays, reply[..., BREACH, :])
        reply[..., BREACH, :] = idle
    calm = (saved <= 0).all(axis=-2) | (q[..., 0, :] > 0)
    return pays, reply, np.broadcast_to(calm, pays[..., 0, :].shape)


def _end(terms: Terms, flow: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The end: everybody has its outside value, in the first row."""
    pays = np.broadcast_to(terms.outside, flow[:1].shape)
    reply = np.full((*pays.shape[:4], 4, pays.shape[-1]), -np.inf, dtype=flow.dtype)
    reply[..., LEAVE, :] = pays
    first = np.arange(pays.shape[2]) == 0
    return pays, reply, np.broadcast_to(first[:, None], pays[..., 0, :].shape)


def _lotteries(trust: Trust, blocks: int) -> tuple[Numbers, Numbers]:
    """Successors (Y, J, S) of every node, and their chances (Y, J, S, N)."""
    levels, _, successors = trust.to.shape
    last, kinds = blocks * levels, (3 if blocks == 1 else 5)
    to = np.full((last + 1, kinds, successors), last)
    odds = np.zeros((last + 1, kinds, *trust.odds.shape[2:]), dtype=int).astype(trust.odds.dtype)
    odds[:, :, 0] += 1
    for b in range(blocks):
        here = slice(b * levels, (b + 1) * levels)
        for first, block in [(FULL, b), (FULL_AFTER, 1)][:blocks]:
            moved = np.where(trust.to == levels, last, trust.to + block * levels)
            to[here, first : first + 2] = moved
            odds[here, first : first + 2] = trust.odds
    return to, odds


def _leads(kind: Numbers, n: int, blocks: int) -> Numbers:
    """Which lottery follows a reply, (R, n, D)."""
    leads = np.full((len(kind), n, 4), END)
    if blocks > 1:
        leads[..., REFUSE] = np.where(kind == FULL, FULL_AFTER, PARTIAL_AFTER)[:, None]
        leads[..., JOIN] = FULL_AFTER
        leads[..., BREACH] = PARTIAL_AFTER
    return leads
