"""The model: a partnership of governments whose mutual trust grows with kept promises."""

from dataclasses import KW_ONLY
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core import numbers, read
from ..core.errors import EmptyGameError, ProbabilityError, RangeError, ShapeError
from ..core.numbers import Numbers
from ..core.value import Value, become, value
from .shares import RULES

if TYPE_CHECKING:
    from ..table import StochasticGame

_OWNER = "Partnership"


@value
class Partnership(Value):
    """A cooperation between two or more governments.

    Every period times are drawn publicly, good or bad; members contribute, idle, or leave. If
    anyone leaves, all get their outside values, from this period on. Otherwise i gets
    sum_j b_ij(k) over the contributors j, minus its cost if it contributes. If all contribute,
    friction throws trust k back by `drop`, else trust rises by one with probability `promotion`;
    if somebody idles it falls by `drop`. See `evolve` for what comes of it.

    Parameters
    ----------
    benefit : array, shape (K + 1, n, n), or (K + 1, 2) for two members
        `[k, i, j]`: what i gains per period from j at trust k; must not fall in k.
    cost : number or array, shape (n,)
        What contributing costs per period.
    promotion : probability
    friction : probability, or one for each trust, shape (K + 1,)
    members : names, by default "1", "2", ...
    outside : number or array, shape (n,)
        Payoff per period, for ever, once the partnership has ended.
    drop : int or None
        By how many levels trust falls; None: the partnership ends.
    detection : probability q
        That idling in place of contributing is found out; then the partnership ends, or, for
        members who cannot leave, goes on without deposits and subsidies.
    bad_times : pairs (probability, extra cost of contributing, for all or each)
    sharing : word, or fractions that sum to one, shape (n,)
        "none" (all contribute, all idle, or all leave), of what they then have "equal" parts,
        "surplus" (the outside value, and an equal part of the rest), "proportional" (to cost),
        "optimal" (in proportion to temptation); or "voluntary": any profile, any transfers.
    deposit : number or array, shape (n,)
        Lost by a member that is found out: a lump, not a payoff per period.
    subsidy : number
        Paid to each member in periods in which all contribute.
    mandate : some members, by name or place, or "all"
        Who cannot leave.
    stake : probability
        The part of the joint surplus that a third party takes when all contribute.
    founding : int
        Trust in the first period.

    Raises
    ------
    InvalidInputError
        Names parameter, value and rule.

    Examples
    --------
    >>> import numpy as np
    >>> trust = np.arange(5)[:, None]
    >>> Partnership(np.array([1.2, 0.7]) + 0.35 * trust, 1, promotion=0.6, friction=0.05)
    Partnership(2 members, trust 0..4, sharing 'none')
    """

    benefit: Any
    cost: Any
    _: KW_ONLY
    promotion: Any
    friction: Any
    members: Any = None
    outside: Any = 0
    drop: int | None = 1
    detection: Any = 1
    bad_times: Any = ()
    sharing: Any = "none"
    deposit: Any = 0
    subsidy: Any = 0
    mandate: Any = ()
    stake: Any = 0
    founding: int = 0

    def __post_init__(self) -> None:
        gains = _benefit(read.array(_OWNER, "benefit", self.benefit))
        levels, n = gains.shape[:2]
        members = read.names(_OWNER, "members", self.members, n)

        def each(name: str, low: float | None = None) -> Numbers:
            return read.array(_OWNER, name, getattr(self, name), (n,), low)

        become(
            self,
            benefit=gains,
            members=members,
            cost=each("cost", 0),
            outside=each("outside"),
            deposit=each("deposit", 0),
            promotion=read.probability(_OWNER, "promotion", self.promotion),
            friction=read.probability(_OWNER, "friction", self.friction, (levels,)),
            drop=None if self.drop is None else read.integer(_OWNER, "drop", self.drop, 1),
            detection=read.probability(_OWNER, "detection", self.detection),
            bad_times=_bad_times(self.bad_times, n),
            sharing=_sharing(self.sharing, n),
            subsidy=read.number(_OWNER, "subsidy", self.subsidy, 0),
            mandate=read.subset(_OWNER, "mandate", self.mandate, members),
            stake=read.probability(_OWNER, "stake", self.stake),
            founding=read.integer(_OWNER, "founding", self.founding, 0, levels - 1),
        )

    @property
    def n_members(self) -> int:
        """Number of members."""
        return len(self.members)

    @property
    def levels(self) -> int:
        """Number of trust levels, K + 1."""
        return len(self.benefit)

    @property
    def voluntary(self) -> bool:
        """Whether members pay each other as they like."""
        return isinstance(self.sharing, str) and self.sharing == "voluntary"

    @cached_property
    def exact(self) -> bool:
        """Whether every parameter is an int or a Fraction."""
        parts = [self.benefit, self.cost, self.outside, self.friction, self.deposit]
        parts += [self.promotion, self.detection, self.subsidy, self.stake]
        parts += [part for pair in self.bad_times for part in pair]
        return numbers.is_exact(*parts, *([] if isinstance(self.sharing, str) else [self.sharing]))

    def to_game(self) -> "StochasticGame":
        """The same relation as a plain stochastic game.

        States are (trust, times) pairs and "dissolved"; actions are "contribute", "idle" and,
        unless it is mandated, "leave".

        Raises
        ------
        NotApplicableError
            If payoffs depend on what was agreed, not on actions alone: under a fixed sharing rule,
            with a deposit or subsidy, or where breaches can go unnoticed.
        """
        from .game import as_stochastic

        return as_stochastic(self)

    def _repr_html_(self) -> str:
        import pandas

        gains = {f"{m} gains": self.benefit.sum(axis=2)[:, i] for i, m in enumerate(self.members)}
        levels = pandas.DataFrame({"trust": range(self.levels), **gains, "friction": self.friction})
        each = {"member": self.members, "cost": self.cost, "outside": self.outside}
        parts = (frame.to_html(index=False, border=0) for frame in (levels, pandas.DataFrame(each)))
        return f"<p>{self!r}: gains per period if all contribute</p>{''.join(parts)}"

    def __repr__(self) -> str:
        rule = self.sharing if isinstance(self.sharing, str) else tuple(self.sharing.tolist())
        size = f"{len(self.members)} members, trust 0..{self.levels - 1}"
        start = f", founding {self.founding}" if self.founding else ""
        return f"Partnership({size}, sharing {rule!r}{start})"


def _benefit(given: Numbers) -> Numbers:
    """Benefits as (K + 1, n, n); two members may be given as (K + 1, 2)."""
    gains = given
    if gains.ndim == 2 and gains.shape[1] == 2:
        gains = (np.zeros((len(given), 2, 2), dtype=int) * given[:, :, None]).astype(given.dtype)
        gains[:, 0, 1], gains[:, 1, 0] = given.T
    if gains.ndim != 3 or gains.shape[1] != gains.shape[2]:
        rule = "must have shape (K + 1, n, n), or (K + 1, 2) for two members"
        raise ShapeError(_OWNER, "benefit", given.shape, rule)
    if gains.shape[1] < 2 or not len(gains):
        raise EmptyGameError(_OWNER, "benefit", given.shape, "must be of two members or more")
    if (np.diagonal(gains, axis1=1, axis2=2) != 0).any():
        remedy = "Subtract a member's own gain from its cost."
        raise RangeError(_OWNER, "benefit", given, "must be 0 from oneself", remedy)
    if (np.diff(gains, axis=0) < 0).any():
        raise RangeError(_OWNER, "benefit", given, "must not fall when trust rises")
    return gains


def _bad_times(given: Any, n: int) -> tuple[tuple[Any, Numbers], ...]:
    try:
        listed = [(chance, extra) for chance, extra in given]
    except (TypeError, ValueError):
        rule = "must be (probability, extra cost) pairs"
        raise ShapeError(_OWNER, "bad_times", given, rule, "As in [(0.2, 0.6)].") from None
    pairs = tuple(
        (
            read.probability(_OWNER, "bad_times", chance),
            read.array(_OWNER, "bad_times", extra, (n,), 0),
        )
        for chance, extra in listed
    )
    if sum(chance for chance, _ in pairs) > 1 + numbers.TIE:
        raise ProbabilityError(_OWNER, "bad_times", given, "must have at most probability 1 in all")
    return pairs


def _sharing(given: Any, n: int) -> Any:
    if isinstance(given, str):
        return read.choice(_OWNER, "sharing", given, RULES)
    return read.distribution(_OWNER, "sharing", given, (n,))
