"""Reading a stage game: a table of payoffs and the best one-period deviations."""

from itertools import product

from ._exact import as_numbers, is_exact, tolerance


def read(payoffs, outside, *more):
    """(table {profile: [payoff of each player]}, action counts, outside, tolerance)."""
    exact = is_exact(payoffs, *([] if outside is None else [outside]), *more)
    array = as_numbers(payoffs, exact)
    counts = array.shape[:-1]
    table = {a: array[a].tolist() for a in product(*(range(m) for m in counts))}
    w = None if outside is None else as_numbers(outside, exact).tolist()
    return table, counts, w, tolerance(exact, array)


def replies(a, i, counts):
    """The profiles that player i can bring about when the others play a."""
    return [a[:i] + (b,) + a[i + 1 :] for b in range(counts[i])]


def temptation(table, counts, w, a):
    """What each player gets at best in the period in which it deviates from a."""
    best = [max(table[b][i] for b in replies(a, i, counts)) for i in range(len(counts))]
    return best if w is None else [max(c, o) for c, o in zip(best, w, strict=True)]
