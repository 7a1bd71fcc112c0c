"""The reference partnerships and a bridge from the oracles' raw parameters."""

import sys
from fractions import Fraction
from types import SimpleNamespace

import qinba_games as qg
from qinba_games.algorithms.values import Problem, evaluate


def reference(name, sharing="none", *, exact=False):
    """Two members, cost 1, outside 0, promotion .6, friction .05; bad times in B and C."""
    top, base = {"A": (4, (12, 7)), "B": (2, (12, 12)), "C": (2, (12, 7))}[name]

    def part(count, of):
        return Fraction(count, of) if exact else count / of

    benefit = [[part(one, 10) + part(35, 100) * k for one in base] for k in range(top + 1)]
    return qg.Partnership(
        benefit,
        1,
        promotion=part(3, 5),
        friction=part(1, 20),
        bad_times=() if name == "A" else [(part(1, 4), (1, 1))],
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
