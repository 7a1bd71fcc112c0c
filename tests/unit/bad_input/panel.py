"""Bad input to what asks records of promises."""

import qinba_games as qg
from bad_input.defects import NAN, Defect, Public, choice, flag, instance, integer
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
    return [Defect(value, errors.InputTypeError, "Pass a pandas") for value in (3, [1])]


def loader(source, **more):
    """The row of a loader of files of others."""
    call = getattr(panel, f"read_{source}")
    return Public(
        call,
        {"table": panel.invented_extract(source)},
        table=table(),
        columns=[
            Defect(3, errors.InputTypeError, "Pass a dictionary"),
            Defect({"tim": "x"}, errors.UnknownNameError, "", "tim"),
        ],
        names=[Defect({"A": 0.5}, errors.InputTypeError, "Pass texts", 0.5)],
        **more,
    )


def rate(kind=errors.ProbabilityError):
    return [
        Defect(1, kind, "Choose"),
        Defect(-0.1, errors.RangeError, "Choose"),
        Defect(NAN, errors.NotFiniteError, "Replace NaN"),
        Defect("a", errors.InputTypeError, "Pass"),
    ]


CALLABLES = {
    "Promises": Public(
        qg.Promises,
        {"kept": [True, False], "support": [Spans([(0.5, 1)])] * 2, "units": ["a", "b"]},
        kept=[
            Defect([], errors.EmptyGameError, "Pass one True or False per promise"),
            Defect([1, 2], errors.InputTypeError, "Pass a bool", 1),
        ],
        support=[Defect([Spans()], errors.ShapeError, "Pass 2 entries")],
        units=[Defect(["a"], errors.ShapeError, "Pass 2 entries")],
    ),
    "Promises.from_frame": Public(
        qg.Promises.from_frame, {"rows": ROWS}, sharing=choice("non", "none")
    ),
    "Promises.from_region": Public(
        qg.Promises.from_region,
        {"region": DATED, "until": 2010, "sharing": "none"},
        region=instance("Region"),
        until=[Defect(1999, errors.EmptyGameError, "Choose a later year", DATED, "region")],
        lasting=integer(low=1),
        sharing=choice("non", "none"),
    ),
    "Panel": Public(
        qg.Panel,
        {name: getattr(SEEN, name) for name in (*SEEN.__annotations__,)},
        a=[Defect([], errors.EmptyGameError, "Pass one name per pair")],
        b=[Defect(["A", "B"], errors.ShapeError, "Pass 1 entries")],
        gains=[
            Defect([[0, 1]], errors.RangeError, "Choose numbers above 0", 0),
            Defect([[1]], errors.ShapeError, "Reshape", (1, 1)),
        ],
        across=[Defect([3], errors.InputTypeError, "Pass a bool", 3)],
        founding=[Defect([-1], errors.RangeError, "Choose a number in", -1)],
        start=[Defect([0.5], errors.InputTypeError, "Pass an int", 0.5)],
        history=[
            Defect([[3, 0]], errors.RangeError, "from_records"),
            Defect([[-1, 0]], errors.RangeError, "from_records"),
            Defect([[4]], errors.RangeError, "from_records"),
        ],
        until=integer(low=-9999),
        observed=choice("mode", "modes"),
        hidden=[Defect(3, errors.InputTypeError, "Pass a list")],
        settings=[Defect(3, errors.InputTypeError, "Pass a list")],
    ),
    "Panel.from_records": Public(
        qg.Panel.from_records,
        {"pairs": PAIRS, "records": YEARS, "until": 2010},
        pairs=table(),
        records=table(),
        until=integer(low=-9999),
    ),
    "Panel.from_spells": Public(
        qg.Panel.from_spells,
        {"pairs": PAIRS, "spells": SPELLS, "until": 2010},
        pairs=table(),
        spells=table(),
        until=integer(low=-9999),
    ),
    "Panel.from_region": Public(
        qg.Panel.from_region,
        {"region": DATED, "until": 2010, "since": 1990},
        region=instance("Region"),
        until=[Defect(1989, errors.RangeError, "Choose a later year")],
        since=[Defect("a", errors.InputTypeError, "Pass an int")],
    ),
    "Panel.loglik": Public(
        SEEN.loglik,
        {"observed": "modes", "sharing": "none", "delta": 0.8},
        observed=choice("mode", "modes"),
        sharing=choice("non", "none"),
        delta=[Defect(1, errors.DiscountError, "below 1")],
    ),
    "calibrate": Public(
        qg.calibrate,
        {"panel": SEEN, "free": ["noise"], "starts": 1, "levels": 0, "bad_times": 0}
        | {"observed": "modes", "sharing": "none", "rng": 1, "progress": False, "jobs": 1},
        panel=instance("Panel"),
        free=[
            Defect([], errors.EmptyGameError, "Pass one name per free parameter"),
            Defect(["nois"], errors.UnknownNameError, "Did you mean 'noise'", "nois"),
            Defect(["noise", "noise"], errors.ShapeError, "once", "noise"),
            Defect(["drop"], errors.NotApplicableError, "Fix drop", "drop"),
            Defect(["detection"], errors.NotIdentifiedError, "Fix detection", "detection"),
        ],
        observed=choice("mode", "modes"),
        sharing=choice("non", "none"),
        starts=integer(low=1),
        rng=[Defect("a", errors.InputTypeError, "Pass a non-negative int")],
        progress=[Defect(1, errors.InputTypeError, "Pass a bool")],
        jobs=integer(low=1),
        levels=[Defect(-1, errors.RangeError, "Choose a number in")],
    ),
    "simulate_panel": Public(
        qg.simulate_panel,
        {"pairs": PAIRS, "years": 3, "sharing": "none", "rng": 1, "delta": 0.8},
        pairs=table(),
        years=integer(low=1),
        sharing=choice("non", "none"),
        rng=[Defect("a", errors.InputTypeError, "Pass a non-negative int")],
        delta=[Defect(1, errors.DiscountError, "below 1")],
    ),
    "AgreementRecords": Public(
        panel.AgreementRecords,
        {
            "source": "a file",
            "entries": [("x", "A", 2001), ("x", "B", 2001, 2003)],
            "omissions": [],
        },
        source=[Defect(0.5, errors.InputTypeError, "Name the file")],
        entries=[
            Defect([], errors.EmptyGameError, "Pass one entry per member"),
            Defect([("x", "A")], errors.ShapeError, "Pass at least", ("x", "A")),
            Defect([("x", "A", 2001, 2001)], errors.RangeError, "Choose a number", 2001),
            Defect([("x", "A", 2001, 2003, "expred")], errors.UnknownNameError, "Did", "expred"),
        ],
        omissions=[Defect(["a"], errors.ShapeError, "Pass pairs", "a")],
    ),
    "read_urbact": loader("urbact"),
    "read_ieadb": loader("ieadb", start=choice("forc", "force"), bilateral=flag()),
    "read_huggo": loader("huggo", start=choice("forc", "force"), bilateral=flag()),
    "read_tfdd": loader("tfdd", bilateral=flag()),
    "read_goldfish": loader("goldfish"),
    "invented_extract": Public(
        panel.invented_extract, {"source": "tfdd"}, source=choice("tffd", "tfdd")
    ),
    "revealed_patience": Public(
        qg.revealed_patience,
        {"promises": PROMISES},
        promises=instance("Promises"),
        error=rate(),
        level=rate(errors.RangeError),
        records=choice("al", "all"),
        selection=choice("anyy", "any"),
        miss=[Defect(0.1, errors.NotApplicableError, "Leave it out")],
        spread=[
            Defect(-1, errors.RangeError, "Choose"),
            Defect("a", errors.InputTypeError, "Pass"),
            Defect(0.3, errors.NotApplicableError, "Leave spread out", PROMISES),
        ],
        progress=flag()[:2],
        jobs=integer(low=-1),
    ),
}
