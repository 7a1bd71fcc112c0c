"""What a user writes: `make lint` has mypy read it, which must find the package and its types."""

import qinba_games as qg

dilemma: qg.StageGame = qg.prisoners_dilemma(9, 1, 10, 3)
pair = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)
shown: str = qg.solve(dilemma, 0.5).to_latex(digits=2)
level: str = qg.evolve(pair, 0.5).classes[0]
names: tuple[str, ...] = dilemma.players
