"""A strategy in phases with payments after play, judged by trying every single deviation."""

from ._exact import Record, as_numbers, is_exact
from ._stage import read, replies


def simple_strategy_gain(payoffs, delta, agreed, punishments, compliance, deviation, outside=None):
    """Largest gain from a single deviation of a strategy in phases, with payments after play.

    Phase 0 plays `agreed`; phase i+1 plays ``punishments[i]``. After everybody played as told in
    phase k, i pays ``compliance[k][i]`` (negative: receives). After i alone deviated in the play
    of phase k, ``deviation[k][i]`` is what it pays (what this exceeds its compliance payment by
    goes to the others in equal parts) or, as a sequence, what each player pays. When all have
    paid, the next period is phase 0; if i refuses, it is phase i+1. With `outside`,
    `punishments` is () and only phase 0 exists: after a refusal all leave, and anyone can
    leave before play.

    Returns Record(gain, deviation, values, balanced, tol): `gain` is in average payoff,
    `deviation` says which one it is, ``values[k][i]`` is what phase k pays to i, and `balanced`
    whether the payments of every event sum to 0.
    """
    table, counts, w, tol = read(payoffs, outside, delta, compliance, deviation)
    exact = is_exact(payoffs, delta, compliance, deviation)
    compliance, deviation = as_numbers(compliance, exact), as_numbers(deviation, exact)
    n = len(counts)
    profiles = [agreed, *punishments] if w is None else [agreed]
    first = [g - p for g, p in zip(table[agreed], compliance[0], strict=True)]
    values = [
        [(1 - delta) * (table[a][i] - compliance[k][i]) + delta * first[i] for i in range(n)]
        for k, a in enumerate(profiles)
    ]
    after_refusal = [values[i + 1][i] for i in range(n)] if w is None else w
    found, balanced = [], True

    def refusal(i, payment):
        """Gain of player i from refusing a payment, whatever was played before."""
        return delta * after_refusal[i] + (1 - delta) * payment - delta * first[i]

    for k, a in enumerate(profiles):
        balanced &= abs(sum(compliance[k])) <= tol
        for i in range(n):
            fines = _payments(compliance[k], deviation[k][i], i, n)
            balanced &= abs(sum(fines)) <= tol
            found.append((refusal(i, compliance[k][i]), ("refuse", k, i)))
            found += [
                (refusal(j, fines[j]), ("refuse after deviation of", k, j, i)) for j in range(n)
            ]
            if w is not None:
                found.append((w[i] - values[k][i], ("leave", k, i)))
            for b in replies(a, i, counts):
                if b != a:
                    pay = (1 - delta) * (table[b][i] - fines[i]) + delta * first[i]
                    refuse = (1 - delta) * table[b][i] + delta * after_refusal[i]
                    found.append((pay - values[k][i], ("deviate and pay", k, i, b)))
                    found.append((refuse - values[k][i], ("deviate and refuse", k, i, b)))
    gain, which = max(found, key=lambda pair: pair[0])
    return Record(gain=gain, deviation=which, values=values, balanced=bool(balanced), tol=tol)


def _payments(compliance, own, i, n):
    """What each player pays after i alone deviated."""
    if hasattr(own, "__len__"):
        return list(own)
    extra = own - compliance[i]
    return [own if j == i else compliance[j] - extra / (n - 1) for j in range(n)]


def simple_strategy_ok(payoffs, delta, agreed, punishments, compliance, deviation, outside=None):
    """True if payments are balanced and no single deviation pays."""
    judged = simple_strategy_gain(
        payoffs, delta, agreed, punishments, compliance, deviation, outside
    )
    return judged.balanced and judged.gain <= judged.tol
