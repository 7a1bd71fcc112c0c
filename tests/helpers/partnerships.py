"""The reference partnerships and a bridge from the oracles' raw parameters."""

import sys
from types import SimpleNamespace

import numpy as np

import qinba_games as qg
from qinba_games.algorithms.values import Problem, evaluate


def reference(name, sharing="none"):
    """Two members, cost 1, outside 0, promotion .6, friction .05; bad times in B and C."""
    top, base = {"A": (4, (1.2, 0.7)), "B": (2, (1.2, 1.2)), "C": (2, (1.2, 0.7))}[name]
    trust = np.arange(top + 1)[:, None]
    bad = () if name == "A" else [(0.25, (1, 1))]
    return qg.Partnership(
        np.array(base) + 0.35 * trust,
        1,
        promotion=0.6,
        friction=0.05,
        bad_times=bad,
        sharing=sharing,
    )


def from_raw(params):
    """A Partnership from the oracles' dict of raw parameters."""
    return qg.Partnership(
        params["benefit"],
        params["cost"],
        **{k: v for k, v in params.items() if k not in ("benefit", "cost")},
    )


def instead(monkeypatch, choice):
    """The same answers of a solver that chooses this everywhere, but for the witness."""
    evolve = sys.modules["qinba_games.partnership.evolve"]
    real = evolve.best_agreement

    def other(game, delta):
        found = real(game, delta)

        def alone():
            for table, (play, *rest) in found.alone():
                agreed = playing(table, play, game.levels * game.conditions, choice(game))
                yield table, (agreed, *rest)

        return SimpleNamespace(**found._asdict(), alone=alone)

    monkeypatch.setattr(evolve, "best_agreement", other)


def playing(table, play, states, choice):
    """The play in which this is chosen in the first states, and what it is worth."""
    rows = play.rows.copy()
    rows[:states, 0] = table.first_row[:states] + choice
    return play._replace(rows=rows, worth=evaluate(Problem(table, table.sums), rows[:, None]))
