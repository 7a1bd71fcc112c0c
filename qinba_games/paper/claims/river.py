"""The river that no province could look after by itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...common.result import show
from ...cooperative.results import Dividends
from ...sharing.worths_from_play import characteristic_function
from ...stage.stage_game import StageGame
from .argument import World
from .judging import claim
from .parameters import Setting
from .worlds.alone import choices, falls_short, stage_equilibria
from .worlds.coalitions import added, smallest


def _river(p: Setting) -> StageGame:
    n, b, q = p.members, p.benefit, p.reach
    worth = [[b * q ** (j - i - 1) if i < j else 0 for i in range(n)] for j in range(n)]
    efforts = choices(n)
    costs = p.cost * efforts.astype(object)  # a whole number may be longer than those of numpy
    return StageGame((efforts @ np.array(worth).T - costs).tolist())


def _efforts_together(p: Setting, _: Dividends) -> int:
    joint = _river(p).payoffs.sum(axis=-1)
    return int(sum(np.unravel_index(int(joint.argmax()), joint.shape)))


_EFFORTS = {
    "efforts alone": lambda p, _: max(map(sum, stage_equilibria(_river(p)).pure)),
    "efforts together": _efforts_together,
    "smallest coalition": lambda _, found: smallest(found),
}


@claim(
    "C17",
    "2",
    "No single province along the great river could have solved the problems of its basin.",
    world=World(
        lambda p: added(characteristic_function(_river(p), "alpha")),
        '"Harsanyi dividends", a property of coalitions, and stage Nash equilibria',
    ),
    parameters={"benefit": 0.7, "members": 6, "reach": 0.8, "cost": 1},
    turns={"benefit": lambda case: case.turning("benefit", 0.0, 2 * float(case.p.cost) or 1.0)},
    picture=("benefit", "efforts alone", "efforts together", "smallest coalition"),
    condition=lambda case: _between_benefits(case.turns["benefit"].points),
    values=lambda case: (0, 1.4 * float(case.p.cost), 8),
    columns=_EFFORTS,
    further={
        "length of the river": lambda case: case.table(
            "members", sorted({2, 3, 4, 5, 6, case.p.members}), _EFFORTS
        )
    },
)
def river_basin(p: Setting, found: Dividends) -> bool:
    """Could a single province along a river have solved the problems of its basin?

    Each province can make an effort at a cost of c, which is worth b to the next one downstream,
    q b to the one after that, and so on: g_j = sum over i < j of b q^(j - i - 1) x_i - c x_j. None
    makes an effort for itself. A single province that gained more than the cost would pay the one
    upstream; so the claim holds exactly when the stage equilibria fall short of the optimum, and
    the smallest coalition that gains anything has more than two members:
    c/(1 + q + ... + q^(n - 2)) < b <= c.

    What a coalition gains is its dividend (Harsanyi) in the game of what coalitions can guarantee
    themselves (alpha).

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c17(benefit=0.7).verdict, claims.c17(benefit=1.2).verdict
    ('holds', 'fails')
    """
    return falls_short(stage_equilibria(_river(p))) and 2 < smallest(found) <= p.members


def _between_benefits(points: tuple[Any, ...]) -> str:
    if not points:
        return "fails at every benefit: what is worth doing for all is worth paying for one"
    return (
        f"holds if the benefit to the next province exceeds {show(min(points))}, so that "
        f"effort is worth its cost to the basin, and is at most {show(max(points))}, so "
        "that it is to no single province"
    )
