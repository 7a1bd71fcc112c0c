"""Random models to compare solvers on: small, of every kind that a chapter knows."""

from fractions import Fraction

import numpy as np

from qinba_games import Partnership, StochasticGame
from qinba_games.table.table import Table

RULES = ("none", "equal", "surplus", "proportional", "optimal", "voluntary", "fractions")


def random_table(rng, exact=False):
    """One random game on a table; pools, and what deviations lead to, differ."""
    nodes, times, rows = (int(rng.integers(2, 4)) for _ in range(3))
    times = 1 if nodes == 3 else times - 1
    n, lotteries, replies = (
        int(rng.integers(2, 4)),
        int(rng.integers(1, 4)),
        int(rng.integers(1, 3)),
    )
    ends = bool(rng.random() < 0.6)
    kinds = int(rng.integers(0, 3 if ends else 2))
    pools = [np.zeros(n, dtype=int), np.arange(n), np.minimum(np.arange(n), 1)][kinds]

    def chances(*shape, least=0):
        odds = rng.integers(least, 4, shape) + (np.arange(shape[-1]) == 0)
        return odds / odds.sum(axis=-1, keepdims=True)

    pays = rng.integers(-4, 9, (nodes, times, rows, n)) / 4
    gain = rng.integers(-2, 7, (*pays.shape, replies)) / 4
    reply = pays[..., None] + gain
    reply[..., 1:][rng.random(reply[..., 1:].shape) < 0.3] = -np.inf
    to = np.broadcast_to(np.arange(nodes), (nodes, lotteries, nodes)).copy()
    odds = chances(nodes, lotteries, nodes)
    leads = rng.integers(0, lotteries, (rows, n, replies))
    allowed = rng.random((nodes, times, rows)) < 0.9
    allowed[..., 0] |= ~allowed.any(axis=-1)
    if ends:  # the last node, where deviations lead, has one row that is played for ever
        to, odds = np.concatenate([to, to[:, :1]], 1), np.concatenate([odds, odds[:, :1]], 1)
        last = np.arange(nodes) == nodes - 1
        odds[:, -1] = last
        to[-1], odds[-1] = nodes - 1, np.arange(nodes) == 0
        leads[:] = lotteries
        pays[-1] = rng.integers(-4, 5, n) / 4
        reply[-1, ..., 0] = pays[-1]
        reply[-1, ..., 1:] = -np.inf
        allowed[-1] = np.arange(rows) == 0
    delta = rng.choice([0.3, 0.5, 0.7, 0.8, 0.9])
    parts = {"chance": chances(nodes, times, least=1), "odds": odds, "pays": pays, "reply": reply}
    parts = {name: each[..., None] for name, each in parts.items()} | {"delta": np.array([delta])}
    if exact:
        parts = {name: _fractions(each) for name, each in parts.items()}
    return Table(
        **parts,
        to=to,
        kind=rng.integers(0, lotteries, rows),
        leads=leads,
        open=allowed[..., None],
        pools=pools,
        feared=nodes - 1 if ends else 0,
        starts=nodes,
        size=abs(pays).max() + 0 * parts["delta"],
    )


def _fractions(part):
    each = [x if x == -np.inf else Fraction(x).limit_denominator(1000) for x in part.ravel()]
    whole = np.empty(len(each), dtype=object)
    whole[:] = each
    return whole.reshape(part.shape)


def random_partnership(rng, *, most=81, exact=False):
    """One random partnership and its patience; about so many policies at most."""
    terms, delta = random_terms(rng, most=most, exact=exact)
    return Partnership(**terms), delta


def random_terms(rng, *, most=81, exact=False):
    """The parameters of a random partnership by name, and its patience."""
    number = (lambda x: Fraction(x).limit_denominator(64)) if exact else float
    n = int(rng.choice([2, 2, 2, 3]))
    rule = str(rng.choice(RULES))
    rows = 2**n + 1 if rule == "voluntary" else 3
    states = max(1, int(np.log(most) / np.log(rows)))
    times = int(rng.integers(1, 3)) if states > 1 else 1
    levels = int(rng.integers(1, states // times + 1))

    def some(shape, low, high, step=0.25):
        grid = rng.integers(round(low / step), round(high / step) + 1, shape) * step
        return np.vectorize(number, otypes=[object if exact else float])(grid)

    gains = np.cumsum(some((levels, n, n), 0, 1), axis=0) + some((n, n), 0, 2)
    gains[:, np.arange(n), np.arange(n)] = 0 * gains[:, np.arange(n), np.arange(n)]
    parts = rng.integers(1, 5, n)
    fractions = [Fraction(int(x), int(parts.sum())) for x in parts]
    bound = rng.random(n) < 0.5 if rng.random() < 0.4 else np.zeros(n, dtype=bool)
    return {
        "benefit": gains,
        "cost": some(n, 0.5, 2),
        "promotion": some((), 0, 1)[()],
        "friction": some(levels, 0, 0.5, 0.125),
        "outside": some(n, -1, 1) if rng.random() < 0.6 else 0,
        "drop": None if rng.random() < 0.2 else int(rng.integers(1, 3)),
        "detection": some((), 0, 1)[()] if rng.random() < 0.4 else 1,
        "bad_times": [(some((), 0.25, 0.75)[()], some((), 0, 1)[()])] if times > 1 else (),
        "sharing": (fractions if exact else [float(x) for x in fractions])
        if rule == "fractions"
        else rule,
        "deposit": some(n, 0, 2) if rng.random() < 0.3 else 0,
        "subsidy": some((), 0, 1)[()] if rng.random() < 0.3 else 0,
        "stake": some((), 0, 0.5)[()] if rng.random() < 0.3 else 0,
        "mandate": tuple(np.flatnonzero(bound).tolist()),
        "founding": int(rng.integers(0, levels)),
    }, number(rng.choice([0, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95]))


def random_stochastic(rng, exact=False):
    """One random stochastic game: numbers of actions differ by state and player."""
    states, n = int(rng.integers(1, 4)), int(rng.choice([1, 2, 2, 2]))
    number = (lambda x: Fraction(int(x))) if exact else float
    pays, moves = [], []
    for _ in range(states):
        shape = tuple(rng.integers(1, 3, n).tolist())
        drawn = rng.integers(-3, 7, (*shape, n))
        pays.append(np.vectorize(number, otypes=[object if exact else float])(drawn))
        odds = rng.integers(0, 4, (*shape, states)) + (np.arange(states) == 0)
        sums = odds.sum(axis=-1, keepdims=True)
        moves.append(odds / sums if not exact else _ratios(odds, sums))
    return StochasticGame.from_arrays(pays, moves)


def _ratios(odds, sums):
    whole = np.empty(odds.shape, dtype=object)
    for at, odd in np.ndenumerate(odds):
        whole[at] = Fraction(int(odd), int(sums[at[:-1]][0]))
    return whole
