"""Actions are seen through noise: how much patience do burnt money and audits save?"""

from fractions import Fraction

from qinba_games import third_parties

noisy = third_parties.noisy_prisoners_dilemma()


def needed(game, **budget):
    """The least patience at which both cooperate."""
    table = third_parties.public_monitoring(game, **budget)
    return table.delta[list(table.profile).index((0, 0))]


print("money may be burnt", needed(noisy), "or not", needed(noisy, budget="balanced"))
for chance in (Fraction(1, 10), Fraction(1, 4), Fraction(1, 2)):
    print("audited with probability", chance, needed(third_parties.audited(noisy, chance)))
