"""Bad input to what asks when help may end."""

import pandas as pd

import qinba_games as qg
from bad_input import bad
from bad_input.defects import NAN, Public

GAINS = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
REGION = qg.Region.from_matrix(GAINS, cost=1)
PAIR = REGION.partnership("A", "B")
HELPER = qg.Coordinator(sharing=True)
BOUND = qg.Coordinator(mandate=["A"])

CALLABLES = {
    "hand_over": Public(
        qg.hand_over,
        {"model": PAIR, "delta": 0.7, "coordinator": HELPER, "periods": 2},
        model=bad.instance("Partnership"),
        delta=[
            bad.delta(1, "below 1", function="evolve"),
            bad.kind(None, "Pass", function="evolve"),
        ],
        coordinator=[bad.use(BOUND, "Drop", ("A",), "mandate")],
        founding=bad.integer(low=0, high=3),
    ),
    "hand_over (region)": Public(
        qg.hand_over,
        {"model": REGION, "periods": 2},
        founding=[bad.use(1, "each tie has its own")],
    ),
    "Region.hand_over": Public(
        REGION.hand_over,
        {"periods": 2},
        coordinator=[bad.use(BOUND, "Drop mandate")],
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
            bad.bounds(-1, "Choose a number in"),
            bad.infinite(NAN, "Replace NaN"),
            bad.kind("4", "Pass an int"),
            bad.empty([], "Pass one number or several"),
            bad.bounds([1, -1], "Choose a number in", seen=-1),
            bad.bounds([1] * 9, "Set a later horizon"),
            bad.shape(pd.Series([1, 1], index=[2000, 2000]), "Give every period one budget"),
        ],
        horizon=bad.integer(low=2)[:-1],
        prices=[
            bad.kind(3, "Pass for example"),
            bad.use({}, "Pass for example"),
            bad.name({"shraing": 2}, "'sharing'", seen="shraing"),
            bad.bounds({"sharing": -1}, "Choose a number in", seen=-1),
            bad.name({"sharing": {("A", "Z"): 1}}, "Choose", seen="Z"),
        ],
        bundles=[
            bad.kind(3, "Pass for example"),
            bad.kind({"sharing": 3}, "Build a Coordinator", seen=3),
            bad.use({"sharing": BOUND}, "Drop", seen=BOUND),
        ],
        objective=bad.choice("knept", "kept"),
        ends=[
            bad.kind(3, "Pass for example"),
            bad.empty([], "Pass for example"),
            bad.name(["dtae"], "'date'", seen="dtae"),
        ],
        delta=[bad.delta(1, "below 1")],
        time_limit=[d for d in bad.number(low=0) if d.value is not None],
    )
    for name, verb, first, more in (
        ("schedule", qg.schedule, {"region": REGION}, {"region": bad.instance("Region")}),
        ("Region.schedule", REGION.schedule, {}, {}),
    )
}
