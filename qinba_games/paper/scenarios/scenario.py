"""What a scenario is: numbers that were computed, what was assumed, and what the record says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...common.result import FrameColumns, Result
from ...types import Certificate, Status, frozen
from .. import facts
from ..figures import draw_scenario


@frozen
class Scenario(Result):
    """A case with illustrative payoffs, beside what is on record about it.

    The record is a correlation: that something followed an office or a payment does not say that it
    came of it. Concept, certificate, and whether it is exact, are those of the answers behind the
    table.

    Attributes
    ----------
    name : str
    question : str
    finding : str
        What the computation says, in a paragraph made of its numbers.
    rows : dict of str to list
        The table, one column per entry.
    assumed : dict of str to str
        Every number that is no fact, and what it stands for.
    facts : tuple of dict
        `period`, `fact` and `source` of everything else, what is on record last.
    picture : tuple of str
        The column that names the rows, and those that `plot` draws.
    answers : tuple of Result
        What the table was read from.

    Examples
    --------
    >>> from qinba_games.paper import scenarios
    >>> river = scenarios.xinan()
    >>> river.to_frame()["from delta"].map(str).tolist()
    ['1/12', '0', '1/12', '1/4', '7/12']
    """

    _sources = ("yuan2020", "goldluecke2012")
    _full = Status.COMPUTED

    concept: str
    name: str
    question: str
    finding: str
    rows: FrameColumns
    assumed: Mapping[str, str]
    facts: tuple[Mapping[str, str], ...]
    picture: tuple[str, ...]
    answers: tuple[Result, ...]

    plot = draw_scenario

    def tell(self) -> str:
        """Say what was asked, assumed and found, and what is on record."""
        assumed = "; ".join(f"{name}: {why}" for name, why in self.assumed.items())
        record = " ".join(
            f"{row['fact']} ({row['period']}; {row['source']})." for row in self.facts
        )
        return (
            f"{self.question}\n\n{self.finding}\n\nAssumed, and no fact: {assumed}.\n\n"
            f"On record, as correlation: {record}"
        )

    def _table(self) -> FrameColumns:
        return self.rows

    def __repr__(self) -> str:
        return f"Scenario({self.name}: {self.question})"


def facts_of(scenario: str) -> tuple[Mapping[str, str], ...]:
    """The facts about a scenario, with their sources."""
    rows = (row for row in facts.table("comparables") if row["scenario"] == scenario)
    return tuple({key: row[key] for key in ("period", "fact", "source")} for row in rows)


def short(number: Any) -> str:
    """Two digits, or as many as tell it from 1."""
    texts = [f"{float(number):.{digits}g}" for digits in range(2, 18)]
    return next((text for text in texts if float(text) != 1), texts[0])


def backing(answers: Sequence[Result]) -> dict[str, Any]:
    """What a scenario owes to the answers behind it: concept, exactness, proof, certificate."""
    checked: list[Certificate] = [a.certificate for a in answers if a.certificate is not None]
    return {
        "concept": "; ".join(dict.fromkeys(answer.concept for answer in answers)),
        "exact": all(answer.exact for answer in answers),
        "certificate": min(
            checked, key=lambda one: (one.ok, -float(one.largest_gain)), default=None
        ),
        "answers": tuple(answers),
    }
