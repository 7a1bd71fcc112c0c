"""`solve`: the best self-enforcing agreement at one discount factor."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _exact, _sizes, _tolerance, errors
from ..common.progress import telling
from ..common.result import plain
from ..common.rounded import rounded
from ..repeated.repeated_game import RepeatedGame, centred
from ..repeated.results.equilibrium import Equilibrium, Transfers
from ..repeated.results.patience import DiscountRow
from ..repeated.sharing_rule import rule_is_exact, sharing_rule, shown_rule
from ..repeated.solvers import fixed_sharing, voluntary_transfers
from ..stage.solvers.minmax import StageQuantities, pure_equilibria, stage_quantities
from ..stage.stage_game import StageGame
from ..types import Array, Number, Profile, read_only
from ..verify.door import certified
from .critical_discount import FEW, seen_repeated, table_of

_NUMBERS = ("joint_payoff", "punishment_payoff", "payoffs", "transfers")


def solve(game: Any, delta: Number, *, sharing: Any = "voluntary") -> Equilibrium:
    """Find the agreement with the largest joint payoff that holds at a discount factor.

    With voluntary transfers every division of the joint payoff U that leaves no member below its
    punishment payoff v_i is an equilibrium: the payoff set is {u: sum u <= U, u_i >= v_i}.

    Parameters
    ----------
    game : RepeatedGame, StageGame or StochasticGame
        A stage game is repeated without a way out.
    delta : float or Fraction
        Common discount factor in [0, 1).
    sharing : str or array_like, shape (n,)
        "voluntary", or a fixed rule as in `critical_discount`; a stochastic game knows voluntary
        transfers only. "none": nobody pays, one profile is played for ever, and a breach ends it
        (grim). That is one equilibrium of many; `payoff_set` finds what all of them are worth.

    Returns
    -------
    Equilibrium
        Concept "voluntary-transfers SPE", with the payments that carry it, or "fixed-sharing SPE
        (grim)". Where a fixed rule sustains nothing better, all leave if they can, else they play
        the best pure stage equilibrium and share nothing. Exact for rational payoffs and `delta`.

    Raises
    ------
    DiscountError
        If `delta` is outside [0, 1).
    NoEquilibriumError
        If there is no pure-strategy equilibrium at `delta`; under a fixed rule, if there is no pure
        stage equilibrium to revert to.
    NotApplicableError
        For a partnership: use `evolve`.
    CertificateError
        If the independent check of the result fails.

    References
    ----------
    S. Goldluecke and S. Kranz (2012), "Infinitely repeated games with public monitoring and
    monetary transfers", Journal of Economic Theory 147, 1191-1221; (2018), "Discounted stochastic
    games with voluntary transfers", Economic Theory 66, 235-263.

    Examples
    --------
    >>> from fractions import Fraction
    >>> import qinba_games as qg
    >>> dilemma = qg.StageGame.from_bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
    >>> qg.solve(dilemma, Fraction(1, 7))
    Equilibrium(voluntary-transfers SPE, delta 1/7, joint payoff 18, profile (0, 0))
    >>> qg.solve(dilemma, 0.1).joint_payoff
    6.0
    """
    delta = _check.patience("solve", delta, exact=getattr(game, "exact", True))
    if not isinstance(game, (RepeatedGame, StageGame)):
        return _other_models(game, delta, sharing)
    repeated = seen_repeated("solve", game)
    rule = sharing_rule("solve", sharing, repeated.stage.players)
    find = _voluntary if isinstance(rule, str) and rule == "voluntary" else _fixed_sharing
    equilibrium = find(repeated, delta, rule)
    if equilibrium.exact or repeated.stage.payoffs.size > FEW or not _sizes.is_too_far(repeated):
        return certified(equilibrium)
    decimals = _exact.decimals((repeated, delta, rule))
    if not isinstance(rule, str) and sum(decimals[2]) != 1:  # they divide more or less than all
        return certified(equilibrium)
    same = certified(find(*decimals))
    about = {"game": repeated, "delta": delta, "sharing": equilibrium.sharing}
    return certified(rounded(same, _NUMBERS, **about))


def _voluntary(game: RepeatedGame, delta: Number, rule: str) -> Equilibrium:
    exact = game.exact and not isinstance(delta, float)
    table = table_of(game)
    if _tolerance.last_reached(table.delta, delta, exact=table.exact) is None:
        table = certified(table)  # there is no agreement whose own check would show it
    row = table.at(delta)
    v = _exact.as_numbers(row.punishment_payoff, exact)
    payoffs, transfers = v, None
    if row.profile is not None:
        payoffs, transfers = _path_payments(game, row, v, delta, exact=exact)
    return Equilibrium(
        game=game,
        delta=delta,
        sharing=rule,
        exact=exact,
        joint_payoff=row.joint_payoff if exact else float(row.joint_payoff),
        punishment_payoff=read_only(v),
        payoffs=read_only(payoffs),
        policy=row.profile,
        punishments=row.punishment_profile,
        transfers=transfers,
    )


def _path_payments(
    game: RepeatedGame, row: DiscountRow, v: Array, delta: Number, *, exact: bool
) -> tuple[Array, Transfers]:
    """Payoffs on the path, and the payments that carry them."""
    payoffs, outside, constant = _tolerance.centred(game.stage.payoffs, game.outside)
    stage = stage_quantities(payoffs, outside)
    profiles: list[Any] = [row.profile, *row.punishment_profile]
    g = np.stack([_exact.as_numbers(payoffs[a], exact) for a in profiles])
    d = np.stack([_exact.as_numbers(stage.numbers(stage.deviations(a)), exact) for a in profiles])
    patience = _exact.fraction(delta) if exact else float(delta)
    tempted, near, v = d - g, 0, v - constant
    if not exact:
        ties = [stage.near(d[:, i], g[:, i], of=i) for i in range(len(v))]
        tempted = np.where(tempted > np.transpose(ties), tempted, 0.0)
        near = stage.near(g[0].sum(), v.sum())
    paid = voluntary_transfers.payments(g, tempted, v, patience, near)
    compliance, deviation = (read_only(p) for p in paid)
    own = g[0] - compliance[0] + constant
    return own, Transfers(compliance=compliance, deviation=deviation)


def _fixed_sharing(game: RepeatedGame, delta: Number, rule: Any) -> Equilibrium:
    exact = game.exact and rule_is_exact(rule) and not isinstance(delta, float)
    original = game
    game, constant = centred(original, rule, exact=exact)
    stage = fixed_sharing.grim_stage("solve", game, exact=exact)
    patience = _exact.fraction(delta) if exact else float(delta)
    policy, joint, payoffs = _fallback(game, stage)
    profiles = np.argwhere(fixed_sharing.sustainable_profiles(stage, rule, patience))
    if len(profiles):
        agreed = tuple(profiles[int(np.argmax(stage.joint[tuple(profiles.T)]))].tolist())
        worth = stage.number(stage.joint[agreed])
        shares = fixed_sharing.judge(stage, rule, agreed).shares
        if shares is not None and worth >= joint - stage.near(worth, joint):
            policy, joint, payoffs = agreed, worth, shares
    return Equilibrium(
        game=original,
        delta=delta,
        sharing=shown_rule(rule),
        exact=exact,
        joint_payoff=plain(joint + np.sum(constant)),
        punishment_payoff=read_only(stage.numbers(stage.outside) + constant),
        payoffs=read_only(payoffs + constant),
        policy=policy,
    )


def _fallback(game: RepeatedGame, stage: StageQuantities) -> tuple[Profile | None, Any, Any]:
    """What members do without any sharing: leave, or play the best pure stage equilibrium."""
    if game.outside is not None:
        w = stage.numbers(stage.outside)
        return None, w.sum(), w
    best = max(pure_equilibria(game.stage.payoffs), key=lambda a: stage.joint[a])
    g = stage.numbers(stage.payoffs[best])
    return best, g.sum(), g


def _other_models(game: Any, delta: Number, sharing: Any) -> Equilibrium:
    from ..partnership.partnership import Partnership
    from ..stochastic.stochastic_game import StochasticGame

    if isinstance(game, StochasticGame):
        from ..stochastic.solve import solve_stochastic

        if not isinstance(sharing, str) or sharing != "voluntary":
            rule = "stochastic games are solved with voluntary transfers"
            remedy = 'Leave it out or pass "voluntary"'
            raise errors.NotApplicableError("solve", "sharing", sharing, rule, remedy)
        with telling("solve"):
            return solve_stochastic(game, delta)
    if isinstance(game, Partnership):
        rule = "a partnership is solved together with its path of trust"
        remedy = "Use evolve(partnership, delta), or solve(partnership.to_game(), delta)"
        raise errors.NotApplicableError("solve", "game", game, rule, remedy)
    return _check.instance("solve", "game", game, (RepeatedGame, StageGame, StochasticGame))
