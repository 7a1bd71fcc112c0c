"""The relation: one agreement, as what each member gets, could grab, and has without it."""

from __future__ import annotations

import dataclasses
from typing import Any

from .. import _check, _exact, _tolerance, errors
from ..common import concepts
from ..common.show import many
from ..cooperative.tu_game import TUGame, require_table
from ..types import Array, ArrayLike, Number, fill, frozen

_OWNER = "Relation"


@frozen
class Relation:
    """An agreement that is kept in every period, or broken once and for all.

    Keeping it brings i its share per period and the subsidy s. Breaking it brings d_i once; a
    breach is found out with probability q, and then costs the deposit B_i and this period's subsidy
    and ends the relation: w_i for everybody ever after. Friction ends it with probability eps
    although nobody broke it.

    Parameters
    ----------
    payoffs : array_like, shape (n,)
        g_i, what each member gets per period as long as nothing is shared.
    deviation : array_like, shape (n,)
        d_i, what it gets in the period in which it breaks the agreement; shares are not paid then.
    outside : number, or array_like of shape (n,)
        w_i, what it gets per period once the relation is over.
    members : sequence of str, optional
        Names of the members; "1", "2", ... by default.
    cost : array_like, shape (n,), optional
        What contributing costs each member, for the rule "proportional".
    worths : TUGame, optional
        What coalitions can reach, all together the joint payoff; for Shapley, nucleolus and the
        like. By default fewer than all have what they have without it.
    detection, friction : Number
        q and eps, in [0, 1].
    deposit : Number or array_like, shape (n,)
        B_i, a lump in payoff units.
    subsidy : Number
        s, for each member and period kept.

    Attributes
    ----------
    joint : Number
        G, the sum of the payoffs: what can be shared.
    n_members : int
    exact : bool
        True if all numbers are rational.

    Raises
    ------
    ShapeError, NotFiniteError, RangeError, ProbabilityError, InputTypeError, EmptyGameError
        Naming the argument, the value, the rule and the remedy.

    Examples
    --------
    >>> from qinba_games import repeated
    >>> repeated.Relation([4, 3], [5, 7], [1, 1])
    Relation(2 members, joint payoff 7, exact)
    """

    payoffs: Array
    deviation: Array
    outside: Array
    members: tuple[str, ...]
    cost: Array | None
    worths: TUGame | None
    detection: Number
    friction: Number
    deposit: Array
    subsidy: Number

    def __init__(
        self,
        payoffs: ArrayLike,
        deviation: ArrayLike,
        outside: ArrayLike,
        *,
        members: Any = None,
        cost: ArrayLike | None = None,
        worths: TUGame | None = None,
        detection: Number = 1,
        friction: Number = 0,
        deposit: ArrayLike = 0,
        subsidy: Number = 0,
    ) -> None:
        g = _check.array(_OWNER, "payoffs", payoffs, shape=(None,), names=members)
        n = len(g)
        _check.some(_OWNER, "payoffs", payoffs, n, "payoff", "member")
        vectors = {
            "payoffs": g,
            "deviation": _check.array(_OWNER, "deviation", deviation, shape=(n,), names=members),
            "outside": _check.each(_OWNER, "outside", outside, n, names=members),
            "deposit": _check.each(_OWNER, "deposit", deposit, n, low=0, names=members),
        }
        if cost is not None:
            vectors["cost"] = _check.each(_OWNER, "cost", cost, n, low=0, names=members)
        scalars = {
            "detection": _check.probability(_OWNER, "detection", detection),
            "friction": _check.probability(_OWNER, "friction", friction),
            "subsidy": _check.number(_OWNER, "subsidy", subsidy, low=0),
        }
        rational = all(map(_exact.is_rational, scalars.values()))
        arrays = _exact.alike(*vectors.values(), exact=rational)
        kind = _exact.fraction if _tolerance.is_exact(arrays[0]) else float
        clean: dict[str, Any] = {name: kind(value) for name, value in scalars.items()}
        clean |= {"cost": None} | dict(zip(vectors, arrays, strict=True))
        members = _check.labels(_OWNER, "members", members, n)
        fill(self, **clean, members=members, worths=_worths(worths, n, g.sum()))

    @property
    def concept(self) -> str:
        """The solution concept of agreements kept by the threat to end them."""
        return concepts.HIDDEN if self.detection < 1 else concepts.GRIM

    @property
    def n_members(self) -> int:
        """Number of members."""
        return len(self.members)

    @property
    def joint(self) -> Any:
        """What all members get per period, subsidies left out."""
        return self.payoffs.sum()

    @property
    def exact(self) -> bool:
        """True if all numbers are rational."""
        return _tolerance.is_exact(self.payoffs)

    @property
    def terms(self) -> dict[str, Any]:
        """Detection, friction, deposit, subsidy: the arguments of this name of the solvers."""
        names = ("detection", "friction", "deposit", "subsidy")
        return {name: getattr(self, name) for name in names}

    @property
    def levels(self) -> tuple[Array, ...]:
        """Everything that a member may end up with, whose range is the scale of the relation."""
        caught = self.deviation - self.deposit
        return self.payoffs, self.deviation, self.outside, caught, self.payoffs + self.subsidy

    @property
    def tie(self) -> Any:
        """Largest difference that counts as equal."""
        return _tolerance.tie(*self.levels)

    def as_floats(self) -> Relation:
        """The same relation in floats."""
        return dataclasses.replace(self, payoffs=self.payoffs.astype(float))

    def __repr__(self) -> str:
        joint = self.joint if self.exact else f"{self.joint:.6g}"
        kind = "exact" if self.exact else "float"
        return f"Relation({many(self.n_members, 'member')}, joint payoff {joint}, {kind})"


def _worths(given: Any, n: int, joint: Any) -> TUGame | None:
    if given is None:
        return None
    game = require_table(_OWNER, given, "worths")
    if game.n_players != n:
        rule = f"must be a game between the same {n} members"
        remedy = "Give what every coalition of these members can reach"
        raise errors.ShapeError(_OWNER, "worths", game.n_players, rule, remedy)
    if abs(game.values[-1] - joint) > _tolerance.check(game.values, joint):
        rule = f"all members together must be worth what the agreement brings them, {joint}"
        remedy = "Correct the last worth, or the payoffs"
        raise errors.RangeError(_OWNER, "worths", game.values[-1], rule, remedy)
    return game
