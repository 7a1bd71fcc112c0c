"""Bad input to regions and to what is drawn."""

import functools

import pandas as pd

import qinba_games as qg
from bad_input.defects import Defect, Public, choice, flag, instance, integer, number
from qinba_games import errors

GAINS = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
REGION = qg.Region.from_matrix(GAINS, cost=1)
RISK_AVERSION = [
    *number(),
    Defect(0, errors.RangeError, "Use a StochasticGame", function="Insurance"),
]
HIT = qg.Region.from_frames(
    {"name": REGION.names, "hazard": [0.1, 0.1], "damage": [0.5, 0.5]}, REGION.to_edge_list()
)
TABLE = pd.DataFrame({"zone": [1, 1]}, index=["A", "B"])
DELTA = {"delta": (0.5, 0.9)}


def sampled(argument="ranges"):
    return [
        Defect(3, errors.InputTypeError, "Pass for example"),
        Defect({}, errors.InputTypeError, "Pass for example"),
        Defect({"delta": 0.5}, errors.InputTypeError, "low, high", 0.5, "ranges, delta"),
        Defect(
            {"delta": (1,)}, errors.ShapeError, "low, high", seen=(1,), argument="ranges, delta"
        ),
        Defect(
            {"delta": (0.5, 0.1)},
            errors.RangeError,
            "Exchange the two",
            seen=(0.5, 0.1),
            argument="ranges, delta",
        ),
    ]


def settings():
    return [
        *sampled(),
        Defect({"dleta": (0, 1)}, errors.UnknownNameError, "'delta'", "dleta", "settings"),
        Defect({"levels": (1, 2)}, errors.NotApplicableError, "replaced", "levels"),
    ]


REVEALED = qg.revealed_patience(
    qg.Promises.from_frame({"threshold": [0.6] * 9, "kept": [True] * 9})
)


def frame():
    return [Defect(value, errors.InputTypeError, "Pass") for value in (3, "x.txt"[:0] or [1])]


CALLABLES = {
    "Region": Public(
        qg.Region,
        {"records": REGION.records, "choices": REGION.choices, "estimates": ()},
        estimates=[
            Defect(3, errors.InputTypeError, "Pass a list"),
            Defect([3], errors.InputTypeError, "Build an Estimate first", seen=3),
        ],
        records=instance("Records"),
        choices=[
            Defect(3, errors.InputTypeError, "Pass a list"),
            Defect([3], errors.ShapeError, "settings.items", seen=3),
            Defect(
                (("dleta", 0.5),),
                errors.UnknownNameError,
                "Did you mean 'delta'",
                seen="dleta",
                argument="settings",
            ),
        ],
    ),
    "Region.from_frames": Public(
        qg.Region.from_frames,
        {"governments": {"name": ["A", "B"]}, "ties": REGION.to_edge_list()},
        governments=frame(),
        ties=frame(),
        agreements=frame(),
    ),
    "Region.from_matrix": Public(qg.Region.from_matrix, {"frame": GAINS, "cost": 1}, frame=frame()),
    "Region.from_networkx": Public(
        qg.Region.from_networkx, {"graph": REGION.to_networkx()}, graph=frame()
    ),
    "Region.with_settings": Public(
        REGION.with_settings,
        {"found": REVEALED},
        found=[
            Defect(3, errors.InputTypeError, "Pass what revealed_patience or calibrate returned")
        ],
        delta=[Defect(0.1, errors.RangeError, "Choose one of these")],
    ),
    "Region.study": Public(
        REGION.study,
        {},
        delta=[Defect(1, errors.DiscountError, "below 1")],
        coordinator=[Defect("me", errors.InputTypeError, "Build a Coordinator first")],
        progress=flag()[:2],
        jobs=integer(low=-1),
        store=[Defect(3, errors.InputTypeError, "Pass for example")],
    ),
    "Region.why": Public(
        REGION.why,
        {"a": REGION.names[0], "b": REGION.names[1]},
        a=[Defect("nobody", errors.UnknownNameError, "Choose one of: ", function="Region.tie")],
        b=[Defect("nobody", errors.UnknownNameError, "Choose one of: ", function="Region.tie")],
        delta=[Defect(1, errors.DiscountError, "below 1")],
        coordinator=[Defect("me", errors.InputTypeError, "Build a Coordinator first")],
    ),
    "Region.insurance": Public(
        functools.partial(HIT.insurance, *HIT.names), {}, aversion=RISK_AVERSION
    ),
    "Region.insure_pairs": Public(
        HIT.insure_pairs,
        {},
        aversion=RISK_AVERSION,
    ),
    "Region.uncertain": Public(
        REGION.uncertain,
        {"ranges": DELTA, "draws": 2},
        ranges=settings(),
        draws=integer(low=1),
        jobs=integer(low=-1),
        coordinator=[Defect("me", errors.InputTypeError, "Build a Coordinator first")],
        progress=flag()[:2],
    ),
    "Region.sensitivity": Public(
        REGION.sensitivity,
        {"ranges": DELTA, "draws": 32, "rng": 1},
        ranges=settings(),
        draws=integer(low=2),
        progress=flag()[:2],
    ),
    "Region.to_siena": Public(
        REGION.to_siena,
        {"waves": [2010]},
        waves=[
            Defect(2010, errors.InputTypeError, "Pass for example"),
            Defect([], errors.EmptyGameError, "Pass one year"),
            Defect([2010.5], errors.InputTypeError, "Pass an int", seen=2010.5),
        ],
        mode=choice("tow", "two"),
    ),
    "Region.to_goldfish": Public(REGION.to_goldfish, {}, mode=choice("tow", "two")),
    "agreements_from_incidence": Public(
        qg.region.agreements_from_incidence,
        {"frame": TABLE},
        frame=[
            *frame(),
            Defect(
                TABLE + 1,
                errors.RangeError,
                "Write 1 where",
                seen=2,
                argument="frame, row A, column zone",
            ),
        ],
    ),
    "sobol": Public(
        qg.sobol,
        {"f": lambda x: x[:, 0], "ranges": DELTA, "draws": 8},
        f=[
            Defect(3, errors.InputTypeError, "Pass a function"),
            Defect(lambda x: x, errors.ShapeError, "Reshape", seen=(8, 1)),
        ],
        ranges=sampled(),
        draws=integer(low=2),
        rng=[],
    ),
    "write_templates": Public(
        qg.region.write_templates,
        {},
        folder=[
            Defect(3, errors.InputTypeError, "Pass a path"),
            Defect(" ", errors.InputTypeError, "Pass a path"),
        ],
    ),
}
