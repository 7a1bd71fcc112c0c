"""What an argument of the paper is here: a sentence with a verdict that was computed."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from ...common.result import FrameColumns, Result, plain, show
from ...common.spans import Spans
from ...types import Status, content, frozen
from ..figures import draw_claim
from . import regions
from .argument import ARGUMENTS

#: Ranges wider than this are told with two digits.
_WIDE = 0.2


@frozen
class Claim(Result):
    """An argument of the paper, judged by solvers for the parameters passed.

    The paper gives no payoffs, so the parameters are illustrative: what counts is that there is a
    threshold, on which side of it a case lies, and which way the verdict turns. Concept,
    certificate, and whether it is exact and proven, are those of the equilibria behind the verdict.

    Attributes
    ----------
    id : str
        "C01", "C02", ...
    verdict : str
        For `parameters`: "holds", "fails", or "inconsistent": it fails because another passage of
        the paper says otherwise, which `condition` names. "empirical" if it depends on what nobody
        has measured, and `condition` names the data that would settle it.
    condition : str
        When it holds in general, with the computed thresholds in it.
    turns : dict of str to Turning
        For each parameter that decides all values at which the verdict changes, as far as they were
        looked for.
    evidence : dict of str to list
        A table that solvers computed, one column per entry.
    further : mapping of str to dict
        More such tables, by title; solved when somebody looks at them.
    counterexample : dict or None
        Parameters with which it does not hold if it holds, or holds if it does not, found by the
        same solvers; None if none was found.
    parameters : dict
        What the verdict is about.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.paper import claims
    >>> tragedy = claims.c02(members=6, multiplier=Fraction(8, 5), delta=Fraction(1, 2))
    >>> tragedy.verdict, str(tragedy.threshold["delta"])
    ('holds', '11/20')
    >>> claims.c02(members=6, multiplier=Fraction(8, 5), delta=Fraction(3, 5)).verdict
    'fails'
    """

    _sources = ("yuan2020",)
    #: Where a gap says that there is nothing to measure.
    _gaps = frozenset(("evidence", "further"))
    _full = Status.COMPUTED

    concept: str
    id: str
    verdict: str
    condition: str
    turns: Mapping[str, Any]
    evidence: FrameColumns
    counterexample: dict[str, Any] | None
    parameters: dict[str, Any]
    further: Mapping[str, FrameColumns]

    @property
    def section(self) -> str:
        """Section of the paper that argues so."""
        return ARGUMENTS[self.id].section

    @property
    def statement(self) -> str:
        """The argument in our words."""
        return ARGUMENTS[self.id].statement

    @property
    def threshold(self) -> dict[str, Any]:
        """For a parameter the value at which the verdict changes while the others stay.

        Of several the one nearest to what was passed. Empty where no value of the parameter
        changes it.
        """
        turns = self.turns.items()
        edges = {name: turn.nearest(self.parameters[name]) for name, turn in turns}
        return {name: edge for name, edge in edges.items() if edge is not None}

    @property
    def picture(self) -> tuple[str, ...]:
        """Columns of `evidence` that `plot` draws: the parameter, then what depends on it."""
        columns = ARGUMENTS[self.id].picture
        return columns if columns[1:] else tuple(self.evidence)[:-1]

    @functools.cached_property
    def region(self) -> Mapping[str, Spans]:
        """Where it holds: for each parameter that decides, the others as passed.

        Within the stated range of the parameter, found by asking solvers when it is first looked
        at. On which side an edge itself lies is not resolved: spans are half-open.

        Examples
        --------
        >>> from qinba_games.paper import claims
        >>> claims.c14().region
        {'delta': Spans([0.5, 0.625))}
        """
        return regions.region(ARGUMENTS[self.id], self.parameters, self.turns)

    @property
    def kind(self) -> str:
        """Say on what the verdict rests.

        "computed": an equilibrium decides. "by assumption": the sign or size of a parameter that
        the claim is about. "record": a table of what is on record. "data needed": doubt is the
        conclusion, as nobody has measured what would decide.

        Examples
        --------
        >>> from qinba_games.paper import claims
        >>> claims.c14().kind, claims.c29().kind
        ('computed', 'record')
        """
        return ARGUMENTS[self.id].kind

    @property
    def extent(self) -> str:
        """Say "always", "within" or "never": how much of the stated ranges it holds in.

        "always" if each span of `region` is the whole range and no counterexample is known within
        the ranges, "never" if it holds neither as passed nor there, else "within".

        Examples
        --------
        >>> from qinba_games.paper import claims
        >>> claims.c14().extent
        'within'
        """
        spans = self.region.values()
        everywhere = all(span.merged().pairs == (span.domain,) for span in spans)
        if self.verdict == "holds" and everywhere and not self._turned():
            return "always"
        return "within" if self.verdict == "holds" or any(spans) or self._turned() else "never"

    def _turned(self) -> bool:
        """Whether the counterexample changes numbers only, within their stated ranges."""
        ranges = ARGUMENTS[self.id].ranges
        other = self.counterexample or {}
        changed = {name: v for name, v in other.items() if v != self.parameters[name]}
        return bool(changed) and all(
            name in ranges and value is not None and ranges[name][0] <= value <= ranges[name][1]
            for name, value in changed.items()
        )

    def holds_for(self) -> str:
        """Say where it holds, by parameter: "delta in [0.50, 0.63)".

        Examples
        --------
        >>> from qinba_games.paper import claims
        >>> claims.c14().holds_for()
        'delta in [0.50, 0.63)'
        """
        return "; ".join(location(name, spans) for name, spans in self.region.items())

    def explain(self) -> str:
        """Say in a paragraph what is claimed, where it holds, what was found, and when otherwise.

        Examples
        --------
        >>> from qinba_games.paper import claims
        >>> claims.c14().explain().split(". ")[2]
        'It holds for delta in [0.50, 0.63)'
        """
        parts = [
            f"{self.id} (section {self.section}). {self.statement}",
            f"It holds for {self.holds_for()}.",
            f"Verdict: {self.verdict}, for {in_words(self.parameters)}. It {self.condition}.",
        ]
        if self.counterexample is not None:
            other, settings = self.counterexample.items(), self.parameters
            changed = {name: v for name, v in other if content(v) != content(settings[name])}
            then = "does not hold" if self.verdict == "holds" else "holds"
            parts.append(f"It {then} with {in_words(changed)} and all else equal.")
        if see := ARGUMENTS[self.id].see:
            parts.append(f"{see}.")
        parts.append(f"Solution concept: {self.concept}. The payoffs are illustrative.")
        return " ".join(parts)

    plot = draw_claim

    def to_dict(self) -> dict[str, Any]:
        """Return plain Python values only: the whole claim, with its tables."""
        words = ("id", "section", "statement", "verdict", "condition")
        values = ("threshold", "counterexample", "parameters", "evidence")
        return {
            **{name: getattr(self, name) for name in words},
            **{name: _plain(getattr(self, name)) for name in values},
            "region": {
                name: [list(map(plain, pair)) for pair in spans]
                for name, spans in self.region.items()
            },
            "extent": self.extent,
            "kind": self.kind,
            "further": {title: _plain(table) for title, table in self.further.items()},
            **self._standing(),
        }

    def _table(self) -> FrameColumns:
        return self.evidence

    def __repr__(self) -> str:
        return f"Claim({self.id} {self.verdict}: {self.condition})"


def location(name: str, spans: Spans) -> str:
    """Where one parameter has to lie."""
    label, (low, high) = name.replace("_", " "), spans.domain
    if not spans:
        return f"no {label} between {show(low)} and {show(high)}"
    if spans.merged().pairs == (spans.domain,):
        upto = (
            "between {} and {}" if spans.closed or name == "delta" else "from {} to just below {}"
        )
        return f"every {label} {upto.format(show(low), show(high))}"
    return f"{label} in {spans.words(2 if high - low > _WIDE else 4)}"


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else {name: plain(value) for name, value in values.items()}


def in_words(values: dict[str, Any]) -> str:
    """Parameters with their values, in words."""
    texts = {name: "none" if value is None else show(value) for name, value in values.items()}
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in texts.items())
