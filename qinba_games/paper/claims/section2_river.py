"""Section 2 of the paper: the river that no province could look after by itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...common.result import Table, show
from ...cooperative.results import Dividends
from ...sharing.worths_from_play import characteristic_function
from ...stage.stage_game import StageGame
from ...types import Number
from .claim import Claim
from .inputs import checked
from .judgement import judged, word
from .search import asking, grid, turning
from .worlds.alone import choices, falls_short, stage_equilibria
from .worlds.coalitions import added, needs, smallest


def c17(
    *,
    benefit: Number = 0.7,
    members: int = 6,
    reach: Number = 0.8,
    cost: Number = 1,
) -> Claim:
    """Could a single province along a river have solved the problems of its basin?

    Each province can make an effort at a cost of c, which is worth b to the next one downstream,
    q b to the one after that, and so on: g_j = sum over i < j of b q^(j - i - 1) x_i - c x_j. None
    makes an effort for itself. A single province that gained more than the cost would pay the one
    upstream; so the claim holds iff the stage equilibria fall short of the optimum, and the
    smallest coalition that gains anything has more than two members:
    c/(1 + q + ... + q^(n - 2)) < b <= c.

    What a coalition gains is its dividend (Harsanyi) in the game of what coalitions can guarantee
    themselves (alpha).

    Parameters
    ----------
    benefit : Number
        b, what an effort is worth one province further down.
    members : int
        n, 2 to 8 provinces.
    reach : Number
        q in [0, 1], the part of the benefit that arrives one province further down.
    cost : Number
        c.

    Returns
    -------
    Claim
        Concept "Harsanyi dividends", a property of coalitions, and stage Nash equilibria.

    Raises
    ------
    ProbabilityError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 2.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c17(benefit=0.7).verdict, claims.c17(benefit=1.2).verdict
    ('holds', 'fails')
    """
    p = checked("c17", locals())
    turn = turning(asking(_takes_many, p, "benefit"), 0.0, 2 * float(p["cost"]) or 1.0, parts=2)
    condition = "fails at every benefit: what is worth doing for all is worth paying for one"
    if turn.points:
        condition = (
            f"holds if the benefit to the next province exceeds {show(min(turn.points))}, so that "
            f"effort is worth its cost to the basin, and is at most {show(max(turn.points))}, so "
            "that it is to no single province"
        )
    return judged(
        "C17",
        "2",
        "No single province along the great river could have solved the problems of its basin.",
        parameters=p,
        holds=_takes_many,
        found=_gains(_river(p)),
        turns={"benefit": turn},
        condition=condition,
        evidence=_efforts(p),
        picture=("benefit", "efforts alone", "efforts together", "smallest coalition"),
        further={"length of the river": _along(p)},
    )


def _river(p: dict[str, Any]) -> StageGame:
    n, b, q = p["members"], p["benefit"], p["reach"]
    worth = [[b * q ** (j - i - 1) if i < j else 0 for i in range(n)] for j in range(n)]
    efforts = choices(n)
    return StageGame((efforts @ np.array(worth).T - p["cost"] * efforts).tolist())


def _gains(stage: StageGame) -> Dividends:
    return added(characteristic_function(stage, "alpha"))


def _takes_many(**q: Any) -> bool:
    return bool(_effort(q)["verdict"] == word(True))


def _effort(p: dict[str, Any]) -> dict[str, Any]:
    """Provinces that make an effort, alone and at the optimum, and how many it takes to gain."""
    found = stage_equilibria(_river(p))
    joint = found.game.payoffs.sum(axis=-1)
    best = np.unravel_index(int(joint.argmax()), joint.shape)
    size = smallest(_gains(found.game))
    return {
        "efforts alone": max(sum(profile) for profile in found.pure),
        "efforts together": int(sum(best)),
        "smallest coalition": size,
        "verdict": word(falls_short(found) and needs(size, 2, p["members"])),
    }


def _efforts(p: dict[str, Any]) -> Table:
    benefits = grid(0, 1.4 * float(p["cost"]), 8, p["benefit"])
    return _columns("benefit", benefits, [_effort({**p, "benefit": b}) for b in benefits])


def _along(p: dict[str, Any]) -> Table:
    lengths = sorted({2, 3, 4, 5, 6, p["members"]})
    return _columns("members", lengths, [_effort({**p, "members": n}) for n in lengths])


def _columns(name: str, values: list[Any], rows: list[dict[str, Any]]) -> Table:
    return {name: values, **{key: [row[key] for row in rows] for key in rows[0]}}
