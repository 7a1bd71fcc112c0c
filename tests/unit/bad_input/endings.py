"""Bad input to what asks when help may end."""

import pandas as pd

import qinba_games as qg
from bad_input.defects import NAN, Defect, Public, choice, instance, integer, number
from qinba_games import errors

GAINS = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
REGION = qg.Region.from_matrix(GAINS, cost=1)
PAIR = REGION.partnership("A", "B")
HELPER = qg.Coordinator(sharing=True)
BOUND = qg.Coordinator(mandate=["A"])

CALLABLES = {
    "hand_over": Public(
        qg.hand_over,
        {"model": PAIR, "delta": 0.7, "coordinator": HELPER, "periods": 2},
        model=instance("Partnership"),
        delta=[
            Defect(1, errors.DiscountError, "below 1", function="evolve"),
            Defect(None, errors.InputTypeError, "Pass", function="evolve"),
        ],
        coordinator=[
            *instance("Coordinator"),
            Defect(BOUND, errors.NotApplicableError, "Drop", ("A",), "mandate"),
        ],
        founding=integer(low=0, high=3),
        periods=integer(low=1),
    ),
    "hand_over (region)": Public(
        qg.hand_over,
        {"model": REGION, "periods": 2},
        founding=[Defect(1, errors.NotApplicableError, "each tie has its own")],
    ),
    "Region.hand_over": Public(
        REGION.hand_over,
        {"periods": 2},
        delta=[Defect(1, errors.DiscountError, "below 1")],
        coordinator=[
            Defect("me", errors.InputTypeError, "Build a Coordinator first"),
            Defect(BOUND, errors.NotApplicableError, "Drop mandate"),
        ],
        periods=integer(low=1),
    ),
}
PRICES = {"sharing": 1, "mediation": 1}
CALLABLES |= {
    name: Public(
        verb,
        {**first, "budgets": 1, "periods": 2, "prices": PRICES},
        "schedule",
        **more,
        budgets=[
            Defect(-1, errors.RangeError, "Choose a number in"),
            Defect(NAN, errors.NotFiniteError, "Replace NaN"),
            Defect("4", errors.InputTypeError, "Pass an int"),
            Defect([], errors.EmptyGameError, "Pass one number or several"),
            Defect([1, -1], errors.RangeError, "Choose a number in", seen=-1),
            Defect([1] * 9, errors.RangeError, "Set a later horizon"),
        ],
        periods=integer(low=1),
        horizon=integer(low=2)[:-1],
        prices=[
            Defect(3, errors.InputTypeError, "Pass for example"),
            Defect({}, errors.NotApplicableError, "Pass for example"),
            Defect({"shraing": 2}, errors.UnknownNameError, "'sharing'", seen="shraing"),
            Defect({"sharing": -1}, errors.RangeError, "Choose a number in", seen=-1),
            Defect({"sharing": {("A", "Z"): 1}}, errors.UnknownNameError, "Choose", seen="Z"),
        ],
        bundles=[
            Defect(3, errors.InputTypeError, "Pass for example"),
            Defect({"sharing": 3}, errors.InputTypeError, "Build a Coordinator", seen=3),
            Defect({"sharing": BOUND}, errors.NotApplicableError, "Drop", seen=BOUND),
        ],
        objective=choice("knept", "kept"),
        ends=[
            Defect(3, errors.InputTypeError, "Pass for example"),
            Defect([], errors.EmptyGameError, "Pass for example"),
            Defect(["dtae"], errors.UnknownNameError, "'date'", seen="dtae"),
        ],
        delta=[Defect(1, errors.DiscountError, "below 1")],
        time_limit=[d for d in number(low=0) if d.value is not None],
    )
    for name, verb, first, more in (
        ("schedule", qg.schedule, {"region": REGION}, {"region": instance("Region")}),
        ("Region.schedule", REGION.schedule, {}, {}),
    )
}
