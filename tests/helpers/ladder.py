"""Random small models with one huge number in them, in `Fraction`s and in floats."""

from fractions import Fraction

import numpy as np

import qinba_games as qg
from qinba_games.agreements import Agreement, SymmetricAgreement
from qinba_games.cooperative import TUGame

RUNGS = tuple(10**k for k in (1, 6, 8, 9, 15))


def decimals(rng, low, high, shape):
    """Numbers with two digits, as Fractions."""
    whole = rng.integers(round(100 * low), round(100 * high) + 1, shape)
    return np.array([Fraction(int(v), 100) for v in whole.ravel()], dtype=object).reshape(shape)


def floats(value):
    """The same in floats."""
    if isinstance(value, (list, tuple)):
        return type(value)(floats(part) for part in value)
    return value.astype(float) if isinstance(value, np.ndarray) else float(value)


def partnership(rng, kind, huge):
    """The arguments of a partnership: benefits, cost and the rest."""
    levels = int(rng.integers(1, 4))
    benefit = np.sort(decimals(rng, 0.5, 3, (levels, 2)), axis=0)
    options = {
        "promotion": decimals(rng, 0.2, 0.9, 1)[0],
        "friction": decimals(rng, 0, 0.2, 1)[0],
        "outside": decimals(rng, 0, 0.3, 2),
        "sharing": str(rng.choice(["none", "voluntary", "equal", "optimal"])),
        "detection": decimals(rng, 0.5, 1, 1)[0],
    }
    cost, bad = decimals(rng, 0.4, 1.2, 2), decimals(rng, 0.5, 2, 2)
    if kind == "bad times":
        bad[:] = huge
    elif kind == "one member's bad times":
        bad[rng.integers(2)] = Fraction(huge)
    elif kind == "outside":
        options["outside"][:] = Fraction(-huge)
    elif kind == "one outside":
        options["outside"][rng.integers(2)] = Fraction(-huge)
    elif kind == "cost":
        cost[rng.integers(2)] = Fraction(huge)
    elif kind == "deposit":
        options["deposit"] = np.array([Fraction(huge), Fraction(0)], dtype=object)
    if kind in ("bad times", "one member's bad times") or rng.random() < 0.5:
        options["bad_times"] = [(decimals(rng, 0.1, 0.4, 1)[0], bad)]
    return (benefit, cost), options


PARTNERSHIPS = ("bad times", "one member's bad times", "outside", "one outside", "cost", "deposit")


def both_partnerships(rng, kind, huge):
    """A partnership in Fractions and in floats."""
    given, options = partnership(rng, kind, huge)
    rounded = {
        name: value if isinstance(value, str) else floats(value) for name, value in options.items()
    }
    exact = qg.Partnership(*given, **options)
    return exact, qg.Partnership(*floats(list(given)), **rounded)


STAGES = ("cell", "benefit", "action", "constant", "outside")


def both_repeated(rng, kind, huge):
    """A repeated game in Fractions and in floats."""
    shape = tuple(int(m) for m in rng.integers(2, 4, 2))
    payoffs, outside = decimals(rng, 0, 4, (*shape, 2)), None
    if rng.random() < 0.5 or kind == "outside":
        outside = decimals(rng, 0, 1, 2)
    cell = (*(int(rng.integers(m)) for m in shape), int(rng.integers(2)))
    if kind == "cell":
        payoffs[cell] = Fraction(-huge)
    elif kind == "benefit":
        payoffs[cell] = Fraction(huge)
    elif kind == "action":
        payoffs[-1, :, 0] = Fraction(-huge)
    elif kind == "constant":
        payoffs = payoffs + min(huge, 10**12)
        outside = None if outside is None else outside + min(huge, 10**12)
    elif kind == "outside":
        outside[:] = Fraction(-huge)
    rounded = None if outside is None else floats(outside)
    if kind == "constant":  # the floats themselves are the game: a constant takes their digits
        payoffs = np.vectorize(Fraction, otypes=[object])(floats(payoffs))
        outside = None if outside is None else np.vectorize(Fraction, otypes=[object])(rounded)
    exact = qg.RepeatedGame(qg.StageGame(payoffs), outside=outside)
    return exact, qg.RepeatedGame(qg.StageGame(floats(payoffs)), outside=rounded)


def both_games(rng, kind, huge, shape):
    """A stage game in Fractions and in floats."""
    payoffs = decimals(rng, 0, 4, (*shape, len(shape)))
    cell = tuple(int(rng.integers(m)) for m in payoffs.shape)
    if kind == "action":
        payoffs[-1, ..., 0] = Fraction(-huge)
    else:
        payoffs[cell] = Fraction(-huge if kind == "cell" else huge)
    return qg.StageGame(payoffs), qg.StageGame(floats(payoffs))


def both_stochastic(rng, kind, huge):
    """A stochastic game of two states in Fractions and in floats."""
    payoffs = decimals(rng, 0, 4, (2, 2, 2, 2))
    if kind == "cell":
        payoffs[tuple(rng.integers(0, 2, 4))] = Fraction(-huge)
    elif kind == "benefit":
        payoffs[tuple(rng.integers(0, 2, 4))] = Fraction(huge)
    elif kind == "action":
        payoffs[:, 1, :, 0] = Fraction(-huge)
    elif kind == "constant":
        payoffs = payoffs + min(huge, 10**12)
        payoffs = np.vectorize(Fraction, otypes=[object])(floats(payoffs))
    first = decimals(rng, 0, 1, (2, 2, 2, 1))
    moves = np.concatenate([first, 1 - first], axis=-1)
    rounded = floats(first)
    make = qg.StochasticGame.from_arrays
    return (
        make(list(payoffs), list(moves)),
        make(list(floats(payoffs)), list(np.concatenate([rounded, 1 - rounded], axis=-1))),
    )


def both_coalitional(rng, kind, huge):
    """A cooperative game of three or four members in Fractions and in floats."""
    n = int(rng.integers(3, 5))
    values = decimals(rng, 0, 4, 2**n)
    values[0] = Fraction(0)
    values[-1] += int(rng.integers(0, 4))
    mask = int(rng.integers(1, 2**n - 1))
    if kind == "cell":
        values[mask] = Fraction(-huge)
    elif kind == "benefit":
        values[mask] = Fraction(huge)
    return TUGame(values), TUGame(floats(values))


def both_agreements(rng, kind, huge):
    """An agreement of three members in Fractions and in floats."""
    rows = decimals(rng, 0, 4, (8, 3))
    mask, member = int(rng.choice([3, 5, 6, 7])), int(rng.integers(3))
    if kind == "cell":
        rows[mask, member] = Fraction(-huge)
    elif kind == "benefit":
        rows[mask, member] = Fraction(huge)
    elif kind == "alone":
        rows[0, member] = Fraction(-huge)
    rows[[1, 2, 4]] = rows[0]
    return Agreement(rows), Agreement(floats(rows))


def both_alike(rng, kind, huge):
    """An agreement of three to six identical members in Fractions and in floats."""
    n = int(rng.integers(3, 7))
    signatory, outsider = decimals(rng, 0, 6, n + 1), decimals(rng, 0, 6, n)
    signatory[:2] = outsider[:2] = Fraction(1)
    if kind == "cell":
        signatory[int(rng.integers(2, n + 1))] = Fraction(-huge)
    elif kind == "benefit":
        outsider[int(rng.integers(2, n))] = Fraction(huge)
    elif kind == "constant":
        told = (floats(part + min(int(huge), 10**12)) for part in (signatory, outsider))
        signatory, outsider = (np.vectorize(Fraction, otypes=[object])(part) for part in told)
    return SymmetricAgreement(signatory, outsider), SymmetricAgreement(
        floats(signatory), floats(outsider)
    )


def both_networks(rng, kind, huge):
    """Four governments with five ties in Fractions and in floats."""
    return networks(rng, kind, huge, 4, [(0, 1), (1, 2), (2, 3), (0, 3), (0, 2)])


def both_large_networks(rng, kind, huge):
    """Eighty governments with more ties than are searched for the first best set."""
    pairs = np.argwhere(np.triu(np.ones((80, 80)), 1))
    chosen = rng.choice(len(pairs), int(rng.integers(201, 280)), replace=False)
    return networks(rng, kind, huge, 80, pairs[chosen].tolist())


def networks(rng, kind, huge, n, pairs):
    """A network with these ties in Fractions and in floats."""
    shape = len(pairs), 2
    value, temptation = decimals(rng, 0, 3, shape), decimals(rng, 1, 6, shape)
    outside = decimals(rng, 0, 1, shape)
    at = int(rng.integers(len(pairs))), int(rng.integers(2))
    more = {}
    if kind == "cell":
        value[at] = Fraction(-huge)
    elif kind == "benefit":
        value[at] = Fraction(huge)
    elif kind == "temptation":
        temptation[at] = Fraction(huge)
    elif kind == "outside":
        outside[at] = Fraction(-huge)
    elif kind == "weight":
        more["weight"] = decimals(rng, -1, 3, len(pairs))
        more["weight"][at[0]] = Fraction(huge) * int(rng.choice([-1, 1]))

    def network(numbers):
        sides = {"value": value, "temptation": temptation, "outside": outside}
        columns = {
            f"{name}_{end}": numbers(both[:, k])
            for name, both in sides.items()
            for k, end in enumerate("ab")
        }
        ends = {end: [pair[k] for pair in pairs] for k, end in enumerate("ab")}
        weights = {name: numbers(column) for name, column in more.items()}
        return qg.Network(range(n), ends | columns | weights)

    return network(list), network(floats)


def both_members(rng, kind, huge, n=3, levels=3):
    """Members of one network in Fractions and in floats."""
    benefit, cost = decimals(rng, 0.5, 2, (levels, n, n)), decimals(rng, 0.3, 1.5, n)
    benefit[:, range(n), range(n)] = Fraction(0)
    benefit, outside = np.sort(benefit, axis=0), decimals(rng, 0, 0.3, n)
    bad = []
    if kind == "outside":
        outside[int(rng.integers(n))] = Fraction(-huge)
    elif kind == "benefit":
        benefit[-1, 0, 1] = Fraction(huge)
    elif kind == "bad times":
        bad = [(Fraction(1, 5), np.array([Fraction(huge)] * n))]
    exact = {"promotion": Fraction(3, 5), "friction": Fraction(1, 20)}
    rounded = {name: float(value) for name, value in exact.items()}
    return (
        qg.Partnership(benefit, cost, outside=outside, bad_times=bad, **exact),
        qg.Partnership(
            floats(benefit),
            floats(cost),
            outside=floats(outside),
            bad_times=[(float(p), floats(more)) for p, more in bad],
            **rounded,
        ),
    )
