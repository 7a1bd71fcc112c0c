"""Renegotiation-proof punishments: how they are asked for properly, and what can be wrong."""

from qinba_games import agreements

from . import bad
from .defects import Public

CALLABLES = {
    "renegotiation_proof": Public(
        agreements.renegotiation_proof,
        {"n": 10, "benefit": 1, "cost": 3},
        n=bad.integer(low=2, high=250),
        benefit=[
            *bad.number(),
            bad.bounds(0, "Choose b above 0"),
            bad.bounds(-1.5, "Choose b above 0"),
        ],
        cost=[
            *bad.number(),
            bad.bounds(1, "above 1 and below 10"),
            bad.bounds(10, "above 1 and below 10"),
        ],
        punishers=[bad.use(3, "punishment='penance'")],
        regions=[bad.use((5, 5), "punishment='regional'")],
    ),
    "renegotiation_proof (penance)": Public(
        agreements.renegotiation_proof,
        {"n": 10, "benefit": 1, "cost": 3, "punishment": "penance"},
        punishers=[d for d in bad.integer(low=1, high=9) if d.value is not None],
    ),
    "renegotiation_proof (regional)": Public(
        agreements.renegotiation_proof,
        {"n": 10, "benefit": 1, "cost": 3, "punishment": "regional"},
        regions=[
            bad.kind(3, "Pass for example"),
            bad.kind("55", "Pass for example"),
            bad.shape((5, 4), "into one region"),
            bad.bounds((10, 0), "Choose a number", seen=0),
            bad.kind((5.0, 5), "Pass an int", seen=5.0),
        ],
    ),
}
