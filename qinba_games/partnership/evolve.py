"""Does a weak partnership become a strong one? The verb `evolve`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import _check, _exact, _sizes, _tolerance
from ..algorithms.elimination import replies
from ..common.progress import telling
from ..coordinator import Coordinator
from ..game.table import Table, by_segment
from ..game.witness import Play
from ..types import Array, Number, read_only
from ..verify.door import certified, certified_all
from .compile import WorstEquilibria, best_agreement
from .partnership import Partnership, governed
from .results.evolution import Evolution
from .results.punishment import Punishment
from .trust_game import compile_partnerships

_MANDATED = (
    "a breach ends agreement, deposits and subsidies; a member who cannot leave is then held to "
    "the equilibrium that is worst for it in what is left"
)


@telling("evolve")
def evolve(
    partnership: Partnership,
    delta: Number,
    *,
    founding: int | None = None,
    sharing: Any = None,
    coordinator: Coordinator | None = None,
) -> Evolution:
    """Find what a partnership agrees on at every trust level, and where that leads it.

    Solves for the equilibrium that is greatest in joint value, with withdrawal (dissolution) as
    the punishment (where some cannot leave: the equilibrium that is worst for whoever broke the
    agreement), classifies every trust level as isolated, nominal, weak or strong, and computes
    the chance and the time of becoming strong from the founding trust.

    Parameters
    ----------
    partnership : Partnership
    delta : float or Fraction
        Common discount factor in [0, 1).
    founding : int, optional
        Trust at the start, 0..K, in place of the partnership's own.
    sharing : str or array_like, optional
        A sharing rule in place of the partnership's own.
    coordinator : Coordinator, optional
        Applied to the partnership first.

    Returns
    -------
    Evolution
        Concept "voluntary-transfers SPE" under voluntary sharing (all profiles; Goldluecke and
        Kranz 2018 with dissolution as punishment), else "Markov SPE, joint modes" (all contribute,
        all idle, all leave, at fixed shares).

    Raises
    ------
    DiscountError
        If `delta` is outside [0, 1).
    NotApplicableError
        If `sharing` contradicts the coordinator, or the coordinator the partnership.
    CertificateError
        If the independent check of the result fails.

    Notes
    -----
    Perfect monitoring up to the partnership's `detection`; pure strategies; any number of members;
    if anyone leaves, all get their outside values from that very period on. Values equal under
    the tolerance are resolved as contribute before leave before mixed before idle.

    References
    ----------
    Goldluecke, S. and Kranz, S. (2018), Discounted stochastic games with voluntary transfers,
    Economic Theory 66, 235-263.

    Examples
    --------
    Two unequal governments. Left alone they never start; with benefit sharing they start at once.

    >>> import numpy as np, qinba_games as qg
    >>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]
    >>> pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0.05)
    >>> qg.evolve(pair, 0.7).classes
    ('isolated', 'strong', 'strong', 'strong', 'strong')
    >>> helped = qg.evolve(pair, 0.7, coordinator=qg.Coordinator(sharing=True))
    >>> helped.classes[0], round(helped.founding_value, 6)
    ('strong', 0.697308)
    """
    _check.instance("evolve", "partnership", partnership, Partnership)
    founding = _check.founding_trust("evolve", partnership, founding)
    model = partnership
    if sharing is not None or coordinator is not None:
        model = governed(partnership, sharing, coordinator)
    delta = _check.patience("evolve", delta, exact=model.exact)
    before = None if coordinator is None else governed(partnership, sharing, None)
    exact = model.exact and not isinstance(delta, float)
    cases = [(model, delta if exact else float(delta), founding)]
    return certified(_evolutions(cases, coordinator, before, exact=exact)[0])


def evolve_at(
    partnership: Partnership,
    deltas: Sequence[float],
    founding: int,
    coordinator: Coordinator | None = None,
) -> list[Evolution]:
    """The same at several discount factors, solved and judged together."""
    model, before = partnership, None
    if coordinator is not None:
        model, before = (governed(partnership, None, each) for each in (coordinator, None))
    cases = [(model, delta, founding) for delta in deltas]
    return certified_all(_evolutions(cases, coordinator, before, exact=False))


def evolve_each(cases: Sequence[tuple[Partnership, Number, int]]) -> list[Evolution]:
    """The same of partnerships of one shape, each at a discount factor and a founding trust."""
    return certified_all(_evolutions(cases, None, None, exact=False))


def _evolutions(
    cases: Sequence[tuple[Partnership, Number, int]],
    coordinator: Coordinator | None,
    before: Partnership | None,
    *,
    exact: bool,
) -> list[Evolution]:
    """What partnerships of one shape agree on at some discount factors, not certified yet."""
    if not cases:
        return []
    models = {id(model): model for model, *_ in cases}
    place = {key: k for k, key in enumerate(models)}
    every = compile_partnerships([*models.values()])
    every = every if exact else every.as_floats()
    if len(cases) > 1:
        every = every.take(np.array([place[id(one)] for one, *_ in cases]))
    if not exact:
        _sizes.refuse_constant(every, "Evolution")
    discount = np.array([delta for _, delta, _ in cases], dtype=object if exact else float)
    best = best_agreement(every, discount)
    worst = punishments(best.worst) or (None,) * len(cases)
    rows = zip(cases, best.alone(), worst, strict=True)
    return [
        Evolution(
            partnership=model,
            delta=delta,
            founding=founding,
            coordinator=coordinator,
            before=before,
            exact=exact,
            proven=bool(best.proven[k]),
            punishment=punished,
            witness=witness,
            notes=() if punished is None else (_MANDATED,),
            division=_division(table, witness[0], best.choice[k].size) if every.voluntary else None,
        )
        for k, ((model, delta, founding), (table, witness), punished) in enumerate(rows)
    ]


def punishments(worst: WorstEquilibria | None) -> tuple[Punishment, ...]:
    """The worst equilibria of every partnership of a batch; none where all can leave."""
    if worst is None:
        return ()
    return tuple(
        Punishment(values=read_only(value.reshape(len(value), -1).T), policies=read_only(policy))
        for value, policy in zip(worst.value, worst.policy, strict=True)
    )


def _division(table: Table, play: Play, states: int) -> Array:
    """Parts in which the next surplus is promised in every state of one partnership, (states, n).

    In proportion to what members need so as not to breach and not to leave; equal where nobody
    needs anything.
    """
    each, n, rows = replies(table, play.punishment)[:, 0], table.pools.size, play.rows[:states, 0]
    stays = table.rows.waits[rows, None]
    menu = np.where(stays, table.menu[rows], 0)
    # After leaving, for whom it is free, comes to comply and not to be paid.
    comply = each[table.first[menu] + ~table.replies.waits[table.first[menu]]]
    best = by_segment(np.maximum, each, table.first)[menu]
    need = np.where(stays, best - comply, 0)
    need = np.where(need > _tolerance.meeting(_tolerance.STEP, best, comply), need, 0)
    total = need.sum(axis=1, keepdims=True)
    needy = total > 0
    parts = _exact.rational(np.where(needy, need, 1))
    return np.asarray(parts / np.where(needy, total, n))
