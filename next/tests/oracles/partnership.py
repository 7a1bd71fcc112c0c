"""A partnership by enumeration of everything that can be agreed on in every state.

`best(model, delta)` is the equilibrium with the largest joint value at trust 0, then 1, ...; ties
are resolved in the order of rows. An agreement says one row for every state (trust, times). It is
upheld if nobody deviates once:

* without transfers each member has to be content alone;
* with transfers (paid before play, any split) what members must be promised for the next period,
  together, is no more than what there is.

What follows a breach is the end, or, where some cannot leave, the worst equilibrium of what remains
for whoever broke the agreement. It is found by deletion of whole agreements from the list of all.
"""

from itertools import product
from types import SimpleNamespace

import numpy as np

from .period import END, FULL, LEAVE, PARTIAL, flow, gross, kind, mode, moves, pay, read

CLASSES = ("isolated", "nominal", "weak", "strong")
COOPERATING = ("weak", "strong")
NEAR = 1e-9
#: Distances from an edge at which floats decide nothing.
BLUR = (1e-12, 1e-7)


class Arrays:
    """A partnership as arrays by level L, times T, row R, member n; before a breach or after it."""

    def __init__(self, terms, after=False):
        at = [list(product(range(terms.levels), range(len(terms.times)))), terms.rows]
        shape = (terms.levels, len(terms.times), len(terms.rows), terms.n)

        def each(function):
            return np.array([[function(*x, row) for row in at[1]] for x in at[0]]).reshape(shape)

        def partners(k, t, row):
            return [0 if row == LEAVE else gross(terms, k, row, i) for i in range(terms.n)]

        self.terms, self.after = terms, after
        self.pay = each(lambda k, t, row: pay(terms, k, t, row, after))
        self.bare = each(lambda k, t, row: flow(terms, k, t, row))
        self.gross = each(partners)
        self.kind = np.array([kind(row) for row in terms.rows])
        self.acts = np.array([(False,) * terms.n if r == LEAVE else r for r in terms.rows])
        self.full = self.kind == FULL
        self.leave = self.kind == END
        levels = range(terms.levels)
        self.move = np.array([[moves(terms, k, j) for j in (FULL, PARTIAL, END)] for k in levels])
        self.chance = np.array([chance for chance, _ in terms.times])
        self.outside = np.array(terms.outside)
        self.free = np.isin(np.arange(terms.n), terms.free)
        self.deposit = np.zeros(terms.n) if after else np.array(terms.deposit)
        self.subsidy = 0.0 if after else terms.subsidy

    def agreements(self):
        """Every agreement, (E, L, T)."""
        levels, times, rows, _ = self.pay.shape
        every = np.array(list(product(range(rows), repeat=levels * times)))
        every = every.reshape(-1, levels, times)
        if self.terms.detection > 0:
            return every
        saved = np.where(self.acts, self.gross - self.bare, 0).max(axis=-1)
        level, times = np.ogrid[:levels, :times]
        return every[
            (saved[level, times, every] <= 0).all(axis=(1, 2))
        ]  # nobody would see a breach

    def values(self, rows, delta, pays=None):
        """What agreements are worth to members at levels, before times, (E, L, n)."""
        level, times = np.ogrid[: self.pay.shape[0], : self.pay.shape[1]]
        now = (self.pay if pays is None else pays)[level, times, rows]
        move = (self.chance[:, None] * self.move[level, self.kind[rows]]).sum(axis=2)
        right = (1 - delta) * (self.chance[:, None] * now).sum(axis=2)
        right = right + delta * move[..., -1:] * self.outside
        return np.linalg.solve(np.eye(len(self.pay)) - delta * move[..., :-1], right)

    def next(self, values):
        """What values (..., L, c) are expected to be after every kind, (..., L, 3, c)."""
        ends = self.outside if values.shape[-1] > 1 else self.outside.sum(keepdims=True)
        values = np.concatenate(
            [values, np.broadcast_to(ends, (*values.shape[:-2], 1, len(ends)))], -2
        )
        return np.einsum("kjl,...lc->...kjc", self.move, values)

    def after_breach(self, low):
        """What deviators are worth from the next period on, (L, 3, n); None: the end."""
        if low is None:
            return np.broadcast_to(self.outside, (len(self.pay), 3, self.terms.n))
        return self.next(low)


def slack_alone(it, rows, delta, values, low):
    """By how much the tightest condition of a member holds, (E,); no transfers."""
    level, times = np.ogrid[: it.pay.shape[0], : it.pay.shape[1]]
    q, later, punished = it.terms.detection, it.next(values), it.after_breach(low)
    e = np.arange(len(rows))[:, None, None]
    later = later[e, level, it.kind[rows]]
    worth = (1 - delta) * it.pay[level, times, rows] + delta * later
    breach = it.gross[level, times, rows] + (1 - q) * it.subsidy - q * it.deposit
    breach = (1 - delta) * breach + delta * (q * punished[:, None, PARTIAL] + (1 - q) * later)
    stays = np.where(it.free, worth - it.outside, np.inf)
    keeps = np.where(it.full[rows][..., None], worth - breach, np.inf)
    waits = _alone_at_the_door(it, rows, delta, punished)
    return np.minimum(np.minimum(stays, keeps).min(axis=-1), waits).min(axis=(1, 2))


def _alone_at_the_door(it, rows, delta, punished):
    """Where only one can leave it may stay beside partners who idle, (E, L, T)."""
    none = np.full(rows.shape, np.inf)
    if it.free.sum() != 1:
        return none
    i = int(it.free.argmax())
    stay = it.outside[i] - delta * punished[:, PARTIAL, i]
    return np.where(it.leave[rows], stay[:, None], none)


def need(it, delta, low):
    """What each must be promised for the next period so as not to deviate, (L, T, R, n)."""
    q, punished = it.terms.detection, it.after_breach(low)
    here = punished[:, it.kind][:, None]
    refuse = delta * here + 0 * it.pay
    leave = np.where(it.free, it.outside - (1 - delta) * it.pay, -np.inf)
    saving = it.gross - it.bare
    gain = saving / q if q > 0 else np.full(saving.shape, -np.inf)
    extra = it.subsidy * it.full[:, None] + it.deposit
    breach = np.where(it.acts, (1 - delta) * (gain - extra), -np.inf)
    breach = breach + delta * punished[:, None, None, PARTIAL]
    last = (it.acts.sum(axis=1) == it.terms.n - 1)[:, None] & ~it.acts & ~it.leave[:, None]
    join = (1 - delta) * (it.pay[:, :, :1] - it.pay) + delta * punished[:, None, None, FULL]
    join = np.where(last, join, -np.inf)
    return np.maximum.reduce([refuse, leave, breach, join])


def slack_together(it, rows, delta, joint, low):
    """By how much the joint value covers what members need, (E,); transfers before play."""
    level, times = np.ogrid[: it.pay.shape[0], : it.pay.shape[1]]
    later = it.next(joint[..., None])[..., 0]
    if joint.ndim == 1:
        later = np.broadcast_to(later, (len(rows), *later.shape))
    later = later[np.arange(len(rows))[:, None, None], level, it.kind[rows]]
    covers = delta * later - need(it, delta, low).sum(axis=-1)[level, times, rows]
    waits = _alone_at_the_door(it, rows, delta, it.after_breach(low))
    return np.where(it.leave[rows], np.minimum(0, waits), covers).min(axis=(1, 2))


def reply_values(it, rows, delta, i):
    """What i gets if it replies as it likes to agreements that are played against it, (E, L)."""
    level, times = np.ogrid[: it.pay.shape[0], : it.pay.shape[1]]
    low = np.zeros((len(rows), len(it.pay)))
    while True:
        worth = np.array([_reply(it, delta, i, each) for each in low])
        new = worth[np.arange(len(rows))[:, None, None], level, times, rows] @ it.chance
        if abs(new - low).max() < 1e-13:
            return new
        low = new


def _reply(it, delta, i, low):
    """i's best reply to every row, (L, T, R), if low (L,) follows."""
    codes = np.zeros((len(low), it.terms.n))
    codes[:, i] = low
    comply = (1 - delta) * it.pay[..., i]
    best = comply + need(it, delta, codes)[..., i]
    stay = delta * it.after_breach(codes)[:, None, None, PARTIAL, i]
    alone = it.free.sum() == 1 and it.free[i]
    leave = np.maximum(it.outside[i], stay) if alone else it.outside[i]
    return np.where(it.leave, leave, best)


def punishments(terms, delta):
    """The least value of each member after a breach, by trust, (L, n); None where all can leave.

    Also whether some condition was too close to be decided.
    """
    if not terms.mandate:
        return None, False
    it = Arrays(terms, after=True)
    rows = it.agreements()
    values = it.values(rows, delta)
    replies = values
    if terms.voluntary:
        replies = np.stack([reply_values(it, rows, delta, i) for i in range(terms.n)], axis=-1)
    blurred = False
    while True:
        low = replies.min(axis=0)
        if terms.voluntary:
            slack = slack_together(it, rows, delta, values.sum(axis=-1).max(axis=0), low)
        else:
            slack = slack_alone(it, rows, delta, values, low)
        blurred |= _blurred(slack)
        fine = slack >= -NEAR
        if fine.all():
            return low, blurred
        rows, values, replies = rows[fine], values[fine], replies[fine]


def _blurred(slack):
    return bool(((abs(slack) > BLUR[0]) & (abs(slack) < BLUR[1])).any())


def best(model, delta, coordinator=None, *, sharing=None, founding=None):
    """The best equilibrium: rows, modes, classes, values by trust, and the way to strong trust."""
    terms = read(model, coordinator, sharing=sharing)
    founding = terms.founding if founding is None else founding
    low, blurred = punishments(terms, delta)
    it = Arrays(terms)
    rows = it.agreements()
    values = it.values(rows, delta)
    joint = values.sum(axis=-1)
    if terms.voluntary:
        slack = slack_together(it, rows, delta, joint, low)
    else:
        slack = slack_alone(it, rows, delta, values, low)
    blurred |= _blurred(slack)
    fine = np.flatnonzero(slack >= -NEAR)
    for k in range(terms.levels):
        most = joint[fine, k].max()
        blurred |= _blurred(joint[fine, k] - most)
        fine = fine[joint[fine, k] >= most - NEAR]
    chosen = rows[fine[0]]
    net = it.values(chosen[None], delta, it.pay - it.full[:, None] * it.subsidy)
    classes = classes_of(it, chosen)
    chance, time = way_to_strong(it, chosen, classes, founding)
    return SimpleNamespace(
        terms=terms,
        rows=chosen,
        policy={x: mode(terms.rows[row]) for x, row in np.ndenumerate(chosen)},
        classes=classes,
        founding_class=classes[founding],
        founding_value=joint[fine[0], founding],
        founding_value_net=net[0, founding].sum(),
        probability_strong=chance,
        time_to_strong=time,
        long_run=long_run(it, chosen, classes, founding),
        low=low,
        blurred=blurred,
    )


def classes_of(it, rows):
    """Class of every trust; times that never come decide nothing."""
    comes = it.chance > 0
    names = []
    for level in rows:
        full, leave = it.full[level][comes], it.leave[level][comes]
        names.append(CLASSES[3 if full.all() else 2 if full.any() else 0 if leave.all() else 1])
    return tuple(names)


def _chain(it, rows):
    level = np.arange(len(rows))[:, None]
    chain = np.eye(len(rows) + 1)
    chain[:-1] = (it.chance[:, None] * it.move[level, it.kind[rows]]).sum(axis=1)
    return chain


def _far(chain):
    """Where the chain is after 2^40 periods, and the sum over all before, from every start."""
    power, visits = chain, np.eye(len(chain))
    for _ in range(40):
        visits, power = visits + power @ visits, power @ power
        power = power / power.sum(axis=1, keepdims=True)
    return power, visits


def way_to_strong(it, rows, classes, founding):
    """Chance that a strong trust is reached, and the periods until then if it is."""
    chain, strong = _chain(it, rows), np.array([*(c == "strong" for c in classes), False])
    chain[strong] = np.eye(len(chain))[strong]
    end, visits = _far(chain)
    reach = end[:, strong].sum(axis=1)
    if reach[founding] < 1e-12:
        return 0.0, np.inf
    passing = ~strong & (np.arange(len(chain)) < len(rows)) & (reach > 0)
    return reach[founding], float(visits[founding, passing] @ reach[passing] / reach[founding])


def long_run(it, rows, classes, founding):
    """Shares of time in the classes, and after the end."""
    share = _far(_chain(it, rows))[1][founding] / 2.0**40
    each = dict.fromkeys(CLASSES, 0.0)
    for name, part in zip(classes, share):
        each[name] += float(part)
    return {**each, "dissolved": float(share[-1])}


def least_patience(model, coordinator=None, *, points=40, width=1e-8):
    """The least discount factor with cooperation on a scan, and by bisection below it; or inf."""

    def cooperates(delta):
        return best(model, delta, coordinator).founding_class in COOPERATING

    grid = np.linspace(0, 0.98, points)
    first = next((k for k, delta in enumerate(grid) if cooperates(delta)), None)
    if first is None:
        return np.inf
    if first == 0:
        return 0.0
    low, high = grid[first - 1], grid[first]
    while high - low > width:
        middle = (low + high) / 2
        low, high = (low, middle) if cooperates(middle) else (middle, high)
    return high
