"""Who can punish without hurting itself, and how many members hold together that way?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from .. import _check, _exact, _sizes, errors
from ..common.register import finds
from ..types import Number
from ..verify.door import certified
from .results.renegotiation import (
    PUNISHMENTS,
    MemberGroup,
    PunishmentRow,
    RenegotiationProof,
    as_meant,
)
from .solvers import renegotiation as solver

_OWNER = "renegotiation_proof"


def renegotiation_proof(
    n: int,
    benefit: Number,
    cost: Number,
    delta: Number | None = None,
    *,
    punishment: str = "getting even",
    punishers: int | None = None,
    regions: Any = None,
) -> RenegotiationProof:
    r"""Find how many contribute to a public good if punishments may be renegotiated.

    Each of n governments can contribute, at cost c, b to everybody, b < c < nb, in every period.
    k of them agree to; the others never do. A punishment lasts one period: m members withhold, the
    one who broke the agreement and the rest contribute, then all k go on; whoever breaks it in
    that period is punished in the next. It deters exactly when delta >= (c - b)/(b m). It is
    *weakly renegotiation-proof*, that is, nobody can propose to forget it and find everybody better
    off, exactly when c >= b m: a punisher then saves at least what it misses. So m is the integer
    part of c/b.

    ==============  ===============================================================================
    "getting even"  all others punish, m = k - 1: the deviator contributes alone. Only
                    k = integer part of c/b, plus 1, and that number is small if cooperation is
                    worth much
    "penance"       m of the others punish: any k > m, up to all n
    "regional"      in each region all other members of that region punish: the number of "getting
                    even" in every region that is large enough, thus twice as many in two
    ==============  ===============================================================================

    Parameters
    ----------
    n : int
        Governments, from 2 to 250.
    benefit, cost : Number
        b and c, 0 < b < c < nb. Floats are decided exactly, as Fractions of the same value; a cost
        that misses a multiple of the benefit by less than 10^-15 of it is that multiple.
    delta : Number, optional
        Discount factor; None: any below 1.
    punishment : {"getting even", "penance", "regional"}
    punishers : int, optional
        m for "penance"; None: as many as do not hurt themselves.
    regions : sequence of int, optional
        Sizes for "regional", adding up to n; None: two halves.

    Returns
    -------
    RenegotiationProof
        `.largest` number of members, `.threshold`, `.punishers`, `.at(delta)`, and a row for each
        number of members. Concept "weakly renegotiation-proof SPE": pure strategies, perfect
        monitoring, no transfers; nobody is punished when several deviate at once. Exact for
        rational b and c.

    Raises
    ------
    RangeError
        If b < c < nb does not hold, or there are too many punishers or governments.
    NotApplicableError
        If punishers or regions are given for another punishment.
    DiscountError, ShapeError, UnknownNameError, InputTypeError

    References
    ----------
    J. Farrell and E. Maskin (1989), "Renegotiation in repeated games", Games and Economic Behavior
    1, 327-360: weak renegotiation-proofness. E. van Damme (1989), "Renegotiation-proof equilibria
    in repeated prisoners' dilemma", Journal of Economic Theory 47, 206-217. S. Barrett (1999), "A
    theory of full international cooperation", Journal of Theoretical Politics 11, 519-541. G. B.
    Asheim, C. B. Froyn, J. Hovi and F. C. Menz (2006), "Regional versus global cooperation for
    climate control", Journal of Environmental Economics and Management 51, 93-109. C. B. Froyn and
    J. Hovi (2008), "A climate agreement with full participation", Economics Letters 99, 317-319.

    Examples
    --------
    >>> from qinba_games.agreements import renegotiation_proof
    >>> renegotiation_proof(10, 1, 3)
    RenegotiationProof(getting even: 4 of 10 members from delta 2/3)
    >>> renegotiation_proof(10, 1, 3, punishment="regional", regions=(5, 5)).largest
    8
    >>> full = renegotiation_proof(10, 1, 3, 0.7, punishment="penance")
    >>> full.largest, full.punishers, full.at(0.6)
    (10, (3,), 0)
    """
    n = _check.integer(_OWNER, "n", n, low=2, high=_sizes.REGIONAL)
    b, c = _benefit_and_cost(n, benefit, cost)
    if delta is not None:
        delta = _check.discount(_OWNER, delta)
    _check.choice(_OWNER, "punishment", punishment, PUNISHMENTS)
    given = {"penance": ("punishers", punishers), "regional": ("regions", regions)}
    for one, (argument, value) in given.items():
        if punishment != one:
            remedy = f"Leave it out, or choose punishment='{one}'"
            kind = f"the punishment '{punishment}'"
            _check.without(_OWNER, argument, value, remedy, kind=kind)
    if punishers is not None:
        punishers = _check.integer(_OWNER, "punishers", punishers, low=1, high=n - 1)
    sizes = _group_sizes(n, regions) if punishment == "regional" else (n,)
    exact = _exact.is_rational(b) and (delta is None or _exact.is_rational(delta))
    terms = {"n": n, "benefit": b, "cost": c, "punishment": punishment, "delta": delta}
    return certified(RenegotiationProof(**terms, m=punishers, sizes=sizes, exact=exact))


def _benefit_and_cost(n: int, benefit: Any, cost: Any) -> list[Any]:
    b = _check.number(_OWNER, "benefit", benefit)
    b, c = _exact.same_kind(b, _check.number(_OWNER, "cost", cost))
    if b <= 0:
        rule, remedy = "a contribution must benefit everybody", "Choose b above 0"
        raise errors.RangeError(_OWNER, "benefit", benefit, rule, remedy)
    if not b < c < n * b:
        rule = "must exceed the benefit, or everybody contributes without an agreement"
        if c > b:
            rule = "must be below n times the benefit, or nothing is gained together"
        remedy = f"Choose a cost above {b} and below {n * b}"
        raise errors.RangeError(_OWNER, "cost", cost, rule, remedy)
    return [b, c]


def _group_sizes(n: int, regions: Any) -> tuple[int, ...]:
    if regions is None:
        return n - n // 2, n // 2
    remedy = f"Pass for example ({n - n // 2}, {n // 2})"
    given = _check.sequence(_OWNER, "regions", regions, "sizes", remedy)
    sizes = tuple(_check.integer(_OWNER, "regions", size, low=1) for size in given)
    if sum(sizes) != n:
        rule = f"the sizes of the regions must add up to the {n} governments"
        remedy = "Put every government into one region"
        raise errors.ShapeError(_OWNER, "regions", sizes, rule, remedy)
    return sizes


@finds(RenegotiationProof, "regions")
def _regions_of(answer: RenegotiationProof) -> tuple[MemberGroup, ...]:
    """What every number of members of each region needs."""
    return tuple(MemberGroup(size, tuple(_rows(answer, size))) for size in answer.sizes)


def _rows(answer: RenegotiationProof, size: int) -> Iterator[PunishmentRow]:
    b, c = as_meant(answer.n, answer.benefit, answer.cost)
    number: Any = float if isinstance(answer.benefit, float) else lambda value: value
    willing = solver.willing_punishers(b, c)
    for members in range(2, size + 1):
        most = m = members - 1
        if answer.punishment == "penance":
            m = min(most, willing) if answer.m is None else answer.m
        if m <= most:
            least = solver.deterrence(m, b, c) if m <= willing else math.inf
            numbers = map(number, (least, c - b * m, solver.deterrence(most, b, c)))
            yield PunishmentRow(members, m, *numbers)
