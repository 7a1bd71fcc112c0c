"""Bad input to regions and to what is drawn."""

import functools

import pandas as pd

import qinba_games as qg
from bad_input import bad
from bad_input.defects import Public

GAINS = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
REGION = qg.Region.from_matrix(GAINS, cost=1)
RISK_AVERSION = [*bad.number(), bad.bounds(0, "Use a StochasticGame", function="Insurance")]
HIT = qg.Region.from_frames(
    {"name": REGION.names, "hazard": [0.1, 0.1], "damage": [0.5, 0.5]}, REGION.to_edge_list()
)
TABLE = pd.DataFrame({"zone": [1, 1]}, index=["A", "B"])
DELTA = {"delta": (0.5, 0.9)}


def sampled(argument="ranges"):
    return [
        bad.kind(3, "Pass for example"),
        bad.kind({}, "Pass for example"),
        bad.kind({"delta": 0.5}, "low, high", 0.5, "ranges, delta"),
        bad.shape({"delta": (1,)}, "low, high", seen=(1,), argument="ranges, delta"),
        bad.bounds(
            {"delta": (0.5, 0.1)},
            "Exchange the two",
            seen=(0.5, 0.1),
            argument="ranges, delta",
        ),
    ]


def settings():
    return [
        *sampled(),
        bad.name({"dleta": (0, 1)}, "'delta'", "dleta"),
        bad.use({"levels": (1, 2)}, "replaced", "levels"),
    ]


REVEALED = qg.revealed_patience(
    qg.Promises.from_frame({"threshold": [0.6] * 9, "kept": [True] * 9})
)


def frame():
    return [bad.kind(value, "Pass") for value in (3, "x.txt"[:0] or [1])]


CALLABLES = {
    "Region": Public(
        qg.Region,
        {"records": REGION.records, "choices": REGION.choices, "estimates": ()},
        estimates=[bad.kind(3, "Pass a list"), bad.kind([3], "Build an Estimate first", seen=3)],
        records=bad.instance("Records"),
        choices=[
            bad.kind(3, "Pass a list"),
            bad.shape([3], "settings.items", seen=3),
            bad.name((("dleta", 0.5),), "Did you mean 'delta'", seen="dleta", argument="settings"),
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
        found=[bad.kind(3, "Pass what revealed_patience or calibrate returned")],
        delta=[bad.bounds(0.1, "Choose one of these")],
    ),
    "Region.study": Public(
        REGION.study,
        {},
        jobs=bad.integer(low=-1),
        store=[bad.kind(3, "Pass for example")],
    ),
    "Region.why": Public(
        REGION.why,
        {"a": REGION.names[0], "b": REGION.names[1]},
        a=[bad.name("nobody", "Choose one of: ", function="Region.tie")],
        b=[bad.name("nobody", "Choose one of: ", function="Region.tie")],
    ),
    "Region.insurance": Public(
        functools.partial(HIT.insurance, *HIT.names), {}, aversion=RISK_AVERSION
    ),
    "Region.insure_pairs": Public(HIT.insure_pairs, {}, aversion=RISK_AVERSION),
    "Region.uncertain": Public(
        REGION.uncertain,
        {"ranges": DELTA, "draws": 2},
        ranges=settings(),
        draws=bad.integer(low=1),
        jobs=bad.integer(low=-1),
    ),
    "Region.sensitivity": Public(
        REGION.sensitivity,
        {"ranges": DELTA, "draws": 32, "rng": 1},
        ranges=settings(),
        draws=bad.integer(low=2),
    ),
    "Region.to_siena": Public(
        REGION.to_siena,
        {"waves": [2010]},
        waves=[
            bad.kind(2010, "Pass for example"),
            bad.empty([], "Pass one year"),
            bad.kind([2010.5], "Pass an int", seen=2010.5),
        ],
    ),
    "Region.to_goldfish": Public(REGION.to_goldfish, {}),
    "agreements_from_incidence": Public(
        qg.region.agreements_from_incidence,
        {"frame": TABLE},
        frame=[
            *frame(),
            bad.bounds(TABLE + 1, "Write 1 where", seen=2, argument="frame, row A, column zone"),
        ],
    ),
    "sobol": Public(
        qg.sobol,
        {"f": lambda x: x[:, 0], "ranges": DELTA, "draws": 8},
        f=[bad.kind(3, "Pass a function"), bad.shape(lambda x: x, "Reshape", seen=(8, 1))],
        ranges=sampled(),
        draws=bad.integer(low=2),
        rng=[],
    ),
    "write_templates": Public(
        qg.region.write_templates,
        {},
        folder=[bad.kind(3, "Pass a path"), bad.kind(" ", "Pass a path")],
    ),
}
