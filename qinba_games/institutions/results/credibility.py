"""Whether a third party can be believed, and how much of the surplus may be its own."""

from __future__ import annotations

from typing import Any

from ... import _tolerance
from ...common import concepts
from ...common.result import Result, Table, show
from ...repeated.repeated_game import RepeatedGame
from ...types import Array, Profile, Status, frozen


@frozen
class Honesty(Result):
    """What `honesty` returns: whether a coordinator would sell a verdict.

    Attributes
    ----------
    members : tuple of str
    income, effort, delta : Number
        What the coordinator earns and what its effort costs per period, and its patience.
    deposit, stake, gain : arrays, shape (n,)
        What a verdict is about, its stake in each member's affairs, and what a false verdict in a
        member's favour brings per unit of stake.
    largest_deposit : array, shape (n,)
        The largest deposit of each member that the coordinator would not sell.
    threshold : array, shape (n,)
        Least patience at which the coordinator is honest about each member.
    slack : array, shape (n,)
        What honesty is worth to it beyond a false verdict, per period; negative if it sells it.
    """

    concept = "honest verdicts, SPE (dismissal)"
    _sources = ("ali2016", "levin2003")
    _full = Status.COMPUTED

    members: tuple[str, ...]
    income: Any
    effort: Any
    delta: Any
    deposit: Array
    stake: Array
    gain: Array
    largest_deposit: Array
    threshold: Array
    slack: Array

    @property
    def willing(self) -> bool:
        """Whether the coordinator's income covers its effort."""
        near = _tolerance.meeting(_tolerance.TIE, self.income, self.effort)
        return bool(self.income - self.effort >= -near)

    @property
    def honest(self) -> tuple[bool, ...]:
        """For each member, whether the coordinator would not sell a verdict about it."""
        met = self.deposit, self.stake * self.gain, max(self.income - self.effort, 0)
        near = _tolerance.meeting(_tolerance.TIE, *met)
        return tuple((self.slack >= -near).tolist())

    @property
    def credible(self) -> bool:
        """Whether the coordinator is willing, and honest about every member."""
        return self.willing and all(self.honest)

    def _table(self) -> Table:
        return {
            "member": list(self.members),
            "deposit": self.deposit.tolist(),
            "largest credible deposit": self.largest_deposit.tolist(),
            "honest": list(self.honest),
            "honest from delta": self.threshold.tolist(),
        }

    def __repr__(self) -> str:
        corrupt = [m for m, honest in zip(self.members, self.honest, strict=True) if not honest]
        about = f"not honest about {', '.join(corrupt)}" if corrupt else "honest about everybody"
        willing = "willing" if self.willing else "not willing"
        return f"Honesty(delta {show(self.delta)}: {willing}, {about})"


@frozen
class WorkableStakes(Result):
    """What `workable_stakes` returns: parts of the surplus that may be the coordinator's.

    Attributes
    ----------
    game : RepeatedGame
    profile : tuple of int
    sharing : str or tuple
        How the surplus would be divided without the coordinator.
    delta : Number
        Patience of the members.
    effort : Number
        What the coordinator's unobserved effort costs it per period.
    relations : int
        How many such agreements it serves.
    shares, deviation, outside : arrays, shape (n,)
        x, d and w of the members; `shares` is None where no shares would do.
    surplus : Number
        G - W of one agreement.
    low : Number
        Least stake that repays the effort; infinite if there is no surplus.
    limits : array, shape (n,)
        Largest stake that each member bears.
    threshold : Number
        Least patience of the members at which some stake works; infinite if none ever does.
    """

    concept = concepts.GRIM
    _sources = ("holmstrom1991", "levin2003")
    _full = Status.COMPUTED

    game: RepeatedGame
    profile: Profile
    sharing: Any
    delta: Any
    effort: Any
    relations: int
    shares: Array | None
    deviation: Array
    outside: Array
    surplus: Any
    low: Any
    limits: Array
    threshold: Any

    @property
    def high(self) -> Any:
        """The least of the limits, at most 1; negative if members would not cooperate at all."""
        return min([*self.limits.tolist(), 1 + 0 * self.effort])

    @property
    def empty(self) -> bool:
        """Whether no stake works."""
        return bool(self.low > self.high + (0 if self.exact else _tolerance.DISCOUNT))

    @property
    def interval(self) -> tuple[Any, Any] | None:
        """The workable stakes [low, high]; None if there are none."""
        return None if self.empty else (self.low, self.high)

    @property
    def binding(self) -> tuple[str, ...]:
        """Members whose patience limits the stake; none where all of the surplus may be taken."""
        slack = 0 if self.exact else _tolerance.DISCOUNT
        names = self.game.stage.players
        bound = zip(names, self.limits, strict=True)
        return tuple(name for name, limit in bound if limit <= min(self.high + slack, 1))

    @property
    def reason(self) -> str:
        """What limits the stakes, or why there are none."""
        if not self.empty:
            who = f"the patience of {', '.join(self.binding)}" if self.binding else "the surplus"
            return f"effort from below, {who} from above"
        if self.high < 0:
            return "the members would not cooperate even without the coordinator"
        if self.low > 1:
            return "the effort costs more than the whole surplus"
        return "a stake that repays the effort is more than the members' patience bears"

    def _table(self) -> Table:
        return {
            "member": list(self.game.stage.players),
            "largest stake": self.limits.tolist(),
            "binding": [name in self.binding for name in self.game.stage.players],
            "least stake": [self.low] * self.game.n_players,
        }

    def __repr__(self) -> str:
        if self.empty:
            return f"WorkableStakes(none at delta {show(self.delta)}: {self.reason})"
        span = f"[{show(self.low)}, {show(self.high)}]"
        return f"WorkableStakes({span} of the surplus at delta {show(self.delta)}: {self.reason})"
