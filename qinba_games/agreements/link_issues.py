"""One plan for everything, or one agreement on each issue?"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _exact, _sizes, _tolerance, errors
from ..common.register import finds
from ..common.rounded import rounded
from ..cooperative.coalitions import members_of
from ..partnership.partnership import Partnership
from ..repeated.repeated_game import RepeatedGame
from ..repeated.solvers import fixed_sharing
from ..repeated.solvers.thresholds import binding_members
from ..stage.stage_game import StageGame
from ..types import Number
from ..verify.door import certified
from .issues import Issues
from .results.issues import LinkedIssues
from .solvers import linked_issues as solver

_KINDS = (RepeatedGame, StageGame, Partnership)


def link_issues(
    issues: Issues,
    delta: Number | None = None,
    *,
    sharing: str = "voluntary",
    objective: str = "surplus",
) -> LinkedIssues:
    r"""Compare separate agreements with one agreement on all issues, and with the best bundles.

    A member that breaks a linked agreement on one issue loses all the issues in it, and had better
    break it on all of them at once. A bundle B of issues is sustained exactly when
    (1 - delta) Σ_{k in B} L_k <= delta Σ_{k in B} S_k; without transfers the same has to hold for
    each member, with L_ki = d_ki - g_ki and S_ki = g_ki - w_ki. Separate agreements on all issues
    need max_k L_k/(L_k + S_k), one agreement needs the mediant ΣL_k/Σ(L_k + S_k), never more.

    Linking everything is optimal if all issues are worth something and their pooled slack
    delta ΣS_k - (1 - delta) ΣL_k is not negative. Otherwise an issue that tempts too much drags the
    good ones down with it, and the best bundles leave it out. They are found by search over all
    2^K bundles. As slacks add up, the union of sustained bundles is sustained, with transfers and
    without: which issues are linked matters for what is sustained, how they are divided does not,
    and `.bundles` is the division that links least.

    Parameters
    ----------
    issues : Issues
        Up to 12. Payoffs add up over issues, all of them are played in every period, monitoring is
        perfect.
    delta : Number, optional
        Discount factor at which to find the best bundles. The thresholds and the whole function of
        the discount factor (`.steps`) are found in any case.
    sharing : {"voluntary", "none"}
        "voluntary": members of an agreement make whatever transfers are self-enforcing. "none":
        none, so that each member has to be kept by its own gains; linking then helps also where
        issues differ only in who bears them.
    objective : {"surplus", "issues"}
        "surplus": the bundles with the largest joint surplus (of these, with the most issues).
        "issues": with the most issues (of these, with the largest surplus).

    Returns
    -------
    LinkedIssues
        `.separate`, `.linked`, `.steps`, `.at(delta)`, and for the given `delta` `.bundles`,
        `.surplus` and `.gain`. Exact for rational payoffs. Concept "voluntary-transfers SPE", or
        "fixed-sharing SPE (grim)" without transfers. What follows a breach is w for ever; where
        nobody can leave, harsher punishments may exist (see `critical_discount`).

    Raises
    ------
    RangeError
        If there are more than 12 issues.
    DiscountError, UnknownNameError, InputTypeError

    References
    ----------
    B. D. Bernheim and M. D. Whinston (1990), "Multimarket contact and collusive behavior", RAND
    Journal of Economics 21, 1-26: pooled incentive constraints, and their irrelevance between
    identical markets.

    Examples
    --------
    Roads help to keep an agreement on water; a dam would break the plan:

    >>> from fractions import Fraction
    >>> from qinba_games.agreements import Issues, link_issues
    >>> plan = Issues(
    ...     [[2, 2], [3, 3], [1, 1]],
    ...     [[5, 3], [3, 4], [9, 9]],
    ...     [[0, 0], [0, 0], [0, 0]],
    ...     names=["water", "roads", "dam"],
    ... )
    >>> found = link_issues(plan, Fraction(2, 5))
    >>> [str(x) for x in found.separate], str(found.linked)
    (['1/2', '1/7', '8/9'], '7/11')
    >>> found.bundles, str(found.surplus), str(found.gain)
    ((('water', 'roads'),), '10', '4')
    >>> [(str(step.delta), str(step.separate), str(step.best)) for step in found.steps[1:4]]
    [('1/7', '6', '6'), ('1/3', '6', '10'), ('1/2', '10', '10')]
    """
    _check.instance("link_issues", "issues", issues, Issues)
    if delta is not None:
        delta = _check.discount("link_issues", delta)
    _check.choice("link_issues", "sharing", sharing, ("voluntary", "none"))
    _check.choice("link_issues", "objective", objective, ("surplus", "issues"))
    count, remedy = len(issues.names), "Merge issues that can only be settled together"
    _sizes.fits("link_issues", "issues", count, count, solver.MAX_ISSUES, "issues", remedy)
    if not issues.exact and _sizes.is_far((issues.agreed, issues.deviation, issues.outside)):
        return _in_fractions(issues, delta, sharing, objective)
    return certified(_link(issues, delta, sharing, objective))


def _in_fractions(issues: Issues, delta: Any, sharing: str, objective: str) -> LinkedIssues:
    """What fractions say where payoffs are far apart, rounded."""
    twin = _exact.decimals(issues)
    answer = certified(_link(twin, _exact.decimals(delta), sharing, objective))
    sustained = tuple((float(start), bundle) for start, bundle in answer.sustained)
    about = {"issues": issues, "delta": delta, "sustained": sustained}
    return certified(rounded(answer, ("separate", "linked"), **about))


def _link(issues: Issues, delta: Any, sharing: str, objective: str) -> LinkedIssues:
    need, room = issues.temptation, issues.benefit
    tie = _tolerance.tie(issues.agreed, issues.deviation, issues.outside)
    if sharing == "voluntary":
        need, room = need.sum(axis=1, keepdims=True), room.sum(axis=1, keepdims=True)
    thresholds = solver.bundle_thresholds(need, room, tie)
    values = solver.bundle_values(issues.surplus, objective)
    best = solver.best_steps(thresholds, values, tie)
    bundles = most = None
    if delta is not None:
        slack = _tolerance.patience(issues.exact, delta)
        sustained = np.asarray(thresholds <= delta + slack, dtype=bool)
        mask = [m for start, m in best if start <= delta + slack][-1]
        finest = solver.finest_divisions(sustained)
        bundles, most = (
            tuple(members_of(b, issues.names) for b in finest.bundles(mask)),
            finest.most,
        )
    return LinkedIssues(
        issues=issues,
        sharing=sharing,
        objective=objective,
        separate=tuple(thresholds[1 << np.arange(len(issues.names))].tolist()),
        linked=thresholds.tolist()[-1],
        sustained=tuple((start, members_of(mask, issues.names)) for start, mask in best),
        delta=delta,
        bundles=bundles,
        witness=most,
        exact=issues.exact and not isinstance(delta, float),
    )


@finds(LinkedIssues, "binding")
def _binding_of(answer: LinkedIssues) -> tuple[str, ...] | None:
    """Who needs most patience for one agreement on all issues, where nothing is transferred."""
    if answer.sharing == "voluntary":
        return None
    issues = answer.issues
    tie = _tolerance.tie(issues.agreed, issues.deviation, issues.outside)
    least = solver.member_thresholds(issues.temptation, issues.benefit, tie)
    return binding_members(issues.members, least, max(least), exact=issues.exact)


def issues_from_games(games: Any, profiles: Any = None, *, names: Any = None) -> Issues:
    """Read one issue off each of several games between the same or overlapping members.

    Of a repeated game: g_i from the agreed profile a, d_i = max(c_i(a), w_i), w_i the outside
    values, or without them i's worst payoff among the pure equilibria of the stage game. Of a
    partnership without trust levels: all contribute; a deviator does not. Members are matched by
    their names; those who do not play a game have no part in that issue.

    Parameters
    ----------
    games : sequence of RepeatedGame, StageGame or Partnership
        Partnerships with one trust level and without friction, unseen breaches, bad times,
        deposits, subsidies or a sharing rule.
    profiles : sequence, optional
        The agreed profile of each game, as action names or indices; None for a partnership and
        where it is to be, of the profiles with the largest joint payoff, the one that needs the
        least patience with transfers.
    names : sequence of str, optional
        One name per issue.

    Returns
    -------
    Issues

    Raises
    ------
    NoEquilibriumError
        If members of a game can neither leave nor revert to a pure stage equilibrium.
    NotApplicableError
        If a partnership has more than one closed form can take, or a profile was given for it.
    ShapeError, EmptyGameError, InputTypeError, UnknownNameError

    Examples
    --------
    >>> import qinba_games as qg
    >>> from qinba_games.agreements import issues_from_games, link_issues
    >>> water = qg.prisoners_dilemma(2, -2, 4, 0, players=["Ankang", "Dazhou"])
    >>> roads = qg.prisoners_dilemma(4, 0, 5, 1, players=["Dazhou", "Bazhong"])
    >>> plan = issues_from_games([water, roads], names=["water", "roads"])
    >>> plan.members
    ('Ankang', 'Dazhou', 'Bazhong')
    >>> link_issues(plan)
    LinkedIssues(all issues from delta 1/2 separately, 3/8 linked)
    """
    owner = "issues_from_games"
    models = _check.sequence(owner, "games", games, "games")
    _check.some(owner, "games", games, len(models), "game", "issue")
    agreed = [None] * len(models) if profiles is None else profiles
    agreed = _check.sequence(owner, "profiles", agreed, "profiles")
    remedy = "Give None where the profile is to be found"
    _check.as_many(owner, "profiles", len(agreed), len(agreed), len(models), "games", remedy)
    parts = [_payoffs(owner, game, a) for game, a in zip(models, agreed, strict=True)]
    members = list(dict.fromkeys(name for row in parts for name in row[0]))
    tables = [[[row[j].get(member, 0) for member in members] for row in parts] for j in range(3)]
    topics = _check.labels(owner, "names", names, [f"issue {k + 1}" for k in range(len(models))])
    return Issues(*tables, names=topics, members=members)


def _payoffs(owner: str, game: Any, profile: Any) -> list[dict[str, Any]]:
    """What every member of one game gets: g, d and w of the agreement."""
    if isinstance(game, Partnership):
        return _partnership(owner, game, profile)
    _check.instance(owner, "games", game, _KINDS)
    game = RepeatedGame(game) if isinstance(game, StageGame) else game
    stage, profile = fixed_sharing.agreed_stage(owner, game, "optimal", profile, exact=game.exact)
    rows = (stage.payoffs[profile], stage.deviations(profile), stage.outside)
    players = game.stage.players
    return [dict(zip(players, stage.numbers(row).tolist(), strict=True)) for row in rows]


def _partnership(owner: str, game: Partnership, profile: Any) -> list[dict[str, Any]]:
    rule, absent = game.sharing, (game.friction, game.deposit, game.subsidy)
    plain = game.levels == 1 and game.detection == 1 and not game.bad_times
    plain = plain and isinstance(rule, str) and rule in ("none", "voluntary")
    plain = plain and not any(np.any(value != 0) for value in absent)
    if not plain or profile is not None:
        rule = "a partnership is an issue if it has one trust level, no friction, unseen breaches, "
        rule += "bad times, deposit, subsidy or rule, and all contribute"
        remedy = "Simplify it and give no profile, or compute g, d and w and pass them to Issues"
        named, value = ("games", game) if profile is None else ("profiles", profile)
        raise errors.NotApplicableError(owner, named, value, rule, remedy)
    received = game.benefit[0].sum(axis=1)
    rows = (received - game.cost, np.maximum(received, game.outside), game.outside)
    return [dict(zip(game.members, row.tolist(), strict=True)) for row in rows]
