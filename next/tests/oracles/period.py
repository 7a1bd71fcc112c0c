"""One period of a partnership in plain numbers, as the theory page spells it out.

A *row* is what members agree on in a state: who contributes, a tuple of bools, or LEAVE. Rows come
in the order of ties: all contribute, all leave, some contribute, nobody does. A *kind* is what
follows: FULL (all contributed), PARTIAL (somebody idled), END.
"""

from fractions import Fraction
from itertools import product
from types import SimpleNamespace

import numpy as np

LEAVE = "leave"
FULL, PARTIAL, END = range(3)


def read(model, coordinator=None, *, sharing=None, exact=False):
    """The parameters of a partnership, after what a coordinator does to them."""
    number = Fraction if exact else float
    n, levels = len(model.members), len(model.benefit)
    numbers = {name: number(getattr(model, name)) for name in ("promotion", "detection")}
    bad = [(number(chance), [number(h) for h in extra]) for chance, extra in model.bad_times]
    good = (1 - sum(chance for chance, _ in bad), [number(0)] * n)
    terms = SimpleNamespace(
        n=n,
        levels=levels,
        number=number,
        benefit=[[[number(b) for b in row] for row in level] for level in model.benefit.tolist()],
        cost=[number(c) for c in model.cost],
        outside=[number(w) for w in model.outside],
        friction=[number(f) for f in model.friction],
        deposit=[number(b) for b in model.deposit],
        subsidy=number(model.subsidy),
        stake=number(model.stake),
        drop=model.drop,
        times=[good, *bad],
        sharing=model.sharing if sharing is None else sharing,
        mandate={k for k, name in enumerate(model.members) if name in model.mandate},
        founding=model.founding,
        **numbers,
    )
    if coordinator is not None:
        _govern(terms, coordinator, model.members)
    if not isinstance(terms.sharing, str):
        terms.sharing = [number(part) for part in terms.sharing]
    terms.voluntary = isinstance(terms.sharing, str) and terms.sharing == "voluntary"
    terms.free = [i for i in range(n) if i not in terms.mandate]
    terms.rows = _rows(terms)
    return terms


def _govern(terms, coordinator, members):
    """What every capacity changes; credibility is the chance that it is executed."""
    number, trust = terms.number, terms.number(coordinator.credibility)
    missed = (1 - terms.detection) * (1 - trust * number(coordinator.monitoring))
    terms.detection = 1 - missed
    calm = 1 - trust * number(coordinator.mediation)
    terms.friction = [f * calm for f in terms.friction]
    lodged = np.broadcast_to(coordinator.deposit, terms.n).tolist()
    terms.deposit = [own + trust * number(b) for own, b in zip(terms.deposit, lodged)]
    terms.subsidy += number(coordinator.subsidy)
    terms.stake += number(coordinator.stake)
    terms.sharing = "voluntary" if coordinator.sharing else terms.sharing
    bound = members if coordinator.mandate == "all" else coordinator.mandate
    terms.mandate |= {i if isinstance(i, int) else list(members).index(i) for i in bound}


def _rows(terms):
    """What can be agreed on; without transfers all do the same."""
    n, mixed = terms.n, []
    if terms.voluntary:
        mixed = [who for who in product([True, False], repeat=n) if any(who) and not all(who)]
    return [(True,) * n, *[LEAVE] * bool(terms.free), *mixed, (False,) * n]


def mode(row):
    """The name of a row."""
    if row == LEAVE:
        return "leave"
    return "contribute" if all(row) else "mixed" if any(row) else "idle"


def kind(row):
    """What follows a row."""
    return END if row == LEAVE else FULL if all(row) else PARTIAL


def gross(terms, k, row, i):
    """What partners bring i at trust k."""
    return sum(terms.benefit[k][i][j] for j in range(terms.n) if j != i and row[j])


def flow(terms, k, t, row):
    """What members get in a period, shares and a third party's stake included, no subsidy."""
    if row == LEAVE:
        return list(terms.outside)
    extra = terms.times[t][1]
    own = [gross(terms, k, row, i) - (terms.cost[i] + extra[i]) * row[i] for i in range(terms.n)]
    if not all(row):
        return own
    own = own if terms.voluntary else shares(terms, k, own)
    surplus = [x - w for x, w in zip(own, terms.outside)]
    stake = terms.stake if sum(surplus) > 0 else 0
    return [x - stake * more for x, more in zip(own, surplus)]


def shares(terms, k, own):
    """The joint payoff divided by a fixed rule."""
    n, joint, outside = terms.n, sum(own), terms.outside
    rest = joint - sum(outside)
    if not isinstance(terms.sharing, str):
        return [part * joint for part in terms.sharing]
    tempted = [max(gross(terms, k, (True,) * n, i) - outside[i], 0) for i in range(n)]
    if terms.sharing == "optimal" and sum(tempted) > 0:
        return [w + rest * part / sum(tempted) for w, part in zip(outside, tempted)]
    match terms.sharing:
        case "none":
            return own
        case "equal":
            return [joint / n] * n
        case "proportional":
            return [joint * c / sum(terms.cost) for c in terms.cost]
    return [w + rest / n for w in outside]


def pay(terms, k, t, row, after=False):
    """What members get, the subsidy included; after a breach there is none."""
    more = terms.subsidy if row != LEAVE and all(row) and not after else 0
    return [x + more for x in flow(terms, k, t, row)]


def moves(terms, k, kind):
    """Chances of the next trust; the last is that the partnership ends."""
    chances = [terms.number(0)] * (terms.levels + 1)
    below = terms.levels if terms.drop is None else max(0, k - terms.drop)
    calm = 1 - terms.friction[k]
    steps = {
        FULL: [
            (below, terms.friction[k]),
            (min(k + 1, terms.levels - 1), calm * terms.promotion),
            (k, calm * (1 - terms.promotion)),
        ],
        PARTIAL: [(below, 1)],
        END: [(terms.levels, 1)],
    }
    for to, chance in steps[kind]:
        chances[to] += chance
    return chances
