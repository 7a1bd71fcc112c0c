"""What tables, files and models are refused for that only few of them have."""

import networkx
import numpy as np
import pandas as pd
import pytest
from helpers.regions import six_provinces

import qinba_games as qg
from qinba_games import errors

REGION = qg.Region.from_frames(**six_provinces())
THREE = qg.Partnership(np.multiply.outer([2, 3], 1 - np.eye(3)), 1, promotion=0.5, friction=0.1)


def square(rows, columns):
    return pd.DataFrame(np.ones((len(rows), 3)), index=list(rows), columns=list(columns))


def of_governments(change):
    """The six provinces with something else in place of their table of governments."""
    tables = six_provinces()
    return qg.Region.from_frames(**tables | {"governments": change(tables["governments"])})


def worth_of(label):
    index = pd.Index(["A", "B", label], dtype=object)
    return qg.TUGame.from_series(pd.Series([1, 1, 3], index=index))


def leaving(**held):
    return qg.evolve_members(
        qg.Partnership([[2, 2], [3, 3]], 1, promotion=0.5, friction=0.1, **held), 0.5
    )


def fails(table):
    raise ZeroDivisionError("by nothing")


#: What is asked; the error, its function and its argument, and the rule that it names.
REFUSED = {
    "a row twice": (
        lambda: qg.Region.from_matrix(square("ABA", "ABC"), cost=1),
        *(errors.ShapeError, "Region.from_matrix", "frame, row A"),
        "the row stands in the table twice",
    ),
    "a column twice": (
        lambda: qg.Region.from_matrix(square("BC", "BCB"), cost=1),
        *(errors.ShapeError, "Region.from_matrix", "frame, column B"),
        "the column stands in the table twice",
    ),
    "columns of unequal length": (
        lambda: of_governments(lambda _: {"name": ["A", "B"], "lat": [30.0]}),
        *(errors.ShapeError, "Region.from_frames", "governments"),
        "all columns must have the same length",
    ),
    "a name of a column twice": (
        lambda: of_governments(lambda frame: frame.rename(columns={"lon": " lat"})),
        *(errors.ShapeError, "Region.from_frames", "governments, column lat"),
        "a column stands in the table twice",
    ),
    "an outcome that never changes": (
        lambda: qg.region.sobol(lambda t: np.ones(len(t)), {"x": (0, 1)}, draws=8, rng=1),
        *(errors.NotApplicableError, "sobol", "ranges"),
        "the outcome is the same everywhere",
    ),
    "a function that raises": (
        lambda: qg.region.sobol(fails, {"x": (0, 1)}, draws=8, rng=1),
        *(errors.InputTypeError, "sobol", "f"),
        "raises ZeroDivisionError for the table of values: by nothing",
    ),
    "choices of three": (
        lambda: qg.Region(records=REGION.records, choices=(("cost", 1, 2),)),
        *(errors.ShapeError, "Region", "choices"),
        "must hold .name, value. pairs",
    ),
    "choices without an order": (
        lambda: qg.Region(records=REGION.records, choices={("cost", 1)}),
        *(errors.InputTypeError, "Region", "choices"),
        "which has no order",
    ),
    **{
        f"a worth of {label}": (
            lambda label=label: worth_of(label),
            *(errors.InputTypeError, "TUGame.from_series", "series"),
            "a label must be a name, or a tuple or frozenset of names",
        )
        for label in (3, None, 2.5)
    },
    "payoffs of one member": (
        lambda: qg.payoff_set(qg.StageGame([[1], [2]]), 0.5),
        *(errors.NotApplicableError, "payoff_set", "game"),
        "has one member, and nobody to agree with",
    ),
    "all profiles of three": (
        lambda: qg.pivotal_window(THREE, qg.Coordinator(sharing=True), baseline="any equilibrium"),
        *(errors.NotApplicableError, "pivotal_window", "model"),
        "has two members where all profiles count",
    ),
    **{
        f"leaving one by one under a {name}": (
            lambda name=name, value=value: leaving(**{name: value}),
            *(errors.NotApplicableError, "evolve_members", name),
            "has no meaning for members that leave one by one",
        )
        for name, value in (("stake", 0.1), ("mandate", "all"))
    },
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_names_function_argument_and_rule_and_has_a_remedy(name):
    call, kind, function, argument, rule = REFUSED[name]
    with pytest.raises(kind, match=rule) as caught:
        call()
    assert (caught.value.function, caught.value.argument) == (function, argument)
    assert caught.value.remedy


def test_two_ties_of_the_same_governments_make_no_region(tmp_path):
    graph = networkx.MultiGraph([("A", "B"), ("A", "B")])
    networkx.write_graphml(graph, tmp_path / "two.graphml")
    with pytest.raises(errors.InvalidInputError, match="two ties join the same governments") as it:
        qg.Region.from_graphml(tmp_path / "two.graphml")
    assert (it.value.function, it.value.argument) == ("Region.from_graphml", "path")


def test_a_file_of_two_bytes_a_letter_is_told_from_text(tmp_path):
    tables = {name: frame.to_csv(index=False) for name, frame in six_provinces().items()}
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "ties.csv").write_bytes(tables["ties"].encode("utf-16-le"))
    with pytest.raises(errors.InvalidInputError, match=r"is not in UTF-8 \(it holds NUL\)"):
        qg.Region.from_frames(*(tmp_path / f"{name}.csv" for name in tables))
