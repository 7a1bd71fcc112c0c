"""How signatories share: almost ideal sharing, and the transfers of Chander and Tulkens."""

from __future__ import annotations

from typing import Any

from ...types import Array


def almost_ideal_sharing(payoffs: Array, claims: Array, weights: Array) -> Array:
    r"""Give every signatory its claim and a part of what is left.

    x_i = claim_i + w_i (Σ payoffs - Σ claims). If the surplus is not negative nobody leaves, and if
    it is, no sharing whatever prevents that.

    Parameters
    ----------
    payoffs, claims, weights : array, shape (k,)
        Of the signatories; positive weights that sum to 1.

    Returns
    -------
    array, shape (k,)

    References
    ----------
    J. Eyckmans and M. Finus (2004), "An almost ideal sharing scheme for coalition games with
    externalities", FEEM Nota di Lavoro 155.2004; M. McGinty (2007), "International environmental
    agreements among asymmetric nations", Oxford Economic Papers 59, 45-62; H.-P. Weikard (2009),
    "Cartel stability under an optimal sharing rule", Manchester School 77, 575-593.
    """
    shares: Array = claims + weights * (payoffs.sum() - claims.sum())
    return shares


def chander_tulkens(benefit: Array, cost: Array) -> tuple[Array, Array]:
    r"""Share the costs of full cooperation in proportion to marginal benefits.

    Payoffs π_i = d_i Q - c_i q_i²/2. Alone i abates d_i/c_i at cost C_i, together d(N)/c_i at cost
    K_i. Member i is paid T_i = (K_i - C_i) - (d_i / d(N)) Σ_j (K_j - C_j).

    Parameters
    ----------
    benefit, cost : array, shape (n,)
        d and c.

    Returns
    -------
    payoffs : array, shape (n,)
        Without transfers, all cooperating.
    transfers : array, shape (n,)
        They sum to 0; payoffs + transfers lie in the gamma-core.

    References
    ----------
    P. Chander and H. Tulkens (1995), International Tax and Public Finance 2, 279-293; (1997), "The
    core of an economy with multilateral environmental externalities", International Journal of Game
    Theory 26, 379-401.
    """
    joint: Any = benefit.sum()
    alone, together = benefit * benefit / cost / 2, joint * joint / cost / 2
    extra = together - alone
    payoffs = benefit * (joint / cost).sum() - together
    return payoffs, extra - benefit / joint * extra.sum()
