"""The table of where the computation disagrees with the paper, computed once more row by row."""

import dataclasses
import html
import re
from typing import Any

import pytest
from helpers.claim_thresholds import judged, verdict_at

from qinba_games.paper import claims
from qinba_games.paper.claims.catalogue import disagreeing
from qinba_games.paper.claims.catalogue import disagreements_table as tabulated
from qinba_games.paper.page import disagreements_part

NUMBER = r"-?\d+(?:\.\d+)?(?:/\d+)?"


@pytest.fixture(scope="module")
def everyone() -> list[claims.Claim]:
    return [judged(name) for name in claims.CLAIMS]


def number(text: str) -> float:
    above, _, below = text.partition("/")
    return float(above) / float(below or 1)


def true(row: Any) -> bool:
    """Whether a row of the table says what the solvers say."""
    judge = claims.CLAIMS[row.Index]
    p = dict(judge.argument.parameters)
    # The numbers are those of the setting, and the verdict turns where the row says.
    turns = re.findall(rf"([a-z ]+) is ({NUMBER}), turns at ({NUMBER})", row.number)
    for name, here, edge in turns:
        parameter = name.strip().replace(" ", "_")
        if number(here) != pytest.approx(float(p[parameter]), rel=1e-5):
            return False
        step = 1e-5 * max(1, abs(number(edge)))
        at = [{**p, parameter: number(edge) + side} for side in (-step, step)]
        if len({verdict_at(judge, one) == "holds" for one in at}) == 1:
            return False
        if f"{name.strip()} {here}" not in row.setting:
            return False
    # It holds in the middle of each span that would agree.
    spans = re.findall(
        rf"(?:^|, or )([a-z ]+) in ((?:[\[(]{NUMBER}, {NUMBER}[\])](?: and )?)+)", row.agrees_with
    )
    for name, where in spans:
        for low, high in re.findall(rf"[\[(]({NUMBER}), ({NUMBER})[\])]", where):
            middle = (number(low) + number(high)) / 2
            if verdict_at(judge, {**p, name.replace(" ", "_"): middle}) != "holds":
                return False
    return bool(turns and spans) and verdict_at(judge, p) == row.verdict


@pytest.mark.slow
def test_every_row_is_computed_once_more(everyone) -> None:
    rows = list(tabulated(everyone).itertuples())
    assert [row.Index for row in rows] == [
        one.id for one in everyone if one.verdict in ("fails", "inconsistent")
    ]
    assert [row.Index for row in rows if not true(row)] == []


@pytest.mark.parametrize(
    ("identifier", "column", "right", "wrong"),
    [
        ("C13", "number", "turns at 0.5", "turns at 0.6"),
        ("C13", "agrees_with", "[0.00, 0.54)", "[0.40, 0.74)"),
        ("C38", "agrees_with", "[0.48, 0.55)", "[0.58, 0.65)"),
        ("C33", "number", "friction is 0.05", "friction is 0.15"),
        ("C02", "setting", "delta 0.8", "delta 0.4"),
        ("C29", "number", "turns at 1986", "turns at 2002"),
        ("C37", "verdict", "fails", "inconsistent"),
    ],
)
def test_a_false_row_is_noticed(identifier, column, right, wrong) -> None:
    (row,) = tabulated([judged(identifier)]).itertuples()
    told = getattr(row, column)
    assert right in told
    assert true(row)
    assert not true(row._replace(**{column: told.replace(right, wrong)}))


@pytest.mark.slow
def test_what_agrees_without_a_span_is_the_counterexample() -> None:
    told = dataclasses.replace(judged("C38"), turns={})
    assert told.threshold == {}
    (one,) = disagreeing([told])
    assert one.number == "no number within the stated ranges turns it"
    delta = float(re.fullmatch(rf"delta ({NUMBER})", one.agrees)[1])
    assert verdict_at(claims.c38, {"delta": delta}) == "holds"
    (none,) = disagreeing([dataclasses.replace(told, counterexample=None)])
    assert none.agrees == "nothing that was tried"


@pytest.mark.slow
def test_part_of_the_page_has_every_row(everyone) -> None:
    rows = disagreeing(everyone)
    part = disagreements_part(everyone)
    assert part.title == (
        f"Where the computation disagrees with the paper: {len(rows)} of 51 claims"
    )
    page = html.unescape(part.body)
    for one in rows:
        for text in (one.claim.id, one.claim.statement, one.number, one.setting, one.agrees):
            assert text in page
    assert "illustrative" in page
