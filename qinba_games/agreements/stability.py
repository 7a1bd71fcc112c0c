"""Which agreements are self-enforcing? Who would leave, who would join, what sharing helps."""

from __future__ import annotations

from typing import Any

from .. import _check, _sizes, _tolerance, errors
from ..verify.door import certified
from .agreement import Agreement
from .results.agreement import (
    AnyAgreement,
    FarsightedAgreements,
    MinimumParticipation,
    RepeatedAgreement,
    StableAgreements,
)
from .solvers import agreement_stability, farsighted, repeated_agreements, symmetric_stability
from .symmetric_agreement import SymmetricAgreement

_KINDS = (Agreement, SymmetricAgreement)


def stable_agreements(
    agreement: AnyAgreement,
    *,
    response: Any = "stay",
    external: Any = "weak",
    transfers: bool = False,
) -> StableAgreements:
    r"""Find the agreements that no signatory wants to leave and no outsider wants to join.

    S is internally stable exactly when payoff(S, i) >= payoff(what follows if i leaves, i) for
    every signatory i; externally exactly when payoff(S, j) >= payoff(S + j, j) for every outsider
    j. An agreement has at least two signatories: that nobody signs is not listed. Ties move nobody;
    rational payoffs are compared exactly, floats up to 1e-10 of those that meet.

    Parameters
    ----------
    agreement : Agreement or SymmetricAgreement
    response : {"stay", "dissolve", "next stable"}
        What the other signatories do when one leaves: stay; dissolve the agreement; or fall on, the
        one who gains most leaving first, until nobody else wants to leave. Under "next stable"
        outsiders do not join a set that would not last.
    external : {"weak", "strict"}
        Whether an outsider who is indifferent stays outside ("weak") or joins ("strict").
    transfers : bool
        Whether signatories share so as to keep everybody in (see `almost_ideal_sharing`): then S is
        internally stable exactly when Σ_{i in S} [payoff(S, i) - payoff(S - i, i)] >= 0, and
        externally exactly when no S + j has a positive sum. Only with "stay".

    Returns
    -------
    StableAgreements
        `.sizes`, `.coalitions`, `.best`; `.internal`, `.external`, `.potential` for every set.
        Nash equilibrium of the decision to sign, for "stay". Exact for rational payoffs.

    Raises
    ------
    UnknownNameError, InputTypeError
    NotApplicableError
        For transfers with another response than "stay".

    References
    ----------
    C. d'Aspremont, A. Jacquemin, J. J. Gabszewicz and J. A. Weymark (1983), Canadian Journal of
    Economics 16, 17-25 (internal and external stability); S. Barrett (1994), Oxford Economic Papers
    46, 878-894; C. Carraro, J. Eyckmans and M. Finus (2006), "Optimal transfers and participation
    decisions in international environmental agreements", Review of International Organizations 1,
    379-396 (potential stability).

    Examples
    --------
    However many governments share a river, two or three of them sign:

    >>> from qinba_games.agreements import linear_quadratic, stable_agreements
    >>> stable_agreements(linear_quadratic(11)).sizes
    (2, 3)
    >>> stable_agreements(linear_quadratic(11), external="strict").sizes
    (3,)
    >>> stable_agreements(linear_quadratic(11), response="next stable").sizes
    (2, 3, 5, 8)

    Where one has most of the benefits, nobody signs unless it shares them, and then all do:

    >>> from qinba_games.agreements import AbatementEconomy
    >>> economy = AbatementEconomy([1, 1, 1, 6]).to_agreement()
    >>> stable_agreements(economy).coalitions
    []
    >>> stable_agreements(economy, transfers=True).coalitions
    [('1', '2', '3', '4')]
    """
    owner = "stable_agreements"
    _check.instance(owner, "agreement", agreement, _KINDS)
    _check.choice(owner, "response", response, agreement_stability.RESPONSES)
    strict = _check.choice(owner, "external", external, ("weak", "strict")) == "strict"
    if _check.flag(owner, "transfers", transfers) and response != "stay":
        rule = "sharing is designed for what a member gets while the others stay signatories"
        remedy = 'Use response="stay", or leave out transfers'
        raise errors.NotApplicableError(owner, "transfers", transfers, rule, remedy)
    if isinstance(agreement, Agreement):
        stability = agreement_stability.stability(
            agreement.payoffs, response, strict=strict, transfers=transfers
        )
    else:
        stability = symmetric_stability.stability(
            agreement.signatory, agreement.outsider, response, strict=strict
        )
    answer = StableAgreements(
        agreement=agreement,
        response=response,
        external_rule=external,
        transfers=transfers,
        exact=agreement.exact,
        **stability._asdict(),
    )
    return certified(answer)


def minimum_participation(agreement: AnyAgreement) -> MinimumParticipation:
    r"""Find which agreements are stable if a least number of signatories is required.

    With rule m the agreement enters into force if at least m sign, otherwise every member gets what
    it gets without agreement. Where exactly m sign, a member that leaves ends it; where more do,
    the others stay. All m = 2..n at once.

    Parameters
    ----------
    agreement : Agreement or SymmetricAgreement

    Returns
    -------
    MinimumParticipation
        `.sizes(m)`, `.coalitions(m)`, `.best`. Nash equilibrium of the decision to sign, weak
        inequalities; exact for rational payoffs.

    Raises
    ------
    InputTypeError

    References
    ----------
    C. Carraro, C. Marchiori and S. Oreffice (2009), "Endogenous minimum participation in
    international environmental treaties", Environmental and Resource Economics 42, 411-425.

    Examples
    --------
    >>> from qinba_games.agreements import linear_quadratic, minimum_participation
    >>> found = minimum_participation(linear_quadratic(6))
    >>> [found.sizes(m) for m in range(2, 7)]
    [(2, 3), (3,), (4,), (5,), (6,)]
    >>> found.best
    6
    """
    _check.instance("minimum_participation", "agreement", agreement, _KINDS)
    if isinstance(agreement, Agreement):
        stable = agreement_stability.minimum_participation(agreement.payoffs)
    else:
        stable = symmetric_stability.minimum_participation(agreement.signatory, agreement.outsider)
    exact = agreement.exact
    return certified(MinimumParticipation(agreement=agreement, stable=stable, exact=exact))


def farsighted_agreements(
    agreement: AnyAgreement, *, membership: Any = "open"
) -> FarsightedAgreements:
    r"""Find the agreements that last if members look ahead to all that follows a move.

    For an `Agreement`, the largest consistent set over the sets of signatories: a group moves only
    if whatever may finally follow is better for all of it. For a `SymmetricAgreement`, the
    recursion on sizes: k is stable exactly when a signatory gets no less than an outsider to the
    largest stable number below k (`stable_agreements` with "next stable" has it for different
    members).

    Parameters
    ----------
    agreement : Agreement or SymmetricAgreement
        At most 6 members if told apart; any number of identical ones.
    membership : {"open", "exclusive"}
        Whether signatories who stay have to agree to new ones. The recursion does not depend on it.

    Returns
    -------
    FarsightedAgreements
        `.sizes`, `.coalitions`; no agreement, if that lasts too, is the empty coalition. Exact for
        rational payoffs.

    Raises
    ------
    RangeError
        With more than 6 members in an `Agreement`.
    UnknownNameError, InputTypeError

    References
    ----------
    M. S.-Y. Chwe (1994), "Farsighted coalitional stability", Journal of Economic Theory 63,
    299-325; E. Diamantoudi and E. S. Sartzetakis (2015), "International environmental agreements:
    coordinated action under foresight", Economic Theory 59, 527-546; D. Osmani and R. Tol (2009),
    "Toward farsightedly stable international environmental agreements", Journal of Public Economic
    Theory 11, 455-492.

    Examples
    --------
    >>> from qinba_games.agreements import farsighted_agreements, linear_quadratic
    >>> farsighted_agreements(linear_quadratic(80)).sizes
    (2, 3, 5, 8, 12, 18, 26, 38, 55, 79)
    >>> farsighted_agreements(linear_quadratic(5).expand()).sizes
    (3, 4, 5)
    """
    owner = "farsighted_agreements"
    _check.instance(owner, "agreement", agreement, _KINDS)
    exclusive = _check.choice(owner, "membership", membership, ("open", "exclusive")) != "open"
    if isinstance(agreement, SymmetricAgreement):
        method, witness = "recursion", None
        stable = symmetric_stability.recursion(agreement.signatory, agreement.outsider)
    else:
        method, n = "largest consistent set", agreement.n_members
        remedy = 'Use stable_agreements(..., response="next stable"), or a SymmetricAgreement'
        _sizes.fits(owner, "agreement", agreement, n, farsighted.MAX_MEMBERS, "members", remedy)
        stable, witness = farsighted.consistent_set(agreement.payoffs, exclusive=exclusive)
    terms = {"agreement": agreement, "method": method, "membership": membership, "witness": witness}
    return certified(FarsightedAgreements(**terms, stable=stable, exact=agreement.exact))


def repeated_agreement(
    agreement: AnyAgreement, *, breach: Any = "announced", transfers: bool = False
) -> RepeatedAgreement:
    r"""Find how many governments keep an agreement that is repeated, at every patience.

    A breach is punished by no agreement for ever. Signatories S keep it from
    δ*(S) = max_i (d_i - x_i)/(d_i - w_i), with x_i the payoff of a signatory, w_i that without
    agreement, and d_i that in the period of the breach; infinite where somebody gets less than w_i.

    Parameters
    ----------
    agreement : Agreement or SymmetricAgreement
    breach : {"announced", "hidden"}
        In an announced breach i does not sign this time and the others do without it: d_i is what
        it gets as an outsider to the rest, so that δ = 0 is internal stability (where nobody gets
        less than w_i). In a hidden one the others still do their part of S; needs
        `agreement.breach`.
    transfers : bool
        Whether signatories may promise each other payments, made on signing. Then
        δ*(S) = Σ (d_i - x_i) / Σ (d_i - w_i), nobody having less than without agreement: for that
        w_i takes the place of a smaller d_i if breaches are announced; if they are hidden, all
        have been paid by then.

    Returns
    -------
    RepeatedAgreement
        `.at(delta)`, `.needed(coalition)`, `.threshold`; the steps `.delta`, `.size`. Subgame
        perfect (grim); who might join is left out. Exact for rational payoffs.

    Raises
    ------
    NotApplicableError
        For hidden breaches of an agreement that does not say what they bring.
    UnknownNameError, InputTypeError

    References
    ----------
    S. Barrett (1994), Oxford Economic Papers 46, 878-894, for agreements as repeated games; J. W.
    Friedman (1971), Review of Economic Studies 38, 1-12, for the punishment.

    Examples
    --------
    Once, three of six sign; the more patient they are, the more:

    >>> from qinba_games.agreements import linear_quadratic, repeated_agreement
    >>> repeated_agreement(linear_quadratic(6))
    RepeatedAgreement(SymmetricAgreement(6 members, exact): 3 from 0, 4 from 1/4, 5 from 1/3, 6 from
    3/8)

    A breach that nobody expects is as tempting for any number of signatories:

    >>> repeated_agreement(linear_quadratic(6), breach="hidden").size.tolist()
    [0, 6]
    >>> repeated_agreement(linear_quadratic(6), breach="hidden").needed(6)
    Fraction(1, 2)
    """
    owner = "repeated_agreement"
    _check.instance(owner, "agreement", agreement, _KINDS)
    hidden = _check.choice(owner, "breach", breach, ("announced", "hidden")) == "hidden"
    _check.flag(owner, "transfers", transfers)
    if hidden and agreement.breach is None:
        rule = "the agreement does not say what a breach brings that nobody expects"
        remedy = 'Pass breach=... to the agreement, or use breach="announced"'
        raise errors.NotApplicableError(owner, "breach", breach, rule, remedy)
    given = agreement.breach if hidden else None
    if isinstance(agreement, Agreement):
        least = repeated_agreements.thresholds(agreement.payoffs, given, transfers=transfers)
    else:
        least = repeated_agreements.symmetric_thresholds(
            agreement.signatory, agreement.outsider, given
        )
    exact = agreement.exact and (given is None or _tolerance.is_exact(given))
    terms = {"agreement": agreement, "breach": breach, "transfers": transfers}
    return certified(RepeatedAgreement(**terms, threshold=least, exact=exact))
