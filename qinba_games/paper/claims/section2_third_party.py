"""Section 2 (5) of the paper: whether a third party is needed, and what it has to be like."""

from __future__ import annotations

from typing import Any

from ...common.result import Table, show
from ...coordinator import Coordinator
from ...institutions.honesty import honesty, workable_stakes
from ...institutions.results.credibility import Honesty, WorkableStakes
from ...repeated.repeated_game import RepeatedGame
from ...stage.dilemmas import resource_exchange
from ...third_parties.results.window import PivotalWindow
from ...third_parties.window import pivotal_window
from ...types import ArrayLike, Number
from .claim import Claim
from .inputs import checked
from .judgement import HOLDS, judged, trusted, word
from .search import asking, grid, patient, turning
from .worlds import pairs, windows

_COOPERATION = (1, 1)


def c14(
    *,
    delta: Number = 0.55,
    benefits: ArrayLike = (2.4, 1.6),
    costs: ArrayLike = (1, 1),
    outside: Number = 0,
    deposit: Number = 0,
) -> Claim:
    """Is a third party needed?

    The two members of `c13`: each pays c_i for what brings the other one b_j, and has w on his own.
    Alone they share nothing. A third party settles shares, and can hold a deposit B of each, lost
    by who breaks the agreement. Holds iff it is pivotal: there is cooperation with it and none
    without. That is a window of discount factors. From its lower end, L/(L + S) with
    L = sum max(0, c_i - B) and S = sum (b_i - c_i) - 2w, a third party is of use; from its upper
    end, the larger c_i/(b_i - w), it is unnecessary.

    Parameters
    ----------
    delta : Number
        Discount factor in [0, 1).
    benefits, costs : array_like, shape (2,)
        b_i and c_i, non-negative.
    outside : Number
        w.
    deposit : Number
        B, in payoff units; 0: the third party only settles shares.

    Returns
    -------
    Claim
        Concept "voluntary-transfers SPE" with the third party; without it "fixed-sharing SPE
        (grim)".

    Raises
    ------
    DiscountError, RangeError, ShapeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 2 (5).

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> [claims.c14(delta=delta).verdict for delta in (0.45, 0.55, 0.65)]
    ['fails', 'holds', 'fails']
    """
    p = checked("c14", locals())
    found = _arbitrated(p)
    condition = "fails at every delta: a third party makes no difference to such members"
    if found.intervals:
        condition = (
            f"holds for delta {windows.spans(found.intervals)}: members less patient than that "
            "cannot be helped, and more patient ones need no help"
        )
    return judged(
        "C14",
        "2 (5)",
        "Members need a third party if they are to cooperate.",
        parameters=p,
        holds=_needed,
        found=found,
        turns={"delta": windows.edges(found)},
        condition=condition,
        evidence=_with_arbiter(p, found),
        picture=("delta", "joint payoff with a third party", "joint payoff without"),
        others=[{"benefits": (3, 1.25), "costs": (1, 1), "outside": 0, "delta": 0.6}],
    )


def _arbitrated(p: dict[str, Any]) -> PivotalWindow:
    (b, d), w = p["benefits"], p["outside"]
    game = RepeatedGame(resource_exchange([[0, b], [d, 0]], p["costs"]), outside=[w, w])
    helper = Coordinator(sharing=True, deposit=p["deposit"])
    found: PivotalWindow = trusted(pivotal_window(game, helper, profile=_COOPERATION))
    return found


def _needed(**q: Any) -> bool:
    return windows.inside(_arbitrated(q), q["delta"])


def _with_arbiter(p: dict[str, Any], found: PivotalWindow) -> Table:
    deltas = grid(0, 0.9, 19, p["delta"])
    worth = (2 * p["outside"], sum(p["benefits"]) - sum(p["costs"]))
    sides = [windows.kept(found, delta) for delta in deltas]
    return {
        "delta": deltas,
        "joint payoff without": [worth[alone] for alone, _ in sides],
        "joint payoff with a third party": [worth[helped] for _, helped in sides],
        "verdict": [word(windows.inside(found, delta)) for delta in deltas],
    }


def c15(
    *,
    stake: Number = 0.15,
    effort: Number = 0.4,
    income: Number = 1,
    deposit: Number = 1,
    delta: Number = 0.7,
    reward: Number = 3,
    sucker: Number = 0,
    temptation: Number = 5,
    punishment: Number = 1,
) -> Claim:
    """Must a third party be credible, and have nothing at stake itself?

    Two members with the payoffs of `c08` lodge a deposit B each with a third party that earns F and
    has a stake sigma in their affairs. Whoever has been dismissed for a false verdict is followed
    by another one, and keeps his stake. He is credible iff F >= e and
    (1 - delta)(B + sigma (T - R)) <= delta (F - e), and members bear the stake iff
    sigma <= (delta (T - P) - (T - R))/(R - P). Holds iff one without a stake would do, and one with
    this stake would not. A smaller stake is harmless, and the claim fails.

    Nobody sees the effort e, so that it is made only for a stake of e/(2 (R - P)) at least. If that
    is a harmless one, the verdict is "inconsistent" instead: without a stake the work is not done,
    and section 4.2 of the paper builds on a higher level that is willing to do it (see `c35`).

    Parameters
    ----------
    stake : Number
        sigma in [0, 1].
    effort, income, deposit : Number
        e, F and B, non-negative; e and F per period.
    delta : Number
        Discount factor in [0, 1), of all.
    reward, sucker, temptation, punishment : Number
        R, S, T and P.

    Returns
    -------
    Claim
        Concept "fixed-sharing SPE (grim)" of the members; honest verdicts of the third party are
        subgame perfect.

    Raises
    ------
    DiscountError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), sections 2 (5) and, for who is willing, 4.2. Milgrom, P. R., North,
    D. C. and Weingast, B. R. (1990), Economics and Politics 2, 1-23, for verdicts that are bought.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c15(stake=0.15).verdict, claims.c15(stake=0.3).verdict
    ('inconsistent', 'holds')
    >>> claims.c15(stake=0.15, effort=0).verdict
    'fails'
    """
    p = pairs.payoffs("c15", locals())
    turn = turning(asking(_harmful, p, "stake"), 0.0, 1.0, start=16, parts=2)
    return judged(
        "C15",
        "2 (5)",
        "A third party has to be credible, and must not have a stake of its own.",
        parameters=p,
        holds=_impartial,
        found=_borne(p),
        turns={"stake": turn},
        condition=_how_much(p, turn.nearest(p["stake"])),
        evidence=_with_stake(p),
        picture=("stake", "deposit it can be trusted with", "deposit"),
        others=[{"stake": 1, "deposit": 0, "effort": 0}],
    )


def _borne(p: dict[str, Any]) -> WorkableStakes:
    """What the effort takes and what the members bear."""
    found: WorkableStakes = trusted(
        workable_stakes(pairs.game(p), p["delta"], p["effort"], profile=pairs.TOGETHER)
    )
    return found


def _believed(p: dict[str, Any], stake: Any) -> Honesty:
    found: Honesty = trusted(
        honesty(
            p["income"],
            p["delta"],
            p["deposit"],
            stake=stake,
            gain=max(p["temptation"] - p["reward"], 0),
            effort=p["effort"],
        )
    )
    return found


def _harmless(p: dict[str, Any], stake: Any) -> bool:
    return patient(_borne(p).high, stake) and _believed(p, stake).credible


def _impartial(**q: Any) -> str:
    if not _harmless(q, 0):
        return word(False)
    if not _harmless(q, q["stake"]):
        return word(True)
    takes = _borne(q).low
    return "inconsistent" if 0 < takes <= 1 and _harmless(q, takes) else word(False)


def _harmful(**q: Any) -> bool:
    return _impartial(**q) == HOLDS


def _how_much(p: dict[str, Any], edge: Any) -> str:
    if not _harmless(p, 0):
        return "fails at every stake: not even without one can such a third party do its work"
    if edge is None:
        return "fails at every stake: none does harm"
    takes = _borne(p).low
    condition = f"holds if the stake is more than {show(edge)}"
    if takes <= 0:
        return f"{condition}; up to there it does no harm"
    if takes > edge:
        return f"{condition}; but the work is not done for less than {show(takes)}"
    return (
        f"{condition}; up to there it is inconsistent with 4.2, where the higher level is willing "
        f"(C35): the work is done only for a stake of {show(takes)} or more"
    )


def _with_stake(p: dict[str, Any]) -> Table:
    stakes = grid(0, 0.5, 11, p["stake"])
    members = _borne(p)
    return {
        "stake": stakes,
        "deposit it can be trusted with": [
            _believed(p, stake).largest_deposit.item() for stake in stakes
        ],
        "deposit": [p["deposit"]] * len(stakes),
        "members bear it": [patient(members.high, stake) for stake in stakes],
        "the work is done": [stake >= members.low for stake in stakes],
        "verdict": [_impartial(**{**p, "stake": stake}) for stake in stakes],
    }
