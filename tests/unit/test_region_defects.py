"""Whatever is wrong with a table is a named error, in frames and in files."""

import pandas as pd
import pytest
from helpers.regions import six_provinces

import qinba_games as qg
from qinba_games import errors
from qinba_games.region.tables import sheet


def put(table, row, column, value):
    def change(tables):
        frame = tables[table]
        if column not in frame:
            frame[column] = None
        frame[column] = frame[column].astype(object)
        frame.loc[row, column] = value

    return change


def drop(table, column):
    return lambda tables: tables.update({table: tables[table].drop(columns=column)})


def rename(table, old, new):
    return lambda tables: tables.update({table: tables[table].rename(columns={old: new})})


def again(table, row, **changes):
    def change(tables):
        frame = tables[table]
        extra = frame.iloc[[row]].assign(**changes)
        tables[table] = pd.concat([frame, extra], ignore_index=True)

    return change


def empty(table):
    return lambda tables: tables.update({table: tables[table].iloc[:0]})


def cell(table, row, column, value, kind, *told):
    """A wrong value in one place, by which the error names it."""
    return (
        put(table, row, column, value),
        kind,
        [table, f"{{{row + 1}}}", f"column {column}", *told],
    )


# What is done to the tables; the error; what the message names: table, row, column, rule, remedy.
DEFECTS = {
    "a missing column": (
        drop("ties", "b"),
        errors.ShapeError,
        ["ties", "column b", "is missing", "Add the column 'b'"],
    ),
    "a misspelt needed column": (
        rename("governments", "name", "nmae"),
        errors.ShapeError,
        ["governments", "column name", "Rename the column 'nmae' to 'name'"],
    ),
    "a misspelt column": (
        rename("governments", "size", "sizes"),
        errors.UnknownNameError,
        ["governments", "column sizes", "Did you mean 'size'"],
    ),
    "another word for a column": (
        rename("governments", "group", "province"),
        errors.UnknownNameError,
        ["governments", "column province", "Did you mean 'group'"],
    ),
    "an unknown end of a tie": cell(
        "ties", 2, "a", "Hubie", errors.UnknownNameError, "'Hubie'", "Did you mean 'Hubei'"
    ),
    "an unknown member": cell(
        "agreements",
        4,
        "member",
        "Henan",
        errors.UnknownNameError,
        "'Henan'",
        "Did you mean 'Hunan'",
    ),
    "a government twice": (
        again("governments", 1),
        errors.ShapeError,
        ["governments", "{7}", "column name", "'Chongqing'", "twice", "Leave one"],
    ),
    "a tie twice": (again("ties", 0), errors.ShapeError, ["ties", "{8}", "twice; first in", "{1}"]),
    "a tie twice, the other way round": (
        again("ties", 0, a="Chongqing", b="Sichuan"),
        errors.ShapeError,
        ["ties", "{8}", "twice", "Leave one of the rows out"],
    ),
    "a member twice": (
        again("agreements", 0),
        errors.ShapeError,
        ["agreements", "{8}", "column member", "'upper reach' twice"],
    ),
    "a tie with itself": cell("ties", 1, "b", "Chongqing", errors.RangeError, "with itself"),
    "a missing name": cell("governments", 3, "name", None, errors.InvalidInputError, "no name"),
    "text in a number": cell(
        "governments", 2, "size", "large", errors.InputTypeError, "'large'", "must be a number"
    ),
    "no number in a year": cell("agreements", 1, "year", None, errors.NotFiniteError, "missing"),
    "an infinite number": cell(
        "ties", 1, "benefit_a", float("inf"), errors.NotFiniteError, "finite"
    ),
    "no probability": cell("ties", 3, "friction", 1.2, errors.ProbabilityError, "1.2", "[0, 1]"),
    "a size of nothing": cell("governments", 0, "size", 0, errors.RangeError, "above 0"),
    "a latitude beyond the pole": cell(
        "governments", 4, "lat", 91, errors.RangeError, "91", "[-90, 90]"
    ),
    "one coordinate": cell(
        "governments", 4, "lon", None, errors.InvalidInputError, "Give both or neither"
    ),
    "no coordinates and no gains": (
        lambda tables: [put("governments", 5, name, None)(tables) for name in ("lat", "lon")],
        errors.NotFiniteError,
        ["ties", "{6}", "column benefit_a", "no coordinates"],
    ),
    "a parent that does not exist": cell(
        "governments", 0, "parent", "Hubai", errors.UnknownNameError, "Did you mean 'Hubei'"
    ),
    "a circle of parents": (
        lambda tables: [
            put("governments", row, "parent", name)(tables)
            for row, name in enumerate(["Hubei", "Sichuan", "Chongqing"])
        ],
        errors.RangeError,
        ["governments", "{1}", "column parent", "circle"],
    ),
    "no ties": (empty("ties"), errors.EmptyGameError, ["ties", "no ties"]),
    "no governments": (empty("governments"), errors.EmptyGameError, ["governments"]),
    "a trust that is not whole": cell("ties", 0, "trust", 1.5, errors.RangeError, "1.5", "whole"),
    "a year that is not whole": cell(
        "agreements", 0, "year", 2011.5, errors.RangeError, "2011.5", "whole"
    ),
    "a year that is a date": cell(
        "agreements", 0, "year", "2011-05", errors.InputTypeError, "Write a whole number"
    ),
    "an end before the year": (
        lambda tables: [
            put("agreements", 0, *entry)(tables) for entry in (("year", 2011), ("end", 2010))
        ],
        errors.RangeError,
        ["agreements", "{1}", "column end", "before 2011, when the member joined"],
    ),
}


@pytest.mark.parametrize("kept", ["frames", "files"])
@pytest.mark.parametrize("name", sorted(DEFECTS))
def test_a_defect_is_named(name, kept, tmp_path) -> None:
    change, kind, told = DEFECTS[name]
    tables = six_provinces()
    change(tables)
    if kept == "files":
        for table, frame in tables.items():
            frame.to_csv(tmp_path / f"{table}.csv", index=False)
        tables = {table: tmp_path / f"{table}.csv" for table in tables}
        place = "line {}"
    else:
        place = "row {}"
    with pytest.raises(kind) as caught:
        qg.Region.from_frames(**tables)
    message = str(caught.value)
    assert message.startswith("Region.from_frames(): argument '")
    for part in told:
        if part.startswith("{"):
            number = int(part.strip("{}"))
            part = place.format(number + (kept == "files"))
        assert part in message, message
    if kept == "files":
        assert f"{told[0]}.csv" in message


def test_an_unknown_setting_names_the_nearest() -> None:
    with pytest.raises(errors.UnknownNameError, match="Did you mean 'barrier'"):
        qg.Region.from_frames(**six_provinces(), barier=0.2)


# What a file can be that no frame can.
FILES = {
    "an empty file": (b"", "the file is empty"),
    "only remarks": (b"# nothing here\n\n", "the file is empty"),
    "another encoding": ("a,b\n四川,重庆\n".encode("gb18030"), "not in UTF-8 (line 2)"),
    "two bytes a letter": ("a,b\nx,y\n".encode("utf-16"), "not in UTF-8"),
    "semicolons": (b"a;b\nSichuan;Chongqing\n", "separated by semicolons"),
    "tabs": (b"a\tb\nSichuan\tChongqing\n", "separated by tabs"),
    "a row too short": (
        b"a,b,trust\nSichuan,Chongqing,1\nHubei,Hunan\n",
        "line 3 (label 'Hubei'), column trust",
    ),
    "a row too long": (b"a,b\nSichuan,Chongqing,1\n", "has 3 values, and the head names 2 columns"),
    "a row of one": (b"a,b\nSichuan\n", "has 1 value, and the head names 2"),
    "a quotation without end": (b'a,b\nx,y\nSichuan,"Chongqing\nHubei,Hunan\n', "after line 2"),
}


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_that_is_no_table_is_named(name, tmp_path) -> None:
    raw, told = FILES[name]
    path = tmp_path / "ties.csv"
    path.write_bytes(raw)
    with pytest.raises(errors.InvalidInputError) as caught:
        qg.Region.from_frames(six_provinces()["governments"], path)
    assert told in str(caught.value)
    assert "ties.csv" in str(caught.value)


def test_lines_of_one_cell_and_signs_of_unknown_ends_are_no_rows_of_their_own(tmp_path) -> None:
    given = (
        'a, b, remark\n# a "remark\nSichuan, "Chongqing", "of two\n# lines"\nHubei,Hunan,x\x0by\n'
    )
    path = tmp_path / "ties.csv"
    path.write_text(given, encoding="utf-8")
    table = sheet.read("f", "ties", path, {"a", "b"})
    assert (table.columns["a"], table.columns["b"]) == (
        ["Sichuan", "Hubei"],
        ["Chongqing", "Hunan"],
    )
    assert table.columns["remark"] == ["of two\n# lines", "x\x0by"]
    assert table.places == ("line 4 (label 'Sichuan')", "line 5 (label 'Hubei')")


def test_a_file_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(errors.InvalidInputError, match="cannot be read"):
        qg.Region.from_frames(tmp_path / "nobody.csv", six_provinces()["ties"])


def test_marks_remarks_categories_and_an_index_of_names_will_do(tmp_path) -> None:
    tables = six_provinces()
    asked = qg.Region.from_frames(**tables)
    governments = tables["governments"].set_index("name")
    governments["group"] = governments["group"].astype("category")
    ties = tables["ties"].astype("string")[["b", "a"]].set_index(pd.Index(list("tuvwxyz")))
    assert qg.Region.from_frames(governments, ties, tables["agreements"]) == asked
    text = tables["ties"].to_csv(index=False)
    path = tmp_path / "ties.csv"
    path.write_text("\ufeff" + "# a remark, with a comma\n" + text, encoding="utf-8")
    assert qg.Region.from_frames(governments, path, tables["agreements"]) == asked


def test_other_columns_are_carried_along() -> None:
    tables = six_provinces()
    tables["governments"]["code"] = range(1, 7)
    region = qg.Region.from_frames(**tables)
    assert region.governments["code"].tolist() == [1, 2, 3, 4, 5, 6]
    assert region.tie("1", "2").members == ("Sichuan", "Chongqing")


@pytest.mark.parametrize(
    ("change", "kind", "told"),
    [
        ({(0, 0): 1.0}, errors.RangeError, "row A, column A"),
        ({(0, 1): float("nan")}, errors.NotFiniteError, "row A, column B"),
        ({(0, 1): "x"}, errors.InputTypeError, "row A, column B"),
    ],
)
def test_a_defect_of_a_matrix_is_named(change, kind, told) -> None:
    gains = pd.DataFrame([[0, 1.5], [1.2, 0]], index=["A", "B"], columns=["A", "B"], dtype=object)
    for (row, column), value in change.items():
        gains.iloc[row, column] = value
    with pytest.raises(kind) as caught:
        qg.Region.from_matrix(gains, cost=1)
    assert told in str(caught.value)


def test_places_go_to_a_matrix_by_name() -> None:
    gains = pd.DataFrame([[0, 1.5], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    places = pd.DataFrame({"lat": [40, 30], "lon": [110, 100]}, index=["B", "A"])
    region = qg.Region.from_matrix(gains, cost=1, coordinates=places)
    assert region.governments["lat"].tolist() == [30, 40]
    with pytest.raises(errors.UnknownNameError, match="has no coordinates"):
        qg.Region.from_matrix(gains, cost=1, coordinates=places.rename({"A": "C"}))
    with pytest.raises(errors.ShapeError, match="column 'lon' is missing"):
        qg.Region.from_matrix(gains, cost=1, coordinates=places[["lat"]])


def test_rows_and_columns_of_a_matrix_are_read_by_name() -> None:
    gains = pd.DataFrame([[0, 1.5], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    turned = qg.Region.from_matrix(gains[["B", "A"]], cost=1)
    assert turned == qg.Region.from_matrix(gains, cost=1)
    with pytest.raises(errors.UnknownNameError, match="is a row and no column"):
        qg.Region.from_matrix(gains.rename(columns={"B": "C"}), cost=1)
