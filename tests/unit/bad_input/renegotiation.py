"""Renegotiation-proof punishments: how they are asked for properly, and what can be wrong."""

from qinba_games import agreements, errors

from .defects import Defect, Public, choice, discount, integer, number

CALLABLES = {
    "renegotiation_proof": Public(
        agreements.renegotiation_proof,
        {"n": 10, "benefit": 1, "cost": 3},
        n=integer(low=2, high=250),
        benefit=[
            *number(),
            Defect(0, errors.RangeError, "Choose b above 0"),
            Defect(-1.5, errors.RangeError, "Choose b above 0"),
        ],
        cost=[
            *number(),
            Defect(1, errors.RangeError, "above 1 and below 10"),
            Defect(10, errors.RangeError, "above 1 and below 10"),
        ],
        delta=[d for d in discount() if d.value is not None],
        punishment=choice("penence", "penance"),
        punishers=[Defect(3, errors.NotApplicableError, "punishment='penance'")],
        regions=[Defect((5, 5), errors.NotApplicableError, "punishment='regional'")],
    ),
    "renegotiation_proof (penance)": Public(
        agreements.renegotiation_proof,
        {"n": 10, "benefit": 1, "cost": 3, "punishment": "penance"},
        punishers=[d for d in integer(low=1, high=9) if d.value is not None],
    ),
    "renegotiation_proof (regional)": Public(
        agreements.renegotiation_proof,
        {"n": 10, "benefit": 1, "cost": 3, "punishment": "regional"},
        regions=[
            Defect(3, errors.InputTypeError, "Pass for example"),
            Defect("55", errors.InputTypeError, "Pass for example"),
            Defect((5, 4), errors.ShapeError, "into one region"),
            Defect((10, 0), errors.RangeError, "Choose a number", seen=0),
            Defect((5.0, 5), errors.InputTypeError, "Pass an int", seen=5.0),
        ],
    ),
}
