"""Bad input to plans: budgets, prices, offices and what ties count."""

import pandas as pd

import qinba_games as qg
from bad_input import bad
from bad_input.defects import NAN, Defect, Public

GAINS = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
REGION = qg.Region.from_matrix(GAINS, cost=1)
TIES = "Pass a mapping from"
HELP = {"none": qg.Coordinator(sharing=True)}


def by_tie(value=-1):
    """What is wrong with numbers by tie."""
    return [
        bad.bounds({("A", "B"): value}, "Choose a number in", seen=value),
        bad.infinite({("A", "B"): NAN}, "Replace NaN", seen=NAN),
        bad.name({("A", "Z"): 1}, "Choose one of", seen="Z"),
        bad.name({("A", "A"): 1}, "Leave it out", seen=("A", "A")),
        bad.shape({"AB": 1}, TIES, seen="AB"),
        bad.bounds({("A", "B"): 1, ("B", "A"): 1}, "Leave out", seen=("B", "A")),
    ]


def inside(defect):
    """The same wrong by tie, of a bundle."""
    return Defect(defect.kind, {"sharing": defect.value}, defect.remedy, defect.seen)


ROW = {
    "prices": [
        bad.kind(3, "Pass for example"),
        bad.use({}, "Pass for example"),
        bad.name({"shraing": 2}, "'sharing'", seen="shraing"),
        bad.bounds({"sharing": -1}, "Choose a number in", seen=-1),
        bad.infinite({"sharing": NAN}, "Replace NaN", seen=NAN),
        *map(inside, by_tie()),
    ],
    "bundles": [
        bad.kind(3, "Pass for example"),
        bad.empty({}, "Pass for example"),
        bad.kind({"sharing": 3}, "Build a Coordinator", seen=3),
        bad.kind({3: HELP["none"]}, "Pass for example", seen=3),
        *(
            bad.use({"sharing": one}, f"Drop {name}", seen=one)
            for name, one in {
                "stake": qg.Coordinator(stake=0.5),
                "mandate": qg.Coordinator(mandate=["1"]),
                "recommendation": qg.Coordinator(recommendation=True),
            }.items()
        ),
        bad.name(HELP, "none", seen="sharing", argument="prices"),
    ],
    "objective": bad.choice("knept", "kept"),
    "horizon": [bad.use(3, "objective='strong'"), bad.use(0.5, "objective='strong'")],
    "offices": [
        bad.bounds(-1, "Choose a number in"),
        bad.kind("1", "Pass an int"),
        bad.name({"acros": 1}, "'across'", seen="acros"),
        bad.bounds({"across": -1}, "Choose a number in", seen=-1),
        bad.bounds(2**60, "Choose a larger unit"),
    ],
    "office_of": [bad.kind(3, TIES), bad.use({("A", "B"): "x"}, "Pass a number for all")],
    "weights": [
        bad.kind(3, TIES),
        *by_tie(),
        bad.bounds({("A", "B"): 10**19}, "Choose a larger unit", 10**19),
    ],
    "delta": [bad.delta(1, "below 1"), bad.delta(-0.1, "at")],
    "draws": [bad.bounds(0, "Choose a number in"), bad.kind(2.5, "Pass an int")],
    "ranges": [bad.use({"delta": (0.5, 0.9)}, "pass draws")],
    "rng": [bad.use(7, "pass draws")],
    "baseline": bad.choice("acting togehter", "acting together"),
    "worst": [bad.use(0.1, "pass draws")],
    "time_limit": [one for one in bad.number(low=0) if one.value is not None],
}
PROPER = {"budget": 3, "prices": {"sharing": 2}}
CALLABLES = {
    "plan": Public(
        qg.plan,
        {"model": REGION, **PROPER},
        model=[bad.kind(3, "Build a Region")],
        **ROW,
    ),
    "Region.plan": Public(REGION.plan, PROPER, "plan", **ROW),
    "plan with offices": Public(
        qg.plan,
        {"model": REGION, **PROPER, "objective": "strong", "offices": {"region": 1}},
        "plan",
        office_of=[
            bad.kind({("A", "B"): 0.5}, "Pass the name", seen=0.5),
            bad.name({("A", "Z"): "x"}, "Choose one of", seen="Z"),
            bad.name({("A", "B"): "x"}, "Pass a number", seen={"region": 1}, argument="offices"),
        ],
        horizon=[bad.bounds(-1, "Choose a number in"), bad.kind(0.5, "Pass an int")],
        baseline=[bad.use("any equilibrium", "Set objective='kept'")],
    ),
    "plan for draws": Public(
        qg.plan,
        {"model": REGION, **PROPER, "draws": 3, "rng": 1},
        "plan",
        worst=[
            bad.bounds(0, "Choose a number above"),
            bad.bounds(1.5, "Choose a number in"),
            bad.infinite(NAN, "Replace NaN"),
        ],
    ),
    "Plan.worst": Public(
        REGION.plan(**PROPER, draws=3, rng=1).worst,
        {"share": 0.5},
        share=[bad.bounds(0, "Choose a number above"), bad.bounds(1.5, "Choose a number in")],
    ),
    "Plan.again": Public(
        REGION.plan(**PROPER, draws=3, rng=1).again,
        {"draws": 2, "rng": 1},
        draws=[bad.bounds(0, "Choose a number in")],
    ),
    "Plan.why": Public(
        REGION.plan(**PROPER).why,
        {"a": "A", "b": "B"},
        a=[bad.name("Z", "Choose one of"), bad.name("B", "Leave it out", seen=("B", "B"))],
    ),
    "Plan.at": Public(REGION.plan(**PROPER).at, {"budget": 2}),
}
