"""What linking several issues in one agreement brings."""

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

from ... import _check, _tolerance
from ...common import concepts
from ...common.register import LATER
from ...common.result import FrameColumns, Result, show
from ...common.rounded import verbatim
from ...cooperative.coalitions import coalition_sums
from ...types import Status, frozen
from ..drawing import draw_linked

_IssueBundle = tuple[str, ...]


class IssueStep(NamedTuple):
    """What can be sustained from one discount factor on, up to the next step.

    Attributes
    ----------
    delta : Number
    separate : Number
        Surplus per period of the issues that can stand on agreements of their own.
    linked : Number
        Surplus of one agreement on all issues; 0 where it cannot be sustained.
    best : Number
        Surplus of the best that linking can do.
    sustained : tuple of str
        The issues it then does it with.
    """

    delta: Any
    separate: Any
    linked: Any
    best: Any
    sustained: _IssueBundle

    def rounded(self) -> IssueStep:
        """The same in floats."""
        delta, separate, linked, best = map(float, self[:4])
        return IssueStep(delta, separate, linked, best, self.sustained)


@frozen
class LinkedIssues(Result):
    """Separate agreements, one agreement on everything, and the best bundles of issues.

    Attributes
    ----------
    issues : Issues
    sharing : str
        "voluntary" transfers within an agreement, or "none".
    objective : str
        What the best bundles maximise: "surplus" or the number of "issues".
    separate : tuple of Number
        Least patience for an agreement on each issue alone; infinite if none suffices.
    linked : Number
        Least patience for one agreement on all issues.
    sustained : tuple of (Number, tuple of str)
        From which discount factor on, and up to the next, which issues the best that linking can do
        sustains.
    delta : Number or None
        The discount factor that was asked about.
    bundles : tuple of tuples of str, or None
        The best that linking can do at `delta`, with as little linking as possible: the issues of
        each agreement. Issues in none of them get their outside values. None without `delta`.
    witness : array of int or None
        Of every set of issues, by mask, into how many agreements that hold at `delta` it can be
        divided at the most; -1 if into none.
    """

    _sources = ("bernheim1990", "abreu1988")
    _alike = (("separate", "issues.names"),)
    _full = Status.COMPUTED

    issues: Any
    sharing: str
    objective: str
    separate: tuple[Any, ...]
    linked: Any
    sustained: tuple[tuple[Any, _IssueBundle], ...]
    delta: Any
    bundles: tuple[_IssueBundle, ...] | None

    @verbatim
    def binding(self) -> tuple[str, ...] | None:
        """Without transfers, the members who need `linked`; None with transfers."""
        members: tuple[str, ...] | None = LATER[LinkedIssues, "binding"](self)
        return members

    @functools.cached_property
    def steps(self) -> tuple[IssueStep, ...]:
        """The whole function of the discount factor: it changes at these and nowhere else."""
        if isinstance(self.in_fractions, LinkedIssues):
            return tuple(step.rounded() for step in self.in_fractions.steps)
        same = 0 if self.issues.exact else _tolerance.DISCOUNT
        worth, names = coalition_sums(self.issues.surplus).tolist(), self.issues.names
        steps: list[IssueStep] = []
        for edge in sorted([*self.separate, self.linked, *(start for start, _ in self.sustained)]):
            if edge == math.inf or (steps and edge - steps[-1].delta <= same):
                continue
            separate = sum(1 << k for k, own in enumerate(self.separate) if own <= edge + same)
            linked = worth[-1] if self.linked <= edge + same else worth[0]
            best = [issues for start, issues in self.sustained if start <= edge + same][-1]
            mask = sum(1 << names.index(name) for name in best)
            steps.append(IssueStep(edge, worth[separate], linked, worth[mask], best))
        return tuple(steps)

    @property
    def concept(self) -> str:
        """The solution concept."""
        return concepts.VOLUNTARY if self.sharing == "voluntary" else concepts.GRIM

    def at(self, delta: Any) -> IssueStep:
        """Find what can be sustained at `delta`.

        Raises
        ------
        DiscountError
            If it is no discount factor.
        """
        point = _check.discount("LinkedIssues.at", delta)
        slack = _tolerance.patience(self.exact, point)
        return max((s for s in self.steps if s.delta <= point + slack), key=lambda s: s.delta)

    @property
    def surplus(self) -> Any:
        """Surplus per period of the best bundles at `delta`; None without `delta`."""
        return None if self.delta is None else self.at(self.delta).best

    @property
    def gain(self) -> Any:
        """What linking adds to separate agreements at `delta`; None without `delta`."""
        return None if self.delta is None else self.surplus - self.at(self.delta).separate

    plot = draw_linked

    def _table(self) -> FrameColumns:
        table: FrameColumns = {
            "issue": list(self.issues.names),
            "liquidity": self.issues.liquidity.tolist(),
            "surplus": self.issues.surplus.tolist(),
            "least delta alone": list(self.separate),
        }
        if self.bundles is not None:
            of = {name: bundle for bundle in self.bundles for name in bundle}
            table["agreement"] = [" + ".join(of.get(name, ())) for name in self.issues.names]
        return table

    def __repr__(self) -> str:
        apart, linked = max(self.separate), self.linked
        least = f"from delta {show(apart)} separately, {show(linked)} linked"
        if apart == math.inf:
            never = linked == math.inf
            least = (
                "at no delta" if never else f"from delta {show(linked)} linked, never separately"
            )
        text = f"LinkedIssues(all issues {least}"
        if self.bundles is None:
            return text + ")"
        groups = ", ".join(" + ".join(bundle) for bundle in self.bundles) or "nothing"
        return f"{text}; at {show(self.delta)}: {groups}, surplus {show(self.surplus)})"
