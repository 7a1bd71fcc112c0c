"""QuantEcon's sets of equilibrium payoffs of random games, in a process of its own.

    python -m benchmarks.quantecon_sets K

writes one line of JSON for each game: processor seconds and corners, or the error. It is a process
of its own because one of the games writes outside an array, which ends the process some time later;
what was written before is then all that there is.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
from quantecon.game_theory import NormalFormGame, Player  # type: ignore[import-untyped]
from quantecon.game_theory.repeated_game import RepeatedGame  # type: ignore[import-untyped]

from benchmarks.random_games import CALLS, cases


def main(k: int) -> None:
    dilemma = NormalFormGame([[(9, 9), (1, 10)], [(10, 1), (3, 3)]])
    RepeatedGame(dilemma, 0.9).equilibrium_payoffs()  # compiles
    for payoffs, delta in cases(k):
        A, B = payoffs[..., 0], payoffs[..., 1]
        game = NormalFormGame((Player(A.copy()), Player(B.T.copy())))
        told: dict[str, object] = {}
        try:
            taken = []
            for _ in range(CALLS):
                begun = time.process_time()
                hull = RepeatedGame(game, delta).equilibrium_payoffs()
                taken.append(time.process_time() - begun)
            told["seconds"] = min(taken)
            told["corners"] = hull.points[hull.vertices].tolist()
        except Exception as error:  # noqa: BLE001 (whatever it is, it is the peer's answer)
            told["error"] = type(error).__name__
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    np.seterr(all="ignore")
    main(int(sys.argv[1]))
