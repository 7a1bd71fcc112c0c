"""Closed forms: how each name is called properly, and what can be wrong."""

from qinba_games import prisoners_dilemma, symbolic

from . import bad
from .defects import INF, NAN, Defect, Public

DILEMMA = symbolic.form("prisoners dilemma")
PAIR = prisoners_dilemma(9, 1, 10, 3)


def numbers(function: str) -> list[Defect]:
    return [bad.infinite(value, "Replace NaN", function=function) for value in (NAN, INF)] + [
        bad.kind("3", "Pass (ints|an int)", function=function),
        bad.kind(True, "Pass (ints|an int)", function=function),
    ]


CALLABLES = {
    "catalogue": Public(symbolic.catalogue, {}),
    "form": Public(
        symbolic.form,
        {"name": "public good"},
        name=[
            *bad.choice("publik good", "public good"),
            bad.name(3, "Choose one of: "),
            bad.name(None, "Did you mean|Choose one of: "),
        ],
    ),
    "prove": Public(
        symbolic.prove,
        {"form": DILEMMA, "symbol": "T", "sign": "positive"},
        symbol=[bad.name("t", "Choose one of: P, R, T"), bad.name(1, "Choose one of: P, R, T")],
        sign=[bad.name(1, "Choose one of: ")],
    ),
    "twin_of": Public(symbolic.twin_of, {"game": PAIR}, game=bad.instance("RepeatedGame", DILEMMA)),
    "ClosedForm": Public(
        DILEMMA,
        {"P": 0, "R": 2, "T": 3},
        P=[*numbers("ClosedForm"), bad.bounds(5, "R > P", seen=2, argument="R")],
        R=[*numbers("ClosedForm"), bad.bounds(-1, "R > P")],
        T=[*numbers("ClosedForm"), bad.bounds(2, "T > R"), bad.bounds([4, 1], "T > R", seen=1)],
        S=[bad.name(1, "Choose one of", seen="S", argument="values")],
    ),
    "ClosedForm (a number is missing)": Public(
        lambda numbers: DILEMMA(**numbers),
        {"numbers": {"P": 0, "R": 2, "T": 3}},
        numbers=[bad.kind({"P": 0}, "Add R, T", seen=("P",), argument="values")],
    ),
    "ClosedForm.subs": Public(
        DILEMMA.subs,
        {"P": 0},
        P=numbers("ClosedForm.subs"),
        S=[bad.name(1, "Choose one of", seen="S", argument="values")],
    ),
    "ClosedForm.symbol": Public(
        DILEMMA.symbol,
        {"name": "T"},
        name=[bad.name("S", "Choose one of: P, R, T")],
    ),
    "ClosedForm.derivative": Public(
        DILEMMA.derivative,
        {"symbol": "T"},
        symbol=[bad.name("S", "Choose one of: P, R, T")],
    ),
}
