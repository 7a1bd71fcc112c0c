"""Bad input to what asks records of promises."""

import qinba_games as qg
from bad_input import bad
from bad_input.defects import NAN, Defect, Public
from qinba_games import errors, panel
from qinba_games.common.spans import Spans

ROWS = {"threshold": [0.2, 0.6], "kept": [True, False]}
PROMISES = qg.Promises.from_frame(ROWS)
DATED = qg.Region.from_frames(
    {"name": ["A", "B"], "lat": [0, 0], "lon": [0, 0.5]},
    {"a": ["A"], "b": ["B"]},
    {"agreement": ["x", "x"], "member": ["A", "B"], "year": [2000, 2001]},
    levels=1,
)
PAIRS = {"a": ["A"], "b": ["B"], "gain_a": [1], "gain_b": [0.5], "start": [2001]}
YEARS = {"a": ["A", "A"], "b": ["B", "B"], "year": [2001, 2002], "state": ["forum", "ended"]}
SPELLS = {"a": ["A"], "b": ["B"], "start": [2001], "end": [2002], "kind": ["withdrawal"]}
SEEN = qg.Panel.from_records(PAIRS, YEARS, until=2010)


def table():
    return [bad.kind(value, "Pass a pandas") for value in (3, [1])]


def loader(source, **more):
    """The row of a loader of files of others."""
    call = getattr(panel, f"read_{source}")
    return Public(
        call,
        {"table": panel.invented_extract(source)},
        table=table(),
        columns=[bad.kind(3, "Pass a dictionary"), bad.name({"tim": "x"}, "", "tim")],
        names=[bad.kind({"A": 0.5}, "Pass texts", 0.5)],
        **more,
    )


def rate(kind=errors.ProbabilityError):
    return [
        Defect(kind, 1, "Choose"),
        bad.bounds(-0.1, "Choose"),
        bad.infinite(NAN, "Replace NaN"),
        bad.kind("a", "Pass"),
    ]


CALLABLES = {
    "Promises": Public(
        qg.Promises,
        {"kept": [True, False], "support": [Spans([(0.5, 1)])] * 2, "units": ["a", "b"]},
        kept=[
            bad.empty([], "Pass one True or False per promise"),
            bad.kind([1, 2], "Pass a bool", 1),
        ],
        support=[bad.shape([Spans()], "Pass 2 entries")],
        units=[bad.shape(["a"], "Pass 2 entries")],
    ),
    "Promises.from_frame": Public(qg.Promises.from_frame, {"rows": ROWS}),
    "Promises.from_region": Public(
        qg.Promises.from_region,
        {"region": DATED, "until": 2010, "sharing": "none"},
        region=bad.instance("Region"),
        until=[bad.empty(1999, "Choose a later year", DATED, "region")],
        sharing=bad.choice("non", "none"),
    ),
    "Panel": Public(
        qg.Panel,
        {name: getattr(SEEN, name) for name in (*SEEN.__annotations__,)},
        a=[bad.empty([], "Pass one name per pair")],
        b=[bad.shape(["A", "B"], "Pass 1 entries")],
        gains=[
            bad.bounds([[0, 1]], "Choose numbers above 0", 0),
            bad.shape([[1]], "Reshape", (1, 1)),
        ],
        across=[bad.kind([3], "Pass a bool", 3)],
        founding=[bad.bounds([-1], "Choose a number in", -1)],
        start=[bad.kind([0.5], "Pass an int", 0.5)],
        history=[
            bad.bounds([[3, 0]], "from_records"),
            bad.bounds([[-1, 0]], "from_records"),
            bad.bounds([[4]], "from_records"),
        ],
        observed=bad.choice("mode", "modes"),
        hidden=[bad.kind(3, "Pass a list")],
        settings=[bad.kind(3, "Pass a list")],
    ),
    "Panel.from_records": Public(
        qg.Panel.from_records,
        {"pairs": PAIRS, "records": YEARS, "until": 2010},
        until=[bad.kind(None, "Pass an int")],
        pairs=table(),
        records=table(),
    ),
    "Panel.from_spells": Public(
        qg.Panel.from_spells,
        {"pairs": PAIRS, "spells": SPELLS, "until": 2010},
        until=[bad.kind(None, "Pass an int")],
        pairs=table(),
        spells=table(),
    ),
    "Panel.from_region": Public(
        qg.Panel.from_region,
        {"region": DATED, "until": 2010, "since": 1990},
        region=bad.instance("Region"),
        until=[bad.bounds(1989, "Choose a later year")],
        since=[bad.kind("a", "Pass an int")],
    ),
    "Panel.loglik": Public(
        SEEN.loglik,
        {"observed": "modes", "sharing": "none", "delta": 0.8},
        delta=[bad.delta(1, "below 1")],
    ),
    "calibrate": Public(
        qg.calibrate,
        {"panel": SEEN, "free": ["noise"], "starts": 1, "levels": 0, "bad_times": 0}
        | {"observed": "modes", "sharing": "none", "rng": 1, "progress": False, "jobs": 1},
        free=[
            bad.empty([], "Pass one name per free parameter"),
            bad.name(["nois"], "Did you mean 'noise'", "nois"),
            bad.shape(["noise", "noise"], "once", "noise"),
            bad.use(["drop"], "Fix drop", "drop"),
            Defect(errors.NotIdentifiedError, ["detection"], "Fix detection", "detection"),
        ],
        rng=[bad.kind("a", "Pass a non-negative int")],
        jobs=bad.integer(low=1),
        levels=[bad.bounds(-1, "Choose a number in")],
    ),
    "simulate_panel": Public(
        qg.simulate_panel,
        {"pairs": PAIRS, "years": 3, "sharing": "none", "rng": 1, "delta": 0.8},
        pairs=table(),
        rng=[bad.kind("a", "Pass a non-negative int")],
        delta=[bad.delta(1, "below 1")],
    ),
    "AgreementRecords": Public(
        panel.AgreementRecords,
        {
            "source": "a file",
            "entries": [("x", "A", 2001), ("x", "B", 2001, 2003)],
            "omissions": [],
        },
        source=[bad.kind(0.5, "Name the file")],
        entries=[
            bad.empty([], "Pass one entry per member"),
            bad.shape([("x", "A")], "Pass at least", ("x", "A")),
            bad.bounds([("x", "A", 2001, 2001)], "Choose a number", 2001),
            bad.name([("x", "A", 2001, 2003, "expred")], "Did", "expred"),
        ],
        omissions=[bad.shape(["a"], "Pass pairs", "a")],
    ),
    "read_urbact": loader("urbact"),
    "read_ieadb": loader("ieadb", start=bad.choice("forc", "force")),
    "read_huggo": loader("huggo", start=bad.choice("forc", "force")),
    "read_tfdd": loader("tfdd"),
    "read_goldfish": loader("goldfish"),
    "invented_extract": Public(panel.invented_extract, {"source": "tfdd"}),
    "revealed_patience": Public(
        qg.revealed_patience,
        {"promises": PROMISES},
        error=rate(),
        level=rate(errors.RangeError),
        miss=[bad.use(0.1, "Leave it out")],
        spread=[
            bad.bounds(-1, "Choose"),
            bad.kind("a", "Pass"),
            bad.use(0.3, "Leave spread out", PROMISES),
        ],
        jobs=bad.integer(low=-1),
    ),
}
