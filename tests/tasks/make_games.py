"""Make games: a named one, two tables, a formula, a public good, one with exits."""

import numpy as np

import qinba_games as qg

dilemma = qg.prisoners_dilemma(reward=9, sucker=1, temptation=10, punishment=3)
river = qg.StageGame.from_bimatrix(
    [[8, -1], [9, 0]],
    [[2, 6], [-4, 0]],
    players=["downstream", "upstream"],
    actions=[["protect", "log"]] * 2,
)
efforts = np.stack(np.meshgrid([0, 1, 2], [0, 1, 2], [0, 1], indexing="ij"), axis=-1)
project = qg.StageGame([9, 6, 2] * efforts.sum(axis=-1, keepdims=True) - 10 * efforts)
common = qg.public_good(4, 2)
leaving = qg.RepeatedGame(dilemma, outside=[4, 4])
for game in (dilemma, river, project, common, leaving):
    print(game, qg.critical_discount(game).delta)
