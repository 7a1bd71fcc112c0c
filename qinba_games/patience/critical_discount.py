"""How patient must governments be? For one agreement, and for every agreement at once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import _check, _exact, _sizes, _tolerance, errors
from ..common.progress import telling
from ..common.spans import Spans
from ..repeated.monitoring import PerfectMonitoring
from ..repeated.repeated_game import RepeatedGame, as_repeated, centred, perfectly_monitored
from ..repeated.results.patience import CriticalDiscount, DiscountTable
from ..repeated.sharing_rule import rule_is_exact, sharing_rule, shown_rule
from ..repeated.solvers import fixed_sharing, voluntary_transfers
from ..repeated.solvers.thresholds import binding_members
from ..stage.solvers.minmax import stage_quantities
from ..stage.stage_game import StageGame
from ..types import Profile, read_only
from ..verify.door import certified

#: Of so many payoffs far apart fractions are asked as well.
FEW = 2_000
_NO_ACTIONS = "Leave it out: members of an Insurance pay each other or leave"
_NO_TRUST = "Leave it out: a repeated game has no trust"


def discount_table(game: RepeatedGame | StageGame) -> DiscountTable:
    """Find every discount factor at which a better agreement becomes self-enforcing.

    A profile a is enforceable with joint payoff U and punishment payoffs v exactly when
    (1 - delta) L(a) <= delta (U - sum v), L(a) = sum_i max_b g_i(b, a_-i) - g_i(a). The largest U
    and the smallest v change at finitely many discount factors only, and this finds them all.

    Parameters
    ----------
    game : RepeatedGame or StageGame
        A stage game is repeated without a way out. Any number of players; payoffs average per
        period. With `outside`, withdrawal is the punishment (v = w) and "all leave" a path too.

    Returns
    -------
    DiscountTable
        Concept "voluntary-transfers SPE": pure strategies, perfect monitoring, transfers before
        and after play that anybody can refuse. Empty if there is no pure-strategy equilibrium at
        any discount factor. Exact `Fraction`s if all payoffs are ints or Fractions.

    Raises
    ------
    NotApplicableError
        For a stochastic game or a partnership.
    CertificateError
        If the independent check of the result fails.

    References
    ----------
    S. Goldluecke and S. Kranz (2012), "Infinitely repeated games with public monitoring and
    monetary transfers", Journal of Economic Theory 147, 1191-1221.

    Examples
    --------
    Three unequal governments and a public good. The two that gain most cooperate first:

    >>> import qinba_games as qg
    >>> import numpy as np
    >>> x = np.stack(np.meshgrid(*[[0, 1]] * 3, indexing="ij"), axis=-1)
    >>> table = qg.discount_table(qg.StageGame([9, 6, 2] * x.sum(-1, keepdims=True) - 10 * x))
    >>> table
    DiscountTable(delta (0, 1/8, 5/19, 13/34), joint payoff up to 21)
    >>> table.profile
    ((0, 0, 0), (1, 0, 0), (1, 1, 0), (1, 1, 1))
    """
    return certified(table_of(seen_repeated("discount_table", game)))


def critical_discount(
    game: Any,
    profile: Any = None,
    *,
    sharing: Any = None,
    punishment: str = "nash",
    founding: int | None = None,
    kind: str | None = None,
) -> CriticalDiscount:
    """Find the least discount factor at which an agreement is an equilibrium.

    With voluntary transfers: the least delta with (1 - delta) L(a) <= delta (G(a) - sum v(delta)),
    v the punishment payoffs of `discount_table`; where members can leave that is
    (D - G) / (D - W) with d_i = max(c_i, w_i). With fixed shares x: max_i (d_i - x_i)/(d_i - w_i).

    Without sharing (`sharing="none"`) nobody pays anybody: each gets its own g_i(a), and the
    agreement is to play one profile for ever. What follows a breach is a stage equilibrium for
    ever (grim, the default), or the worst equilibrium without transfers. Agreements in which
    members take turns are not meant; `payoff_set` knows all of them.

    Parameters
    ----------
    game : RepeatedGame, StageGame, StochasticGame, Partnership, GovernedGame or Insurance
        A `GovernedGame` (see `Coordinator.applied_to`) says itself whether members share.
    profile : tuple, or dict of state to tuple, optional
        What is played in every period (of a stochastic game: in every state), as action names or
        indices. None: of the profiles with the largest joint payoff the one that needs least.
        A partnership takes none: its agreement is to cooperate at the founding level.
    sharing : str or array_like, shape (n,), optional
        None: of a partnership its own rule, of a `GovernedGame` what it says, else "voluntary".
        "voluntary", or a rule kept by the threat to end the agreement (to withdraw to `outside`,
        else to the stage equilibrium that is worst for the deviator): "none" x = g(a), "equal"
        x = G/n, "surplus" x = w + (G - W)/n, "optimal" x = w + (1 - delta*)(d - w), or fractions of
        the joint payoff that sum to 1.
    punishment : str
        What follows a breach under `sharing="none"`: "nash", the stage equilibrium that is worst
        for the deviator, or "worst", the worst equilibrium without transfers for it: the least
        delta with (1 - delta) (c_i - g_i) <= delta (g_i - u_i(delta)), u of `payoff_set`. Two
        members; with `outside` both are withdrawal.
    founding : int, optional
        Trust at the start of a partnership, in place of its own.
    kind : {"any", "first best", "static"}, optional
        What of an `Insurance`: transfers of any kind (the default), all that can be insured, or
        transfers that depend on today's state alone. The first and the last only where members
        that leave have their own incomes.

    Returns
    -------
    CriticalDiscount
        `.delta` is infinite if no patience suffices. Concept "voluntary-transfers SPE",
        "fixed-sharing SPE (grim)" or "SPE without transfers (worst punishment)"; pure strategies,
        perfect monitoring. Exact for rational payoffs; with the worst punishment only if the
        threshold proves to be a fraction, and within `.tolerance` of it otherwise.

    Raises
    ------
    NoEquilibriumError
        Under a fixed rule, if members cannot leave and there is no pure stage equilibrium to
        revert to.
    NotApplicableError
        For "proportional" on a game without costs, and for arguments of another kind of game.
    UnknownNameError, ShapeError, ProbabilityError
        For a wrong rule, profile or fractions.

    References
    ----------
    S. Goldluecke and S. Kranz (2012), Journal of Economic Theory 147, 1191-1221. J. W. Friedman
    (1971), "A non-cooperative equilibrium for supergames", Review of Economic Studies 38, 1-12.

    Examples
    --------
    >>> import qinba_games as qg
    >>> dilemma = qg.StageGame.from_bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
    >>> qg.critical_discount(dilemma)
    CriticalDiscount(delta 1/7, profile (0, 0), sharing voluntary)
    >>> qg.critical_discount(dilemma, (0, 1), sharing="none").binding
    ('1',)

    Abreu's duopoly: small quantities are sustained earlier if a price war follows a breach.

    >>> duopoly = qg.StageGame.from_bimatrix(
    ...     [[10, 3, 0], [15, 7, -4], [7, 5, -15]], [[10, 15, 7], [3, 7, 5], [0, -4, -15]]
    ... )
    >>> print(qg.critical_discount(duopoly, (0, 0), sharing="none").delta)
    5/8
    >>> print(qg.critical_discount(duopoly, (0, 0), sharing="none", punishment="worst").delta)
    1/3

    The same dilemma where a member who leaves gets 5 for ever:

    >>> print(qg.critical_discount(qg.RepeatedGame(dilemma, outside=[5, 5])).delta)
    1/5
    """
    owner = "critical_discount"
    if type(game).__name__ == "Insurance":
        from ..agreements.insure import critical_discount_insurance

        named = {"sharing": sharing, "founding": founding, "profile": profile}
        for argument, value in named.items():
            _check.without(owner, argument, value, _NO_ACTIONS, kind="an Insurance")
        _check.without(owner, "punishment", punishment, _NO_ACTIONS, default="nash")
        with telling(owner):
            return critical_discount_insurance(game, "any" if kind is None else kind)
    _check.without(owner, "kind", kind, "Leave it out: it is for an Insurance")
    _check.choice(owner, "punishment", punishment, ("nash", "worst"))
    unshared = isinstance(sharing, str) and sharing == "none"
    if not isinstance(game, (RepeatedGame, StageGame)) or not unshared:
        remedy = 'Leave it out; it is for sharing="none" of a repeated game'
        _check.without(owner, "punishment", punishment, remedy, default="nash")
    if not isinstance(game, (RepeatedGame, StageGame)):
        return _other_models(game, profile, sharing, founding)
    sharing = "voluntary" if sharing is None else sharing
    _check.without(owner, "founding", founding, _NO_TRUST, default=0)
    plain = isinstance(game, RepeatedGame) and isinstance(game.monitoring, PerfectMonitoring)
    repeated: Any = game if plain else seen_repeated(owner, game)
    voluntary = isinstance(sharing, str) and sharing == "voluntary"
    rule = sharing if voluntary else sharing_rule(owner, sharing, repeated.stage.players)
    if profile is not None:
        profile = repeated.stage.profile(profile, function=owner)
    if punishment == "worst" and repeated.outside is None:
        from .worst_punishment import worst_punishment

        return worst_punishment(repeated, _best(repeated) if profile is None else [profile])
    ask = _voluntary if voluntary else _fixed_sharing
    answer = ask(repeated, profile, rule)
    given = repeated.stage.payoffs, repeated.outside
    if not answer.exact and repeated.stage.payoffs.size <= FEW and _sizes.is_too_far(given):
        least = ask(_exact.decimals(repeated), profile, _exact.decimals(rule)).delta
        if least != answer.delta and not abs(least - answer.delta) <= 10 * _tolerance.DISCOUNT:
            _sizes.refuse(given, "CriticalDiscount")
    return certified(answer)


def _best(game: RepeatedGame) -> list[Profile]:
    """The profiles with the largest joint payoff."""
    stage = stage_quantities(_tolerance.centred(game.stage.payoffs)[0])
    return [tuple(profile) for profile in stage.top.tolist()]


def seen_repeated(function: str, game: Any) -> RepeatedGame:
    """A repeated game in which actions are seen, or a stage game repeated without a way out."""
    if type(game).__name__ in ("StochasticGame", "Partnership"):
        rule = f"has a meaning for repeated games, not for a {type(game).__name__}"
        remedy = "Use critical_discount, or solve a StochasticGame and evolve a Partnership"
        raise errors.NotApplicableError(function, "game", game, rule, remedy)
    return perfectly_monitored(function, as_repeated(function, game))


def table_of(game: RepeatedGame) -> DiscountTable:
    """The table as it is found, not yet checked."""
    payoffs, outside, constant = _tolerance.centred(game.stage.payoffs, game.outside)
    stage = stage_quantities(payoffs, outside)
    rows = voluntary_transfers.discount_rows(stage)
    punished = np.array([row.punishment for row in rows]).reshape(-1, game.n_players)
    return DiscountTable(
        game=game,
        delta=read_only(np.array([row.delta for row in rows], object if stage.exact else float)),
        joint_payoff=read_only(stage.numbers([row.joint for row in rows]) + constant.sum()),
        punishment_payoff=read_only(stage.numbers(punished) + constant),
        liquidity=read_only(stage.numbers([row.liquidity for row in rows])),
        profile=tuple(row.profile for row in rows),
        punishment_profile=tuple(row.punishments for row in rows),
        exact=stage.exact,
    )


def _voluntary(game: RepeatedGame, profile: Any, rule: Any) -> CriticalDiscount:
    stage = stage_quantities(*_tolerance.centred(game.stage.payoffs, game.outside)[:2])
    if profile is None:  # of those with the largest joint payoff the one that needs least
        most = stage.joint.max()
        top = np.flatnonzero(stage.joint >= most - stage.near(most))
        first = top[stage.liquidity.ravel()[top].argmin()]
        profile = tuple(map(int, np.unravel_index(first, stage.joint.shape)))
    joint, liquidity = stage.joint.item(profile), stage.liquidity.item(profile)
    delta = voluntary_transfers.critical_delta(stage, joint, liquidity)
    return CriticalDiscount(
        game=game,
        sharing=rule,
        profile=profile,
        intervals=Spans.upward(delta),
        exact=stage.exact,
    )


def _fixed_sharing(original: RepeatedGame, profile: Any, rule: Any) -> CriticalDiscount:
    owner, exact = "critical_discount", original.exact and rule_is_exact(rule)
    game, constant = centred(original, rule, exact=exact)
    stage, profile = fixed_sharing.agreed_stage(owner, game, rule, profile, exact=exact)
    answer = fixed_sharing.judge(stage, rule, profile)
    return CriticalDiscount(
        game=original,
        sharing=shown_rule(rule),
        profile=profile,
        binding=binding_members(game.stage.players, answer.members, answer.delta, exact=exact),
        shares=None if answer.shares is None else read_only(answer.shares + constant),
        intervals=Spans.upward(answer.delta),
        price_of_fairness=None if answer.best == math.inf else answer.delta - answer.best,
        exact=exact,
    )


def _other_models(game: Any, profile: Any, sharing: Any, founding: Any) -> CriticalDiscount:
    from ..partnership.partnership import Partnership
    from ..repeated.governed import GovernedGame
    from ..stochastic.stochastic_game import StochasticGame

    owner = "critical_discount"
    if isinstance(game, StochasticGame):
        from ..stochastic.critical_discount import critical_discount_stochastic

        remedy = "Leave it out: a stochastic game has states instead"
        _check.without(owner, "founding", founding, remedy, default=0)
        with telling(owner):
            return critical_discount_stochastic(
                game, profile, "voluntary" if sharing is None else sharing
            )
    if isinstance(game, Partnership):
        from ..partnership.least_patience import critical_discount_partnership

        _check.without(owner, "profile", profile, "Leave it out, and choose the founding level")
        with telling(owner):
            return critical_discount_partnership(game, sharing, founding=founding)
    if isinstance(game, GovernedGame):
        from ..repeated.governed_discount import critical_discount_governed

        _check.without(owner, "founding", founding, _NO_TRUST, default=0)
        if sharing is None or (isinstance(sharing, str) and sharing in ("voluntary", game.sharing)):
            if profile is not None:
                profile = game.game.stage.profile(profile, function=owner)
            return critical_discount_governed(game, profile)
        remedy = "Leave it out: the third party has settled it"
        _check.without(owner, "sharing", sharing, remedy, default=game.sharing)
    kinds = (RepeatedGame, StageGame, StochasticGame, Partnership, GovernedGame)
    return _check.instance(owner, "game", game, kinds)
