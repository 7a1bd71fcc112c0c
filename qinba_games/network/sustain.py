"""Which ties hold, given who sees a breach and what follows it?"""

from __future__ import annotations

import dataclasses
import time
from typing import Any

import numpy as np

from .. import _check, _exact, _sizes, _tolerance
from ..common.progress import telling
from ..common.rounded import rounded
from ..types import Array, fill, read_only
from ..verify.door import certified
from . import regimes
from .network import Network
from .results.sustained import Sustained
from .solvers import enforcement
from .solvers.grim_network import NetworkNumbers, TieSet

_NUMBERS = ("bound", "price")


def sustain(
    network: Network,
    delta: Any,
    regime: str,
    *,
    jurisdictions: Any = None,
    time_limit: Any = None,
) -> Sustained:
    r"""Find the most valuable set of ties that is self-enforcing under a regime.

    With the slack :math:`m_{ij} = \delta(x_{ij} - w_{ij}) - (1-\delta)(d^*_{ij} - x_{ij})` of
    each end of each tie, :math:`d^* = \max(d, x, w)`, a set of ties is sustained exactly when

    * "bilateral" (the tie ends): no slack in it is negative;
    * "bilateral+sharing": no sum of the two slacks of a tie is negative;
    * "multilateral" (a breach is seen by all and all ties end): no government's sum of slacks is;
    * "multilateral+sharing" (and money moves along the ties that are kept): no component's is;
    * "coordinator" (a breach inside a jurisdiction ends all ties inside): no jurisdiction's is;
      ties that are inside none are bilateral, without sharing.

    Parameters
    ----------
    network : Network
    delta : Number
        Patience, in [0, 1).
    regime : str
    jurisdictions : mapping or sequence, optional
        From names to labels, or one label per government; None as a label: in none. A Series is
        read by the names that it has; what is missing in it is None. By default everybody is in
        one. Only "coordinator" looks at it.
    time_limit : Number, optional
        Seconds for the search in the two multilateral regimes. What was found by then is returned,
        with a bound.

    Returns
    -------
    Sustained

    Raises
    ------
    NotApplicableError
        For ties with friction in a regime other than the bilateral ones.
    DiscountError, UnknownNameError, ShapeError, InputTypeError, RangeError

    Notes
    -----
    Agreements are constant: the same ties in every period. Everything is public, except that in the
    bilateral regimes only the ends see a tie. The set is the best one; up to 200 ties it is the
    first of the best, in the order of ties, kept before left out, and `.unique` says whether it is
    the only one. Exact for rational input.

    Examples
    --------
    Alone, Hanzhong would not keep its tie with Ankang; it does if a breach costs it both ties:

    >>> import qinba_games as qg
    >>> net = qg.Network(
    ...     ["Bazhong", "Hanzhong", "Ankang"],
    ...     {
    ...         "a": ["Bazhong", "Hanzhong"],
    ...         "b": ["Hanzhong", "Ankang"],
    ...         "value_a": [2, 3],
    ...         "value_b": [2, 1],
    ...         "temptation_a": [3, 7],
    ...         "temptation_b": [3, 2],
    ...     },
    ... )
    >>> alone = qg.sustain(net, 0.5, "bilateral")
    >>> alone.sustained.tolist(), alone.reasons[1]
    ([True, False], ('government', ('Hanzhong',)))
    >>> qg.sustain(net, 0.5, "multilateral").sustained.tolist()
    [True, True]

    References
    ----------
    B. D. Bernheim and M. D. Whinston (1990), "Multimarket contact and collusive behavior", RAND
    Journal of Economics 21, 1-26; S. Goldlücke and S. Kranz (2012), "Infinitely repeated games
    with public monitoring and monetary transfers", Journal of Economic Theory 147, 1191-1221.
    """
    limit = None
    if time_limit is not None:
        limit = _check.number("sustain", "time_limit", time_limit, low=0)
    model, discount, rule, labels = question_of("sustain", network, delta, regime, jurisdictions)
    with telling("sustain"):
        if not is_far_apart(model, discount):
            return certified(solve_question(model, discount, rule, labels, limit))
        twin = in_decimals(model), _exact.decimals(discount)
        return in_floats(certified(solve_question(*twin, rule, labels, limit)), model, discount)


def in_floats(answer: Sustained, network: Network, delta: Any) -> Sustained:
    """The answer to what was asked in floats, from that in fractions."""
    return certified(rounded(answer, _NUMBERS, network=network, delta=delta))


def question_of(
    function: str, network: Any, delta: Any, regime: Any, jurisdictions: Any
) -> tuple[Network, Any, str, tuple[Any, ...]]:
    """Check what a question about a network consists of."""
    model = _check.instance(function, "network", network, Network)
    discount = _check.discount(function, delta)
    rule = regimes.regime_of(function, model, regime)
    return model, discount, rule, regimes.labels_of(function, model, jurisdictions)


def solve_question(
    network: Network, delta: Any, regime: str, labels: tuple[Any, ...], limit: Any = None
) -> Sustained:
    """Solve what has been checked; the result is not certified."""
    exact = network.exact and _exact.is_rational(delta)
    ties, unit = _ties(network, network.slack(delta), network.worth, exact)
    price = np.zeros(ties.n)
    deadline = None if limit is None else time.monotonic() + float(limit)
    if regime in regimes.SEPARATE:
        solution = enforcement.separate(ties, sharing=regime == "bilateral+sharing")
    else:
        code = regimes.codes_of(labels)
        inside = regimes.inside_of(network.ends, code)
        if regime == "coordinator":
            solution = enforcement.by_jurisdiction(ties, inside, code)
        else:
            solution = enforcement.multilateral(
                ties, sharing=regime == "multilateral+sharing", deadline=deadline
            )
        price = enforcement.prices(ties, regime, inside, code)
    return _answer(network, delta, regime, labels, (solution, price, unit, exact))


def _ties(network: Network, slack: Array, worth: Array, exact: bool) -> tuple[NetworkNumbers, Any]:
    """The numbers of a network for the solvers, ints where all is rational; units of the two."""
    n = len(network.governments)
    if not exact:
        given = [part.astype(float, copy=False) for part in (network.value, network.temptation)]
        room = _tolerance.tie(*given, network.outside.astype(float, copy=False))
        worth = worth.astype(float, copy=False)
        if network.weight is None and len(worth) <= enforcement.FIRST:
            # A tie that only rounding keeps from being worth nothing makes no set the better one.
            size = abs(network.value).sum(axis=1) + abs(network.outside).sum(axis=1)
            worth = np.where(abs(worth) <= _tolerance.meeting(_tolerance.STEP, size), 0.0, worth)
        same = _tolerance.tie(worth, np.zeros(1))
        return NetworkNumbers(n, network.ends, slack, worth, room, same), (1, 1)
    terms = 2 * len(worth) + 1
    if not len(worth):
        empty = np.zeros((0, 2), dtype=np.int64)
        return NetworkNumbers(n, network.ends, empty, empty[:, 0], 0, 0), (1, 1)
    whole, unit = _exact.over_common_denominator(slack, terms)
    counts, other = _exact.over_common_denominator(worth, terms)
    return NetworkNumbers(n, network.ends, whole, counts, 0, 0), (unit, other)


def _answer(
    network: Network, delta: Any, regime: str, labels: tuple[Any, ...], solution: Any
) -> Sustained:
    best, price, (unit, other), exact = solution
    # Any prices give a bound; short ones give a short one.
    price = _exact.fractions(np.round(price * unit / other * 2**12) / 2**12) if exact else price
    result = Sustained(
        network=network,
        delta=delta,
        regime=regime,
        jurisdictions=labels,
        sustained=read_only(best.chosen),
        bound=None,
        unique=best.unique,
        price=read_only(price),
        exact=exact,
        proven=best.proven,
        notes=_notes(regime, best),
    )
    if best.proven:
        return dataclasses.replace(result, bound=result.value)
    return result.bounded(best.bound, other)


def _notes(regime: str, best: TieSet) -> tuple[str, ...]:
    notes = ["constant agreements only: paths that vary in time can do better"]
    if regime == "bilateral":
        notes.append("best separable equilibrium: contagion among neighbours can do better")
    if regime == "multilateral+sharing":
        notes.append("who passes money on pays first and is reimbursed in a later round")
    if best.unique is None and best.proven:
        notes.append("whether another set is worth as much was not looked at")
    return tuple(notes)


#: Up to so many ties are solved in fractions where floats are near the edge, which takes them some
#: five seconds; and up to so many where they would be refused, in less than a minute.
QUICK, MOST = 20_000, 100_000
_COLUMNS = ("value", "temptation", "outside", "weight", "friction")


def is_far_apart(network: Network, delta: Any) -> bool:
    """Whether rounding could decide in floats, so that fractions have to."""
    # If delta is a float, so are the sums in which ints and fractions meet it.
    size = len(network.ends)
    if size > MOST or (network.exact and _exact.is_rational(delta)):
        return False
    return _sizes.is_far(network) if size <= QUICK else _sizes.is_too_far(network)


def in_decimals(network: Network) -> Network:
    """The same network in fractions."""
    table = network.columns()
    for name, column in table.items():
        if name.startswith(_COLUMNS):
            table[name] = [_exact.decimals(number) for number in column]
    made = Network(network.governments, table)
    fill(made, partnerships=network.partnerships, trust=network.trust)
    return made
