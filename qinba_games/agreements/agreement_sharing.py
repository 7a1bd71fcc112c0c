"""How should signatories share so that nobody leaves, and nobody objects?"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _exact, _sizes, _tolerance
from ..common.rounded import rounded
from ..cooperative.coalitions import coalition_sizes
from ..cooperative.core import slack_core
from ..cooperative.results import CoreResult
from ..cooperative.tu_game import TUGame
from ..types import Array, ArrayLike
from ..verify.door import certified
from .abatement import AbatementEconomy
from .agreement import Agreement, check_several_sign
from .results.agreement import AnyAgreement, SharedAgreement
from .symmetric_agreement import SymmetricAgreement

_NUMBERS = ("before", "claims", "weights", "payoffs")


def almost_ideal_sharing(
    agreement: AnyAgreement, coalition: Any, weights: ArrayLike | None = None
) -> SharedAgreement:
    r"""Give every signatory what it would get by leaving, and a part of what is left.

    x_i = payoff(S - i, i) + λ_i Σ_{j in S} [payoff(S, j) - payoff(S - j, j)]. If the sum, the
    surplus, is not negative nobody leaves; if it is negative, no sharing keeps everybody in.

    Parameters
    ----------
    agreement : Agreement or SymmetricAgreement
    coalition : sequence of members, or int
        The signatories, by names or indices; for identical members also how many they are. At
        least two.
    weights : array_like, optional
        λ, positive, in the order of the members; divided by their sum. Equal by default.

    Returns
    -------
    SharedAgreement
        `.payoffs`, `.transfers`, `.surplus`. Exact for rational input.

    Raises
    ------
    UnknownNameError, ShapeError
    RangeError
        If there are fewer than two signatories, or a weight is not positive.

    References
    ----------
    J. Eyckmans and M. Finus (2004), "An almost ideal sharing scheme for coalition games with
    externalities", FEEM Nota di Lavoro 155.2004; M. McGinty (2007), "International environmental
    agreements among asymmetric nations", Oxford Economic Papers 59, 45-62; H.-P. Weikard (2009),
    "Cartel stability under an optimal sharing rule", Manchester School 77, 575-593.

    Examples
    --------
    >>> from qinba_games.agreements import AbatementEconomy, almost_ideal_sharing
    >>> pact = AbatementEconomy([1, 3], members=["up", "down"]).to_agreement()
    >>> found = almost_ideal_sharing(pact, ["up", "down"])
    >>> found
    SharedAgreement(almost ideal: up 6, down 10)
    >>> found.surplus, [int(t) for t in found.transfers]
    (Fraction(5, 1), [6, -6])
    """
    owner = "almost_ideal_sharing"
    _check.instance(owner, "agreement", agreement, (Agreement, SymmetricAgreement))
    key = agreement.key(coalition, function=owner)
    members = agreement.coalition(key)
    check_several_sign(owner, "coalition", coalition, len(members))
    parts = _exact.fractions(np.ones(len(members), dtype=int))
    if weights is not None:
        given = _check.array(owner, "weights", weights, shape=parts.shape, names=members)
        parts = _exact.rational(_check.positive(owner, "weights", given))
    parts = parts / parts.sum()
    numbers = _exact.alike(*_payoffs_and_claims(agreement, key), parts)
    return _agreement(agreement, "almost ideal", members, *numbers)


def gamma_core(agreement: AnyAgreement, *, vertices: bool = False) -> CoreResult:
    r"""Find the divisions of full cooperation to which no group objects that would be left alone.

    The core of v(S) = Σ_{i in S} payoff(S, i): if S goes its own way the others stay apart, each
    doing what is best for itself.

    Parameters
    ----------
    agreement : Agreement or SymmetricAgreement
        Up to 20 members.
    vertices : bool
        Whether to list the corners; up to 6 members.

    Returns
    -------
    CoreResult
        `.empty`, `.payoffs`, `.contains(x)`, `.blocking(x)`. Exact for rational payoffs.

    Raises
    ------
    RangeError
        With more members than that.

    References
    ----------
    P. Chander and H. Tulkens (1997), "The core of an economy with multilateral environmental
    externalities", International Journal of Game Theory 26, 379-401.

    Examples
    --------
    >>> from qinba_games.agreements import AbatementEconomy, chander_tulkens, gamma_core
    >>> economy = AbatementEconomy([1, 2, 3])
    >>> found = gamma_core(economy.to_agreement())
    >>> found.contains(chander_tulkens(economy).payoffs)
    True
    >>> found.blocking([0, 18, 36])
    (('1',), Fraction(11, 2))
    """
    _check.instance("gamma_core", "agreement", agreement, (Agreement, SymmetricAgreement))
    _check.flag("gamma_core", "vertices", vertices)
    if isinstance(agreement, Agreement):
        game = agreement.to_game()
    else:
        n, remedy = agreement.n_members, "Ask about fewer members, or about blocs of them"
        _sizes.fits("gamma_core", "agreement", agreement, n, _sizes.SIGNATORIES, "members", remedy)
        worth = agreement.sizes * agreement.signatory
        game = TUGame(worth[coalition_sizes(n)], players=agreement.members)
    return slack_core("gamma_core", game, 0, vertices, concept="gamma-core")


def chander_tulkens(economy: AbatementEconomy) -> SharedAgreement:
    r"""Share the costs of full cooperation so that no group objects.

    All abate what is best together. Member i is paid T_i = (K_i - C_i) - (d_i / d(N)) Σ_j (K_j -
    C_j), with K its costs then and C its costs alone: its additional costs are refunded, and all of
    them are paid for in proportion to what abatement is worth to each.

    Parameters
    ----------
    economy : AbatementEconomy

    Returns
    -------
    SharedAgreement
        In the gamma-core. `.claims` are payoffs without agreement, `.weights` d_i / d(N). Exact for
        rational parameters.

    Raises
    ------
    InputTypeError

    References
    ----------
    P. Chander and H. Tulkens (1995), International Tax and Public Finance 2, 279-293; (1997),
    International Journal of Game Theory 26, 379-401.

    Examples
    --------
    >>> from qinba_games.agreements import AbatementEconomy, chander_tulkens
    >>> chander_tulkens(AbatementEconomy([1, 2, 3]))
    SharedAgreement(chander-tulkens: 1 29/3, 2 55/3, 3 26)
    """
    _check.instance("chander_tulkens", "economy", economy, AbatementEconomy)
    if not economy.exact and _sizes.is_far(economy):
        answer = chander_tulkens(_exact.decimals(economy))
        return certified(rounded(answer, _NUMBERS, source=economy))
    d, c = economy.benefit, economy.cost
    together = d * (d.sum() / c).sum() - d.sum() * d.sum() / c / 2
    alone = d * (d / c).sum() - d * d / c / 2
    return _agreement(economy, "chander-tulkens", economy.members, together, alone, d / d.sum())


def _agreement(
    source: Any, rule: str, members: tuple[str, ...], before: Array, claims: Array, parts: Array
) -> SharedAgreement:
    """Everybody gets its claim, and its part of what is left."""
    shares = claims + parts * (before.sum() - claims.sum())
    terms = {"source": source, "rule": rule, "coalition": members, "before": before}
    terms |= {"claims": claims, "weights": parts, "payoffs": shares}
    return certified(SharedAgreement(**terms, exact=_tolerance.is_exact(shares)))


def _payoffs_and_claims(agreement: AnyAgreement, key: int) -> tuple[Array, Array]:
    """What each signatory gets, and what it would get as an outsider to the rest."""
    if isinstance(agreement, SymmetricAgreement):
        own, outside = agreement.signatory[key : key + 1], agreement.outsider[key - 1 : key]
        return np.repeat(own, key), np.repeat(outside, key)
    members = np.flatnonzero(key >> np.arange(agreement.n_members) & 1)
    return agreement.payoffs[key, members], agreement.payoffs[key ^ 1 << members, members]
