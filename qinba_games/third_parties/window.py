"""When does a third party matter? The pivotal window."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from .. import _check, errors
from ..agreements.agreement import Agreement
from ..agreements.results.agreement import AnyAgreement
from ..agreements.stability import repeated_agreement
from ..agreements.symmetric_agreement import SymmetricAgreement
from ..common.concepts import of_modes
from ..common.progress import telling
from ..common.spans import Spans
from ..coordinator import Coordinator
from ..game.witness import Regimes
from ..partnership.critical_discount import Classes, everywhere, probes
from ..partnership.evolve import evolve_at
from ..partnership.partnership import Partnership
from ..partnership.selection import TOLERANCE
from ..patience.critical_discount import critical_discount
from ..repeated.monitoring import PublicMonitoring
from ..repeated.repeated_game import RepeatedGame, as_repeated
from ..stage.stage_game import StageGame
from ..stochastic.stochastic_game import StochasticGame
from ..verify.door import certified
from .monitoring_window import audit_window
from .results.window import ACTING_TOGETHER, BASELINES, PivotalWindow, overlaid, two_classes

_OWNER = "pivotal_window"


def pivotal_window(
    model: Any,
    coordinator: Coordinator,
    *,
    founding: int | None = None,
    profile: Any = None,
    baseline: str = ACTING_TOGETHER,
) -> PivotalWindow:
    """Find the discount factors at which a coordinator turns no cooperation into cooperation.

    Cooperation means: in a repeated game, that a profile with the largest joint payoff is played
    for ever; in a stochastic game, that the largest joint value is reached in every state; in a
    partnership, that the founding level is weak or strong; in an agreement that is repeated, that
    all sign and keep their word. Without the capacity `sharing`, members share nothing on either
    side (sharing "none", or the partnership's own rule).

    Parameters
    ----------
    model : RepeatedGame, StageGame, StochasticGame, Partnership or Agreement
        A stage game is repeated without a way out; a `SymmetricAgreement` will do too. For a third
        party that burns money there is `monitoring_window`.
    coordinator : Coordinator
        With capacities that have a meaning for the model, see there.
    founding : int, optional
        Trust at the start of a partnership, in place of its own.
    profile : tuple, or dict of state to tuple, optional
        What has to be played for ever, in place of what has the largest joint payoff: a profile of
        a repeated game, a policy of a stochastic game.
    baseline : {"acting together", "any equilibrium"}
        What members of a partnership of two can do without the coordinator. "acting together": all
        contribute, all idle, or all leave, as in `evolve`. "any equilibrium": all profiles,
        lotteries and punishments, as in `payoff_set`; cooperation is then that in some equilibrium
        they have more together than leaving and idling bring. Taking turns replaces a part of what
        sharing does, so that this window is narrower. It takes some seconds.

    Returns
    -------
    PivotalWindow
        `.intervals` [low, high); high is 1 if there is never cooperation without. Closed forms for
        repeated games and agreements, exact for rational payoffs. For partnerships and stochastic
        games scanned on a grid (steps of 1/400 and 1/200) and every change refined to `.tolerance`;
        `.guarantee` says whether it is shown at every patience between two grid points.

    Raises
    ------
    NotApplicableError
        If a capacity, `founding` or `profile` has no meaning for the model; for sharing in a
        repeated game with public signals, whose members pay each other on both sides; for
        "any equilibrium" of anything but a partnership of two and a coordinator with sharing.
    NoEquilibriumError
        If members of a repeated game who share nothing have nothing to revert to.

    Examples
    --------
    Two unequal governments that need a third one to settle shares, if they are not very patient:

    >>> import numpy as np, qinba_games as qg
    >>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]
    >>> pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0.05)
    >>> qg.pivotal_window(pair, qg.Coordinator(sharing=True))
    PivotalWindow(Coordinator(sharing=True) is pivotal on [0.673094, 0.747347))

    That is beside members who act together. If the two can take turns at contributing, they begin
    by themselves from about .7156 on: with `baseline="any equilibrium"` it is [.6731, .7156).

    A dilemma that somebody helps with deposits of 1, a lump: half the patience is enough.

    >>> dilemma = qg.prisoners_dilemma(reward=2, sucker=-2, temptation=4, punishment=0)
    >>> qg.pivotal_window(dilemma, qg.Coordinator(deposit=1))
    PivotalWindow(Coordinator(deposit=1) is pivotal on [1/3, 1/2))
    """
    _check.instance(_OWNER, "coordinator", coordinator, Coordinator)
    _check.choice(_OWNER, "baseline", baseline, BASELINES)
    if isinstance(model, Partnership):
        with telling(_OWNER):
            window = _partnership(model, coordinator, founding, profile)
            if baseline == ACTING_TOGETHER:
                return certified(window)
            from .taking_turns import beside_any_equilibrium

            return certified(beside_any_equilibrium(window))
    remedy = "Leave it out: only of a partnership there are two baselines"
    _check.without(_OWNER, "baseline", baseline, remedy, default=ACTING_TOGETHER)
    find = next((f for kind, f in _WINDOWS.items() if isinstance(model, kind)), None)
    if find is None:
        return _check.instance(_OWNER, "model", model, (*_WINDOWS, Partnership))
    remedy = "Leave it out: only a partnership has trust"
    _check.without(_OWNER, "founding", founding, remedy, default=0)
    with telling(_OWNER):
        return certified(find(model, coordinator, profile))


def _partnership(
    model: Partnership, coordinator: Coordinator, founding: int | None, profile: Any
) -> PivotalWindow:
    _check.without(_OWNER, "profile", profile, "Leave it out, and choose the founding level")
    founding = _check.founding_trust(_OWNER, model, founding)
    sides = (model, coordinator.applied_to(model))
    (alone, with_it), known = zip(*(everywhere(one, founding) for one in sides), strict=True)
    return partnership_window(model, coordinator, founding, alone, with_it, known)


def partnership_window(
    model: Partnership,
    coordinator: Coordinator,
    founding: int,
    without: Classes,
    with_coordinator: Classes,
    known: tuple[Regimes | None, ...],
) -> PivotalWindow:
    """The window of a partnership whose classes on both sides are known; not certified yet."""
    # `known`: what is selected at every patience on both sides.
    other = coordinator.applied_to(model)
    window = overlaid(
        without,
        with_coordinator,
        model=model,
        coordinator=coordinator,
        founding=founding,
        tolerance=TOLERANCE,
        concept=of_modes(other.to_trust_game().voluntary),
        exact=False,
        proven=False,
        notes=("scanned on a grid of 1/400, every change refined by bisection",),
    )
    deltas = [(low + high) / 2 for low, high in window.intervals]
    deltas += probes(span for spans in window.by_class.values() for span in spans)
    shown_without, shown_with = (
        evolve_at(model, deltas, founding, helper) for helper in (None, coordinator)
    )
    return dataclasses.replace(
        window,
        witness=tuple(zip(deltas, shown_without, shown_with, strict=True)),
        regimes=known,
    )


def _game_window(
    model: RepeatedGame | StageGame, helper: Coordinator, profile: Any
) -> PivotalWindow:
    game = as_repeated(_OWNER, model)
    if isinstance(game.monitoring, PublicMonitoring):
        return _signals_window(game, helper, profile)
    note = "closed form; the agreement is one profile, played for ever"
    return _profile_window(game, helper, profile, note)


def _signals_window(game: RepeatedGame, coordinator: Coordinator, profile: Any) -> PivotalWindow:
    """With public signals members pay each other on both sides, and the coordinator audits."""
    _check.without(_OWNER, "profile", profile, "Leave it out: the best equilibrium is compared")
    coordinator.applied_to(game)  # names what such a game does not know
    if coordinator.sharing:
        rule = "with public signals there is no programme without transfers to compare with"
        remedy = "Leave sharing out: members then pay each other with and without a coordinator"
        raise errors.NotApplicableError(_OWNER, "coordinator", coordinator, rule, remedy)
    return audit_window(game, coordinator)


def _profile_window(
    game: Any, coordinator: Coordinator, profile: Any, note: str = ""
) -> PivotalWindow:
    """With and without transfers and the other capacities: what is to be played for ever."""
    governed = coordinator.applied_to(game) if coordinator.capacities else game
    alone = critical_discount(game, profile, sharing="none")
    with_coordinator = critical_discount(governed, profile) if coordinator.capacities else alone
    sides = [(each, each.intervals) for each in (alone, with_coordinator)]
    return _window_between(game, coordinator, sides, note or with_coordinator.notes[0])


def _agreement(model: AnyAgreement, coordinator: Coordinator, profile: Any) -> PivotalWindow:
    _check.without(_OWNER, "profile", profile, "Leave it out: cooperation is that all sign")
    other = coordinator.applied_to(model)
    alone = with_coordinator = repeated_agreement(model)
    if other is not model:
        with_coordinator = repeated_agreement(other.agreement, transfers=other.transfers)
    note = "closed form; all sign, and a breach that the others see coming ends the agreement"
    sides = [(each, Spans.upward(each.needed(model.members))) for each in (alone, with_coordinator)]
    return _window_between(model, coordinator, sides, note)


def _window_between(
    model: Any, coordinator: Coordinator, sides: list[tuple[Any, Spans]], note: str
) -> PivotalWindow:
    """The window between two answers, each of them kept at some intervals of patience."""
    (alone, without), (with_coordinator, support) = sides
    return overlaid(
        two_classes(without),
        two_classes(support),
        model=model,
        coordinator=coordinator,
        founding=0,
        tolerance=with_coordinator.tolerance,
        concept=with_coordinator.concept,
        exact=alone.exact and with_coordinator.exact,
        proven=alone.proven and with_coordinator.proven,
        notes=(note,),
        witness=((min(support.least, 1), alone, with_coordinator),),
    )


_WINDOWS: dict[type, Callable[..., PivotalWindow]] = {
    RepeatedGame: _game_window,
    StageGame: _game_window,
    StochasticGame: _profile_window,
    Agreement: _agreement,
    SymmetricAgreement: _agreement,
}
