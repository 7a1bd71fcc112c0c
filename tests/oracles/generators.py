"""Seeded random inputs: a numpy ``Generator`` in, raw parameters out.

``repeated_game(rng, outside=None)``   (payoffs, outside or None); outside=True/False settles it
``discount(rng)``                      a Fraction in (0, 1)
``share_fractions(rng, n)``            n Fractions that sum to 1, some of them perhaps negative
``stochastic_game(rng)``               [(payoffs, transitions)] for ``oracles.stochastic``
``partnership(rng, sharing=None)``     (keyword arguments of a partnership, δ)
``rivals()``                           (the same) for a partnership none of whose equilibria is
                                       greatest in every state (about 1 in 1000 at random)

Half of the games have integer payoffs in -3..3 (an integer array), so that ties occur; the other
half have Fractions (an object array). Partnerships are floats with few decimals.
"""

from fractions import Fraction

import numpy as np


def _fractions(rng, shape, low=-3, high=3):
    """Object array of Fractions in [low, high] with denominators 1..12."""
    result = np.empty(shape, dtype=object)
    for index in np.ndindex(*shape):
        below = int(rng.integers(1, 13))
        result[index] = Fraction(int(rng.integers(low * below, high * below + 1)), below)
    return result


def _payoffs(rng, shape):
    if rng.random() < 0.5:
        return rng.integers(-3, 4, size=shape)
    return _fractions(rng, shape)


def repeated_game(rng, outside=None):
    n = int(rng.choice([2, 2, 3, 4]))
    high = {2: 5, 3: 4, 4: 3}[n]
    counts = tuple(int(m) for m in rng.integers(2, high, size=n))
    payoffs = _payoffs(rng, (*counts, n))
    if outside is None:
        outside = rng.random() < 0.5
    if not outside:
        return payoffs, None
    exits = _payoffs(rng, (n,)) if rng.random() < 0.5 else rng.integers(-2, 1, size=n)
    return payoffs, [x if isinstance(x, Fraction) else int(x) for x in exits]


def discount(rng):
    below = int(rng.integers(2, 30))
    return Fraction(int(rng.integers(1, below)), below)


def share_fractions(rng, n):
    parts = [Fraction(int(x), 12) for x in rng.integers(-1, 12, size=n - 1)]
    return [*parts, 1 - sum(parts)]


def stochastic_game(rng):
    """Two or three states, few actions: policies x replies stay in the hundreds."""
    states, n = [(2, 2), (2, 2), (3, 2), (2, 3)][int(rng.integers(4))]
    game = []
    integer = rng.random() < 0.5
    for _ in range(states):
        most = 4 if (states, n) == (2, 2) else 3
        counts = tuple(int(m) for m in rng.integers(1, most, size=n))
        if max(counts) == 1:
            counts = (2,) * n
        shape = (*counts, n)
        payoffs = rng.integers(-3, 4, size=shape) if integer else _fractions(rng, shape)
        moves = np.empty((*counts, states), dtype=object)
        for a in np.ndindex(*counts):
            weights = rng.integers(0, 4, size=states)
            if weights.sum() == 0:
                weights[int(rng.integers(states))] = 1
            moves[a] = [Fraction(int(x), int(weights.sum())) for x in weights]
        game.append((payoffs, moves))
    return game


def partnership(rng, sharing=None, max_policies=20_000):
    """Half plain (symmetric, w = 0, good times only, q = 1, B = s = 0), half with everything.

    `sharing`: None draws one of none, voluntary, equal, surplus, proportional, fractions.
    """
    rich = rng.random() < 0.5
    if sharing is None:
        sharing = str(rng.choice(["none", "voluntary", "equal", "surplus", "proportional", "own"]))
    n = 3 if rng.random() < 0.2 else 2
    top, times = int(rng.integers(4)), int(rng.integers(1, 3)) if rich else int(rng.integers(2))
    actions = 2**n + 1 if sharing == "voluntary" else 3
    while actions ** ((top + 1) * (times + 1)) > max_policies:
        if times > 1 or (times > 0 and top == 0):
            times -= 1
        else:
            top -= 1
    if sharing == "own":
        parts = rng.dirichlet(np.full(n, 4.0)).round(2)
        parts[-1] = 1 - parts[:-1].sum()
        sharing = parts

    def each(low, high):
        """One number per member: their own in the rich half, the same in the plain half."""
        return rng.uniform(low, high, size=n if rich else 1).round(2) * np.ones(n)

    cost = each(0.5, 1.3)
    benefit = np.zeros((top + 1, n, n))
    pull = rng.uniform(0.5, 2.4, size=(n, n) if rich else 1).round(2) * np.ones((n, n)) / (n - 1)
    for k in range(top + 1):
        benefit[k] = pull * (1 - np.eye(n))
        pull = pull + rng.uniform(0, 0.9, size=(n, n) if rich else 1).round(2) * np.ones((n, n))
    share_bad = (0.8 * rng.dirichlet(np.full(times + 1, 2.0))).round(2)[:times]
    parameters = {
        "benefit": benefit,
        "cost": cost,
        "outside": each(-0.4, 0.4) if rich else np.zeros(n),
        "promotion": round(rng.uniform(0.2, 1), 2),
        "friction": rng.uniform(0, 0.4, size=top + 1).round(2)
        if rich
        else round(rng.uniform(0, 0.3), 2),
        "drop": [1, 2, None][int(rng.integers(3))],
        "detection": round(rng.uniform(0.4, 1), 2) if rich else 1.0,
        "bad_times": tuple(
            (float(share), tuple(float(h) for h in each(0.1, 1.2))) for share in share_bad
        ),
        "sharing": sharing,
        "deposit": each(0, 0.6) if rich else np.zeros(n),
        "subsidy": round(rng.uniform(0, 0.3), 2) if rich else 0.0,
    }
    return parameters, round(rng.uniform(0.4, 0.97), 3)


def rivals():
    """Contributing at trust 0 and idling at 1 is worth (1, .8), the other way round (0, 1)."""
    benefit = np.array([[[0, 3.25], [0.75, 0]], [[0, 4.5], [0.75, 0]]])
    return {
        "benefit": benefit,
        "cost": np.array([1.5, 1.25]),
        "outside": np.array([-0.75, -0.75]),
        "promotion": 0.5,
        "friction": 0.375,
        "drop": 1,
        "detection": 1.0,
        "bad_times": (),
        "sharing": "none",
        "deposit": np.zeros(2),
        "subsidy": 0.0,
    }, 0.8
