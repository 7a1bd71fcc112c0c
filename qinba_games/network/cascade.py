"""What does an exit or a shock set off?"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _exact
from ..common.progress import telling
from ..common.rounded import rounded
from ..types import Array, BoolArray, read_only
from ..verify.door import certified
from . import regimes
from .components import named
from .network import Network
from .results.cascade import Cascade
from .results.sustained import Sustained
from .solvers.cascading import TieEndings, cascading
from .sustain import in_decimals, in_floats, is_far_apart, question_of, solved
from .tables import NO_GOVERNMENT

_Shocks = tuple[tuple[Any, Any], ...]


@telling("cascade")
def cascade(
    network: Network,
    delta: Any,
    regime: str,
    *,
    exits: Any = (),
    shocks: Any = None,
    jurisdictions: Any = None,
) -> Cascade:
    """Follow what ends after governments leave, or after their outside values have risen.

    It starts from the ties that are sustained. Those who exit lose all ties. Then, in synchronous
    rounds, in the regime "multilateral" everybody whose slacks over what is left add up to
    something negative leaves everything; in the other regimes every tie, component or jurisdiction
    in deficit ends whole.

    Parameters
    ----------
    network : Network
    delta : Number
        Patience, in [0, 1).
    regime : str
        As for `sustain`.
    exits : sequence of names
        Who leaves, for reasons of its own: exits are not punished.
    shocks : mapping of names to numbers, optional
        What is added to the outside values of a government, on each of its ties. What ties count
        for falls with it, unless the network has weights.
    jurisdictions : mapping or sequence, optional
        As for `sustain`.

    Returns
    -------
    Cascade

    Raises
    ------
    UnknownNameError
        If nobody has that name.
    NotFiniteError, InputTypeError, DiscountError, NotApplicableError

    Notes
    -----
    The threat that keeps ties is the end of all of them. What a gentler answer would leave is
    `.salvage`.

    Examples
    --------
    Hanzhong keeps a tie that it is tempted to break only for the sake of the other one:

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
    >>> left = qg.cascade(net, 0.5, "multilateral", exits=["Bazhong"])
    >>> left.rounds, left.followers, left.stranded
    ((('Hanzhong',),), ('Hanzhong',), ('Ankang',))
    """
    question = question_of("cascade", network, delta, regime, jurisdictions)
    names = network.governments
    gone = _members("exits", exits, names)
    risen = _shocks(shocks, names)
    after = _shocked(network, risen)
    far = [is_far_apart(model, question[1]) for model in (network, after)]
    if not any(far):
        return _followed(question, gone, risen)
    _, patience, *rest = question
    twin = in_decimals(network), _exact.decimals(patience), *rest
    found = _followed(twin, gone, _exact.decimals(risen))
    before = in_floats(found.before, network, patience)
    return certified(rounded(found, ("value", "salvage"), before=before, shocks=risen))


def _followed(question: tuple[Any, ...], gone: tuple[Any, ...], risen: _Shocks) -> Cascade:
    network, names = question[0], question[0].governments
    before = certified(solved(*question))
    after = _shocked(network, risen)
    out = np.isin(np.arange(len(names)), [names.index(name) for name in gone])
    rest = after.replaced(kept=np.asarray(~out[network.ends].any(axis=1)))
    again = solved(rest, before.delta, before.regime, before.jurisdictions)
    room = max(before.room, again.room)
    course = _course(before, after.slack(before.delta), out, room)
    followers, stranded = _followers(before, course, out)
    worth = after.worth[course.remaining].sum()
    found = Cascade(
        before=before,
        exits=gone,
        shocks=risen,
        rounds=_rounds(before, course),
        followers=followers,
        stranded=stranded,
        remaining=read_only(course.remaining),
        value=_exact.fraction(worth) if again.exact else float(worth),
        salvage=again.value,
        exact=again.exact,
        proven=before.proven and again.proven,
        evidence=again,
        notes=("exits are exogenous and not punished",),
    )
    return certified(found)


def course_of(before: Sustained, out: BoolArray) -> TieEndings:
    """Follow what happens after these governments, and nothing else, are gone."""
    return _course(before, before.slack, out, before.room)


def _course(before: Sustained, slack: Array, out: BoolArray, room: Any) -> TieEndings:
    ends = before.network.ends
    if before.exact and slack.dtype == object and slack.size:  # the same signs of all sums, sooner
        slack = _exact.over_common_denominator(slack, slack.size)[0]
    place = np.full(len(ends), -1)
    if before.regime == "coordinator":
        code = regimes.codes_of(before.jurisdictions)
        place = np.where(regimes.inside_of(ends, code), code[ends[:, 0]], -1)
    return cascading(
        len(out),
        ends,
        slack,
        before.sustained & ~out[ends].any(axis=1),
        regime=before.regime,
        place=place,
        room=room,
    )


def followers_of(before: Sustained, course: TieEndings, out: BoolArray) -> BoolArray:
    """Who followed: left, or in other regimes lost its last tie in a round."""
    ends, n = before.network.ends, len(before.network.governments)
    found = np.zeros(n, dtype=bool)
    if before.regime == "multilateral":
        for who in course.left:
            found[who] = True
        return found
    for ties in course.ended:
        found[ends[ties]] = True
    found[ends[course.remaining]] = False
    return found & ~out


def _followers(before: Sustained, course: TieEndings, out: BoolArray) -> tuple[Any, Any]:
    ends, names = before.network.ends, before.network.governments
    follow = followers_of(before, course, out)
    had, have = np.zeros(len(names), dtype=bool), np.zeros(len(names), dtype=bool)
    had[ends[before.sustained]] = True
    have[ends[course.remaining]] = True
    lost = had & ~have & ~follow & ~out
    return named(names, follow), named(names, lost)


def _rounds(before: Sustained, course: TieEndings) -> tuple[tuple[Any, ...], ...]:
    names, pairs = before.network.governments, before.network.ties
    if before.regime == "multilateral":
        return tuple(tuple(names[i] for i in who.tolist()) for who in course.left)
    return tuple(tuple(pairs[e] for e in ties.tolist()) for ties in course.ended)


def _members(argument: str, given: Any, names: tuple[Any, ...]) -> tuple[Any, ...]:
    """Some of the governments, in their order."""
    chosen = _check.sequence("cascade", argument, given, "names", sets=True)
    for name in chosen:
        _government(argument, name, names)
    return tuple(name for name in names if name in chosen)


def _government(argument: str, name: Any, names: tuple[Any, ...]) -> None:
    if name is None or _check.index_of(name, dict.fromkeys(names, 0)) is None or name not in names:
        raise _check.unknown("cascade", argument, name, names, NO_GOVERNMENT)


def _shocks(given: Any, names: tuple[Any, ...]) -> _Shocks:
    what, remedy = "names to numbers", 'Pass {"Bazhong": 0.5}'
    given = _check.mapping("cascade", "shocks", given, what, remedy, default={})
    for name in given:
        _government("shocks", name, names)
    return tuple(
        (name, _check.number("cascade", "shocks", given[name])) for name in names if name in given
    )


def _shocked(network: Network, shocks: _Shocks) -> Network:
    """The same network after outside values have risen."""
    if not shocks:
        return network
    rise = dict(shocks)
    given = _check.array("cascade", "shocks", [rise.get(n, 0) for n in network.governments])
    outside, more = _exact.alike(network.outside, given)
    return network.replaced(outside=outside + more[network.ends])
