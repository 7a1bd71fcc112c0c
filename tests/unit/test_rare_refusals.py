"""What tables, files and models are refused for that only few of them have."""

import networkx
import numpy as np
import pandas as pd
import pytest
from helpers.regions import six_provinces

import qinba_games as qg
from qinba_games import errors


def named(call, kind, function, argument, rule):
    """The refusal names function, argument and rule, and has a remedy."""
    with pytest.raises(kind, match=rule) as caught:
        call()
    assert caught.value.function == function
    assert caught.value.argument == argument
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("axis", "rows", "columns"), [("row", "ABA", "ABC"), ("column", "ABC", "BCB")]
)
def test_a_name_stands_in_a_square_table_once(axis, rows, columns):
    frame = pd.DataFrame(np.ones((3, 3)), index=list("ABC"), columns=list(columns))
    twice = columns[0]
    if axis == "row":
        frame, twice = frame.set_axis(list(rows), axis=0), rows[0]
    else:
        frame = frame.loc[["B", "C"]]
    named(
        lambda: qg.Region.from_matrix(frame, cost=1),
        errors.ShapeError,
        "Region.from_matrix",
        f"frame, {axis} {twice}",
        f"the {axis} stands in the table twice",
    )


def test_two_ties_of_the_same_governments_make_no_region(tmp_path):
    graph = networkx.MultiGraph([("A", "B"), ("A", "B")])
    networkx.write_graphml(graph, tmp_path / "two.graphml")
    named(
        lambda: qg.Region.from_graphml(tmp_path / "two.graphml"),
        errors.InvalidInputError,
        "Region.from_graphml",
        "path",
        "two ties join the same governments",
    )


def test_columns_of_a_table_are_as_long_as_each_other():
    tables = six_provinces()
    tables["governments"] = {"name": ["A", "B"], "lat": [30.0]}
    named(
        lambda: qg.Region.from_frames(**tables),
        errors.ShapeError,
        "Region.from_frames",
        "governments",
        "all columns must have the same length",
    )


def test_a_column_stands_in_a_table_once():
    tables = six_provinces()
    tables["governments"] = tables["governments"].rename(columns={"lon": " lat"})
    named(
        lambda: qg.Region.from_frames(**tables),
        errors.ShapeError,
        "Region.from_frames",
        "governments, column lat",
        "a column stands in the table twice",
    )


def test_a_file_of_two_bytes_a_letter_is_told_from_text(tmp_path):
    tables = {name: frame.to_csv(index=False) for name, frame in six_provinces().items()}
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "ties.csv").write_bytes(tables["ties"].encode("utf-16-le"))
    with pytest.raises(errors.InvalidInputError, match=r"is not in UTF-8 \(it holds NUL\)"):
        qg.Region.from_frames(*(tmp_path / f"{name}.csv" for name in tables))


def test_an_outcome_that_never_changes_has_no_shares_of_its_spread():
    ranges = {"x": (0, 1), "y": (0, 1)}
    with pytest.raises(errors.NotApplicableError, match="the outcome is the same everywhere"):
        qg.region.sobol(lambda table: np.ones(len(table)), ranges, draws=8, rng=1)


def test_what_a_function_of_settings_raises_is_told():
    def fails(table):
        raise ZeroDivisionError("by nothing")

    named(
        lambda: qg.region.sobol(fails, {"x": (0, 1)}, draws=8, rng=1),
        errors.InputTypeError,
        "sobol",
        "f",
        "raises ZeroDivisionError for the table of values: by nothing",
    )


def test_a_region_chooses_by_pairs_of_name_and_value():
    region = qg.Region.from_frames(**six_provinces())
    named(
        lambda: qg.Region(records=region.records, choices=(("cost", 1, 2),)),
        errors.ShapeError,
        "Region",
        "choices",
        "must hold .name, value. pairs",
    )


@pytest.mark.parametrize("label", [3, None, 2.5])
def test_a_label_of_a_worth_is_a_name_or_names(label):
    series = pd.Series([1, 1, 3], index=pd.Index(["A", "B", label], dtype=object))
    named(
        lambda: qg.TUGame.from_series(series),
        errors.InputTypeError,
        "TUGame.from_series",
        "series",
        "a label must be a name, or a tuple or frozenset of names",
    )


def test_a_set_has_no_order():
    region = qg.Region.from_frames(**six_provinces())
    named(
        lambda: qg.Region(records=region.records, choices={("cost", 1)}),
        errors.InputTypeError,
        "Region",
        "choices",
        "which has no order",
    )


def test_one_member_alone_has_no_set_of_agreements():
    named(
        lambda: qg.payoff_set(qg.StageGame([[1], [2]]), 0.5),
        errors.NotApplicableError,
        "payoff_set",
        "game",
        "has one member, and nobody to agree with",
    )


def test_all_profiles_are_compared_for_two_members_only():
    benefit = np.multiply.outer([2, 3], 1 - np.eye(3))
    model = qg.Partnership(benefit, 1, promotion=0.5, friction=0.1)
    named(
        lambda: qg.pivotal_window(model, qg.Coordinator(sharing=True), alone="all"),
        errors.NotApplicableError,
        "pivotal_window",
        "model",
        "has two members where all profiles count",
    )


@pytest.mark.parametrize("held", [{"stake": 0.1}, {"mandate": "all"}])
def test_members_who_leave_one_by_one_are_held_by_nothing(held):
    (name,) = held
    model = qg.Partnership([[2, 2], [3, 3]], 1, promotion=0.5, friction=0.1, **held)
    named(
        lambda: qg.evolve_members(model, 0.5),
        errors.NotApplicableError,
        "evolve_members",
        name,
        "has no meaning where members leave one by one",
    )
