"""The claims problem: more is owed than there is."""

from typing import Any

import numpy as np

from ..core import read
from ..core.answer import show
from ..core.errors import EmptyGameError, RangeError, ShapeError
from ..core.numbers import TIE, Numbers, alike, is_exact, plain
from ..core.value import Value, become, value
from .allocation import Allocation, defines
from .coalitions import sums_over
from .tu_game import TUGame

_OWNER = "ClaimsProblem"


@value
class ClaimsProblem(Value):
    """An estate to be divided among claimants whose claims exceed it.

    Parameters
    ----------
    estate : number
        What there is, between 0 and the sum of the claims.
    claims : array_like, shape (n,)
        What each claimant is owed; at least 0.
    players : sequence of names
        One per claimant; "1", "2", ... by default.

    Raises
    ------
    RangeError
        If a claim is negative, or the estate is negative or more than all claims.
    ShapeError, NotFiniteError, EmptyGameError, InputTypeError

    Examples
    --------
    >>> from qinba_games.cooperative import ClaimsProblem
    >>> ClaimsProblem(200, [100, 200, 300])
    ClaimsProblem(200 among 3 claimants, exact)

    References
    ----------
    B. O'Neill (1982), A problem of rights arbitration from the Talmud, Mathematical Social
    Sciences 2, 345-371.
    """

    estate: Any
    claims: Any
    players: Any = None

    def __post_init__(self) -> None:
        claims = read.array(_OWNER, "claims", self.claims, low=0)
        if claims.ndim != 1:
            raise ShapeError(_OWNER, "claims", claims.shape, "must be one for each claimant")
        if not len(claims):
            raise EmptyGameError(_OWNER, "claims", self.claims, "must be one at least")
        estate = read.number(_OWNER, "estate", self.estate, 0)
        estate_array, claims = alike(np.asarray(estate), claims)
        become(self, claims=claims, estate=_at_most(plain(estate_array[()]), claims))
        become(self, players=read.names(_OWNER, "players", self.players, len(claims)))

    @property
    def n_players(self) -> int:
        """Number of claimants."""
        return len(self.players)

    @property
    def exact(self) -> bool:
        """Whether estate and claims are all rational."""
        return is_exact(self.claims)

    def __repr__(self) -> str:
        kind = "exact" if self.exact else "float"
        people = f"{self.n_players} claimant{'s' * (self.n_players != 1)}"
        return f"ClaimsProblem({show(self.estate)} among {people}, {kind})"


def _at_most(estate: Any, claims: Numbers) -> Any:
    """The estate, at most all claims; a sum of floats may be a rounding short of it."""
    total = plain(claims.sum())
    if estate > total + _near(claims):
        raise RangeError(_OWNER, "estate", estate, f"must be at most {total}, all claims")
    return min(estate, total)


def _near(claims: Numbers) -> Any:
    return 0 if is_exact(claims) else TIE * float(claims.sum())


def claims_game(problem: ClaimsProblem) -> TUGame:
    """Worth of a coalition: what is over of the estate when all others have had their claims.

    v(S) = max(0, estate - claims of those outside S).

    Parameters
    ----------
    problem : ClaimsProblem
        Up to 20 claimants.

    Returns
    -------
    TUGame
        Convex; its nucleolus is the Talmud rule (Aumann and Maschler 1985).

    Raises
    ------
    InputTypeError

    Examples
    --------
    >>> from qinba_games.cooperative import ClaimsProblem, claims_game, shapley
    >>> shapley(claims_game(ClaimsProblem(200, [100, 200, 300])))
    Allocation(shapley: 1 100/3, 2 250/3, 3 250/3)

    References
    ----------
    B. O'Neill (1982), Mathematical Social Sciences 2, 345-371.
    """
    read.kind("claims_game", "problem", problem, ClaimsProblem)
    outside = sums_over(problem.claims)[::-1]
    values = np.maximum(problem.estate - outside, 0 * outside)
    values[0] = 0 * values[0]
    return TUGame(values, players=problem.players)


def proportional(estate: Any, claims: Numbers) -> Numbers:
    """All have the same part of their claims."""
    total = claims.sum()
    return np.asarray(claims * (estate / total) if total > 0 else 0 * claims)


def equal_awards(estate: Any, claims: Numbers) -> Numbers:
    """All have the same, but none more than its claim: min(claim, level)."""
    awards, rest = 0 * claims, estate
    for done, i in enumerate(np.argsort(claims, kind="stable")):
        awards[i] = min(claims[i], rest / (len(claims) - done))
        rest = rest - awards[i]
    return awards


def equal_losses(estate: Any, claims: Numbers) -> Numbers:
    """All lose the same, but none more than its claim: max(0, claim - level)."""
    return np.asarray(claims - equal_awards(claims.sum() - estate, claims))


def talmud(estate: Any, claims: Numbers) -> Numbers:
    """Equal awards of half-claims up to half of all claims; equal losses of them above."""
    half = claims / 2
    if estate <= half.sum():
        return equal_awards(estate, half)
    return np.asarray(half + equal_losses(estate - half.sum(), half))


#: Rules by name: Thomson (2003), Mathematical Social Sciences 45, 249-297.
RULES = {
    "proportional": proportional,
    "constrained equal awards": equal_awards,
    "constrained equal losses": equal_losses,
    "talmud": talmud,
}


@defines(*RULES)
def _divides(allocation: Allocation) -> tuple[Any, Any, Any]:
    """The estate is used up; nobody has less than 0 or more than its claim; the rule's property."""
    problem, awards = allocation.game, allocation.payoffs
    claims, losses = problem.claims, problem.claims - awards
    waste = abs(awards.sum() - problem.estate)
    outside = max(0, *(-awards), *(-losses))
    return (
        plain(max(waste, outside, _uneven(allocation.rule, claims, awards))),
        "awards",
        _near(claims),
    )


def _uneven(rule: str, claims: Numbers, awards: Numbers) -> Any:
    """How far awards are from what the rule says of every two claimants."""
    losses = claims - awards
    match rule:
        case "proportional":
            cross = awards[:, None] * claims - awards * claims[:, None]
            return abs(cross).max() / max(claims.sum(), 1)
        case "constrained equal awards":
            return abs(awards - np.minimum(claims, awards.max())).max()
        case "constrained equal losses":
            return abs(losses - np.minimum(claims, losses.max())).max()
    return _contested(claims, awards)


def _contested(claims: Numbers, awards: Numbers) -> Any:
    """Every two divide a garment as the Talmud does: Aumann and Maschler (1985), theorem A."""
    both = awards[:, None] + awards
    first = np.maximum(both - claims, 0 * both)
    gaps = abs(awards[:, None] - (first + (both - first - first.T) / 2))
    np.fill_diagonal(gaps, 0)
    return gaps.max()
