"""Which ties hold, what carries them, and why the others do not."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

import numpy as np

from ... import _check, _exact, _tolerance
from ...common import proof as proving
from ...common.register import LATER, PROOFS
from ...common.result import FrameColumns, Result, show
from ...common.rounded import derived, verbatim
from ...common.show import many
from ...types import Array, BoolArray, frozen, read_only
from .. import regimes, slacks
from ..components import gather
from ..drawing import draw_ladder, draw_network
from ..network import Network
from ..regimes import Reason, reasons
from ..tie_transfers import across_ties, along_trees, to_coordinator


@frozen
class Sustained(Result):
    """What `sustain` returns: the best set of ties under a regime.

    Attributes
    ----------
    network : Network
    delta : Number
    regime : str
    jurisdictions : tuple
        Label of every government, None for those in none.
    sustained : bool array, shape (ties,)
    bound : Number
        No set of ties that holds under the regime counts for more; the value if that is proven.
    unique : bool or None
        Whether no other set is worth as much; None if that was not looked at.
    price : array, shape (n,)
        What a unit of slack is worth to a government in the linear relaxation.
    """

    _sources = ("ali2016", "wolitzky2013")
    _alike = (("sustained", "network.ends"), ("price", "jurisdictions", "network.governments"))

    network: Network
    delta: Any
    regime: str
    jurisdictions: tuple[Any, ...]
    sustained: BoolArray
    bound: Any
    unique: bool | None
    price: Array

    @property
    def open(self) -> tuple[str, ...]:
        """Whether others are worth as much, where the check cannot tell."""
        if isinstance(self.in_fractions, Sustained):  # of what was found in fractions
            return self.in_fractions.open
        known = self.unique is None or LATER[Sustained, "alone"](self) is not None
        return () if known else ("unique",)

    @property
    def concept(self) -> str:
        """The solution concept."""
        return regimes.CONCEPTS[self.regime]

    @derived
    def value(self) -> Any:
        """What the sustained ties count for together, per period."""
        worth = _exact.as_numbers(self.network.worth, self.exact)
        total = slacks.masked_sum(worth, self.sustained)
        return total if self.exact else float(total)

    @derived
    def slack(self) -> Array:
        """Slack m of both ends of every tie, shape (ties, 2)."""
        return read_only(self.network.slack(self.delta))

    @derived
    def transfers(self) -> Array:
        """Money per period from the first end of each tie to the second, paid after play.

        Negative the other way.
        """
        net, ties = self.network, self.sustained
        paid = np.zeros(len(ties), dtype=self.slack.dtype)
        if self.regime == "bilateral+sharing":
            paid = across_ties(self.slack, ties)
        if self.regime == "multilateral+sharing":
            paid = along_trees(len(net.governments), net.ends, self.slack, ties)
        return read_only(paid)

    @derived
    def payments(self) -> Array:
        """Under a coordinator, what every government pays it per period; negative if it is paid."""
        ends, n = self.network.ends, len(self.jurisdictions)
        if self.regime != "coordinator":
            return read_only(np.zeros(n, dtype=self.slack.dtype))
        code = regimes.codes_of(self.jurisdictions)
        inside = self.sustained & regimes.inside_of(ends, code)
        return read_only(to_coordinator(code, gather(n, ends, self.slack, inside)))

    @property
    def gap(self) -> Any:
        """How much more another set can be worth at most; 0 if none is worth more."""
        return self.bound - self.value

    @derived
    def relaxation(self) -> Any:
        """An upper bound that needs no search: slack is bought at `price`, ties one by one.

        Whatever the prices are, no set that holds is worth more than this.
        """
        ends = self.network.ends
        worth = self.network.worth
        if self.regime in regimes.SEPARATE:
            return self.value
        pooled = np.ones(len(ends), dtype=bool)
        alone: Any = 0
        if self.regime == "coordinator":
            pooled = regimes.inside_of(ends, regimes.codes_of(self.jurisdictions))
            room = self.room
            alone = worth[~pooled & (self.slack >= -room).all(axis=1) & (worth > 0)].sum()
        # Sums that are below 0 by rounding count as 0, and what they lack has its price too.
        lacking = self.price.sum() * self.room
        bought = slacks.relaxed_worth(self.slack, worth, ends, self.price, pooled)
        return bought + alone + lacking

    @property
    def room(self) -> Any:
        """How far below 0 a sum of slacks may be for rounding; 0 if all is exact."""
        if self.exact:
            return 0
        given = (self.network.value, self.network.temptation, self.network.outside)
        return _tolerance.tie(*(part.astype(float, copy=False) for part in given))

    @property
    def costly(self) -> BoolArray:
        """Which ties count less than nothing, by more than rounding."""
        room = self.room if self.network.weight is None else 0
        return read_only(self.network.worth < -room)

    @verbatim
    def reasons(self) -> tuple[Reason | None, ...]:
        """Why each tie is not sustained; None for those that are.

        A pair of a kind and names. If the tie were added, "government": these would be in deficit;
        "component" (of those whose slacks would be pooled) or "jurisdiction" (its label): it would
        be. "value": nothing would fail, but a better set leaves the tie out. "bound": nothing would
        fail, and the search was cut off.
        """
        return reasons(self)

    @functools.cached_property
    def threshold(self) -> Array | None:
        """Least patience from which each tie carries itself; infinite if there is none.

        None in regimes in which ties depend on each other.
        """
        if self.regime not in regimes.SEPARATE:
            return None
        x, d, w = self.network.numbers(self.delta)
        best = slacks.temptation(x, d, w)
        need, room = best - x, best - w
        if self.regime == "bilateral+sharing":
            need, room = need.sum(axis=1, keepdims=True), room.sum(axis=1, keepdims=True)
        least = slacks.least_patience(need, room).max(axis=1, initial=0)
        net = self.network
        return read_only(least if net.friction is None else _with_friction(least, net))

    def proof(self, path: Any = None) -> dict[str, Any]:
        """Return what anybody needs to check the set of ties by hand.

        `scripts/check_proof.py` reads it and needs nothing but Python: it adds up what holds, and
        from the prices of slack, which are multipliers, how much any other set can be worth; the
        few sets that the prices leave open are looked at one by one. Governments are numbers.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.

        Raises
        ------
        NotApplicableError
            If the prices leave open whether another set is worth more.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)
        >>> net = qg.Network.from_partnerships({("Ankang", "Shiyan"): pair})
        >>> qg.sustain(net, 0.5, "bilateral").proof()["sustained"]
        [True]
        """
        return proving.proof_of(self, "ties", PROOFS[Sustained](self), path)

    @property
    def ties(self) -> tuple[tuple[Any, Any], ...]:
        """Names of the ends of the ties that are sustained."""
        names = self.network.governments
        return tuple((names[a], names[b]) for a, b in self.network.ends[self.sustained].tolist())

    def bounded(self, bound: Any, unit: int) -> Sustained:
        """Return the same with the smaller of a search's bound and the relaxation.

        Parameters
        ----------
        bound : Number
            In units of the solver.
        unit : int
            How many of these are one.
        """
        bound = _check.number("Sustained.bounded", "bound", bound)
        unit = _check.integer("Sustained.bounded", "unit", unit, low=1)
        least = max(
            min(_exact.fraction(bound) / unit, _exact.fraction(self.relaxation)), self.value
        )
        return dataclasses.replace(self, bound=least if self.exact else float(least))

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw the network, sustained ties in full; returns the Axes."""
        net = self.network
        return draw_network(net.governments, net.ends, self.sustained, ax=ax, **style)

    def ladder(self, *others: Sustained, ax: Any = None, **style: Any) -> Any:
        """Draw the value of this regime and of others as bars, with their bounds; returns the Axes.

        Parameters
        ----------
        *others : Sustained
            The same network under other regimes, below this one in the order given.
        ax : matplotlib Axes, optional
            Where to draw; a new figure by default.
        **style
            Passed to matplotlib's ``barh``.
        """
        rungs = (self, *others)
        values = [float(one.value) for one in rungs]
        bounds = [float(one.bound) for one in rungs]
        return draw_ladder([one.regime for one in rungs], values, bounds, ax=ax, **style)

    def _table(self) -> FrameColumns:
        pairs = self.network.ties
        table: FrameColumns = {
            "a": [a for a, _ in pairs],
            "b": [b for _, b in pairs],
            "sustained": self.sustained.tolist(),
            "worth": self.network.worth.tolist(),
            "slack a": self.slack[:, 0].tolist(),
            "slack b": self.slack[:, 1].tolist(),
            "transfer": self.transfers.tolist(),
            "reason": [_words(reason) for reason in self.reasons],
        }
        if self.threshold is not None:
            table["threshold"] = self.threshold.tolist()
        return table

    def __repr__(self) -> str:
        count, ties = int(self.sustained.sum()), many(len(self.sustained), "tie")
        text = f"{self.regime} at {show(self.delta)}: {count} of {ties}, value {show(self.value)}"
        return f"Sustained({text}{'' if self.proven else f', at most {show(self.bound)}'})"


def _words(reason: Reason | None) -> str:
    return "" if reason is None else ": ".join([reason[0], ", ".join(map(str, reason[1]))])


def _with_friction(least: Array, network: Network) -> Array:
    """Least delta with delta (1 - friction) at least as patient as needed."""
    lasts = 1 - (network.friction if network.friction is not None else 0)
    safe = np.where(lasts > 0, lasts, 1)
    patience = np.where(least > 0, least / safe, least)
    return np.where((least > 0) & (least >= lasts), np.inf, patience)
