"""What can be agreed on when actions are not seen: every discount factor at once."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from .. import _check, _exact, _tolerance
from ..common import concepts
from ..common.result import FrameColumns, Result, plain, show
from ..errors import NoEquilibriumError
from ..repeated.results.patience import none_below
from ..types import Array, Profile, Status, frozen, read_only
from .drawing import draw_table


class WorthBound(NamedTuple):
    """Multipliers of the action constraints of a profile: the proof of what it cannot be worth.

    Attributes
    ----------
    profile : tuple of int
    phase : str or int
        "least": the liquidity that the profile needs at least; "joint": what it is worth at most
        if agreed on; i: what it leaves player i at least.
    multipliers : array, shape (n, M + 1)
        For player i and its action b the weight of "b does not pay"; in the last column the weight
        of "leaving does not pay".
    """

    profile: Profile
    phase: Any
    multipliers: Array

    @property
    def place(self) -> tuple[int, Profile]:
        """Where it stands in a record: least liquidity first, then agreements, then each member."""
        return {"least": -2, "joint": -1}.get(self.phase, self.phase), self.profile


@frozen
class MonitoringRow:
    """The best equilibrium at one discount factor, and the payments that carry it.

    Attributes
    ----------
    delta : Number
    liquidity : Number
        The most that all members together can be made to pay after play.
    joint_payoff : Number
        U, net of what is burned.
    burned : Number
        Expected payments to the third party per period; 0 without a budget breaker.
    punishment_payoff : array, shape (n,)
    payoffs : array, shape (n,)
        What each member gets on the path if nothing is paid at the start.
    profile : tuple of int or None
        The agreed profile; None: all leave.
    punishment_profile : tuple of tuple of int
        What is played to punish each member; empty where members can leave.
    payments : array, shape (n, signals)
        p_i(y): what i pays after signal y when the agreed profile was to be played. Negative: what
        it receives. Whoever does not pay is punished from the next period on.
    punishment_payments : array, shape (n, n, signals)
        The same after the punishment of each member; empty where members can leave.
    """

    delta: Any
    liquidity: Any
    joint_payoff: Any
    burned: Any
    punishment_payoff: Array
    payoffs: Array
    profile: Profile | None
    punishment_profile: tuple[Profile, ...]
    payments: Array
    punishment_payments: Array

    def __repr__(self) -> str:
        payoffs = f"joint payoff {show(self.joint_payoff)}, punishment payoffs "
        payoffs += f"{show(self.punishment_payoff)}, profile {self.profile}"
        return f"MonitoringRow(delta {show(self.delta)}: {payoffs}, burned {show(self.burned)})"


@frozen
class MonitoringTable(Result):
    """What `public_monitoring` returns: what patience makes self-enforcing although nobody sees.

    Rows ascend in `delta`, and each holds from its own `delta` (included) up to the next one.
    Between two rows liquidity rises with patience and with it, along a line, all else: payoffs are
    their value in the row plus their slope times the additional liquidity. The concept is "PPE".

    Attributes
    ----------
    game : RepeatedGame
    budget : str
        "burning" or "balanced".
    delta, liquidity, joint_payoff, joint_slope : arrays, shape (rows,)
    punishment_payoff, punishment_slope : arrays, shape (rows, n)
    profile : tuple of tuple of int
        The agreed profile of each row as action indices; None: all leave.
    punishment_profile : tuple of tuple of tuple of int
        For each row one profile per member; empty tuples where members can leave.
    rewards, rewards_slope : tuple of arrays, shape (phases, n, signals)
        For each row, for the agreed profile and for each punishment, what i keeps after signal y of
        the liquidity: its payment is its part of the liquidity less its reward.
    bounds : tuple of WorthBound
        Multipliers that prove that no other profile and no other payments do better.
    """

    concept = concepts.PPE
    _sources = ("goldluecke2012", "abreu1990")
    _alike = (
        ("delta", "liquidity", "joint_payoff", "joint_slope", "profile", "rewards"),
        ("delta", "punishment_payoff", "punishment_slope", "punishment_profile", "rewards_slope"),
    )
    _full = Status.EDGES

    game: Any
    budget: str
    delta: Array
    liquidity: Array
    joint_payoff: Array
    joint_slope: Array
    punishment_payoff: Array
    punishment_slope: Array
    profile: tuple[Profile | None, ...]
    punishment_profile: tuple[tuple[Profile, ...], ...]
    rewards: tuple[Array, ...]
    rewards_slope: tuple[Array, ...]
    bounds: tuple[WorthBound, ...]

    @property
    def payments(self) -> tuple[Array, ...]:
        """For each row, at its threshold, p_i(y) when the agreed profile was to be played."""
        return tuple(self.row(r, self.delta[r]).payments for r in range(len(self.delta)))

    def at(self, delta: Any) -> MonitoringRow:
        """Return the best equilibrium at `delta`.

        Parameters
        ----------
        delta : Number
            In [0, 1). A float that misses a row by rounding counts as at it.

        Raises
        ------
        DiscountError
            If `delta` is no discount factor.
        NoEquilibriumError
            If there is no equilibrium in pure strategies at `delta`.

        Examples
        --------
        >>> from fractions import Fraction
        >>> from qinba_games.third_parties import noisy_prisoners_dilemma, public_monitoring
        >>> found = public_monitoring(noisy_prisoners_dilemma()).at(Fraction(4, 5))
        >>> print(found.liquidity, found.joint_payoff, found.burned)
        20/3 5/3 1/3
        """
        value = _check.discount("MonitoringTable.at", delta)
        r = _tolerance.last_reached(self.delta, value, exact=self.exact)
        if r is None:
            raise NoEquilibriumError(none_below(self.delta, value, "give members an outside value"))
        return self.row(r, value)

    def row(self, r: int, delta: Any) -> MonitoringRow:
        """Row `r` of the table at a discount factor between its own and the next one.

        Parameters
        ----------
        r : int
        delta : Number
        """
        r = _check.integer("MonitoringTable.row", "r", r, high=len(self.liquidity) - 1)
        delta = _check.discount("MonitoringTable.row", delta)
        exact = self.exact and not isinstance(delta, float)
        number, delta = partial(_exact.as_numbers, exact=exact), delta if exact else float(delta)
        v, slope = number(self.punishment_payoff[r]), number(self.punishment_slope[r])
        start, joint, rise = number([self.liquidity[r], self.joint_payoff[r], self.joint_slope[r]])
        turn = rise - slope.sum()
        liquidity = delta * (joint - v.sum() - turn * start) / (1 - delta * (1 + turn))
        more = max(liquidity - start, 0 * start)
        v, joint = v + slope * more, joint + rise * more
        rewards = number(self.rewards[r]) + number(self.rewards_slope[r]) * more
        profile, game = self.profile[r], self.game
        g, drawn = game.outside, np.zeros(rewards.shape[-1], dtype=np.int64)
        if profile is not None:
            g, drawn = game.stage.payoffs[profile], game.monitoring.probabilities[profile]
        g, mean_reward = number(g), rewards[0] @ number(drawn)
        part = delta * (g + mean_reward - v)
        payments = part[:, None] - rewards
        return MonitoringRow(
            delta=plain(delta),
            liquidity=start + more,
            joint_payoff=joint,
            burned=g.sum() - joint,
            punishment_payoff=read_only(v),
            payoffs=read_only(g + mean_reward - part),
            profile=profile,
            punishment_profile=self.punishment_profile[r],
            payments=read_only(payments[0]),
            punishment_payments=read_only(payments[1:]),
        )

    plot = draw_table

    def _table(self) -> FrameColumns:
        label = self.game.stage.label
        return {
            "delta": list(self.delta),
            "joint payoff": list(self.joint_payoff),
            "punishment payoffs": [tuple(row) for row in self.punishment_payoff],
            "liquidity": list(self.liquidity),
            "profile": ["all leave" if a is None else label(a) for a in self.profile],
            "burned": [self.row(r, delta).burned for r, delta in enumerate(self.delta)],
        }

    def __repr__(self) -> str:
        if not len(self.delta):
            return "MonitoringTable(no pure-strategy equilibrium at any delta)"
        top = show(self.joint_payoff[-1])
        return f"MonitoringTable({self.budget}, delta {show(self.delta)}, joint payoff up to {top})"
