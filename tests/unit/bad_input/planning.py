"""Bad input to plans: budgets, prices, offices and what ties count."""

import pandas as pd

import qinba_games as qg
from bad_input.defects import NAN, Defect, Public, choice, number, probability
from qinba_games import errors

GAINS = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
REGION = qg.Region.from_matrix(GAINS, cost=1)
TIES = "Pass a mapping from"
HELP = {"none": qg.Coordinator(sharing=True)}


def by_tie(value=-1):
    """What is wrong with numbers by tie."""
    return [
        Defect({("A", "B"): value}, errors.RangeError, "Choose a number in", seen=value),
        Defect({("A", "B"): NAN}, errors.NotFiniteError, "Replace NaN", seen=NAN),
        Defect({("A", "Z"): 1}, errors.UnknownNameError, "Choose one of", seen="Z"),
        Defect({("A", "A"): 1}, errors.UnknownNameError, "Leave it out", seen=("A", "A")),
        Defect({"AB": 1}, errors.ShapeError, TIES, seen="AB"),
        Defect({("A", "B"): 1, ("B", "A"): 1}, errors.RangeError, "Leave out", seen=("B", "A")),
    ]


def inside(defect):
    """The same wrong by tie, of a bundle."""
    return Defect({"sharing": defect.value}, defect.kind, defect.remedy, defect.seen)


ROW = {
    "budget": number(low=0),
    "prices": [
        Defect(3, errors.InputTypeError, "Pass for example"),
        Defect({}, errors.NotApplicableError, "Pass for example"),
        Defect({"shraing": 2}, errors.UnknownNameError, "'sharing'", seen="shraing"),
        Defect({"sharing": -1}, errors.RangeError, "Choose a number in", seen=-1),
        Defect({"sharing": NAN}, errors.NotFiniteError, "Replace NaN", seen=NAN),
        *map(inside, by_tie()),
    ],
    "bundles": [
        Defect(3, errors.InputTypeError, "Pass for example"),
        Defect({}, errors.EmptyGameError, "Pass for example"),
        Defect({"sharing": 3}, errors.InputTypeError, "Build a Coordinator", seen=3),
        Defect({3: HELP["none"]}, errors.InputTypeError, "Pass for example", seen=3),
        *(
            Defect({"sharing": one}, errors.NotApplicableError, f"Drop {name}", seen=one)
            for name, one in {
                "stake": qg.Coordinator(stake=0.5),
                "mandate": qg.Coordinator(mandate=["1"]),
                "recommendation": qg.Coordinator(recommendation=True),
            }.items()
        ),
        Defect(HELP, errors.UnknownNameError, "none", seen="sharing", argument="prices"),
    ],
    "objective": choice("knept", "kept"),
    "horizon": [
        Defect(3, errors.NotApplicableError, "objective='strong'"),
        Defect(0.5, errors.NotApplicableError, "objective='strong'"),
    ],
    "offices": [
        Defect(-1, errors.RangeError, "Choose a number in"),
        Defect("1", errors.InputTypeError, "Pass an int"),
        Defect({"acros": 1}, errors.UnknownNameError, "'across'", seen="acros"),
        Defect({"across": -1}, errors.RangeError, "Choose a number in", seen=-1),
    ],
    "office_of": [
        Defect(3, errors.InputTypeError, TIES),
        Defect({("A", "B"): "x"}, errors.NotApplicableError, "Pass a number for all"),
    ],
    "control_loss": probability(),
    "weights": [Defect(3, errors.InputTypeError, TIES), *by_tie()],
    "delta": [Defect(1, errors.DiscountError, "below 1"), Defect(-0.1, errors.DiscountError, "at")],
    "draws": [
        Defect(0, errors.RangeError, "Choose a number in"),
        Defect(2.5, errors.InputTypeError, "Pass an int"),
    ],
    "ranges": [Defect({"delta": (0.5, 0.9)}, errors.NotApplicableError, "pass draws")],
    "rng": [Defect(7, errors.NotApplicableError, "pass draws")],
    "baseline": choice("acting togehter", "acting together"),
    "worst": [Defect(0.1, errors.NotApplicableError, "pass draws")],
    "time_limit": [one for one in number(low=0) if one.value is not None],
}
PROPER = {"budget": 3, "prices": {"sharing": 2}}
CALLABLES = {
    "plan": Public(
        qg.plan,
        {"model": REGION, **PROPER},
        model=[Defect(3, errors.InputTypeError, "Build a Region")],
        **ROW,
    ),
    "Region.plan": Public(REGION.plan, PROPER, "plan", **ROW),
    "plan with offices": Public(
        qg.plan,
        {"model": REGION, **PROPER, "objective": "strong", "offices": {"region": 1}},
        "plan",
        office_of=[
            Defect({("A", "B"): 0.5}, errors.InputTypeError, "Pass the name", seen=0.5),
            Defect({("A", "Z"): "x"}, errors.UnknownNameError, "Choose one of", seen="Z"),
            Defect(
                {("A", "B"): "x"},
                errors.UnknownNameError,
                "Pass a number",
                seen={"region": 1},
                argument="offices",
            ),
        ],
        horizon=[
            Defect(-1, errors.RangeError, "Choose a number in"),
            Defect(0.5, errors.InputTypeError, "Pass an int"),
        ],
        baseline=[
            Defect("any equilibrium", errors.NotApplicableError, "Set objective='kept'"),
        ],
    ),
    "plan for draws": Public(
        qg.plan,
        {"model": REGION, **PROPER, "draws": 3, "rng": 1},
        "plan",
        worst=[
            Defect(0, errors.RangeError, "Choose a number above"),
            Defect(1.5, errors.RangeError, "Choose a number in"),
            Defect(NAN, errors.NotFiniteError, "Replace NaN"),
        ],
    ),
    "Plan.worst": Public(
        REGION.plan(**PROPER, draws=3, rng=1).worst,
        {"share": 0.5},
        share=[
            Defect(0, errors.RangeError, "Choose a number above"),
            Defect(1.5, errors.RangeError, "Choose a number in"),
        ],
    ),
    "Plan.again": Public(
        REGION.plan(**PROPER, draws=3, rng=1).again,
        {"draws": 2, "rng": 1},
        draws=[Defect(0, errors.RangeError, "Choose a number in")],
    ),
    "Plan.why": Public(
        REGION.plan(**PROPER).why,
        {"a": "A", "b": "B"},
        a=[
            Defect("Z", errors.UnknownNameError, "Choose one of"),
            Defect("B", errors.UnknownNameError, "Leave it out", seen=("B", "B")),
        ],
    ),
    "Plan.at": Public(REGION.plan(**PROPER).at, {"budget": 2}, budget=number(low=0)),
}
