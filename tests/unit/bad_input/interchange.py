"""Games from and to files, and a model under sliders."""

import qinba_games as qg
from qinba_games import errors

from .defects import Defect, Public, discount, instance

DILEMMA = qg.prisoners_dilemma(9, 1, 10, 3)
PAIR = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)

CALLABLES = {
    "from_nfg": Public(
        qg.from_nfg,
        {"source": qg.to_nfg(DILEMMA)},
        source=[
            *instance("str"),
            Defect(errors.InvalidInputError, "game.nfg", "pathlib.Path to the file"),
        ],
    ),
    "to_nfg": Public(
        qg.to_nfg,
        {"stage": DILEMMA, "title": "dilemma"},
        stage=instance("StageGame", "text"),
        title=instance("str"),
    ),
    "explore": Public(
        qg.explore,
        {"model": PAIR, "delta": 0.5, "coordinator": None},
        model=instance("Partnership", DILEMMA),
        delta=discount(),
        coordinator=[d for d in instance("Coordinator", DILEMMA, "sharing") if d.value is not None],
    ),
}
