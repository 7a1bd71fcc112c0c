"""Whether a third party can be believed, what it may keep, and what third parties achieve."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import _check, _tolerance
from ..common import concepts
from ..common.result import FrameColumns, Result, show
from ..common.rounded import derived
from ..common.show import many
from ..repeated.repeated_game import RepeatedGame
from ..types import Array, FloatArray, Profile, Status, frozen, read_only
from .irrigation import hidden
from .law_merchant import MerchantGuild, bribes, saved_by_breach


def largest_deposit(rent: Any, delta: Any, interest: Any) -> Any:
    """Largest deposit that a coordinator would not sell: max(0, delta rent/(1 - delta) - interest).

    `rent` is what a judge earns per period net of its effort and loses for ever by a false verdict,
    `interest` what a false verdict in favour of each member is worth to it beyond a bribe.

    Examples
    --------
    >>> import numpy as np
    >>> from fractions import Fraction
    >>> from qinba_games.institutions.results import largest_deposit
    >>> print(*largest_deposit(1, Fraction(3, 4), np.array([0, 1, 5])))
    3 2 0
    """
    room = max(rent, 0) * delta / (1 - delta)
    return np.maximum(room - interest, 0 * room)


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
    threshold : array, shape (n,)
        Least patience at which the coordinator is honest about each member.
    """

    concept = "honest verdicts, SPE (dismissal)"
    _sources = ("ali2016", "levin2003")
    _alike = (("members", "stake", "deposit", "gain", "threshold"),)
    _once = ("members",)
    _full = Status.COMPUTED

    members: tuple[str, ...]
    income: Any
    effort: Any
    delta: Any
    deposit: Array
    stake: Array
    gain: Array
    threshold: Array

    @derived
    def largest_deposit(self) -> Array:
        """The largest deposit of each member that the coordinator would not sell, shape (n,).

        0 also where its stake is so large that it would sell a verdict without any.
        """
        interest = self.stake * self.gain
        return read_only(largest_deposit(self._rent, self.delta, interest))

    @derived
    def slack(self) -> Array:
        """What honesty is worth to it beyond a false verdict, per period; negative if it sells it.

        Shape (n,).
        """
        lump = self.deposit + self.stake * self.gain
        return read_only(self.delta * self._rent - (1 - self.delta) * lump)

    @property
    def _rent(self) -> Any:
        return max(self.income - self.effort, 0 * self.income)

    @property
    def willing(self) -> bool:
        """Whether the coordinator's income covers its effort."""
        near = _tolerance.meeting(_tolerance.TIE, self.income, self.effort)
        return bool(self.income - self.effort >= -near)

    @property
    def honest(self) -> tuple[bool, ...]:
        """For each member, whether the coordinator would not sell a verdict about it."""
        terms = self.deposit, self.stake * self.gain, max(self.income - self.effort, 0)
        near = _tolerance.meeting(_tolerance.TIE, *terms)
        return tuple((self.slack >= -near).tolist())

    @property
    def credible(self) -> bool:
        """Whether the coordinator is willing, and honest about every member."""
        return self.willing and all(self.honest)

    def _table(self) -> FrameColumns:
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
    low : Number
        Least stake that repays the effort; infinite if there is no surplus.
    limits : array, shape (n,)
        Largest stake that each member bears.
    threshold : Number
        Least patience of the members at which some stake works; infinite if none ever does.
    """

    concept = concepts.GRIM
    _sources = ("holmstrom1991", "levin2003")
    _alike = (("shares", "deviation", "outside", "limits"),)
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
    low: Any
    limits: Array
    threshold: Any

    @property
    def surplus(self) -> Any:
        """G - W of one agreement."""
        return self.game.stage.payoffs[self.profile].sum() - self.outside.sum()

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

    def _table(self) -> FrameColumns:
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


@frozen
class HonestTrade(Result):
    """What `honest_trade` returns: whether strangers trade honestly, and the judge judges so.

    Attributes
    ----------
    model : LawMerchant
    delta : Number
        Patience of the traders.
    merchant_delta : Number
        Patience of the law merchant.
    judgment : Number
        J, as given, or the least that deters and is worth an appeal.
    judgments : tuple
        Least and largest J with which trade is honest; none does if the first is above the second.
    threshold : Number
        Least patience of the traders at which some J does.
    informed_threshold : Number
        The same if there is no merchant but everybody knows who has cheated; infinite if no
        patience suffices.
    merchant_threshold : Number
        Least patience at which the merchant refuses all `bribes`.
    """

    concept = "perfect equilibrium (law merchant)"
    _sources = ("milgrom1990",)
    _full = Status.COMPUTED

    model: Any
    delta: Any
    merchant_delta: Any
    judgment: Any
    judgments: tuple[Any, Any]
    threshold: Any
    informed_threshold: Any
    merchant_threshold: Any

    @property
    def bribes(self) -> dict[str, Any]:
        """The most that a trader would pay, by what for.

        For a false "verdict" instead of J, and for "concealment" of an unpaid judgment for one
        period.
        """
        return bribes(self.model, self.judgment)

    @property
    def sustained(self) -> bool:
        """Whether traders who trust the merchant are honest at `judgment`."""
        low, high = self.judgments
        slack = 0 if self.exact else _tolerance.tie(np.array([0.0, self.judgment, 1.0]))
        return bool(low - slack <= self.judgment <= high + slack)

    @property
    def honest_merchant(self) -> bool:
        """Whether the merchant refuses every bribe, so that it can be trusted."""
        slack = 0 if self.exact else _tolerance.DISCOUNT
        return bool(self.merchant_delta >= self.merchant_threshold - slack)

    @property
    def value(self) -> Any:
        """What a trader has per period: 1 - Q if traders and merchant are honest, else 0."""
        return 1 - self.model.query if self.sustained and self.honest_merchant else 0

    def _table(self) -> FrameColumns:
        return {
            "question": ["traders honest", "traders honest if informed", "merchant honest"],
            "from delta": [self.threshold, self.informed_threshold, self.merchant_threshold],
            "delta": [self.delta, self.delta, self.merchant_delta],
            "holds": [self.sustained, self.delta >= self.informed_threshold, self.honest_merchant],
        }

    def __repr__(self) -> str:
        traders = "are" if self.sustained else "are not"
        merchant = "is" if self.honest_merchant else "is not"
        return (
            f"HonestTrade(delta {show(self.delta)}, judgment {show(self.judgment)}: traders "
            f"{traders} honest (they {_from('are', self.threshold)}), the merchant {merchant} "
            f"(it {_from('is', self.merchant_threshold)}))"
        )


def _from(verb: str, threshold: Any) -> str:
    """From which patience on that is so."""
    return f"never {verb}" if threshold == math.inf else f"{verb} from {show(threshold)} on"


#: What holds the city to its word, from the weakest threat to the strongest.
REGIMES = ("bilateral", "leaky embargo", "boycott")


@frozen
class ProtectedTrade(Result):
    """What `protected_trade` returns: how much trade each threat protects.

    Attributes
    ----------
    model : MerchantGuild
    delta : Number
        Patience of the city.
    efficient : float
        x*, the number of traders with the most valuable trade.
    leak : float
        x', the number that bilateral threats protect, also during an embargo.
    threshold : Number
        Least patience of the city at which a boycott protects efficient trade, c / tau.
    """

    concept = "SPE (boycott)"
    _sources = ("greif1994",)
    _full = Status.COMPUTED

    model: MerchantGuild
    delta: Any
    efficient: float
    leak: float
    threshold: Any

    @property
    def kappa(self) -> Any:
        """What the city saves by one breach over what net tolls are worth to it for ever.

        With c and tau, c (1 - delta) / (delta (tau - c)); infinite if honest trade brings nothing.
        """
        return saved_by_breach(self.model, self.delta)

    @derived
    def sustained(self) -> dict[str, bool]:
        """Whether each threat protects efficient trade: "bilateral", "leaky embargo", "boycott"."""
        toll, service = self.model.toll, self.model.service

        def holds(lost: Any) -> bool:
            """Whether the city would rather not rob for a part of trade that it loses then."""
            worth = (toll - service) * lost
            patience = self.delta + _tolerance.patience(True, self.delta, service, worth)
            return bool(worth > 0 and (1 - patience) * service <= patience * worth)

        # Traders whom bilateral threats protect need no embargo.
        alone = self.leak >= self.efficient
        leaky = alone or holds(1 - self._worth(self.leak) / self._worth(self.efficient))
        boycott = holds(1)
        return dict(zip(REGIMES, (alone, leaky, boycott), strict=True))

    @property
    def traders(self) -> dict[str, float]:
        """The largest number of traders that each of them protects."""
        return {
            name: self.efficient if holds else self.leak for name, holds in self.sustained.items()
        }

    @property
    def worth(self) -> dict[str, float]:
        """What their trade is worth."""
        return {name: self._worth(x) for name, x in self.traders.items()}

    def _worth(self, traders: float) -> float:
        return float(self.model.trade(traders)) if traders > 0 else 0.0

    def _table(self) -> FrameColumns:
        return {
            "threat": list(REGIMES),
            "efficient": [self.sustained[name] for name in REGIMES],
            "traders": [self.traders[name] for name in REGIMES],
            "worth": [self.worth[name] for name in REGIMES],
        }

    def __repr__(self) -> str:
        enough = [name for name in REGIMES if self.sustained[name]]
        what = f"{enough[0]} suffices" if enough else "no threat suffices"
        return (
            f"ProtectedTrade(delta {show(self.delta)}, kappa {show(self.kappa)}: {what} for the "
            f"efficient {show(self.efficient)}, bilateral threats protect {show(self.leak)})"
        )


@frozen
class Inspection(Result):
    """What `inspection` returns: how often is stolen and watched in each equilibrium.

    Attributes
    ----------
    model : Irrigation
    stealing, watching, guarding : float arrays, shape (m,)
        Rates of the turn-taker, of each waiter and of the guard in the m equilibria.
    complete : bool
        True if no equilibrium in which all waiters do the same can be missing; False where
        parameters happen to make somebody indifferent and there may be a continuum.
    """

    concept = "Nash equilibrium"
    _sources = ("weissing1991",)
    _alike = (("stealing", "watching", "guarding"),)
    _full = Status.COMPUTED

    model: Any
    stealing: FloatArray
    watching: FloatArray
    guarding: FloatArray
    complete: bool

    @derived
    def hidden(self) -> FloatArray:
        """Probability that a theft stays hidden, shape (m,)."""
        game, rates = self.model, zip(self.watching.tolist(), self.guarding.tolist(), strict=True)
        chances = [
            hidden(game.waiters, game.detection, game.guard_detection, *each) for each in rates
        ]
        return read_only(np.array(chances, dtype=float))

    def __len__(self) -> int:
        return len(self.stealing)

    def watchers(self, equilibrium: int = 0) -> tuple[str, ...]:
        """Who ever watches the turn-taker: "waiters", "guard", both or nobody.

        Parameters
        ----------
        equilibrium : int
            Which one.
        """
        top = len(self) - 1
        k = _check.integer("Inspection.watchers", "equilibrium", equilibrium, high=top)
        rates = {"waiters": self.watching[k], "guard": self.guarding[k]}
        return tuple(name for name, rate in rates.items() if rate > 0)

    def _table(self) -> FrameColumns:
        return {
            "stealing": self.stealing.tolist(),
            "waiter watches": self.watching.tolist(),
            "guard watches": self.guarding.tolist(),
            "theft stays hidden": self.hidden.tolist(),
            "watchers": [" and ".join(self.watchers(k)) or "nobody" for k in range(len(self))],
        }

    def __repr__(self) -> str:
        rates = "; ".join(
            f"stealing {show(s)}, waiters watch {show(m)}, guard {show(g)}"
            for s, m, g in zip(self.stealing, self.watching, self.guarding, strict=True)
        )
        return f"Inspection({many(len(self), 'equilibrium', 'equilibria')}: {rates})"
