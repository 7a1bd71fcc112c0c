"""Two members that insure each other: the 2S edges between which the ratio moves.

A contract is followed by its *ratio* x, the log of u'(c_2)/u'(c_1). In state s it is moved as
little as possible into [x̲(s), x̄(s)], so that the members' values after any history follow from
the state and the last edge at which x was: column k below is "the last ratio was edge k", edges in
the order (x̲(1), x̄(1), x̲(2), ...).

The equations V_1(s, x̲(s)) = A_1(s), V_2(s, x̄(s)) = A_2(s) have several solutions; autarky is one
of them. Value iteration from first best comes close to the efficient one, Newton's method ends
there, and the growth at its prices shows whether it is that (Alvarez and Jermann 2000).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ... import errors
from ...common.progress import tick
from ...types import BoolArray, FloatArray, IntArray
from ..risk import consumption_pair, utility

#: Log weights of value iteration, and how often it goes over them before Newton's method tries.
_WEIGHTS = (1000, 4000, 16000)
_SWEEPS = (10, 20, 40, 80, 160, 320, 640, 1280, 2560)
#: How often the range of weights is doubled where an edge lies outside.
_WIDER = 4
#: What an equation may be off, in income per period as part of income.
_SOLVED = 1e-13
_ALMOST = 1e-11
_STEPS = 80
#: How closely the growth is found, and from how far above.
_CLOSE, _APART = 1e-13, 1e-10


class TwoMembers(NamedTuple):
    """Two members at one patience."""

    total: FloatArray  #: income of both by state, shape (S,)
    probability: FloatArray
    aversion: float
    delta: float
    autarky: FloatArray  #: what each has alone, shape (S, 2)
    unit: FloatArray  #: utility of a period's income alone, times periods; shape (S, 2)
    alone: FloatArray  #: log ratio of incomes alone, shape (S,)
    apart: bool  #: whether leaving is better or worse than autarky
    first_best: FloatArray  #: value of all income to one member, shape (S,)
    shares: FloatArray  #: the least shares at which each stays in first best, shape (2,)


class Contract(NamedTuple):
    """Edges, and the witness that they are those of the efficient contract."""

    edges: FloatArray  #: shape (S, 2)
    values: FloatArray  #: by state and last edge, shape (S, 2S, 2)
    bound: FloatArray  #: positive, shape (S, 2S): at the contract's prices worth less tomorrow
    growth: float


class _Chain(NamedTuple):
    """Where the ratio goes from each edge (row) in each state (column), and what follows."""

    x: FloatArray
    below: BoolArray
    above: BoolArray


def equal_states(*given: FloatArray) -> IntArray:
    """Number of the class of each state: `given` incomes and chances, the chances last.

    States are alike if incomes are and the chances of every class are.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.agreements.solvers.risk_sharing_intervals import equal_states
    >>> equal_states(np.array([[1, 2], [3, 3], [3, 3]]), np.full((3, 3), 1 / 3)).tolist()
    [0, 1, 1]
    """
    *incomes, chances = given
    blocks, count = np.zeros(len(chances), dtype=np.int64), 0
    while blocks.max() >= count:
        count = int(blocks.max()) + 1
        moves = chances @ np.eye(count)[blocks]
        rows = np.round(np.column_stack([*incomes, blocks, moves]), 12)
        blocks = np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)
    return blocks


def efficient_contract(pair: TwoMembers) -> tuple[Contract, bool]:
    """The edges of the efficient contracts, and whether they are shown to be.

    Raises
    ------
    EmptyIntervalError
        If no contract keeps both.
    NotConvergedError
        If Newton's method does not end; `partial` has the edges that it had.
    """
    rough, best, contract = np.zeros((0, 2)), np.inf, None
    for rough in _rough_edges(pair):
        edges, off = _newton(pair, rough)
        best = min(best, off)
        if off <= _ALMOST:
            contract = _contract_of(pair, edges)
            if contract.growth < 1:
                return contract, True
    if contract is not None:
        return contract, False
    message = (
        f"insure(): Newton's method stopped {best:.1e} of a period's income from the edges at "
        f"delta = {pair.delta:.6g}. Ask at another patience, or for dynamic=False."
    )
    raise errors.NotConvergedError(message, partial=rough)


def _contract_of(pair: TwoMembers, edges: FloatArray) -> Contract:
    """The contract with these edges, its values and its growth."""
    chain = _chain(edges)
    worth = utility(consumption_pair(pair.total, chain.x[:, None], pair.aversion), pair.aversion)
    values = _values(chain, _everywhere(chain, pair.delta * pair.probability), worth)
    growth, bound = _growth(pair, chain)
    return Contract(edges, values.swapaxes(0, 1), bound, growth)


def _everywhere(chain: _Chain, move: FloatArray) -> FloatArray:
    return np.broadcast_to(move, (len(chain.x), *move.shape))


# -- Value iteration ------------------------------------------------------------------------------


def _rough_edges(pair: TwoMembers) -> Iterator[FloatArray]:
    """Edges after more and more sweeps over more and more weights."""
    x = _weights(pair, _WEIGHTS[0], 1.25)
    for count in _WEIGHTS:
        widened = 0
        x = np.linspace(x[0], x[-1], count)
        while True:
            worth, values = _start(pair, x)
            for sweeps in _SWEEPS:
                for _ in range(sweeps):
                    edges, values = _sweep(pair, x, worth, values)
                tick()
                reached = edges.min() > x[0] and edges.max() < x[-1]
                if reached or widened:
                    _refuse_empty(pair, edges, x)
                if not reached and widened < _WIDER:
                    break
                yield np.stack([edges[:, 0], edges.max(axis=1)], axis=1)
            if reached or widened == _WIDER:
                break
            widened += 1
            x = np.linspace(1.5 * x[0] - 0.5 * x[-1], 1.5 * x[-1] - 0.5 * x[0], count)


def _weights(pair: TwoMembers, count: int, wider: float) -> FloatArray:
    """Log weights from the extremes of autarky and of first best, and a little more."""
    with np.errstate(divide="ignore", invalid="ignore"):
        one, two = pair.shares
        first_best = pair.aversion * np.log([one / (1 - one), (1 - two) / two])
    ends = np.concatenate([first_best[np.isfinite(first_best)], pair.alone])
    middle, half = (ends.max() + ends.min()) / 2, (ends.max() - ends.min()) / 2
    half = wider * max(half, 1e-3)
    return np.linspace(middle - half, middle + half, count)


def _start(pair: TwoMembers, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Utility of a period and value of first best, by member, state and weight."""
    consumed = consumption_pair(pair.total[:, None], x, pair.aversion)
    worth = np.moveaxis(utility(consumed, pair.aversion), -1, 0)
    share = np.moveaxis(consumption_pair(np.ones(1), x, pair.aversion), -1, 0)[:, None]
    if pair.aversion == 1:
        return worth, pair.first_best[:, None] + np.log(share) / (1 - pair.delta)
    return worth, pair.first_best[:, None] * share ** (1 - pair.aversion)


def _sweep(
    pair: TwoMembers, x: FloatArray, worth: FloatArray, values: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """One sweep: edges at which each is indifferent, then values of the ratio that is moved."""
    now = worth + pair.delta * (pair.probability @ values)
    edges, moved = np.empty((len(pair.total), 2)), np.empty_like(now)
    for s, (floor_one, floor_two) in enumerate(pair.autarky):
        low = np.interp(floor_one, now[0, s], x)
        high = np.interp(-floor_two, -now[1, s], x)
        edges[s] = low, high
        to = np.clip(x, low, max(low, high))
        moved[0, s], moved[1, s] = np.interp(to, x, now[0, s]), np.interp(to, x, now[1, s])
    return edges, moved


def _refuse_empty(pair: TwoMembers, edges: FloatArray, x: FloatArray) -> None:
    """Say in which state no ratio keeps both: continuations from first best are upper bounds."""
    crossed = edges[:, 0] - edges[:, 1]
    if pair.apart and crossed.max() > 4 * (x[1] - x[0]):
        raise EmptyIntervalError(int(crossed.argmax()))


class EmptyIntervalError(Exception):
    """In this state, by its number, no ratio keeps both."""


# -- Newton's method ------------------------------------------------------------------------------


def _chain(edges: FloatArray) -> _Chain:
    x, (low, high) = edges.ravel(), edges.T
    above = x[:, None] > high
    return _Chain(x, (x[:, None] < low) & ~above, above)


def _flow(chain: _Chain, move: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Visits before the ratio moves; of each edge's own state; and by which edge it moves on."""
    count, S = chain.below.shape
    stays = move * ~(chain.below | chain.above)[:, None, :]
    visits: FloatArray = np.linalg.inv(np.eye(S) - stays).astype(float)
    own = visits[np.arange(count), np.arange(count) // 2]
    onward = np.zeros((count, count))
    to = (own[:, None, :] @ move)[:, 0]
    onward[:, 0::2], onward[:, 1::2] = to * chain.below, to * chain.above
    return visits, own, onward


def _values(chain: _Chain, move: FloatArray, now: FloatArray) -> FloatArray:
    """What solves V = now + move V, by edge, state and column of `now`, whose rows are the same."""
    count = len(chain.x)
    visits, own, onward = _flow(chain, move)
    at = np.linalg.solve(np.eye(count) - onward, (own[:, None, :] @ now)[:, 0])
    later = chain.below[..., None] * at[0::2] + chain.above[..., None] * at[1::2]
    moved = (chain.below | chain.above)[..., None]
    values = np.where(moved, later, visits @ (now + move @ later))
    values[np.arange(count), np.arange(count) // 2] = at
    return np.asarray(values)


def _equations(pair: TwoMembers, edges: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What V_i - A_i is at each edge, and its derivative by all edges."""
    chain, gamma = _chain(edges), pair.aversion
    count = len(chain.x)
    state, who = np.arange(count) // 2, np.arange(count) % 2
    _, own, onward = _flow(chain, _everywhere(chain, pair.delta * pair.probability))
    consumed = consumption_pair(pair.total, chain.x[:, None], gamma)
    # What a higher ratio of today moves from member 2 to member 1.
    moved = consumed.prod(axis=-1) / pair.total / gamma
    slope = consumed**-gamma * np.stack([moved, -moved], axis=-1)
    follows = np.linalg.inv(np.eye(count) - onward)
    now = np.einsum("ks,ksi->ki", own, utility(consumed, gamma))
    off = (follows @ now)[np.arange(count), who] - pair.autarky[state, who]
    change = follows * np.einsum("ks,ksi->ki", own, slope)[:, who].T
    return off, change


def _newton(pair: TwoMembers, edges: FloatArray) -> tuple[FloatArray, float]:
    """Newton's method with halved steps, and what the equations are off in the end."""
    unit = pair.unit.ravel()
    off, change = _equations(pair, edges)
    error = float(abs(off / unit).max())
    for _ in range(_STEPS):
        if error <= _SOLVED:
            break
        try:
            step = np.linalg.solve(change, off).reshape(edges.shape)
        except np.linalg.LinAlgError:
            break
        size = 1.0
        while size > 1e-7:
            trial = edges - size * step
            if (trial[:, 0] <= trial[:, 1] + 1e-14).all():
                off, change = _equations(pair, trial)
                less = float(abs(off / unit).max())
                if less < error:
                    break
            size /= 2
        else:
            break
        edges, error = trial, less
    return np.sort(edges, axis=1), error


# -- Growth ---------------------------------------------------------------------------------------


def _growth(pair: TwoMembers, chain: _Chain) -> tuple[float, FloatArray]:
    """The growth at the contract's prices, and the bound whose price is at most that part of it.

    Noda's iteration: every step is a bound on the spectral radius, from above.
    """
    low, high = chain.x[0::2], chain.x[1::2]
    spent = consumption_pair(pair.total, chain.x[:, None], pair.aversion) ** pair.aversion
    clipped = np.clip(chain.x[:, None], low, high)
    later = consumption_pair(pair.total, clipped, pair.aversion) ** pair.aversion
    dear = (spent[:, :, None] / later[:, None]).max(axis=-1)
    price = pair.delta * pair.probability * dear
    inside = ~(chain.below | chain.above)
    bound = np.ones((len(chain.x), len(low)))
    growth = float((price @ bound[..., None])[..., 0][inside].max())
    for _ in range(_STEPS if growth else 0):
        tried = growth * (1 + _APART)
        more = _values(chain, price / tried, bound[..., None] / tried)[..., 0]
        if not (np.isfinite(more).all() and (more > 0).all()):
            break
        less = float((tried - bound / more)[inside].max())
        if not less < growth:
            break
        close, growth, bound = growth - less < _CLOSE * growth, less, more / more.max()
        if close:
            break
    return growth, bound.T
