"""Games from and to files, and a model under sliders."""

import qinba_games as qg
from qinba_games import errors

from . import bad
from .defects import Defect, Public

DILEMMA = qg.prisoners_dilemma(9, 1, 10, 3)
PAIR = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)

CALLABLES = {
    "from_nfg": Public(
        qg.from_nfg,
        {"source": qg.to_nfg(DILEMMA)},
        source=[
            *bad.instance("str"),
            Defect(errors.InvalidInputError, "game.nfg", "pathlib.Path to the file"),
        ],
    ),
    "to_nfg": Public(
        qg.to_nfg,
        {"stage": DILEMMA, "title": "dilemma"},
        title=bad.instance("str"),
    ),
    "explore": Public(
        qg.explore,
        {"model": PAIR, "delta": 0.5, "coordinator": None},
        model=bad.instance("Partnership", DILEMMA),
        delta=bad.discount(),
    ),
}
