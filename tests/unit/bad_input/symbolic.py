"""Closed forms: how each name is called properly, and what can be wrong."""

from qinba_games import errors, prisoners_dilemma, symbolic

from .defects import INF, NAN, Defect, Public, choice, instance

DILEMMA = symbolic.form("prisoners dilemma")
PAIR = prisoners_dilemma(9, 1, 10, 3)


def numbers(function: str) -> list[Defect]:
    return [
        Defect(value, errors.NotFiniteError, "Replace NaN", function=function)
        for value in (NAN, INF)
    ] + [
        Defect("3", errors.InputTypeError, "Pass (ints|an int)", function=function),
        Defect(True, errors.InputTypeError, "Pass (ints|an int)", function=function),
    ]


CALLABLES = {
    "catalogue": Public(symbolic.catalogue, {}),
    "form": Public(
        symbolic.form,
        {"name": "public good"},
        name=[
            *choice("publik good", "public good"),
            Defect(3, errors.UnknownNameError, "Choose one of: "),
            Defect(None, errors.UnknownNameError, "Did you mean|Choose one of: "),
        ],
    ),
    "prove": Public(
        symbolic.prove,
        {"form": DILEMMA, "symbol": "T", "sign": "positive"},
        form=instance("ClosedForm", "prisoners dilemma"),
        symbol=[
            Defect("t", errors.UnknownNameError, "Choose one of: P, R, T"),
            Defect(1, errors.UnknownNameError, "Choose one of: P, R, T"),
        ],
        sign=[
            *choice("postive", "positive"),
            Defect(1, errors.UnknownNameError, "Choose one of: "),
        ],
    ),
    "twin_of": Public(symbolic.twin_of, {"game": PAIR}, game=instance("RepeatedGame", DILEMMA)),
    "ClosedForm": Public(
        DILEMMA,
        {"P": 0, "R": 2, "T": 3},
        P=[*numbers("ClosedForm"), Defect(5, errors.RangeError, "R > P", seen=2, argument="R")],
        R=[*numbers("ClosedForm"), Defect(-1, errors.RangeError, "R > P")],
        T=[
            *numbers("ClosedForm"),
            Defect(2, errors.RangeError, "T > R"),
            Defect([4, 1], errors.RangeError, "T > R", seen=1),
        ],
        S=[Defect(1, errors.UnknownNameError, "Choose one of", seen="S", argument="values")],
    ),
    "ClosedForm (a number is missing)": Public(
        lambda numbers: DILEMMA(**numbers),
        {"numbers": {"P": 0, "R": 2, "T": 3}},
        numbers=[
            Defect({"P": 0}, errors.InputTypeError, "Add R, T", seen=("P",), argument="values")
        ],
    ),
    "ClosedForm.subs": Public(
        DILEMMA.subs,
        {"P": 0},
        P=numbers("ClosedForm.subs"),
        S=[Defect(1, errors.UnknownNameError, "Choose one of", seen="S", argument="values")],
    ),
    "ClosedForm.symbol": Public(
        DILEMMA.symbol,
        {"name": "T"},
        name=[Defect("S", errors.UnknownNameError, "Choose one of: P, R, T")],
    ),
    "ClosedForm.derivative": Public(
        DILEMMA.derivative,
        {"symbol": "T"},
        symbol=[Defect("S", errors.UnknownNameError, "Choose one of: P, R, T")],
    ),
}
