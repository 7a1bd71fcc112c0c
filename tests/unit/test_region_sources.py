"""Settings of a region that records say something of, and those that are assumed."""

import json
import types

import pandas as pd
import pytest

import qinba_games as qg
from qinba_games import errors

GAINS = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
REGION = qg.Region.from_matrix(GAINS, cost=1)


def revealed(thresholds, **terms):
    rows = {"threshold": thresholds, "kept": [True] * len(thresholds)}
    dated = {"agreement": ["x", "y"] * (len(thresholds) // 2), "year": range(1996, 2016)}
    return qg.revealed_patience(qg.Promises.from_frame({**rows, **dated}), **terms)


FOUND = revealed([0.6] * 20)
KNOWN = REGION.with_settings(FOUND)


def of(region, setting):
    rows = region.sources.set_index("setting")
    return rows.loc[setting].tolist()


def test_what_records_say_and_what_is_assumed():
    said = [0.6, "estimated from records", 0.6, 1.0, 0.95, "20 promises of 2 agreements, 1996–2015"]
    assert of(KNOWN, "delta") == said
    assert of(KNOWN, "benefit")[:2] == [2.2, "assumed"]
    assert (REGION.sources["source"] == "assumed").all()
    assert REGION.with_settings(FOUND, delta=0.8).delta == 0.8
    # What is named is assumed again, and what is not stays.
    assert of(KNOWN.replaced(delta=0.6), "delta")[1] == "assumed"
    assert of(KNOWN.replaced(cost=2), "delta")[1] == "estimated from records"
    assert KNOWN.replaced(delta=0.6) == REGION.replaced(delta=0.6) != KNOWN


@pytest.mark.parametrize(
    ("found", "chosen", "kind", "rule"),
    [
        (FOUND, {"benefit": 2}, errors.UnknownNameError, "is not known"),
        (revealed([0.6] * 20, error=0.9), {}, errors.NotIdentifiedError, "every patience"),
        (revealed([1.5] * 20), {}, errors.NotIdentifiedError, "no patience"),
    ],
)
def test_what_records_do_not_say_is_refused(found, chosen, kind, rule):
    with pytest.raises(kind, match=rule):
        REGION.with_settings(found, **chosen)


def test_holes_of_a_set_are_not_chosen():
    """The reference table: [.55, .6) and [.65, 1)."""
    least = [0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9, 0.9]
    rows = {"threshold": least, "kept": [1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 1, 0]}
    found = qg.revealed_patience(qg.Promises.from_frame(rows), selection="best", miss=0.2)
    assert REGION.with_settings(found, delta=0.58).delta == 0.58
    with pytest.raises(errors.RangeError):
        REGION.with_settings(found, delta=0.62)


def test_estimated_settings_are_drawn_from_their_intervals():
    ranges = {one.name: one for one in KNOWN.uncertain(draws=4, rng=1).ranges}
    assert (ranges["delta"].low, ranges["delta"].high) == (0.6, 0.99)
    assert (ranges["benefit"].low, ranges["benefit"].high) == (2.0, pytest.approx(2.4))
    # As another answer with two settings says it.
    rows = [("cost", "interval", 0.9, 1.3, ""), ("benefit", "one-sided", 2.0, float("inf"), "")]
    names = ["parameter", "status", "low", "high", "why"]
    other = types.SimpleNamespace(
        settings={"cost": 1.1, "benefit": 2.5}, identified=pd.DataFrame(rows, columns=names)
    )
    both = KNOWN.with_settings(other)
    assert both.settings["cost"] == 1.1
    assert [one.setting for one in both.estimates] == ["benefit", "cost", "delta"]
    with pytest.raises(errors.RangeError, match="do not bound"):
        both.uncertain(draws=4, rng=1)
    assert both.uncertain({"delta": (0.5, 0.9)}, draws=4, rng=1).ranges[0].high == 0.9


@pytest.mark.slow
def test_a_report_says_first_what_is_estimated(tmp_path):
    KNOWN.report(tmp_path / "one", draws=0)
    page = (tmp_path / "one" / "index.html").read_text("utf-8")
    first = "Estimated from 20 promises of 2 agreements, 1996–2015: patience 0.60"
    assert 0 < page.index(first) < page.index("All payoffs that are not given are illustrative")
    assert "What records say, and what is assumed" in page
    content = json.loads((tmp_path / "one" / "report.json").read_text("utf-8"))
    assert content["estimated"]["delta"]["low"] == "0.60"
    assert content["payoffs"] == "illustrative"


@pytest.mark.slow
def test_a_report_says_what_the_tables_give_and_does_not_move_it(tmp_path):
    gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    qg.Region.from_matrix(gains, cost=1).report(tmp_path / "one", draws=100)
    page = (tmp_path / "one" / "index.html").read_text("utf-8")
    kept = "Not moved: gains given for 1 tie and founding trust of ties."
    assert page.count(kept) == 2
    # All governments are of one group: nothing is built of gains, distances, sizes or borders.
    assert "With 10 assumptions moved at once" in page
    assert "All payoffs that are not given are illustrative." in page
    assert "The table of ties gives gains for 1 tie. Nobody has measured the other payoffs" in page
    assert "gains what is given for it + <code>learning</code>" in page
    for name in ("benefit", "reach", "barrier", "outside_signed"):
        assert f"<code>{name}</code>" not in page.split('id="variants"')[1].split("</table>")[0]
