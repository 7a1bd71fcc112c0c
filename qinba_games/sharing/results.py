"""Stability against fairness: what sharing rules cost in patience, and which shares hold."""

from __future__ import annotations

import functools
from typing import Any

from .. import _check
from ..common import concepts
from ..common.register import LATER
from ..common.result import FrameColumns, Result, show
from ..common.rounded import derived
from ..cooperative.results import Level
from ..repeated.relation import Relation
from ..types import Array, Profile, Status, frozen, read_only
from .drawing import draw_bands, draw_rules


@frozen
class Division:
    """How one rule divides, and the patience it needs.

    Attributes
    ----------
    rule : str
    shares : array, shape (n,)
        What each member gets per period, adding up to the joint payoff.
    delta : Number
        The least discount factor at which the rule keeps the agreement; infinite if none does.
    levels : tuple of Level
        Of the nucleolus and its relatives: why nothing can be improved (Kohlberg's criterion).
    """

    rule: str
    shares: Array
    delta: Any
    levels: tuple[Level, ...] = ()


@frozen
class FairnessRow(Division):
    """One rule: its `Division`, and how far that is from what is fair.

    Attributes
    ----------
    price : Number or None
        Price of fairness, `delta` less what the best shares need; None where no shares would do.
    binding : tuple of str
        Members who break the agreement first when patience falls.
    from_shapley, from_equality : Number
        What would have to change hands to get to the Shapley value, or to equal shares: half the
        sum of the absolute differences.
    from_core : Number
        What the most aggrieved coalition is short of, its largest excess; 0 in the core.
    """

    price: Any
    binding: tuple[str, ...]
    from_shapley: Any
    from_equality: Any
    from_core: Any

    def __repr__(self) -> str:
        by = f", binding {', '.join(self.binding)}" if self.binding else ""
        return f"FairnessRow({self.rule}: shares {show(self.shares)}, delta {show(self.delta)}{by})"


@frozen
class Fairness(Result):
    """What `fairness` returns: one row per rule; `found["equal"]` is the row of a rule.

    Attributes
    ----------
    model : RepeatedGame, StageGame, Partnership, Agreement or Relation
    relation : Relation
        What is shared, and what tempts each member; of a partnership at `trust` in good times.
    profile : tuple of int or None
        The agreed profile of a game, or who signs an agreement.
    trust, founding : int or None
        The level at which shares are read, and the one whose cooperation `delta` is about.
    worths : TUGame
        What coalitions can reach, which Shapley value and core refer to.
    divisions : tuple of Division
    delta_opt : Number
        The least discount factor at which any shares keep the agreement, infinite if there is none;
        with trust levels or bad times a bound that no fixed shares beat.
    thresholds : tuple of CriticalDiscount
        With trust levels or bad times: how each division was judged; empty for closed forms.
    own : tuple of str
        Rows that are no rule but shares of the caller's own.
    """

    _sources = ("thomson2003", "goldluecke2012")
    _alike = (("divisions.0.shares", "relation.payoffs"),)
    _full = Status.COMPUTED

    model: Any
    relation: Relation
    profile: Profile | None
    trust: int | None
    founding: int | None
    worths: Any
    divisions: tuple[Division, ...]
    delta_opt: Any
    thresholds: tuple[Any, ...]
    own: tuple[str, ...] = ()
    tolerance: Any = 0

    @property
    def concept(self) -> str:
        """The solution concept."""
        return self.relation.concept if self.tolerance == 0 else concepts.JOINT

    @derived
    def rows(self) -> tuple[FairnessRow, ...]:
        """One row per rule."""
        table: tuple[FairnessRow, ...] = LATER[Fairness, "rows"](self)
        return table

    @property
    def rules(self) -> tuple[str, ...]:
        """Names of the rules, in order."""
        return tuple(one.rule for one in self.divisions)

    def __getitem__(self, rule: Any) -> FairnessRow:
        return self.rows[_check.position("Fairness", "rule", rule, self.rules)]

    plot = draw_rules

    def _table(self) -> FrameColumns:
        return {
            "rule": list(self.rules),
            "shares": [tuple(row.shares.tolist()) for row in self.rows],
            "delta": [row.delta for row in self.rows],
            "price of fairness": [row.price for row in self.rows],
            "binding": [row.binding for row in self.rows],
            "from Shapley": [row.from_shapley for row in self.rows],
            "from equality": [row.from_equality for row in self.rows],
            "from core": [row.from_core for row in self.rows],
        }

    def __repr__(self) -> str:
        rules = ", ".join(f"{one.rule} {show(one.delta)}" for one in self.divisions)
        return f"Fairness(least delta of any shares {show(self.delta_opt)}; {rules})"


@frozen
class SharesPath(Result):
    """What `shares_path` returns: which shares keep the agreement, for each discount factor.

    At `deltas[m]` these are the shares that add up to the joint payoff and give member i at least
    `least[m, i]`: a simplex with one corner per member, in which it has `most[m, i]` and all others
    their least. It is empty where `slack[m]` is negative.

    Attributes
    ----------
    model : RepeatedGame, StageGame, Partnership, Agreement or Relation
    relation : Relation
    profile : tuple of int or None
    deltas : array, shape (m,)
    least : array, shape (m, n)
        Lower ends of every member's interval of shares.
    delta_opt : Number
        Where the simplex is a point; infinite if it is empty everywhere.
    optimal : array, shape (n,)
        That point: the stability-optimal shares, which are in every simplex that is not empty.
    """

    _sources = ("goldluecke2012",)
    _alike = (("deltas", "least"),)
    _full = Status.COMPUTED

    model: Any
    relation: Relation
    profile: Profile | None
    deltas: Array
    least: Array
    delta_opt: Any
    optimal: Array

    @property
    def concept(self) -> str:
        """The solution concept."""
        return self.relation.concept

    @functools.cached_property
    def slack(self) -> Array:
        """What is left to be shared freely when all have their least, shape (m,)."""
        return read_only(self.relation.joint - self.least.sum(axis=1))

    @functools.cached_property
    def most(self) -> Array:
        """Upper ends of the intervals of shares; below `least` where they are empty."""
        return read_only(self.least + self.slack[:, None])

    plot = draw_bands

    def _table(self) -> FrameColumns:
        names = self.relation.members
        columns: FrameColumns = {"delta": self.deltas.tolist(), "slack": self.slack.tolist()}
        for i, name in enumerate(names):
            columns[f"least of {name}"] = self.least[:, i].tolist()
            columns[f"most of {name}"] = self.most[:, i].tolist()
        return columns

    def __repr__(self) -> str:
        hits = int((self.slack >= -self.relation.tie).sum())
        best = f"from {show(self.delta_opt)} on: {show(self.optimal)}"
        return f"SharesPath({len(self.deltas)} discount factors, {hits} with stable shares; {best})"
