"""Bad input to what asks records of promises."""

import qinba_games as qg
from bad_input.defects import NAN, Defect, Public, choice, instance
from qinba_games import errors

ROWS = {"threshold": [0.2, 0.6], "kept": [True, False]}
PROMISES = qg.Promises.from_frame(ROWS)
PAIR = qg.Partnership([[3, 2]], 1, promotion=0.5, friction=0.1)


def rows(kind, text, **changes):
    return Defect({**ROWS, **changes}, kind, text)


def rate(kind=errors.ProbabilityError):
    return [
        Defect(1, kind, "Choose"),
        Defect(-0.1, errors.RangeError, "Choose"),
        Defect(NAN, errors.NotFiniteError, "Replace NaN"),
        Defect("a", errors.InputTypeError, "Pass"),
    ]


CALLABLES = {
    "Promises.from_frame": Public(qg.Promises.from_frame, {"rows": ROWS}),
    "revealed_patience": Public(
        qg.revealed_patience,
        {"promises": PROMISES},
        promises=instance("Promises"),
        error=rate(),
        level=rate(errors.RangeError),
        records=choice("all"),
        selection=choice("any"),
        miss=[Defect(0.1, errors.NotApplicableError, "Leave it out")],
    ),
}
