"""Nobody can pay: what can two members reach, how, and can a stranger check it?"""

from fractions import Fraction

import qinba_games as qg

river = qg.StageGame.from_bimatrix(
    [[8, -1], [9, 0]],
    [[2, 6], [-4, 0]],
    players=["downstream", "upstream"],
    actions=[["protect", "log"]] * 2,
)
half = Fraction(1, 2)
found = qg.payoff_set(river, half)
print("with payments", qg.solve(river, half).joint_payoff, "without", found.support([1, 1]))
plan = found.strategy([2, 2])
print(qg.verify(plan).ok, qg.play(plan, 12, rng=1))
found.plot(style="paper")
found.proof("set.json")  # for scripts/check_payoff_set.py
