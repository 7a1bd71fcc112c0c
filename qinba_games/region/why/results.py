"""One tie from all sides: its classes, who binds, at which patience, what would change it."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple, cast

from ...common.register import LATER
from ...common.result import FrameColumns, Result
from ...partnership.results.evolution import COOPERATING, Binding, Evolution
from ...third_parties.results.window import PivotalWindow
from ...types import Number, Status, frozen
from ..study.reasons import need
from ..tables.records import Tie, short_name

#: In `changes`, of a capacity of the coordinator that changes the class by itself.
GIVEN = "given"


class Change(NamedTuple):
    """One change and what it makes of a tie without the coordinator; see `Why.changes`.

    Attributes
    ----------
    what : str
        "patience", "trust", "cost", or the name of a capacity of the coordinator.
    now : Number or None
        Its present value; None of a capacity.
    at : Number, "given" or None
        The nearest value at which the tie is kept instead of lost, or lost instead of kept, to
        within 1e-6; "given" of a capacity that does so by itself. None: no value looked at does.
    makes : str
        The class there, or "".
    """

    what: str
    now: Any
    at: Any
    makes: str


@frozen
class Why(Result):
    """What `Region.why` returns: one tie, without a coordinator in both readings and with it.

    As a table: a row for each reading, with the class at founding, the joint value of the tie, and
    the discount factors at which it is kept.

    Attributes
    ----------
    region : Region
    number : int
        Place of the tie among `Region.all_ties`.
    delta : Number
    coordinator : Coordinator
    without, helped : Evolution
        The tie by itself, members acting together, and with the coordinator.
    window : PivotalWindow
        Its classes at every patience, without and with the coordinator.

    Notes
    -----
    Solved at the discount factor of the region: what members do if they act together without
    payments, what they reach in any equilibrium (turns, every other public strategy, a public draw;
    no payments), and what they do with the coordinator. Payoffs are illustrative, as those of the
    region are.
    """

    _full = Status.EDGES
    _sources = ("abreu1988", "goldluecke2012")

    region: Any
    number: int
    delta: Number
    coordinator: Any

    @property
    def concept(self) -> str:
        """The solution concepts, without and with the coordinator."""
        return f"{self.without.concept}; with the coordinator {self.helped.concept}"

    @property
    def tie(self) -> Tie:
        """The two governments and what the region says of them."""
        pair: Tie = self.region.all_ties[self.number]
        return pair

    @property
    def window(self) -> PivotalWindow:
        """The classes at every patience, members acting together against the coordinator's."""
        answer: PivotalWindow = self.witness[0][1]
        return answer

    @property
    def without(self) -> Evolution:
        """What members do by themselves if they act together."""
        evolution: Evolution = self.witness[1][1]
        return evolution

    @property
    def helped(self) -> Evolution:
        """What they do with the coordinator."""
        evolution: Evolution = self.witness[1][2]
        return evolution

    @property
    def classes(self) -> tuple[str, str]:
        """The class of the founding level without and with the coordinator."""
        first, second = (one.classes[one.founding] for one in (self.without, self.helped))
        return str(first), str(second)

    @property
    def binding(self) -> Binding | None:
        """Who gains most by what if both always contributed without the coordinator, if anybody."""
        return self.without.binding

    @functools.cached_property
    def payoffs(self) -> Any:
        """The payoffs of every equilibrium without payments, as `payoff_set` finds them.

        None where they are not known: if they did not settle, if breaches can go unnoticed, or if
        payoffs are too far apart for floats.
        """
        return LATER[Why, "payoffs"](self)

    @property
    def contributes_alone(self) -> bool | None:
        """Whether somebody contributes in some equilibrium alone; None where it is not settled."""
        if self.classes[0] in COOPERATING:
            return True
        return cast("bool | None", LATER[Why, "contributes_alone"](self))

    @property
    def value_any(self) -> float | None:
        """Greatest joint payoff at founding of any equilibrium alone; None if not known."""
        return cast("float | None", LATER[Why, "value_any"](self))

    @property
    def share_any(self) -> float | None:
        """`value_any` as a part of what the tie is worth with the coordinator."""
        worth = float(self.helped.founding_value)
        return None if self.value_any is None or worth <= 0 else self.value_any / worth

    @property
    def needs_coordinator(self) -> str:
        """As `Study.needs_coordinator` says it of every tie."""
        return need(*self.classes, lambda: self.contributes_alone)

    @functools.cached_property
    def window_any(self) -> PivotalWindow:
        """The window if members can play any equilibrium without the coordinator; takes seconds.

        Raises
        ------
        NotApplicableError
            If the coordinator does not settle shares.
        """
        return cast("PivotalWindow", LATER[Why, "window_any"](self))

    @functools.cached_property
    def changes(self) -> tuple[Change, ...]:
        """What would change the class at founding without the coordinator, one change at a time.

        Patience and cost move continuously (cost up to three times the present one), trust by
        levels; each capacity of the coordinator is given by itself.
        """
        return cast("tuple[Change, ...]", LATER[Why, "changes"](self))

    @property
    def text(self) -> str:
        """All of it in sentences, computed from the numbers beside them."""
        return cast("str", LATER[Why, "text"](self))

    def proof(self, path: Any = None) -> dict[str, Any]:
        """Return what anybody needs to check both edges of the window by hand.

        As `PivotalWindow.proof`.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.

        Examples
        --------
        >>> import qinba_games as qg
        >>> found = qg.paper.case().why("Baoji", "Hanzhong")
        >>> found.proof()["kind"]
        'edges'
        """
        return self.window.proof(path)

    def _table(self) -> FrameColumns:
        before, after = self.classes
        alone = {True: "somebody contributes", False: "nobody contributes", None: "not settled"}
        return {
            "reading": ["acting together", "any equilibrium", "with the coordinator"],
            "class": [before, alone[self.contributes_alone], after],
            "value": [self.without.founding_value, self.value_any, self.helped.founding_value],
            "kept at": [self.window.kept(0).words(), "", self.window.kept(1).words()],
        }

    def __repr__(self) -> str:
        before, after = self.classes
        names = " and ".join(map(short_name, self.tie.members))
        needed = f"needs the coordinator: {self.needs_coordinator}"
        return f"Why({names}, trust {self.tie.founding}: {before} -> {after}; {needed})"
