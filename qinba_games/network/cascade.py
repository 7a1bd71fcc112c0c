"""What does an exit or a shock set off?"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _exact
from ..common.progress import telling
from ..common.rounded import rounded
from ..verify.door import certified
from .network import Network
from .results.cascade import Cascade, Shocks, after_shocks
from .sustain import in_decimals, in_floats, is_far_apart, question_of, solve_question
from .tables import NO_GOVERNMENT


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
    after = after_shocks(network, risen)
    far = [is_far_apart(model, question[1]) for model in (network, after)]
    if not any(far):
        return _cascade(question, gone, risen)
    _, patience, *rest = question
    twin = in_decimals(network), _exact.decimals(patience), *rest
    answer = _cascade(twin, gone, _exact.decimals(risen))
    before = in_floats(answer.before, network, patience)
    return certified(rounded(answer, (), before=before, shocks=risen))


def _cascade(question: tuple[Any, ...], gone: tuple[Any, ...], risen: Shocks) -> Cascade:
    network, names = question[0], question[0].governments
    before = certified(solve_question(*question))
    after = after_shocks(network, risen)
    out = np.isin(np.arange(len(names)), [names.index(name) for name in gone])
    rest = after.replaced(kept=np.asarray(~out[network.ends].any(axis=1)))
    again = solve_question(rest, before.delta, before.regime, before.jurisdictions)
    answer = Cascade(
        before=before,
        exits=gone,
        shocks=risen,
        exact=again.exact,
        proven=before.proven and again.proven,
        witness=again,
        notes=("exits are exogenous and not punished",),
    )
    return certified(answer)


def _members(argument: str, given: Any, names: tuple[Any, ...]) -> tuple[Any, ...]:
    """Some of the governments, in their order."""
    chosen = _check.sequence("cascade", argument, given, "names", sets=True)
    for name in chosen:
        _government(argument, name, names)
    return tuple(name for name in names if name in chosen)


def _government(argument: str, name: Any, names: tuple[Any, ...]) -> None:
    if name is None or _check.index_of(name, dict.fromkeys(names, 0)) is None or name not in names:
        raise _check.unknown("cascade", argument, name, names, NO_GOVERNMENT)


def _shocks(given: Any, names: tuple[Any, ...]) -> Shocks:
    what, remedy = "names to numbers", 'Pass {"Bazhong": 0.5}'
    given = _check.mapping("cascade", "shocks", given, what, remedy, default={})
    for name in given:
        _government("shocks", name, names)
    return tuple(
        (name, _check.number("cascade", "shocks", given[name])) for name in names if name in given
    )
