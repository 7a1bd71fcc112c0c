"""Bad input to what asks records of promises."""

import qinba_games as qg
from bad_input.defects import NAN, Defect, Public, choice, flag, instance, integer
from qinba_games import errors
from qinba_games.common.spans import Spans

ROWS = {"threshold": [0.2, 0.6], "kept": [True, False]}
PROMISES = qg.Promises.from_frame(ROWS)
DATED = qg.Region.from_frames(
    {"name": ["A", "B"], "lat": [0, 0], "lon": [0, 0.5]},
    {"a": ["A"], "b": ["B"]},
    {"agreement": ["x", "x"], "member": ["A", "B"], "year": [2000, 2001]},
    levels=1,
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
