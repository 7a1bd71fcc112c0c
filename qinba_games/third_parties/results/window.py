"""Where a coordinator makes the difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ... import _check, _tolerance
from ...common import concepts
from ...common import proof as proving
from ...common.register import PROOFS
from ...common.result import FrameColumns, Result
from ...common.rounded import derived
from ...common.spans import Spans
from ...partnership.results.evolution import COOPERATING
from ...types import Status, frozen
from ..drawing import draw_window

BASELINES = ACTING_TOGETHER, ANY_EQUILIBRIUM = concepts.BASELINES
#: By which of these members need a coordinator to cooperate.
NEEDS = ("no", ACTING_TOGETHER, "in both readings", "not settled", "not even with it")


@frozen
class PivotalWindow(Result):
    """The discount factors at which a coordinator turns no cooperation into cooperation.

    Edges are known up to `tolerance`, and exact where they are closed forms of rational payoffs.
    The `witness` is a tuple of (delta, result without, result with): both closed forms, or what
    was solved in the middle of each interval and then just beside every change of class. The
    certificate is that of the worst of them, unless classes or intervals say something else.

    Attributes
    ----------
    model, coordinator
        What was asked about.
    founding : int
        Trust at the start (partnerships only).
    by_class : dict of (str, str) to Spans
        For every pair (class without, class with) the discount factors where it occurs.
    baseline : str
        What members of a partnership do without the coordinator: "acting together" or
        "any equilibrium".
    regimes : tuple
        Of a partnership without the coordinator and with it, as in `CriticalDiscount`.
    """

    _sources = ("abreu1988", "goldluecke2012")
    _full = Status.EDGES

    concept: str
    model: Any
    coordinator: Any
    founding: int
    by_class: dict[tuple[str, str], Spans]
    baseline: str = ACTING_TOGETHER
    regimes: tuple[Any, ...] = ()
    tolerance: Any = 0

    @derived
    def intervals(self) -> Spans:
        """[low, high): cooperation with the coordinator and none without; empty if there are none.

        Below all of them the coordinator is useless, above unnecessary.
        """
        return Spans.union(
            span
            for (without, with_coordinator), spans in self.by_class.items()
            if with_coordinator in COOPERATING and without not in COOPERATING
            for span in spans
        )

    def side(self, k: int) -> dict[str, Spans]:
        """Where each class is found without (0) or with (1) the coordinator."""
        k = _check.integer("PivotalWindow", "k", k, high=1)
        pieces: dict[str, list[Any]] = {}
        for pair, spans in self.by_class.items():
            pieces.setdefault(pair[k], []).extend(spans)
        return {label: Spans.union(pairs) for label, pairs in pieces.items()}

    def kept(self, k: int) -> Spans:
        """Where there is cooperation without (0) or with (1) the coordinator."""
        classes = self.side(k)
        return Spans.union(span for label in COOPERATING for span in classes.get(label, ()))

    def at(self, delta: Any) -> tuple[str, str]:
        """The classes without and with the coordinator at a discount factor."""
        delta = _check.discount("PivotalWindow.at", delta)
        return next(pair for pair, spans in self.by_class.items() if delta in spans)

    def strips(self, k: int) -> list[tuple[float, float, str]]:
        """The classes without (0) or with (1) the coordinator as (low, high, class), ascending."""
        classes = self.side(k).items()
        return sorted((float(a), float(b), label) for label, spans in classes for a, b in spans)

    def proof(self, path: Any = None) -> dict[str, Any]:
        """Return what anybody needs to check the edges by hand; of partnerships that act together.

        As `CriticalDiscount.proof`, for the classes without the coordinator and with it.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.

        Raises
        ------
        NotApplicableError
            If the model is no partnership, if the baseline is any equilibrium, or if an answer has
            no proof.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0)
        >>> found = qg.pivotal_window(pair, qg.Coordinator(deposit=1))
        >>> len(found.proof()["rows"])
        3
        """
        return proving.proof_of(self, "edges", PROOFS[PivotalWindow](self), path)

    plot = draw_window

    def _table(self) -> FrameColumns:
        rows = sorted((*span, *pair) for pair, spans in self.by_class.items() for span in spans)
        columns = map(list, zip(*rows, strict=True))
        names = ("from delta", "to delta", "without", "with")
        pivotal = [row[0] in self.intervals for row in rows]
        return {**dict(zip(names, columns, strict=True)), "pivotal": pivotal}

    def __repr__(self) -> str:
        where = self.intervals or "no delta"
        against = "" if self.baseline == ACTING_TOGETHER else f"; alone: {self.baseline}"
        return f"PivotalWindow({self.coordinator!r} is pivotal on {where}{against})"


# --- the two sides of a window, laid over each other ----------------------------------------------

_ACHIEVED, _NOT = "cooperation", "no cooperation"


def two_classes(cooperation: Spans) -> dict[str, Spans]:
    """Where there is cooperation and where not, for models that know no other classes."""
    classes = {_NOT: cooperation.complement(), _ACHIEVED: cooperation}
    return {label: spans for label, spans in classes.items() if spans}


def overlaid(
    without: Mapping[str, Spans], with_it: Mapping[str, Spans], *, tolerance: Any, **fields: Any
) -> PivotalWindow:
    """The window between two sides; its other fields are passed on. Not certified yet."""
    edges = [edge for spans in without.values() for edge in spans.edges]
    # What differs from an edge without the third party by no more than errors is that one.
    near = max(4 * tolerance, _tolerance.patience(fields["exact"]))
    snapped = {label: spans.snapped(edges, near) for label, spans in with_it.items()}
    pairs = {
        (a, b): both
        for a, one in without.items()
        for b, other in snapped.items()
        if (both := one.intersection(other).merged())
    }
    return PivotalWindow(
        by_class=dict(sorted(pairs.items(), key=lambda item: item[1].least)),
        tolerance=tolerance,
        **fields,
    )
