"""What an argument of the paper is here: a sentence with a verdict that was computed."""

from __future__ import annotations

from typing import Any

from ...common.result import Result, Table, plain, show
from ...types import frozen


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
    section : str
        Section of the paper that argues so.
    statement : str
        The argument in our words.
    verdict : str
        For `parameters`: "holds", "fails", or "inconsistent": it fails because another passage of
        the paper says otherwise, which `condition` names. "empirical" (no model can settle it) is
        for claims that no parameter decides.
    condition : str
        When it holds in general, with the computed thresholds in it.
    threshold : dict of str to Number
        For a parameter the value at which the verdict changes while the others stay: of several the
        one nearest to what was passed. Empty where no value of the parameter changes it.
    evidence : dict of str to list
        A table that solvers computed, one column per entry.
    further : dict of str to dict
        More such tables, by title.
    counterexample : dict or None
        Parameters with which it does not hold if it holds, or holds if it does not, found by the
        same solvers; None if none was found.
    parameters : dict
        What the verdict is about.
    picture : tuple of str
        Columns of `evidence` that `plot` draws: the parameter, then what depends on it.

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

    id: str
    section: str
    statement: str
    verdict: str
    condition: str
    threshold: dict[str, Any]
    evidence: Table
    counterexample: dict[str, Any] | None
    parameters: dict[str, Any]
    picture: tuple[str, ...]
    further: dict[str, Table]

    def explain(self) -> str:
        """Say in a paragraph what is claimed, what was found, and when it would be otherwise.

        Examples
        --------
        >>> from qinba_games.paper import claims
        >>> print(claims.c49().explain()[:90])
        C49 (section 5.4). Protecting one's own market stands in the way of cooperation. Verdict:
        """
        parts = [
            f"{self.id} (section {self.section}). {self.statement}",
            f"Verdict: {self.verdict}, for {_listed(self.parameters)}. It {self.condition}.",
        ]
        if self.counterexample is not None:
            changed = {
                name: value
                for name, value in self.counterexample.items()
                if value is not self.parameters[name]
            }
            other = "does not hold" if self.verdict == "holds" else "holds"
            parts.append(f"It {other} with {_listed(changed)} and all else equal.")
        parts.append(f"Solution concept: {self.concept}. The payoffs are illustrative.")
        return " ".join(parts)

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw the evidence against the parameter that decides; returns the Axes.

        Discs where the claim holds, rings where it does not, a line at the threshold.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; a new figure by default.
        **style
            Passed to matplotlib's ``plot``.
        """
        from ..figures.claim import draw_claim

        name, *columns = self.picture
        return draw_claim(
            name,
            self.evidence[name],
            {column: self.evidence[column] for column in columns},
            [verdict == "holds" for verdict in self.evidence["verdict"]],
            self.threshold.get(name),
            title=f"{self.id}: {self.verdict}",
            ax=ax,
            **style,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain Python values only: the whole claim, with its tables."""
        words = ("id", "section", "statement", "verdict", "condition")
        values = ("threshold", "counterexample", "parameters", "evidence")
        return {
            **{name: getattr(self, name) for name in words},
            **{name: _plain(getattr(self, name)) for name in values},
            "further": {title: _plain(table) for title, table in self.further.items()},
            **self._standing(),
        }

    def _table(self) -> Table:
        return self.evidence

    def __repr__(self) -> str:
        return f"Claim({self.id} {self.verdict}: {self.condition})"


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else {name: plain(value) for name, value in values.items()}


def _listed(values: dict[str, Any]) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')} {'none' if value is None else show(value)}"
        for name, value in values.items()
    )
